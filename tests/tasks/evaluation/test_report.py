"""Figures and verdicts, as rows, as a table and for JSON."""

from __future__ import annotations

import json

from tasks.evaluation.gate import SetFloors, judge
from tasks.evaluation.measure import MACRO, Figure
from tasks.evaluation.report import as_json, rows, table, verdict_lines


def a_figure(measure, value, set_name="invented"):
    return Figure(set_name=set_name, measure=measure, value=value, count=40)


FIGURES = [
    a_figure("stories.b_cubed_precision", 0.9, MACRO),
    a_figure("stories.b_cubed_precision", 0.9),
    a_figure("stories.b_cubed_recall", 0.8),
    a_figure("stories.b_cubed_f1", 0.847),
    a_figure("stories.ari", 0.7),
]
VERDICT = judge(
    FIGURES[1:],
    {"invented": "d1"},
    {
        "invented": SetFloors(digest="d1", least={"stories.ari": 0.75, "stories.b_cubed_f1": 0.8}),
        "absent": SetFloors(digest="d2", least={"stories.ari": 0.5}),
    },
)


def test_precision_recall_and_f1_share_a_row():
    first, second, _ = rows(FIGURES)

    assert (first.measure, first.precision, first.recall, first.f1) == (
        "stories.b_cubed", 0.9, 0.8, 0.847,
    )  # fmt: skip
    assert (second.measure, second.value) == ("stories.ari", 0.7)


def test_macro_means_stand_last():
    assert rows(FIGURES)[-1].set_name == MACRO


def test_the_table_names_a_set_once_and_aligns_its_columns():
    lines = table(FIGURES).splitlines()

    assert [line.split()[0] for line in lines[:3]] == ["set", "invented", "stories.ari"]
    assert lines[1].index("0.9000") + 6 == lines[0].index("P") + 1


def test_the_verdict_says_what_broke_and_what_was_skipped():
    assert verdict_lines(VERDICT) == [
        "1 floors held, 1 broken",
        "invented stories.ari: below its floor (measured 0.7000, floor 0.7500)",
        "skipped absent: its set is not here",
    ]


def test_figures_and_verdict_survive_json():
    carried = as_json(FIGURES, VERDICT)

    assert json.loads(json.dumps(carried)) == carried
    assert carried["verdict"]["passed"] is False
