"""A story keeps its id while it lives: it grows, merges, is split, and tells each as an event."""

from __future__ import annotations

import pytest
from builders import NOON, a_line, an_event, asked, partition, run_lines, story_of

from storage.published import open_published


def events(store, *, run="r2"):
    told = asked(
        store,
        "SELECT run_id, kind, story_id, external_id, other_story_id "
        "FROM story_events LEFT JOIN articles USING (article_id)",
    )
    return [event[1:] for event in told if event[0] == run]


FERRY, STORM = an_event(1), an_event(2)
# Two texts that have nothing in common, and a round-up of both.
FIRST, SECOND = FERRY.text(), an_event(5).text()
WHOLE = FIRST + "\n" + SECOND


def at(minutes, external_id, text, **known):
    stamp = NOON.replace(minute=minutes).isoformat()
    return a_line(external_id, text, published=stamp, title=external_id, **known)


def test_a_story_that_grows_keeps_its_id(store_dir):
    run_lines(store_dir, [at(0, "ferry", WHOLE), at(1, "storm", STORM.text())])
    before = story_of(store_dir, "ferry")

    run_lines(store_dir, [at(2, "reprint", WHOLE)])

    assert (story_of(store_dir, "reprint"), story_of(store_dir, "ferry")) == (before, before)
    assert events(store_dir) == [("joined", before, "reprint", None)]


def test_a_new_story_has_an_id_that_no_other_ever_had(store_dir):
    run_lines(store_dir, [at(0, "ferry", WHOLE)])

    run_lines(store_dir, [at(1, "storm", STORM.text())])

    assert events(store_dir) == [("created", "s2", "storm", None)]


@pytest.fixture
def merged(store_dir):
    """Two parts of a text, each its own story until two outlets print the whole."""
    run_lines(store_dir, [at(0, "second", SECOND), at(1, "storm", STORM.text())])
    run_lines(store_dir, [at(2, "first", FIRST)])
    assert story_of(store_dir, "first") != story_of(store_dir, "second")
    run_lines(store_dir, [at(3, "whole", WHOLE), at(4, "longer", WHOLE + "\n" + FIRST[:200])])
    return store_dir


def test_when_stories_merge_the_older_id_lives_on(merged):
    assert {story_of(merged, name) for name in ("first", "second", "whole", "longer")} == {"s1"}


def test_the_id_of_a_merged_story_redirects_to_the_one_that_lives_on(merged):
    assert asked(merged, "SELECT story_id, now_story_id FROM story_redirects") == [("s3", "s1")]
    with open_published(merged) as published:
        assert published.story("s3").story_id == "s1"


def test_a_merger_is_told(merged):
    assert ("merged", "s1", None, "s3") in events(merged, run="r3")


def test_an_id_that_redirects_is_never_given_again(merged):
    run_lines(merged, [at(9, "quake", an_event(3).text())])

    assert story_of(merged, "quake") == "s4"


@pytest.fixture
def split(store_dir):
    """A short part hangs on a whole text until outlets print the rest and speak against it."""
    part, rest, other = FERRY.text(0, 4), SECOND, an_event(77)
    run_lines(store_dir, [at(0, "whole", part + "\n" + rest), at(1, "part", part)])
    assert partition(store_dir) == {frozenset({"whole", "part"})}
    lines = [at(2 + n, f"rest-{n}", rest + "\n" + other.sentences[n]) for n in range(5)]
    run_lines(store_dir, lines)
    return store_dir


def test_when_a_story_is_split_the_part_with_its_canonical_keeps_the_id(split):
    assert story_of(split, "whole") == "s1"
    assert story_of(split, "part") == "s2"


def test_a_split_is_told_with_the_story_it_was_split_from(split):
    assert ("split", "s2", None, "s1") in events(split)


def test_a_better_canonical_is_told_with_its_reason(store_dir):
    run_lines(store_dir, [at(5, "cut", FIRST)])

    run_lines(store_dir, [at(1, "whole", WHOLE)])

    assert ("canonical-changed", "s1", "whole", None) in events(store_dir)
    told = "SELECT reason FROM story_events WHERE kind = 'canonical-changed'"
    assert asked(store_dir, told) == asked(store_dir, "SELECT canonical_reason FROM stories")


def test_an_equal_that_comes_later_does_not_take_the_canonical_place(store_dir):
    undated = [a_line(name, WHOLE, title="Ferry") for name in "bcadfe"]
    run_lines(store_dir, undated[:1])

    for line in undated[1:]:
        run_lines(store_dir, [line])

    assert asked(store_dir, "SELECT kind FROM story_events WHERE kind LIKE 'canonical%'") == []


def test_stories_apart_from_the_news_of_a_run_are_left_as_they_are(store_dir):
    run_lines(store_dir, [at(0, "ferry", WHOLE), at(1, "ferry-2", FIRST)])
    look = "SELECT * FROM variants WHERE story_id = 's1' ORDER BY ALL"
    before = asked(store_dir, look), asked(store_dir, "SELECT * FROM stories")

    run_lines(store_dir, [at(2, "storm", STORM.text())])

    after = asked(store_dir, "SELECT * FROM stories WHERE story_id = 's1'")
    assert (asked(store_dir, look), after) == before
