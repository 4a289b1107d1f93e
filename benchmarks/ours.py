"""Wirecopy in the contests: the shipped steps, timed. Each ends with one line of JSON.

python benchmarks/ours.py signatures NEWS
python benchmarks/ours.py copies NEWS FOLDER      read, find copies, write FOLDER/groups.jsonl
python benchmarks/ours.py extract PAGES
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from contest import median_seconds, pages_of, texts_of

from tasks import batches
from tasks.batches import Keys
from tasks.records import Attributed, Input

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt
    import pyarrow as pa

    from flows.newsroom import Newsroom
    from tasks.article.pool import ExtractionPool
    from tasks.clusters.copies import CopyPairs
    from tasks.outcomes import Rejected
    from tasks.provenance.agencies import Agencies
    from tasks.records import Article


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
        from tasks.similarity.bands import keys_to_meet_by
        from tasks.similarity.minhash import fingerprint
        from tasks.text.words import split_words

        prints = fingerprint(split_words([article.text for article in articles]))
        bands, sketches = keys_to_meet_by(prints)
        return Keys(
            signatures=prints.signatures,
            bands=bands,
            sketches=sketches,
            terms=np.zeros((len(articles), 1), np.uint32),
            present=prints.present,
        )

    def compare_texts_batch(self, articles: pa.Table, pairs: pa.Table) -> pa.Table:
        """Verify candidates, as the pipeline does."""
        return batches.compare_texts_batch(articles, pairs)


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
    from flows.cluster import compare_texts
    from flows.region import by_number

    copy_cap = room.settings.copy_cap
    room.store.candidates.prepare(first=1, window_days=1, copy_cap=copy_cap, story_cap=1)
    found = by_number(compare_texts(room, 1, room.store.articles.last_no()))
    return replace(found, left=found.left - np.int32(1), right=found.right - np.int32(1))


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
        "extract": extract,
    }
    print(json.dumps(contests[sys.argv[1]](*sys.argv[2:])))
