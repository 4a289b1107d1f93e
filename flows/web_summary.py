"""What a run has to show of the web: what its sources listed, what became of it, what alarms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage.alarms import alarms_of

if TYPE_CHECKING:
    from flows.newsroom import Newsroom
    from storage.urls import SourceCounts
    from tasks.alarms import Alarm
    from tasks.listings import UrlOutcome

# Sources that a summary names one by one; the report and the published file have all of them.
SOURCES_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSummary:
    """A run on the web. `polls` counts the polls of listers by how they ended.

    Over all sources listed + retried = known + repeated + asked = known + repeated + outcomes.
    """

    polls: dict[str, int]
    sources: tuple[SourceCounts, ...]
    outcomes: dict[UrlOutcome, int]
    alarms: tuple[Alarm, ...]

    def total(self, count: str) -> int:
        """Return the sum of one of the sources' counts."""
        return sum(getattr(source, count) for source in self.sources)


def web_summary(room: Newsroom) -> WebSummary | None:
    """Return what a run has to show of the web, or None where it polled nothing.

    Raises:
        CountsError: a URL has no outcome, or more than one.
    """
    store = room.store
    sources = tuple(store.urls.by_source(room.run))
    if not sources:
        return None
    return WebSummary(
        polls=store.polls.outcomes(room.run),
        sources=sources,
        outcomes=store.urls.tally(room.run),
        alarms=tuple(alarms_of(store.statements, room.run)),
    )


def alarm_lines(web: WebSummary) -> list[str]:
    """Return the alarms that stand, a line each."""
    return [
        f"ALARM {alarm.source} {alarm.kind} since {alarm.since:%Y-%m-%d %H:%M} UTC: {alarm.detail}"
        for alarm in web.alarms
    ]


def web_lines(web: WebSummary) -> list[str]:
    """Return what a run did on the web in words: the sums, and the busy sources."""
    polls = ", ".join(f"{count:,} {outcome}" for outcome, count in web.polls.items())
    lines = [f"lists: {sum(web.polls.values()):,} ({polls})", url_line(web)]
    busy = [source for source in web.sources if source.source and source.listed + source.asked]
    lines += [f"  {_of_source(source)}" for source in busy[:SOURCES_SHOWN]]
    if len(busy) > SOURCES_SHOWN:
        lines.append(f"  and {len(busy) - SOURCES_SHOWN:,} more sources; `wirecopy sources`")
    return lines


def url_line(web: WebSummary) -> str:
    """Return what became of every URL that the run met, in one sum."""
    ends = _told(web.outcomes)
    return (
        f"URLs: {web.total('listed'):,} listed + {web.total('retried'):,} tried again = "
        f"{web.total('known'):,} already known + {web.total('repeated'):,} repeated + "
        f"{web.total('asked'):,} asked for" + (f" ({ends})" if ends else "")
    )


def _told(outcomes: dict[UrlOutcome, int]) -> str:
    """Return the outcomes in words, the most frequent first."""
    ranked = sorted(outcomes.items(), key=lambda each: (-each[1], each[0]))
    return ", ".join(f"{count:,} {outcome}" for outcome, count in ranked)


def _of_source(source: SourceCounts) -> str:
    return (
        f"{source.source}: {source.listed:,} listed, {source.asked:,} asked for, "
        f"{source.articles:,} article{'' if source.articles == 1 else 's'}"
    )
