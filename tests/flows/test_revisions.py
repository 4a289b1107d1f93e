"""A page that changes: one article with all its texts, one place, and no second count."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from builders import a_line, an_event, asked, run_lines
from commands import command
from newsserver import NewsServer, Reply
from webdesk import SITE, Desk, feed

EVENT = an_event(1)
LINES = EVENT.sentences
TEXTS = "SELECT revision, cause, changed > 0, is_judged FROM revisions ORDER BY revision"
LATER = timedelta(hours=7)


@pytest.fixture
def server():
    with NewsServer() as running:
        yield running


@pytest.fixture
def desk(server, store_dir, tmp_path, monkeypatch):
    return Desk(server, store_dir, tmp_path, monkeypatch)


def page(*lines, title="Ferry aground", date="2026-11-03T07:00:00Z"):
    told = "".join(f"<p>{line}</p>" for line in lines)
    meta = f'<meta property="article:published_time" content="{date}">'
    html = f"<html><head><title>{title}</title>{meta}</head><body><article><h1>{title}</h1>"
    return Reply(body=f"{html}{told}</article></body></html>".encode(), etag=True)


@pytest.fixture
def printed(server, desk):
    """A page and two reprints, asked once; gives what asks for the page again as it is now."""
    for path in ("/a", "/b", "/c"):
        server.say(f"{SITE}{path}", page(*LINES))
    desk.run(("page", f"{SITE}/a"), ("page", f"{SITE}/b"), ("page", f"{SITE}/c"))

    def again(reply, hours=LATER):
        server.say(f"{SITE}/a", reply)
        return desk.run(("page", f"{SITE}/a"), later=hours)

    return again


def stories(desk):
    return asked(
        desk.store,
        "SELECT story_id, article_count, outlet_count, copy_count, canonical_article_id "
        "FROM stories ORDER BY ALL",
    )


def test_a_mended_typo_is_kept_and_moves_nothing(printed, desk):
    before = stories(desk)
    events = asked(desk.store, "SELECT count(*) FROM story_events")

    printed(page(LINES[0].replace(LINES[0].split()[0], "Mended"), *LINES[1:]))

    assert asked(desk.store, TEXTS) == [(0, "first", False, True), (1, "page", True, False)]
    assert stories(desk) == before
    assert asked(desk.store, "SELECT count(*) FROM story_events") == events


def test_a_rewritten_page_is_judged_by_its_new_text_and_is_still_one_article(printed, desk):
    before = asked(desk.store, "SELECT article_id FROM articles ORDER BY ALL")

    printed(page(*LINES[:6], *an_event(2, names=EVENT.names).sentences))

    assert asked(desk.store, TEXTS) == [(0, "first", False, False), (1, "page", True, True)]
    assert asked(desk.store, "SELECT article_id FROM articles ORDER BY ALL") == before


def test_a_new_headline_alone_is_a_revision(printed, desk):
    printed(page(*LINES, title="Ferry freed at last"))

    assert [end for *_, end in desk.outcomes()][-1] == "revision"
    assert asked(desk.store, "SELECT title FROM revisions ORDER BY revision") == [
        ("Ferry aground",),
        ("Ferry freed at last",),
    ]


def test_every_text_is_kept_when_a_page_changes_again(printed, desk):
    texts = [page(LINES[0].replace(LINES[0].split()[0], word), *LINES[1:]) for word in ("B", "C")]
    printed(texts[0])
    printed(texts[1], 2 * LATER)
    printed(page(*LINES), 3 * LATER)

    rows = asked(desk.store, "SELECT revision, text FROM revisions ORDER BY revision")
    assert [number for number, _ in rows] == [0, 1, 2, 3]
    assert rows[3][1] == rows[0][1] != rows[1][1]


def test_a_page_that_is_as_it_was_is_no_revision(printed, desk):
    body = page(*LINES).body.replace(b"<body>", b"<body><!-- another advertisement -->")

    printed(Reply(body=body))

    assert [end for *_, end in desk.outcomes()][-1] == "already-known"
    assert asked(desk.store, TEXTS) == []


def test_a_correction_does_not_date_the_article_anew(printed, desk):
    printed(page(*an_event(2, names=EVENT.names).sentences, date="2026-11-04T18:00:00Z"))

    moment = asked(desk.store, "SELECT DISTINCT published_at::VARCHAR FROM articles")
    assert moment == [("2026-11-03 07:00:00",)]


def test_an_address_that_is_used_again_is_another_article(printed, desk):
    other = an_event(9)

    printed(page(*other.sentences, title="Dairy recalls its soft cheese"))

    assert [end for *_, end in desk.outcomes()][-1] == "article"
    assert asked(desk.store, "SELECT count(*) FROM articles") == [(4,)]
    assert asked(desk.store, TEXTS) == []


def test_a_page_that_tells_of_another_event_now_changes_its_story_and_history_says_why(
    printed, server, desk
):
    other = an_event(9)
    server.say(f"{SITE}/d", page(*other.sentences, title="Cheese recalled"))
    desk.run(("page", f"{SITE}/d"))

    printed(page(*other.sentences))

    assert [row[:2] for row in stories(desk)] == [("s1", 2), ("s2", 2)]
    told = asked(desk.store, "SELECT reason FROM story_events WHERE other_story_id IS NOT NULL")
    assert told == [("its page was rewritten (1)",)]


def test_what_an_article_once_was_is_known_when_it_comes_from_elsewhere(printed, desk, server):
    printed(page(*an_event(2, names=EVENT.names).sentences))
    server.say(f"{SITE}/feed", feed("/a"))

    summary = desk.run(("feed", f"{SITE}/feed"), later=LATER * 2)

    assert summary.tally.articles == 0


def test_a_story_shows_what_changed_in_its_pages(printed, desk):
    gone = LINES[0].split()[0]
    printed(page(LINES[0].replace(gone, "Mended"), *LINES[1:], title="Ferry aground in fog"))

    _, told, _ = command("story", "s1", "--store", desk.store)

    shown = told.splitlines()
    changed = next(at for at, line in enumerate(shown) if line.startswith("revision 1, "))
    assert "its page changed: 1% of the words changed" in shown[changed]
    assert shown[changed + 1] == "  Ferry aground {+in fog+}"
    assert shown[changed + 2].startswith(f"  [-{gone}-] {{+Mended+}} ")


def test_a_program_is_given_every_text_with_what_changed(printed, desk):
    gone = LINES[0].split()[0]
    printed(page(LINES[0].replace(gone, "Mended"), *LINES[1:]))

    _, told, _ = command("story", "s1", "--json", "--store", desk.store)

    texts = [each for one in json.loads(told)["variants"] for each in one["revisions"]]
    assert [(each["revision"], each["cause"]) for each in texts] == [(0, "first"), (1, "page")]
    changed = [each for each in texts[1]["diff"] if each["kind"] != "same"]
    assert changed == [
        {"kind": "removed", "text": f"{gone} "},
        {"kind": "added", "text": "Mended "},
    ]


def test_a_rewritten_page_is_shown_within_bounds(printed, desk):
    printed(page(*(f"Word {at} of it. {line}" for at, line in enumerate(LINES))))

    _, told, _ = command("story", "s1", "--store", desk.store)

    shown = told.split("revision 1, ")[1].splitlines()
    assert len(shown) <= 15
    assert all(len(line) < 1_000 for line in shown)


def test_a_page_that_an_archive_had_brought_is_revised_like_any_other(server, desk):
    url = f"{SITE}/a"
    line = a_line(url, "\n".join(LINES), url=url, title="Ferry aground")
    run_lines(desk.store, [line])
    server.say(url, page(*LINES))
    desk.run(("page", url))
    server.say(url, page(LINES[0].replace(LINES[0].split()[0], "Mended"), *LINES[1:]))

    desk.run(("page", url), later=LATER)

    assert [end for *_, end in desk.outcomes()] == ["already-known", "revision"]
    assert asked(desk.store, "SELECT count(*) FROM articles") == [(1,)]
