"""What is too large for one story is taken apart, and said."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tasks.clusters.belief import hold_back


def labels(*values):
    return np.array(values, np.int64)


def test_a_story_of_believable_size_is_left_as_it_is():
    found = hold_back(labels(0, 0, 0, 3), labels(0, 1, 2, 3), largest=3)

    assert found.labels.tolist() == [0, 0, 0, 3]
    assert found.held == ()


def test_a_cluster_beyond_belief_falls_into_its_copy_groups():
    found = hold_back(labels(0, 0, 0, 0, 4), labels(0, 0, 2, 3, 4), largest=2)

    assert found.labels.tolist() == [0, 0, 2, 3, 4]
    assert found.held == (3,)


def test_a_thousand_reprints_of_one_text_are_one_text():
    found = hold_back(np.zeros(1000, np.int64), np.zeros(1000, np.int64), largest=2)

    assert set(found.labels.tolist()) == {0}
    assert found.held == ()


@given(st.lists(st.integers(0, 5), min_size=1, max_size=40), st.integers(1, 4))
def test_no_story_of_more_texts_than_believed_is_left(groups, largest):
    stories = np.array([groups.index(group) for group in groups], np.int64)
    copies = np.arange(len(groups), dtype=np.int64)

    found = hold_back(stories, copies, largest=largest)

    assert np.unique(found.labels, return_counts=True)[1].max() <= largest
