"""Crawls of the scripted web that are killed, and what their store and the server then say."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from crawlsite import CrawlSite
    from newsserver import Asked, NewsServer

WIRECOPY = Path(sys.executable).with_name("wirecopy")
# Ends after which a page is not to be asked for again while the run goes on.
HAD = "('article', 'revision', 'already-known', 'duplicate-url', 'feed-only', 'unchanged')"
LOOK_S = 0.05
# When a further kill comes, seconds into a run, and how many times later each next one.
FIRST_LATER_S, LATER = 3.0, 1.3
PAGE_BYTES = os.sysconf("SC_PAGESIZE")


@dataclass(slots=True, kw_only=True)
class Crawl:
    """One crawl, killed so many times and then left to finish.

    `had` holds, for each kill, the place in the server's log and the URLs whose success was stored.
    """

    server: NewsServer
    site: CrawlSite
    config: Path
    store: Path
    had: list[tuple[int, frozenset[str]]] = field(default_factory=list)
    seconds: float = 0.0
    peak_bytes: int = 0
    status: int = 0
    errors: str = ""

    def run(self, kills: int, seed: int = 1) -> None:
        """Run to the end; each kill comes at a random number of requests.

        Where none of them found a page stored, because the first of them ended with the readers
        still starting, further ones come later and later into a run until one has.
        """
        begun = time.monotonic()
        chance = random.Random(seed)  # noqa: S311 - moments of kills are no secret
        # Each host is asked for its robots.txt and its sitemap before any page is.
        lists = 2 * len(self.site.hosts)
        for moment in sorted(chance.uniform(-0.02, 0.95) for _ in range(kills)):
            requests = lists + round(moment * len(self.site.ends))
            self._run_until(requests, chance.uniform(0, 0.5))
        later_s = FIRST_LATER_S
        while not any(stored for _, stored in self.had) and self._run_until(0, later_s):
            later_s *= LATER
        self._run_until(None, 0.0)
        self.seconds = time.monotonic() - begun

    def _run_until(self, requests: int | None, later_s: float) -> bool:
        """Run the command, to its end or until the server was asked so often. Returns: killed."""
        command = [WIRECOPY, "run", "--config", self.config, "--store", self.store]
        with subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        ) as running:
            while running.poll() is None:
                self.peak_bytes = max(self.peak_bytes, resident_bytes(running.pid))
                if requests is not None and len(self.server.log) >= requests:
                    time.sleep(later_s)
                    running.send_signal(signal.SIGKILL)
                    if running.wait() == 0:
                        break
                    self._note()
                    return True
                time.sleep(LOOK_S)
            self.status, self.errors = running.wait(), running.stderr.read()
        return False

    def _note(self) -> None:
        """Note what a kill has left: open requests are over, and so much is stored."""
        time.sleep(0.2)  # until the server has seen the end of every connection
        now = time.monotonic()
        for asked in self.server.log:
            asked.ended = min(asked.ended, now)
        sql = f"SELECT url FROM store.urls WHERE outcome IN {HAD}"  # noqa: S608 - a constant
        self.had.append((len(self.server.log), frozenset(url for (url,) in self.rows(sql))))

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """Ask the store of a run that is over."""
        with duckdb.connect(str(self.store / "working.duckdb")) as db:
            return db.execute(sql).fetchall()

    def outcomes(self) -> dict[str, list[str]]:
        """All outcomes of each URL."""
        ends: dict[str, list[str]] = {}
        for url, outcome in self.rows("SELECT url, outcome FROM store.url_outcomes"):
            ends.setdefault(str(url), []).append(str(outcome))
        return ends

    def fetched_again(self) -> list[str]:
        """The URLs that were asked for after a kill that found their success stored."""
        return [
            url
            for place, stored in self.had
            for asked in self.server.log[place:]
            if (url := address(asked)) in stored
        ]


def address(asked: Asked) -> str:
    """The URL that a request was for."""
    return f"http://{asked.host}{asked.path}"


def resident_bytes(pid: int) -> int:
    """The memory that a process and its children hold, or 0 where it is gone."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    except (OSError, IndexError):
        return 0
    return pages * PAGE_BYTES + sum(resident_bytes(int(child)) for child in children)
