"""What an article is about: its salient terms, weighed against everyday language alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tasks.similarity import vectors
from tasks.similarity.vocabulary import Vocabulary
from tasks.text.terms import NUMBER, Scan, scan_terms, surface
from tasks.text.threads import in_two

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

# Terms an article is met by. Sharing 2 of 24 finds .998 of the true pairs that score at all
# (docs/decisions/0004-stories.md); with 32 and 3 fewer pairs must be scored, and .005 is lost.
KEYS = 24

# Stored with every set of keys; change it with anything that changes a key or a vector.
SCHEME_VERSION = 2
SALIENCE_SCHEME = f"stem-k{KEYS}-v{SCHEME_VERSION}"

# Articles weighed at a time: enough to keep the kernels busy, few enough for 50 MB.
BLOCK = 512

# The language to read a text in when nobody could tell it: the one whose list serves its script.
SCRIPTS = {
    "en": r"[A-Za-z]", "ja": r"[\u3040-\u30ff]", "ko": r"[\u1100-\u11ff\uac00-\ud7af]",
    "zh": r"[\u3400-\u9fff]", "ar": r"[\u0600-\u06ff]", "ru": r"[\u0400-\u04ff]",
    "el": r"[\u0370-\u03ff]", "he": r"[\u0590-\u05ff]", "hi": r"[\u0900-\u097f]",
    "bn": r"[\u0980-\u09ff]", "ta": r"[\u0b80-\u0bff]", "th": r"[\u0e00-\u0e7f]",
    "hy": r"[\u0530-\u058f]", "ka": r"[\u10a0-\u10ff]",
}  # fmt: skip
_SCRIPT = {language: re.compile(letters) for language, letters in SCRIPTS.items()}

# The script of a text shows in its beginning.
_PROBE = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The salient terms of a batch of articles, as arrays.

    `keys`, uint32 (n, KEYS), are the stems an article is met by, heaviest first, 0 for none;
    salted with the language, so that languages never meet. Article i's vector v (WORDS, PAIRS,
    NUMBERS, NAMES, LEAD) is `entries` and `values` from `bounds[5 * i + v]` to
    `bounds[5 * i + v + 1]`, in order of entries. `norms`, float32 (n, 5), are their Euclidean
    lengths, of LEAD the plain sum. `figures`, float32 (n,), is the share of numbers among the
    terms of the text.
    """

    keys: NDArray[np.uint32]
    bounds: NDArray[np.int64]
    entries: NDArray[np.uint32]
    values: NDArray[np.float32]
    norms: NDArray[np.float32]
    figures: NDArray[np.float32]

    def __len__(self) -> int:
        """Return how many articles were weighed."""
        return self.figures.size


def script_language(text: str) -> str:
    """Return the language whose background frequencies suit the script of `text` best."""
    probe = text[:_PROBE]
    counts = {language: len(letters.findall(probe)) for language, letters in _SCRIPT.items()}
    # Japanese is the only one written in two scripts at once; kana decide.
    counts["ja"] += counts["zh"] if counts["ja"] * 10 > counts["zh"] else 0
    return max(counts, key=lambda language: counts[language])


def reading_language(language: str | None, text: str) -> str:
    """Return the two-letter language to read `text` in: the one given, or its script's."""
    return language.lower().replace("_", "-").split("-")[0] if language else script_language(text)


_vocabulary = Vocabulary()


def weigh_terms(
    titles: Sequence[str | None], texts: Sequence[str], languages: Sequence[str | None]
) -> Terms:
    """Return the salient terms of the articles; each row depends on its own article alone.

    Weights are background frequencies (package wordfreq), stems Snowball's: no statistics of the
    set, so that a store of five articles is as good as one of millions and nothing drifts.
    """

    def weigh(part: slice) -> list[Terms]:
        starts = range(part.start, part.stop, BLOCK)
        rows = [slice(at, min(at + BLOCK, part.stop)) for at in starts]
        return [_weigh_block(titles[own], texts[own], languages[own]) for own in rows]

    blocks = [block for part in in_two(len(texts), 2 * BLOCK, weigh) for block in part]
    return joined(blocks) if blocks else _weigh_block([], [], [])


def _weigh_block(
    titles: Sequence[str | None], texts: Sequence[str], languages: Sequence[str | None]
) -> Terms:
    """Return the terms of one block."""
    read_in = [reading_language(a, b) for a, b in zip(languages, texts, strict=True)]
    scan = scan_terms(titles, texts, read_in)
    stems, weights = _vocabulary.look_up(scan, read_in)
    bounds, entries, values, keys = vectors.build_vectors(
        scan.starts, stems, weights, scan.position, scan.kind, scan.stop - scan.start, KEYS
    )
    return Terms(
        keys=keys,
        bounds=bounds,
        entries=entries,
        values=values,
        norms=_norms(bounds, values),
        figures=_figures(scan),
    )


def _norms(bounds: NDArray[np.int64], values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the length of every vector, float32 (n, VECTORS): Euclidean, of LEAD the sum."""
    exact = values.astype(np.float64)
    squares = _spans(exact * exact, bounds).reshape(-1, vectors.VECTORS)
    sums = _spans(exact, bounds).reshape(-1, vectors.VECTORS)
    norms: NDArray[np.float32] = np.sqrt(squares).astype(np.float32)
    norms[:, vectors.LEAD] = sums[:, vectors.LEAD]
    return norms


def _spans(amounts: NDArray[np.float64], bounds: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the sum of `amounts` between each bound and the next."""
    # Not differences of a running sum: those would depend on what else is in the batch.
    padded = np.append(amounts, 0.0)
    sums = np.add.reduceat(padded, bounds[:-1]) if bounds.size > 1 else padded[:0]
    return np.asarray(np.where(bounds[1:] > bounds[:-1], sums, 0.0), np.float64)


def _figures(scan: Scan) -> NDArray[np.float32]:
    """Return the share of numbers among the terms of each text, 0 where it has none."""
    in_text = scan.position >= 0
    terms = _spans(in_text.astype(np.float64), scan.starts)
    numbers = _spans((in_text & (scan.kind == NUMBER)).astype(np.float64), scan.starts)
    shares: NDArray[np.float32] = (numbers / np.maximum(terms, 1)).astype(np.float32)
    return shares


def joined(parts: Sequence[Terms]) -> Terms:
    """Return the terms of several batches as one, in order."""
    offsets = np.cumsum([0, *(part.entries.size for part in parts)])
    bounds = [part.bounds[1:] + at for part, at in zip(parts, offsets[:-1], strict=True)]
    return Terms(
        keys=np.concatenate([part.keys for part in parts]),
        bounds=np.concatenate(([0], *bounds)),
        entries=np.concatenate([part.entries for part in parts]),
        values=np.concatenate([part.values for part in parts]),
        norms=np.concatenate([part.norms for part in parts]),
        figures=np.concatenate([part.figures for part in parts]),
    )


def spell_terms(
    titles: Sequence[str | None], texts: Sequence[str], languages: Sequence[str | None]
) -> dict[int, dict[int, str]]:
    """Return how the entries of a few articles' vectors are spelled: vector -> entry -> text.

    Slow, for showing: a stem is spelled as its first form in the articles.
    """
    read_in = [reading_language(a, b) for a, b in zip(languages, texts, strict=True)]
    scan = scan_terms(titles, texts, read_in)
    stems, weights = _vocabulary.look_up(scan, read_in)
    words: dict[int, str] = {}
    kept = np.flatnonzero(weights > 0)
    for at in kept[::-1]:
        words[int(stems[at])] = surface(scan.block, int(scan.start[at]), int(scan.stop[at]))
    pairs: dict[int, str] = {}
    for reach in range(1, vectors.PAIR_NEXT + 1):
        for first, second in zip(stems[kept], stems[kept][reach:], strict=False):
            text = f"{words[int(first)]} {words[int(second)]}"
            pairs.setdefault(int(vectors.paired(first, second)), text)
    return {vectors.WORDS: words, vectors.PAIRS: pairs, vectors.NUMBERS: words}
