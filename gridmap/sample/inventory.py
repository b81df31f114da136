"""Buildings and compounds as tables, still in metres and without the planted faults."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gridmap.sample.ground import Way
from gridmap.sample.names import Names
from gridmap.sample.plots import Plot
from gridmap.sample.quantiles import spread
from gridmap.sample.shops import Shops

PERSONS = (2.42, 0.56)
"""Least persons of a household of a building on average, and how far that varies."""

MIXED_SHOPS = 5
"""How many shops of a community have households above them."""


def list_compounds(
    plots: Sequence[Plot], names: Names, community_codes: Sequence[str]
) -> pd.DataFrame:
    """Return the compound layer.

    Parameters
    ----------
    plots : sequence of Plot
        The plots; those to live in and those of a special purpose are compounds.
    names : Names
        Where they get their names.
    community_codes : sequence of str
        Code of each community.

    Returns
    -------
    DataFrame
        Columns of the contract of compounds, ``geometry`` in EPSG:4548, and ``plot`` and ``role``.
    """
    rows: list[dict[str, Any]] = []
    for index, plot in enumerate(plots):
        draft = plot.block.draft
        if draft is None or draft.what not in ("compound", "site"):
            continue
        rows.append(
            {
                "compound_id": f"X{len(rows) + 1:04d}",
                "name": names.site(draft.purpose) if draft.purpose else names.compound(draft.kind),
                "kind": draft.kind or None,
                "governance": draft.governance or None,
                "purpose": draft.purpose or None,
                "stars": draft.stars,
                "community_code": community_codes[plot.block.community],
                "geometry": plot.polygon,
                "plot": index,
                "role": draft.role,
            }
        )
    frame = pd.DataFrame(rows)
    frame["stars"] = frame["stars"].astype("Int64")
    return frame


def list_buildings(
    plots: Sequence[Plot],
    shops: Sequence[Shops],
    compounds: pd.DataFrame,
    ways: Sequence[Way],
    names: Names,
    *,
    mixed_households: int,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Return the building layer, without the planted faults.

    Parameters
    ----------
    plots : sequence of Plot
        Blocks that are built up.
    shops : sequence of Shops
        Shops along wide roads.
    compounds : DataFrame
        As `list_compounds` returns them.
    ways : sequence of Way
        Roads with names, for the addresses.
    names : Names
        Where villages get their names.
    mixed_households : int
        Households that live above shops.
    rng : numpy.random.Generator
        Source of chance.

    Returns
    -------
    DataFrame
        Columns of the contract of buildings, ``geometry`` in EPSG:4548, and ``community``,
        ``plot`` (-1 for shops) and ``shape``.
    """
    of_plot = compounds.set_index("plot")
    rows: list[dict[str, Any]] = []
    for index, plot in enumerate(plots):
        rows += _of_plot(index, plot, of_plot, names)
    for shop in shops:
        rows += _of_shops(shop, plots[shop.plot].block.community)
    frame = pd.DataFrame(rows)
    frame["floors"] = frame["floors"].astype(float)
    frame = _live_above_shops(frame, mixed_households)
    frame["name"] = _addresses(frame, ways)
    each = PERSONS[0] + PERSONS[1] * rng.random(len(frame))
    frame["persons"] = np.rint(frame["households"] * each).astype(np.int64)
    return frame


def _of_plot(index: int, plot: Plot, compounds: pd.DataFrame, names: Names) -> list[dict[str, Any]]:
    draft = plot.block.draft
    assert draft is not None
    compound = compounds.loc[index] if index in compounds.index else None
    place = compound["name"] if compound is not None else None
    village = draft.what == "village"
    if village:
        place = names.site("village")
    number = _numbers(plot.centres, plot.angle)
    tail = "号" if village else "号楼"
    return [
        {
            "name": f"{place}{number[i]}{tail}" if place else None,
            "households": design.households,
            "floors": design.floors,
            "entrances": design.entrances,
            "use": design.use,
            "compound_id": None if compound is None else compound["compound_id"],
            "households_source": "estimated" if village else "given",
            "geometry": plot.buildings[i],
            "community": plot.block.community,
            "plot": index,
            "shape": design.shape,
        }
        for i, design in enumerate(plot.designs)
    ]


def _numbers(centres: NDArray[np.float64], angle: float) -> NDArray[np.int64]:
    """Return the number of each building: from the northern row, west to east."""
    along = np.array([np.cos(angle), np.sin(angle)])
    x, y = centres @ along, centres @ np.array([-along[1], along[0]])
    order = np.lexsort((x, -np.rint(y / 4)))
    number = np.empty(len(centres), dtype=np.int64)
    number[order] = np.arange(1, len(centres) + 1)
    return number


def _of_shops(shops: Shops, community: int) -> list[dict[str, Any]]:
    return [
        {
            "name": None,
            "households": 0,
            "floors": int(floors),
            "entrances": 1,
            "use": "commercial",
            "compound_id": None,
            "households_source": "given",
            "geometry": polygon,
            "community": community,
            "plot": -1,
            "shape": "slab",
        }
        for polygon, floors in zip(shops.polygons, shops.floors, strict=True)
    ]


def _live_above_shops(frame: pd.DataFrame, households: int) -> pd.DataFrame:
    """Return the buildings with households above the largest shops of every community."""
    shops = frame[frame["plot"] == -1]
    area = shapely.area(shops["geometry"].to_numpy())
    largest = shops.assign(area=area).sort_values("area", ascending=False, kind="stable")
    chosen = largest.groupby("community", sort=True).head(MIXED_SHOPS).index.sort_values()
    mixed = frame.copy()
    mixed.loc[chosen, "households"] = spread(households, len(chosen))
    mixed.loc[chosen, "use"] = "mixed"
    mixed.loc[chosen, "floors"] = 4.0
    mixed.loc[chosen, "households_source"] = "estimated"
    return mixed


def _addresses(frame: pd.DataFrame, ways: Sequence[Way]) -> list[str]:
    """Return names, where there is none by the nearest road and a number along it."""
    named = [way for way in ways if way.name]
    bare = frame.index[frame["name"].isna()]
    points = shapely.centroid(frame.loc[bare, "geometry"].to_numpy())
    nearest = shapely.STRtree([way.line for way in named]).nearest(points)
    lines = np.array([way.line for way in named], dtype=object)[nearest]
    along = shapely.line_locate_point(lines, points)
    texts = frame["name"].tolist()
    used: dict[str, int] = {}
    for k in np.lexsort((along, nearest)).tolist():
        name = named[nearest[k]].name
        used[name] = used.get(name, 0) + 1
        texts[bare[k]] = f"{name}{used[name]}号"
    return texts
