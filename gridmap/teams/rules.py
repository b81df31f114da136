"""What an office asks of teams, and what counts as workload: settings, with defaults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from gridmap.errors import SettingsError, Text
from gridmap.layers.findings import echo
from gridmap.teams.records import ROLES

WORKER_KINDS = {"full_time": "专职", "part_time": "兼职", "special": "专属"}
"""Kinds of grid workers: employed for it, beside other work, of a special-purpose grid."""

HAZARD_LEVELS = (4.0, 3.0, 2.0, 1.0)
"""What a hazard of level 1 (the gravest) to 4 counts; one without a level counts as level 4."""

MOST_WEIGHT = 1_000_000.0


@dataclass(frozen=True, slots=True)
class Weights:
    """What each load counts in the workload index; their sum does not matter.

    Attributes
    ----------
    households, persons, elders : float
        Weight of households, of persons, of persons of 60 and more.
    hazards : float
        Weight of hazards, each counted by its level.
    area : float
        Weight of area.
    hazard_levels : tuple of float
        What a hazard of levels 1 to 4 counts.
    """

    households: float = 40.0
    persons: float = 20.0
    elders: float = 20.0
    hazards: float = 10.0
    area: float = 10.0
    hazard_levels: tuple[float, float, float, float] = HAZARD_LEVELS

    def by_load(self) -> dict[str, float]:
        """Return the weights alone.

        Returns
        -------
        dict of str to float
            By `LOADS`.
        """
        return {name: float(getattr(self, name)) for name in LOADS}

    def to_dict(self) -> dict[str, Any]:
        """Return the weights as JSON values.

        Returns
        -------
        dict
            As `read_rules` takes them under ``weights``.
        """
        return {**asdict(self), "hazard_levels": list(self.hazard_levels)}


LOADS = ("households", "persons", "elders", "hazards", "area")

LOAD_WORDS: Mapping[str, Text] = {
    "households": Text("户数", "Households"),
    "persons": Text("人数", "Persons"),
    "elders": Text("老年人", "Elders"),
    "hazards": Text("隐患点（按等级）", "Hazards by level"),
    "area": Text("面积(平方米)", "Area (m²)"),
}


@dataclass(frozen=True, slots=True)
class TeamRules:
    """What an office asks of teams.

    Attributes
    ----------
    weights : Weights
        Of the workload index.
    worker_kinds : Mapping of str to str
        Kinds of grid workers with their Chinese words.
    full_time : str
        The kind of which every grid wants one; empty where none is asked for.
    roles : tuple of str
        Roles of which every grid wants one.
    """

    weights: Weights = field(default_factory=Weights)
    worker_kinds: Mapping[str, str] = field(default_factory=lambda: dict(WORKER_KINDS))
    full_time: str = "full_time"
    roles: tuple[str, ...] = ROLES


def read_rules(settings: Mapping[str, Any]) -> TeamRules:
    """Return the default rules with what settings say instead.

    Parameters
    ----------
    settings : Mapping
        As TOML or JSON gives it: ``weights`` by load, with ``hazard_levels`` (four numbers);
        ``worker_kinds``, Chinese words by code; ``full_time``, one of them, or empty;
        ``roles``, a list. What it does not name stays as it is.

    Returns
    -------
    TeamRules
        The rules.

    Raises
    ------
    SettingsError
        If a name is unknown or a number makes no sense; says where.

    Examples
    --------
    >>> read_rules({"weights": {"hazards": 30}}).weights.hazards
    30.0
    """
    _require_names("", settings, [item.name for item in fields(TeamRules)])
    given = TeamRules()
    kinds = _kinds(settings.get("worker_kinds", given.worker_kinds))
    full_time = settings.get("full_time", given.full_time if given.full_time in kinds else "")
    if full_time not in {"", *kinds}:
        raise _unfit("full_time", f"可用：{'、'.join(kinds)}。", f"Give one of {', '.join(kinds)}.")
    roles = settings.get("roles", list(given.roles))
    if not isinstance(roles, list) or not set(roles) <= set(ROLES):
        raise _unfit("roles", f"可用：{'、'.join(ROLES)}。", f"Give some of {', '.join(ROLES)}.")
    asked = tuple(role for role in ROLES if role in roles)
    return TeamRules(_weights(settings.get("weights", {})), kinds, full_time, asked)


def _weights(given: object) -> Weights:
    names = [item.name for item in fields(Weights)]
    if not isinstance(given, Mapping):
        raise _unfit("weights", "应为按名称给出的数。", "Give numbers by name.")
    _require_names("weights", given, names)
    values = {name: _number(f"weights.{name}", given[name]) for name in LOADS if name in given}
    levels = given.get("hazard_levels", list(HAZARD_LEVELS))
    if not isinstance(levels, list | tuple) or len(levels) != len(HAZARD_LEVELS):
        raise _unfit("weights.hazard_levels", "应为四个数。", "Give four numbers.")
    one, two, three, four = (_number("weights.hazard_levels", level) for level in levels)
    weights = Weights(**values, hazard_levels=(one, two, three, four))
    if not any(weights.by_load().values()):
        raise _unfit("weights", "至少一项须大于 0。", "One of them has to be above 0.")
    return weights


def _kinds(given: object) -> dict[str, str]:
    if (
        not isinstance(given, Mapping)
        or not given
        or not all(isinstance(word, str) and word.strip() for one in given.items() for word in one)
    ):
        raise _unfit("worker_kinds", "应为代码和名称，至少一类。", "Give words by code, one least.")
    return {code.strip(): word.strip() for code, word in given.items()}


def _number(place: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _unfit(place, "应为不小于 0 的数。", "Give a number, 0 or more.")
    if not 0 <= value <= MOST_WEIGHT:
        raise _unfit(place, f"应为 0 至 {MOST_WEIGHT:.0f} 的数。", f"Give 0 to {MOST_WEIGHT:.0f}.")
    return float(value)


def _require_names(place: str, given: Mapping[str, Any], names: list[str]) -> None:
    unknown = sorted(set(given) - set(names))
    if unknown:
        where = f"{place}.{unknown[0]}" if place else str(unknown[0])
        raise _unfit(where, f"可用的项：{'、'.join(names)}。", f"There are {', '.join(names)}.")


def _unfit(place: str, zh: str, en: str) -> SettingsError:
    shown = echo(place)
    return SettingsError(
        Text(f"队伍设置 {shown} 不成立。", f"The setting {shown} of teams makes no sense."),
        Text(zh, en),
    )
