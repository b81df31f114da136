"""How soon a band is proved infeasible, and by what: communities that arithmetic allows or not."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
from _cities import City, city, edges_of, made
from bench import print_table

from gridmap.partition.certificate_check import check_certificate
from gridmap.partition.piece import cut_piece
from gridmap.partition.problem import Problem
from gridmap.partition.regions import Search
from gridmap.partition.solve import Effort, Weights
from gridmap.plan import Band

GOAL_S = 5.0


def with_tail(units: int, tail: list[int], *, seed: int) -> City:
    """Return a community with a row of further units at the one that lies farthest west."""
    there = city(units, "even", "lognormal", seed=seed)
    west = int(there.points[:, 0].argmin())
    rows = np.arange(len(tail))
    links = np.column_stack([np.concatenate([[west], units + rows[:-1]]), units + rows])
    places = there.points[west] - np.column_stack([50.0 * (rows + 1), 0 * rows])
    return made(
        np.concatenate([there.problem.households, tail]),
        np.vstack([edges_of(there.problem), links]),
        np.vstack([there.points, places]),
        there.problem.area_m2,
    )


def totalling(units: int, households: int, *, seed: int) -> City:
    """Return a community of so many units and households."""
    there = city(units, "even", "lognormal", seed=seed)
    rng = np.random.default_rng(seed)
    drawn = rng.multinomial(households - units, np.full(units, 1 / units)) + 1
    return made(drawn, edges_of(there.problem), there.points, there.problem.area_m2)


def buildings(units: int, *, seed: int) -> Problem:
    """Return tall buildings of 80 or 100 households, of which no grid has 305 to 315."""
    there = city(units, "even", "poisson", seed=seed)
    drawn = np.random.default_rng(seed).choice([80, 100], units)
    found = made(drawn, edges_of(there.problem), there.points, there.problem.area_m2)
    return replace(found.problem, lower=305, upper=315)


def instances() -> list[tuple[str, Problem]]:
    """Return named problems whose band is infeasible."""
    return [
        ("30 units, 560 households", totalling(30, 560, seed=1).problem),
        ("200 units, 560 households", totalling(200, 560, seed=2).problem),
        ("80 units, 250 households", totalling(80, 250, seed=3).problem),
        ("120 units and a row of 260, 270", with_tail(120, [260, 270], seed=4).problem),
        ("500 units and a row of 290, 20, 200", with_tail(500, [290, 20, 200], seed=5).problem),
        ("14 buildings of 80 or 100, band 305 to 315", buildings(14, seed=6)),
        ("200 buildings of 80 or 100, band 305 to 315", buildings(200, seed=7)),
    ]


def print_infeasible() -> None:
    """Print the proof of each, its time, and whether the independent check agrees."""
    how = Search(Weights(), Effort(), seed=0)
    named = instances()
    cut_piece(named[0][1], how)
    rows = []
    for name, problem in named:
        band = Band(problem.lower, problem.upper)
        started = time.perf_counter(), time.process_time()
        answer = cut_piece(problem, how).answer
        wall_s, cpu_s = time.perf_counter() - started[0], time.process_time() - started[1]
        proof = answer.certificate
        edges = edges_of(problem).tolist()
        checked = proof is not None and check_certificate(
            proof, problem.households.tolist(), edges, band
        )
        nearest = f"{answer.nearest.lower}-{answer.nearest.upper} ({answer.basis})"
        kind = "none" if proof is None else type(proof).__name__
        rows.append([name, kind, checked, nearest, f"{wall_s:.2f}", f"{cpu_s:.2f}"])
    print(f"Infeasible bands: plan, proof and nearest band; the goal is {GOAL_S:.0f} s")
    print_table(["community", "proof", "checked", "nearest band", "s", "CPU s"], rows)
