"""A desk of made news: its outlets and their furniture, and what a story of its is about."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from lexicon import Asked, Lexicon, compose, lexicon

if TYPE_CHECKING:
    from collections.abc import Sequence

OUTLETS = 400
TEMPLATES = 300
# Background paragraphs that an agency puts under unrelated stories; renewed every fortnight.
BACKGROUND_DAYS, BACKGROUNDS = 14, 10
TERMS = 16
BACKGROUND_RATE = 0.10
FURNITURE_LINES = 6

Paragraphs = list[str]
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What a day's stories are made with. All but `chance` is the same day after day."""

    lex: Lexicon
    chance: random.Random
    outlets: Sequence[str]
    furniture: Sequence[Paragraphs]
    backgrounds: Sequence[str]
    templates: Sequence[str]


def desk_of(lex: Lexicon, name: str, day: int) -> Desk:
    """Return a day's desk. name: what else than the day its chances depend on."""
    outlets, furniture, templates = _lasting(lex.language, name)
    return Desk(
        lex=lex,
        chance=random.Random(f"day {day} {name}"),  # noqa: S311 - seeded, not secret
        outlets=outlets,
        furniture=furniture,
        templates=templates,
        backgrounds=_backgrounds(lex.language, f"{day // BACKGROUND_DAYS} {name}"),
    )


@cache
def _lasting(language: str, name: str) -> tuple[Paragraphs, list[Paragraphs], Paragraphs]:
    """Return the outlets, the furniture of each one's pages, and the standing templates."""
    lex, chance = lexicon(language), random.Random(f"lasting {name}")  # noqa: S311
    outlets = [
        f"{place} {chance.choice(('Gazette', 'Herald', 'Times', 'Courier', 'Observer'))}"
        for place in chance.sample(lex.places, OUTLETS)
    ]
    lines = _standing(lex, chance, [[outlet] for outlet in outlets], (FURNITURE_LINES, 1))
    furniture = [lines[at : at + FURNITURE_LINES] for at in range(0, len(lines), FURNITURE_LINES)]
    return outlets, furniture, _templates(lex, chance)


@lru_cache(maxsize=8)
def _backgrounds(language: str, name: str) -> Paragraphs:
    lex, chance = lexicon(language), random.Random(f"background {name}")  # noqa: S311
    return _standing(lex, chance, [words[:TERMS] for words in lex.topical], (BACKGROUNDS, 2))


def _standing(
    lex: Lexicon, chance: random.Random, terms: Sequence[Sequence[str]], size: tuple[int, int]
) -> Paragraphs:
    """Return what stands for longer than a day: for each list of terms, paragraphs of sentences."""
    paragraphs, sentences = size
    asked = Asked(
        teller=np.repeat(np.arange(len(terms)), paragraphs),
        rate=np.full(paragraphs * len(terms), BACKGROUND_RATE, np.float32),
        sentences=np.full(paragraphs * len(terms), sentences),
    )
    return compose(lex, np.random.default_rng(chance.getrandbits(64)), asked, terms)


def _templates(lex: Lexicon, chance: random.Random) -> Paragraphs:
    """Return texts with `{}` at one word of nine, to be filled with names and figures."""
    words = [chance.choice(lex.topical)[:TERMS] for _ in range(TEMPLATES)]
    return [
        " ".join("{}" if chance.random() < 1 / 9 else word for word in text.split())
        for text in _standing(lex, chance, words, (1, 5))
    ]


def new_terms(desk: Desk) -> list[str]:
    """Return what a story is about: people, places, a firm, figures, and a desk's words."""
    chance, lex = desk.chance, desk.lex
    people = [f"{one_of(chance, lex.first_names)} {one_of(chance, lex.surnames)}" for _ in range(2)]
    # Some places are in the news every day.
    places = [lex.places[int(len(lex.places) * chance.random() ** 2.5)] for _ in range(2)]
    topical = one_of(chance, lex.topical)
    words = [one_of(chance, topical) for _ in range(7)]
    return [
        places[0], people[0].split()[1], words[0], people[0], words[1], one_of(chance, lex.firms),
        people[1].split()[1], figure(chance), places[1], words[2], people[1], figure(chance),
        *words[3:],
    ]  # fmt: skip


def one_of(chance: random.Random, named: Sequence[T]) -> T:
    """Return one of them, each as likely."""
    # A third of the time of chance.choice, which keeps 20,000 articles a second out of reach.
    return named[int(len(named) * chance.random())]


def figure(chance: random.Random) -> str:
    """Return a figure: small ones with a decimal place, large ones with a comma."""
    number = int(99_999 * chance.random() ** 3)
    return f"{number:,}" if number >= 100 else f"{number}.{number % 9}"  # noqa: PLR2004


def new_headline(desk: Desk, terms: list[str]) -> str:
    """Return a headline of four of the story's first terms and two of its desk's words."""
    chance = desk.chance
    first, stride = int(8 * chance.random()), one_of(chance, (1, 3, 5, 7))
    told = [terms[(first + step * stride) % 8] for step in range(4)]
    topical = one_of(chance, desk.lex.topical)
    line = " ".join([*told, one_of(chance, topical), one_of(chance, topical)])
    return line[0].upper() + line[1:]


def an_outlet(chance: random.Random) -> int:
    """Return an outlet's place: large ones print more."""
    return int(OUTLETS * chance.random() ** 1.5)
