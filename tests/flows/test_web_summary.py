"""What a run says of the web: every URL in one sum, every source, and its alarms."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from builders import an_event, asked
from newsserver import NewsServer, Reply
from webdesk import SITE, Desk, feed

from flows import cli
from flows.cli import main
from flows.for_programs import summary_json
from flows.report import report
from flows.shown import summary_lines
from storage.tracing import open_tracing
from tasks.listings import UrlOutcome

HOUR = timedelta(hours=1)
TEXTS = 40


@pytest.fixture
def server():
    with NewsServer() as running:
        yield running


@pytest.fixture
def desk(server, store_dir, tmp_path, monkeypatch):
    return Desk(server, store_dir, tmp_path, monkeypatch)


def page(event, title):
    told = "".join(f"<p>{line}</p>" for line in event.sentences)
    html = f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{told}"
    return Reply(body=f"{html}</article></body></html>".encode(), etag=True)


@pytest.fixture
def pages(server):
    """A site with many pages, each at its number."""
    for number in range(TEXTS):
        server.say(f"{SITE}/{number}", page(an_event(number), f"Event {number}"))
    return [f"/{number}" for number in range(TEXTS)]


def line(summary, start):
    return next(line for line in summary_lines(summary) if line.startswith(start))


def test_a_summary_says_of_every_url_what_became_of_it(server, desk, pages):
    server.say(f"{SITE}/feed", feed(*pages[:3], "/none", "/0?utm_source=x"))
    desk.run(("feed", f"{SITE}/feed"))
    server.say(f"{SITE}/feed", feed(*pages[:5]))

    summary = desk.run(("feed", f"{SITE}/feed"), later=HOUR)

    assert line(summary, "URLs:") == (
        "URLs: 5 listed + 0 tried again = 3 already known + 0 repeated + 2 asked for (2 article)"
    )
    assert "  s0: 5 listed, 2 asked for, 2 articles" in summary_lines(summary)


def test_the_counts_of_a_summary_add_up_over_sources_and_outcomes(server, desk, pages):
    server.say(f"{SITE}/feed", feed(*pages[:6], "/none", "/gone"))
    server.say(f"{SITE}/more", feed(*pages[4:9], "/print/4"))
    server.say(f"{SITE}/gone", Reply(status=410))
    server.say(f"{SITE}/broken", Reply(body=b"no feed"))

    web = desk.run(*(("feed", f"{SITE}/{name}") for name in ("feed", "more", "broken"))).web

    assert [(one.source, one.listed, one.asked, one.articles) for one in web.sources] == [
        ("", 0, 0, 0),
        ("s0", 8, 8, 6),
        ("s1", 6, 4, 3),
        ("s2", 0, 0, 0),
    ]
    assert web.total("listed") == web.total("known") + web.total("repeated") + web.total("asked")
    assert web.total("asked") == sum(web.outcomes.values()) == 12
    assert web.polls == {"listed": 2, "not-a-list": 1}
    assert web.outcomes[UrlOutcome.HTTP_410] == web.outcomes[UrlOutcome.HTTP_404] == 1


def test_what_programs_read_has_the_same_counts(server, desk, pages):
    server.say(f"{SITE}/feed", feed(*pages[:2], "/none"))

    told = json.loads(json.dumps(summary_json(desk.run(("feed", f"{SITE}/feed")))))["web"]

    assert (told["listed"], told["asked"], told["articles"]) == (3, 3, 2)
    assert told["outcomes"] == {"article": 2, "http-404": 1}
    assert [source["source"] for source in told["sources"]] == ["s0"]
    assert told["alarms"] == []


def test_a_run_without_the_web_says_nothing_of_it(tmp_path, desk):
    (tmp_path / "wire.jsonl").write_text('{"text": "A ferry ran aground in thick fog."}\n')

    summary = desk.run(("jsonl", str(tmp_path / "wire.jsonl")))

    assert summary.web is None


def test_a_url_that_two_sources_list_counts_for_the_one_that_it_was_asked_for(server, desk, pages):
    server.say(f"{SITE}/feed", feed(*pages[:2]))
    server.say(f"{SITE}/more", feed(*pages[:2]))
    desk.run(("feed", f"{SITE}/feed"))

    web = desk.run(("feed", f"{SITE}/none"), ("feed", f"{SITE}/more"), later=7 * HOUR).web

    assert [(one.source, one.asked) for one in web.sources] == [("", 0), ("s0", 0), ("s1", 2)]


def test_three_failed_polls_raise_an_alarm_and_one_success_ends_it(server, desk, pages):
    server.say(f"{SITE}/feed", feed(pages[0]))
    desk.run(("feed", f"{SITE}/feed"))
    server.say(f"{SITE}/feed", Reply(status=404))
    raised = [
        desk.run(("feed", f"{SITE}/feed"), later=hours * HOUR).web.alarms for hours in (2, 5, 9)
    ]
    server.say(f"{SITE}/feed", feed(*pages[:2]))

    mended = desk.run(("feed", f"{SITE}/feed"), later=14 * HOUR)

    assert [[alarm.kind for alarm in each] for each in raised] == [[], [], ["failing"]]
    assert mended.web.alarms == ()


def test_a_feed_that_is_gone_for_good_raises_an_alarm_and_is_asked_no_more(server, desk):
    server.say(f"{SITE}/feed", Reply(status=410))

    alarms = [
        desk.run(("feed", f"{SITE}/feed"), later=days * 24 * HOUR).web.alarms for days in range(3)
    ]

    assert [[alarm.kind for alarm in each] for each in alarms] == [["gone"]] * 3
    assert len(server.asked("/feed")) == 1
    with open_tracing(desk.store) as tracing:
        assert [(one.last_outcome, one.next_due) for one in tracing.sources()] == [
            ("retired", None)
        ]


def test_pages_that_are_suddenly_refused_raise_an_alarm(server, desk, pages):
    server.say(f"{SITE}/feed", feed(*pages[:25]))
    desk.run(("feed", f"{SITE}/feed"))
    for path in pages[25:]:
        server.say(f"{SITE}{path}", Reply(status=403))
    server.say(f"{SITE}/feed", feed(*pages[20:35]))

    summary = desk.run(("feed", f"{SITE}/feed"), later=HOUR)

    (alarm,) = summary.web.alarms
    assert alarm.kind == "rejections"
    assert "10 of its last 10 new URLs were rejected, most as http-403; 0 of 25" in alarm.detail
    assert line(summary, "ALARM s0 rejections")
    assert asked(desk.store, "SELECT run_id, source, kind FROM source_alarms") == [
        ("r2", "s0", "rejections")
    ]


def test_a_source_whose_news_stops_raises_an_alarm(server, desk, pages):
    listed = []
    for day, path in enumerate(pages[:16]):
        listed.append(path)
        server.say(f"{SITE}/feed", feed(*listed[-3:]))
        desk.run(("feed", f"{SITE}/feed"), later=day * 24 * HOUR)

    quiet = [desk.run(("feed", f"{SITE}/feed"), later=day * 24 * HOUR) for day in (16, 17, 19)]

    assert [[alarm.kind for alarm in each.web.alarms] for each in quiet] == [[], [], ["silent"]]


def test_an_alarm_stands_in_the_report_with_strange_words_escaped(server, desk):
    server.say(f"{SITE}/feed", Reply(status=410))

    told = report(desk.run(("feed", f"{SITE}/feed")))

    assert "- ALARM s0 gone since" in told
    assert "| s0 | http-410 | 0 | 0 | 0 | 0 | 0 | 0 |" in told


def test_a_run_with_an_alarm_publishes_and_ends_with_its_own_exit_status(server, desk, capsys):
    server.say(f"{SITE}/feed", Reply(status=410))
    desk.config([("feed", f"{SITE}/feed")])
    config, store = str(desk.folder / "wirecopy.toml"), str(desk.store)

    with pytest.raises(SystemExit) as ended:
        main(["run", "--config", config, "--store", store])

    assert ended.value.code == cli.ALARM_STATUS == 4
    assert "ALARM s0 gone since" in capsys.readouterr().out
    assert asked(desk.store, "SELECT kind FROM source_alarms") == [("gone",)]
