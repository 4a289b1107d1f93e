"""Terms: the words of every script, and where they stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.text.terms import NUMBER, scan_terms, surface


def read(text, title=None, language="en"):
    scan = scan_terms([title], [text], [language])
    spans = zip(scan.start, scan.stop, strict=True)
    return scan, [surface(scan.block, int(start), int(stop)) for start, stop in spans]


def words(text, language="en"):
    return read(text, language=language)[1]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Ferry aground, 12 hurt", "en", ["ferry", "aground", "12", "hurt"]),
        ("Hungary’s prime minister didn't", "en", ["hungary", "prime", "minister", "didn"]),
        ("l'été d’Anne aujourd'hui", "fr", ["été", "anne", "aujourdhui"]),
        ("O'Neill", "en", ["neill"]),
        ("Ankara'da Türkiye’nin", "tr", ["ankara", "türkiye"]),
        ("IŞIK İzmir", "tr", ["ışık", "izmir"]),
        ("1,000.5 and 3-2, v2", "en", ["1,000.5", "and", "3", "2", "v2"]),
        ("東京都", "ja", ["東京", "京都"]),
        ("京 x", "zh", ["京", "x"]),
        ("กรุงเทพ", "th", ["กร", "รุ", "ุง", "งเ", "เท", "ทพ"]),
        ("كِتَابٌ كـتاب", "ar", ["كتاب", "كتاب"]),
        ("हिन्दी समाचार", "hi", ["हिन्दी", "समाचार"]),
        ("Санкт-Петербург ЁЛКА", "ru", ["санкт", "петербург", "ёлка"]),
        ("ｆｕｌｌ width", "en", ["full", "width"]),
        ("... — !", "en", []),
    ],
)
def test_a_text_is_read_into_the_words_of_its_script(text, language, expected):
    assert words(text, language) == expected


def test_the_figures_of_every_script_are_one_number():
    latin, arabic = read("1987")[0], read("١٩٨٧")[0]

    assert latin.hashes.tolist() == arabic.hashes.tolist()


def test_vowel_signs_that_may_be_left_out_do_not_make_another_word():
    assert len(set(read("كِتَابٌ كتاب", language="ar")[0].hashes)) == 1


def test_one_word_of_two_languages_is_two_terms():
    assert read("police", language="en")[0].hashes != read("police", language="fr")[0].hashes


def test_a_title_stands_before_the_text_at_no_place_in_it():
    scan, _ = read("A ferry ran aground", title="Ferry aground")

    assert scan.position.tolist() == [-1, -1, 0, 1, 2, 3]


def test_what_holds_a_letter_is_no_number():
    scan, _ = read("12 3.5 7th a4")

    assert (scan.kind == NUMBER).tolist() == [True, True, False, False]


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_an_articles_terms_do_not_depend_on_its_neighbours(texts):
    together = scan_terms([None] * len(texts), texts, ["en"] * len(texts))

    alone = [scan_terms([None], [text], ["en"]).hashes.tolist() for text in texts]
    cuts = zip(together.starts[:-1], together.starts[1:], strict=True)
    assert [together.hashes[first:end].tolist() for first, end in cuts] == alone
