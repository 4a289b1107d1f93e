"""Pairs of articles as Arrow tables (left_no, right_no, ...): what flows do to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from flows.walking import among

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Numbers = npt.NDArray[np.int32]
    Numeric = npt.NDArray[np.int32] | npt.NDArray[np.int64]


def ends_of(tables: Sequence[pa.Table]) -> tuple[Numbers, Numbers]:
    """Return the left and the right numbers of all pairs of some tables."""
    left, right = (
        np.concatenate([table[end].to_numpy() for table in tables]).astype(np.int32)
        for end in ("left_no", "right_no")
    )
    return left, right


def both_of(pairs: pa.Table) -> Numbers:
    """Return the numbers of the articles that stand in some pairs, each once, in order."""
    left, right = ends_of([pairs])
    # By a mark for each number: to sort the ends of millions of pairs takes seconds.
    highest = max(int(left.max(initial=0)), int(right.max(initial=0)))
    stands = np.zeros(highest + 1, np.bool_)
    stands[left] = stands[right] = True
    return np.flatnonzero(stands).astype(np.int32)


def of_kind(judgements: pa.Table, kind: str) -> pa.Table:
    """Return the pairs of which people said this: join or part."""
    return judgements.filter(pc.equal(judgements["kind"], kind))


def without(pairs: pa.Table, dropped: pa.Table) -> pa.Table:
    """Return the pairs that are not among the dropped ones."""
    if not dropped.num_rows:
        return pairs
    return pairs.filter(~np.isin(_keys(pairs), _keys(dropped)))


def beside_any(pairs: pa.Table, numbers: Numbers) -> pa.Table:
    """Return the pairs of which one is among some articles."""
    left, right = (among(end, numbers) for end in ends_of([pairs]))
    any_of = left | right
    return pairs if any_of.all() else pairs.filter(any_of)


def with_new(stored: pa.Table, new: pa.Table) -> pa.Table:
    """Return stored pairs and new ones in one table, in the form of the new."""
    return pa.concat_tables([stored.cast(new.schema), new])


def rows_of(
    known: tuple[Numeric, Numeric], wanted: tuple[Numeric, Numeric]
) -> npt.NDArray[np.int64]:
    """Return in which row two articles stand among known pairs, for each two; -1 where in none.

    known, wanted: the two ends of pairs, in either order.
    """
    keys, asked = _packed(*known), _packed(*wanted)
    if not len(keys):
        return np.full(len(asked), -1, np.int64)
    order = np.argsort(keys)
    at = order[np.minimum(np.searchsorted(keys, asked, sorter=order), len(keys) - 1)]
    return np.where(keys[at] == asked, at, -1)


def _packed(left: Numeric, right: Numeric) -> npt.NDArray[np.int64]:
    """Return a key for each two, the same in either order."""
    low, high = np.minimum(left, right).astype(np.int64), np.maximum(left, right)
    keys: npt.NDArray[np.int64] = (low << 32) | high
    return keys


def _keys(pairs: pa.Table) -> npt.NDArray[np.int64]:
    """Return a key for each pair; all tables have the lower number at the left."""
    return _packed(*ends_of([pairs]))
