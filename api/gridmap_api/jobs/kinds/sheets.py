"""Making map sheets."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from gridmap.errors import Text
from gridmap.pipeline.tessellated import within
from gridmap_api.jobs.desk import Desk, Ending
from gridmap_api.jobs.uploads import pieces_of
from gridmap_api.schemas.sheets import SheetsParams
from gridmap_api.sheet_files import many_sheets, today
from gridmap_api.store.job_files import put_file
from gridmap_api.store.jobs import Work
from gridmap_api.store.plans import find_plan
from gridmap_api.store.principals import Principal
from gridmap_api.store.scope import Scope


def order_sheets(connection: Connection, params: SheetsParams, principal: Principal) -> Work:
    """Return the work of making sheets of a version, as far as the one who asks may see it.

    Parameters
    ----------
    connection : Connection
        To the store.
    params : SheetsParams
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
    """
    scope = principal.scope
    plan = find_plan(connection, params.plan_id, scope)
    wanted = params.model_dump(mode="json")
    wanted["version"] = plan["head"] if params.version is None else params.version
    seen = None if scope.communities is None else sorted(scope.communities)
    told = {"seen": seen, "published_only": scope.published_only, "date": today()}
    return Work("sheets", {**wanted, **told})


def sheets_now(desk: Desk) -> Ending:
    """Make the sheets, and return what puts them into the store.

    Parameters
    ----------
    desk : Desk
        The job; a cancelled one ends before the next sheet.

    Returns
    -------
    callable
        Its result is the name and the size of the file, and what could not be named on a map.
    """
    values = dict(desk.params)
    seen, published_only = values.pop("seen"), values.pop("published_only")
    date = values.pop("date")
    desk.progress(Text("读取方案", "Reading the plan"), 0.02)
    path, name, printed = many_sheets(
        desk.store,
        SheetsParams.model_validate(values),
        desk.folder,
        scope=Scope(None if seen is None else frozenset(seen), published_only=published_only),
        date=date,
        progress=within(desk.progress, 0.05, 0.95),
    )

    def _put(connection: Connection) -> dict[str, Any]:
        with path.open("rb") as file:
            size = put_file(connection, desk.claim.id, "file", pieces_of(file))
        return {
            "name": name,
            "bytes": size,
            "sheets": printed.sheets,
            "not_named": list(printed.missed),
        }

    return _put
