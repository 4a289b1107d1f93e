"""The readers' side of the web: what became of a URL, and how each source does."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage.database import connect_reader
from storage.statements import Statements
from storage.store import published_path

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlRow:
    """One end of a URL, or of another of its page. Times are UTC without a zone."""

    url: str
    source: str
    first_seen: datetime
    last_seen: datetime
    next_ask: datetime | None
    run_id: str | None
    ended_at: datetime | None
    outcome: str | None
    detail: str | None
    article_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """How a source on the web does. `duplicates` is a share, `a_day` new URLs in the last week."""

    source: str
    succeeded_at: datetime | None
    next_due: datetime | None
    urls: int
    articles: int
    a_day: float
    duplicates: float
    last_outcome: str
    last_detail: str


class Tracing:
    """Asks the ledger of a published file."""

    def __init__(self, statements: Statements) -> None:
        self._sql = statements

    def history(self, url: str) -> list[UrlRow]:
        """Return how a URL ended in each run, the oldest first; of one never listed, nothing."""
        names = list(UrlRow.__dataclass_fields__)
        rows = self._sql.rows("url_history", url=url)
        return [UrlRow(**dict(zip(names, row, strict=True))) for row in rows]

    def sources(self) -> list[SourceRow]:
        """Return every source that was polled, by name."""
        names = list(SourceRow.__dataclass_fields__)
        rows = self._sql.rows("source_standings")
        return [SourceRow(**dict(zip(names, row, strict=True))) for row in rows]


@contextmanager
def open_tracing(directory: Path) -> Iterator[Tracing]:
    """Open a store's published file for tracing URLs.

    Raises:
        NotFoundError: nothing is published there.
    """
    db = connect_reader(published_path(directory))
    try:
        yield Tracing(Statements(db))
    finally:
        db.close()
