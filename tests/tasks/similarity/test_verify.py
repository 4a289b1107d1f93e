"""Verification: what is a copy, and what only looks like one."""

# ruff: noqa: S311 - chances are seeded, and nothing here is secret

from __future__ import annotations

import random
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.similarity.numbering import AGAIN, SALT, number_shingles
from tasks.similarity.verify import Grade, compare_prints, compare_texts, matching_spans
from tasks.text.words import split_words


def invented(name, count=300):
    """Words of an invented story, the same for the same name."""
    chance = random.Random(name)
    return [f"{chance.choice('bdfgklmnprst')}{chance.randrange(4000)}w" for _ in range(count)]


def written(words):
    # A word with a figure inside would be three; spell the number out in letters.
    letters = str.maketrans("0123456789", "aeiouylrsn")
    return " ".join(word.translate(letters) for word in words)


STORY, OTHER, THIRD = invented("harbour"), invented("election"), invented("eclipse")


def compared(one, two):
    found = compare_texts(split_words([one, two]), np.zeros(1, np.int32), np.ones(1, np.int32))
    names = (*(field.name for field in fields(found)), "alike")
    return {name: getattr(found, name)[0] for name in names}


def grade(one, two):
    return Grade(compared(written(one), written(two))["grade"])


def test_the_same_words_in_other_type_are_identical():
    text = written(STORY)

    assert compared(text, text.upper().replace(" ", " — "))["grade"] == Grade.IDENTICAL


def test_a_cut_to_half_is_a_reprint():
    assert grade(STORY, STORY[:160]) == Grade.REPRINT


def test_a_cut_to_two_fifths_is_an_excerpt():
    assert grade(STORY, STORY[:120]) == Grade.EXCERPT


def test_a_cut_to_a_fifth_is_a_teaser_and_no_copy():
    found = compared(written(STORY), written(STORY[:60]))

    assert (found["grade"], found["copy"]) == (Grade.TEASER, False)


def test_page_furniture_before_and_after_leaves_a_copy():
    assert grade(STORY, OTHER[:60] + STORY + OTHER[60:120]) == Grade.REPRINT


@pytest.mark.parametrize("place", [80, 120, 180])
def test_a_story_cut_and_padded_with_a_local_passage_is_a_copy(place):
    cut = STORY[:180]

    assert grade(STORY, cut[:place] + OTHER[:75] + cut[place:]) == Grade.REPRINT


def test_a_cut_story_on_a_page_full_of_furniture_is_a_copy():
    assert grade(STORY, OTHER[:40] + STORY[:180] + OTHER[40:110]) == Grade.REPRINT


def test_a_story_with_one_paragraph_moved_is_a_copy():
    assert grade(STORY, STORY[:40] + STORY[120:] + STORY[40:120]) == Grade.REPRINT


def test_a_later_version_with_a_new_top_and_new_passages_is_a_revision():
    later = OTHER[:60] + STORY[40:110] + OTHER[60:90] + STORY[150:210] + OTHER[90:120] + STORY[240:]

    assert grade(STORY, later) == Grade.REVISION


def test_background_reused_under_another_story_is_no_copy():
    shared = STORY[180:]

    assert grade(OTHER[:180] + shared, THIRD[:180] + shared) == Grade.BACKGROUND


def test_background_that_fills_most_of_two_stories_is_still_no_copy():
    shared = STORY[:200]

    assert grade(OTHER[:100] + shared, THIRD[:100] + shared) == Grade.REVISION


def test_strangers_are_nothing_to_each_other():
    assert grade(STORY, OTHER) == Grade.NONE


def filled(template, seed):
    chance = random.Random(seed)
    return " ".join(
        str(chance.randrange(2, 9999)) if place % 8 == 7 else word
        for place, word in enumerate(written(template).split())
    )


def test_a_template_filled_with_other_figures_is_vetoed():
    found = compared(filled(STORY, 1), filled(STORY, 2))

    assert (found["veto"], found["grade"]) == (True, Grade.REVISION)
    assert not found["alike"]


def test_a_version_that_is_no_copy_is_still_weakly_alike():
    found = compared(written(STORY), written(OTHER[:150] + STORY[100:200]))

    assert (found["copy"], found["alike"]) == (False, True)


def test_one_corrected_figure_does_not_part_a_long_copy():
    words = filled(STORY, 1).split()
    words[7] = "8888"

    assert compared(filled(STORY, 1), " ".join(words))["grade"] == Grade.REPRINT


def test_a_scan_that_misreads_every_eighth_word_is_a_copy():
    chance = random.Random(3)
    scanned = [word + "x" if chance.random() < 0.125 else word for word in STORY]

    assert grade(STORY, scanned) == Grade.REPRINT


def test_a_brief_is_a_copy_only_if_every_word_is_the_same():
    brief = STORY[:25]

    assert grade(brief, brief) == Grade.IDENTICAL
    assert grade(brief, [*brief[:24], "x"]) == Grade.BACKGROUND


def test_a_page_that_holds_its_story_twice_is_a_copy_of_one_that_holds_it_once():
    assert grade(STORY + STORY, STORY) == Grade.REPRINT


def test_a_text_without_words_is_like_nothing_not_even_itself():
    assert compared("...", "...")["grade"] == Grade.NONE


def test_chinese_text_cut_to_half_is_a_copy():
    chance = random.Random(1)
    text = "".join(chr(chance.randrange(0x4E00, 0x5E00)) for _ in range(400))

    assert compared(text, text[:220])["copy"]


def test_arabic_text_with_and_without_vowel_points_is_one_text():
    text = "أعلن الوزير اليوم عن خطة جديدة لإصلاح الميناء " * 5

    assert compared(text, text.replace("خطة", "خُطَّة"))["grade"] == Grade.IDENTICAL


texts = st.lists(st.sampled_from(["port", "storm", "ferry", "12", "13", "crew"]), max_size=80)


@settings(deadline=None)
@given(texts, texts)
def test_a_pair_is_the_same_from_both_sides(one, two):
    there = compared(" ".join(one), " ".join(two))
    back = compared(" ".join(two), " ".join(one))

    back["containment_left"], back["containment_right"] = (
        back["containment_right"],
        back["containment_left"],
    )
    assert there == back


def shingles(words):
    size = min(5, len(words))
    return {tuple(words[at : at + size]) for at in range(len(words) - size + 1)} if words else set()


@settings(deadline=None)
@given(texts, texts)
def test_jaccard_and_containment_are_exact(one, two):
    found = compared(" ".join(one), " ".join(two))
    left, right = shingles(one), shingles(two)
    both = len(left & right)

    assert found["jaccard"] == pytest.approx(both / max(1, len(left | right)))
    assert found["containment_left"] == pytest.approx(both / max(1, len(left)))
    assert found["containment_right"] == pytest.approx(both / max(1, len(right)))


@settings(deadline=None)
@given(texts, texts)
def test_matching_spans_hold_the_same_words_in_order(one, two):
    end_one = end_two = 0

    for left, right, count in matching_spans(split_words([" ".join(one), " ".join(two)]), 0, 1):
        assert one[left : left + count] == two[right : right + count]
        assert left >= end_one
        assert right >= end_two
        end_one, end_two = left + count, right + count


def test_pairs_are_judged_one_by_one_whatever_else_is_asked():
    words = split_words([written(STORY), written(STORY[:160]), written(OTHER)])
    left, right = np.array([0, 0, 1], np.int32), np.array([1, 2, 2], np.int32)

    together = compare_texts(words, left, right)
    alone = compare_texts(words, left[:1], right[:1])

    assert together.grade.tolist() == [Grade.REPRINT, Grade.NONE, Grade.NONE]
    assert together.short[0] == alone.short[0]


@pytest.mark.parametrize("texts", [[], ["a b c"]])
def test_no_pairs_give_no_matches(texts):
    none = np.zeros(0, np.int32)

    assert len(compare_texts(split_words(texts), none, none)) == 0


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=30))
def test_articles_with_one_text_are_compared_as_if_each_were_alone(pairs):
    texts = [written(words) for words in (STORY, OTHER, STORY[:160], [*STORY[:90], *OTHER[:30]])]
    printed = np.arange(8) % 4
    left, right = np.array(pairs, np.int32).reshape(-1, 2).T

    found = compare_prints(split_words(texts), printed, left, right)

    alone = compare_texts(split_words([texts[at] for at in printed]), left, right)
    for field in fields(found):
        assert getattr(found, field.name).tolist() == getattr(alone, field.name).tolist()


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(0, 9), max_size=40), max_size=4), st.integers(0, 2**63))
def test_the_second_shingle_of_a_kind_is_numbered_alike_in_every_text(texts, chance):
    kinds = np.random.default_rng(chance).integers(0, 2**63, 10, np.uint64) << np.uint64(1)
    starts = np.cumsum([0, *map(len, texts)])
    shingles = kinds[np.array([kind for own in texts for kind in own], np.int64)]

    different = number_shingles(shingles, starts, np.arange(len(texts)), SALT)

    told = [(kind, own[:at].count(kind)) for own in texts for at, kind in enumerate(own)]
    numbers = dict(zip(told, shingles.tolist(), strict=True))
    assert [numbers[one] for one in told] == shingles.tolist()
    assert len(set(numbers.values())) == len(numbers)
    assert ((shingles & AGAIN) > 0).tolist() == [count > 0 for _, count in told]
    assert different.tolist() == [len(set(own)) for own in texts]


def test_a_page_that_says_one_thing_over_and_over_is_compared_in_time():
    drone, chant = written(["again"] * 200_000), written(["again", "and"] * 100_000)

    found = compare_texts(split_words([drone, drone, chant]), *np.array([[0, 0], [1, 2]], np.int32))

    assert found.grade.tolist() == [Grade.IDENTICAL, Grade.NONE]
