"""The readers' side: the published file, asked through the views that readers see."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, TypeVar

from storage.database import connect_reader
from storage.statements import Statements
from storage.store import published_path
from storage.tuning import stored_tuning
from tasks.errors import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from tasks.records import Tuning

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryRow:
    """One story, as the view `stories` has it. Times are UTC without a zone."""

    story_id: str
    title: str
    canonical_article_id: str
    canonical_reason: str
    first_published: datetime | None
    last_published: datetime | None
    article_count: int
    outlet_count: int
    copy_count: int
    language: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantRow:
    """One article in its story, with what a reader needs to know it by."""

    story_id: str
    article_id: str
    copy_id: str
    relation: str
    similarity: float
    containment: float
    is_canonical: bool
    external_id: str
    url: str | None
    source: str | None
    title: str | None
    published_at: datetime | None
    word_count: int
    agency: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRow:
    """One article with its text."""

    article_id: str
    external_id: str
    url: str | None
    source: str | None
    title: str | None
    text: str
    language: str | None
    published_at: datetime | None
    story_id: str
    copy_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """One finished run."""

    run_id: str
    started_at: datetime
    finished_at: datetime
    version: str
    scheme: str
    inputs: int
    articles: int
    rejections: int
    stories: int
    known: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgementRow:
    """What a person said of two articles."""

    judgement_id: str
    kind: str
    left_article_id: str
    right_article_id: str
    because: str
    made_at: datetime
    taken_back_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionRow:
    """One text of an article that has had several, as the view `revisions` has it."""

    article_id: str
    revision: int
    cause: str
    seen_at: datetime
    title: str | None
    text: str
    word_count: int
    changed: float
    is_judged: bool
    run_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """How much the store holds."""

    articles: int
    stories: int
    copies: int


class Published:
    """Answers about a published file."""

    def __init__(self, statements: Statements, path: Path) -> None:
        self._sql = statements
        self._path = path

    def totals(self) -> Totals:
        """Return how many articles, stories and copy groups there are."""
        articles, stories, copies = self._sql.rows("read_totals")[0]
        return Totals(articles=articles, stories=stories, copies=copies)

    def stories(self, *, since: datetime | None = None, limit: int = 20) -> list[StoryRow]:
        """Return stories, the most printed first; since: with an article of then or later."""
        rows = self._sql.rows("read_stories", since=since, limit=limit)
        return [_record(StoryRow, row) for row in rows]

    def story(self, story_id: str) -> StoryRow:
        """Return one story; the id of a merged one leads to the story that it is now.

        Raises:
            NotFoundError: there never was such a story.
        """
        rows = self._sql.rows("read_story", story_id=story_id)
        if not rows:
            raise NotFoundError(
                f"there is no story {story_id!r} in {self._path}; "
                "`wirecopy stories` lists those that are there"
            )
        return _record(StoryRow, rows[0])

    def variants(self, story_id: str) -> list[VariantRow]:
        """Return a story's articles, oldest first, undated ones last."""
        rows = self._sql.rows("read_variants", story_id=story_id)
        return [_record(VariantRow, row) for row in rows]

    def revisions(self, story_id: str) -> list[RevisionRow]:
        """Return the texts of a story's articles that have had several, by article, in order."""
        rows = self._sql.rows("read_revisions", story_id=story_id)
        return [_record(RevisionRow, row) for row in rows]

    def article(self, name: str) -> ArticleRow:
        """Return one article by its article id, its own id, or its url.

        Raises:
            NotFoundError: none has that name, or several have.
        """
        rows = self._sql.rows("read_article", name=name)
        if not rows:
            raise NotFoundError(
                f"there is no article {name!r} in {self._path}; give an article_id, the "
                "input's own id or its url, as `wirecopy story ID` shows them"
            )
        if len(rows) > 1:
            ids = ", ".join(str(row[0]) for row in rows[:5])
            raise NotFoundError(f"{name!r} names {len(rows)} articles; say which: {ids}")
        return _record(ArticleRow, rows[0])

    def reports(self) -> list[ArticleRow]:
        """Return every article with its text and its place, by its own id."""
        return [_record(ArticleRow, row) for row in self._sql.rows("read_reports")]

    def runs(self, *, limit: int = 20) -> list[RunRow]:
        """Return finished runs, the latest first."""
        return [_record(RunRow, row) for row in self._sql.rows("read_runs", limit=limit)]

    def judgements(self, article_id: str | None = None) -> list[JudgementRow]:
        """Return what people said of pairs, the latest first; of one article, or of all."""
        rows = self._sql.rows("read_judgements", article=article_id)
        return [_record(JudgementRow, row) for row in rows]

    def tuning(self, default: Tuning) -> Tuning:
        """Return how the stories were made."""
        return stored_tuning(self._sql) or default

    def events_of(self, run_id: str) -> dict[str, int]:
        """Return how often each kind of event happened in a run."""
        return dict(self._sql.rows("read_events_of", run_id=run_id))


def _record(kind: type[T], row: tuple[Any, ...]) -> T:
    """Make a record of a row; the queries name their columns as the records do, in order."""
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type]  # records all
    return kind(**dict(zip(names, row, strict=True)))


@contextmanager
def open_published(directory: Path) -> Iterator[Published]:
    """Open a store's published file for reading; a run that is writing does not matter."""
    path = published_path(directory)
    db = connect_reader(path)
    try:
        yield Published(Statements(db), path)
    finally:
        db.close()
