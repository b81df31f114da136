"""The words of opening hours: days, times and what stands between them, in two languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

CHINESE_DAYS = {name: day for day, name in enumerate("一二三四五六日")} | {"天": 6}
LATIN_DAYS = (
    ("mo", "mon", "monday"),
    ("tu", "tue", "tues", "tuesday"),
    ("we", "wed", "wednesday"),
    ("th", "thu", "thur", "thurs", "thursday"),
    ("fr", "fri", "friday"),
    ("sa", "sat", "saturday"),
    ("su", "sun", "sunday"),
)
WORKDAYS, WEEKEND, WEEK = (0, 1, 2, 3, 4), (5, 6), (0, 1, 2, 3, 4, 5, 6)

LONGEST = 200
"""Characters of a text that is looked at: a longer one is an essay."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of opening hours.

    Attributes
    ----------
    kind : str
        ``"day"``, ``"bare"`` (a day after another, without its prefix), ``"days"``, ``"time"``,
        ``"half"`` (of a day), ``"whole"`` (day), ``"off"``, ``"holiday"``, or one of ``- , ; :``.
    values : tuple of int
        Days, Monday 0; or the minutes after midnight; or 1 for the afternoon.
    is_latin : bool
        Whether it is written as OpenStreetMap does.
    """

    kind: str
    values: tuple[int, ...] = ()
    is_latin: bool = False


_SHUT = "(?:除外|休息|不开放|关闭|闭馆|不营业|放假)"
_LATIN = "|".join(name for names in LATIN_DAYS for name in sorted(names, key=len, reverse=True))
_PATTERNS = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("space", r"[\s()\[\].。]+|(?:开放|营业|服务|办公|工作)时间:?|(?:全年|年中)无休"),
        ("space", r"节假日(?:正常开放|照常|不休)"),
        ("holiday", rf"(?:国家)?(?:法定)?(?:节假日|假日|节日){_SHUT}|ph\s+(?:off|closed)"),
        ("whole", r"24\s*小时(?:开放|营业|服务)?|全天(?:候)?(?:开放)?|24/7"),
        ("days", r"每天|每日|天天|工作日|周末|双休日|daily"),
        ("day", r"(?:周|星期|礼拜)([一二三四五六日天]+|[1-7](?![\d:点时]))"),
        ("latin", rf"({_LATIN})(?![a-z])"),
        ("time", r"(\d{1,2}):(\d{2})(?::00)?"),
        ("time", r"(\d{1,2})[点时](半|\d{1,2}(?=分|\D|$))?[分整]?"),
        ("half", r"上午|早上|早|下午|晚上|晚|am|pm"),
        ("off", r"休息|闭馆|不开放|关闭|休馆|不营业|off|closed"),
        ("bare", r"[一二三四五六日天]"),
        ("-", r"-+|至|到"),
        (",", r"[,、和及&]"),
        (";", r";"),
        (":", r":"),
    )
)
_HOURS = re.compile(r"(?<![\d:])(\d{1,2})\s*(-|至|到)\s*(\d{1,2})[点时](?!\d)")
_DASHES = re.compile("[~\u2010-\u2015\u2212\u301c\uff5e]")
_GROUPS = {
    "每天": WEEK,
    "每日": WEEK,
    "天天": WEEK,
    "daily": WEEK,
    "工作日": WORKDAYS,
    "周末": WEEKEND,
    "双休日": WEEKEND,
}
_MIDNIGHT = 24 * 60


def words_of(text: str) -> list[Word]:
    """Return the words of a text.

    Parameters
    ----------
    text : str
        Opening hours as people write them.

    Returns
    -------
    list of Word
        Empty if there is anything that is no such word.

    Examples
    --------
    >>> [word.kind for word in words_of("周六 9:00-12:00")]
    ['day', 'time', '-', 'time']
    """
    plain = _DASHES.sub("-", unicodedata.normalize("NFKC", text)).strip().lower()
    plain = _HOURS.sub(r"\1点\2\3点", plain)
    found: list[Word] = []
    at = 0
    while at < len(plain) and len(plain) <= LONGEST:
        word = _word_at(plain, at)
        if word is None:
            return []
        length, told = word
        found += told
        at += length
    return found


def _word_at(plain: str, at: int) -> tuple[int, list[Word]] | None:
    for kind, pattern in _PATTERNS:
        match = pattern.match(plain, at)
        if match is not None:
            told = _told(kind, match)
            return None if told is None else (match.end() - at, told)
    return None


def _told(kind: str, match: re.Match[str]) -> list[Word] | None:
    if kind == "time":
        return _time(match[1], match[2])
    if kind == "latin":
        days = [day for day, names in enumerate(LATIN_DAYS) if match[1] in names]
        return [Word("day", tuple(days), is_latin=True)]
    if kind == "space":
        return []
    values = _VALUES.get(kind)
    return [Word(kind, () if values is None else values(match))]


def _day(name: str) -> int:
    return int(name) - 1 if name.isdigit() else CHINESE_DAYS[name]


_VALUES: dict[str, Callable[[re.Match[str]], tuple[int, ...]]] = {
    "day": lambda match: tuple(_day(name) for name in match[1]),
    "bare": lambda match: (CHINESE_DAYS[match[0]],),
    "days": lambda match: _GROUPS[match[0]],
    "half": lambda match: (int(match[0] in {"下午", "晚上", "晚", "pm"}),),
}


def _time(hour: str, minute: str | None) -> list[Word] | None:
    minutes = 30 if minute == "半" else int(minute or 0)
    at = int(hour) * 60 + minutes
    return [Word("time", (at,))] if minutes < 60 and at <= _MIDNIGHT else None
