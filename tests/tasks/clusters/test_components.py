"""What is connected at all, against an oracle that walks the edges."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.clusters.components import components, touched

COUNT = 12
NODES = st.integers(0, COUNT - 1)
EDGES = st.lists(st.tuples(NODES, NODES), max_size=20)


def labels_of(edges, count=COUNT):
    pairs = np.array(edges, np.int32).reshape(-1, 2)
    return components(count, pairs[:, 0], pairs[:, 1])


def reached(edges, start):
    """All that can be walked to from `start`."""
    found = {start}
    while True:
        more = {
            right
            for left, right in [*edges, *((two, one) for one, two in edges)]
            if left in found and right not in found
        }
        if not more:
            return found
        found |= more


@settings(deadline=None)
@given(EDGES)
def test_nodes_are_in_one_component_where_one_can_walk_from_one_to_the_other(edges):
    labels = labels_of(edges)

    for node in range(COUNT):
        assert set(np.flatnonzero(labels == labels[node]).tolist()) == reached(edges, node)


@settings(deadline=None)
@given(EDGES, st.lists(NODES, max_size=3))
def test_touched_is_all_that_can_be_walked_to(edges, starts):
    hit = touched(labels_of(edges), np.array(starts, np.int32))

    expected = set().union(*(reached(edges, start) for start in starts))
    assert set(np.flatnonzero(hit).tolist()) == expected


@settings(deadline=None)
@given(EDGES, st.randoms(use_true_random=False))
def test_the_order_and_direction_of_edges_are_irrelevant(edges, chance):
    turned = [edge[::-1] if chance.random() < 0.5 else edge for edge in edges]
    chance.shuffle(turned)

    assert touched(labels_of(edges), np.array([0], np.int32)).tolist() == (
        touched(labels_of(turned), np.array([0], np.int32)).tolist()
    )


def test_nothing_has_no_components():
    assert labels_of([], count=0).tolist() == []
    assert touched(labels_of([], count=0), np.array([], np.int32)).tolist() == []
