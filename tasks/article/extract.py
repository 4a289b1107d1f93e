"""From an input to an article, or to the reason why it is none."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING

from tasks.article.clean import Cleaned, clean_text
from tasks.article.dates import parse_published
from tasks.article.dating import choose_date, page_dates
from tasks.article.decode import NotTextError, decode_text
from tasks.article.headline import first_line_headline, without_site
from tasks.article.language import given_language, tell_language
from tasks.article.markup import plain_text
from tasks.article.page import PageStory, read_page
from tasks.article.paywall import withheld
from tasks.outcomes import Reason, Rejected
from tasks.records import LARGEST_PAGE_BYTES, Article
from tasks.text.normalise import normal_line, normal_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from tasks.listings import ChosenDate
    from tasks.records import Input

LARGEST_TEXT_CHARS = 10_000_000
# Below this nothing can be told: a page's "Subscribe to read this story" has 5 words. Above it much
# can: 541 of 19,043 Reuters items have 12 to 14 (dividends, as whole as they come), and bodies of 9
# to 11 words beside a headline found their stories on two labelled sets (B-cubed F1 +.005, +.016).
LEAST_WORDS = 9
# Two characters make a word of Chinese or Japanese, and their briefs are terse.
LEAST_CHARACTERS = 30

# 80 bits: among 100 million articles any two share an id with a probability of one in 200 million.
# Base32 in small letters, so that an id can be read out, and picked with a double click.
ID_BYTES = 10

_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]"
)
_TAG = re.compile(r"<[A-Za-z!?/]")
_BY = re.compile(r"by\s+", re.IGNORECASE)


def extract_article(raw: Input, *, now: datetime) -> Article | Rejected:
    """Return the article in `raw`, or why there is none.

    A field of the input wins over what its page says. `now` becomes `fetched_at`. Lines that
    cleaning took away are in `extra["dropped_lines"]`, a date that could not be read in
    `extra["published_as_given"]`, all dates of the page by origin in `extra["page_dates"]`, and in
    `extra["published_by"]` which of them was taken, and why.
    """
    story = _given_story(raw) if raw.body is None else _page_story(raw, raw.body, now)
    if isinstance(story, Rejected):
        return story
    cleaned = clean_text(normal_text(story.text))
    words, fewest = count_words(cleaned.text)
    if (why := withheld(story.gate, words)) is not None:
        return _reject(raw, Reason.PAYWALLED, why)
    if not words:
        return _reject(raw, Reason.NO_TEXT, "no words in it")
    if words < fewest:
        return _reject(raw, Reason.TOO_SHORT, f"{words} words; {fewest} are the fewest that tell")
    return _article(raw, story, cleaned, words=words, now=now)


def count_words(text: str) -> tuple[int, int]:
    """Return how many words `text`, in normal form, has, and how many it must have to be judged.

    Where a script parts no words (Chinese, Japanese, Thai), each character counts.
    """
    if text.isascii():
        # In normal form one sign parts two words: counting signs takes a tenth of cutting words.
        return text.count(" ") + text.count("\n") + bool(text), LEAST_WORDS
    spaced, characters = _UNSPACED.subn(" ", text)
    words = len(spaced.split())
    return words + characters, LEAST_CHARACTERS if characters > words else LEAST_WORDS


def article_id(external_id: str, text_sha256: str) -> str:
    """Return the id of the article that is this text under this identity, the same for ever."""
    key = f"{external_id}\0{text_sha256}".encode()
    digest = hashlib.blake2b(key, digest_size=ID_BYTES).digest()
    return "a" + base64.b32encode(digest).decode("ascii").lower()


def _given_story(raw: Input) -> PageStory | Rejected:
    """Return the given text as a story."""
    text = raw.text or ""
    if len(text) > LARGEST_TEXT_CHARS:
        return _reject(
            raw, Reason.TOO_LARGE, f"{len(text):,} characters; {LARGEST_TEXT_CHARS:,} are read"
        )
    return PageStory(text=plain_text(text))


def _page_story(raw: Input, body: bytes, now: datetime) -> PageStory | Rejected:
    """Return the story in a page's bytes."""
    if len(body) > LARGEST_PAGE_BYTES:
        return _reject(
            raw, Reason.TOO_LARGE, f"{len(body):,} bytes; {LARGEST_PAGE_BYTES:,} are read"
        )
    try:
        html = decode_text(body)
        if _TAG.search(html) is None:
            return _reject(raw, Reason.NOT_HTML, "no tags in it")
        story = read_page(html, url=raw.url, now=now)
    except NotTextError as not_text:
        return _reject(raw, Reason.NOT_HTML, str(not_text))
    except (MemoryError, RecursionError):
        return _reject(raw, Reason.TOO_LARGE, "it needs more memory than a page may")
    except Exception as fault:  # noqa: BLE001 - what a parser raises on a hostile page, nobody lists
        return _reject(raw, Reason.UNREADABLE, f"the reader failed: {type(fault).__name__}")
    return story or _reject(raw, Reason.NO_TEXT, "the page holds no story")


def _reject(raw: Input, reason: Reason, detail: str) -> Rejected:
    """Return the rejection of `raw`."""
    return Rejected(input=raw.name, reason=reason, detail=detail)


def _article(
    raw: Input, story: PageStory, cleaned: Cleaned, *, words: int, now: datetime
) -> Article:
    """Return the article made of an input and its cleaned story."""
    external_id = raw.external_id or raw.url or _identity(raw)
    sha256 = hashlib.sha256(cleaned.text.encode()).hexdigest()
    source = _line(raw.source) or _line(story.site)
    title = _line(raw.title) or _line(story.title)
    given_at = parse_published(raw.published or "", now=now)
    chosen = None if given_at else choose_date(page_dates(story.dates, now=now), sighted=now)
    return Article(
        article_id=article_id(external_id, sha256),
        external_id=external_id,
        name=raw.name,
        title=without_site(title, source) or first_line_headline(cleaned.text),
        text=cleaned.text,
        text_sha256=sha256,
        word_count=words,
        fetched_at=now,
        url=_line(raw.url) or _line(story.url),
        source=source,
        authors=_names(raw.authors) or _names(story.authors),
        published_at=given_at or (chosen.moment if chosen else None),
        language=_language(raw, story, cleaned.text),
        extra={
            **raw.extra,
            **_unread_date(raw, given_at),
            **dict(_leftovers(story, cleaned, chosen)),
        },
    )


def _identity(raw: Input) -> str:
    """Return what stands for the id of an input without id and url: a digest of what it gives.

    The same line is the same article again; one text from two outlets is two articles.
    """
    given = (raw.source, raw.title, raw.published, *raw.authors)
    key = "\0".join(field or "" for field in given).encode("utf-8", "surrogatepass")
    return "given:" + hashlib.blake2b(key + b"\0" + (raw.body or b""), digest_size=16).hexdigest()


def _line(given: str | None) -> str | None:
    """Return a field in normal form on one line, or None where nothing is left of it."""
    return (normal_line(plain_text(given)) or None) if given else None


def _names(given: tuple[str, ...]) -> tuple[str, ...]:
    """Return the authors in normal form without "By", each once, in their order."""
    lines = (_line(name) for name in given)
    return tuple(
        dict.fromkeys(bare for line in lines if line and (bare := _BY.sub("", line, count=1)))
    )


def _language(raw: Input, story: PageStory, text: str) -> str | None:
    """Return the language as given, else as the text tells, else as the page declares."""
    return given_language(raw.language) or tell_language(text) or given_language(story.language)


def _unread_date(raw: Input, read_as: datetime | None) -> dict[str, object]:
    """Return a given date that could not be read, as it was given."""
    if read_as is not None or not raw.published:
        return {}
    return {"published_as_given": normal_line(raw.published)}


def _leftovers(
    story: PageStory, cleaned: Cleaned, chosen: ChosenDate | None
) -> Iterator[tuple[str, object]]:
    """Yield by name what has no field of its own and must not be lost."""
    if story.dates:
        yield "page_dates", dict(story.dates)
    if chosen:
        yield "published_by", f"{chosen.origin}: {chosen.reason}"
    if cleaned.dropped:
        yield "dropped_lines", list(cleaned.dropped)
