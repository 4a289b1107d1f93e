"""Work over rows is shared by two threads, unless another thread is at the like work."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from tasks.text.threads import alone, in_two


def who_does(size, least=2):
    return in_two(size, least, lambda part: (threading.get_ident(), part.start, part.stop))


def test_many_rows_are_shared_and_come_back_in_order():
    assert [part[1:] for part in who_does(5)] == [(0, 2), (2, 5)]


def test_few_rows_are_not_worth_a_second_thread():
    assert who_does(1) == [(threading.get_ident(), 0, 1)]


def test_whoever_works_alone_takes_no_second_thread():
    with alone():
        assert who_does(5) == [(threading.get_ident(), 0, 5)]
    assert len(who_does(5)) == 2


def test_who_works_alone_says_nothing_for_other_threads():
    with alone(), ThreadPoolExecutor(1) as other:
        assert len(other.submit(who_does, 5).result()) == 2
