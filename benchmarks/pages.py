"""How well real pages are read, beside trafilatura's defaults, against hand-written parsers.

    python -m benchmarks.pages [--corpora DIR] [--misses PART] [--speed]

Reads every labelled page of html_fundus twice in one run: as `wirecopy run` would, in worker
processes, and by `trafilatura.bare_extraction` as it comes. Exit status 1 where a target is missed.
`--misses title` lists what was found and what was wanted where they differ. `--speed` says instead
how much faster two workers read than one, and what a whole run adds to the reading; on a machine
that does nothing else.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tasks.article.dates import parse_published
from tasks.article.pool import ExtractionPool
from tasks.outcomes import Rejected
from tasks.records import Input

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tasks.records import Article

ROOT = Path(__file__).resolve().parent.parent
# The labels were taken up to 2026; a moment after all of them, so that none lies ahead.
NOW = datetime(2026, 11, 21, tzinfo=UTC)
# Below this the labelled text is not the page's: its makers changed it, or a script writes it.
LEAST_MATCH = 0.9
MINUTE_S, DAY_S = 60, 86_400
PARTS = ("text", "title", "day", "minute", "authors")
# What is asked for beside being better than trafilatura's defaults.
TARGETS = {"text": 0.94, "title": 0.95, "day": 0.95}
# How often all pages are read to measure how fast that is; what is asked of two workers beside one,
# and of a run's own processor time beside its readers'.
REPEATS, RATIO, AROUND = 3, 1.8, 0.10
_UNSPACED = re.compile("[\u3040-\u30ff\u4e00-\u9fff]{9}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """One page and what its hand-written parser says of it."""

    name: str
    url: str
    body: bytes
    text: str
    title: str | None
    authors: tuple[str, ...]
    published: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What a reader made of a page; nothing where it found no story."""

    text: str = ""
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: datetime | None = None


def labelled_pages(corpora: Path) -> list[Labelled]:
    """Return the pages whose labels are of the page as it was kept."""
    folder = corpora / "html_fundus"
    with (folder / "gold.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [
        Labelled(
            name=row["file"],
            url=row["url"],
            body=gzip.decompress((folder / row["file"]).read_bytes()),
            text=row["text"],
            title=row["title"],
            authors=tuple(row["authors"] or ()),
            published=_moment(row["publishing_date"]),
        )
        for row in rows
        if row["paragraph_match"] >= LEAST_MATCH and row["text"]
    ]


def _moment(written: str | None) -> datetime | None:
    moment = datetime.fromisoformat(written) if written else None
    return moment.replace(tzinfo=moment.tzinfo or UTC) if moment else None


def read_by_us(pages: Sequence[Labelled], workers: int = 2) -> list[Read]:
    """Read pages as a run does."""
    with ExtractionPool(workers=workers) as pool:
        return [_read(found) for found in pool.extract(_inputs(pages), now=NOW)]


def _inputs(pages: Sequence[Labelled]) -> list[Input]:
    return [
        Input(name=page.name, place=place, url=page.url, body=page.body)
        for place, page in enumerate(pages, start=1)
    ]


def _read(found: Article | Rejected) -> Read:
    if isinstance(found, Rejected):
        return Read()
    return Read(
        text=found.text, title=found.title, authors=found.authors, published=found.published_at
    )


def read_by_default(pages: Sequence[Labelled]) -> list[Read]:
    """Read pages by trafilatura as it comes: nothing set but that its metadata are wanted."""
    from trafilatura import bare_extraction

    reads = []
    for page in pages:
        found = bare_extraction(page.body, url=page.url, with_metadata=True)
        if found is None:
            reads.append(Read())
            continue
        names = tuple(name.strip() for name in (found.author or "").split(";") if name.strip())
        published = parse_published(found.date or "", now=NOW)
        reads.append(
            Read(text=found.text or "", title=found.title, authors=names, published=published)
        )
    return reads


def scores(wanted: Labelled, found: Read) -> dict[str, float]:
    """Return, 0 to 1, how well each part that the labels have was read."""
    each = {"text": f1(four_grams(bare(found.text)), four_grams(bare(wanted.text)))}
    if wanted.title:
        each["title"] = float(bare(found.title) == bare(wanted.title))
    if wanted.published:
        apart = float("inf")
        if found.published:
            apart = abs((found.published - wanted.published).total_seconds())
        each |= {"day": float(apart < DAY_S), "minute": float(apart <= MINUTE_S)}
    if wanted.authors:
        each["authors"] = f1(names_of(found.authors), names_of(wanted.authors))
    return each


def four_grams(text: str) -> Counter[tuple[str, ...]]:
    """Return runs of four words with how often each stands there; of letters, in Han and Kana."""
    words = re.findall(r"\w", text) if _UNSPACED.search(text) else text.split()
    return Counter(zip(*(words[start:] for start in range(4)), strict=False))


def names_of(authors: Sequence[str]) -> Counter[str]:
    """Return the authors, each once, without what spelling alone tells apart."""
    return Counter({bare(name) for name in authors})


def f1(found: Counter[Any], wanted: Counter[Any]) -> float:
    """Return the harmonic mean of precision and recall of what was found."""
    return 2 * (found & wanted).total() / ((found.total() + wanted.total()) or 1)


def bare(text: str | None) -> str:
    """Return the letters and digits of a text in small letters, single spaces between."""
    return re.sub(r"\W+", " ", text or "").casefold().strip()


def means(pages: Sequence[Labelled], reads: Sequence[Read]) -> dict[str, float]:
    """Return each part's mean over the pages that have a label of it."""
    each = [scores(page, read) for page, read in zip(pages, reads, strict=True)]
    return {
        part: sum(found) / len(found)
        for part in PARTS
        if (found := [one[part] for one in each if part in one])
    }


def misses(pages: Sequence[Labelled], reads: Sequence[Read], part: str) -> None:
    """Print where a part was not read as labelled: the page, what was found, what was wanted."""
    for page, read in zip(pages, reads, strict=True):
        score = scores(page, read).get(part, 1.0)
        if score < 1:
            found, wanted = _shown(read, part), _shown(page, part)
            print(f"{score:.3f} {page.name}\n  found  {found}\n  wanted {wanted}")


def _shown(one: Read | Labelled, part: str) -> str:
    if part == "text":
        return f"{len(one.text):,} characters, {one.text[:100]!r}"
    return str({"title": one.title, "authors": one.authors}.get(part, one.published))


def verdict(ours: Mapping[str, float], theirs: Mapping[str, float]) -> list[str]:
    """Return a line for each part: both figures, the target, and whether it is met."""
    lines = [f"{'part':10} {'wirecopy':>9} {'defaults':>9}   target"]
    for part in ours:
        target = TARGETS.get(part, 0.0)
        met = ours[part] >= target and ours[part] > theirs[part]
        wanted = f">= {target:.2f} and better" if target else "better"
        line = f"{part:10} {ours[part]:9.4f} {theirs[part]:9.4f}   {wanted:20}"
        lines.append(f"{line} {'met' if met else 'MISSED'}")
    return lines


def speed(pages: Sequence[Labelled]) -> list[str]:
    """Return how much faster two workers read than one, and what a run adds, in processor time."""
    seconds = {workers: _reading_seconds(pages, workers) for workers in (1, 2)}
    ratio = seconds[1] / seconds[2]
    ours, readers = _run_seconds(pages)
    rates = ", ".join(
        f"{workers} at work: {REPEATS * len(pages) / took:,.1f} pages a second"
        for workers, took in seconds.items()
    )
    return [
        rates,
        f"two to one: {ratio:.2f} (>= {RATIO}: {'met' if ratio >= RATIO else 'MISSED'})",
        f"a run's own processor time beside its readers': {ours:.1f} s and {readers:.1f} s",
        f"{ours / readers:.3f} (<= {AROUND}: {'met' if ours <= AROUND * readers else 'MISSED'})",
    ]


def _reading_seconds(pages: Sequence[Labelled], workers: int) -> float:
    """Return how long so many workers take for all pages, once they have begun."""
    inputs = _inputs(pages)
    with ExtractionPool(workers=workers) as pool:
        pool.extract(inputs[: 2 * workers], now=NOW)
        begun = time.perf_counter()
        pool.extract(inputs * REPEATS, now=NOW)
        return time.perf_counter() - begun


def _run_seconds(pages: Sequence[Labelled]) -> tuple[float, float]:
    """Return the processor time of a run on all pages: its own, and that of its readers."""
    from flows.pipeline import Request, run_pipeline
    from flows.watch import Quiet
    from tasks import batches

    took = []
    # The first run loads and compiles what the second one is measured with.
    for part in (pages[:8], pages):
        with tempfile.TemporaryDirectory() as folder:
            sources = Path(folder) / "pages"
            sources.mkdir()
            for number, page in enumerate(part):
                (sources / f"{number}.html").write_bytes(page.body)
            began = time.process_time(), _readers_seconds()
            run_pipeline(
                Request(sources=(sources,), store=Path(folder) / "store"), batches, Quiet()
            )
            took = [time.process_time() - began[0], _readers_seconds() - began[1]]
    return took[0], took[1]


def _readers_seconds() -> float:
    """Return the processor time of our children and of theirs that have ended.

    Workers are children of the process that they are forked from: Linux says what those took.
    """
    ticks = 0
    for thread in Path("/proc/self/task").iterdir():
        for child in (thread / "children").read_text(encoding="ascii").split():
            # Behind the name, which may hold blanks: utime, stime, cutime, cstime (proc(5)).
            fields = Path(f"/proc/{child}/stat").read_text(encoding="ascii").rpartition(") ")[2]
            ticks += sum(map(int, fields.split()[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def main() -> int:
    """Read, compare, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    default = os.environ.get("WIRECOPY_CORPORA", str(ROOT.parent / "shared" / "corpora"))
    parser.add_argument("--corpora", type=Path, default=Path(default))
    parser.add_argument("--misses", choices=PARTS, help="list where this part was misread")
    parser.add_argument("--speed", action="store_true", help="measure how fast pages are read")
    asked = parser.parse_args()
    pages = labelled_pages(asked.corpora)
    if asked.speed:
        print("\n".join(speed(pages)))
        return 0
    reads = read_by_us(pages)
    if asked.misses:
        misses(pages, reads, asked.misses)
        return 0
    lines = verdict(means(pages, reads), means(pages, read_by_default(pages)))
    print("\n".join([f"{len(pages)} labelled pages", *lines]))
    return int(any(line.endswith("MISSED") for line in lines))


if __name__ == "__main__":
    sys.exit(main())
