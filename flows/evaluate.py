"""Evaluate: run the shipped pipeline on labelled sets, and hold its figures against floors."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from flows.pipeline import Request, run_pipeline
from storage.published import open_published
from tasks.errors import GoldError
from tasks.evaluation.compare import compare_listed
from tasks.evaluation.gate import judge, macro_digest, raised_floors, read_floors, write_floors
from tasks.evaluation.gold import ARTICLES, read_gold
from tasks.evaluation.measure import MACRO, STORY_SETS, Findings, macro_figures, measure

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from flows.steps import Steps
    from flows.watch import Watch
    from tasks.evaluation.gate import SetFloors, Verdict
    from tasks.evaluation.gold import GoldSet
    from tasks.evaluation.measure import Figure
    from tasks.outcomes import Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluated:
    """One labelled set: what the pipeline made of it, and what became of its inputs."""

    name: str
    digest: str
    tally: Tally
    figures: tuple[Figure, ...]


def evaluate(folders: Sequence[Path], steps: Steps, watch: Watch) -> list[Evaluated]:
    """Run and measure every set.

    Raises:
        GoldError: a set's labels are malformed; nothing was run.
    """
    sets = [(folder, read_gold(folder)) for folder in folders]
    return [_evaluate_set(folder, gold, steps, watch) for folder, gold in sets]


def _evaluate_set(folder: Path, gold: GoldSet, steps: Steps, watch: Watch) -> Evaluated:
    watch.say(f"evaluating {gold.name}")
    with tempfile.TemporaryDirectory(prefix="wirecopy-") as scratch:
        store = Path(scratch) / "store"
        request = Request(sources=(folder / ARTICLES,), store=store)
        summary = run_pipeline(request, steps, watch)
        with open_published(store) as published:
            reports = {one.external_id: one for one in published.reports()}
    found = Findings(
        stories={name: one.story_id for name, one in reports.items()},
        copies={name: one.copy_id for name, one in reports.items()},
        pairs=compare_listed((*gold.copy_pairs, *gold.story_pairs), reports),
    )
    return Evaluated(
        name=gold.name, digest=gold.digest, tally=summary.tally, figures=measure(gold, found)
    )


def all_figures(sets: Iterable[Evaluated]) -> list[Figure]:
    """Return every set's figures, and the macro means over them."""
    figures = [figure for one in sets for figure in one.figures]
    return [*figures, *macro_figures(figures)]


def _digests(sets: Iterable[Evaluated]) -> dict[str, str]:
    digests = {one.name: one.digest for one in sets}
    if digests.keys() >= set(STORY_SETS):
        digests[MACRO] = macro_digest(digests, STORY_SETS)
    return digests


def hold_to_floors(sets: Sequence[Evaluated], floors: Path) -> Verdict:
    """Return whether every floor of the sets that are here holds.

    Raises:
        GoldError: the file of floors is missing or malformed.
    """
    return judge(all_figures(sets), _digests(sets), _read_floors(floors))


def set_floors(sets: Sequence[Evaluated], floors: Path, *, allow_lower: bool) -> None:
    """Write the measured figures as floors; sets that are not here keep theirs.

    Raises:
        LowerFloorError: a floor would sink, and `allow_lower` does not say that it may.
    """
    before = _read_floors(floors) if floors.exists() else {}
    digests = _digests(sets)
    # A macro mean over some of its sets is shown, but is no floor.
    figures = [figure for figure in all_figures(sets) if figure.set_name in digests]
    raised = raised_floors(figures, digests, before, allow_lower=allow_lower)
    floors.write_text(write_floors(raised), encoding="utf-8")


def _read_floors(floors: Path) -> dict[str, SetFloors]:
    try:
        text = floors.read_text(encoding="utf-8")
    except OSError as error:
        raise GoldError(
            f"the floors {floors} cannot be read ({error}); write them with "
            "`wirecopy evaluate GOLD_DIR... --update-floors`"
        ) from error
    return read_floors(text, origin=str(floors))
