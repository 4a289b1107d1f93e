"""Made copies: real or invented texts cut, padded, misread and moved, so that the truth is known.

    python benchmarks/made_copies.py ARTICLES.jsonl... [--texts 300] [--seed 1]

Prints, for each way of making, how many of the pairs (text, made copy) are called copies, and how
many of those are met as candidates at all; then the same for made non-copies; then how many
stories round-ups weld together. ARTICLES are JSON lines with a field `text`.
"""

# ruff: noqa: S311 - chances are seeded, and nothing here is secret

from __future__ import annotations

import argparse
import json
import random
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from making import (
    SCRIPTS,
    copy_makers,
    cut,
    other_makers,
    paragraphs_of,
    refill,
    with_chrome,
    with_head,
)

from tasks.clusters.copies import CopyPairs, copy_groups
from tasks.similarity.bands import SKETCH_KEYS_SHARED, band_keys, sketch_keys
from tasks.similarity.minhash import fingerprint
from tasks.similarity.verify import compare_texts
from tasks.text.words import split_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from making import Maker
    from numpy.typing import NDArray

LEAST_WORDS = 150
MOST_WORDS = 1500
LEAST_PARAGRAPHS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table: of `pairs` made, the shares met and called copies."""

    name: str
    pairs: int
    met: float
    copies: float


def judge(name: str, pairs: Sequence[tuple[str, str]]) -> Row:
    """Return how many pairs are met by their fingerprints, and called copies when compared."""
    texts = [text for pair in pairs for text in pair]
    words = split_words(texts)
    first = np.arange(0, len(texts), 2, dtype=np.int32)
    found = compare_texts(words, first, first + 1)
    prints = fingerprint(words)
    bands = band_keys(prints.signatures)
    keys, counted = sketch_keys(prints)
    met = (bands[first] == bands[first + 1]).any(axis=1)
    for pair, at in enumerate(first):
        shared = np.intersect1d(keys[at][counted[at]], keys[at + 1][counted[at + 1]])
        met[pair] |= len(shared) >= SKETCH_KEYS_SHARED
    return Row(name=name, pairs=len(pairs), met=float(met.mean()), copies=float(found.copy.mean()))


def made_rows(
    texts: Sequence[str], seed: int, makers: dict[str, Maker], script: str = "latin"
) -> list[Row]:
    """Return a row for each way of making, over all texts."""
    stories = [paragraphs_of(text) for text in texts]
    spell = SCRIPTS[script]
    rows = []
    for name, make in makers.items():
        chance = random.Random(f"{seed} {name}")
        made = [
            make(story, stories[(place + 7) % len(stories)], chance)
            for place, story in enumerate(stories)
        ]
        pairs = [
            (spell("\n".join(story)), spell("\n".join(copy)))
            for story, copy in zip(stories, made, strict=True)
        ]
        rows.append(judge(name, pairs))
    return rows


def templates(texts: Sequence[str], seed: int) -> Row:
    """Return the row of templates: one wording, two sets of figures."""
    chance = random.Random(f"{seed} templates")
    stories = [paragraphs_of(text) for text in texts]
    pairs = [("\n".join(refill(s, chance)), "\n".join(refill(s, chance))) for s in stories]
    return judge("template filled anew", pairs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Welds:
    """Round-ups among stories: how many stories ended in one group with another story."""

    stories: int
    welded: int


def round_ups(texts: Sequence[str], seed: int, *, digests: int = 40, copies: int = 3) -> Welds:
    """Return how many stories are welded by round-ups of two or three whole or cut stories.

    texts: one for each story; each appears `copies` times (whole, cut, on a page with chrome).
    """
    chance = random.Random(f"{seed} round-ups")
    stories = [paragraphs_of(text) for text in texts]
    printed, owner = [], []
    for number, story in enumerate(stories):
        forms = (story, cut(story, 0.6), with_chrome(story, 0.2, chance), with_head(story, story))
        printed += ["\n".join(form) for form in forms[:copies]]
        owner += [number] * len(forms[:copies])
    for _ in range(digests):
        chosen = chance.sample(stories, chance.choice((2, 3)))
        parts = [line for story in chosen for line in cut(story, chance.choice((0.5, 1.0)))]
        printed.append("\n".join(parts))
    words = split_words(printed)
    left, right = np.triu_indices(len(printed), 1)
    ends = left.astype(np.int32), right.astype(np.int32)
    groups = copy_groups(len(printed), CopyPairs.compared(*ends, compare_texts(words, *ends)))
    return Welds(stories=len(stories), welded=_welded(groups[: len(owner)], owner))


def _welded(groups: NDArray[np.int64], owner: Sequence[int]) -> int:
    owners: dict[int, set[int]] = {}
    for group, story in zip(groups.tolist(), owner, strict=True):
        owners.setdefault(group, set()).add(story)
    return len(set().union(*(found for found in owners.values() if len(found) > 1)))


def base_texts(paths: Iterable[Path], count: int, seed: int) -> list[str]:
    """Return up to `count` different texts of fitting length, one for each group of copies."""
    texts: dict[object, str] = {}
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            article = json.loads(line)
            size = len(article["text"].split())
            enough = len(paragraphs_of(article["text"])) >= LEAST_PARAGRAPHS
            if enough and LEAST_WORDS <= size <= MOST_WORDS and not article.get("junk"):
                texts.setdefault(article.get("dup_cluster") or article["text"], article["text"])
    chosen = list(texts.values())
    random.Random(seed).shuffle(chosen)
    return chosen[:count]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("articles", nargs="+", type=Path, metavar="ARTICLES.jsonl")
    parser.add_argument("--texts", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    texts = base_texts(asked.articles, asked.texts, asked.seed)
    print(f"{len(texts)} base texts, seed {asked.seed}")
    for script in SCRIPTS:
        print(f"\n{script}: {'made copy':34} {'met':>6} {'copy':>6}")
        for row in made_rows(texts, asked.seed, copy_makers(), script):
            print(f"{row.name:{len(script) + 36}} {row.met:6.3f} {row.copies:6.3f}")
    print(f"\n{'not a copy':42} {'met':>6} {'copy':>6}")
    for row in [*made_rows(texts, asked.seed, other_makers()), templates(texts, asked.seed)]:
        print(f"{row.name:42} {row.met:6.3f} {row.copies:6.3f}")
    for chosen, copies in ((texts[:200], 3), (texts[200:280], 1)):
        if len(chosen) < 3:  # noqa: PLR2004 - too few for a round-up of three
            continue
        without = round_ups(chosen, asked.seed, digests=0, copies=copies)
        welds = round_ups(chosen, asked.seed, copies=copies)
        print(
            f"\nof {welds.stories} stories, each printed {copies} times, {welds.welded} are in one "
            f"group with another; without the 40 round-ups {without.welded}"
        )


if __name__ == "__main__":
    main()
