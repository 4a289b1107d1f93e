"""Words on pairs of articles, as the store keeps them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from builders import NOON

from storage import open_store
from tasks.errors import NotFoundError

PAIR = ("a2", "a1")


@pytest.fixture
def store(store_dir):
    with open_store(store_dir) as store:
        yield store


def say(store, kind, pair=PAIR, *, minutes=0):
    store.judgements.add(kind, pair, "seen by the desk", now=NOON + timedelta(minutes=minutes))


def test_words_are_numbered_one_after_the_other(store):
    say(store, "join")
    say(store, "part", ("a1", "a3"))

    assert [word[0] for word in store.judgements.standing()] == [1, 2]


def test_a_pair_is_one_pair_whichever_article_is_named_first(store):
    say(store, "join", PAIR)
    say(store, "part", PAIR[::-1])

    assert store.judgements.standing() == [(2, "part", "a1", "a2")]


def test_a_number_that_was_taken_back_is_never_given_again(store):
    say(store, "join")
    store.judgements.take_back(1, now=NOON)

    say(store, "join")

    assert [word[0] for word in store.judgements.standing()] == [2]


def test_a_word_that_never_was_cannot_be_taken_back(store):
    with pytest.raises(NotFoundError, match="no judgement j7 stands"):
        store.judgements.take_back(7, now=NOON)


def test_words_outlive_the_writer(store_dir):
    with open_store(store_dir) as store:
        say(store, "join")

    with open_store(store_dir) as store:
        assert store.judgements.standing() == [(1, "join", "a1", "a2")]
