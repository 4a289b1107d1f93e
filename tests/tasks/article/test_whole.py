"""Texts of pages made whole."""

from __future__ import annotations

import json

from tasks.article.page import load_reader
from tasks.article.stated import read_stated
from tasks.article.whole import whole_text

LEAD = "The ferry ran aground off Weir on Tuesday, and nobody was hurt."
STORY = "The crew left it at low tide.\nDivers will look at the hull on Friday."
DESCRIBED = f'<meta name="description" content="{LEAD}">'


def whole(text=STORY, head=DESCRIBED, body=LEAD, headlines=("Ferry aground",)):
    page = f"<html><head>{head}</head><body><h2>{body}</h2><p>{STORY}</p></body></html>"
    tree = load_reader().load_html(page)
    return whole_text(text, tree, read_stated(tree), headlines)


def test_a_lead_that_the_page_shows_comes_back():
    assert whole() == f"{LEAD}\n{STORY}"


def test_a_lead_that_is_there_does_not_come_twice():
    assert whole(text=f"{LEAD}\n{STORY}") == f"{LEAD}\n{STORY}"


def test_a_description_that_the_page_does_not_show_is_no_lead():
    assert whole(body="Ferries") == STORY


def test_what_only_a_script_holds_is_not_shown():
    assert whole(body=f"<script>{LEAD}</script>") == STORY


def test_a_slogan_is_no_lead():
    head = '<meta name="description" content="News from Weir">'

    assert whole(head=head, body="News from Weir") == STORY


def test_the_headline_is_no_part_of_the_text():
    assert whole(text=f"FERRY AGROUND!\n{STORY}", head="") == STORY


def test_a_headline_alone_stays():
    assert whole(text="Ferry aground", head="") == "Ferry aground"


def test_a_story_that_only_a_script_holds_is_taken_from_it():
    told = {"@type": "NewsArticle", "articleBody": " ".join([STORY] * 5)}
    head = f'<script type="application/ld+json">{json.dumps(told)}</script>'

    assert whole(head=head) == " ".join([STORY] * 5)
