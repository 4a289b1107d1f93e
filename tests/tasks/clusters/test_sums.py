"""A table of sums by key is a dictionary."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tasks.clusters.sums import add, add_new, has, sum_of, sums_for, take_out

# Few keys, so that they meet again; and some that share a slot of the smallest table at first.
SLOTS = 16
SPREAD = 0x9E3779B97F4A7C15
CROWDED = [key for key in range(4000) if (key * SPREAD >> 32) % SLOTS == SLOTS - 1][:12]
keys = st.one_of(st.sampled_from(CROWDED), st.integers(0, 5), st.integers(0, 2**62))
what = st.sampled_from(["enter", "add", "take out"])


@given(st.lists(st.tuples(what, keys, st.integers(0, 2**40)), max_size=80))
def test_whatever_is_done_a_table_says_what_a_dictionary_says(steps):
    most = len({key for _, key, _ in steps})
    sums, expected = sums_for(most), {}
    for do, key, value in steps:
        if do == "enter":
            assert add_new(sums, key, value) == (key not in expected)
            expected.setdefault(key, value)
        elif do == "add":
            assert add(sums, key, value) == (key not in expected)
            expected[key] = expected.get(key, 0) + value
        else:
            assert take_out(sums, key) == expected.pop(key, 0)

    asked = {key for _, key, _ in steps} | {0, 3}
    assert {key: sum_of(sums, key) for key in asked} == {k: expected.get(k, 0) for k in asked}
    assert {key for key in asked if has(sums, key)} == expected.keys() & asked


def test_a_full_table_still_says_what_it_has_not():
    sums = sums_for(len(CROWDED) - 4)
    for key in CROWDED[:8]:
        add(sums, key, key)

    for key in CROWDED[:4]:
        take_out(sums, key)

    assert [sum_of(sums, key) for key in CROWDED] == [0] * 4 + CROWDED[4:8] + [0] * 4


def test_a_table_is_half_free_when_it_holds_the_most():
    assert [len(sums_for(most)[0]) for most in (0, 8, 9, 1000)] == [16, 16, 32, 2048]
    assert np.all(sums_for(9)[0] == -1)
