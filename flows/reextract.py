"""Reextract: reads kept pages with today's extraction; what is other is placed as if it were new.

No host is asked. A batch's articles are committed with their places in the list, so that a kill
repeats at most one batch: the run that comes after clusters what had been read.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import groupby
from typing import TYPE_CHECKING

from flows.again import next_ask
from flows.cluster import cluster
from flows.ingest import remember
from flows.newsroom import enter
from flows.publish import publish
from flows.rereading import Rereader, revision_by
from flows.revisions import revising
from flows.settings import program_version
from storage import open_store
from storage.pages import open_pages, pages_of
from storage.polls import Poll
from storage.store import published_path
from storage.urls import Ended
from tasks.article.pool import ExtractionPool
from tasks.errors import NotFoundError
from tasks.listings import UrlOutcome
from tasks.outcomes import Rejected
from tasks.records import Article
from tasks.sources.source import digest
from tasks.text.diffs import changes_around, compare_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from flows.config import SourceEntry
    from flows.newsroom import Newsroom
    from flows.publish import Summary
    from flows.rereading import Reread
    from flows.settings import Settings
    from flows.steps import Steps
    from flows.watch import Watch
    from storage.pages import Pages, StoredPage
    from tasks.text.diffs import Passage

KEY = "reextract"
# Pages in memory together, as in flows.fetching.
BATCH_PAGES = 64
EXAMPLES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which pages to read: of a source, since a moment in aware UTC; and what a config lends."""

    source: str | None = None
    since: datetime | None = None
    entries: Mapping[str, SourceEntry] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One article that is other: which fields, and the first change of its words."""

    article_id: str | None
    url: str
    changed: tuple[str, ...]
    first_change: tuple[Passage, ...] = ()


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What became of all pages so far: counts of pages, and some examples."""

    pages: int = 0
    same: int = 0
    changed: int = 0
    new: int = 0
    unread: int = 0
    lost: int = 0
    missing: int = 0
    examples: list[Example] = field(default_factory=list)

    def count(self, rereads: Sequence[Reread]) -> None:
        """Count a batch. unread: still no article; lost: an article that today would be none."""
        for one in rereads:
            self.pages += 1
            kind = _kind(one)
            setattr(self, kind, getattr(self, kind) + 1)
            if kind in ("changed", "new") and len(self.examples) < EXAMPLES:
                self.examples.append(_example(one))


def _kind(one: Reread) -> str:
    if one.found is None:
        return "missing"
    if isinstance(one.found, Rejected):
        return "lost" if one.before else "unread"
    if one.before is None:
        return "new"
    return "changed" if one.changed else "same"


def _example(one: Reread) -> Example:
    before = one.before.text if one.before else ""
    after = one.found.text if isinstance(one.found, Article) else ""
    changes = changes_around(compare_words(before, after), context=6, longest=40)
    return Example(
        article_id=one.page.article_id,
        url=one.page.url,
        changed=one.changed or ("new",),
        first_change=changes[0] if changes else (),
    )


def preview(directory: Path, desk: tuple[Steps, Settings, Watch], wanted: Wanted) -> Outcome:
    """Return what `reextract` would change, from the published file; nothing is written.

    Raises:
        NotFoundError: there is no store, or no kept page.
    """
    steps, settings, watch = desk
    outcome = Outcome()
    with open_pages(directory) as pages, ExtractionPool(workers=settings.workers) as pool:
        stored = _stored(pages, wanted)
        rereader = Rereader(pages=pages, steps=steps, pool=pool, entries=wanted.entries)
        watch.begin("reading stored pages", len(stored))
        for batch in _batches(stored):
            outcome.count(rereader.read(batch))
            watch.advance(len(batch))
    return outcome


def reextract(
    directory: Path, desk: tuple[Steps, Settings, Watch], wanted: Wanted
) -> tuple[Outcome, Summary]:
    """Read all kept pages anew, give what is other its place, and publish.

    Raises:
        NotFoundError: there is no store, or no kept page. StoreBusyError: a run holds it.
    """
    steps, settings, watch = desk
    published_path(directory)
    outcome = Outcome()
    with open_store(
        directory, memory_limit=settings.database_memory, threads=settings.threads
    ) as store:
        pages = pages_of(store)
        stored = _stored(pages, wanted)
        room = enter(store, steps, settings, watch)
        with ExtractionPool(workers=settings.workers) as pool:
            rereader = Rereader(pages=pages, steps=steps, pool=pool, entries=wanted.entries)
            _read_all(room, rereader, stored, _version(wanted, stored), outcome)
        return outcome, publish(room, cluster(room))


def _stored(pages: Pages, wanted: Wanted) -> list[StoredPage]:
    stored = pages.stored(wanted.source, wanted.since)
    if not stored:
        what = f" of source {wanted.source!r}" if wanted.source else ""
        raise NotFoundError(
            f"no page{what} is kept here: bodies are kept of what feeds, sitemaps, lists and pages "
            "bring (`wirecopy sources` names them); other sources are read again by `wirecopy run`"
        )
    return stored


def _batches(stored: Sequence[StoredPage]) -> Iterator[list[StoredPage]]:
    """Yield the pages so that those of a batch were read at one time: dates are judged by it."""
    for _, group in groupby(stored, key=lambda page: page.seen_at):
        pages = list(group)
        for first in range(0, len(pages), BATCH_PAGES):
            yield pages[first : first + BATCH_PAGES]


def _version(wanted: Wanted, stored: Sequence[StoredPage]) -> str:
    """Return what tells one list of pages from another: then places in it mean nothing."""
    return digest(program_version(), wanted.source, wanted.since, len(stored), stored[0].url)


def _read_all(
    room: Newsroom,
    rereader: Rereader,
    stored: Sequence[StoredPage],
    version: str,
    outcome: Outcome,
) -> None:
    done = room.store.runs.progress(room.run, KEY, version).place
    room.watch.begin("reading stored pages", len(stored) - done)
    if done:
        room.watch.say(f"carrying on after page {done}")
    for batch in _batches(stored[done:]):
        rereads = rereader.read(batch)
        _commit(room, rereads, version)
        outcome.count(rereads)
        room.watch.advance(len(batch))


def _commit(room: Newsroom, rereads: Sequence[Reread], version: str) -> None:
    """Give every page of a batch its outcome, and commit all of it."""
    store, now = room.store, datetime.now(UTC)
    revisions = [other for one in rereads if (other := revision_by(one, now)) is not None]
    new = [one for one in rereads if _kind(one) == "new"]
    articles = [one.found for one in new if isinstance(one.found, Article)]
    known = store.articles.known(articles)
    fresh = [article for at, article in enumerate(articles) if at not in known]
    rejected = [
        one.found for one in rereads if isinstance(one.found, Rejected) and _kind(one) == "unread"
    ]
    progress = store.runs.progress(room.run, KEY, version)
    progress = replace(
        progress,
        place=progress.place + len(rereads),
        inputs=progress.inputs + len(rereads),
        articles=progress.articles + len(fresh),
        known=progress.known + len(rereads) - len(fresh) - len(rejected),
        rejected=progress.rejected + len(rejected),
    )
    revise = revising(room, revisions)
    ended = _ended(room, [one for at, one in enumerate(new) if at not in known], now)

    def also() -> None:
        revise()
        if ended:
            store.urls.end(room.run, ended)
            store.polls.record(room.run, [_counted(len(ended), now)])

    remember(room, fresh, rejected, progress, also)


def _ended(room: Newsroom, new: Sequence[Reread], now: datetime) -> list[Ended]:
    """Return the ends of the pages that turned out to hold an article."""
    became = {one.page.url: one for one in new}
    states = [state for state in room.store.urls.like(list(became), []) if state.url in became]
    ended = []
    for state in states:
        one = became[state.url]
        assert isinstance(one.found, Article)  # noqa: S101 - asked by its caller
        outcome = UrlOutcome.ARTICLE
        after = replace(
            state,
            outcome=outcome,
            article_id=one.found.article_id,
            next_ask=next_ask(outcome, now, 0),
            taken_by="",
            validators=replace(state.validators, digest=one.page.digest),
        )
        ended.append(Ended(state=after, outcome=outcome, at=now, detail="read anew"))
    return ended


def _counted(count: int, now: datetime) -> Poll:
    """Return what makes the ledger's count of these ends add up."""
    return Poll(
        source="", url="read anew", asked_at=now, outcome="listed", retried=count, taken=count
    )
