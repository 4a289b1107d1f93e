"""Files by their endings: which reader reads which."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tasks.errors import SourceError
from tasks.sources import jsonl, page, parquet, warc
from tasks.sources.source import Source, digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tasks.sources.source import Unread

_LINES = tuple(end + pack for end in (".jsonl", ".ndjson") for pack in ("", ".gz", ".zst"))
# One line for each kind of file: its name, its endings, and its reader, which is given the file and
# the name under which its inputs go.
_READERS: tuple[tuple[str, tuple[str, ...], Callable[[Path, str], Iterator[Unread]]], ...] = (
    ("text", (".txt", ".txt.gz"), page.unread_page),
    ("page", (".html", ".htm", ".xhtml", ".html.gz", ".htm.gz"), page.unread_page),
    ("jsonl", _LINES, jsonl.unread_lines),
    ("warc", (".warc", ".warc.gz"), warc.unread_answers),
    ("parquet", (".parquet",), parquet.unread_rows),
)  # fmt: skip
KNOWN_ENDINGS = tuple(ending for _, endings, _ in _READERS for ending in endings)


def kind_of(path: Path) -> str | None:
    """Return the kind of a file by its name's end, or None."""
    name = path.name.lower()
    return next((kind for kind, endings, _ in _READERS if name.endswith(endings)), None)


def unread_file(path: Path, name: str) -> Iterator[Unread]:
    """Yield the unread inputs of a file of a known kind."""
    kind = kind_of(path)
    reader = next(reader for known, _, reader in _READERS if known == kind)
    return reader(path, name)


def open_file(path: Path) -> Source:
    """Return the source that one file is.

    Raises:
        SourceError: its kind is unknown, or its form is not that of its kind.
    """
    kind = kind_of(path)
    if kind is None:
        raise SourceError(
            f"{path} is of no kind that can be read; give a folder or a file that ends in "
            f"{', '.join(KNOWN_ENDINGS)}; to make "
            f"JSON lines of an array: `jq -c '.[]' {path.name} > articles.jsonl`"
        )
    if kind == "parquet":
        parquet.check_columns(path)
    status = path.stat()
    return Source(
        kind=kind,
        path=path,
        key=f"{kind}:{path.resolve()}",
        version=digest(status.st_size, status.st_mtime_ns),
        size_hint=status.st_size,
        unit="bytes",
        unread=partial(unread_file, path, path.name),
    )
