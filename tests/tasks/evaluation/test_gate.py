"""The gate holds floors, fails below them, and lets nobody lower one by accident."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.errors import GoldError
from tasks.evaluation.gate import (
    EPSILON,
    LowerFloorError,
    SetFloors,
    Trouble,
    judge,
    macro_digest,
    raised_floors,
    read_floors,
    write_floors,
)
from tasks.evaluation.measure import Figure

FLOORS = {"invented": SetFloors(digest="d1", least={"stories.b_cubed_f1": 0.9})}
HERE = {"invented": "d1"}


def measured(value, measure="stories.b_cubed_f1"):
    return [Figure(set_name="invented", measure=measure, value=value, count=40)]


def test_a_figure_at_its_floor_passes():
    assert judge(measured(0.9), HERE, FLOORS).passed


def test_a_figure_below_its_floor_fails_and_is_named():
    (broken,) = judge(measured(0.89), HERE, FLOORS).broken

    assert (broken.set_name, broken.trouble, broken.value) == ("invented", Trouble.BELOW, 0.89)


def test_noise_in_the_last_digits_passes():
    assert judge(measured(0.9 - EPSILON / 2), HERE, FLOORS).passed


def test_a_floor_whose_figure_is_gone_fails():
    (broken,) = judge(measured(0.9, "stories.ari"), HERE, FLOORS).broken

    assert broken.trouble is Trouble.GONE


def test_a_set_that_yields_no_figure_fails_and_is_not_skipped():
    assert not judge([], HERE, FLOORS).passed


def test_floors_of_other_files_fail():
    (broken,) = judge(measured(0.99), {"invented": "d2"}, FLOORS).broken

    assert broken.trouble is Trouble.CHANGED


def test_a_set_that_is_not_here_is_skipped_and_said_so():
    verdict = judge([], {}, FLOORS)

    assert (verdict.passed, verdict.skipped) == (True, ("invented",))


def test_a_set_without_floors_is_said_to_be_unguarded():
    assert judge(measured(0.9), HERE, {}).unguarded == ("invented",)


def test_floors_rise_with_the_figures():
    assert raised_floors(measured(0.95), HERE, FLOORS)["invented"].least == {
        "stories.b_cubed_f1": 0.95
    }


def test_lowering_a_floor_is_refused_with_the_switch_to_type():
    with pytest.raises(LowerFloorError, match=r"0\.9000 -> 0\.8000.*--allow-lower"):
        raised_floors(measured(0.8), HERE, FLOORS)


def test_losing_a_floor_is_refused_too():
    with pytest.raises(LowerFloorError, match=r"0\.9000 -> none"):
        raised_floors(measured(0.99, "stories.ari"), HERE, FLOORS)


def test_a_floor_sinks_where_it_is_said_that_it_may():
    floors = raised_floors(measured(0.8), HERE, FLOORS, allow_lower=True)

    assert floors["invented"].least["stories.b_cubed_f1"] == 0.8


def test_floors_of_sets_that_are_not_here_stay():
    other = {"other": SetFloors(digest="d9", least={"stories.ari": 0.5})}

    assert raised_floors(measured(0.95), HERE, {**FLOORS, **other})["other"] == other["other"]


@given(st.floats(-0.5, 1))
def test_what_was_measured_passes_its_own_floor(value):
    floors = raised_floors(measured(value), HERE, {})

    assert judge(measured(value), HERE, floors).passed


@given(
    st.dictionaries(
        st.text(min_size=1),
        st.builds(
            SetFloors,
            digest=st.text(),
            least=st.dictionaries(st.text(min_size=1), st.floats(0, 1)),
        ),
        max_size=3,
    )
)
def test_floors_come_back_as_they_were_written(floors):
    assert read_floors(write_floors(floors), origin="floors.json") == floors


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("{", "floors.json is no JSON"),
        ("[]", "no object of sets"),
        ('{"x": 3}', "floors.json, x: digest is missing"),
        ('{"x": {"digest": "d", "floors": {"m": "0.9"}}}', "x: floors must map"),
    ],
)
def test_malformed_floors_are_refused_by_set_and_field(text, complaint):
    with pytest.raises(GoldError, match=complaint):
        read_floors(text, origin="floors.json")


def test_the_digest_of_a_mean_changes_with_any_of_its_sets():
    assert macro_digest({"x": "1", "y": "2"}, ["y", "x"]) != macro_digest(
        {"x": "1", "y": "3"}, ["x", "y"]
    )
