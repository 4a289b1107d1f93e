"""Kept pages read anew: no host is asked, ids stay, what is other finds its place."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import timedelta

import duckdb
import pytest
from builders import an_event, asked, partition
from commands import DONE, KILLED, command, killing
from newsserver import NewsServer, Reply
from webdesk import SITE, Desk, feed

from flows import reextract as reextracting
from flows.cli_web import reextract as typed
from flows.reextract import Wanted, preview, reextract
from flows.settings import Settings
from flows.watch import Quiet
from storage.store import WORKING
from tasks import batches
from tasks.article import extract
from tasks.errors import NotFoundError

DESK = (batches, Settings(workers=0), Quiet())
SPOIL = (
    "UPDATE store.articles SET text = 'Share this' || text, "
    "text_sha256 = unhex(sha256('Share this' || text))"
)
ONE, OTHER = an_event(1), an_event(2)
IDS = "SELECT article_id, external_id, fetched_at FROM articles ORDER BY ALL"


@pytest.fixture
def server():
    with NewsServer() as running:
        yield running


def publish_pages(server):
    """Four pages of two events, and one page that holds no article."""
    for path, event in (("/a", ONE), ("/b", ONE), ("/c", OTHER), ("/d", OTHER)):
        server.say(f"{SITE}{path}", page(*event.sentences, path=path))
    server.say(f"{SITE}/short", Reply(body=b"<html><body><p>Too short.</p></body></html>"))
    server.say(f"{SITE}/feed", feed("/a", "/b", "/c", "/d", "/short"))


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A store that a run on these pages has made."""
    folder = tmp_path_factory.mktemp("kept")
    with NewsServer() as server, pytest.MonkeyPatch.context() as patch:
        publish_pages(server)
        desk = Desk(server, folder / "room" / "store", folder, patch)
        desk.run(("feed", f"{SITE}/feed"))
    return desk.store


@pytest.fixture
def desk(server, kept, store_dir, tmp_path, monkeypatch):
    """The same, to be changed; its pages are still there to be asked."""
    publish_pages(server)
    shutil.copytree(kept, store_dir)
    return Desk(server, store_dir, tmp_path, monkeypatch)


def page(*lines, path=""):
    told = "".join(f"<p>{line}</p>" for line in lines)
    html = f"<html><head><title>T{path}</title></head><body><article><h1>Told {path}</h1>"
    return Reply(body=f"{html}{told}</article></body></html>".encode(), etag=True)


@pytest.fixture
def better(monkeypatch):
    """Lets the extraction clean texts in another way from now on."""
    clean = extract.clean_text

    def learn(change):
        def cleaned(text):
            found = clean(text)
            return replace(found, text=change(found.text))

        monkeypatch.setattr(extract, "clean_text", cleaned)

    return learn


def without_first(text):
    """An extraction that drops the first paragraph of the one event, as a share bar, say."""
    return text.replace(ONE.sentences[0] + "\n", "")


def retold(text):
    """An extraction that finds the other event's text where the one's was found."""
    return text.replace("\n".join(ONE.sentences), "\n".join(OTHER.sentences))


def state(store):
    """All that readers see, but for runs."""
    views = ("articles", "stories", "variants", "story_events", "revisions", "copies")
    return {view: asked(store, f"SELECT * FROM {view} ORDER BY ALL") for view in views}  # noqa: S608 - ours


def test_where_nothing_changes_nothing_is_changed(desk):
    before = state(desk.store)

    outcome, summary = reextract(desk.store, DESK, Wanted())

    assert (outcome.pages, outcome.same, outcome.unread) == (5, 4, 1)
    assert (summary.tally.articles, summary.events) == (0, {})
    assert state(desk.store) == before


def test_no_host_is_asked(desk, server, better):
    better(without_first)
    before = len(server.log)

    reextract(desk.store, DESK, Wanted())

    assert len(server.log) == before


def test_articles_keep_their_ids_and_have_their_new_texts(desk, better):
    before = asked(desk.store, IDS)
    better(without_first)

    outcome, _ = reextract(desk.store, DESK, Wanted())

    assert outcome.changed == 2
    assert asked(desk.store, IDS) == before
    found = asked(
        desk.store,
        "SELECT count(*) FROM articles WHERE text LIKE ?".replace("?", f"'%{ONE.sentences[0]}%'"),
    )
    assert found == [(0,)]


def test_the_texts_before_are_kept(desk, better):
    better(without_first)

    reextract(desk.store, DESK, Wanted())

    rows = asked(
        desk.store, "SELECT cause, is_judged, count(*) FROM revisions GROUP BY ALL ORDER BY ALL"
    )
    assert rows == [("extraction", True, 2), ("first", False, 2)]


def test_what_is_other_finds_its_place_and_history_says_why(desk, better):
    better(retold)

    reextract(desk.store, DESK, Wanted())

    assert len(partition(desk.store)) == 1
    told = asked(
        desk.store, "SELECT kind, reason FROM story_events WHERE other_story_id IS NOT NULL"
    )
    assert told == [("merged", "its page was extracted anew (2)")]


def test_a_second_time_changes_nothing_more(desk, better):
    better(without_first)
    reextract(desk.store, DESK, Wanted())
    before = state(desk.store)

    outcome, _ = reextract(desk.store, DESK, Wanted())

    assert (outcome.changed, outcome.same) == (0, 4)
    assert state(desk.store) == before


def test_a_page_that_held_nothing_becomes_an_article(desk, monkeypatch):
    monkeypatch.setattr(extract, "LEAST_WORDS", 2)
    monkeypatch.setattr("tasks.article.page._LEAST_SENTENCE_WORDS", 2)

    outcome, summary = reextract(desk.store, DESK, Wanted())

    assert (outcome.new, summary.tally.articles) == (1, 1)
    assert asked(desk.store, "SELECT text FROM articles WHERE url LIKE '%short'") == [
        ("Too short.",)
    ]
    ends = "SELECT outcome FROM store.url_outcomes WHERE url LIKE '%short' ORDER BY run_no"
    assert asked(desk.store, ends) == [("no-text",), ("article",)]


def test_a_web_run_goes_on_as_if_nothing_had_been_read_anew(desk, better):
    better(without_first)
    reextract(desk.store, DESK, Wanted())
    before = state(desk.store)

    summary = desk.run(("feed", f"{SITE}/feed"), later=timedelta(hours=7))

    assert summary.tally.articles == 0
    assert state(desk.store) == before


def test_an_article_that_would_be_none_today_is_left_as_it_was(desk, monkeypatch):
    before = state(desk.store)
    monkeypatch.setattr(extract, "LEAST_WORDS", 10_000)

    outcome, _ = reextract(desk.store, DESK, Wanted())

    assert (outcome.lost, outcome.unread) == (4, 1)
    assert state(desk.store) == before


def test_a_body_that_is_gone_is_counted_and_harms_no_other(desk, better):
    bodies = sorted((desk.store / "bodies").rglob("*.zst"))
    bodies[0].unlink()
    better(without_first)

    outcome, _ = reextract(desk.store, DESK, Wanted())

    assert outcome.missing == 1
    assert outcome.pages == 5


def test_a_dry_run_shows_what_would_change_and_changes_no_byte(desk, better):
    better(without_first)
    before = {path: path.read_bytes() for path in desk.store.rglob("*") if path.is_file()}

    outcome = preview(desk.store, DESK, Wanted())

    assert (outcome.changed, outcome.examples[0].changed) == (2, ("text",))
    assert {path: path.read_bytes() for path in desk.store.rglob("*") if path.is_file()} == before


def test_a_dry_run_foretells_the_run(desk, better):
    better(without_first)

    foretold = preview(desk.store, DESK, Wanted())

    assert foretold == reextract(desk.store, DESK, Wanted())[0]


def test_only_the_pages_of_one_source_are_read(desk):
    assert preview(desk.store, DESK, Wanted(source="s0")).pages == 5
    with pytest.raises(NotFoundError, match=r"no page of source 'none'.*wirecopy sources"):
        preview(desk.store, DESK, Wanted(source="none"))


def test_only_pages_read_since_then_are_read(desk):
    moment = asked(desk.store, "SELECT max(fetched_at) FROM articles")[0][0]

    with pytest.raises(NotFoundError):
        preview(desk.store, DESK, Wanted(since=moment.astimezone() + timedelta(days=2)))


def test_a_page_that_had_changed_is_read_as_it_was_last(desk, server, better):
    word = ONE.sentences[3].split()[0]
    server.say(
        f"{SITE}/a",
        page(
            *ONE.sentences[:3],
            ONE.sentences[3].replace(word, "Mended"),
            *ONE.sentences[4:],
            path="/a",
        ),
    )
    desk.run(("page", f"{SITE}/a"), later=timedelta(hours=7))
    better(without_first)

    reextract(desk.store, DESK, Wanted())

    text = asked(desk.store, "SELECT text FROM articles WHERE url LIKE '%/a'")[0][0]
    assert "Mended" in text
    assert ONE.sentences[0] not in text


class CutError(BaseException):
    """A run that is cut off."""


@pytest.mark.parametrize("moment", ["after the first batch", "before clustering", "at the end"])
def test_a_reextract_cut_off_is_finished_by_the_next_and_doubles_nothing(
    desk, better, monkeypatch, moment
):
    better(retold)
    monkeypatch.setattr(reextracting, "BATCH_PAGES", 2)
    with monkeypatch.context() as cutting:
        cut_off(cutting, moment)
        with pytest.raises(CutError):
            reextract(desk.store, DESK, Wanted())

    reextract(desk.store, DESK, Wanted())

    assert len(partition(desk.store)) == 1
    rows = asked(desk.store, "SELECT article_id, count(*) FROM revisions GROUP BY ALL")
    assert sorted(count for _, count in rows) == [2, 2]
    assert asked(desk.store, "SELECT run_id, inputs = articles + known + rejections FROM runs") == [
        ("r1", True),
        ("r2", True),
    ]


def cut_off(cutting, moment):
    def cut(*_given, **_named):
        raise CutError

    if moment == "before clustering":
        cutting.setattr(reextracting, "cluster", cut)
        return
    if moment == "at the end":
        cutting.setattr("storage.runs.Runs.finish", cut)
        return
    commit = reextracting._commit

    def once(*given):
        commit(*given)
        raise CutError

    cutting.setattr(reextracting, "_commit", once)


def test_a_reextract_cut_off_is_placed_by_the_next_run_of_sources(desk, better, monkeypatch):
    better(retold)
    with monkeypatch.context() as cutting:
        cut_off(cutting, "before clustering")
        with pytest.raises(CutError):
            reextract(desk.store, DESK, Wanted())

    desk.run(("feed", f"{SITE}/feed"))

    assert len(partition(desk.store)) == 1
    assert asked(desk.store, "SELECT count(*) FROM store.unsettled") == [(0,)]


def test_the_command_shows_what_would_change(desk, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path / "room")

    status, told, _ = command("reextract", "--dry-run", "--store", desk.store)

    assert status == 0
    assert "5 stored pages would be read anew:\n  4 as they were\n" in told
    assert "without --dry-run" in told


def test_the_command_tells_programs(desk, monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path / "room")

    typed(store=desk.store, as_json=True)

    told = json.loads(capsys.readouterr().out)
    assert (told["pages"], told["same"], told["run"]["articles"]) == (5, 4, 0)


@pytest.fixture(scope="module")
def killer():
    with killing() as one:
        yield one


@pytest.mark.parametrize(
    "moment",
    [
        "storage.revisions.Revisions.replace",
        "flows.reextract.cluster",
        "storage.groups.Groups.apply",
        "storage.snapshots.publish",
    ],
)
def test_a_reextract_that_is_killed_loses_and_doubles_nothing(desk, killer, moment):
    """Stored texts are spoilt, as if an older version had read them badly."""
    before = partition(desk.store)
    with duckdb.connect(str(desk.store / WORKING)) as db:
        db.execute(SPOIL)

    assert killer.run("reextract", "--store", desk.store, at=moment) == KILLED
    assert killer.run("reextract", "--store", desk.store) == DONE

    assert partition(desk.store) == before
    texts = asked(desk.store, "SELECT count(*), count_if(text LIKE 'Share this%') FROM articles")
    assert texts == [(4, 0)]
    assert asked(desk.store, "SELECT count(*) FROM revisions") == [(8,)]
    assert asked(desk.store, "SELECT count(*) FROM store.unsettled") == [(0,)]
