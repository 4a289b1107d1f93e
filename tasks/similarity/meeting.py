"""Which reports meet: those that share salient terms near each other in time, counted in one pass.

SQL finds the postings; counting them is done here, for a GROUP BY over all matches of 5,000 new
articles takes seconds and this takes hundredths (docs/decisions/0006).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from tasks.text.kernels import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

Whole = TypeVar("Whole", np.uint32, np.int32)

# Two articles that share this many of their salient terms are compared.
LEAST_SHARED = 2
# The span of days that undated articles stand in; it comes before all others.
UNDATED = -1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Postings:
    """One entry per term and article, in order of term, then bin, then article.

    keys: uint32. bins: int32, UNDATED or the span of days. articles: int32. days: int32, since
    1970; of an undated article anything.
    """

    keys: NDArray[np.uint32]
    bins: NDArray[np.int32]
    articles: NDArray[np.int32]
    days: NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """Pairs of articles that met: left < right, int32; days between them, float32, nan: unknown."""

    left: NDArray[np.int32]
    right: NDArray[np.int32]
    days: NDArray[np.float32]


def meet(postings: Postings, first: int, last: int, *, window: int) -> Met:
    """Return each pair once whose later article is within first..last, in order of it.

    The two share LEAST_SHARED postings' keys, and if both are dated, lie at most `window` days
    apart. A dated article looks into its own bin and the two beside it, which are `window` days
    wide, and among the undated; an undated one looks everywhere.
    """
    mine = np.flatnonzero((postings.articles >= first) & (postings.articles <= last))
    mine = mine[np.argsort(postings.articles[mine], kind="stable")]
    left, right, apart = _meet(
        _own(postings.keys),
        _own(postings.bins),
        _own(postings.articles),
        _own(postings.days),
        mine,
        (last, window),
    )
    return Met(left=left, right=right, days=apart)


def _own(column: NDArray[Whole]) -> NDArray[Whole]:
    """Return the column as one that may be written.

    The database lends what it answers in one piece for reading alone. To the compiler that is
    another kind, which would wait six seconds for its kernel in some later run.
    """
    return column if column.flags.writeable else column.copy()


@kernel
def _meet(  # noqa: C901, PLR0912, PLR0915, PLR0917  (one loop; numba: no closures)
    keys: NDArray[np.uint32],
    bins: NDArray[np.int32],
    articles: NDArray[np.int32],
    days: NDArray[np.int32],
    mine: NDArray[np.int64],
    bounds: tuple[int, int],
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float32]]:
    last, window = bounds
    shared = np.zeros(last + 1, np.uint8)
    apart = np.zeros(last + 1, np.float32)
    touched = np.empty(last + 1, np.int32)
    size = 1024
    left, right = np.empty(size, np.int32), np.empty(size, np.int32)
    between = np.empty(size, np.float32)
    found = 0
    at = 0
    while at < mine.size:
        article = articles[mine[at]]
        reached = 0
        while at < mine.size and articles[mine[at]] == article:
            own = mine[at]
            at += 1
            start = np.searchsorted(keys, keys[own])
            end = np.searchsorted(keys, keys[own], side="right")
            undated = bins[own] == UNDATED
            low, high = start, end
            if not undated:
                low = start + np.searchsorted(bins[start:end], bins[own] - 1)
                high = start + np.searchsorted(bins[start:end], bins[own] + 1, side="right")
            for half in range(2):
                # First the bins nearby, then the undated, which stand first of all.
                begin, stop = low, high
                if half == 1:
                    if undated:
                        break
                    begin = start
                    stop = start + np.searchsorted(bins[start:end], UNDATED, side="right")
                    # In the bins beside the first one the undated have been met already.
                    stop = min(stop, low)
                for other in range(begin, stop):
                    older = articles[other]
                    if older >= article:
                        continue
                    gap = np.float32(np.nan)
                    if not undated and bins[other] != UNDATED:
                        gap = np.float32(abs(days[own] - days[other]))
                        if gap > window:
                            continue
                    if shared[older] == 0:
                        touched[reached] = older
                        apart[older] = gap
                        reached += 1
                    shared[older] += 1
        for place in range(reached):
            older = touched[place]
            if shared[older] >= LEAST_SHARED:
                if found == size:
                    size *= 2
                    left = np.concatenate((left, np.empty(found, np.int32)))
                    right = np.concatenate((right, np.empty(found, np.int32)))
                    between = np.concatenate((between, np.empty(found, np.float32)))
                left[found], right[found], between[found] = older, article, apart[older]
                found += 1
            shared[older] = 0
    return left[:found], right[:found], between[:found]
