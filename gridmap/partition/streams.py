"""Random numbers for compiled code: the same stream on every machine.

SplitMix64 (Steele, Lea, Flood 2014) on one word of state that the caller owns. Nothing is global,
and exponential variates come from a rounded table, so no mathematics library can change a plan.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from gridmap.partition.compiled import compiled

State = NDArray[np.uint64]

EXPONENTIAL = np.round(-np.log1p(-(np.arange(4096) + 0.5) / 4096), 9)
"""Quantiles of the unit exponential distribution at 4,096 midpoints, shape (4096,)."""


def new_state(seed: int, *path: int) -> State:
    """Return the state of a stream that belongs to a seed and a path of whole numbers.

    Parameters
    ----------
    seed : int
        The seed of the plan.
    *path : int
        What the stream is for, such as (community, restart).

    Returns
    -------
    ndarray of uint64, shape (1,)
        The state; compiled code advances it in place.
    """
    return np.random.SeedSequence([seed, *path]).generate_state(1, np.uint64).astype(np.uint64)


@compiled
def next_word(state: State) -> np.uint64:
    """Return the next 64 random bits.

    Parameters
    ----------
    state : ndarray of uint64, shape (1,)
        The stream, advanced in place.

    Returns
    -------
    uint64
        Uniform bits.
    """
    state[0] += np.uint64(0x9E3779B97F4A7C15)
    word = state[0]
    word = (word ^ (word >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    word = (word ^ (word >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.uint64(word ^ (word >> np.uint64(31)))


@compiled
def below(state: State, bound: int) -> int:
    """Return a whole number from 0 to ``bound - 1``.

    Parameters
    ----------
    state : ndarray of uint64, shape (1,)
        The stream, advanced in place.
    bound : int
        Less than 2**31.

    Returns
    -------
    int
        Uniform up to a bias of ``bound / 2**32``.
    """
    return int(((next_word(state) >> np.uint64(32)) * np.uint64(bound)) >> np.uint64(32))


@compiled
def exponential(state: State) -> float:
    """Return a unit exponential variate: a move of cost d is taken if ``d <= T * variate``.

    Parameters
    ----------
    state : ndarray of uint64, shape (1,)
        The stream, advanced in place.

    Returns
    -------
    float
        A variate; the rule is Metropolis's without computing an exponential.
    """
    return float(EXPONENTIAL[np.int64(next_word(state) >> np.uint64(52))])


@compiled
def uniform(state: State) -> float:
    """Return a number in [0, 1).

    Parameters
    ----------
    state : ndarray of uint64, shape (1,)
        The stream, advanced in place.

    Returns
    -------
    float
        A multiple of 2**-53.
    """
    return np.float64(next_word(state) >> np.uint64(11)) * math.ldexp(1.0, -53)
