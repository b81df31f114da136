"""Exports of what a store holds: the plan and the layers that somebody may see, or a part."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
from sqlalchemy import Connection, func, select

from gridmap.errors import Text
from gridmap.io.exporting import write_export
from gridmap.io.exporting_selection import within
from gridmap.io.outside_codes import COLUMNS, with_code_columns
from gridmap.io.plan_records import violations_frame
from gridmap.io.succession import history_of
from gridmap_api.errors import TooLargeError, UnknownObjectError
from gridmap_api.schemas.exports import ExportParams
from gridmap_api.store.engine import Store
from gridmap_api.store.features import FEATURES
from gridmap_api.store.layer_reads import current_versions, read_layer
from gridmap_api.store.live import plans_of
from gridmap_api.store.models import Unit
from gridmap_api.store.outside_codes import outside_codes
from gridmap_api.store.plans import SEE_PLANS, find_plan, list_plans, require_version
from gridmap_api.store.scope import Scope
from gridmap_api.store.successions import read_succession_table
from gridmap_api.store.unit_sets import unit_set
from gridmap_api.store_source import core_plan

PLAN_LAYERS = ("grids", "units", "violations")
MOST_AT_ONCE = 20_000
"""Features that are exported while the client waits; more go as a job."""


@dataclass(frozen=True, slots=True)
class Made:
    """A file that was exported.

    Attributes
    ----------
    name : str
        The name to give it.
    notes : tuple of Text
        What could not be written as it was.
    """

    name: str
    notes: tuple[Text, ...]


def export_to(path: Path, store: Store, params: ExportParams, scope: Scope) -> Made:
    """Write what is asked for into a file.

    Parameters
    ----------
    path : Path
        The file, which appears whole or not at all.
    store : Store
        The store.
    params : ExportParams
        What is asked for.
    scope : Scope
        What may be seen: nothing else is written.

    Returns
    -------
    Made
        The name that the file is to be shown by.

    Raises
    ------
    UnknownObjectError
        If there is no such plan, version or layer, or it is out of sight.
    """
    with store.read() as connection:
        plan = _plan(connection, params, scope)
        seen = narrowed(scope, params)
        frames = _frames(connection, store, params, plan, seen)
        history = _history(connection, params, plan, seen)
        if params.codes_of:
            rows = outside_codes(connection, seen)
            codes = pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)
            frames = {
                name: with_code_columns(frame, name, codes, params.codes_of)
                for name, frame in frames.items()
            }
    name = "图层" if params.lang == "zh" else "layers"
    name = name if plan is None else str(plan["name"])
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        done = write_export(
            frames,
            Path(folder) / _file_name(name),
            format=params.format,
            coordinates=params.coordinates,
            encoding=params.encoding,
            lang=params.lang,
            about=_about(plan, params),
            succession=history,
        )
        done.path.replace(path)
    return Made(done.path.name, done.notes)


def require_small(store: Store, params: ExportParams, scope: Scope) -> None:
    """Refuse to make a client wait for a large file.

    Parameters
    ----------
    store : Store
        The store.
    params : ExportParams
        What is asked for.
    scope : Scope
        What may be seen.

    Raises
    ------
    TooLargeError
        If it is more than `MOST_AT_ONCE` features; the remedy is a job.
    """
    seen = narrowed(scope, params)
    with store.read() as connection:
        plan = _plan(connection, params, scope)
        count = 0
        for layer in set(params.layers):
            if layer == "units" and plan is not None:
                wanted = select(func.count()).where(Unit.set_id == plan["set_id"])
                count += connection.scalar(wanted) or 0
            elif layer not in PLAN_LAYERS:
                table = FEATURES[layer]
                wanted = select(func.count()).where(seen.rows(table.c.community_code))
                count += connection.scalar(wanted) or 0
    if count > MOST_AT_ONCE:
        raise TooLargeError(
            Text(f"共 {count} 个要素，须以任务方式导出。", f"{count} features go as a job."),
            Text(
                "请 POST /jobs，kind 为 export，参数相同。",
                "POST /jobs with kind export and the same parameters.",
            ),
            features=count,
            most=MOST_AT_ONCE,
        )


def narrowed(scope: Scope, params: ExportParams) -> Scope:
    """Return what may be seen of what is asked for.

    Parameters
    ----------
    scope : Scope
        What may be seen.
    params : ExportParams
        What is asked for.

    Returns
    -------
    Scope
        The communities that are in both.
    """
    if params.communities is None:
        return scope
    asked = frozenset(params.communities)
    return Scope(frozenset(code for code in asked if scope.sees(code)), scope.published_only)


def _plan(connection: Connection, params: ExportParams, scope: Scope) -> dict[str, Any] | None:
    """Return the plan that is asked for; None where none is needed."""
    if params.plan is not None:
        plan = find_plan(connection, params.plan, scope)
    elif any(layer in PLAN_LAYERS for layer in params.layers) or params.grids is not None:
        published = [one for one in list_plans(connection, scope) if one["state"] == "published"]
        if not published:
            raise UnknownObjectError(
                Text("还没有已发布的方案。", "No plan is published yet."), SEE_PLANS
            )
        plan = published[0]
    else:
        return None
    require_version(plan, plan["head"] if params.version is None else params.version)
    return plan


def _frames(
    connection: Connection,
    store: Store,
    params: ExportParams,
    plan: dict[str, Any] | None,
    scope: Scope,
) -> dict[str, gpd.GeoDataFrame]:
    known = {} if plan is None else _plan_frames(connection, store, params, plan, scope)
    versions = current_versions(connection)
    if plan is not None:
        versions = {**versions, **unit_set(connection, plan["set_id"])["layers"]}
    frames: dict[str, gpd.GeoDataFrame] = {}
    for layer in dict.fromkeys(params.layers):
        if layer in PLAN_LAYERS:
            frames[layer] = known[layer]
            continue
        frame = read_layer(connection, layer, version=versions.get(layer), scope=scope)
        frames[layer] = frame if params.grids is None else within(frame, known["grids"])
    return frames


def _history(
    connection: Connection, params: ExportParams, plan: dict[str, Any] | None, scope: Scope
) -> pd.DataFrame | None:
    """Return what became of the codes of the grids that are exported."""
    if plan is None or "grids" not in params.layers or scope.published_only:
        return None
    version = plan["head"] if params.version is None else params.version
    table = read_succession_table(connection, plan, version, scope)
    return history_of(table, communities=params.communities, grids=params.grids)


def _plan_frames(
    connection: Connection,
    store: Store,
    params: ExportParams,
    plan: dict[str, Any],
    scope: Scope,
) -> dict[str, gpd.GeoDataFrame]:
    """Return units, grids and violations of a plan as far as they are asked for and seen."""
    version = plan["head"] if params.version is None else params.version
    shown = core_plan(plan, plans_of(store).at(connection, plan, version))
    frames = {
        "grids": shown.grids,
        "units": shown.units,
        "violations": violations_frame(shown.violations, shown.units.crs),
    }
    for name, frame in frames.items():
        kept = frame["community_code"].map(scope.sees).astype(bool)
        if params.grids is not None:
            kept &= frame["grid_code"].isin(params.grids)
        frames[name] = frame[kept].reset_index(drop=True)
    return frames


def _about(plan: Mapping[str, Any] | None, params: ExportParams) -> dict[str, str]:
    """Return the facts that a file tells of itself."""
    lang = params.lang
    facts = {Text("导出日期", "Date").say(lang): datetime.now(UTC).date().isoformat()}
    if plan is not None:
        version = plan["head"] if params.version is None else params.version
        facts |= {
            Text("方案", "Plan").say(lang): str(plan["name"]),
            Text("方案编号", "Plan id").say(lang): str(plan["id"]),
            Text("版本", "Version").say(lang): str(version),
        }
    return facts


def _file_name(name: str) -> str:
    """Return a name that every system takes for a file."""
    kept = "".join(letter for letter in name if letter.isprintable() and letter not in '\\/:*?"<>|')
    return kept.strip(" .")[:60] or "export"
