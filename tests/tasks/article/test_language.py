"""The language of a text."""

from __future__ import annotations

import pytest

from tasks.article.language import given_language, tell_language

SENTENCES = {
    "en": "The prime minister said on Thursday that the talks would go on in Geneva next week.",
    "de": "Der Ministerpräsident sagte am Donnerstag, dass die Gespräche in Genf weitergehen.",
    "fr": "Le premier ministre a déclaré jeudi que les discussions se poursuivront à Genève.",
    "es": "El primer ministro dijo el jueves que las conversaciones seguirán en Ginebra.",
    "tr": "Başbakan perşembe günü görüşmelerin gelecek hafta Cenevre'de süreceğini söyledi.",
    "ru": "Премьер-министр заявил в четверг, что переговоры продолжатся на следующей неделе.",
    "ar": "قال رئيس الوزراء يوم الخميس إن المحادثات ستستمر في جنيف الأسبوع المقبل.",
    "ja": "首相は木曜日、来週ジュネーブで協議を続けると述べた。野党は法案に反対している。",
    "sv": "Statsministern sade på torsdagen att samtalen fortsätter i Genève nästa vecka.",
}


@pytest.mark.parametrize(("language", "sentence"), SENTENCES.items())
def test_a_sentence_tells_its_language(language, sentence):
    assert tell_language(sentence) == language


@pytest.mark.parametrize(("language", "sentence"), SENTENCES.items())
def test_a_whole_text_tells_its_language(language, sentence):
    assert tell_language(f"{sentence} " * 6) == language


@pytest.mark.parametrize("text", ["", "Gas Plan", "12.5 13.6 (1,204)", "___"])
def test_too_little_tells_nothing(text):
    assert tell_language(text) is None


@pytest.mark.parametrize(
    ("given", "code"),
    [("en", "en"), ("en-US", "en"), ("PT_br", "pt"), ("nb-NO", "no"), ("iw", "he"),
     ("english", None), ("", None), (None, None), ("x-default", None), ("zh-Hant-TW", "zh")],
)  # fmt: skip
def test_a_declared_language_is_reduced_to_its_code(given, code):
    assert given_language(given) == code
