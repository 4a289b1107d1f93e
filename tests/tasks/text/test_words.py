"""Words agree with a regex that states the rules, over any text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import fields

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.text.characters import (
    APOSTROPHES,
    ARABIC_POINTS,
    NOSPACE_RANGES,
    character_classes,
    fold,
)
from tasks.text.words import Words, split_utf8, split_words

MASK = (1 << 64) - 1


def is_dense(point):
    return any(first <= point <= last for first, last in NOSPACE_RANGES)


def spell(points):
    return "[" + "".join(re.escape(chr(point)) for point in points) + "]"


def rules():
    """Build the recipe's regex from the Unicode categories, one character at a time."""
    gone = {ord(mark) for mark in APOSTROPHES + ARABIC_POINTS}
    letters, marks, dense = [], [], []
    for point in range(0x110000):
        character, category = chr(point), unicodedata.category(chr(point))
        if category == "Cf":
            gone.add(point)
        elif point in gone:
            continue
        elif category[0] == "M" or (character.isalnum() and not character.isdecimal()):
            kind = dense if is_dense(point) else marks if category[0] == "M" else letters
            kind.append(point)
    deleted = re.compile(spell(gone))
    alone, letter, mark = spell(dense), spell(letters), spell(marks)
    word = rf"{alone}|\d+(?:[.,:/٫٬]\d+)*|{letter}(?:{letter}|{mark})*"
    return deleted, re.compile(word)


DELETED, WORD = rules()


def listed_words(text):
    return WORD.findall(DELETED.sub("", fold(text)))


def hash_of(word):
    value = 0xCBF29CE484222325
    for character in word:
        value = ((value ^ ord(character)) * 0x100000001B3) & MASK
    for factor in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
        value = ((value ^ (value >> 33)) * factor) & MASK
    return value ^ (value >> 33)


def assert_as_listed(texts):
    words = split_words(texts)
    for place, text in enumerate(texts):
        own = slice(words.offsets[place], words.offsets[place + 1])
        listed = listed_words(text)
        assert words.hashes[own].tolist() == [hash_of(word) for word in listed]
        assert words.numeric[own].tolist() == [word[0].isdecimal() for word in listed]


newsroom = st.text(st.sampled_from("aB'’1.,:/ -éß½²Ⅷ日本นà้ا\u064bـ\u00ad_\n`´कि٣"), max_size=60)


# The first call compiles.
@settings(deadline=None)
@given(st.lists(st.one_of(st.text(max_size=60), newsroom), max_size=5))
def test_words_are_what_the_rules_list_in_any_script(texts):
    assert_as_listed(texts)


@given(st.lists(st.one_of(st.text(max_size=60), newsroom), max_size=8))
def test_texts_given_as_utf8_have_the_same_words(texts):
    # What cannot be spelled in UTF-8 is not given so.
    texts = [text.encode("utf-8", "ignore") for text in texts]
    starts = np.cumsum([0, *map(len, texts)])
    letters = np.frombuffer(b"".join(texts), np.uint8)

    found = split_utf8(letters, starts[:-1], starts[1:])

    same = split_words([text.decode() for text in texts])
    for field in fields(Words):
        assert np.array_equal(getattr(found, field.name), getattr(same, field.name))


def test_letters_and_digits_by_turns_are_a_word_each():
    assert_as_listed(["a1" * 500, "x", "b2" * 500])


def equal_words(one, two):
    words = split_words([one, two])
    half = len(words.hashes) // 2
    return len(words.hashes) % 2 == 0 and bool(
        np.array_equal(words.hashes[:half], words.hashes[half:])
    )


def test_case_quotes_and_dashes_change_no_word():
    assert equal_words("STORM hits — “city’s” port", 'Storm hits - "citys" port')


def test_an_acute_typed_for_an_apostrophe_changes_no_word():
    assert equal_words("they don´t know", "they don't know")


def test_a_soft_hyphen_parts_no_word():
    assert equal_words("govern\u00adment", "government")


def test_arabic_vowel_points_and_stretching_change_no_word():
    assert equal_words("كَتَبَ الوزيـــر", "كتب الوزير")


def test_an_indic_word_stays_whole_with_its_vowel_signs():
    assert split_words(["हिन्दी समाचार"]).counts.tolist() == [2]


def test_a_figure_keeps_its_inner_marks():
    assert equal_words("1,459.5 at 10:30, 3/4.", "1,459.5  at 10:30 3/4")


def test_two_different_figures_are_different_words():
    assert not equal_words("up 1.5", "up 1.6")


def test_a_text_in_han_characters_is_dense():
    assert split_words(["首相周二访问该地区", "the minister visited"]).dense.tolist() == [
        True,
        False,
    ]


def test_a_text_of_punctuation_has_no_words():
    assert split_words(["... — !", "", "one"]).counts.tolist() == [0, 0, 1]


def test_a_lone_surrogate_is_a_separator():
    assert equal_words("storm\ud800hits", "storm hits")


def test_the_classes_cannot_be_changed_by_accident():
    assert not character_classes().flags.writeable
