"""Bands meet about as often as the curve says, and keys of different kinds never mix."""

from __future__ import annotations

import numpy as np
import pytest

from tasks.similarity.bands import BANDS, ROWS, band_keys, meeting_probability, sketch_keys
from tasks.similarity.minhash import fingerprint
from tasks.text.words import split_words


def pairs_at(similarity, count, seed):
    """Signatures whose places agree as often as those of texts at this Jaccard similarity."""
    chance = np.random.default_rng(seed)
    left = chance.integers(0, 1 << 32, (count, 128), dtype=np.uint32)
    other = chance.integers(0, 1 << 32, (count, 128), dtype=np.uint32)
    return left, np.where(chance.random((count, 128)) < similarity, left, other)


@pytest.mark.parametrize("similarity", [0.1, 0.2, 0.3, 0.5])
def test_bands_meet_as_often_as_the_curve_says(similarity):
    left, right = pairs_at(similarity, 2000, seed=7)

    met = (band_keys(left) == band_keys(right)).any(axis=1).mean()

    assert met == pytest.approx(meeting_probability(similarity), abs=0.04)


def test_equal_signatures_share_every_key():
    left, right = pairs_at(1.0, 5, seed=1)

    assert np.array_equal(band_keys(left), band_keys(right))


def test_one_row_in_two_bands_makes_two_keys():
    keys = band_keys(np.ones((1, 128), np.uint32))

    assert len(np.unique(keys)) == BANDS


def test_a_short_signature_is_refused_with_the_length_it_needs():
    with pytest.raises(ValueError, match=f"{BANDS * ROWS} or more"):
        band_keys(np.ones((1, 100), np.uint32))


def test_sketch_keys_of_a_short_text_count_only_what_it_has():
    keys, counted = sketch_keys(fingerprint(split_words(["one two three four five six", ""])))

    assert counted.sum(axis=1).tolist() == [2, 0]
    assert not keys[~counted].any()


def test_a_sketch_key_is_no_band_key_of_the_same_number():
    found = fingerprint(split_words(["one two three four five"]))

    assert not np.isin(sketch_keys(found)[0][:, :1], band_keys(found.signatures)).any()


def test_two_sketches_share_the_keys_of_the_shingles_they_share():
    text = "the harbour master closed the port at noon and no ferry left before the tide turned"
    keys, counted = sketch_keys(fingerprint(split_words([text, text + " again"])))

    shared = np.intersect1d(keys[0][counted[0]], keys[1][counted[1]])

    assert len(shared) >= counted[0].sum() - 1
