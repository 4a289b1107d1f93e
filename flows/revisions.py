"""Revise: what a page says now becomes a revision of its article, which may be placed anew."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flows.keys import keep_keys
from storage.hosts import aware
from storage.revisions import Revision
from tasks.text.diffs import changed_share, compare_words, is_another

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from flows.newsroom import Newsroom
    from storage.revisions import NewestText
    from tasks.records import Article

# From this share of changed words on an article is judged by its new text: a correction or a mended
# typo changes less, and what others have copied is the text before.
PLACED_ANEW = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """Which articles of a batch are there already, by position: revised, or as they were."""

    revised: Mapping[int, Revision]
    same: frozenset[int]


def recognise(
    room: Newsroom, found: Sequence[tuple[str | None, Article]], seen_at: datetime
) -> Recognised:
    """Compare what pages hold now with the newest texts of their articles.

    found: the id of the article that a page was, None for none, and what it is now. A page that has
    nothing in common with its article is neither revised nor the same: it is another article.
    """
    newest = room.store.revisions.newest([known for known, _ in found if known])
    revised: dict[int, Revision] = {}
    same = set()
    for at, (known, article) in enumerate(found):
        last = newest.get(known or "")
        if last is None:
            continue
        if _is_same(last, article):
            same.add(at)
        elif not is_another((last.title, last.text), (article.title, article.text)):
            share = changed_share(compare_words(last.text, article.text))
            kept = _dated(article, last)
            revised[at] = revision_of(
                last, kept, "page", seen_at=seen_at, changed=share, counts=share >= PLACED_ANEW
            )
    return Recognised(revised=revised, same=frozenset(same))


def _is_same(last: NewestText, article: Article) -> bool:
    return last.text_sha256 == article.text_sha256 and last.title == article.title


def _dated(article: Article, last: NewestText) -> Article:
    """Return an article with the time of its first print, where that is known.

    Else a page that tells when it was changed would put its reprints before it.
    """
    return replace(article, published_at=aware(last.published_at) or article.published_at)


def revision_of(
    last: NewestText,
    article: Article,
    cause: str,
    *,
    seen_at: datetime,
    changed: float,
    counts: bool,
) -> Revision:
    """Return the revision that follows the newest text of an article."""
    return Revision(
        article=replace(article, article_id=last.article_id),
        cause=cause,
        seen_at=seen_at,
        changed=changed,
        number=1 if last.revision is None else last.revision + 1,
        counts=counts,
    )


def revising(room: Newsroom, revisions: Sequence[Revision]) -> Callable[[], None]:
    """Return what writes some revisions of one cause, in the caller's transaction.

    Those that count are given a place by the next clustering, as if they were new.
    """
    judged = [one.article for one in revisions if one.counts]
    attributed = room.steps.attribute_batch(judged, room.agencies)
    keys = room.steps.fingerprint_batch(judged) if judged else None

    def write() -> None:
        store = room.store
        store.revisions.keep(room.run, revisions)
        if keys is not None:
            numbers = store.articles.next_numbers(len(judged))
            store.revisions.replace(attributed, revisions[0].cause, numbers)
            keep_keys(room, numbers, keys)

    return write
