"""Which articles are connected at all: nothing outside a component can change what is inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt


def components(
    count: int, left: npt.NDArray[np.int32], right: npt.NDArray[np.int32]
) -> npt.NDArray[np.int32]:
    """Return the component of each of `count` nodes under undirected edges left[i] - right[i]."""
    # Half a second to load, which commands that group nothing need not wait.
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    links = coo_array((np.ones(len(left), np.bool_), (left, right)), shape=(count, count))
    _, labels = connected_components(links, directed=False)
    return np.asarray(labels, np.int32)


def touched(labels: npt.NDArray[np.int32], nodes: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
    """Return which nodes share a component with one of `nodes`."""
    hit = np.zeros(int(labels.max(initial=-1)) + 1, np.bool_)
    hit[labels[nodes]] = True
    return hit[labels]


def named_by_first(labels: npt.NDArray[np.int32] | npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the labels renamed to the smallest index that carries each; int64, as many."""
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    return np.asarray(first[inverse], np.int64)
