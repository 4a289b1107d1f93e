"""Choose the canonical article of a story or of a group of copies, and say why.

The rules, each asked only where those before leave several:

    1 own text      the agency's own before any reprint or rewrite
    2 whole         an article that is no excerpt of another member
    3 earlier       by known publication time; a known time before none
    4 credited      prints whose text it is, before one that does not
    5 most printed  the text with the larger group of copies
    6 most central  the greater mean kinship to the other members
    7 longer        more words
    8 id            the smallest article id: only to be the same everywhere

Rules 1-8 order all contenders, whoever else is there: a newcomer changes the choice only by being
chosen itself. History may speak in one case alone: an article that was canonical stays where
rules 1-5 cannot tell it from the best and its centrality is less than NEAR_CENTRALITY behind.
Centralities move a little with every new member; without this the choice would move with them.
Whoever wants a choice that is a function of the set alone passes `current=False` throughout.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeAlias

from tasks.clusters.reasons import ago, counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# Centrality is a mean of pair scores. One more member among ten moves a mean by up to a tenth of
# the score's spread (.2-.6 inside stories); half of that is no reason to change a canonical.
NEAR_CENTRALITY = 0.02

_NEVER = datetime.max.replace(tzinfo=UTC)

# What was printed with the text decides nothing below this; a hint is no credit.
# (tasks.provenance.attribution.Strength, which this layer may not import.)
CREDITED = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """A member of a story or copy group, and all that the choice may look at.

    `published_at`: aware UTC, None where unknown or not believed. `agency`, `agency_strength` and
    `is_own` are its attribution. `centrality`: mean kinship (or containment) to the other
    members, 0..1. `is_whole`: no excerpt of another member. `copies`: size of its copy group, 1
    where it stands alone. `current`: it was chosen in the run before.
    """

    article_id: str
    word_count: int
    published_at: datetime | None = None
    agency: str | None = None
    agency_strength: int = 0
    is_own: bool = False
    is_whole: bool = True
    copies: int = 1
    centrality: float = 0.0
    current: bool = False

    @property
    def is_credited(self) -> bool:
        """Whether the article prints whose text it is."""
        return self.agency is not None and self.agency_strength >= CREDITED


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The canonical article, and the facts that decided, in words."""

    article_id: str
    reason: str


def choose_canonical(members: Sequence[Contender]) -> Choice:
    """Return the canonical article of `members`, whatever their order; see the module's rules.

    Raises:
        ValueError: there are no members, or two of one id.
    """
    _check(members)
    ranked = sorted(members, key=_rank)
    best = ranked[0]
    kept = _kept(ranked)
    if kept is not None:
        return Choice(
            article_id=kept.article_id,
            reason=f"chosen before, and as good as {best.article_id} by every other rule",
        )
    return Choice(article_id=best.article_id, reason=_reason(best, ranked[1:]))


def _check(members: Sequence[Contender]) -> None:
    if not members:
        raise ValueError("no members to choose from; a story has at least one article")
    ids = [member.article_id for member in members]
    if len(set(ids)) < len(ids):
        twice = next(one for one in ids if ids.count(one) > 1)
        raise ValueError(f"article {twice} stands twice among the members; give each once")


_Facts: TypeAlias = tuple[bool, bool, datetime, bool, int]


def _facts(one: Contender) -> _Facts:
    """What truly tells two articles apart (rules 1-5); smaller is better."""
    return (
        not one.is_own,
        not one.is_whole,
        one.published_at or _NEVER,
        not one.is_credited,
        -one.copies,
    )


def _rank(one: Contender) -> tuple[_Facts, float, int, str]:
    return _facts(one), -one.centrality, -one.word_count, one.article_id


def _kept(ranked: Sequence[Contender]) -> Contender | None:
    """Return the article that stays canonical though another ranks first, or None.

    Of several chosen before (their stories have merged) the best of them may stay.
    """
    best = ranked[0]
    current = next((one for one in ranked if one.current), best)
    is_equal = _facts(current) == _facts(best)
    is_near = best.centrality - current.centrality < NEAR_CENTRALITY
    return current if current is not best and is_equal and is_near else None


def _reason(best: Contender, others: Sequence[Contender]) -> str:
    if not others:
        return f"{_own(best)}, and the only article" if best.is_own else "the only article"
    if best.is_own and not others[0].is_own:
        return _own(best) + _before_reprints(best, others)
    deciding = _against(best, others[0], others)
    return f"{_own(best)}, {deciding}" if best.is_own else deciding


def _own(best: Contender) -> str:
    return f"{best.agency or 'the agency'}'s own text"


def _before_reprints(best: Contender, others: Sequence[Contender]) -> str:
    """Say how long the agency was ahead, where the known times say it was."""
    first = _first(others)
    if best.published_at is None or first is None or first <= best.published_at:
        return ""
    return f", filed {ago(first - best.published_at)} before the first reprint"


def _first(others: Iterable[Contender]) -> datetime | None:
    return min((one.published_at for one in others if one.published_at), default=None)


def _against(best: Contender, second: Contender, others: Sequence[Contender]) -> str:
    """Name the rule that put `best` before the one that came closest."""
    if best.is_whole != second.is_whole:
        return f"the whole text; {counted(sum(not one.is_whole for one in others), 'other')} cut"
    if best.published_at != second.published_at:
        return _earlier(best, second)
    if best.is_credited != second.is_credited:
        return f"prints whose text it is: {best.agency}'s; the next does not"
    if best.copies != second.copies:
        return f"the text most printed: {best.copies} copies, the next has {second.copies}"
    return _nearly(best, second)


def _earlier(best: Contender, second: Contender) -> str:
    if best.published_at is None or second.published_at is None:
        return "the only one with a known time of publication"
    return f"the earliest, {ago(second.published_at - best.published_at)} before the next"


def _nearly(best: Contender, second: Contender) -> str:
    """Name the rule among those that tell nearly equal articles apart."""
    if best.centrality != second.centrality:
        return (
            f"the most central: mean kinship {best.centrality:.2f} to the others, "
            f"the next has {second.centrality:.2f}"
        )
    if best.word_count != second.word_count:
        return f"the longer of equals: {best.word_count} words, the next has {second.word_count}"
    return f"equal to {second.article_id} in all that is known; the smaller id"
