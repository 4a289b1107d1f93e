"""Asks a source's listers and reads what they answer; nothing is stored here.

Nothing that a lister answers ends a run: whatever goes wrong is the outcome of that lister.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from storage.polls import ListerState
from tasks.listings import Feed, Listing, UrlOutcome, Validators
from tasks.outcomes import Rejected
from tasks.sources.feeds import read_feed
from tasks.sources.sitemaps import read_sitemap
from tasks.sources.urllist import listed_urls
from tasks.web.answers import printable
from tasks.web.limits import Kind
from tasks.web.moved import fetch_moved
from tasks.web.pacing import SHORTEST_POLL_S, FeedPace, paced

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from flows.config import SourceEntry
    from tasks.listings import Answer
    from tasks.web.client import WebClient

# An index of more sitemaps than these is an archive: years of months, of which the first are read.
MOST_SITEMAPS = 50
_WELL = (None, UrlOutcome.UNCHANGED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What one lister brought: listings, or the outcome that says why there are none.

    `answer` is None where nothing was asked: a list that lies here, a lister that is not due.
    """

    url: str
    at: datetime
    answer: Answer | None = None
    listings: tuple[Listing, ...] = ()
    outcome: UrlOutcome | None = None
    detail: str = ""
    quiet_s: int | None = None


async def ask_sources(
    client: WebClient,
    entries: Sequence[SourceEntry],
    states: Mapping[str, Mapping[str, ListerState]],
    now: datetime,
) -> list[list[Brought]]:
    """Return what each source's listers brought, its first lister's first. Asks side by side."""
    asked = (_ask_guarded(client, entry, states[entry.name], now) for entry in entries)
    return await asyncio.gather(*asked)


async def _ask_guarded(
    client: WebClient, entry: SourceEntry, states: Mapping[str, ListerState], now: datetime
) -> list[Brought]:
    try:
        return await _ask_source(client, entry, states, now)
    except Exception as error:  # noqa: BLE001 - a list that our readers trip over harms no other
        detail = printable(f"{type(error).__name__} while its list was read: {error}")
        broken = UrlOutcome.UNREADABLE
        url = entry.url or str(entry.path)
        return [Brought(url=url, at=now, outcome=broken, detail=detail)]


async def _ask_source(
    client: WebClient, entry: SourceEntry, states: Mapping[str, ListerState], now: datetime
) -> list[Brought]:
    """Ask a source's listers, those of an index too."""
    if entry.kind == "page":
        only = Listing(url=entry.url, place=1)
        return [Brought(url=entry.url or "", at=now, listings=(only,))]
    if entry.path is not None:
        return [_read_list(entry, now)]
    first, inner = await _ask(client, entry, entry.url or "", states, now)
    is_quiet = first.answer is None or first.outcome is UrlOutcome.UNCHANGED
    if is_quiet and entry.kind == "sitemap":
        # An index that has not changed names the sitemaps it named; they may have.
        inner = inner or [url for url in states if url != entry.url]
    asked = [_ask(client, entry, url, states, now) for url in inner[:MOST_SITEMAPS]]
    return [first, *(brought for brought, _ in await asyncio.gather(*asked))]


def _read_list(entry: SourceEntry, now: datetime) -> Brought:
    """Read a list of URLs that lies here; a line that is no URL ends as such."""
    path = entry.path
    assert path is not None  # noqa: S101 - asked by its caller
    try:
        with path.open("rb") as lines:
            listings = tuple(
                Listing(url=None, place=0, guid=found.input, title=found.detail)
                if isinstance(found, Rejected)
                else found
                for found in listed_urls(lines, name=path.name)
            )
    except OSError as error:
        detail = f"{path} cannot be read: {error.strerror}"
        return Brought(url=str(path), at=now, outcome=UrlOutcome.UNREADABLE, detail=detail)
    return Brought(url=str(path), at=now, listings=listings)


async def _ask(
    client: WebClient,
    entry: SourceEntry,
    url: str,
    states: Mapping[str, ListerState],
    now: datetime,
) -> tuple[Brought, list[str]]:
    """Ask one lister; return what it brought, and the sitemaps that it names."""
    state = states.get(url)
    if state is not None and state.gone_at is not None:
        detail = f"its host said on {state.gone_at:%Y-%m-%d} that it is gone for good"
        return Brought(url=url, at=now, outcome=UrlOutcome.RETIRED, detail=detail), []
    if state is not None and now < state.next_due:
        detail = f"due at {state.next_due:%Y-%m-%d %H:%M:%S} UTC"
        return Brought(url=url, at=now, outcome=UrlOutcome.NOT_YET, detail=detail), []
    answer = await fetch_moved(
        client,
        url,
        moved_to=state.moved_to if state else None,
        kind=Kind.FEED if entry.kind == "feed" else Kind.SITEMAP,
        validators=state.validators if state else None,
    )
    brought = Brought(
        url=url, at=answer.asked, answer=answer, outcome=answer.outcome, detail=answer.detail
    )
    return (brought, []) if answer.body is None else _read(entry, brought, answer, now)


def _read(
    entry: SourceEntry, brought: Brought, answer: Answer, now: datetime
) -> tuple[Brought, list[str]]:
    """Read a lister's body: what it lists, and the sitemaps that it names."""
    body = answer.body or b""
    # Hundreds of lists are in memory together: only what was read of them need be.
    brought = replace(brought, answer=replace(answer, body=None))
    found = (
        read_feed(body, url=answer.answered_by, now=now, charset=answer.charset)
        if entry.kind == "feed"
        else read_sitemap(body, url=answer.answered_by, now=now)
    )
    if isinstance(found, Rejected):
        return replace(brought, outcome=UrlOutcome.NOT_A_LIST, detail=printable(found.detail)), []
    if isinstance(found, Feed):
        return replace(brought, listings=found.listings, quiet_s=found.quiet_s), []
    own = {brought.url, answer.answered_by}
    inner = [one.url for one in found.sitemaps if one.url is not None and one.url not in own]
    return replace(brought, listings=found.listings, detail=found.cut or ""), inner


def lister_after(
    entry: SourceEntry, before: ListerState | None, brought: Brought, fresh: int
) -> ListerState:
    """Return what is known of a lister after a poll: its validators, and when it is due again.

    fresh: how many URLs it listed that were never listed before.
    """
    answer = brought.answer
    assert answer is not None  # noqa: S101 - asked by its caller
    now = brought.at
    well = brought.outcome in _WELL
    poll_s = before.poll_s if before else max(entry.every_s or 0.0, SHORTEST_POLL_S)
    pace = FeedPace(poll_s=poll_s, per_hour=before.per_hour if before else None)
    if well and before is not None:
        pace = paced(
            pace,
            new=fresh,
            listed=len(brought.listings),
            waited_s=(now - before.asked_at).total_seconds(),
            asked_s=float(brought.quiet_s or 0),
        )
    pause = timedelta(seconds=entry.every_s or pace.poll_s)
    due = [now + pause, answer.fresh_until, answer.not_before]
    return ListerState(
        source=entry.name,
        url=brought.url,
        validators=answer.validators if well else _shown(before),
        poll_s=pace.poll_s,
        per_hour=pace.per_hour,
        asked_at=now,
        next_due=max(moment for moment in due if moment is not None),
        succeeded_at=now if well else (before.succeeded_at if before else None),
        moved_to=answer.moved_to,
        gone_at=now if brought.outcome is UrlOutcome.HTTP_410 else None,
    )


def _shown(before: ListerState | None) -> Validators:
    return before.validators if before else Validators()
