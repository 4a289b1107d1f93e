"""The lists of wordfreq, read by ourselves, are those that it reads."""

from __future__ import annotations

import gzip
import subprocess
import sys

import msgpack
import pytest
import wordfreq

from tasks.errors import WirecopyError
from tasks.similarity import wordlists
from tasks.similarity.wordlists import information_of_listed, list_files


def test_the_lists_are_those_that_wordfreq_has():
    found = {language: str(file) for language, file in list_files().items()}

    assert found == wordfreq.available_languages("best")


@pytest.mark.parametrize("language", ["en", "fil", "sh", "is", "zh"])
def test_a_list_is_what_wordfreq_makes_of_it(language):
    bins = wordfreq.get_frequency_list(language, wordlist="best")

    assert information_of_listed(language) == {
        word: k / 100 for k, words in enumerate(bins) for word in words
    }


def test_a_language_that_wordfreq_does_not_know_has_no_list():
    assert information_of_listed("tlh") is None


def test_a_list_of_another_form_is_refused_with_what_to_do(tmp_path, monkeypatch):
    file = tmp_path / "large_en.msgpack.gz"
    file.write_bytes(gzip.compress(msgpack.packb([{"format": "dB", "version": 2}, ["the"]])))
    monkeypatch.setattr(wordlists, "list_files", lambda: {"en": file})

    with pytest.raises(WirecopyError, match=r"install wordfreq 3\.1"):
        information_of_listed("en")


def test_terms_are_weighed_without_loading_wordfreq():
    program = (
        "import sys; from tasks.similarity.salience import weigh_terms; "
        "weigh_terms(['Ferry'], ['A ferry ran aground.'], ['en']); print('wordfreq' in sys.modules)"
    )
    told = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert told.stdout.strip() == "False"
