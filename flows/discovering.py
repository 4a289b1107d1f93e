"""Discover: looks for the feeds and sitemaps of a site, politely, and tells what each holds."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tasks.article.language import given_language
from tasks.listings import Feed, Sitemap, UrlOutcome
from tasks.sources.discovery import (
    FEED_PLACES,
    SITEMAP_PLACES,
    FrontPage,
    is_aside,
    part_of_title,
    read_front,
    usual_places,
)
from tasks.sources.feeds import read_feed
from tasks.sources.sitemaps import read_sitemap
from tasks.text.urls import canonical_url, host_of, origin_of
from tasks.web.client import WebClient
from tasks.web.limits import Kind
from tasks.web.robots import sitemaps_named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from flows.watch import Watch
    from tasks.listings import Answer, Listing
    from tasks.web.limits import WebLimits

FEED, SITEMAP = "feed", "sitemap"
# Sitemaps that a robots.txt may name by the dozen, one for each year.
MOST_SITEMAPS = 6
# Of an index so many are looked into, the latest first.
MOST_INNER = 3
# Whoever does not answer at one address does not at the next.
_SILENT = frozenset(
    {UrlOutcome.NO_SUCH_HOST, UrlOutcome.REFUSED_ADDRESS, UrlOutcome.UNREACHABLE}
    | {UrlOutcome.TLS, UrlOutcome.TIMEOUT, UrlOutcome.NOT_YET}
)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A feed or a sitemap that could be read. `newest` in aware UTC, None where nothing is dated.

    `sitemaps` of an index: how many further ones it names. `how` it was found, in words.
    """

    url: str
    kind: str
    entries: int
    newest: datetime | None
    how: str
    sitemaps: int = 0
    title: str | None = None
    language: str | None = None


@dataclass(slots=True, kw_only=True)
class Discovery:
    """What was found at a URL: the best first. `tried`: what else was asked, and how it ended.

    `is_silent`: its host did not answer at all, so that nothing more was asked.
    """

    url: str
    name: str | None = None
    language: str | None = None
    found: list[Found] = field(default_factory=list)
    tried: list[tuple[str, str]] = field(default_factory=list)
    is_silent: bool = False


@dataclass(slots=True, kw_only=True)
class _Search:
    """One search: a client, what was found, and what was asked for already."""

    client: WebClient
    now: Callable[[], datetime]
    watch: Watch
    discovery: Discovery
    asked: set[str] = field(default_factory=set)

    async def look(self, urls: Iterable[str], kind: str, how: str, *, one: bool = False) -> None:
        """Ask for each URL that may be a list. one: no further than the first that is one."""
        for url in urls:
            if url in self.asked:
                continue
            self.asked.add(url)
            self.watch.say(f"asking {url}")
            answer = await self.client.fetch(url, kind=Kind(kind))
            if await self.take(answer, kind, how) and one:
                return

    async def take(self, answer: Answer, kind: str, how: str) -> bool:
        """Note what an answer holds; tell whether it is a list."""
        if answer.body is None:
            self.discovery.tried.append((answer.url, str(answer.outcome or "no answer")))
            return False
        found = list_in(answer.body, answer.answered_by, self.now(), (kind, how))
        if found is None:
            self.discovery.tried.append((answer.url, "no list"))
            return False
        self.asked.add(found.url)
        if found.url not in [one.url for one in self.discovery.found]:
            self.discovery.found.append(await self._counted(found, answer.body))
        return True

    async def _counted(self, found: Found, body: bytes) -> Found:
        """Return an index of sitemaps with what the latest of these list."""
        read = read_sitemap(body, url=found.url, now=self.now()) if found.sitemaps else None
        if not isinstance(read, Sitemap):
            return found
        latest = sorted(read.sitemaps, key=lambda one: _newest([one]) or _LONG_AGO, reverse=True)
        for inner in latest[:MOST_INNER]:
            self.watch.say(f"asking {inner.url}")
            answer = await self.client.fetch(inner.url or "", kind=Kind.SITEMAP)
            listed = answer.body and list_in(
                answer.body, answer.answered_by, self.now(), (SITEMAP, found.how)
            )
            if listed:
                dates = [at for at in (found.newest, listed.newest) if at is not None]
                found = replace(
                    found,
                    entries=found.entries + listed.entries,
                    newest=max(dates, default=None),
                    title=found.title or listed.title,
                    language=found.language or listed.language,
                )
        return found


async def discover(
    url: str, limits: WebLimits, now: Callable[[], datetime], watch: Watch, *, kind: str | None
) -> Discovery:
    """Look for lists at a URL: there, where its page and robots.txt point, in the usual places.

    kind: feed or sitemap, to look for these alone.
    """
    discovery = Discovery(url=canonical_url(url) or url)
    async with WebClient(limits, now=now) as client:
        search = _Search(client=client, now=now, watch=watch, discovery=discovery)
        watch.say(f"asking {discovery.url}")
        search.asked.add(discovery.url)
        answer = await client.fetch(discovery.url)
        front = FrontPage()
        if answer.body is None or not await _is_list(search, answer, kind):
            front = _front(search, answer)
            discovery.is_silent = answer.outcome in _SILENT
            base = answer.answered_by if answer.body is not None else discovery.url
            if kind != SITEMAP and not discovery.is_silent:
                await _look_for_feeds(search, front, base)
            if kind != FEED and not discovery.is_silent:
                await _look_for_sitemaps(search, base)
    discovery.found.sort(key=_rank, reverse=True)
    best = discovery.found[0] if discovery.found else None
    own = part_of_title(best.title, host_of(best.url)) if best and best.title else None
    discovery.name = front.name or own
    discovery.language = front.language or (best.language if best else None)
    return discovery


async def _is_list(search: _Search, answer: Answer, kind: str | None) -> bool:
    """Tell whether the URL itself is a list, and note it."""
    for one in (kind,) if kind else (FEED, SITEMAP):
        if await search.take(answer, one, "it is one itself"):
            search.discovery.tried.clear()
            return True
    search.discovery.tried.clear()
    return False


def _front(search: _Search, answer: Answer) -> FrontPage:
    if answer.body is None:
        detail = f"{answer.outcome} {answer.detail}".strip()
        search.discovery.tried.append((answer.url, detail))
        return FrontPage()
    return read_front(answer.body, url=answer.answered_by)


async def _look_for_feeds(search: _Search, front: FrontPage, base: str) -> None:
    await search.look(front.feeds, FEED, "its page links it")
    if not any(one.entries for one in search.discovery.found):
        await search.look(usual_places(base, FEED_PLACES), FEED, "a usual place", one=True)


async def _look_for_sitemaps(search: _Search, base: str) -> None:
    state = search.client.hosts.get(host_of(base))
    robots = state.robots.get(origin_of(base)) if state else None
    written = sitemaps_named(robots) if robots else ()
    named = [found for each in written if (found := canonical_url(each, base))]
    news_first = sorted(named, key=lambda each: "news" not in each)[:MOST_SITEMAPS]
    await search.look(news_first, SITEMAP, "robots.txt names it")
    if not any(one.kind == SITEMAP for one in search.discovery.found):
        await search.look(usual_places(base, SITEMAP_PLACES), SITEMAP, "a usual place", one=True)


def list_in(body: bytes, url: str, now: datetime, asked: tuple[str, str]) -> Found | None:
    """Return the feed or sitemap in a body, or None where it holds none. asked: kind, and how."""
    kind, how = asked
    read = (read_feed if kind == FEED else read_sitemap)(body, url=url, now=now)
    if isinstance(read, Feed):
        return Found(
            url=url,
            kind=kind,
            entries=len(read.listings),
            newest=_newest(read.listings),
            how=how,
            title=read.title,
            language=given_language(read.language),
        )
    if isinstance(read, Sitemap) and (read.listings or read.sitemaps):
        return Found(
            url=url,
            kind=kind,
            entries=len(read.listings),
            newest=_newest([*read.listings, *read.sitemaps]),
            how=how,
            sitemaps=len(read.sitemaps),
            title=next((one.outlet for one in read.listings if one.outlet), None),
            language=next((given_language(one.language) for one in read.listings), None),
        )
    return None


def _newest(listings: Iterable[Listing]) -> datetime | None:
    dates = (date.moment for listing in listings for date in listing.dates)
    return max((moment for moment in dates if moment is not None), default=None)


def _rank(found: Found) -> tuple[bool, bool, bool, bool]:
    """Feeds before sitemaps, lists with entries before empty ones, those of articles first."""
    holds = found.entries > 0 or found.sitemaps > 0
    news = found.kind == FEED or "news" in found.url
    return holds, not is_aside(found.url), found.kind == FEED, news
