"""Polls feeds that answer 304 through the whole of `wirecopy run`: seconds, memory, requests.

    python benchmarks/web.py [--feeds 1000] [--entries 10] [--store DIR]

Each feed is on a host name of its own, served by the scripted newsroom server in this process;
the run is the program as a user types it, start included. The first run meets every host
(robots.txt and the feed's body), the second is the poll that is measured: every feed answers 304.
The feeds' entries lead to pages that are not there, so that the ledger has as many URLs as a
newsroom's, and no time goes into extraction. Exit status 1 where the poll takes longer, or more
memory, than the target.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from measuring import measure

ROOT = Path(__file__).resolve().parent.parent
# The root first: tests/ has a folder named tasks, too.
sys.path += [str(ROOT), str(ROOT / "tests")]

from newsserver import NewsServer, Reply  # noqa: E402 - it stands among the tests

if TYPE_CHECKING:
    from measuring import Measured

TARGET_SECONDS, TARGET_BYTES = 20.0, 300_000_000
COMMAND = (sys.executable, "-c", "from flows.cli import main; main()", "run", "--json")


def open_feeds(server: NewsServer, feeds: int, entries: int) -> None:
    """Put so many feeds on a server, each on a host of its own."""
    for number in range(feeds):
        root = f"http://paper-{number}.example"
        listed = "".join(
            f"<item><title>Entry {at}</title><link>{root}/{at}</link></item>"
            for at in range(entries)
        )
        body = f"<rss version='2.0'><channel><title>{number}</title>{listed}</channel></rss>"
        server.say(
            f"{root}/feed", Reply(body=body.encode(), etag=True, content_type="application/rss+xml")
        )


def write_config(path: Path, server: NewsServer, feeds: int) -> None:
    """Write the wirecopy.toml of these feeds. A poll a second: the second run comes at once."""
    lines = ["[web]", 'contact = "desk@wirecopy.example"', "gap_s = 0", "[web.test_hosts]"]
    lines += [f'"paper-{number}.example" = "127.0.0.1:{server.port}"' for number in range(feeds)]
    for number in range(feeds):
        lines += ["[[source]]", f'name = "paper-{number}"', 'kind = "feed"', 'every = "1s"']
        lines.append(f'url = "http://paper-{number}.example/feed"')
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def polled(server: NewsServer, config: Path, store: Path) -> tuple[Measured, Counter[int]]:
    """Run the program once; return what it took, and the statuses that the server answered."""
    begun = len(server.log)
    found = measure([*COMMAND, "--config", str(config), "--store", str(store)])
    if found.failure:
        raise SystemExit(f"the run failed: {found.failure}")
    return found, Counter(asked.status for asked in server.log[begun:])


def main() -> int:
    """Measure, print, and say by the exit status whether the target is met."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--feeds", type=int, default=1000)
    parser.add_argument("--entries", type=int, default=10)
    parser.add_argument("--store", type=Path)
    given = parser.parse_args()
    with NewsServer() as server, tempfile.TemporaryDirectory() as passing:
        folder = Path(passing)
        open_feeds(server, given.feeds, given.entries)
        write_config(folder / "wirecopy.toml", server, given.feeds)
        store = given.store or folder / "store"
        for name in ("first run", "all 304"):
            found, answered = polled(server, folder / "wirecopy.toml", store)
            told = ", ".join(f"{count:,} x {status}" for status, count in sorted(answered.items()))
            peak = found.peak_bytes / 1e6
            print(f"{name}: {found.seconds:.1f} s, {peak:,.0f} MB; {told}", flush=True)
            time.sleep(1.1)
    met = found.seconds <= TARGET_SECONDS and found.peak_bytes <= TARGET_BYTES
    print(
        f"target {TARGET_SECONDS:.0f} s, {TARGET_BYTES / 1e6:.0f} MB: {'met' if met else 'missed'}"
    )
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
