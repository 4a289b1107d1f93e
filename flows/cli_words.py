"""The commands by which people overrule or retune the machine: join, part, take-back, recluster."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path  # noqa: TC003  (typer reads the annotations)
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli_options import DEFAULT_STORE, AsJson, StoreDir
from tasks.errors import WirecopyError

if TYPE_CHECKING:
    from flows.publish import Summary
    from flows.recluster import Changes
    from flows.settings import Settings
    from flows.steps import Steps
    from flows.watch import Watch
    from tasks.records import Tuning

Because = Annotated[str, typer.Option("--because", metavar="WHY", help="The reason; it is kept.")]
Left = Annotated[str, typer.Argument(metavar="A", help="An article's id, own id or url.")]
Right = Annotated[str, typer.Argument(metavar="B", help="Another's.")]


class UnsaidError(WirecopyError):
    """A word that cannot be taken as it was given."""


def join(left: Left, right: Right, because: Because, store: StoreDir = DEFAULT_STORE) -> None:
    """Put two articles into one story, whatever their texts say, until it is taken back."""
    _judge("join", (left, right), because, store)


def part(left: Left, right: Right, because: Because, store: StoreDir = DEFAULT_STORE) -> None:
    """Keep two articles in two stories, whatever their texts say, until it is taken back."""
    _judge("part", (left, right), because, store)


def take_back(
    judgement: Annotated[str, typer.Argument(metavar="ID", help="A judgement's id, like j3.")],
    store: StoreDir = DEFAULT_STORE,
) -> None:
    """Take a join or a part back; it stays in the list as history."""
    from flows import judge, shown
    from flows.watch import bars

    number = judgement.removeprefix("j")
    if not number.isdigit():
        raise UnsaidError(
            f"{judgement!r} is no judgement's id; `wirecopy judgements` lists them, like j3"
        )
    with bars() as watch:
        summary = judge.take_back(store, int(number), _desk(watch))
    shown.show_summary(summary, store)


def judgements(store: StoreDir = DEFAULT_STORE, *, as_json: AsJson = False) -> None:
    """List what people said of pairs of articles, the latest first."""
    from flows import for_programs, shown
    from storage.published import open_published

    with open_published(store) as published:
        found = published.judgements()
    if as_json:
        typer.echo(json.dumps([for_programs.record_json(one) for one in found], indent=2))
    else:
        shown.show_judgements(found)


def recluster(
    store: StoreDir = DEFAULT_STORE,
    story_threshold: Annotated[
        float | None, typer.Option(min=0.01, max=1.0, help="Mean kinship that makes one story.")
    ] = None,
    window_days: Annotated[
        int | None, typer.Option(min=1, help="Dated articles further apart are not compared.")
    ] = None,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Switch without asking.")] = False,
    as_json: AsJson = False,
) -> None:
    """Make all stories anew beside the old ones, show what would change, and switch."""
    from flows import for_programs, shown
    from flows.recluster import recluster as rebuild
    from flows.watch import bars

    def retune(before: Tuning) -> Tuning:
        return replace(
            before,
            story_threshold=before.story_threshold if story_threshold is None else story_threshold,
            window_days=before.window_days if window_days is None else window_days,
        )

    def agree(changes: Changes) -> bool:
        if not as_json:
            shown.show_changes(changes)
        return yes or (sys.stdin.isatty() and typer.confirm("Switch to these stories?"))

    with bars() as watch:
        changes, switched = rebuild(store, _desk(watch), retune, agree)
    if as_json:
        typer.echo(
            json.dumps({**for_programs.record_json(changes), "switched": switched}, indent=2)
        )
    elif switched:
        typer.echo(f"switched; {store / 'stories.duckdb'} is published")
    else:
        typer.echo("nothing was changed; add --yes to switch")


def _judge(kind: str, pair: tuple[str, str], because: str, store: Path) -> None:
    from flows import judge, shown
    from flows.watch import bars

    if not because.strip():
        raise UnsaidError('a judgement needs its reason; add --because "..."')
    with bars() as watch:
        summary: Summary = judge.judge(store, (kind, *pair, because.strip()), _desk(watch))
    shown.show_summary(summary, store)


def _desk(watch: Watch) -> tuple[Steps, Settings, Watch]:
    from flows.settings import Settings
    from tasks import batches

    return batches, Settings(), watch
