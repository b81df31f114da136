"""Where the next stations go, in a sentence with the proof, and as JSON values."""

from __future__ import annotations

from typing import Any

import geopandas as gpd

from gridmap.errors import Text
from gridmap.stations.homes import Homes
from gridmap.stations.settings import WALKERS
from gridmap.stations.siting import Siting

DECIMALS = 6
"""Of a degree: 0.1 m."""


def siting_json(siting: Siting, homes: Homes) -> dict[str, Any]:
    """Return what was found as JSON values.

    Parameters
    ----------
    siting : Siting
        What was found.
    homes : Homes
        In whose CRS the places are.

    Returns
    -------
    dict
        ``objective``, ``walker``, ``candidates`` (how many), ``is_network``, ``status``,
        ``gain``, ``bound``, ``gap``, ``duration_s``, figures before and after, ``said`` in both
        languages, and ``sites``: ``key``, ``name``, ``place`` in degrees, ``gained``, ``near``.
    """
    choice, places = siting.choice, siting.candidates
    rows = list(choice.places)
    points = gpd.GeoSeries(gpd.points_from_xy(*places.xy[rows].T), crs=homes.crs).to_crs(4490)
    said = proof_text(siting)
    names = (
        "objective",
        "walker",
        "count",
        "households",
        "covered_before",
        "covered_after",
        "mean_before_m",
        "mean_after_m",
        "search_m",
    )
    return {
        **{name: getattr(siting, name) for name in names},
        "candidates": len(places),
        "is_network": places.is_network,
        "status": choice.status,
        "gain": choice.gain,
        "bound": choice.bound,
        "gap": choice.gap if choice.gain > 0 else None,
        "duration_s": round(choice.duration_s, 2),
        "said": {"zh": said.zh, "en": said.en},
        "sites": [
            {
                "key": places.key[row],
                "name": places.name[row],
                "place": [round(point.x, DECIMALS), round(point.y, DECIMALS)],
                "gained": siting.gained[number],
                "near": siting.near[number],
            }
            for number, (row, point) in enumerate(zip(rows, points, strict=True))
        ],
    }


def proof_text(siting: Siting) -> Text:
    """Return what is gained, and what is proved of it, as a sentence.

    Parameters
    ----------
    siting : Siting
        What was found.

    Returns
    -------
    Text
        In both languages.
    """
    gain, proof = _gain_text(siting), _bound_text(siting)
    return Text(gain.zh + proof.zh, f"{gain.en} {proof.en}")


def _gain_text(siting: Siting) -> Text:
    count, one = len(siting.choice.places), siting
    if count == 0:
        return _nothing_text(siting)
    rest = Text("", "")
    if count < one.count:
        rest = Text(
            f"（要求 {one.count} 处，再多也没有改善）",
            f" ({one.count} were asked for: more add nothing)",
        )
    if one.objective == "cover":
        who = WALKERS[one.walker]
        return Text(
            f"新增 {count} 处{rest.zh}后，{who.zh}步行可达驿站的由 {one.covered_before} 户增至 "
            f"{one.covered_after} 户（共 {one.households} 户）。",
            f"With {count} more{rest.en}, {one.covered_after} of {one.households} households "
            f"reach a station in time as {who.en}, instead of {one.covered_before}.",
        )
    return Text(
        f"新增 {count} 处{rest.zh}后，各户到最近驿站的平均步行距离由 {one.mean_before_m:.0f} 米"
        f"降至 {one.mean_after_m:.0f} 米（共 {one.households} 户；{one.search_m:.0f} 米以外"
        "按此数计）。",
        f"With {count} more{rest.en}, {one.households} households walk {one.mean_after_m:.0f} m "
        f"to the nearest station in the mean, instead of {one.mean_before_m:.0f} m (farther than "
        f"{one.search_m:.0f} m counts as that).",
    )


def _nothing_text(siting: Siting) -> Text:
    if siting.covered_before == siting.households:
        who = WALKERS[siting.walker]
        return Text(
            f"全部 {siting.households} 户的{who.zh}都已能按时走到驿站，不必为此新增。",
            f"All {siting.households} households reach a station in time as {who.en}: none is "
            "added for that.",
        )
    return Text(
        "没有一个候选点能带来改善，不必新增。", "No candidate betters anything: none is added."
    )


def _bound_text(siting: Siting) -> Text:
    choice, many = siting.choice, len(siting.candidates)
    which = (
        Text("道路网上的候选位置", "places of the network")
        if siting.candidates.is_network
        else Text("候选点", "candidates")
    )
    figure = _bound_figure(siting)
    if choice.status == "optimal":
        return Text(
            f"已证明最优：{many} 个{which.zh}中，同样数目的任何选法都不会更好"
            f"（上界{figure.zh}，差距 0%，用时 {choice.duration_s:.1f} 秒）。",
            f"Proved optimal: of {many} {which.en} no choice of as many is better (bound "
            f"{figure.en}, gap 0%, {choice.duration_s:.1f} s).",
        )
    return Text(
        f"限时内尚未证明最优：{many} 个{which.zh}中，任何选法的上界为{figure.zh}，"
        f"差距不超过 {100 * choice.gap:.2f}%（用时 {choice.duration_s:.1f} 秒）。",
        f"Not proved optimal in time: of {many} {which.en} the bound on any choice is "
        f"{figure.en}, a gap of {100 * choice.gap:.2f}% at most ({choice.duration_s:.1f} s).",
    )


def _bound_figure(siting: Siting) -> Text:
    bound = siting.choice.bound
    if siting.objective == "cover":
        most = int(bound + 1e-6)
        return Text(f"新增 {most} 户", f"{most} more households")
    return Text(f"减少 {bound / 1000:.1f} 户·公里", f"{bound / 1000:.1f} household-km less")
