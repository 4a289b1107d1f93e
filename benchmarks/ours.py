"""Wirecopy in the contests: the shipped steps, timed. Each ends with one line of JSON.

python benchmarks/ours.py signatures NEWS
python benchmarks/ours.py copies NEWS FOLDER      read, find copies, write FOLDER/groups.jsonl
python benchmarks/ours.py copies_bare NEWS FOLDER as peers do it: nothing but finding copies
python benchmarks/ours.py extract PAGES
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from contest import articles_of as texts_with_ids
from contest import median_seconds, pages_of, texts_of

from tasks import batches
from tasks.batches import Keys
from tasks.records import Attributed, Input

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from flows.newsroom import Newsroom
    from tasks.article.pool import ExtractionPool
    from tasks.clusters.copies import CopyPairs
    from tasks.outcomes import Rejected
    from tasks.provenance.agencies import Agencies
    from tasks.records import Article


# Texts met at a time, as flows.settings has it.
SPAN = 5000


def signatures(news: str) -> dict[str, Any]:
    """Articles a second, from text to signature and sketch, as the pipeline makes them."""
    from tasks.similarity.minhash import fingerprint
    from tasks.text.words import split_words

    texts = texts_of(news)
    fingerprint(split_words(texts[:10]))
    seconds = median_seconds(lambda: fingerprint(split_words(texts)))
    return {"wirecopy, with sketch": len(texts) / seconds}


@dataclass(slots=True)
class CopiesOnly:
    """The pipeline's steps without what only stories need: salient terms, suppliers."""

    external_ids: list[str] = field(default_factory=list)
    SCHEME: str = batches.SCHEME

    def extract_batch(
        self, inputs: Sequence[Input], now: datetime, pool: ExtractionPool
    ) -> list[Article | Rejected]:
        """Make articles, as the pipeline does."""
        return batches.extract_batch(inputs, now, pool)

    def attribute_batch(self, articles: Sequence[Article], _: Agencies) -> list[Attributed]:
        """Say nothing of suppliers; remember the order in which articles are numbered."""
        self.external_ids += [article.external_id for article in articles]
        return [Attributed(article=article) for article in articles]

    def fingerprint_batch(self, articles: Sequence[Article]) -> Keys:
        """Make the keys that copies are met by."""
        return self.fingerprint_of([article.text for article in articles])

    def fingerprint_of(self, texts: Sequence[str]) -> Keys:
        """Make the keys of texts."""
        from tasks.similarity.bands import band_keys, sketch_keys
        from tasks.similarity.minhash import fingerprint
        from tasks.text.words import split_words

        prints = fingerprint(split_words(texts))
        sketches, used = sketch_keys(prints)
        return Keys(
            signatures=prints.signatures,
            bands=np.where(prints.present[:, None], band_keys(prints.signatures), np.uint32(0)),
            sketches=np.where(used & prints.present[:, None], sketches, np.uint32(0)),
            terms=np.zeros((len(texts), 1), np.uint32),
            present=prints.present,
        )


def copies(news: str, folder: str) -> dict[str, Any]:
    """Find the copies in a file of news with the pipeline's steps, and write who is with whom."""
    from flows.ingest import ingest
    from flows.newsroom import enter
    from flows.settings import Settings
    from flows.watch import Quiet
    from storage import open_store
    from tasks.clusters.copies import copy_groups
    from tasks.sources import open_source

    steps = CopiesOnly()
    with open_store(Path(folder) / "store") as store:
        room = enter(store, steps, Settings(), Quiet())  # type: ignore[arg-type]  # copies only
        ingest(room, [open_source(Path(news))])
        groups = copy_groups(len(steps.external_ids), _verified(room))
    _write(folder, steps.external_ids, groups)
    return {"groups": len(set(groups.tolist()))}


def _verified(room: Newsroom) -> CopyPairs:
    """Return every pair of candidates with the verdict on its texts, by places from 0."""
    from flows.cluster import STEP_TEXTS
    from tasks.clusters.copies import WEAK_SHORT

    store, settings = room.store, room.settings
    last = store.articles.last_no()
    store.candidates.prepare(first=1, window_days=1, copy_cap=settings.copy_cap, story_cap=1)
    parts = []
    for low in range(1, last + 1, settings.span):
        candidates = store.candidates.copies(low, min(low + settings.span - 1, last))
        for start in range(0, candidates.num_rows, STEP_TEXTS):
            pairs = candidates.slice(start, STEP_TEXTS)
            found = batches.compare_texts_batch(room.store.articles.of_pairs(pairs), pairs)
            parts.append(found.filter(found["short_cover"].to_numpy() >= WEAK_SHORT))
    return _copy_pairs([part.to_pydict() for part in parts])


def _copy_pairs(parts: Sequence[dict[str, Any]]) -> CopyPairs:
    from tasks.clusters.copies import CopyPairs
    from tasks.similarity.verify import Grade

    def column(name: str, kind: type) -> npt.NDArray[Any]:
        return np.concatenate([np.array(part[name], kind) for part in parts])

    return CopyPairs(
        left=column("left_no", np.int32) - np.int32(1),
        right=column("right_no", np.int32) - np.int32(1),
        short=column("short_cover", np.float32),
        long=column("long_cover", np.float32),
        copy=column("is_copy", np.bool_),
        identical=column("grade", np.uint8) == Grade.IDENTICAL,
    )


def copies_bare(news: str, folder: str) -> dict[str, Any]:
    """Find the copies as the peers do: texts as they are, no articles, no store, in memory."""
    import duckdb
    import pyarrow as pa

    from storage.articles import Articles
    from storage.candidates import Candidates
    from storage.migrations import migrate
    from storage.statements import Statements
    from tasks.clusters.copies import copy_groups

    ids, texts = zip(*texts_with_ids(news), strict=True)
    numbers = np.arange(1, len(ids) + 1, dtype=np.int32)
    statements = Statements(duckdb.connect(config={"threads": 2}))
    migrate(statements._db)  # noqa: SLF001 - a store has a file, and this contest has none
    articles, steps = Articles(statements), CopiesOnly()
    for low in range(0, len(ids), SPAN):
        keys = steps.fingerprint_of(texts[low : low + SPAN])
        articles.add_keys("insert_bands", "band_key", numbers[low : low + SPAN], keys.bands)
        articles.add_keys("insert_sketches", "sketch_key", numbers[low : low + SPAN], keys.sketches)
    candidates = Candidates(statements)
    candidates.prepare(first=1, window_days=1, copy_cap=2000, story_cap=1)
    parts = []
    for low in range(1, len(ids) + 1, SPAN):
        pairs = candidates.copies(low, min(low + SPAN - 1, len(ids)))
        both = np.unique([pairs["left_no"].to_numpy(), pairs["right_no"].to_numpy()])
        own = pa.table({"article_no": both, "text": [texts[number - 1] for number in both]})
        parts.append(batches.compare_texts_batch(own, pairs).to_pydict())
    groups = copy_groups(len(ids), _copy_pairs(parts))
    _write(folder, ids, groups)
    return {"groups": len(set(groups.tolist()))}


def _write(folder: str, ids: Sequence[str], groups: npt.NDArray[np.int64]) -> None:
    with (Path(folder) / "groups.jsonl").open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(one) + "\n" for one in zip(ids, groups.tolist(), strict=True))


def extract(folder: str) -> dict[str, Any]:
    """Pages a second with one and with two workers, started and warm."""
    from tasks.article.pool import ExtractionPool

    now = datetime(2026, 11, 3, tzinfo=UTC)
    inputs = [
        Input(name=name, place=at, body=body) for at, (name, body) in enumerate(pages_of(folder), 1)
    ]
    rates = {}
    for workers in (1, 2):
        with ExtractionPool(workers=workers) as pool:
            pool.extract(inputs[: 4 * workers], now=now)
            seconds = median_seconds(partial(pool.extract, inputs, now=now), repeats=3)
        rates[f"wirecopy, {workers} worker{'s' * (workers > 1)}"] = len(inputs) / seconds
    return rates


if __name__ == "__main__":
    contests: dict[str, Callable[..., dict[str, Any]]] = {
        "signatures": signatures,
        "copies": copies,
        "copies_bare": copies_bare,
        "extract": extract,
    }
    print(json.dumps(contests[sys.argv[1]](*sys.argv[2:])))
