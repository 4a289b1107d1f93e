"""Why two reports are kin or not, spelled out for a reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tasks.similarity.kinship import Veto, kinship
from tasks.similarity.salience import Terms, spell_terms, weigh_terms
from tasks.similarity.vectors import NUMBERS, PAIRS, VECTORS, WORDS

if TYPE_CHECKING:
    from tasks.records import Report

# How much of each kind is named.
NAMED = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why two articles are kin or not, for a reader: the score, its shares, and what they share.

    `score` to `veto` as in Kinship. `shared_words`, `shared_pairs` and `shared_numbers` are
    (term, part of that signal, 0..1), largest first.
    """

    score: float
    words: float
    pairs: float
    lead: float
    numbers: float
    protagonists: float
    time: float
    veto: Veto
    shared_words: tuple[tuple[str, float], ...]
    shared_pairs: tuple[tuple[str, float], ...]
    shared_numbers: tuple[tuple[str, float], ...]


def explain(left: Report, right: Report, *, days: float) -> Explanation:
    """Return why `left` and `right` are kin or not; `days` between them, nan where unknown."""
    both = (left, right)
    titles, texts = [one.title for one in both], [one.text for one in both]
    languages = [one.language for one in both]
    terms = weigh_terms(titles, texts, languages)
    one, other = np.zeros(1, np.int32), np.ones(1, np.int32)
    found = kinship(terms, one, other, np.array([days], np.float32))
    spelled = spell_terms(titles, texts, languages)
    return Explanation(
        score=float(found.score[0]),
        words=float(found.words[0]),
        pairs=float(found.pairs[0]),
        lead=float(found.lead[0]),
        numbers=float(found.numbers[0]),
        protagonists=float(found.protagonists[0]),
        time=float(found.time[0]),
        veto=Veto(int(found.veto[0])),
        shared_words=_named(terms, WORDS, spelled),
        shared_pairs=_named(terms, PAIRS, spelled),
        shared_numbers=_named(terms, NUMBERS, spelled),
    )


def _named(
    terms: Terms, vector: int, spelled: dict[int, dict[int, str]]
) -> tuple[tuple[str, float], ...]:
    """Return what articles 0 and 1 share in `vector`, spelled out, with its part of the whole."""
    mine, theirs = (slice(*terms.bounds[row : row + 2]) for row in (vector, VECTORS + vector))
    shared, at_mine, at_theirs = np.intersect1d(
        terms.entries[mine], terms.entries[theirs], return_indices=True
    )
    products = terms.values[mine][at_mine] * terms.values[theirs][at_theirs]
    largest = np.argsort(-products, kind="stable")[:NAMED]
    whole = float(products.sum()) or 1.0
    return tuple(
        (spelled[vector].get(int(shared[at]), "?"), float(products[at]) / whole) for at in largest
    )
