"""The pages whose bodies are kept, so that they can be read anew without asking their hosts."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from storage.bodies import Bodies
from storage.database import connect_reader
from storage.hosts import aware, naive
from storage.revisions import Revisions
from storage.statements import Statements
from storage.store import BODIES, published_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from storage.store import Store

# Outcomes of pages that came and held no article, as far as today's reader knew.
REJECTED = ("no-text", "too-short", "not-html", "too-large", "unreadable", "timeout", "paywalled")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPage:
    """A page as it was kept: `seen_at`, in aware UTC, when it was read; `source` has listed it."""

    url: str
    source: str
    digest: str
    article_id: str | None
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArticle:
    """What is stored of an article, but for its text. Moments are aware UTC."""

    article_id: str
    external_id: str
    url: str | None
    source: str | None
    authors: tuple[str, ...]
    published_at: datetime | None
    language: str | None
    extra: Mapping[str, object] = field(default_factory=dict)


class Pages:
    """Reads kept pages and the articles that they became, of a store or of its published file."""

    def __init__(self, statements: Statements, bodies: Bodies) -> None:
        self._sql = statements
        self.bodies = bodies
        self.revisions = Revisions(statements)

    def stored(self, source: str | None, since: datetime | None) -> list[StoredPage]:
        """Return the pages of a source, or of all, read since a moment, in a lasting order."""
        rows = self._sql.rows(
            "stored_pages", source=source, since=naive(since), rejected=list(REJECTED)
        )
        found = []
        for url, lister, digest, article_id, seen_at in rows:
            moment = aware(seen_at)
            assert moment is not None  # noqa: S101 - ended_at is NOT NULL
            page = StoredPage(
                url=url, source=lister, digest=digest, article_id=article_id, seen_at=moment
            )
            found.append(page)
        return found

    def articles(self, article_ids: Sequence[str]) -> dict[str, StoredArticle]:
        """Return what is stored of some articles, by article id."""
        rows = self._sql.rows("stored_articles", article_ids=list(article_ids))
        return {
            row[0]: StoredArticle(
                article_id=row[0],
                external_id=row[1],
                url=row[2],
                source=row[3],
                authors=tuple(row[4]),
                published_at=aware(row[5]),
                language=row[6],
                extra=json.loads(row[7]) if row[7] else {},
            )
            for row in rows
        }


def pages_of(store: Store) -> Pages:
    """Return the pages of an open store."""
    return Pages(store.statements, store.bodies)


@contextmanager
def open_pages(directory: Path) -> Iterator[Pages]:
    """Open the pages of a store's published file, for looking only.

    Raises:
        NotFoundError: nothing is published there.
    """
    db = connect_reader(published_path(directory))
    try:
        yield Pages(Statements(db), Bodies(directory / BODIES))
    finally:
        db.close()
