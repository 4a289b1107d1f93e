"""When an article was published."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tasks.article.dates import AHEAD_ALLOWED, parse_published

NOW = datetime(2026, 11, 22, tzinfo=UTC)
# What dates are made of, so that chance comes near to real ones.
MADE_OF = "2026 1 12 Nov November A B am p.m. UTC GMT EST WAT + - : 30 08 0530 , . / T Z ( ) th at"
WORDS = st.sampled_from([*MADE_OF.split(), *([" "] * 5)])
MORNING = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        "2026-11-21T08:30:00Z",
        "2026-11-21 09:30:00+01:00",
        "2026-11-21T08:30:00.000000000Z",
        "Sat, 21 Nov 2026 08:30:00 GMT",
        "21 Nov 2026 03:30:00 -0500",
        "November 21, 2026 3:30 a.m. EST",
        "Published: Nov. 21, 2026, 8:30 AM",
        "1795249800",
        "1795249800000",
        "21/11/2026 08:30",
    ],
)
def test_one_moment_is_read_however_it_is_written(written):
    assert parse_published(written, now=NOW) == MORNING


def test_a_date_alone_is_its_midnight_in_utc():
    assert parse_published("2026-11-21", now=NOW) == datetime(2026, 11, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    ["", "  ", "Tuesday", "10:30", "May", "2026", "03/04/2026", "3.4.26", "yesterday", "x" * 500,
     "0001-01-01T00:00:00+14:00", "9" * 16],
)  # fmt: skip
def test_what_names_no_sure_moment_gives_none(written):
    assert parse_published(written, now=NOW) is None


def test_a_date_far_ahead_is_a_mistake():
    assert parse_published("2027-01-01", now=NOW) is None


def test_tomorrow_is_allowed_since_clocks_differ():
    tomorrow = (NOW + AHEAD_ALLOWED).isoformat()

    assert parse_published(tomorrow, now=NOW) == NOW + timedelta(days=1)


def test_a_zone_that_nobody_knows_is_utc_without_a_warning():
    assert parse_published("November 21, 2026 08:30 BRST", now=NOW) == MORNING


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the system's zone cannot be set")
def test_the_machines_own_zone_changes_no_date(monkeypatch):
    monkeypatch.setenv("TZ", "WAT-1")
    time.tzset()
    try:
        read = parse_published("November 21, 2026 08:30 WAT", now=NOW)
    finally:
        monkeypatch.undo()
        time.tzset()

    assert read == MORNING


@example("0A1B")
@example("Nov 21 2026 8:30 -3000")
@given(
    st.one_of(
        st.text(max_size=40),
        st.text("0123456789-:/ TZ+.,aemp", max_size=30),
        st.lists(WORDS, max_size=13).map("".join),
    )
)
def test_anything_written_gives_aware_utc_or_none(written):
    moment = parse_published(written, now=NOW)

    assert moment is None or (moment.utcoffset() == timedelta(0) and moment <= NOW + AHEAD_ALLOWED)
