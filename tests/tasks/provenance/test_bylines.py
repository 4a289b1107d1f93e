"""Bylines: lines near the top, and the authors' field."""

from __future__ import annotations

import pytest

from tasks.provenance.agencies import known_agencies
from tasks.provenance.byline import author_signal, bylines

STORY = "The ferry ran aground on Tuesday, the harbour office said, and nobody was hurt."


def named(line, after=STORY):
    text = f"Ferry runs aground off the cape\n{line}\n{after}"
    return next((signal.agency for signal in bylines(text, known_agencies())), None)


@pytest.mark.parametrize(
    ("line", "agency"),
    [
        ("By The Associated Press", "Associated Press"),
        ("By ROBERT BURNS AP National Security Writer", "Associated Press"),
        ("ROBERT BURNS Associated Press", "Associated Press"),
        ("Vladimir IsachenkovAssociated Press", "Associated Press"),
        ("Jill Colvin, The Associated Press", "Associated Press"),
        ("Associated Press Monday, July 16, 2018", "Associated Press"),
        ("The Associated Press — By JAMEY KEATEN - Associated Press", "Associated Press"),
        ("Justin Sink, Margaret Talev and Ilya Arkhipov, Bloomberg", "Bloomberg"),
        ("By Anton Troianovski Washington Post", "Washington Post"),
        ("Reuters India•", "Reuters"),
        ("Reuters Staff", "Reuters"),
        ("By Ann Field, PA Political Editor", "PA Media"),
        ("Por Agencia EFE", "EFE"),
    ],
)
def test_a_byline_names_its_agency(line, agency):
    assert named(line) == agency


@pytest.mark.parametrize(
    "line",
    [
        "Heikki Saukkomaa AP",
        "Mel Evans, AP",
        "Carlos Barria / Reuters",
        "Benoit Doppagne, AFP/Getty Images",
        "Credit: Associated Press",
        "Photo by The Associated Press",
        "*With files from The Associated Press",
        "Contributing: Associated Press",
        "The plan was first reported by The Washington Post.",
        "By Ann Field, Harland Gazette",
        "AP",
    ],
)
def test_pictures_helpers_and_sentences_are_no_byline(line):
    assert named(line) is None


def test_a_short_name_alone_is_a_byline_where_a_date_follows():
    assert named("AP", after=f"July 15, 2018\n{STORY}") == "Associated Press"


def test_a_short_name_alone_is_a_byline_where_it_opens_the_text():
    assert next(bylines(f"AA\n{STORY}", known_agencies())).agency == "Anadolu"


@pytest.mark.parametrize("author", ["AFP", "Reuters Staff", "Ann Field, Associated Press", "dpa"])
def test_an_author_may_be_an_agency(author):
    assert author_signal(["Bo Hill", author], known_agencies()) is not None


def test_an_author_of_the_outlet_is_no_agency():
    assert author_signal(["Ann Field", "Newsroom Staff"], known_agencies()) is None
