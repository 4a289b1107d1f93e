"""JSON lines: one object a line, read line by line, plain or packed."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import re
import zlib
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, TypeVar, cast

from tasks.article.decode import NotTextError, decode_text
from tasks.outcomes import Reason, Rejected
from tasks.sources.fields import input_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tasks.records import Input
    from tasks.sources.source import Unread

T = TypeVar("T")

# A line holds one page or text, which is at most 10 MB, spelled with escapes.
LONGEST_LINE_BYTES = 32_000_000
_BOM = b"\xef\xbb\xbf"
# JSON can spell half a surrogate pair, which no text can hold.
_SURROGATE = re.compile("[\ud800-\udfff]")


def unread_lines(
    path: Path, name: str, start: int = 0, stop: int | None = None
) -> Iterator[Unread]:
    """Yield the unread inputs of a file of JSON lines, one for each line that is not blank.

    start, stop: bytes of a plain file at which lines begin; then lines are counted from the first.
    """
    return lines_by(read_line, path, name, start, stop)


def lines_by(
    read: Callable[[bytes, str, int], T],
    path: Path,
    name: str,
    start: int = 0,
    stop: int | None = None,
) -> Iterator[Callable[[int], T | Rejected]]:
    """Yield, for each line that is not blank, what `read` will make of it, its name and place.

    start, stop: as unread_lines has them.
    """
    number = 0
    try:
        with contextlib.closing(_opened(path)) as file:
            if start:
                file.seek(start)
            for number, line in numbered(file, stop=stop):
                yield reading(read, line, f"{name}:{number}")
    except (OSError, EOFError, zlib.error) as error:
        yield partial(_broken, f"{name}:{number + 1}", str(error))


def numbered(
    file: BinaryIO, before: int = 0, stop: int | None = None
) -> Iterator[tuple[int, bytes]]:
    """Yield each line that is not blank with its number; one that is too long is cut off.

    before: how many lines stand above the file's first. stop: as unread_lines has it.
    """
    number = before
    while (stop is None or file.tell() < stop) and (line := file.readline(LONGEST_LINE_BYTES + 1)):
        number += 1
        if len(line) > LONGEST_LINE_BYTES:
            skip_rest(file, line)
        if not line.isspace():
            yield number, line


def reading(
    read: Callable[[bytes, str, int], T], line: bytes, name: str
) -> Callable[[int], T | Rejected]:
    """Return what will be made of a line, given its place; one that is too long is rejected."""
    if len(line) > LONGEST_LINE_BYTES:
        return partial(_too_long, name)
    return partial(read, line, name)


def _opened(path: Path) -> BinaryIO:
    """Return the file's lines as bytes, unpacked."""
    match path.suffix.lower():
        case ".gz":
            return cast("BinaryIO", gzip.open(path, "rb"))
        case ".zst":
            # Arrow tells where a packed file breaks off; the package zstandard takes that for its
            # end. A fifth of a second to load, which other sources need not pay.
            from pyarrow import input_stream

            stream = input_stream(str(path), compression="zstd")
            return cast("BinaryIO", io.BufferedReader(cast("io.RawIOBase", stream)))
        case _:
            return path.open("rb")


def skip_rest(file: BinaryIO, line: bytes) -> None:
    """Pass over the rest of a line of which `line` was read, a piece at a time."""
    while line and not line.endswith(b"\n"):
        line = file.readline(LONGEST_LINE_BYTES)


def read_line(line: bytes, name: str, place: int) -> Input | Rejected:
    """Return the input that a line holds, or why it holds none."""
    try:
        text = decode_text(line.removeprefix(_BOM))
        fields = json.loads(text, parse_constant=str)
    except NotTextError as not_text:
        return _not_json(name, str(not_text))
    except json.JSONDecodeError as error:
        return _not_json(name, f"{error.msg} at character {error.pos + 1}")
    except (ValueError, RecursionError) as error:
        return _not_json(name, f"{error!s:.100}")
    if not isinstance(fields, dict):
        hint = "a list" if isinstance(fields, list) else "a bare value"
        return _not_json(name, f"{hint}, not an object; give one object a line")
    if "\\ud" in text or "\\uD" in text:
        fields = _wholesome(fields)
    return input_of(cast("dict[str, object]", fields), name=name, place=place)


def _wholesome(value: object) -> object:
    """Return a JSON value with half surrogate pairs replaced, so that any store can hold it."""
    match value:
        case str():
            return _SURROGATE.sub("\ufffd", value)
        case list():
            return [_wholesome(each) for each in value]
        case dict():
            return {cast("str", _wholesome(key)): _wholesome(each) for key, each in value.items()}
        case _:
            return value


def _not_json(name: str, detail: str) -> Rejected:
    """Return the rejection of a line that is no JSON object."""
    return Rejected(input=name, reason=Reason.NOT_JSON, detail=detail)


def _too_long(name: str, place: int) -> Rejected:  # noqa: ARG001 - readers are given it
    """Return the rejection of a line that is too long to hold one article."""
    detail = f"a line of more than {LONGEST_LINE_BYTES:,} bytes"
    return Rejected(input=name, reason=Reason.TOO_LARGE, detail=detail)


def broken_off(name: str, why: str) -> Rejected:
    """Return the rejection that stands for the rest of a file that breaks off."""
    detail = f"the file cannot be read from here on: {why}"
    return Rejected(input=name, reason=Reason.UNREADABLE, detail=detail)


def _broken(name: str, why: str, place: int) -> Rejected:  # noqa: ARG001 - readers are given it
    return broken_off(name, why)
