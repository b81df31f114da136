"""From a seed to a whole sample."""

from __future__ import annotations

from contextlib import suppress

import numpy as np

from gridmap.errors import SettingsError, Text
from gridmap.sample.allocation import draft_others
from gridmap.sample.assembly import assemble
from gridmap.sample.drafts import (
    BORDER_HOUSEHOLDS,
    MIXED_HOUSEHOLDS,
    NoRoomError,
    draft_compounds,
)
from gridmap.sample.model import (
    DEFAULT_COMMUNITIES,
    DEFAULT_HOUSEHOLDS,
    DEFAULT_SEED,
    Sample,
)
from gridmap.sample.names import Names
from gridmap.sample.quantiles import compound_scale
from gridmap.sample.street import build_street

COMMUNITIES = (6, 200)
"""Fewest and most communities of a sample."""

HOUSEHOLDS_PER_COMMUNITY = (2400, 8000)
"""Fewest and most households of a community on average."""

ATTEMPTS = 20
"""How often a street is laid out anew when a block turns out too narrow."""


def make_sample(
    *,
    communities: int = DEFAULT_COMMUNITIES,
    households: int | None = None,
    seed: int = DEFAULT_SEED,
) -> Sample:
    """Return an invented street with known answers.

    Parameters
    ----------
    communities : int
        How many communities, 6 to 200.
    households : int, optional
        Households in all, 2,400 to 8,000 a community; 2,750 a community by default. The sum of
        the layer of buildings is exactly this number.
    seed : int
        The same seed gives the same layers everywhere.

    Returns
    -------
    Sample
        Layers in EPSG:4490, terrain, and the truth about both.

    Raises
    ------
    SettingsError
        If the numbers do not fit each other.
    """
    total = DEFAULT_HOUSEHOLDS * communities if households is None else households
    _check(communities, total, seed)
    for attempt in range(ATTEMPTS - 1):
        with suppress(NoRoomError):
            return _make(communities, total, seed, np.random.default_rng([seed, attempt]))
    return _make(communities, total, seed, np.random.default_rng([seed, ATTEMPTS - 1]))


def _check(communities: int, households: int, seed: int) -> None:
    fewest, most = COMMUNITIES
    low, high = HOUSEHOLDS_PER_COMMUNITY
    if not fewest <= communities <= most:
        raise SettingsError(
            Text(f"社区数 {communities} 超出范围。", f"{communities} communities cannot be made."),
            Text(f"请取 {fewest} 至 {most}。", f"Ask for {fewest} to {most}."),
        )
    if not low * communities <= households <= high * communities:
        raise SettingsError(
            Text(
                f"{communities} 个社区配 {households} 户不合常理。",
                f"{households} households do not suit {communities} communities.",
            ),
            Text(
                f"请取 {low * communities} 至 {high * communities} 户。",
                f"Ask for {low * communities} to {high * communities} households.",
            ),
        )
    if seed < 0:
        raise SettingsError(
            Text(f"种子 {seed} 是负数。", f"The seed {seed} is negative."),
            Text("请取 0 或正整数。", "Give 0 or a positive whole number."),
        )


def _make(communities: int, households: int, seed: int, rng: np.random.Generator) -> Sample:
    names = Names(rng)
    scale = compound_scale(households / communities)
    villages, others = draft_others(communities, rng)
    mixed = MIXED_HOUSEHOLDS * communities
    outside = sum(village.households for village in villages) + mixed + BORDER_HOUSEHOLDS
    compounds = draft_compounds(households - outside, scale=scale, rng=rng)
    street = build_street(communities, compounds, (*villages, *others), names, rng)
    settings = {
        "communities": communities,
        "households": households,
        "seed": seed,
        "compound_scale": round(scale, 4),
    }
    return assemble(street, names, mixed_households=mixed, settings=settings, rng=rng)
