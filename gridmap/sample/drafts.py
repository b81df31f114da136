"""What is to be built, in numbers, before it has a place: drafts, and compounds to live in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import fsum
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

HOST_HOUSEHOLDS = 300
"""Households of the compound that the tower is put into, before it."""

MIXED_HOUSEHOLDS = 24
"""Households above the shops of each community."""

BORDER_HOUSEHOLDS = 12
"""Households of the building that is planted on a border."""

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
    host = min(range(len(drafts)), key=lambda i: _unfit_host(drafts[i]))
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


def block_m2(plot_m2: float) -> float:
    """Return the area of a block that holds a walled plot.

    Parameters
    ----------
    plot_m2 : float
        Area inside the wall.

    Returns
    -------
    float
        Area to the middle of the roads around.

    Examples
    --------
    >>> block_m2(40_000.0)
    50176.0
    """
    return float(max(LEAST_BLOCK_M2, (plot_m2**0.5 + ROAD_SHARE_M) ** 2))


def _compound(buildings: tuple[Design, ...], like: Draft) -> Draft:
    """Return a compound of these buildings, the low ones in the south."""
    ordered = tuple(sorted(buildings, key=lambda building: building.floors))
    households = sum(building.households for building in buildings)
    if households >= 500:
        ordered = (Design(0, 2, 1, 16.0, 10.0, "slab", "public"), *ordered)
    plot_m2 = fsum(building.plot_m2 for building in ordered) / FILL
    gap_m = float(np.mean([building.row_gap_m for building in ordered]))
    return replace(like, buildings=ordered, need_m2=block_m2(plot_m2), row_gap_m=gap_m)


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


def _unfit_host(draft: Draft) -> float:
    """Return how little a compound suits the big tower: new, and so small that both fit a grid."""
    penalty = 0.0 if draft.kind == "commercial" else 1e6
    return penalty + abs(draft.households - HOST_HOUSEHOLDS)
