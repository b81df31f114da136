"""Exporting what is too large to wait for."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from gridmap.errors import Text
from gridmap_api.exporting import export_to
from gridmap_api.jobs.desk import Desk, Ending
from gridmap_api.jobs.uploads import pieces_of
from gridmap_api.schemas.exports import ExportParams
from gridmap_api.store.job_files import put_file
from gridmap_api.store.jobs import Work
from gridmap_api.store.plans import find_plan
from gridmap_api.store.principals import Principal
from gridmap_api.store.scope import Scope


def order_export(connection: Connection, params: ExportParams, principal: Principal) -> Work:
    """Return the work of making a file; it is for the one who asks, who may see what is in it.

    Parameters
    ----------
    connection : Connection
        To the store.
    params : ExportParams
        What is asked for.
    principal : Principal
        Who asks.

    Returns
    -------
    Work
        It names what this one may see now.

    Raises
    ------
    UnknownObjectError
        If there is no such plan in sight.
    """
    scope = principal.scope
    if params.plan is not None:
        find_plan(connection, params.plan, scope)
    seen = None if scope.communities is None else sorted(scope.communities)
    wanted = params.model_dump(mode="json")
    return Work("export", {**wanted, "seen": seen, "published_only": scope.published_only})


def export_now(desk: Desk) -> Ending:
    """Make the file, and return what puts it into the store.

    Parameters
    ----------
    desk : Desk
        The job.

    Returns
    -------
    callable
        Its result is the name and the size of the file, and what could not be written as it was.
    """
    values = dict(desk.params)
    seen, published_only = values.pop("seen"), values.pop("published_only")
    scope = Scope(None if seen is None else frozenset(seen), published_only=published_only)
    desk.progress(Text("生成文件", "Making the file"), 0.1)
    path = desk.folder / "made"
    made = export_to(path, desk.store, ExportParams.model_validate(values), scope)

    def _put(connection: Connection) -> dict[str, Any]:
        with path.open("rb") as file:
            size = put_file(connection, desk.claim.id, "file", pieces_of(file))
        return {
            "name": made.name,
            "bytes": size,
            "notes": [{"zh": note.zh, "en": note.en} for note in made.notes],
        }

    return _put
