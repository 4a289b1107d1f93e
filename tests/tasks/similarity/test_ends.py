"""Rows of pairs are picked by their ends alike whether compiled or not."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from plainly import without_numba

from tasks.similarity.ends import rows_marked

numbers = st.integers(0, 9)
pairs = st.lists(st.tuples(numbers, numbers)).map(
    lambda found: np.array(found, np.int32).reshape(-1, 2)
)


@settings(deadline=None)  # the first pairs compile
@given(st.sets(numbers), pairs, st.sampled_from([1, 2]))
def test_rows_are_those_with_a_marked_end_or_two_in_order(marked, given_pairs, least):
    marks = np.zeros(10, np.bool_)
    marks[list(marked)] = True
    left, right = given_pairs.T.copy()
    plain = without_numba()["tasks.similarity.ends"].rows_marked

    hits = [(one in marked) + (two in marked) for one, two in given_pairs.tolist()]
    expected = [row for row, ends in enumerate(hits) if ends >= least]
    assert rows_marked(marks, left, right, least).tolist() == expected
    assert plain(marks, left, right, least).tolist() == expected
