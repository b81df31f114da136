"""The dossiers of a plan: what they share is found once, each is told when it is asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gridmap.columns import texts
from gridmap.crs import require_metric
from gridmap.dossier.boundary import Piece, boundaries_of
from gridmap.dossier.figures import Figures, figures_of, figures_section, kind_of
from gridmap.dossier.ground import ground_of
from gridmap.dossier.history import history_section
from gridmap.dossier.living import (
    Living,
    buildings_section,
    compounds_section,
    living_of,
    micro_section,
)
from gridmap.dossier.records import Dossier, Header, Section, count, same
from gridmap.dossier.serving import (
    People,
    Stations,
    list_sections,
    people_of_plan,
    stations_of_plan,
    stations_section,
    team_section,
)
from gridmap.dossier.watching import Watched, hazards_section, violations_section, watched_of
from gridmap.dossier.words import SIDE_WORDS, along_in_words, sides_in_words
from gridmap.errors import SettingsError, Text
from gridmap.plan import Plan

PRIVATE = frozenset({"hazards"})
"""Layers that are neither told nor drawn in public."""

PUBLIC_NOTE = Text(
    "公开版：不含楼栋、队伍、清单、隐患点和问题项。",
    "Public edition: without buildings, team, lists, hazards and violations.",
)


@dataclass(frozen=True, eq=False, slots=True)
class Book:
    """The dossiers of a plan.

    Attributes
    ----------
    plan : Plan
        The plan, its layers in its metric CRS.
    codes : tuple of str
        Grids that have a dossier here, by code.
    date : date
        The day of which they tell.
    is_public : bool
        Whether they may be shown to everybody.
    plan_id : str
        Version id of the plan.
    """

    plan: Plan
    codes: tuple[str, ...]
    date: date
    is_public: bool
    plan_id: str
    _rows: Mapping[str, Mapping[str, Any]]
    _boundaries: Mapping[str, Sequence[Piece]]
    _holds: Mapping[str, Sequence[str]]
    _figures: Figures
    _living: Living
    _stations: Stations
    _people: People
    _watched: Watched

    def __len__(self) -> int:
        return len(self.codes)

    def __iter__(self) -> Iterator[Dossier]:
        return (self.dossier(code) for code in self.codes)

    def dossier(self, code: str) -> Dossier:
        """Return the dossier of a grid.

        Parameters
        ----------
        code : str
            One of ``codes``.

        Returns
        -------
        Dossier
            Its sections in the order in which they are shown.

        Raises
        ------
        SettingsError
            If the book has no such grid.
        """
        if code not in self.codes:
            raise _unknown([code])
        row = self._rows[code]
        return Dossier(
            code=code,
            name=str(row.get("name") or ""),
            community_code=str(row["community_code"]),
            community=str(row["community"]),
            street=str(row["street"]),
            kind=kind_of(row),
            plan_id=self.plan_id,
            date=self.date,
            is_public=self.is_public,
            sections=tuple(self._sections(code)),
        )

    def _sections(self, code: str) -> Iterator[Section]:
        figures = figures_section(self._figures, self._rows[code], is_public=self.is_public)
        if self.is_public:
            yield replace(figures, note=PUBLIC_NOTE)
            yield self._boundary(code)
            yield replace(stations_section(self._stations, code), facts=())
            return
        yield figures
        yield self._boundary(code)
        yield from filter(None, [violations_section(self._watched, code)])
        yield team_section(self._people, code)
        yield compounds_section(self._living, code)
        yield from filter(None, [micro_section(self._living, code)])
        yield stations_section(self._stations, code)
        yield hazards_section(self._watched, code)
        yield from list_sections(self._people, code)
        yield buildings_section(self._living, code)
        yield history_section(self.plan, code)
        yield _neighbours(self._boundaries[code])

    def _boundary(self, code: str) -> Section:
        words = sides_in_words(self._boundaries[code], holds=self._holds.get(code, ()))
        return Section("boundary", Text("四至", "Boundary"), lines=tuple(words))


def book_of(
    plan: Plan,
    *,
    day: date,
    only: Sequence[str] | None = None,
    is_public: bool = False,
    withheld: Collection[str] | None = None,
    version: str = "",
) -> Book:
    """Return the dossiers of a plan.

    Parameters
    ----------
    plan : Plan
        A plan with its layers in its metric CRS.
    day : date
        The day of which they tell: visits to hazards are due as of it.
    only : sequence of str, optional
        Codes of the grids that are wanted; all by default.
    is_public : bool
        Whether buildings, teams, lists, hazards and violations are left out, and counts that tell
        of few people.
    withheld : collection of str, optional
        Grids whose counts the public is not told, as was decided when the plan was published; by
        default those that this plan would give away by itself.
    version : str
        By what the version is known, such as its number in a store; the version id by default.

    Returns
    -------
    Book
        Dossiers by code.

    Raises
    ------
    SettingsError
        If the plan has no grid, or none of a code that is asked for.
    CrsError
        If the plan is in degrees.
    """
    require_metric(plan.grids, layer="grids")
    plan = _placed(plan, but=PRIVATE if is_public else ())
    known = texts(plan.grids, "grid_code").tolist()
    wanted = known if only is None else list(only)
    if unknown := [code for code in wanted if code not in set(known)]:
        raise _unknown(unknown)
    if not known:
        raise _unknown([])
    return Book(
        plan=plan,
        codes=tuple(sorted(set(wanted))),
        date=day,
        is_public=is_public,
        plan_id=version or plan.plan_id,
        _rows=_rows(plan),
        _boundaries=boundaries_of(
            plan.grids,
            ground_of(plan.context),
            communities=plan.context.get("communities"),
            only=wanted,
        ),
        _holds=_holes(plan.grids),
        _figures=figures_of(plan, is_public=is_public, withheld=withheld),
        _living=living_of(plan.units, plan.context),
        _stations=stations_of_plan(plan),
        _people=people_of_plan(plan),
        _watched=watched_of(plan, day),
    )


def _placed(plan: Plan, *, but: Collection[str]) -> Plan:
    """Return the plan with its layers in its own CRS, but for some."""
    crs = plan.grids.crs
    layers = {
        name: frame if frame.crs == crs else frame.to_crs(crs)
        for name, frame in plan.context.items()
        if name not in but
    }
    return replace(plan, context=layers)


def _rows(plan: Plan) -> dict[str, dict[str, Any]]:
    """Return the row of each grid, with the name of its street."""
    communities = plan.context.get("communities")
    streets: dict[str, str] = {}
    if communities is not None:
        codes, names = communities["community_code"], texts(communities, "street")
        streets = dict(zip(codes.astype(str), names.tolist(), strict=True))
    plain = pd.DataFrame(plan.grids.drop(columns=plan.grids.geometry.name))
    plain = plain.assign(
        geometry_area_m2=plan.grids.geometry.area, outline_m=plan.grids.geometry.length
    )
    rows = plain.astype(object).where(plain.notna(), None).to_dict("records")
    return {
        str(row["grid_code"]): {str(key): value for key, value in row.items()}
        | {"street": streets.get(str(row["community_code"]), "")}
        for row in rows
    }


def _holes(grids: gpd.GeoDataFrame) -> dict[str, list[str]]:
    """Return the grids that lie in holes of each grid that has any."""
    shapes = np.asarray(grids.geometry.array, dtype=object)
    parts, row = shapely.get_parts(shapes, return_index=True)
    rings, of_part = shapely.get_rings(parts, return_index=True)
    is_hole = np.concatenate([[False], of_part[1:] == of_part[:-1]]) if len(rings) else of_part > 0
    holes, owner = shapely.polygons(rings[is_hole]), row[of_part[is_hole]]
    inner = shapely.point_on_surface(shapes)
    codes = texts(grids, "grid_code").tolist()
    found: dict[str, list[str]] = {}
    for hole, grid in sorted(zip(*shapely.STRtree(inner).query(holes, "contains"), strict=True)):
        found.setdefault(codes[owner[hole]], []).append(codes[grid])
    return {code: sorted(set(inside)) for code, inside in found.items()}


def _neighbours(pieces: Sequence[Piece]) -> Section:
    return Section(
        "neighbours",
        Text("界线明细", "Boundary, piece by piece"),
        headers=(
            Header(Text("方位", "Side"), 0.09),
            Header(Text("沿", "Along"), 0.39),
            Header(Text("相邻网格", "Grid beyond"), 0.24),
            Header(Text("相邻社区", "Community beyond"), 0.16),
            Header(Text("长度(米)", "Length (m)"), 0.12, is_number=True),
        ),
        rows=tuple(
            (
                SIDE_WORDS[piece.side],
                along_in_words(piece),
                same(piece.beyond or "–"),
                Text("规划范围外", "outside the plan")
                if piece.is_edge
                else same(piece.community or "–"),
                count(piece.length_m),
            )
            for piece in pieces
            if piece.length_m > 0
        ),
    )


def _unknown(codes: Sequence[str]) -> SettingsError:
    if not codes:
        return SettingsError(
            Text("方案中没有网格，没有档案可做。", "The plan has no grids: there is no dossier."),
            Text("请先划分网格。", "Cut grids first."),
        )
    listed = "、".join(codes[:5])
    return SettingsError(
        Text(f"方案中没有网格 {listed}。", f"The plan has no grid {listed}."),
        Text("请核对网格编码。", "Check the codes of grids."),
    )
