"""wirecopy.toml: what it says is taken at its word, and every mistake is told at once."""

from __future__ import annotations

import pytest

from flows.config import CONFIG, ConfigError, configured, read_config

GOOD = """\
[web]
contact = "https://desk.example/about"

[web.test_hosts]
"x.example" = "127.0.0.1:8080"

[[source]]
name = "courier"
kind = "feed"
url = "https://x.example/feed.xml"
outlet = "The Courier"
language = "en"
limit = 50
every = "15min"

[[source]]
name = "wire"
kind = "jsonl"
path = "wire.jsonl"
"""


@pytest.fixture
def written(tmp_path):
    def write(text):
        path = tmp_path / "wirecopy.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def told(path):
    with pytest.raises(ConfigError) as refused:
        read_config(path)
    return str(refused.value)


def test_a_source_is_what_its_entry_says(written):
    courier = read_config(written(GOOD)).web[0]

    assert (courier.name, courier.kind, courier.url) == (
        "courier", "feed", "https://x.example/feed.xml"
    )  # fmt: skip
    assert (courier.outlet, courier.language, courier.limit) == ("The Courier", "en", 50)
    assert courier.every_s == 900


def test_a_path_is_relative_to_the_file_that_names_it(written):
    path = written(GOOD)

    assert read_config(path).local[0].path == path.parent / "wire.jsonl"


def test_hosts_are_told_whom_to_write_to(written):
    limits = read_config(written(GOOD)).limits

    assert limits.user_agent.endswith("(+https://desk.example/about)")


def test_a_test_host_is_found_where_the_file_says(written):
    allowed = read_config(written(GOOD)).limits.allowed_hosts

    assert (allowed["x.example"].address, allowed["x.example"].port) == ("127.0.0.1", 8080)


MISTAKES = [
    ('kind = "feed"', 'kind = "fede"', 'line 9: kind = "fede" is no kind; did you mean "feed"?'),
    ("outlet =", "outlt =", "line 11: there is no 'outlt' here; did you mean \"outlet\"?"),
    ('"15min"', '"often"', 'line 14: every = "often" is no pause'),
    ("limit = 50", "limit = 0", "line 13: limit = 0 is no whole number from 1 on"),
    ("limit = 50", "limit = true", "line 13: limit = true is no whole number from 1 on"),
    ('"en"', '"english"', 'line 12: language = "english" is no ISO 639-1 code'),
    ("https://x", "ftp://x", 'line 10: url = "ftp://x.example/feed.xml" is no web address'),
    ('name = "wire"', 'name = "courier"', "line 16: there are two sources 'courier'"),
    ('path = "wire.jsonl"', "", "line 16: a source of kind 'jsonl' needs path, and only that"),
    ('name = "wire"', "", "line 16: this source needs name"),
    ("[web]", "[wbe]", "line 1: there is no 'wbe' here; did you mean \"web\"?"),
    ('contact = "https://desk.example/about"', "", "line 1: [web] needs contact"),
    ('"https://desk.example/about"', '"me"', 'line 2: contact = "me" is neither'),
    ('"127.0.0.1:8080"', '"nowhere"', "is no table of hosts"),
    ("[web]", "[web]\nat_once = -1", "line 2: at_once = -1 is no whole number"),
    ("[web]", "[web]\nat_once = 100000", "line 2: at_once = 100000 is more than 512"),
    ("[web]", "[web]\npatience_s = nan", "line 2: patience_s = nan is no number of seconds"),
    ("[web]", '[web]\ngap_s = "2s"', "no number of seconds; did you mean 2, without quotes?"),
    ('kind = "feed"', 'kind = "rss"', 'kind = "rss" is no kind; did you mean "feed"?'),
    ('"15min"', '"15m"', 'or "1d"; did you mean "15min"?'),
    ('"15min"', '"2 hours"', 'or "1d"; did you mean "2h"?'),
    ('"15min"', '"0min"', 'line 14: every = "0min" is no pause'),
    ('"en"', '"en-US"', 'language = "en-US" is no ISO 639-1 code, like "en"; did you mean "en"?'),
    ("limit = 50", 'limit = "50"', "from 1 on; did you mean 50, without quotes?"),
    ("https://x", "x", 'did you mean "https://x.example/feed.xml"?'),
    ("outlet =", "publisher =", 'line 11: there is no \'publisher\' here; did you mean "outlet"?'),
    ("outlet =", "gap_s =", "line 11: there is no 'gap_s' here; gap_s belongs under [web]"),
    ("[web]", "limit = 3\n[web]", "line 1: there is no 'limit' here; limit belongs under [[sou"),
    ('"127.0.0.1:8080"', '"localhost:80"', "line 4: test_hosts = ... is no table of hosts: of"),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "said"), MISTAKES)
def test_a_mistake_is_told_with_its_line(written, right, wrong, said):
    assert said in told(written(GOOD.replace(right, wrong, 1)))


def test_every_mistake_is_told_at_once(written):
    text = GOOD.replace('"feed"', '"fede"').replace('"15min"', '"often"').replace("outlet", "otlet")

    message = told(written(text))

    assert "has 3 mistakes" in message
    assert [message.count(f"line {line}:") for line in (9, 11, 14)] == [1, 1, 1]


def test_a_host_that_is_no_test_host_is_not_hurried(written):
    text = GOOD.replace("[web]", "[web]\ngap_s = 0.1")

    assert read_config(written(text)).limits.gap_s == pytest.approx(0.1)
    assert "gap_s below 1 is for test hosts" in told(
        written(text.replace("https://x.example", "https://y.example"))
    )


def test_local_sources_need_nothing_of_the_web(written):
    config = read_config(written('[[source]]\nname = "a"\nkind = "folder"\npath = "pages"\n'))

    assert config.limits is None


@pytest.mark.parametrize(
    ("written_as", "line"),
    [
        ("{web}\n[source]\n", 8),
        ("{web}\n[source.courier]\n", 8),
        ("{web}\n[[sources]]\n", 8),
        ('source = ["https://x.example"]\n{web}', 1),
    ],
)
def test_a_source_without_its_two_brackets_is_told_once(written, written_as, line):
    web = GOOD[: GOOD.index("[[source]]")]

    message = told(written(written_as.format(web=web)))

    assert "has 1 mistake" in message
    assert f"line {line}: " in message
    assert "source" in message


def test_a_contact_in_the_wrong_place_is_one_mistake(written):
    text = GOOD.replace('contact = "https://desk.example/about"', "")

    message = told(written('contact = "a@b.example"\n' + text))

    assert message.endswith(
        "1 mistake:\n  line 1: there is no 'contact' here; contact belongs under [web]"
    )


@pytest.mark.parametrize(
    ("line", "cause"),
    [
        ("kind = feed", 'texts stand in quotes: kind = "feed"'),
        ('name = "a', "a quote is missing"),
        ('name = "a"\nname = "b"', "is the key there twice"),
        ("source:", "docs/sources.md shows a whole file"),
    ],
)
def test_what_is_no_toml_is_shown_with_its_usual_cause(written, line, cause):
    message = told(written(f"[[source]]\n{line}\n"))

    assert line.splitlines()[-1] in message
    assert cause in message


def test_a_key_within_a_long_text_is_no_key(written):
    text = GOOD.replace('"The Courier"', '"""\nkind = 3\n"""').replace('"15min"', '"often"')

    assert "line 16: every" in told(written(text))


def test_control_signs_of_a_file_are_spelled_out(written):
    assert "\\u001b" in told(written(GOOD.replace('"feed"', '"\\u001b[31m"')))


def test_a_file_without_sources_is_told(written):
    assert "needs a [[source]]" in told(written('[web]\ncontact = "a@b.example"\n'))


def test_a_file_that_is_not_toml_is_told_with_its_line(written):
    assert "line 2" in told(written('[[source]]\nname = "a\n'))


def test_a_file_that_is_not_there_is_told(tmp_path):
    assert "--config FILE" in told(tmp_path / "none.toml")


def test_a_run_without_sources_reads_the_file_that_lies_here(written, monkeypatch):
    path = written(GOOD)
    monkeypatch.chdir(path.parent)

    assert path.name == CONFIG.name
    assert len(configured(None, none_given=True).sources) == 2
    assert configured(None, none_given=False) is None


def test_a_run_on_nothing_is_told_what_to_write(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    with pytest.raises(ConfigError, match=r"name a SOURCE"):
        configured(None, none_given=True)
