"""The figures of a grid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from gridmap.dossier.records import Section, count, same
from gridmap.errors import Text
from gridmap.layers.words import PURPOSES
from gridmap.plan import Band, Plan
from gridmap.teams.workload import DEFINITION, workload_of

LEAST_SHOWN = 10
"""A count of people below this is not told in public."""

_PURPOSES = dict(PURPOSES) | {"vacant": "无户地块"}

Fact = tuple[Text, Text]


@dataclass(frozen=True, eq=False, slots=True)
class Figures:
    """What the figures of every grid are told from.

    Attributes
    ----------
    band : Band
        Households of a grid.
    persons : Mapping of str to int
        By code of the grid.
    estimated : Mapping of str to int
        Households that are estimated, by code of the grid.
    workload : DataFrame
        As `workload_of` gives it.
    """

    band: Band
    persons: Mapping[str, int]
    estimated: Mapping[str, int]
    workload: pd.DataFrame


def figures_of(plan: Plan) -> Figures:
    """Return what the figures of every grid are told from.

    Parameters
    ----------
    plan : Plan
        The plan.

    Returns
    -------
    Figures
        Of all grids.
    """
    units = plan.units
    by_grid = units.groupby("grid_code")
    guessed = units[units["households_source"] == "estimated"].groupby("grid_code")
    return Figures(
        band=plan.band,
        persons={str(code): int(n) for code, n in by_grid["persons"].sum().items()},
        estimated={str(code): int(n) for code, n in guessed["households"].sum().items()},
        workload=workload_of(plan),
    )


def kind_of(row: Mapping[str, Any]) -> Text:
    """Return what kind of grid it is.

    Parameters
    ----------
    row : Mapping
        Of the grids of a plan.

    Returns
    -------
    Text
        Ordinary, or special-purpose and which.
    """
    if row.get("kind") != "special":
        return Text("基础网格", "Ordinary grid")
    purpose = str(row.get("purpose") or "")
    if not purpose:
        return Text("专属网格", "Special-purpose grid")
    zh = _PURPOSES.get(purpose, purpose)
    return Text(f"专属网格·{zh}", f"Special-purpose grid: {purpose}")


def figures_section(figures: Figures, row: Mapping[str, Any], *, is_public: bool) -> Section:
    """Return the figures of a grid.

    Parameters
    ----------
    figures : Figures
        Of the plan.
    row : Mapping
        Of the grids of the plan, with ``geometry_area_m2`` and ``outline_m``.
    is_public : bool
        Whether counts of people below ten are not told, nor what is of use to the office alone.

    Returns
    -------
    Section
        Facts.
    """
    told = _public(figures, row) if is_public else _whole(figures, row)
    note = None if is_public else DEFINITION
    return Section("figures", Text("基本情况", "Figures"), facts=tuple(told), note=note)


def _public(figures: Figures, row: Mapping[str, Any]) -> Iterator[Fact]:
    yield Text("户数", "Households"), _many(int(row["households"]))
    yield Text("人数", "Persons"), _many(figures.persons.get(str(row["grid_code"]), 0))
    yield Text("面积", "Area"), _area(row)


def _whole(figures: Figures, row: Mapping[str, Any]) -> Iterator[Fact]:
    code = str(row["grid_code"])
    households, persons = int(row["households"]), figures.persons.get(code, 0)
    yield Text("户数", "Households"), count(households)
    if row.get("kind") != "special":
        yield Text("户数区间", "Band"), _state(figures.band, households)
    yield Text("人数", "Persons"), count(persons) if persons else same("–")
    yield Text("楼栋数", "Buildings"), same(row.get("buildings"))
    yield Text("小区数", "Compounds"), same(row.get("compounds"))
    yield Text("面积", "Area"), _area(row)
    yield Text("周长", "Outline"), Text(f"{row['outline_m']:,.0f} 米", f"{row['outline_m']:,.0f} m")
    if guessed := figures.estimated.get(code):
        yield (
            Text("其中估算", "Of these estimated"),
            Text(f"{guessed} 户", f"{guessed} households"),
        )
    load = figures.workload.loc[code]
    yield Text("工作量指数", "Workload index"), same(f"{load['index']:.2f}")
    if load["elders"]:
        yield Text("老年人", "Elders"), count(load["elders"])


def _state(band: Band, households: int) -> Text:
    span = f"{band.lower}–{band.upper}"
    if band.holds(households):
        return Text(f"{span}，达标", f"{span}, met")
    off = max(band.lower - households, households - band.upper)
    if households < band.lower:
        return Text(f"{span}，少 {off} 户", f"{span}, {off} under")
    return Text(f"{span}，多 {off} 户", f"{span}, {off} over")


def _area(row: Mapping[str, Any]) -> Text:
    hectares = row["geometry_area_m2"] / 10_000
    return Text(f"{hectares:.2f} 公顷", f"{hectares:.2f} ha")


def _many(number: int) -> Text:
    if 0 < number < LEAST_SHOWN:
        return Text(f"少于 {LEAST_SHOWN}", f"under {LEAST_SHOWN}")
    return count(number)
