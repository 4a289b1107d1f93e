"""Growing groups pair after pair gives what counting all pairs between two groups anew would."""

from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.clusters.growing import grow

PLACES = 9
QUORUM = 0.8

a_pair = st.tuples(st.integers(0, PLACES - 1), st.integers(0, PLACES - 1))
some_pairs = st.lists(a_pair.filter(lambda pair: pair[0] != pair[1]), max_size=30)


def as_table(pairs):
    return np.array(pairs, np.int64).reshape(-1, 2)


def between(pairs, one, two):
    """Whether some pair has one place in each of two sets."""
    return any(
        (left in one and right in two) or (left in two and right in one) for left, right in pairs
    )


def counted_anew(joined, weak, edges, parted):
    """Groups as lists of texts, a text being a set of places; nothing is remembered."""
    texts = [{place} for place in range(PLACES)]

    for left, right in joined:
        one, two = (next(text for text in texts if place in text) for place in (left, right))
        if one is not two and not between(parted, one, two):
            texts.remove(two)
            one |= two
    groups = [[text] for text in texts]

    def join_one():
        moved = False
        for left, right in edges:
            one, two = (
                next(group for group in groups if any(place in text for text in group))
                for place in (left, right)
            )
            borne = sum(between(weak, *texts) for texts in product(one, two))
            whole = [set().union(*group) for group in (one, two)]
            if one is two or borne < QUORUM * len(one) * len(two) or between(parted, *whole):
                continue
            groups.remove(two)
            one.extend(two)
            moved = True
        return moved

    while join_one():
        pass
    named = {place: min(set().union(*group)) for group in groups for place in set().union(*group)}
    return [named[place] for place in range(PLACES)]


@settings(deadline=None, max_examples=300)
@given(
    st.lists(a_pair, max_size=3),
    some_pairs,
    st.lists(st.integers(0, 29), max_size=12),
    st.lists(a_pair.filter(lambda pair: pair[0] != pair[1]), max_size=2),
)
def test_groups_are_those_of_counting_all_pairs_anew(joined, weak, chosen, parted):
    # What is a copy is weakly alike, too.
    edges = [weak[at] for at in chosen if at < len(weak)]

    groups = grow(PLACES, *map(as_table, (joined, weak, edges, parted)), QUORUM)

    assert groups.tolist() == counted_anew(joined, weak, edges, parted)
