"""What tests are made of: articles, invented news, runs on it, and what came of them."""

from __future__ import annotations

import hashlib
import json
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import duckdb

from flows.pipeline import Request, run_pipeline
from flows.settings import Settings
from flows.watch import Quiet
from tasks import batches
from tasks.records import Article, Attributed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from flows.publish import Summary
    from flows.steps import Steps

NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)

# Words that say nothing of a story; the rest of an invented sentence is made of its story's names.
_FILLERS = (  # noqa: SIM905 - easier to read
    "the a of to in and for on with that was were had has by from at as it would been"
).split()
_SYLLABLES = (  # noqa: SIM905 - easier to read
    "bra dor fen gul hask jor kel lun mov nir ost pel quen rud stam tor ulv vex wim zan"
).split()
SENTENCES = 12


def an_article(external_id: str = "one", text: str = "A ferry ran aground.", **known) -> Article:
    """An article as extraction makes it. Its id follows from external_id and text."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    made = {
        "article_id": f"a{hashlib.sha256(f'{external_id} {digest}'.encode()).hexdigest()[:16]}",
        "external_id": external_id,
        "name": f"wire.jsonl:{external_id}",
        "title": None,
        "text": text,
        "text_sha256": digest,
        "word_count": len(text.split()),
        "fetched_at": NOON,
        **known,
    }
    return Article(**made)


def attributed(*articles: Article) -> list[Attributed]:
    """Articles of which nobody said who supplied them."""
    return [Attributed(article=article) for article in articles]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something invented that reports can be made of: names, and sentences that hold them."""

    names: tuple[str, ...]
    sentences: tuple[str, ...]

    def text(self, first: int = 0, last: int = SENTENCES) -> str:
        """Its sentences from `first` up to `last`, one a paragraph."""
        return "\n".join(self.sentences[first:last])


def an_event(seed: int, *, names: Sequence[str] = (), sentences: int = SENTENCES) -> Event:
    """The same event for the same seed and names; no two have a name or a sentence in common."""
    chance = random.Random(seed)  # noqa: S311 - invented news is no secret
    names = tuple(names) or tuple(_name(chance) for _ in range(10))
    return Event(names=names, sentences=tuple(_sentence(chance, names) for _ in range(sentences)))


def _name(chance: random.Random) -> str:
    return "".join(chance.choices(_SYLLABLES, k=3)).capitalize()


def _sentence(chance: random.Random, names: Sequence[str]) -> str:
    words = chance.choices(_FILLERS, k=9) + chance.sample(list(names), 3)
    chance.shuffle(words)
    return " ".join(words).capitalize() + "."


def a_line(external_id: str, text: str, **known: object) -> dict[str, object]:
    """One article as a line of JSON lines has it."""
    return {"id": external_id, "text": text, "lang": "en", **known}


def invented_news(seed: int, events: int = 6, articles: int = 30) -> list[dict[str, object]]:
    """Lines about invented events: whole and cut copies, revisions, reworded and mixed reports.

    Some are undated, some lie beyond the window of the others, neighbouring events share names:
    much of it lies at the edge of being together.
    """
    chance = random.Random(seed)  # noqa: S311 - invented news is no secret
    pool = [an_event(chance.randrange(2**32)) for _ in range(events)]
    news = []
    for number in range(articles):
        at = chance.randrange(events)
        days = chance.choice([0, 0, 1, 3, 13, 16])
        published = (NOON + timedelta(days=days, minutes=number)).isoformat()
        news.append(
            a_line(
                f"{seed}-{number}",
                _version(chance, pool[at], pool[at - 1]),
                title=" ".join(chance.sample(pool[at].names, 3)),
                source=f"outlet-{chance.randrange(5)}",
                published=published if chance.random() < 0.8 else None,
            )
        )
    return news


def _version(chance: random.Random, event: Event, other: Event) -> str:
    """One outlet's text of an event."""
    match chance.randrange(6):
        case 0 | 1:
            return event.text()
        case 2:
            return event.text(0, chance.randrange(3, SENTENCES))
        case 3:
            fresh = an_event(chance.randrange(2**32), names=event.names)
            return event.text(0, 8) + "\n" + fresh.text(8)
        case 4:
            mixed = [*chance.sample(event.names, 6), *chance.sample(other.names, 4)]
            return an_event(chance.randrange(2**32), names=mixed).text()
        case _:
            return event.text(0, 6) + "\n" + other.text(0, 6)


def write_jsonl(path: Path, lines: Iterable[dict[str, object] | str]) -> Path:
    """Write JSON lines; a string is written as it is."""
    written = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("".join(f"{line}\n" for line in written), encoding="utf-8")
    return path


def run_on(store: Path, *sources: Path, steps: Steps = batches, **settings: object) -> Summary:
    """Run the whole pipeline, without a scheduler and without a word."""
    request = Request(sources=sources, store=store, settings=Settings(**settings))
    return run_pipeline(request, steps, Quiet())


def run_lines(store: Path, lines: Iterable[dict[str, object] | str], **settings: object) -> Summary:
    """Run the pipeline on lines that are written beside the store."""
    store.parent.mkdir(parents=True, exist_ok=True)
    path = store.parent / f"lines-{len(list(store.parent.iterdir()))}.jsonl"
    return run_on(store, write_jsonl(path, lines), **settings)


def asked(store: Path, question: str) -> list[tuple]:
    """The rows that a published file answers with."""
    with duckdb.connect(str(store / "stories.duckdb"), read_only=True) as db:
        return db.execute(question).fetchall()


def partition(store: Path, column: str = "story_id") -> frozenset[frozenset[str]]:
    """Which articles a published file has together, by the ids that their inputs gave them."""
    rows = asked(
        store,
        f"SELECT external_id, {column} FROM variants JOIN articles USING (article_id)",  # noqa: S608 - ours
    )
    together: dict[str, set[str]] = {}
    for external_id, group in rows:
        together.setdefault(group, set()).add(external_id)
    return frozenset(map(frozenset, together.values()))


def story_of(store: Path, external_id: str) -> str:
    """The id of the story that an article is in."""
    rows = asked(
        store, "SELECT external_id, story_id FROM variants JOIN articles USING (article_id)"
    )
    return str(dict(rows)[external_id])
