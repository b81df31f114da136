"""What `gridmap reach` and `gridmap site` say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.markup import escape

from gridmap.cli.console import Speaker
from gridmap.errors import Text
from gridmap.plan import Violation
from gridmap.stations import WALKERS, Reach, compare_reach, grid_rows, plan_row


def print_reach(
    speaker: Speaker, now: Reach, found: Sequence[Violation], was: Reach | None
) -> None:
    """Print who reaches no station on foot, what is wrong with stations, and what has changed.

    Parameters
    ----------
    speaker : Speaker
        Where to print.
    now : Reach
        Of the plan.
    found : sequence of Violation
        About stations.
    was : Reach or None
        Of an earlier plan.
    """
    _print_grids(speaker, now)
    alike: dict[str, list[str]] = {}
    for one in found:
        alike.setdefault(one.rule, []).append(f"[cyan]·[/] {_line(one, speaker)}")
    for lines in alike.values():
        speaker.some(lines)
    speaker.say(_told(now))
    if was is not None:
        _print_change(speaker, was, now)


def _line(one: Violation, speaker: Speaker) -> str:
    gap = "" if speaker.lang == "zh" else " "
    return escape(one.what.say(speaker.lang) + gap + one.remedy.say(speaker.lang))


def _print_grids(speaker: Speaker, now: Reach) -> None:
    headers = [
        Text("网格", "Grid"),
        Text("户数", "Households"),
        Text("驿站", "Stations"),
        Text("平均(米)", "Mean (m)"),
        Text("成年人走不到", "Adults out"),
        Text("老年人走不到", "Elders out"),
        Text("到任一驿站:成年人", "Of any: adults"),
        Text("老年人", "elders"),
    ]
    beyond = Text("超出", "beyond").say(speaker.lang)
    rows = [
        [
            row["grid_code"],
            row["households"],
            "、".join(row["stations"]) or "—",
            _mean(row, beyond),
            row["adult_out"],
            row["elder_out"],
            row["adult_out_any"],
            row["elder_out_any"],
        ]
        for row in grid_rows(now)
        if row["households"]
    ]
    speaker.table(Text("步行走不到驿站的户数", "Households that reach no station"), headers, rows)


def _mean(row: Mapping[str, Any], beyond: str) -> str:
    if not row["stations"]:
        return "—"
    return beyond if row["mean_m"] is None else f"{row['mean_m']:.0f}"


def _told(now: Reach) -> Text:
    one, settings = plan_row(now), now.walks.settings
    off = (
        Text(
            f"另有 {one['off_road']} 户离最近道路超过 {settings.snap_limit_m:.0f} 米，"
            "按直线走到最近道路计。",
            f" {one['off_road']} households live more than {settings.snap_limit_m:.0f} m from "
            "every road; they walk straight to the nearest one.",
        )
        if one["off_road"]
        else Text("", "")
    )
    adult_m, elder_m = (f"{settings.limit_m(walker):.0f}" for walker in WALKERS)
    return Text(
        f"共 {one['households']} 户、{one['grids']} 个有人居住的网格，其中 {one['served']} 个有"
        f"驿站，其余网格共 {one['unserved']} 户。{settings.minutes:g} 分钟内走不到本网格驿站的："
        f"成年人 {one['adult_out']} 户（{adult_m} 米），老年人 {one['elder_out']} 户"
        f"（{elder_m} 米）；走不到任一驿站的：成年人 {one['adult_out_any']} 户，老年人 "
        f"{one['elder_out_any']} 户。{off.zh}",
        f"{one['households']} households, {one['grids']} lived-in grids, {one['served']} of them "
        f"with a station; the others have {one['unserved']} households. Out of reach of the "
        f"station of their grid in {settings.minutes:g} minutes: {one['adult_out']} as adults "
        f"({adult_m} m), {one['elder_out']} as elders ({elder_m} m); of any station: "
        f"{one['adult_out_any']} and {one['elder_out_any']}.{off.en}",
    )


def _print_change(speaker: Speaker, was: Reach, now: Reach) -> None:
    change = compare_reach(was, now)
    columns = ("households", "adult_out", "elder_out")
    rows = [
        [row["grid_code"], *(_arrow(row, name) for name in columns)]
        for row in change.grids
        if any(row[f"{name}_before"] != row[f"{name}_after"] for name in columns)
    ]
    headers = [
        Text("网格", "Grid"),
        Text("户数", "Households"),
        Text("成年人走不到", "Adults out"),
        Text("老年人走不到", "Elders out"),
    ]
    speaker.table(Text("调整前 → 调整后", "Before → after"), headers, rows)
    total = [f"{change.before[name]} → {change.after[name]}" for name in ("adult_out", "elder_out")]
    moved = Text("", "")
    if change.lost is not None and change.gained is not None:
        lost, gained = change.lost, change.gained
        moved = Text(
            f"调整后走不到的新增 {lost['adult']}/{lost['elder']} 户，"
            f"新走得到的 {gained['adult']}/{gained['elder']} 户（成年人/老年人）。",
            f" {lost['adult']}/{lost['elder']} households get out of reach, {gained['adult']}/"
            f"{gained['elder']} into it (adults/elders).",
        )
    speaker.say(
        Text(
            f"走不到本网格驿站：成年人 {total[0]} 户，老年人 {total[1]} 户。{moved.zh}",
            f"Out of reach of their own: adults {total[0]}, elders {total[1]}.{moved.en}",
        )
    )


def _arrow(row: Mapping[str, Any], name: str) -> str:
    old, new = (row[f"{name}_{when}"] for when in ("before", "after"))
    return f"{'—' if old is None else old} → {'—' if new is None else new}"


def print_sites(speaker: Speaker, rows: Sequence[Mapping[str, Any]]) -> None:
    """Print where the next stations go.

    Parameters
    ----------
    speaker : Speaker
        Where to print.
    rows : sequence of Mapping
        As `gridmap.io.site_tables.site_rows` returns them.
    """
    headers = [
        Text("序号", "No."),
        Text("候选点", "Candidate"),
        Text("名称", "Name"),
        Text("仅由此处新覆盖(户)", "Reached by it alone"),
        Text("以此处为最近(户)", "Nearest to it"),
        Text("坐标(米)", "Place (m)"),
    ]
    table = [
        [
            row["number"],
            row["key"],
            row["name"] or "—",
            row["gained"],
            row["near"],
            f"{row['x']:.0f}, {row['y']:.0f}",
        ]
        for row in rows
    ]
    speaker.table(Text("新增驿站选址", "Places of new stations"), headers, table)
