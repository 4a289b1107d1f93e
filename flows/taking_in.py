"""Takes in pages that were asked for: gives every URL its one outcome, and commits all of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flows.again import HELD, next_ask
from flows.ingest import remember
from flows.revisions import recognise, revising
from storage.urls import Ended
from tasks.article.dating import choose_date, page_dates
from tasks.listings import UrlOutcome, Validators
from tasks.outcomes import Rejected
from tasks.records import Article

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from flows.asking import AskedBatch, AskedPage
    from flows.newsroom import Newsroom
    from storage.runs import Progress
    from tasks.article.pool import ExtractionPool
    from tasks.listings import Listing

WEB_KEY, WEB_VERSION = "web", "1"


def take_in(room: Newsroom, asked: AskedBatch, pool: ExtractionPool, now: datetime) -> None:
    """Give every URL of a batch its outcome, and commit all of it."""
    pages = _apart(room, asked.pages)
    read = [(page, page.raw) for page in pages if page.raw is not None]
    for page, raw in read:
        if raw.body is not None and page.state.validators.digest is not None:
            room.store.bodies.keep(page.state.validators.digest, raw.body)
    extracted = room.steps.extract_batch([raw for _, raw in read], now, pool)
    outcomes = [
        completed(found, page.state.listing, now) if isinstance(found, Article) else found
        for (page, _), found in zip(read, extracted, strict=True)
    ]
    stood = [
        (page.state.article_id, found)
        for (page, _), found in zip(read, outcomes, strict=True)
        if isinstance(found, Article)
    ]
    articles = [article for _, article in stood]
    recognised = recognise(room, stood, now)
    known_at = room.store.articles.known(articles) | recognised.same | recognised.revised.keys()
    fresh = [article for at, article in enumerate(articles) if at not in known_at]
    rejected = [found for found in outcomes if isinstance(found, Rejected)]
    became = dict(zip((page.state.url for page, _ in read), outcomes, strict=True))
    ends = {id(article): UrlOutcome.ARTICLE for article in fresh}
    ends |= {id(articles[at]): UrlOutcome.REVISION for at in recognised.revised}
    ends |= _brought_elsewhere(room, [stood[at] for at in known_at])
    ended = [_ended(page, became.get(page.state.url), ends) for page in pages]
    progress = _progressed(room, fresh=len(fresh), known=len(known_at), rejected=len(rejected))
    revise = revising(room, list(recognised.revised.values()))

    def also() -> None:
        revise()
        room.store.urls.end(room.run, ended)
        room.store.hosts.keep(asked.hosts)

    remember(room, fresh, rejected, progress, also)


def _brought_elsewhere(
    room: Newsroom, known: Sequence[tuple[str | None, Article]]
) -> dict[int, UrlOutcome]:
    """Return the ends of articles that an archive or a file had brought before their pages did."""
    new_to_url = [article for before, article in known if before is None]
    there = room.store.revisions.newest([article.article_id for article in new_to_url])
    return {id(one): UrlOutcome.KNOWN for one in new_to_url if one.article_id in there}


def _progressed(room: Newsroom, *, fresh: int, known: int, rejected: int) -> Progress:
    """Return how far the run has come on the web, with a batch's inputs by what became of them."""
    before = room.store.runs.progress(room.run, WEB_KEY, WEB_VERSION)
    count = fresh + known + rejected
    return replace(
        before,
        place=before.place + count,
        inputs=before.inputs + count,
        articles=before.articles + fresh,
        known=before.known + known,
        rejected=before.rejected + rejected,
    )


def _apart(room: Newsroom, pages: Sequence[AskedPage]) -> list[AskedPage]:
    """End the pages that turned out to be those of other URLs: a redirect or their link says so."""
    keys = [page.state.page_key for page in pages if page.raw is not None]
    owners = {
        state.page_key: state.url
        for state in room.store.urls.like([], keys)
        if state.outcome in HELD
    }
    apart = []
    for page in pages:
        owner = page.state.url
        if page.raw is not None and not page.from_feed:
            owner = owners.setdefault(page.state.page_key, page.state.url)
        if owner != page.state.url:
            detail = f"the page of {owner}"
            page = replace(page, outcome=UrlOutcome.DUPLICATE_URL, detail=detail, raw=None)  # noqa: PLW2901 - the page goes on as such
        apart.append(page)
    return apart


def completed(article: Article, listing: Listing | None, now: datetime) -> Article:
    """Return an article with its lister's authors where its page gives none, and the surest date.

    Of the page's dates and the lister's together: a feed's word goes before a guess at the page.
    """
    if listing is None:
        return article
    authors = article.authors or listing.authors
    of_page = article.extra.get("page_dates")
    dates = page_dates(of_page.items(), now=now) if isinstance(of_page, dict) else []
    chosen = choose_date([*dates, *listing.dates], sighted=now)
    if chosen is None:
        return replace(article, authors=authors)
    extra = {**article.extra, "published_by": f"{chosen.origin}: {chosen.reason}"}
    return replace(article, authors=authors, published_at=chosen.moment, extra=extra)


def _ended(
    page: AskedPage, found: Article | Rejected | None, ends: Mapping[int, UrlOutcome]
) -> Ended:
    """Return how a URL ended, and the state that this leaves it in.

    ends: what became of the articles that are new to their URLs or changed, by identity here.
    """
    outcome, detail = page.outcome or UrlOutcome.NOT_HTML, page.detail
    article_id = page.state.article_id
    if isinstance(found, Article):
        became = ends.get(id(found), UrlOutcome.KNOWN)
        outcome = UrlOutcome.FEED_ONLY if page.from_feed else became
        if became is UrlOutcome.ARTICLE or (article_id is None and id(found) in ends):
            article_id = found.article_id
    elif isinstance(found, Rejected) and not page.from_feed:
        outcome, detail = UrlOutcome(found.reason.value), found.detail
    failures = page.state.failures + 1 if outcome.passing else 0
    state = replace(
        page.state,
        waiting=False,
        listing=page.state.listing if outcome.passing else None,
        outcome=outcome,
        failures=failures,
        next_ask=next_ask(outcome, page.at, failures),
        article_id=article_id,
        # A body that could not be read in time must come again, not a word that it is unchanged.
        validators=Validators() if outcome.passing and page.raw else page.state.validators,
    )
    is_first = page.state.outcome is None
    return Ended(state=state, outcome=outcome, at=page.at, detail=detail, is_first=is_first)
