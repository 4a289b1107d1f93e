"""List: polls every source that is due, and says of each URL whether it is asked, and why not.

The listings of a batch of sources, their listers' validators and their counts are committed
together: a kill before that polls them again, one after it finds their URLs waiting.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from flows.again import is_due
from flows.listing import Brought, ask_sources, lister_after
from storage.polls import ListerState, Poll
from storage.urls import Ended, UrlState
from tasks.listings import UrlOutcome
from tasks.text.urls import page_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from flows.config import SourceEntry
    from flows.live import Live
    from flows.newsroom import Newsroom
    from tasks.listings import Listing
    from tasks.web.client import WebClient

LISTED = "listed"
# Listings of so many sources are in memory together, and the slowest of them holds up the others.
SOURCES_AT_ONCE = 200
# Lists that are as they should be: nothing is said of them in the log.
_EXPECTED = (None, UrlOutcome.UNCHANGED, UrlOutcome.NOT_YET)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Polled:
    """What a source's listers brought, and what was known of them before."""

    entry: SourceEntry
    states: Mapping[str, ListerState]
    brought: Sequence[Brought]
    # What its listers have named so far.
    met: set[str] = field(default_factory=set)


def poll_sources(
    room: Newsroom, live: Live, client: WebClient, entries: Sequence[SourceEntry], now: datetime
) -> None:
    """Poll every source that this run has not polled yet, and commit what each brought."""
    polled = room.store.polls.polled(room.run)
    if not polled:
        _inherit(room, now)
    left = [entry for entry in entries if entry.name not in polled]
    room.watch.begin("listing", len(left))
    for first in range(0, len(left), SOURCES_AT_ONCE):
        some = left[first : first + SOURCES_AT_ONCE]
        _commit(room, client, _poll(room, live, client, some, now), now)
        room.watch.advance(len(some))


def _inherit(room: Newsroom, now: datetime) -> None:
    """Count what a run that was cut off, and finished without the web, has left waiting."""
    with room.store.statements.whole():
        left = room.store.urls.inherit()
        poll = Poll(
            source="", url="left waiting", asked_at=now, outcome=LISTED, retried=left, taken=left
        )
        room.store.polls.record(room.run, [poll])


def _poll(
    room: Newsroom,
    live: Live,
    client: WebClient,
    entries: Sequence[SourceEntry],
    now: datetime,
) -> list[_Polled]:
    """Ask the listers of some sources, and say which of them cannot be read."""
    names = [entry.name for entry in entries]
    states = room.store.polls.states(names)
    found = room.steps.list_batch(
        names, lambda: live.run(ask_sources(client, entries, states, now))
    )
    polled = [
        _Polled(entry=entry, states=states[entry.name], brought=brought)
        for entry, brought in zip(entries, found, strict=True)
    ]
    for each in polled:
        for brought in each.brought:
            if brought.outcome not in _EXPECTED:
                told = f"{each.entry.name}: {brought.outcome} at {brought.url}: {brought.detail}"
                room.watch.say(told.removesuffix(": "))
    return polled


def _commit(room: Newsroom, client: WebClient, polled: Sequence[_Polled], now: datetime) -> None:
    """Store what some sources brought, in one transaction."""
    store = room.store
    with store.statements.whole():
        polls: list[Poll] = []
        listers: list[ListerState] = []
        for each in polled:
            for brought in each.brought:
                poll = _sort(room, each, brought)
                polls.append(poll)
                if brought.answer is not None:
                    before = each.states.get(brought.url)
                    listers.append(lister_after(each.entry, before, brought, poll.fresh))
        store.polls.keep(listers)
        store.polls.record(room.run, _retrying(room, polled, polls, now))
        store.hosts.keep(client.changed_hosts())


def _retrying(
    room: Newsroom, polled: Sequence[_Polled], polls: Sequence[Poll], now: datetime
) -> list[Poll]:
    """Let URLs in passing trouble wait again; return the polls with these, at the first of each."""
    met = set().union(*(each.met for each in polled))
    states = room.store.urls.to_retry([each.entry.name for each in polled], now)
    again = [
        replace(state, waiting=True, taken_by=state.source)
        for state in states
        if state.url not in met
    ]
    room.store.urls.keep(again)
    left: dict[str, int] = {}
    for state in again:
        left[state.source] = left.get(state.source, 0) + 1
    counted = []
    for poll in polls:
        retried = left.pop(poll.source, 0)
        counted.append(replace(poll, retried=retried, taken=poll.taken + retried))
    return counted


def _sort(room: Newsroom, polled: _Polled, brought: Brought) -> Poll:
    """Sort a lister's entries into those that wait, those known, and those met before."""
    listed = brought.listings[: polled.entry.limit]
    poll = Poll(
        source=polled.entry.name,
        url=brought.url,
        asked_at=brought.at,
        outcome=brought.outcome.value if brought.outcome else LISTED,
        detail=brought.detail,
        listed=len(listed),
    )
    return _sorted(room, polled, listed, poll) if listed else poll


def _sorted(room: Newsroom, polled: _Polled, listed: Sequence[Listing], poll: Poll) -> Poll:
    """Let the entries wait that are to be asked; return the poll with what became of all."""
    entry, now, urls = polled.entry, poll.asked_at, room.store.urls
    named = {name_of(entry.name, listing): listing for listing in reversed(listed)}
    fresh_names = [name for name in reversed(named) if name not in polled.met]
    keys = [page_key(name) if named[name].url else name for name in fresh_names]
    known = {state.url: state for state in urls.like(fresh_names, keys)}
    claimed: dict[str, str] = {}
    for one in known.values():
        claimed.setdefault(one.page_key, one.url)
    waiting, passed, twins, repeated = [], [], [], []
    for name, key in zip(fresh_names, keys, strict=True):
        state = known.get(name)
        if state is not None and state.waiting:
            repeated.append(name)
        elif state is not None and not is_due(state, now):
            passed.append(name)
        elif claimed.setdefault(key, name) != name:
            twins.append((_fresh(entry, name, key, now, state), claimed[key]))
        else:
            fresh = _fresh(entry, name, key, now, state)
            waiting.append(replace(fresh, waiting=True, listing=named[name]))
    polled.met.update(fresh_names)
    urls.keep(waiting)
    urls.saw([*passed, *repeated], now)
    urls.end(room.run, [_twin(state, other, now) for state, other in twins])
    return replace(
        poll,
        passed_over=len(passed),
        repeated=len(repeated) + len(listed) - len(fresh_names),
        taken=len(waiting) + len(twins),
        fresh=sum(name not in known for name in fresh_names),
    )


def name_of(source: str, listing: Listing) -> str:
    """Return what an entry goes by in the ledger: its URL, or a name where it has none."""
    return listing.url or f"entry:{source}:{listing.guid or listing.title or listing.place}"


def _fresh(
    entry: SourceEntry, name: str, key: str, now: datetime, state: UrlState | None
) -> UrlState:
    """Return the state of a URL that is listed now."""
    if state is not None:
        return replace(state, last_seen=now, taken_by=entry.name)
    return UrlState(
        url=name,
        page_key=key,
        source=entry.name,
        first_seen=now,
        last_seen=now,
        taken_by=entry.name,
    )


def _twin(state: UrlState, other: str, now: datetime) -> Ended:
    """Return the end of a URL whose page is known under another."""
    outcome = UrlOutcome.DUPLICATE_URL
    ended = replace(state, waiting=False, outcome=outcome, next_ask=None)
    return Ended(
        state=ended,
        outcome=outcome,
        at=now,
        detail=f"the page of {other}",
        is_first=state.outcome is None,
    )
