"""What goes from around a story, and what stays."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.article.clean import LONGEST_DROPPED, clean_text

STORY = "The harbour stayed closed on Friday.\nFerries were to sail again on Sunday, the town said."
FURNITURE = (
    "Advertisement",
    "ADVERTISEMENT - CONTINUE READING BELOW",
    "Share on Facebook Share on Twitter",
    "FacebookEmail Twitter Google+ LinkedIn Pinterest",
    "SHARES",
    "Read more: Harbour town counts the cost",
    "SEE ALSO: Ten storms that changed a coast",
    "Lire aussi : La tempête et le port",
    "LEA TAMBIÉN",
    "Related Articles",
    "Sign up for our daily newsletter and get the best stories.",
    "Get the day's news delivered to your inbox",
    "Follow us on Twitter",
    "We use cookies to make this site better.",
    "Copyright 2026 The Harbour Post. All rights reserved.",
    "© 2026 The Harbour Post",
    "(c) 2026 Harbour Post",
    "All rights reserved. This material may not be published or rewritten.",
    "___",
    "* * *",
)
OF_THE_STORY = (
    "Advertisement spending fell by a tenth, the company said.",
    "Share prices fell in London.",
    "Share buybacks, email scams and Facebook led the agenda.",
    "Read more books, the minister told pupils.",
    "Related charges were dropped in May.",
    "Copyright law changed in 1998.",
    "Copyright holders sued the site in 2014.",
    "(c) the evidence gathered in 2019",
    "Sign up for the army, the posters said.",
    "Follow the money, he told the court.",
    "Get the police app, officials told residents of the town.",
    "Subscribe or leave: that was the choice.",
    "More on Friday.",
    "12 comments were struck from the record.",
    "By Jane Doe",
    "LONDON (Reuters) - Shares fell.",
)
lines = st.sampled_from([*FURNITURE, *OF_THE_STORY, *STORY.split("\n")])


@pytest.mark.parametrize("line", FURNITURE)
def test_a_line_of_the_site_goes(line):
    assert clean_text(f"{STORY}\n{line}").text == STORY


@pytest.mark.parametrize("line", OF_THE_STORY)
def test_a_line_of_the_story_stays(line):
    assert clean_text(f"{line}\n{STORY}").dropped == ()


@given(st.lists(lines, max_size=12))
def test_cleaning_twice_drops_nothing_more(story):
    once = clean_text("\n".join(story)).text

    assert clean_text(once).text == once


@given(st.lists(lines, max_size=12))
def test_every_line_is_kept_or_given_back(story):
    cleaned = clean_text("\n".join(story))
    kept = cleaned.text.split("\n") if cleaned.text else []

    assert sorted([*kept, *cleaned.dropped]) == sorted(story)


@given(st.lists(st.sampled_from(FURNITURE), min_size=1, max_size=6))
def test_a_text_with_sentences_is_never_emptied(notices):
    text = "\n".join([*notices, "Sign up for our daily newsletter and get the best stories."])

    assert clean_text(text).text == text


@pytest.mark.parametrize("piece", ["share ", "1", "via", "x", "- ", "on by ", "more", "read more:"])
def test_a_hostile_line_costs_no_more_than_another(piece):
    line = ("share" + piece * 300)[: LONGEST_DROPPED - 1] + "!"
    began = time.process_time()
    clean_text(line)

    assert time.process_time() - began < 0.2
