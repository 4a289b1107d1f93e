"""The table of targets: what the shipped pipeline reaches on labelled news, and its floors.

    python benchmarks/targets.py [--corpora DIR] [--floors FILE] [--update-floors] [--quick]

Runs the pipeline itself on every labelled set that is present, makes copies with known truth,
shuffles and splits one set into many runs, and times 20,000 articles. `make evaluate` calls it.
Without the corpora the invented set under tests/gold is all there is, and the rest is said to be
skipped. Exit status 1 where a floor is broken; a target that is missed is printed as missed.
"""

# ruff: noqa: S311 - chances are seeded, and nothing here is secret

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from made_copies import base_texts, made_rows, round_ups
from making import SCRIPTS, copy_makers

from flows.evaluate import all_figures, evaluate, hold_to_floors, set_floors
from flows.pipeline import Request, run_pipeline
from flows.watch import Lines, Quiet
from storage.published import open_published
from tasks import batches
from tasks.evaluation.measure import MACRO
from tasks.evaluation.report import table, verdict_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tasks.evaluation.measure import Figure

ROOT = Path(__file__).resolve().parent.parent
INVENTED = ROOT / "tests" / "gold" / "invented"
SETS = (
    "ecbplus",
    "wikinews_sources",
    "fnc1_test",
    "handpicked_events",
    "allsides_dated",
    "helsinki_reprints",
    "reuters21578",
    "semeval2022_t8_sub",
)
SHUFFLES, SPLITS = 5, (1, 5, 50)
MADE_FROM = ("helsinki_reprints", "ecbplus", "fnc1_test", "wikinews_sources")
MADE_TEXTS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One line: a figure, what it should reach, and whether more or less is better."""

    what: str
    measured: float
    wanted: float
    at_most: bool = False

    @property
    def met(self) -> bool:
        """Whether the figure reaches what is wanted, to the last digit shown."""
        return self.measured <= self.wanted if self.at_most else self.measured >= self.wanted

    def line(self) -> str:
        """The target in words."""
        sign = "<=" if self.at_most else ">="
        verdict = "met" if self.met else "MISSED"
        return f"{self.what:62} {self.measured:9.4f} {sign} {self.wanted:<8g} {verdict}"


# (set, measure, wanted, what it is called in the table)
WANTED = (
    (MACRO, "stories.b_cubed_f1", 0.91, "stories, macro B-cubed F1 of four sets"),
    ("ecbplus", "stories.b_cubed_f1", 0.96, "stories, ecbplus alone"),
    ("helsinki_reprints", "copies.b_cubed_f1", 0.995, "copies, helsinki, B-cubed F1"),
    ("helsinki_reprints", "copies.pair_f1", 0.985, "copies, helsinki, all-pairs F1"),
    ("ecbplus", "copy_pairs.direct_f1", 0.98, "copies, labelled pairs, ecbplus"),
    ("wikinews_sources", "copy_pairs.direct_f1", 0.98, "copies, labelled pairs, wikinews"),
    ("fnc1_test", "copy_pairs.direct_f1", 0.98, "copies, labelled pairs, fnc1"),
    ("reuters21578", "background.apart", 0.999, "reuters, background pairs kept apart"),
    ("semeval2022_t8_sub", "story_pairs.f1_mean", 0.82, "semeval, mean F1 over languages"),
    ("semeval2022_t8_sub", "story_pairs.f1_least", 0.75, "semeval, least F1 of a language"),
    ("helsinki_reprints", "grades.judged", 0.95, "relation against helsinki's grades, judged"),
    ("helsinki_reprints", "grades.all", 0.95, "relation against helsinki's grades, all listed"),
)


def of_figures(figures: Iterable[Figure]) -> Iterator[Target]:
    """Yield the targets that the labelled sets speak to."""
    values = {(one.set_name, one.measure): one.value for one in figures}
    for name, measure, wanted, what in WANTED:
        if (name, measure) in values:
            yield Target(what=what, measured=values[name, measure], wanted=wanted)


def of_made_copies(corpora: Path) -> Iterator[Target]:
    """Yield a target for each way of making copies: the least share found in any script."""
    paths = [corpora / name / "articles.jsonl" for name in MADE_FROM]
    texts = base_texts([path for path in paths if path.exists()], MADE_TEXTS, 1)
    shares: dict[str, dict[str, float]] = defaultdict(dict)
    for script in SCRIPTS:
        for row in made_rows(texts, 1, copy_makers(), script):
            shares[row.name][script] = row.copies
    for name, found in shares.items():
        script = min(found, key=lambda one: found[one])
        what = f"made copies, {name} (least: {script})"
        yield Target(what=what, measured=found[script], wanted=0.95)
    trios, singles = round_ups(texts[:200], 1, copies=3), round_ups(texts[200:280], 1, copies=1)
    welded = trios.welded + singles.welded
    yield Target(what="stories of 280 welded by round-ups", measured=welded, wanted=0, at_most=True)


def _partition(store: Path) -> tuple[frozenset[frozenset[str]], frozenset[frozenset[str]]]:
    stories: dict[str, set[str]] = defaultdict(set)
    copies: dict[str, set[str]] = defaultdict(set)
    with open_published(store) as published:
        for one in published.reports():
            stories[one.story_id].add(one.external_id)
            copies[one.copy_id].add(one.external_id)
    return frozenset(map(frozenset, stories.values())), frozenset(map(frozenset, copies.values()))


def _split_run(lines: Sequence[str], parts: int, scratch: Path) -> object:
    store = scratch / "store"
    for part in range(parts):
        file = scratch / f"part{part}.jsonl"
        file.write_text("".join(lines[part::parts]), encoding="utf-8")
        run_pipeline(Request(sources=(file,), store=store), batches, Quiet())
    return _partition(store)


def of_order(corpora: Path) -> Iterator[Target]:
    """Yield how many partitions five shuffles, each split three ways, end in: one is wanted."""
    lines = (corpora / "ecbplus" / "articles.jsonl").read_text("utf-8").splitlines(keepends=True)
    seen = set()
    for shuffle in range(SHUFFLES):
        random.Random(shuffle).shuffle(lines)
        for parts in SPLITS:
            with tempfile.TemporaryDirectory() as scratch:
                seen.add(_split_run(lines, parts, Path(scratch)))
    what = f"partitions of ecbplus in {SHUFFLES} shuffles x {SPLITS} runs"
    yield Target(what=what, measured=len(seen), wanted=1, at_most=True)


def of_cost(corpora: Path) -> Iterator[Target]:
    """Yield articles a second of a whole run over 19,377 articles, in a process of its own."""
    sources = [
        corpora / "seeds",
        corpora / "reuters21578" / "articles.jsonl",
        corpora / "helsinki_reprints" / "articles.jsonl",
    ]
    with tempfile.TemporaryDirectory() as store:
        command = [Path(sys.executable).with_name("wirecopy"), "run", *sources, "--store", store]
        begun = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        seconds = time.perf_counter() - begun
        with open_published(Path(store)) as published:
            articles = published.totals().articles
    what = f"articles a second, whole pipeline at {articles:,}"
    yield Target(what=what, measured=articles / seconds, wanted=1000)


def main() -> int:
    """Print figures, targets and the gate's verdict."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    default = os.environ.get("WIRECOPY_CORPORA", str(ROOT.parent / "shared" / "corpora"))
    parser.add_argument("--corpora", type=Path, default=Path(default))
    parser.add_argument("--floors", type=Path, default=ROOT / "tests" / "gold" / "floors.json")
    parser.add_argument("--update-floors", action="store_true", help="write the figures as floors")
    parser.add_argument("--allow-lower", action="store_true", help="floors may sink")
    parser.add_argument("--quick", action="store_true", help="labelled sets only")
    asked = parser.parse_args()
    present = [asked.corpora / name for name in SETS if (asked.corpora / name).is_dir()]
    sets = evaluate([INVENTED, *present], batches, Lines(lambda line: print(line, file=sys.stderr)))
    figures = all_figures(sets)
    print(table(figures))
    targets = list(of_figures(figures))
    if len(present) == len(SETS) and not asked.quick:
        for part in (of_made_copies, of_order, of_cost):
            targets += part(asked.corpora)
    for name in SETS:
        if asked.corpora / name not in present:
            print(f"skipped {name}: {asked.corpora / name} is not here")
    print(f"\n{'target':62} {'measured':>9}    wanted")
    for target in targets:
        print(target.line())
    if asked.update_floors:
        set_floors(sets, asked.floors, allow_lower=asked.allow_lower)
        print(f"wrote {asked.floors}")
        return 0
    verdict = hold_to_floors(sets, asked.floors)
    print("\n" + "\n".join(verdict_lines(verdict)))
    return 0 if verdict.passed else 1


if __name__ == "__main__":
    sys.exit(main())
