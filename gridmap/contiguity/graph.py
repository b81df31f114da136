"""The contiguity graph as arrays that cannot be malformed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gridmap.borders import EdgeKind
from gridmap.errors import InputError, Text

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class ContiguityGraph:
    """Which units share an edge, as arrays.

    Attributes
    ----------
    n : int
        Number of units; a unit without any edge is still there.
    heads, tails : ndarray of int32, shape (m,)
        Rows of the two units of every edge, ``heads < tails``, each pair once.
    length_m : ndarray of float64, shape (m,)
        Length of the shared border in metres.
    kind : ndarray of int8, shape (m,)
        `EdgeKind` of the border.
    bridged : ndarray of bool, shape (m,)
        Whether a bridge or an underpass opens the border.

    Raises
    ------
    InputError
        If the arrays are no adjacency of ``n`` units.

    Examples
    --------
    >>> graph = ContiguityGraph(
    ...     n=3,
    ...     heads=np.array([0, 1]),
    ...     tails=np.array([1, 2]),
    ...     length_m=np.array([10.0, 10.0]),
    ...     kind=np.array([EdgeKind.PLAIN, EdgeKind.WATER]),
    ...     bridged=np.array([False, False]),
    ... )
    >>> graph.components(~graph.barrier).tolist()
    [0, 0, 1]
    """

    n: int
    heads: NDArray[np.int32]
    tails: NDArray[np.int32]
    length_m: NDArray[np.float64]
    kind: NDArray[np.int8]
    bridged: Mask

    def __post_init__(self) -> None:
        m = len(self.heads)
        columns = (self.tails, self.length_m, self.kind, self.bridged)
        if any(len(column) != m for column in columns):
            raise _malformed("数组长短不一", "the arrays differ in length")
        if m == 0:
            return
        if (self.heads == self.tails).any():
            raise _malformed("有单元与自身相邻", "a unit is its own neighbour")
        if (self.heads > self.tails).any():
            raise _malformed("边的两端次序颠倒", "an edge has heads > tails")
        if self.heads.min() < 0 or self.tails.max() >= self.n:
            raise _malformed(
                f"边指向不存在的单元(共 {self.n} 个)", f"an edge leaves the {self.n} units"
            )
        pairs = self.heads.astype(np.int64) * self.n + self.tails
        if len(np.unique(pairs)) != m:
            raise _malformed("同一对单元有多条边", "a pair of units has two edges")
        if not (np.isfinite(self.length_m).all() and (self.length_m > 0).all()):
            raise _malformed("边长须为正数", "an edge has no positive length")

    @property
    def barrier(self) -> Mask:
        """Edges that a barrier closes, shape (m,)."""
        return (self.kind >= EdgeKind.ARTERIAL) & ~self.bridged

    def components(self, open_mask: Mask) -> NDArray[np.int64]:
        """Return the connected component of every unit.

        Parameters
        ----------
        open_mask : ndarray of bool, shape (m,)
            Edges that connect.

        Returns
        -------
        ndarray of int64, shape (n,)
            Components, numbered from 0.
        """
        ends = self.heads[open_mask], self.tails[open_mask]
        links = coo_array((np.ones(len(ends[0]), np.int8), ends), shape=(self.n, self.n))
        return np.asarray(connected_components(links, directed=False)[1], dtype=np.int64)

    def take(self, rows: NDArray[np.int64]) -> ContiguityGraph:
        """Return the graph of some of the units.

        Parameters
        ----------
        rows : ndarray of int64, shape (k,)
            Units to keep, ascending.

        Returns
        -------
        ContiguityGraph
            The units in that order, and the edges between them.
        """
        index = np.full(self.n, -1, dtype=np.int32)
        index[rows] = np.arange(len(rows), dtype=np.int32)
        kept = np.flatnonzero((index[self.heads] >= 0) & (index[self.tails] >= 0))
        return ContiguityGraph(
            n=len(rows),
            heads=index[self.heads[kept]],
            tails=index[self.tails[kept]],
            length_m=self.length_m[kept],
            kind=self.kind[kept],
            bridged=self.bridged[kept],
        )

    def islands(self) -> NDArray[np.int64]:
        """Return the units that share an edge with no other.

        Returns
        -------
        ndarray of int64
            Their rows.
        """
        alone = np.ones(self.n, dtype=bool)
        alone[self.heads] = False
        alone[self.tails] = False
        return np.flatnonzero(alone)


def _malformed(zh: str, en: str) -> InputError:
    return InputError(
        Text(f"邻接图有误：{zh}。", f"The contiguity graph is malformed: {en}."),
        Text("请由基本单元重新建图。", "Build it from the units again."),
    )
