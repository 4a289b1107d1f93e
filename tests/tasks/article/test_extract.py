"""From an input to an article, or to the reason why it is none."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.article.extract import article_id, count_words, extract_article
from tasks.outcomes import Reason, Rejected
from tasks.records import LARGEST_PAGE_BYTES, Article, Input
from tasks.text.normalise import normal_text

NOW = datetime(2026, 11, 22, tzinfo=UTC)
STORY = """\
PORTVALE (Northwire) - A storm closed the harbour of Portvale on Friday and cut the power to some \
4,000 homes along the coast, the grid's operator said.
Ferries to the islands were to sail again on Sunday at the earliest, the harbour master, Ida Lund, \
told reporters in front of the flooded customs house.
No one was hurt, though two fishing boats broke loose and a crane fell onto an empty shed that had \
been built after the storm of 1987.
Schools will open on Monday as planned, the mayor said, and buses will run on all but one of the \
lines that lead down to the water."""
PARAGRAPHS = STORY.split("\n")
NAVIGATION = "".join(f'<li><a href="/s/{n}">Section number {n}</a></li>' for n in range(30))
LINKED_DATA = """<script type="application/ld+json">{"@context": "https://schema.org",
"@type": "NewsArticle", "headline": "Storm closes Portvale harbour",
"datePublished": "2026-11-20T18:45:00+01:00", "author": [{"@type": "Person", "name": "Ida Ros"}],
"publisher": {"@type": "Organization", "name": "The Portvale Post"}}</script>"""
PARAGRAPHS_HTML = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
TEMPLATES = {
    "linked data": f"""<!DOCTYPE html><html lang="en"><head><title>Storm closes Portvale harbour |
        The Portvale Post</title>{LINKED_DATA}</head><body><nav><ul>{NAVIGATION}</ul></nav><main>
        <article><h1>Storm closes Portvale harbour</h1><div class="body">{PARAGRAPHS_HTML}</div>
        <p>Advertisement</p></article></main><footer>© 2026 The Portvale Post</footer>""",
    "meta tags": f"""<!DOCTYPE html><html lang="en-GB"><head><title>Storm closes Portvale harbour
        </title><meta property="og:title" content="Storm closes Portvale harbour">
        <meta property="og:site_name" content="The Portvale Post">
        <meta property="article:published_time" content="2026-11-20T17:45:00Z">
        <meta name="author" content="Ida Ros"></head><body><div id="menu">{NAVIGATION}</div>
        <div id="content" class="post"><h1>Storm closes Portvale harbour</h1>
        {PARAGRAPHS_HTML}<p>Read more: Ten storms</p></div></body></html>""",
    "time element": f"""<html><head><meta charset="utf-8"><meta name="author" content="Ida Ros">
        <meta property="og:site_name" content="The Portvale Post"></head><body><article>
        <header><h1>Storm closes Portvale harbour</h1>
        <time datetime="2026-11-20T17:45:00+00:00">Friday evening</time></header>
        <section class="article-body">{PARAGRAPHS_HTML}</section></article></body></html>""",
}


def page(html, **given):
    body = html if isinstance(html, bytes) else html.encode()
    return Input(name="storm.html", place=1, external_id="storm.html", body=body, **given)


def given_text(text=STORY, **given):
    return Input(name="wire.jsonl:1", place=1, text=text, **given)


@pytest.fixture(params=TEMPLATES, name="article")
def article_of_template(request):
    return extract_article(page(TEMPLATES[request.param]), now=NOW)


def test_every_template_gives_the_whole_story(article):
    assert [paragraph for paragraph in PARAGRAPHS if paragraph not in article.text] == []


def test_no_template_leaves_its_menu_in_the_story(article):
    assert "Section number" not in article.text


def test_no_template_leaves_its_tails_in_the_story(article):
    assert not re.search("Advertisement|Read more|©", article.text)


def test_every_template_tells_title_author_moment_and_language(article):
    told = (article.title, article.authors, article.published_at, article.language)

    assert told == (
        "Storm closes Portvale harbour",
        ("Ida Ros",),
        datetime(2026, 11, 20, 17, 45, tzinfo=UTC),
        "en",
    )


def test_every_template_tells_its_outlet(article):
    assert article.source == "The Portvale Post"


def test_what_the_source_says_wins_over_the_page():
    raw = page(
        TEMPLATES["linked data"],
        title="Harbour shut",
        source="Northwire",
        authors=("By A. Desk",),
        published="2026-11-19T08:00:00Z",
        language="en-US",
        url="https://northwire.example/1",
    )
    article = extract_article(raw, now=NOW)

    assert (article.title, article.source, article.authors, article.published_at, article.url) == (
        "Harbour shut",
        "Northwire",
        ("A. Desk",),
        datetime(2026, 11, 19, 8, tzinfo=UTC),
        "https://northwire.example/1",
    )


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), Reason.NOT_HTML),
        (b"%PDF-1.7 some", Reason.NOT_HTML),
        (b"no tags at all in this file, though it is called a page", Reason.NOT_HTML),
        (b"", Reason.NOT_HTML),
        (f"<html><body><ul>{NAVIGATION}</ul></body></html>".encode(), Reason.NO_TEXT),
        (b"<html><body></body></html>", Reason.NO_TEXT),
        (b"<html>" + b"x" * LARGEST_PAGE_BYTES, Reason.TOO_LARGE),
    ],
)
def test_a_page_without_a_story_says_why(body, reason):
    assert extract_article(page(body), now=NOW).reason is reason


@pytest.mark.parametrize(
    "body",
    [
        b"<html><body>" + b"<div>" * 100_000 + b"deep",
        b"<html><!--" + b"<!--" * 10_000,
        b"<html><body>" + b"<a href='" * 5_000,
        b"<html><body>&#0;&#xd800;&#1114112;</body></html>",
        b"<html>\xff\xfe\x00<p>" + b"\x00" * 10,
        b'<html><script type="application/ld+json">{"datePublished": "' + b"9" * 5_000,
        b'<html lang="' + b"x" * 5_000,
    ],
)
def test_a_hostile_page_ends_in_an_outcome(body):
    assert isinstance(extract_article(page(body), now=NOW), Rejected)


@given(st.binary(max_size=300))
@settings(max_examples=60, deadline=None)
def test_any_bytes_end_in_one_outcome(body):
    assert isinstance(extract_article(page(b"<html>" + body), now=NOW), Article | Rejected)


@given(st.text(max_size=300), st.text(max_size=30), st.text(max_size=30))
@settings(deadline=None)
def test_any_text_ends_in_one_outcome(text, title, published):
    raw = given_text(text, title=title, published=published, language="en")

    assert isinstance(extract_article(raw, now=NOW), Article | Rejected)


def test_a_brief_of_forty_words_is_an_article():
    brief = " ".join(STORY.split()[:40])

    assert extract_article(given_text(brief), now=NOW).word_count == 40


def test_a_stub_is_too_short():
    stub = given_text("Subscribe to read this story in full.")

    assert extract_article(stub, now=NOW).reason is Reason.TOO_SHORT


def test_characters_count_where_a_script_parts_no_words():
    brief = "首相は木曜日、来週ジュネーブで協議を続けると述べた。野党は法案に反対している。"

    assert extract_article(given_text(brief), now=NOW).language == "ja"


@pytest.mark.parametrize("text", ["", " \n ", "___\n***", "\u200b\u00ad"])
def test_no_words_is_no_text(text):
    assert extract_article(given_text(text), now=NOW).reason is Reason.NO_TEXT


def test_a_text_beyond_the_limit_is_too_large():
    assert extract_article(given_text("word " * 2_000_001), now=NOW).reason is Reason.TOO_LARGE


def test_the_same_input_gives_the_same_article():
    raw = given_text(source="Northwire", title="Storm")

    assert extract_article(raw, now=NOW) == extract_article(raw, now=NOW)


def test_one_text_from_two_outlets_is_two_articles():
    ids = {
        extract_article(given_text(source=outlet), now=NOW).article_id
        for outlet in ("Post", "Mail")
    }

    assert len(ids) == 2


def test_the_same_line_at_another_place_is_the_same_article():
    raw = given_text(source="Post", title="Storm", published="2026-11-20")
    moved = replace(raw, name="other.jsonl:7", place=7)

    assert extract_article(raw, now=NOW).article_id == extract_article(moved, now=NOW).article_id


def test_another_text_under_the_same_id_is_another_article():
    first, second = (
        extract_article(given_text(text, external_id="a1"), now=NOW)
        for text in (STORY, STORY.replace("4,000", "5,000"))
    )

    assert first.article_id != second.article_id


def test_an_id_stays_what_it_was_in_the_first_release():
    assert article_id("wire-1", "00" * 32) == "agebmenpvmrteth2w"


def test_a_changed_quote_or_dash_leaves_the_text_the_same():
    typed = STORY.replace(" - ", " — ").replace("'", "’").replace("\n", "\r\n\r\n")

    assert (
        extract_article(given_text(typed), now=NOW).text_sha256
        == extract_article(given_text(), now=NOW).text_sha256
    )


def test_lines_that_cleaning_drops_are_not_lost():
    tail = "Copyright 2026 Northwire. All rights reserved."
    article = extract_article(given_text(f"{STORY}\n{tail}"), now=NOW)

    assert article.extra["dropped_lines"] == [tail]


def test_a_date_that_cannot_be_read_is_not_lost():
    article = extract_article(given_text(published="03/04/2026"), now=NOW)

    assert (article.published_at, article.extra["published_as_given"]) == (None, "03/04/2026")


def test_unknown_fields_go_along():
    article = extract_article(given_text(extra={"desk": "coast"}), now=NOW)

    assert article.extra == {"desk": "coast"}


def test_titles_sources_and_authors_cannot_steer_a_terminal():
    article = extract_article(
        given_text(title="Storm\x1b[2J\r\nalert", source="Po\x07st", authors=("A\x9b31m",)), now=NOW
    )

    assert (article.title, article.source, article.authors) == ("Storm[2J alert", "Post", ("A31m",))


def test_a_first_line_serves_as_title_and_stays_in_the_text():
    article = extract_article(given_text(f"Storm closes harbour\n{STORY}"), now=NOW)

    assert (article.title, article.text.split("\n")[0]) == ("Storm closes harbour",) * 2


@pytest.mark.parametrize(
    ("text", "words"), [("one two three", 3), ("東京で会談", 5), ("東京 G7 summit", 4), ("", 0)]
)
def test_words_are_counted_in_every_script(text, words):
    assert count_words(text)[0] == words


@given(st.text(st.sampled_from("ab1.-'`\n \t\r\x0b\x1c\x1f"), max_size=80))
def test_as_many_words_are_counted_as_stand_between_blanks(text):
    text = normal_text(text)

    assert count_words(text)[0] == len(text.split())


@given(st.text(max_size=20), st.text("0123456789abcdef", max_size=64))
def test_an_id_is_spelled_in_base32(external_id, sha256):
    key = f"{external_id}\0{sha256}".encode()
    digest = hashlib.blake2b(key, digest_size=10).digest()

    assert article_id(external_id, sha256) == "a" + base64.b32encode(digest).decode().lower()


def test_a_brief_whose_last_sentence_has_no_stop_is_a_story():
    line = "The ferry ran aground off Weir on Tuesday. Nobody was hurt, and divers will look at it "
    body = f"<html><body><h1>Ferry aground</h1><p>{line}when the tide is out</p></body></html>"

    assert isinstance(extract_article(page(body.encode()), now=NOW), Article)
