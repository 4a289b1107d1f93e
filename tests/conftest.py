"""What every test may lean on."""

from __future__ import annotations

import importlib
import ipaddress
import socket
import sys

import pytest
from places import BENCHMARKS, CORPORA, ROOT


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    """No test reaches beyond this machine; a Prefect server of a test's own is on it."""
    connect = socket.socket.connect

    def connect_here(self, address):
        if isinstance(address, tuple) and not _is_here(address[0]):
            raise AssertionError(f"a test asked for {address}; tests stay on this machine")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect_here)


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@pytest.fixture
def store_dir(tmp_path):
    """Where a test's store goes: a folder that is not there yet."""
    return tmp_path / "room" / "store"


@pytest.fixture(scope="session")
def examples_store(tmp_path_factory):
    """A store of the invented newsroom, for tests that only read it."""
    from builders import run_on

    store = tmp_path_factory.mktemp("examples") / "store"
    newsroom = ROOT / "examples" / "newsroom"
    sources = (newsroom / "wire.jsonl", newsroom / "pages", newsroom / "briefs")
    run_on(store, *sources, agencies=ROOT / "examples" / "agencies.toml")
    return store


@pytest.fixture(scope="session")
def ecbplus():
    """The labelled set ecbplus: 663 articles."""
    path = CORPORA / "ecbplus" / "articles.jsonl"
    if not path.exists():
        pytest.skip(f"no labelled news at {path}; set WIRECOPY_CORPORA")
    return path


@pytest.fixture(scope="session")
def bench_module():
    """Returns what loads one of the benchmark's modules by its name."""

    def load(name):
        # A script's folder is on its path when it runs; here it is for as long as it loads.
        sys.path.insert(0, str(BENCHMARKS))
        try:
            return importlib.import_module(name)
        finally:
            sys.path.remove(str(BENCHMARKS))

    return load


def pytest_make_parametrize_id(val, argname):
    """Name bytes by their argument: what two processes pack, a second apart, is called alike.

    Not by their length either: a packed page holds its time, and may pack a byte shorter. Two
    processes that run the tests side by side refuse to start when their names differ.
    """
    return argname if isinstance(val, bytes) else None
