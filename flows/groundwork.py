"""The steps of a run, of which workers have done some for articles of theirs.

A large source of texts is extracted, attributed and fingerprinted by the workers, a batch ahead of
what is stored; what they left out is done here. Every row is the same either way.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from tasks.article.pool import Beside
from tasks.batches import joined_keys
from tasks.shards import chosen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flows.newsroom import Newsroom
    from flows.steps import Steps
    from tasks.article.pool import ExtractionPool
    from tasks.batches import Groundwork, Keys
    from tasks.provenance.agencies import Agencies
    from tasks.records import Article, Attributed, Report


def asked_of_workers(room: Newsroom) -> Beside | None:
    """Return what workers are asked to make of the articles that they made."""
    # A benchmark has steps that leave some out; then all of them are done here.
    made = getattr(room.steps, "groundwork", None)
    if made is None:
        return None
    return Beside(make=partial(made, agencies=room.agencies), module="tasks.readied")


def with_groundwork(room: Newsroom, pool: ExtractionPool) -> Newsroom:
    """Return the room with what workers made of the batch that was extracted last."""
    done = cast("list[Groundwork]", pool.made)
    return replace(room, steps=cast("Steps", DoneByWorkers(room.steps, done))) if done else room


class DoneByWorkers:
    """The steps of a run, of which attributing and fingerprinting are done for some articles."""

    def __init__(self, steps: Steps, done: Sequence[Groundwork]) -> None:
        self._steps = steps
        self._keys = [part.keys for part in done]
        attributed = [one for part in done for one in part.attributed]
        # By identity: two inputs of a batch may be one article by its id, from two outlets.
        self._rows = {id(one.article): row for row, one in enumerate(attributed)}
        self._attributed = attributed

    def __getattr__(self, name: str) -> Any:
        """Every other step is the run's own."""
        return getattr(self._steps, name)

    def attribute_batch(self, articles: Sequence[Article], agencies: Agencies) -> list[Attributed]:
        """Say of every article who supplied its text, as the workers did or as the run does."""
        left = self._left(articles)
        rest = iter(self._steps.attribute_batch(left, agencies) if left else [])
        rows = [self._rows.get(id(article)) for article in articles]
        return [next(rest) if row is None else self._attributed[row] for row in rows]

    def fingerprint_batch(self, articles: Sequence[Report]) -> Keys:
        """Return the keys that the workers made, and make the others."""
        left = self._left(articles)
        keys = [*self._keys, *([self._steps.fingerprint_batch(left)] if left else [])]
        all_keys = joined_keys(keys)
        more = iter(range(len(self._attributed), len(all_keys.present)))
        rows = [self._rows.get(id(article)) for article in articles]
        at = np.array([next(more) if row is None else row for row in rows], np.int64)
        is_all = np.array_equal(at, np.arange(len(all_keys.present)))
        return all_keys if is_all else chosen(all_keys, at)

    def _left(self, articles: Sequence[Any]) -> list[Any]:
        return [article for article in articles if id(article) not in self._rows]
