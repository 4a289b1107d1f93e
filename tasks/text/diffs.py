"""What changed between two texts, word by word, and how much of them that is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# A word and the blanks after it; of a script without spaces, one character. A line's end is a word.
_PIECE = re.compile(
    r"\n|[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff][^\S\n]*"
    r"|[^\s\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+[^\S\n]*"
)
# Words of a changed passage, before times after, that are compared one by one: 2,000 by 2,000 take
# about a second. What is larger is shown as taken out and put in.
_MOST_PAIRS = 4_000_000
# Rows of so many words tell whether two texts have anything in common.
ROW_WORDS = 3
# Share of the shorter text's rows that a page's two texts have in common at the least: one of the
# ten rows of a flash of twelve words is .1; of 5,000 pairs of Reuters stories drawn by chance 15
# had .05.
ANOTHER = 0.05
_SAME_HEADLINE = 0.5


class Kind(StrEnum):
    """What became of a passage."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Some words in a row that share a fate, as they stand in their text, blanks included."""

    kind: Kind
    text: str


def compare_words(before: str, after: str) -> tuple[Passage, ...]:
    """Return what a text kept, lost and gained, in reading order; no two neighbours of one kind.

    Same and removed passages together are `before`, same and added ones `after`, but for blanks.
    """
    if before == after:
        return (Passage(kind=Kind.SAME, text=after),) if after else ()
    # Paragraphs first: they part a long text into passages that are short enough for words.
    return tuple(
        _merged(_by_lines(before.splitlines(keepends=True), after.splitlines(keepends=True)))
    )


def changed_share(passages: Sequence[Passage]) -> float:
    """Return the share of words that are others, 0 to 1: taken out or put in, of the longer."""
    words = dict.fromkeys(Kind, 0)
    for passage in passages:
        words[passage.kind] += len(_words(passage.text))
    changed = max(words[Kind.REMOVED], words[Kind.ADDED])
    return changed / (words[Kind.SAME] + changed) if changed else 0.0


def is_another(before: tuple[str | None, str], after: tuple[str | None, str]) -> bool:
    """Tell whether two texts have nothing in common. Each is a headline and a text."""
    one, other = (_rows(text) for _, text in (before, after))
    fewer = min(len(one), len(other))
    if not fewer or len(one & other) >= ANOTHER * fewer:
        return False
    old, new = (set(_words((title or "").lower())) for title, _ in (before, after))
    return not old or not new or len(old & new) < _SAME_HEADLINE * min(len(old), len(new))


def _rows(text: str) -> set[tuple[str, ...]]:
    words = _words(text.lower())
    return {tuple(words[at : at + ROW_WORDS]) for at in range(len(words) - ROW_WORDS + 1)}


def _words(text: str) -> list[str]:
    return [bare for piece in _PIECE.findall(text) if (bare := piece.strip())]


def _by_lines(before: list[str], after: list[str]) -> Iterator[Passage]:
    for tag, i, j, k, m in _steps([line.strip() for line in before], [a.strip() for a in after]):
        old, new = "".join(before[i:j]), "".join(after[k:m])
        if tag == "equal":
            yield Passage(kind=Kind.SAME, text=new)
        else:
            yield from _by_words(_PIECE.findall(old), _PIECE.findall(new))


def _by_words(before: list[str], after: list[str]) -> Iterator[Passage]:
    if len(before) * len(after) > _MOST_PAIRS:
        yield Passage(kind=Kind.REMOVED, text="".join(before))
        yield Passage(kind=Kind.ADDED, text="".join(after))
        return
    bare = [[piece.strip(" ") for piece in pieces] for pieces in (before, after)]
    for tag, i, j, k, m in _steps(*bare):
        if tag == "equal":
            yield Passage(kind=Kind.SAME, text="".join(after[k:m]))
            continue
        yield Passage(kind=Kind.REMOVED, text="".join(before[i:j]))
        yield Passage(kind=Kind.ADDED, text="".join(after[k:m]))


def _steps(before: list[str], after: list[str]) -> Sequence[tuple[str, int, int, int, int]]:
    return SequenceMatcher(None, before, after, autojunk=False).get_opcodes()


def _merged(passages: Iterator[Passage]) -> Iterator[Passage]:
    """Yield passages that are not empty, neighbours of one kind as one."""
    last: Passage | None = None
    for passage in passages:
        if not passage.text:
            continue
        if last is not None and last.kind is passage.kind:
            last = Passage(kind=last.kind, text=last.text + passage.text)
            continue
        if last is not None:
            yield last
        last = passage
    if last is not None:
        yield last


def changes_around(
    passages: Sequence[Passage], *, context: int, longest: int
) -> tuple[tuple[Passage, ...], ...]:
    """Return each change with the words around it, in reading order; near ones are one.

    context: words shown before and after. longest: words of a passage, from which its middle is
    left out.
    """
    found: list[tuple[Passage, ...]] = []
    near: list[Passage] = []
    for at, passage in enumerate(passages):
        if passage.kind is not Kind.SAME:
            near.append(_shown(passage, longest // 2, longest // 2, longest))
            continue
        before = context if near else 0
        after = context if at + 1 < len(passages) else 0
        around = _shown(passage, before, after, before + after)
        if near and around.text != passage.text:
            found.append((*near, _shown(passage, context, 0, context)))
            near = []
            around = _shown(passage, 0, after, after)
        if around.text:
            near.append(around)
    # What is left is a change, or the words after the last one.
    return (*found, tuple(near)) if any(one.kind is not Kind.SAME for one in near) else tuple(found)


def _shown(passage: Passage, first: int, last: int, most: int) -> Passage:
    """Return a passage on one line, its middle left out where it has more than `most` words."""
    pieces = _PIECE.findall(passage.text)
    if len(pieces) <= most:
        return Passage(kind=passage.kind, text=passage.text.replace("\n", " "))
    head, tail = "".join(pieces[:first]), "".join(pieces[len(pieces) - last :]) if last else ""
    text = f"{head}… {tail}" if head or tail else ""
    return Passage(kind=passage.kind, text=text.replace("\n", " "))
