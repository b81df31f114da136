"""Dossiers and kits of plans of the store."""

from __future__ import annotations

import itertools
import zipfile
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Connection

from gridmap.dossier.book import book_of
from gridmap.errors import SettingsError, Text
from gridmap.pipeline.dossiers import Progress, dossier_name, write_dossiers
from gridmap.pipeline.kits import TITLES, KitSettings, kit_size, write_kit
from gridmap.plan import Plan
from gridmap.sheets.dossiers import dossier_page, dossier_sheet
from gridmap.sheets.dossiers.figure import figure_of
from gridmap.sheets.dossiers.sheet import Address
from gridmap_api.errors import UnknownObjectError
from gridmap_api.schemas.common import Words
from gridmap_api.schemas.dossiers import (
    DossierQuery,
    DossiersParams,
    DossierStyle,
    KitEstimate,
    KitParams,
    KitPart,
    KitQuery,
)
from gridmap_api.store.engine import Store
from gridmap_api.store.plans import find_plan
from gridmap_api.store.public_counts import withheld_codes
from gridmap_api.store.scope import Scope
from gridmap_api.store_source import whole_plan


def one_dossier(
    store: Store,
    connection: Connection,
    plan_id: str,
    code: str,
    query: DossierQuery,
    *,
    scope: Scope,
    day: date,
) -> tuple[str, bytes]:
    """Return the dossier of one grid.

    Parameters
    ----------
    store : Store
        The store.
    connection : Connection
        To it.
    plan_id : str
        The plan.
    code : str
        Of the grid.
    query : DossierQuery
        How it looks.
    scope : Scope
        What may be seen.
    day : date
        The day of which it tells.

    Returns
    -------
    name : str
        Of the file.
    content : bytes
        HTML or PDF.

    Raises
    ------
    UnknownObjectError
        If there is no such plan or grid in sight.
    ConflictError
        If a public edition is asked for of what is not published.
    """
    shown = _shown(store, connection, plan_id, query, scope)
    _require(shown.plan, "grid_code", [code])
    book = book_of(
        shown.plan,
        day=day,
        only=[code],
        is_public=query.public,
        withheld=shown.withheld,
        version=shown.version,
    )
    dossier, figure = book.dossier(code), figure_of(book.plan, lang=query.lang)
    name = dossier_name(code, query.f, lang=query.lang)
    if query.f == "pdf":
        return name, dossier_sheet(
            [dossier], lang=query.lang, figure=figure, address=_address(query)
        )
    page = dossier_page(dossier, lang=query.lang, figure=figure, address=_address(query))
    return name, page.encode()


def many_dossiers(
    store: Store,
    params: DossiersParams,
    folder: Path,
    *,
    scope: Scope,
    day: date,
    progress: Progress,
) -> tuple[Path, str, int]:
    """Make dossiers of a plan as one file.

    Parameters
    ----------
    store : Store
        The store.
    params : DossiersParams
        What is asked for.
    folder : Path
        For the files.
    scope : Scope
        What may be seen.
    day : date
        The day of which they tell.
    progress : callable
        Called before each dossier; may raise to stop.

    Returns
    -------
    path : Path
        The file: the PDF where it is one alone, else a zip.
    name : str
        What it is called.
    count : int
        Dossiers in it.

    Raises
    ------
    UnknownObjectError
        If there is no such plan, community or grid in sight.
    """
    with store.read() as connection:
        shown = _shown(store, connection, params.plan_id, params, scope)
    wanted = _wanted(shown.plan, params)
    paths = write_dossiers(
        shown.plan,
        folder / "dossiers",
        day=day,
        grids=wanted,
        formats=params.formats,
        each=params.each,
        is_public=params.public,
        withheld=shown.withheld,
        lang=params.lang,
        address=_address(params),
        version=shown.version,
        progress=progress,
    )
    if len(paths) == 1:
        return paths[0], paths[0].name, len(wanted)
    made = folder / "dossiers.zip"
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in paths:
            archive.write(path, path.name)
    word = Text("网格档案", "dossiers").say(params.lang)
    return made, f"{word}_{shown.name[:40]}.zip", len(wanted)


def kit_estimate(
    store: Store, connection: Connection, plan_id: str, query: KitQuery, *, scope: Scope, day: date
) -> KitEstimate:
    """Return how large a kit will be.

    Parameters
    ----------
    store : Store
        The store.
    connection : Connection
        To it.
    plan_id : str
        The plan.
    query : KitQuery
        What the kit is to be.
    scope : Scope
        What may be seen.
    day : date
        The day of which it tells.

    Returns
    -------
    KitEstimate
        In all and by part.

    Raises
    ------
    UnknownObjectError
        If there is no such plan or community in sight.
    """
    shown = _shown(store, connection, plan_id, query, scope)
    size = kit_size(shown.plan, _settings(shown, query, day))
    parts = [
        KitPart(name=name, title=Words(zh=TITLES[name].zh, en=TITLES[name].en), bytes=held)  # type: ignore[arg-type]
        for name, held in size.parts
    ]
    return KitEstimate(bytes=size.total, grids=size.grids, parts=parts)


def one_kit(
    store: Store,
    params: KitParams,
    folder: Path,
    *,
    scope: Scope,
    day: date,
    progress: Progress,
) -> tuple[Path, str]:
    """Make a kit.

    Parameters
    ----------
    store : Store
        The store.
    params : KitParams
        What is asked for.
    folder : Path
        For the file.
    scope : Scope
        What may be seen.
    day : date
        The day of which it tells.
    progress : callable
        Called as it goes on; may raise to stop.

    Returns
    -------
    path : Path
        The file.
    name : str
        What it is called.

    Raises
    ------
    UnknownObjectError
        If there is no such plan or community in sight.
    """
    with store.read() as connection:
        shown = _shown(store, connection, params.plan_id, params, scope)
    settings, plan = _settings(shown, params, day), shown.plan
    path = write_kit(plan, folder / f"kit.{params.form}", settings, progress=progress)
    word = Text("网格资料包", "kit").say(params.lang)
    held = plan.grids["community_code"].astype(str).isin(settings.communities)
    names = plan.grids.loc[held, "community"].unique().tolist()
    whose = str(names[0]) if len(names) == 1 else shown.name
    return path, f"{word}_{whose[:40]}.{params.form}"


@dataclass(frozen=True, slots=True)
class _Shown:
    """A version of a plan, and the grids whose counts the public is not told."""

    plan: Plan
    version: str
    name: str
    withheld: frozenset[str] | None


def _shown(
    store: Store, connection: Connection, plan_id: str, style: DossierStyle, scope: Scope
) -> _Shown:
    row = find_plan(connection, plan_id, scope)
    number = int(row["head"] if style.version is None else style.version)
    withheld = withheld_codes(connection, row, number) if style.public else None
    plan = whole_plan(store, connection, row, number, scope=scope)
    return _Shown(plan, f"{row['id']} v{number}", str(row["name"]), withheld)


def _wanted(plan: Plan, params: DossiersParams) -> list[str]:
    """Return the codes that are asked for; all where nothing is."""
    _require(plan, "community_code", params.communities)
    _require(plan, "grid_code", params.grids)
    codes: list[str] = plan.grids["grid_code"].astype(str).tolist()
    if not (params.communities or params.grids):
        return codes
    held = plan.grids["community_code"].astype(str).isin(params.communities)
    return sorted({*itertools.compress(codes, held), *params.grids})


def _address(style: DossierStyle) -> Address | None:
    """Return what opens the version; None where that is not known."""
    return None if not style.address else lambda _code: style.address


def _settings(shown: _Shown, query: KitQuery, day: date) -> KitSettings:
    plan = shown.plan
    _require(plan, "community_code", query.communities)
    known = sorted(set(plan.grids["community_code"].astype(str)))
    if not known:
        raise SettingsError(
            Text("方案中没有网格，没有资料包可做。", "The plan has no grids: there is no kit."),
            Text("请先划分网格。", "Cut grids first."),
        )
    return KitSettings(
        tuple(query.communities or known),
        query.form,
        day,
        query.public,
        query.lang,
        shown.version,
        shown.withheld,
    )


def _require(plan: Plan, column: str, codes: Collection[str]) -> None:
    """Answer what is out of sight as what is not there."""
    missing = sorted(set(codes) - set(plan.grids[column].astype(str)))
    if missing:
        what = Text("社区", "community") if column == "community_code" else Text("网格", "grid")
        raise UnknownObjectError(
            Text(f"方案中没有{what.zh} {missing[0]}。", f"The plan has no {what.en} {missing[0]}."),
            Text("请核对编码。", "Check the code."),
        )
