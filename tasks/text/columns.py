"""Columns of text as Arrow has them: read as bytes, with no string of Python's for each."""

from __future__ import annotations

import hashlib
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from numpy.typing import NDArray


def utf8_of(
    column: pa.StringArray | pa.LargeStringArray,
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return a column's UTF-8, one string after the other, and where each begins: shape (n + 1,).

    The column has no nulls.
    """
    _, offsets, letters = column.buffers()
    width = np.int64 if pa.types.is_large_string(column.type) else np.int32
    starts = np.frombuffer(offsets, width)[column.offset :][: len(column) + 1].astype(np.int64)
    whole = np.frombuffer(letters or b"", np.uint8)
    return whole[starts[0] : starts[-1]], starts - starts[0]


def different(column: pa.ChunkedArray) -> tuple[pa.LargeStringArray, NDArray[np.int64]]:
    """Return the different texts of a column, and which of them each row has: int64, shape (n,)."""
    # A batch of texts may have more than the 2 GB that a plain column's offsets can say.
    whole = column.cast(pa.large_string()).combine_chunks()
    letters, starts = utf8_of(whole)
    raw = letters.data
    # Arrow's own dictionary of a hundred thousand texts takes five times as long.
    first: dict[bytes, int] = {}
    printed = [
        first.setdefault(key_of(raw[start:end]), len(first))
        for start, end in pairwise(starts.tolist())
    ]
    rows = np.array(printed, np.int64)
    if len(first) == len(rows):
        return whole, rows
    return whole.take(pa.array(np.unique(rows, return_index=True)[1])), rows


def key_of(text: bytes | memoryview) -> bytes:
    """Return what is equal for equal texts alone, whoever wrote them."""
    return hashlib.blake2b(text, digest_size=16).digest()
