"""Pairs of articles as Arrow tables (left_no, right_no, ...): what flows do to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Numbers = npt.NDArray[np.int32]


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
    one = [np.isin(pairs[end].to_numpy(), numbers) for end in ("left_no", "right_no")]
    any_of = one[0] | one[1]
    return pairs if any_of.all() else pairs.filter(any_of)


def with_new(stored: pa.Table, new: pa.Table) -> pa.Table:
    """Return stored pairs and new ones in one table, in the form of the new."""
    return pa.concat_tables([stored.cast(new.schema), new])


def _keys(pairs: pa.Table) -> npt.NDArray[np.int64]:
    left = pairs["left_no"].to_numpy().astype(np.int64)
    right = pairs["right_no"].to_numpy().astype(np.int64)
    keys: npt.NDArray[np.int64] = (left << 32) | right
    return keys
