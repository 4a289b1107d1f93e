"""Choosing for many groups at once is choosing for each; and how central an article is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tasks.clusters.canonical import Contender, choose_canonical
from tasks.clusters.choosing import ALONE, Members, choose_each, mean_kinship

NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)
CONTENDERS = st.lists(
    st.builds(
        Contender,
        article_id=st.text("abcdef", min_size=1, max_size=3),
        published_at=st.none() | st.integers(0, 3).map(lambda n: NOON + timedelta(minutes=n)),
        word_count=st.integers(12, 15),
        agency=st.none() | st.just("Meridian Press"),
        agency_strength=st.integers(0, 3),
        is_own=st.booleans(),
        centrality=st.sampled_from([0.0, 0.25, 0.5]),
        is_whole=st.booleans(),
        copies=st.integers(1, 3),
        current=st.booleans(),
    ),
    min_size=1,
    max_size=10,
    unique_by=lambda one: one.article_id,
)


def members_of(contenders, labels):
    return Members(
        positions=np.arange(100, 100 + len(contenders)),
        labels=np.array(labels, np.int64),
        article_ids=[one.article_id for one in contenders],
        published_at=[one.published_at for one in contenders],
        word_counts=np.array([one.word_count for one in contenders], np.int32),
        agencies=[one.agency for one in contenders],
        strengths=np.array([one.agency_strength for one in contenders], np.uint8),
        own=np.array([one.is_own for one in contenders], np.bool_),
        centrality=np.array([one.centrality for one in contenders], np.float32),
        cut=np.array([not one.is_whole for one in contenders], np.bool_),
        copies=np.array([one.copies for one in contenders], np.int32),
        current=np.array([one.current for one in contenders], np.bool_),
    )


@given(CONTENDERS, st.data())
def test_every_group_has_the_canonical_it_would_have_alone(contenders, data):
    count = len(contenders)
    labels = data.draw(st.lists(st.integers(3, 6), min_size=count, max_size=count))

    chosen = choose_each(members_of(contenders, labels))

    assert chosen.labels.tolist() == sorted(set(labels))
    for label, position, reason in zip(
        chosen.labels, chosen.positions, chosen.reasons, strict=True
    ):
        group = [one for one, its in zip(contenders, labels, strict=True) if its == label]
        alone = choose_canonical(group)
        assert contenders[position - 100].article_id == alone.article_id
        assert reason == (alone.reason if len(group) > 1 else ALONE)


def test_nothing_to_choose_from_is_nothing_chosen():
    chosen = choose_each(members_of([], []))

    assert (chosen.labels.tolist(), chosen.positions.tolist(), list(chosen.reasons)) == ([], [], [])


SCORES = st.dictionaries(
    st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda pair: pair[0] < pair[1]),
    st.floats(0, 1, width=32),
)


@given(SCORES, st.lists(st.integers(0, 2), min_size=8, max_size=8))
def test_an_article_is_as_central_as_its_mean_kinship_to_the_others_of_its_group(scores, labels):
    left = np.array([pair[0] for pair in scores], np.int64)
    right = np.array([pair[1] for pair in scores], np.int64)
    values = np.array(list(scores.values()), np.float32)

    found = mean_kinship(8, np.array(labels, np.int64), (left, right, values))

    for one in range(8):
        others = [two for two in range(8) if two != one and labels[two] == labels[one]]
        total = sum(scores.get((min(one, two), max(one, two)), 0.0) for two in others)
        assert abs(found[one] - total / max(len(others), 1)) < 1e-4
