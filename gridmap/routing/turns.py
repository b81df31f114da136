"""Turn-by-turn: what a way asks of who walks it, from streets and angles alone.

A way is cut where its street changes and where it bends sharply. Directions are measured over some
metres on either side of a turn, since the last vertex before a crossing says little; pieces shorter
than that are no part of their own, so that a crossing of two carriageways is one turn.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmap.routing.records import Leg, Stretch

Turn = Literal[
    "depart",
    "straight",
    "slight_left",
    "left",
    "sharp_left",
    "u_turn",
    "sharp_right",
    "right",
    "slight_right",
]
Side = Literal["left", "right", "ahead", "here"]
Points = NDArray[np.float64]
Road = tuple[str, str]
"""Name of a street, or nothing and the class of the road."""

SHORT_M = 15.0
"""A piece shorter than this is told with the one beside it; directions are taken over as much."""

STRAIGHT_DEG, SLIGHT_DEG, SHARP_DEG, BACK_DEG = 30.0, 60.0, 120.0, 165.0
"""Angles from which a turn is slight, a turn, sharp, and a turning back."""

BEND_DEG = 60.0
"""From which a bend within one street is told."""

BESIDE_M = 3.0
"""A place nearer to the way than this lies at it, on neither side."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, and how far it leads.

    Attributes
    ----------
    turn : str
        What to do first; ``"depart"`` at the start of a way.
    street : str
        Name of the street that is walked then; empty where it has none.
    road_class : str
        Class of the road where the street has no name; empty for unknown.
    goes_on : bool
        Whether that street, or class, is the one of the step before.
    length_m : float
        How far it leads.
    heading_deg : float
        Where it leads at first, clockwise from north.
    xy : tuple of float
        Where it begins, in metres of the network's CRS.
    """

    turn: Turn
    street: str
    road_class: str
    goes_on: bool
    length_m: float
    heading_deg: float
    xy: tuple[float, float]


def steps(leg: Leg, *, before: Leg | None = None) -> tuple[Step, ...]:
    """Return what a way asks for, in order.

    Parameters
    ----------
    leg : Leg
        The way.
    before : Leg, optional
        The way that was come by; where this one leads back along it, the first step turns around.

    Returns
    -------
    tuple of Step
        Empty where the way leads nowhere else.
    """
    pieces = _joined(_bent(_by_street(leg.stretches)))
    found: list[Step] = []
    last = None if before is None else _last_heading(before)
    for piece in pieces:
        heading = _heading(piece.head)
        turn: Turn = "depart" if last is None else turn_of(_angle(last, heading))
        if not found and turn != "u_turn":
            turn = "depart"
        goes_on = bool(found) and piece.road == (found[-1].street, found[-1].road_class)
        step = Step(turn, *piece.road, goes_on, piece.length_m, heading, _place(piece.line))
        if turn == "straight" and goes_on:
            step = _longer(found.pop(), piece.length_m)
        found.append(step)
        last = _heading(piece.tail)
    return tuple(found)


def turn_of(angle_deg: float) -> Turn:
    """Return what a change of direction is called.

    Parameters
    ----------
    angle_deg : float
        From -180 to 180, positive to the right.

    Returns
    -------
    str
        The turn.

    Examples
    --------
    >>> turn_of(90.0), turn_of(-45.0), turn_of(10.0), turn_of(180.0)
    ('right', 'slight_left', 'straight', 'u_turn')
    """
    size = abs(angle_deg)
    if size < STRAIGHT_DEG:
        return "straight"
    if size >= BACK_DEG:
        return "u_turn"
    is_right = angle_deg > 0
    if size < SLIGHT_DEG:
        return "slight_right" if is_right else "slight_left"
    if size < SHARP_DEG:
        return "right" if is_right else "left"
    return "sharp_right" if is_right else "sharp_left"


def side(leg: Leg, place: tuple[float, float]) -> Side:
    """Return on which side of the end of a way a place lies.

    Parameters
    ----------
    leg : Leg
        The way to it.
    place : tuple of float
        The place, in metres of the network's CRS.

    Returns
    -------
    {"left", "right", "ahead", "here"}
        ``"here"`` where the way ends at the place itself or there is no way.
    """
    heading = _last_heading(leg)
    if heading is None:
        return "here"
    x, y = _place(leg.stretches[-1].line, -1)
    east_m, north_m = place[0] - x, place[1] - y
    if math.hypot(east_m, north_m) < BESIDE_M:
        return "here"
    angle = _angle(heading, math.degrees(math.atan2(east_m, north_m)) % 360.0)
    if abs(angle) < STRAIGHT_DEG:
        return "ahead"
    return "right" if angle > 0 else "left"


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a way on one street; ``head`` and ``tail`` are what its directions are taken of."""

    road: Road
    line: Points
    length_m: float
    head: Points
    tail: Points


def _by_street(stretches: Sequence[Stretch]) -> list[tuple[Road, Points]]:
    """Return lines of one street each, what follows on the same street in one."""
    found: list[tuple[Road, Points]] = []
    for stretch in stretches:
        line = _clean(shapely.get_coordinates(stretch.line))
        if len(line) < 2:
            continue
        road = (stretch.street, "" if stretch.street else stretch.road_class)
        if found and found[-1][0] == road:
            line = _clean(np.concatenate([found.pop()[1], line]))
        found.append((road, line))
    return found


def _bent(lines: Sequence[tuple[Road, Points]]) -> list[tuple[Road, Points]]:
    """Return the lines cut where they bend sharply."""
    found = []
    for road, line in lines:
        cuts = [0, *_bends(line), len(line) - 1]
        found += [(road, line[a : b + 1]) for a, b in pairwise(cuts)]
    return found


def _bends(line: Points) -> list[int]:
    """Return the vertices at which a line bends, the sharpest of those that are near each other."""
    along = _along(line)
    inner = along[1:-1]
    behind = inner - np.minimum(SHORT_M, inner)
    ahead = inner + np.minimum(SHORT_M, along[-1] - inner)
    before, after = line[1:-1] - _at(line, behind), _at(line, ahead) - line[1:-1]
    turned = np.degrees(np.arctan2(*after.T) - np.arctan2(*before.T))
    angles = np.abs((turned + 180.0) % 360.0 - 180.0)
    sharp = np.flatnonzero(angles >= BEND_DEG)
    chosen: list[int] = []
    for at in sharp[np.argsort(-angles[sharp], kind="stable")].tolist():
        if all(abs(inner[at] - inner[other]) >= SHORT_M for other in chosen):
            chosen.append(at)
    return sorted(at + 1 for at in chosen)


def _joined(lines: Sequence[tuple[Road, Points]]) -> list[_Piece]:
    """Return pieces none of which is short, unless the whole way is."""
    found: list[_Piece] = []
    waiting_m = 0.0
    for at, (road, line) in enumerate(lines):
        length_m = float(_along(line)[-1])
        is_last = at == len(lines) - 1
        if length_m < SHORT_M and (found or not is_last):
            if found:
                found[-1] = _extended(found[-1], length_m)
            else:
                waiting_m += length_m
            continue
        piece = _Piece(road, line, length_m + waiting_m, _first(line), _last(line))
        waiting_m = 0.0
        found.append(piece)
    return found


def _extended(piece: _Piece, length_m: float) -> _Piece:
    return replace(piece, length_m=piece.length_m + length_m)


def _longer(step: Step, length_m: float) -> Step:
    return replace(step, length_m=step.length_m + length_m)


def _last_heading(leg: Leg) -> float | None:
    lines = _by_street(leg.stretches)
    return _heading(_last(np.concatenate([line for _, line in lines]))) if lines else None


def _clean(line: Points) -> Points:
    """Return a line without vertices that repeat the one before."""
    flat = np.asarray(line, dtype=float)[:, :2]
    kept = np.ones(len(flat), dtype=bool)
    kept[1:] = np.hypot(*np.diff(flat, axis=0).T) > 1e-6
    return flat[kept]


def _along(line: Points) -> Points:
    return np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])


def _first(line: Points) -> Points:
    """Return the first metres of a line as the two ends of their chord."""
    ends = np.array([line[0], _at(line, np.array([min(SHORT_M, _along(line)[-1])]))[0]])
    return ends if np.any(ends[0] != ends[1]) else line[:2]


def _last(line: Points) -> Points:
    return _first(line[::-1])[::-1]


def _at(line: Points, distance_m: Points) -> Points:
    along = _along(line)
    return np.column_stack([np.interp(distance_m, along, line[:, axis]) for axis in (0, 1)])


def _heading(chord: Points) -> float:
    east_m, north_m = chord[-1] - chord[0]
    return math.degrees(math.atan2(east_m, north_m)) % 360.0


def _angle(before_deg: float, after_deg: float) -> float:
    """Return the change of direction, from -180 to 180, positive to the right."""
    return (after_deg - before_deg + 180.0) % 360.0 - 180.0


def _place(line: Points | shapely.LineString, at: int = 0) -> tuple[float, float]:
    points = line if isinstance(line, np.ndarray) else shapely.get_coordinates(line)
    return float(points[at, 0]), float(points[at, 1])
