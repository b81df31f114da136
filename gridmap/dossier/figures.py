"""The figures of a grid."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from gridmap.dossier.records import Section, count, same
from gridmap.errors import Text
from gridmap.layers.words import PURPOSES
from gridmap.plan import Band, Plan
from gridmap.privacy.guard import Counts
from gridmap.privacy.guard import withheld as not_to_be_told
from gridmap.teams.workload import DEFINITION, workload_of

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
    withheld : frozenset of str
        Codes of the grids whose counts are not told in public: they are few people, or would
        give away few people by what others tell.
    """

    band: Band
    persons: Mapping[str, int]
    estimated: Mapping[str, int]
    workload: pd.DataFrame
    withheld: frozenset[str]


def figures_of(
    plan: Plan, *, is_public: bool = False, withheld: Collection[str] | None = None
) -> Figures:
    """Return what the figures of every grid are told from.

    Parameters
    ----------
    plan : Plan
        The plan.
    is_public : bool
        Whether it is looked for what must not be told in public.
    withheld : collection of str, optional
        As for `book_of`.

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
        withheld=_hidden(plan, withheld) if is_public else frozenset(),
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
        Whether what tells of few people is left out, and what is of use to the office alone.

    Returns
    -------
    Section
        Facts.
    """
    told = _public(figures, row) if is_public else _whole(figures, row)
    note = None if is_public else DEFINITION
    return Section("figures", Text("基本情况", "Figures"), facts=tuple(told), note=note)


def _public(figures: Figures, row: Mapping[str, Any]) -> Iterator[Fact]:
    code = str(row["grid_code"])
    hidden = Text("不公开", "not published") if code in figures.withheld else None
    yield Text("户数", "Households"), hidden or count(int(row["households"]))
    yield Text("人数", "Persons"), hidden or count(figures.persons.get(code, 0))
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


def _hidden(plan: Plan, withheld: Collection[str] | None) -> frozenset[str]:
    """Return what is withheld; where nobody decided that, as if this plan were the first told."""
    if withheld is not None:
        return frozenset(withheld)
    units = plan.units
    rows = units.groupby("grid_code", sort=True).indices
    codes, now = list(rows), [held.tolist() for held in rows.values()]
    counts = [
        Counts(units[name].fillna(0).to_numpy(dtype=np.int64), (), now)
        for name in ("households", "persons")
    ]
    ranks = units.groupby("grid_code", sort=True)["households"].sum().rank(method="first")
    hidden = not_to_be_told(counts, [int(rank) for rank in ranks])
    return frozenset(str(code) for code, is_hidden in zip(codes, hidden, strict=True) if is_hidden)
