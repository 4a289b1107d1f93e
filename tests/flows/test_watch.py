"""How long each piece of a run's work has taken."""

import json

from flows.for_programs import summary_json
from flows.watch import Clocked, Quiet
from tests.flows.test_run_report import a_summary


def ticking(*moments):
    """A clock that tells one moment after the other."""
    return iter(moments).__next__


def test_a_run_knows_how_long_each_piece_of_its_work_took():
    watch = Clocked(Quiet(), ticking(0.0, 1.0, 4.0, 4.5))
    watch.begin("reading", 10)
    watch.begin("publishing", None)

    assert watch.taken() == {"starting": 1.0, "reading": 3.0, "publishing": 0.5}


def test_work_that_is_begun_again_goes_on_being_counted():
    watch = Clocked(Quiet(), ticking(0.0, 1.0, 3.0, 6.0, 10.0))
    for what in ("reading", "listing", "reading"):
        watch.begin(what, None)

    assert watch.taken() == {"starting": 1.0, "reading": 6.0, "listing": 3.0}


def test_what_is_shown_passes_through_a_clock_as_it_is():
    shown = []

    class Noted:
        def begin(self, what, total):
            shown.append((what, total))

        def advance(self, count):
            shown.append(count)

        def say(self, line):
            shown.append(line)

    watch = Clocked(Noted())
    watch.begin("reading", 10)
    watch.advance(4)
    watch.say("left out: a feed")

    assert shown == [("reading", 10), 4, "left out: a feed"]


def test_a_summary_for_programs_says_how_long_what_took():
    told = json.loads(json.dumps(summary_json(a_summary())))

    assert told["seconds"] == {"reading": 1.5}
