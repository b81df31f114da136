"""The moves of a repair as a planner reads them: edits, figures and sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from gridmap.columns import texts
from gridmap.contiguity import ContiguityGraph
from gridmap.edits import Move
from gridmap.errors import Text
from gridmap.partition.problem import Ints
from gridmap.partition.repair.order import Step, order_steps
from gridmap.tessellation.entrances import PART

NAMED = 3
"""Buildings that a sentence names before it counts them."""

LAND = {
    "open": Text("空地", "open land"),
    "water": Text("水面", "water"),
    "bridge": Text("桥面", "a bridge"),
}


@dataclass(frozen=True, slots=True)
class Moved:
    """One step of a repair.

    Attributes
    ----------
    edit : Move
        The edit; its inverse takes it back.
    community_code : str
        Where it is.
    households : int
        Households of the units that move.
    loads : tuple of int
        Households before and after of the grid that they leave and of the one they join; 0 and 0
        for units that had no grid.
    torn : tuple of str
        Grids that the step leaves in more pieces than before, where no order avoids it.
    text : Text
        The sentence.
    """

    edit: Move
    community_code: str
    households: int
    loads: tuple[int, int, int, int]
    torn: tuple[str, ...]
    text: Text


def list_moves(
    units: gpd.GeoDataFrame,
    graph: ContiguityGraph,
    before: Sequence[str | None],
    after: Sequence[str],
    *,
    context: Mapping[str, gpd.GeoDataFrame],
) -> list[Moved]:
    """Return the moves from one plan to another, community by community, in order.

    Parameters
    ----------
    units : GeoDataFrame
        Units in a metric CRS, in the order of the graph.
    graph : ContiguityGraph
        Their contiguity.
    before, after : sequence of str
        Grid code of each unit; None for none.
    context : Mapping of str to GeoDataFrame
        Layers of the plan; ``buildings`` and ``compounds`` give names.

    Returns
    -------
    list of Moved
        Every prefix keeps the grids connected where that is possible; undone from the last to
        the first they give the plan before.
    """
    names = _Names(units, context)
    codes = sorted({code for code in (*before, *after) if code is not None})
    number = {code: place for place, code in enumerate(codes)} | {None: -1}
    old = np.array([number[code] for code in before], dtype=np.int64)
    new = np.array([number[code] for code in after], dtype=np.int64)
    households = units["households"].to_numpy(dtype=np.int64)
    community = units["community_code"].to_numpy(dtype=object)
    together = _together(units)
    moves: list[Moved] = []
    for code in sorted(set(community[old != new])):
        rows = np.flatnonzero(community == code)
        steps = order_steps(
            graph.take(rows),
            old[rows],
            new[rows],
            together=together[rows],
            households=households[rows],
        )
        loads = np.zeros(len(codes) + 1, dtype=np.int64)
        np.add.at(loads, old[rows], households[rows])
        for step in steps:
            moves.append(_moved(names, rows[step.units], step, codes, loads))
            amount = moves[-1].households
            loads[step.target] += amount
            if step.source >= 0:
                loads[step.source] -= amount
    return moves


def moves_frame(moves: Sequence[Moved]) -> pd.DataFrame:
    """Return the moves as a table, in their order.

    Parameters
    ----------
    moves : sequence of Moved
        The moves.

    Returns
    -------
    DataFrame
        Columns ``step``, ``community_code``, ``units``, ``households``, ``from_grid``,
        ``to_grid``, ``from_before``, ``from_after``, ``to_before``, ``to_after``, ``torn``,
        ``zh`` and ``en``.
    """
    loads = ("from_before", "from_after", "to_before", "to_after")
    return pd.DataFrame(
        [
            {
                "step": number,
                "community_code": one.community_code,
                "units": ";".join(one.edit.units),
                "households": one.households,
                "from_grid": one.edit.source or "",
                "to_grid": one.edit.target or "",
                **dict(zip(loads, one.loads, strict=True)),
                "torn": ";".join(one.torn),
                "zh": one.text.zh,
                "en": one.text.en,
            }
            for number, one in enumerate(moves, 1)
        ],
        columns=[
            *("step", "community_code", "units", "households", "from_grid", "to_grid"),
            *loads,
            *("torn", "zh", "en"),
        ],
    )


def _together(units: gpd.GeoDataFrame) -> Ints:
    """Give neighbours of one compound the same number, and those of no compound."""
    return np.asarray(pd.factorize(units["compound_id"])[0], dtype=np.int64)


class _Names:
    """What people call buildings and compounds."""

    def __init__(self, units: gpd.GeoDataFrame, context: Mapping[str, gpd.GeoDataFrame]) -> None:
        self.units = units
        self._buildings = _called(context.get("buildings"), "building_id")
        self._compounds = _called(context.get("compounds"), "compound_id")

    def say(self, rows: Ints) -> Text:
        """Return what is at some units: buildings by name, or land by kind."""
        chosen = self.units.iloc[rows]
        ids = [one for text in chosen["buildings"] if text for one in text.split(";")]
        named = [self._building(one) for one in ids]
        if not named:
            kind = LAND.get(str(chosen["kind"].iloc[0]), LAND["open"])
            unit = chosen["unit_id"].iloc[0]
            return Text(f"{kind.zh} {unit}", f"{kind.en} {unit}")
        shown = named[:NAMED]
        more = len(named) - len(shown)
        zh, en = "、".join(shown), ", ".join(shown)
        if more:
            zh, en = f"{zh}等 {len(named)} 栋", f"{en} and {more} more"
        return Text(zh, en)

    def compound(self, rows: Ints) -> str:
        """Return the compounds that some units lie in."""
        ids = self.units["compound_id"].iloc[rows].dropna().unique()
        return "、".join(self._compounds.get(one, one) for one in ids)

    def _building(self, one: str) -> str:
        part = PART.search(one)
        name = self._buildings.get(one) or self._buildings.get(PART.sub("", one))
        return one if name is None else name + (part.group() if part else "")


def _called(layer: gpd.GeoDataFrame | None, key: str) -> dict[str, str]:
    if layer is None:
        return {}
    pairs = zip(texts(layer, key), texts(layer, "name"), strict=True)
    return {one: name for one, name in pairs if name}


@dataclass(frozen=True, slots=True)
class _Loads:
    """Households of the two grids of a step, before and after."""

    left: int
    into: int
    amount: int

    @property
    def four(self) -> tuple[int, int, int, int]:
        return self.left, max(self.left - self.amount, 0), self.into, self.into + self.amount


def _moved(names: _Names, rows: Ints, step: Step, codes: list[str], loads: Ints) -> Moved:
    units = names.units.iloc[rows]
    source = None if step.source < 0 else codes[step.source]
    amount = int(units["households"].sum())
    held = 0 if source is None else int(loads[step.source])
    figures = _Loads(held, int(loads[step.target]), amount)
    move = Move(tuple(units["unit_id"]), source, codes[step.target])
    torn = tuple(codes[g] for g in step.torn)
    text = _sentence(names.say(rows), names.compound(rows), move, figures, torn)
    return Moved(move, str(units["community_code"].iloc[0]), amount, figures.four, torn, text)


def _short(code: str | None) -> str:
    return "" if code is None else f"…{code[-3:]}"


def _sentence(what: Text, compound: str, move: Move, loads: _Loads, torn: tuple[str, ...]) -> Text:
    source, target = _short(move.source), _short(move.target)
    left, rest, into, total = loads.four
    zh = f"把{what.zh}（{loads.amount} 户{f'，{compound}' if compound else ''}）"
    en = f"Move {what.en} ({loads.amount} households{f', {compound}' if compound else ''}) "
    zh += f"从网格 {source} 划到 {target}" if source else f"划入网格 {target}"
    en += f"from grid {source} to {target}" if source else f"into grid {target}"
    figures = []
    if source and loads.amount:
        figures.append(Text(f"{source} 由 {left} 户降为 {rest} 户", f"{source} {left} to {rest}"))
    if loads.amount:
        figures.append(Text(f"{target} 由 {into} 户升为 {total} 户", f"{target} {into} to {total}"))
    zh += "：" + "，".join(one.zh for one in figures) if figures else "，户数不变"
    en += ": " + ", ".join(one.en for one in figures) if figures else ": no household moves"
    if torn:
        pieces = "、".join(map(_short, torn))
        zh += f"（此步之后网格 {pieces} 暂不连片）"
        en += f" (grid {pieces} is in pieces until a later step)"
    return Text(zh + "。", en + ".")
