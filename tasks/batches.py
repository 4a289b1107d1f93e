"""The steps of a run over whole batches: plain functions, one call deep, known to no scheduler."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import pyarrow as pa

from tasks.clusters.belief import hold_back
from tasks.clusters.choosing import choose_each
from tasks.clusters.copies import copy_groups
from tasks.clusters.stories import story_clusters
from tasks.provenance.attribution import attribute
from tasks.records import Attributed
from tasks.similarity import minhash
from tasks.similarity.bands import keys_to_meet_by
from tasks.similarity.kinship import kinship
from tasks.similarity.meeting import Postings, meet
from tasks.similarity.minhash import fingerprint
from tasks.similarity.salience import SALIENCE_SCHEME, joined, weigh_terms
from tasks.similarity.verify import compare_prints
from tasks.text.words import split_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    import numpy.typing as npt

    from tasks.article.pool import ExtractionPool
    from tasks.clusters.belief import Believed
    from tasks.clusters.choosing import Chosen, Members
    from tasks.clusters.copies import CopyPairs
    from tasks.clusters.stories import StoryPairs
    from tasks.outcomes import Rejected
    from tasks.provenance.agencies import Agencies
    from tasks.records import Article, Input, Report, Tuning
    from tasks.similarity.salience import Terms

T = TypeVar("T")

# How fingerprints, sketches and salient terms were made: what differs cannot be compared.
SCHEME = f"{minhash.SCHEME}/{SALIENCE_SCHEME}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """What articles are met by, one row each; a key of 0 is none.

    signatures: uint32 (n, 128). bands, sketches, terms: uint32 (n, keys).
    present: bool (n,), False for a text without a word. weighed: all terms that `terms` are the
    heaviest of, where they have just been weighed.
    """

    signatures: npt.NDArray[np.uint32]
    bands: npt.NDArray[np.uint32]
    sketches: npt.NDArray[np.uint32]
    terms: npt.NDArray[np.uint32]
    present: npt.NDArray[np.bool_]
    weighed: Terms | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Groundwork:
    """What a worker made of the articles that it made: one attribution each, and their keys."""

    attributed: list[Attributed]
    keys: Keys


def list_batch(sources: Sequence[str], ask: Callable[[], T]) -> T:  # noqa: ARG001 - what is asked
    """Return what the listers of `sources` brought, as `ask` asks them."""
    return ask()


def fetch_batch(urls: Sequence[str], ask: Callable[[], T]) -> T:  # noqa: ARG001 - as above
    """Return what became of `urls`, as `ask` asks for them."""
    return ask()


def extract_batch(
    inputs: Sequence[Input], now: datetime, pool: ExtractionPool
) -> list[Article | Rejected]:
    """Make an article of every input, or say why there is none. One bad page spoils no other."""
    return pool.extract(inputs, now=now)


def attribute_batch(articles: Sequence[Article], agencies: Agencies) -> list[Attributed]:
    """Say of every article who supplied its text, where the text tells."""
    return [_attributed(article, agencies) for article in articles]


def _attributed(article: Article, agencies: Agencies) -> Attributed:
    found = attribute(
        article.title, article.text, article.source, article.authors, agencies=agencies
    )
    return Attributed(
        article=article,
        agency=found.agency,
        strength=int(found.strength),
        is_own=found.is_own,
        proof=found.evidence or None,
    )


def fingerprint_batch(articles: Sequence[Report]) -> Keys:
    """Make the keys that articles are met by."""
    texts = [article.text for article in articles]
    prints = fingerprint(split_words(texts))
    terms = weigh_terms(
        [article.title for article in articles], texts, [article.language for article in articles]
    )
    bands, sketches = keys_to_meet_by(prints)
    return Keys(
        signatures=prints.signatures,
        bands=bands,
        sketches=sketches,
        terms=terms.keys,
        present=prints.present,
        weighed=terms,
    )


def groundwork(articles: Sequence[Article], agencies: Agencies) -> Groundwork:
    """Attribute and fingerprint articles where they were made: in a worker, beside the run."""
    return Groundwork(
        attributed=attribute_batch(articles, agencies), keys=fingerprint_batch(articles)
    )


def joined_keys(parts: Sequence[Keys]) -> Keys:
    """Return the keys of several batches as one, in order; at least one batch."""
    weighed = [part.weighed for part in parts if part.weighed is not None]
    return Keys(
        signatures=np.concatenate([part.signatures for part in parts]),
        bands=np.concatenate([part.bands for part in parts]),
        sketches=np.concatenate([part.sketches for part in parts]),
        terms=np.concatenate([part.terms for part in parts]),
        present=np.concatenate([part.present for part in parts]),
        weighed=joined(weighed) if len(weighed) == len(parts) else None,
    )


def compare_texts_batch(articles: pa.Table, pairs: pa.Table) -> pa.Table:
    """Compare candidate copies on their texts. One row per pair: store.text_pairs', and `alike`.

    articles: article_no (ascending) and text. pairs: left_no and right_no, all among them.
    """
    places: dict[str, int] = {}
    printed = [places.setdefault(text, len(places)) for text in articles["text"].to_pylist()]
    words = split_words(list(places))
    found = compare_prints(words, np.array(printed, np.int64), *positions(articles, pairs))
    return pa.table(
        {
            "left_no": pairs["left_no"],
            "right_no": pairs["right_no"],
            "jaccard": found.jaccard,
            "containment_left": found.containment_left,
            "containment_right": found.containment_right,
            "short_cover": found.short,
            "long_cover": found.long,
            "grade": found.grade,
            "is_copy": found.copy,
            "alike": found.alike,
        }
    )


def worth_keeping(found: pa.Table) -> pa.Table:
    """Return of compared texts those alike, which grouping asks for: rows of store.text_pairs."""
    return found.filter(found["alike"]).drop_columns("alike")


def meet_batch(postings: pa.Table, span: tuple[int, int], window_days: int) -> pa.Table:
    """Return left_no, right_no and days of the reports to compare, the later within the span.

    postings: term_key, bin, article_no, day, in that order; days are null where one is undated.
    """
    met = meet(
        Postings(
            keys=postings["term_key"].to_numpy(),
            bins=postings["bin"].to_numpy(),
            articles=postings["article_no"].to_numpy(),
            days=postings["day"].to_numpy(),
        ),
        *span,
        window=window_days,
    )
    days = pa.array(met.days, pa.float32(), from_pandas=True)
    return pa.table({"left_no": met.left, "right_no": met.right, "days": days})


def weigh_batch(articles: pa.Table) -> Terms:
    """Weigh the terms of articles, in order. articles: title, text, language."""
    return weigh_terms(
        articles["title"].to_pylist(),
        articles["text"].to_pylist(),
        articles["language"].to_pylist(),
    )


def compare_reports_batch(
    terms: Terms, left: npt.NDArray[np.int32], right: npt.NDArray[np.int32], days: pa.ChunkedArray
) -> npt.NDArray[np.float32]:
    """Score candidate reports of one story, 0..1.

    left, right: rows of `terms`. days: between the two, null where a date is missing.
    """
    apart = days.cast(pa.float32()).fill_null(float("nan")).to_numpy()
    return kinship(terms, left, right, np.ascontiguousarray(apart, np.float32)).score


def positions(
    articles: pa.Table, pairs: pa.Table
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Return where the two articles of each pair stand in `articles`."""
    numbers = articles["article_no"].to_numpy()
    left = np.searchsorted(numbers, pairs["left_no"].to_numpy()).astype(np.int32)
    right = np.searchsorted(numbers, pairs["right_no"].to_numpy()).astype(np.int32)
    return left, right


def copies_batch(
    count: int,
    pairs: CopyPairs,
    identical: npt.NDArray[np.int64],
    parted: npt.NDArray[np.int64],
) -> npt.NDArray[np.int64]:
    """Return each article's copy group, named by its first member; articles in lasting order.

    identical: int64 (k, 2), pairs with the very same text; together they connect all such.
    parted: int64 (k, 2), pairs that an editor parted.
    """
    return copy_groups(count, pairs, must=identical, must_not=parted)


def stories_batch(copies: npt.NDArray[np.int64], kin: StoryPairs, tuning: Tuning) -> Believed:
    """Return each article's story; articles in lasting order. copies: their copy groups."""
    stories = story_clusters(len(copies), kin, copies, threshold=tuning.story_threshold)
    return hold_back(stories, copies)


def choose_batch(members: Members) -> Chosen:
    """Choose the canonical article of every group."""
    return choose_each(members)
