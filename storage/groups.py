"""Stories and copy groups: who belongs where, by number, and all that a run decides about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    import numpy.typing as npt

    from storage.statements import Statements
    from tasks.records import Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The story and the copy group of each article: int32 by article number, 0 for none."""

    stories: npt.NDArray[np.int32]
    copies: npt.NDArray[np.int32]


class Groups:
    """Reads memberships and pairs; writes a run's decision."""

    def __init__(self, statements: Statements) -> None:
        self._sql = statements

    def text_pairs_of(self, numbers: npt.NDArray[np.int32]) -> pa.Table:
        """Return the compared texts with one of some: what grouping asks of them."""
        return self._of(numbers, "text_pairs_of")

    def text_pairs_among(self, numbers: npt.NDArray[np.int32]) -> pa.Table:
        """Return what grouping asks of the compared texts of which both are among some."""
        return self._of(numbers, "text_pairs_among")

    def twins_of(self, numbers: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
        """Return the numbers of the articles with the very text of one of some, with these."""
        with self._sql.view("wanted", pa.table({"article_no": numbers})):
            found = self._sql.table("twins_of")
        return np.asarray(found["article_no"].to_numpy(), np.int32)

    def identical_within(self, numbers: npt.NDArray[np.int32]) -> pa.Table:
        """Return left_no, right_no of those with the very same text, each beside the first."""
        with self._sql.view("wanted", pa.table({"article_no": numbers})):
            return self._sql.table("identical_within")

    def kin_pairs_of(self, numbers: npt.NDArray[np.int32]) -> pa.Table:
        """Return left_no, right_no and score of the compared reports with one of some."""
        return self._of(numbers, "kin_pairs_of")

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
        rows = self._sql.table("places")
        numbers = rows["article_no"].to_numpy()
        stories, copies = np.zeros(last + 1, np.int32), np.zeros(last + 1, np.int32)
        stories[numbers] = rows["story_no"].to_numpy()
        copies[numbers] = rows["copy_no"].to_numpy()
        return Places(stories=stories, copies=copies)

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
