"""What is told of plans that were published before a store kept what is told."""

from __future__ import annotations

from sqlalchemy import Connection, select

from gridmap_api.store.given_codes import give_out
from gridmap_api.store.live import load_ground
from gridmap_api.store.models import Publication, PublicRelease
from gridmap_api.store.plans import find_plan
from gridmap_api.store.public_counts import release
from gridmap_api.store.scope import EVERYTHING
from gridmap_api.store.snapshots import head_state


def release_missing(connection: Connection) -> int:
    """Decide what everybody is told of every plan that was published and has no such decision.

    Parameters
    ----------
    connection : Connection
        A transaction that may write.

    Returns
    -------
    int
        How many there were. A plan that was published never changes: its head is what was.
    """
    step = Publication.__table__.c
    decided = select(PublicRelease.plan_id)
    wanted = select(step.plan_id).where(step.state == "published", step.plan_id.not_in(decided))
    found = connection.scalars(wanted.order_by(step.time, step.plan_id)).all()
    for plan_id in dict.fromkeys(found):
        plan = find_plan(connection, plan_id, EVERYTHING)
        live = head_state(connection, plan, load_ground(connection, plan["set_id"]))
        release(connection, plan, live)
        give_out(connection, plan, live)
    return len(set(found))
