"""Texts that a run has read to compare them, and will ask for again."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from flows.pairs import both_of
from flows.walking import among

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    Numbers = npt.NDArray[np.int32]

OF_A_TEXT = ["article_no", "text"]


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
