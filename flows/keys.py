"""Keep the keys that articles are met by: made in a step, stored in the caller's transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from flows.newsroom import Newsroom
    from tasks.batches import Keys


def keep_keys(room: Newsroom, numbers: npt.NDArray[np.int32], keys: Keys) -> None:
    """Store the signatures, bands, sketches and salient terms of articles, given by number."""
    articles = room.store.articles
    articles.add_signatures(numbers[keys.present], keys.signatures[keys.present], room.steps.SCHEME)
    articles.add_keys("insert_bands", "band_key", numbers, keys.bands)
    articles.add_keys("insert_sketches", "sketch_key", numbers, keys.sketches)
    articles.add_keys("insert_terms", "term_key", numbers, keys.terms)
    if keys.weighed is not None:
        room.lately.offer(numbers, keys.weighed)
