"""Groups of copies follow from the set of pairs, and round-ups weld none."""

from __future__ import annotations

from unittest.mock import patch

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tasks.clusters import copies as copies_module
from tasks.clusters.copies import CopyPairs, copy_groups

ARTICLES = 9


def pairs_of(rows):
    """Rows of (left, right, short, copy, identical); long is as short."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * 5
    short = np.array(columns[2], np.float32)
    return CopyPairs(
        left=np.array(columns[0], np.int32),
        right=np.array(columns[1], np.int32),
        short=short,
        long=short,
        copy=np.array(columns[3], np.bool_),
        identical=np.array(columns[4], np.bool_),
    )


def copies(*edges, short=0.9):
    return [(left, right, short, True, False) for left, right in edges]


def test_three_copies_are_one_group_named_by_the_first():
    assert copy_groups(4, pairs_of(copies((1, 2), (2, 3), (1, 3)))).tolist() == [0, 1, 1, 1]


def test_an_article_without_copies_is_its_own_group():
    assert copy_groups(3, pairs_of([])).tolist() == [0, 1, 2]


def test_a_chain_of_three_whose_ends_are_strangers_is_not_one_group():
    assert copy_groups(3, pairs_of(copies((0, 1), (1, 2)))).tolist() == [0, 0, 2]


def test_weakly_alike_ends_let_a_chain_be_one_group():
    rows = [*copies((0, 1), (1, 2)), (0, 2, 0.4, False, False)]

    assert copy_groups(3, pairs_of(rows)).tolist() == [0, 0, 0]


def test_a_round_up_welds_no_two_stories():
    stories = [*copies((0, 1), (0, 2), (1, 2)), *copies((3, 4), (3, 5), (4, 5))]
    round_up = copies(*((member, 6) for member in range(6)), short=0.85)

    groups = copy_groups(7, pairs_of(stories + round_up))

    assert groups[:6].tolist() == [0, 0, 0, 3, 3, 3]


def test_a_text_printed_unchanged_by_many_outvotes_nobody():
    equal = [(left, right, 1.0, True, True) for left in range(5) for right in range(left)]

    # Article 5 was met, and is a copy of, one of the five only; the five are one text.
    assert copy_groups(6, pairs_of([*equal, *copies((2, 5))])).tolist() == [0] * 6


def test_what_an_editor_joined_is_one_group():
    assert copy_groups(4, pairs_of([]), must=[(3, 1)]).tolist() == [0, 1, 2, 1]


def test_what_an_editor_parted_is_never_one_group():
    groups = copy_groups(3, pairs_of(copies((0, 1), (1, 2), (0, 2))), must_not=[(0, 2)])

    assert groups[0] != groups[2]


def test_even_equal_texts_stay_apart_once_parted():
    groups = copy_groups(2, pairs_of([(0, 1, 1.0, True, True)]), must_not=[(1, 0)])

    assert groups.tolist() == [0, 1]


@st.composite
def verified(draw):
    rows = {}
    for left, right in draw(
        st.lists(st.tuples(st.integers(0, ARTICLES - 1), st.integers(0, ARTICLES - 1)), max_size=25)
    ):
        if left != right:
            short = draw(st.sampled_from([0.35, 0.8, 0.85, 0.9, 1.0]))
            copy = short >= 0.8 and draw(st.booleans())
            identical = short == 1 and copy and draw(st.booleans())
            rows[frozenset((left, right))] = (left, right, short, copy, identical)
    return list(rows.values())


@given(verified(), st.randoms(use_true_random=False))
def test_the_order_of_pairs_and_their_sides_change_nothing(rows, chance):
    shuffled = [
        (right, left, *rest) if chance.random() < 0.5 else (left, right, *rest)
        for left, right, *rest in chance.sample(rows, len(rows))
    ]

    once, again = copy_groups(ARTICLES, pairs_of(rows)), copy_groups(ARTICLES, pairs_of(shuffled))

    assert once.tolist() == again.tolist()


@given(verified(), st.lists(st.booleans(), min_size=ARTICLES, max_size=ARTICLES))
def test_strangers_numbered_in_between_change_nothing(rows, gaps):
    """Places only have to keep the order of the articles."""
    places = (np.arange(ARTICLES) + np.cumsum(gaps)).tolist()
    moved = [(places[left], places[right], *rest) for left, right, *rest in rows]

    groups = copy_groups(places[-1] + 1, pairs_of(moved))

    expected = [places[group] for group in copy_groups(ARTICLES, pairs_of(rows))]
    assert groups[places].tolist() == expected


@given(verified())
def test_a_group_is_named_by_its_smallest_member(rows):
    groups = copy_groups(ARTICLES, pairs_of(rows))

    assert all(groups[group] == group <= place for place, group in enumerate(groups.tolist()))


@given(verified(), st.lists(st.tuples(st.integers(0, 4), st.integers(5, 8)), max_size=3))
def test_a_parted_pair_is_parted_whatever_the_pairs(rows, parted):
    groups = copy_groups(ARTICLES, pairs_of(rows), must_not=parted)

    assert all(groups[left] != groups[right] for left, right in parted)


@given(verified())
def test_every_group_is_held_together_by_copies(rows):
    """Each member but a lone one is a copy of another member."""
    groups = copy_groups(ARTICLES, pairs_of(rows)).tolist()
    linked = {frozenset(row[:2]) for row in rows if row[3]}

    for place, group in enumerate(groups):
        others = [other for other in range(ARTICLES) if other != place and groups[other] == group]
        assert not others or any(frozenset((place, other)) in linked for other in others)


@given(
    verified(),
    st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=2),
    st.lists(st.tuples(st.integers(0, 4), st.integers(5, 8)), max_size=1),
)
def test_groups_of_texts_all_alike_are_those_that_pair_after_pair_would_make(rows, must, parted):
    pairs = pairs_of(rows)
    none_settled = patch.object(
        copies_module, "_settled", lambda _1, _2, within, _3: np.zeros(len(within), np.bool_)
    )

    groups = copy_groups(ARTICLES, pairs, must=must, must_not=parted)

    with none_settled:
        assert copy_groups(ARTICLES, pairs, must=must, must_not=parted).tolist() == groups.tolist()
