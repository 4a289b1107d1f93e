"""The command line: what each command prints, and what a user is told who made a mistake."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys

import pytest
from builders import a_line, an_event, write_jsonl

from flows.cli import main


@pytest.fixture
def wirecopy(capsys, examples_store):
    """Run a command on the examples' store; return its exit status and what it printed."""

    def run(*arguments, store=examples_store):
        try:
            main([*map(str, arguments), "--store", str(store)])
        except SystemExit as end:
            status = end.code or 0
        else:
            status = 0
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return run


@pytest.fixture
def largest(wirecopy):
    """The largest story, laid open."""
    story_id = json.loads(wirecopy("stories", "--limit", 1, "--json")[1])[0]["story_id"]
    return json.loads(wirecopy("story", story_id, "--json")[1])


def test_stories_are_listed_the_most_printed_first(wirecopy):
    status, out, _ = wirecopy("stories", "--json")

    counts = [story["article_count"] for story in json.loads(out)]
    assert status == 0
    assert counts == sorted(counts, reverse=True)
    assert len(counts) == 20


def test_stories_are_listed_with_their_titles(wirecopy, largest):
    _, out, _ = wirecopy("stories", "--limit", 3)

    lines = out.splitlines()
    assert largest["story_id"] in lines[1]
    assert largest["title"][:40] in lines[1]
    assert lines[-1].startswith("3 of ")


def test_stories_since_a_day_have_an_article_of_then_or_later(wirecopy):
    _, out, _ = wirecopy("stories", "--since", "2026-11-17", "--json")

    last = [story["last_published"] for story in json.loads(out)]
    assert last
    assert min(last) >= "2026-11-17"


def test_a_story_is_laid_open_with_its_canonical_and_why(wirecopy, largest):
    status, out, _ = wirecopy("story", largest["story_id"])

    assert status == 0
    assert largest["canonical_article_id"] in out
    assert largest["canonical_reason"][:30] in " ".join(out.split())
    assert all(variant["article_id"] in out for variant in largest["variants"])


def test_a_storys_variants_stand_oldest_first(largest):
    moments = [one["published_at"] for one in largest["variants"] if one["published_at"]]

    assert len(largest["variants"]) == largest["article_count"]
    assert moments == sorted(moments)


def test_why_tells_the_verdict_and_the_evidence(wirecopy, largest):
    one, two = (variant["article_id"] for variant in largest["variants"][:2])

    status, out, _ = wirecopy("why", one, two)

    assert status == 0
    assert one in out
    assert largest["story_id"] in out
    assert "as reports:" in out


def test_why_tells_what_kept_two_ferries_apart(wirecopy):
    status, out, _ = wirecopy("why", "QP-20261103-0712", "NW-20261111-1726", "--json")

    told = json.loads(out)
    assert status == 0
    assert told["same_story"] is False
    assert told["because"]


def test_sql_is_answered_as_a_table_as_json_and_as_csv(wirecopy):
    question = "SELECT relation, count(*) AS n FROM variants GROUP BY ALL ORDER BY ALL"
    table = wirecopy("sql", question)[1]
    rows = json.loads(wirecopy("sql", question, "--json")[1])
    read = list(csv.DictReader(io.StringIO(wirecopy("sql", question, "--csv")[1])))

    assert [{"relation": row["relation"], "n": str(row["n"])} for row in rows] == read
    assert all(row["relation"] in table for row in rows)


def test_sql_prints_times_lists_and_nothing_as_a_program_can_read_them(wirecopy):
    question = (
        "SELECT TIMESTAMP '2026-11-03 12:00' AS t, [1, 2] AS l, NULL AS nothing, 'ä,\"b' AS s"
    )

    rows = json.loads(wirecopy("sql", question, "--json")[1])

    assert rows == [{"t": "2026-11-03T12:00:00Z", "l": [1, 2], "nothing": None, "s": 'ä,"b'}]


def test_runs_are_listed_with_their_counts(wirecopy):
    status, out, _ = wirecopy("runs", "--json")

    run = json.loads(out)[0]
    assert status == 0
    assert run["inputs"] == run["articles"] + run["known"] + run["rejections"] > 100
    assert run["run_id"] in wirecopy("runs")[1]


def test_a_run_prints_its_summary_for_programs(wirecopy, store_dir, tmp_path):
    wire = write_jsonl(tmp_path / "wire.jsonl", [a_line("a", an_event(1).text()), "no JSON"])

    status, out, _ = wirecopy("run", wire, "--json", store=store_dir)

    told = json.loads(out)
    assert status == 0
    assert (told["inputs"], told["articles"], told["rejections"]) == (2, 1, {"not-json": 1})
    assert told["store"] == {"articles": 1, "stories": 1, "copies": 1}


def test_a_run_prints_its_summary_in_words(wirecopy, store_dir, tmp_path):
    wire = write_jsonl(tmp_path / "wire.jsonl", [a_line("a", an_event(1).text()), "no JSON"])

    _, out, _ = wirecopy("run", wire, store=store_dir)

    assert "2 inputs = 1 articles + 0 already known + 1 rejected (1 not-json)" in " ".join(
        out.split()
    )


MISTAKES = {
    "no such story": (("story", "s99999"), "wirecopy stories"),
    "no such article": (("why", "nobody", "nothing"), "wirecopy story ID"),
    "no such column": (("sql", "SELECT headlines FROM articles"), "DESCRIBE"),
    "a query of files": (("sql", "SELECT * FROM read_text('/etc/hostname')"), "disabled"),
    "no such source": (("run", "/no/such/news"), "nothing at /no/such/news"),
    "a memory limit of no size": (("run", ".", "--memory-limit", "lots"), "2GB"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_one_message_with_what_to_do_and_exit_status_1(wirecopy, mistake):
    arguments, advice = MISTAKES[mistake]

    status, out, err = wirecopy(*arguments)

    assert (status, out) == (1, "")
    assert err.startswith("wirecopy: ")
    assert advice in err
    assert "Traceback" not in err


@pytest.mark.parametrize("command", ["stories", "story s1", "why a b", "sql SELECT", "runs"])
def test_a_store_that_was_never_published_is_told_with_the_first_command(
    wirecopy, tmp_path, command
):
    status, _, err = wirecopy(*command.split(), store=tmp_path)

    assert status == 1
    assert "wirecopy run SOURCE" in err


def test_an_installed_command_ends_with_status_1_and_no_traceback(tmp_path):
    script = "import sys; from flows.cli import main; main(sys.argv[1:])"
    command = [sys.executable, "-c", script, "stories", "--store", str(tmp_path)]

    ended = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("wirecopy: nothing is published")
    assert ended.stderr.count("\n") == 1
