"""Runs on the web: real sockets, the invented newsroom's outlets, and what became of every URL."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from builders import asked
from newsserver import NEWSROOM, NewsServer, Reply, open_newsroom

from flows import fetching
from flows.config import read_config
from flows.pipeline import Request, run_pipeline
from flows.settings import Settings
from flows.watch import Quiet
from tasks import batches
from tasks.web.gate import steady_clock

NOW = datetime.now(UTC)
SITE = "http://x.example"


@pytest.fixture
def server():
    with NewsServer() as running:
        yield running


@pytest.fixture
def desk(server, store_dir, tmp_path, monkeypatch):
    """Runs the pipeline on a server's sources, some minutes after the last run."""
    return Desk(server, store_dir, tmp_path, monkeypatch)


class Desk:
    def __init__(self, server, store, folder, monkeypatch):
        self.server, self.store, self.folder, self.patch = server, store, folder, monkeypatch

    def config(self, sources):
        hosts = "".join(
            f'"{host}" = "127.0.0.1:{self.server.port}"\n' for host in self.server.hosts
        )
        text = (
            '[web]\ncontact = "a@b.example"\ngap_s = 0\npatience_s = 1\n[web.test_hosts]\n' + hosts
        )
        for at, (kind, place) in enumerate(sources):
            key = "url" if "://" in place else "path"
            text += f'[[source]]\nname = "s{at}"\nkind = "{kind}"\n{key} = "{place}"\n'
        path = self.folder / "wirecopy.toml"
        path.write_text(text, encoding="utf-8")
        return read_config(path)

    def run(self, *sources, later=timedelta(0)):
        clock = steady_clock()
        self.patch.setattr(fetching, "steady_clock", lambda: lambda: clock() + later)
        request = Request(
            sources=(), store=self.store, settings=Settings(workers=0), config=self.config(sources)
        )
        return run_pipeline(request, batches, Quiet())

    def outcomes(self):
        """Each URL's path, and how it ended, in the order of the runs."""
        rows = asked(self.store, "SELECT run_no, url, outcome FROM store.url_outcomes ORDER BY ALL")
        return [(run, urlsplit(url).path, outcome) for run, url, outcome in rows]


def page(event, title="Ferry aground", head=""):
    paragraphs = "".join(f"<p>{line}</p>" for line in event.sentences)
    html = f"<html><head><title>{title}</title>{head}</head><body><article><h1>{title}</h1>"
    return Reply(body=f"{html}{paragraphs}</article></body></html>".encode(), etag=True)


def feed(*paths, head="", etag=True):
    entries = "".join(
        f"<item><title>T</title><link>{SITE}{path}</link><guid>{path}</guid>"
        "<pubDate>Tue, 03 Nov 2026 07:00:00 GMT</pubDate></item>"
        for path in paths
    )
    body = f"<rss version='2.0'><channel><title>x</title>{head}{entries}</channel></rss>"
    return Reply(body=body.encode(), etag=etag, content_type="application/rss+xml")


def test_the_newsrooms_feeds_and_sitemaps_give_the_examples_articles(server, desk):
    pages = open_newsroom(server, NOW)
    hosts = sorted({one.host for one in pages})
    root = {one.host: f"{urlsplit(one.url).scheme}://{one.host}" for one in pages}
    sources = [
        ("feed", f"{root[host]}/feed.xml") if at % 2 else ("sitemap", f"{root[host]}/sitemap.xml")
        for at, host in enumerate(hosts)
    ]

    desk.run(*sources, ("jsonl", str(NEWSROOM / "wire.jsonl")))

    told = json.loads((NEWSROOM / "expected.json").read_text(encoding="utf-8"))["inputs"]
    story = {one["url"]: one["story"] for one in told if one.get("url") and one.get("story")}
    rows = asked(desk.store, "SELECT url, story_id FROM variants JOIN articles USING (article_id)")
    found = {url: story_id for url, story_id in rows if url in story}
    assert len([end for *_, end in desk.outcomes() if end == "article"]) == len(
        [one for one in pages if one.url in story]
    )
    pairs = {(story[url], story_id) for url, story_id in found.items()}
    assert len(pairs) == len({story[url] for url in found})


def test_a_second_run_makes_only_conditional_requests_and_adds_nothing(server, desk):
    pages = open_newsroom(server, NOW)
    host = pages[0].host
    source = ("feed", f"{urlsplit(pages[0].url).scheme}://{host}/feed.xml")
    desk.run(source)
    before = len(server.log)

    summary = desk.run(source, later=timedelta(minutes=30))

    assert [one.conditional for one in server.log[before:]] == [True]
    assert summary.tally.inputs == 0
