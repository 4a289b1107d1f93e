"""The normal form of text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.text.normalise import normal_line, normal_text

# All of Unicode with the odd ones often enough to meet each other.
ODD_SIGNS = (
    "\r\n\t \u00a0\u200b\u200c\u200d\u00ad\ufeff\u2028–—-'`´‘’“”…ﬁ\u0301\u1ffd\x1b\x00\ud800\u202e"
)
any_text = st.text(
    st.one_of(st.sampled_from(ODD_SIGNS), st.characters(), st.sampled_from("aé1 .\n")), max_size=60
)


@given(any_text)
def test_normalising_twice_is_normalising_once(text):
    once = normal_text(text)

    assert normal_text(once) == once


@given(any_text)
def test_no_control_character_survives(text):
    kept = normal_text(text)

    assert not [
        sign for sign in kept if sign != "\n" and unicodedata.category(sign) in {"Cc", "Cs"}
    ]


@given(any_text)
def test_a_title_stays_on_one_line(text):
    assert "\n" not in normal_line(text)


@given(any_text)
def test_the_normal_form_can_be_stored_as_utf8(text):
    assert normal_text(text).encode("utf-8").decode("utf-8") == normal_text(text)


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("“We won’t,” he said", '"We won\'t," he said'),
        ("``We won't,'' he said", '"We won\'t," he said'),
        ("LONDON — The", "LONDON - The"),
        ("LONDON -- The", "LONDON - The"),
        ("the year—the next", "the year - the next"),
        ("won 2–1 in 2019–20", "won 2-1 in 2019-20"),
        ("an e\u0301lite ﬁrm", "an élite firm"),
        ("so\u00adft\u200bware", "software"),
        ("one\u00a0two\u3000three\tfour", "one two three four"),
        ("first\r\n\r\n \r\nsecond\u2028third", "first\nsecond\nthird"),
        ("wait…", "wait..."),
    ],
)
def test_what_systems_type_differently_becomes_one(typed, normal):
    assert normal_text(typed) == normal


def test_an_escape_sequence_cannot_reach_a_terminal():
    assert normal_line("Storm \x1b[31mred\x1b[0m\x07 alert\u202e") == "Storm [31mred[0m alert"


def test_persian_keeps_the_joiners_that_it_spells_with():
    assert normal_text("می\u200cشود") == "می\u200cشود"


def test_a_joiner_that_hides_in_a_latin_word_goes():
    assert normal_text("Reu\u200cters") == "Reuters"


def test_a_text_wrapped_by_hand_gets_its_paragraphs_back():
    wrapped = (
        "The storm reached the coast on Friday night and cut the\n"
        "power to thousands of homes, the grid's operator said in\n"
        "a statement that was sent out early on Saturday morning.\n"
        "\n"
        "No one was hurt, though the harbour of the old town was\n"
        "closed until further notice and ferries stayed in port.\n"
        "\n"
        "Schools were to open on Monday as planned, with some buses\n"
        "running late."
    )

    assert [line.split()[0] for line in normal_text(wrapped).split("\n")] == [
        "The",
        "No",
        "Schools",
    ]


def test_short_lines_of_a_list_are_not_joined():
    assert normal_text("Results:\n\nHome 1\nAway 2\nHome 3\nAway 0\nHome 2") == (
        "Results:\nHome 1\nAway 2\nHome 3\nAway 0\nHome 2"
    )


@given(st.text(st.sampled_from("ab \n"), max_size=60))
def test_lines_that_are_paragraphs_stay_one_a_line(text):
    lines = [" ".join(line.split()) for line in text.split("\n")]

    assert normal_text(text) == "\n".join(line for line in lines if line)
