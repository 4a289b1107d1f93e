"""The commands about quality: evaluation against labelled news."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.cli_options import AsJson, print_json

FLOORS = Path("tests/gold/floors.json")


def evaluate(
    gold: Annotated[
        list[Path] | None,
        typer.Argument(metavar="GOLD_DIR...", help="Folders with articles.jsonl and labels."),
    ] = None,
    floors: Annotated[
        Path, typer.Option(metavar="FILE", help="The floors to hold the figures against.")
    ] = FLOORS,
    *,
    gate: Annotated[bool, typer.Option("--gate", help="Fail where a floor is broken.")] = False,
    update_floors: Annotated[
        bool, typer.Option("--update-floors", help="Write the figures as the new floors.")
    ] = False,
    allow_lower: Annotated[
        bool, typer.Option("--allow-lower", help="With --update-floors: floors may sink.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Run the pipeline on labelled sets and print how good its copies and stories are."""
    from flows import evaluate as evaluation
    from flows.watch import bars
    from tasks import batches
    from tasks.evaluation.report import as_json as figures_json
    from tasks.evaluation.report import table, verdict_lines

    with bars() as watch:
        sets = evaluation.evaluate(gold or [Path("tests/gold/invented")], batches, watch)
    figures = evaluation.all_figures(sets)
    verdict = evaluation.hold_to_floors(sets, floors) if gate else None
    if as_json:
        print_json(figures_json(figures, verdict))
    else:
        typer.echo(table(figures))
        for one in sets:
            reasons = ", ".join(f"{n} {reason}" for reason, n in one.tally.rejections.items())
            typer.echo(f"{one.name}: {one.tally.inputs} inputs, rejected: {reasons or 'none'}")
        for line in verdict_lines(verdict) if verdict else []:
            typer.echo(line)
    if update_floors:
        evaluation.set_floors(sets, floors, allow_lower=allow_lower)
        typer.echo(f"wrote {floors}")
    if verdict is not None and not verdict.passed:
        raise typer.Exit(1)
