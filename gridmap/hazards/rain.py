"""The rain level of a day, and how often it asks for a visit to each kind and level of hazard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, cast, get_args

from gridmap.errors import SettingsError, Text
from gridmap.layers.words import HAZARD_KINDS

RainLevel = Literal["none", "blue", "yellow", "orange", "red"]
RAIN_LEVELS: tuple[RainLevel, ...] = get_args(RainLevel)
RAIN_WORDS: Mapping[RainLevel, Text] = {
    "none": Text("无预警", "no warning"),
    "blue": Text("暴雨蓝色预警", "blue rainstorm warning"),
    "yellow": Text("暴雨黄色预警", "yellow rainstorm warning"),
    "orange": Text("暴雨橙色预警", "orange rainstorm warning"),
    "red": Text("暴雨红色预警", "red rainstorm warning"),
}
"""The four rainstorm warnings of the meteorological service, and none."""

LEVELS = (1, 2, 3, 4)
Every = tuple[int | None, int | None, int | None, int | None]
"""Days between two visits for levels 1 (the gravest) to 4; None where none is asked for."""

EVERY_DAYS: Mapping[RainLevel, Mapping[str, Every]] = {
    "none": {
        "low_lying": (7, 14, 30, 60),
        "ditch": (14, 30, 30, 60),
        "culvert": (7, 14, 30, 30),
        "garage": (14, 30, 60, 90),
        "river_section": (7, 14, 30, 30),
        "dilapidated": (14, 30, 60, 90),
    },
    "blue": {
        "low_lying": (3, 7, 14, 30),
        "ditch": (7, 14, 30, 30),
        "culvert": (3, 7, 14, 14),
        "garage": (7, 14, 30, 60),
        "river_section": (3, 7, 14, 30),
        "dilapidated": (7, 14, 30, 60),
    },
    "yellow": {
        "low_lying": (1, 1, 3, 7),
        "ditch": (3, 3, 7, 14),
        "culvert": (1, 1, 3, 7),
        "garage": (1, 3, 7, 14),
        "river_section": (1, 1, 3, 7),
        "dilapidated": (3, 3, 7, 14),
    },
    "orange": {
        "low_lying": (1, 1, 1, 3),
        "ditch": (1, 1, 3, 7),
        "culvert": (1, 1, 1, 1),
        "garage": (1, 1, 1, 3),
        "river_section": (1, 1, 1, 3),
        "dilapidated": (1, 1, 3, 7),
    },
    "red": {
        "low_lying": (1, 1, 1, 1),
        "ditch": (1, 1, 1, 3),
        "culvert": (1, 1, 1, 1),
        "garage": (1, 1, 1, 1),
        "river_section": (1, 1, 1, 1),
        "dilapidated": (1, 1, 1, 3),
    },
}
"""The default table. It never asks for less as the rain grows, or as the level is graver."""

SERVICE_MIN: Mapping[str, int] = {
    "low_lying": 5,
    "ditch": 8,
    "culvert": 5,
    "garage": 8,
    "river_section": 10,
    "dilapidated": 6,
}
"""Minutes that a visit takes, by kind."""

OTHER_KIND, OTHER_LEVEL, OTHER_MIN = "low_lying", 4, 5
"""What a hazard without a kind, or without a level, is taken for."""


@dataclass(frozen=True, slots=True)
class VisitRules:
    """How often hazards are visited, and how long that takes.

    Attributes
    ----------
    every_days : Mapping
        By rain level and kind, days between two visits for levels 1 to 4; None for never.
    service_min : Mapping
        Minutes of a visit, by kind.
    left_out : tuple of str
        Statuses that ask for no visit.
    """

    every_days: Mapping[RainLevel, Mapping[str, Every]] = field(default_factory=lambda: EVERY_DAYS)
    service_min: Mapping[str, int] = field(default_factory=lambda: SERVICE_MIN)
    left_out: tuple[str, ...] = ("candidate", "closed")

    def every(self, rain: RainLevel, kind: str, level: int) -> int | None:
        """Return the days between two visits.

        Parameters
        ----------
        rain : RainLevel
            Of the day.
        kind : str
            Of the hazard; an unknown one counts as ``"low_lying"``.
        level : int
            1 to 4.

        Returns
        -------
        int or None
            None where no visit is asked for.
        """
        table = self.every_days[rain]
        return table.get(kind, table[OTHER_KIND])[level - 1]

    def minutes(self, kind: str) -> int:
        """Return how long a visit takes.

        Parameters
        ----------
        kind : str
            Of the hazard.

        Returns
        -------
        int
            Minutes.
        """
        return self.service_min.get(kind, OTHER_MIN)


def read_rules(settings: Mapping[str, Any]) -> VisitRules:
    """Return the default rules with what settings say instead.

    Parameters
    ----------
    settings : Mapping
        As TOML or JSON gives it: ``every_days`` by rain level and kind, four numbers of days each
        (0 for never); ``service_min`` by kind; ``left_out``, a list of statuses. What it
        does not name stays as it is.

    Returns
    -------
    VisitRules
        The rules.

    Raises
    ------
    SettingsError
        If a name is unknown or a number makes no sense; says where.

    Examples
    --------
    >>> rules = read_rules({"every_days": {"red": {"ditch": [1, 1, 1, 0]}}})
    >>> rules.every("red", "ditch", 4) is None, rules.every("red", "ditch", 1)
    (True, 1)
    """
    _require_names("", settings, ("every_days", "service_min", "left_out"))
    given = _mapping(settings, "every_days")
    _require_names("every_days", given, RAIN_LEVELS)
    every = {rain: dict(EVERY_DAYS[rain]) for rain in RAIN_LEVELS}
    for rain in given:
        place = f"every_days.{rain}"
        rows = _mapping(given, rain, place)
        _require_names(place, rows, _KINDS)
        every[cast("RainLevel", rain)] |= {
            kind: _four(f"{place}.{kind}", days) for kind, days in rows.items()
        }
    minutes = _mapping(settings, "service_min")
    _require_names("service_min", minutes, _KINDS)
    for kind, value in minutes.items():
        _require_whole(f"service_min.{kind}", value, least=1, most=480)
    return VisitRules(every, {**SERVICE_MIN, **minutes}, _statuses(settings))


def require_rain(value: str) -> RainLevel:
    """Return a rain level, or refuse what is none.

    Parameters
    ----------
    value : str
        A level, or the Chinese word of its colour.

    Returns
    -------
    RainLevel
        The level.

    Raises
    ------
    SettingsError
        If it is none.

    Examples
    --------
    >>> require_rain("orange"), require_rain("橙色")
    ('orange', 'orange')
    """
    words = {"无": "none", "蓝": "blue", "黄": "yellow", "橙": "orange", "红": "red"}
    plain = value.strip().lower()
    plain = words.get(plain.removesuffix("预警").removesuffix("色"), plain)
    if plain not in RAIN_LEVELS:
        raise SettingsError(
            Text("没有这个降雨等级。", "There is no such rain level."),
            Text(
                "可用：none 无、blue 蓝、yellow 黄、orange 橙、red 红。",
                f"Use one of {', '.join(RAIN_LEVELS)}.",
            ),
        )
    return plain


_KINDS = tuple(kind for kind, _ in HAZARD_KINDS)
_MOST_DAYS = 366


def _mapping(settings: Mapping[str, Any], name: str, place: str = "") -> Mapping[str, Any]:
    value = settings.get(name, {})
    if not isinstance(value, Mapping):
        raise _unfit(place or name, Text("应为表", "a table is wanted"))
    return value


def _require_names(place: str, given: Mapping[str, Any], known: tuple[str, ...]) -> None:
    for name in given:
        if name not in known:
            at = f"{place}.{name}" if place else str(name)
            listed = ", ".join(known)
            raise _unfit(at, Text(f"可用的名称：{listed}", f"the names are {listed}"))


def _four(place: str, days: object) -> Every:
    if not isinstance(days, list | tuple) or len(days) != len(LEVELS):
        raise _unfit(place, Text("应为 1 至 4 级各一个天数", "four numbers of days are wanted"))
    for value in days:
        _require_whole(place, value, least=0, most=_MOST_DAYS)
    one, two, three, four = (int(value) or None for value in days)
    return one, two, three, four


def _require_whole(place: str, value: object, *, least: int, most: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise _unfit(
            place,
            Text(
                f"应为 {least} 至 {most} 的整数", f"a whole number of {least} to {most} is wanted"
            ),
        )


def _statuses(settings: Mapping[str, Any]) -> tuple[str, ...]:
    given = settings.get("left_out", list(VisitRules().left_out))
    if not isinstance(given, list | tuple) or not all(isinstance(one, str) for one in given):
        raise _unfit("left_out", Text("应为状态的列表", "a list of statuses is wanted"))
    return tuple(given)


def _unfit(place: str, wanted: Text) -> SettingsError:
    return SettingsError(
        Text(f"巡查设置 {place} 不能用。", f"The setting {place} makes no sense."),
        Text(f"{wanted.zh}。", f"Mend it: {wanted.en}."),
    )
