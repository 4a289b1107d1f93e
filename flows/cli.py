"""The command line: one short function per command; what is decided is decided elsewhere."""

from __future__ import annotations

import gc
import os
import sys
from datetime import datetime  # noqa: TC003  (typer reads the annotations)
from pathlib import Path  # noqa: TC003  (typer reads the annotations)
from typing import TYPE_CHECKING, Annotated

import typer

from flows import cli_backfill, cli_copies, cli_quality, cli_sources, cli_web, cli_words
from flows.budget import DEFAULT_MEMORY
from flows.cli_options import (
    DEFAULT_STORE,
    AgencyTable,
    AsJson,
    MemoryLimit,
    StoreDir,
    print_json,
)
from tasks.errors import WirecopyError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flows.pipeline import Request
    from flows.publish import Summary

app = typer.Typer(
    name="wirecopy",
    help="Turns the many copies of a wire story into one story with its variants.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

# New objects between two searches for garbage in circles, of which hardly any is made here. At
# Python's 700 a run of ten articles searches 425 times what it loads: .32 s of its 6.
OBJECTS_BETWEEN_SEARCHES = 20_000
# Numpy asks for huge pages, for which a system full of files has to make room first:
# 1 GB then takes 3 s to come, by small pages .6. Six times `wirecopy copies` of 100,000, in turn:
# 6.5 s without huge pages, 7.1 with them. Whoever sets the variable is obeyed.
NO_HUGE_PAGES = ("NUMPY_MADVISE_HUGEPAGE", "0")
# A whole run that says of a source that somebody should look at it. 1 is a message, 2 is typer's.
ALARM_STATUS = 4


@app.command(
    epilog="Examples:  wirecopy run pages/ wire.jsonl   |   wirecopy run archive.parquet --store s"
)
def run(
    sources: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="SOURCE...",
            help="Folders, .jsonl[.gz|.zst], .parquet, .warc[.gz], pages; none: ./wirecopy.toml.",
            show_default=False,
        ),
    ] = None,
    store: StoreDir = DEFAULT_STORE,
    config: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A wirecopy.toml with further sources.")
    ] = None,
    memory_limit: MemoryLimit = DEFAULT_MEMORY,
    agencies: AgencyTable = None,
    *,
    prefect: Annotated[
        bool, typer.Option("--prefect", help="Run as a Prefect flow, without a server if need be.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Take in SOURCEs, find copies and stories, and publish.

    Exit status 4: all of it was done, and a source on the web needs looking at.
    """
    from flows.config import configured
    from flows.pipeline import Request
    from flows.settings import Settings

    settings = Settings(memory_limit=memory_limit, agencies=agencies)
    request = Request(
        sources=tuple(sources or ()),
        store=store,
        settings=settings,
        config=configured(config, none_given=not sources),
    )
    summary = (
        _scheduled(request) if prefect or "PREFECT_API_URL" in os.environ else _direct(request)
    )
    from flows import for_programs, shown

    if as_json:
        print_json(for_programs.summary_json(summary))
    else:
        shown.show_summary(summary, store)
    if summary.web is not None and summary.web.alarms:
        raise typer.Exit(ALARM_STATUS)


def _direct(request: Request) -> Summary:
    """Run the same steps without Prefect, whose import alone costs 1.6 s."""
    from flows.pipeline import run_pipeline
    from flows.watch import bars
    from tasks import batches

    with bars() as watch:
        return run_pipeline(request, batches, watch)


def _scheduled(request: Request) -> Summary:
    from flows.scheduled import run_under_prefect

    return run_under_prefect(request)


@app.command(
    epilog="Examples:  wirecopy stories --limit 5   |   wirecopy stories --since 2026-11-03"
)
def stories(
    store: StoreDir = DEFAULT_STORE,
    since: Annotated[
        datetime | None, typer.Option(help="Only stories with an article of then or later (UTC).")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 20,
    *,
    as_json: AsJson = False,
) -> None:
    """List stories, the most printed first."""
    from flows import for_programs, shown
    from storage.published import open_published

    with open_published(store) as published:
        found = published.stories(since=since, limit=limit)
        totals = published.totals()
    if as_json:
        print_json([for_programs.record_json(story) for story in found])
    else:
        shown.show_stories(found, totals)


@app.command(epilog="Example:  wirecopy story s12")
def story(
    story_id: Annotated[str, typer.Argument(metavar="ID", help="A story's id.")],
    store: StoreDir = DEFAULT_STORE,
    *,
    as_json: AsJson = False,
) -> None:
    """Lay one story open: its canonical article and why, every variant, what changed in each."""
    from flows.shown_story import show_story, story_json
    from storage.published import open_published

    with open_published(store) as published:
        found = published.story(story_id)
        variants = published.variants(found.story_id)
        texts = published.revisions(found.story_id)
    if as_json:
        print_json(story_json(found, variants, texts))
    else:
        show_story(found, variants, texts, asked=story_id)


@app.command(epilog="Example:  wirecopy why a7k2m9qx4 https://example.org/storm")
def why(
    left: Annotated[str, typer.Argument(metavar="A", help="An article's id, own id or url.")],
    right: Annotated[str, typer.Argument(metavar="B", help="Another's.")],
    store: StoreDir = DEFAULT_STORE,
    *,
    as_json: AsJson = False,
) -> None:
    """Say whether two articles are together, on what evidence, or what kept them apart."""
    from flows import for_programs, shown
    from flows.explain import explain_pair
    from storage.published import open_published

    with open_published(store) as published:
        explanation = explain_pair(published, left, right)
    if as_json:
        print_json(for_programs.record_json(explanation))
    else:
        shown.show_explanation(explanation)


@app.command(epilog='Example:  wirecopy sql "SELECT source, count(*) FROM articles GROUP BY ALL"')
def sql(
    query: Annotated[str, typer.Argument(metavar="SELECT", help="What to ask, in DuckDB's SQL.")],
    store: StoreDir = DEFAULT_STORE,
    *,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
    as_json: AsJson = False,
) -> None:
    """Ask the published file in SQL: read-only, with no way to files or the network."""
    from flows import for_programs, shown
    from storage.asking import ask

    answer = ask(store, query)
    if as_csv:
        for_programs.write_csv(answer, sys.stdout)
    elif as_json:
        print_json(for_programs.answer_json(answer))
    else:
        shown.show_answer(answer)


@app.command(epilog="Example:  wirecopy runs --limit 3")
def runs(
    store: StoreDir = DEFAULT_STORE,
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 20,
    *,
    as_json: AsJson = False,
) -> None:
    """List finished runs, the latest first."""
    from flows import for_programs, shown
    from storage.published import open_published

    with open_published(store) as published:
        found = published.runs(limit=limit)
    if as_json:
        print_json([for_programs.record_json(one) for one in found])
    else:
        shown.show_runs(found)


app.command(epilog="Example:  wirecopy evaluate tests/gold/invented --gate")(cli_quality.evaluate)
app.command(epilog='Example:  wirecopy join a7k2m9qx4 a3fw8zt1b --because "same ferry"')(
    cli_words.join
)
app.command(epilog='Example:  wirecopy part a7k2m9qx4 a3fw8zt1b --because "two lakes"')(
    cli_words.part
)
app.command("take-back", epilog="Example:  wirecopy take-back j3")(cli_words.take_back)
app.command(epilog="Example:  wirecopy judgements --json")(cli_words.judgements)
app.command(epilog="Example:  wirecopy recluster --story-threshold 0.2 --yes")(cli_words.recluster)

app.command(epilog="Example:  wirecopy copies news.jsonl --out copies.jsonl")(cli_copies.copies)
app.command(epilog="Example:  wirecopy backfill archive/ --scheduler tcp://10.0.0.5:8786")(
    cli_backfill.backfill
)
app.add_typer(cli_sources.group, name="sources")
app.command(epilog="Example:  wirecopy reextract --dry-run --source courier")(cli_web.reextract)
app.command(epilog="Example:  wirecopy url https://courier.example/storm")(cli_web.url)


@app.command(hidden=True)
def warm() -> None:
    """Compile the numeric kernels once, so that the first run does not pay for it."""
    from flows.warm import warm_up

    typer.echo(f"compiled the numeric kernels in {warm_up():.1f} s")


@app.command()
def version() -> None:
    """Print the version."""
    from flows.settings import program_version

    typer.echo(program_version())


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; an error a user can act on is one message and exit status 1."""
    gc.set_threshold(OBJECTS_BETWEEN_SEARCHES)
    os.environ.setdefault(*NO_HUGE_PAGES)
    try:
        app(args=arguments)
    except WirecopyError as error:
        typer.echo(f"wirecopy: {error}", err=True)
        raise SystemExit(1) from None
