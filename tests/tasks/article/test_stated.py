"""What pages state for machines."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.article.page import load_reader
from tasks.article.stated import read_stated


def stated(linked=None, head="", script=None):
    script = json.dumps(linked) if script is None else script
    page = f'<html><head>{head}<script type="application/ld+json">{script}</script></head>'
    return read_stated(load_reader().load_html(page + "<body><p>Text.</p></body></html>"))


ARTICLE = {"@type": "NewsArticle", "headline": "Ferry aground"}


@pytest.mark.parametrize(
    "linked",
    [
        ARTICLE,
        [{"@type": "WebSite", "name": "Weir Times"}, ARTICLE],
        {"@graph": [{"@type": "BreadcrumbList"}, ARTICLE]},
        {"@type": "WebPage", "mainEntity": {**ARTICLE, "@type": ["Thing", "LiveBlogPosting"]}},
    ],
)
def test_the_article_is_found_wherever_linked_data_puts_it(linked):
    assert stated(linked).headline == "Ferry aground"


def test_another_article_that_a_page_mentions_is_not_its_own():
    linked = {"@type": "WebPage", "mentions": ARTICLE, "itemListElement": [ARTICLE]}

    assert stated(linked).headline is None


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("Jane Doe", ("Jane Doe",)),
        ({"@type": "Person", "name": "Jane Doe"}, ("Jane Doe",)),
        ([{"name": "Jane Doe"}, {"name": ["John Roe", 7]}], ("Jane Doe", "John Roe")),
        ({"@id": "#jane"}, ("Jane Doe",)),
        ({"@id": "#nobody"}, ()),
    ],
)
def test_authors_are_named_in_place_or_elsewhere_in_the_data(author, names):
    linked = {"@graph": [{**ARTICLE, "author": author}, {"@id": "#jane", "name": "Jane Doe"}]}

    assert stated(linked).authors == names


def test_scholarly_names_are_turned():
    tag = '<meta name="citation_author" content="Doe, Jane">'

    assert stated({}, head=tag).tag_authors == ("Jane Doe",)


def test_a_meta_tag_that_holds_an_address_names_nobody():
    tags = (
        '<meta property="article:author" content="https://weir.example/jane">'
        '<meta name="articleAuthor" content="Jane Doe">'
    )

    assert stated({}, head=tags).tag_authors == ("Jane Doe",)


def test_every_date_of_a_page_is_kept_with_its_origin():
    tags = '<meta property="article:published_time" content="2026-11-03T07:00:00Z">'
    linked = {**ARTICLE, "datePublished": "2026-11-03T07:01:00Z", "dateModified": "2026-11-04"}

    assert dict(stated(linked, head=tags).dates) == {
        "page:json-ld": "2026-11-03T07:01:00Z",
        "page:meta": "2026-11-03T07:00:00Z",
        "page:modified": "2026-11-04",
    }


@pytest.mark.parametrize(
    ("written", "free"),
    [(False, False), ("False", False), ("http://schema.org/False", False), ("true", True),
     (None, None), ("perhaps", None)],
)  # fmt: skip
def test_whether_an_article_is_free_is_read_however_it_is_written(written, free):
    assert stated({**ARTICLE, "isAccessibleForFree": written}).free is free


@pytest.mark.parametrize(
    "script",
    [f"<!-- {json.dumps(ARTICLE)} -->", f"//<![CDATA[\n{json.dumps(ARTICLE)}\n//]]>",
     '{"@type": "NewsArticle", "headline": "Ferry\naground"}'],
)  # fmt: skip
def test_linked_data_in_the_wrappings_of_old_is_read(script):
    assert stated(script=script).headline == "Ferry aground"


@pytest.mark.parametrize("script", ["{", "[" * 100_000, "", '{"@type": "NewsArticle",}'])
def test_linked_data_that_is_no_json_states_nothing(script):
    assert stated(script=script).headline is None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "@type",
                    "@id",
                    "@graph",
                    "author",
                    "name",
                    "headline",
                    "hasPart",
                    "wordCount",
                    "datePublished",
                    "isAccessibleForFree",
                    "cssSelector",
                    "articleBody",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
)


@given(json_values)
def test_no_linked_data_can_break_the_reading(linked):
    stated([{"@type": "NewsArticle"}, linked, {"@type": "NewsArticle", "author": linked}])
