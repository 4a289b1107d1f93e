"""Prefect for real: a local server, `prefect deploy --all`, a worker, and a run on its schedule."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import httpx
import pytest
import yaml
from newsserver import NewsServer, Reply
from webdesk import SITE, feed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CHECKOUT = Path(__file__).parents[2]
# Generous: a server's first start takes 5 to 23 s on an idle machine, and took more than 120 s on
# two cores with a load of 11. A machine at rest waits for none of these.
SERVER_SECONDS = 240
COMMAND_SECONDS = 180
RUN_SECONDS = 300
# Often enough to come soon, seldom enough not to crowd two cores while one run is at work.
INTERVAL_SECONDS = 10

BURST = (
    "A water main burst under Canal Street in Tarnholm early on Tuesday, flooding eleven cellars "
    "and closing the tram line for most of the day, the city's waterworks said. Engineers found a "
    "crack two metres long in a pipe laid in 1931 and hope to have it replaced by Friday. Nobody "
    "was hurt. Residents fetched water from four tank lorries parked beside the old fish market."
)
ORGAN = (
    "The chapel of Saint Aldwin has its organ back after nine years of repair. Builders from two "
    "valleys cleaned 1,842 pipes by hand, and the first concert on Sunday sold out within an hour, "
    "its warden said. The oldest pipes were cast in 1764 and survived both fires of the town."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """A running server with a worker, and the newsroom that its deployment keeps."""

    folder: Path
    api: str
    environment: dict[str, str]

    def ask(self, path: str, **question: Any) -> list[dict[str, Any]]:
        """Ask the server; an answer that does not come is asked for again by the next poll."""
        try:
            answer = httpx.post(f"{self.api}/{path}/filter", json=question, timeout=10)
        except httpx.TransportError:
            return []
        return answer.json() if answer.is_success else []

    def pause(self, deployment_id: str) -> None:
        """Schedule no more runs, which would only slow the other tests."""
        httpx.post(f"{self.api}/deployments/{deployment_id}/pause_deployment", timeout=30)

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run one of this environment's commands to its end, in the checkout."""
        program, *arguments = words
        return subprocess.run(
            [Path(sys.executable).with_name(program), *arguments],
            cwd=CHECKOUT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
            check=False,
        )

    def must(self, *words: str) -> None:
        """Run a command that has to succeed."""
        done = self.command(*words)
        assert done.returncode == 0, f"{' '.join(words)}\n{done.stdout}\n{done.stderr}"

    def told(self) -> str:
        """Return the ends of all logs, for whoever reads a failure."""
        logs = sorted(self.folder.glob("*.log"))
        return "\n".join(f"== {log.name}\n{log.read_text()[-4000:]}" for log in logs)

    def wait(self, what: str, seconds: float, found: Callable[[], Any]) -> Any:
        """Return what `found` finds, as soon as it finds something."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if it := found():
                return it
            time.sleep(0.5)
        pytest.fail(f"no {what} within {seconds} s\n{self.told()}", pytrace=False)


@contextmanager
def running(house: House, name: str, *words: str) -> Iterator[None]:
    """Keep `prefect ...` running with its log in the house's folder; end it with its children."""
    with (house.folder / f"{name}.log").open("w") as log:
        program = subprocess.Popen(
            [Path(sys.executable).with_name("prefect"), *words],
            cwd=CHECKOUT,
            env=house.environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield
        finally:
            end_group(program)


def end_group(program: subprocess.Popen[bytes]) -> None:
    """End a program and all that it has started: gently, then surely."""
    # A worker gives each flow run a session of its own, which no signal to its group reaches.
    started = below(program.pid)
    program.terminate()
    try:
        program.wait(10)
    except subprocess.TimeoutExpired:
        program.kill()
        program.wait(10)
    for left in started:
        with suppress(ProcessLookupError):
            os.kill(left, signal.SIGKILL)


def below(root: int) -> list[int]:
    """Return the ids of all processes that descend from `root`; none where there is no /proc."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            # The name stands in brackets and may hold anything; state and parent follow it.
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
    found = {root}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return sorted(found - {root})


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def surroundings(folder: Path, port: int) -> dict[str, str]:
    """Return an environment of its own: no setting of this machine's Prefect reaches in."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    return kept | {
        "PREFECT_HOME": str(folder / "prefect"),
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_UI_ENABLED": "false",
        "PREFECT_WORKER_QUERY_SECONDS": "2",
        "PREFECT_CLI_COLORS": "false",
        "DO_NOT_TRACK": "1",
    }


def write_wire(path: Path) -> None:
    """Write a burst main in three outlets' prints, and an organ in one."""
    prints = [("Tarnholm Post", BURST), ("Vale Mail", BURST), ("WQXT", BURST), ("Vale Mail", ORGAN)]
    lines = [
        {"id": str(at), "title": text[:40], "text": text, "source": source}
        for at, (source, text) in enumerate(prints)
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")


def deployments() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((CHECKOUT / "prefect.yaml").read_text(encoding="utf-8"))
    return found


def write_deployment(folder: Path) -> Path:
    """Write prefect.yaml again, with another clock, source and store."""
    written = deployments()
    for deployment in written["deployments"]:
        deployment["schedules"] = [{"slug": "soon", "interval": INTERVAL_SECONDS}]
        deployment["parameters"] |= {
            "sources": [str(folder / "wire.jsonl")],
            "store": str(folder / "store"),
        }
    path = folder / "prefect.yaml"
    path.write_text(yaml.safe_dump(written), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder, port = tmp_path_factory.mktemp("house"), free_port()
    house = House(
        folder=folder,
        api=f"http://127.0.0.1:{port}/api",
        environment=surroundings(folder, port),
    )
    write_wire(folder / "wire.jsonl")
    with ExitStack() as stack:
        stack.enter_context(
            running(house, "server", "server", "start", "--host", "127.0.0.1", "--port", str(port))
        )
        house.wait("server", SERVER_SECONDS, lambda: is_up(house.api))
        house.must("prefect", "work-pool", "create", "--type", "process", "newsroom")
        house.must(
            "prefect", "--no-prompt", "deploy", "--all",
            "--prefect-file", str(write_deployment(folder)),
        )  # fmt: skip
        stack.enter_context(
            running(house, "worker", "worker", "start", "--pool", "newsroom", "--type", "process",
                    "--limit", "1")
        )  # fmt: skip
        yield house


def is_up(api: str) -> bool:
    try:
        return httpx.get(f"{api}/health", timeout=5).is_success
    except httpx.TransportError:
        return False


@pytest.fixture(scope="module")
def scheduled_run(house: House) -> dict[str, Any]:
    """Give the first run that the scheduler made and the worker finished."""

    def finished() -> dict[str, Any] | None:
        states = {"type": {"any_": ["COMPLETED", "FAILED", "CRASHED"]}}
        runs = house.ask("flow_runs", flow_runs={"state": states})
        return next((run for run in runs if run["auto_scheduled"]), None)

    found: dict[str, Any] = house.wait("finished scheduled run", RUN_SECONDS, finished)
    house.pause(found["deployment_id"])
    return found


pytestmark = pytest.mark.timeout(SERVER_SECONDS + 2 * COMMAND_SECONDS + RUN_SECONDS + 60)


def test_the_deployment_is_hourly_and_runs_one_at_a_time():
    (hourly,) = deployments()["deployments"]

    assert hourly["name"] == "hourly"
    assert [schedule["cron"].split()[1:] for schedule in hourly["schedules"]] == [["*"] * 4]
    assert all(schedule["timezone"] for schedule in hourly["schedules"])
    assert hourly["concurrency_limit"] == {"limit": 1, "collision_strategy": "CANCEL_NEW"}


def test_the_deployment_names_nothing_outside_the_checkout():
    (hourly,) = deployments()["deployments"]
    parameters = hourly["parameters"]
    named = [*parameters["sources"], parameters["agencies"]]

    assert all((CHECKOUT / name).exists() for name in named)
    assert not any(Path(name).is_absolute() for name in [*named, parameters["store"]])


@pytest.mark.prefect
def test_a_worker_completes_a_run_on_its_schedule(house: House, scheduled_run: dict[str, Any]):
    assert scheduled_run["state"]["type"] == "COMPLETED", house.told()


@pytest.mark.prefect
def test_a_scheduled_run_says_what_it_did_in_its_name(scheduled_run: dict[str, Any]):
    assert scheduled_run["name"].startswith("wire.jsonl into ")


@pytest.mark.prefect
def test_a_scheduled_run_publishes_its_stories(house: House, scheduled_run: dict[str, Any]):
    assert scheduled_run["state"]["type"] == "COMPLETED", house.told()
    with duckdb.connect(house.folder / "store" / "stories.duckdb", read_only=True) as db:
        counts = db.sql("SELECT article_count FROM stories ORDER BY 1 DESC").fetchall()

    assert counts == [(3,), (1,)]


@pytest.mark.prefect
def test_a_scheduled_run_leaves_its_report(house: House, scheduled_run: dict[str, Any]):
    mine = {"flow_run_id": {"any_": [scheduled_run["id"]]}}
    left = {found["key"]: found["data"] for found in house.ask("artifacts", artifacts=mine)}

    assert set(left) == {"wirecopy-run", "wirecopy-stories"}
    assert "4 inputs = 4 articles" in left["wirecopy-run"]
    assert [row["articles"] for row in json.loads(left["wirecopy-stories"])] == [3, 1]


@pytest.mark.prefect
def test_a_scheduled_run_shows_its_stages_as_runs_below_it(
    house: House, scheduled_run: dict[str, Any]
):
    mine = {"parent_flow_run_id": {"any_": [scheduled_run["id"]]}}
    stages = house.ask("flow_runs", flow_runs=mine, sort="START_TIME_ASC")

    assert [stage["name"] for stage in stages] == ["ingest", "cluster", "publish"]


@pytest.mark.prefect
def test_a_run_by_hand_shows_on_the_server(house: House):
    wire, store = house.folder / "wire.jsonl", house.folder / "by-hand"

    house.must("wirecopy", "run", str(wire), "--store", str(store))

    runs = house.ask("flow_runs", flow_runs={"name": {"like_": "by-hand"}})
    assert [run["state"]["type"] for run in runs] == ["COMPLETED"]


@pytest.mark.prefect
def test_a_refused_run_fails_on_the_server_with_its_message_alone(house: House):
    refused = house.command("wirecopy", "run", "no-such-folder", "--store", "no-such-store")

    (run,) = house.ask("flow_runs", flow_runs={"name": {"like_": "no-such-folder"}})
    assert refused.returncode == 1
    assert run["state"]["type"] == "FAILED"
    assert f"wirecopy: {run['state']['message']}" in refused.stderr.splitlines()
    assert "Traceback" not in refused.stderr


@pytest.fixture(scope="module")
def newsroom(house: House) -> Iterator[Path]:
    """Give a wirecopy.toml of a feed with two pages, and of one that is gone for good."""
    with NewsServer() as server:
        server.say(f"{SITE}/feed", feed("/burst", "/organ"))
        server.say(f"{SITE}/gone", Reply(status=410))
        for name, text in (("burst", BURST), ("organ", ORGAN)):
            html = f"<html><head><title>{name}</title></head><body><article><p>{text}</p></article>"
            server.say(f"{SITE}/{name}", Reply(body=html.encode(), etag=True))
        written = (
            '[web]\ncontact = "desk@x.example"\ngap_s = 0\n'
            f'[web.test_hosts]\n"x.example" = "127.0.0.1:{server.port}"\n'
        )
        for name in ("feed", "gone"):
            written += f'[[source]]\nname = "{name}"\nkind = "feed"\nurl = "{SITE}/{name}"\n'
        path = house.folder / "web.toml"
        path.write_text(written, encoding="utf-8")
        yield path


@pytest.fixture(scope="module")
def web_run(
    house: House,
    scheduled_run: dict[str, Any],  # noqa: ARG001 - after it the schedule rests
    newsroom: Path,
) -> dict[str, Any]:
    """Give a run of the deployment that was told of a wirecopy.toml and of no other source."""
    given = {"sources": [], "config": str(newsroom), "store": str(house.folder / "on-the-web")}
    told = [
        word for name, value in given.items() for word in ("--param", f"{name}={json.dumps(value)}")
    ]

    def ended() -> dict[str, Any] | None:
        runs = house.ask("flow_runs", flow_runs={"name": {"like_": "web.toml into"}})
        over = [run for run in runs if run["state"]["type"] in {"COMPLETED", "FAILED", "CRASHED"}]
        if not over and all(run["state"]["type"] == "CANCELLED" for run in runs):
            # The first one, or the last was cancelled for the sake of one on its schedule.
            house.must("prefect", "deployment", "run", "wirecopy/hourly", *told)
        return next(iter(over), None)

    found: dict[str, Any] = house.wait("finished run on the web", RUN_SECONDS, ended)
    return found


@pytest.mark.prefect
def test_a_deployed_run_takes_in_what_a_wirecopy_toml_names(house: House, web_run: dict[str, Any]):
    assert web_run["state"]["type"] == "COMPLETED", house.told()
    with duckdb.connect(house.folder / "on-the-web" / "stories.duckdb", read_only=True) as db:
        ends = db.sql("SELECT outcome FROM url_outcomes").fetchall()

    assert ends == [("article",), ("article",)]


@pytest.mark.prefect
def test_a_run_with_an_alarm_says_so_in_its_state_its_log_and_its_report(
    house: House, web_run: dict[str, Any]
):
    mine = {"flow_run_id": {"any_": [web_run["id"]]}}
    (left,) = [
        found["data"]
        for found in house.ask("artifacts", artifacts=mine)
        if found["key"] == "wirecopy-run"
    ]

    def warned() -> bool:
        warnings = house.ask("logs", logs={**mine, "level": {"ge_": 30}})
        return any(log["message"].startswith("ALARM gone gone since") for log in warnings)

    assert web_run["state"]["name"] == "Completed with alarms"
    assert "ALARM gone gone since" in left
    # A run's log reaches the server in parcels, the last of them after the run's end.
    house.wait("the warning in the log", 60, warned)


@pytest.mark.prefect
def test_lists_and_pages_are_tasks_with_tags_of_their_own(house: House, web_run: dict[str, Any]):
    stages = house.ask("flow_runs", flow_runs={"parent_flow_run_id": {"any_": [web_run["id"]]}})
    (fetch,) = [stage["id"] for stage in stages if stage["name"] == "fetch"]
    tasks = house.ask("task_runs", task_runs={"flow_run_id": {"any_": [fetch]}})
    tags = {task["name"]: task["tags"] for task in tasks}

    assert "wirecopy-list" in tags["list: 2 sources"]
    assert "wirecopy-fetch" in tags["fetch: 2 pages"]


@pytest.mark.prefect
def test_a_run_by_hand_under_prefect_reaches_the_web_and_ends_with_the_alarms_status(
    house: House, newsroom: Path
):
    done = house.command(
        "wirecopy", "run", "--config", str(newsroom), "--store", str(house.folder / "web-by-hand")
    )

    assert done.returncode == 4, done.stderr
    assert "2 asked for (2 article)" in done.stdout
