"""A crawl of a web with every fault of the web, killed twice: the ledger and the server agree."""

from __future__ import annotations

import pytest
from crawlsite import FAULTS, open_crawl_site
from killedcrawl import Crawl
from newsserver import NewsServer

PAGES, HOSTS, KILLS, GAP_S = 300, 30, 2, 0.05
# The server notes the end of an answer a little after the client has read it.
CLOCK_S = 0.002
# These two wait for the client's deadline of 45 s; benchmarks/crawl.py has them too.
SLOWEST = ("drops", "silent")


@pytest.fixture(scope="module")
def crawl(tmp_path_factory):
    folder = tmp_path_factory.mktemp("crawl")
    faults = [fault for fault in FAULTS if fault.name not in SLOWEST]
    with NewsServer() as server:
        site = open_crawl_site(server, pages=PAGES, hosts=HOSTS, fault_share=0.08, faults=faults)
        config = site.config(server, folder / "wirecopy.toml", gap_s=GAP_S)
        crawl = Crawl(server=server, site=site, config=config, store=folder / "store")
        # Kills when about a ninth and four fifths of the pages were asked for.
        crawl.run(KILLS, seed=1)
        yield crawl


def test_a_killed_crawl_is_carried_on_to_its_end(crawl):
    assert crawl.status == 0, crawl.errors
    assert len(crawl.had) >= KILLS


def test_every_url_has_exactly_one_outcome_and_it_is_its_pages_own(crawl):
    ends = crawl.outcomes()

    assert ends.keys() == crawl.site.ends.keys()
    assert all(len(each) == 1 for each in ends.values())
    assert {url: each for url, each in ends.items() if each[0] not in crawl.site.ends[url]} == {}


def test_every_fault_was_met(crawl):
    met = {crawl.site.faults[url] for url, each in crawl.outcomes().items() if each != ["not-yet"]}

    assert met == {fault.name for fault in FAULTS} - set(SLOWEST) | {"sound"}


def test_no_page_is_fetched_again_after_its_success_was_stored(crawl):
    assert any(stored for _, stored in crawl.had)
    assert crawl.fetched_again() == []


def test_no_host_is_asked_twice_at_once_or_under_its_gap(crawl):
    assert crawl.server.overlaps() == 0
    assert min(crawl.server.gaps()) >= GAP_S - CLOCK_S
