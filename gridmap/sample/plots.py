"""Blocks built up: the walled plot of each, its buildings, and its service roads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmap.errors import Text
from gridmap.sample.blocks import Block, largest_part, long_axis
from gridmap.sample.drafts import Draft, NoRoomError
from gridmap.sample.footprints import Design, draw_footprints
from gridmap.sample.ground import OVERSHOOT_M, Way
from gridmap.sample.packing import Packing, pack_rows

LOCAL_HALF_M = 8.0
"""From the middle of a local road to the wall of a plot."""

HALF_M = {"arterial": 22.0, "secondary": 15.0}
"""From the middle of a wider road to the wall of a plot."""

SHOP_STRIP_M = 15.0
"""Depth of the strip for shops between a wide road and the wall."""


@dataclass(frozen=True)
class Plot:
    """A block that is built up.

    Attributes
    ----------
    block : Block
        The block.
    polygon : shapely.Polygon
        Inside of its wall, EPSG:4548.
    strip : bool
        Whether shops stand between the wall and wide roads.
    buildings : ndarray of shapely.Polygon
        Footprints, in the order of the designs.
    designs : tuple of Design
        What each footprint is.
    centres : ndarray of shape (n, 2)
        Middles of the buildings' rectangles in metres.
    angle : float
        Direction of the rows in radians from east.
    lanes : tuple of shapely.LineString
        Service roads.
    """

    block: Block
    polygon: shapely.Polygon
    strip: bool
    buildings: NDArray[np.object_]
    designs: tuple[Design, ...]
    centres: NDArray[np.float64]
    angle: float
    lanes: tuple[shapely.LineString, ...]


def build_plots(
    blocks: Sequence[Block], ways: Sequence[Way], rng: np.random.Generator
) -> tuple[Plot, ...]:
    """Return every block that is more than a strip along river or railway, built up.

    Parameters
    ----------
    blocks : sequence of Block
        The blocks.
    ways : sequence of Way
        Main roads, from which wider plots recede.
    rng : numpy.random.Generator
        Source of chance.

    Returns
    -------
    tuple of Plot
        In the order of the blocks.

    Raises
    ------
    NoRoomError
        If the buildings of a block do not fit into it.
    """
    wide = [way for way in ways if way.road_class in HALF_M]
    tree = shapely.STRtree([way.line for way in wide])
    plots = []
    for block in blocks:
        if block.draft is not None:
            near = [wide[i] for i in np.sort(tree.query(block.polygon))]
            plots.append(_build(block, block.draft, near, rng))
    return tuple(plots)


def wide_ground(block: shapely.Polygon, ways: Sequence[Way], extra_m: float) -> shapely.Geometry:
    """Return the ground near a block that wide roads take.

    Parameters
    ----------
    block : shapely.Polygon
        The block.
    ways : sequence of Way
        Wide roads that may touch it.
    extra_m : float
        Width to add on either side.

    Returns
    -------
    shapely.Geometry
        Polygons in EPSG:4548.
    """
    west, south, east, north = block.bounds
    window = (west - 80, south - 80, east + 80, north + 80)
    near = [shapely.clip_by_rect(way.line, *window) for way in ways]
    widths = [HALF_M[way.road_class] + extra_m for way in ways]
    return shapely.union_all(shapely.buffer(near, widths, cap_style="flat"))


def _build(block: Block, draft: Draft, ways: Sequence[Way], rng: np.random.Generator) -> Plot:
    angle = long_axis(block.polygon)
    if abs(angle) > np.pi / 4:
        angle -= np.copysign(np.pi / 2, angle)
    spine = 0.36 + 0.28 * rng.random() if draft.what in ("compound", "village") else None
    has_strip = bool(draft.what in ("compound", "office") and rng.random() < 0.8)
    if len(draft.buildings) < 3:
        spine = None
    turned = angle - np.copysign(np.pi / 2, angle)
    tries = [(has_strip, spine, angle), (False, spine, angle), (False, None, angle)]
    fewest = len(draft.buildings) if draft.households else 1
    for count in range(len(draft.buildings), fewest - 1, -1):
        fewer = replace(draft, buildings=draft.buildings[:count])
        for strip, drive, rows in (*tries, (False, None, turned)):
            polygon = _plot_polygon(block.polygon, ways, SHOP_STRIP_M if strip else 0.0)
            packing = pack_rows(polygon, fewer, angle=rows, spine=drive)
            if packing is not None:
                return _plot(block, fewer, polygon, strip, packing)
    raise NoRoomError(
        Text(
            f"有 {len(draft.buildings)} 栋楼在地块内排不下。",
            f"{len(draft.buildings)} buildings do not fit into their block.",
        ),
        Text("请换一个种子。", "Take another seed."),
    )


def _plot_polygon(block: shapely.Polygon, ways: Sequence[Way], extra_m: float) -> shapely.Polygon:
    inside = shapely.buffer(block, -LOCAL_HALF_M, join_style="mitre")
    inside = shapely.difference(inside, wide_ground(block, ways, extra_m))
    opened = shapely.buffer(shapely.buffer(inside, -5, join_style="mitre"), 5, join_style="mitre")
    plot = largest_part(shapely.intersection(opened, inside))
    return shapely.simplify(plot, 0.4)


def _plot(
    block: Block, draft: Draft, polygon: shapely.Polygon, strip: bool, packing: Packing
) -> Plot:
    lengths = np.array([design.length_m for design in draft.buildings])
    buildings = draw_footprints(
        packing.centres,
        lengths,
        np.array([design.depth_m for design in draft.buildings]),
        np.full(len(lengths), packing.angle),
        [design.shape for design in draft.buildings],
    )
    lanes = packing.lanes
    if draft.what in ("compound", "village"):
        reached = shapely.buffer(block.polygon, OVERSHOOT_M)
        drives = [shapely.intersection(drive, reached) for drive in packing.drives]
        lanes = (*lanes, *(part for drive in drives for part in shapely.get_parts(drive)))
    return Plot(
        block,
        polygon,
        strip,
        buildings,
        draft.buildings,
        packing.centres,
        packing.angle,
        lanes if draft.what in ("compound", "village") else (),
    )
