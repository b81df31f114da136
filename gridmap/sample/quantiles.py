"""How many households real buildings and compounds have, and draws that keep to it.

The quantiles are those of 689 compounds of Harbin with 15,904 buildings and 1,413,618 households.
"""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

BUILDING_QUANTILES = ((0.05, 37.0), (0.25, 60.0), (0.50, 94.0), (0.75, 137.0), (0.95, 266.0))
"""Households per residential building of a compound."""

COMPOUND_QUANTILES = ((0.05, 383.0), (0.50, 1595.0), (0.95, 5377.0))
"""Households per compound."""

SMALLEST_BUILDING, LARGEST_BUILDING = 24.0, 440.0
"""Ends of the distribution of buildings; only the planted tower is larger."""

COMMUNITY_OF_FULL_SCALE = 8250.0
"""Mean households of a community from which compounds have their full size."""


def building_households(share: ArrayLike) -> NDArray[np.float64]:
    """Return the households of a building at a share of the distribution.

    Parameters
    ----------
    share : array_like of shape (n,)
        Between 0 and 1.

    Returns
    -------
    ndarray of shape (n,)
        Households; logarithms are interpolated between the quantiles.

    Examples
    --------
    >>> building_households([0.05, 0.5, 0.95]).round().tolist()
    [37.0, 94.0, 266.0]
    """
    shares = [0.0, *(share for share, _ in BUILDING_QUANTILES), 1.0]
    values = [SMALLEST_BUILDING, *(value for _, value in BUILDING_QUANTILES), LARGEST_BUILDING]
    return np.asarray(np.exp(np.interp(np.asarray(share, float), shares, np.log(values))))


def compound_scale(households_per_community: float) -> float:
    """Return by how much compounds are scaled so that a community can hold several.

    Parameters
    ----------
    households_per_community : float
        Mean households of a community.

    Returns
    -------
    float
        One third for 2,750 households, 1 at most.

    Examples
    --------
    >>> round(compound_scale(2750), 3)
    0.333
    """
    return min(1.0, households_per_community / COMMUNITY_OF_FULL_SCALE)


def compound_households(share: ArrayLike) -> NDArray[np.float64]:
    """Return the households of a compound at a share of the distribution, unscaled.

    Parameters
    ----------
    share : array_like of shape (n,)
        Between 0 and 1, both excluded.

    Returns
    -------
    ndarray of shape (n,)
        Households; log-normal on either side of the median.

    Examples
    --------
    >>> compound_households([0.05, 0.5, 0.95]).round().tolist()
    [383.0, 1595.0, 5377.0]
    """
    (low_share, low), (_, median), (high_share, high) = COMPOUND_QUANTILES
    normal = NormalDist()
    z = np.array([normal.inv_cdf(float(value)) for value in np.atleast_1d(share)])
    z = np.clip(z, -2.0, 2.0)
    down = np.log(median / low) / -normal.inv_cdf(low_share)
    up = np.log(high / median) / normal.inv_cdf(high_share)
    return np.asarray(median * np.exp(np.where(z < 0, down, up) * z))


def draw_buildings(households: int) -> NDArray[np.int64]:
    """Return buildings that follow the distribution and hold exactly so many households.

    Parameters
    ----------
    households : int
        Households in all.

    Returns
    -------
    ndarray of int64, ascending
        Households of each building, evenly spaced through the distribution.

    Examples
    --------
    >>> int(draw_buildings(20000).sum())
    20000
    """
    mean = building_households((np.arange(1000) + 0.5) / 1000).mean()
    count = max(1, round(households / mean))
    drawn = np.rint(building_households((np.arange(count) + 0.5) / count)).astype(np.int64)
    return np.sort(drawn + spread(households - int(drawn.sum()), count))


def spread(amount: int, count: int) -> NDArray[np.int64]:
    """Return an amount in whole numbers over so many places, as evenly as can be.

    Parameters
    ----------
    amount : int
        What is spread; may be negative.
    count : int
        Places.

    Returns
    -------
    ndarray of int64, of shape (count,)
        Their sum is the amount.

    Examples
    --------
    >>> spread(-5, 3).tolist()
    [-2, -2, -1]
    """
    edges = (np.arange(count + 1) * amount) // count
    return np.diff(edges).astype(np.int64)
