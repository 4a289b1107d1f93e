"""Carry ids over from the last partition: a group keeps its number for as long as it lives.

The partition itself is made from scratch and knows nothing of numbers; this file only says which
new group is which old one. Rules, in order:

1. Each old group has one heir: the new group that holds most of its articles (a tie goes to the
   one with its canonical article, then to the one with the lowest member).
2. A new group takes the oldest number among the old groups whose heir it is; the others were
   merged into it, and their numbers redirect.
3. A new group that is nobody's heir gets a fresh number; if its articles come from an old group,
   it was split off from there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    Numbers = npt.NDArray[np.int32]

# What stands for "in no group yet".
NONE = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """Which number each article's group has now, and what happened to numbers on the way.

    numbers: int32, one per article. merged: gone number -> the one that lives on.
    split: fresh number -> the number it was split off from. created: fresh numbers of new articles
    alone. `next_no` is the first number not given yet.
    """

    numbers: Numbers
    merged: Mapping[int, int]
    split: Mapping[int, int]
    created: frozenset[int]
    next_no: int


def carry_numbers(
    old: Numbers,
    labels: npt.NDArray[np.int64],
    *,
    canonical: Mapping[int, int],
    next_no: int,
    arrival: Numbers,
) -> Carried:
    """Give every group of `labels` its number.

    old: the number of each article's last group, 0 for none; whole groups only: all members of an
    old group are among the articles. labels: the new group of each article, any integers.
    canonical: old number -> position of its canonical article.
    arrival: the order in which articles came; fresh numbers are given in that order.
    """
    groups, label = np.unique(labels, return_inverse=True)
    earliest = np.full(len(groups), np.iinfo(np.int32).max, np.int32)
    np.minimum.at(earliest, label, arrival)
    heirs = _heirs(old, label, canonical)
    number_of = np.zeros(len(groups), np.int32)
    merged: dict[int, int] = {}
    for number in sorted(heirs):
        group = heirs[number]
        if number_of[group] == NONE:
            number_of[group] = number
        else:
            merged[number] = int(number_of[group])
    fresh = np.flatnonzero(number_of == NONE)
    fresh = fresh[np.argsort(earliest[fresh], kind="stable")]
    number_of[fresh] = np.arange(next_no, next_no + len(fresh), dtype=np.int32)
    split = _split_off(old, label, {int(group) for group in fresh}, number_of) if heirs else {}
    made = {int(number_of[group]) for group in fresh}
    return Carried(
        numbers=number_of[label],
        merged=merged,
        split=split,
        created=frozenset(made - split.keys()),
        next_no=next_no + len(fresh),
    )


def _heirs(
    old: Numbers, label: npt.NDArray[np.intp], canonical: Mapping[int, int]
) -> dict[int, int]:
    """Return old number -> position of the new group that carries it on."""
    known = np.flatnonzero(old != NONE)
    if not len(known):
        return {}
    pairs, first, shared = np.unique(
        np.stack([old[known].astype(np.int64), label[known].astype(np.int64)]),
        axis=1,
        return_index=True,
        return_counts=True,
    )
    heirs: dict[int, tuple[int, bool, int, int]] = {}
    for number, group, start, count in zip(*pairs.tolist(), first, shared, strict=True):
        at = canonical.get(number)
        claim = (int(count), at is not None and int(label[at]) == group, -int(start), group)
        heirs[number] = max(heirs.get(number, claim), claim)
    return {number: claim[3] for number, claim in heirs.items()}


def _split_off(
    old: Numbers, label: npt.NDArray[np.intp], fresh: set[int], number_of: Numbers
) -> dict[int, int]:
    """Return fresh number -> the old number that most of its articles had."""
    counts: dict[int, dict[int, int]] = {}
    for position in np.flatnonzero(old != NONE):
        group = int(label[position])
        if group in fresh:
            tally = counts.setdefault(group, {})
            tally[int(old[position])] = tally.get(int(old[position]), 0) + 1
    return {
        int(number_of[group]): min(tally, key=lambda number: (-tally[number], number))
        for group, tally in counts.items()
    }
