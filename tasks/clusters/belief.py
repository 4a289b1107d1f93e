"""Hold back what grew beyond belief: a cluster too large for one story is not published as one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Different texts in one story. A state funeral or an election night has a few hundred within the
# two weeks that reports are compared over; more is a welded store or a flooded source.
LARGEST_STORY = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Believed:
    """Stories after the check. labels: int64, lowest member; held: texts in each one held back."""

    labels: NDArray[np.int64]
    held: tuple[int, ...]


def hold_back(
    stories: NDArray[np.int64], copies: NDArray[np.int64], *, largest: int = LARGEST_STORY
) -> Believed:
    """Return the stories, those of more than `largest` different texts taken apart.

    Their copy groups then stand as stories of their own: nobody is told that they are one story,
    and no article is lost. stories, copies: int64, one label an article, whole copies in a story.
    """
    texts, first = np.unique(copies, return_index=True)
    labels, counts = np.unique(stories[first], return_counts=True)
    too_large = labels[counts > largest]
    apart = np.isin(stories, too_large)
    smallest = first[np.searchsorted(texts, copies)]
    return Believed(
        labels=np.where(apart, smallest, stories).astype(np.int64),
        held=tuple(sorted(counts[counts > largest].tolist(), reverse=True)),
    )
