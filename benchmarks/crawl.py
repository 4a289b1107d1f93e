"""A crawl of a scripted web with every fault of the web, killed again and again: what it proves.

    python -m benchmarks.crawl [--pages 10000] [--hosts 100] [--faults 0.05] [--kills 5] [--gap .05]

Serves the pages from real sockets on loopback, runs `wirecopy run` on their sitemaps, kills it with
SIGKILL at random moments, lets the last run finish, and then compares the ledger with the server's
log. Exit status 1 where anything is not as it must be.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

# The scripted web is the tests' own.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from crawlsite import open_crawl_site
from killedcrawl import Crawl
from newsserver import NewsServer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crawlsite import CrawlSite

# The server notes the end of an answer a little after the client has read it.
CLOCK_S = 0.002


def faults(crawl: Crawl, gap_s: float) -> dict[str, int]:
    """Return how often each thing happened that must not."""
    site, server, ends = crawl.site, crawl.server, crawl.outcomes()
    return {
        "runs that failed": int(crawl.status != 0),
        "URLs without an outcome": len(site.ends.keys() - ends.keys()),
        "URLs with more than one": sum(len(each) > 1 for each in ends.values()),
        "URLs that nobody listed": len(ends.keys() - site.ends.keys()),
        "outcomes that are not the page's": sum(
            each[0] not in site.ends.get(url, ()) for url, each in ends.items()
        ),
        "pages fetched again after they were stored": len(crawl.fetched_again()),
        "requests to a host beside another": server.overlaps(),
        "requests under the gap": sum(gap < gap_s - CLOCK_S for gap in server.gaps()),
    }


def by_fault(site: CrawlSite, ends: Mapping[str, Sequence[str]]) -> list[str]:
    """Return a line for each kind of page: how many there were, and how they ended."""
    met = Counter((site.faults[url], each[0]) for url, each in ends.items())
    return [f"{kind:16} {outcome:20} {count:7,}" for (kind, outcome), count in sorted(met.items())]


def main() -> int:
    """Crawl, compare, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--hosts", type=int, default=100)
    parser.add_argument("--faults", type=float, default=0.05, help="share of the pages")
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--gap", type=float, default=0.05, help="seconds between two requests")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with NewsServer() as server, tempfile.TemporaryDirectory() as folder:
        site = open_crawl_site(
            server,
            pages=asked.pages,
            hosts=asked.hosts,
            fault_share=asked.faults,
            seed=asked.seed,
        )
        config = site.config(server, Path(folder) / "wirecopy.toml", gap_s=asked.gap)
        crawl = Crawl(server=server, site=site, config=config, store=Path(folder) / "store")
        crawl.run(asked.kills, asked.seed)
        found = faults(crawl, asked.gap)
        print("\n".join(by_fault(site, crawl.outcomes())))
        stored = [len(urls) for _, urls in crawl.had]
    print(f"\n{asked.pages:,} pages of {asked.hosts} hosts, {len(server.log):,} requests,")
    print(f"killed {len(stored)} times (with so many stored: {stored}),")
    print(f"{crawl.seconds:,.0f} s, {asked.pages / crawl.seconds:,.1f} pages a second, ", end="")
    print(f"{crawl.peak_bytes / 1e6:,.0f} MB at the most, workers included\n")
    for what, count in found.items():
        print(f"{what:45} {count:5}  {'met' if count == 0 else 'MISSED'}")
    if crawl.errors and crawl.status:
        print(crawl.errors[-2000:])
    return int(any(found.values()))


if __name__ == "__main__":
    sys.exit(main())
