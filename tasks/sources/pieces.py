"""Sources cut into pieces that many machines can read: stretches of large files, whole others."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tasks.sources import files, folder, jsonl, parquet
from tasks.sources.source import digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tasks.outcomes import Rejected
    from tasks.records import Input
    from tasks.sources.source import Source, Unread

_PLAIN_LINES = (".jsonl", ".ndjson")
_STRETCH = 1_048_576


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of one file, or all of it, or a file that must not be read, `fault` saying why.

    `start` and `stop` are bytes of JSON lines and row groups of Parquet; `stop` is None for a
    whole file. `name` is what its inputs go by, `size` its bytes, `changed` when its file did, ns.
    """

    path: str
    name: str
    start: int = 0
    stop: int | None = None
    size: int = 0
    changed: int = 0
    fault: str | None = None

    @property
    def version(self) -> str:
        """A short digest that changes when what the piece holds may have changed."""
        return digest(self.path, self.name, self.start, self.stop, self.size, self.changed)


def cut(source: Source, most_bytes: int) -> Iterator[tuple[Piece, ...]]:
    """Yield a source in parts of some `most_bytes`, each a row of pieces, in the source's order.

    Plain JSON lines are cut at line ends, Parquet between row groups; what is packed, and WARC,
    stays whole. Small files are put together.
    """
    part: list[Piece] = []
    weight = 0
    for piece in _pieces(source, most_bytes):
        # Lines and rows are counted from a piece's start: a stretch of a file is a part of its own,
        # so that all its inputs have one count to add.
        alone = piece.stop is not None or (part and part[-1].stop is not None)
        if part and (alone or weight + piece.size > most_bytes):
            yield tuple(part)
            part, weight = [], 0
        part.append(piece)
        weight += piece.size
    if part:
        yield tuple(part)


def read_pieces(pieces: Iterable[Piece]) -> Iterator[Input | Rejected]:
    """Yield each input of some pieces, or its rejection, in order; lines count from a piece's."""
    place = 0
    for piece in pieces:
        for read in _unread(piece):
            place += 1
            yield read(place)


def counted(piece: Piece) -> int:
    """Return how many lines or rows a stretch of a file has; 0 for one that stands alone."""
    if piece.stop is None:
        return 0
    path = Path(piece.path)
    if files.kind_of(path) == "parquet":
        return sum(parquet.group_rows(path)[piece.start : piece.stop])
    with path.open("rb") as file:
        file.seek(piece.start)
        left, lines = piece.stop - piece.start, 0
        while left > 0 and (stretch := file.read(min(left, _STRETCH))):
            lines += stretch.count(b"\n")
            left -= len(stretch)
    return lines


def moved(found: str, by: int) -> str:
    """Return an input's name with its line or row counted from its file's start."""
    if not by:
        return found
    name, _, number = found.rpartition(":")
    return f"{name}:{int(number) + by}"


def _pieces(source: Source, most_bytes: int) -> Iterator[Piece]:
    if source.kind == "folder":
        entries = folder.entries(source.path)
    else:
        entries = iter([(source.path, source.path.name, None)])
    for path, name, fault in entries:
        if fault is not None:
            yield Piece(path=str(path.absolute()), name=name, fault=fault)
        else:
            yield from _cut_file(path, name, most_bytes)


def _cut_file(path: Path, name: str, most_bytes: int) -> Iterator[Piece]:
    """Yield the pieces of one file."""
    status = path.stat()
    whole = Piece(
        path=str(path.resolve()), name=name, size=status.st_size, changed=status.st_mtime_ns
    )
    if status.st_size <= most_bytes:
        yield whole
    elif path.name.lower().endswith(_PLAIN_LINES):
        yield from _cut_lines(whole, most_bytes)
    elif files.kind_of(path) == "parquet":
        yield from _cut_groups(whole, most_bytes)
    else:
        yield whole


def _cut_lines(whole: Piece, most_bytes: int) -> Iterator[Piece]:
    """Cut at the first line end from each multiple of `most_bytes` on."""
    with Path(whole.path).open("rb") as file:
        start = 0
        while start < whole.size:
            file.seek(min(start + most_bytes, whole.size) - 1)
            while (line := file.readline(_STRETCH)) and not line.endswith(b"\n"):
                pass
            stop = file.tell()
            yield replace(whole, start=start, stop=stop, size=stop - start)
            start = stop


def _cut_groups(whole: Piece, most_bytes: int) -> Iterator[Piece]:
    """Cut between row groups; where the file cannot be read, leave that to its reader to say."""
    groups = len(parquet.group_rows(Path(whole.path)))
    wide = max(1, groups * most_bytes // whole.size)
    for start in range(0, groups, wide):
        stop = min(start + wide, groups)
        yield replace(whole, start=start, stop=stop, size=whole.size * (stop - start) // groups)
    if not groups:
        yield whole


def _unread(piece: Piece) -> Iterator[Unread]:
    path = Path(piece.path)
    if piece.fault is not None:
        yield partial(folder.reject, piece.name, piece.fault)
    elif piece.stop is None:
        yield from files.unread_file(path, piece.name)
    elif files.kind_of(path) == "parquet":
        yield from parquet.unread_rows(path, piece.name, piece.start, piece.stop)
    else:
        yield from jsonl.unread_lines(path, piece.name, piece.start, piece.stop)
