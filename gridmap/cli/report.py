"""What `gridmap plan` says of a plan: a table for people, JSON for programs."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.markup import escape

from gridmap.cli.console import Speaker
from gridmap.criteria import CRITERIA
from gridmap.errors import Text
from gridmap.plan import Plan


def plan_report(plan: Plan, path: Path, seconds: float) -> dict[str, Any]:
    """Return a plan's figures, grids and violations as JSON values.

    Parameters
    ----------
    plan : Plan
        The plan.
    path : Path
        Where it was written.
    seconds : float
        How long it took.

    Returns
    -------
    dict
        ``plan``, ``plan_id``, ``seconds``, ``ok``, ``figures``, ``settings``, ``criteria``,
        ``communities``, ``grids``, ``feasibility``, ``violations``, ``faults``.
    """
    return {
        "plan": str(path),
        "plan_id": plan.plan_id,
        "seconds": seconds,
        "ok": not any(violation.hard for violation in plan.violations),
        "figures": dict(plan.figures),
        "settings": dict(plan.settings),
        "criteria": criteria_rows(plan),
        "communities": community_rows(plan),
        "grids": plan.grids.drop(columns="geometry").astype(object).to_dict("records"),
        "feasibility": plan.feasibility.to_dict("records"),
        "violations": [
            {
                "rule": v.rule,
                "hard": v.hard,
                "community_code": v.community_code,
                "grid_code": v.grid_code,
                "figure": v.figure,
                "place": v.place,
                "zh": v.what.zh + v.remedy.zh,
                "en": f"{v.what.en} {v.remedy.en}",
            }
            for v in plan.violations
        ],
        "faults": [
            {
                "rule": f.rule,
                "severity": f.severity,
                "layer": f.layer,
                "feature_id": f.feature_id,
                "zh": f.say("zh"),
                "en": f.say("en"),
            }
            for f in plan.faults
        ],
    }


def community_rows(plan: Plan) -> list[dict[str, Any]]:
    """Return the figures of each community.

    Parameters
    ----------
    plan : Plan
        The plan.

    Returns
    -------
    list of dict
        ``community_code``, ``community``, ``households``, ``grids``, ``in_band``, ``special``,
        ``least``, ``most``, ``feasible``.
    """
    rows = []
    infeasible = set(plan.feasibility.loc[~plan.feasibility["feasible"], "community_code"])
    for code, grids in plan.grids.groupby("community_code", sort=True):
        ordinary = grids[grids["kind"] == "ordinary"]
        loads = ordinary["households"]
        rows.append(
            {
                "community_code": str(code),
                "community": str(grids["community"].iloc[0]),
                "households": int(grids["households"].sum()),
                "grids": len(ordinary),
                "in_band": int(loads.between(plan.band.lower, plan.band.upper).sum()),
                "special": len(grids) - len(ordinary),
                "least": int(loads.min()) if len(loads) else 0,
                "most": int(loads.max()) if len(loads) else 0,
                "feasible": code not in infeasible,
            }
        )
    return rows


def print_plan(speaker: Speaker, plan: Plan, path: Path) -> None:
    """Print the communities, what is infeasible and why, violations and figures.

    Parameters
    ----------
    speaker : Speaker
        Where to print.
    plan : Plan
        The plan.
    path : Path
        Where it was written.
    """
    _print_communities(speaker, plan)
    _print_infeasible(speaker, plan)
    speaker.faults(plan.faults)
    _print_violations(speaker, plan)
    _print_criteria(speaker, plan)
    figures, band = plan.figures, plan.band
    share = f"{figures['in_band_share']:.1%}"
    speaker.say(
        Text(
            f"共 {figures['communities']} 个社区、{figures['households']} 户，划分基础网格 "
            f"{figures['ordinary_grids']} 个、专属网格 {figures['special_grids']} 个；"
            f"{band.lower} 至 {band.upper} 户的占 {share}。",
            f"{figures['communities']} communities, {figures['households']} households: "
            f"{figures['ordinary_grids']} grids and {figures['special_grids']} special-purpose "
            f"ones; {share} have {band.lower} to {band.upper} households.",
        )
    )
    _print_levels(speaker, plan)
    _print_proof(speaker, plan)
    speaker.say(
        Text(f"方案已写入 {path}（版本号 {plan.plan_id}）", f"Plan {plan.plan_id} in {path}")
    )


def _print_proof(speaker: Speaker, plan: Plan) -> None:
    """Say how far the plan is at most from the best, against which objective, and given what."""
    proof = plan.figures.get("proof", {})
    if not proof.get("bounded"):
        return
    counts = [set(terms.split(";")) for terms in plan.feasibility["bound_terms"] if terms]
    terms = set.intersection(*counts)
    weights = {name: plan.settings["weights"][term] for term, name in _TERMS.items()}
    counted = [name for term, name in _TERMS.items() if term in terms]
    zh = "、".join(f"{name.zh} {weight:g}" for name, weight in weights.items())
    en = ", ".join(f"{name.en} {weight:g}" for name, weight in weights.items())
    speaker.say(
        Text(
            f"最优性证明：{proof['pieces']} 个可行片区中，{proof['optimal']} 个已证明为最优，"
            f"{proof['bounded']} 个有界；有界片区合计与最优的差距不超过 {proof['gap_pct']:.2f}%。"
            f"目标函数的权重：{zh}；下界均计入{'、'.join(name.zh for name in counted)}。"
            "比较对象为网格数相同、保持同样小区完整、空地归属不变的全部方案。",
            f"Proof: of {proof['pieces']} feasible pieces {proof['optimal']} are proved optimal "
            f"and {proof['bounded']} have a bound; together those are at most "
            f"{proof['gap_pct']:.2f}% from the best. Weights of the objective: {en}; every bound "
            "counts "
            f"{', '.join(name.en for name in counted)}. Compared with every plan of as many grids "
            "that keeps the same compounds whole and leaves empty land where it is.",
        )
    )


_TERMS = {
    "compactness": Text("紧凑", "compactness"),
    "balance": Text("均衡", "balance"),
    "split": Text("小区完整", "compounds whole"),
    "boundary": Text("边界沿路", "boundary along roads"),
    "crossing": Text("跨越阻隔", "barrier crossings"),
}


def _print_levels(speaker: Speaker, plan: Plan) -> None:
    for name, zh, en in (("micro", "微网格", "micro-grids"), ("large", "大网格", "large grids")):
        count, in_band = (plan.figures.get(f"{name}_{kind}") for kind in ("grids", "in_band"))
        if count is None:
            continue
        part = Text("", "")
        if in_band is not None:
            lower, upper = plan.settings[name]
            part = Text(
                f"，其中 {in_band} 个在 {lower} 至 {upper} 户内",
                f", {in_band} of them with {lower} to {upper} households",
            )
        speaker.say(Text(f"{zh} {count} 个{part.zh}。", f"{count} {en}{part.en}."))


def _print_communities(speaker: Speaker, plan: Plan) -> None:
    headers = [
        Text("社区代码", "Code"),
        Text("社区", "Community"),
        Text("户数", "Households"),
        Text("网格", "Grids"),
        Text("达标", "In band"),
        Text("专属", "Special"),
        Text("最少户", "Least"),
        Text("最多户", "Most"),
        Text("可行", "Feasible"),
    ]
    yes = Text("是", "yes").say(speaker.lang), Text("否", "no").say(speaker.lang)
    rows = [
        [*list(row.values())[:-1], yes[0] if row["feasible"] else yes[1]]
        for row in community_rows(plan)
    ]
    speaker.table(Text("各社区网格", "Grids by community"), headers, rows)


def criteria_rows(plan: Plan) -> list[dict[str, Any]]:
    """Return the scores of a plan by the criteria of practice, with their definitions.

    Parameters
    ----------
    plan : Plan
        The plan.

    Returns
    -------
    list of dict
        ``name``, ``score`` (0 to 100, None where nothing is known), ``title`` and
        ``definition`` (each ``{"zh": ..., "en": ...}``); empty for a plan without scores.
    """
    scores = plan.figures.get("criteria", {})
    return [
        {
            "name": name,
            "score": scores[name],
            "title": asdict(criterion.title),
            "definition": asdict(criterion.definition),
        }
        for name, criterion in CRITERIA.items()
        if name in scores
    ]


def _print_criteria(speaker: Speaker, plan: Plan) -> None:
    rows = [row for row in criteria_rows(plan) if row["score"] is not None]
    if rows:
        speaker.say(Text("评价得分（满分 100，按户加权）：", "Scores of 0 to 100, by households:"))
    for row in rows:
        zh, en = (f"  {row['title'][lang]} {row['score']}" for lang in ("zh", "en"))
        told = row["definition"]
        speaker.say(Text(f"{zh}：{told['zh']}", f"{en}: {told['en']}"))


def _print_infeasible(speaker: Speaker, plan: Plan) -> None:
    failed = plan.feasibility[~plan.feasibility["feasible"]]
    lines = []
    for row in failed.to_dict("records"):
        where = Text(f"社区 {row['community_code']} 无法全部达标：", f"{row['community_code']}: ")
        reason = str(row[f"reason_{speaker.lang}"])
        lines.append(f"[yellow]![/] {escape(where.say(speaker.lang) + reason)}")
    speaker.some(lines)


def _print_violations(speaker: Speaker, plan: Plan) -> None:
    alike: dict[tuple[bool, str], list[str]] = {}
    for violation in plan.violations:
        mark = "[red]✗[/]" if violation.hard else "[cyan]·[/]"
        gap = "" if speaker.lang == "zh" else " "
        line = violation.what.say(speaker.lang) + gap + violation.remedy.say(speaker.lang)
        alike.setdefault((not violation.hard, violation.rule), []).append(f"{mark} {escape(line)}")
    for _, lines in sorted(alike.items()):
        speaker.some(lines)
