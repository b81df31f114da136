"""Choosing places: the best of every choice there is, and an honest bound where time is short."""

import itertools
import time

import numpy as np
import pytest

from gridmap.stations.choosing import choose


def best_of_all(gain, weight, count):
    """Return what the best choice gains, all of them tried."""
    some = itertools.combinations(range(len(gain)), min(count, len(gain)))
    return max(float(gain[list(one)].max(axis=0) @ weight) for one in some)


@pytest.mark.parametrize("count", [1, 2, 3, 4])
@pytest.mark.parametrize("kind", ["cover", "distance"])
def test_no_other_choice_gains_more(kind, count):
    rng = np.random.default_rng(count)
    for _ in range(12):
        places, homes = rng.integers(4, 11), rng.integers(3, 15)
        gain = np.maximum(rng.normal(0, 50, (places, homes)), 0)
        gain = (gain > 40).astype(float) if kind == "cover" else gain
        weight = rng.integers(1, 60, homes)
        found = choose(gain, weight, count)
        assert found.gain == pytest.approx(best_of_all(gain, weight, count))
        assert (found.status, found.gap) == ("optimal", 0.0)
        assert float(gain[list(found.places)].max(axis=0, initial=0) @ weight) == found.gain


def test_the_best_pair_is_not_always_the_best_one_and_another():
    # Place 0 covers the middle four of six homes; places 1 and 2 three each: all six.
    gain = np.array([[0, 1, 1, 1, 1, 0], [1, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 1]], dtype=float)
    weight = np.ones(6, dtype=np.int64)
    assert choose(gain, weight, 1).places == (0,)
    assert choose(gain, weight, 2).places == (1, 2)


def test_places_that_add_nothing_are_not_chosen():
    gain = np.array([[1, 1, 1], [1, 0, 0], [0, 0, 1]], dtype=float)
    found = choose(gain, np.array([5, 1, 1]), 3)
    assert (found.places, found.gain, found.status) == ((0,), 7.0, "optimal")
    assert choose(np.zeros((3, 3)), np.ones(3, dtype=np.int64), 2).places == ()


def test_the_proof_of_many_places_takes_seconds():
    rng = np.random.default_rng(3)
    homes, places = rng.random((300, 2)) * 3000, rng.random((700, 2)) * 3000
    length_m = np.hypot(*(places[:, None] - homes[None]).transpose(2, 0, 1))
    weight = rng.integers(20, 150, 300)
    began = time.monotonic()
    for gain in ((length_m <= 720).astype(float), np.maximum(3000 - length_m, 0)):
        assert choose(gain, weight, 4).status == "optimal"
    assert time.monotonic() - began < 60


def test_when_time_is_up_the_bound_still_holds():
    rng = np.random.default_rng(8)
    homes, places = rng.random((400, 2)) * 3000, rng.random((500, 2)) * 3000
    length_m = np.hypot(*(places[:, None] - homes[None]).transpose(2, 0, 1))
    gain, weight = np.maximum(3000 - length_m, 0), rng.integers(20, 150, 400)
    short = choose(gain, weight, 6, time_s=1e-3)
    whole = choose(gain, weight, 6)
    assert short.status == "time_limit"
    assert short.gain <= whole.gain <= short.bound
    assert short.gap == pytest.approx((short.bound - short.gain) / short.gain)
    assert short.gap > 0
