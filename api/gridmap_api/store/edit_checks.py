"""What an edit has to be before it is made: an edit at all, of what may be seen, up to date."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from gridmap.editing import Apply, Delta, Edit, LivePlan, parse_edit
from gridmap.editing.refusals import unknown_grid, unknown_units
from gridmap.errors import EditError, Text
from gridmap_api.errors import RefusedEditError, ServiceError, StaleError, UnknownObjectError
from gridmap_api.store.events import summary_of
from gridmap_api.store.plans import MOST_EVENTS_TOLD, require_all
from gridmap_api.store.principals import Principal

UNKNOWN = frozenset({"unknown_unit", "unknown_grid"})
"""Reasons that say nothing of whether a thing is not there or out of sight."""


def read_edit(value: object) -> Edit:
    """Return the edit that JSON values say.

    Parameters
    ----------
    value : object
        What somebody sent.

    Returns
    -------
    Edit
        The edit.

    Raises
    ------
    RefusedEditError
        If it is no edit; carries the ``field`` that makes no sense.
    """
    try:
        return parse_edit(value)
    except EditError as error:
        raise refused(error) from error


def refused(error: EditError) -> ServiceError:
    """Return the refusal of an edit as the service tells it.

    Parameters
    ----------
    error : EditError
        What the core says.

    Returns
    -------
    ServiceError
        With the reason, the units, grids and pieces that are concerned, and the member that makes
        no sense; what is not there is told like what is out of sight.
    """
    kind = UnknownObjectError if error.reason in UNKNOWN else RefusedEditError
    return kind(
        error.what,
        error.remedy,
        reason=error.reason,
        units=list(error.units),
        grids=list(error.grids),
        pieces=[list(piece) for piece in error.pieces],
        field=error.field,
    )


def require_known(
    plan: Mapping[str, Any], live: LivePlan, edit: Edit, principal: Principal
) -> None:
    """Refuse an edit of other communities as if what it names were not there.

    Parameters
    ----------
    plan : Mapping
        The plan.
    live : LivePlan
        Its head.
    edit : Edit
        What is asked for.
    principal : Principal
        Who asks.

    Raises
    ------
    UnknownObjectError
        If it names units or grids of communities in which this one does not work.
    ForbiddenError
        If it concerns the whole plan.
    """
    scope = principal.scope
    if all(map(scope.sees, live.communities(edit))):
        return
    if edit.type == "lock_all":
        require_all(plan, principal)
    unit_ids = getattr(edit, "units", ())
    row_of, community = live.ground.row_of, live.ground.community
    hidden = [one for one in unit_ids if one in row_of and not scope.sees(community[row_of[one]])]
    raise refused(unknown_units(len(hidden)) if hidden else unknown_grid())


def named(edit: Edit) -> frozenset[str]:
    """Return the units that an edit names: what is to be done with them was seen at its base.

    Parameters
    ----------
    edit : Edit
        What is asked for.

    Returns
    -------
    frozenset of str
        As `Delta.touched` names them.
    """
    units = edit.assignment if isinstance(edit, Apply) else getattr(edit, "units", ())
    return frozenset(f"unit:{unit}" for unit in units)


def concerned(error: EditError) -> frozenset[str]:
    """Return what the refusal of an edit is about.

    Parameters
    ----------
    error : EditError
        What the core says.

    Returns
    -------
    frozenset of str
        As `Delta.touched` names it.
    """
    units, grids = (f"unit:{one}" for one in error.units), (f"grid:{one}" for one in error.grids)
    return frozenset([*units, *grids])


def require_apart(
    plan: Mapping[str, Any], touched: Collection[str], since: Sequence[Mapping[str, Any]]
) -> None:
    """Refuse a change that touches what others have changed since its base.

    Parameters
    ----------
    plan : Mapping
        The plan.
    touched : collection of str
        What the change touches, as `Delta.touched` names it.
    since : sequence of Mapping
        The events since its base.

    Raises
    ------
    StaleError
        With ``head``, ``units``, ``grids`` and ``since``; of each event whether it is one of those
        that changed the same.
    """
    theirs = [Delta.from_json(event["delta"]).touched().intersection(touched) for event in since]
    both = sorted(frozenset[str]().union(*theirs))
    if not both:
        return
    raise StaleError(
        Text(
            "他人已修改同一处，您的版本已过期。",
            "Others have changed the same in the meantime.",
        ),
        Text("请刷新到最新版本后重新编辑。", "Load the latest version and edit again."),
        head=plan["head"],
        units=[one.partition(":")[2] for one in both if one.startswith("unit:")],
        grids=[one.partition(":")[2] for one in both if one.startswith("grid:")],
        since=[
            {**summary_of(event), "collides": bool(hit)}
            for event, hit in list(zip(since, theirs, strict=True))[-MOST_EVENTS_TOLD:]
        ],
    )
