"""The figures beside a map: of a grid, of the grids of a community, of the communities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from gridmap.columns import counts, texts
from gridmap.errors import Lang
from gridmap.sheets.facts import grid_facts
from gridmap.sheets.maps.atlas import Atlas
from gridmap.sheets.maps.scene import Focus
from gridmap.sheets.maps.wording import short_code
from gridmap.sheets.maps.words import WORDS
from gridmap.sheets.pdf.paper import Align
from gridmap.teams.records import ROLE_WORDS

JOINT = {"zh": "、", "en": ", "}


@dataclass(frozen=True, slots=True)
class Figures:
    """A table beside a map.

    Attributes
    ----------
    head : tuple of str
        Headers; none where each row is a name and a value.
    rows : tuple of tuple of str
        Values.
    aligned : tuple of {"left", "centre", "right"}
        How each column stands.
    shares : tuple of float
        How wide each column is, as shares.
    total : tuple of str
        The last row, which is never left out; empty for none.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    aligned: tuple[Align, ...]
    shares: tuple[float, ...]
    total: tuple[str, ...] = ()


@dataclass(frozen=True)
class FigureBook:
    """The figures of a plan, found once for many sheets.

    Attributes
    ----------
    atlas : Atlas
        The plan.
    """

    atlas: Atlas

    @property
    def lang(self) -> Lang:
        """The language."""
        return self.atlas.lang

    @cached_property
    def grids(self) -> pd.DataFrame:
        """A row a grid, by code: figures, and lists of names of what is in it."""
        plan, grids = self.atlas.plan, self.atlas.plan.grids
        facts = grid_facts(plan, self.atlas.layers, lang=self.lang)
        codes = grids["grid_code"].astype(str)
        persons = pd.Series(counts(plan.units, "persons"), index=plan.units["grid_code"])
        told = facts.assign(
            community_code=grids["community_code"].astype(str),
            persons=codes.map(persons.groupby(level=0).sum()).fillna(0).astype(int),
            buildings=counts(grids, "buildings") if "buildings" in grids.columns else -1,
            area_ha=grids.geometry.area / 10_000,
        )
        return told.set_index(codes.to_numpy())

    def of(self, focus: Focus) -> Figures:
        """Return the table that stands beside a map.

        Parameters
        ----------
        focus : Focus
            What the map is of.

        Returns
        -------
        Figures
            The table.
        """
        if focus.kind == "grid":
            return self._grid(focus.code)
        if focus.kind == "community":
            return self._community(focus.code)
        return self._street(focus)

    def households(self, codes: Sequence[str]) -> int:
        """Return the households of some grids.

        Parameters
        ----------
        codes : sequence of str
            Codes of the grids.

        Returns
        -------
        int
            Their sum.
        """
        return int(self.grids.loc[list(codes), "households"].sum())

    def _say(self, name: str) -> str:
        return WORDS[name].say(self.lang)

    def _grid(self, code: str) -> Figures:
        row: Mapping[Any, Any] = self.grids.loc[code].to_dict()
        community = str(row["community_code"])
        names = self.atlas.community_names["name"]
        rows = [
            (self._say("code"), code),
            (self._say("community"), str(names.get(community, community))),
            (self._say("type"), str(row["type"])),
            (self._say("households"), f"{int(row['households']):,}"),
            (self._say("persons"), f"{int(row['persons']):,}" if row["persons"] else "–"),
            (self._say("buildings"), _count(row["buildings"])),
            (self._say("area"), str(row["area"])),
        ]
        for name in ("compounds", "stations", "hazards"):
            listed = list(row[name])
            rows.append((self._say(name), JOINT[self.lang].join(listed) or "–"))
        rows += self._team(code)
        return Figures((), tuple(rows), ("left", "left"), (0.3, 0.7))

    def _team(self, code: str) -> list[tuple[str, str]]:
        """Return who serves a grid, by role; no role that nobody has."""
        teams = self.atlas.plan.tables.get("teams")
        if teams is None or teams.empty:
            return []
        own = teams[teams["grid_code"].astype(str) == code]
        told = []
        for role, word in ROLE_WORDS.items():
            members = own[own["role"] == role]
            named = [
                " ".join(part for part in (name, phone) if part)
                for name, phone in zip(
                    texts(members, "name"), texts(members, "duty_phone"), strict=True
                )
            ]
            if named:
                told.append((word.say(self.lang), JOINT[self.lang].join(named)))
        return told

    def _community(self, code: str) -> Figures:
        own = self.grids[self.grids["community_code"] == code].sort_index()
        head = ("short", "households", "persons", "buildings", "area_ha")
        rows = [(short_code(str(grid), code), *_numbers(row)) for grid, row in own.iterrows()]
        return Figures(
            tuple(self._say(name) for name in head),
            tuple(rows),
            ("centre", "right", "right", "right", "right"),
            (0.18, 0.2, 0.2, 0.18, 0.24),
            (self._say("sum"), *_numbers(_sum(own))),
        )

    def _street(self, focus: Focus) -> Figures:
        codes = self.grids["community_code"]
        own = self.grids
        if focus.kind == "street":
            own = own[
                (codes.map(self.atlas.street_of) == focus.code) | (codes.str[:9] == focus.code)
            ]
        names = self.atlas.community_names["name"]
        rows = []
        for code, members in own.groupby("community_code", sort=True):
            figures = _numbers(_sum(members))
            rows.append((str(names.get(code, code)), str(len(members)), *figures))
        head = ("community", "grids", "households", "persons", "buildings", "area_ha")
        return Figures(
            tuple(self._say(name) for name in head),
            tuple(rows),
            ("left", "right", "right", "right", "right", "right"),
            (0.27, 0.13, 0.15, 0.15, 0.13, 0.17),
            (self._say("sum"), str(len(own)), *_numbers(_sum(own))),
        )


def _sum(rows: pd.DataFrame) -> pd.Series:
    return rows[["households", "persons", "buildings", "area_ha"]].sum()


def _numbers(row: pd.Series) -> tuple[str, str, str, str]:
    return (
        f"{int(row['households']):,}",
        f"{int(row['persons']):,}",
        _count(row["buildings"]),
        f"{row['area_ha']:.2f}",
    )


def _count(value: float) -> str:
    """Return a count, or a dash where it is not known."""
    return f"{int(value):,}" if value >= 0 else "–"
