"""A store's file rebuilt beside it: the old one serves until the new one takes its place."""

from __future__ import annotations

import shutil

import pytest
from builders import NOON, a_line, an_event, asked, run_lines

from storage import open_store
from storage.rebuilding import BESIDE, forget_what_was_made, open_beside, switch, text_spans
from storage.store import WORKING
from tasks.errors import StoreBusyError


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    store = tmp_path_factory.mktemp("printed") / "store"
    run_lines(store, [a_line(f"n{n}", an_event(n).text()) for n in range(5)])
    return store


@pytest.fixture
def store_dir(printed, tmp_path):
    return shutil.copytree(printed, tmp_path / "store")


def articles(store):
    return store.articles.last_no()


def test_the_store_itself_is_not_touched_by_what_is_done_beside_it(store_dir):
    before = (store_dir / WORKING).read_bytes()

    with open_beside(store_dir) as beside:
        forget_what_was_made(beside.statements)

    assert (store_dir / WORKING).read_bytes() == before


def test_no_file_is_left_where_nothing_was_switched(store_dir):
    before = sorted(path.name for path in store_dir.iterdir())

    with open_beside(store_dir) as beside:
        forget_what_was_made(beside.statements)

    assert sorted(path.name for path in store_dir.iterdir()) == before


def test_what_an_earlier_rebuild_left_is_not_rebuilt_on(store_dir):
    (store_dir / BESIDE).write_bytes(b"half a file")
    (store_dir / f"{BESIDE}.wal").write_bytes(b"half a log")

    with open_beside(store_dir) as beside:
        assert articles(beside) == 5


def test_a_switch_puts_the_rebuilt_store_before_readers_and_writers(store_dir):
    with open_beside(store_dir) as beside:
        beside.runs.begin(started_at=NOON, version="0", scheme="beside")
        beside.runs.finish(finished_at=NOON)
        switch(beside)

    assert asked(store_dir, "SELECT count(*) FROM runs WHERE scheme = 'beside'") == [(1,)]
    with open_store(store_dir) as store:
        assert articles(store) == 5
    assert not (store_dir / BESIDE).exists()


def test_two_do_not_rebuild_one_store(store_dir):
    with (
        open_beside(store_dir),
        pytest.raises(StoreBusyError, match="is being written"),
        open_beside(store_dir),
    ):
        pass


@pytest.mark.parametrize("width", [1, 2, 5, 100])
def test_every_text_is_read_once_whatever_the_width_of_a_span(store_dir, width):
    with open_beside(store_dir) as beside:
        spans = list(text_spans(beside.statements, articles(beside), width))

    assert [int(number) for numbers, _ in spans for number in numbers] == [1, 2, 3, 4, 5]
    assert {text.text for _, texts in spans for text in texts} == {
        an_event(n).text() for n in range(5)
    }
