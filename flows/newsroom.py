"""What every step of a run works with: the open store, the run, the steps, and the settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flows.at_hand import TextsAtHand
from flows.settings import default_tuning, known_to, program_version
from flows.watch import Clocked
from tasks.similarity.lately import Lately

if TYPE_CHECKING:
    from flows.settings import Settings
    from flows.steps import Steps
    from flows.watch import Watch
    from storage import Store
    from storage.runs import Run
    from tasks.provenance.agencies import Agencies
    from tasks.records import Tuning


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsroom:
    """One run's surroundings.

    tuning: the store's own: how all of its stories are made. watch: knows how long what took.
    lately: terms that need not be weighed again. at_hand: texts that need not be read again.
    """

    store: Store
    run: Run
    steps: Steps
    settings: Settings
    tuning: Tuning
    watch: Clocked
    agencies: Agencies
    lately: Lately
    at_hand: TextsAtHand


def enter(
    store: Store, steps: Steps, settings: Settings, watch: Watch, tuning: Tuning | None = None
) -> Newsroom:
    """Begin a run in an open store, or carry on the one that was cut off.

    tuning: for a store that is being rebuilt; else the store's own.

    Raises:
        SourceError, AgencyTableError: the table of agencies cannot be read.
        SchemeMismatchError: the store's fingerprints were made in another way.
    """
    agencies = known_to(settings.agencies)
    if tuning is None:
        store.require_scheme(steps.SCHEME)
    tuning = tuning or store.tuning(default_tuning())
    budget = settings.budget
    run = store.runs.begin(
        started_at=datetime.now(UTC),
        version=program_version(),
        scheme=f"{steps.SCHEME}/{tuning.name}",
    )
    if run.carried_on:
        watch.say(f"carrying on run {run.run_id}, which was cut off")
    return Newsroom(
        store=store,
        run=run,
        steps=steps,
        settings=settings,
        tuning=tuning,
        watch=Clocked(watch),
        agencies=agencies,
        lately=Lately(room=budget.part_of(settings.terms_bytes)),
        at_hand=TextsAtHand(room=budget.part_of(settings.texts_bytes)),
    )
