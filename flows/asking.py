"""Asks for pages: what each URL answered, and the input that its page is."""

from __future__ import annotations

import asyncio
import re
from asyncio import FIRST_COMPLETED
from dataclasses import dataclass, replace
from functools import partial
from html import unescape
from typing import TYPE_CHECKING

from tasks.listings import UrlOutcome
from tasks.records import Input
from tasks.text.urls import page_key, page_url
from tasks.web.answers import printable
from tasks.web.moved import fetch_moved

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from flows.config import SourceEntry
    from storage.urls import UrlState
    from tasks.listings import Answer, HostState
    from tasks.web.client import WebClient

# Pages that a reader may have and we may not: the feed's own text stands in where it is whole.
_WITHHELD = frozenset(
    {UrlOutcome.ROBOTS, UrlOutcome.HTTP_401, UrlOutcome.HTTP_403, UrlOutcome.HTTP_451}
)
_CANONICAL = re.compile(
    rb"""<link\b(?=[^>]{0,400}\brel\s*=\s*["']?canonical\b)[^>]{0,400}?\bhref\s*=\s*["']?([^"'\s>]+)""",
    re.IGNORECASE,
)
_HEAD_BYTES = 262_144
# What has ended is committed at the latest after this: a commit costs some 50 ms, and a kill loses
# what was not committed.
LONGEST_GATHER_S = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedPage:
    """A URL that was asked: what it became so far; `raw` where there is something to read."""

    state: UrlState
    at: datetime
    outcome: UrlOutcome | None = None
    detail: str = ""
    raw: Input | None = None
    from_feed: bool = False


def by_turns(states: Iterable[UrlState], host: Mapping[str, str]) -> list[UrlState]:
    """Return the states so that hosts take turns: a batch is then never of one host alone."""
    turns: dict[str, int] = {}
    ranked = []
    for state in states:
        rank = turns[host[state.url]] = turns.get(host[state.url], -1) + 1
        ranked.append((rank, state))
    return [state for _, state in sorted(ranked, key=lambda each: each[0])]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedBatch:
    """Pages that have been asked for, and the hosts whose state that changed."""

    pages: Sequence[AskedPage]
    hosts: Sequence[HostState]


class Asking:
    """URLs that are being asked for: those that ended can be taken in while others go on.

    Hosts go side by side, the URLs of one host in turn. Nobody waits for the slowest.
    """

    def __init__(
        self,
        client: WebClient,
        entries: Mapping[str, SourceEntry],
        clock: Callable[[], datetime],
    ) -> None:
        self._client, self._entries, self._clock = client, entries, clock
        self.under_way: set[asyncio.Task[AskedPage]] = set()

    async def ended(self, more: Sequence[UrlState], most: int) -> AskedBatch:
        """Begin to ask for more URLs; return some that have ended, `most` of them or few more.

        At least one, where any is under way, and as many as end within LONGEST_GATHER_S.
        """
        ask = partial(_ask_guarded, self._client, self._entries, self._clock)
        self.under_way |= {asyncio.ensure_future(ask(state)) for state in more}
        loop, pages = asyncio.get_running_loop(), list[AskedPage]()
        until = loop.time() + LONGEST_GATHER_S
        while self.under_way and len(pages) < most:
            rest = until - loop.time()
            if pages and rest <= 0:
                break
            done, self.under_way = await asyncio.wait(
                self.under_way, timeout=rest if pages else None, return_when=FIRST_COMPLETED
            )
            pages += [task.result() for task in done]
        return AskedBatch(pages=pages, hosts=self._client.changed_hosts())


async def _ask_guarded(
    client: WebClient,
    entries: Mapping[str, SourceEntry],
    clock: Callable[[], datetime],
    state: UrlState,
) -> AskedPage:
    try:
        return await _ask(client, state, entries.get(state.source), clock)
    except Exception as error:  # noqa: BLE001 - a page that our readers trip over harms no other
        detail = printable(f"{type(error).__name__} while it was read: {error}")
        return AskedPage(state=state, at=clock(), outcome=UrlOutcome.UNREADABLE, detail=detail)


async def _ask(
    client: WebClient,
    state: UrlState,
    entry: SourceEntry | None,
    clock: Callable[[], datetime],
) -> AskedPage:
    listing = state.listing
    if listing is not None and listing.url is None:
        page = AskedPage(
            state=state, at=clock(), outcome=UrlOutcome.BAD_URL, detail=listing.title or ""
        )
        return _from_feed(page, entry)
    answer = await fetch_moved(
        client, state.url, moved_to=state.moved_to, validators=state.validators
    )
    state = replace(state, moved_to=answer.moved_to)
    page = AskedPage(state=state, at=answer.asked, outcome=answer.outcome, detail=answer.detail)
    if answer.outcome is UrlOutcome.UNCHANGED:
        return replace(page, state=replace(state, validators=answer.validators))
    if answer.body is None:
        return _from_feed(page, entry) if answer.outcome in _WITHHELD else page
    url = page_url(state.url, answered_by=answer.answered_by, declared=declared(answer.body))
    state = replace(state, validators=answer.validators, page_key=page_key(url))
    return replace(page, state=state, raw=_input(state, url, answer, entry))


def declared(body: bytes) -> str | None:
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


def _from_feed(page: AskedPage, entry: SourceEntry | None) -> AskedPage:
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
