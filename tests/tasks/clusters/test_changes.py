"""Numbers carried over: the oldest lives on, every old number has one fate, order says nothing."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tasks.clusters.changes import carry_numbers


@st.composite
def partitions(draw):
    """Articles with the group they were in (0: new) and the one they are in, and canonicals."""
    count = draw(st.integers(1, 14))
    old = draw(st.lists(st.integers(0, 5), min_size=count, max_size=count))
    new = draw(st.lists(st.integers(0, 5), min_size=count, max_size=count))
    chosen = draw(st.randoms(use_true_random=False))
    canonical = {
        number: chosen.choice([at for at, one in enumerate(old) if one == number])
        for number in sorted(set(old) - {0})
    }
    return old, new, canonical


def carried(old, new, canonical, *, arrival=None, next_no=10):
    return carry_numbers(
        np.array(old, np.int32),
        np.array(new, np.int64),
        canonical=canonical,
        next_no=next_no,
        arrival=np.array(arrival or range(1, len(old) + 1), np.int32),
    )


@given(partitions())
def test_articles_together_have_one_number_and_articles_apart_have_two(case):
    old, new, canonical = case

    numbers = carried(old, new, canonical).numbers.tolist()

    assert len(set(zip(new, numbers, strict=True))) == len(set(new)) == len(set(numbers))


@given(partitions())
def test_every_old_number_lives_on_or_is_merged_never_both(case):
    old, new, canonical = case

    found = carried(old, new, canonical)

    living = set(found.numbers.tolist())
    for number in set(old) - {0}:
        assert (number in living) != (number in found.merged)


@given(partitions())
def test_a_merged_number_leads_to_an_older_one_that_lives(case):
    old, new, canonical = case

    found = carried(old, new, canonical)

    for gone, into in found.merged.items():
        assert into < gone
        assert into in found.numbers


@given(partitions())
def test_every_new_number_is_fresh_and_is_either_created_or_split_off(case):
    old, new, canonical = case

    found = carried(old, new, canonical)

    fresh = set(found.numbers.tolist()) - set(old)
    assert fresh == set(range(10, found.next_no))
    assert fresh == set(found.created) | set(found.split)
    assert not set(found.created) & set(found.split)


@given(partitions())
def test_only_groups_of_new_articles_alone_are_created(case):
    old, new, canonical = case

    found = carried(old, new, canonical)

    before = {number: {old[at] for at in np.flatnonzero(found.numbers == number)}
              for number in found.numbers.tolist()}  # fmt: skip
    assert all(before[number] == {0} for number in found.created)
    assert all(origin in before[number] for number, origin in found.split.items())


@given(partitions())
def test_an_old_number_stays_where_most_of_its_articles_are(case):
    old, new, canonical = case

    found = carried(old, new, canonical)

    numbers = found.numbers.tolist()
    for number in set(old) - {0} - set(found.merged):
        places = Counter(now for was, now in zip(old, numbers, strict=True) if was == number)
        assert places[number] == max(places.values())


@given(partitions(), st.randoms(use_true_random=False))
def test_the_order_of_articles_is_irrelevant(case, chance):
    old, new, canonical = case
    assume(has_clear_heirs(old, new, canonical))
    count = len(old)
    arrival = list(range(1, count + 1))
    order = chance.sample(range(count), count)
    at = {position: place for place, position in enumerate(order)}

    straight = carried(old, new, canonical)
    shuffled = carried(
        [old[one] for one in order],
        [new[one] for one in order],
        {number: at[position] for number, position in canonical.items()},
        arrival=[arrival[one] for one in order],
    )

    assert shuffled.numbers[[at[one] for one in range(count)]].tolist() == straight.numbers.tolist()


def has_clear_heirs(old, new, canonical):
    """Whether no old group is torn in equal parts, its canonical in neither.

    There the order of articles decides, and is that of their lasting ids.
    """
    for number in set(old) - {0}:
        parts = Counter(label for was, label in zip(old, new, strict=True) if was == number)
        largest = [label for label, size in parts.items() if size == max(parts.values())]
        if len(largest) > 1 and new[canonical[number]] not in largest:
            return False
    return True


@given(partitions())
def test_what_the_groups_are_called_is_irrelevant(case):
    old, new, canonical = case

    renamed = carried(old, [7 * (5 - label) for label in new], canonical)

    assert renamed.numbers.tolist() == carried(old, new, canonical).numbers.tolist()


@given(partitions())
def test_a_partition_that_stays_as_it_is_keeps_every_number(case):
    old, new, canonical = case
    first = carried(old, new, canonical)
    heads = {number: first.numbers.tolist().index(number) for number in first.numbers.tolist()}

    again = carried(first.numbers, new, heads, next_no=first.next_no)

    assert again.numbers.tolist() == first.numbers.tolist()
    assert (again.merged, again.split, again.created) == ({}, {}, frozenset())


def test_a_group_that_grows_keeps_its_number():
    assert carried([3, 3, 0], [1, 1, 1], {3: 0}).numbers.tolist() == [3, 3, 3]


def test_when_two_groups_merge_the_older_number_lives_on():
    found = carried([4, 4, 4, 2], [1, 1, 1, 1], {4: 0, 2: 3})

    assert (set(found.numbers.tolist()), found.merged) == ({2}, {4: 2})


def test_when_a_group_is_split_in_halves_the_number_stays_with_its_canonical():
    found = carried([3, 3], [1, 2], {3: 1})

    assert (found.numbers.tolist(), found.split) == ([10, 3], {10: 3})


def test_fresh_numbers_follow_the_order_of_arrival():
    found = carried([0, 0, 0], [5, 1, 3], {}, arrival=[2, 9, 1])

    assert found.numbers.tolist() == [11, 12, 10]


@pytest.mark.parametrize("old", [[1, 0, 1], [0, 0, 0]])
def test_next_to_be_given_is_a_number_that_nobody_has(old):
    found = carried(old, [1, 2, 3], {1: 0} if 1 in old else {})

    assert found.next_no == max(found.numbers) + 1 > 10
