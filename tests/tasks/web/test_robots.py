"""robots.txt is obeyed, and where it cannot be read, nothing is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.listings import RobotsFile
from tasks.web.robots import LONGEST_DELAY_S, is_stale, permission, sitemaps_named, text_of

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
PAGE = "https://x.example/news/a"
RULES = """\
User-agent: *
Disallow: /private
Crawl-delay: 7
Sitemap: https://x.example/news.xml

User-agent: wirecopy
Disallow: /drafts
Allow: /drafts/open
Request-rate: 1/4
"""


def robots(text: str = RULES, status: int = 200) -> RobotsFile:
    return RobotsFile(status=status, text=text, fetched=NOW)


def allowed(path: str, agent: str = "wirecopy") -> bool:
    return permission(robots(), f"https://x.example{path}", agent).allowed


def test_what_is_forbidden_to_all_is_forbidden_to_a_stranger():
    assert not allowed("/private/a", agent="another")


def test_rules_of_our_own_name_go_before_those_for_all():
    assert allowed("/private/a")
    assert not allowed("/drafts/a")


def test_the_longer_rule_wins():
    assert allowed("/drafts/open/a")


def test_the_delay_is_the_hosts():
    assert permission(robots(), PAGE, "another").delay_s == 7


def test_a_request_rate_is_a_delay_too():
    assert permission(robots(), PAGE, "wirecopy").delay_s == 4


def test_sitemaps_are_found_in_robots_txt():
    assert sitemaps_named(robots()) == ("https://x.example/news.xml",)


@pytest.mark.parametrize("status", [404, 403, 410, 401])
def test_no_file_forbids_nothing(status: int):
    assert permission(robots("", status), PAGE, "wirecopy").allowed


@pytest.mark.parametrize("status", [500, 503, 429, 0])
def test_a_host_that_cannot_say_is_left_alone_for_now(status: int):
    assert not permission(robots("", status), PAGE, "wirecopy").allowed


def test_a_copy_serves_for_a_day():
    assert not is_stale(robots(), NOW + timedelta(hours=23))
    assert is_stale(robots(), NOW + timedelta(hours=25))


def test_trouble_is_looked_at_again_within_minutes():
    assert is_stale(robots("", 503), NOW + timedelta(minutes=11))


def test_a_copy_from_the_future_is_stale():
    assert is_stale(robots(), NOW - timedelta(hours=1))


@pytest.mark.parametrize("written", ["inf", "1e300", "nan", "-4", "9999999999"])
def test_a_delay_beyond_measure_is_a_day_at_the_most(written: str):
    slow = robots(f"User-agent: *\nCrawl-delay: {written}")

    assert 0 <= permission(slow, PAGE, "wirecopy").delay_s <= LONGEST_DELAY_S


@given(st.binary(max_size=300))
def test_no_robots_txt_can_break_the_reading(body: bytes):
    found = permission(robots(text_of(body)), PAGE, "wirecopy")

    assert found.delay_s >= 0


def test_a_rule_full_of_stars_is_read_at_once():
    hostile = "User-agent: *\n" + "Disallow: /" + "*a" * 5_000 + "b\n"

    assert permission(robots(hostile), "https://x.example/" + "a" * 3_000, "wirecopy").allowed
