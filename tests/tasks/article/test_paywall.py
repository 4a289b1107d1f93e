"""Stories behind paywalls."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from tasks.article.extract import extract_article
from tasks.article.paywall import Gate, withheld
from tasks.outcomes import Reason
from tasks.records import Article, Input

NOW = datetime(2026, 11, 21, tzinfo=UTC)
SENTENCE = "The ferry company said on day {} that its timetable would not be kept until spring. "
WALLED = {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": ".wall"}


def extracted(sentences, behind=0, **stated):
    told = {"@type": "NewsArticle", "headline": "Ferry aground", **stated}
    lines = [f"<p>{SENTENCE.format(number)}</p>" for number in range(sentences + behind)]
    page = (
        f'<html><head><script type="application/ld+json">{json.dumps(told)}</script></head><body>'
        f"<article><h1>Ferry aground</h1>{''.join(lines[:sentences])}"
        f'<div class="wall">{"".join(lines[sentences:])}</div></article></body></html>'
    )
    return extract_article(Input(name="p", place=1, body=page.encode()), now=NOW)


@pytest.mark.parametrize(
    ("sentences", "stated"),
    [
        (8, {"isAccessibleForFree": False, "wordCount": 900}),
        (5, {"isAccessibleForFree": "False", "hasPart": WALLED}),
        (2, {"isAccessibleForFree": False}),
    ],
)
def test_a_teaser_is_rejected_as_paywalled(sentences, stated):
    assert extracted(sentences, **stated).reason is Reason.PAYWALLED


@pytest.mark.parametrize(
    ("sentences", "behind", "stated"),
    [
        (5, 0, {"isAccessibleForFree": True, "hasPart": WALLED}),
        (5, 0, {"wordCount": 900}),
        (5, 0, {"isAccessibleForFree": False}),
        (2, 10, {"isAccessibleForFree": False, "hasPart": WALLED}),
        (8, 0, {"isAccessibleForFree": False, "wordCount": 130}),
        (30, 0, {"isAccessibleForFree": False, "hasPart": WALLED}),
    ],
)
def test_a_page_whose_text_is_whole_is_never_rejected(sentences, behind, stated):
    assert isinstance(extracted(sentences, behind, **stated), Article)


def test_a_page_that_shows_nothing_of_a_story_for_sale_is_paywalled():
    assert extracted(0, isAccessibleForFree=False).reason is Reason.PAYWALLED


def test_a_free_page_withholds_nothing():
    assert withheld(None, 3) is None


def test_what_shows_a_teaser_is_told():
    assert withheld(Gate(words=900), 100) == "100 of the 900 words that it states"
