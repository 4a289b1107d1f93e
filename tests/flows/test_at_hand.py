"""Stored pairs at hand are those that the store has, and are read once where they fit."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rooms import pairs_of

from flows.at_hand import PairsAtHand

LAST = 12
PAIR_BYTES = 12


class Stored:
    """Pairs as a store gives them, in parts of two; notes which were read."""

    def __init__(self, pairs):
        scores = pa.array([left / (left + right) for left, right in pairs], pa.float32())
        self.table = pairs_of(pairs, score=scores)
        self.columns = self.table.schema
        self.read = []

    def between(self, low, below):
        for part in self.table.to_batches(max_chunksize=2):
            later = part["right_no"].to_numpy()
            found = part.filter(pa.array((later >= low) & (later < below)))
            self.read += as_pairs(found)
            yield found


def as_pairs(table):
    return list(zip(table["left_no"].to_pylist(), table["right_no"].to_pylist(), strict=True))


def at_hand(pairs, room=10**6):
    stored = Stored(pairs)
    return PairsAtHand(room=room, source=stored, last=LAST), stored


numbers = st.integers(1, LAST)
some_pairs = st.lists(
    st.tuples(numbers, numbers).filter(lambda pair: pair[0] < pair[1]), unique=True
)
questions = st.lists(st.lists(numbers, unique=True), max_size=6)


@settings(deadline=None)  # the first question compiles
@given(some_pairs, questions, st.sampled_from([0, 5 * PAIR_BYTES, 10**6]))
def test_whatever_was_asked_before_and_whatever_fits_a_question_has_its_pairs(pairs, asked, room):
    hand, _ = at_hand(pairs, room)

    for some in asked:
        wanted = np.array(some, np.int32)
        beside, within = hand.beside(wanted), hand.within(wanted)
        both = [pair for pair in pairs if pair[0] in some and pair[1] in some]
        assert sorted(as_pairs(within)) == sorted(both)
        assert sorted(as_pairs(beside)) == sorted(
            pair for pair in pairs if pair[0] in some or pair[1] in some
        )
        assert beside["score"].to_pylist() == pytest.approx(
            [left / (left + right) for left, right in as_pairs(beside)]
        )


def test_what_fits_is_read_once_and_not_before_it_is_asked_for():
    hand, stored = at_hand([(1, 2), (3, 5), (4, 8), (7, 9)])

    hand.beside(np.array([8, 9], np.int32))
    assert stored.read == [(4, 8), (7, 9)]

    hand.within(np.array([3, 9], np.int32))
    hand.beside(np.array([5, 6], np.int32))
    assert sorted(stored.read) == [(3, 5), (4, 8), (7, 9)]


def test_what_does_not_fit_is_read_anew_each_time():
    hand, stored = at_hand([(1, 2), (3, 5), (4, 8), (7, 9)], room=2 * PAIR_BYTES)
    everyone = np.arange(1, LAST + 1, dtype=np.int32)

    hand.beside(everyone)
    hand.beside(everyone)

    assert len(stored.read) == 8
