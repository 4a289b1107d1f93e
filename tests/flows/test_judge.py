"""A person's word on two articles: obeyed at once, by every later run, until it is taken back."""

from __future__ import annotations

import json
import shutil

import pytest
from builders import a_line, an_event, asked, partition, run_lines, run_on, story_of, write_jsonl
from commands import KILLED, command, killing

from flows.contradiction import ContradictionError
from flows.explain import explain_pair
from flows.judge import SamePairError, judge, take_back
from flows.settings import Settings
from flows.watch import Quiet
from storage.published import open_published
from tasks import batches
from tasks.errors import NotFoundError

FERRY, STORM, QUAKE = an_event(1), an_event(2), an_event(3)
DESK = (batches, Settings(), Quiet())
FERRIES, ALONE = {"ferry", "ferry-reprint", "ferry-cut"}, {"storm"}
STOOD = frozenset({frozenset(FERRIES), frozenset(ALONE)})


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """A ferry in three copies, two of them the very same text, and a storm."""
    store = tmp_path_factory.mktemp("printed") / "store"
    run_lines(
        store,
        [
            a_line("ferry", FERRY.text(), title="Ferry aground"),
            a_line("ferry-reprint", FERRY.text(), title="Ferry aground"),
            a_line("ferry-cut", FERRY.text(0, 8), title="Ferry aground"),
            a_line("storm", STORM.text(), title="Storm at sea"),
        ],
    )
    assert partition(store) == STOOD
    return store


@pytest.fixture
def store(printed, store_dir):
    """A store of one's own."""
    return shutil.copytree(printed, store_dir)


@pytest.fixture(scope="module")
def joined(printed, tmp_path_factory):
    """Ferry and storm joined by a word, to be looked at only."""
    store = shutil.copytree(printed, tmp_path_factory.mktemp("joined") / "store")
    say(store, "join", "ferry", "storm", "the ferry sank in this storm")
    return store


@pytest.fixture(scope="module")
def parted(printed, tmp_path_factory):
    """Two prints of the very same text parted by a word, to be looked at only."""
    store = shutil.copytree(printed, tmp_path_factory.mktemp("parted") / "store")
    say(store, "part", "ferry", "ferry-reprint", "two crossings")
    return store


@pytest.fixture(scope="module")
def taken_back(joined, tmp_path_factory):
    """The join said and taken back, to be looked at only."""
    store = shutil.copytree(joined, tmp_path_factory.mktemp("taken-back") / "store")
    take_back(store, 1, DESK)
    return store


def say(store, kind, left, right, because="the desk says so"):
    return judge(store, (kind, left, right, because), DESK)


def together(store, *names, column="story_id"):
    return any(set(names) <= group for group in partition(store, column))


def test_a_join_puts_two_articles_into_one_story(joined):
    assert partition(joined) == {frozenset(FERRIES | ALONE)}


def test_a_join_makes_no_copies_of_two_texts(printed, joined):
    assert partition(joined, "copy_id") == partition(printed, "copy_id")


def test_a_join_outlives_later_runs_that_touch_its_story(store):
    say(store, "join", "ferry", "storm")

    run_lines(store, [a_line("ferry-late", FERRY.text()), a_line("storm-late", STORM.text())])
    run_lines(store, [a_line("quake", QUAKE.text())])

    joined = frozenset({*FERRIES, *ALONE, "ferry-late", "storm-late"})
    assert partition(store) == {joined, frozenset({"quake"})}


def test_a_join_keeps_the_id_of_the_older_story_and_tells_of_the_merger(printed, joined):
    older, younger = sorted((story_of(printed, "ferry"), story_of(printed, "storm")))

    told = "SELECT story_id, other_story_id, reason FROM story_events WHERE kind = 'merged'"
    assert story_of(joined, "storm") == older
    assert asked(joined, told) == [
        (older, younger, "a person's word (j1: the ferry sank in this storm)")
    ]


def test_a_join_is_shown_by_why_with_its_reason(joined):
    with open_published(joined) as published:
        told = explain_pair(published, "ferry", "storm")

    assert told.same_story
    assert told.because[0].startswith("a person's word (j1, ")
    assert told.because[0].endswith("is to join them: the ferry sank in this storm")


def test_a_join_is_listed_with_its_number_and_reason(joined):
    with open_published(joined) as published:
        (word,) = published.judgements()

    assert (word.judgement_id, word.kind, word.because) == (
        "j1",
        "join",
        "the ferry sank in this storm",
    )
    assert word.taken_back_at is None


def test_a_join_that_is_taken_back_lets_the_articles_fall_where_their_texts_put_them(taken_back):
    assert partition(taken_back) == STOOD


def test_a_word_that_is_taken_back_stays_in_the_list(taken_back):
    with open_published(taken_back) as published:
        (word,) = published.judgements()

    assert word.taken_back_at is not None


def test_a_word_that_is_taken_back_is_not_shown_by_why(taken_back):
    with open_published(taken_back) as published:
        told = explain_pair(published, "ferry", "storm")

    assert not any("person's word" in fact for fact in told.because)


def test_a_word_is_taken_back_once(taken_back):
    with pytest.raises(NotFoundError, match="no judgement j1 stands"):
        take_back(taken_back, 1, DESK)


def test_a_part_keeps_even_identical_texts_apart(parted):
    assert not together(parted, "ferry", "ferry-reprint")
    assert not together(parted, "ferry", "ferry-reprint", column="copy_id")


def test_a_part_outlives_another_print_of_the_same_text(store):
    say(store, "part", "ferry", "ferry-reprint")

    run_lines(store, [a_line(f"ferry-{n}", FERRY.text(0, 12 - n % 2)) for n in range(4)])

    assert not together(store, "ferry", "ferry-reprint")
    assert not together(store, "ferry", "ferry-reprint", column="copy_id")


def test_a_part_is_told_as_a_split_with_its_reason(parted):
    told = asked(parted, "SELECT reason FROM story_events WHERE kind = 'split'")
    assert told == [("a person's word (j1: two crossings)",)]


def test_a_part_is_shown_by_why_of_identical_texts(parted):
    with open_published(parted) as published:
        told = explain_pair(published, "ferry", "ferry-reprint")

    assert (told.same_story, told.same_copy) == (False, False)
    assert "is to part them: two crossings" in told.because[0]


def test_a_part_that_is_taken_back_makes_identical_texts_copies_again(store):
    say(store, "part", "ferry", "ferry-reprint")

    take_back(store, 1, DESK)

    assert partition(store) == STOOD
    assert together(store, "ferry", "ferry-reprint", column="copy_id")


def test_a_new_word_on_a_pair_replaces_the_old(store):
    say(store, "part", "ferry", "ferry-reprint")

    say(store, "join", "ferry-reprint", "ferry")

    with open_published(store) as published:
        standing = [one.kind for one in published.judgements() if one.taken_back_at is None]
    assert standing == ["join"]
    assert partition(store) == STOOD


def test_a_word_outlives_a_recluster(store):
    say(store, "join", "ferry", "storm")

    command("recluster", "--yes", "--store", store)

    assert together(store, "ferry", "storm")


def test_a_word_on_one_article_twice_is_refused(store):
    with pytest.raises(SamePairError, match="name two"):
        say(store, "join", "ferry", "ferry")


def test_a_word_on_an_article_that_is_not_there_is_refused_and_not_kept(store):
    with pytest.raises(NotFoundError, match="there is no article 'submarine'"):
        say(store, "join", "ferry", "submarine")

    with open_published(store) as published:
        assert published.judgements() == []


class PressStoppedError(Exception):
    """What a step ends with here."""


class Failing:
    """The steps of a run, of which grouping fails."""

    def __getattr__(self, name):
        return getattr(batches, name)

    def stories_batch(self, *_given):
        raise PressStoppedError


FAILING_DESK = (Failing(), Settings(), Quiet())


def test_a_word_whose_run_failed_is_obeyed_by_the_next_run(store):
    with pytest.raises(PressStoppedError):
        judge(store, ("join", "ferry", "storm", "one night"), FAILING_DESK)
    assert partition(store) == STOOD

    run_lines(store, [a_line("quake", QUAKE.text())])

    assert together(store, "ferry", "storm")


def test_a_word_taken_back_whose_run_failed_is_forgotten_by_the_next_run(store):
    say(store, "part", "ferry", "ferry-reprint")
    with pytest.raises(PressStoppedError):
        take_back(store, 1, FAILING_DESK)

    run_lines(store, [a_line("quake", QUAKE.text())])

    assert together(store, "ferry", "ferry-reprint", column="copy_id")


def test_an_article_that_words_move_between_two_living_stories_is_told_with_both(store):
    with pytest.raises(PressStoppedError):
        judge(store, ("part", "ferry", "ferry-reprint", "two nights"), FAILING_DESK)
    ferry, storm = story_of(store, "ferry"), story_of(store, "storm")

    say(store, "join", "ferry-reprint", "storm", "one night")

    told = "SELECT story_id, other_story_id, reason FROM story_events WHERE kind = 'joined'"
    moves = [event for event in asked(store, told) if event[1]]
    assert partition(store) == {
        frozenset({"ferry", "ferry-cut"}),
        frozenset({"ferry-reprint", "storm"}),
    }
    assert moves == [(storm, ferry, "a person's word (j1: two nights; j2: one night)")]


@pytest.fixture(scope="module")
def killer():
    with killing() as one:
        yield one


AFTER_THE_WORD = [
    "flows.judge.enter",
    "storage.judgements.Judgements.applied",
    "flows.judge.publish",
    "storage.snapshots.publish",
]


@pytest.mark.parametrize("moment", AFTER_THE_WORD)
def test_a_word_killed_before_it_was_obeyed_is_obeyed_by_the_next_run(killer, store, moment):
    word = ("join", "ferry", "storm", "--because", "one night", "--store", store)
    assert killer.run(*word, at=moment) == KILLED
    assert partition(store) == STOOD

    run_on(store, write_jsonl(store.parent / "none.jsonl", []))

    assert partition(store) == {frozenset(FERRIES | ALONE)}
    with open_published(store) as published:
        assert [one.judgement_id for one in published.judgements()] == ["j1"]


def test_a_word_killed_before_it_was_stored_was_never_said(killer, store):
    word = ("join", "ferry", "storm", "--because", "one night", "--store", store)
    assert killer.run(*word, at="storage.judgements.Judgements.add") == KILLED

    run_lines(store, [a_line("quake", QUAKE.text())])

    assert asked(store, "SELECT * FROM judgements") == []
    assert not together(store, "ferry", "storm")


def test_words_are_given_listed_and_taken_back_on_the_command_line(store):
    command("join", "ferry", "storm", "--because", "one night", "--store", store)
    listed = json.loads(command("judgements", "--json", "--store", store)[1])

    status, _, _ = command("take-back", listed[0]["judgement_id"], "--store", store)

    assert [one["because"] for one in listed] == ["one night"]
    assert status == 0
    assert partition(store) == STOOD


def test_a_part_of_articles_that_joins_hold_together_is_refused_and_names_them(store):
    say(store, "join", "ferry", "storm")

    with pytest.raises(ContradictionError, match=r"take-back j1"):
        say(store, "part", "ferry-reprint", "storm")

    with open_published(store) as published:
        assert len(published.judgements()) == 1


def test_a_join_of_what_a_part_holds_apart_is_refused_and_names_it(store):
    say(store, "part", "ferry", "storm")

    with pytest.raises(ContradictionError, match=r"take-back j1"):
        say(store, "join", "ferry-reprint", "storm")


MISTAKES = {
    "a word without a reason": (("join", "ferry", "storm", "--because", " "), "--because"),
    "a number of no word": (("take-back", "three"), "wirecopy judgements"),
    "a word nobody gave": (("take-back", "j9"), "wirecopy judgements"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistaken_word_is_one_message_and_exit_status_1(store, mistake):
    words, advice = MISTAKES[mistake]

    status, out, err = command(*words, "--store", store)

    assert (status, out) == (1, "")
    assert advice in err
    assert partition(store) == STOOD
