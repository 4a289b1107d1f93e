"""Rows of pairs are picked by their ends alike whether compiled or not."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from plainly import without_numba

from tasks.similarity.ends import rows_with_both, rows_with_one

numbers = st.integers(0, 9)
pairs = st.lists(st.tuples(numbers, numbers)).map(
    lambda found: np.array(found, np.int32).reshape(-1, 2)
)


@settings(deadline=None)  # the first pairs compile
@given(st.sets(numbers), pairs)
def test_rows_are_those_with_a_marked_end_in_order(marked, given_pairs):
    marks = np.zeros(10, np.bool_)
    marks[list(marked)] = True
    left, right = given_pairs.T.copy()
    plain = without_numba()["tasks.similarity.ends"]

    hit = [(int(one in marked) + int(two in marked)) for one, two in given_pairs.tolist()]
    one, both = ([row for row, ends in enumerate(hit) if ends >= most] for most in (1, 2))
    for module_one, module_both in (
        (rows_with_one, rows_with_both),
        (plain.rows_with_one, plain.rows_with_both),
    ):
        assert module_one(marks, left, right).tolist() == one
        assert module_both(marks, left, right).tolist() == both
