"""Fetch: lists every source on the web, asks for what waits, and gives every URL its one outcome.

A batch's articles, its URLs' outcomes and its hosts' states are committed together.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from flows.alarms import watch_volume
from flows.asking import ask_pages, by_turns
from flows.live import Live
from flows.polling import poll_sources
from flows.taking_in import take_in
from tasks.article.pool import ExtractionPool
from tasks.text.urls import host_of
from tasks.web.client import WebClient
from tasks.web.gate import steady_clock

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from flows.asking import AskedPage
    from flows.config import Config, SourceEntry
    from flows.newsroom import Newsroom
    from storage.urls import UrlState

# Pages committed together: at 10 MB a page, the most that is read, 640 MB.
BATCH_PAGES = 64


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
    entries = {entry.name: entry for entry in config.web}
    states = room.store.urls.waiting()
    states = by_turns(states, {state.url: host_of(state.url) for state in states})
    room.watch.begin("fetching", len(states))
    with ExtractionPool(workers=room.settings.workers) as pool:
        for first in range(0, len(states), BATCH_PAGES):
            batch = states[first : first + BATCH_PAGES]
            ask = partial(_asked, live, client, batch, entries, clock)
            pages = room.steps.fetch_batch([state.url for state in batch], ask)
            take_in(room, pages, client, pool, clock())
            room.watch.advance(len(batch))


def _asked(
    live: Live,
    client: WebClient,
    states: Sequence[UrlState],
    entries: Mapping[str, SourceEntry],
    clock: Callable[[], datetime],
) -> list[AskedPage]:
    """Ask for a batch of URLs; the loop in which that happens is not the caller's."""
    return live.run(ask_pages(client, states, entries, clock))
