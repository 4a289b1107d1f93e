"""What is known of a URL before its page is read: where it was listed, what its host answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DateCandidate:
    """One date that something gives for an article.

    `origin` says what gives it ("feed:published", "sitemap:news", "page:json-ld"), `written` is as
    it stood there, `moment` its reading in aware UTC, or None where it names no moment surely.
    """

    origin: str
    written: str
    moment: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenDate:
    """The date taken for an article, where it came from, and why it and no other."""

    moment: datetime
    origin: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One entry of a feed, a sitemap or a list: what its lister says, nothing of it checked.

    `url` is absolute and canonical, or None where an entry has none: such an entry can only be read
    from its own `text`. `outlet` is the publisher that the lister names (RSS's `<source>`, the name
    in a news sitemap), which is not always the lister. `text` is plain; `text_is_whole` where the
    lister gives it as the content, not as a summary.
    """

    url: str | None
    place: int
    guid: str | None = None
    title: str | None = None
    dates: tuple[DateCandidate, ...] = ()
    authors: tuple[str, ...] = ()
    outlet: str | None = None
    outlet_url: str | None = None
    categories: tuple[str, ...] = ()
    language: str | None = None
    text: str | None = None
    text_is_whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed that could be read. `form` names its format ("rss20", "atom10", "jsonfeed").

    `quiet_s` is the pause between polls, in seconds, that the feed itself asks for.
    """

    form: str
    listings: tuple[Listing, ...]
    title: str | None = None
    site_url: str | None = None
    language: str | None = None
    quiet_s: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """A sitemap that could be read: listings, or, of an index, further sitemaps.

    `cut` says why the rest was left out, where it was.
    """

    listings: tuple[Listing, ...] = ()
    sitemaps: tuple[Listing, ...] = ()
    cut: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a later request shows to be spared an unchanged body.

    `digest` is of the body as read, for hosts whose ETag changes with every answer.
    """

    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsFile:
    """A host's robots.txt as it answered: `status` 0 where it did not answer at all."""

    status: int
    text: str
    fetched: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HostState:
    """What is remembered of a host between requests and between runs.

    `asked` ended last; `not_before` is what the host asked for, or the end of a pause of ours;
    `failures` in a row since it last answered well. `robots` by origin ("https://host:port").
    """

    host: str
    asked: datetime | None = None
    not_before: datetime | None = None
    failures: int = 0
    crawl_delay_s: float = 0.0
    robots: Mapping[str, RobotsFile] = field(default_factory=dict)


class UrlOutcome(StrEnum):
    """How a listed URL ended in a run. A closed list: each URL of a run has exactly one."""

    ARTICLE = "article"
    REVISION = "revision"
    KNOWN = "already-known"
    UNCHANGED = "unchanged"
    DUPLICATE_URL = "duplicate-url"
    FEED_ONLY = "feed-only"

    NOT_HTML = "not-html"
    NOT_A_LIST = "not-a-list"
    NO_TEXT = "no-text"
    TOO_SHORT = "too-short"
    TOO_LARGE = "too-large"
    UNREADABLE = "unreadable"
    PAYWALLED = "paywalled"

    BAD_URL = "bad-url"
    REFUSED_ADDRESS = "refused-address"
    ROBOTS = "robots"
    RETIRED = "retired"

    HTTP_401 = "http-401"
    HTTP_403 = "http-403"
    HTTP_404 = "http-404"
    HTTP_410 = "http-410"
    HTTP_429 = "http-429"
    HTTP_451 = "http-451"
    HTTP_4XX = "http-4xx"
    HTTP_500 = "http-500"
    HTTP_502 = "http-502"
    HTTP_503 = "http-503"
    HTTP_504 = "http-504"
    HTTP_5XX = "http-5xx"
    HTTP_OTHER = "http-other"
    TOO_MANY_REDIRECTS = "too-many-redirects"

    NO_SUCH_HOST = "no-such-host"
    UNREACHABLE = "unreachable"
    TLS = "tls"
    TIMEOUT = "timeout"
    BROKEN_ANSWER = "broken-answer"
    NOT_YET = "not-yet"

    @property
    def is_article(self) -> bool:
        """Whether the URL brought a text of its own."""
        return self in _ARTICLES

    @property
    def is_rejection(self) -> bool:
        """Whether the URL brought nothing: neither a text, nor word of one that is in the store."""
        return self not in _ARTICLES | _IN_THE_STORE

    @property
    def passing(self) -> bool:
        """Whether the next run should try again: the URL is not to blame, or not for ever."""
        return self in _PASSING


_ARTICLES = frozenset({UrlOutcome.ARTICLE, UrlOutcome.REVISION, UrlOutcome.FEED_ONLY})
_IN_THE_STORE = frozenset({UrlOutcome.KNOWN, UrlOutcome.UNCHANGED, UrlOutcome.DUPLICATE_URL})
_PASSING = frozenset(
    {UrlOutcome.HTTP_429, UrlOutcome.HTTP_500, UrlOutcome.HTTP_502, UrlOutcome.HTTP_503}
    | {UrlOutcome.HTTP_504, UrlOutcome.HTTP_5XX, UrlOutcome.NO_SUCH_HOST, UrlOutcome.UNREACHABLE}
    | {UrlOutcome.TLS, UrlOutcome.TIMEOUT, UrlOutcome.BROKEN_ANSWER, UrlOutcome.NOT_YET}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What became of one request, redirects included.

    Either `body` is given, to be read on, or `outcome` says how the URL ended. `url` is the one
    asked for, `answered_by` the last one of the redirects; `moved_to` where the whole way up to it,
    or its first part, was permanent. `content_type` is without parameters. `fresh_until` and
    `not_before` are aware UTC, as the host asked.
    """

    url: str
    answered_by: str
    asked: datetime
    outcome: UrlOutcome | None = None
    detail: str = ""
    status: int | None = None
    body: bytes | None = None
    content_type: str | None = None
    charset: str | None = None
    validators: Validators = Validators()
    moved_to: str | None = None
    fresh_until: datetime | None = None
    not_before: datetime | None = None
