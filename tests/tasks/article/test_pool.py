"""Extraction in worker processes."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime
from multiprocessing import active_children

import pytest
from pebble import ProcessExpired

from tasks.article.pool import ExtractionPool
from tasks.outcomes import Reason
from tasks.records import Article, Input

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SENTENCE = (
    "The harbour of town number {n} stayed closed on Friday after a storm, the mayor {n} said."
)
# trafilatura needs some ten seconds and 700 MB for a table of this size.
TABLE = b"<html><body><table>" + b"<tr><td>cell</td><td>x</td></tr>" * 150_000 + b"</table>"


def a_page(n):
    story = "".join(f"<p>{SENTENCE.format(n=n * 100 + line)}</p>" for line in range(8))
    body = (
        f"<html><head><title>Town {n}</title></head><body><article>{story}</article></body></html>"
    )
    return Input(name=f"{n}.html", place=n, external_id=f"{n}.html", body=body.encode())


def a_text(n):
    return Input(name=f"{n}.txt", place=n, external_id=f"{n}.txt", text=SENTENCE.format(n=n))


@pytest.fixture(scope="module", name="pool")
def started_pool():
    with ExtractionPool(workers=2, page_seconds=2.0) as pool:
        yield pool


def test_outcomes_come_in_the_order_of_the_inputs(pool):
    batch = [a_page(1), a_text(2), a_page(3), a_text(4), a_page(5)]

    assert [outcome.name for outcome in pool.extract(batch, now=NOW)] == [raw.name for raw in batch]


def test_the_largest_page_is_begun_first(monkeypatch):
    """One of seconds that is begun last keeps one worker busy and the others waiting."""
    begun = []
    small, large = a_page(1), replace(a_page(2), body=a_page(2).body * 9)
    with ExtractionPool(workers=2) as pool:
        monkeypatch.setattr(
            pool, "_schedule", lambda part, _: begun.extend(raw.name for raw in part)
        )
        pool.send([small, a_text(3), large], now=NOW)

    assert begun == [large.name, small.name]


def test_a_worker_makes_the_same_article_as_this_process(pool):
    with ExtractionPool(workers=0) as here:
        expected = here.extract([a_page(1)], now=NOW)

    assert pool.extract([a_page(1)], now=NOW) == expected


def test_a_page_that_takes_too_long_is_rejected_and_the_rest_goes_on(pool):
    slow = Input(name="table.html", place=1, body=TABLE)
    outcomes = pool.extract([a_page(1), slow, a_page(3), a_page(4)], now=NOW)

    assert [getattr(outcome, "reason", None) for outcome in outcomes] == [
        None,
        Reason.TIMEOUT,
        None,
        None,
    ]


def test_a_page_that_needs_too_much_memory_is_rejected_and_the_rest_goes_on():
    greedy = Input(name="table.html", place=1, body=TABLE)
    with ExtractionPool(workers=1, page_memory_bytes=250_000_000) as pool:
        rejected, article = pool.extract([greedy, a_page(2)], now=NOW)

    assert rejected.reason is Reason.TOO_LARGE
    assert isinstance(article, Article)


def test_a_worn_worker_is_replaced():
    others = set(active_children())
    with ExtractionPool(workers=1, pages_per_worker=2) as pool:
        first = pool.extract([a_page(1)], now=NOW)
        fresh = {worker.pid for worker in set(active_children()) - others}
        rest = pool.extract([a_page(n) for n in range(2, 5)], now=NOW)
        late = {worker.pid for worker in set(active_children()) - others}

    assert [type(outcome) for outcome in first + rest] == [Article] * 4
    assert fresh
    assert fresh.isdisjoint(late)


def test_a_page_beyond_the_limit_is_not_even_sent():
    with ExtractionPool() as pool:
        outcomes = pool.extract([Input(name="a", place=1, body=b"<p>" * 10_000_001)], now=NOW)

        assert (outcomes[0].reason, pool._pool) == (Reason.TOO_LARGE, None)


def test_given_text_starts_no_worker_and_loads_no_page_reader():
    script = (
        "import sys\nfrom datetime import datetime, UTC\n"
        "from tasks.article.pool import ExtractionPool\nfrom tasks.records import Input\n"
        f"raw = Input(name='a', place=1, text={SENTENCE.format(n=1) * 3!r})\n"
        "with ExtractionPool() as pool:\n"
        "    print(pool.extract([raw], now=datetime.now(UTC))[0].word_count, pool._pool)\n"
        "print([m for m in ('trafilatura', 'lxml', 'py3langid', 'dateutil') if m in sys.modules])\n"
    )
    shown = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    )

    assert shown.stdout == "49 None\n[]\n"


def test_a_batch_sent_ahead_gives_what_it_gives_when_asked_for(pool):
    ahead, now_asked = [a_page(1), a_text(2)], [a_page(3)]
    pool.send(ahead, now=NOW)
    between = pool.extract(now_asked, now=NOW)

    assert pool.extract(ahead, now=NOW) == [pool.extract([one], now=NOW)[0] for one in ahead]
    assert between == pool.extract(now_asked, now=NOW)


def test_a_batch_sent_ahead_is_read_while_nobody_asks_for_it(pool):
    ahead = [a_page(n) for n in range(4)]
    pool.send(ahead, now=NOW)
    under_way = [pool._under_way[id(raw)].answer for raw in ahead]
    made = [answer.result(timeout=30).outcomes[0] for answer in under_way]

    assert [type(one) for one in made] == [Article] * 4
    assert pool.extract(ahead, now=NOW) == made
    assert not pool._under_way


def test_a_machine_that_refuses_processes_is_asked_again(pool, monkeypatch):
    def refused(*_given):
        raise BlockingIOError

    with monkeypatch.context() as busy:
        busy.setattr(pool, "_schedule", refused)
        pool.send([page := a_page(1)], now=NOW)

    assert isinstance(pool.extract([page], now=NOW)[0], Article)


def many_texts(monkeypatch):
    monkeypatch.setattr("tasks.article.pool.TEXTS_BEFORE_WORKERS", 3)
    monkeypatch.setattr("tasks.article.pool.TEXTS_TOGETHER", 2)
    return [
        a_text(1),
        a_page(2),
        a_text(3),
        a_text(4),
        Input(name="e", place=5, text=""),
        a_text(5),
    ]


def test_many_texts_sent_ahead_become_what_they_become_here(pool, monkeypatch):
    batch = many_texts(monkeypatch)
    pool.send(batch, now=NOW)
    sent = len(pool._under_way)
    with ExtractionPool(workers=0) as here:
        expected = here.extract(batch, now=NOW)

    assert sent == 5
    assert pool.extract(batch, now=NOW) == expected


def test_texts_whose_worker_is_lost_are_made_articles_here(pool, monkeypatch):
    batch = many_texts(monkeypatch)
    pool.send(batch, now=NOW)
    pool._under_way = {key: replace(sent, answer=_lost()) for key, sent in pool._under_way.items()}
    found = pool.extract(batch, now=NOW)

    assert [getattr(one, "reason", Article) for one in found] == [
        Article, Reason.UNREADABLE, Article, Article, Reason.NO_TEXT, Article
    ]  # fmt: skip


def _lost():
    answer = Future()
    answer.set_exception(ProcessExpired("ended", code=-9))
    return answer
