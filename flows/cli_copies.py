"""The command that finds copies among texts, with no store."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli_options import AsJson, print_json

if TYPE_CHECKING:
    from flows.finding import Found

DEFAULT_OUT = Path("copies.jsonl")


def copies(
    sources: Annotated[
        list[Path],
        typer.Argument(
            metavar="SOURCE...", help="Folders, .jsonl[.gz|.zst], .parquet, .warc[.gz], pages."
        ),
    ],
    out: Annotated[
        Path, typer.Option(metavar="FILE", help="Where to write a line for every input.")
    ] = DEFAULT_OUT,
    *,
    as_json: AsJson = False,
) -> None:
    """Find which texts are copies of one, without a store: no stories, no history, one file.

    Each line of FILE has an id and its group, which goes by the id of its first text; or an input
    and why it has no text. Where id and group are the same, a text is the first of its group.
    """
    from flows.finding import find_copies
    from flows.watch import bars
    from tasks.errors import SourceError
    from tasks.sources import open_source

    if not out.parent.is_dir():
        raise SourceError(f"there is no folder {out.parent}; make it, or give another --out")
    opened = [open_source(path) for path in sources]
    with bars() as watch:
        found = find_copies(opened, out, watch)
    if as_json:
        print_json(asdict(found) | {"out": str(out)})
    else:
        _show(found, out)


def _show(found: Found, out: Path) -> None:
    from flows.printing import terminal

    console = terminal()
    refused = ", ".join(f"{count:,} {reason}" for reason, count in sorted(found.rejected.items()))
    console.print(
        f"{found.inputs:,} inputs: {found.texts:,} texts, {found.inputs - found.texts:,} rejected"
        + (f" ({refused})" if refused else "")
    )
    console.print(
        f"{found.different:,} different texts; {found.grouped:,} texts are copies in "
        f"{found.groups:,} groups, so that {found.texts - found.grouped + found.groups:,} are left"
    )
    if found.crowded:
        console.print(
            f"{found.crowded:,} keys were shared by so many texts that nobody met by them"
        )
    console.print(f"wrote {out}")
