"""What two plans have in common: each household where it was before and where it is after.

On one set of units, a household stands in the same unit in both plans. On two, it stands in the
same building: a building is known by its id (an entrance by its own, else by its building), and
land without buildings by where it lies. The households of a unit of several buildings are shared
out among them in proportion to what the other plan counts in each; where it does not say, evenly.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gridmap.editing.delta import Code
from gridmap.editing.ground import Ground, Rows
from gridmap.editing.live_plan import LivePlan
from gridmap.tessellation.entrances import PART

ComparedBy = Literal["units", "buildings"]
Codes = NDArray[np.object_]


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """The households of one of two plans, with their grid in both.

    Attributes
    ----------
    row : ndarray of int64, shape (k,)
        The unit, in this plan, of each piece: a unit, or one of the buildings of a unit.
    building : ndarray of object, shape (k,)
        The buildings of each piece, divided by ``;``; empty for none.
    households, persons : ndarray of int64, shape (k,)
        Of each piece.
    old, new : ndarray of object, shape (k,)
        Code of the grid before and after; None for no grid.
    is_known : ndarray of bool, shape (k,)
        Whether the other plan has the piece; not so for what was built or pulled down.
    """

    row: Rows
    building: Codes
    households: NDArray[np.int64]
    persons: NDArray[np.int64]
    old: Codes
    new: Codes
    is_known: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Match:
    """Two plans seen together.

    Attributes
    ----------
    compared_by : {"units", "buildings"}
        What is taken for the same in both.
    before, after : View
        The households of either.
    unit_old : ndarray of object, shape (n,)
        For each unit of the later plan, the grid of the earlier one that most of it was in.
    """

    compared_by: ComparedBy
    before: View
    after: View
    unit_old: Codes


def match(
    before: LivePlan, after: LivePlan, *, communities: Collection[str] | None = None
) -> Match:
    """Return two plans seen together.

    Parameters
    ----------
    before, after : LivePlan
        The plans, on the same units or on others.
    communities : collection of str, optional
        Codes of the communities that are looked at; all by default.

    Returns
    -------
    Match
        Their households.
    """
    if before.ground is after.ground:
        return _by_units(before, after, communities)
    return _by_buildings(before, after, communities)


def _by_units(before: LivePlan, after: LivePlan, communities: Collection[str] | None) -> Match:
    ground = after.ground
    rows = np.flatnonzero(_seen(ground, communities))
    old, new = before.codes(), after.codes()
    view = View(
        row=rows,
        building=_texts(ground)[rows],
        households=ground.households[rows],
        persons=ground.persons[rows],
        old=old[rows],
        new=new[rows],
        is_known=np.ones(len(rows), dtype=bool),
    )
    return Match("units", view, view, old)


def _by_buildings(before: LivePlan, after: LivePlan, communities: Collection[str] | None) -> Match:
    counted = [_counted(plan.ground) for plan in (before, after)]
    first, then = (
        _Side.of(plan, communities, hints)
        for plan, hints in zip((before, after), reversed(counted), strict=True)
    )
    sides = (then.seen_from(first), first.seen_from(then))
    (new, was_known), (old, is_known) = sides
    return Match(
        "buildings",
        _view(first, first.codes, new, was_known),
        _view(then, old, then.codes, is_known),
        _unit_old(then, first, old, is_known),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Side:
    """One of two plans in pieces: the buildings of its units, and its units without any."""

    plan: LivePlan
    row: Rows
    name: Codes
    households: NDArray[np.int64]
    persons: NDArray[np.int64]
    codes: Codes

    @classmethod
    def of(
        cls, plan: LivePlan, communities: Collection[str] | None, hints: Mapping[str, int]
    ) -> _Side:
        ground = plan.ground
        seen, codes = _seen(ground, communities), plan.codes()
        names = [text.split(";") if text else [""] for text in _texts(ground).tolist()]
        row = np.repeat(np.arange(len(names)), [len(one) for one in names])
        weights = [[hints.get(name, 0) for name in some] for some in names]
        shared = [
            [
                part
                for one, parts in zip(whole.tolist(), weights, strict=True)
                for part in _shared(one, parts)
            ]
            for whole in (ground.households, ground.persons)
        ]
        kept = seen[row]
        households, persons = (np.array(parts, dtype=np.int64)[kept] for parts in shared)
        every = np.array([name for one in names for name in one], dtype=object)
        return cls(plan, row[kept], every[kept], households, persons, codes[row][kept])

    def seen_from(self, other: _Side) -> tuple[Codes, NDArray[np.bool_]]:
        """Return the grid here of each piece of the other side, and whether it is here."""
        homes = self._homes()
        codes = np.full(len(other.row), None, dtype=object)
        known = np.zeros(len(other.row), dtype=bool)
        for k, name in enumerate(other.name.tolist()):
            key = name if name in homes else PART.sub("", name)
            if name and key in homes:
                codes[k], known[k] = homes[key], True
        land = np.flatnonzero(other.name == "")
        here = self.at(other.plan.ground, other.row[land])
        codes[land], known[land] = self.code_at(here), here >= 0
        return codes, known

    def at(self, ground: Ground, rows: Rows) -> Rows:
        """Return the unit here at the middle of some units of another ground; -1 for none."""
        points = gpd.GeoSeries(shapely.point_on_surface(ground.shapes[rows]), crs=ground.units.crs)
        here = self.plan.ground
        places = points.to_crs(here.units.crs).to_numpy()
        found = np.full(len(rows), -1, dtype=np.int64)
        point, unit = shapely.STRtree(here.shapes).query(places, predicate="intersects")
        # Written backwards, the first of several units that meet there stays.
        found[point[::-1]] = unit[::-1]
        return found

    def code_at(self, rows: Rows) -> Codes:
        # The last one stands for no unit.
        seen = np.full(len(self.plan.ground.unit_ids) + 1, None, dtype=object)
        seen[self.row] = self.codes
        codes: Codes = seen[rows]
        return codes

    def _homes(self) -> dict[str, Code]:
        """Map each building and entrance to the grid that most of its households are in."""
        counted: dict[str, dict[Code, int]] = {}
        pieces = zip(self.name.tolist(), self.codes.tolist(), self.households.tolist(), strict=True)
        for name, code, households in pieces:
            for key in {name, PART.sub("", name)} - {""}:
                votes = counted.setdefault(key, {})
                votes[code] = votes.get(code, 0) + households
        return {name: _most(votes) for name, votes in counted.items()}


def _view(side: _Side, old: Codes, new: Codes, known: NDArray[np.bool_]) -> View:
    return View(side.row, side.name, side.households, side.persons, old, new, known)


def _unit_old(then: _Side, first: _Side, old: Codes, known: NDArray[np.bool_]) -> Codes:
    """Return the old grid of each unit: of most households of its buildings, else by its place."""
    ground = then.plan.ground
    found = np.full(len(ground.unit_ids), None, dtype=object)
    votes: dict[int, dict[Code, int]] = {}
    pieces = zip(then.row[known].tolist(), old[known].tolist(), _weights(then, known), strict=True)
    for row, code, weight in pieces:
        held = votes.setdefault(row, {})
        held[code] = held.get(code, 0) + weight
    for row, held in votes.items():
        found[row] = _most(held)
    rest = np.setdiff1d(np.unique(then.row), np.fromiter(votes, np.int64, len(votes)))
    found[rest] = first.code_at(first.at(ground, rest))
    return found


def _weights(side: _Side, known: NDArray[np.bool_]) -> Iterator[int]:
    # A building without households still says where it was.
    return (2 * households + 1 for households in side.households[known].tolist())


def _most(votes: dict[Code, int]) -> Code:
    return max(sorted(votes, key=lambda code: code or ""), key=lambda code: votes[code])


def _counted(ground: Ground) -> dict[str, int]:
    """Return the households of the buildings that are the only one of their unit."""
    texts = _texts(ground).tolist()
    pairs = zip(texts, ground.households.tolist(), strict=True)
    return {text: households for text, households in pairs if text and ";" not in text}


def _shared(whole: int, weights: Sequence[int]) -> list[int]:
    """Share a figure out by weights, or evenly where one is not known; the first get the rest."""
    if len(weights) == 1:
        return [whole]
    if not all(weights):
        weights = [1] * len(weights)
    total = sum(weights)
    parts = [whole * weight // total for weight in weights]
    rest = [whole * weight % total for weight in weights]
    for k in sorted(range(len(weights)), key=lambda k: -rest[k])[: whole - sum(parts)]:
        parts[k] += 1
    return parts


def _seen(ground: Ground, communities: Collection[str] | None) -> NDArray[np.bool_]:
    if communities is None:
        return np.ones(len(ground.unit_ids), dtype=bool)
    return np.isin(ground.community.astype(str), sorted(communities))


def _texts(ground: Ground) -> NDArray[Any]:
    texts = ground.table["buildings"].to_numpy(dtype=object)
    return np.array([text or "" for text in texts.tolist()], dtype=object)
