"""What strangers write stays words: in the terminal, in SQL, in paths and in tables."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from builders import an_event, asked
from commands import command
from newsserver import NewsServer, Reply

NOW = datetime.now(UTC)
HOST = "http://x.example"
# Clears the screen, sets the window's title, turns the reading direction, and goes back a line.
STEERING = "\x1b[2J\x1b]0;owned\x07\x9b31m\u202eA\r"
BREAKING = "'); DROP TABLE store.articles; --"
FORMULA = "=HYPERLINK(1)"
PATH = "/../../../../srv/owned/%2e%2e/a"
# All that moves a cursor or turns a line; "\n" ends the lines of a table.
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
# Our own colours are off where output is no terminal, so that any escape is a stranger's.
COMMANDS = (
    ("stories",),
    ("stories", "--json"),
    ("story", "s1"),
    ("story", "s1", "--json"),
    ("url", f"{HOST}/a"),
    ("url", f"{HOST}/a", "--json"),
    ("url", f"{HOST}/trouble"),
    ("sources",),
    ("sources", "--json"),
    ("sql", "SELECT * FROM articles"),
    ("sql", "SELECT * FROM articles", "--json"),
    ("sql", "SELECT title, extra, authors FROM articles", "--csv"),
    ("sql", "SELECT * FROM rejections"),
    ("sql", "SELECT extra->>'$.feed_guid' AS guid FROM articles"),
    ("sql", "SELECT chr(27) || '[2J' AS steering"),
    ("sql", "SELECT chr(27) || '[2J' AS steering", "--csv"),
)


def hostile_feed():
    words = f"{FORMULA} {BREAKING} &#27;[2J {STEERING}".replace("\x1b", "").replace("\x07", "")
    entries = "".join(
        f"<item><title>{words}</title><link>{HOST}{path}</link><guid>{words}</guid>"
        f"<author>{words}</author><category>{words}</category></item>"
        for path in ("/a", "/trouble", PATH, f"/{quote(BREAKING)}")
    )
    return f"<rss version='2.0'><channel><title>{words}</title>{entries}</channel></rss>".encode()


def hostile_page(number):
    story = "".join(f"<p>{line}</p>" for line in an_event(number).sentences)
    said = f"{FORMULA} {BREAKING} {STEERING}"
    return (
        f"<html><head><title>{said}</title><meta name='author' content=\"{said}\">"
        f"<meta property='og:site_name' content=\"Weir {said}\"></head>"
        f"<body><article><h1>{said}</h1>{story}</article></body></html>"
    ).encode()


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What each command prints about a store of hostile pages, and where that store is."""
    folder = tmp_path_factory.mktemp("hostile")
    store = folder / "store"
    with NewsServer() as server:
        server.say(f"{HOST}/feed", Reply(body=hostile_feed(), content_type="application/rss+xml"))
        server.say(f"{HOST}/a", Reply(body=hostile_page(1)))
        server.say(f"{HOST}/srv/a", Reply(body=hostile_page(2)))
        trouble = f"HTTP/1.1 200 {STEERING}\r\nContent-Type: image/{STEERING[:-1]}\r\n\r\n"
        server.say(f"{HOST}/trouble", Reply(raw=trouble.encode("latin-1", "ignore")))
        config = folder / "wirecopy.toml"
        config.write_text(
            '[web]\ncontact = "a@b.example"\ngap_s = 0\n[web.test_hosts]\n'
            f'"x.example" = "127.0.0.1:{server.port}"\n'
            f'[[source]]\nname = "x"\nkind = "feed"\nurl = "{HOST}/feed"\n',
            encoding="utf-8",
        )
        ran = command("run", "--config", config, "--store", store)
    return store, ran, {words: command(*words, "--store", store) for words in COMMANDS}


def test_a_run_of_hostile_pages_prints_nothing_that_steers_a_terminal(told):
    _, (status, out, err), _ = told

    assert status == 0, err
    assert CONTROL.findall(out + err) == []


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_no_command_prints_what_steers_a_terminal(told, words):
    status, out, err = told[2][words]

    assert status == 0, err
    assert out.strip()
    assert CONTROL.findall((out + err).replace("\r\n", "\n")) == []


def test_words_that_would_break_a_statement_are_kept_as_words(told):
    titles = [title for (title,) in asked(told[0], "SELECT title FROM articles")]

    assert len(titles) == 2
    assert all("DROP TABLE store.articles" in title for title in titles)


def test_no_url_is_a_path(told):
    store, _, _ = told
    kept = {path.relative_to(store).as_posix() for path in store.rglob("*") if path.is_file()}

    assert not [name for name in kept if "owned" in name or ".." in name]
    assert all(re.fullmatch(r"(?:bodies/[0-9a-f]{2}/)?[\w.-]+", name) for name in kept), kept


def test_no_cell_of_a_table_is_a_formula(told):
    """A spreadsheet reads a cell that begins with "=" as a formula, and runs it."""
    _, out, _ = told[2]["sql", "SELECT title, extra, authors FROM articles", "--csv"]
    cells = [cell for row in csv.reader(io.StringIO(out)) for cell in row]

    assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "\t", "\r"))]
