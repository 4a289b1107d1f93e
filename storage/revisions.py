"""The texts that an article has had, and its new place where another of them counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from storage.articles import article_table
from storage.hosts import naive

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    import numpy as np
    import numpy.typing as npt

    from storage.runs import Run
    from storage.statements import Statements
    from tasks.records import Article, Attributed

# What is made of an article's text, and goes with it.
_MADE = ("fingerprints", "bands", "sketches", "terms", "text_pairs", "story_pairs", "articles")
_REFERRING = ("memberships", "stories", "copies", "events", "unsettled")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewestText:
    """The newest text of an article. `revision` is None where it never changed."""

    article_id: str
    title: str | None
    text: str
    text_sha256: str
    revision: int | None
    published_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A new text of an article that is there. `article` has its id; `changed` is a share of words.

    `cause` is page or extraction. Where it `counts` the article is judged by it from now on. Where
    it is not `is_worded`, the words are as they were, and something else of the article is other.
    """

    article: Article
    cause: str
    seen_at: datetime
    changed: float
    number: int
    counts: bool
    is_worded: bool = True


class Revisions:
    """Reads and writes the texts of articles, in the caller's transaction."""

    def __init__(self, statements: Statements) -> None:
        self._sql = statements

    def newest(self, article_ids: Sequence[str]) -> dict[str, NewestText]:
        """Return the newest text of each article that is there, by article id."""
        if not article_ids:
            return {}
        rows = self._sql.rows("newest_texts", article_ids=list(article_ids))
        names = list(NewestText.__dataclass_fields__)
        return {row[0]: NewestText(**dict(zip(names, row, strict=True))) for row in rows}

    def keep(self, run: Run, revisions: Sequence[Revision]) -> None:
        """Keep new texts; an article's first one beside its first revision."""
        worded = [one for one in revisions if one.is_worded]
        first = [one.article.article_id for one in worded if one.number == 1]
        self._sql.run("keep_first_texts", article_ids=first)
        self._sql.insert("insert_revisions", _rows(worded, run.number))

    def replace(
        self, batch: Sequence[Attributed], cause: str, numbers: npt.NDArray[np.int32]
    ) -> None:
        """Let articles be judged by other texts: under new numbers, to be placed anew.

        Their keys and pairs are dropped; ids, stories and copy groups stay. numbers: int32, above
        all that were given.
        """
        ids = pa.table(
            {
                "article_id": [one.article.article_id for one in batch],
                "article_no": numbers,
            }
        )
        self._sql.insert("renumber", ids)
        self._sql.run("unsettle_neighbours")
        self._sql.insert("replace_articles", article_table(batch, numbers, 0))
        for table in _MADE:
            self._sql.run(f"outdate_{table}")
        for table in _REFERRING:
            self._sql.run(f"renumber_{table}")
        self._sql.run("unsettle_replaced", cause=cause)

    def unsettled(self) -> pa.Table:
        """Return article_no and cause of what is to be placed anew; see queries/unsettled.sql."""
        return self._sql.table("unsettled")

    def settle(self) -> None:
        """Note that every article has its place, in the transaction of the decision."""
        self._sql.run("settle")


def _rows(revisions: Sequence[Revision], run_no: int) -> pa.Table:
    articles = [one.article for one in revisions]
    digests = [bytes.fromhex(article.text_sha256) for article in articles]
    seen = pa.array([naive(one.seen_at) for one in revisions], pa.timestamp("us"))
    return pa.table(
        {
            "article_id": pa.array([article.article_id for article in articles], pa.string()),
            "revision": pa.array([one.number for one in revisions], pa.int32()),
            "cause": pa.array([one.cause for one in revisions], pa.string()),
            "seen_at": seen,
            "title": pa.array([article.title for article in articles], pa.string()),
            "text": pa.array([article.text for article in articles], pa.string()),
            "word_count": pa.array([article.word_count for article in articles], pa.int32()),
            "text_sha256": pa.array(digests, pa.binary()),
            "changed": pa.array([one.changed for one in revisions], pa.float32()),
            "run_no": pa.array([run_no] * len(revisions), pa.int32()),
        }
    )
