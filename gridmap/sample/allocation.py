"""Which block goes where: compounds and sites shared out among the faces of the ground."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from math import fsum

import numpy as np

from gridmap.errors import Text
from gridmap.sample.drafts import Draft, NoRoomError
from gridmap.sample.ground import Face, Ground
from gridmap.sample.others import draft_offices, draft_park, draft_site, draft_village

PARK_SHARE = 0.06
"""Share of a community's land that is a park."""

TRIES = 60


def draft_others(
    communities: int, rng: np.random.Generator
) -> tuple[tuple[Draft, ...], tuple[Draft, ...]]:
    """Return the villages, and the sites and offices, of a street.

    Parameters
    ----------
    communities : int
        How many communities.
    rng : numpy.random.Generator
        Source of chance.

    Returns
    -------
    villages, others : tuple of Draft
        Two villages and one market, school and hospital for each eight communities.
    """
    turns = max(1, communities // 8)
    villages = tuple(draft_village(rng) for _ in range(2 * turns))
    sites = [
        draft_site(purpose) for _ in range(turns) for purpose in ("market", "school", "hospital")
    ]
    offices = [draft_offices(3 + int(3 * rng.random()), rng) for _ in range(communities)]
    return villages, (*sites, *offices)


def allocate(
    ground: Ground,
    compounds: Sequence[Draft],
    others: Sequence[Draft],
    rng: np.random.Generator,
) -> list[list[Draft]]:
    """Return what is built in each face.

    Parameters
    ----------
    ground : Ground
        The faces.
    compounds : sequence of Draft
        As `drafts.draft_compounds` returns them.
    others : sequence of Draft
        Villages, sites and offices.
    rng : numpy.random.Generator
        Source of chance.

    Returns
    -------
    list of list of Draft
        One list a face, empty for the strips along river and railway. The small community has
        four compounds; every part of a community can be cut into grids of 300 to 500 households.

    Raises
    ------
    NoRoomError
        If no such allocation was found.
    """
    for _ in range(TRIES):
        placed = _try(ground, compounds, others, rng)
        if _feasible(ground.faces, placed):
            return placed
    raise NoRoomError(
        Text(
            "按给定的社区数和户数摆不下小区。",
            "The compounds do not fit the communities and households asked for.",
        ),
        Text(
            "请增加社区数，或换一个种子。",
            "Ask for more communities, or take another seed.",
        ),
    )


def can_be_cut(households: int, *, lower: int = 320, upper: int = 470) -> bool:
    """Return whether some number of grids holds these households in a band.

    Parameters
    ----------
    households : int
        Households of a community, or of its part on one side of river and railway.
    lower, upper : int
        The band; by default a little inside of 300 to 500.

    Returns
    -------
    bool
        Whether ``k * lower <= households <= k * upper`` for some k.

    Examples
    --------
    >>> can_be_cut(560), can_be_cut(700)
    (False, True)
    """
    grids = max(1, -(-households // upper))
    return grids * lower <= households


def _try(
    ground: Ground,
    compounds: Sequence[Draft],
    others: Sequence[Draft],
    rng: np.random.Generator,
) -> list[list[Draft]]:
    faces = ground.faces
    area_m2 = np.array([face.polygon.area for face in faces])
    room = area_m2.copy()
    placed: list[list[Draft]] = [[] for _ in faces]

    def put(draft: Draft, allowed: Sequence[int]) -> None:
        index = max(allowed, key=lambda i: float((room[i] - draft.need_m2) / area_m2[i]))
        placed[index].append(draft)
        room[index] -= draft.need_m2

    by_role = {
        cell.role: _faces_of(faces, i) for i, cell in enumerate(ground.lattice.cells) if cell.role
    }
    elsewhere = [
        i for i, face in enumerate(faces) if face.kind == "land" and i not in by_role["small"]
    ]
    for i, _ in enumerate(ground.lattice.cells):
        own = _faces_of(faces, i)
        share = PARK_SHARE * (0.7 + 0.6 * rng.random())
        put(draft_park(share * float(area_m2[own].sum())), own)
    hosts = rng.permutation([i for i, c in enumerate(ground.lattice.cells) if c.role != "small"])
    for turn, draft in enumerate(others):
        put(draft, _faces_of(faces, int(hosts[turn % len(hosts)])))
    thirty_seven, _, tower, *_ = compounds
    put(thirty_seven, by_role["small"])
    put(tower, by_role["tower"])
    companions = _companions(compounds, float(room[by_role["small"]].max()))
    for draft in companions:
        put(draft, by_role["small"])
    taken = {id(draft) for draft in (thirty_seven, tower, *companions)}
    rest = [draft for draft in compounds if id(draft) not in taken]
    haste = np.array([draft.need_m2 for draft in rest]) * (0.8 + 0.4 * rng.random(len(rest)))
    for k in np.argsort(-haste, kind="stable"):
        put(rest[k], elsewhere)
    return placed


def _faces_of(faces: Sequence[Face], community: int) -> list[int]:
    return [
        i for i, face in enumerate(faces) if face.community == community and face.kind == "land"
    ]


def _companions(compounds: Sequence[Draft], room_m2: float) -> list[Draft]:
    """Return three compounds that fill most of what the 37 buildings leave."""
    wanted = 0.5 * room_m2 / 3
    plain = [draft for draft in compounds if not draft.role]
    return sorted(plain, key=lambda draft: abs(draft.need_m2 - wanted))[:3]


def _feasible(faces: Sequence[Face], placed: Sequence[Sequence[Draft]]) -> bool:
    parts: dict[tuple[int, str], int] = defaultdict(int)
    for face, drafts in zip(faces, placed, strict=True):
        if face.kind == "land":
            parts[face.community, face.side] += sum(draft.households for draft in drafts)
            need_m2 = fsum(draft.need_m2 for draft in drafts)
            if need_m2 > 1.04 * face.polygon.area:
                return False
    return all(can_be_cut(households) for households in parts.values())
