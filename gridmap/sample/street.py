"""A street laid out and built up, in metres, before it becomes tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum

import numpy as np

from gridmap.sample.allocation import allocate
from gridmap.sample.blocks import Block, cut_blocks
from gridmap.sample.drafts import Draft
from gridmap.sample.ground import Ground, Way, lay_ground
from gridmap.sample.lattice import lay_lattice
from gridmap.sample.names import Names
from gridmap.sample.plots import Plot, build_plots

LOAD = 0.56
"""Share of the ground that compounds and sites need; the rest is park, office and road."""


@dataclass(frozen=True)
class Street:
    """Everything that has a shape, in EPSG:4548.

    Attributes
    ----------
    ground : Ground
        River, railway, main roads and faces.
    blocks : tuple of Block
        They cover the street.
    plots : tuple of Plot
        Blocks that are built up.
    ways : tuple of Way
        Every road.
    """

    ground: Ground
    blocks: tuple[Block, ...]
    plots: tuple[Plot, ...]
    ways: tuple[Way, ...]


def build_street(
    communities: int,
    compounds: Sequence[Draft],
    others: Sequence[Draft],
    names: Names,
    rng: np.random.Generator,
) -> Street:
    """Return a street large enough for what is drafted.

    Parameters
    ----------
    communities : int
        How many communities.
    compounds : sequence of Draft
        As `drafts.draft_compounds` returns them.
    others : sequence of Draft
        Villages, sites and offices.
    names : Names
        Where roads get their names.
    rng : numpy.random.Generator
        Source of chance.

    Returns
    -------
    Street
        The street.

    Raises
    ------
    NoRoomError
        If something does not fit.
    """
    need_m2 = fsum(draft.need_m2 for draft in (*compounds, *others))
    cell_m = float(np.sqrt(need_m2 / LOAD / communities))
    ground = lay_ground(lay_lattice(communities, cell_m=cell_m, rng=rng), names)
    drafts = allocate(ground, compounds, others, rng)
    blocks, cuts = cut_blocks(ground.faces, drafts, rng)
    plots = build_plots(blocks, ground.ways, rng)
    ways = (
        *ground.ways,
        *(Way(line, "local", names.road("巷")) for line in cuts),
        *(Way(lane, "service") for plot in plots for lane in plot.lanes),
    )
    return Street(ground, blocks, plots, ways)
