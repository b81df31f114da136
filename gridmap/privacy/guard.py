"""Which counts of a plan may be told in public, after everything that was told before.

Counts of grids are sums over the units; whoever overlays published plans and subtracts their sums
knows the count of every set of units that is a combination of published sums. A count is withheld
if it is few people itself, or if it would give away few people together with others and with what
was published before. Nobody lives in a place is told: it is about no person. It is assumed that the
other side knows which units are uninhabited, and which counts have not changed between two plans.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from gridmap.privacy.disclosure import Parts, disclosed

LEAST = 10
"""Households or persons that are told; fewer might be recognised."""


@dataclass(frozen=True, slots=True)
class Counts:
    """One kind of counts, such as households, and the sums of it.

    Attributes
    ----------
    values : ndarray of int64, shape (n,)
        Of each thing that is counted. What has another count than before is another thing.
    before : sequence of (sequence of int)
        Rows of the things in each sum that was told before.
    now : sequence of (sequence of int)
        Rows of the things in each sum that is to be told.
    """

    values: NDArray[np.int64]
    before: Sequence[Sequence[int]]
    now: Sequence[Sequence[int]]


def withheld(
    counts: Sequence[Counts], rank: Sequence[int], *, least: int = LEAST, bounds: bool = True
) -> NDArray[np.bool_]:
    """Return which sums are not to be told.

    Parameters
    ----------
    counts : sequence of Counts
        Households, persons: of each the same sums ``now``, which are told together or not at all.
    rank : sequence of int
        Of two sums that would do, that of the lower rank is withheld.
    least : int
        The least count that is told.
    bounds : bool
        Whether bounds are looked at besides what follows exactly.

    Returns
    -------
    ndarray of bool, shape (len(rank),)
        The same for the same input. Telling any one more would give away few people.
    """
    tables = [_Table.of(one, rank, least=least, bounds=bounds) for one in counts]
    hidden = np.zeros(len(rank), dtype=bool)
    for table in tables:
        hidden |= (table.totals > 0) & (table.totals < least)
    own = hidden.copy()
    # A sum more that is withheld gives nothing more away: once through is enough.
    for table in tables:
        table.withhold(hidden)
    # What was withheld early may be told after all, once others are withheld: the largest first.
    for row in sorted(np.flatnonzero(hidden & ~own).tolist(), key=tables[0].order, reverse=True):
        hidden[row] = False
        if any(table.gives_away(hidden, row) for table in tables):
            hidden[row] = True
    return hidden


@dataclass(slots=True)
class _Table:
    """One kind of counts: its sums over parts, a part being the units that no sum tells apart."""

    matrix: csr_array
    counts: NDArray[np.int64]
    first: int
    """Sums before this row were told."""
    totals: NDArray[np.int64]
    """Of the new sums."""
    rank: NDArray[np.int64]
    pieces: list[tuple[NDArray[np.int64], NDArray[np.int64]]]
    """Rows and parts of every piece that has a small part."""
    piece_of: NDArray[np.int64]
    least: int
    bounds: bool

    @classmethod
    def of(cls, told: Counts, rank: Sequence[int], *, least: int, bounds: bool) -> _Table:
        before = told.before
        whole = _incidence([*before, *told.now], len(told.values))
        lived = np.flatnonzero(told.values > 0)
        parts, sums = _parts(whole[:, lived], told.values[lived])
        totals = np.asarray(parts @ sums).ravel().astype(np.int64)[len(before) :]
        number, piece = connected_components(_square(parts), directed=False)
        of_row, of_part = piece[: parts.shape[0]], piece[parts.shape[0] :]
        small = set(of_part[sums < least].tolist())
        pieces = {
            one: (np.flatnonzero(of_row == one), np.flatnonzero(of_part == one))
            for one in sorted(small)
        }
        place = np.full(number, -1, dtype=np.int64)
        place[list(pieces)] = np.arange(len(pieces))
        return cls(
            matrix=parts,
            counts=sums,
            first=len(before),
            totals=totals,
            rank=np.asarray(rank, dtype=np.int64),
            pieces=list(pieces.values()),
            piece_of=place[of_row],
            least=least,
            bounds=bounds,
        )

    def order(self, row: int) -> tuple[int, int, int]:
        """Return the place of a new sum among those that may be withheld."""
        return int(self.rank[row]), int(self.totals[row]), row

    def withhold(self, hidden: NDArray[np.bool_]) -> None:
        """Mark the new sums that have to be withheld."""
        for number in range(len(self.pieces)):
            while (found := self._disclosed(number, hidden)) is not None:
                chosen = self._choice(number, hidden, found)
                if chosen is None:
                    break
                hidden[chosen] = True

    def gives_away(self, hidden: NDArray[np.bool_], row: int) -> bool:
        """Return whether few people are given away in the piece of a sum."""
        piece = int(self.piece_of[self.first + row])
        return piece >= 0 and self._disclosed(piece, hidden) is not None

    def _told(self, number: int, hidden: NDArray[np.bool_]) -> NDArray[np.int64]:
        rows, _ = self.pieces[number]
        new = rows >= self.first
        kept = ~new
        kept[new] = ~hidden[rows[new] - self.first]
        return rows[kept]

    def _disclosed(self, number: int, hidden: NDArray[np.bool_]) -> Parts | None:
        parts = self.pieces[number][1]
        rows = self._dense(self._told(number, hidden), parts)
        return disclosed(rows, self.counts[parts], least=self.least, bounds=self.bounds)

    def _choice(self, number: int, hidden: NDArray[np.bool_], found: Parts) -> int | None:
        """Return the sum whose withholding protects some parts: the least one that does."""
        parts = self.pieces[number][1]
        told = self._told(number, hidden)
        new = told[told >= self.first] - self.first
        meets = np.asarray(self._dense(new + self.first, parts)[:, list(found)].any(axis=1))
        ordered = sorted(
            zip(new.tolist(), meets.tolist(), strict=True),
            key=lambda one: (int(self.rank[one[0]]), not one[1], self.order(one[0])),
        )
        for row, _ in ordered:
            without = hidden.copy()
            without[row] = True
            if self._disclosed(number, without) != found:
                return int(row)
        return int(ordered[0][0]) if ordered else None

    def _dense(
        self, rows: Sequence[int] | NDArray[np.int64], parts: NDArray[np.int64] | None = None
    ) -> NDArray[np.bool_]:
        some = self.matrix[np.asarray(rows, dtype=np.int64)]
        some = some if parts is None else some[:, parts]
        dense: NDArray[np.bool_] = np.asarray(some.toarray()) > 0
        return dense


def _incidence(sums: Sequence[Sequence[int]], n: int) -> csr_array:
    rows = np.repeat(np.arange(len(sums)), [len(one) for one in sums])
    units = np.concatenate(
        [np.asarray(one, dtype=np.int64) for one in sums] or [np.zeros(0, dtype=np.int64)]
    )
    ones = np.ones(len(rows), dtype=np.int8)
    return coo_array((ones, (rows, units.astype(np.int64))), shape=(len(sums), n)).tocsr()


def _parts(whole: csr_array, counts: NDArray[np.int64]) -> tuple[csr_array, NDArray[np.int64]]:
    """Return sums over parts, and the count of each; units in no sum are in no part."""
    by_unit = whole.tocsc()
    by_unit.sort_indices()
    starts, indices = by_unit.indptr.tolist(), by_unit.indices
    number: dict[bytes, int] = {}
    sums: list[int] = []
    members: list[NDArray[np.int64]] = []
    for unit, count in enumerate(counts.tolist()):
        rows = indices[starts[unit] : starts[unit + 1]]
        if not len(rows):
            continue
        part = number.setdefault(rows.tobytes(), len(number))
        if part == len(sums):
            sums.append(0)
            members.append(rows)
        sums[part] += count
    rows = np.concatenate(members or [np.zeros(0, dtype=np.int64)]).astype(np.int64)
    columns = np.repeat(np.arange(len(members)), [len(one) for one in members])
    ones = np.ones(len(rows), dtype=np.int8)
    shape = (whole.shape[0], len(members))
    return coo_array((ones, (rows, columns)), shape=shape).tocsr(), np.array(sums, dtype=np.int64)


def _square(parts: csr_array) -> csr_array:
    m, n = parts.shape
    held = parts.tocoo()
    ones = np.ones(len(held.row), dtype=np.int8)
    return coo_array((ones, (held.row, held.col + m)), shape=(m + n, m + n)).tocsr()
