"""Whether a grid stays in one piece when a unit leaves it, compiled.

Nearly always the neighbours of the unit tell: if those in its grid hang together by edges among
themselves, nothing falls apart. Where they do not, two searches start from both sides of the gap,
and the smaller side soon has nowhere to go.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gridmap.partition.compiled import compiled, inlined, lean
from gridmap.partition.problem import Ints
from gridmap.partition.tally import Arrays

BITS = 64
"""Neighbours of a unit whose edges among themselves fit in a word."""

Words = NDArray[np.uint64]

ONE, NONE = np.uint64(1), np.uint64(0)


@compiled
def shared_neighbours(indptr: Ints, indices: Ints) -> Words:
    """Return which neighbours of the source of each edge are neighbours of its target.

    Parameters
    ----------
    indptr, indices : ndarray of int64, shapes (n + 1,) and (2m,)
        Neighbours of each unit, in compressed rows.

    Returns
    -------
    ndarray of uint64, shape (2m,)
        A bit for each place in the row of the source, the target's own included; 0 where the
        source has more neighbours than bits.
    """
    n = len(indptr) - 1
    near = np.zeros(len(indices), np.uint64)
    place = np.full(n, -1, np.int64)
    for u in range(n):
        first, last = indptr[u], indptr[u + 1]
        if last - first > BITS:
            continue
        for e in range(first, last):
            place[indices[e]] = e - first
        for e in range(first, last):
            word = ONE << np.uint64(e - first)
            v = indices[e]
            for f in range(indptr[v], indptr[v + 1]):
                if place[indices[f]] >= 0:
                    word |= ONE << np.uint64(place[indices[f]])
            near[e] = word
        for e in range(first, last):
            place[indices[e]] = -1
    return near


@lean
def stays_connected(  # noqa: PLR0917
    arrays: Arrays, labels: Ints, u: int, queue: Ints, mark: Ints, stamp: int
) -> bool:
    """Return whether the grid of ``u`` is still one connected piece without it.

    Parameters
    ----------
    arrays, labels
        The problem and the grid of each unit.
    u : int
        The unit that leaves.
    queue, mark : ndarray of int64, shape (n,)
        Working space; ``mark`` holds no value from ``stamp`` to ``stamp + 1``.
    stamp : int
        A number never used before with this ``mark``.

    Returns
    -------
    bool
        False also when the grid would be empty.
    """
    first, last = arrays.indptr[u], arrays.indptr[u + 1]
    if last - first > BITS:
        return _meets_all(arrays, labels, u, queue, mark, stamp)
    a, same = labels[u], NONE
    for e in range(first, last):
        same |= np.uint64(labels[arrays.indices[e]] == a) << np.uint64(e - first)
    one = _spread(arrays.near, first, last, same)
    if one == same:
        return bool(same != NONE)
    other = _spread(arrays.near, first, last, same & ~one)
    if one | other != same:
        return _meets_all(arrays, labels, u, queue, mark, stamp)
    return _meet(arrays, labels, u, one, other, queue, mark, stamp)


@inlined
def _spread(near: Words, first: int, last: int, among: np.uint64) -> np.uint64:
    """Return the neighbours that hang together with the first of some."""
    reached = among & (~among + ONE)
    before = NONE
    while reached != before and reached != among:  # noqa: PLR1714 (tuples are slow when compiled)
        before = reached
        for e in range(first, last):
            within = NONE - ((reached >> np.uint64(e - first)) & ONE)
            reached |= near[e] & among & within
    return reached


@lean
def _meet(  # noqa: PLR0917
    arrays: Arrays,
    labels: Ints,
    u: int,
    one: np.uint64,
    other: np.uint64,
    queue: Ints,
    mark: Ints,
    stamp: int,
) -> bool:
    """Return whether searches from two sets of neighbours meet, the queue filled from both ends."""
    a, first = labels[u], arrays.indptr[u]
    base, way, head, tail, ours = 0, 1, 0, 0, stamp
    far_base, far_head, far_tail, theirs = len(queue) - 1, 0, 0, stamp + 1
    for e in range(first, arrays.indptr[u + 1]):
        bit = ONE << np.uint64(e - first)
        v = arrays.indices[e]
        if one & bit:
            mark[v] = ours
            queue[tail] = v
            tail += 1
        elif other & bit:
            mark[v] = theirs
            queue[far_base - far_tail] = v
            far_tail += 1
    while head < tail:
        w = queue[base + way * head]
        head += 1
        for e in range(arrays.indptr[w], arrays.indptr[w + 1]):
            v = arrays.indices[e]
            if labels[v] == a and v != u and mark[v] != ours:
                if mark[v] == theirs:
                    return True
                mark[v] = ours
                queue[base + way * tail] = v
                tail += 1
        base, far_base, way = far_base, base, -way
        head, tail, ours, far_head, far_tail, theirs = far_head, far_tail, theirs, head, tail, ours
    return False


@lean
def _meets_all(  # noqa: PLR0917
    arrays: Arrays, labels: Ints, u: int, queue: Ints, mark: Ints, stamp: int
) -> bool:
    """Return whether a search from one neighbour meets all the others of the grid."""
    a = labels[u]
    wanted = 0
    start = -1
    for e in range(arrays.indptr[u], arrays.indptr[u + 1]):
        v = arrays.indices[e]
        if labels[v] == a:
            mark[v] = stamp
            wanted += 1
            start = v
    if wanted <= 1:
        return wanted == 1
    mark[u] = stamp + 1
    mark[start] = stamp + 1
    queue[0] = start
    head, tail, found = 0, 1, 1
    while head < tail:
        w = queue[head]
        head += 1
        for e in range(arrays.indptr[w], arrays.indptr[w + 1]):
            v = arrays.indices[e]
            if labels[v] == a and mark[v] != stamp + 1:
                found += mark[v] == stamp
                if found == wanted:
                    return True
                mark[v] = stamp + 1
                queue[tail] = v
                tail += 1
    return False
