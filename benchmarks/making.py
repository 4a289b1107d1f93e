"""Ways of making a copy of a text, and of making what only looks like one."""

# ruff: noqa: S311 - chances are seeded, and nothing here is secret

from __future__ import annotations

import random
from collections.abc import Callable
from functools import cache, partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# Lines as pages print them around a story.
CHROME = (
    "Skip to main content", "Sign in | Subscribe | Newsletters",
    "Home News Sport Weather Obituaries",
    "Share on Facebook", "Share this story on Twitter", "Click to email this to a friend",
    "Most popular in local news", "Read more: what we know so far", "Advertisement",
    "You have reached your limit of free articles this month", "Support local journalism today",
    "Partly cloudy, wind north-west at nine miles an hour, humidity sixty per cent",
    "Tonight: a stray shower or thunderstorm is possible early, low near sixty",
    "Comments are closed. Please read our rules before you post", "Trending now", "Related stories",
    "Photo: the scene on Monday afternoon, as seen from the bridge", "Follow our reporters",
    "All rights reserved. This material may not be published or broadcast", "Privacy policy",
    "Get the morning briefing in your inbox, free, every weekday", "Contact us | Careers | Ethics",
)  # fmt: skip
CONFUSIONS = (("m", "rn"), ("e", "c"), ("l", "i"), ("h", "b"), ("u", "n"), ("cl", "d"))
# These part a word in three: letters, a figure, letters.
FIGURES = (("o", "0"), ("l", "1"), *CONFUSIONS)

Paragraphs = list[str]
Maker = Callable[[Paragraphs, Paragraphs, random.Random], Paragraphs]


def paragraphs_of(text: str) -> Paragraphs:
    """Return a text's paragraphs; a text printed as one block is cut into sentences by threes."""
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) >= 5:  # noqa: PLR2004 - fewer are no paragraphs to drop or move
        return lines
    sentences = text.replace("\n", " ").replace(". ", ".\n").split("\n")
    return [" ".join(sentences[at : at + 3]) for at in range(0, len(sentences), 3)]


def word_count(paragraphs: Sequence[str]) -> int:
    """Return the number of blank-separated words."""
    return sum(len(paragraph.split()) for paragraph in paragraphs)


def cut(story: Paragraphs, share: float) -> Paragraphs:
    """Return the beginning of a story, to the nearest word of the share."""
    left = round(share * word_count(story))
    kept = []
    for paragraph in story:
        words = paragraph.split()[:left]
        left -= len(words)
        if words:
            kept.append(" ".join(words))
    return kept


def drop_paragraphs(story: Paragraphs, share: float, chance: random.Random) -> Paragraphs:
    """Return the story with paragraphs after the first dropped, never below the share."""
    spare = (1 - share) * word_count(story)
    dropped = set()
    for place in chance.sample(range(1, len(story)), len(story) - 1):
        if len(story[place].split()) <= spare:
            spare -= len(story[place].split())
            dropped.add(place)
    return [paragraph for place, paragraph in enumerate(story) if place not in dropped]


def with_chrome(
    story: Paragraphs, share: float, chance: random.Random, of: int | None = None
) -> Paragraphs:
    """Return the story on a page: lines before, after, and a few between its paragraphs."""
    wanted = round(share * (of or word_count(story)))
    before, between, after = [], list(story), []
    while wanted > 0:
        line = " ".join(chance.choice(CHROME).split()[:wanted])
        wanted -= len(line.split())
        place = chance.random()
        if place < 0.45:  # noqa: PLR2004 - half before, half after, one in ten between
            before.append(line)
        elif place < 0.9:  # noqa: PLR2004
            after.append(line)
        else:
            between.insert(chance.randrange(len(between) + 1), line)
    return before + between + after


def with_local(
    story: Paragraphs, stranger: Paragraphs, words: int, chance: random.Random
) -> Paragraphs:
    """Return the story with one passage of another text put between two paragraphs or last."""
    place = chance.randrange(1, len(story) + 1)
    passage = " ".join(" ".join(stranger).split()[:words])
    return [*story[:place], passage, *story[place:]]


def misread(
    story: Paragraphs,
    share: float,
    chance: random.Random,
    confusions: Sequence[tuple[str, str]] = CONFUSIONS,
) -> Paragraphs:
    """Return the story with this share of its words misread, as from a scan."""

    def misread_word(word: str) -> str:
        if chance.random() >= share:
            return word
        for seen, read in chance.sample(confusions, len(confusions)):
            if seen in word:
                return word.replace(seen, read, 1)
        return word + "x"

    return [" ".join(map(misread_word, paragraph.split())) for paragraph in story]


def move_paragraph(story: Paragraphs, chance: random.Random) -> Paragraphs:
    """Return the story with one paragraph after the first in another place."""
    moved = list(story)
    paragraph = moved.pop(chance.randrange(1, len(moved)))
    moved.insert(chance.randrange(1, len(moved) + 1), paragraph)
    return moved


def typeset(story: Paragraphs) -> Paragraphs:
    """Return the story in another house's type: curly quotes, long dashes, no-break spaces."""
    table = str.maketrans({"'": "’", '"': "”", "-": "–"})
    return [paragraph.translate(table).replace(", ", ",\u00a0") for paragraph in story]


def with_head(story: Paragraphs, stranger: Paragraphs) -> Paragraphs:
    """Return the story under another headline, byline and dateline."""
    head = " ".join(" ".join(stranger).split()[5:14])
    return [head, "By Staff and Wire Reports", f"SPRINGFIELD (Wire) — {story[0]}", *story[1:]]


def refill(story: Paragraphs, chance: random.Random) -> Paragraphs:
    """Return the story as a template filled anew: other figures, one in two to a sentence.

    Stories name few figures, templates many; so every eighth word is a figure in both.
    """

    def fill(place: int, word: str) -> str:
        return str(chance.randrange(2, 9999)) if place % 8 == 7 else word  # noqa: PLR2004

    words = " ".join(story).split()
    return [" ".join(fill(place, word) for place, word in enumerate(words))]


def reuse_background(
    story: Paragraphs, stranger: Paragraphs, share: float, chance: random.Random
) -> Paragraphs:
    """Return another story that ends with this share of the first one, in its order."""
    words = " ".join(story).split()
    new = " ".join(stranger).split()[: round((1 - share) * len(words))]
    kept = words[len(words) - round(share * len(words)) :]
    half = chance.randrange(len(new) // 2, len(new) + 1)
    return [" ".join(new[:half]), " ".join(kept), " ".join(new[half:])]


def rewrite(story: Paragraphs, stranger: Paragraphs, share: float) -> Paragraphs:
    """Return a later version: a new top, and this share of its paragraphs written anew."""
    new = iter(" ".join(stranger).split())
    take = partial(lambda count: " ".join(word for word, _ in zip(new, range(count), strict=False)))
    every = max(2, round(1 / share))
    return [
        take(len(paragraph.split())) if place % every == 0 else paragraph
        for place, paragraph in enumerate(story)
    ]


@cache
def spelled(word: str, alphabet: str, *, spaced: bool) -> str:
    """Return a word in another script, always spelled in the same way; figures stay."""
    if word.isdigit():
        return word
    chance = random.Random(word.casefold())
    # One or two characters of Chinese, a short word of Arabic.
    length = max(2, min(len(word), 7)) if spaced else 1 + (len(word) > 4)  # noqa: PLR2004
    return "".join(chance.choices(alphabet, k=length))


def to_script(text: str, alphabet: str, *, spaced: bool) -> str:
    """Return the text with each word spelled in another script, punctuation left out."""
    words = (word.strip(".,;:\"'") for word in text.split())
    return (" " if spaced else "").join(spelled(word, alphabet, spaced=spaced) for word in words)


HAN = "".join(map(chr, range(0x4E00, 0x4E00 + 2500)))
ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
# Every script is written in the same way whatever the run, so that a pair stays a pair.
SCRIPTS: dict[str, Callable[[str], str]] = {
    "latin": str,
    "han": partial(to_script, alphabet=HAN, spaced=False),
    "arabic": partial(to_script, alphabet=ARABIC, spaced=True),
}


def copy_makers() -> dict[str, Maker]:
    """Return each way of making a copy by its name in the table."""
    made: dict[str, Maker] = {
        "typeset otherwise": lambda s, _o, _c: typeset(s),
        "new head and dateline": lambda s, o, _c: with_head(s, o),
        "paragraphs dropped to 60 %": lambda s, _o, c: drop_paragraphs(s, 0.6, c),
        "one paragraph moved": lambda s, _o, c: move_paragraph(s, c),
    }
    for share in (0.6, 0.5, 0.4, 0.33):
        made[f"cut {share:.0%}"] = partial(_cut, share=share)
    for share in (0.1, 0.2, 0.35, 0.6):
        made[f"chrome +{share:.0%}"] = partial(_cut_and_pad, share=1.0, chrome=share)
    for share in (0.2, 0.4):
        made[f"local +{share:.0%}"] = partial(_cut_and_pad, share=1.0, local=share)
    for share, added in ((0.6, 0.15), (0.6, 0.25), (0.5, 0.2)):
        name = f"cut {share:.0%}, local +{added:.0%}"
        made[name] = partial(_cut_and_pad, share=share, local=added)
    for share, added in ((0.5, 0.2), (0.5, 0.4), (0.6, 0.4)):
        name = f"cut {share:.0%}, chrome +{added:.0%}"
        made[name] = partial(_cut_and_pad, share=share, chrome=added)
    made["cut 60%, local +20%, chrome +20%"] = partial(
        _cut_and_pad, share=0.6, local=0.2, chrome=0.2
    )
    made["dropped to 60 %, local +20%"] = lambda s, o, c: with_local(
        drop_paragraphs(s, 0.6, c), o, word_count(s) // 5, c
    )
    for share in (0.05, 0.1, 0.15, 0.2):
        made[f"misread {share:.0%}"] = partial(_misread, share=share)
    made["misread 15%, in part as figures"] = partial(_misread, share=0.15, confusions=FIGURES)
    made["cut 50%, misread 5%"] = lambda s, _o, c: misread(cut(s, 0.5), 0.05, c)
    return made


def other_makers() -> dict[str, Maker]:
    """Return each way of making what is no copy by its name in the table."""
    return {
        "later version, third rewritten": lambda s, o, _c: rewrite(s, o, 0.34),
        "later version, half rewritten": lambda s, o, _c: rewrite(s, o, 0.5),
        "background, 40 % of it": lambda s, o, c: reuse_background(s, o, 0.4, c),
        "background, 60 % of it": lambda s, o, c: reuse_background(s, o, 0.6, c),
    }


def _cut(story: Paragraphs, _other: Paragraphs, _chance: random.Random, share: float) -> Paragraphs:
    return cut(story, share)


def _misread(
    story: Paragraphs,
    _other: Paragraphs,
    chance: random.Random,
    share: float,
    confusions: Sequence[tuple[str, str]] = CONFUSIONS,
) -> Paragraphs:
    return misread(story, share, chance, confusions)


def _cut_and_pad(
    story: Paragraphs,
    other: Paragraphs,
    chance: random.Random,
    *,
    share: float,
    local: float = 0.0,
    chrome: float = 0.0,
) -> Paragraphs:
    kept = cut(story, share)
    # Local text is measured by the whole story, page furniture by what stands on the page.
    if local:
        kept = with_local(kept, other, round(local * word_count(story)), chance)
    return with_chrome(kept, chrome, chance)
