"""How the web is asked: who asks, how much is taken, how long is waited."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from tasks.web.pacing import LEAST_GAP_S, PATIENCE_S
from tasks.web.robots import LARGEST_ROBOTS_BYTES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasks.web.addresses import AllowedHost


class Kind(StrEnum):
    """What is asked for: it decides what is accepted, and how much of it."""

    PAGE = "page"
    FEED = "feed"
    SITEMAP = "sitemap"
    ROBOTS = "robots"


# Of each kind, bytes packed and unpacked: as much as its reader reads (tasks.article.extract,
# tasks.sources.feeds; a packed sitemap is unpacked by its reader, to 50 MB).
LARGEST = {
    Kind.PAGE: 10_000_000,
    Kind.FEED: 10_000_000,
    Kind.SITEMAP: 52_428_800,
    Kind.ROBOTS: LARGEST_ROBOTS_BYTES,
}
ACCEPTED = {
    Kind.PAGE: "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1",
    Kind.FEED: "application/rss+xml,application/atom+xml,application/feed+json,"
    "application/xml;q=0.9,text/xml;q=0.9,*/*;q=0.1",
    Kind.SITEMAP: "application/xml,text/xml;q=0.9,text/plain;q=0.5,*/*;q=0.1",
    Kind.ROBOTS: "text/plain,*/*;q=0.1",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WebLimits:
    """The rules of one run. Seconds, bytes and counts; `agent` is what robots.txt calls us.

    `contact` is a URL or an address under which whoever is asked finds whoever asks. `deadline_s`
    bounds one answer from the first byte sent to the last one read: a body without an end ends
    there. `allowed_hosts` are tests' own servers, exempt from the check of addresses.
    """

    contact: str
    agent: str = "wirecopy"
    version: str = "0"
    gap_s: float = LEAST_GAP_S
    patience_s: float = PATIENCE_S
    at_once: int = 32
    attempts: int = 2
    redirects: int = 5
    connect_s: float = 10.0
    silence_s: float = 15.0
    deadline_s: float = 45.0
    allowed_hosts: Mapping[str, AllowedHost] = field(default_factory=dict)

    @property
    def user_agent(self) -> str:
        """The User-Agent header: a name, a version, and whom to write to."""
        return f"{self.agent}/{self.version} (+{self.contact})"
