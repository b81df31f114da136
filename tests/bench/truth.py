"""Cut edges on real graphs with proven minima, this project beside GerryChain in one run.

Counties and tracts of US states whose least number of cut edges is known, with populations within
half a percent of the mean. For each seed the search gets 1 second, then 2, 5 and 10, until it
reaches the known minimum; "s" is the longest such call of any seed. The bound is that of one call
of 10 seconds. GerryChain gets the same 10 seconds (short bursts of recombination, from a
recursive tree partition), which is all that is counted of it.

Run as ``python tests/bench/truth.py [INSTANCE ...]``; needs gerrychain and the folder
``partition_truth`` of the shared data.
"""

from __future__ import annotations

import csv
import json
import signal
import sys
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import FrameType

import numpy as np
from bench import CHECKOUT, print_table, run
from numpy.typing import NDArray

sys.path.insert(0, str(CHECKOUT / "tests"))
from shared_data import absence, folder

TRUTH = folder("partition_truth")
BUDGETS_S = (1.0, 2.0, 5.0, 10.0)
SEEDS = range(5)
BURST = 10
MARK = "found:"


@dataclass(frozen=True, slots=True)
class Instance:
    """A graph, its band, and the least number of cut edges that is known."""

    name: str
    parts: int
    lower: int
    upper: int
    known: int
    file: Path
    population: NDArray[np.int64]
    edges: NDArray[np.int64]


def instances() -> list[Instance]:
    """Return every instance of the folder, the smallest first."""
    with (TRUTH / "known_optimal_cut_edges.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    found = []
    for row in sorted(rows, key=lambda row: int(row["n"])):
        name = f"{row['state']}_{row['level']}"
        path = TRUTH / "dual_graphs" / f"{name}.json"
        graph = json.loads(path.read_text(encoding="utf-8"))
        place = {node["id"]: i for i, node in enumerate(graph["nodes"])}
        pairs = [
            (u, place[other["id"]])
            for u, others in enumerate(graph["adjacency"])
            for other in others
            if u < place[other["id"]]
        ]
        numbers = (int(row[key]) for key in ("k", "L", "U", "opt_cut_edges"))
        population = np.array([node["TOTPOP"] for node in graph["nodes"]])
        found.append(Instance(name, *numbers, path, population, np.array(pairs)))
    return found


def row_of(case: Instance) -> list[object]:
    """Return what is printed of an instance."""
    from gridmap.partition import partition_graph

    solve = partial(
        partition_graph,
        case.population,
        case.edges,
        lower=case.lower,
        upper=case.upper,
        parts=case.parts,
        objective="cut",
    )
    solve(time_s=0.01)
    best, reached, longest = np.inf, 0, 0.0
    for seed in SEEDS:
        for budget in BUDGETS_S:
            start = time.perf_counter()
            found = solve(seed=seed, time_s=budget)
            seconds = time.perf_counter() - start
            best = min(best, found.objective if found.feasible else np.inf)
            if found.feasible and found.objective <= case.known:
                reached += 1
                longest = max(longest, seconds)
                break
    bounded = solve(time_s=BUDGETS_S[-1])
    peer = run(
        [sys.executable, Path(__file__), "--gerrychain", case.name, str(BUDGETS_S[-1])],
        cwd=CHECKOUT,
    )
    return [
        case.name,
        len(case.population),
        case.parts,
        case.known,
        f"{best:g}",
        f"{reached} of {len(SEEDS)}",
        f"{longest:.2f}",
        f"{bounded.bound:g}",
        "yes" if bounded.optimal else "no",
        *_peer(peer.out),
    ]


def _peer(out: str) -> list[str]:
    """Return cut edges and steps from what the child printed among its warnings."""
    said = [line.split()[1:] for line in out.splitlines() if line.startswith(MARK)]
    return said[0] if said else ["failed", "-"]


def gerrychain(case: Instance, seconds: float) -> None:
    """Print the fewest cut edges that GerryChain finds in time, and its steps."""
    import warnings

    warnings.simplefilter("ignore")
    from gerrychain import Graph, Partition, constraints, updaters
    from gerrychain.optimization import SingleMetricOptimizer
    from gerrychain.proposals import recom

    graph = Graph.from_json(str(case.file))
    target = (case.lower + case.upper) / 2
    epsilon = (case.upper - case.lower) / 2 / target
    best: list[int] = []
    signal.signal(signal.SIGALRM, _stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        start = Partition.from_random_assignment(
            graph, case.parts, epsilon, "TOTPOP", {"load": updaters.Tally("TOTPOP", "load")}, rng=0
        )
        propose = partial(recom, pop_col="TOTPOP", pop_target=target, epsilon=epsilon)
        optimizer = SingleMetricOptimizer(
            propose,
            [
                constraints.contiguous,
                constraints.within_percent_of_ideal_population(start, epsilon, pop_key="load"),
            ],
            start,
            lambda plan: len(plan["cut_edges"]),
            maximize=False,
            rng=0,
        )
        best.append(len(start["cut_edges"]))
        best.extend(len(plan["cut_edges"]) for plan in optimizer.short_bursts(BURST, 10**6))
    except TimeoutError:
        pass
    print(MARK, min(best, default="none"), max(len(best) - 1, 0))


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise TimeoutError


def main(names: list[str]) -> None:
    """Print one row an instance."""
    if not TRUTH.is_dir():
        sys.exit(absence("partition_truth"))
    cases = [case for case in instances() if not names or case.name in names]
    headers = ["graph", "units", "parts", "known", "ours", "seeds", "s", "bound", "proven"]
    rows = []
    for case in cases:
        rows.append(row_of(case))
        print(*rows[-1], file=sys.stderr, flush=True)
    print_table([*headers, "GerryChain", "its steps"], rows)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--gerrychain"]:
        gerrychain(next(c for c in instances() if c.name == sys.argv[2]), float(sys.argv[3]))
    else:
        main(sys.argv[1:])
