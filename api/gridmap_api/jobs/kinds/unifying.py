"""One plan out of several existing nets, and the crosswalks from them."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from gridmap.errors import Text
from gridmap.io.crosswalk import write_crosswalks
from gridmap.nets.records import nets_of
from gridmap.pipeline.settings import PlanSettings
from gridmap.pipeline.tessellated import within
from gridmap.pipeline.unifying import Unified, crosswalks_of, unify_tessellated
from gridmap.plan import Band
from gridmap_api.errors import ConflictError
from gridmap_api.jobs.desk import Desk, Ending
from gridmap_api.jobs.kinds.tessellating import save_made, tessellate_now_with, versions_now
from gridmap_api.jobs.orders import communities_for
from gridmap_api.jobs.results import finite, words
from gridmap_api.jobs.uploads import pieces_of
from gridmap_api.schemas.unifying import UnifyParams
from gridmap_api.store.given_codes import with_lasting_codes
from gridmap_api.store.job_files import put_file
from gridmap_api.store.job_inputs import actor_of, community_codes
from gridmap_api.store.jobs import Work
from gridmap_api.store.making import create_plan
from gridmap_api.store.principals import Principal

CROSSWALK = "file:xlsx"


def order_unification(connection: Connection, params: UnifyParams, principal: Principal) -> Work:
    """Return the work of making one plan out of the nets as they are now.

    Parameters
    ----------
    connection : Connection
        To the store.
    params : UnifyParams
        What is asked for.
    principal : Principal
        Who asks; the plan is of the communities that this one works in.

    Returns
    -------
    Work
        It names the versions of the layers.

    Raises
    ------
    ConflictError
        If there are no nets, or nothing to cut.
    SettingsError
        If the band is none.
    """
    codes = communities_for(principal, params.communities, community_codes(connection))
    Band(*params.band)
    layers = versions_now(connection)
    if "nets" not in layers:
        raise ConflictError(
            Text("还没有现有网。", "There are no existing nets yet."),
            Text("请先在导入中选“现有网”图层。", "Import the layer of existing nets first."),
        )
    values = params.model_dump(mode="json", exclude={"communities"})
    return Work("unify", {**values, "layers": layers}, codes)


def unify_now(desk: Desk) -> Ending:
    """Make the plan, and the crosswalks as a workbook.

    Parameters
    ----------
    desk : Desk
        The job.

    Returns
    -------
    callable
        Its result is the id of the new draft, and what it keeps of every net.
    """
    values = desk.params
    settings = PlanSettings(band=Band(*values["band"]), seed=values["seed"])
    made = tessellate_now_with(desk, settings, progress=within(desk.progress, 0.0, 0.2))
    asked = {one["net"]: one["weight"] for one in values["nets"] or []}
    nets = nets_of(made.context["nets"], names=list(asked), weights=asked)
    found = unify_tessellated(
        made,
        nets,
        settings=settings,
        compare=values["compare"],
        progress=within(desk.progress, 0.2, 0.97),
        workers=os.cpu_count() or 1,
    )
    desk.progress(Text("写入方案与对照表", "Writing the plan and the crosswalks"), 0.97)
    about = {Text("方案", "Plan").say(values["lang"]): values["name"]}
    path = desk.folder / "crosswalk.xlsx"

    def _save(connection: Connection) -> dict[str, Any]:
        lasting = replace(found, plan=with_lasting_codes(connection, found.plan))
        write_crosswalks(crosswalks_of(lasting), path, about=about, lang=values["lang"])
        with path.open("rb") as file:
            size = put_file(connection, desk.claim.id, CROSSWALK, pieces_of(file))
        set_id = save_made(connection, made, values["layers"], settings)
        plan_id = create_plan(
            connection,
            lasting.plan,
            name=values["name"],
            owner=actor_of(connection, desk.claim.account),
            layers=values["layers"],
            graph=made.graph,
            set_id=set_id,
        )
        return {"plan_id": plan_id, "crosswalk_bytes": size, **shown(found)}

    return _save


def shown(found: Unified) -> dict[str, Any]:
    """Return what a plan keeps of its nets, as JSON.

    Parameters
    ----------
    found : Unified
        The plan.

    Returns
    -------
    dict
        ``figures``, ``violations``, ``nets`` with a sentence each, ``compared``.
    """
    told = found.outcome.to_dict()
    sentences = [words(one.say()) for one in found.outcome.nets]
    return {
        "figures": finite({k: v for k, v in found.plan.figures.items() if k != "nets"}),
        "violations": sum(one.hard for one in found.plan.violations),
        "kept_share": told["kept_share"],
        "boundary_m": told["boundary_m"],
        "new_m": told["new_m"],
        "nets": [{**one, "said": said} for one, said in zip(told["nets"], sentences, strict=True)],
        "compared": [
            {
                "name": words(one.name),
                "net": one.net,
                "kept_share": round(one.outcome.kept_share, 4),
                "new_m": round(one.outcome.new_m, 1),
                "in_band": one.plan.figures["in_band"],
                "ordinary_grids": one.plan.figures["ordinary_grids"],
                "violations": sum(fault.hard for fault in one.plan.violations),
                "nets": {net.net: round(net.kept_share, 4) for net in one.outcome.nets},
            }
            for one in found.compared
        ],
    }
