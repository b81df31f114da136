"""Real graphs whose least number of cut edges is known: it is reached, and the bound is below."""

import csv
import json

import numpy as np
import pytest
import shared_data

from gridmap.partition import partition_graph

TRUTH = shared_data.folder("partition_truth")

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not TRUTH.is_dir(), reason=shared_data.absence("partition_truth")),
]


def instance(name):
    with (TRUTH / "known_optimal_cut_edges.csv").open(encoding="utf-8") as file:
        row = next(row for row in csv.DictReader(file) if f"{row['state']}_{row['level']}" == name)
    graph = json.loads((TRUTH / "dual_graphs" / f"{name}.json").read_text(encoding="utf-8"))
    place = {node["id"]: i for i, node in enumerate(graph["nodes"])}
    edges = [
        (u, place[other["id"]]) for u, others in enumerate(graph["adjacency"]) for other in others
    ]
    return np.array([node["TOTPOP"] for node in graph["nodes"]]), np.array(edges), row


@pytest.mark.parametrize("name", ["ME_county", "NM_county", "NE_county", "ME_tract"])
def test_the_known_optimum_is_reached(name):
    population, edges, row = instance(name)
    known = int(row["opt_cut_edges"])
    found = partition_graph(
        population,
        edges,
        lower=int(row["L"]),
        upper=int(row["U"]),
        parts=int(row["k"]),
        objective="cut",
        time_s=3,
    )
    sums = np.bincount(found.labels, weights=population)
    assert found.feasible
    assert sums.min() >= int(row["L"])
    assert sums.max() <= int(row["U"])
    cut = {tuple(sorted(e)) for e in edges.tolist() if found.labels[e[0]] != found.labels[e[1]]}
    assert len(cut) == found.objective == known
    assert found.bound <= known


def test_the_optimum_of_sixteen_counties_is_proved_with_the_same_grids_as_published():
    population, edges, row = instance("ME_county")
    found = partition_graph(
        population, edges, lower=int(row["L"]), upper=int(row["U"]), parts=2, objective="cut"
    )
    solution = json.loads((TRUTH / "solutions" / "ME_county.json").read_text(encoding="utf-8"))
    published = np.array([solution[str(u)] for u in range(len(population))])
    assert found.optimal
    assert (published[edges[:, 0]] != published[edges[:, 1]]).sum() // 2 == found.objective
