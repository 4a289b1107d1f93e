"""The gate on labelled news: it holds the shipped pipeline to its floors, and fails below them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from commands import command

from flows.evaluate import all_figures, evaluate, hold_to_floors, set_floors
from flows.watch import Quiet
from tasks import batches
from tasks.clusters.belief import Believed
from tasks.errors import GoldError
from tasks.evaluation.gate import LowerFloorError, Trouble

GOLD = Path(__file__).parents[1] / "gold"
INVENTED, FLOORS = GOLD / "invented", GOLD / "floors.json"
MEASURE = "stories.b_cubed_f1"


class Welding:
    """The steps of a run, of which grouping makes one story and one text of everything."""

    def __getattr__(self, name):
        return getattr(batches, name)

    def copies_batch(self, count, *_given):
        return np.zeros(count, np.int64)

    def stories_batch(self, copies, *_given):
        return Believed(labels=np.zeros(len(copies), np.int64), held=())


def weld(monkeypatch):
    for step in "copies_batch", "stories_batch":
        monkeypatch.setattr(batches, step, getattr(Welding(), step))


@pytest.fixture(scope="module")
def measured():
    """What the shipped pipeline makes of the invented set."""
    return evaluate([INVENTED], batches, Quiet())


@pytest.fixture(scope="module")
def welded():
    """What a pipeline that welds everything makes of it."""
    return evaluate([INVENTED], Welding(), Quiet())


@pytest.fixture
def floors(tmp_path):
    """A file of floors of one's own."""
    return Path(shutil.copy(FLOORS, tmp_path / "floors.json"))


def figure(sets, measure=MEASURE):
    return next(one.value for one in all_figures(sets) if one.measure == measure)


def moved(floors, measure, value):
    """Set one floor of the invented set."""
    rows = json.loads(floors.read_text("utf-8"))
    rows["invented"]["floors"][measure] = value
    floors.write_text(json.dumps(rows), encoding="utf-8")
    return floors


def test_the_shipped_pipeline_holds_the_floors_of_the_invented_set(measured):
    verdict = hold_to_floors(measured, FLOORS)

    assert verdict.broken == ()
    assert verdict.passed
    assert verdict.held >= 20


def test_every_article_of_the_invented_set_is_taken_in(measured):
    (one,) = measured

    assert (one.tally.inputs, one.tally.articles, one.tally.rejected) == (40, 40, 0)


def test_sets_that_are_not_here_are_skipped_by_name(measured):
    assert "ecbplus" in hold_to_floors(measured, FLOORS).skipped


def test_a_floor_above_its_figure_breaks_the_gate(measured, floors):
    moved(floors, "grades.all", figure(measured, "grades.all") + 0.01)

    verdict = hold_to_floors(measured, floors)

    assert not verdict.passed
    assert [(one.measure, one.trouble) for one in verdict.broken] == [("grades.all", Trouble.BELOW)]


def test_a_step_that_welds_stories_breaks_the_gate_where_welding_shows(welded):
    broken = {one.measure for one in hold_to_floors(welded, FLOORS).broken}

    assert {MEASURE, "stories.b_cubed_precision", "copies.pair_f1", "background.apart"} <= broken
    assert "stories.b_cubed_recall" not in broken


def test_a_measure_that_is_not_taken_any_more_breaks_the_gate(measured, floors):
    moved(floors, "stories.beauty", 0.5)

    (broken,) = hold_to_floors(measured, floors).broken

    assert (broken.measure, broken.trouble) == ("stories.beauty", Trouble.GONE)


def test_labels_that_changed_break_every_floor_of_their_set(tmp_path):
    changed = shutil.copytree(INVENTED, tmp_path / "invented")
    lines = (changed / "dup_pairs.jsonl").read_text("utf-8").splitlines(keepends=True)
    (changed / "dup_pairs.jsonl").write_text("".join(lines[:-1]), encoding="utf-8")

    verdict = hold_to_floors(evaluate([changed], batches, Quiet()), FLOORS)

    assert verdict.held == 0
    assert {one.trouble for one in verdict.broken} == {Trouble.CHANGED}


def test_floors_do_not_sink_unless_it_is_said_that_they_may(welded, floors):
    before = floors.read_text("utf-8")

    with pytest.raises(LowerFloorError, match=r"invented background\.apart 1\.0000 -> 0\.0000"):
        set_floors(welded, floors, allow_lower=False)

    assert floors.read_text("utf-8") == before


def test_floors_sink_where_it_is_said_that_they_may(welded, floors):
    set_floors(welded, floors, allow_lower=True)

    assert hold_to_floors(welded, floors).passed


def test_floors_rise_without_a_word(measured, floors):
    moved(floors, MEASURE, 0.5)

    set_floors(measured, floors, allow_lower=False)

    rows = json.loads(floors.read_text("utf-8"))
    assert 0.5 < rows["invented"]["floors"][MEASURE] <= figure(measured)


def test_setting_floors_leaves_those_of_absent_sets_alone(measured, floors):
    before = json.loads(floors.read_text("utf-8"))

    set_floors(measured, floors, allow_lower=False)

    after = json.loads(floors.read_text("utf-8"))
    assert {**after, "invented": None} == {**before, "invented": None}


def test_a_gate_without_its_floors_is_told_how_to_write_them(measured, tmp_path):
    with pytest.raises(GoldError, match="--update-floors"):
        hold_to_floors(measured, tmp_path / "none.json")


def test_the_command_passes_on_the_invented_set(floors):
    status, out, _ = command("evaluate", INVENTED, "--gate", "--floors", floors)

    assert status == 0
    assert "floors held, 0 broken" in out
    assert "invented: 40 inputs, rejected: none" in out
    assert "skipped ecbplus: its set is not here" in out


def test_the_command_fails_and_names_the_measure_that_a_broken_step_lowers(floors, monkeypatch):
    weld(monkeypatch)

    status, out, _ = command("evaluate", INVENTED, "--gate", "--floors", floors)

    assert status == 1
    assert f"invented {MEASURE}: below its floor (measured 0." in out


def test_the_command_tells_programs_what_broke(floors, monkeypatch):
    weld(monkeypatch)

    status, out, _ = command("evaluate", INVENTED, "--gate", "--json", "--floors", floors)

    verdict = json.loads(out)["verdict"]
    assert (status, verdict["passed"]) == (1, False)
    assert MEASURE in {one["measure"] for one in verdict["broken"]}


FAULTS = {
    "no JSON": ("articles.jsonl", '{"id": ', "line"),
    "no record": ("articles.jsonl", "[1, 2]", "line"),
    "no text": ("articles.jsonl", '{"id": "z", "text": " ", "cluster": "z"}', "text"),
    "no id": ("articles.jsonl", '{"text": "A ferry ran aground."}', "id"),
    "an id twice": ("articles.jsonl", '{"id": "orsa-mp", "text": "A ferry."}', "id"),
    "a cluster of no name": (
        "articles.jsonl",
        '{"id": "z", "text": "A.", "cluster": []}',
        "cluster",
    ),
    "junk that is a word": ("articles.jsonl", '{"id": "z", "text": "A.", "junk": "no"}', "junk"),
    "a pair of nobody": ("dup_pairs.jsonl", '{"a": "orsa-mp", "b": "nobody", "label": 1}', "b"),
    "a pair with itself": ("dup_pairs.jsonl", '{"a": "orsa-mp", "b": "orsa-mp", "label": 1}', "b"),
    "a label of 2": ("dup_pairs.jsonl", '{"a": "orsa-mp", "b": "velm-mp", "label": 2}', "label"),
    "an unknown grade": (
        "dup_pairs.jsonl",
        '{"a": "orsa-mp", "b": "velm-mp", "label": 1, "grade": "twin"}',
        "grade",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_malformed_label_is_refused_by_file_line_and_field(tmp_path, fault):
    name, line, field = FAULTS[fault]
    gold = shutil.copytree(INVENTED, tmp_path / "gold")
    with (gold / name).open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    number = len((gold / name).read_bytes().splitlines())

    status, out, err = command("evaluate", gold)

    assert (status, out) == (1, "")
    assert f"{gold / name}, line {number}, {field}: " in err


def test_a_malformed_set_is_refused_before_any_set_is_run(tmp_path):
    (tmp_path / "articles.jsonl").write_text("{", encoding="utf-8")
    said = []

    class Listening(Quiet):
        def say(self, line):
            said.append(line)

    with pytest.raises(GoldError):
        evaluate([INVENTED, tmp_path], batches, Listening())

    assert said == []


def test_a_set_without_a_label_is_refused(tmp_path):
    (tmp_path / "articles.jsonl").write_text('{"id": "a", "text": "A ferry."}\n', encoding="utf-8")

    status, _, err = command("evaluate", tmp_path)

    assert status == 1
    assert "no label at all" in err
