"""What a run has read of the store and will ask for again: texts, and compared pairs."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

import numpy as np
import pyarrow as pa

from flows.pairs import both_of
from flows.walking import among, marked
from tasks.similarity.ends import rows_marked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy.typing as npt

    from flows.budget import Budget
    from storage.groups import StoredPairs

    Numbers = npt.NDArray[np.int32]

OF_A_TEXT = ["article_no", "text"]
# Of stored pairs, where memory is plenty: 14 million compared texts, a million articles having 9.5.
# They come when the steps that compared texts have given theirs back.
PAIRS_BYTES = 250_000_000


@dataclass(slots=True, kw_only=True)
class TextsAtHand:
    """The old texts among those read last, in `room` bytes.

    Not frozen, for it is a cache: what it answers never depends on what was asked before. A store
    packs texts by 2,048, so that to read three thousand of a million is to unpack them all (2 s);
    and old texts that a run asks for again are all but a few that it has compared with new ones.
    """

    room: int
    _parts: deque[pa.Table] = field(default_factory=deque)

    def offer(self, articles: pa.Table, before: int) -> None:
        """Keep the texts of articles with a number below `before`, and let others go for them.

        articles: article_no (ascending) and text, at least.
        """
        count = int(np.searchsorted(articles["article_no"].to_numpy(), before))
        if not count:
            return
        # A slice is no copy, but holds on to all that was read with it.
        self._parts.appendleft(articles.select(OF_A_TEXT).slice(0, count))
        while sum(part.get_total_buffer_size() for part in self._parts) > self.room:
            self._parts.pop()

    def of_pairs(self, pairs: pa.Table, read: Callable[[Numbers], pa.Table]) -> pa.Table:
        """Return article_no and text of the articles that stand in `pairs`, by number.

        read: returns articles that are not at hand.
        """
        wanted, found = both_of(pairs), []
        for part in self._parts:
            numbers = part["article_no"].to_numpy()
            found.append(part.filter(among(numbers, wanted)))
            wanted = wanted[~among(wanted, numbers)]
        found.append(read(wanted).select(OF_A_TEXT))
        return pa.concat_tables(found).sort_by("article_no")


@dataclass(slots=True, kw_only=True)
class PairsAtHand:
    """The stored pairs from some article on, in `room` bytes: each is read once if they fit.

    A walk asks some ten times for those with some articles. Of a million's 9.5 million compared
    texts the store takes .37 s of processor time to answer once; to read them all takes .2, to pick
    some of them .03. What does not fit is read anew each time. source: the store's pairs. last: the
    highest number of an article.
    """

    room: int
    source: StoredPairs
    last: int
    _held: list[pa.RecordBatch] = field(default_factory=list)
    _from: int = np.iinfo(np.int32).max

    @classmethod
    def of(cls, budget: Budget, source: StoredPairs, last: int) -> Self:
        """Return pairs of which as many are kept as a run has memory for."""
        return cls(room=budget.part_of(PAIRS_BYTES), source=source, last=last)

    @property
    def columns(self) -> list[str]:
        """What is known of a pair, its two ends first."""
        return list(self.source.columns.names)

    def beside(self, numbers: Numbers) -> pa.Table:
        """Return the pairs with one of some articles, in no order; each once."""
        return self._picked(numbers, least=1)

    def within(self, numbers: Numbers) -> pa.Table:
        """Return the pairs of which both are among some articles, in no order; each once."""
        return self._picked(numbers, least=2)

    def _picked(self, numbers: Numbers, *, least: int) -> pa.Table:
        found = []
        if numbers.size:
            marks = marked(self.last + 1, numbers)
            for pairs in self._since(int(numbers.min())):
                left, right = (pairs[end].to_numpy() for end in ("left_no", "right_no"))
                rows = rows_marked(marks, left, right, least)
                found.append(pairs.take(pa.array(rows)))
        return pa.Table.from_batches(found, self.source.columns)

    def _since(self, low: int) -> Iterator[pa.RecordBatch]:
        """Yield at least all pairs of which the later article has the number `low` or a higher one.

        Of an earlier pair both are below it. Runs store pairs as they find them, so that the low
        ones lie together, and need not be read.
        """
        yield from self._held
        if low >= self._from:
            return
        fresh, room = [], self.room - sum(pairs.nbytes for pairs in self._held)
        for pairs in self.source.between(low, self._from):
            yield pairs
            room -= pairs.nbytes
            if room >= 0:
                fresh.append(pairs)
        if room >= 0:
            self._held += fresh
            self._from = low
