"""What a flow asks of its steps: `tasks.batches` does them plainly, `tasks.steps` under Prefect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

    from tasks.article.pool import ExtractionPool
    from tasks.batches import Groundwork, Keys
    from tasks.clusters.belief import Believed
    from tasks.clusters.choosing import Chosen, Members
    from tasks.clusters.copies import CopyPairs
    from tasks.clusters.stories import StoryPairs
    from tasks.outcomes import Rejected
    from tasks.provenance.agencies import Agencies
    from tasks.records import Article, Attributed, Input, Report, Tuning
    from tasks.similarity.salience import Terms


T = TypeVar("T")


class Steps(Protocol):
    """The steps of a run, each over a batch."""

    SCHEME: str

    def list_batch(self, sources: Sequence[str], ask: Callable[[], T]) -> T:
        """Ask the listers of sources."""

    def fetch_batch(self, urls: Sequence[str], ask: Callable[[], T]) -> T:
        """Ask for URLs."""

    def extract_batch(
        self, inputs: Sequence[Input], now: datetime, pool: ExtractionPool
    ) -> list[Article | Rejected]:
        """Make articles of inputs."""

    def attribute_batch(self, articles: Sequence[Article], agencies: Agencies) -> list[Attributed]:
        """Say who supplied each text."""

    def fingerprint_batch(self, articles: Sequence[Report]) -> Keys:
        """Make the keys that articles are met by."""

    def groundwork(self, articles: Sequence[Article], agencies: Agencies) -> Groundwork:
        """Do both in the worker that made the articles: called there, never by a flow."""

    def compare_texts_batch(self, articles: pa.Table, pairs: pa.Table) -> pa.Table:
        """Verify candidate copies on their texts."""

    def meet_batch(self, postings: pa.Table, span: tuple[int, int], window_days: int) -> pa.Table:
        """Find the candidate reports of one story."""

    def weigh_batch(self, articles: pa.Table) -> Terms:
        """Weigh the terms of articles."""

    def compare_reports_batch(
        self,
        terms: Terms,
        left: npt.NDArray[np.int32],
        right: npt.NDArray[np.int32],
        days: pa.ChunkedArray,
    ) -> npt.NDArray[np.float32]:
        """Score candidate reports of one story."""

    def copies_batch(
        self,
        count: int,
        pairs: CopyPairs,
        identical: npt.NDArray[np.int64],
        parted: npt.NDArray[np.int64],
    ) -> npt.NDArray[np.int64]:
        """Make copy groups of verified pairs of texts."""

    def stories_batch(
        self, copies: npt.NDArray[np.int64], kin: StoryPairs, tuning: Tuning
    ) -> Believed:
        """Make stories of copy groups and verified pairs of reports."""

    def choose_batch(self, members: Members) -> Chosen:
        """Choose the canonical article of each group."""
