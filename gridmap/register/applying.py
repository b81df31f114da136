"""An accepted difference makes another plan: grids, layers and tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gridmap.columns import counts, texts
from gridmap.contiguity import build_contiguity
from gridmap.crs import STORAGE_CRS
from gridmap.editing import GridFacts, LivePlan
from gridmap.editing.ground import Ground
from gridmap.layers import CONTRACTS
from gridmap.plan import Band, Plan
from gridmap.register.difference import RowChange
from gridmap.register.fields import Value
from gridmap.register.moving import edits_of, grid_uuid, outcome_of
from gridmap.register.pages import LAYERS
from gridmap.register.tables import changed_tables
from gridmap.tessellation.entrances import PART

SHARED = ("households", "persons")

EDITED_RULES = frozenset({"assigned", "band", "persons", "contiguity", "barrier", "compound"})
"""Rules that are asked anew after an edit; what others found of a plan stays."""


def live_plan_of(plan: Plan) -> LivePlan:
    """Return the plan of a file, ready to be edited.

    Parameters
    ----------
    plan : Plan
        The plan with its layers.

    Returns
    -------
    LivePlan
        On its units, with its contiguity built again.
    """
    named = plan.context.get("communities")
    names = {} if named is None else dict(zip(named["community_code"], named["name"], strict=True))
    ground = Ground(plan.units, build_contiguity(plan.units, plan.context), names)
    persons = plan.settings.get("persons")
    codes = plan.units["grid_code"].astype(object)
    return LivePlan.of(
        ground,
        _facts(plan.grids),
        codes.where(codes.notna(), None).tolist(),
        band=plan.band,
        persons=Band(*persons) if persons else None,
        barriers=plan.settings.get("barriers", "eased"),
    )


def apply_rows(plan: Plan, rows: Sequence[RowChange]) -> Plan:
    """Return a plan with the rows of a register that were accepted.

    Parameters
    ----------
    plan : Plan
        The plan.
    rows : sequence of RowChange
        Rows that can be accepted.

    Returns
    -------
    Plan
        With the grids, names, layers and tables that they ask for; households of units follow
        those of their buildings.

    Raises
    ------
    EditError
        If a rule forbids the edits together.
    """
    context = {
        **plan.context,
        **{
            layer: changed_layer(plan.context[layer], layer, mine)
            for layer in LAYERS
            if layer in plan.context and (mine := [row for row in rows if row.page.layer == layer])
        },
    }
    tables = changed_tables(plan, rows)
    units = _recounted(plan.units, rows)
    changed = replace(plan, units=units, context=context, tables=tables)
    live = live_plan_of(changed)
    edits = edits_of(rows, live.ground)
    if not edits and units is plan.units:
        return changed
    outcome = outcome_of(live, edits)
    after = live if outcome is None else outcome.plan
    others = tuple(one for one in plan.violations if one.rule not in EDITED_RULES)
    return replace(
        changed,
        units=units.assign(grid_code=after.codes()),
        grids=after.grids().reset_index(),
        violations=(*after.violations(), *others),
        figures={**plan.figures, **after.figures()},
    )


def changed_layer(
    frame: gpd.GeoDataFrame, layer: str, rows: Iterable[RowChange]
) -> gpd.GeoDataFrame:
    """Return a layer with the rows that were accepted.

    Parameters
    ----------
    frame : GeoDataFrame
        The layer.
    layer : str
        Its name.
    rows : iterable of RowChange
        Of its page.

    Returns
    -------
    GeoDataFrame
        In the same CRS; rows that are new come last.
    """
    contract = CONTRACTS[layer]
    names = {column.name for column in contract.columns}
    changes = {row.key: row for row in rows}
    keys = frame[contract.key].astype(str)
    gone = {key for key, row in changes.items() if row.change == "deleted"}
    kept = frame[~keys.isin(gone)].reset_index(drop=True)
    at = {key: n for n, key in enumerate(kept[contract.key].astype(str))}
    columns: dict[str, dict[int, Value]] = {}
    shapes = np.array(kept.geometry.array, dtype=object)
    added = []
    for key, row in changes.items():
        taken = row.taken
        if row.change == "added":
            added.append({**{n: v for n, v in taken.items() if n in names}, contract.key: key})
            added[-1]["geometry"] = _point(taken, frame)
        elif key in at:
            for name, value in taken.items():
                if name in names:
                    columns.setdefault(name, {})[at[key]] = value
            if {"lon", "lat"} & taken.keys():
                shapes[at[key]] = _point({**row.said, **taken}, frame)
    made = kept.set_geometry(gpd.GeoSeries(shapes, kept.index, crs=frame.crs))
    for name, values in columns.items():
        made[name] = _with(made, name, values)
    if added:
        more = gpd.GeoDataFrame(added, geometry="geometry", crs=frame.crs)
        made = _behind(made, more)
    return made


def _behind(made: gpd.GeoDataFrame, more: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return rows behind others, each column of the type that it had."""
    names = [*made.columns, *more.columns.difference(made.columns)]
    records = made.reindex(columns=names).astype(object)
    both = pd.concat([records, more.reindex(columns=names).astype(object)], ignore_index=True)
    both = both.where(both.notna(), None)
    whole = gpd.GeoDataFrame(both, geometry=made.geometry.name, crs=made.crs)
    for name in made.columns.drop(made.geometry.name):
        whole[name] = _typed(whole[name], made[name].dtype)
    return whole


def _with(frame: gpd.GeoDataFrame, name: str, values: Mapping[int, Value]) -> pd.Series:
    column = (
        frame[name].astype(object)
        if name in frame.columns
        else pd.Series([None] * len(frame), frame.index, dtype=object)
    )
    column = column.where(column.notna(), None)
    for at, value in values.items():
        column.iloc[at] = value
    return _typed(column, frame[name].dtype if name in frame.columns else None)


def _typed(column: pd.Series, dtype: Any) -> pd.Series:  # noqa: ANN401
    """Return a column in the type that it had, if its values are of it."""
    missing = column.isna().any()
    if dtype is None:
        return column.infer_objects()
    if pd.api.types.is_integer_dtype(dtype) and missing:
        return column.astype("Int64")
    if pd.api.types.is_bool_dtype(dtype) and missing:
        return column.astype("boolean")
    return column.astype(dtype)


def _point(taken: Mapping[str, Value], frame: gpd.GeoDataFrame) -> shapely.Point:
    lon, lat = float(taken["lon"] or 0), float(taken["lat"] or 0)
    point = gpd.GeoSeries([shapely.Point(lon, lat)], crs=STORAGE_CRS).to_crs(frame.crs)
    return point.iloc[0]


def _facts(grids: gpd.GeoDataFrame) -> dict[str, GridFacts]:
    table = grids.reset_index(drop=True)
    identity, names, purposes = (texts(table, name) for name in ("uuid", "name", "purpose"))
    return {
        str(code): GridFacts(
            identity[n] or grid_uuid(str(code)),
            str(table["community_code"].iloc[n]),
            name=names[n],
            kind=str(table["kind"].iloc[n]),
            purpose=purposes[n] or None,
        )
        for n, code in enumerate(table["grid_code"])
    }


class _Share(NamedTuple):
    """What of a figure of a building one unit has: the whole, or that of one entrance."""

    number: int
    of: int

    def part(self, whole: int) -> int:
        """Return its share, as the tessellation gives it out."""
        return whole // self.of + (self.number <= whole % self.of)


def _recounted(units: gpd.GeoDataFrame, rows: Iterable[RowChange]) -> gpd.GeoDataFrame:
    """Return units whose households and persons follow those of their buildings."""
    changes = {
        row.key: {name: row.taken[name] for name in SHARED if name in row.taken}
        for row in rows
        if row.page.name == "buildings" and row.taken.keys() & set(SHARED)
    }
    if not changes:
        return units
    before = {row.key: row.said for row in rows if row.key in changes}
    made = units.copy()
    held = units["buildings"].to_numpy(dtype=object, na_value="")
    for name in SHARED:
        column = counts(units, name).copy()
        for at, share, building in _shares(held, changes):
            if name in changes[building]:
                was, now = before[building].get(name), changes[building][name]
                column[at] += share.part(int(now or 0)) - share.part(int(was or 0))
        made[name] = np.maximum(column, 0)
    return made


def _shares(held: Any, changes: Mapping[str, Any]) -> list[tuple[int, _Share, str]]:  # noqa: ANN401
    """Return the units that hold a building that changed, with their share of it."""
    found: dict[str, list[tuple[int, int]]] = {}
    for at, text in enumerate(held):
        for one in text.split(";") if text else ():
            building = PART.sub("", one)
            if building in changes:
                number = int(one[len(building) + 1 :]) if one != building else 1
                found.setdefault(building, []).append((at, number))
    return [
        (at, _Share(number, max(n for _, n in parts)), building)
        for building, parts in found.items()
        for at, number in parts
    ]
