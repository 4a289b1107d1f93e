"""Words that cannot all be obeyed: a part of what joins, and copies between them, hold together."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from tasks.errors import WirecopyError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    Word = tuple[int, str, str, str]
    Tie = tuple[str, str]


class ContradictionError(WirecopyError):
    """A word that cannot be obeyed while others stand."""


def refuse_contradiction(
    kind: str, pair: tuple[str, str], standing: Sequence[Word], copies: Mapping[str, int]
) -> None:
    """Refuse a word that contradicts those that stand; one on the same pair it replaces.

    standing: number, kind and article ids of each word. copies: the copy group of each article.

    Raises:
        ContradictionError: names the words of which one must be taken back first.
    """
    others = [word for word in standing if set(word[2:]) != set(pair)]
    joins = [word for word in others if word[1] == "join"]
    parted = [(left, right) for _, what, left, right in others if what == "part"]
    ties = [(left, right) for _, _, left, right in joins]
    (parted if kind == "part" else ties).append(pair)
    held = _within(pair[0], [*ties, *_copy_ties(copies, parted)])
    if kind == "part":
        against = [word[0] for word in joins if word[2] in held] if pair[1] in held else []
    else:
        against = [word[0] for word in others if word[1] == "part" and {*word[2:]} <= held]
    if against:
        named = ", ".join(f"j{number}" for number in against)
        raise ContradictionError(
            f"{pair[0]} and {pair[1]} cannot be {'parted' if kind == 'part' else 'joined'} while "
            f"{named} {'stands' if len(against) == 1 else 'stand'}; take one back first, "
            f"with `wirecopy take-back j{against[0]}`"
        )


def _copy_ties(copies: Mapping[str, int], parted: Iterable[Tie]) -> Iterable[Tie]:
    """Copies of one text are in one story, as if joined: each tied to the first of its group.

    A group that a word parts, though it may not be obeyed yet, ties nothing.
    """
    undone = {copies.get(left) for left, right in parted if copies.get(left) == copies.get(right)}
    first: dict[int, str] = {}
    for article, group in copies.items():
        if group not in undone:
            yield first.setdefault(group, article), article


def _within(start: str, ties: Iterable[Tie]) -> set[str]:
    """Return all articles that ties hold together with one."""
    beside = defaultdict(set)
    for left, right in ties:
        beside[left].add(right)
        beside[right].add(left)
    found, coming = {start}, [start]
    while coming:
        fresh = beside[coming.pop()] - found
        found |= fresh
        coming += fresh
    return found
