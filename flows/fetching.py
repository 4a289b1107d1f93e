"""Fetch: lists every source on the web, asks for what waits, and gives every URL its one outcome.

A batch's articles, its URLs' outcomes and its hosts' states are committed together.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from flows.alarms import watch_volume
from flows.asking import Asking, by_turns
from flows.live import Live
from flows.polling import poll_sources
from flows.taking_in import take_in
from tasks.article.pool import ExtractionPool
from tasks.text.urls import host_of
from tasks.web.client import WebClient
from tasks.web.gate import steady_clock

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from flows.asking import AskedBatch
    from flows.config import Config
    from flows.newsroom import Newsroom
    from storage.urls import UrlState

# Pages committed together: at 10 MB a page, the most that is read, 640 MB.
BATCH_PAGES = 64
# URLs that are asked for or wait for their host's turn: a host that keeps us waiting keeps only its
# own. As many at the most are asked for again after a kill.
AT_ONCE_PAGES = 2 * BATCH_PAGES


def fetch_web(room: Newsroom, config: Config, clock: Callable[[], datetime] | None = None) -> None:
    """List every source on the web, and give every URL that waits its outcome.

    Raises:
        CountsError: a URL has none, or more than one.
    """
    if config.limits is None:
        return
    clock = clock or steady_clock()
    client = WebClient(config.limits, hosts=room.store.hosts.states(), now=clock)
    with Live() as live:
        try:
            poll_sources(room, live, client, config.web, clock())
            _fetch_waiting(room, live, client, config, clock)
        finally:
            live.run(client.__aexit__(None, None, None))
    room.store.urls.tally(room.run)
    watch_volume(room, config.web, clock())


def _fetch_waiting(
    room: Newsroom,
    live: Live,
    client: WebClient,
    config: Config,
    clock: Callable[[], datetime],
) -> None:
    """Ask for every URL that waits, hosts by turns, and take in what comes, batch by batch."""
    states = room.store.urls.waiting()
    states = by_turns(states, {state.url: host_of(state.url) for state in states})
    room.watch.begin("fetching", len(states))
    asking = Asking(client, {entry.name: entry for entry in config.web}, clock)
    left = len(states)
    with ExtractionPool(workers=room.settings.workers) as pool:
        while left:
            more = states[: AT_ONCE_PAGES - len(asking.under_way)]
            del states[: len(more)]
            ask = partial(_ended, live, asking, more)
            asked = room.steps.fetch_batch([state.url for state in more], ask)
            take_in(room, asked, pool, clock())
            left -= len(asked.pages)
            room.watch.advance(len(asked.pages))


def _ended(live: Live, asking: Asking, more: Sequence[UrlState]) -> AskedBatch:
    """Return pages that have ended; the loop in which they are asked for is not the caller's."""
    return live.run(asking.ended(more, BATCH_PAGES))
