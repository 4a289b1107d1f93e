"""Walk from some articles to all that they are tied to, without a look at the rest of the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tasks.similarity.sorting import distinct

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    Numbers = npt.NDArray[np.int32]


def walk(start: Numbers, beside: Callable[[Numbers], Numbers]) -> Numbers:
    """Return all articles that can be walked to from `start`, these included; sorted, each once.

    beside: returns what is one step from some articles. It is asked of each article once.
    """
    reached = fresh = each_once(start)
    while fresh.size:
        found = each_once(beside(fresh))
        fresh = found[~among(found, reached)]
        reached = each_once(np.concatenate((reached, fresh)))
    return reached


def among(numbers: Numbers, some: Numbers) -> npt.NDArray[np.bool_]:
    """Return of each number whether it is one of some: by a mark each, where np.isin may sort."""
    return np.isin(numbers, some, kind="table")


def marked(count: int, *numbers: Numbers) -> npt.NDArray[np.bool_]:
    """Return a mark for each of `count` article numbers: whether it is among some."""
    marks = np.zeros(count, np.bool_)
    for some in numbers:
        marks[some] = True
    return marks


def each_once(numbers: Numbers) -> Numbers:
    """Return numbers in order, each once; np.unique takes several times as long for so many."""
    return distinct(numbers.astype(np.int64)).astype(np.int32)


def members(groups: npt.NDArray[np.int32] | npt.NDArray[np.int64], numbers: Numbers) -> Numbers:
    """Return some articles and all that are in a group with one of them; sorted, each once.

    groups: a label by article number; 0 is no group.
    """
    wanted = groups[numbers]
    wanted = wanted[wanted != 0]
    if not wanted.size:
        return each_once(numbers)
    # A look-up by label: to search a million labels in a list would take a second.
    low = int(wanted.min())
    hit = np.zeros(int(wanted.max()) - low + 1, np.bool_)
    hit[wanted - low] = True
    inside = (groups >= low) & (groups < low + hit.size) & (groups != 0)
    at = np.flatnonzero(inside)
    return each_once(np.concatenate((at[hit[groups[at] - low]], numbers)))
