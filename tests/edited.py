"""Plans to be edited, drawn as rows of letters: one letter a grid, a dot for no grid."""

import hashlib
import itertools
import uuid

import lattice
import numpy as np

from gridmap.contiguity import ContiguityGraph, EdgeKind
from gridmap.editing import GridFacts, Ground, LivePlan
from gridmap.plan import Band

A, B, C, D = (f"{lattice.COMMUNITY}00{n}" for n in (1, 2, 3, 4))
NAMES = {"A": A, "B": B, "C": C, "D": D}
ELSEWHERE = "370899001002"
FAR = f"{ELSEWHERE}001"
BAND = Band(20, 40)


def ground_of(rows, cols, *, barrier_after_col=None, **columns):
    """Return a lattice and its rook graph; a river may run along a column."""
    units = lattice.lattice_units(rows, cols, **columns)
    cells = np.arange(rows * cols).reshape(rows, cols)
    pairs = [*zip(cells[:, :-1].ravel(), cells[:, 1:].ravel(), strict=True)]
    pairs += zip(cells[:-1].ravel(), cells[1:].ravel(), strict=True)
    heads, tails = (np.array(ends, dtype=np.int32) for ends in zip(*sorted(pairs), strict=True))
    river = (tails == heads + 1) & (heads % cols == barrier_after_col)
    graph = ContiguityGraph(
        n=rows * cols,
        heads=heads,
        tails=tails,
        length_m=np.full(len(heads), 100.0),
        kind=np.where(river, EdgeKind.WATER, EdgeKind.PLAIN).astype(np.int8),
        bridged=np.zeros(len(heads), dtype=bool),
    )
    return Ground(units, graph, {lattice.COMMUNITY: "格子社区"})


def plan_of(drawing, *, ground=None, facts=None, **options):
    """Return a plan drawn as lines of letters, with 10 households a unit and a band of 20 to 40."""
    lines = drawing.split()
    ground = ground or ground_of(len(lines), len(lines[0]))
    codes = [NAMES.get(letter) for letter in "".join(lines)]
    known = {code: GridFacts(f"uuid-{code[-1]}", lattice.COMMUNITY) for code in set(codes) if code}
    return LivePlan.of(ground, known | (facts or {}), codes, **{"band": BAND, **options})


def drawing_of(plan, cols):
    """Return the drawing of a plan; grids made since the start are E, F ..."""
    letters = {f"{lattice.COMMUNITY}{n:03d}": letter for n, letter in enumerate("ABCDEFGHIJK", 1)}
    text = "".join("." if code is None else letters[code] for code in plan.codes())
    return " ".join(text[i : i + cols] for i in range(0, len(text), cols))


def unit(number):
    """Return the id of a unit, counted from 1, row by row from the north-west."""
    return f"{lattice.COMMUNITY}-{number:05d}"


def units(*numbers):
    """Return ids of units, counted from 1."""
    return tuple(unit(number) for number in numbers)


def counted_uuids():
    """Return a source of identities that are the same in every run."""
    numbers = itertools.count(1)
    return lambda: uuid.UUID(int=next(numbers))


def sha256(text):
    """Return the SHA-256 of a text in hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()
