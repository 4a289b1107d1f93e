"""The states of hosts: what one run learns of a host, the next one knows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from storage import open_store
from tasks.listings import HostState, RobotsFile

NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)
ROBOTS = RobotsFile(status=200, text="User-agent: *\nDisallow: /é", fetched=NOON)
IN_TROUBLE = HostState(
    host="x.example",
    asked=NOON,
    not_before=NOON,
    failures=3,
    crawl_delay_s=2.5,
    robots={"https://x.example": ROBOTS},
)


def test_a_host_comes_back_as_it_was(store_dir):
    with open_store(store_dir) as store:
        store.hosts.keep([IN_TROUBLE, HostState(host="y.example")])

    with open_store(store_dir) as store:
        assert store.hosts.states() == {
            "x.example": IN_TROUBLE,
            "y.example": HostState(host="y.example"),
        }


def test_a_hosts_new_state_takes_the_place_of_the_old(store_dir):
    well = replace(IN_TROUBLE, failures=0, not_before=None)
    with open_store(store_dir) as store:
        store.hosts.keep([IN_TROUBLE])
        store.hosts.keep([well])

        assert store.hosts.states() == {"x.example": well}
