"""What a word weighs and which stem it belongs to: of many at once as of each by itself."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.similarity.vocabulary import STEM_LETTERS, information, stem_keys, stems_of
from tasks.text.terms import language_salt

SAILING = ["sailed", "sails", "sailing", "ferries", "ferry", "a", "12"]
ANY_WORDS = st.lists(st.text(max_size=12), max_size=20)


def key_of(stem, language):
    """The key as its definition has it, letter by letter."""
    value = language_salt(language)
    for code in map(ord, stem):
        value = (value ^ code) * 0x100000001B3 % 2**64
    value ^= value >> 29
    value = value * 0xD6E8FEB86659FD93 % 2**64
    return (value >> 32) or 1


@given(ANY_WORDS, st.sampled_from(["en", "de", "ja"]))
def test_keys_of_many_stems_are_those_of_each(stems, language):
    assert stem_keys(stems, language).tolist() == [key_of(stem, language) for stem in stems]


def test_a_stem_has_other_keys_in_other_languages():
    assert stem_keys(["hamburg"], "de").tolist() != stem_keys(["hamburg"], "en").tolist()


@given(st.lists(st.sampled_from(SAILING), max_size=9))
def test_stems_of_many_words_are_those_of_each(words):
    assert stems_of(words, "en") == [stems_of([word], "en")[0] for word in words]


def test_where_there_is_no_stemmer_words_alike_in_their_first_letters_are_one():
    assert stems_of(["vaporetto", "vaporetti"], "sw") == ["vaporetto"[:STEM_LETTERS]] * 2


@pytest.mark.parametrize(("word", "content"), [("the", 1.27), ("ferry", 5.0)])
def test_a_listed_word_has_the_information_of_its_frequency(word, content):
    listed = information("en")

    assert np.isclose(listed[word], content, atol=0.3)
