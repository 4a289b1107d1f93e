"""What both sides of a contest share: the texts, the pages, the shingles, and the clock."""

from __future__ import annotations

import statistics
import time
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

REPEATS = 5
SHINGLE_WORDS = 5
# Enough for a steady rate, few enough for the slowest contestant to take seconds.
SIGNED_TEXTS = 1_000


def articles_of(news: str) -> Iterator[tuple[str, str]]:
    """Yield id and text of each line."""
    with Path(news).open("rb") as lines:
        for line in lines:
            article = orjson.loads(line)
            yield article["id"], article["text"]


def texts_of(news: str) -> list[str]:
    """Return the first texts, for contests in memory."""
    return [text for (_, text), _ in zip(articles_of(news), range(SIGNED_TEXTS), strict=False)]


def pages_of(folder: str) -> list[tuple[str, bytes]]:
    """Return name and bytes of every page below a folder, in order."""
    return [(path.name, path.read_bytes()) for path in sorted(Path(folder).rglob("*.html"))]


def shingles_of(text: str) -> set[str]:
    """Return a text's shingles of five words, as peers' own examples make them: by blanks."""
    words = text.split()
    last = max(len(words) - SHINGLE_WORDS + 1, 1)
    return {" ".join(words[at : at + SHINGLE_WORDS]) for at in range(last)}


def median_seconds(work: Callable[[], object], repeats: int = REPEATS) -> float:
    """Return how long `work` takes, the median of several times."""
    taken = []
    for _ in range(repeats):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)
