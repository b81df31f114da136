"""The check of a certificate, from plain arrays, apart from everything that finds one.

Sums and parts are computed anew. A list of grids is made again by growing sets of units one
neighbour at a time; "every way was tried" is checked by quite another method, which takes the
units one by one and keeps what matters of every beginning of a plan: the grids that still have an
open end, and their households (the frontier method of Kawahara, Horiyama, Hotta and Minato,
*Generating all patterns of graph partitions within a disparity bound*, WALCOM 2017).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

from gridmap.partition.certificate import (
    Between,
    Bottleneck,
    Certificate,
    Exhausted,
    Listed,
    Oversize,
    Stuck,
    TooFew,
)
from gridmap.plan import Band

MOST_STEPS = 200_000
"""Sets or states after which a check gives up, and says no."""

Around = list[set[int]]
Block = tuple[frozenset[int], int]


def check_certificate(
    certificate: Certificate,
    households: Sequence[int],
    edges: Iterable[tuple[int, int]],
    band: Band,
) -> bool:
    """Return whether a certificate proves that a piece cannot be cut within the band.

    Parameters
    ----------
    certificate : Certificate
        The claim.
    households : sequence of int, length n
        Households of each unit.
    edges : iterable of (int, int)
        Pairs of neighbours.
    band : Band
        The band.

    Returns
    -------
    bool
        True only if every figure is right and the claim follows; a claim that would take more
        than `MOST_STEPS` to check counts as not proved.

    Examples
    --------
    >>> check_certificate(Between(560, 1), [280, 280], [(0, 1)], Band(300, 500))
    True
    >>> check_certificate(Between(560, 1), [280, 320], [(0, 1)], Band(300, 500))
    False
    """
    loads = [int(value) for value in households]
    around: Around = [set() for _ in loads]
    for a, b in edges:
        around[int(a)].add(int(b))
        around[int(b)].add(int(a))
    if len(_parts(set(range(len(loads))), around)) != 1 or not -1 <= certificate.unit < len(loads):
        return False
    return _follows(certificate, loads, around, band)


def _follows(claim: Certificate, loads: list[int], around: Around, band: Band) -> bool:
    match claim:
        case TooFew(households=total):
            return total == sum(loads) < band.lower
        case Between(households=total, grids=k):
            return total == sum(loads) and k >= 0 and k * band.upper < total < (k + 1) * band.lower
        case Oversize(unit=u, households=load):
            return u >= 0 and load == loads[u] > band.upper
        case Stuck():
            return _is_stuck(claim, loads, around, band)
        case Bottleneck():
            return _is_bottleneck(claim, loads, around, band)
        case _:
            return _is_settled(claim, loads, around, band)


def _is_settled(claim: Listed | Exhausted, loads: list[int], around: Around, band: Band) -> bool:
    if isinstance(claim, Listed):
        u = claim.unit
        across = _linked(loads, around)
        return u >= 0 and claim.households == loads[u] > 0 and _no_grid_of(u, loads, across, band)
    lived = sum(load > 0 for load in loads)
    return (claim.units, claim.households) == (lived, sum(loads)) and _no_plan(loads, around, band)


def _parts(units: set[int], around: Around) -> list[set[int]]:
    """Return the connected parts of some units."""
    left, parts = set(units), []
    while left:
        part, front = set(), [left.pop()]
        while front:
            u = front.pop()
            part.add(u)
            near = around[u] & left
            left -= near
            front += near
        parts.append(part)
    return parts


def _can_add_up(total: int, band: Band) -> bool:
    return any(k * band.lower <= total <= k * band.upper for k in range(total // band.lower + 1))


def _surplus(total: int, band: Band) -> int:
    """Households that must leave a part before what stays can add up to grids."""
    return next(gone for gone in range(total + 1) if _can_add_up(total - gone, band))


def _is_stuck(claim: Stuck, loads: list[int], around: Around, band: Band) -> bool:
    u = claim.unit
    if u < 0:
        return False
    empty = {v for v, load in enumerate(loads) if load == 0}
    linked = next(part for part in _parts(empty | {u}, around) if u in part)
    near = set().union(*(around[v] for v in linked)) - linked
    return (
        0 < claim.households == loads[u] < band.lower
        and bool(near)
        and claim.joined == loads[u] + min(loads[v] for v in near) > band.upper
    )


def _is_bottleneck(claim: Bottleneck, loads: list[int], around: Around, band: Band) -> bool:
    u = claim.unit
    if u < 0:
        return False
    sums = (sum(loads[v] for v in part) for part in _parts(set(range(len(loads))) - {u}, around))
    failing = sorted(total for total in sums if not _can_add_up(total, band))
    return (
        claim.households == loads[u]
        and claim.parts == tuple(failing)
        and claim.needed == tuple(_surplus(total, band) for total in failing)
        and claim.households + sum(claim.needed) > band.upper
    )


def _linked(loads: list[int], around: Around) -> Around:
    """Return who touches whom when anything may pass through units without households.

    This allows more grids than there are, so that where none will do none does.
    """
    empty = {u for u, load in enumerate(loads) if load == 0}
    linked = [near - empty for near in around]
    for part in _parts(empty, around):
        beside = set().union(*(around[u] for u in part)) - empty
        for u in beside:
            linked[u] |= beside - {u}
    return [set() if u in empty else near for u, near in enumerate(linked)]


def _no_grid_of(unit: int, loads: list[int], around: Around, band: Band) -> bool:
    """List grids of a unit: does each leave a part that cannot add up to grids."""
    everything = {u for u, load in enumerate(loads) if load > 0}
    stack: list[tuple[frozenset[int], frozenset[int]]] = [(frozenset([unit]), frozenset())]
    for _ in range(MOST_STEPS):
        if not stack:
            return True
        grid, barred = stack.pop()
        load = sum(loads[v] for v in grid)
        reach = set().union(*(around[v] for v in grid)) - grid
        ahead = {v for v in reach - barred if load + loads[v] <= band.upper}
        parts = [(part, sum(loads[v] for v in part)) for part in _parts(everything - grid, around)]
        owed = [(part, _surplus(total, band)) for part, total in parts]
        if any(gone and not part & ahead for part, gone in owed):
            continue
        least = load + sum(gone for _, gone in owed)
        if least > band.upper:
            continue
        if least == load >= band.lower:
            return False
        if ahead:
            v = max(ahead, key=loads.__getitem__)
            stack += [(grid, barred | {v}), (grid | {v}, barred)]
    return False


def _no_plan(loads: list[int], around: Around, band: Band) -> bool:
    """Take the units in order; does no beginning of a plan reach the end."""
    order = _order(around)
    place = {u: i for i, u in enumerate(order)}
    last = {u: max([place[u], *(place[v] for v in around[u])]) for u in order}
    states: set[frozenset[Block]] = {frozenset()}
    steps = 0
    for i, u in enumerate(order):
        done = {v for v in order[: i + 1] if last[v] == i}
        after: set[frozenset[Block]] = set()
        for state in states:
            for blocks in _joined(state, u, loads[u], around, band):
                closed = _closed(blocks, done, band)
                if closed is not None:
                    after.add(closed)
            steps += 1
            if steps + len(after) > MOST_STEPS:
                return False
        states = after
    return not states


def _order(around: Around) -> list[int]:
    """Return units so that few of them have neighbours on both sides of any cut of the list."""
    order: list[int] = []
    left = set(range(len(around)))
    front: set[int] = set()
    while left:
        u = min(
            front or left,
            key=lambda v: (len((around[v] & left) - front), len(around[v] & left), v),
        )
        order.append(u)
        left.remove(u)
        front = (front | around[u]) & left
    return order


def _joined(
    state: frozenset[Block], unit: int, load: int, around: Around, band: Band
) -> Iterable[list[Block]]:
    """Yield what becomes of the open grids when a unit joins any of those that it touches."""
    touched = [block for block in state if block[0] & around[unit]]
    others = [block for block in state if not block[0] & around[unit]]
    for count in range(len(touched) + 1):
        for chosen in combinations(touched, count):
            total = load + sum(households for _, households in chosen)
            if total <= band.upper:
                units = frozenset([unit]).union(*(open_ for open_, _ in chosen))
                yield [*others, *(b for b in touched if b not in chosen), (units, total)]


def _closed(blocks: list[Block], done: set[int], band: Band) -> frozenset[Block] | None:
    """Drop units that nothing more can touch; a grid without open ends must be in the band.

    One without households is land that any grid beside it can have.
    """
    kept: list[Block] = []
    for units, load in blocks:
        open_ = units - done
        if open_:
            kept.append((open_, load))
        elif load and not band.holds(load):
            return None
    return frozenset(kept)
