"""Why communities cannot be cut within the band: sentences with the place and the remedy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import shapely

from gridmap.errors import Text
from gridmap.plan import Plan, Violation
from gridmap_api.store.projection import to_degrees


def reasons_of(plan: Plan, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return why pieces of a plan are out of the band: what is proved, and where nothing is.

    Parameters
    ----------
    plan : Plan
        What was found for some communities.
    names : Mapping of str to str
        Names of the communities by code.

    Returns
    -------
    list of dict
        Of `gridmap_api.schemas.jobs.Reason`.
    """
    left = [one for one in plan.violations if one.rule in {"band", "unsolved"}]
    found: list[tuple[str, Text, Text, int, tuple[float, float] | None]] = []
    for row in plan.feasibility.to_dict("records"):
        if row["feasible"]:
            continue
        code, households = str(row["community_code"]), int(row["households"])
        stands = _standing(left, code, households)
        if stands is not None:
            left.remove(stands)
        what = Text(
            f"{names.get(code, code)}：{row['reason_zh']}",
            f"{names.get(code, code)}: {row['reason_en']}",
        )
        place = None if stands is None else stands.place
        found.append((code, what, _remedy(row), households, place))
    infeasible = {code for code, *_ in found}
    found += [
        (one.community_code, *_unproved(one), int(one.figure), one.place)
        for one in left
        if one.community_code not in infeasible or one.rule == "unsolved"
    ]
    return list(_shown(found, plan))


def _standing(left: Sequence[Violation], code: str, households: int) -> Violation | None:
    """Return the grid at which a piece fails: the whole piece, where it is one grid."""
    here = [one for one in left if one.community_code == code and one.rule == "band"]
    return min(here, key=lambda one: (one.figure != households, one.grid_code), default=None)


def _remedy(row: Mapping[Any, Any]) -> Text:
    low, high = int(row["nearest_lower"]), int(row["nearest_upper"])
    return Text(
        f"可把户数区间放宽到 {low} 至 {high} 户重算；若有桥梁、下穿连通邻近片区，请补入桥梁图层；"
        "确需保留的，发布时写明理由。",
        f"Plan again within {low} to {high}; add a bridge or an underpass that joins the piece to "
        "its neighbours to the layer bridges; or give the reason when you publish.",
    )


def _unproved(one: Violation) -> tuple[Text, Text]:
    return (
        Text(
            f"{one.what.zh}没有证明它做不到，只是在限定时间内没有找到。",
            f"{one.what.en} It is not proved impossible; nothing better was found in time.",
        ),
        Text(
            "请延长时间或换一个种子重算，或手工调整相邻网格。",
            "Give it more time or another seed, or adjust the neighbouring grids by hand.",
        ),
    )


def _shown(
    found: Sequence[tuple[str, Text, Text, int, tuple[float, float] | None]], plan: Plan
) -> Iterator[dict[str, Any]]:
    points = [None if place is None else shapely.Point(place) for *_, place in found]
    crs = plan.units.crs
    for (code, what, remedy, households, _), point in zip(
        found, to_degrees(points, crs) if points else np.array([]), strict=True
    ):
        yield {
            "community_code": code,
            "what": {"zh": what.zh, "en": what.en},
            "remedy": {"zh": remedy.zh, "en": remedy.en},
            "households": households,
            "place": None if point is None else [round(point.x, 7), round(point.y, 7)],
        }
