"""Stories and copy groups: who belongs where, by number, and all that a run decides about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from storage.statements import Statements
    from tasks.records import Decision


class Groups:
    """Reads memberships and pairs; writes a run's decision."""

    def __init__(self, statements: Statements) -> None:
        self._sql = statements

    def copy_edges(self) -> pa.Table:
        """Return left_no, right_no of every pair of texts that was found a copy."""
        return self._sql.table("copy_edges")

    def identical_texts(self) -> pa.Table:
        """Return left_no, right_no of articles with the very same text, each beside the first."""
        return self._sql.table("identical_texts")

    def story_edges(self, threshold: float) -> pa.Table:
        """Return left_no, right_no of every pair of reports that alone would hold a story."""
        return self._sql.table("story_edges", threshold=threshold)

    def text_pairs(self, numbers: npt.NDArray[np.int32]) -> pa.Table:
        """Return the compared texts among some articles."""
        with self._sql.view("wanted", pa.table({"article_no": numbers})):
            return self._sql.table("text_pairs_within")

    def story_pairs(self, numbers: npt.NDArray[np.int32]) -> pa.Table:
        """Return the compared reports among some articles."""
        with self._sql.view("wanted", pa.table({"article_no": numbers})):
            return self._sql.table("story_pairs_within")

    def memberships(self) -> pa.Table:
        """Return where every article has its place, by article number."""
        return self._sql.table("memberships")

    def heads(self, kind: str) -> pa.Table:
        """Return group_no, canonical_no, canonical_reason, run_no. kind: story or copy."""
        return self._sql.table(f"{kind}_heads")

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
