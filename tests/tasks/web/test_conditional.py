"""Validators come back as they were given, and each status means one thing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.listings import UrlOutcome, Validators
from tasks.web.conditional import (
    LONGEST_WAIT,
    Meaning,
    fresh_until,
    meaning_of,
    outcome_of,
    request_headers,
    validators_of,
    wait_until,
)

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
DATE = "Sat, 21 Nov 2026 11:00:00 GMT"


def test_validators_come_back_as_they_were_given():
    kept = validators_of({"etag": 'W/"a1"', "last-modified": DATE}, b"<rss/>")

    assert request_headers(kept) == {"If-None-Match": 'W/"a1"', "If-Modified-Since": DATE}


def test_without_validators_a_request_is_plain():
    assert request_headers(Validators()) == {}


@pytest.mark.parametrize("etag", ['"a\r\nX-Evil: 1"', "a b", '"' + "x" * 600 + '"', "é", ""])
def test_an_etag_that_could_break_a_header_is_forgotten(etag: str):
    assert validators_of({"etag": etag}, b"").etag is None


def test_an_etag_whose_quotes_were_forgotten_is_kept_as_it_is():
    assert validators_of({"etag": "5f-1a"}, b"").etag == "5f-1a"


def test_a_date_that_is_none_is_no_validator():
    assert validators_of({"last-modified": "yesterday"}, b"").last_modified is None


def test_equal_bodies_have_equal_digests():
    digests = {validators_of({}, body).digest for body in (b"one", b"one", b"two")}

    assert len(digests) == 2


@pytest.mark.parametrize(
    ("status", "meaning"),
    [
        (200, Meaning.BODY),
        (301, Meaning.MOVED_FOR_GOOD),
        (302, Meaning.MOVED),
        (304, Meaning.UNCHANGED),
        (308, Meaning.MOVED_FOR_GOOD),
        (404, Meaning.REFUSED),
        (410, Meaning.GONE),
        (429, Meaning.WAIT),
        (503, Meaning.WAIT),
        (500, Meaning.TROUBLE),
        (204, Meaning.STRANGE),
        (999, Meaning.STRANGE),
    ],
)
def test_each_status_means_one_thing(status: int, meaning: Meaning):
    assert meaning_of(status, conditional=True) is meaning


def test_not_modified_means_nothing_to_whoever_showed_no_validator():
    assert meaning_of(304, conditional=False) is Meaning.STRANGE


@given(st.integers(100, 999))
def test_every_status_has_an_outcome_of_the_closed_list(status: int):
    assert outcome_of(status) in UrlOutcome


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(404, "http-404"), (418, "http-4xx"), (507, "http-5xx"), (0, "http-other")],
)
def test_frequent_statuses_have_outcomes_of_their_own(status: int, outcome: str):
    assert outcome_of(status) == outcome


def test_retry_after_is_read_as_seconds():
    assert wait_until({"retry-after": "120"}, NOW) == NOW + timedelta(seconds=120)


def test_retry_after_is_read_as_a_date():
    assert wait_until({"retry-after": "Sat, 21 Nov 2026 12:30:00 GMT"}, NOW) == NOW + timedelta(
        minutes=30
    )


@pytest.mark.parametrize("written", ["999999999", "Sat, 21 Nov 2093 12:30:00 GMT"])
def test_no_host_is_waited_for_for_years(written: str):
    assert wait_until({"retry-after": written}, NOW) == NOW + LONGEST_WAIT


@pytest.mark.parametrize("written", ["", "soon", "-5", DATE, "1e9", "9" * 600])
def test_a_retry_after_that_names_no_coming_moment_asks_for_nothing(written: str):
    assert wait_until({"retry-after": written}, NOW) is None


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"cache-control": "public, max-age=600"}, 600),
        ({"cache-control": "max-age=600", "age": "200"}, 400),
        (
            {"expires": "Sat, 21 Nov 2026 12:10:00 GMT", "date": "Sat, 21 Nov 2026 12:00:00 GMT"},
            600,
        ),
        ({"cache-control": "max-age=99999999"}, 86_400),
    ],
)
def test_an_answer_is_fresh_as_long_as_its_host_says(headers: dict[str, str], seconds: int):
    assert fresh_until(headers, NOW) == NOW + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"cache-control": "no-store, max-age=600"},
        {"cache-control": "no-cache"},
        {"cache-control": "max-age=0"},
        {"cache-control": "max-age=10", "age": "30"},
        {"expires": "0"},
        {"expires": DATE},
    ],
)
def test_an_answer_may_be_stale_at_once(headers: dict[str, str]):
    assert fresh_until(headers, NOW) is None


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_header_can_break_the_reading(one: str, other: str):
    headers = {
        "retry-after": one,
        "cache-control": other,
        "expires": one,
        "date": other,
        "etag": one,
    }

    assert (wait_until(headers, NOW) or NOW) >= NOW
    assert (fresh_until(headers, NOW) or NOW) >= NOW
    assert validators_of(headers, b"").digest
