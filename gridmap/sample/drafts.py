"""What is to be built: compounds, sites, villages and parks, in numbers, before they have a place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gridmap.errors import SettingsError
from gridmap.sample.footprints import (
    END_GAP_M,
    Design,
    design_big_tower,
    design_building,
    design_old_slab,
)
from gridmap.sample.quantiles import compound_households, draw_buildings, spread

What = Literal["compound", "site", "village", "office", "park"]

SMALL_BUILDINGS, SMALL_HOUSEHOLDS = 37, 1553
"""The real mid-size compound of the glossary."""

OLD_ENTRANCES = (5, 5, 5, 4, 4, 4, 4, 4)
"""Entrances of the old compound with 35."""

TOWER_HOUSEHOLDS = 612
"""The tower that no band of 300 to 500 can hold."""

MIXED_HOUSEHOLDS = 24
"""Households above the shops of each community."""

BORDER_HOUSEHOLDS = 12
"""Households of the building that is planted on a border."""

OFFICE_M2 = 4_300.0
"""Ground of an office building or a workshop."""

FILL = 0.60
"""Share of a walled plot that rows of buildings can use."""

LEAST_BLOCK_M2 = 12_000.0
"""A smaller block would be all road."""

ROAD_SHARE_M = 24.0
"""Width by which half of the roads around widens a block."""


class NoRoomError(SettingsError):
    """What was drafted does not fit on the ground."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One block to be: what stands in it, and the ground it needs.

    Attributes
    ----------
    what : str
        ``"compound"`` to live in, ``"site"`` of a special purpose, ``"village"`` of self-built
        houses, ``"office"`` or ``"park"``.
    buildings : tuple of Design
        Its buildings.
    need_m2 : float
        Area of its block, to the middle of the roads around.
    row_gap_m, end_gap_m : float
        Usual distances between and within rows.
    kind, governance, purpose : str
        Values of the contract of compounds, or empty.
    stars : int or None
        Stars of a compound to live in.
    role : str
        ``"thirty_seven"``, ``"entrances"``, ``"tower"`` or empty.
    """

    what: What
    buildings: tuple[Design, ...]
    need_m2: float
    row_gap_m: float = 20.0
    end_gap_m: float = END_GAP_M
    kind: str = ""
    governance: str = ""
    purpose: str = ""
    stars: int | None = None
    role: str = ""

    @property
    def households(self) -> int:
        """Households of all its buildings."""
        return sum(building.households for building in self.buildings)


def draft_compounds(
    households: int, *, scale: float, rng: np.random.Generator
) -> tuple[Draft, ...]:
    """Return compounds that hold exactly so many households.

    Parameters
    ----------
    households : int
        Households in all.
    scale : float
        Factor on the households of compounds, from `quantiles.compound_scale`.
    rng : numpy.random.Generator
        Source of chance.

    Returns
    -------
    tuple of Draft
        The one of 37 buildings first, then the one of 35 entrances, the one with the tower, and
        the others.
    """
    pool = draw_buildings(households - TOWER_HOUSEHOLDS)
    small, pool = _take_small(pool)
    old, pool = _take_old(pool)
    groups = _group(pool, scale, rng)
    drafts = [_draft(group, rng) for group in groups]
    host = min(range(len(drafts)), key=lambda i: _far_from_host(drafts[i], scale))
    with_tower = drafts.pop(host)
    tower = _compound((design_big_tower(TOWER_HOUSEHOLDS), *with_tower.buildings), with_tower)
    slabs = [design_old_slab(int(size), max(3, round(size / 12.5))) for size in small]
    thirty_seven = Draft("compound", tuple(slabs), 0.0, kind="resettlement", governance="company")
    olds = [design_old_slab(int(h), e) for h, e in zip(old, OLD_ENTRANCES, strict=True)]
    entrances = Draft("compound", tuple(olds), 0.0, kind="old", governance="self_managed")
    return (
        replace(_compound(thirty_seven.buildings, thirty_seven), stars=3, role="thirty_seven"),
        replace(_compound(entrances.buildings, entrances), stars=1, role="entrances"),
        replace(tower, role="tower"),
        *drafts,
    )


def draft_village(rng: np.random.Generator) -> Draft:
    """Return a block of self-built houses, of one to three households each.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of chance.

    Returns
    -------
    Draft
        About forty houses.
    """
    houses = tuple(
        Design(1 + int(rng.random() < 0.5) + int(rng.random() < 0.15), floors, 1, 10.6, 9.2)
        for floors in (1 + (rng.random(34 + int(14 * rng.random())) < 0.6)).tolist()
    )
    return Draft("village", houses, _block_m2(len(houses) * 13.0 * 15.5 / 0.72), 5.5, 2.2)


def draft_site(purpose: str) -> Draft:
    """Return a market, a school or a hospital.

    Parameters
    ----------
    purpose : {"market", "school", "hospital"}
        What it is for.

    Returns
    -------
    Draft
        A special-purpose compound without households.
    """
    if purpose == "market":
        stalls = [Design(0, 1, 1, 34.0, 12.0, "slab", "commercial")] * 5
        hall = Design(0, 2, 2, 64.0, 30.0, "slab", "commercial")
        return Draft("site", (hall, *stalls), 17_000.0, 9.0, 7.0, purpose=purpose)
    if purpose == "school":
        wings = [Design(0, 4, 3, 58.0, 30.0, "ell", "school")] * 2
        others = [Design(0, 5, 3, 62.0, 14.0, "slab", "school"), Design(0, 2, 1, 36.0, 24.0, use="school")]
        return Draft("site", (*wings, *others), 26_000.0, 26.0, 14.0, purpose=purpose)
    wards = Design(0, 12, 3, 68.0, 20.0, "slab", "hospital")
    clinic = Design(0, 5, 4, 60.0, 30.0, "ell", "hospital")
    others = [Design(0, 3, 1, 34.0, 16.0, "slab", "hospital")] * 2
    return Draft("site", (clinic, wards, *others), 23_000.0, 20.0, 14.0, purpose=purpose)


def draft_offices(count: int, rng: np.random.Generator) -> Draft:
    """Return a block of offices.

    Parameters
    ----------
    count : int
        Buildings.
    rng : numpy.random.Generator
        Source of chance.

    Returns
    -------
    Draft
        Buildings without households.
    """
    use = "public" if rng.random() < 0.4 else "commercial"
    buildings = tuple(
        Design(0, 4 + int(9 * rng.random()), 1, 30.0 + 18 * rng.random(), 17.0, "slab", use)
        for _ in range(count)
    )
    return Draft("office", buildings, OFFICE_M2 * count, 18.0, 12.0)


def draft_works(count: int, rng: np.random.Generator) -> Draft:
    """Return a block of workshops and stores.

    Parameters
    ----------
    count : int
        Buildings.
    rng : numpy.random.Generator
        Source of chance.

    Returns
    -------
    Draft
        Low, wide buildings without households.
    """
    sheds = tuple(
        Design(0, 1 + int(2 * rng.random()), 1, 38.0 + 22 * rng.random(), 24.0, use="industrial")
        for _ in range(count)
    )
    return Draft("office", sheds, OFFICE_M2 * count, 14.0, 10.0)


def draft_filler(area_m2: float, rng: np.random.Generator) -> Draft:
    """Return what stands on ground where nobody lives.

    Parameters
    ----------
    area_m2 : float
        Area of its block.
    rng : numpy.random.Generator
        Source of chance.

    Returns
    -------
    Draft
        Offices, workshops or a park.
    """
    chance = rng.random()
    count = min(8, int(area_m2 / OFFICE_M2))
    if count < 3 or chance < 0.35:
        return draft_park(area_m2)
    draft = (draft_offices if chance < 0.75 else draft_works)(count, rng)
    return replace(draft, need_m2=area_m2)


def draft_park(area_m2: float) -> Draft:
    """Return a park or square: open space.

    Parameters
    ----------
    area_m2 : float
        Area of its block.

    Returns
    -------
    Draft
        A block with a small pavilion.
    """
    return Draft("park", (Design(0, 1, 1, 9.0, 6.0, "slab", "public"),), area_m2)


def _block_m2(plot_m2: float) -> float:
    return max(LEAST_BLOCK_M2, (plot_m2**0.5 + ROAD_SHARE_M) ** 2)


def _compound(buildings: tuple[Design, ...], like: Draft) -> Draft:
    """Return a compound of these buildings, the low ones in the south."""
    ordered = tuple(sorted(buildings, key=lambda building: building.floors))
    households = sum(building.households for building in buildings)
    if households >= 500:
        ordered = (Design(0, 2, 1, 16.0, 10.0, "slab", "public"), *ordered)
    plot_m2 = sum(building.plot_m2 for building in ordered) / FILL
    gap_m = float(np.mean([building.row_gap_m for building in ordered]))
    return replace(like, buildings=ordered, need_m2=_block_m2(plot_m2), row_gap_m=gap_m)


def _take_small(pool: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return 37 small buildings of 1,553 households in all, and the rest of the pool."""
    fit = np.flatnonzero((pool >= 28) & (pool <= 57))
    if len(fit) < SMALL_BUILDINGS + 4:
        fit = np.arange(SMALL_BUILDINGS)
    chosen = fit[np.linspace(0, len(fit) - 1, SMALL_BUILDINGS).astype(int)]
    rest = np.delete(pool, chosen)
    excess = SMALL_HOUSEHOLDS - int(pool[chosen].sum())
    small = pool[chosen] + spread(excess, SMALL_BUILDINGS)
    return small, rest - spread(excess, len(rest))


def _take_old(pool: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return buildings for the old compound of 35 entrances, and the rest of the pool."""
    taken: list[int] = []
    for entrances in OLD_ENTRANCES:
        free = np.setdiff1d(np.arange(len(pool)), taken)
        taken.append(int(free[np.argmin(np.abs(pool[free] - (12 * entrances - 1)))]))
    return pool[taken], np.delete(pool, taken)


def _group(
    pool: NDArray[np.int64], scale: float, rng: np.random.Generator
) -> list[NDArray[np.int64]]:
    """Return buildings in compounds: alike inside, and of the sizes that compounds have."""
    total = int(pool.sum())
    mean = scale * compound_households((np.arange(200) + 0.5) / 200).mean()
    count = max(3, round(total / mean))
    sizes = compound_households((np.arange(count) + 0.5) / count)[rng.permutation(count)]
    ends = np.cumsum(sizes) * total / sizes.sum()
    alike = np.argsort(np.log(pool) + 0.45 * rng.standard_normal(len(pool)), kind="stable")
    households = pool[alike]
    middles = np.cumsum(households) - households / 2
    compound = np.searchsorted(ends, middles)
    return [households[compound == i] for i in range(count) if (compound == i).any()]


def _draft(households: NDArray[np.int64], rng: np.random.Generator) -> Draft:
    mean, chance = float(households.mean()), float(rng.random())
    if mean < 75 or (mean < 95 and chance < 0.4):
        kind, governance, stars = "old", ("self_managed", "unmanaged", "company"), 0
    elif chance < 0.75:
        kind, governance, stars = "commercial", ("company", "company", "self_managed"), 3
    else:
        kind, governance, stars = "resettlement", ("company", "self_managed", "unmanaged"), 1
    like = Draft(
        "compound",
        (),
        0.0,
        kind=kind,
        governance=governance[int(3 * rng.random())],
        stars=stars + int(3 * rng.random()),
    )
    return _compound(tuple(design_building(int(h), kind, rng) for h in households), like)


def _far_from_host(draft: Draft, scale: float) -> float:
    """Return how little a compound suits the big tower: new, and of middle size."""
    penalty = 0.0 if draft.kind == "commercial" else 1e6
    return penalty + abs(draft.households - 1800 * scale)
