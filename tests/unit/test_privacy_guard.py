"""Which counts may be told in public; every case can be worked out on paper."""

import numpy as np

from gridmap.privacy.guard import Counts, withheld


def hidden(counts, before, now, rank=None, **options):
    found = withheld([Counts(np.array(counts), before, now)], rank or [0] * len(now), **options)
    return found.tolist()


def test_a_count_of_few_is_withheld_and_none_is_told():
    assert hidden([9, 10, 0], [], [[0], [1], [2]]) == [True, False, False]


def test_a_building_that_moved_between_two_plans_hides_both_grids():
    # Grids of 400 and 500 were told; now a building of 6 is in the other one.
    counts = [394, 6, 500]
    before = [[0, 1], [2]]
    assert hidden(counts, before, [[0], [1, 2]]) == [True, True]


def test_a_building_of_ten_may_move():
    assert hidden([390, 10, 500], [[0, 1], [2]], [[0], [1, 2]]) == [False, False]


def test_the_total_that_gives_away_one_withheld_grid_hides_the_smallest_other():
    # Of 7, 40 and 90 with their total, the 7 follows unless another is withheld.
    assert hidden([7, 40, 90], [], [[0], [1], [2], [0, 1, 2]], [0, 0, 0, 1]) == [
        True,
        True,
        False,
        False,
    ]


def test_a_small_union_of_two_parts_is_seen():
    # a + b + c was told, c alone would tell a + b, of 4 and 5 households.
    counts = [4, 5, 100, 50, 60]
    before = [[0, 1, 2], [0, 3], [1, 4]]
    assert hidden(counts, before, [[2]]) == [True]


def test_three_plans_give_away_what_two_do_not():
    # a+b, b+c and a+c together tell each of them.
    counts = [6, 20, 30]
    assert hidden(counts, [[0, 1]], [[1, 2]]) == [False]
    assert hidden(counts, [[0, 1], [1, 2]], [[0, 2]]) == [True]


def test_few_people_between_bounds_count_as_given_away():
    # a+b+d=29, a+c=34 and b+c=50 tell 2a+d=13: a is 6 at most. With d+e=10, it is 2 at least.
    counts = [4, 20, 30, 5, 5]
    told = [[0, 1, 3], [0, 2], [1, 2]]
    assert hidden(counts, told, [[3, 4]]) == [True]
    assert hidden(counts, told, [[3, 4]], bounds=False) == [False]


def test_persons_are_looked_at_as_well():
    households = Counts(np.array([20, 30]), [], [[0], [1]])
    persons = Counts(np.array([60, 8]), [], [[0], [1]])
    found = withheld([households, persons], [0, 0])
    assert found.tolist() == [False, True]


def test_no_more_is_withheld_than_has_to_be():
    # The first of two moves needs two grids; the third grid keeps its count.
    counts = [394, 6, 500, 300]
    assert hidden(counts, [[0, 1], [2], [3]], [[0], [1, 2], [3]]) == [True, True, False]
