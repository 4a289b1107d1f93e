"""Plain JSON lines some megabytes at a time: names and texts with no Python for each line.

Arrow reads them on its own, outside Python's lock. Whatever it may read otherwise than line by line
is left to the reader of lines: a block is taken as it is, or not at all.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from pyarrow import json

from tasks.sources.jsonl import LONGEST_LINE_BYTES, broken_off, numbered, skip_rest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from tasks.outcomes import Rejected

BLOCK_BYTES = 8_000_000
# What is said of a line here is said in UTF-8: a sign that makes other readers ask for the coding,
# or at which Arrow takes the input to be over, sends a block to them.
_DOUBTFUL = (b"\x00", b"\x7f")
_NEWLINE, _RETURN, _OPEN, _CLOSE = b"\n\r{}"
# What a string may begin with that is blank: ASCII's spaces, or anything beyond ASCII.
_SPACE, _ASCII_END = ord(" "), 0x80
_WANTED = pa.schema([("id", pa.string()), ("text", pa.string())])


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Whole lines of a file. before: how many lines stand above them."""

    data: bytes
    before: int

    def lines(self) -> Iterator[tuple[int, bytes]]:
        """Yield each line with its number in the file; one that is too long is cut off."""
        yield from numbered(io.BytesIO(self.data), self.before)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextColumn:
    """Names and texts, one each. texts: Arrow strings, which hold no half surrogate pair."""

    names: list[str]
    texts: pa.StringArray


def blocks_of(path: Path, name: str) -> Iterator[Block | Rejected]:
    """Yield a file's lines in blocks; at the end, where the file breaks off, the rejection."""
    before = 0
    try:
        with path.open("rb") as file:
            while data := file.read(BLOCK_BYTES):
                if not data.endswith(b"\n"):
                    rest = file.readline(LONGEST_LINE_BYTES + 1)
                    data += rest
                    skip_rest(file, rest)
                yield Block(data=data, before=before)
                # A line that is too long has lost its end, and counts all the same.
                before += data.count(b"\n") + (not data.endswith(b"\n"))
    except OSError as error:
        yield broken_off(f"{name}:{before + 1}", str(error))


def texts_at_once(block: Block) -> TextColumn | None:
    """Return the names and texts of a block, or None where a line of it is not plain.

    Plain is an object a line, in UTF-8, with an id and a text that are strings and say something.
    """
    data = block.data
    lines = _objects_a_line(data)
    if not lines:
        return None
    try:
        _checked(pa.py_buffer(data))
        table = json.read_json(
            pa.BufferReader(data),
            read_options=json.ReadOptions(use_threads=False, block_size=len(data) + 1),
            parse_options=json.ParseOptions(
                explicit_schema=_WANTED, unexpected_field_behavior="ignore"
            ),
        ).combine_chunks()
        table.validate(full=True)
    except pa.ArrowInvalid:
        return None
    if table.num_rows != lines:
        return None
    names, texts = (table[field].chunk(0) for field in _WANTED.names)
    return TextColumn(names=names.to_pylist(), texts=texts) if _all_say(names, texts) else None


def _objects_a_line(data: bytes) -> int:
    """Return how many lines there are if each begins and ends like an object, else 0.

    Then none goes over its end: Arrow reads objects wherever lines end, and as many objects as
    there are lines, of which each begins with { and ends with }, are one a line.
    """
    if any(sign in data for sign in _DOUBTFUL):
        return 0
    letters = np.frombuffer(data, np.uint8)
    ends = np.flatnonzero(letters == _NEWLINE)
    if not data.endswith(b"\n"):
        ends = np.append(ends, len(data))
    begins = np.append(0, ends[:-1] + 1)
    last = letters[ends - 1 - (letters[ends - 1] == _RETURN)]
    return len(ends) if ((letters[begins] == _OPEN) & (last == _CLOSE)).all() else 0


def _checked(data: pa.Buffer) -> None:
    """Raise ArrowInvalid where bytes are not UTF-8: another reader would ask for the coding."""
    ends = pa.py_buffer(len(data).to_bytes(4, "little").rjust(8, b"\x00"))
    pa.StringArray.from_buffers(1, ends, data).validate(full=True)


def _all_say(*columns: pa.StringArray) -> bool:
    return all(
        column.null_count == 0 and not any(not text or text.isspace() for text in _doubtful(column))
        for column in columns
    )


def _doubtful(column: pa.StringArray) -> Iterator[str]:
    """Yield the strings that may be empty or blank, by how they begin."""
    letters, starts = utf8_of(column)
    doubtful = np.diff(starts) == 0
    first = letters[starts[:-1][~doubtful]]
    doubtful[~doubtful] = (first <= _SPACE) | (first >= _ASCII_END)
    for place in np.flatnonzero(doubtful).tolist():
        yield column[place].as_py()


def utf8_of(column: pa.StringArray) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return a column's UTF-8, one string after the other, and where each begins: shape (n + 1,).

    The column has no nulls.
    """
    _, offsets, letters = column.buffers()
    starts = np.frombuffer(offsets, np.int32)[column.offset :][: len(column) + 1].astype(np.int64)
    whole = np.frombuffer(letters or b"", np.uint8)
    return whole[starts[0] : starts[-1]], starts - starts[0]
