"""What has moved for good is asked where it went; what moved back, or in a circle, is survived."""

from __future__ import annotations

from datetime import timedelta

import pytest
from builders import an_event, asked
from newsserver import NewsServer, Reply
from webdesk import SITE, Desk, feed

HOUR = timedelta(hours=1)
NEW = "http://new.example"
OLD_FEED, NEW_FEED = f"{SITE}/feed", f"{NEW}/feed"


@pytest.fixture
def server():
    with NewsServer() as running:
        running.say(f"{NEW}/", Reply())
        yield running


@pytest.fixture
def desk(server, store_dir, tmp_path, monkeypatch):
    return Desk(server, store_dir, tmp_path, monkeypatch)


def moved(place, status=301):
    return Reply(status=status, headers=(("Location", place),))


def page(event):
    told = "".join(f"<p>{line}</p>" for line in event.sentences)
    html = f"<html><head><title>Ferry</title></head><body><article><h1>Ferry</h1>{told}"
    return Reply(body=f"{html}</article></body></html>".encode(), etag=True)


def polls(server, host, path="/feed"):
    return len(server.asked(path, host=host))


@pytest.mark.parametrize("status", [301, 308])
def test_a_feed_that_moved_for_good_is_asked_at_its_new_address(server, desk, status):
    server.say(OLD_FEED, moved(NEW_FEED, status))
    server.say(NEW_FEED, feed())
    desk.run(("feed", OLD_FEED))

    desk.run(("feed", OLD_FEED), later=2 * HOUR)

    assert (polls(server, "x.example"), polls(server, "new.example")) == (1, 2)
    assert [one.conditional for one in server.asked("/feed", host="new.example")] == [False, True]


@pytest.mark.parametrize("status", [302, 303, 307])
def test_a_feed_that_moved_for_a_while_is_asked_at_its_own_address(server, desk, status):
    server.say(OLD_FEED, moved(NEW_FEED, status))
    server.say(NEW_FEED, feed())

    desk.run(("feed", OLD_FEED))
    desk.run(("feed", OLD_FEED), later=2 * HOUR)

    assert (polls(server, "x.example"), polls(server, "new.example")) == (2, 2)


def test_a_page_that_moved_for_good_is_asked_at_its_new_address(server, desk):
    server.say(f"{SITE}/a", moved(f"{NEW}/a"))
    server.say(f"{NEW}/a", page(an_event(1)))
    desk.run(("page", f"{SITE}/a"))

    desk.run(("page", f"{SITE}/a"), later=7 * HOUR)

    assert [(one.host, one.status) for one in server.asked("/a")] == [
        ("x.example", 301),
        ("new.example", 200),
        ("new.example", 304),
    ]
    assert [end for *_, end in desk.outcomes()] == ["article", "unchanged"]


@pytest.fixture
def remembered(server, desk):
    """A feed whose move is remembered."""
    server.say(OLD_FEED, moved(NEW_FEED))
    server.say(NEW_FEED, feed())
    desk.run(("feed", OLD_FEED))
    return ("feed", OLD_FEED)


def listed(desk, source, later):
    """How a poll of the source ended."""
    return next(iter(desk.run(source, later=later).web.polls))


def test_a_feed_that_moved_back_is_asked_at_its_own_address_again(server, desk, remembered):
    server.say(NEW_FEED, moved(OLD_FEED))
    server.say(OLD_FEED, feed("/a"))
    server.say(f"{SITE}/a", page(an_event(1)))

    assert listed(desk, remembered, 2 * HOUR) == "listed"
    before = polls(server, "new.example")
    listed(desk, remembered, 5 * HOUR)
    assert polls(server, "new.example") == before


def test_a_new_address_that_holds_nothing_any_more_is_given_up_at_once(server, desk, remembered):
    server.say(NEW_FEED, Reply(status=404))
    server.say(OLD_FEED, feed("/a"))
    server.say(f"{SITE}/a", page(an_event(1)))

    assert listed(desk, remembered, 2 * HOUR) == "listed"
    assert asked(desk.store, "SELECT moved_to FROM store.listers") == [(None,)]


def test_a_move_in_a_circle_is_survived_and_forgotten(server, desk, remembered):
    server.say(NEW_FEED, moved(OLD_FEED))

    assert listed(desk, remembered, 2 * HOUR) == "too-many-redirects"
    assert asked(desk.store, "SELECT moved_to FROM store.listers") == [(None,)]


def test_a_new_address_in_passing_trouble_is_kept(server, desk, remembered):
    server.say(NEW_FEED, Reply(status=503))

    assert listed(desk, remembered, 2 * HOUR) == "http-503"
    assert asked(desk.store, "SELECT moved_to FROM store.listers") == [(NEW_FEED,)]


def test_a_new_address_is_asked_whether_it_may_be_read(server, desk, remembered):
    server.say(f"{NEW}/robots.txt", Reply(body=b"User-agent: *\nDisallow: /feed\n"))

    assert listed(desk, remembered, 26 * HOUR) == "robots"
    assert polls(server, "new.example") == 1


def test_a_move_to_a_private_address_is_not_followed_and_not_remembered(server, desk):
    server.say(OLD_FEED, moved("http://10.0.0.1/feed"))

    assert listed(desk, ("feed", OLD_FEED), timedelta(0)) == "refused-address"
    assert asked(desk.store, "SELECT moved_to FROM store.listers") == [(None,)]
