"""What all printing shares: the terminal, or the pipe in its place, and words cut to fit it."""

from __future__ import annotations

import re
from datetime import time
from typing import TYPE_CHECKING

from rich.console import Console

if TYPE_CHECKING:
    from datetime import datetime

_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
# A table in a pipe has no terminal to fit into.
PIPE_WIDTH = 160


def terminal() -> Console:
    """Return where to print: titles and names are printed as text, never as markup."""
    console = Console(highlight=False, markup=False, emoji=False)
    return (
        console
        if console.is_terminal
        else Console(highlight=False, markup=False, emoji=False, width=PIPE_WIDTH)
    )


def steady(text: str) -> str:
    """Return a text without what would move a cursor, ring, or turn the direction of reading.

    Titles come without it; what a query takes out of JSON may still hold it.
    """
    return _STEERING.sub("", text)


def cut(text: str, width: int) -> str:
    """Return a text on one line, cut to so many characters."""
    line = " ".join(steady(text).split())
    return line if len(line) <= width else line[: width - 1] + "…"


def moment(when: datetime | None) -> str:
    """Return a stored time for people; midnight on the second is a date without an hour."""
    if when is None:
        return "-"
    return when.strftime("%Y-%m-%d" if when.time() == time.min else "%Y-%m-%d %H:%M")
