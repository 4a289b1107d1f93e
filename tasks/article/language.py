"""The language of a text: an ISO 639-1 code, or None where it cannot be told."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

# The first words tell; reading on costs time and meets quotations and link lists.
READ_CHARS = 400
# Below this many letters a guess is a coin's throw: "Gas Plan".
LEAST_LETTERS = 40
# py3langid's calibrated probability. On reuters21578 all its mistakes but one lay below it, most of
# them tables of figures; on semeval2022_t8_sub (es, tr, ar, fr) there were none above.
LEAST_PROBABILITY = 0.25

# Function words that hardly any other of these languages shares; they decide most texts in a tenth
# of the model's time. Measured in docs/decisions on reuters21578 and semeval2022_t8_sub.
_FUNCTION_WORDS = {
    "en": "the of and to that with was for by from said his has have are is it which were at",
    "de": "der die und das den von zu mit ist des im für auf nicht ein eine dem sich auch nach",
    "fr": "le les des et du une dans est que qui pour au sur aux avec été ses cette ce ont",
    "es": "el los las del y que por con una para su es al lo como más pero fue este según",
    "it": "il di che della per gli nel una con sono dei alla dal non è delle anche più ha si",
    "pt": "o os as do da em que um uma não com para dos das no na ao foi pelo são",
    "nl": "het een van en de dat op te niet zijn voor met aan door ook naar heeft bij uit wordt",
    "tr": "ve bir bu için ile da de olarak olan gibi daha sonra kadar ise çok dedi değil",
}
_WORD = re.compile(r"[^\W\d_]+")
# Of the words read, the share that must be one language's, and how far ahead of the next it is.
# At .15, or at a lead of 1.5, the vote took Spanish for Dutch and Turkish for English.
_LEAST_SHARE = 0.18
_LEAST_LEAD = 1.8
_LEAST_WORDS = 15
# News is written in these; Nigerian Pidgin, Volapük and "no language" only ever were mistakes
# (reuters21578: 131 of 2,000 items, most of them tables).
_NEWS_LANGUAGES = frozenset(
    "af am ar as az be bg bn bs ca cs cy da de el en es et eu fa fi fr ga gl gu he hi hr hu hy id"  # noqa: SIM905 - a row of codes reads better than a column of 80 strings
    " is it ja ka kk km kn ko ku ky lo lt lv mk ml mn mr ms mt my ne nl nn no or pa pl ps pt ro ru"
    " si sk sl so sq sr sv sw ta te th tl tr ug uk ur uz vi xh zh zu".split()
)
_GIVEN = re.compile(r"([a-z]{2})(?:[-_][a-z0-9]{2,8})*", re.IGNORECASE)
# Codes that name one written language twice, and codes long withdrawn.
_SAME_LANGUAGE = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "ji": "yi"}


def given_language(given: str | None) -> str | None:
    """Return the code in what a source or page declares ("en-US", "pt_BR"), or None."""
    found = _GIVEN.fullmatch(given.strip()) if given else None
    if found is None:
        return None
    code = found[1].lower()
    return _SAME_LANGUAGE.get(code, code)


def tell_language(text: str) -> str | None:
    """Return the language that the beginning of `text` is written in, or None where unsure."""
    beginning = text[:READ_CHARS]
    words = _WORD.findall(beginning.lower())
    if sum(map(len, words)) < LEAST_LETTERS and beginning.isascii():
        return None
    return _vote(words) or _ask_model(beginning)


def _vote(words: list[str]) -> str | None:
    """Return the language whose function words clearly lead, or None."""
    if len(words) < _LEAST_WORDS:
        return None
    votes = Counter(language for word in words for language in _languages_of().get(word, ()))
    (first, most), (_, next_most) = [*votes.most_common(2), ("", 0), ("", 0)][:2]
    clear = most >= _LEAST_SHARE * len(words) and most >= _LEAST_LEAD * next_most
    return first if clear else None


@lru_cache(maxsize=1)
def _languages_of() -> dict[str, tuple[str, ...]]:
    """Return, for each function word, the languages that use it."""
    languages: dict[str, tuple[str, ...]] = {}
    for language, words in _FUNCTION_WORDS.items():
        for word in words.split():
            languages[word] = (*languages.get(word, ()), language)
    return languages


def _ask_model(beginning: str) -> str | None:
    """Return py3langid's answer, or None where it is not sure enough."""
    language: str
    language, probability = _model().classify(beginning)
    if probability < LEAST_PROBABILITY:
        return None
    return _SAME_LANGUAGE.get(language, language)


@lru_cache(maxsize=1)
def _model() -> LanguageIdentifier:
    """Return the model, loaded once: nearly a second that a run of clear texts never pays."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    model.set_languages([code for code in model.labels if code in _NEWS_LANGUAGES])
    return model
