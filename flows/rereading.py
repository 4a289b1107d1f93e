"""Reads a kept page with today's extraction, as if it had just come: what is other, what is not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flows.asking import declared
from flows.revisions import revision_of
from flows.taking_in import completed
from tasks.article.dates import parse_published
from tasks.errors import NotFoundError, StoreError
from tasks.listings import DateCandidate, Listing
from tasks.records import Article, Input
from tasks.text.diffs import changed_share, compare_words
from tasks.text.urls import page_url

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from flows.config import SourceEntry
    from flows.steps import Steps
    from storage.pages import Pages, StoredArticle, StoredPage
    from storage.revisions import NewestText, Revision
    from tasks.article.pool import ExtractionPool
    from tasks.outcomes import Rejected

# What a lister said of a page; everything else in `extra` is the extraction's own.
_LISTERS = ("listed_by", "feed_")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """What became of one page. `before` and `stored` are its article's, None where it had none.

    `found` is what it holds by today's extraction, None where its body is not kept any more.
    `changed` names the fields that are others.
    """

    page: StoredPage
    found: Article | Rejected | None
    before: NewestText | None = None
    stored: StoredArticle | None = None
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rereader:
    """Reads batches of kept pages. `entries` by name: what a wirecopy.toml lends to articles."""

    pages: Pages
    steps: Steps
    pool: ExtractionPool
    entries: Mapping[str, SourceEntry]

    def read(self, batch: Sequence[StoredPage]) -> list[Reread]:
        """Return what became of each page of a batch that was read at one time."""
        ids = [page.article_id for page in batch if page.article_id]
        stored, newest = self.pages.articles(ids), self.pages.revisions.newest(ids)
        inputs = {page.url: self._input(page, stored.get(page.article_id or "")) for page in batch}
        kept = [page for page in batch if inputs[page.url] is not None]
        raw = [given for page in kept if (given := inputs[page.url]) is not None]
        found = self.steps.extract_batch(raw, batch[0].seen_at, self.pool)
        became = dict(zip((page.url for page in kept), found, strict=True))
        return [_compared(page, became.get(page.url), stored, newest) for page in batch]

    def _input(self, page: StoredPage, stored: StoredArticle | None) -> Input | None:
        """Return the input that a page was when it came, or None where its body is gone."""
        try:
            body = self.pages.bodies.read(page.digest)
        except (NotFoundError, StoreError):
            return None
        lender = self.entries.get(page.source) or _itself(stored)
        url = stored.url if stored else page_url(page.url, declared=declared(body))
        return Input(
            name=page.url,
            place=0,
            external_id=stored.external_id if stored else url,
            url=url,
            body=body,
            source=lender.outlet if lender else None,
            language=lender.language if lender else None,
            extra=_listed(stored) if stored else {"listed_by": page.source},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lender:
    """What is lent to an article whose source no wirecopy.toml names any more: what it has."""

    outlet: str | None
    language: str | None


def _itself(stored: StoredArticle | None) -> _Lender | None:
    return _Lender(outlet=stored.source, language=stored.language) if stored else None


def _listed(stored: StoredArticle) -> dict[str, object]:
    return {key: value for key, value in stored.extra.items() if key.startswith(_LISTERS)}


def _compared(
    page: StoredPage,
    found: Article | Rejected | None,
    stored: Mapping[str, StoredArticle],
    newest: Mapping[str, NewestText],
) -> Reread:
    """Return what became of a page, compared with the article that it was."""
    was, before = stored.get(page.article_id or ""), newest.get(page.article_id or "")
    if isinstance(found, Article):
        found = completed(found, _listing(page, was), page.seen_at)
    if was is None or before is None or not isinstance(found, Article):
        return Reread(page=page, found=found, before=before, stored=was)
    if before.revision is not None:
        # Its page has changed since: what it says of its time now is not when it was printed.
        found = replace(found, published_at=was.published_at)
    changed = _changed(found, was, before)
    return Reread(page=page, found=found, before=before, stored=was, changed=changed)


def _changed(found: Article, was: StoredArticle, before: NewestText) -> tuple[str, ...]:
    others = {
        "text": found.text_sha256 != before.text_sha256,
        "headline": found.title != before.title,
        "authors": found.authors != was.authors,
        "time": found.published_at != was.published_at,
        "language": found.language != was.language,
        "outlet": found.source != was.source,
    }
    return tuple(name for name, is_other in others.items() if is_other)


def _listing(page: StoredPage, stored: StoredArticle | None) -> Listing | None:
    """Return what its lister said of a page, as far as its article has kept it."""
    dates = stored.extra.get("feed_dates") if stored else None
    authors = stored.extra.get("feed_authors") if stored else None
    if not isinstance(dates, dict) and not isinstance(authors, list):
        return None
    return Listing(
        url=page.url,
        place=1,
        dates=_dates(dates if isinstance(dates, dict) else {}, page.seen_at),
        authors=tuple(authors) if isinstance(authors, list) else (),
    )


def _dates(written: Mapping[str, str], now: datetime) -> tuple[DateCandidate, ...]:
    return tuple(
        DateCandidate(origin=origin, written=each, moment=parse_published(each, now=now))
        for origin, each in written.items()
    )


def revision_by(reread: Reread, now: datetime) -> Revision | None:
    """Return the revision that a new reading makes of an article, None where nothing is other."""
    found, before = reread.found, reread.before
    if not reread.changed or before is None or not isinstance(found, Article):
        return None
    share = changed_share(compare_words(before.text, found.text))
    worded = "text" in reread.changed or "headline" in reread.changed
    revision = revision_of(before, found, "extraction", seen_at=now, changed=share, counts=True)
    return replace(revision, is_worded=worded)
