"""The shelf gives back what was put there, from memory or from its files, and leaves nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.shelf import Shelf

some_rows = st.lists(st.lists(st.integers(0, 2**64 - 1), max_size=4), max_size=4)


def put_all(shelf, batches):
    for rows in batches:
        numbers = np.array([number for row in rows for number in row], np.uint64)
        shelf.put(numbers, (numbers % 2).astype(np.uint8), np.array([*map(len, rows)], np.int64))


@given(
    st.lists(some_rows, max_size=5),
    st.sets(st.integers(0, 19)),
    st.sampled_from([0, 40, 10**6]),
)
def test_rows_come_back_wherever_they_were_kept(tmp_path_factory, batches, asked, in_memory):
    rows = [row for batch in batches for row in batch]
    wanted = np.array(sorted(at for at in asked if at < len(rows)), np.int64)

    with Shelf(tmp_path_factory.getbasetemp(), in_memory=in_memory) as shelf:
        put_all(shelf, batches)
        lengths = shelf.lengths().tolist()
        numbers, flags, offsets = shelf.take(wanted)

    assert lengths == [len(row) for row in rows]
    for place, row in enumerate(wanted.tolist()):
        assert numbers[offsets[place] : offsets[place + 1]].tolist() == rows[row]
    assert flags.tolist() == (numbers % 2).tolist()


@pytest.mark.parametrize("in_memory", [0, 10**6])
def test_what_was_taken_can_be_followed_by_more(tmp_path, in_memory):
    with Shelf(tmp_path, in_memory=in_memory) as shelf:
        put_all(shelf, [[[1, 2], [3]]])
        shelf.take(np.array([1]))
        put_all(shelf, [[[4, 5, 6]]])

        assert shelf.take(np.array([0, 2]))[0].tolist() == [1, 2, 4, 5, 6]


def test_a_shelf_has_no_file_that_anybody_could_find(tmp_path):
    with Shelf(tmp_path, in_memory=0) as shelf:
        put_all(shelf, [[[1, 2, 3]]])

        assert list(tmp_path.iterdir()) == []
