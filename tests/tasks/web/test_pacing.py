"""A host is asked as often as it likes, and a feed as often as it brings something new."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tasks.listings import HostState
from tasks.web.pacing import (
    FAILURES_TO_OPEN,
    LONGEST_PAUSE_S,
    LONGEST_POLL_S,
    SHORTEST_POLL_S,
    FeedPace,
    after_failure,
    after_success,
    is_open,
    next_permitted,
    paced,
    pause_s,
)

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
HOST = HostState(host="x.example")


def seconds(count: float) -> timedelta:
    return timedelta(seconds=count)


def test_a_host_never_asked_may_be_asked_now():
    assert next_permitted(HOST) is None


def test_the_gap_is_kept():
    assert next_permitted(replace(HOST, asked=NOW), gap_s=2.0) == NOW + seconds(2)


def test_a_crawl_delay_above_the_gap_is_kept():
    slow = replace(HOST, asked=NOW, crawl_delay_s=10.0)

    assert next_permitted(slow, gap_s=2.0) == NOW + seconds(10)


def test_what_the_host_asked_for_goes_before_our_own_gap():
    waiting = after_failure(HOST, NOW, wait=NOW + seconds(300))

    assert next_permitted(waiting) == NOW + seconds(300)


def test_pauses_grow_from_failure_to_failure():
    pauses = [pause_s("x.example", failures) for failures in range(1, 12, 2)]

    assert pauses == sorted(pauses)
    assert pauses[-1] > 100 * pauses[0]


def test_pauses_end_somewhere():
    assert pause_s("x.example", 10_000) <= LONGEST_PAUSE_S


def test_two_hosts_that_fail_together_are_not_asked_together_again():
    assert pause_s("x.example", 3) != pause_s("y.example", 3)


def test_a_host_that_fails_again_and_again_is_left_alone():
    failing = HOST
    for _ in range(FAILURES_TO_OPEN):
        failing = after_failure(failing, NOW)

    assert is_open(failing, NOW)


def test_after_its_pause_a_host_is_tried_once_more():
    failing = replace(HOST, failures=FAILURES_TO_OPEN, not_before=NOW)

    assert not is_open(failing, NOW)
    assert is_open(after_failure(failing, NOW), NOW)


def test_a_good_answer_forgives_all():
    failing = replace(HOST, failures=FAILURES_TO_OPEN, not_before=NOW + seconds(60))

    assert not is_open(after_success(failing, NOW), NOW)


def polled(times: int, *, new: int, listed: int = 30, asked_s: float = 0.0) -> FeedPace:
    pace = FeedPace(poll_s=1_800.0)
    for _ in range(times):
        pace = paced(pace, new=new, listed=listed, waited_s=pace.poll_s, asked_s=asked_s)
    return pace


def test_a_silent_feed_is_asked_ever_more_seldom():
    assert polled(10, new=0).poll_s == LONGEST_POLL_S


def test_a_busy_feed_is_asked_ever_more_often():
    assert polled(10, new=25).poll_s == SHORTEST_POLL_S


def test_a_steady_feed_is_asked_when_two_entries_are_due():
    pace = FeedPace(poll_s=1_800.0)
    for _ in range(40):
        due = 3 * pace.poll_s / 3_600
        pace = paced(pace, new=round(due), listed=30, waited_s=pace.poll_s)

    assert 1_800 <= pace.poll_s <= 3_600


def test_a_feed_whose_every_entry_is_new_has_been_missed():
    slow = FeedPace(poll_s=36_000.0, per_hour=0.1)

    assert paced(slow, new=1, listed=1, waited_s=36_000.0).poll_s == 18_000


def test_a_feed_that_asks_for_quiet_gets_it():
    assert polled(10, new=25, asked_s=3_600.0).poll_s == 3_600


@given(st.lists(st.tuples(st.integers(0, 50), st.floats(0, 1e6)), max_size=20))
def test_the_pause_between_polls_stays_within_its_bounds(polls: list[tuple[int, float]]):
    pace = FeedPace(poll_s=SHORTEST_POLL_S)
    for new, waited in polls:
        pace = paced(pace, new=new, listed=50, waited_s=waited)

        assert SHORTEST_POLL_S <= pace.poll_s <= LONGEST_POLL_S
