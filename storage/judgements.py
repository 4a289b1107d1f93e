"""What people said of pairs of articles: kept for ever, shown, and taken back when they say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasks.errors import NotFoundError

if TYPE_CHECKING:
    from datetime import datetime

    import pyarrow as pa

    from storage.statements import Statements


class Judgements:
    """Reads and writes judgements. Each word is one transaction; runs make the stories obey it."""

    def __init__(self, statements: Statements) -> None:
        self._sql = statements

    def add(self, kind: str, pair: tuple[str, str], because: str, *, now: datetime) -> None:
        """Add a word on two articles, in place of any word on them so far. kind: join or part."""
        left, right = sorted(pair)
        moment = now.replace(tzinfo=None)
        with self._sql.whole():
            self._sql.run("replace_judgements", left_id=left, right_id=right, taken_back_at=moment)
            self._sql.run(
                "add_judgement",
                kind=kind,
                left_id=left,
                right_id=right,
                because=because,
                made_at=moment,
            )

    def take_back(self, number: int, *, now: datetime) -> None:
        """Take a word back.

        Raises:
            NotFoundError: no such word stands.
        """
        if not self._sql.rows("standing_judgement", judgement_no=number):
            raise NotFoundError(
                f"no judgement j{number} stands; `wirecopy judgements` lists those that do"
            )
        self._sql.run(
            "take_back_judgement", judgement_no=number, taken_back_at=now.replace(tzinfo=None)
        )

    def standing(self) -> list[tuple[int, str, str, str]]:
        """Return number, kind and the two article ids of each word that stands, by number."""
        return self._sql.rows("standing_words")

    def copies(self, pair: tuple[str, str]) -> dict[str, int]:
        """Return article id -> copy group, of a pair and of all that a word stands on."""
        return dict(self._sql.rows("judged_copies", left_id=pair[0], right_id=pair[1]))

    def active(self) -> pa.Table:
        """Return judgement_no, kind, left_no, right_no of the words that stand."""
        return self._sql.table("active_judgements")

    def pending(self) -> pa.Table:
        """Return judgement_no, kind, because, left_no, right_no of words not shown yet."""
        return self._sql.table("pending_judgements")

    def applied(self) -> None:
        """Note that the stories show every word, in the transaction that makes them do so."""
        self._sql.run("apply_judgements")
