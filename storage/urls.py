"""The ledger of URLs: what was listed, what waits, and the one outcome of each in each run."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from storage.hosts import aware, naive
from tasks.errors import CountsError
from tasks.listings import DateCandidate, Listing, UrlOutcome, Validators

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from storage.runs import Run
    from storage.statements import Statements


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlState:
    """What is known of one URL. Moments are aware UTC; `next_ask` None: never again.

    `source` listed it first, `taken_by` is the one whose poll took it last, "" where an earlier run
    left it waiting. `moved_to` is where its host sends every request for good.
    """

    url: str
    page_key: str
    source: str
    first_seen: datetime
    last_seen: datetime
    waiting: bool = False
    listing: Listing | None = None
    outcome: UrlOutcome | None = None
    failures: int = 0
    next_ask: datetime | None = None
    validators: Validators = field(default_factory=Validators)
    article_id: str | None = None
    moved_to: str | None = None
    taken_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How one URL ended in one run: the state it is left in, when, and why.

    `is_first`: it never ended before.
    """

    state: UrlState
    outcome: UrlOutcome
    at: datetime
    detail: str = ""
    is_first: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCounts:
    """A source in one run: listed + retried = known + repeated + asked.

    `outcome` and `detail` are those of its first lister's poll. `fresh` were never listed before;
    `articles` of those asked are new in the store. `source` "" is what earlier runs left waiting.
    """

    source: str
    outcome: str
    detail: str
    listed: int
    retried: int
    known: int
    repeated: int
    asked: int
    fresh: int
    articles: int

    @property
    def went_well(self) -> bool:
        """Whether its first lister brought a list, or was not to be asked."""
        return self.outcome in _WELL


_WELL = frozenset({"listed", UrlOutcome.UNCHANGED, UrlOutcome.NOT_YET})
_COUNTED = tuple(SourceCounts.__dataclass_fields__)


class Urls:
    """Reads and writes the ledger, in the caller's transaction."""

    def __init__(self, statements: Statements) -> None:
        self._sql = statements

    def like(self, urls: Sequence[str], page_keys: Sequence[str]) -> list[UrlState]:
        """Return what is known of URLs and of other dresses of their pages, the oldest first."""
        if not urls and not page_keys:
            return []
        named, unnamed = [None] * len(urls), [None] * len(page_keys)
        wanted = {"url": _words([*urls, *unnamed]), "page_key": _words([*named, *page_keys])}
        with self._sql.view("wanted", pa.table(wanted)):
            return [_state(row) for row in self._sql.rows("urls_like")]

    def waiting(self) -> list[UrlState]:
        """Return what is listed and not asked yet, the longest known first."""
        return [_state(row) for row in self._sql.rows("waiting_urls")]

    def inherit(self) -> int:
        """Take over what earlier runs have left waiting; return how many URLs that are."""
        self._sql.run("inherit_urls")
        return len(self.waiting())

    def to_retry(self, sources: Sequence[str], now: datetime) -> list[UrlState]:
        """Return the URLs of sources that ended in passing trouble and may be asked again."""
        passing = [outcome.value for outcome in UrlOutcome if outcome.passing]
        with self._sql.view("wanted", pa.table({"source": _words(sources)})):
            rows = self._sql.rows("urls_to_retry", outcomes=passing, now=naive(now))
        return [_state(row) for row in rows]

    def saw(self, urls: Sequence[str], now: datetime) -> None:
        """Note that known URLs were listed again."""
        if urls:
            with self._sql.view("wanted", pa.table({"url": _words(urls)})):
                self._sql.run("see_urls", now=naive(now))

    def keep(self, states: Sequence[UrlState]) -> None:
        """Replace what is known of some URLs."""
        if states:
            rows = _state_table(states)
            with self._sql.view("incoming", rows):
                self._sql.run("forget_urls")
            self._sql.insert("insert_urls", rows)

    def end(self, run: Run, ended: Sequence[Ended]) -> None:
        """Write how URLs ended, and the state that leaves them in."""
        self.keep([one.state for one in ended])
        self._sql.insert(
            "insert_url_outcomes",
            pa.table(
                {
                    "run_no": pa.array([run.number] * len(ended), pa.int32()),
                    "url": pa.array([one.state.url for one in ended], pa.string()),
                    "ended_at": _times(one.at for one in ended),
                    "outcome": pa.array([one.outcome.value for one in ended], pa.string()),
                    "detail": pa.array([one.detail for one in ended], pa.string()),
                    "digest": _words(one.state.validators.digest for one in ended),
                    "article_id": _words(one.state.article_id for one in ended),
                    "source": _words(one.state.taken_by for one in ended),
                    "is_first": pa.array([one.is_first for one in ended], pa.bool_()),
                }
            ),
        )

    def tally(self, run: Run) -> dict[UrlOutcome, int]:
        """Return how the URLs of a run ended, those passed over as already known.

        Raises:
            CountsError: a URL that was met has no outcome, or more than one.
        """
        met, accounted, taken, outcomes, urls = self._sql.rows("url_counts", run_no=run.number)[0]
        if met != accounted or not taken == outcomes == urls:
            raise CountsError(
                f"run {run.run_id} met {met} URLs and accounts for {accounted}; it took {taken}, "
                f"which have {outcomes} outcomes of {urls} URLs; nothing was published. Please "
                "report this with the run's log"
            )
        rows = self._sql.rows("url_outcome_counts", run_no=run.number)
        return {UrlOutcome(outcome): count for outcome, count in rows}

    def by_source(self, run: Run) -> list[SourceCounts]:
        """Return what the polls of each source brought, and what became of it, by name.

        Raises:
            CountsError: a source's poll took a URL that has no outcome, or more than one.
        """
        articles = [outcome.value for outcome in UrlOutcome if outcome.is_article]
        rows = self._sql.rows("source_counts", run_no=run.number, articles=articles)
        counts = [SourceCounts(**dict(zip(_COUNTED, row[:-1], strict=True))) for row in rows]
        for counted, (*_, ended) in zip(counts, rows, strict=True):
            if counted.asked != ended:
                raise CountsError(
                    f"run {run.run_id} took {counted.asked} URLs of {counted.source!r}, which have "
                    f"{ended} outcomes; nothing was published. Please report this with the "
                    "run's log"
                )
        return counts


def _state(row: tuple[Any, ...]) -> UrlState:
    """Return a row of queries/waiting_urls.sql as a state."""
    listing, outcome, failures, next_ask, etag, modified, digest, *rest = row[6:]
    article_id, moved_to, taken_by = rest
    first_seen, last_seen = (moment for stored in row[3:5] if (moment := aware(stored)))
    return UrlState(
        url=row[0],
        page_key=row[1],
        source=row[2],
        first_seen=first_seen,
        last_seen=last_seen,
        waiting=row[5],
        listing=None if listing is None else _listing(json.loads(listing)),
        outcome=None if outcome is None else UrlOutcome(outcome),
        failures=failures,
        next_ask=aware(next_ask),
        validators=Validators(etag=etag, last_modified=modified, digest=digest),
        article_id=article_id,
        moved_to=moved_to,
        taken_by=taken_by or "",
    )


def _listing(fields: dict[str, Any]) -> Listing:
    """Return a listing as it was before it was stored."""
    dates = tuple(
        DateCandidate(
            origin=date["origin"],
            written=date["written"],
            moment=datetime.fromisoformat(date["moment"]) if date["moment"] else None,
        )
        for date in fields.pop("dates")
    )
    authors, categories = tuple(fields.pop("authors")), tuple(fields.pop("categories"))
    return Listing(**fields, dates=dates, authors=authors, categories=categories)


def _written(listing: Listing | None) -> str | None:
    if listing is None:
        return None
    return json.dumps(asdict(listing), default=lambda moment: moment.isoformat())


def _state_table(states: Sequence[UrlState]) -> pa.Table:
    """The rows of store.urls."""
    shown = [state.validators for state in states]
    return pa.table(
        {
            "url": _words(state.url for state in states),
            "page_key": _words(state.page_key for state in states),
            "source": _words(state.source for state in states),
            "first_seen": _times(state.first_seen for state in states),
            "last_seen": _times(state.last_seen for state in states),
            "waiting": pa.array([state.waiting for state in states], pa.bool_()),
            "listing": _words(_written(state.listing) for state in states),
            "outcome": _words(state.outcome and state.outcome.value for state in states),
            "failures": pa.array([state.failures for state in states], pa.int32()),
            "next_ask": _times(state.next_ask for state in states),
            "etag": _words(one.etag for one in shown),
            "last_modified": _words(one.last_modified for one in shown),
            "digest": _words(one.digest for one in shown),
            "article_id": _words(state.article_id for state in states),
            "moved_to": _words(state.moved_to for state in states),
            "taken_by": _words(state.taken_by for state in states),
        }
    )


def _words(values: Iterable[str | None]) -> pa.Array:
    return pa.array(list(values), pa.string())


def _times(values: Iterable[datetime | None]) -> pa.Array:
    return pa.array([naive(value) for value in values], pa.timestamp("us"))
