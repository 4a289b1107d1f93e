"""The benchmark's table: what was reached of every target, at which size, and where time went."""

from __future__ import annotations

import json

import pytest
from places import ROOT

RESULTS = sorted((ROOT / "benchmarks/results").glob("*.json"))


@pytest.fixture(scope="module")
def as_markdown(bench_module):
    return bench_module("table").as_markdown


def results(**parts):
    machine = {
        "processor": "a processor",
        "cores": 2,
        "memory_gb": 24,
        "system": "Linux",
        "python": "3.11",
        "load_before": 0.1,
    }
    nothing = {"signatures": {}, "copies": {}, "copies_of_all": {}, "extraction": {}, "growth": {}}
    return {"date": "2026-11-28", "machine": machine, "versions": {}} | nothing | parts


def grown(seconds, adding, **more):
    return {
        "seconds": seconds,
        "peak_bytes": 10**9,
        "store_bytes_per_article": 1700,
        "text_bytes_per_article": 540,
        "adding": 10_000,
        "adding_seconds": adding,
        "ten_more_seconds": 4.0,
    } | more


def copies(seconds, f1, articles=100_000):
    shares = {"precision": f1, "recall": f1, "f1": f1}
    return {"seconds": seconds, "rounds": 5, "peak_bytes": 10**9, "articles": articles} | shares


def verdict(table, target):
    """What the table's last column says of the only target that begins so."""
    (row,) = (line for line in table.splitlines() if line.startswith(f"| {target}"))
    return row.split("|")[-2].strip()


def test_half_as_long_as_a_peer_is_no_third_of_it(as_markdown):
    found = {"wirecopy copies": copies(10, 0.98), "rensa": copies(20, 0.94)}

    assert verdict(as_markdown(results(copies=found)), "copies: at most a third") == "missed"


def test_a_quick_but_wrong_peer_is_not_the_one_to_beat(as_markdown):
    found = {
        "wirecopy copies": copies(6, 0.98),
        "rensa": copies(20, 0.94),
        "rensa_words": copies(5, 0.61),
    }

    assert verdict(as_markdown(results(copies=found)), "copies: at most a third") == "met"


def test_fewer_articles_than_a_target_speaks_of_do_not_meet_it(as_markdown):
    found = {"wirecopy copies": copies(1, 0.98, 10_000), "rensa": copies(9, 0.94, 10_000)}
    told = as_markdown(results(copies=found, growth={"10000": grown(9, 9)}))

    assert verdict(told, "copies: at most a third") == "met; asked of 100,000"
    assert verdict(told, "10 new articles into 10,000") == "met; asked of 100,000"


def test_twice_as_long_into_ten_times_the_store_is_a_miss(as_markdown):
    growth = {"100000": grown(100, 20), "1000000": grown(1000, 40)}

    assert verdict(as_markdown(results(growth=growth)), "adding 10,000") == "missed"


def test_a_table_shows_where_the_time_of_adding_went(as_markdown):
    growth = {"100000": grown(100, 20, adding_work={"reading": 7.25, "publishing": 1.0})}
    told = as_markdown(results(growth=growth))

    assert "| seconds of | reading | publishing |" in told
    assert "| 10,000 into 100,000 | 7.2 | 1.0 |" in told


@pytest.mark.parametrize("path", RESULTS, ids=lambda path: path.stem)
def test_a_published_table_is_what_its_figures_give(as_markdown, path):
    told = as_markdown(json.loads(path.read_text(encoding="utf-8")))

    assert path.with_suffix(".md").read_text(encoding="utf-8") == told
