"""The articles: added in whole batches together with all that was made of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from storage.statements import Statements
    from tasks.records import Article, Attributed


class Articles:
    """Reads and adds articles; a batch is added in the caller's transaction."""

    def __init__(self, statements: Statements) -> None:
        self._sql = statements

    def last_no(self) -> int:
        """Return the highest number given, 0 in an empty store."""
        return int(self._sql.one("last_article_no"))

    def last_clustered_no(self) -> int:
        """Return the highest number that has its place in a story."""
        return int(self._sql.one("last_clustered_no"))

    def known(self, batch: Sequence[Article]) -> frozenset[int]:
        """Return the positions in `batch` of what the store, or the batch before it, has.

        Known means: the same id or url, with the same text.
        """
        incoming = pa.table(
            {
                "position": pa.array(range(len(batch)), pa.int32()),
                "external_id": [article.external_id for article in batch],
                "url": pa.array([article.url for article in batch], pa.string()),
                "text_sha256": _digests(batch),
            }
        )
        with self._sql.view("incoming", incoming):
            stored = {position for (position,) in self._sql.rows("known_articles")}
        return frozenset(stored | _repeated(batch, stored))

    def add(self, batch: Sequence[Attributed], *, run_no: int) -> npt.NDArray[np.int32]:
        """Add articles and return the numbers they were given, in order."""
        numbers = self.next_numbers(len(batch))
        self._sql.insert("insert_articles", article_table(batch, numbers, run_no))
        return numbers

    def next_numbers(self, count: int) -> npt.NDArray[np.int32]:
        """Return the next so many numbers, which are given once the articles are written."""
        first = self.last_no() + 1
        return np.arange(first, first + count, dtype=np.int32)

    def add_keys(
        self, name: str, column: str, numbers: npt.NDArray[np.int32], keys: npt.NDArray[np.uint32]
    ) -> None:
        """Add one row per key that is not 0. keys: uint32, shape (articles, keys of each)."""
        article_no = np.repeat(numbers, keys.shape[1])
        flat = keys.reshape(-1)
        used = flat != 0
        self._sql.insert(name, pa.table({column: flat[used], "article_no": article_no[used]}))

    def add_signatures(
        self, numbers: npt.NDArray[np.int32], signatures: npt.NDArray[np.uint32], scheme: str
    ) -> None:
        """Add MinHash signatures, shape (articles, 128), under the name of their scheme."""
        flat = pa.array(np.ascontiguousarray(signatures).reshape(-1), pa.uint32())
        self._sql.insert(
            "insert_fingerprints",
            pa.table(
                {
                    "article_no": numbers,
                    "scheme": pa.array([scheme] * len(numbers), pa.string()),
                    "signature": pa.FixedSizeListArray.from_arrays(flat, signatures.shape[1]),
                }
            ),
        )

    def schemes(self) -> frozenset[str]:
        """Return the names of the schemes in which the stored fingerprints were made."""
        return frozenset(scheme for (scheme,) in self._sql.rows("stored_schemes"))

    def read(self, numbers: npt.NDArray[np.int32]) -> pa.Table:
        """Return some articles by number: columns as in queries/article_rows.sql."""
        return self._sql.table("article_rows", **_marked(numbers))

    def heads(self, numbers: npt.NDArray[np.int32]) -> pa.Table:
        """Return what choosing needs of some articles, without their texts."""
        with self._sql.view("wanted", pa.table({"article_no": numbers})):
            return self._sql.table("article_heads")


def _marked(numbers: npt.NDArray[np.int32]) -> dict[str, int | bytes]:
    """Return some numbers as a bit each: what a scan can ask of a row before it reads the rest."""
    if not numbers.size:
        return {"low": 0, "high": -1, "marks": b"\0"}
    low, high = int(numbers.min()), int(numbers.max())
    marks = np.zeros(high - low + 1, np.bool_)
    marks[numbers - low] = True
    return {"low": low, "high": high, "marks": np.packbits(marks).tobytes()}


def _digests(batch: Sequence[Article]) -> pa.Array:
    return pa.array([bytes.fromhex(article.text_sha256) for article in batch], pa.binary())


def _repeated(batch: Sequence[Article], stored: set[int]) -> set[int]:
    """Positions of articles that an earlier one of the same batch already is.

    Only an article that will be added makes others known, as the store does: else it would matter
    where a batch ends.
    """
    seen: set[tuple[str, str]] = set()
    repeated = set()
    for position, article in enumerate(batch):
        names = {("id " + article.external_id, article.text_sha256)}
        if article.url:
            names.add(("url " + article.url, article.text_sha256))
        if names & seen:
            repeated.add(position)
        elif position not in stored:
            seen |= names
    return repeated


def _json(extra: Mapping[str, object]) -> str | None:
    return json.dumps(extra, ensure_ascii=False, default=str) if extra else None


def article_table(
    batch: Sequence[Attributed], numbers: npt.NDArray[np.int32], run_no: int
) -> pa.Table:
    """The rows of store.articles for a batch. Times lose their zone here: the store is UTC."""
    articles = [attributed.article for attributed in batch]
    times = pa.timestamp("us")
    published = [a.published_at.replace(tzinfo=None) if a.published_at else None for a in articles]
    return pa.table(
        {
            "article_no": numbers,
            "article_id": [a.article_id for a in articles],
            "external_id": [a.external_id for a in articles],
            "name": [a.name for a in articles],
            "url": pa.array([a.url for a in articles], pa.string()),
            "source": pa.array([a.source for a in articles], pa.string()),
            "title": pa.array([a.title for a in articles], pa.string()),
            "text": [a.text for a in articles],
            "authors": pa.array([list(a.authors) for a in articles], pa.list_(pa.string())),
            "published_at": pa.array(published, times),
            "fetched_at": pa.array([a.fetched_at.replace(tzinfo=None) for a in articles], times),
            "language": pa.array([a.language for a in articles], pa.string()),
            "word_count": pa.array([a.word_count for a in articles], pa.int32()),
            "text_sha256": _digests(articles),
            "agency": pa.array([x.agency for x in batch], pa.string()),
            "agency_strength": pa.array([x.strength for x in batch], pa.uint8()),
            "agency_own": pa.array([x.is_own for x in batch], pa.bool_()),
            "agency_proof": pa.array([x.proof for x in batch], pa.string()),
            "extra": pa.array([_json(a.extra) for a in articles], pa.string()),
            "run_no": pa.array([run_no] * len(batch), pa.int32()),
        }
    )
