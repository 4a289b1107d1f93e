"""A site's feeds and sitemaps are found politely, and written into a file that loses nothing."""

from __future__ import annotations

import json
import tomllib

import pytest
from commands import command
from newsserver import NewsServer, Reply, news_sitemap, newsroom_pages, open_newsroom, rss
from test_web_run import NOW
from webdesk import SITE, feed

from flows.config import read_config
from flows.config_writing import with_source

KEPT = """\
# The desk's sources. Ask Ada before you change any.
[web]
contact = "a@b.example"     # told to every host
gap_s = 0
patience_s = 1

[[source]]   # the wire comes first
name = "wire"
kind = "jsonl"
path = "wire.jsonl"  # nightly

[web.test_hosts]
"""


@pytest.fixture
def server():
    with NewsServer() as running:
        yield running


@pytest.fixture
def file(server, tmp_path, monkeypatch):
    """A wirecopy.toml that lies here, written when the server knows its hosts."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "wirecopy.toml"

    def write(text=KEPT):
        hosts = "".join(f'"{host}" = "127.0.0.1:{server.port}"\n' for host in server.hosts)
        path.write_text(text + hosts, encoding="utf-8")
        return path

    return write


def front(*links, head=""):
    found = "".join(f'<link rel="alternate" type="application/rss+xml" href="{u}">' for u in links)
    page = f'<html lang="en"><head><title>Harland Times</title>{head}{found}</head><body>x</body>'
    return Reply(body=page.encode())


def add(*words):
    return command("sources", "add", *words)


def test_a_sites_feed_is_found_and_written_so_that_a_run_reads_it(server, file):
    server.say(f"{SITE}/", front("/news.xml"))
    server.say(f"{SITE}/news.xml", feed("/a", "/b"))
    path = file()

    status, told, _ = add(f"{SITE}/")

    entry = read_config(path).web[0]
    assert status == 0
    assert (entry.name, entry.kind, entry.url) == ("x", "feed", f"{SITE}/news.xml")
    assert (entry.outlet, entry.language) == ("Harland Times", "en")
    assert "take it in with `wirecopy run`" in told


def test_every_byte_that_was_there_stays(server, file):
    server.say(f"{SITE}/feed", feed("/a"))
    path = file()
    before = path.read_text(encoding="utf-8")

    add(f"{SITE}/feed")

    assert path.read_text(encoding="utf-8").startswith(before + "\n[[source]]\n")


def test_lines_that_end_as_on_windows_go_on_so(server, file):
    server.say(f"{SITE}/feed", feed("/a"))
    path = file()
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))

    add(f"{SITE}/feed")

    text = path.read_bytes()
    assert text.count(b"\n") == text.count(b"\r\n")
    assert read_config(path).web[0].url == f"{SITE}/feed"


def test_what_is_found_is_shown_with_its_entries_and_newest_date(server, file):
    server.say(f"{SITE}/", front("/news.xml", "/comments.xml"))
    server.say(f"{SITE}/news.xml", feed("/a", "/b"))
    server.say(f"{SITE}/comments.xml", feed("/c"))
    file()

    _, told, _ = add(f"{SITE}/", "--dry-run")

    news, comments = (line.split() for line in told.splitlines()[1:3])
    assert news[:6] == ["*", f"{SITE}/news.xml", "feed", "2", "2026-11-03", "07:00"]
    assert comments[0] == f"{SITE}/comments.xml"


def test_a_dry_run_writes_nothing(server, file):
    server.say(f"{SITE}/feed", feed("/a"))
    path = file()
    before = path.read_bytes()

    status, told, _ = add(f"{SITE}/feed", "--dry-run")

    assert status == 0
    assert 'kind = "feed"' in told
    assert path.read_bytes() == before


def test_a_feed_that_no_page_links_is_found_in_a_usual_place(server, file):
    server.say(f"{SITE}/", front())
    server.say(f"{SITE}/rss.xml", feed("/a"))
    path = file()

    add(f"{SITE}/")

    assert read_config(path).web[0].url == f"{SITE}/rss.xml"


def test_without_a_feed_the_news_sitemap_of_robots_is_taken(server, file):
    pages = [page for page in newsroom_pages(NOW) if page.outlet][:3]
    robots = f"User-agent: *\nSitemap: {SITE}/years.xml\nSitemap: {SITE}/maps/news.xml\n"
    server.say(f"{SITE}/robots.txt", Reply(body=robots.encode(), content_type="text/plain"))
    server.say(f"{SITE}/", front())
    server.say(f"{SITE}/maps/news.xml", Reply(body=news_sitemap(pages)))
    server.say(f"{SITE}/years.xml", Reply(body=news_sitemap(pages)))
    path = file()

    add(f"{SITE}/")

    assert read_config(path).web[0].kind == "sitemap"
    assert read_config(path).web[0].url == f"{SITE}/maps/news.xml"


def test_a_sitemap_is_taken_where_one_is_asked_for(server, file):
    pages = open_newsroom(server, NOW)
    host = pages[0].host
    path = file()

    add(f"http://{host}/", "--kind", "sitemap", "--name", "the map")

    entry = read_config(path).web[0]
    assert (entry.name, entry.kind) == ("the map", "sitemap")
    assert entry.url.endswith(f"{host}/sitemap.xml")


def test_an_index_is_shown_with_what_its_latest_sitemaps_list(server, file):
    pages = open_newsroom(server, NOW)
    host = pages[0].host
    file()

    told = json.loads(add(f"http://{host}/sitemap.xml", "--dry-run", "--json")[1])

    own = [page for page in pages if page.host == host]
    assert (told["found"][0]["sitemaps"], told["found"][0]["entries"]) == (1, len(own))
    assert told["found"][0]["newest"] is not None


def test_a_host_that_does_not_answer_is_asked_no_further(server, file):
    server.say(f"{SITE}/", front())
    path = file()
    path.write_text(path.read_text().replace(f":{server.port}", ":1"), encoding="utf-8")

    status, _, told = add(f"{SITE}/")

    assert status == 1
    assert "check the address" in told
    assert f"{SITE}/feed" not in told


def test_a_name_that_cannot_be_is_told_even_in_a_dry_run(server, file):
    server.say(f"{SITE}/feed", feed("/a"))
    file()

    status, _, told = add(f"{SITE}/feed", "--name", "a/b", "--dry-run")

    assert status == 1
    assert 'name = "a/b" is no name' in told


def test_a_feeds_own_address_is_taken_as_such_with_its_title(server, file):
    pages = newsroom_pages(NOW)[:2]
    server.say(f"{SITE}/f", Reply(body=rss(pages), content_type="text/plain"))
    path = file()

    add(f"{SITE}/f")

    assert read_config(path).web[0].outlet == pages[0].outlet
    assert [each.path for each in server.asked()] == ["/f"]


def test_nothing_found_is_an_error_that_says_what_to_try(server, file):
    server.say(f"{SITE}/", front())
    path = file()
    before = path.read_bytes()

    status, _, told = add(f"{SITE}/")

    assert status == 1
    assert f"no feed and no sitemap was found at {SITE}/" in told
    assert f"{SITE}/feed: http-404" in told
    assert "try the address of a feed itself" in told
    assert path.read_bytes() == before


def test_what_robots_forbids_is_not_asked_for(server, file):
    robots = Reply(body=b"User-agent: *\nDisallow: /\n", content_type="text/plain")
    server.say(f"{SITE}/robots.txt", robots)
    server.say(f"{SITE}/", front("/news.xml"))
    file()

    status, _, told = add(f"{SITE}/")

    assert status == 1
    assert "robots" in told
    assert server.asked() == []


def test_an_address_on_this_machine_is_refused(server, file):
    file()

    status, _, told = add(f"http://127.0.0.1:{server.port}/")

    assert status == 1
    assert "refused-address" in told
    assert server.log == []


def test_a_source_that_is_there_is_not_written_twice(server, file):
    server.say(f"{SITE}/", front("/feed"))
    server.say(f"{SITE}/feed", feed("/a"))
    path = file()
    add(f"{SITE}/")
    before = path.read_bytes()

    for url in (f"{SITE}/", f"{SITE}/feed"):
        status, _, told = add(url)
        assert (status, "is there already, as source 'x'" in told) == (1, True)
    assert path.read_bytes() == before


def test_a_second_source_of_a_host_has_a_name_of_its_own(server, file):
    server.say(f"{SITE}/feed", feed("/a"))
    server.say(f"{SITE}/sport/feed", feed("/b"))
    path = file()

    add(f"{SITE}/feed")
    add(f"{SITE}/sport/feed")

    assert [entry.name for entry in read_config(path).web] == ["x", "x-2"]


def test_without_a_contact_nobody_is_asked(server, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    status, _, told = add(f"{SITE}/")

    assert (status, server.log) == (1, [])
    assert "`--contact https://desk.example/about`" in told


def test_a_contact_that_is_none_is_told(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert "--contact 'me' is neither" in add(f"{SITE}/", "--contact", "me")[2]


def test_a_file_with_mistakes_is_told_before_anybody_is_asked(server, file):
    file(KEPT.replace("jsonl", "jsnl"))

    status, _, told = add(f"{SITE}/")

    assert (status, server.log) == (1, [])
    assert 'did you mean "jsonl"?' in told


def test_what_is_no_web_address_is_told(file):
    file()

    assert "type it whole" in add("courier.example")[2]


def test_a_program_is_told_what_was_found(server, file):
    server.say(f"{SITE}/feed", feed("/a"))
    file()

    told = json.loads(add(f"{SITE}/feed", "--json")[1])

    assert told["written"] is True
    assert told["entry"]["url"] == told["found"][0]["url"] == f"{SITE}/feed"


def test_sources_lists_what_is_in_the_file_before_any_run(server, file):
    server.say(f"{SITE}/feed", feed("/a"))
    file()
    add(f"{SITE}/feed")

    status, told, _ = command("sources")

    assert status == 0
    assert [line.split()[:2] for line in told.splitlines()[1:]] == [
        ["wire", "jsonl"],
        ["x", "feed"],
    ]


class Entry:
    name, kind, url, outlet, language = "n", "feed", f"{SITE}/feed", None, None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing but a comment",
        "[web]",
        "[web]  # how we ask\ngap_s = 2\n",
        "[web.test_hosts]\n'x.example' = '127.0.0.1:1'\n",
    ],
)
def test_a_contact_finds_its_table(text):
    written = tomllib.loads(with_source(text, Entry, "a@b.example"))

    assert written["web"]["contact"] == "a@b.example"
    assert written["source"][0]["url"] == f"{SITE}/feed"


@pytest.mark.parametrize(
    "outlet", ['The "Times"', "back\\slash", "Ümläut \U0001f4f0", "del\x7f", "a]b#c"]
)
def test_any_outlets_name_is_written_as_it_is(outlet):
    entry = type("Named", (Entry,), {"outlet": outlet})

    assert tomllib.loads(with_source("", entry, None))["source"][0]["outlet"] == outlet
