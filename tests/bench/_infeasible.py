"""How soon a band is proved infeasible, and by what: communities that arithmetic allows or not."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
from _cities import City, city
from bench import print_table

from gridmap.partition.certificate_check import check_certificate
from gridmap.partition.piece import cut_piece
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
    return City(
        np.concatenate([there.households, tail]),
        np.vstack([there.edges, links]),
        np.vstack([there.points, places]),
        there.area_m2,
    )


def totalling(units: int, households: int, *, seed: int) -> City:
    """Return a community of so many units and households."""
    there = city(units, "even", "lognormal", seed=seed)
    rng = np.random.default_rng(seed)
    drawn = rng.multinomial(households - units, np.full(units, 1 / units)) + 1
    return replace(there, households=drawn)


def buildings(units: int, *, seed: int) -> City:
    """Return tall buildings of 80 or 100 households, of which no grid has 305 to 315."""
    there = city(units, "even", "poisson", seed=seed)
    return replace(there, households=np.random.default_rng(seed).choice([80, 100], units))


def instances() -> list[tuple[str, City, Band]]:
    """Return named communities, and a band that is infeasible there."""
    usual, narrow = Band(300, 500), Band(305, 315)
    return [
        ("30 units, 560 households", totalling(30, 560, seed=1), usual),
        ("200 units, 560 households", totalling(200, 560, seed=2), usual),
        ("80 units, 250 households", totalling(80, 250, seed=3), usual),
        ("120 units and a row of 260, 270", with_tail(120, [260, 270], seed=4), usual),
        ("500 units and a row of 290, 20, 200", with_tail(500, [290, 20, 200], seed=5), usual),
        ("14 buildings of 80 or 100, band 305 to 315", buildings(14, seed=6), narrow),
        ("200 buildings of 80 or 100, band 305 to 315", buildings(200, seed=7), narrow),
    ]


def print_infeasible() -> None:
    """Print the proof of each, its time, and whether the independent check agrees."""
    how = Search(Weights(), Effort(), seed=0)
    cut_piece(totalling(30, 1_000, seed=0).problem, how)
    rows = []
    for name, there, band in instances():
        problem = replace(there.problem, lower=band.lower, upper=band.upper)
        started = time.perf_counter(), time.process_time()
        answer = cut_piece(problem, how).answer
        wall_s, cpu_s = time.perf_counter() - started[0], time.process_time() - started[1]
        proof = answer.certificate
        checked = proof is not None and check_certificate(
            proof, there.households.tolist(), there.edges.tolist(), band
        )
        nearest = f"{answer.nearest.lower}-{answer.nearest.upper} ({answer.basis})"
        kind = "none" if proof is None else type(proof).__name__
        rows.append([name, kind, checked, nearest, f"{wall_s:.2f}", f"{cpu_s:.2f}"])
    print(f"Infeasible bands: plan, proof and nearest band; the goal is {GOAL_S:.0f} s")
    print_table(["community", "proof", "checked", "nearest band", "s", "CPU s"], rows)


if __name__ == "__main__":
    print_infeasible()
