"""Water, railway and bridges as tables, still in metres."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import shapely

from gridmap.sample.blocks import long_axis
from gridmap.sample.ground import Ground, Way
from gridmap.sample.lattice import Lattice
from gridmap.sample.plots import Plot

DITCH_V_M = 11.0
"""Distance from the railway to the ditch along it."""


def list_water(ground: Ground, plots: Sequence[Plot]) -> pd.DataFrame:
    """Return the water layer: the river, a pond in the largest park, two ditches.

    Parameters
    ----------
    ground : Ground
        River and railway.
    plots : sequence of Plot
        The parks among them.

    Returns
    -------
    DataFrame
        Columns of the contract of water, and ``geometry`` in EPSG:4548. The ditches are lines
        that end before they cut anything off.
    """
    rows = [("漱玉河", "river", ground.water), ("镜心湖", "lake", _pond(plots))]
    rows += [
        (name, "ditch", line)
        for name, line in zip(("铁路北沟", "铁路南沟"), _ditches(ground.lattice), strict=True)
    ]
    return pd.DataFrame(
        {
            "water_id": [f"W{number:02d}" for number in range(1, len(rows) + 1)],
            "name": [name for name, _, _ in rows],
            "kind": [kind for _, kind, _ in rows],
            "geometry": [shape for _, _, shape in rows],
        }
    )


def list_railways(ground: Ground) -> pd.DataFrame:
    """Return the railway layer.

    Parameters
    ----------
    ground : Ground
        The railway.

    Returns
    -------
    DataFrame
        Columns of the contract of railways, and ``geometry`` in EPSG:4548.
    """
    return pd.DataFrame({"railway_id": ["T01"], "name": ["青麦铁路"], "geometry": [ground.railway]})


def list_bridges(ways: Sequence[Way]) -> pd.DataFrame:
    """Return the layer of bridges and underpasses.

    Parameters
    ----------
    ways : sequence of Way
        Main roads; those that run over or under something count.

    Returns
    -------
    DataFrame
        Columns of the contract of bridges, and ``geometry`` in EPSG:4548.
    """
    crossing = sorted(
        (way for way in ways if way.over), key=lambda way: (-way.over, way.line.bounds)
    )
    return pd.DataFrame(
        {
            "bridge_id": [f"Q{number:02d}" for number in range(1, len(crossing) + 1)],
            "name": [f"{way.name}{'桥' if way.over == 1 else '下穿'}" for way in crossing],
            "kind": ["bridge" if way.over == 1 else "underpass" for way in crossing],
            "geometry": [way.line for way in crossing],
        }
    )


def _ditches(lattice: Lattice) -> list[shapely.LineString]:
    """Return ditches along the railway, one in the rail community and one in the small one."""
    v = lattice.height_m - DITCH_V_M
    ditches = []
    for cell in (lattice.cell("rail"), lattice.cell("small")):
        width_m = cell.u1 - cell.u0
        u = np.linspace(cell.u0 + 0.62 * width_m, cell.u1 - 0.10 * width_m, 7)
        ditches.append(lattice.warp.line(u, v + 1.5 * np.sin(np.arange(7.0))))
    return ditches


def _pond(plots: Sequence[Plot]) -> shapely.Polygon:
    """Return a pond in the largest park, clear of its pavilion."""
    parks = [plot for plot in plots if plot.block.draft and plot.block.draft.what == "park"]
    park = max(parks, key=lambda plot: float(plot.polygon.area))
    angle = long_axis(park.polygon)
    length_m, width_m = park.polygon.area**0.5 * np.array([0.20, 0.13])
    turn = np.linspace(0.0, 2 * np.pi, 28, endpoint=False)
    wobble = 1 + 0.16 * np.sin(2 * turn + 1.0) + 0.09 * np.sin(3 * turn)
    x, y = length_m * wobble * np.cos(turn), width_m * wobble * np.sin(turn)
    centre = shapely.get_coordinates(park.polygon.centroid)[0]
    aside = 1.45 * length_m
    for offset in (aside, -aside):
        ring = np.stack([x + offset, y], axis=1) @ np.array(
            [[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]]
        )
        pond = shapely.Polygon(ring + centre)
        if park.polygon.contains(pond) and not shapely.intersects(park.buildings, pond).any():
            return pond
    return shapely.buffer(shapely.Point(centre + np.array([0.0, 14.0])), 7.0)
