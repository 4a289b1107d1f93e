"""Folders."""

from __future__ import annotations

import gzip
import os

import pytest

from tasks.outcomes import Reason
from tasks.sources import open_source


def read(path):
    return [outcome for _, outcome in open_source(path).read()]


def test_files_come_in_the_order_of_their_paths(tmp_path):
    for name in ("b.txt", "a/z.txt", "a/b/c.html", "c.txt.gz"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(gzip.compress(b"Story.") if name.endswith("gz") else b"Story.")

    assert [raw.name for raw in read(tmp_path)] == ["a/b/c.html", "a/z.txt", "b.txt", "c.txt.gz"]


def test_a_files_relative_path_is_its_id(tmp_path):
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk" / "storm.txt").write_text("Story.")

    assert read(tmp_path)[0].external_id == "desk/storm.txt"


def test_hidden_files_are_no_inputs(tmp_path):
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config.txt").write_text("x")
    (tmp_path / "storm.txt").write_text("Story.")

    assert [raw.name for raw in read(tmp_path)] == ["storm.txt"]


@pytest.mark.parametrize("name", ["README.md", "photo.jpg", "noending"])
def test_a_file_of_another_kind_is_rejected_by_name(tmp_path, name):
    (tmp_path / name).write_text("x")

    assert (read(tmp_path)[0].input, read(tmp_path)[0].reason) == (name, Reason.UNREADABLE)


def test_a_link_that_leads_out_is_not_followed(tmp_path):
    (tmp_path / "secret.txt").write_text("Not for this run.")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "link.txt").symlink_to(tmp_path / "secret.txt")

    assert "leads out" in read(tmp_path / "in")[0].detail


def test_a_link_that_stays_inside_is_read(tmp_path):
    (tmp_path / "a.txt").write_text("Story.")
    (tmp_path / "b.txt").symlink_to(tmp_path / "a.txt")

    assert [raw.text for raw in read(tmp_path)] == ["Story.", "Story."]


def test_a_link_to_a_folder_is_not_followed(tmp_path):
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk" / "again").symlink_to(tmp_path)

    assert [outcome.reason for outcome in read(tmp_path)] == [Reason.UNREADABLE]


def test_a_broken_link_is_rejected(tmp_path):
    (tmp_path / "gone.txt").symlink_to(tmp_path / "never.txt")

    assert read(tmp_path)[0].reason is Reason.UNREADABLE


def test_a_pipe_in_a_folder_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")

    assert read(tmp_path)[0].detail == "no regular file"


def test_text_in_another_encoding_is_read(tmp_path):
    (tmp_path / "fr.txt").write_bytes("Le président a annoncé des mesures.".encode("cp1252"))

    assert read(tmp_path)[0].text == "Le président a annoncé des mesures."


def test_a_page_keeps_its_bytes(tmp_path):
    (tmp_path / "fr.html").write_bytes(b"<p>\xe9t\xe9</p>")

    assert read(tmp_path)[0].body == b"<p>\xe9t\xe9</p>"


def test_the_last_ending_decides_what_a_file_is(tmp_path):
    (tmp_path / "saved.html.txt").write_text("Story.")

    assert read(tmp_path)[0].text == "Story."


def test_a_binary_text_file_is_unreadable(tmp_path):
    (tmp_path / "photo.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))

    assert read(tmp_path)[0].reason is Reason.UNREADABLE


@pytest.mark.parametrize("name", ["big.html", "big.txt", "bomb.html.gz"])
def test_a_file_of_thirty_megabytes_is_too_large(tmp_path, name):
    body = b"x" * 30_000_000
    (tmp_path / name).write_bytes(gzip.compress(body, 1) if name.endswith("gz") else body)

    assert read(tmp_path)[0].reason is Reason.TOO_LARGE


@pytest.mark.parametrize("packed", [b"no gzip", gzip.compress(b"Story." * 99)[:30], b""])
def test_a_broken_packed_file_is_rejected_or_empty(tmp_path, packed):
    (tmp_path / "a.txt.gz").write_bytes(packed)
    outcome = read(tmp_path)[0]

    assert getattr(outcome, "reason", None) is Reason.UNREADABLE or outcome.text == ""


def test_a_name_cannot_steer_a_terminal(tmp_path):
    (tmp_path / "a\x1b[2Jb.txt").write_text("Story.")

    assert read(tmp_path)[0].name == "a\\x1b[2Jb.txt"


def test_a_name_that_is_no_utf8_is_spelled_out(tmp_path):
    (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text("Story.")

    assert read(tmp_path)[0].name == "caf\\xe9.txt"


def test_lines_in_a_folder_are_inputs_each(tmp_path):
    (tmp_path / "wire.jsonl").write_text('{"text": "One."}\n{"text": "Two."}\n')
    (tmp_path / "z.txt").write_text("Three.")

    assert [raw.name for raw in read(tmp_path)] == ["wire.jsonl:1", "wire.jsonl:2", "z.txt"]
