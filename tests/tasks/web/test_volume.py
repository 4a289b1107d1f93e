"""Volume alarms: raised by silence, failure and rejections, never by a source's own way."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.alarms import AlarmKind, Polling, Rejecting
from tasks.web.volume import CHANCE, alarms, chance_of

NOW = datetime(2026, 11, 9, 9, tzinfo=UTC)  # a Monday
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def polled(*news, until=NOW, **known):
    """The polls of a source that had news at these moments."""
    news = sorted(news)
    pauses = [(later - sooner).total_seconds() for sooner, later in itertools.pairwise(news)]
    return Polling(
        source="courier",
        well_at=until,
        arrivals=len(news),
        first_arrival=min(news, default=None),
        last_arrival=max(news, default=None),
        longest_pause_s=max(pauses, default=0.0),
        **known,
    )


def failing(polls, outcome="http-503", **known):
    return Polling(
        source="courier", failed=polls, failing_since=NOW - DAY, outcome=outcome, **known
    )


def kinds(*pollings):
    return [alarm.kind for alarm in alarms(pollings, [])]


def every(pause, *, since, until):
    count = int((until - since) / pause)
    return [since + pause * at for at in range(count + 1)]


def test_a_source_that_is_silent_for_far_longer_than_ever_before_raises_an_alarm():
    news = every(6 * HOUR, since=NOW - 40 * DAY, until=NOW - 3 * DAY)

    (alarm,) = alarms([polled(*news)], [])

    assert (alarm.kind, alarm.since) == (AlarmKind.SILENT, NOW - 3 * DAY)
    assert "nothing new for 3 days; its longest pause was 6 hours" in alarm.detail


def test_a_source_with_news_raises_none():
    assert kinds(polled(*every(6 * HOUR, since=NOW - 40 * DAY, until=NOW))) == []


def test_a_weekend_raises_none_at_a_source_of_weekdays():
    hourly = every(HOUR, since=NOW - 42 * DAY, until=NOW - 60 * HOUR)

    assert kinds(polled(*[at for at in hourly if at.weekday() < 5])) == []


def test_a_first_weekend_raises_none():
    assert kinds(polled(*every(HOUR, since=NOW - 7 * DAY, until=NOW - 64 * HOUR))) == []


def test_a_weekly_feed_raises_none():
    news = every(7 * DAY, since=NOW - 70 * DAY, until=NOW)

    assert [kinds(polled(*news, until=NOW + days * DAY)) for days in range(14)] == [[]] * 14


def test_a_weekly_feed_that_began_with_a_burst_raises_none():
    burst = every(HOUR, since=NOW - 7 * DAY, until=NOW - 6.5 * DAY)

    assert kinds(polled(*burst)) == []


def test_a_young_source_that_stays_silent_raises_one_in_the_end():
    burst = every(HOUR, since=NOW - 30 * DAY, until=NOW - 29 * DAY)

    assert kinds(polled(*burst)) == [AlarmKind.SILENT]


def test_a_list_that_never_changed_raises_none():
    assert kinds(polled(NOW - 80 * DAY)) == kinds(polled()) == []


def test_a_busy_source_raises_none_before_a_day_is_over():
    news = every(timedelta(minutes=10), since=NOW - 30 * DAY, until=NOW - 20 * HOUR)

    assert kinds(polled(*news)) == []


@pytest.mark.parametrize(("polls", "raised"), [(1, []), (2, []), (3, [AlarmKind.FAILING])])
def test_a_source_raises_an_alarm_when_three_polls_in_a_row_have_failed(polls, raised):
    assert kinds(failing(polls)) == raised


def test_a_failing_source_is_told_with_its_last_success_and_its_trouble():
    (alarm,) = alarms([failing(5, well_at=NOW - 2 * DAY, detail="status 503")], [])

    assert alarm.since == NOW - DAY
    assert "worked last 2026-11-07 09:00 UTC: http-503 (status 503)" in alarm.detail


@pytest.mark.parametrize("outcome", ["http-410", "retired"])
def test_a_source_that_is_gone_for_good_raises_an_alarm_at_once(outcome):
    assert kinds(failing(1, outcome)) == [AlarmKind.GONE]


def test_a_silent_source_that_failed_once_is_still_silent():
    news = every(6 * HOUR, since=NOW - 40 * DAY, until=NOW - 3 * DAY)
    once = {"failed": 1, "failing_since": NOW, "outcome": "timeout"}

    assert kinds(polled(*news, **once)) == [AlarmKind.SILENT]


def rejecting(rejected, asked, rejected_before, asked_before):
    return Rejecting(
        source="courier",
        since=NOW,
        asked=asked,
        rejected=rejected,
        asked_before=asked_before,
        rejected_before=rejected_before,
        common="http-403",
    )


def raised(*counts):
    return [alarm.kind for alarm in alarms([], [rejecting(*counts)])]


def test_a_source_whose_pages_are_suddenly_refused_raises_an_alarm():
    (alarm,) = alarms([], [rejecting(9, 10, 6, 200)])

    assert alarm.kind is AlarmKind.REJECTIONS
    assert "9 of its last 10 new URLs were rejected, most as http-403" in alarm.detail
    assert "6 of 200 were before" in alarm.detail


@pytest.mark.parametrize(
    ("counts", "why"),
    [
        ((9, 10, 150, 200), "it was always so"),
        ((2, 10, 6, 200), "a few are rejected everywhere"),
        ((4, 4, 6, 200), "too few to tell"),
        ((10, 10, 1, 12), "its past is too short"),
        ((3, 5, 60, 200), "it may be chance"),
    ],
)
def test_rejections_that_are_nothing_new_raise_none(counts, why):
    assert raised(*counts) == [], why


def test_alarms_are_told_by_source():
    other = Polling(source="albion", failed=9, failing_since=NOW, outcome="timeout")

    found = alarms([failing(3), other], [rejecting(9, 10, 6, 200)])

    assert [alarm.source for alarm in found] == ["albion", "courier", "courier"]


@given(asked=st.integers(1, 60), usual=st.floats(0.01, 0.99), data=st.data())
def test_the_bound_is_never_below_the_chance_itself(asked, usual, data):
    rejected = data.draw(st.integers(0, asked))
    exact = sum(binomial(each, asked, usual) for each in range(rejected, asked + 1))

    assert chance_of(rejected, asked, usual) >= exact - 1e-12


def binomial(count, of, share):
    ways = 1.0
    for at in range(count):
        ways *= (of - at) / (at + 1)
    return ways * share**count * (1 - share) ** (of - count)


def test_an_ordinary_source_seldom_raises_one_by_chance():
    """Where a tenth is rejected for ever, no count of ten alarms that comes as often as once in
    ten thousand."""
    often = sum(binomial(each, 10, 0.1) for each in range(11) if raised(each, 10, 20, 200))

    assert 0 < often <= CHANCE
