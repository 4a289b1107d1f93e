"""The invented newsroom from the web: feeds, sitemaps and a WARC give the examples' stories."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from builders import asked
from commands import command
from newsserver import NEWSROOM, NewsServer, open_newsroom, warc_of

from flows import fetching
from tasks.text.urls import page_key
from tasks.web.gate import steady_clock

NOW = datetime.now(UTC)
LATER = timedelta(minutes=5)
KINDS = ("feed", "sitemap", "warc")
LISTS = {"feed": "feed.xml", "sitemap": "sitemap.xml"}
AGENCIES = NEWSROOM.parent / "agencies.toml"


def configured(server, pages, folder):
    """Write a wirecopy.toml in which the hosts take turns in how they are read."""
    hosts = sorted({page.host for page in pages})
    kinds = {host: KINDS[at % len(KINDS)] for at, host in enumerate(hosts)}
    warc = folder / "crawl.warc.gz"
    warc.write_bytes(warc_of(page for page in pages if kinds[page.host] == "warc"))
    local = [("warc", warc), ("jsonl", NEWSROOM / "wire.jsonl"), ("folder", NEWSROOM / "briefs")]
    roots = {page.host: f"{urlsplit(page.url).scheme}://{page.host}" for page in pages}
    lines = ['[web]\ncontact = "desk@weir.example"\ngap_s = 0\n[web.test_hosts]']
    lines += [f'"{host}" = "127.0.0.1:{server.port}"' for host in hosts]
    for host in hosts:
        if kinds[host] != "warc":
            lines.append(f'[[source]]\nname = "{host}"\nkind = "{kinds[host]}"\nevery = "5min"')
            lines.append(f'url = "{roots[host]}/{LISTS[kinds[host]]}"')
    for kind, path in local:
        lines.append(f'[[source]]\nname = "{path.name}"\nkind = "{kind}"\npath = "{path}"')
    path = folder / "wirecopy.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


class Rounds:
    """Two runs of the command, five minutes apart, and what the server was asked in each."""

    def __init__(self, folder, patch):
        self.store = folder / "store"
        with NewsServer() as server:
            self.pages = open_newsroom(server, NOW)
            config = configured(server, self.pages, folder)
            self.first = self.run(config)
            self.first_partition, self.first_log = self.partition(), list(server.log)
            clock = steady_clock()
            patch.setattr(fetching, "steady_clock", lambda: lambda: clock() + LATER)
            self.second = self.run(config)
            self.second_log = server.log[len(self.first_log) :]
            self.overlaps = server.overlaps()

    def run(self, config):
        return command(
            "run", "--config", config, "--store", self.store, "--agencies", AGENCIES, "--json"
        )

    def partition(self):
        """The stories, each as the ids of its articles."""
        sql = "SELECT story_id, external_id FROM variants JOIN articles USING (article_id)"
        return parted(asked(self.store, sql))


def parted(rows):
    """Sets of articles, by story. A page goes by what all spellings of its URL share."""
    stories = defaultdict(set)
    for story, name in rows:
        stories[story].add(page_key(name) if "://" in name else name)
    return {frozenset(names) for names in stories.values()}


@pytest.fixture(scope="module")
def rounds(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        yield Rounds(tmp_path_factory.mktemp("newsroom"), patch)


def expected():
    """What the examples' README says, less the three pages that have no URL."""
    told = json.loads((NEWSROOM / "expected.json").read_text(encoding="utf-8"))["inputs"]
    return parted(
        (one["story"], one["url"] if one["source"] == "pages" else one["external_id"])
        for one in told
        if one.get("story")
    )


def test_feeds_sitemaps_and_a_warc_give_the_examples_stories(rounds):
    assert rounds.first[0] == 0, rounds.first
    assert rounds.first_partition == expected()


def test_every_page_on_the_web_is_asked_for_once_and_hosts_one_at_a_time(rounds):
    on_the_web = {page.url for page in rounds.pages} & {
        f"{urlsplit(page.url).scheme}://{one.host}{one.path}"
        for page in rounds.pages
        for one in rounds.first_log
    }
    paths = [(one.host, one.path) for one in rounds.first_log]

    assert len(paths) == len(set(paths))
    assert len(on_the_web) > len(rounds.pages) // 2
    assert rounds.overlaps == 0


def test_a_second_run_five_minutes_later_makes_only_conditional_requests(rounds):
    lists = {(one.host, one.path) for one in rounds.first_log if one.path.endswith(".xml")}

    assert {(one.host, one.path) for one in rounds.second_log} == lists
    assert all(one.conditional and one.status == 304 for one in rounds.second_log)


def test_a_second_run_five_minutes_later_adds_nothing(rounds):
    status, out, _ = rounds.second

    assert status == 0
    assert json.loads(out)["articles"] == 0
    assert rounds.partition() == rounds.first_partition
