"""Fingerprints are datasketch's, bit for bit, and sketches keep the smallest shingles."""

from __future__ import annotations

import numpy as np
import pytest
from datasketch import MinHash
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tasks.similarity.minhash import (
    DENSE_SHINGLE_WORDS,
    DENSE_SIGNATURE_WORDS,
    SCHEME,
    SHINGLE_WORDS,
    SIGNATURE_WORDS,
    SKETCH_SIZE,
    fingerprint,
    permutations,
    shingle_hashes,
)
from tasks.text.words import split_words

words_of_news = st.lists(st.sampled_from(["port", "storm", "ferry", "tide", "12"]), max_size=60)
texts = st.lists(st.one_of(st.text(max_size=80), words_of_news.map(" ".join)), max_size=4)


def signature_by_datasketch(words, place):
    size = DENSE_SIGNATURE_WORDS if words.dense[place] else SIGNATURE_WORDS
    shingles = shingle_hashes(words, place, size)
    made = MinHash(num_perm=128, seed=1, scheme="affine32", hashfunc=lambda value: value)
    made.update_batch([int(shingle) & 0xFFFFFFFF for shingle in shingles])
    return made.hashvalues


@settings(deadline=None)
@given(texts)
@example(["", "one", "one two", "日本"])
def test_a_signature_is_datasketchs_of_the_same_shingles(written):
    words = split_words(written)

    signatures = fingerprint(words).signatures

    for place in range(len(written)):
        assert signatures[place].tolist() == signature_by_datasketch(words, place).tolist()


def test_the_permutations_are_datasketchs():
    theirs = MinHash(num_perm=128, seed=1, scheme="affine32").permutations

    assert np.array_equal(np.array(permutations()), theirs)


@settings(deadline=None)
@given(texts)
def test_a_sketch_is_the_smallest_different_shingles(written):
    words = split_words(written)
    found = fingerprint(words)

    for place in range(len(written)):
        size = DENSE_SHINGLE_WORDS if words.dense[place] else SHINGLE_WORDS
        smallest = np.unique(shingle_hashes(words, place, size))[:SKETCH_SIZE]
        kept = found.sketches[place][: found.sketch_sizes[place]]
        assert kept.tolist() == smallest.astype(np.uint32).tolist()


def test_a_text_without_words_has_no_fingerprint():
    assert fingerprint(split_words(["...", "a word"])).present.tolist() == [False, True]


def test_a_text_shorter_than_a_shingle_still_meets_its_equal():
    found = fingerprint(split_words(["Storm hits.", "STORM HITS", "storm ends"]))

    assert np.array_equal(found.signatures[0], found.signatures[1])
    assert not np.array_equal(found.signatures[0], found.signatures[2])


def test_a_fingerprint_does_not_depend_on_its_batch():
    alone = fingerprint(split_words(["the ferry left the port before the storm"]))
    among = fingerprint(split_words(["x", "the ferry left the port before the storm", "y z"]))

    assert np.array_equal(alone.signatures[0], among.signatures[1])


@pytest.mark.parametrize("part", ["3w", "128p", "affine32", "s1", "k16x5w"])
def test_the_scheme_names_what_fingerprints_depend_on(part):
    assert part in SCHEME.split("-")
