"""Runs the pipeline on a scripted server's sources: what tests of the web sit at."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from builders import asked
from newsserver import Reply

from flows import fetching
from flows.config import read_config
from flows.pipeline import Request, run_pipeline
from flows.settings import Settings
from flows.watch import Quiet
from tasks import batches
from tasks.web.gate import steady_clock

SITE = "http://x.example"


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


def feed(*paths, head="", etag=True):
    entries = "".join(
        f"<item><title>T</title><link>{SITE}{path}</link><guid>tag:x{path}</guid>"
        "<pubDate>Tue, 03 Nov 2026 07:00:00 GMT</pubDate></item>"
        for path in paths
    )
    body = f"<rss version='2.0'><channel><title>x</title>{head}{entries}</channel></rss>"
    return Reply(body=body.encode(), etag=etag, content_type="application/rss+xml")
