"""Token buckets on a clock that the test turns."""

import pytest
from gridmap_api.auth import limits
from gridmap_api.auth.limits import Buckets, Rate
from gridmap_api.errors import TooManyError

TWO_THEN_ONE_IN_TEN_S = Rate(2, 0.1)


class Clock:
    now_s = 0.0

    def __call__(self):
        return self.now_s


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def buckets(clock):
    return Buckets(clock)


def test_a_burst_is_let_through_and_the_next_told_when_to_come(buckets):
    taken = [buckets.take(TWO_THEN_ONE_IN_TEN_S, "zhang") for _ in range(3)]
    assert taken == [0, 0, 10]


def test_a_bucket_fills_with_time_up_to_its_burst(buckets, clock):
    for _ in range(2):
        buckets.take(TWO_THEN_ONE_IN_TEN_S, "zhang")
    clock.now_s = 5
    assert buckets.take(TWO_THEN_ONE_IN_TEN_S, "zhang") == pytest.approx(5)
    clock.now_s = 10
    assert buckets.take(TWO_THEN_ONE_IN_TEN_S, "zhang") == 0
    clock.now_s = 1_000
    taken = [buckets.take(TWO_THEN_ONE_IN_TEN_S, "zhang") for _ in range(3)]
    assert taken == [0, 0, 10]


def test_each_has_a_bucket_of_its_own(buckets):
    for _ in range(2):
        buckets.take(TWO_THEN_ONE_IN_TEN_S, "zhang")
    assert buckets.take(TWO_THEN_ONE_IN_TEN_S, "li") == 0


def test_who_is_refused_is_told_when_to_come_again_in_whole_seconds(buckets):
    buckets.require(Rate(1, 0.3), "zhang")
    with pytest.raises(TooManyError) as caught:
        buckets.require(Rate(1, 0.3), "zhang")
    assert caught.value.more == {"retry_after_s": 4}


def test_a_bucket_that_is_forgiven_is_full(buckets):
    for _ in range(2):
        buckets.take(TWO_THEN_ONE_IN_TEN_S, "zhang")
    buckets.forgive("zhang")
    assert buckets.take(TWO_THEN_ONE_IN_TEN_S, "zhang") == 0


def test_the_buckets_of_many_addresses_do_not_fill_the_memory(buckets, monkeypatch):
    monkeypatch.setattr(limits, "MOST_BUCKETS", 3)
    for address in "abcd":
        for _ in range(2):
            buckets.take(TWO_THEN_ONE_IN_TEN_S, address)
    full = [buckets.take(TWO_THEN_ONE_IN_TEN_S, address) == 0 for address in "dcba"]
    assert full == [False, False, False, True]
