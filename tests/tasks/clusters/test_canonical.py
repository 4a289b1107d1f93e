"""The canonical article: which rule decides, that order never does, and what history may do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.clusters.canonical import CREDITED, NEAR_CENTRALITY, Contender, choose_canonical
from tasks.provenance.attribution import Strength

NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)


def a_contender(article_id="b", **known):
    return Contender(article_id=article_id, **{"word_count": 300, **known})


def minutes(count):
    return NOON + timedelta(minutes=count)


CONTENDERS = st.lists(
    st.builds(
        Contender,
        article_id=st.sampled_from("abcdefgh"),
        word_count=st.integers(40, 43),
        published_at=st.none() | st.integers(0, 2).map(minutes),
        agency=st.none() | st.just("Meridian Press"),
        agency_strength=st.integers(0, 3),
        is_own=st.booleans(),
        is_whole=st.booleans(),
        copies=st.integers(1, 2),
        centrality=st.sampled_from([0.3, 0.31, 0.315, 0.4]),
        current=st.booleans(),
    ),
    min_size=1,
    max_size=7,
    unique_by=lambda one: one.article_id,
)


def without_history(members):
    return [replace(one, current=False) for one in members]


def test_the_agencys_own_text_comes_before_an_earlier_reprint():
    own = a_contender("own", agency="Meridian Press", is_own=True, published_at=minutes(5))
    reprint = a_contender("reprint", published_at=NOON)

    assert choose_canonical([reprint, own]).article_id == "own"


def test_the_reason_says_how_long_the_agency_was_ahead():
    own = a_contender("own", agency="Meridian Press", is_own=True, published_at=NOON)
    reprints = [a_contender(name, published_at=minutes(14 + at)) for at, name in enumerate("xyz")]

    assert (
        choose_canonical([*reprints, own]).reason
        == "Meridian Press's own text, filed 14 minutes before the first reprint"
    )


def test_the_reason_claims_no_lead_that_the_times_do_not_show():
    own = a_contender("own", agency="Meridian Press", is_own=True, published_at=minutes(5))

    assert choose_canonical([own, a_contender(published_at=NOON)]).reason == (
        "Meridian Press's own text"
    )


def test_the_whole_comes_before_the_earlier_cut():
    whole = a_contender("whole", published_at=minutes(90))
    cuts = [a_contender(name, is_whole=False, published_at=NOON) for name in "xy"]

    choice = choose_canonical([*cuts, whole])

    assert (choice.article_id, choice.reason) == ("whole", "the whole text; 2 others cut")


def test_the_earlier_comes_before_the_more_central():
    early = a_contender("early", published_at=NOON)
    central = a_contender("central", published_at=minutes(180), centrality=0.9)

    choice = choose_canonical([central, early])

    assert (choice.article_id, choice.reason) == ("early", "the earliest, 3 hours before the next")


def test_a_known_time_comes_before_none():
    choice = choose_canonical([a_contender("a"), a_contender("z", published_at=NOON)])

    assert choice.reason == "the only one with a known time of publication"


def test_a_credited_text_comes_before_one_that_says_nothing():
    credited = a_contender("z", agency="Meridian Press", agency_strength=CREDITED)

    choice = choose_canonical([a_contender("a"), credited])

    assert choice.reason == "prints whose text it is: Meridian Press's; the next does not"


def test_a_hint_of_an_agency_is_no_credit():
    hinted = a_contender("z", agency="Meridian Press", agency_strength=Strength.HINT)

    assert choose_canonical([a_contender("a"), hinted]).article_id == "a"


def test_credit_means_the_same_here_as_in_attribution():
    assert Strength.CREDIT == CREDITED


def test_the_most_printed_text_comes_before_the_more_central():
    printed = a_contender("z", copies=4)
    central = a_contender("a", copies=2, centrality=0.9)

    choice = choose_canonical([central, printed])

    assert choice.reason == "the text most printed: 4 copies, the next has 2"


def test_centrality_decides_where_nothing_else_does():
    choice = choose_canonical([a_contender("a", centrality=0.4), a_contender("z", centrality=0.62)])

    assert choice.reason == "the most central: mean kinship 0.62 to the others, the next has 0.40"


def test_equals_are_told_apart_by_id_and_the_reason_admits_it():
    choice = choose_canonical([a_contender("z"), a_contender("a")])

    assert (choice.article_id, choice.reason) == (
        "a",
        "equal to z in all that is known; the smaller id",
    )


def test_an_article_alone_is_canonical_for_that_reason():
    assert choose_canonical([a_contender()]).reason == "the only article"


def test_the_canonical_does_not_flip_between_near_equals():
    current = a_contender("z", centrality=0.4, current=True)
    newcomer = a_contender("a", centrality=0.4 + NEAR_CENTRALITY / 2)

    assert choose_canonical([newcomer, current]).article_id == "z"


def test_a_clearly_more_central_newcomer_takes_over():
    current = a_contender("z", centrality=0.4, current=True)
    newcomer = a_contender("a", centrality=0.4 + 2 * NEAR_CENTRALITY)

    assert choose_canonical([newcomer, current]).article_id == "a"


def test_history_never_outweighs_a_fact():
    current = a_contender("z", published_at=minutes(1), centrality=0.9, current=True)

    assert choose_canonical([a_contender("a", published_at=NOON), current]).article_id == "a"


def test_no_members_is_an_error_that_says_so():
    with pytest.raises(ValueError, match="at least one article"):
        choose_canonical([])


def test_an_article_given_twice_is_an_error_that_names_it():
    with pytest.raises(ValueError, match="article b stands twice"):
        choose_canonical([a_contender(), a_contender()])


@given(CONTENDERS, st.randoms(use_true_random=False))
def test_the_order_of_members_changes_neither_choice_nor_reason(members, chance):
    shuffled = chance.sample(members, len(members))

    assert choose_canonical(shuffled) == choose_canonical(members)


@given(CONTENDERS)
def test_without_history_a_newcomer_changes_the_choice_only_by_being_chosen(members):
    members = without_history(members)
    newcomer = a_contender("new", published_at=minutes(1), centrality=0.35)

    before = choose_canonical(members).article_id
    after = choose_canonical([*members, newcomer]).article_id

    assert after in {before, "new"}


@given(CONTENDERS)
def test_a_second_look_at_the_same_members_changes_nothing(members):
    chosen = choose_canonical(members).article_id
    again = [replace(one, current=one.article_id == chosen) for one in members]

    assert choose_canonical(again).article_id == chosen


@given(CONTENDERS)
def test_history_decides_only_between_what_facts_cannot_part(members):
    free = choose_canonical(without_history(members)).article_id
    held = choose_canonical(members).article_id
    first, second = (next(o for o in members if o.article_id == i) for i in (free, held))

    assert (first.is_own, first.is_whole, first.published_at, first.is_credited, first.copies) == (
        second.is_own,
        second.is_whole,
        second.published_at,
        second.is_credited,
        second.copies,
    )
