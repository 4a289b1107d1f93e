"""What a run adds to the reading of its pages: two warm workers alone, and a whole run on the same.

    python benchmarks/around.py PAGES FOLDER

PAGES holds pages, FOLDER is for a store. Prints one line of JSON: seconds by the clock, and what
processor time the run took for itself, beside its workers. The reading alone is timed before and
after the run, and the mean of both taken: other work on the machine slows both. `more_pages` makes
many pages of a few.
"""

from __future__ import annotations

import json
import random
import re
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.pipeline import Request, run_pipeline
from flows.settings import Settings
from flows.watch import Quiet
from tasks import batches
from tasks.article.pool import ExtractionPool
from tasks.records import Input
from tasks.sources import open_source
from tasks.sources.source import in_batches

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

WORKERS = 2
# Pages that are read before the clock starts: every worker has loaded all by then.
WARMING = 8
# Pages in memory at once, some 30 MB.
TOGETHER = 100
# Text of a page, and text that it states for machines: so long, and with neither tags nor escapes.
_TEXT = re.compile(rb"(?<=>)[^<>{}]{60,}(?=<)|(?<=\")[^\"<>{}\\=]{200,}(?=\")")


def more_pages(pages: Sequence[bytes], count: int) -> Iterator[bytes]:
    """Yield `count` pages: the given ones as they are, then again with their words in other orders.

    The markup stays, so that they are as much work to read; the texts are others, so that a store
    does not take them for pages that it has. The same pages make the same.
    """
    for number in range(count):
        page = pages[number % len(pages)]
        yield page if number < len(pages) else _TEXT.sub(_Shuffle(number), page)


class _Shuffle:
    """Puts the words of every text that it is given in another order."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - no secret

    def __call__(self, text: re.Match[bytes]) -> bytes:
        words = text[0].split(b" ")
        self._chance.shuffle(words)
        return b" ".join(words)


def reading_seconds(pages: Path) -> float:
    """Return how long two workers that have begun take for all pages; loading them is not timed."""
    now, waiting = datetime.now(UTC), list[Input]()
    with ExtractionPool(workers=WORKERS) as pool:
        parts = _in_parts(pages)
        pool.extract(next(parts)[:WARMING], now=now)
        begun = time.perf_counter()
        for inputs in _in_parts(pages):
            # The next part is with the workers before the last one is asked for: none ever waits.
            pool.send(inputs, now=now)
            pool.extract(waiting, now=now)
            waiting = inputs
        pool.extract(waiting, now=now)
        return time.perf_counter() - begun


def _in_parts(pages: Path) -> Iterator[list[Input]]:
    found = (page for _, page in open_source(pages).read() if isinstance(page, Input))
    yield from in_batches(found, TOGETHER)


def around(pages: Path, folder: Path) -> dict[str, Any]:
    """Return what a run takes, and what the reading takes that is in it."""
    batches.fingerprint_batch([])
    before = reading_seconds(pages)
    begun, used = time.perf_counter(), time.process_time()
    request = Request(sources=(pages,), store=folder, settings=Settings(workers=WORKERS))
    summary = run_pipeline(request, batches, Quiet())
    taken, own = time.perf_counter() - begun, time.process_time() - used
    after = reading_seconds(pages)
    return {
        "pages": summary.tally.inputs,
        "articles": summary.tally.articles,
        "known": summary.tally.known,
        "reading_seconds": (before + after) / 2,
        "run_seconds": taken,
        "own_processor_seconds": own,
    }


if __name__ == "__main__":
    print(json.dumps(around(Path(sys.argv[1]), Path(sys.argv[2]))))
