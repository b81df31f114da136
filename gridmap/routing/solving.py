"""The one door to PyVRP: matrices, calls and vehicles in, the order of the calls out.

It knows nothing of networks or patrols. PyVRP (Wouda, Lan and Kool 2024, INFORMS Journal on
Computing 36:943) searches by iterated local search with penalties for what does not fit.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np
import pyvrp
from numpy.typing import NDArray
from pyvrp.exceptions import PenaltyBoundWarning
from pyvrp.search import OPERATORS, LocalSearch, PerturbationManager, compute_neighbours

from gridmap.routing.solving_effort import Effort, Halt
from gridmap.routing.solving_tour import shortest_loop

FAR = 10**7
"""Seconds or metres in a matrix where there is no way: longer than any shift, and addable."""

Whole = NDArray[np.int64]
Tell = Callable[[float], None]
"""Called with the share of the effort that is spent; what it raises ends the search."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What it takes a sort of vehicle to go from each place to each.

    Attributes
    ----------
    duration_s : ndarray of int, shape (n, n)
        Seconds from the place of the row to that of the column; `FAR` where there is no way.
    cost : ndarray of int, shape (n, n)
        What the way costs besides its seconds: metres, or penalties; at least 0.
    """

    duration_s: Whole
    cost: Whole


@dataclass(frozen=True, slots=True)
class Call:
    """A place where a vehicle is to stop.

    Attributes
    ----------
    place : int
        Row of the matrices.
    service_s : int
        Seconds that it takes.
    windows : tuple of (int, int)
        Seconds in which it may begin; empty for any time.
    load : int
        What it takes of the capacity.
    prize : int or None
        What it is worth, in units of cost, where it may be left out; None where it may not.
    """

    place: int
    service_s: int = 0
    windows: tuple[tuple[int, int], ...] = ()
    load: int = 0
    prize: int | None = None


@dataclass(frozen=True, slots=True)
class Vehicle:
    """Some vehicles that are alike.

    Attributes
    ----------
    place : int
        Row of the matrices where its loops begin and end.
    ground : int
        Which matrices are its own.
    begins_s : int
        When it may set out.
    shift_s : int or None
        Seconds within which it is back; None for any.
    even_s : int or None
        Seconds beyond which each second costs ``uneven`` more; None for none.
    capacity : int or None
        Most load; None for any.
    count : int
        How many there are.
    """

    place: int
    ground: int = 0
    begins_s: int = 0
    shift_s: int | None = None
    even_s: int | None = None
    capacity: int | None = None
    count: int = 1


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be solved.

    Attributes
    ----------
    grounds : tuple of Ground
        Matrices.
    calls : tuple of Call
        Where to stop.
    vehicles : tuple of Vehicle
        What goes there.
    second_cost : int
        What a second of a route costs, service and waiting included.
    uneven : int
        What a second beyond ``even_s`` costs besides.
    """

    grounds: tuple[Ground, ...]
    calls: tuple[Call, ...]
    vehicles: tuple[Vehicle, ...]
    second_cost: int = 0
    uneven: int = 0


@dataclass(frozen=True, slots=True)
class Loop:
    """One vehicle's way.

    Attributes
    ----------
    vehicle : int
        Which sort of vehicle.
    calls : tuple of int
        Numbers of the calls in order.
    """

    vehicle: int
    calls: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Solved:
    """What was found.

    Attributes
    ----------
    loops : tuple of Loop
        Only those with calls.
    cost : int
        Ways, seconds and prizes that were let go.
    is_feasible : bool
        Whether every limit holds and every call that may not be left out is made. If not, the
        loops are the best that were seen, to go on from.
    steps : int
        Rounds of the search.
    """

    loops: tuple[Loop, ...]
    cost: int
    is_feasible: bool
    steps: int = field(compare=False, default=0)

    @property
    def made(self) -> frozenset[int]:
        """Numbers of the calls that are made."""
        return frozenset(call for loop in self.loops for call in loop.calls)


def solve_routes(
    task: Task,
    *,
    effort: Effort | None = None,
    seed: int = 0,
    start: Sequence[Loop] = (),
    tell: Tell | None = None,
) -> Solved:
    """Return loops for all vehicles at the least cost that is found.

    Parameters
    ----------
    task : Task
        Matrices, calls and vehicles.
    effort : Effort, optional
        How long to search. Without a limit of seconds the same task and seed give the same loops.
    seed : int
        Seed of the search.
    start : sequence of Loop
        Where to begin; by default at loops of chance, or for one vehicle that has to make every
        call and nothing but the way to mind, at the shortest loop that is found.
    tell : callable, optional
        Told the share of the effort that is spent.

    Returns
    -------
    Solved
        The loops.
    """
    if not task.calls:
        return Solved((), 0, is_feasible=True)
    effort = effort or Effort()
    halt = Halt(effort, tell)
    model = _Model.of(task)
    if not start and _is_one_loop(task):
        matrix = task.grounds[0].cost + task.second_cost * task.grounds[0].duration_s
        start = (_only_loop(task, matrix, seed, halt),)
    first = model.solution(start) if start else None
    result = _searched(model.data, _first_penalties(task), first, halt, seed)
    return model.solved(result.best, result.num_iterations)


def _first_penalties(task: Task) -> tuple[float, float]:
    """Return what a unit of load too much and a second too late cost at the begin.

    About what the way to another call costs for a unit of what calls take: from there the search
    finds the right size soon, but not from sizes that make every limit hard.
    """
    places = [call.place for call in task.calls]
    matrix = task.grounds[0].cost + task.second_cost * task.grounds[0].duration_s
    ways = matrix[np.ix_(places, places)]
    way = (
        float(ways[(ways > 0) & (ways < FAR)].mean()) if ((ways > 0) & (ways < FAR)).any() else 1.0
    )
    load = float(np.mean([call.load for call in task.calls]))
    prize = float(np.mean([call.prize or 0 for call in task.calls]))
    service_s = float(np.mean([call.service_s for call in task.calls]))
    return (way + prize) / max(load, 1e-9), (way + prize) / max(service_s, 60.0)


def _searched(
    data: pyvrp.ProblemData,
    penalties: tuple[float, float],
    first: pyvrp.Solution | None,
    halt: Halt,
    seed: int,
) -> pyvrp.Result:
    """Return what PyVRP finds: what its `solve` does, from penalties of the size of the task."""
    params = pyvrp.PenaltyParams()
    load, late = (float(np.clip(one, params.min_penalty, params.max_penalty)) for one in penalties)
    manager = pyvrp.PenaltyManager(([load] * data.num_load_dimensions, late, late), params)
    rng = pyvrp.RandomNumberGenerator(seed=seed)
    local = LocalSearch(data, rng, compute_neighbours(data), PerturbationManager())
    for operator in OPERATORS:
        if operator.supports(data):
            local.add_operator(operator(data))
    if first is None:
        chance = pyvrp.Solution.make_random(data, rng)
        first = local(chance, manager.max_cost_evaluator(), exhaustive=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PenaltyBoundWarning)
        return pyvrp.IteratedLocalSearch(data, manager, local, first).run(halt, collect_stats=False)


def _is_one_loop(task: Task) -> bool:
    """Return whether one vehicle has to make every call, with nothing but the way to mind."""
    if len(task.vehicles) > 1 or task.vehicles[0].count > 1 or len(task.calls) < 4:
        return False
    vehicle, ground = task.vehicles[0], task.grounds[task.vehicles[0].ground]
    is_free = vehicle.shift_s is None and vehicle.capacity is None and vehicle.even_s is None
    if not is_free or any(call.windows or call.prize is not None for call in task.calls):
        return False
    matrix = ground.cost + task.second_cost * ground.duration_s
    return bool((matrix == matrix.T).all())


def _only_loop(task: Task, matrix: Whole, seed: int, halt: Halt) -> Loop:
    places = np.array([task.vehicles[0].place, *(call.place for call in task.calls)])
    order = shortest_loop(matrix[np.ix_(places, places)], seed=seed, halt=halt)
    return Loop(0, tuple(int(place) - 1 for place in order[1:]))


@dataclass(frozen=True, slots=True)
class _Model:
    """The task in PyVRP's words; a call of several windows is a group of clients."""

    task: Task
    data: pyvrp.ProblemData
    call_of: tuple[int, ...]
    client_of: tuple[int, ...]

    @classmethod
    def of(cls, task: Task) -> _Model:
        clients: list[pyvrp.Client] = []
        groups: list[pyvrp.ClientGroup] = []
        call_of: list[int] = []
        client_of: list[int] = []
        for number, call in enumerate(task.calls):
            client_of.append(len(clients))
            made = _clients(call, len(groups) if len(call.windows) > 1 else None)
            if len(made) > 1:
                numbers = list(range(len(clients), len(clients) + len(made)))
                groups.append(pyvrp.ClientGroup(numbers, required=call.prize is None))
            clients += made
            call_of += [number] * len(made)
        places = len(task.grounds[0].cost)
        depots, vehicles = _vehicles(task)
        data = pyvrp.ProblemData(
            locations=[pyvrp.Location(0, 0) for _ in range(places)],
            clients=clients,
            depots=depots,
            vehicle_types=vehicles,
            distance_matrices=cast("Any", [ground.cost for ground in task.grounds]),
            duration_matrices=cast("Any", [ground.duration_s for ground in task.grounds]),
            groups=groups,
        )
        return cls(task, data, tuple(call_of), tuple(client_of))

    def solution(self, loops: Sequence[Loop]) -> pyvrp.Solution:
        routes = [
            pyvrp.Route(self.data, [self.client_of[call] for call in loop.calls], loop.vehicle)
            for loop in loops
        ]
        return pyvrp.Solution(self.data, routes)

    def solved(self, best: pyvrp.Solution, steps: int) -> Solved:
        loops = sorted(
            (
                Loop(
                    route.vehicle_type(),
                    tuple(self.call_of[item.idx] for item in route if item.is_client()),
                )
                for route in best.routes()
            ),
            key=lambda loop: (loop.vehicle, loop.calls),
        )
        cost = best.distance_cost() + best.duration_cost() + best.uncollected_prizes()
        whole = best.is_feasible() and best.is_complete()
        return Solved(tuple(loops), int(cost), is_feasible=whole, steps=steps)


def _clients(call: Call, group: int | None) -> list[pyvrp.Client]:
    anytime = ((0, np.iinfo(np.int64).max),)
    return [
        pyvrp.Client(
            call.place,
            delivery=[call.load],
            service_duration=call.service_s,
            tw_early=first,
            tw_late=last,
            prize=call.prize or 0,
            required=call.prize is None and group is None,
            group=group,
        )
        for first, last in call.windows or anytime
    ]


def _vehicles(task: Task) -> tuple[list[pyvrp.Depot], list[pyvrp.VehicleType]]:
    depots = [pyvrp.Depot(vehicle.place) for vehicle in task.vehicles]
    everything = max(1, sum(call.load for call in task.calls))
    types = []
    for number, vehicle in enumerate(task.vehicles):
        limits: dict[str, Any] = {}
        if vehicle.shift_s is not None:
            even_s = vehicle.shift_s if vehicle.even_s is None else vehicle.even_s
            even_s = min(even_s, vehicle.shift_s)
            limits = {
                "tw_late": vehicle.begins_s + vehicle.shift_s,
                "shift_duration": even_s,
                "max_overtime": vehicle.shift_s - even_s,
                "unit_overtime_cost": task.uneven,
            }
        types.append(
            pyvrp.VehicleType(
                vehicle.count,
                capacity=[everything if vehicle.capacity is None else vehicle.capacity],
                start_depot=number,
                end_depot=number,
                tw_early=vehicle.begins_s,
                unit_duration_cost=task.second_cost,
                profile=vehicle.ground,
                **limits,
            )
        )
    return depots, types
