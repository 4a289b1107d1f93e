"""Salient terms: a function of the article alone, in every language apart."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.similarity.salience import KEYS, reading_language, spell_terms, weigh_terms
from tasks.similarity.vectors import PAIRS, WORDS
from tasks.similarity.vocabulary import Vocabulary, information_of

STORM = "A tornado destroyed the Leipzig harbour market on Tuesday, killing 14 fishermen."


def weighed(text, title=None, language="en"):
    return weigh_terms([title], [text], [language])


def heaviest_words(text, title=None, language="en"):
    terms = weighed(text, title, language)
    spelled = spell_terms([title], [text], [language])[WORDS]
    return [spelled[int(key)] for key in terms.keys[0] if key]


def values(terms, article):
    first, end = terms.bounds[5 * article], terms.bounds[5 * article + 5]
    return terms.entries[first:end].tolist(), terms.values[first:end].tolist()


def test_an_article_is_met_by_its_rare_words_first():
    words = heaviest_words(STORM)

    assert set(words[:3]) == {"leipzig", "tornado", "fishermen"}
    assert not {"the", "on", "a"} & set(words)


def test_forms_of_one_word_are_one_term():
    terms = weighed("Fisherman fined. Tornadoes and a tornado; the tornado.")

    assert np.count_nonzero(terms.keys) == 3


def test_the_same_text_in_two_languages_shares_no_term():
    english, french = weighed(STORM, language="en"), weighed(STORM, language="fr")

    assert not set(english.keys[0]) & set(french.keys[0]) - {0}
    assert not set(english.entries) & set(french.entries)


def test_an_empty_article_has_no_terms_to_meet_by():
    assert not weighed("").keys.any()


def test_a_word_in_the_title_weighs_as_one_at_the_start():
    buried = "It was said, " * 200 + "leipzig"

    assert weighed(buried, "Leipzig").norms[0, WORDS] > 1.5 * weighed(buried).norms[0, WORDS]


def test_a_pair_of_words_is_spelled_as_it_stood():
    assert "leipzig harbour" in spell_terms([None], [STORM], ["en"])[PAIRS].values()


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (None, "Пожар в порту", "ru"),
        (None, "حريق في الميناء", "ar"),
        (None, "港で火災が発生した", "ja"),
        (None, "港口发生火灾", "zh"),
        (None, "A fire in the port", "en"),
        (None, "", "en"),
        ("pt-BR", "Incêndio no porto", "pt"),
        ("DE", "Brand im Hafen", "de"),
    ],
)
def test_a_text_of_unknown_language_is_read_by_its_script(language, text, expected):
    assert reading_language(language, text) == expected


@pytest.mark.parametrize("language", ["th", "ka", "sw", "xx"])
def test_a_language_without_a_list_of_words_still_has_salient_terms(language):
    terms = weighed("สำนักข่าวรายงาน საქართველო habari za mji mkuu", language=language)

    assert np.count_nonzero(terms.keys) > 3


def test_two_common_characters_side_by_side_are_no_rare_word():
    assert information_of("的人", number=False, language="zh") < 5
    assert information_of("鱷魚", number=False, language="zh") > 4


news = st.text(st.sampled_from("abdeko 123,.'é港火ا"), max_size=120)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(news, news), min_size=2, max_size=5))
def test_an_articles_terms_are_the_same_in_any_batch(articles):
    titles, texts = zip(*articles, strict=True)
    together = weigh_terms(titles, texts, ["en"] * len(texts))

    for place, (title, text) in enumerate(articles):
        alone = weigh_terms([title], [text], ["en"])
        assert values(together, place) == values(alone, 0)
        assert together.norms[place].tolist() == alone.norms[0].tolist()
        assert together.keys[place].tolist() == alone.keys[0].tolist()
        assert together.figures[place] == alone.figures[0]


def test_what_a_process_read_before_does_not_change_what_it_finds(monkeypatch):
    before = weighed(STORM)
    monkeypatch.setattr("tasks.similarity.salience._vocabulary", Vocabulary())
    weigh_terms([None], ["Quite other words, " + "abcdefgh" * 30], ["en"])

    assert values(weighed(STORM), 0) == values(before, 0)


def test_a_vocabulary_that_must_grow_forgets_nothing(monkeypatch):
    known = weighed(STORM)
    syllables = ["ba", "du", "fe", "gi", "ko", "lu", "ma", "ne", "pi", "ro", "su", "ta", "ve"]
    many = [f"{a}{b}{c}{d}" for a in syllables for b in syllables for c in syllables for d in "xyz"]
    many = [word + end for word in many for end in ("n", "k", "t", "s", "l", "m")]
    monkeypatch.setattr("tasks.similarity.salience._vocabulary", Vocabulary())
    weighed(STORM)
    weighed(" ".join(many))

    assert values(weighed(STORM), 0) == values(known, 0)


def test_there_are_as_many_keys_as_promised():
    assert weighed(STORM).keys.shape == (1, KEYS)
