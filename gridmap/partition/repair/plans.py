"""Repairing a plan: its communities one by one, its codes kept, and the list of moves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from gridmap.codes import MOST_GRIDS, grid_code
from gridmap.errors import SettingsError, Text
from gridmap.partition.assemble import Codes, assemble
from gridmap.partition.levels import Levels, Nesting
from gridmap.partition.regions import Search
from gridmap.partition.repair.alternatives import LEAST_DIFFERENCE
from gridmap.partition.repair.choosing import Choice, Chooser, chosen_communities
from gridmap.partition.repair.community import Mended, Present, mend_community, remake
from gridmap.partition.repair.draft import Draft
from gridmap.partition.repair.moves import Moved, list_moves
from gridmap.partition.solve import Effort, Weights
from gridmap.partition.tasks import Task, make_tasks
from gridmap.plan import Band, Plan

TIME_S = 20.0
"""Seconds for one community, unless it is proved sooner."""

Progress = Callable[[Text, float], None]


@dataclass(frozen=True, slots=True)
class Repaired:
    """A repaired plan and how it came from the present one.

    Attributes
    ----------
    plan : Plan
        The plan; present grids keep their codes.
    moves : tuple of Moved
        What changes, in order.
    moved : int
        Households whose grid changed.
    bound : int
        Proven: no plan that satisfies every rule moves fewer.
    placed : int
        Households that had no grid.
    outside, outside_bound : int
        Households outside the band, and how many no plan avoids.
    """

    plan: Plan = field(repr=False)
    moves: tuple[Moved, ...] = field(repr=False)
    moved: int
    bound: int
    placed: int
    outside: int
    outside_bound: int


@dataclass(frozen=True, slots=True)
class Settings:
    """How a plan is repaired.

    Attributes
    ----------
    band : Band
        Households of a grid.
    locked : frozenset of str
        Ids of units, or codes of grids all of whose units, stay where they are.
    seed : int
        Seed of the search.
    time_s : float
        Seconds for one community, unless it is proved sooner.
    """

    band: Band
    locked: frozenset[str] = frozenset()
    seed: int = 0
    time_s: float = TIME_S


class Mender:
    """The communities of a draft, repaired; plans with other grids can be made of them.

    Parameters
    ----------
    draft : Draft
        What is repaired.
    settings : Settings
        How.
    """

    def __init__(self, draft: Draft, settings: Settings) -> None:
        _require_known(draft, settings.locked)
        self.draft, self.settings = draft, settings
        self.weights = weights_of(draft.settings)
        self.tasks: list[Task] = make_tasks(
            draft.units,
            draft.graph,
            band=settings.band,
            nesting=Nesting(),
            barriers=draft.settings.get("barriers", "eased"),
            how=Search(self.weights, Effort(), settings.seed),
            grids={},
        )
        self._names = [self._codes_in(task) for task in self.tasks]

    def mend(self, progress: Progress) -> list[Mended]:
        """Return every community repaired.

        Parameters
        ----------
        progress : callable
            Called with what is being done and the fraction that is done.

        Returns
        -------
        list of Mended
            In the order of the tasks.
        """
        found = []
        for number, task in enumerate(self.tasks):
            step = Text(f"修复社区 {task.code}", f"Repairing community {task.code}")
            progress(step, number / len(self.tasks))
            found.append(
                mend_community(
                    task.units,
                    task.graph,
                    self.present(number),
                    band=task.band,
                    barriers=task.barriers,
                    how=task.how,
                    time_s=self.settings.time_s,
                )
            )
        return found

    def present(self, number: int) -> Present:
        """Return the present grids of a community.

        Parameters
        ----------
        number : int
            Which task.

        Returns
        -------
        Present
            Labels in the order of the codes.
        """
        draft, rows, names = self.draft, self.tasks[number].rows, self._names[number]
        place = {code: label for label, code in enumerate(names)} | {None: -1}
        codes = draft.codes[rows]
        ids = draft.units["unit_id"].to_numpy(dtype=object)[rows]
        locked = [
            i in self.settings.locked or c in self.settings.locked
            for i, c in zip(ids, codes, strict=True)
        ]
        return Present(
            labels=np.array([place[code] for code in codes], dtype=np.int64),
            special=np.array([code in draft.special for code in names], dtype=np.bool_),
            locked=np.array(locked, dtype=np.bool_),
            known=draft.known[rows],
        )

    def assemble(self, found: Sequence[Mended], *, note: Mapping[str, Any]) -> Repaired:
        """Return the plan that the grids of all communities make.

        Parameters
        ----------
        found : sequence of Mended
            One for each task.
        note : Mapping
            What else the settings of the plan record of the repair.

        Returns
        -------
        Repaired
            Figures and violations computed from nothing.
        """
        draft, band = self.draft, self.settings.band
        codes, kinds = self._name(found)
        figures = self._figures(found)
        plan = assemble(
            draft.units.drop(columns=[c for c in LEVELS if c in draft.units.columns]),
            draft.graph,
            [
                (task.code, task.rows, Levels(one.cut))
                for task, one in zip(self.tasks, found, strict=True)
            ],
            band=band,
            nesting=Nesting(),
            failed={},
            simplify_m=float(draft.settings.get("simplify_m", 0.0)),
            settings={
                **draft.settings,
                **Nesting().to_dict(),
                "band": [band.lower, band.upper],
                "repair": {**figures, **note},
            },
            faults=draft.faults,
            context=draft.context,
            named=(codes, kinds),
        )
        moves = list_moves(
            draft.units, draft.graph, list(draft.codes), list(codes), context=draft.context
        )
        plan = replace(plan, figures={**plan.figures, **figures, "moves": len(moves)})
        return Repaired(plan, tuple(moves), **figures)

    def remake(self, found: Sequence[Mended], choice: Choice) -> Repaired:
        """Return the plan of one choice for every piece.

        Parameters
        ----------
        found : sequence of Mended
            The communities as they were repaired.
        choice : Choice
            What was chosen.

        Returns
        -------
        Repaired
            The plan; the bound is that of the repair.
        """
        plans = chosen_communities(found, choice)
        made = [
            remake(one, self.present(number), plans[number]) for number, one in enumerate(found)
        ]
        return self.assemble(made, note={"objective": round(choice.objective, 6)})

    def _figures(self, found: Sequence[Mended]) -> dict[str, int]:
        pieces = [piece for one in found for piece in one.pieces]
        homeless = [code is None for code in self.draft.codes]
        households = self.draft.units["households"].to_numpy(dtype=np.int64)
        new = np.where(homeless, households, households - self.draft.known)
        return {
            "moved": sum(one.moved for one in found),
            "bound": sum(one.bound for one in found),
            "placed": int(new.sum()),
            "outside": sum(piece.repair.outside for piece in pieces),
            "outside_bound": sum(piece.repair.outside_bound for piece in pieces),
        }

    def _codes_in(self, task: Task) -> list[str]:
        return sorted({code for code in self.draft.codes[task.rows] if code is not None})

    def _name(self, found: Sequence[Mended]) -> Codes:
        """Give every grid its code: present ones keep theirs, new ones get the next unused."""
        codes = np.empty(len(self.draft.units), dtype=object)
        kinds: dict[str, str] = {}
        for task, names, one in zip(self.tasks, self._names, found, strict=True):
            fresh = self._unused(task.code)
            called = [*names]
            label = {}
            for g, kind in one.kinds.items():
                label[g] = called[g] if g < len(names) else next(fresh)
                kinds[label[g]] = kind
            codes[task.rows] = [label[g] for g in one.labels.tolist()]
        return codes, kinds

    def _unused(self, community: str) -> Iterator[str]:
        used = [code for code in self.draft.used if code.startswith(community)]
        last = max((int(code[-3:]) for code in used if code[-3:].isdigit()), default=0)
        for number in range(last + 1, MOST_GRIDS + 2):
            yield grid_code(community, number)


LEVELS = ("micro_code", "large_code")
"""Columns of levels that a repair takes away, since they lie in grids that change."""


def weights_of(settings: Mapping[str, Any]) -> Weights:
    """Return the weights that a plan was made with.

    Parameters
    ----------
    settings : Mapping
        Settings of a plan.

    Returns
    -------
    Weights
        Defaults for terms that it does not name.
    """
    known = settings.get("weights", {})
    names = Weights.__dataclass_fields__
    return Weights(**{name: float(value) for name, value in known.items() if name in names})


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for besides the fewest households moved.

    Attributes
    ----------
    budget : int or None
        Households that may move, for the best objective within; by default no more households
        and no more units than the repair needs.
    alternatives : int
        Plans to choose from, between the best and the one that moves fewest; 0 for one plan.
    """

    budget: int | None = None
    alternatives: int = 0


def repair_plan(
    draft: Draft, settings: Settings, *, wish: Wish | None = None, progress: Progress
) -> list[Repaired]:
    """Return the plan that satisfies every rule with the fewest households moved, or several.

    Among the plans that move so few, or no more than the budget, it is the best one found.

    Parameters
    ----------
    draft : Draft
        Units and their present grids.
    settings : Settings
        Band, locks, seed and time.
    wish : Wish, optional
        A budget, or a number of alternatives.
    progress : callable
        Called with what is being done and the fraction that is done.

    Returns
    -------
    list of Repaired
        One plan; or the alternatives, from the best to the one that moves fewest households.

    Raises
    ------
    SettingsError
        If a lock names nothing, locked units keep a grid from being connected, or the budget is
        less than what has to move.
    """
    wish = wish or Wish()
    mender = Mender(draft, settings)
    found = mender.mend(progress)
    progress(Text("在预算内优化", "Improving within the budget"), 0.8)
    chooser = Chooser(found, weights=mender.weights, seed=settings.seed)
    forced = sum(one.moved for one in found)
    forced -= sum(piece.repair.moved for piece in chooser.pieces)
    if wish.alternatives:
        chosen = chooser.alternatives(wish.alternatives, least_difference=LEAST_DIFFERENCE)
    elif wish.budget is None:
        chosen = [chooser.best_unchanged()]
    else:
        chosen = [chooser.best_within(wish.budget - forced)]
    progress(Text("合并边界与校核", "Dissolving and checking"), 0.9)
    return [mender.remake(found, choice) for choice in chosen]


def _require_known(draft: Draft, locked: frozenset[str]) -> None:
    missing = sorted(locked - set(draft.units["unit_id"]) - draft.used)
    if missing:
        raise SettingsError(
            Text(
                f"要锁定的 {'、'.join(missing)} 既不是基本单元，也不是网格。",
                f"To be locked, {', '.join(missing)} is neither a unit nor a grid.",
            ),
            Text("请核对代码。", "Check the code."),
        )
