"""Edits that a register asks for, tried on the plan: as many together as the rules allow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from gridmap.editing import Apply, Delta, Edit, LivePlan
from gridmap.errors import EditError

Step = tuple[str, Edit]
"""The row that asks for an edit, and the edit."""

Asked = tuple[tuple[str, ...], Edit]
"""The rows that ask for an edit together, and the edit."""


def tried(live: LivePlan, steps: Sequence[Step]) -> tuple[list[Delta], dict[str, EditError]]:
    """Return the changes that can be made together, and why the others cannot.

    An edit that is refused by itself is tried again behind the others: a chain of buildings may
    only go in one order.

    Parameters
    ----------
    live : LivePlan
        The plan as it is now.
    steps : sequence of (str, Edit)
        Rows with the edits that they ask for.

    Returns
    -------
    made : list of Delta
        Changes in the order in which they follow each other.
    refused : dict of str to EditError
        Why, by row.
    """
    trial = _Trial(live)
    moves = [step for step in steps if isinstance(step[1], Apply)]
    dropped = trial.move(moves)
    rest = [step for step in steps if step not in moves]
    left = trial.make(list(_by_target([*dropped, *rest])))
    names = {name for some, _ in left for name in some}
    trial.make([((name,), edit) for name, edit in steps if name in names])
    # What emptied a grid has to be chosen by name: unless it is, the grid is there for others.
    alone = _Trial(live)
    for name, edit in steps:
        error = trial.refused.get(name)
        if (
            error is not None
            and error.reason == "retired_grid"
            and alone.make([((name,), edit)]) == []
        ):
            del trial.refused[name]
    return trial.made, trial.refused


@dataclass(slots=True)
class _Trial:
    """Edits made on a plan as far as they can be."""

    at: LivePlan
    made: list[Delta] = field(default_factory=list)
    refused: dict[str, EditError] = field(default_factory=dict)

    def move(self, moves: Sequence[Step]) -> list[Step]:
        """Make as many moves at once as there can be, and return those that are left.

        A refusal names the grids that would be torn: moves that have to do with them wait.
        """
        staying: list[Step] = []
        going = list(moves)
        while going:
            whole = Apply({unit: code for _, edit in going for unit, code in _pairs(edit)})
            error = self._refusal(tuple(name for name, _ in going), whole)
            if error is None:
                break
            about = {*error.grids, *error.units}
            hit = [step for step in going if self._ends(step[1]) & about] or going
            staying += hit
            going = [step for step in going if step not in hit]
        return staying

    def _ends(self, edit: Edit) -> set[str]:
        """Return the units of a move, the grids that they leave and the grid that they enter."""
        codes, row_of = self.at.codes(), self.at.ground.row_of
        pairs = _pairs(edit)
        return {one for unit, code in pairs for one in (unit, code, str(codes[row_of[unit]]))}

    def make(self, waiting: Sequence[Asked]) -> Sequence[Asked]:
        """Make edits for as long as one more can be made, and return those that cannot."""
        before = -1
        while waiting and len(self.made) != before:
            before = len(self.made)
            waiting = [asked for asked in waiting if not self._take(*asked)]
        return waiting

    def _take(self, names: Sequence[str], edit: Edit) -> bool:
        return self._refusal(names, edit) is None

    def _refusal(self, names: Sequence[str], edit: Edit) -> EditError | None:
        """Make an edit, or return why it is refused."""
        try:
            outcome = self.at.apply(edit)
        except EditError as error:
            if error.reason == "nothing":
                return None
            self.refused |= dict.fromkeys(names, error)
            return error
        self.made.append(outcome.delta)
        self.at = outcome.plan
        for name in names:
            self.refused.pop(name, None)
        return None


def _pairs(edit: Edit) -> list[tuple[str, str]]:
    return list(edit.assignment.items()) if isinstance(edit, Apply) else []


def _by_target(steps: Sequence[Step]) -> Iterator[Asked]:
    """Return edits with the rows that ask for them; moves into one grid are one edit."""
    moves: dict[str, tuple[list[str], dict[str, str]]] = {}
    rest: list[Asked] = []
    for name, edit in steps:
        if isinstance(edit, Apply):
            target = next(iter(edit.assignment.values()), "")
            names, assignment = moves.setdefault(target, ([], {}))
            names.append(name)
            assignment |= edit.assignment
        else:
            rest.append(((name,), edit))
    yield from ((tuple(names), Apply(made)) for names, made in moves.values())
    yield from rest
