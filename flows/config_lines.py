"""Where each key of a TOML file stands: tomllib reads them, and tells no lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEADER = re.compile(r"\s*(\[\[?)\s*([\w.\"-]+?)\s*\]")
_KEY = re.compile(r"""\s*["']?([\w.-]+?)["']?\s*=""")

Lines = dict[tuple[str, int, str], int]


def lines_of(text: str) -> Lines:
    """Return where each key stands: by table, how many of that name came before, and key.

    tomllib tells no lines.
    """
    places: Lines = {}
    table, at = "", 0
    seen: dict[str, int] = {}
    for number, line in _outside_of_texts(text):
        if (header := _HEADER.match(line)) is not None:
            table = header[2].replace('"', "")
            at = seen.get(table, 0)
            seen[table] = at + 1
            places.setdefault((table, at, ""), number)
        elif (key := _KEY.match(line)) is not None:
            places.setdefault((table, at, key[1]), number)
            if not table:
                places.setdefault((key[1], 0, ""), number)
    return places


def _outside_of_texts(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines that do not begin within a text of several lines, numbered from 1."""
    inside = False
    for number, line in enumerate(text.splitlines(), start=1):
        if not inside:
            yield number, line
        inside ^= (line.count('"""') + line.count("'''")) % 2 == 1
