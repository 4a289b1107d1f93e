"""Spans of time in words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tasks.clusters.reasons import ago


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(seconds=1), "1 second"),
        (timedelta(seconds=119), "119 seconds"),
        (timedelta(minutes=2), "2 minutes"),
        (timedelta(minutes=119), "119 minutes"),
        (timedelta(hours=47), "47 hours"),
        (timedelta(days=-3), "3 days"),
    ],
)
def test_a_span_is_told_in_its_largest_unit_of_which_there_are_two(span, words):
    assert ago(span) == words
