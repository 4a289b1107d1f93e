"""Polls of many feeds: few statements, few rows written, and nothing asked that need not be."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from builders import asked
from newsserver import NewsServer, Reply
from webdesk import Desk

from flows import listing
from storage.hosts import Hosts
from storage.statements import Statements

FEEDS = 120
# The poll itself takes about a second; the rest is for a machine that does other work.
SECONDS = 12.0
LATER = timedelta(hours=1)
HOSTS = [f"paper-{number}.example" for number in range(FEEDS)]
SOURCES = [("feed", f"http://{host}/feed") for host in HOSTS]


@pytest.fixture
def server():
    with NewsServer() as running:
        for host, (_, url) in zip(HOSTS, SOURCES, strict=True):
            entry = f"<item><title>T</title><link>http://{host}/1</link></item>"
            body = f"<rss version='2.0'><channel><title>x</title>{entry}</channel></rss>"
            running.say(url, Reply(body=body.encode(), etag=True, content_type="text/xml"))
        yield running


@pytest.fixture
def desk(server, store_dir, tmp_path, monkeypatch):
    return Desk(server, store_dir, tmp_path, monkeypatch)


def test_feeds_that_answer_304_are_polled_in_no_time_and_with_one_request_each(server, desk):
    desk.run(*SOURCES)
    before, begun = len(server.log), time.monotonic()

    summary = desk.run(*SOURCES, later=LATER)

    assert time.monotonic() - begun < SECONDS
    assert [one.status for one in server.log[before:]] == [304] * FEEDS
    assert summary.web.polls == {"unchanged": FEEDS}
    assert summary.web.total("asked") == 0


def test_a_poll_costs_no_statements_of_its_own(desk, monkeypatch):
    desk.run(*SOURCES)
    run = []
    for name in ("run", "rows"):
        plain = getattr(Statements, name)

        def counted(self, query, /, _plain=plain, **parameters):
            run.append(query)
            return _plain(self, query, **parameters)

        monkeypatch.setattr(Statements, name, counted)

    desk.run(*SOURCES, later=LATER)

    assert len(run) < FEEDS / 2


def test_only_hosts_that_were_asked_are_written(server, desk, monkeypatch):
    desk.run(*SOURCES)
    kept, keep = [], Hosts.keep

    def noting(self, states):
        states = list(states)
        kept.extend(state.host for state in states)
        keep(self, states)

    monkeypatch.setattr(Hosts, "keep", noting)

    desk.run(*SOURCES[:3], later=LATER)

    assert sorted(kept) == sorted(HOSTS[:3])
    assert asked(desk.store, "SELECT count(*) FROM store.hosts") == [(FEEDS,)]
    assert len(server.asked("/feed")) == FEEDS + 3


def test_a_feed_that_was_given_a_new_address_leaves_its_old_one_alone(server, desk):
    desk.run(SOURCES[0])
    desk.run(SOURCES[1], later=LATER)

    desk.run(SOURCES[1], later=3 * LATER)

    assert [len(server.asked("/feed", host=host)) for host in HOSTS[:2]] == [1, 2]


def test_a_list_that_our_reader_trips_over_harms_no_other(desk, monkeypatch):
    read_feed, tripped = listing.read_feed, "http://paper-1.example/feed"

    def tripping(body, *, url, **known):
        if url == tripped:
            raise RecursionError("a list\x1b[2J within a list")
        return read_feed(body, url=url, **known)

    monkeypatch.setattr(listing, "read_feed", tripping)

    web = desk.run(*SOURCES[:3]).web

    assert web.polls == {"listed": 2, "unreadable": 1}
    polls = "SELECT detail FROM source_polls WHERE source = 's1'"
    assert asked(desk.store, polls) == [
        ("RecursionError while its list was read: a list[2J within a list",)
    ]


def test_a_known_url_tells_when_a_list_had_it_last(server, desk):
    desk.run(SOURCES[0])
    again = server.replies["paper-0.example", "/feed"].body.replace(b">x<", b">x, later<")
    server.say(SOURCES[0][1], Reply(body=again, content_type="text/xml"))

    desk.run(SOURCES[0], later=LATER)

    ((apart,),) = asked(desk.store, "SELECT last_seen - first_seen FROM store.urls")
    assert apart >= LATER
