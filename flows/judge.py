"""Judge: a person's word on two articles, obeyed at once and by every later run."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flows.cluster import cluster
from flows.contradiction import refuse_contradiction
from flows.newsroom import enter
from flows.publish import publish
from storage import open_store
from storage.published import open_published
from tasks.errors import WirecopyError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flows.publish import Summary
    from flows.settings import Settings
    from flows.steps import Steps
    from flows.watch import Watch
    from storage import Store


class SamePairError(WirecopyError):
    """A word on two articles that names one twice."""


def judge(
    directory: Path, word: tuple[str, str, str, str], desk: tuple[Steps, Settings, Watch]
) -> Summary:
    """Join or part two articles. word: kind (join or part), article, article, because.

    The word is stored first, in a transaction of its own: a kill after it loses nothing, for the
    next run obeys what is not obeyed yet.

    Raises:
        NotFoundError: an article is not there.
        SamePairError: both names are of one article.
        ContradictionError: words that stand say otherwise; one must be taken back first.
    """
    kind, left_name, right_name, because = word
    with open_published(directory) as published:
        left, right = published.article(left_name), published.article(right_name)
    if left.article_id == right.article_id:
        raise SamePairError(
            f"{left_name!r} and {right_name!r} are one article ({left.article_id}); name two"
        )
    pair = (left.article_id, right.article_id)

    def say(store: Store) -> None:
        words = store.judgements
        refuse_contradiction(kind, pair, words.standing(), words.copies(pair))
        words.add(kind, pair, because, now=datetime.now(UTC))

    return _obeyed(directory, desk, say)


def take_back(directory: Path, number: int, desk: tuple[Steps, Settings, Watch]) -> Summary:
    """Take a word back: the two articles fall to where their texts put them.

    Raises:
        NotFoundError: no such word stands.
    """
    return _obeyed(
        directory, desk, lambda store: store.judgements.take_back(number, now=datetime.now(UTC))
    )


def _obeyed(
    directory: Path, desk: tuple[Steps, Settings, Watch], say: Callable[[Store], None]
) -> Summary:
    """Store a word, then make and publish a run without sources that obeys it."""
    steps, settings, watch = desk
    with open_store(
        directory, memory_limit=settings.database_memory, threads=settings.threads
    ) as store:
        say(store)
        room = enter(store, steps, settings, watch)
        return publish(room, cluster(room))
