"""The loop that a report goes through: its steps, its deadline, and the figures of a grid.

发现上报 found → 分流 sorted → 限时办理 assigned → 督办 followed → 办结 closed → 回访 revisited. A
revisit that finds it undone opens it again: it is then sorted and has to be assigned anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from statistics import median
from types import MappingProxyType
from typing import Literal

from gridmap.errors import Text

State = Literal["found", "sorted", "assigned", "followed", "closed", "revisited"]
Step = Literal["sort", "assign", "follow", "close", "revisit", "reopen", "note"]
Kind = Literal[
    "waterlogging", "drain", "road", "fire", "structure", "utility", "litter", "tree", "other"
]

STATES: Mapping[State, Text] = MappingProxyType(
    {
        "found": Text("待分流", "found"),
        "sorted": Text("已分流", "sorted"),
        "assigned": Text("限时办理", "assigned"),
        "followed": Text("督办", "followed up"),
        "closed": Text("已办结", "closed"),
        "revisited": Text("已回访", "revisited"),
    }
)

STEPS: Mapping[Step, Text] = MappingProxyType(
    {
        "sort": Text("分流", "sort"),
        "assign": Text("交办", "assign"),
        "follow": Text("督办", "follow up"),
        "close": Text("办结", "close"),
        "revisit": Text("回访", "revisit"),
        "reopen": Text("退回重办", "open again"),
        "note": Text("备注", "note"),
    }
)

KINDS: Mapping[Kind, Text] = MappingProxyType(
    {
        "waterlogging": Text("积水内涝", "standing water"),
        "drain": Text("井盖、排水堵塞", "manhole or blocked drain"),
        "road": Text("道路破损", "damaged road"),
        "fire": Text("消防隐患", "fire hazard"),
        "structure": Text("危旧房、围墙", "dilapidated building or wall"),
        "utility": Text("水电气故障", "water, power or gas fault"),
        "litter": Text("环境卫生", "litter"),
        "tree": Text("树木倒伏", "fallen tree"),
        "other": Text("其他", "other"),
    }
)

OPEN: frozenset[State] = frozenset({"found", "sorted", "assigned", "followed"})
"""States in which something is still to be done."""

LONGEST_DEADLINE = timedelta(days=365)

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
"""The one clock of China, which has known no summer time since 1991."""


@dataclass(frozen=True, slots=True)
class StepRule:
    """When a step may be taken, and what it takes.

    Attributes
    ----------
    of : frozenset of str
        States in which it may be taken.
    to : str or None
        The state it leads to; None where the state stays.
    is_field : bool
        Whether whoever works on the street may take it, and not the office alone.
    needs_note : bool
        Whether it has to be said why, or what was done.
    needs_deadline : bool
        Whether it names who is to do it, and until when.
    """

    of: frozenset[State]
    to: State | None
    is_field: bool = False
    needs_note: bool = False
    needs_deadline: bool = False


RULES: Mapping[Step, StepRule] = MappingProxyType(
    {
        "sort": StepRule(frozenset({"found", "sorted"}), "sorted"),
        "assign": StepRule(
            frozenset({"sorted", "assigned", "followed"}), "assigned", needs_deadline=True
        ),
        "follow": StepRule(frozenset({"assigned", "followed"}), "followed", needs_note=True),
        "close": StepRule(
            frozenset({"sorted", "assigned", "followed"}), "closed", is_field=True, needs_note=True
        ),
        "revisit": StepRule(frozenset({"closed"}), "revisited"),
        "reopen": StepRule(frozenset({"closed", "revisited"}), "sorted", needs_note=True),
        "note": StepRule(frozenset(STATES), None, is_field=True, needs_note=True),
    }
)
"""What may follow what."""


def steps_from(state: State, *, is_office: bool) -> tuple[Step, ...]:
    """Return the steps that somebody may take from a state.

    Parameters
    ----------
    state : str
        The state of a report.
    is_office : bool
        Whether it is the office, which may take every step; others work on the street.

    Returns
    -------
    tuple of str
        In the order of the loop.

    Examples
    --------
    >>> steps_from("found", is_office=True)
    ('sort', 'note')
    >>> steps_from("assigned", is_office=False)
    ('close', 'note')
    """
    return tuple(
        step for step, rule in RULES.items() if state in rule.of and (is_office or rule.is_field)
    )


def missing_of(
    step: Step, *, note: str, assignee: str | None, due: datetime | None, now: datetime
) -> Text | None:
    """Return what has to be given before a step can be taken.

    Parameters
    ----------
    step : str
        The step.
    note : str
        What is said with it.
    assignee : str or None
        Who is to do it.
    due : datetime or None
        Until when; with a time zone.
    now : datetime
        The time; with a time zone.

    Returns
    -------
    Text or None
        None if nothing is missing.
    """
    rule = RULES[step]
    if rule.needs_note and not note.strip():
        return Text("请写明情况（note）。", "Say in note what was done, or why.")
    if not rule.needs_deadline:
        return None
    if not (assignee or "").strip():
        return Text("请写明承办人或部门（assignee）。", "Name in assignee who is to do it.")
    if due is None or not now < due <= now + LONGEST_DEADLINE:
        return Text(
            "请给出办理期限（due），须晚于现在，最长一年。",
            "Give in due until when: later than now, and within a year.",
        )
    return None


def is_overdue(state: State, due: datetime | None, *, now: datetime) -> bool:
    """Return whether a deadline has passed and something is still to be done.

    Parameters
    ----------
    state : str
        The state of a report.
    due : datetime or None
        Its deadline, if it has one.
    now : datetime
        The time.

    Returns
    -------
    bool
        Whether.
    """
    return state in OPEN and due is not None and due < now


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What figures are made of.

    Attributes
    ----------
    grid_code : str or None
        The grid of a plan in which it lies; None where it lies in none.
    state : str
        The state.
    found : datetime
        When it was reported.
    due, closed : datetime or None
        Its deadline, and when it was closed, as far as it is.
    """

    grid_code: str | None
    state: State
    found: datetime
    due: datetime | None = None
    closed: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReportFigures:
    """Figures of some reports.

    Attributes
    ----------
    count : int
        Reports.
    open : int
        Those that are still to be done.
    overdue : int
        Those of them whose deadline has passed.
    closed : int
        Those that are done.
    late : int
        Those of them that were done after their deadline.
    same_day : int
        Those that were done on the day on which they were reported.
    same_day_rate : float or None
        Share of all that were done on the same day; None if there are none.
    median_hours : float or None
        From the report until it was done; None if none is done.
    """

    count: int
    open: int
    overdue: int
    closed: int
    late: int
    same_day: int
    same_day_rate: float | None
    median_hours: float | None


def figures_of(
    reports: Iterable[ReportFacts], *, now: datetime, zone: tzinfo = CHINA
) -> ReportFigures:
    """Return the figures of some reports.

    Parameters
    ----------
    reports : iterable of ReportFacts
        The reports; their times have time zones.
    now : datetime
        The time, which tells what is overdue.
    zone : tzinfo
        The clock that tells where a day ends.

    Returns
    -------
    ReportFigures
        The figures.
    """
    known = list(reports)
    done = [(one, one.closed) for one in known if one.state not in OPEN and one.closed]
    same_day = sum(
        one.found.astimezone(zone).date() == closed.astimezone(zone).date() for one, closed in done
    )
    hours = [(closed - one.found) / timedelta(hours=1) for one, closed in done]
    return ReportFigures(
        count=len(known),
        open=sum(one.state in OPEN for one in known),
        overdue=sum(is_overdue(one.state, one.due, now=now) for one in known),
        closed=len(done),
        late=sum(one.due is not None and one.due < closed for one, closed in done),
        same_day=same_day,
        same_day_rate=same_day / len(known) if known else None,
        median_hours=median(hours) if hours else None,
    )


def figures_by_grid(
    reports: Iterable[ReportFacts],
    *,
    now: datetime,
    grids: Iterable[str] = (),
    zone: tzinfo = CHINA,
) -> dict[str | None, ReportFigures]:
    """Return the figures of each grid.

    Parameters
    ----------
    reports : iterable of ReportFacts
        The reports.
    now : datetime
        The time.
    grids : iterable of str
        Grids that are listed even if nothing was reported there.
    zone : tzinfo
        The clock that tells where a day ends.

    Returns
    -------
    dict of str or None to ReportFigures
        By code; under None, last, what lies in no grid, if anything does.
    """
    found: dict[str | None, list[ReportFacts]] = {code: [] for code in grids}
    for one in reports:
        found.setdefault(one.grid_code, []).append(one)
    codes = sorted(found, key=lambda code: (code is None, code or ""))
    return {code: figures_of(found[code], now=now, zone=zone) for code in codes}
