"""A day of made news: what is told, who prints it how, and which prints are copies of one text.

A story has one or more takes of an agency, rewrites by others, and prints of all of them: whole,
cut, under another headline, with a local paragraph, with a page's furniture, with edited words.
Beside them stand local articles, printed once, and standing templates with other figures.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from copybook import Copybook
from desk import TERMS, Desk, an_outlet, desk_of, figure, new_headline, new_terms, one_of

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

    from desk import Paragraphs
    from lexicon import Lexicon

DAY = 86_400
# A story's prints spread over this many days, its first included.
SPREAD_DAYS = 3
AGENCIES = ("Quillmark", "Norwind", "Harbour News")
# Shares of a day's articles. The rest are prints of wire stories and their rewrites.
LOCAL_SHARE, TEMPLATE_SHARE = 0.30, 0.06
MOST_PRINTS = 60
LEAST_KEPT = 0.40
# How takes are printed, as often as each stands here.
WAYS = (
    *("whole",) * 30, *("headed",) * 14, *("cut",) * 25, *("local",) * 10, *("furnished",) * 9,
    *("edited",) * 6, *("cut and furnished",) * 6,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """One made article. moment: seconds from the day's start. story, text: what is the same."""

    moment: float
    title: str
    paragraphs: Paragraphs
    outlet: str
    story: str
    text: str


def day_of_news(lex: Lexicon, seed: int, day: int, articles: int) -> list[Print]:
    """Return about `articles` prints of the stories that begin on a day, in no order.

    Each depends on the seed, the day, the language and how many, and on nothing else.
    """
    name = f"{seed} {lex.language} {articles}"
    desk = desk_of(lex, name, day)
    book = Copybook()
    printers = _plan(desk, book, f"{lex.language}{day}", articles)
    book.write(lex, np.random.default_rng([seed, day, *lex.language.encode()]))
    return [made for printer in printers for made in printer()]


def _plan(desk: Desk, book: Copybook, day: str, articles: int) -> list[Callable[[], list[Print]]]:
    """Decide a day's stories, ask for their paragraphs, and return what will print them."""
    local, standing = round(LOCAL_SHARE * articles), round(TEMPLATE_SHARE * articles)
    printers = [_local(desk, book, f"{day}l{n}") for n in range(local)]
    printers += [_filled(desk, f"{day}f{n}") for n in range(standing)]
    left, number = articles - local - standing, 0
    while left > 0:
        prints = min(MOST_PRINTS, 1 + int(2 * desk.chance.paretovariate(1.1)))
        printers.append(_story(desk, book, f"{day}s{number}", min(prints, left)))
        left -= prints
        number += 1
    return printers


def _later(chance: random.Random, start: float, hours: float) -> float:
    """Return a moment some hours after another, within the story's days."""
    return min(start + 3600 * chance.expovariate(1 / hours), SPREAD_DAYS * DAY - 1.0)


def _local(desk: Desk, book: Copybook, name: str) -> Callable[[], list[Print]]:
    chance, terms = desk.chance, new_terms(desk)
    places = book.ask(book.about(terms), chance.randint(4, 14))
    moment, title, outlet = (
        DAY * chance.random(),
        new_headline(desk, terms),
        desk.outlets[an_outlet(desk.chance)],
    )
    return lambda: [
        Print(moment=moment, title=title, paragraphs=book.read(places), outlet=outlet,
              story=name, text=name)
    ]  # fmt: skip


def _filled(desk: Desk, name: str) -> Callable[[], list[Print]]:
    chance, lex = desk.chance, desk.lex
    template = chance.choice(desk.templates)
    fillings = [
        figure(chance) if chance.random() < 0.6 else one_of(chance, lex.firms)  # noqa: PLR2004
        for _ in range(template.count("{}"))
    ]
    text = template.format(*fillings)
    made = Print(
        moment=DAY * chance.random(), title=" ".join(text.split()[:7]), paragraphs=[text],
        outlet=chance.choice(AGENCIES), story=name, text=name,
    )  # fmt: skip
    return lambda: [made]


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """One text that is printed: an agency's, or somebody's rewrite of it."""

    name: str
    title: str
    dateline: str
    places: Sequence[int]
    filed: float
    outlet: str
    background: Paragraphs = field(default_factory=list)


def _story(desk: Desk, book: Copybook, name: str, prints: int) -> Callable[[], list[Print]]:
    """Plan a wire story of about `prints` articles, rewrites and later takes among them."""
    chance, terms = desk.chance, new_terms(desk)
    teller, start = book.about(terms), DAY * chance.random()
    takes = [_first_take(desk, book, name, (teller, terms), start)]
    while len(takes) < 3 and chance.random() < 0.07 * min(prints, 6):  # noqa: PLR2004
        takes.append(_next_take(desk, book, takes[-1], (teller, terms)))
    rewrites = [
        _rewrite(desk, book, takes[0], (terms, n))
        for n in range(sum(chance.random() < 0.2 for _ in range(min(prints, 12))))  # noqa: PLR2004
    ]
    left = max(prints - len(takes) - len(rewrites), 0)
    weights = [4.0] * len(takes) + [0.4] * len(rewrites)
    chosen = chance.choices([*takes, *rewrites], weights, k=left)
    ways = [_reprint(desk, book, take, terms) for take in chosen]
    own = [_as_filed(book, name, take) for take in [*takes, *rewrites][:prints]]
    return lambda: [way() for way in own] + [_printed(book, name, way) for way in ways]


def _first_take(
    desk: Desk, book: Copybook, name: str, about: tuple[int, list[str]], start: float
) -> Take:
    chance, (teller, terms) = desk.chance, about
    agency = chance.choice(AGENCIES)
    return Take(
        name=f"{name}t0",
        title=new_headline(desk, terms),
        dateline=f"{terms[0].upper()} ({agency}) - ",
        places=book.ask(teller, chance.randint(5, 16)),
        filed=start,
        outlet=agency,
        background=[one_of(chance, desk.backgrounds)] if chance.random() < 0.3 else [],  # noqa: PLR2004
    )


def _next_take(desk: Desk, book: Copybook, last: Take, about: tuple[int, list[str]]) -> Take:
    """Return a later take: every other paragraph of it is new."""
    # What it keeps is every other paragraph too: no cut of the take before stands in it whole.
    kept = last.places[1::2]
    fresh = book.ask(about[0], len(kept) + 1)
    mixed = [fresh[0]]
    for new, old in zip(fresh[1:], kept, strict=True):
        mixed += [old, new]
    return Take(
        name=f"{last.name[:-1]}{int(last.name[-1]) + 1}",
        title=new_headline(desk, about[1]),
        dateline=last.dateline,
        places=mixed,
        filed=_later(desk.chance, last.filed, 4),
        outlet=last.outlet,
        background=last.background,
    )


def _rewrite(desk: Desk, book: Copybook, take: Take, about: tuple[list[str], int]) -> Take:
    """Return somebody's own words on the same facts, with a paragraph quoted now and then."""
    chance, (terms, number) = desk.chance, about
    # A rewrite keeps most of the facts, orders them in its own way, and has some of its own.
    kept = sorted(chance.sample(range(TERMS), 11))
    own = [terms[place] for place in kept] + new_terms(desk)[TERMS - 5 :]
    places = list(book.ask(book.about(own), chance.randint(5, 12)))
    if chance.random() < 0.4:  # noqa: PLR2004
        places.insert(len(places) // 2, chance.choice(take.places))
    return Take(
        name=f"{take.name}r{number}",
        title=new_headline(desk, own),
        dateline="",
        places=places,
        filed=_later(chance, take.filed, 10),
        outlet=desk.outlets[an_outlet(desk.chance)],
    )


def _as_filed(book: Copybook, story: str, take: Take) -> Callable[[], Print]:
    def way() -> Print:
        paragraphs = book.read(take.places)
        paragraphs[0] = take.dateline + paragraphs[0]
        return Print(
            moment=take.filed, title=take.title,
            paragraphs=paragraphs + take.background, outlet=take.outlet, story=story,
            text=take.name,
        )  # fmt: skip

    return way


@dataclass(frozen=True, slots=True, kw_only=True)
class Reprint:
    """How an outlet prints a take. kept: paragraphs from the top. added: of its own, to go in."""

    take: Take
    moment: float
    outlet: str
    title: str
    dated: bool
    kept: int
    added: Sequence[int] = ()
    furniture: Paragraphs = field(default_factory=list)
    misread: tuple[int, ...] = ()


def _reprint(desk: Desk, book: Copybook, take: Take, terms: list[str]) -> Reprint:
    """Decide on a print. Three of ten are whole, a third is cut, the rest has something added."""
    chance, whole = desk.chance, len(take.places)
    number, kind = an_outlet(chance), one_of(chance, WAYS)
    kept = whole
    if kind.startswith("cut"):
        kept = min(whole, max(3, round(whole * chance.uniform(LEAST_KEPT, 0.9))))
    return Reprint(
        take=take,
        moment=_later(chance, take.filed, 5),
        outlet=desk.outlets[number],
        title=take.title if kind == "whole" else new_headline(desk, terms),
        dated=kind == "whole" or chance.random() < 0.5,  # noqa: PLR2004
        kept=kept,
        added=book.ask(book.about(new_terms(desk)), 1) if kind == "local" else (),
        furniture=desk.furniture[number] if kind.endswith("furnished") else [],
        misread=tuple(chance.choices(range(80), k=5)) if kind == "edited" else (),
    )


def _printed(book: Copybook, story: str, way: Reprint) -> Print:
    """Print a take in its way."""
    paragraphs = book.read(way.take.places[: way.kept])
    if way.dated:
        paragraphs[0] = way.take.dateline + paragraphs[0]
    # After the second paragraph is where a desk puts what its own readers should know.
    paragraphs[2:2] = book.read(way.added)
    if way.kept == len(way.take.places):
        paragraphs += way.take.background
    if way.misread:
        paragraphs = _misread(paragraphs, way.misread)
    half = len(way.furniture) // 2
    return Print(
        moment=way.moment,
        title=way.title,
        paragraphs=[*way.furniture[:half], *paragraphs, *way.furniture[half:]],
        outlet=way.outlet,
        story=story,
        text=way.take.name,
    )


def _misread(paragraphs: Paragraphs, places: Sequence[int]) -> Paragraphs:
    """Return the paragraphs with a few words changed at their end, as a house's spelling does."""
    changed = []
    for paragraph in paragraphs:
        words = paragraph.split(" ")
        for place in places:
            if place < len(words):
                words[place] += "e"
        changed.append(" ".join(words))
    return changed
