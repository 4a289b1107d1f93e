"""Reports that meet; what candidates they make of a store is held by tests/storage."""

from __future__ import annotations

import numpy as np
import pytest

from tasks.similarity import meeting
from tasks.similarity.meeting import Postings, meet
from tasks.text.kernels import COMPILED


def postings(*, lent):
    columns = {
        "keys": np.array([5, 5, 9, 9], np.uint32),
        "bins": np.array([3, 3, 3, 3], np.int32),
        "articles": np.array([1, 2, 1, 2], np.int32),
        "days": np.array([40, 42, 40, 42], np.int32),
    }
    for column in columns.values():
        column.flags.writeable = not lent
    return Postings(**columns)


@pytest.mark.parametrize("lent", [True, False])
def test_two_reports_meet_by_two_terms_with_the_days_between(lent):
    met = meet(postings(lent=lent), 2, 2, window=14)

    assert (met.left.tolist(), met.right.tolist(), met.days.tolist()) == ([1], [2], [2.0])


@pytest.mark.skipif(not COMPILED, reason="numba is not there")
def test_postings_lent_for_reading_alone_wait_for_no_kernel_of_their_own():
    for lent in (True, False):
        meet(postings(lent=lent), 2, 2, window=14)

    assert len(meeting._meet.dispatcher().signatures) == 1
