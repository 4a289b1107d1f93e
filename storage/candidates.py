"""Pairs worth comparing: articles that share keys, one of them new; crowded buckets are out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.statements import Statements

_CROWDED = pa.schema(
    [("kind", pa.string()), ("bucket_key", pa.uint32()), ("bin", pa.int32()), ("size", pa.int64())]
)

_NO_PAIRS = pa.schema([("left_no", pa.int32()), ("right_no", pa.int32())]).empty_table()


class Candidates:
    """Meets new articles with all others, a span of article numbers at a time.

    Use: `prepare` once, then `copies` and `stories` for as many spans as memory asks for.
    """

    def __init__(self, statements: Statements) -> None:
        self._sql = statements
        self._first_new = 1
        self.newly_crowded: pa.Table = _CROWDED.empty_table()

    def prepare(self, *, first: int, window_days: int, copy_cap: int, story_cap: int) -> None:
        """Lay out keys and terms, and find the buckets that articles from `first` on overfilled.

        The new articles are all from `first` on.
        """
        self._first_new = first
        self._sql.run("gather_old_bands", first=first)
        self._sql.run("gather_old_sketches", first=first)
        self._sql.run("bin_articles", window=window_days)
        self._sql.run("bin_terms", first=first)
        self.newly_crowded = pa.concat_tables(
            [
                self._sql.table("newly_crowded_copies", first=first, cap=copy_cap).cast(_CROWDED),
                self._sql.table("newly_crowded_terms", first=first, cap=story_cap).cast(_CROWDED),
            ]
        )
        with self._sql.view("newly_crowded", self.newly_crowded):
            self._sql.run("gather_crowded")
        self._sql.run("keep_usable_terms")

    def copies(self, first: int, last: int) -> pa.Table:
        """Return left_no, right_no of pairs to compare as texts, the later one within the span."""
        return self._sql.table("copy_candidates", first_new=self._first_new, first=first, last=last)

    def postings(self, first: int, last: int) -> pa.Table:
        """Return the salient terms by which the span's articles meet: see queries/story_postings.

        Counting what two articles share is left to tasks.similarity.meeting.
        """
        return self._sql.table("story_postings", first=first, last=last)

    def stale_text_pairs(self) -> pa.Table:
        """Return left_no, right_no of stored pairs of texts that met in buckets now crowded."""
        return self._stale("stale_text_pairs", ("bands", "sketches"))

    def stale_story_pairs(self) -> pa.Table:
        """Return left_no, right_no of stored pairs that met in buckets now crowded."""
        return self._stale("stale_story_pairs", ("terms",))

    def _stale(self, name: str, kinds: Sequence[str]) -> pa.Table:
        """Return what a query finds stale; most runs fill no bucket, and need not look."""
        full = self.newly_crowded.filter(pc.is_in(self.newly_crowded["kind"], pa.array(kinds)))
        if not full.num_rows:
            return _NO_PAIRS
        with self._sql.view("newly_crowded", full):
            return self._sql.table(name)
