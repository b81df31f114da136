"""Teams that are busy for about the same time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from gridmap.routing.patrol_scene import Scene, ends_at, orders_of, task_of
from gridmap.routing.solving import Loop, solve_routes


def busy_s(scene: Scene, orders: Mapping[int, Sequence[int]]) -> list[int]:
    """Return how long each team is out.

    Parameters
    ----------
    scene : Scene
        Teams and visits.
    orders : Mapping of int to sequence of int
        Visits of each team.

    Returns
    -------
    list of int
        Seconds, 0 for a team with no visit.
    """
    found = []
    for team, who in enumerate(scene.teams):
        order = orders.get(team, ())
        ends_s = ends_at(scene, team, order) if order else who.begins_s
        found.append((ends_s or 0) - who.begins_s)
    return found


def balanced(
    scene: Scene, orders: dict[int, list[int]], tell: Callable[[float], None]
) -> tuple[dict[int, list[int]], dict[str, list[int]]]:
    """Return orders of the same visits in which teams are busy for about the same time.

    The visits are ordered once more with each second beyond an even share at a higher price. What
    comes out is taken if the longest route gets shorter, and all together not longer than the
    settings allow.

    Parameters
    ----------
    scene : Scene
        Teams and visits.
    orders : dict of int to list of int
        Visits of each team.
    tell : callable
        Told the share that is done.

    Returns
    -------
    orders : dict of int to list of int
        The new orders, or those given.
    told : dict of str to list of int
        Seconds of each team ``before`` and ``after``.
    """
    before = busy_s(scene, orders)
    numbers = sorted(number for order in orders.values() for number in order)
    even_s = int(np.ceil(np.mean(before)))
    if not numbers or max(before) <= 1.02 * even_s:
        return orders, {"before_s": before, "after_s": before}
    call = {number: at for at, number in enumerate(numbers)}
    start = [Loop(team, tuple(call[at] for at in order)) for team, order in orders.items()]
    solved = solve_routes(
        task_of(scene, numbers, asked="all", even_s=even_s),
        effort=scene.settings.effort.part(0.3),
        seed=scene.settings.seed,
        start=start,
        tell=tell,
    )
    found = orders_of(solved.loops, numbers)
    after = busy_s(scene, found) if solved.is_feasible else before
    most_s = (1 + scene.settings.balance_share) * sum(before)
    is_better = solved.is_feasible and max(after) < max(before) and sum(after) <= most_s
    if not is_better:
        return orders, {"before_s": before, "after_s": before}
    return found, {"before_s": before, "after_s": after}
