"""The commands about what the web brought: what became of a URL, and stored pages read anew."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path  # noqa: TC003  (typer reads the annotations)
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli_options import DEFAULT_STORE, AsJson, StoreDir, print_json
from tasks.errors import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.tracing import UrlRow


def url(
    address: Annotated[str, typer.Argument(metavar="URL", help="As a feed or a list has it.")],
    store: StoreDir = DEFAULT_STORE,
    *,
    as_json: AsJson = False,
) -> None:
    """Tell what became of a URL in every run that asked for it."""
    from flows import for_programs
    from storage.tracing import open_tracing
    from tasks.text.urls import canonical_url

    with open_tracing(store) as tracing:
        rows = tracing.history(canonical_url(address) or address)
    if not rows:
        raise NotFoundError(
            f"no source has listed {address}; `wirecopy sources` says how each of them does"
        )
    if as_json:
        typer.echo(json.dumps([for_programs.record_json(row) for row in rows], indent=2))
    else:
        typer.echo("\n".join(_history(rows)))


def reextract(
    store: StoreDir = DEFAULT_STORE,
    source: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only pages that this source listed.")
    ] = None,
    since: Annotated[
        datetime | None, typer.Option(help="Only pages read then or later (UTC).")
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The wirecopy.toml whose outlets and languages hold."),
    ] = None,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change.")] = False,
    as_json: AsJson = False,
) -> None:
    """Read the stored pages anew with today's extraction; no host is asked."""
    from flows import for_programs, shown
    from flows.config import entries_of
    from flows.reextract import Wanted, preview
    from flows.reextract import reextract as read_anew
    from flows.settings import Settings
    from flows.shown_reextract import outcome_json, show_outcome
    from flows.watch import bars
    from tasks import batches

    moment = since.replace(tzinfo=UTC) if since else None
    wanted = Wanted(source=source, since=moment, entries=entries_of(config))
    with bars() as watch:
        desk = (batches, Settings(), watch)
        if dry_run:
            outcome, summary = preview(store, desk, wanted), None
        else:
            outcome, summary = read_anew(store, desk, wanted)
    if as_json:
        told = outcome_json(outcome)
        if summary is not None:
            told["run"] = for_programs.summary_json(summary)
        print_json(told)
        return
    show_outcome(outcome, dry=dry_run)
    if summary is None:
        typer.echo("nothing was changed; type it without --dry-run to change it")
    else:
        shown.show_summary(summary, store)


def _history(rows: Sequence[UrlRow]) -> list[str]:
    """Return a URL's history in words, a line each."""
    lines: list[str] = []
    shown: set[str] = set()
    for row in rows:
        if row.url not in shown:
            shown.add(row.url)
            again = (
                f", to be asked again from {row.next_ask:%Y-%m-%d %H:%M}" if row.next_ask else ""
            )
            lines.append(
                f"{row.url}\n  listed by {row.source}: first {row.first_seen:%Y-%m-%d %H:%M}, "
                f"last {row.last_seen:%Y-%m-%d %H:%M} UTC{again}"
            )
        if row.ended_at is not None:
            told = " ".join(part for part in (row.article_id, row.detail) if part)
            when = f"{row.run_id or 'this run':<5} {row.ended_at:%Y-%m-%d %H:%M}"
            lines.append(f"  {when}  {row.outcome}  {told}".rstrip())
    return lines
