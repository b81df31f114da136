"""Cutting communities into units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection

from gridmap.errors import Text
from gridmap.pipeline import PlanSettings, Tessellated, tessellate_layers
from gridmap.pipeline.tessellated import Progress
from gridmap.tessellation import TessellationParams
from gridmap_api.errors import ConflictError
from gridmap_api.jobs.desk import Desk, Ending
from gridmap_api.jobs.inputs import names_of
from gridmap_api.jobs.orders import communities_for
from gridmap_api.schemas.jobs import TessellateParams
from gridmap_api.store.job_inputs import community_codes, read_layers
from gridmap_api.store.jobs import Work
from gridmap_api.store.layer_reads import current_versions
from gridmap_api.store.principals import Principal
from gridmap_api.store.scope import Scope
from gridmap_api.store.unit_sets import save_units


def order_tessellation(
    connection: Connection, params: TessellateParams, principal: Principal
) -> Work:
    """Return the work of cutting the layers, as they are now, into units.

    Parameters
    ----------
    connection : Connection
        To the store.
    params : TessellateParams
        What is asked for.
    principal : Principal
        Who asks.

    Returns
    -------
    Work
        It names the versions of the layers.
    """
    codes = communities_for(principal, params.communities, community_codes(connection))
    layers = versions_now(connection)
    return Work("tessellate", {"layers": layers, "split_above": params.split_above}, codes)


def versions_now(connection: Connection) -> dict[str, int]:
    """Return the versions that layers are at, where there is anything to cut.

    Parameters
    ----------
    connection : Connection
        To the store.

    Returns
    -------
    dict of str to int
        By layer.

    Raises
    ------
    ConflictError
        If there are no communities or no buildings.
    """
    versions = current_versions(connection)
    if not {"communities", "buildings"} <= set(versions):
        raise ConflictError(
            Text("还没有导入社区和楼栋。", "No communities and buildings were imported yet."),
            Text("请先导入这两个图层。", "Import these two layers first."),
        )
    return versions


def tessellate_now(desk: Desk) -> Ending:
    """Cut communities into units, and return what saves them.

    Parameters
    ----------
    desk : Desk
        The job.

    Returns
    -------
    callable
        Its result is the id of the set, and what was found in the layers.
    """
    settings = PlanSettings(tessellation=TessellationParams(split_above=desk.params["split_above"]))
    made = tessellate_now_with(desk, settings, progress=desk.progress)

    def _save(connection: Connection) -> dict[str, Any]:
        set_id = save_made(connection, made, desk.params["layers"], settings)
        return {
            "set_id": set_id,
            "units": len(made.units),
            "households": int(made.units["households"].sum()),
            "faults": [asdict(fault) for fault in made.faults],
        }

    return _save


def tessellate_now_with(desk: Desk, settings: PlanSettings, *, progress: Progress) -> Tessellated:
    """Return the communities of a job cut into units.

    Parameters
    ----------
    desk : Desk
        The job; its parameters name the versions of the layers.
    settings : PlanSettings
        How they are cut.
    progress : callable
        Called with what is being done and the fraction that is done.

    Returns
    -------
    Tessellated
        In the metric CRS of the place.
    """
    chosen = Scope(frozenset(desk.claim.communities))
    with desk.store.read() as connection:
        layers = read_layers(connection, desk.params["layers"], communities=chosen)
    return tessellate_layers(layers, settings=settings, progress=progress)


def save_made(
    connection: Connection,
    made: Tessellated,
    layers: Mapping[str, int],
    settings: PlanSettings,
) -> str:
    """Save units, and return the id of their set.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes.
    made : Tessellated
        The units.
    layers : Mapping of str to int
        Versions of the layers.
    settings : PlanSettings
        How they were cut.

    Returns
    -------
    str
        The same for the same units.
    """
    return save_units(
        connection,
        made.units,
        made.graph,
        layers=layers,
        tessellation=settings.to_dict()["tessellation"],
        communities=names_of(made.units, made.context["communities"]),
    )
