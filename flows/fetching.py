"""Fetch: asks for what waits, makes inputs of the pages, and gives every URL its one outcome.

A batch's articles, its URLs' outcomes and its hosts' states are committed together.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, replace
from html import unescape
from typing import TYPE_CHECKING

from flows.again import HELD, next_ask
from flows.ingest import remember
from flows.polling import by_turns, poll_sources
from storage.urls import Ended
from tasks.article.dating import choose_date
from tasks.article.pool import ExtractionPool
from tasks.listings import UrlOutcome, Validators
from tasks.outcomes import Rejected
from tasks.records import Article, Input
from tasks.text.urls import host_of, page_key, page_url
from tasks.web.client import WebClient
from tasks.web.gate import steady_clock

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from flows.config import Config, SourceEntry
    from flows.newsroom import Newsroom
    from storage.urls import UrlState
    from tasks.listings import Answer, Listing

# Pages committed together: at 10 MB a page, the most that is read, 640 MB.
BATCH_PAGES = 64
WEB_KEY, WEB_VERSION = "web", "1"
# Pages that a reader may have and we may not: the feed's own text stands in where it is whole.
_WITHHELD = frozenset(
    {UrlOutcome.ROBOTS, UrlOutcome.HTTP_401, UrlOutcome.HTTP_403, UrlOutcome.HTTP_451}
)
_CANONICAL = re.compile(
    rb"""<link\b(?=[^>]{0,400}\brel\s*=\s*["']?canonical\b)[^>]{0,400}?\bhref\s*=\s*["']?([^"'\s>]+)""",
    re.IGNORECASE,
)
_HEAD_BYTES = 262_144


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """A URL that was asked: what it became so far; `raw` where there is something to read."""

    state: UrlState
    at: datetime
    outcome: UrlOutcome | None = None
    detail: str = ""
    raw: Input | None = None
    from_feed: bool = False


def fetch_web(room: Newsroom, config: Config, clock: Callable[[], datetime] | None = None) -> None:
    """List every source on the web, and give every URL that waits its outcome.

    Raises:
        CountsError: a URL has none, or more than one.
    """
    if config.limits is None:
        return
    clock = clock or steady_clock()
    client = WebClient(config.limits, hosts=room.store.hosts.states(), now=clock)
    entries = {entry.name: entry for entry in config.web}
    with asyncio.Runner() as runner, ExtractionPool(workers=room.settings.workers) as pool:
        try:
            runner.run(poll_sources(room, client, config.web, clock()))
            states = room.store.urls.waiting()
            states = by_turns(states, {state.url: host_of(state.url) for state in states})
            room.watch.begin("fetching", len(states))
            for first in range(0, len(states), BATCH_PAGES):
                batch = states[first : first + BATCH_PAGES]
                pages = runner.run(_fetch(client, batch, entries, clock))
                _take_in(room, pages, client, pool, clock())
                room.watch.advance(len(batch))
        finally:
            runner.run(client.__aexit__(None, None, None))
    told = ", ".join(f"{n:,} {end}" for end, n in room.store.urls.tally(room.run).items())
    room.watch.say(f"URLs asked: {told or 'none'}")


async def _fetch(
    client: WebClient,
    states: Sequence[UrlState],
    entries: Mapping[str, SourceEntry],
    clock: Callable[[], datetime],
) -> list[_Page]:
    """Ask for each URL; hosts go side by side, the URLs of one host in turn."""
    return await asyncio.gather(
        *(_fetch_one(client, state, entries.get(state.source), clock) for state in states)
    )


async def _fetch_one(
    client: WebClient,
    state: UrlState,
    entry: SourceEntry | None,
    clock: Callable[[], datetime],
) -> _Page:
    listing = state.listing
    if listing is not None and listing.url is None:
        page = _Page(
            state=state, at=clock(), outcome=UrlOutcome.BAD_URL, detail=listing.title or ""
        )
        return _from_feed(page, entry)
    answer = await client.fetch(state.url, validators=state.validators)
    page = _Page(state=state, at=answer.asked, outcome=answer.outcome, detail=answer.detail)
    if answer.outcome is UrlOutcome.UNCHANGED:
        return replace(page, state=replace(state, validators=answer.validators))
    if answer.body is None:
        return _from_feed(page, entry) if answer.outcome in _WITHHELD else page
    url = page_url(state.url, answered_by=answer.answered_by, declared=_declared(answer.body))
    state = replace(state, validators=answer.validators, page_key=page_key(url))
    return replace(page, state=state, raw=_input(state, url, answer, entry))


def _declared(body: bytes) -> str | None:
    """Return the canonical link that a page declares in its head."""
    found = _CANONICAL.search(body[:_HEAD_BYTES])
    return unescape(found[1].decode("utf-8", "replace")) if found else None


def _input(state: UrlState, url: str, answer: Answer, entry: SourceEntry | None) -> Input:
    """Return the input that a page is."""
    return Input(
        name=state.url,
        place=0,
        external_id=url,
        url=url,
        body=answer.body,
        source=entry.outlet if entry else None,
        language=entry.language if entry else None,
        extra=_listed(state),
    )


def _listed(state: UrlState) -> dict[str, object]:
    """Return what a lister says of an entry, so that none of it is lost."""
    listing = state.listing
    fields: dict[str, object] = {"listed_by": state.source}
    if listing is not None:
        fields |= {
            "feed_guid": listing.guid,
            "feed_dates": {date.origin: date.written for date in listing.dates},
            "feed_authors": list(listing.authors),
            "feed_source": listing.outlet,
            "feed_categories": list(listing.categories),
        }
    return {name: value for name, value in fields.items() if value}


def _from_feed(page: _Page, entry: SourceEntry | None) -> _Page:
    """Return the page with its feed's own text to be read, where that is the whole text."""
    listing = page.state.listing
    if listing is None or not listing.text_is_whole or not listing.text:
        return page
    raw = Input(
        name=page.state.url,
        place=0,
        external_id=page.state.url,
        url=listing.url,
        title=listing.title,
        text=listing.text,
        source=(entry.outlet if entry else None) or listing.outlet,
        language=entry.language if entry else None,
        extra=_listed(page.state),
    )
    return replace(page, raw=raw, from_feed=True)


def _take_in(
    room: Newsroom,
    pages: Sequence[_Page],
    client: WebClient,
    pool: ExtractionPool,
    now: datetime,
) -> None:
    """Give every URL of a batch its outcome, and commit all of it."""
    pages = _apart(room, pages)
    read = [(page, page.raw) for page in pages if page.raw is not None]
    for page, raw in read:
        if raw.body is not None and page.state.validators.digest is not None:
            room.store.bodies.keep(page.state.validators.digest, raw.body)
    extracted = room.steps.extract_batch([raw for _, raw in read], now, pool)
    outcomes = [
        _completed(found, page.state.listing, now) if isinstance(found, Article) else found
        for (page, _), found in zip(read, extracted, strict=True)
    ]
    articles = [found for found in outcomes if isinstance(found, Article)]
    known_at = room.store.articles.known(articles)
    fresh = [article for at, article in enumerate(articles) if at not in known_at]
    rejected = [found for found in outcomes if isinstance(found, Rejected)]
    became = dict(zip((page.state.url for page, _ in read), outcomes, strict=True))
    new = {id(article) for article in fresh}
    ended = [_ended(page, became.get(page.state.url), new) for page in pages]
    progress = room.store.runs.progress(room.run, WEB_KEY, WEB_VERSION)
    progress = replace(
        progress,
        place=progress.place + len(read),
        inputs=progress.inputs + len(read),
        articles=progress.articles + len(fresh),
        known=progress.known + len(known_at),
        rejected=progress.rejected + len(rejected),
    )

    def also() -> None:
        room.store.urls.end(room.run, ended)
        room.store.hosts.keep(client.hosts.values())

    remember(room, fresh, rejected, progress, also)


def _apart(room: Newsroom, pages: Sequence[_Page]) -> list[_Page]:
    """End the pages that turned out to be those of other URLs: a redirect or their link says so."""
    keys = [page.state.page_key for page in pages if page.raw is not None]
    owners = {
        state.page_key: state.url
        for state in room.store.urls.like([], keys)
        if state.outcome in HELD
    }
    apart = []
    for page in pages:
        owner = page.state.url
        if page.raw is not None and not page.from_feed:
            owner = owners.setdefault(page.state.page_key, page.state.url)
        if owner != page.state.url:
            detail = f"the page of {owner}"
            page = replace(page, outcome=UrlOutcome.DUPLICATE_URL, detail=detail, raw=None)  # noqa: PLW2901 - the page goes on as such
        apart.append(page)
    return apart


def _completed(article: Article, listing: Listing | None, now: datetime) -> Article:
    """Return an article with its lister's date and authors where its page gives none."""
    if listing is None:
        return article
    authors = article.authors or listing.authors
    if article.published_at is not None:
        return replace(article, authors=authors)
    chosen = choose_date(listing.dates, sighted=now)
    if chosen is None:
        return replace(article, authors=authors)
    extra = {**article.extra, "published_by": f"{chosen.origin}: {chosen.reason}"}
    return replace(article, authors=authors, published_at=chosen.moment, extra=extra)


def _ended(page: _Page, found: Article | Rejected | None, new: set[int]) -> Ended:
    """Return how a URL ended, and the state that this leaves it in."""
    outcome, detail = page.outcome or UrlOutcome.NOT_HTML, page.detail
    article_id = page.state.article_id
    if isinstance(found, Article):
        outcome = _of_article(page, is_new=id(found) in new)
        article_id = found.article_id if id(found) in new else article_id
    elif isinstance(found, Rejected) and not page.from_feed:
        outcome, detail = UrlOutcome(found.reason.value), found.detail
    failures = page.state.failures + 1 if outcome.passing else 0
    state = replace(
        page.state,
        waiting=False,
        listing=page.state.listing if outcome.passing else None,
        outcome=outcome,
        failures=failures,
        next_ask=next_ask(outcome, page.at, failures),
        article_id=article_id,
        # A body that could not be read in time must come again, not a word that it is unchanged.
        validators=Validators() if outcome.passing and page.raw else page.state.validators,
    )
    return Ended(state=state, outcome=outcome, at=page.at, detail=detail)


def _of_article(page: _Page, *, is_new: bool) -> UrlOutcome:
    if page.from_feed:
        return UrlOutcome.FEED_ONLY
    if not is_new:
        return UrlOutcome.KNOWN
    return UrlOutcome.ARTICLE if page.state.article_id is None else UrlOutcome.REVISION
