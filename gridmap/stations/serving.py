"""Which station serves which grid: what the layer says, else the stations that stand in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gridmap.stations.homes import Bools, Grids, Ints
from gridmap.stations.layer import Stations


@dataclass(frozen=True, eq=False, slots=True)
class Serving:
    """Which station serves which grid of one version.

    Attributes
    ----------
    serves : ndarray of bool, shape (s, k)
        Whether a station serves a grid.
    stands_in : ndarray of int64, shape (s,)
        Number of the grid that each station stands in; -1 for none.
    is_stated : ndarray of bool, shape (s,)
        Whether the layer says which grids a station serves.
    unknown : tuple of tuple of str
        Codes that each station is said to serve, and that are no grid of the plan.
    """

    serves: Bools
    stands_in: Ints
    is_stated: Bools
    unknown: tuple[tuple[str, ...], ...]

    def stations_of(self, grid: int) -> list[int]:
        """Return the stations that serve a grid.

        Parameters
        ----------
        grid : int
            Number of the grid.

        Returns
        -------
        list of int
            Their rows.
        """
        rows: list[int] = np.flatnonzero(self.serves[:, grid]).tolist()
        return rows


def serving_of(stations: Stations, grids: Grids) -> Serving:
    """Return which station serves which grid.

    A station whose grids are stated serves these. A grid that is not stated by any is served by
    the stations that stand in it and state nothing.

    Parameters
    ----------
    stations : Stations
        The stations.
    grids : Grids
        The grids of one version.

    Returns
    -------
    Serving
        Of this version.
    """
    number = {code: row for row, code in enumerate(grids.code)}
    serves = np.zeros((len(stations), len(grids.code)), dtype=np.bool_)
    unknown = []
    for row, codes in enumerate(stations.serves):
        serves[row, [number[code] for code in codes if code in number]] = True
        unknown.append(tuple(code for code in codes if code not in number))
    within = np.full(len(stations), -1, dtype=np.int64)
    placed = stations.unit >= 0
    within[placed] = grids.of_unit[stations.unit[placed]]
    is_stated = np.array([bool(codes) for codes in stations.serves], dtype=np.bool_)
    inferred = np.flatnonzero(~is_stated & (within >= 0))
    is_served: Bools = np.asarray(serves.any(axis=0))
    inferred = inferred[~is_served[within[inferred]]]
    serves[inferred, within[inferred]] = True
    return Serving(serves, within, is_stated, tuple(unknown))
