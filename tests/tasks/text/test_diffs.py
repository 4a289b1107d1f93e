"""What changed between two texts: nothing is lost on the way, and the share is of words."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.text.diffs import (
    Kind,
    changed_share,
    changes_around,
    compare_words,
    is_another,
)

WORDS = st.lists(st.sampled_from(["ferry", "lake", "four", "hurt", "said", "\n", "渡", "船"]))
TEXTS = WORDS.map(" ".join)
FERRY = "The ferry ran aground in fog on Lake Ossen on Monday with 61 aboard, police said."


def words_of(passages, *kinds):
    return " ".join(one.text for one in passages if one.kind in kinds).split()


@given(TEXTS, TEXTS)
def test_what_stayed_and_what_went_is_the_text_before(before, after):
    assert words_of(compare_words(before, after), Kind.SAME, Kind.REMOVED) == before.split()


@given(TEXTS, TEXTS)
def test_what_stayed_and_what_came_is_the_text_after(before, after):
    assert words_of(compare_words(before, after), Kind.SAME, Kind.ADDED) == after.split()


@given(TEXTS, TEXTS)
def test_neighbouring_passages_are_of_two_kinds(before, after):
    kinds = [one.kind for one in compare_words(before, after)]

    assert all(one is not next_one for one, next_one in pairwise(kinds))


def test_one_changed_word_is_one_word_out_and_one_in():
    passages = compare_words(FERRY, FERRY.replace("Monday", "Tuesday"))

    changed = [(one.kind, one.text) for one in passages if one.kind is not Kind.SAME]
    assert changed == [(Kind.REMOVED, "Monday "), (Kind.ADDED, "Tuesday ")]


def test_a_paragraph_put_in_leaves_the_others_as_they_are():
    passages = compare_words("One here.\nThree here.", "One here.\nTwo here.\nThree here.")

    assert [(one.kind.value, one.text) for one in passages] == [
        ("same", "One here.\n"),
        ("added", "Two here.\n"),
        ("same", "Three here."),
    ]


@pytest.mark.parametrize(
    ("before", "after", "share"),
    [
        (FERRY, FERRY, 0.0),
        ("a b c d", "a b c e", 0.25),
        ("a b c d", "a b c d e f g h", 0.5),
        ("a b c d", "w x y z", 1.0),
        ("渡船擱淺", "渡船沉沒", 0.5),
        ("", "", 0.0),
    ],
)
def test_the_share_is_of_the_longer_texts_words(before, after, share):
    assert changed_share(compare_words(before, after)) == pytest.approx(share)


def test_a_long_text_rewritten_throughout_is_compared_within_seconds():
    before = " ".join(f"word{at % 97}" for at in range(20_000))
    after = " ".join(f"word{at % 89}" for at in range(20_000))
    begun = time.perf_counter()

    compare_words(before, after)

    assert time.perf_counter() - begun < 5


def test_another_report_under_the_same_address_is_another():
    news = "Shares of Brightmere Dairy fell after listeria was found in its soft cheese, it said."

    assert is_another(("Ferry aground", FERRY), ("Dairy shares fall", news))


def test_a_text_under_the_headline_it_had_is_no_other():
    news = "Rescuers in small boats had brought everybody to the shore by noon, the mayor told us."

    assert not is_another(("Ferry aground", FERRY), ("Ferry aground in fog", news))


def test_a_flash_that_has_grown_is_no_other_text():
    report = FERRY + " " + " ".join(f"word{at}" for at in range(600))

    assert not is_another(("Flash", FERRY), ("What we know so far", report))


def in_lines(before, after, *, context=2, longest=6):
    marks = {Kind.SAME: "{}", Kind.REMOVED: "[{}]", Kind.ADDED: "<{}>"}
    return [
        "".join(marks[one.kind].format(one.text.strip(" ")) for one in change)
        for change in changes_around(compare_words(before, after), context=context, longest=longest)
    ]


def test_changes_far_apart_are_shown_apart_with_the_words_around_them():
    shown = in_lines("a b c d e f g h i j k", "a b X d e f g h i Y k")

    assert shown == ["a b[c]<X>d e …", "… h i[j]<Y>k"]


def test_changes_near_each_other_are_shown_as_one():
    assert in_lines("a b c d e f", "a X c d Y f") == ["a[b]<X>c d[e]<Y>f"]


def test_the_middle_of_a_long_passage_is_left_out():
    added = " ".join(f"w{at}" for at in range(50))

    assert in_lines("a b", f"a b {added}") == ["a b<w0 w1 w2 … w47 w48 w49>"]


def test_texts_that_are_equal_show_no_change():
    assert in_lines("a b c", "a b c") == []


@given(TEXTS, TEXTS)
def test_every_change_is_shown(before, after):
    passages = compare_words(before, after)
    shown = [one for change in changes_around(passages, context=1, longest=99) for one in change]

    assert [one.kind for one in shown if one.kind is not Kind.SAME] == [
        one.kind for one in passages if one.kind is not Kind.SAME
    ]
