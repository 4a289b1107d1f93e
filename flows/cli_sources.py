"""The command group `wirecopy sources`: lists the sources, and adds one."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli_options import DEFAULT_STORE, AsJson, print_json

if TYPE_CHECKING:
    from flows.adding import Added
    from flows.discovering import Found

group = typer.Typer(
    help="List the sources, or `add` one: last success, new URLs a day, duplicates, next time.",
    invoke_without_command=True,
    rich_markup_mode=None,
    epilog="Examples:  wirecopy sources   |   wirecopy sources add https://courier.example/",
)
ConfigFile = Annotated[
    Path | None, typer.Option("--config", metavar="FILE", help="Another wirecopy.toml.")
]


class ListKind(StrEnum):
    """What `wirecopy sources add` may be told to look for alone."""

    FEED = "feed"
    SITEMAP = "sitemap"


@group.callback()
def sources(
    context: typer.Context,
    store: Annotated[
        Path, typer.Option("--store", metavar="DIR", help="The store's folder.")
    ] = DEFAULT_STORE,
    config: ConfigFile = None,
    *,
    as_json: AsJson = False,
) -> None:
    """List the sources: last success, new URLs a day, duplicates, next time; or add one."""
    if context.invoked_subcommand is not None:
        return
    from flows.shown_sources import show_standings, standings, standings_json

    rows = standings(store, config)
    if as_json:
        print_json(standings_json(rows))
    else:
        show_standings(rows)


@group.command(epilog="Example:  wirecopy sources add https://courier.example/ --dry-run")
def add(
    url: Annotated[str, typer.Argument(metavar="URL", help="A site, or a feed or sitemap itself.")],
    name: Annotated[str | None, typer.Option(help="What to call it; else its host's name.")] = None,
    kind: Annotated[ListKind | None, typer.Option(help="Look for these alone.")] = None,
    contact: Annotated[
        str | None, typer.Option(help="Whom hosts may write to, where the file does not say.")
    ] = None,
    config: ConfigFile = None,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Find a site's feeds and sitemaps, and write the best of them into wirecopy.toml."""
    from flows.adding import Wish, add_source
    from flows.config import CONFIG
    from flows.watch import bars

    path = config or CONFIG
    wish = Wish(url=url, config=path, name=name, kind=kind, contact=contact)
    with bars() as watch:
        added = add_source(wish, watch, dry=dry_run)
    if as_json:
        print_json(_added_json(added, dry=dry_run))
        return
    _show_found(added)
    typer.echo(f"\n{added.text}")
    run = "wirecopy run" + (f" --config {config}" if config else "")
    if dry_run:
        typer.echo(f"{path} was not changed; type it without --dry-run to write this into it")
    else:
        typer.echo(f"written into {path}; take it in with `{run}`")


def _show_found(added: Added) -> None:
    """Print what was found: the chosen one first."""
    from rich.table import Table
    from rich.text import Text

    from flows.printing import moment, terminal

    table = Table("", "found", "kind", "entries", "newest", "how", box=None)
    for found in added.discovery.found:
        chosen = "*" if found is added.chosen else ""
        newest = moment(found.newest and found.newest.replace(tzinfo=None))
        table.add_row(chosen, Text(found.url), found.kind, _entries(found), newest, found.how)
    terminal().print(table)
    if len(added.discovery.found) > 1:
        typer.echo("* is taken; for another type `wirecopy sources add` with its address")


def _entries(found: Found) -> str:
    from flows.discovering import MOST_INNER

    if not found.sitemaps:
        return f"{found.entries:,}"
    looked = min(found.sitemaps, MOST_INNER)
    return f"{found.entries:,} in {looked} of {found.sitemaps:,} sitemaps"


def _added_json(added: Added, *, dry: bool) -> dict[str, object]:
    from flows.for_programs import plain, record_json

    return {
        "written": not dry,
        "entry": {key: value for key, value in record_json(added.entry).items() if value},
        "found": plain(added.discovery.found),
        "tried": [{"url": url, "outcome": outcome} for url, outcome in added.discovery.tried],
    }
