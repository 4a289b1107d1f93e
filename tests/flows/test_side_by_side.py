"""What need not wait for each other is done side by side, and comes out the same."""

from __future__ import annotations

import threading
from contextvars import ContextVar

import pytest
from builders import a_line, an_event, run_lines

from flows.newsroom import enter
from flows.settings import Settings
from flows.side_by_side import beside, one_ahead
from flows.watch import Quiet
from storage import open_store
from tasks import batches

WHOSE = ContextVar("WHOSE", default="nobody's")


@pytest.fixture
def room(store_dir):
    run_lines(store_dir, [a_line("one", an_event(1).text())])
    with open_store(store_dir) as store:
        yield enter(store, batches, Settings(), Quiet())


def last_no(room):
    return room.store.articles.last_no(), threading.current_thread(), WHOSE.get()


def test_work_goes_on_beside_the_block_with_what_it_asks_and_whose_it_is(room):
    WHOSE.set("this run's")

    with beside(room, last_no, at_once=True) as found:
        pass

    number, thread, whose = found()
    assert (number, whose) == (1, "this run's")
    assert thread is not threading.current_thread()


def test_work_sees_what_is_committed_while_it_goes_on(room):
    committed = threading.Event()

    def later(room):
        assert committed.wait(10)
        return room.store.groups.counters()["held"]

    with beside(room, later, at_once=True) as found:
        room.store.statements.run("set_counter", kind="held", next_no=7)
        committed.set()

    assert found() == 7


def test_work_that_may_not_be_done_at_once_waits_until_it_is_asked_for(room):
    begun = []

    with beside(room, begun.append, at_once=False) as found:
        assert begun == []
    found()

    assert begun == [room]


def fails(_room):
    raise ValueError("no such place")


def test_what_fails_beside_the_block_fails_where_it_is_asked_for(room):
    with beside(room, fails, at_once=True) as found:
        pass

    with pytest.raises(ValueError, match="no such place"):
        found()


def test_each_item_is_given_while_the_next_is_made():
    made, threads = [], set()

    def items():
        for number in range(3):
            threads.add(threading.current_thread())
            made.append(number)
            yield number

    assert list(one_ahead(items())) == made == [0, 1, 2]
    assert threading.current_thread() not in threads


def test_what_fails_ahead_fails_where_it_is_asked_for():
    def items():
        yield 1
        message = "the store is gone"
        raise OSError(message)

    given = one_ahead(items())

    assert next(given) == 1
    with pytest.raises(OSError, match="the store is gone"):
        next(given)
