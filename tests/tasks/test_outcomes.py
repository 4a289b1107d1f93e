"""Every input ends once: a tally that does not add up is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.errors import CountsError
from tasks.outcomes import Reason, Tally

COUNTS = st.integers(0, 1000)
REJECTIONS = st.dictionaries(st.sampled_from(Reason), COUNTS)


@given(COUNTS, COUNTS, REJECTIONS)
def test_inputs_are_articles_and_known_and_rejections_of_every_reason(articles, known, rejections):
    inputs = articles + known + sum(rejections.values())

    Tally(inputs=inputs, articles=articles, known=known, rejections=rejections).check()


@given(COUNTS, COUNTS, REJECTIONS, st.integers(-5, 5).filter(bool))
def test_an_input_too_many_or_too_few_is_refused(articles, known, rejections, off):
    inputs = articles + known + sum(rejections.values()) + off

    with pytest.raises(CountsError, match="nothing was published"):
        Tally(inputs=inputs, articles=articles, known=known, rejections=rejections).check()


def test_a_reason_is_written_in_small_words_and_hyphens():
    assert all(reason.value.replace("-", "").isalpha() for reason in Reason)
    assert all(reason.value == reason.value.lower() for reason in Reason)
