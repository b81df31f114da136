"""Drafts of all that is no compound to live in: villages, sites, offices, workshops, parks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gridmap.sample.drafts import Draft, block_m2
from gridmap.sample.footprints import Design

OFFICE_M2 = 4_300.0
"""Ground of an office building or a workshop."""


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
    return Draft("village", houses, block_m2(len(houses) * 13.0 * 15.5 / 0.72), 5.5, 2.2)


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
        others = [
            Design(0, 5, 3, 62.0, 14.0, "slab", "school"),
            Design(0, 2, 1, 36.0, 24.0, use="school"),
        ]
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
