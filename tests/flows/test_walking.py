"""A walk asks of each article once, and what belongs together is found together."""

from __future__ import annotations

import numpy as np
import pytest

from flows.walking import members, walk


def numbers(some):
    return np.array(some, np.int32)


def test_a_walk_asks_of_each_article_once():
    asked = []

    def beside(some):
        asked.extend(some.tolist())
        return numbers([one + 1 for one in some.tolist() if one < 9])

    assert walk(numbers([3, 5]), beside).tolist() == [3, 4, 5, 6, 7, 8, 9]
    assert sorted(asked) == [3, 4, 5, 6, 7, 8, 9]


@pytest.mark.parametrize(
    ("some", "found"), [([], []), ([1], [1, 3]), ([2], [2]), ([3, 4], [1, 3, 4, 5]), ([0], [0])]
)
def test_members_are_all_of_a_group_and_none_of_no_group(some, found):
    groups = np.array([0, -7, 0, -7, 2, 2], np.int64)

    assert members(groups, numbers(some)).tolist() == found
