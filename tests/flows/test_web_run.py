"""Runs on the web: real sockets, the invented newsroom's outlets, and what became of every URL."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from builders import an_event, asked
from commands import command
from newsserver import NEWSROOM, NewsServer, Reply, open_newsroom
from webdesk import SITE, Desk, feed

from flows import cli_web, fetching
from storage.bodies import Bodies
from tasks.errors import CountsError, NotFoundError

NOW = datetime.now(UTC)


@pytest.fixture
def server():
    with NewsServer() as running:
        yield running


@pytest.fixture
def desk(server, store_dir, tmp_path, monkeypatch):
    """Runs the pipeline on a server's sources, some minutes after the last run."""
    return Desk(server, store_dir, tmp_path, monkeypatch)


def page(event, title="Ferry aground", head=""):
    paragraphs = "".join(f"<p>{line}</p>" for line in event.sentences)
    html = f"<html><head><title>{title}</title>{head}</head><body><article><h1>{title}</h1>"
    return Reply(body=f"{html}{paragraphs}</article></body></html>".encode(), etag=True)


def test_the_newsrooms_feeds_and_sitemaps_give_the_examples_articles(server, desk):
    pages = open_newsroom(server, NOW)
    hosts = sorted({one.host for one in pages})
    root = {one.host: f"{urlsplit(one.url).scheme}://{one.host}" for one in pages}
    sources = [
        ("feed", f"{root[host]}/feed.xml") if at % 2 else ("sitemap", f"{root[host]}/sitemap.xml")
        for at, host in enumerate(hosts)
    ]

    desk.run(*sources, ("jsonl", str(NEWSROOM / "wire.jsonl")))

    told = json.loads((NEWSROOM / "expected.json").read_text(encoding="utf-8"))["inputs"]
    story = {one["url"]: one["story"] for one in told if one.get("url") and one.get("story")}
    rows = asked(desk.store, "SELECT url, story_id FROM variants JOIN articles USING (article_id)")
    found = {url: story_id for url, story_id in rows if url in story}
    assert len([end for *_, end in desk.outcomes() if end == "article"]) == len(
        [one for one in pages if one.url in story]
    )
    pairs = {(story[url], story_id) for url, story_id in found.items()}
    assert len(pairs) == len({story[url] for url in found})


def test_a_second_run_makes_only_conditional_requests_and_adds_nothing(server, desk):
    pages = open_newsroom(server, NOW)
    host = pages[0].host
    source = ("feed", f"{urlsplit(pages[0].url).scheme}://{host}/feed.xml")
    desk.run(source)
    before = len(server.log)

    summary = desk.run(source, later=timedelta(minutes=30))

    assert [one.conditional for one in server.log[before:]] == [True]
    assert summary.tally.inputs == 0


def test_every_listed_url_has_its_one_outcome(server, desk):
    server.say(f"{SITE}/robots.txt", Reply(body=b"User-agent: *\nDisallow: /private/\n"))
    paths = ("/a", "/a?utm_source=x", "/print/a", "/private/b", "/none", "/short", "/pdf", "/gone")
    server.say(f"{SITE}/feed", feed(*paths))
    server.say(f"{SITE}/a", page(an_event(1)))
    server.say(f"{SITE}/short", Reply(body=b"<html><p>Too short.</p></html>"))
    server.say(f"{SITE}/pdf", Reply(body=b"%PDF", content_type="application/pdf"))
    server.say(f"{SITE}/gone", Reply(status=410))

    desk.run(("feed", f"{SITE}/feed"))

    assert dict(each[1:] for each in desk.outcomes()) == {
        "/a": "article",
        "/print/a": "duplicate-url",
        "/private/b": "robots",
        "/none": "http-404",
        "/short": "no-text",
        "/pdf": "not-html",
        "/gone": "http-410",
    }
    counts = "SELECT listed, repeated, passed_over, taken FROM store.polls WHERE source = 's0'"
    assert asked(desk.store, counts) == [(8, 1, 0, 7)]


def test_a_broken_feed_harms_no_other(server, desk):
    server.say(f"{SITE}/broken", Reply(body=b"<html>no feed</html>"))
    server.say(f"{SITE}/feed", feed("/a"))
    server.say(f"{SITE}/a", page(an_event(1)))

    summary = desk.run(
        ("feed", f"{SITE}/broken"), ("feed", f"{SITE}/none"), ("feed", f"{SITE}/feed")
    )

    assert summary.tally.articles == 1
    polls = "SELECT source, outcome FROM store.polls WHERE source <> '' ORDER BY source"
    assert asked(desk.store, polls) == [("s0", "not-a-list"), ("s1", "http-404"), ("s2", "listed")]


def test_a_page_that_was_in_trouble_is_asked_again_though_its_feed_is_unchanged(server, desk):
    server.say(f"{SITE}/feed", feed("/a"))
    server.say(f"{SITE}/a", Reply(status=500))
    desk.run(("feed", f"{SITE}/feed"))
    server.say(f"{SITE}/a", page(an_event(1)))

    desk.run(("feed", f"{SITE}/feed"), later=timedelta(hours=1))

    assert desk.outcomes() == [(1, "/a", "http-500"), (2, "/a", "article")]


def test_a_page_that_changed_is_a_revision_and_both_texts_are_kept(server, desk):
    event = an_event(1)
    server.say(f"{SITE}/feed", feed("/a"))
    server.say(f"{SITE}/a", page(event))
    desk.run(("page", f"{SITE}/a"))
    server.say(f"{SITE}/a", page(an_event(2, names=event.names)))

    desk.run(("page", f"{SITE}/a"), later=timedelta(hours=7))

    assert [end for *_, end in desk.outcomes()] == ["article", "revision"]
    assert asked(desk.store, "SELECT count(*) FROM articles") == [(1,)]
    assert asked(desk.store, "SELECT count(DISTINCT text) FROM revisions") == [(2,)]


def test_an_unchanged_page_is_asked_for_with_its_validators(server, desk):
    server.say(f"{SITE}/a", page(an_event(1)))
    desk.run(("page", f"{SITE}/a"))

    desk.run(("page", f"{SITE}/a"), later=timedelta(hours=7))

    assert [each.conditional for each in server.asked("/a")] == [False, True]
    assert desk.outcomes()[-1] == (2, "/a", "unchanged")


def test_a_feed_gives_the_date_that_its_page_does_not(server, desk):
    server.say(f"{SITE}/feed", feed("/a"))
    server.say(f"{SITE}/a", page(an_event(1)))

    desk.run(("feed", f"{SITE}/feed"))

    assert asked(desk.store, "SELECT published_at FROM articles") == [
        (datetime(2026, 11, 3, 7, 0),)  # noqa: DTZ001 - the store is UTC
    ]


def test_a_feeds_date_goes_before_a_guess_and_all_of_them_are_kept(server, desk):
    server.say(f"{SITE}/2026/11/01/a", page(an_event(1)))
    server.say(f"{SITE}/feed", feed("/2026/11/01/a"))

    desk.run(("feed", f"{SITE}/feed"))

    published, extra = asked(desk.store, "SELECT published_at, extra FROM articles")[0]
    assert published == datetime(2026, 11, 3, 7, 0)  # noqa: DTZ001 - the store is UTC
    assert json.loads(extra)["page_dates"]["url"] == "2026-11-01"
    assert json.loads(extra)["published_by"].startswith("feed:published: surer than page:text")


def test_what_a_feed_says_of_an_article_is_kept(server, desk):
    server.say(f"{SITE}/feed", feed("/a"))
    server.say(f"{SITE}/a", page(an_event(1)))

    desk.run(("feed", f"{SITE}/feed"))

    extra = json.loads(asked(desk.store, "SELECT extra FROM articles")[0][0])
    assert (extra["listed_by"], extra["feed_guid"]) == ("s0", "tag:x/a")
    assert extra["feed_dates"] == {"feed:published": "Tue, 03 Nov 2026 07:00:00 GMT"}


def test_a_page_declared_to_be_another_is_no_second_article(server, desk):
    canonical = f'<link rel="canonical" href="{SITE}/a">'
    server.say(f"{SITE}/feed", feed("/a", "/other"))
    server.say(f"{SITE}/a", page(an_event(1)))
    server.say(f"{SITE}/other", page(an_event(1), head=canonical))

    desk.run(("feed", f"{SITE}/feed"))

    assert [end for *_, end in desk.outcomes()] == ["article", "duplicate-url"]


def test_bodies_are_kept_as_they_came(server, desk):
    server.say(f"{SITE}/a", page(an_event(1)))
    desk.run(("page", f"{SITE}/a"))

    digest = asked(desk.store, "SELECT digest FROM store.url_outcomes")[0][0]

    assert Bodies(desk.store / "bodies").read(digest) == page(an_event(1)).body


@pytest.mark.parametrize("moment", ["listing", "fetching"])
def test_a_run_cut_off_on_the_web_skips_and_repeats_nothing(server, desk, monkeypatch, moment):
    paths = [f"/{number}" for number in range(8)]
    server.say(f"{SITE}/feed", feed(*paths))
    for number, path in enumerate(paths):
        server.say(f"{SITE}{path}", page(an_event(number)))
    monkeypatch.setattr(fetching, "BATCH_PAGES", 3)
    monkeypatch.setattr(fetching, "AT_ONCE_PAGES", 3)
    with monkeypatch.context() as cutting:
        cut_off(cutting, moment)
        with pytest.raises(KeyboardInterrupt):
            desk.run(("feed", f"{SITE}/feed"))

    desk.run(("feed", f"{SITE}/feed"))

    assert sorted(desk.outcomes()) == [(1, path, "article") for path in paths]
    assert len(server.asked("/feed")) == 1
    assert [len(server.asked(path)) for path in paths] == [1, 1, 1, 1, 1, 1, 1, 1]


def cut_off(cutting, moment):
    """Cut a run off when its lists are stored, or when its first batch of pages is."""
    if moment == "listing":

        def cut(*_given):
            raise KeyboardInterrupt

        cutting.setattr(fetching.Asking, "ended", cut)
        return
    take_in = fetching.take_in

    def cutting_after(*given):
        take_in(*given)
        raise KeyboardInterrupt

    cutting.setattr(fetching, "take_in", cutting_after)


def test_a_lost_outcome_fails_the_run(server, desk, monkeypatch):
    server.say(f"{SITE}/feed", feed("/a", "/b"))
    monkeypatch.setattr(fetching, "by_turns", lambda states, _: states[:1])

    with pytest.raises(CountsError, match=r"took 2, which have 1 outcomes"):
        desk.run(("feed", f"{SITE}/feed"))


def test_a_url_tells_its_history(server, desk, capsys):
    server.say(f"{SITE}/feed", feed("/a", "/print/a"))
    server.say(f"{SITE}/a", Reply(status=503))
    desk.run(("feed", f"{SITE}/feed"))
    server.say(f"{SITE}/a", page(an_event(1)))
    desk.run(("feed", f"{SITE}/feed"), later=timedelta(hours=1))

    cli_web.url(f"{SITE}/a", store=desk.store)

    told = capsys.readouterr().out.splitlines()
    assert [line.split()[3] for line in told if line.startswith("  r")] == [
        "http-503",
        "article",
        "duplicate-url",
    ]


def test_sources_tell_how_they_do(server, desk):
    server.say(f"{SITE}/feed", feed("/a", "/print/a"))
    server.say(f"{SITE}/a", page(an_event(1)))
    desk.run(("feed", f"{SITE}/feed"), ("feed", f"{SITE}/none"))

    config = desk.folder / "wirecopy.toml"
    told = command("sources", "--json", "--store", desk.store, "--config", config)[1]

    good, broken = json.loads(told)
    assert (good["source"], good["urls"], good["articles"], good["duplicates"]) == ("s0", 2, 1, 0.5)
    assert good["next_due"] > good["succeeded_at"]
    assert (broken["last_outcome"], broken["succeeded_at"]) == ("http-404", None)


def test_a_url_that_nobody_listed_is_told(server, desk):
    server.say(f"{SITE}/a", page(an_event(1)))
    desk.run(("page", f"{SITE}/a"))

    with pytest.raises(NotFoundError, match="no source has listed"):
        cli_web.url(f"{SITE}/b", store=desk.store)
