"""The credit: "Reporting by …; Editing by …", "Kaynak: AA", "© 2020 AFP", and who contributed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tasks.provenance.signals import OPENING_HEAD_CHARS, TAIL_CHARS, Kind, Signal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tasks.provenance.agencies import Agencies

_NAME = r"(?P<name>[^\n|;:,()]{2,60})"


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Words before a name, and what must stand in a text before the words are looked for.

    The sieve is `in`, a fifth of a microsecond; the expressions cost twenty each.
    """

    expression: re.Pattern[str]
    sieve: tuple[str, ...]

    def names(self, text: str) -> Iterable[re.Match[str]]:
        """Return the places in `text` that have these words and what may be a name."""
        for words in self.sieve:
            if words in text:
                return self.expression.finditer(text)
        return ()


_SOURCE_WORDS = (
    "Source",
    "Kaynak",
    "Fuente",
    "Quelle",
    "Fonte",
    "Bron",
    "Källa",
    "Sumber",
    "Источник",
    "المصدر",
)

# Words that hand the text over: what follows supplied it.
_SUPPLIED = _Phrase(
    re.compile(
        rf"(?m)^[ \t(*_]*(?:{'|'.join(_SOURCE_WORDS)})(?: de la información)?\s?[:：]\s*{_NAME}$"
    ),
    _SOURCE_WORDS,
)
_COPYRIGHT = _Phrase(
    re.compile(
        r"(?:Copyright|©|\([cC]\))\s*(?:©|\([cC]\))?\s*(?:\d{4}(?:[-–]\d{4})?,?\s*)?(?:by )?"
        rf"{_NAME}"
    ),
    ("Copyright", "©", "(c)", "(C)"),
)
_FIRST_PRINTED = _Phrase(
    re.compile(
        r"(?:originally (?:appeared|published) (?:at|on|by|in)"
        r"|(?:story|article|report) (?:was )?(?:produced|provided|supplied) by"
        rf"|published (?:here )?with permission (?:of|from)) {_NAME}"
    ),
    ("originally ", "ed by ", "permission"),
)
_IS_A_WRITER = _Phrase(
    re.compile(rf"\bis an? {_NAME}(?<= )(?:writer|reporter|correspondent)\b"),
    # Not "reporters", whom everybody has told something.
    (" writer.", " reporter.", " correspondent.", " writer\n", " reporter\n"),
)
# The last words of a text: "(DHA)", "/PAP/", "EFE" after a full stop. After ")" they credit a film.
_CLOSES = re.compile(
    r"(?:[.!?”\"’»]\s+[-–—*]?\s*|\n\s*)[(/\[]?(?P<name>[^\s()/\[\].]{2,20})[)/\]]?\.?\s*$"
)
_CLOSE_CHARS = 30

# Words that share the work: what follows helped, the text is the outlet's.
_HELPED = _Phrase(
    re.compile(
        r"(?:[Ww]ith (?:inputs?|reports?|reporting|files|information|material) (?:from|by)"
        r"|[Cc]on información de|[Mm]it Material (?:von|der)|[\n(]Avec|[\n(][Ww]ith(?! [a-su-z])"
        rf"|[Aa]dditional reporting by)\s+(?:[Aa]gencia |la |the |The )?{_NAME}"
    ),
    (
        *("ith in", "ith re", "ith files", "ith material", "it Material", "dditional rep"),
        *("información", "\nAvec", "(Avec", "\nWith", "\nwith", "(With", "(with"),
    ),
)
_CONTRIBUTED = " contributed to this"


def credits_of(text: str, agencies: Agencies) -> Iterator[Signal]:
    """Yield the credits near the end (and "Source:" lines near the top), surest first."""
    tail = text[-TAIL_CHARS:]
    offset = len(text) - len(tail)
    for habit in agencies.closings:
        if habit.parts[0] in tail and (span := habit.find(tail, TAIL_CHARS)):
            yield _signal(Kind.CREDIT, habit.agency, text, offset + span[0], offset + span[1])
    for phrase in (_SUPPLIED, _COPYRIGHT, _FIRST_PRINTED, _IS_A_WRITER):
        yield from _named(phrase.names(tail), text, offset, agencies)
    end = text[-_CLOSE_CHARS:]
    yield from _named(_CLOSES.finditer(end), text, len(text) - len(end), agencies)
    if offset:
        yield from _named(_SUPPLIED.names(text[:OPENING_HEAD_CHARS]), text, 0, agencies)


def contributions(text: str, agencies: Agencies) -> Iterator[Signal]:
    """Yield the agencies that helped, as the last lines say; the text is still the outlet's."""
    tail = text[-TAIL_CHARS:]
    offset = len(text) - len(tail)
    for match in _HELPED.names(tail):
        if name := agencies.at_start(match["name"]):
            yield _signal(
                Kind.CONTRIBUTED, name, text, offset + match.start(), offset + match.end()
            )
    end = tail.find(_CONTRIBUTED)
    if end >= 0:
        yield from _contributors(text, offset + end, agencies)


def _contributors(text: str, end: int, agencies: Agencies) -> Iterator[Signal]:
    """Yield the agencies of the line that `end` stands in, up to there."""
    start = max(text.rfind("\n", 0, end) + 1, end - TAIL_CHARS)
    words = text[start:end].split()
    for spot, word in enumerate(words):
        name = _starts_with(word, words[spot:], agencies)
        if name:
            yield _signal(Kind.CONTRIBUTED, name, text, start, end + len(_CONTRIBUTED))


def _starts_with(word: str, words: list[str], agencies: Agencies) -> str | None:
    """Return the agency named from `word` on: "AP's", "Associated Press writer"."""
    plain = word.removesuffix("'s").removesuffix("’s").strip(",.")
    if plain not in agencies.first_words or plain == "The":
        return None
    return agencies.at_start(" ".join([plain, *words[1:]]))


def _named(
    matches: Iterable[re.Match[str]], text: str, offset: int, agencies: Agencies
) -> Iterator[Signal]:
    for match in matches:
        if name := agencies.at_start(match["name"]):
            yield _signal(Kind.CREDIT, name, text, offset + match.start(), offset + match.end())


def _signal(kind: Kind, agency: str, text: str, start: int, end: int) -> Signal:
    evidence = text[start:end].strip()
    start = text.index(evidence, start)
    return Signal(
        kind=kind, agency=agency, evidence=evidence, start=start, end=start + len(evidence)
    )
