"""Where the next stations go: so that most households are near one, or walk least, proved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from gridmap.errors import SettingsError, Text
from gridmap.stations.candidates import Candidates
from gridmap.stations.choosing import Choice, choose
from gridmap.stations.homes import Bools, Floats, Ints
from gridmap.stations.layer import Stations
from gridmap.stations.settings import Walker
from gridmap.stations.walking import SLACK_M, Ways

Objective = Literal["cover", "distance"]

OBJECTIVES: dict[Objective, Text] = {
    "cover": Text("覆盖户数最多", "most households in reach"),
    "distance": Text("步行距离最短", "least walking"),
}
"""What may be asked for."""

MOST_PAIRS = 40_000_000
"""Candidates times homes that are weighed at once: more would not fit into memory."""


BEYOND_M = 10.0
"""How far beyond a circle ways are looked for where only the circle counts."""


@dataclass(frozen=True, eq=False, slots=True)
class Siting:
    """Where the next stations go, and what is proved of that.

    Attributes
    ----------
    objective : {"cover", "distance"}
        What was asked for.
    walker : {"adult", "elder"}
        Who walks.
    candidates : Candidates
        Where stations may go.
    count : int
        How many new ones were asked for.
    choice : Choice
        Which of them were chosen; fewer where more gain nothing.
    households : int
        Households that count.
    covered_before, covered_after : int
        Of them those in reach of a station.
    mean_before_m, mean_after_m : float
        How far they walk to the nearest station; who has none within what is looked at counts
        with that distance.
    gained : tuple of int
        For each chosen candidate the households that it brings into reach and no other does.
    near : tuple of int
        For each chosen candidate the households to which it becomes the nearest station.
    search_m : float
        How far ways were looked for.
    """

    objective: Objective
    walker: Walker
    candidates: Candidates
    count: int
    choice: Choice
    households: int
    covered_before: int
    covered_after: int
    mean_before_m: float
    mean_after_m: float
    gained: tuple[int, ...]
    near: tuple[int, ...]
    search_m: float


def site_stations(
    ways: Ways,
    stations: Stations,
    candidates: Candidates,
    *,
    count: int,
    objective: Objective = "cover",
    walker: Walker = "adult",
    chosen: Bools | None = None,
    time_s: float = 60.0,
) -> Siting:
    """Return the best places for the next stations; those that are there stay.

    Parameters
    ----------
    ways : Ways
        The roads and the homes.
    stations : Stations
        Stations that are there.
    candidates : Candidates
        Where stations may go.
    count : int
        How many new ones.
    objective : {"cover", "distance"}
        Most households within the minutes of a station, or the least walking to the nearest one.
    walker : {"adult", "elder"}
        Who walks.
    chosen : ndarray of bool, shape (n,), optional
        Units whose households count; all by default.
    time_s : float
        Seconds after which the best so far is returned, with the bound that is proved by then.

    Returns
    -------
    Siting
        Proved to be the best, or within a gap that is told.

    Raises
    ------
    SettingsError
        If none is asked for, or there are too many candidates.
    """
    homes = ways.homes
    rows = np.flatnonzero(homes.lived if chosen is None else homes.lived & chosen)
    _require(count, len(candidates), len(rows))
    if objective == "cover":
        # Nothing farther than the circle counts; who has no way ends up beyond it.
        beyond_m = ways.settings.limit_m(walker) + BEYOND_M
        ways = replace(ways, settings=replace(ways.settings, farthest_m=beyond_m))
    weight, far_m = homes.households[rows], ways.settings.search_m
    limit_m = ways.settings.limit_m(walker) + SLACK_M
    before = _nearest_m(ways.length_m(ways.meet(stations.xy))[:, rows], far_m)
    length_m = np.minimum(ways.length_m(ways.meet(candidates.xy))[:, rows], far_m)
    if objective == "cover":
        gain = ((length_m <= limit_m) & (before > limit_m)).astype(np.float64)
    else:
        gain = np.maximum(before - length_m, 0.0)
    choice = choose(gain, weight, count, time_s=time_s)
    new = length_m[list(choice.places)]
    after = np.minimum(before, _nearest_m(new, far_m))
    total = max(1, int(weight.sum()))
    return Siting(
        objective=objective,
        walker=walker,
        candidates=candidates,
        count=count,
        choice=choice,
        households=int(weight.sum()),
        covered_before=int(weight[before <= limit_m].sum()),
        covered_after=int(weight[after <= limit_m].sum()),
        mean_before_m=float(before @ weight) / total,
        mean_after_m=float(after @ weight) / total,
        gained=_alone(new, weight, (new <= limit_m) & (before > limit_m)),
        near=tuple(
            int(weight[(new[k] < before) & (new[k] <= after)].sum()) for k in range(len(new))
        ),
        search_m=far_m,
    )


def _nearest_m(length_m: Floats, far_m: float) -> Floats:
    """Return the least of each column, at most as far as is looked."""
    every = np.vstack([length_m, np.full(length_m.shape[1], far_m)])
    least: Floats = every.min(axis=0)
    return least


def _alone(new: Floats, weight: Ints, covers: Bools) -> tuple[int, ...]:
    """Return the households that each new station brings into reach and no other does."""
    single = covers.sum(axis=0) == 1
    return tuple(int(weight[covers[k] & single].sum()) for k in range(len(new)))


def _require(count: int, candidates: int, homes: int) -> None:
    if count < 1 or candidates < 1:
        raise SettingsError(
            Text(f"不能从 {candidates} 个候选点中选 {count} 处。", f"No {count} of {candidates}."),
            Text("请至少给出一个候选点、一处新站。", "Give a candidate and ask for one at least."),
        )
    if candidates * homes > MOST_PAIRS:
        raise SettingsError(
            Text(
                f"候选点 {candidates} 个、住处 {homes} 处，一次算不完。",
                f"{candidates} candidates and {homes} homes are too many to weigh at once.",
            ),
            Text(
                "请限定到一个社区（--community），或给出候选点文件。",
                "Name a community (--community), or give a file of candidates.",
            ),
        )
