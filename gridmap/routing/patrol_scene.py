"""Teams, visits and the ways between them: what a patrol is solved and explained on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gridmap.routing.patrol_settings import PatrolSettings
from gridmap.routing.patrol_ways import TeamWays
from gridmap.routing.records import Patrol, ProfileName, Team, Visit
from gridmap.routing.solving import FAR, Call, Ground, Loop, Task, Vehicle

Asked = Literal["required", "all", "none"]
"""Which visits may not be left out: the required ones, all, none."""

Orders = Mapping[int, Sequence[int]]
"""Numbers of visits in order, by number of team."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Teams, visits and the ways between them.

    Attributes
    ----------
    teams : tuple of Team
        Who goes.
    visits : tuple of Visit
        What is asked for.
    ways : Mapping of str to TeamWays
        Ways by profile; places are the starts of all teams, then the visits.
    settings : PatrolSettings
        What else makes the patrol.
    unlike : Patrol or None
        The patrol that this one is to differ from.
    """

    teams: tuple[Team, ...]
    visits: tuple[Visit, ...]
    ways: Mapping[ProfileName, TeamWays]
    settings: PatrolSettings
    unlike: Patrol | None = None

    def of(self, team: int) -> TeamWays:
        """Return the ways of a team.

        Parameters
        ----------
        team : int
            Its number.

        Returns
        -------
        TeamWays
            Those of its profile.
        """
        return self.ways[self.teams[team].profile]

    def place(self, visit: int) -> int:
        """Return the place of a visit.

        Parameters
        ----------
        visit : int
            Its number.

        Returns
        -------
        int
            Row of the ways.
        """
        return len(self.teams) + visit


def task_of(
    scene: Scene, numbers: Sequence[int], *, asked: Asked, even_s: int | None = None
) -> Task:
    """Return what is to be solved.

    Parameters
    ----------
    scene : Scene
        Teams and visits.
    numbers : sequence of int
        Numbers of the visits that can be made.
    asked : {"required", "all", "none"}
        Which of them may not be left out.
    even_s : int, optional
        Seconds beyond which a second on the way counts double, where teams are to be balanced.

    Returns
    -------
    Task
        Call ``i`` is the visit ``numbers[i]``, vehicle ``k`` is team ``k``. A second costs 1.
    """
    penalties = [penalty_of(scene, team) for team in range(len(scene.teams))]
    worth = _worth(scene, penalties)
    optional = sum(scene.visits[at].prize for at in numbers if not scene.visits[at].is_required)
    calls = []
    for at in numbers:
        visit = scene.visits[at]
        must = asked == "all" or (asked == "required" and visit.is_required)
        prize = worth * (visit.prize + (optional if visit.is_required else 0))
        calls.append(
            Call(
                scene.place(at),
                visit.service_s,
                visit.windows,
                load=1,
                prize=None if must else prize,
            )
        )
    duration_s = {name: ways.duration_s for name, ways in scene.ways.items()}
    return Task(
        tuple(
            Ground(duration_s[team.profile], penalty)
            for team, penalty in zip(scene.teams, penalties, strict=True)
        ),
        tuple(calls),
        tuple(
            Vehicle(number, number, team.begins_s, team.shift_s, even_s, team.capacity)
            for number, team in enumerate(scene.teams)
        ),
        second_cost=1,
        uneven=UNEVEN,
    )


UNEVEN = 4
"""What a second beyond the even share costs, where one before it costs 1."""


def penalty_of(scene: Scene, team: int) -> NDArray[np.int64]:
    """Return what going from place to place costs a team besides its seconds.

    Parameters
    ----------
    scene : Scene
        Teams and visits.
    team : int
        Number of the team.

    Returns
    -------
    ndarray of int, shape (n, n)
        Seconds: for a visit outside the team's grids, and for going on as in the patrol that
        this one is to differ from.
    """
    settings, who = scene.settings, scene.teams[team]
    places = len(scene.teams) + len(scene.visits)
    penalty = np.zeros((places, places), dtype=np.int64)
    if who.grids:
        strays = [
            scene.place(number)
            for number, visit in enumerate(scene.visits)
            if visit.grid and visit.grid not in who.grids
        ]
        penalty[:, strays] += 60 * settings.stray_min
    if scene.unlike is not None:
        for one, other in _arcs(scene, scene.unlike, team):
            penalty[one, other] += 60 * settings.unlike_min
            penalty[other, one] += 60 * settings.unlike_min
    np.fill_diagonal(penalty, 0)
    return penalty


def _arcs(scene: Scene, unlike: Patrol, team: int) -> set[tuple[int, int]]:
    """Return pairs of places that followed each other, the team's start among them."""
    place = {visit.key: scene.place(number) for number, visit in enumerate(scene.visits)}
    pairs = set()
    for route in unlike.routes:
        keys = [stop.visit.key for stop in route.stops]
        pairs |= {
            (min(place[one], place[other]), max(place[one], place[other]))
            for one, other in pairwise(keys)
            if one in place and other in place
        }
        if keys and route.team.key == scene.teams[team].key:
            pairs |= {(team, place[key]) for key in (keys[0], keys[-1]) if key in place}
    return pairs


def _worth(scene: Scene, penalties: Sequence[NDArray[np.int64]]) -> int:
    """Return what one of a prize is worth: more than any visit can cost."""
    dearest = max(int(penalty.max(initial=0)) for penalty in penalties)
    return max(team.shift_s for team in scene.teams) + 2 * dearest + 1


def ends_at(scene: Scene, team: int, order: Sequence[int]) -> int | None:
    """Return when a team is back.

    Parameters
    ----------
    scene : Scene
        Teams and visits.
    team : int
        Its number.
    order : sequence of int
        Numbers of its visits.

    Returns
    -------
    int or None
        Seconds after midnight, beyond the shift maybe; None where a visit comes after its times
        or no way leads there.
    """
    ways, clock, here = scene.of(team), scene.teams[team].begins_s, team
    for number in order:
        there = scene.place(number)
        gone = _gone(ways, here, there)
        begins = None if gone is None else begins_at(scene.visits[number], clock + gone)
        if begins is None:
            return None
        clock, here = begins + scene.visits[number].service_s, there
    back = _gone(ways, here, team)
    return None if back is None else clock + back


def begins_at(visit: Visit, arrives_s: int) -> int | None:
    """Return when a visit begins.

    Parameters
    ----------
    visit : Visit
        The visit.
    arrives_s : int
        When the team is there.

    Returns
    -------
    int or None
        None where that is after all its times.
    """
    if not visit.windows:
        return arrives_s
    return next((max(first, arrives_s) for first, last in visit.windows if arrives_s <= last), None)


def _gone(ways: TeamWays, here: int, there: int) -> int | None:
    if here == there:
        return 0
    seconds = int(ways.road_s[here, there])
    return None if seconds >= FAR else seconds + int(ways.walk_s[here] + ways.walk_s[there])


def orders_of(loops: Sequence[Loop], numbers: Sequence[int]) -> dict[int, list[int]]:
    """Return the visits of each team in order.

    Parameters
    ----------
    loops : sequence of Loop
        As solved.
    numbers : sequence of int
        Number of the visit of each call.

    Returns
    -------
    dict of int to list of int
        Teams with no visit are not in it.
    """
    return {loop.vehicle: [numbers[call] for call in loop.calls] for loop in loops}
