"""Opening hours: what people write, as spans of a week, and whether it is open at a moment.

Read are Chinese notices, such as ``"周一至周五 8:30-12:00,14:00-17:30"``, ``"24小时"`` and
``"9点-17点"``, and the usual part of OpenStreetMap's ``opening_hours``, such as
``"Mo-Fr 08:00-18:00; Su off"``. A text that is not understood to its last word is not read at all:
nobody is sent to a closed door by half of a notice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from gridmap.stations.opening_words import Word, words_of

State = Literal["open", "closed", "unknown"]
Span = tuple[int, int]
"""Begin and end in minutes after midnight; an end beyond 1440 lies on the next day."""

DAY = 24 * 60
WEEK = 7 * DAY
EVERY_DAY = frozenset(range(7))
WHOLE_DAY: Span = (0, DAY)


@dataclass(frozen=True, slots=True)
class Opening:
    """When a place is open in a week.

    Attributes
    ----------
    days : tuple of tuple of (int, int)
        Spans of each day, Monday first.
    is_shut_on_holidays : bool
        Whether the text says so. Which days are holidays is not known here.
    """

    days: tuple[tuple[Span, ...], ...]
    is_shut_on_holidays: bool = False


@dataclass(frozen=True, slots=True)
class Now:
    """Whether a place is open at a moment.

    Attributes
    ----------
    state : {"open", "closed", "unknown"}
        Unknown where the text was not understood, or there is none.
    changes : datetime or None
        When it closes, or opens next; None where it never does, or nothing is known.
    """

    state: State
    changes: datetime | None = None


def read_opening(text: str | None) -> Opening | None:
    """Return when a place is open.

    Parameters
    ----------
    text : str or None
        As people write it.

    Returns
    -------
    Opening or None
        None if there is nothing to be read, or anything in it is not understood.

    Examples
    --------
    >>> read_opening("周一至周五 8:30-12:00,14:00-17:30").days[0]
    ((510, 720), (840, 1050))
    >>> read_opening("电话预约") is None
    True
    """
    words = words_of(text or "")
    return None if not words else _Reader(words).read()


def state_at(opening: Opening | None, moment: datetime) -> Now:
    """Return whether a place is open at a moment.

    Parameters
    ----------
    opening : Opening or None
        When it is; None if that is not known.
    moment : datetime
        The local time of the place.

    Returns
    -------
    Now
        Open from the first minute of a span until before its last.

    Examples
    --------
    >>> saturday = datetime.fromisoformat("2026-11-21T18:00+08:00")
    >>> state_at(read_opening("8:30-17:30"), saturday).changes.isoformat()
    '2026-11-22T08:30:00+08:00'
    """
    if opening is None:
        return Now("unknown")
    spans = _spans_of_week(opening)
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    monday = midnight - timedelta(days=moment.weekday())
    at = moment.weekday() * DAY + moment.hour * 60 + moment.minute
    # What began in the week before may last until now.
    for begin, end in spans:
        for shift in (0, -WEEK):
            if begin + shift <= at < end + shift:
                is_always = end - begin >= WEEK
                closes = None if is_always else monday + timedelta(minutes=end + shift)
                return Now("open", closes)
    begins = [begin if begin > at else begin + WEEK for begin, _ in spans]
    return Now("closed", monday + timedelta(minutes=min(begins)) if begins else None)


def _spans_of_week(opening: Opening) -> list[Span]:
    """Return the spans in minutes after Monday's midnight; those that touch are one."""
    spans = sorted(
        (day * DAY + begin, day * DAY + end)
        for day, of_day in enumerate(opening.days)
        for begin, end in of_day
    )
    merged: list[Span] = []
    for begin, end in spans:
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    # Sunday's midnight is Monday's.
    if len(merged) > 1 and merged[-1][1] >= merged[0][0] + WEEK:
        first = merged.pop(0)
        merged[-1] = (merged[-1][0], max(merged[-1][1], first[1] + WEEK))
    return merged


class _NotUnderstoodError(Exception):
    """The text goes on with what nobody here understands."""


class _Reader:
    """Reads words into days: days that are named, then their times, again and again."""

    def __init__(self, words: list[Word]) -> None:
        self._words = words
        self._at = 0
        self._days: list[list[Span]] = [[] for _ in range(7)]
        self._named: frozenset[int] = frozenset()
        self._is_shut_on_holidays = False
        self._has_any = False

    def read(self) -> Opening | None:
        try:
            while self._kind():
                self._read_group()
        except _NotUnderstoodError:
            return None
        if not any(self._days) and self._named != EVERY_DAY:
            # When it is shut is told, and when it is open is not.
            return None
        days = tuple(tuple(sorted(spans)) for spans in self._days)
        return Opening(days, is_shut_on_holidays=self._is_shut_on_holidays)

    def _kind(self) -> str:
        return self._words[self._at].kind if self._at < len(self._words) else ""

    def _take(self, kind: str) -> Word:
        if self._kind() != kind:
            raise _NotUnderstoodError
        self._at += 1
        return self._words[self._at - 1]

    def _read_group(self) -> None:
        separators = self._skip()
        if not self._kind():
            return
        if self._kind() == "holiday":
            self._take("holiday")
            self._is_shut_on_holidays = True
            return
        before, days = self._named, self._read_days()
        if days is None:
            # A time that follows without days belongs to the days before it; by the rules of
            # OpenStreetMap it would be for every day, which nobody means: not decided here.
            if self._has_any and ";" in separators and not self._is_chinese():
                raise _NotUnderstoodError
            days, adds = (before or EVERY_DAY), True
        else:
            if not self._kind() and before == EVERY_DAY:
                # "8:30-17:30 (周一至周五)": the days stand behind.
                self._set(EVERY_DAY - days, [], adds=False)
                return
            adds = "," in separators or (self._is_chinese() and days == before)
        self._set(days, self._read_times(), adds=adds)

    def _is_chinese(self) -> bool:
        return not any(word.kind == "day" and word.is_latin for word in self._words[: self._at])

    def _skip(self) -> str:
        passed = ""
        while self._kind() in {",", ";"}:
            passed += self._words[self._at].kind
            self._at += 1
        return passed

    def _read_days(self) -> frozenset[int] | None:
        if self._kind() not in {"day", "days"}:
            return None
        found: set[int] = set()
        while True:
            found |= self._read_some_days()
            more = self._at
            self._skip()
            if self._kind() not in {"day", "days", "bare"}:
                self._at = more
                break
        return frozenset(found)

    def _read_some_days(self) -> set[int]:
        if self._kind() == "days":
            return set(self._take("days").values)
        word = self._take("bare" if self._kind() == "bare" else "day")
        if self._kind() != "-":
            return set(word.values)
        self._take("-")
        last = self._take("bare" if self._kind() == "bare" else "day").values[0]
        first = word.values[-1]
        return {*word.values, *(day % 7 for day in range(first, first + (last - first) % 7 + 1))}

    def _read_times(self) -> list[Span]:
        self._skip_colon()
        if self._kind() == "off":
            self._take("off")
            return []
        spans: list[Span] = []
        while True:
            spans.append(self._read_span())
            more = self._at
            if ";" in self._skip() or self._kind() not in {"time", "half", "whole"}:
                self._at = more
                return spans

    def _skip_colon(self) -> None:
        if self._kind() == ":":
            self._take(":")

    def _read_span(self) -> Span:
        if self._kind() == "whole":
            self._take("whole")
            return WHOLE_DAY
        is_late = self._read_half()
        begin = self._take("time").values[0]
        self._take("-")
        ends_late = self._read_half() or is_late
        end = self._take("time").values[0]
        return _span(begin, end, begins_late=is_late, ends_late=ends_late)

    def _read_half(self) -> bool:
        return self._kind() == "half" and bool(self._take("half").values[0])

    def _set(self, days: frozenset[int], spans: list[Span], *, adds: bool) -> None:
        for day in days:
            kept = self._days[day] if adds and spans else []
            self._days[day] = [*kept, *spans]
        self._named = days
        self._has_any = True


def _span(begin: int, end: int, *, begins_late: bool, ends_late: bool) -> Span:
    """Return a span whose times may be told by halves of the day."""
    noon = DAY // 2
    begin += noon if begins_late and begin < noon else 0
    # "晚上10:00-6:00" ends in the morning.
    end += noon if ends_late and end <= noon and end + noon > begin else 0
    if begin == end or begin >= DAY:
        raise _NotUnderstoodError
    return (begin, end if end > begin else end + DAY)
