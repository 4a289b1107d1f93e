"""What `wirecopy sources` shows: every source of wirecopy.toml and of the store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from flows.config import CONFIG, read_config
from flows.for_programs import record_json
from flows.printing import moment, terminal
from storage.tracing import open_tracing
from tasks.errors import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from flows.config import SourceEntry
    from storage.tracing import SourceRow

GONE = "not in wirecopy.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A source: as its file names it, None where it does no more, and how it does, None before."""

    name: str
    entry: SourceEntry | None
    row: SourceRow | None


def standings(store: Path, config: Path | None) -> list[Standing]:
    """Return the sources of the file, in its order, then those that only the store knows.

    Raises:
        NotFoundError: there is neither a file nor a published store.
        ConfigError: the file has mistakes.
    """
    path = config or CONFIG
    entries = read_config(path, may_be_empty=True).sources if config or path.exists() else ()
    rows = _rows(store, needed=not entries)
    named = [
        Standing(name=entry.name, entry=entry, row=rows.pop(entry.name, None)) for entry in entries
    ]
    return [*named, *(Standing(name=name, entry=None, row=row) for name, row in rows.items())]


def _rows(store: Path, *, needed: bool) -> dict[str, SourceRow]:
    try:
        with open_tracing(store) as tracing:
            return {row.source: row for row in tracing.sources()}
    except NotFoundError as error:
        if needed:
            raise NotFoundError(
                f"there is no {CONFIG} here, and {error}; a first source is written by "
                "`wirecopy sources add URL`"
            ) from None
        return {}


def show_standings(rows: Sequence[Standing]) -> None:
    """Print a table of sources."""
    names = ("source", "kind", "last success", "next time", "urls", "articles", "a day")
    table = Table(*names, "duplicates", "last poll", box=None)
    for one in rows:
        kind = one.entry.kind if one.entry else GONE
        table.add_row(Text(one.name), kind, *_told(one))
    terminal().print(table)
    if not rows:
        terminal().print("no source yet; `wirecopy sources add URL` writes one")


def _told(one: Standing) -> list[str | Text]:
    row = one.row
    if row is None:
        at_each = one.entry is not None and not one.entry.is_web
        return ["-", "each run" if at_each else "next run", "", "", "", "", "not polled yet"]
    counts = (f"{row.urls:,}", f"{row.articles:,}", f"{row.a_day:.1f}", f"{row.duplicates:.0%}")
    due = moment(row.next_due) if row.next_due else "next run"
    last = Text(f"{row.last_outcome} {row.last_detail}".strip())
    return [moment(row.succeeded_at), due if one.entry else "-", *counts, last]


def standings_json(rows: Sequence[Standing]) -> list[dict[str, Any]]:
    """Return the sources for programs."""
    nothing = dict.fromkeys(
        ("succeeded_at", "next_due", "urls", "articles", "a_day", "duplicates")
    ) | {"last_outcome": None, "last_detail": None}
    return [
        {
            "source": one.name,
            **(record_json(one.row) if one.row else nothing),
            "kind": one.entry.kind if one.entry else None,
            "url": one.entry.url if one.entry else None,
            "path": str(one.entry.path) if one.entry and one.entry.path else None,
        }
        for one in rows
    ]
