"""Paywalls: whether a page withholds its story from whoever has not paid."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from tasks.article.stated import Stated

# Of eight labelled pages with a stated count, all had between .79 and 1.03 of it when read whole.
_WHOLE_SHARE = 0.5
# What a page gives away: a lead, a paragraph or two. Longer texts are told apart by counts alone.
_LONGEST_TEASER = 150
# Without a count or a mark in the page only the shortest of them are taken for one: a brief that is
# whole may be as short, and its outlet may call all that it prints "not free".
_LONGEST_UNMARKED = 40
_CLASS = re.compile(r"\.([\w-]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What a page that is said not to be free says of its story.

    `words`: how many the story has, where that is stated. `behind`: how many the page holds in what
    it marks as behind the wall, or None where it marks nothing.
    """

    words: int | None = None
    behind: int | None = None


def gate_of(tree: HtmlElement, stated: Stated) -> Gate | None:
    """Return the gate of a page, or None where its story is free, as far as it says."""
    if stated.free is not False:
        return None
    return Gate(words=stated.words, behind=_behind(tree, stated))


def withheld(gate: Gate | None, words: int) -> str | None:
    """Return in words what shows that a text of so many words is not the whole, or None.

    Never only because a page says it is not free: many outlets send the whole text and hide it.
    """
    if gate is None:
        return None
    if gate.words is not None:
        short = words < _WHOLE_SHARE * gate.words
        return f"{words} of the {gate.words} words that it states" if short else None
    if gate.behind is not None:
        is_teaser = words <= _LONGEST_TEASER and gate.behind < words
        return f"{words} words, and little behind the wall" if is_teaser else None
    return f"{words} words of a page that is not free" if words <= _LONGEST_UNMARKED else None


def _behind(tree: HtmlElement, stated: Stated) -> int | None:
    """Return how many words stand in what linked data marks as behind the wall."""
    names = {name for selector in stated.walled for name in _CLASS.findall(selector)}
    if not names:
        return None
    walled = [part for part in tree.iter() if names.intersection((part.get("class") or "").split())]
    return max((len(" ".join(part.itertext()).split()) for part in walled), default=0)
