"""The ledger: how far a run has come, and that its counts say what its rows say."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import NOON, an_article, attributed

from storage import open_store
from tasks.errors import CountsError
from tasks.outcomes import Reason, Rejected


@pytest.fixture
def store(store_dir):
    with open_store(store_dir) as store:
        yield store


def begin(store):
    return store.runs.begin(started_at=NOON, version="0.1.0", scheme="s")


def test_runs_are_numbered_one_after_the_other(store):
    first = begin(store)
    store.runs.finish(finished_at=NOON)

    assert (first.run_id, begin(store).run_id) == ("r1", "r2")


def test_a_run_that_was_cut_off_is_carried_on(store):
    cut_off = begin(store)

    assert begin(store) == replace(cut_off, carried_on=True)


def test_a_source_never_read_is_read_from_its_start(store):
    assert store.runs.progress(begin(store), "folder:/news", "v1").place == 0


def test_a_source_is_read_on_from_where_the_run_has_left_it(store):
    run = begin(store)
    came = replace(store.runs.progress(run, "a", "v1"), place=40, inputs=41, articles=41)
    store.runs.record_progress(run, replace(came, place=20))
    store.runs.record_progress(run, came)

    assert store.runs.progress(run, "a", "v1") == came


def test_a_source_that_has_changed_is_read_again_without_its_rejections_counted_twice(store):
    run = begin(store)
    take_in(store, run, articles=1, rejected=1, known=3, inputs=5)

    changed = store.runs.progress(run, "a", "v2")

    assert (changed.place, changed.inputs, changed.articles) == (0, 1, 1)
    assert store.runs.tally(run).rejections == {}


def test_another_run_reads_a_source_from_its_start(store):
    run = begin(store)
    store.runs.record_progress(run, replace(store.runs.progress(run, "a", "v1"), place=40))
    store.runs.finish(finished_at=NOON)

    assert store.runs.progress(begin(store), "a", "v1").place == 0


def take_in(store, run, *, articles, rejected, known, inputs):
    """Store one article and one rejection, and count them as told."""
    store.articles.add(attributed(an_article()), run_no=run.number)
    store.runs.reject(run, "a", [Rejected(input="wire.jsonl:2", reason=Reason.NOT_JSON)])
    progress = store.runs.progress(run, "a", "v1")
    counted = {"articles": articles, "rejected": rejected, "known": known, "inputs": inputs}
    store.runs.record_progress(run, replace(progress, **counted))


def test_a_run_is_summed_up_by_what_became_of_its_inputs(store):
    run = begin(store)
    take_in(store, run, articles=1, rejected=1, known=3, inputs=5)

    tally = store.runs.tally(run)

    assert (tally.inputs, tally.articles, tally.known) == (5, 1, 3)
    assert tally.rejections == {Reason.NOT_JSON: 1}


@pytest.mark.parametrize(
    "counts",
    [
        {"articles": 2, "rejected": 1, "known": 0, "inputs": 3},
        {"articles": 1, "rejected": 0, "known": 0, "inputs": 1},
        {"articles": 1, "rejected": 2, "known": 0, "inputs": 3},
        {"articles": 1, "rejected": 1, "known": 0, "inputs": 3},
        {"articles": 1, "rejected": 1, "known": 2, "inputs": 3},
    ],
)
def test_a_run_whose_counts_do_not_add_up_fails(store, counts):
    run = begin(store)
    take_in(store, run, **counts)

    with pytest.raises(CountsError, match="nothing was published"):
        store.runs.tally(run)


def test_what_a_transaction_did_is_gone_when_it_fails(store):
    run = begin(store)

    def fail_half_way():
        with store.statements.whole():
            take_in(store, run, articles=1, rejected=1, known=0, inputs=2)
            raise KeyError

    with pytest.raises(KeyError):
        fail_half_way()

    assert store.articles.last_no() == 0
    assert store.runs.tally(run).inputs == 0
