"""One article in one file: plain text, or a page."""

from __future__ import annotations

import gzip
import re
import zlib
from functools import partial
from typing import TYPE_CHECKING

from tasks.article.decode import NotTextError, decode_text
from tasks.outcomes import Reason, Rejected
from tasks.records import LARGEST_PAGE_BYTES, Input

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tasks.sources.source import Unread

_PAGE = re.compile(r"html?(?:\.gz)?$", re.IGNORECASE)


def unread_page(path: Path, name: str) -> Iterator[Unread]:
    """Yield the one unread input of a .txt or .html file, packed with gzip or not."""
    yield partial(_read, path, name)


def _read(path: Path, name: str, place: int) -> Input | Rejected:
    """Return the article's file as an input. Its name is its id."""
    try:
        raw = _unpacked(path)
    except (OSError, EOFError, zlib.error) as error:
        return Rejected(input=name, reason=Reason.UNREADABLE, detail=_why(error))
    if len(raw) > LARGEST_PAGE_BYTES:
        detail = f"more than {LARGEST_PAGE_BYTES:,} bytes"
        return Rejected(input=name, reason=Reason.TOO_LARGE, detail=detail)
    if _PAGE.search(path.name):
        return Input(name=name, place=place, external_id=name, body=raw)
    try:
        return Input(name=name, place=place, external_id=name, text=decode_text(raw))
    except NotTextError as not_text:
        return Rejected(input=name, reason=Reason.UNREADABLE, detail=str(not_text))


def _unpacked(path: Path) -> bytes:
    """Return the content of a file, of more than is allowed only enough to show that it is more."""
    opened = gzip.open if path.name.lower().endswith(".gz") else open
    with opened(path, "rb") as file:
        return file.read(LARGEST_PAGE_BYTES + 1)


def _why(error: Exception) -> str:
    """Return what kept a file from being read."""
    return f"it cannot be read: {getattr(error, 'strerror', None) or error}"
