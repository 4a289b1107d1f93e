"""The ledger of URLs: states come back whole, and no outcome is lost or given twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from storage import open_store
from storage.polls import Poll
from storage.urls import Ended, UrlState
from tasks.errors import CountsError
from tasks.listings import DateCandidate, Listing, UrlOutcome, Validators

NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)
LISTING = Listing(
    url="https://x.example/a",
    place=3,
    guid="g",
    title="Ferry",
    dates=(
        DateCandidate(origin="feed:published", written="noon", moment=NOON),
        DateCandidate(origin="feed:updated", written="?"),
    ),
    authors=("Ann", "Bo"),
    outlet="The Courier",
    categories=("lakes",),
    language="en",
    text="A ferry.",
    text_is_whole=True,
)
WAITING = UrlState(
    url="https://x.example/a",
    page_key="x.example/a",
    source="courier",
    first_seen=NOON,
    last_seen=NOON,
    waiting=True,
    listing=LISTING,
    validators=Validators(etag='"e"', last_modified="then", digest="0f"),
)


@pytest.fixture
def store(store_dir):
    with open_store(store_dir) as store:
        yield store


@pytest.fixture
def run(store):
    return store.runs.begin(started_at=NOON, version="1", scheme="s")


def ended(outcome=UrlOutcome.ARTICLE, **known):
    state = replace(WAITING, waiting=False, listing=None, outcome=outcome, **known)
    return Ended(state=state, outcome=outcome, at=NOON)


def a_poll(**counts):
    url = "https://x.example/feed"
    return Poll(source="courier", url=url, asked_at=NOON, outcome="listed", **counts)


def test_a_url_that_waits_comes_back_with_its_listing(store):
    store.urls.keep([WAITING])

    assert store.urls.waiting() == [WAITING]


def test_a_url_is_found_by_another_dress_of_its_page(store):
    store.urls.keep([WAITING])

    assert store.urls.like([], ["x.example/a"]) == store.urls.like([WAITING.url], []) == [WAITING]


def test_what_has_ended_waits_no_more(store, run):
    store.urls.keep([WAITING])
    store.urls.end(run, [ended()])

    assert store.urls.waiting() == []


def test_passing_trouble_is_tried_again_when_its_pause_is_over(store, run):
    over = NOON + timedelta(minutes=5)
    store.urls.end(run, [ended(UrlOutcome.TIMEOUT, next_ask=over)])

    assert store.urls.to_retry(["courier"], NOON) == []
    assert [state.url for state in store.urls.to_retry(["courier"], over)] == [WAITING.url]


def test_lasting_trouble_is_not_tried_again_by_itself(store, run):
    store.urls.end(run, [ended(UrlOutcome.HTTP_404, next_ask=NOON)])

    assert store.urls.to_retry(["courier"], NOON + timedelta(days=99)) == []


def test_outcomes_are_counted(store, run):
    store.polls.record(run, [a_poll(listed=3, passed_over=1, repeated=1, taken=1)])
    store.urls.end(run, [ended()])

    assert store.urls.tally(run) == {UrlOutcome.ARTICLE: 1}


def test_two_outcomes_of_one_url_fail_the_run(store, run):
    store.polls.record(run, [a_poll(listed=2, taken=2)])
    store.urls.end(run, [ended()])
    store.urls.end(run, [ended()])

    with pytest.raises(CountsError, match=r"2 outcomes of 1 URLs"):
        store.urls.tally(run)


def test_an_entry_that_is_not_accounted_for_fails_the_run(store, run):
    store.polls.record(run, [a_poll(listed=1)])

    with pytest.raises(CountsError, match=r"met 1 URLs and accounts for 0"):
        store.urls.tally(run)
