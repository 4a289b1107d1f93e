"""Paragraphs of a day's made news: asked for one by one, and composed all at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from lexicon import Asked, Lexicon, compose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desk import Paragraphs

# Words of ten that are about the story are two.
TERM_RATE = 0.20


@dataclass(slots=True)
class Copybook:
    """Paragraphs asked for and, once composed, had. Asking for them all at once is what is fast."""

    terms: list[list[str]] = field(default_factory=list)
    teller: list[int] = field(default_factory=list)
    composed: list[str] = field(default_factory=list)

    def about(self, terms: list[str]) -> int:
        """Take up somebody's terms; returns by what to ask."""
        self.terms.append(terms)
        return len(self.terms) - 1

    def ask(self, teller: int, count: int) -> range:
        """Ask for paragraphs; the range says where they will be."""
        first = len(self.teller)
        self.teller += [teller] * count
        return range(first, first + count)

    def write(self, lex: Lexicon, draw: np.random.Generator) -> None:
        """Compose all that was asked for, of one to three sentences each."""
        asked = Asked(
            teller=np.array(self.teller),
            rate=np.full(len(self.teller), TERM_RATE, np.float32),
            sentences=draw.integers(1, 4, len(self.teller)),
        )
        self.composed = compose(lex, draw, asked, self.terms)

    def read(self, places: Sequence[int]) -> Paragraphs:
        """Return composed paragraphs."""
        return [self.composed[place] for place in places]
