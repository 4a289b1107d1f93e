"""Bands: keys under which the fingerprints of likely copies meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tasks.similarity.minhash import Fingerprints

# 42 bands of 3 rows use 126 of the 128 permutations: half of the pairs at Jaccard .25 meet.
# More rows lose the cut reprints (docs/decisions/0003).
BANDS = 42
ROWS = 3
# Two articles are candidates when they share one band key, or this many keys of their sketches.
SKETCH_KEYS_SHARED = 2
# A key that more share than this holds boilerplate (a cookie wall), not copies of a text.
COPY_CAP = 2000

_SKETCH_SALT = np.uint32(BANDS)


def band_keys(signatures: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Return one key for each band: uint32, shape (n, 42), in band order.

    The band's number is mixed in, so that all bands share one space of keys: unrelated bands
    meet by accident once in 2**32. signatures: uint32, shape (n, at least 126).

    Raises:
        ValueError: the signatures are too short for the bands.
    """
    if signatures.ndim != 2 or signatures.shape[1] < BANDS * ROWS:  # noqa: PLR2004 - a table
        raise ValueError(
            f"signatures of shape {signatures.shape} cannot be cut into {BANDS} bands of {ROWS} "
            f"rows; give an array of shape (articles, {BANDS * ROWS} or more)"
        )
    bands = signatures[:, : BANDS * ROWS].astype(np.uint32).reshape(-1, BANDS, ROWS)
    keys = _mixed(np.broadcast_to(np.arange(BANDS, dtype=np.uint32), bands.shape[:2]))
    for row in range(ROWS):
        keys = _mixed(keys * np.uint32(0x01000193) ^ bands[:, :, row])
    return keys


def sketch_keys(fingerprints: Fingerprints) -> tuple[NDArray[np.uint32], NDArray[np.bool_]]:
    """Return the keys of the sketches, and which of them count: both of shape (n, 16).

    They are salted, so that they can stand in one table with band keys. Keys that do not count
    are zeros of texts with fewer shingles; leave them out of every join.
    """
    keys = _mixed(_mixed(fingerprints.sketches ^ _mixed(np.array([_SKETCH_SALT]))) + _SKETCH_SALT)
    places = np.arange(keys.shape[1])
    counts = places[None, :] < fingerprints.sketch_sizes[:, None]
    return np.where(counts, keys, np.uint32(0)), counts


def keys_to_meet_by(
    fingerprints: Fingerprints,
) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Return the band keys and the sketch keys of texts: uint32, (n, 42) and (n, 16); 0 is none."""
    present = fingerprints.present[:, None]
    bands, (sketches, used) = band_keys(fingerprints.signatures), sketch_keys(fingerprints)
    none = np.uint32(0)
    return np.where(present, bands, none), np.where(used & present, sketches, none)


def meeting_probability(similarity: float) -> float:
    """Return how likely two articles share a band key: 1 - (1 - s**rows)**bands.

    similarity: Jaccard of their shingles of tasks.similarity.minhash.SIGNATURE_WORDS words.
    Source: Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, 3.4.2.
    """
    return float(1 - (1 - similarity**ROWS) ** BANDS)


def _mixed(values: NDArray[np.uint32]) -> NDArray[np.uint32]:
    # The finalizer of MurmurHash3 for 32 bits: a bijection, so that it makes no key meet another.
    values = (values ^ (values >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    values = (values ^ (values >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return values ^ (values >> np.uint32(16))
