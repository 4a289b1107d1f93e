"""Stories and copy groups: who belongs where, by number, and all that a run decides about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from storage.statements import Statements
    from tasks.records import Decision


_ENDS = [("left_no", pa.int32()), ("right_no", pa.int32())]
_COVERS = [("short_cover", pa.float32()), ("long_cover", pa.float32())]
_OF_TEXTS = pa.schema([*_ENDS, *_COVERS, ("grade", pa.uint8()), ("is_copy", pa.bool_())])
_OF_REPORTS = pa.schema([*_ENDS, ("score", pa.float32())])


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where each article stands, by its number, with 0 for nowhere; all int32.

    stories, copies: its groups. printed: the first article with the very same text, where there is
    another. ranks: its place, from 1 on, in the order of all ids, which never change.
    """

    stories: npt.NDArray[np.int32]
    copies: npt.NDArray[np.int32]
    printed: npt.NDArray[np.int32]
    ranks: npt.NDArray[np.int32]

    def in_lasting_order(self, numbers: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
        """Return those of some numbers that are an article's, in the order of the ids."""
        # Not every number is an article: a text that was replaced has left its number empty.
        known = numbers[self.ranks[numbers] > 0]
        return known[np.argsort(self.ranks[known])]


@dataclass(frozen=True, slots=True)
class StoredPairs:
    """Compared pairs of the store. columns: left_no, right_no, and what was found."""

    _sql: Statements
    _name: str
    columns: pa.Schema

    def between(self, low: int, below: int) -> Iterator[pa.RecordBatch]:
        """Yield the pairs of which the later article has one of these numbers, in no order.

        Until the last of them has come, nothing else can be asked of this connection.
        """
        return self._sql.batches(self._name, low=low, below=below)


class Groups:
    """Reads memberships and pairs; writes a run's decision."""

    def __init__(self, statements: Statements) -> None:
        self._sql = statements

    def compared_texts(self) -> StoredPairs:
        """Return what grouping asks of all compared texts, to be read in parts."""
        return StoredPairs(self._sql, "text_pairs_between", _OF_TEXTS)

    def compared_reports(self) -> StoredPairs:
        """Return all compared reports with their scores, to be read in parts."""
        return StoredPairs(self._sql, "story_pairs_between", _OF_REPORTS)

    def kin_of(self, numbers: npt.NDArray[np.int32], threshold: float) -> npt.NDArray[np.int32]:
        """Return the numbers of the articles that a pair alone would hold to one of some others."""
        found = self._of(numbers, "kin_of", threshold=threshold)
        return np.unique(found["article_no"].to_numpy()).astype(np.int32)

    def _of(self, numbers: npt.NDArray[np.int32], name: str, **parameters: float) -> pa.Table:
        """Return what a query says of pairs with some articles.

        Pairs are stored as runs find them, so the low ones lie together, and need not be read.
        """
        low = int(numbers.min(initial=np.iinfo(np.int32).max))
        with self._sql.view("wanted", pa.table({"article_no": numbers})):
            return self._sql.table(name, low=low, **parameters)

    def text_pairs(self, numbers: npt.NDArray[np.int32]) -> pa.Table:
        """Return all that is known of the compared texts among some articles, in no order."""
        return self._of(numbers, "text_pairs_within")

    def story_pairs(self, numbers: npt.NDArray[np.int32]) -> pa.Table:
        """Return the compared reports among some articles."""
        return self._of(numbers, "story_pairs_within")

    def places(self, last: int) -> Places:
        """Return where every article up to number `last` has its place."""
        stories, copies, printed, ranks = np.zeros((4, last + 1), np.int32)
        placed, twins = self._sql.table("places"), self._sql.table("twins")
        stories[placed["article_no"].to_numpy()] = placed["story_no"].to_numpy()
        copies[placed["article_no"].to_numpy()] = placed["copy_no"].to_numpy()
        printed[twins["article_no"].to_numpy()] = twins["first_no"].to_numpy()
        in_order = self._sql.table("lasting_order")["article_no"].to_numpy()
        ranks[in_order] = np.arange(1, len(in_order) + 1)
        return Places(stories=stories, copies=copies, printed=printed, ranks=ranks)

    def heads(self, kind: str, numbers: npt.NDArray[np.int32]) -> pa.Table:
        """Return group_no, canonical_no, canonical_reason of some groups. kind: story or copy."""
        with self._sql.view("wanted", pa.table({"group_no": np.unique(numbers)})):
            return self._sql.table(f"{kind}_heads")

    def relations(self, numbers: npt.NDArray[np.int32]) -> pa.Table:
        """Return article_no, relation, similarity, containment of those that have a place."""
        with self._sql.view("wanted", pa.table({"article_no": numbers})):
            return self._sql.table("relations_of")

    def story_count(self) -> int:
        """Return how many stories there are."""
        return int(self._sql.one("story_count"))

    def counters(self) -> dict[str, int]:
        """Return the next number of each kind."""
        return dict(self._sql.rows("counters"))

    def apply(self, decision: Decision) -> None:
        """Write a decision, in the caller's transaction."""
        sql = self._sql
        sql.insert("delete_text_pairs", decision.stale_text_pairs)
        sql.insert("delete_story_pairs", decision.stale_story_pairs)
        sql.insert("insert_text_pairs", decision.text_pairs)
        sql.insert("insert_story_pairs", decision.story_pairs)
        sql.insert("insert_crowded", decision.crowded)
        sql.insert("delete_memberships", decision.memberships.select(["article_no"]))
        sql.insert("insert_memberships", decision.memberships)
        sql.insert("delete_stories", decision.ended_stories)
        sql.insert("delete_stories", decision.stories.select(["story_no"]))
        sql.insert("insert_stories", decision.stories)
        sql.insert("delete_copies", decision.ended_copies)
        sql.insert("delete_copies", decision.copies.select(["copy_no"]))
        sql.insert("insert_copies", decision.copies)
        sql.insert("insert_redirects", decision.redirects)
        sql.insert("insert_events", decision.events)
        for kind, next_no in decision.counters.items():
            sql.run("set_counter", kind=kind, next_no=next_no)
