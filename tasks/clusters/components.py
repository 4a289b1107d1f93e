"""Which articles are connected at all: nothing outside a component can change what is inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tasks.text.kernels import kernel

if TYPE_CHECKING:
    import numpy.typing as npt


def components(
    count: int, left: npt.NDArray[np.int32], right: npt.NDArray[np.int32]
) -> npt.NDArray[np.int32]:
    """Return the component of each of `count` nodes under undirected edges left[i] - right[i].

    Components are numbered from 0 in order of their first nodes.
    """
    # Our own loop, for scipy's takes a quarter of a second to load, and every run needs one.
    return _components(
        count, np.ascontiguousarray(left, np.int64), np.ascontiguousarray(right, np.int64)
    )


@kernel
def find(root: npt.NDArray[np.int64], place: int) -> int:
    """Return what a place's way leads to, and halve the way."""
    while root[place] != place:
        root[place] = root[root[place]]
        place = root[place]
    return place


@kernel
def _components(
    count: int, left: npt.NDArray[np.int64], right: npt.NDArray[np.int64]
) -> npt.NDArray[np.int32]:
    root = np.arange(count)
    for edge in range(len(left)):
        one, two = find(root, left[edge]), find(root, right[edge])
        root[max(one, two)] = min(one, two)
    labels = np.empty(count, np.int32)
    known = 0
    for node in range(count):
        first = find(root, node)
        # The root of a component is its first node, so that its label is known by now.
        labels[node] = known if first == node else labels[first]
        known += first == node
    return labels


def touched(labels: npt.NDArray[np.int32], nodes: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
    """Return which nodes share a component with one of `nodes`."""
    hit = np.zeros(int(labels.max(initial=-1)) + 1, np.bool_)
    hit[labels[nodes]] = True
    return hit[labels]


def named_by_first(labels: npt.NDArray[np.int32] | npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the labels renamed to the smallest index that carries each; int64, as many."""
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    return np.asarray(first[inverse], np.int64)
