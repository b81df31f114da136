"""Whatever the households and the barriers: levels nest exactly, and every part is connected."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from problems import rook

from gridmap.contiguity import ContiguityGraph, EdgeKind
from gridmap.partition.community import Units
from gridmap.partition.levels import MICRO, NESTED, Nesting, cut_levels
from gridmap.partition.regions import Search
from gridmap.partition.solve import Effort, Weights
from gridmap.plan import Band

ROWS, COLS = 4, 6
EDGES, XY = rook(ROWS, COLS)
N = ROWS * COLS


@st.composite
def communities(draw):
    households = draw(st.lists(st.integers(0, 180), min_size=N, max_size=N))
    kinds = st.sampled_from([EdgeKind.PLAIN, EdgeKind.PLAIN, EdgeKind.WALL, EdgeKind.WATER])
    walls = draw(st.lists(kinds, min_size=len(EDGES), max_size=len(EDGES)))
    special = np.zeros(N, dtype=bool)
    special[draw(st.lists(st.integers(0, N - 1), max_size=2))] = True
    units = Units(
        np.array(households), np.full(N, 1e4), XY, np.where(special, np.arange(N), -1), special
    )
    graph = ContiguityGraph(
        N,
        EDGES.min(axis=1).astype(np.int32),
        EDGES.max(axis=1).astype(np.int32),
        np.full(len(EDGES), 100.0),
        np.array(walls, dtype=np.int8),
        np.zeros(len(EDGES), dtype=bool),
    )
    return units, graph


def is_whole(graph, labels):
    """Whether every label but -1 is one connected piece."""
    piece = graph.components(labels[graph.heads] == labels[graph.tails])
    known = labels >= 0
    return len(set(zip(piece[known], labels[known], strict=True))) == len(set(labels[known]))


@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    communities(),
    st.sampled_from([MICRO, "buildings"]),
    st.sampled_from(["closed", "eased", "priced", "ignored"]),
)
def test_levels_nest_and_are_connected(community, micro, barriers):
    units, graph = community
    found = cut_levels(
        units,
        graph,
        building=np.arange(N),
        band=Band(300, 500),
        nesting=Nesting(micro, Band(600, 1_100)),
        barriers=barriers,
        how=Search(Weights(), Effort(restarts=1, steps_per_unit=50), seed=0),
    )
    cut = found.cut
    ordinary = np.isin(np.array(cut.kinds), NESTED)[cut.labels]
    assert ((found.micro >= 0) == ordinary).all()
    assert len(set(zip(found.micro[ordinary], cut.labels[ordinary], strict=True))) == len(
        set(found.micro[ordinary])
    )
    assert set(found.micro[ordinary]) == set(range(found.micro.max() + 1))
    assert len(found.large) == len(cut.kinds)
    assert is_whole(graph, cut.labels)
    assert is_whole(graph, found.micro)
    assert is_whole(graph, found.large[cut.labels])
    if micro == "buildings":
        lived = units.households[ordinary] > 0
        assert len(set(found.micro[ordinary][lived])) == lived.sum()
