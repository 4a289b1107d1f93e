"""Names of authors."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.article.authors import author_names

SITES = ("The Weir Times", "weirtimes.example")


@pytest.mark.parametrize(
    ("given_names", "names"),
    [
        (["By Jane Doe and John Roe"], ("Jane Doe", "John Roe")),
        (["Jane Doe, Health Reporter"], ("Jane Doe",)),
        (["Jane Doe, Reuters"], ("Jane Doe", "Reuters")),
        (["Jane Doe / Journalist", "John Roe"], ("Jane Doe", "John Roe")),
        (["Von Jana Doe und Jan Roe"], ("Jana Doe", "Jan Roe")),
        (["Von Trier"], ("Von Trier",)),
        (["Jane Doe jane@weir.example https://weir.example/jane @jane"], ("Jane Doe",)),
        (["Jane Doe", "(Image: Wire Pictures)"], ("Jane Doe",)),
        (["JANE DOE", "Jane Doe"], ("JANE DOE",)),
        (["Wire and Sons", "Jane Doe"], ("Wire and Sons", "Jane Doe")),
        (["新間", "大渡 美咲"], ("新間", "大渡 美咲")),
        (["https://weir.example/staff"], ()),
    ],
)
def test_names_are_told_from_what_stands_around_them(given_names, names):
    assert author_names([given_names], []) == names


def test_a_credit_to_an_agency_goes_before_the_sites_own_name():
    assert author_names([["Weir Times"], ["Harbour News"]], [], SITES) == ("Harbour News",)


def test_an_outlet_that_signs_as_itself_is_the_author():
    assert author_names([["Weir Times"], []], ["red", "agencies"], SITES) == ("Weir Times",)


def test_a_guess_serves_where_nothing_is_stated():
    assert author_names([[], []], ["Jane Doe"], SITES) == ("Jane Doe",)


@given(st.lists(st.text(max_size=60), max_size=4))
def test_no_author_is_empty_or_given_twice(lines):
    names = author_names([lines], [])

    assert all(name.strip() for name in names)
    assert len(set(names)) == len(names)
