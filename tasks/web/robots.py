"""robots.txt: may we, and how often (RFC 9309). Its text comes in, nothing is asked here."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from protego import Protego

if TYPE_CHECKING:
    from datetime import datetime

    from tasks.listings import RobotsFile

# RFC 9309, 2.5: at least 500 kibibytes must be read; what is longer is cut there.
LARGEST_ROBOTS_BYTES = 512_000
# RFC 9309, 2.4: a copy may be used for a day.
KEPT = timedelta(hours=24)
# A host that could not say is asked again soon: until then nothing of it may be read.
KEPT_IN_TROUBLE = timedelta(minutes=10)
# "Crawl-delay: inf" is written in earnest: such a host is asked once a day.
LONGEST_DELAY_S = 86_400.0
# Parsed files of as many hosts as one run meets at a time.
_PARSED_AT_A_TIME = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """Whether a URL may be read, with what delay between requests, in seconds, and why not."""

    allowed: bool
    delay_s: float = 0.0
    why: str = ""


def permission(robots: RobotsFile, url: str, agent: str) -> Permission:
    """Return what a host's robots.txt says of a URL to `agent`, a product token ("wirecopy").

    No file (4xx) allows all; trouble (5xx, 429, no answer) forbids all, until it can be read.
    """
    if _in_trouble(robots):
        return Permission(allowed=False, why=f"robots.txt cannot be read ({_shown(robots.status)})")
    if robots.status // 100 != 2:  # noqa: PLR2004 - 2xx, success
        return Permission(allowed=True)
    rules = _rules(robots.text)
    allowed = rules.can_fetch(url, agent)
    why = "" if allowed else "robots.txt forbids it"
    return Permission(allowed=allowed, delay_s=_delay(rules, agent), why=why)


def sitemaps_named(robots: RobotsFile) -> tuple[str, ...]:
    """Return the sitemaps that a robots.txt names, as it writes them."""
    return tuple(dict.fromkeys(_rules(robots.text).sitemaps))


def is_stale(robots: RobotsFile, now: datetime) -> bool:
    """Tell whether a robots.txt must be asked for again."""
    kept = KEPT_IN_TROUBLE if _in_trouble(robots) else KEPT
    return not robots.fetched <= now < robots.fetched + kept


def text_of(body: bytes) -> str:
    """Return the text of a robots.txt; what is no UTF-8 is replaced, what is too long is cut."""
    return body[:LARGEST_ROBOTS_BYTES].decode("utf-8-sig", "replace")


@lru_cache(maxsize=_PARSED_AT_A_TIME)
def _rules(text: str) -> Protego:
    """Return the parsed rules."""
    return Protego.parse(text)


def _in_trouble(robots: RobotsFile) -> bool:
    """Tell whether a host could not say what it allows. 429 is no "no such file"."""
    return robots.status in (0, 429) or robots.status >= 500  # noqa: PLR2004 - 5xx, its own fault


def _delay(rules: Protego, agent: str) -> float:
    """Return the pause between two requests, in seconds, by Crawl-delay or Request-rate."""
    rate = rules.request_rate(agent)
    by_rate = rate.seconds / rate.requests if rate is not None and rate.requests else 0.0
    delay = max(rules.crawl_delay(agent) or 0.0, by_rate, 0.0)
    return min(delay, LONGEST_DELAY_S) if math.isfinite(delay) else LONGEST_DELAY_S


def _shown(status: int) -> str:
    """Return a status in words."""
    return f"status {status}" if status else "no answer"
