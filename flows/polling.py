"""List: polls every source that is due, and says of each URL whether it is asked, and why not.

A source's listings, its listers' validators and its counts are committed together: a kill before
that polls it again, one after it finds its URLs waiting.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from flows.again import is_due
from storage.polls import ListerState, Poll
from storage.urls import Ended, UrlState
from tasks.listings import Feed, Listing, UrlOutcome, Validators
from tasks.outcomes import Rejected
from tasks.sources.feeds import read_feed
from tasks.sources.sitemaps import read_sitemap
from tasks.sources.urllist import listed_urls
from tasks.text.urls import page_key
from tasks.web.limits import Kind
from tasks.web.pacing import SHORTEST_POLL_S, FeedPace, paced

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from flows.config import SourceEntry
    from flows.newsroom import Newsroom
    from tasks.listings import Answer
    from tasks.web.client import WebClient

LISTED = "listed"
# An index of more sitemaps than these is an archive: years of months, of which the first are read.
MOST_SITEMAPS = 50
# Listings of so many sources are in memory together.
SOURCES_AT_ONCE = 50


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


async def poll_sources(
    room: Newsroom, client: WebClient, entries: Sequence[SourceEntry], now: datetime
) -> None:
    """Poll every source that this run has not polled yet, and commit what each brought."""
    polled = room.store.polls.polled(room.run)
    if not polled:
        _inherit(room, now)
    left = [entry for entry in entries if entry.name not in polled]
    room.watch.begin("listing", len(left))
    for first in range(0, len(left), SOURCES_AT_ONCE):
        some = left[first : first + SOURCES_AT_ONCE]
        states = [room.store.polls.states(entry.name) for entry in some]
        brought = await asyncio.gather(
            *(_poll(client, entry, known, now) for entry, known in zip(some, states, strict=True))
        )
        for entry, known, each in zip(some, states, brought, strict=True):
            _commit(room, client, entry, known, each)
        room.watch.advance(len(some))


def _inherit(room: Newsroom, now: datetime) -> None:
    """Count what a run that was cut off, and finished without the web, has left waiting."""
    left = len(room.store.urls.waiting())
    poll = Poll(url="left waiting", asked_at=now, outcome=LISTED, retried=left, taken=left)
    with room.store.statements.whole():
        room.store.polls.record(room.run, "", [poll])


async def _poll(
    client: WebClient, entry: SourceEntry, states: Mapping[str, ListerState], now: datetime
) -> list[Brought]:
    """Ask a source's listers, those of an index too. Never raises for what a source holds."""
    if entry.kind == "page":
        only = Listing(url=entry.url, place=1)
        return [Brought(url=entry.url or "", at=now, listings=(only,))]
    if entry.path is not None:
        return [_read_list(entry, now)]
    first, inner = await _ask(client, entry, entry.url or "", states, now)
    if first.answer is None or first.outcome is UrlOutcome.UNCHANGED:
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
    if state is not None and now < state.next_due:
        detail = f"due at {state.next_due:%Y-%m-%d %H:%M:%S} UTC"
        return Brought(url=url, at=now, outcome=UrlOutcome.NOT_YET, detail=detail), []
    kind = Kind.FEED if entry.kind == "feed" else Kind.SITEMAP
    answer = await client.fetch(url, kind=kind, validators=state.validators if state else None)
    brought = Brought(
        url=url, at=answer.asked, answer=answer, outcome=answer.outcome, detail=answer.detail
    )
    if answer.body is None:
        return brought, []
    found = (
        read_feed(answer.body, url=answer.answered_by, now=now, charset=answer.charset)
        if kind is Kind.FEED
        else read_sitemap(answer.body, url=answer.answered_by, now=now)
    )
    if isinstance(found, Rejected):
        return replace(brought, outcome=UrlOutcome.NOT_A_LIST, detail=found.detail), []
    if isinstance(found, Feed):
        return replace(brought, listings=found.listings, quiet_s=found.quiet_s), []
    inner = [one.url for one in found.sitemaps if one.url is not None and one.url != url]
    return replace(brought, listings=found.listings, detail=found.cut or ""), inner


def _commit(
    room: Newsroom,
    client: WebClient,
    entry: SourceEntry,
    states: Mapping[str, ListerState],
    brought: Sequence[Brought],
) -> None:
    """Store what a source brought, in one transaction."""
    store, now = room.store, brought[0].at
    met: set[str] = set()
    with store.statements.whole():
        polls = [_sort(room, entry, each, met) for each in brought]
        again = [
            replace(state, waiting=True)
            for state in store.urls.to_retry(entry.name, now)
            if state.url not in met
        ]
        store.urls.keep(again)
        polls[0] = replace(polls[0], retried=len(again), taken=polls[0].taken + len(again))
        for each, poll in zip(brought, polls, strict=True):
            if each.answer is not None:
                fresh = poll.taken - poll.retried
                store.polls.keep(_lister(entry, states.get(each.url), each, fresh))
        store.polls.record(room.run, entry.name, polls)
        store.hosts.keep(client.hosts.values())


def _sort(room: Newsroom, entry: SourceEntry, brought: Brought, met: set[str]) -> Poll:
    """Sort a lister's entries into those that wait, those known, and those met before."""
    listed = brought.listings[: entry.limit]
    now = brought.at
    named = {name_of(entry.name, listing): listing for listing in reversed(listed)}
    fresh_names = [name for name in reversed(named) if name not in met]
    keys = [page_key(name) if named[name].url else name for name in fresh_names]
    known = {state.url: state for state in room.store.urls.like(fresh_names, keys)}
    claimed: dict[str, str] = {}
    for one in known.values():
        claimed.setdefault(one.page_key, one.url)
    waiting, passed, twins, repeated = [], [], [], 0
    for name, key in zip(fresh_names, keys, strict=True):
        state = known.get(name)
        if state is not None and state.waiting:
            repeated += 1
        elif state is not None and not is_due(state, now):
            passed.append(name)
        elif claimed.setdefault(key, name) != name:
            twins.append((_fresh(entry, name, key, now, state), claimed[key]))
        else:
            fresh = _fresh(entry, name, key, now, state)
            waiting.append(replace(fresh, waiting=True, listing=named[name]))
    met.update(fresh_names)
    urls = room.store.urls
    urls.keep(waiting)
    urls.saw(passed, now)
    urls.end(room.run, [_twin(state, other, now) for state, other in twins])
    return Poll(
        url=brought.url,
        asked_at=now,
        outcome=brought.outcome.value if brought.outcome else LISTED,
        detail=brought.detail,
        listed=len(listed),
        passed_over=len(passed),
        repeated=repeated + len(listed) - len(fresh_names),
        taken=len(waiting) + len(twins),
    )


def name_of(source: str, listing: Listing) -> str:
    """Return what an entry goes by in the ledger: its URL, or a name where it has none."""
    return listing.url or f"entry:{source}:{listing.guid or listing.title or listing.place}"


def _fresh(
    entry: SourceEntry, name: str, key: str, now: datetime, state: UrlState | None
) -> UrlState:
    """Return the state of a URL that is listed now."""
    if state is not None:
        return replace(state, last_seen=now)
    return UrlState(url=name, page_key=key, source=entry.name, first_seen=now, last_seen=now)


def _twin(state: UrlState, other: str, now: datetime) -> Ended:
    """Return the end of a URL whose page is known under another."""
    outcome = UrlOutcome.DUPLICATE_URL
    ended = replace(state, waiting=False, outcome=outcome, next_ask=None)
    return Ended(state=ended, outcome=outcome, at=now, detail=f"the page of {other}")


def _lister(
    entry: SourceEntry, before: ListerState | None, brought: Brought, fresh: int
) -> ListerState:
    """Return what is known of a lister after a poll: its validators, and when it is due again."""
    answer = brought.answer
    assert answer is not None  # noqa: S101 - asked by its caller
    now = brought.at
    well = brought.outcome in (None, UrlOutcome.UNCHANGED)
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
    )


def _shown(before: ListerState | None) -> Validators:
    return before.validators if before else Validators()


def by_turns(states: Iterable[UrlState], host: Mapping[str, str]) -> list[UrlState]:
    """Return the states so that hosts take turns: a batch is then never of one host alone."""
    turns: dict[str, int] = {}
    ranked = []
    for state in states:
        rank = turns[host[state.url]] = turns.get(host[state.url], -1) + 1
        ranked.append((rank, state))
    return [state for _, state in sorted(ranked, key=lambda each: each[0])]
