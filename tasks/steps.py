"""The steps as Prefect tasks: names, retries and nothing else; `tasks.batches` does the work.

Batches, never single articles: a task run costs 3 to 5 ms of bookkeeping. No result is cached or
kept: hashing a batch to find its cache key would cost more than making it again.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.utilities.annotations import opaque

from tasks import batches

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
R = TypeVar("R")

SCHEME = batches.SCHEME

# A server limits the tasks of all runs by these: docs/operations.md, "Limits of the web".
LISTING_TAG, FETCHING_TAG = "wirecopy-list", "wirecopy-fetch"

# Extraction starts processes, which a busy machine may refuse for a moment; the other steps only
# compute, and would fail again in the same way.
OUTSIDE_DELAYS = [1.0, 5.0]


def _as_task(
    step: Callable[P, R],
    amount: Callable[[dict[str, Any]], str],
    delays: list[float] | None = None,
    tag: str | None = None,
) -> Callable[P, R]:
    """Return `step` as a task.

    amount: says of a run's parameters how much it does, for the run's name.
    delays: seconds before each retry. tag: by which a server can limit how many run at once.
    """
    name = step.__name__.removesuffix("_batch").replace("_", " ")

    def run_name(parameters: dict[str, Any]) -> str:
        return f"{name}: {amount(parameters)}"

    made = task(
        name=name,
        tags=[tag] if tag else None,
        task_run_name=run_name,  # type: ignore[arg-type]  # typed as a class, called as a function
        cache_policy=NO_CACHE,
        persist_result=False,
        retries=len(delays or ()),
        retry_delay_seconds=delays,
    )(step)
    run = cast("Callable[..., R]", made)  # a sealed value is none of the types that `step` names

    @wraps(step)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        # Prefect looks for futures in every field of every article of a batch, and again before
        # the step begins; `opaque` says that there are none. docs/decisions/0002 has the measure.
        sealed = {parameter: opaque(value) for parameter, value in kwargs.items()}
        return run(*(opaque(value) for value in args), **sealed)

    return call


# The web is asked again by its own rules, and in a later run: no retries here.
list_batch = _as_task(
    batches.list_batch, lambda given: f"{len(given['sources']):,} sources", tag=LISTING_TAG
)
fetch_batch = _as_task(
    batches.fetch_batch, lambda given: f"{len(given['urls']):,} pages", tag=FETCHING_TAG
)
extract_batch = _as_task(
    batches.extract_batch, lambda given: f"{len(given['inputs']):,} inputs", OUTSIDE_DELAYS
)
attribute_batch = _as_task(
    batches.attribute_batch, lambda given: f"{len(given['articles']):,} articles"
)
fingerprint_batch = _as_task(
    batches.fingerprint_batch, lambda given: f"{len(given['articles']):,} articles"
)
# Done in workers, where there is no flow that a task could be of.
groundwork = batches.groundwork
compare_texts_batch = _as_task(
    batches.compare_texts_batch, lambda given: f"{given['pairs'].num_rows:,} pairs"
)
meet_batch = _as_task(batches.meet_batch, lambda given: f"{given['postings'].num_rows:,} postings")
weigh_batch = _as_task(
    batches.weigh_batch, lambda given: f"{given['articles'].num_rows:,} articles"
)
compare_reports_batch = _as_task(
    batches.compare_reports_batch, lambda given: f"{len(given['left']):,} pairs"
)
copies_batch = _as_task(batches.copies_batch, lambda given: f"{given['count']:,} articles")
stories_batch = _as_task(batches.stories_batch, lambda given: f"{len(given['copies']):,} articles")
choose_batch = _as_task(
    batches.choose_batch, lambda given: f"{len(given['members'].positions):,} articles"
)
