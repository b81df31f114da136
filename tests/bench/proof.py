"""How far plans of random communities are at most from the best: gaps, times, proven optima.

A community is a synthetic city of `_cities` with as many units as real ones have. The search makes
plans with the moment of inertia as the objective, column generation proves a bound for the same
number of grids. Seconds are of one core (CPU time), search and proof together.

Run as ``python tests/bench/proof.py [UNITS ...]``.
"""

from __future__ import annotations

import sys
import time

import numpy as np
from _cities import CITIES, city
from bench import print_table

from gridmap.partition.bound import Proof, prove
from gridmap.partition.generation import ProofEffort
from gridmap.partition.solve import Effort, Weights, search

INERTIA = Weights(balance=0.0, split=0.0, boundary=0.0, crossing=0.0)
COMMUNITIES = {50: 10, 80: 10, 120: 10, 160: 10, 200: 10, 300: 1, 500: 1}
LIMITS_S = {50: 5.0, 80: 5.0, 120: 5.0, 160: 10.0, 200: 10.0, 300: 30.0, 500: 30.0}
"""Seconds that PERFORMANCE.md allows."""


def proved(units: int, seed: int) -> tuple[Proof, float] | None:
    """Return the proof for one community and its CPU time; None if no plan is in the band."""
    shape, law = CITIES[seed % len(CITIES)]
    problem = city(units, shape, law, seed=seed).problem
    parts = round(problem.total / 400)
    begun = time.process_time()
    pool: list[np.ndarray] = []
    search(problem, parts, weights=INERTIA, effort=Effort(restarts=16), seed=seed, pool=pool)
    plans = [labels for labels in pool if problem.in_band(labels, parts).all()]
    if not plans:
        return None
    left = LIMITS_S.get(units, 10.0) - (time.process_time() - begun)
    effort = ProofEffort(rounds=400, listed=20_000, time_s=max(0.5, left))
    proof = prove(problem, plans, weights=INERTIA, effort=effort)
    return proof, time.process_time() - begun


def main(sizes: list[int]) -> None:
    """Print one row a size."""
    proved(50, 0)
    rows = []
    for units in sizes:
        found = [proved(units, seed) for seed in range(COMMUNITIES.get(units, 5))]
        done = [result for result in found if result is not None]
        gaps = np.array([proof.gap for proof, _ in done])
        seconds = np.array([taken for _, taken in done])
        rows.append(
            [
                units,
                f"{len(done)} of {len(found)}",
                f"{np.median(gaps):.3%}",
                f"{np.quantile(gaps, 0.9):.3%}",
                f"{gaps.max():.3%}",
                int((gaps <= 0.01).sum()),
                sum(proof.optimal for proof, _ in done),
                f"{np.median(seconds):.1f}",
                f"{seconds.max():.1f}",
            ]
        )
        print(*rows[-1], file=sys.stderr, flush=True)
    print_table(
        [
            "units",
            "in band",
            "median gap",
            "90th pct",
            "worst",
            "within 1%",
            "optimal",
            "median s",
            "worst s",
        ],
        rows,
    )


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or list(COMMUNITIES))
