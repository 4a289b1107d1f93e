"""Hashes in order."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from tasks.similarity.sorting import sorted_hashes

EVEN = arrays.arrays(np.uint64, st.integers(0, 300))
# Hashes that all begin alike: they would lie in one drawer.
ALIKE = arrays.arrays(np.uint64, st.integers(0, 300), elements=st.integers(0, 50))


# The first one may have to be compiled.
@settings(deadline=None)
@given(st.one_of(EVEN, ALIKE))
def test_hashes_are_sorted_however_they_are_spread(hashes):
    assert (sorted_hashes(hashes) == np.sort(hashes)).all()


def test_many_hashes_are_sorted():
    hashes = np.random.default_rng(3).integers(0, 2**64, 200_000, np.uint64)

    assert (sorted_hashes(hashes) == np.sort(hashes)).all()
