"""The pipeline as Prefect flows: `pipeline` runs ingest, cluster and publish, and leaves a report.

Deployed by prefect.yaml as `wirecopy/hourly`. The flows add names, logs, retries and an artifact;
what happens in them is flows.pipeline, word for word.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from prefect import flow, get_run_logger
from prefect.artifacts import create_markdown_artifact

from flows.pipeline import Request, run_pipeline
from flows.report import report
from flows.settings import Settings
from flows.watch import Lines
from tasks import steps

if TYPE_CHECKING:
    from collections.abc import Callable

    from flows.publish import Summary

ARTIFACT = "wirecopy-run"


def _run_name() -> str:
    """Name a flow run by what it does: when, and into which store."""
    from prefect.runtime import flow_run

    parameters = flow_run.parameters
    sources = ", ".join(Path(source).name for source in parameters.get("sources", []))
    return f"{sources} into {parameters.get('store')} at {datetime.now(UTC):%Y-%m-%d %H:%M:%S}"


def _stage(name: str, work: Callable[[], object]) -> object:
    """Run one stage as a flow of its own, so that the UI shows its tasks under its name."""

    @flow(name=name, flow_run_name=name, persist_result=False)
    def stage() -> None:
        done.append(work())

    done: list[object] = []
    stage()
    return done[0]


@flow(name="wirecopy", flow_run_name=_run_name, persist_result=False, log_prints=False)
def pipeline(sources: list[str], store: str = "newsroom", memory_limit: str = "2GB") -> str:
    """Take in the sources, find copies and stories, and publish. Returns the run's id."""
    return _pipeline(
        Request(
            sources=tuple(Path(source) for source in sources),
            store=Path(store),
            settings=Settings(memory_limit=memory_limit),
        )
    ).run_id


def _pipeline(request: Request) -> Summary:
    logger = get_run_logger()
    summary = run_pipeline(request, steps, Lines(logger.info), _stage)
    create_markdown_artifact(
        key=ARTIFACT,
        markdown=report(summary),
        description=f"Run {summary.run_id} of the store {request.store}",
    )
    return summary


def run_under_prefect(request: Request) -> Summary:
    """Run the flow here and now, against the server that PREFECT_API_URL names or a passing one."""
    kept: list[Summary] = []

    @flow(name="wirecopy", flow_run_name=_run_name, persist_result=False)
    def wirecopy(sources: list[str], store: str) -> None:  # noqa: ARG001  (shown in the UI)
        kept.append(_pipeline(request))

    wirecopy([str(source) for source in request.sources], str(request.store))
    return kept[0]
