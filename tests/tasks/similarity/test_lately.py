"""Terms are weighed once and found again: forgetting costs time, and never changes a score."""

from __future__ import annotations

import numpy as np
import pytest
from builders import an_event
from hypothesis import given
from hypothesis import strategies as st

from tasks.similarity.lately import ENTRY_BYTES, Lately
from tasks.similarity.salience import joined, weigh_terms

TEXTS = [an_event(seed).text() for seed in range(12)]
ALL = weigh_terms([None] * len(TEXTS), TEXTS, ["en"] * len(TEXTS))
ROOMY = 100_000_000


class Desk:
    """Weighs articles 0 to 11, and notes which it was asked for."""

    def __init__(self):
        self.asked = []

    def __call__(self, numbers):
        self.asked.append(numbers.tolist())
        return joined([_of(number) for number in numbers])


def _of(number):
    return weigh_terms([None], [TEXTS[number]], ["en"])


def entries_of(lately, number):
    row = int(lately.rows(np.array([number], np.int32))[0])
    bounds = lately.terms.bounds
    return lately.terms.entries[bounds[5 * row] : bounds[5 * row + 5]].tolist()


def numbers(*given_numbers):
    return np.array(given_numbers, np.int32)


def test_an_article_that_is_wanted_again_is_not_weighed_again():
    lately, desk = Lately(room=ROOMY), Desk()

    lately.recall(numbers(2, 5), desk)
    lately.recall(numbers(1, 5), desk)

    assert desk.asked == [[2, 5], [1]]


def test_what_was_weighed_anyway_is_not_weighed_again_as_long_as_there_was_room():
    lately, desk = Lately(room=ENTRY_BYTES * _of(4).entries.size), Desk()
    lately.offer(numbers(4), _of(4))
    lately.offer(numbers(6), _of(6))

    lately.recall(numbers(4, 6), desk)

    assert desk.asked == [[6]]
    assert entries_of(lately, 4) == _of(4).entries.tolist()


def test_where_room_is_short_the_lowest_numbers_are_forgotten():
    room = ENTRY_BYTES * sum(_of(number).entries.size for number in (1, 2, 3))
    lately, desk = Lately(room=room), Desk()
    lately.recall(numbers(1, 2, 3), desk)

    lately.recall(numbers(3, 4), desk)

    assert set(lately.numbers.tolist()) in ({2, 3, 4}, {3, 4})
    assert desk.asked == [[1, 2, 3], [4]]


def test_what_is_wanted_now_is_there_even_where_there_is_no_room():
    lately, desk = Lately(room=1), Desk()

    lately.recall(numbers(0, 1, 2), desk)
    lately.recall(numbers(2, 3), desk)

    assert sorted(lately.numbers.tolist()) == [2, 3]


def test_what_was_forgotten_on_purpose_is_weighed_again():
    lately, desk = Lately(room=ROOMY), Desk()
    lately.recall(numbers(2, 5), desk)
    lately.offer(numbers(7), _of(7))

    lately.forget()
    lately.recall(numbers(5, 7), desk)

    assert desk.asked == [[2, 5], [5, 7]]
    assert entries_of(lately, 5) == _of(5).entries.tolist()


@given(
    st.lists(st.sets(st.integers(0, 11), min_size=1), min_size=1, max_size=6),
    st.integers(1, 60_000),
)
def test_whatever_was_forgotten_every_article_has_its_own_terms(asked, room):
    lately, desk = Lately(room=room), Desk()

    for wanted in asked:
        lately.recall(numbers(*sorted(wanted)), desk)

        for number in wanted:
            assert entries_of(lately, number) == _of(number).entries.tolist()


@pytest.mark.parametrize("column", ["norms", "figures", "keys"])
def test_what_is_kept_keeps_all_that_was_weighed(column):
    lately, desk = Lately(room=1), Desk()
    lately.recall(numbers(*range(8)), desk)

    lately.recall(numbers(3, 7, 9), desk)

    rows = lately.rows(numbers(3, 7, 9))
    assert np.array_equal(getattr(lately.terms, column)[rows], getattr(ALL, column)[[3, 7, 9]])


def test_no_terms_are_those_of_no_article():
    remembered, weighed = Lately(room=ROOMY).terms, weigh_terms([], [], [])

    for name in ("keys", "bounds", "entries", "values", "norms", "figures"):
        one, other = getattr(remembered, name), getattr(weighed, name)
        assert (one.dtype, one.shape, one.tolist()) == (other.dtype, other.shape, other.tolist())
