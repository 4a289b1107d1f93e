"""Whole runs: what they sum up, what they refuse, and that the same again adds nothing."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest
from builders import (
    a_line,
    an_event,
    asked,
    invented_news,
    partition,
    run_lines,
    run_on,
    write_jsonl,
)

from flows.pipeline import Request, run_pipeline
from flows.settings import Settings
from flows.watch import Quiet
from storage import open_store
from storage.store import PUBLISHED, WORKING
from tasks import batches
from tasks.errors import (
    CountsError,
    SchemeMismatchError,
    SourceError,
    StoreBusyError,
    WirecopyError,
)
from tasks.outcomes import Reason

EXAMPLES = Path(__file__).parents[2] / "examples" / "newsroom"
HELD = "SELECT * FROM articles", "SELECT * FROM variants", "SELECT * FROM story_events"


def held(store):
    return [sorted(asked(store, view), key=repr) for view in HELD]


class Noted(Quiet):
    """Keeps what a run says."""

    def __init__(self):
        self.lines = []

    def say(self, line):
        self.lines.append(line)


def run_noted(store, *sources):
    noted = Noted()
    run_pipeline(Request(sources=sources, store=store), batches, noted)
    return noted.lines


def test_the_same_input_twice_adds_no_article_story_or_event(store_dir):
    news = invented_news(6)
    run_lines(store_dir, news)
    before = held(store_dir)

    summary = run_lines(store_dir, news)

    assert held(store_dir) == before
    assert (summary.tally.articles, summary.tally.known) == (0, len(news))


def test_the_invented_newsroom_ends_in_the_outcomes_it_was_made_for(examples_store):
    expected = json.loads((EXAMPLES / "expected.json").read_text(encoding="utf-8"))["inputs"]
    rejected = {one["name"]: one["rejected"] for one in expected if one.get("rejected")}

    found = dict(asked(examples_store, "SELECT input, reason FROM rejections"))

    assert found == rejected


def grouped(rows):
    groups = {}
    for name, group in rows:
        groups.setdefault(group, set()).add(name)
    return groups


def expected_groups(kind):
    expected = json.loads((EXAMPLES / "expected.json").read_text(encoding="utf-8"))["inputs"]
    return grouped((one["name"], one[kind]) for one in expected if one.get(kind))


def found_groups(store, column):
    question = f"SELECT input, {column} FROM articles JOIN variants USING (article_id)"  # noqa: S608 - ours
    return grouped(asked(store, question)).values()


def test_the_invented_newsroom_is_told_in_the_stories_it_was_made_of(examples_store):
    found = found_groups(examples_store, "story_id")

    apart = {name for name, group in expected_groups("story").items() if group not in found}
    assert not apart


def test_the_invented_newsroom_carries_the_texts_it_was_made_of(examples_store):
    found = found_groups(examples_store, "copy_id")

    assert [name for name, group in expected_groups("copy").items() if group not in found] == []


def test_a_run_sums_up_what_became_of_its_inputs(store_dir):
    event = an_event(1).text()
    lines = [
        a_line("a", event),
        a_line("b", event),
        a_line("a", event),
        "no JSON",
        a_line("c", "Hm"),
    ]

    summary = run_lines(store_dir, lines)

    assert (summary.tally.inputs, summary.tally.articles, summary.tally.known) == (5, 2, 1)
    assert summary.tally.rejections == {Reason.NOT_JSON: 1, Reason.TOO_SHORT: 1}
    assert (summary.articles, summary.stories, summary.copies) == (2, 1, 1)
    assert summary.events == {"created": 1, "joined": 1}


def test_a_missing_source_is_told_and_the_others_are_read(store_dir, tmp_path):
    (tmp_path / "a.txt").write_text(an_event(1).text())

    told = run_noted(store_dir, tmp_path / "nowhere", tmp_path / "a.txt")

    assert any("nowhere" in line for line in told)
    assert asked(store_dir, "SELECT count(*) FROM articles") == [(1,)]


def test_a_run_without_any_source_that_can_be_read_writes_nothing(store_dir, tmp_path):
    (tmp_path / "empty").mkdir()

    with pytest.raises(SourceError, match=r"nowhere.*empty"):
        run_on(store_dir, tmp_path / "nowhere", tmp_path / "empty")

    assert not store_dir.exists()


def test_a_file_without_a_line_is_a_run_of_no_inputs(store_dir):
    summary = run_lines(store_dir, [])

    assert (summary.tally.inputs, summary.articles, summary.stories) == (0, 0, 0)


def test_lines_that_are_all_faulty_are_a_run_of_rejections(store_dir):
    summary = run_lines(store_dir, ["{", "[]", "3"])

    assert summary.tally.rejections == {Reason.NOT_JSON: 3}
    assert summary.stories == 0


def test_a_store_of_another_scheme_is_refused_and_left_as_it_was(store_dir):
    run_lines(store_dir, [a_line("a", an_event(1).text())])
    with duckdb.connect(str(store_dir / WORKING)) as db:
        db.execute("UPDATE store.fingerprints SET scheme = '5w-64p-old'")
    before = (store_dir / PUBLISHED).read_bytes()

    with pytest.raises(SchemeMismatchError, match="5w-64p-old"):
        run_lines(store_dir, [a_line("b", an_event(2).text())])

    assert (store_dir / PUBLISHED).read_bytes() == before
    with duckdb.connect(str(store_dir / WORKING)) as db:
        assert db.execute("SELECT count(*) FROM store.runs").fetchone() == (1,)


def test_a_run_into_a_store_that_another_writes_is_refused(store_dir):
    with open_store(store_dir), pytest.raises(StoreBusyError, match="since"):
        run_lines(store_dir, [a_line("a", an_event(1).text())])


def test_a_run_whose_counts_do_not_add_up_publishes_nothing(store_dir, monkeypatch):
    run_lines(store_dir, [a_line("a", an_event(1).text())])
    before = (store_dir / PUBLISHED).read_bytes()
    monkeypatch.setattr("storage.runs.Runs.reject", lambda *_: None)

    with pytest.raises(CountsError):
        run_lines(store_dir, [a_line("b", an_event(2).text()), "no JSON"])

    assert (store_dir / PUBLISHED).read_bytes() == before


class Failing:
    """The plain steps, of which one fails the first time."""

    def __init__(self, name):
        self._left = [name]

    def __getattr__(self, name):
        if name in self._left:
            self._left.remove(name)
            raise OSError(name)
        return getattr(batches, name)


STEPS = (
    "attribute_batch",
    "fingerprint_batch",
    "compare_texts_batch",
    "weigh_batch",
    "compare_reports_batch",
    "copies_batch",
    "stories_batch",
    "choose_batch",
)


@pytest.mark.parametrize("step", STEPS)
def test_a_run_that_failed_in_a_step_is_carried_on_as_if_it_had_not(store_dir, tmp_path, step):
    wire = write_jsonl(tmp_path / "wire.jsonl", invented_news(8, articles=12))
    run_on(tmp_path / "undisturbed", wire)
    with pytest.raises(OSError, match=step):
        # With no room for terms that were weighed when it was taken in, each text is weighed again.
        run_on(store_dir, wire, steps=Failing(step), terms_bytes=0)

    assert not (store_dir / PUBLISHED).exists()
    run_on(store_dir, wire)
    assert partition(store_dir) == partition(tmp_path / "undisturbed")
    assert asked(store_dir, "SELECT run_id, inputs, articles FROM runs") == [("r1", 12, 12)]


def test_texts_in_another_script_of_no_words_harm_nobody(store_dir):
    lines = [a_line("signs", "☂ " * 60), a_line("ferry", an_event(1).text())]

    summary = run_lines(store_dir, lines)

    assert summary.tally.inputs == 2
    assert partition(store_dir) >= {frozenset({"ferry"})}


def test_a_memory_limit_that_is_none_is_refused_with_how_to_write_it():
    with pytest.raises(WirecopyError, match="800MB"):
        Settings(memory_limit="lots")
