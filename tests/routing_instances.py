"""Instances of routing with the cost of the best solution that is known, of the shared data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from shared_data import folder

from gridmap.routing.solving import Call, Ground, Task, Vehicle

OPTIMUM = folder("routing_optimum")


@dataclass(frozen=True, slots=True)
class Instance:
    """Places, what each takes of a vehicle, and the best cost that is known."""

    name: str
    xy: NDArray[np.float64]
    demand: NDArray[np.int64]
    capacity: int | None
    known: int


def read_instance(path: Path) -> Instance:
    """Return the instance of a file, with the cost in the solution beside it."""
    text = path.read_text(encoding="utf-8")
    head, _, rest = text.partition("NODE_COORD_SECTION")
    places, _, loads = rest.partition("DEMAND_SECTION")
    xy = np.array([row[1:3] for row in _numbers(places) if len(row) == 3])
    demand = np.zeros(len(xy), dtype=np.int64)
    if loads:
        demand[:] = [row[1] for row in _numbers(loads.partition("DEPOT_SECTION")[0])]
    capacity = re.search(r"CAPACITY\s*:\s*(\d+)", head)
    solution = path.with_suffix(".sol").read_text(encoding="utf-8")
    cost = re.search(r"Cost\s*:?\s*(\d+)", solution)
    if cost is None:
        raise ValueError(f"{path.stem}: no cost in its solution")
    known = int(cost[1])
    return Instance(path.stem, xy, demand, int(capacity[1]) if capacity else None, known)


def _numbers(text: str) -> list[list[float]]:
    rows = (line.split() for line in text.splitlines())
    return [[float(cell) for cell in row] for row in rows if row and row[0][0].isdigit()]


def task_of(case: Instance) -> Task:
    """Return the instance as a task; lengths are rounded to whole ones (EUC_2D)."""
    apart = case.xy[:, None, :] - case.xy[None, :, :]
    length = np.floor(np.hypot(apart[..., 0], apart[..., 1]) + 0.5).astype(np.int64)
    count = len(case.xy)
    calls = tuple(Call(place, load=int(case.demand[place])) for place in range(1, count))
    many = 1 if case.capacity is None else count - 1
    vehicle = Vehicle(0, capacity=case.capacity, count=many)
    return Task((Ground(np.zeros_like(length), length),), calls, (vehicle,))
