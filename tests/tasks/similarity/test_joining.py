"""Joining by partitions of keys finds what the store's SQL finds."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.store import opened
from tasks.similarity.joining import key_range, meet_by_key, together, worth_comparing

rows = st.lists(st.tuples(st.integers(1, 6), st.integers(1, 12)), max_size=60)
# Spread over all keys, so that partitions part them.
SPREAD = 2**32 // 13


def arrays(pairs):
    keys = np.array([key * SPREAD for key, _ in pairs], np.uint32)
    return keys, np.array([article for _, article in pairs], np.int32)


def by_partitions(pairs, partitions, cap):
    keys, articles = arrays(pairs)
    parts = []
    for at in range(partitions):
        low, high = key_range(at, partitions)
        own = (keys >= low) & (keys <= high)
        parts.append(meet_by_key(keys[own], articles[own], cap))
    return together(parts)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with opened(tmp_path_factory.mktemp("joining") / "working.duckdb", "200MB", 1) as store:
        yield store


def by_sql(store, bands, sketches, cap):
    store.statements.run("forget_bands")
    store.statements.run("forget_sketches")
    for name, pairs in (("band", bands), ("sketch", sketches)):
        keys, articles = arrays(pairs)
        for key, article in zip(keys, articles, strict=True):
            one = np.array([article]), np.array([[key]])
            store.articles.add_keys(f"insert_{name}{'s' if name == 'band' else 'es'}",
                                    f"{name}_key", *one)  # fmt: skip
    store.candidates.prepare(first=1, window_days=14, copy_cap=cap, story_cap=100)
    found = store.candidates.copies(1, 99)
    return [*zip(found["left_no"].to_pylist(), found["right_no"].to_pylist(), strict=True)]


@settings(deadline=None, max_examples=30)
@given(rows, rows, st.integers(1, 4), st.integers(2, 8))
def test_the_pairs_are_those_of_the_stores_own_query(store, bands, sketches, partitions, cap):
    met = [by_partitions(pairs, partitions, cap) for pairs in (bands, sketches)]

    left, right = worth_comparing(*met)

    assert [*zip(left.tolist(), right.tolist(), strict=True)] == by_sql(store, bands, sketches, cap)


def test_a_bucket_above_the_cap_meets_nobody_and_is_counted():
    met = by_partitions([(1, article) for article in range(1, 6)], 2, cap=4)

    assert met.left.size == 0
    assert met.crowded == 1


@pytest.mark.parametrize("partitions", [1, 2, 7, 1000])
def test_partitions_hold_every_key_once(partitions):
    ranges = [key_range(at, partitions) for at in range(partitions)]

    assert ranges[0][0] == 0
    assert ranges[-1][1] == 2**32 - 1
    assert all(before[1] + 1 == after[0] for before, after in pairwise(ranges))
