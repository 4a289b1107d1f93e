"""The loop of the web: it runs beside any other, and what interrupts a run ends its work."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from builders import an_event
from newsserver import NewsServer, Reply
from webdesk import SITE, Desk

from flows.live import Live


async def answer():
    await asyncio.sleep(0)
    return "an answer"


def test_work_is_done_where_no_loop_runs():
    with Live() as live:
        assert live.run(answer()) == "an answer"


def test_work_is_done_where_a_loop_runs_already():
    async def within():
        with Live() as live:
            return live.run(answer())

    assert asyncio.run(within()) == "an answer"


def test_an_error_of_the_work_is_the_callers():
    async def fail():
        raise ValueError("no such host")

    with Live() as live, pytest.raises(ValueError, match="no such host"):
        live.run(fail())


def test_what_is_left_under_way_is_ended():
    ended = []

    async def begin():
        async def wait():
            try:
                await asyncio.sleep(3600)
            finally:
                ended.append(True)

        begin.kept = asyncio.create_task(wait())
        await asyncio.sleep(0)

    with Live() as live:
        live.run(begin())

    assert ended == [True]


def test_a_run_on_the_web_goes_on_inside_a_live_loop(store_dir, tmp_path, monkeypatch):
    event = an_event(1)
    told = "".join(f"<p>{line}</p>" for line in event.sentences)
    body = f"<html><head><title>F</title></head><body><article><h1>F</h1>{told}</article></body>"

    with NewsServer() as server:
        server.say(f"{SITE}/a", Reply(body=body.encode()))
        desk = Desk(server, store_dir, tmp_path, monkeypatch)

        async def within():
            return desk.run(("page", f"{SITE}/a"), later=timedelta(0))

        assert asyncio.run(within()).tally.articles == 1
