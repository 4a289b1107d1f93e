"""The pipeline as Prefect flows: `pipeline` runs ingest, cluster and publish, and leaves a report.

Deployed by prefect.yaml as `wirecopy/hourly`. The flows add names, logs, retries and artifacts;
what happens in them is flows.pipeline, word for word.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import get_client
from prefect.settings import PREFECT_API_URL
from prefect.states import Completed, Failed

from flows.budget import DEFAULT_MEMORY
from flows.config import CONFIG, configured
from flows.pipeline import Request, run_pipeline
from flows.report import report, story_rows
from flows.settings import Settings
from flows.shown import run_lines
from flows.watch import Lines
from flows.web_summary import alarm_lines, web_lines
from tasks import steps
from tasks.errors import WirecopyError

if TYPE_CHECKING:
    from collections.abc import Callable

    from prefect import State

    from flows.publish import Summary

T = TypeVar("T")

ARTIFACT = "wirecopy-run"
STORIES_ARTIFACT = "wirecopy-stories"
ALARMED = "Completed with alarms"
# Seconds before each retry: the report goes over the network, to a server that may be busy.
REPORT_DELAYS = [2.0, 10.0, 30.0]


def _run_name() -> str:
    """Name a flow run by what it does: what is taken into which store, and when."""
    from prefect.runtime import flow_run

    parameters = flow_run.parameters
    named = [*(parameters.get("sources") or []), parameters.get("config")]
    sources = ", ".join(Path(source).name for source in named if source) or CONFIG.name
    return f"{sources} into {parameters.get('store')} at {datetime.now(UTC):%Y-%m-%d %H:%M:%S}"


@flow(name="wirecopy", flow_run_name=_run_name, persist_result=False)
def pipeline(
    sources: list[str] | None = None,
    store: str = "newsroom",
    memory_limit: str = DEFAULT_MEMORY,
    agencies: str | None = None,
    config: str | None = None,
) -> State[None]:
    """Take in the sources, find copies and stories, and publish.

    sources: folders, .jsonl[.gz|.zst], .parquet or page files, relative to the checkout.
    config: a wirecopy.toml, relative to the checkout, whose sources are taken in too, from the web
    as well. Where neither is given it is the wirecopy.toml of the checkout.
    store: the store's folder, relative to the checkout. agencies: a TOML table of further agencies.
    memory_limit: what the run may use, workers apart, like 4GB; more spills to disk.
    """

    def work() -> Summary:
        settings = Settings(
            memory_limit=memory_limit, agencies=Path(agencies) if agencies else None
        )
        request = Request(
            sources=tuple(Path(source) for source in sources or ()),
            store=Path(store),
            settings=settings,
            config=configured(Path(config) if config else None, none_given=not sources),
        )
        return _pipeline(request)

    return Attempt(work, _state_after).end()


def run_under_prefect(request: Request) -> Summary:
    """Run the flow here and now, against the server that PREFECT_API_URL names or a passing one.

    Raises:
        WirecopyError: as run_pipeline, and the flow run has failed with the same message; or the
            server does not answer.
    """
    require_server()
    attempt = Attempt(lambda: _pipeline(request), _state_after)

    @flow(name="wirecopy", flow_run_name=_run_name, persist_result=False)
    def wirecopy(sources: list[str], store: str) -> State[None]:  # noqa: ARG001  (shown in the UI)
        return attempt.end()

    state = wirecopy(
        [str(source) for source in request.sources], str(request.store), return_state=True
    )
    return attempt.result(state)


def require_server() -> None:
    """Find a named server before any work, for Prefect itself fails there with 60 lines."""
    if not PREFECT_API_URL.value():
        return
    with get_client(sync_client=True) as client:
        error = client.api_healthcheck()
    if error is not None:
        raise WirecopyError(
            f"no Prefect server answers at {PREFECT_API_URL.value()} ({error}); start one with "
            "`prefect server start`, or run without: `env -u PREFECT_API_URL wirecopy run ...`"
        )


def _pipeline(request: Request) -> Summary:
    summary = run_pipeline(request, steps, Lines(_log), _stage)
    for line in [*run_lines(summary), *(web_lines(summary.web) if summary.web else ())]:
        _log(line)
    for line in alarm_lines(summary.web) if summary.web else ():
        get_run_logger().warning(line)
    _leave_report(summary)
    return summary


def _state_after(summary: Summary) -> State[None]:
    """Return the state of a whole run: completed, under another name where an alarm stands."""
    alarmed = summary.web is not None and bool(summary.web.alarms)
    return Completed(name=ALARMED) if alarmed else Completed()


def _log(line: str) -> None:
    """Log to the run that is at work here: the pipeline's, or a stage's."""
    get_run_logger().info(line)


def _stage(name: str, work: Callable[[], T]) -> T:
    """Run one stage as a flow of its own, so that the UI shows its tasks under its name."""
    attempt = Attempt(work)

    @flow(name=name, flow_run_name=name, persist_result=False)
    def stage() -> State[None]:
        return attempt.end()

    return attempt.result(stage(return_state=True))


@task(
    name="report",
    task_run_name="report",
    cache_policy=NO_CACHE,
    persist_result=False,
    retries=len(REPORT_DELAYS),
    retry_delay_seconds=REPORT_DELAYS,
)
def _leave_report(summary: Summary) -> None:
    told = f"Run {summary.run_id}, published as {summary.published}"
    create_markdown_artifact(key=ARTIFACT, markdown=report(summary), description=told)
    create_table_artifact(key=STORIES_ARTIFACT, table=story_rows(summary), description=told)


class Attempt(Generic[T]):
    """Work whose errors on purpose end a flow run with their message, not with a traceback."""

    def __init__(
        self, work: Callable[[], T], state_after: Callable[[T], State[None]] | None = None
    ) -> None:
        self._work = work
        self._state_after = state_after
        self._done: list[T] = []
        self._refused: WirecopyError | None = None

    def end(self) -> State[None]:
        """Do the work; return the state that its flow run ends in."""
        try:
            done = self._work()
        except WirecopyError as error:
            self._refused = error
            return Failed(message=str(error))
        self._done.append(done)
        return Completed() if self._state_after is None else self._state_after(done)

    def result(self, state: State[Any]) -> T:
        """Return what the work returned, or raise what it raised."""
        if self._refused is not None:
            raise self._refused
        if not self._done:
            state.result()
        return self._done[0]
