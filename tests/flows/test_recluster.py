"""A store rebuilt beside itself: shown first, switched in one step, whole wherever it is killed."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import Counter
from dataclasses import replace
from functools import partial

import pytest
from builders import (
    NOON,
    a_line,
    an_event,
    asked,
    partition,
    run_lines,
    run_on,
    story_of,
    write_jsonl,
)
from commands import KILLED, command, killing

from flows.explain import explain_pair
from flows.recluster import recluster
from flows.settings import Settings
from flows.shown import summary_lines
from flows.watch import Quiet
from storage.published import open_published
from storage.rebuilding import BESIDE
from storage.store import PUBLISHED, WORKING
from tasks import batches
from tasks.clusters.belief import hold_back
from tasks.errors import NotFoundError, SchemeMismatchError, StoreBusyError

DESK = (batches, Settings(), Quiet())
# So high that only copies of one text are one story.
STRICT = 0.9


@pytest.fixture
def store(examples_store, store_dir):
    """The invented newsroom's store, to be changed."""
    return shutil.copytree(examples_store, store_dir)


@pytest.fixture(scope="module")
def strict(examples_store, tmp_path_factory):
    """The changes and the store that a strict threshold makes of the examples."""
    store = shutil.copytree(examples_store, tmp_path_factory.mktemp("strict") / "store")
    return rebuilt(store, story_threshold=STRICT), store


def rebuilt(store, *, agreed=True, **tuning):
    changes, switched = recluster(
        store, DESK, lambda before: replace(before, **tuning), lambda _: agreed
    )
    assert switched == agreed
    return changes


def digests(store):
    return [
        hashlib.sha256((store / name).read_bytes()).hexdigest() for name in (WORKING, PUBLISHED)
    ]


def leftovers(store):
    return sorted(path.name for path in store.iterdir() if path.name.startswith(BESIDE))


def tuning_of(store):
    """The settings by which the latest run made its stories."""
    return asked(store, "SELECT scheme FROM runs ORDER BY finished_at DESC LIMIT 1")[0][0]


def test_a_higher_threshold_splits_stories_and_says_how_many(examples_store, strict):
    changes, store = strict

    assert changes.stories_before == len(partition(examples_store))
    assert changes.stories_after == len(partition(store)) > changes.stories_before
    assert changes.split == changes.stories_after - changes.stories_before
    assert changes.merged == 0


def test_the_articles_that_would_move_are_counted(examples_store, strict):
    changes, store = strict
    where = "SELECT article_id, story_id FROM variants"
    before, after = dict(asked(examples_store, where)), dict(asked(store, where))

    assert changes.moved == sum(after[article] != story for article, story in before.items()) > 0


def test_changes_are_shown_with_examples_in_words(strict):
    changes, _ = strict

    assert len(changes.examples) == 10
    assert all(" would be split off from s" in line for line in changes.examples)


def test_a_story_that_is_split_keeps_its_id_where_most_of_its_articles_are(examples_store, strict):
    where = "SELECT article_id, story_id FROM variants"
    before, after = dict(asked(examples_store, where)), dict(asked(strict[1], where))

    for story in set(before.values()):
        parts = Counter(after[article] for article, stood in before.items() if stood == story)
        assert parts[story] == max(parts.values())


def test_a_recluster_changes_no_copy_group(examples_store, strict):
    _, store = strict
    copies = "SELECT article_id, copy_id FROM variants ORDER BY ALL"

    assert asked(store, copies) == asked(examples_store, copies)


def test_a_recluster_and_back_again_ends_where_it_began(strict, examples_store, store_dir):
    store = shutil.copytree(strict[1], store_dir)

    changes = rebuilt(store, story_threshold=strict[0].before.story_threshold)

    assert partition(store) == partition(examples_store)
    assert changes.merged == strict[0].split


def test_a_recluster_tells_in_events_what_it_was_made_with(strict):
    changes, store = strict

    told = asked(store, "SELECT DISTINCT reason FROM story_events WHERE kind = 'split'")
    assert told == [(f"reclustered with {changes.after.name}",)]


def test_a_recluster_with_the_same_settings_changes_nothing(store):
    before = partition(store)

    changes = rebuilt(store)

    assert partition(store) == before
    assert (changes.merged, changes.split, changes.moved, changes.examples) == (0, 0, 0, ())


def test_changes_nobody_agrees_to_leave_every_byte_as_it_was(store):
    before = digests(store)

    rebuilt(store, agreed=False, story_threshold=STRICT)

    assert digests(store) == before
    assert leftovers(store) == []


def test_a_run_after_a_recluster_uses_the_settings_of_the_store(strict, store_dir):
    store = shutil.copytree(strict[1], store_dir)
    ferry = an_event(1)
    reworded = an_event(2, names=ferry.names)

    run_lines(store, [a_line("ferry", ferry.text()), a_line("reworded", reworded.text())])

    assert tuning_of(store).endswith(f"/t{STRICT}-w14")
    assert story_of(store, "ferry") != story_of(store, "reworded")


def test_the_same_news_is_one_story_where_the_settings_are_as_shipped(store):
    """The other half of the claim above: its two reports are one story but for the settings."""
    ferry = an_event(1)
    reworded = an_event(2, names=ferry.names)

    run_lines(store, [a_line("ferry", ferry.text()), a_line("reworded", reworded.text())])

    assert story_of(store, "ferry") == story_of(store, "reworded")


def test_a_narrower_window_parts_reports_that_lie_further_apart(store_dir):
    ferry = an_event(1)
    lines = [
        a_line("ferry", ferry.text(), published=NOON.isoformat()),
        a_line(
            "reworded",
            an_event(2, names=ferry.names).text(),
            published=NOON.replace(day=NOON.day + 3).isoformat(),
        ),
    ]
    run_lines(store_dir, lines)
    assert story_of(store_dir, "ferry") == story_of(store_dir, "reworded")

    rebuilt(store_dir, window_days=1)

    assert story_of(store_dir, "ferry") != story_of(store_dir, "reworded")


def test_why_measures_by_the_settings_of_the_store(strict):
    _, store = strict

    with open_published(store) as published:
        told = explain_pair(published, "QP-20261103-0712", "NW-20261103-0758")

    assert not told.same_story
    assert told.threshold == STRICT
    assert f"a mean of {STRICT} or more" in told.because[-1]


def test_a_run_is_refused_while_the_store_is_reclustered(store):
    refused = []

    def run_meanwhile(_changes):
        with pytest.raises(StoreBusyError, match="is being written"):
            run_lines(store, [a_line("ferry", an_event(1).text())])
        refused.append(True)
        return False

    recluster(store, DESK, lambda before: before, run_meanwhile)

    assert refused == [True]


def test_readers_read_the_old_stories_while_the_store_is_reclustered(store):
    before, read = partition(store), []

    def read_meanwhile(_changes):
        read.append(partition(store))
        return True

    recluster(store, DESK, lambda tuning: replace(tuning, story_threshold=STRICT), read_meanwhile)

    assert read == [before]
    assert partition(store) != before


def test_a_store_that_is_not_there_is_not_reclustered(tmp_path):
    with pytest.raises(NotFoundError, match="wirecopy run SOURCE"):
        rebuilt(tmp_path)


class AnotherScheme:
    """The steps of a version that makes other fingerprints."""

    SCHEME = "another"

    def __getattr__(self, name):
        return getattr(batches, name)


def test_a_recluster_brings_a_store_to_another_scheme_of_fingerprints(store):
    before = partition(store)
    with pytest.raises(SchemeMismatchError):
        run_lines_with(AnotherScheme(), store)

    recluster(store, (AnotherScheme(), *DESK[1:]), lambda tuning: tuning, lambda _: True)

    run_lines_with(AnotherScheme(), store)
    assert partition(store) == before | {frozenset({"quake"})}


def run_lines_with(steps, store):
    line = a_line("quake", an_event(3).text())
    run_on(store, write_jsonl(store.parent / "quake.jsonl", [line]), steps=steps)


class PressStoppedError(Exception):
    """What a step ends with here."""


class Failing:
    """The steps of a rebuild, of which grouping fails."""

    SCHEME = batches.SCHEME

    def __getattr__(self, name):
        return getattr(batches, name)

    def stories_batch(self, *_given):
        raise PressStoppedError


def test_a_rebuild_that_fails_leaves_the_store_and_no_file(store):
    before = digests(store)

    with pytest.raises(PressStoppedError):
        recluster(store, (Failing(), *DESK[1:]), lambda tuning: tuning, lambda _: True)

    assert digests(store) == before
    assert leftovers(store) == []


@pytest.fixture
def narrow_belief(monkeypatch):
    """No more than two different texts are believed to tell one story."""
    monkeypatch.setattr(batches, "hold_back", partial(hold_back, largest=2))


FERRY = an_event(1)
REWRITES = [
    a_line(f"ferry-{n}", an_event(n + 10, names=FERRY.names).text(), title="Ferry aground")
    for n in range(4)
]


def test_rewrites_that_nothing_holds_back_are_one_story(store_dir):
    """What the next two claims rest on."""
    summary = run_lines(store_dir, REWRITES)

    assert (len(partition(store_dir)), summary.held) == (1, ())


@pytest.mark.usefixtures("narrow_belief")
def test_a_cluster_beyond_belief_is_no_story_and_is_told(store_dir):
    summary = run_lines(store_dir, REWRITES)

    assert len(partition(store_dir)) == 4
    assert summary.held == (4,)
    assert any(
        "1 clusters grew beyond belief (4 different" in line for line in summary_lines(summary)
    )


@pytest.mark.usefixtures("narrow_belief")
def test_a_recluster_says_what_it_would_hold_back(store_dir):
    run_lines(store_dir, REWRITES)

    assert rebuilt(store_dir).held == (4,)


@pytest.fixture(scope="module")
def killer():
    with killing() as one:
        yield one


BEFORE_THE_SWITCH = [
    "storage.rebuilding.shutil.copyfile",
    "storage.groups.Groups.apply",
    "flows.recluster.switch",
]
# The command is killed wherever it stands; the next one needs no more than to be given again.
AGAIN = ("recluster", "--story-threshold", STRICT, "--yes")


@pytest.mark.parametrize("moment", BEFORE_THE_SWITCH)
def test_a_recluster_killed_before_the_switch_leaves_the_store_as_it_was(
    killer, store, strict, moment
):
    before = digests(store)

    assert killer.run(*AGAIN, "--store", store, at=moment) == KILLED

    assert digests(store) == before
    assert command(*AGAIN, "--store", store)[0] == 0
    assert partition(store) == partition(strict[1])
    assert leftovers(store) == []


def test_a_recluster_killed_between_switch_and_publishing_is_published_by_the_next_run(
    killer, store, examples_store, strict
):
    assert killer.run(*AGAIN, "--store", store, at="storage.snapshots.publish") == KILLED
    assert partition(store) == partition(examples_store)

    run_lines(store, [])

    assert partition(store) == partition(strict[1])
    assert leftovers(store) == []


def test_a_recluster_killed_between_switch_and_publishing_is_published_by_the_next_recluster(
    killer, store, strict
):
    killer.run(*AGAIN, "--store", store, at="storage.snapshots.publish")

    status, out, _ = command("recluster", "--yes", "--json", "--store", store)

    assert (status, json.loads(out)["moved"]) == (0, 0)
    assert partition(store) == partition(strict[1])


def test_a_run_takes_news_in_beside_what_a_killed_recluster_left(killer, store):
    before = partition(store)
    killer.run(*AGAIN, "--store", store, at="flows.recluster.switch")
    assert leftovers(store)

    run_lines(store, [a_line("ferry", an_event(1).text())])

    assert partition(store) == before | {frozenset({"ferry"})}


def test_recluster_prints_what_would_change_and_changes_nothing_without_yes(store, strict):
    before = digests(store)

    status, out, _ = command("recluster", "--story-threshold", STRICT, "--store", store)

    assert status == 0
    assert f"{strict[0].split} split off, {strict[0].moved} articles moved" in out
    assert out.endswith("nothing was changed; add --yes to switch\n")
    assert digests(store) == before
