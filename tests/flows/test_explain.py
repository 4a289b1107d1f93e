"""Why two articles are together or apart: the reasons that decided, by the store's own settings."""

from __future__ import annotations

from datetime import timedelta

import pytest
from builders import NOON, a_line, an_event, run_lines
from commands import command

from flows.explain import explain_pair
from storage.published import open_published

FERRY, STORM = an_event(1), an_event(2)


@pytest.fixture
def why(examples_store):
    """Explain two articles of the invented newsroom."""

    def explain(left, right):
        with open_published(examples_store) as published:
            return explain_pair(published, left, right)

    return explain


def test_a_reprint_is_explained_by_what_stands_in_both(why):
    told = why("QP-20261103-0712", "ND-940891")

    assert (told.same_story, told.same_copy) == (True, True)
    assert told.verdict.startswith("copies of one text (c")
    assert told.because[0].startswith("100% of the shorter text stands in the longer")


def test_a_join_of_two_agencies_reports_is_explained_by_their_score(why):
    told = why("QP-20261103-0712", "NW-20261103-0758")

    assert (told.same_story, told.same_copy) == (True, False)
    assert told.verdict.startswith("two reports of one story (s")
    assert f"as reports they score {told.kinship.score:.3f}" in told.because[-1]


def test_a_refusal_of_two_ferries_is_explained_by_what_was_missing(why):
    told = why("QP-20261103-0712", "NW-20261111-1726")

    assert not told.same_story
    assert told.verdict.startswith("in two stories: s")
    assert told.kinship.score < told.threshold
    assert f"{told.alone} is needed of two texts alone" in told.because[-1]


def test_a_veto_of_a_template_filled_twice_is_explained(why):
    """Two companies' results, sentence by sentence the same but for names and numbers."""
    told = why("NW-20261106-0631", "NW-20261106-0647")

    assert not told.same_copy
    assert told.texts.numbers_replaced
    assert "numbers were replaced in otherwise equal sentences" in told.because[0]


def test_an_article_is_the_same_as_itself(why):
    assert why("QP-20261103-0712", "QP-20261103-0712").verdict == "the same article"


def test_the_order_of_the_two_changes_no_reason(why):
    one = why("QP-20261103-0712", "NW-20261103-0758")
    other = why("NW-20261103-0758", "QP-20261103-0712")

    assert one.because == other.because


def test_days_beyond_the_window_are_told(store_dir):
    lines = [
        a_line("ferry", FERRY.text(), published=NOON.isoformat()),
        a_line(
            "anniversary",
            an_event(9, names=FERRY.names).text(),
            published=(NOON - timedelta(days=20)).isoformat(),
        ),
    ]
    run_lines(store_dir, lines)

    with open_published(store_dir) as published:
        told = explain_pair(published, "ferry", "anniversary")

    assert told.days == 20
    assert "20 days lie between them; beyond 14 none are compared" in told.because


def test_a_copy_through_a_third_text_is_told_as_such(store_dir):
    """The beginning and the end of a text are no copies of each other but for the whole text."""
    lines = [
        a_line("first", FERRY.text(0, 8)),
        a_line("second", FERRY.text(5)),
        a_line("whole", FERRY.text()),
    ]
    run_lines(store_dir, lines)

    with open_published(store_dir) as published:
        told = explain_pair(published, "first", "second")

    assert told.same_copy
    assert "copies through others of their group" in told.because[0]


def test_one_text_with_additions_of_two_outlets_is_told_as_such(store_dir):
    run_lines(store_dir, [a_line("first", FERRY.text(0, 9)), a_line("second", FERRY.text(3))])

    with open_published(store_dir) as published:
        told = explain_pair(published, "first", "second")

    assert told.texts.is_copy
    assert "each carries additions of its own around one text" in told.because[0]


def test_why_prints_the_verdict_and_each_signals_share(examples_store):
    status, out, _ = command(
        "why", "QP-20261103-0712", "NW-20261103-0758", "--store", examples_store
    )

    assert status == 0
    assert "two reports of one story (s" in out
    assert "as reports:" in out
