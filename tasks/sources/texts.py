"""Texts alone: what there is to read where nothing but the text and its id is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, TypeGuard

import orjson

from tasks.outcomes import Rejected
from tasks.records import Input
from tasks.sources import jsonl
from tasks.sources.blocks import Block, TextColumn, blocks_of, texts_at_once
from tasks.sources.source import in_batches, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tasks.sources.source import Source

# An id and a text.
NamedText: TypeAlias = tuple[str, str]
# What there was in a part of a source, in its order: read at once, or one by one.
OneByOne: TypeAlias = list[NamedText | Input | Rejected]
Contents: TypeAlias = TextColumn | OneByOne
# Files of these names are packed: their lines are had one after the other.
_PACKED = (".gz", ".zst")
_DELETE = b"\x7f"


def parts_of(source: Source, inputs: int) -> Iterator[Block | Contents]:
    """Yield a source in parts for `read_part`, which may read several at a time.

    inputs: how many a part holds, but for plain JSON lines, which come in blocks.
    """
    if source.kind == "jsonl" and source.path.suffix.lower() not in _PACKED:
        for found in blocks_of(source.path, shown(source.path.name)):
            yield [found] if isinstance(found, Rejected) else found
    else:
        yield from in_batches(texts_of(source), inputs)


def read_part(part: Block | Contents, name: str) -> Contents:
    """Return what a part holds. name: its source's, as inputs are named by it."""
    if not isinstance(part, Block):
        return part
    # Line by line, where one of them is not plain.
    return texts_at_once(part) or [
        jsonl.reading(_text_of_line, line, f"{name}:{number}")(number)
        for number, line in part.lines()
    ]


def texts_of(source: Source) -> Iterator[NamedText | Input | Rejected]:
    """Yield what each input of a source holds: a text, a page still to be read, or a rejection.

    An input without an id goes by its name, such as news.jsonl:17.
    """
    if source.kind == "jsonl":
        lines = jsonl.lines_by(_text_of_line, source.path, shown(source.path.name))
        yield from (read(place) for place, read in enumerate(lines, start=1))
    else:
        yield from (_named(found) for _, found in source.read())


def _text_of_line(line: bytes, name: str, place: int) -> NamedText | Input | Rejected:
    """Return what a line of JSON holds.

    Where it is plain, by a reader ten times as fast that knows no leniency; what that one refuses
    is read as every other run reads it.
    """
    if _DELETE not in line:
        try:
            fields = orjson.loads(line)
        except orjson.JSONDecodeError:
            fields = None
        if isinstance(fields, dict):
            own, text = fields.get("id"), fields.get("text")
            if _says_something(own) and _says_something(text):
                return own, text
    return _named(jsonl.read_line(line, name, place))


def _says_something(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and bool(value) and not value.isspace()


def _named(found: Input | Rejected) -> NamedText | Input | Rejected:
    if isinstance(found, Input) and found.text is not None:
        return found.external_id or found.name, found.text
    return found
