"""Made news with known truth: wire stories, their takes, prints and rewrites, day after day.

    python benchmarks/generate.py 100k news.jsonl [--seed 1] [--per-day 5000] [--languages en,de]

Writes JSON lines: id, title, text, source, published, lang, and the truth: `cluster` is the story,
`dup_cluster` the text that the article carries, whole or cut. The same seed, density and languages
give the same lines, and fewer lines are the beginning of more. Memory is that of three days.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import orjson
from lexicon import lexicon
from wire import DAY, SPREAD_DAYS, Print, day_of_news

if TYPE_CHECKING:
    from collections.abc import Iterator

FIRST_DAY = datetime(2026, 1, 1, tzinfo=UTC)
# What a large aggregator of one country's outlets takes in on a day.
PER_DAY = 5_000
MULTIPLES = {"k": 1_000, "M": 1_000_000}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which news: the same record gives the same articles."""

    seed: int = 1
    per_day: int = PER_DAY
    languages: tuple[str, ...] = ("en",)


def articles(wanted: Wanted) -> Iterator[dict[str, str]]:
    """Yield articles without end, day by day, in the order of their publication."""
    for day in count():
        printed = sorted(_of_day(wanted, day), key=lambda made: made[0])
        for number, (moment, language, made) in enumerate(printed):
            yield {
                "id": f"g{day}-{number}",
                "title": made.title,
                "text": "\n\n".join(made.paragraphs),
                "source": made.outlet,
                "published": (FIRST_DAY + timedelta(seconds=int(moment))).isoformat(),
                "lang": language,
                "cluster": made.story,
                "dup_cluster": made.text,
            }


def _of_day(wanted: Wanted, day: int) -> Iterator[tuple[float, str, Print]]:
    """Yield what is printed on a day, of stories that began on it or shortly before."""
    for language in wanted.languages:
        share = wanted.per_day // len(wanted.languages)
        for began in range(max(day - SPREAD_DAYS + 1, 0), day + 1):
            for made in _begun(language, wanted.seed, began, share):
                moment = began * DAY + made.moment
                if moment // DAY == day:
                    yield moment, language, made


@lru_cache(maxsize=8 * SPREAD_DAYS)
def _begun(language: str, seed: int, day: int, share: int) -> list[Print]:
    return day_of_news(lexicon(language), seed, day, share)


def write_news(wanted: Wanted, size: int, out: BinaryIO) -> None:
    """Write the first `size` articles as JSON lines."""
    out.writelines(orjson.dumps(one) + b"\n" for one in islice(articles(wanted), size))


def size_of(spelled: str) -> int:
    """Return the number in "500", "10k" or "1M"."""
    multiple = MULTIPLES.get(spelled[-1:], 1)
    return int(float(spelled.rstrip("kM")) * multiple)


def main() -> None:
    """Read the command line and write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("size", type=size_of, help="how many articles: 500, 10k, 1M")
    parser.add_argument("out", help="a file, or - for standard output")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--per-day", type=int, default=PER_DAY)
    parser.add_argument("--languages", default="en")
    given = parser.parse_args()
    wanted = Wanted(
        seed=given.seed, per_day=given.per_day, languages=tuple(given.languages.split(","))
    )
    if given.out == "-":
        write_news(wanted, given.size, sys.stdout.buffer)
        return
    with Path(given.out).open("wb") as out:
        write_news(wanted, given.size, out)


if __name__ == "__main__":
    main()
