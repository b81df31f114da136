"""Making dossiers, and kits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from gridmap.errors import Text
from gridmap.pipeline.tessellated import within
from gridmap_api.dossier_files import many_dossiers, one_kit
from gridmap_api.jobs.desk import Desk, Ending
from gridmap_api.jobs.uploads import pieces_of
from gridmap_api.schemas.dossiers import DossiersParams, KitParams
from gridmap_api.store.job_files import put_file
from gridmap_api.store.jobs import Work
from gridmap_api.store.plans import find_plan
from gridmap_api.store.principals import Principal
from gridmap_api.store.public_counts import withheld_codes
from gridmap_api.store.scope import Scope


def order_dossiers(connection: Connection, params: DossiersParams, principal: Principal) -> Work:
    """Return the work of making dossiers, as far as the one who asks may see them.

    Parameters
    ----------
    connection : Connection
        To the store.
    params : DossiersParams
        What is asked for.
    principal : Principal
        Who asks.

    Returns
    -------
    Work
        It names the version, the day, and what this one may see now.

    Raises
    ------
    UnknownObjectError
        If there is no such plan in sight.
    ConflictError
        If a public edition is asked for of what is not published.
    """
    return Work("dossiers", _asked(connection, params, principal))


def order_kit(connection: Connection, params: KitParams, principal: Principal) -> Work:
    """Return the work of making a kit, as far as the one who asks may see it.

    Parameters
    ----------
    connection : Connection
        To the store.
    params : KitParams
        What is asked for.
    principal : Principal
        Who asks.

    Returns
    -------
    Work
        It names the version, the day, and what this one may see now.

    Raises
    ------
    UnknownObjectError
        If there is no such plan in sight.
    ConflictError
        If a public edition is asked for of what is not published.
    """
    return Work("kit", _asked(connection, params, principal))


def dossiers_now(desk: Desk) -> Ending:
    """Make the dossiers, and return what puts them into the store.

    Parameters
    ----------
    desk : Desk
        The job; a cancelled one ends before the next dossier.

    Returns
    -------
    callable
        Its result is the name and the size of the file, and how many dossiers are in it.
    """
    values, scope, day = _given(desk.params)
    desk.progress(Text("读取方案", "Reading the plan"), 0.02)
    path, name, count = many_dossiers(
        desk.store,
        DossiersParams.model_validate(values),
        desk.folder,
        scope=scope,
        day=day,
        progress=within(desk.progress, 0.05, 0.95),
    )
    return _putting(desk, path, name, {"dossiers": count})


def kit_now(desk: Desk) -> Ending:
    """Make the kit, and return what puts it into the store.

    Parameters
    ----------
    desk : Desk
        The job.

    Returns
    -------
    callable
        Its result is the name and the size of the file.
    """
    values, scope, day = _given(desk.params)
    desk.progress(Text("读取方案", "Reading the plan"), 0.02)
    path, name = one_kit(
        desk.store,
        KitParams.model_validate(values),
        desk.folder,
        scope=scope,
        day=day,
        progress=within(desk.progress, 0.05, 0.95),
    )
    return _putting(desk, path, name, {})


def _asked(
    connection: Connection, params: DossiersParams | KitParams, principal: Principal
) -> dict[str, Any]:
    scope = principal.scope
    plan = find_plan(connection, params.plan_id, scope)
    wanted = params.model_dump(mode="json")
    wanted["version"] = plan["head"] if params.version is None else params.version
    if params.public:
        withheld_codes(connection, plan, wanted["version"])
    seen = None if scope.communities is None else sorted(scope.communities)
    day = datetime.now(UTC).astimezone().date().isoformat()
    return {**wanted, "seen": seen, "published_only": scope.published_only, "date": day}


def _given(params: Mapping[str, Any]) -> tuple[dict[str, Any], Scope, date]:
    values = dict(params)
    seen, published_only = values.pop("seen"), values.pop("published_only")
    day = date.fromisoformat(values.pop("date"))
    held = None if seen is None else frozenset(seen)
    return values, Scope(held, published_only=published_only), day


def _putting(desk: Desk, path: Path, name: str, told: Mapping[str, Any]) -> Ending:
    def _put(connection: Connection) -> dict[str, Any]:
        with path.open("rb") as file:
            size = put_file(connection, desk.claim.id, "file", pieces_of(file))
        return {"name": name, "bytes": size, **told}

    return _put
