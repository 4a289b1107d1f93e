"""Words of made news: a language's own, as often as it has them, and names nobody bears."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import wordfreq

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Tokens = NDArray[np.object_]

VOCABULARY = 30_000
# Words below this rank are what a desk's stories are about, not how they are told.
FIRST_TOPICAL = 2_500
DESKS = 12
TOPICAL_WORDS = 400
# Drawing by a table of this many equal chances is ten times as fast as by a search.
CHANCES = 1 << 20
# What names are drawn from; a place turns up in many stories, a surname in few.
PLACES, SURNAMES, FIRST_NAMES, FIRMS = 2_500, 8_000, 300, 3_000
SYLLABLES = (
    "an", "bar", "bel", "bra", "cal", "dor", "dun", "el", "fen", "gar", "gul", "hal", "hask",
    "in", "jor", "kel", "kor", "lan", "lun", "mar", "mer", "mov", "nar", "nir", "os", "ost",
    "pel", "por", "quen", "ram", "ros", "rud", "sal", "sel", "stam", "tor", "tul", "ulv",
    "val", "ven", "vex", "wim", "wol", "zan", "zel",
)  # fmt: skip
FIRM_KINDS = ("Steel", "Energy", "Bank", "Motors", "Rail", "Foods", "Institute", "Union", "Group")
PLAIN, FIRST, COMMA, LAST = 0, 1, 2, 3
FORMS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """What one language's news is made of.

    forms: FORMS * len(words) strings: the words plain, capitalised, before a comma, before a
    full stop. draw: int32, word numbers, each as often as the language uses it.
    topical: for each desk the words its stories are about.
    """

    language: str
    words: int
    forms: Tokens
    draw: NDArray[np.int32]
    topical: tuple[tuple[str, ...], ...]
    places: tuple[str, ...]
    surnames: tuple[str, ...]
    first_names: tuple[str, ...]
    firms: tuple[str, ...]


@cache
def lexicon(language: str) -> Lexicon:
    """Return a language's lexicon: the same in every process. Takes about a second."""
    words = [word for word in wordfreq.top_n_list(language, 2 * VOCABULARY) if word.isalpha()][
        :VOCABULARY
    ]
    shares = np.array([wordfreq.word_frequency(word, language) for word in words])
    steps = np.cumsum(shares) / shares.sum()
    draw = np.searchsorted(steps, (np.arange(CHANCES) + 0.5) / CHANCES)
    chance = random.Random(f"lexicon {language}")  # noqa: S311 - seeded, not secret
    rare = words[FIRST_TOPICAL:]
    return Lexicon(
        language=language,
        words=len(words),
        forms=forms_of(words),
        draw=np.minimum(draw, len(words) - 1).astype(np.int32),
        topical=tuple(tuple(chance.sample(rare, TOPICAL_WORDS)) for _ in range(DESKS)),
        places=_names(chance, PLACES),
        surnames=_names(chance, SURNAMES),
        first_names=_names(chance, FIRST_NAMES),
        firms=tuple(f"{name} {chance.choice(FIRM_KINDS)}" for name in _names(chance, FIRMS)),
    )


def forms_of(words: Sequence[str]) -> Tokens:
    """Return every word in its four forms: word w in form f stands at f * len(words) + w."""
    table = np.empty(FORMS * len(words), object)
    table[: len(words)] = words
    table[len(words) : 2 * len(words)] = [word[:1].upper() + word[1:] for word in words]
    table[2 * len(words) : 3 * len(words)] = [word + "," for word in words]
    table[3 * len(words) :] = [word + "." for word in words]
    return table


def _names(chance: random.Random, count: int) -> tuple[str, ...]:
    made: dict[str, None] = {}
    while len(made) < count:
        made["".join(chance.choices(SYLLABLES, k=chance.choice((2, 2, 3)))).capitalize()] = None
    return tuple(made)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Paragraphs to be composed, one entry each: whose terms they use, and how often.

    teller: int64, places in the list of term lists. rate: float32, a term's chance to stand at a
    word's place. sentences: int64, how many.
    """

    teller: NDArray[np.int64]
    rate: NDArray[np.float32]
    sentences: NDArray[np.int64]


def compose(
    lex: Lexicon, draw: np.random.Generator, asked: Asked, terms: Sequence[Sequence[str]]
) -> list[str]:
    """Return the paragraphs asked for. terms: the lists, of one length, weightiest first."""
    owner = np.repeat(np.arange(len(asked.teller)), asked.sentences)
    lengths = draw.integers(8, 27, len(owner))
    stops = np.cumsum(lengths)
    form = _forms_at(draw, lengths, stops)
    paragraph = np.repeat(owner, lengths)
    width = len(terms[0])
    # The first of sixteen terms is one of six that are told, the last one of thirty: leads recur.
    rank = (width * draw.random(len(form), np.float32) ** 1.5).astype(np.int64)
    told = draw.random(len(form), np.float32) < asked.rate[paragraph]
    common = form * lex.words + lex.draw[draw.integers(0, CHANCES, len(form))]
    own = form * (width * len(terms)) + asked.teller[paragraph] * width + rank
    table = np.concatenate([lex.forms, forms_of([term for one in terms for term in one])])
    tokens = table[np.where(told, FORMS * lex.words + own, common)].tolist()
    ends = np.cumsum(np.bincount(paragraph, minlength=len(asked.teller))).tolist()
    return [" ".join(tokens[a:b]) for a, b in zip([0, *ends[:-1]], ends, strict=True)]


def _forms_at(
    draw: np.random.Generator, lengths: NDArray[np.int64], stops: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the form of each word: sentences begin in capitals and end in a full stop."""
    form = np.where(draw.random(int(stops[-1]), np.float32) < 0.07, COMMA, PLAIN)  # noqa: PLR2004
    form[stops - lengths] = FIRST
    form[stops - 1] = LAST
    return form
