"""Copies among texts, without a store: groups as of a run, and a line for every input."""

from __future__ import annotations

import gzip
import json
import random
from unittest.mock import patch

import numpy as np
import pytest
from builders import a_line, an_event, invented_news, write_jsonl

from flows import finding
from flows.cli import main
from flows.finding import find_copies
from flows.watch import Quiet
from tasks.clusters.copies import CopyPairs, copy_groups
from tasks.similarity.verify import compare_texts
from tasks.sources import blocks, open_source
from tasks.text.words import split_words

FERRY, LAKE = an_event(1), an_event(2)
FIRMS = [
    f"{first}{last}"
    for first in ("Kel", "Osta", "Vex", "Rud")
    for last in ("bank", "rail", "steel")
]
PAGE = "<html><body><article>{}</article></body></html>"


def found_in(folder, *sources):
    """Each line that was written, and what was said of all."""
    out = folder / "copies.jsonl"
    found = find_copies([open_source(path) for path in sources], out, Quiet())
    return [json.loads(line) for line in out.read_text().splitlines()], found


def grouped(lines):
    groups = {}
    for line in lines:
        groups.setdefault(line["group"], set()).add(line["id"])
    return frozenset(map(frozenset, groups.values()))


def groups_by_brute_force(news):
    """Every text compared with every other, and grouped as the store's are."""
    words = split_words([article["text"] for article in news])
    left, right = (side.astype(np.int32) for side in np.triu_indices(len(news), 1))
    found = compare_texts(words, left, right)
    pairs = CopyPairs.compared(left, right, found)
    return grouped(
        {"id": article["id"], "group": group}
        for article, group in zip(news, copy_groups(len(news), pairs).tolist(), strict=True)
    )


@pytest.mark.parametrize("seed", range(3))
def test_the_groups_are_those_of_comparing_every_text_with_every_other(tmp_path, seed):
    news = invented_news(seed, events=8, articles=60)

    lines, _ = found_in(tmp_path, write_jsonl(tmp_path / "news.jsonl", news))

    assert grouped(lines) == groups_by_brute_force(news)


def test_small_steps_and_words_on_disk_change_nothing(tmp_path):
    path = write_jsonl(tmp_path / "news.jsonl", invented_news(5, events=8, articles=80))
    at_once, _ = found_in(tmp_path, path)
    small = {"BATCH": 7, "PAIRS_AT_ONCE": 20, "WORDS_AT_ONCE": 3000, "TEXTS_AT_ONCE": 9}

    with (
        patch.multiple(finding, **small),
        patch.object(blocks, "BLOCK_BYTES", 900),
        patch("storage.shelf.Shelf.__init__.__defaults__", (0,)),
    ):
        step_by_step, _ = found_in(tmp_path, path)

    assert step_by_step == at_once


def test_a_packed_file_and_one_with_a_doubtful_line_are_grouped_alike(tmp_path):
    news = invented_news(6, events=8, articles=80)
    path = write_jsonl(tmp_path / "news.jsonl", news)
    plain, _ = found_in(tmp_path, path)
    packed = tmp_path / "news.jsonl.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    (tmp_path / "doubtful").mkdir()
    doubtful = write_jsonl(tmp_path / "doubtful" / "news.jsonl", [*news, "no JSON"])

    assert found_in(tmp_path, packed)[0] == plain
    assert found_in(tmp_path, doubtful)[0][:-1] == plain


def fillings(count):
    """One template, filled with figures and, as often, with names."""
    chance = random.Random("fillings")  # noqa: S311 - seeded, not secret
    return [
        " ".join(
            chance.choice((str(chance.randrange(100, 9999)), chance.choice(FIRMS)))
            if place % 9 == 5
            else word
            for place, word in enumerate(FERRY.text(0, 4).split()[:55])
        )
        for _ in range(count)
    ]


def test_fillings_of_one_template_do_not_become_one_text_by_those_without_figures(tmp_path):
    news = [a_line(f"filled {place}", text) for place, text in enumerate(fillings(60))]

    lines, _ = found_in(tmp_path, write_jsonl(tmp_path / "news.jsonl", news))

    # A few are together, none of which has a figure where another has one.
    assert max(map(len, grouped(lines))) < len(news) / 6


def test_a_group_goes_by_its_first_text(tmp_path):
    news = [
        a_line("lake", LAKE.text()),
        a_line("ferry", FERRY.text()),
        a_line("cut", FERRY.text(0, 9)),
        a_line("again", FERRY.text()),
    ]

    lines, found = found_in(tmp_path, write_jsonl(tmp_path / "news.jsonl", news))

    assert [line["group"] for line in lines] == ["lake", "ferry", "ferry", "ferry"]
    assert (found.texts, found.different, found.groups, found.grouped) == (4, 3, 1, 3)


def test_every_input_has_one_line_even_where_it_has_no_text(tmp_path):
    path = write_jsonl(
        tmp_path / "news.jsonl",
        [a_line("ferry", FERRY.text()), "no JSON", {"id": "empty"}, a_line("lake", LAKE.text())],
    )

    lines, found = found_in(tmp_path, path)

    assert [line["id"] for line in lines[:2]] == ["ferry", "lake"]
    assert [(line["input"], line["rejected"]) for line in lines[2:]] == [
        ("news.jsonl:2", "not-json"),
        ("news.jsonl:3", "no-text"),
    ]
    assert found.inputs == len(lines) == found.texts + sum(found.rejected.values())


def test_pages_are_read_like_those_of_a_run(tmp_path):
    text = "".join(f"<p>{sentence}</p>" for sentence in FERRY.sentences)
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "ferry.html").write_text(PAGE.format(text))
    (tmp_path / "pages" / "bare.html").write_text(PAGE.format(""))
    news = write_jsonl(tmp_path / "news.jsonl", [a_line("print", FERRY.text())])

    lines, found = found_in(tmp_path, tmp_path / "pages", news)

    assert len({line["group"] for line in lines if "group" in line}) == 1
    assert found.grouped == 2
    assert sum(found.rejected.values()) == 1


def test_no_inputs_make_an_empty_file(tmp_path):
    empty = write_jsonl(tmp_path / "news.jsonl", [])

    assert found_in(tmp_path, empty)[0] == []


def test_a_broken_search_leaves_the_old_file_and_no_other(tmp_path):
    path = write_jsonl(tmp_path / "news.jsonl", [a_line("ferry", FERRY.text())])
    (tmp_path / "copies.jsonl").write_text("the old one")

    with patch.object(finding, "copy_groups", side_effect=MemoryError), pytest.raises(MemoryError):
        found_in(tmp_path, path)

    assert (tmp_path / "copies.jsonl").read_text() == "the old one"
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["copies.jsonl", "news.jsonl"]


def test_the_command_says_what_it_found(tmp_path, capsys):
    news = [a_line("ferry", FERRY.text()), a_line("again", FERRY.text()), "no JSON"]
    path = write_jsonl(tmp_path / "news.jsonl", news)

    with pytest.raises(SystemExit) as end:
        main(["copies", str(path), "--out", str(tmp_path / "found.jsonl")])

    assert not end.value.code
    assert capsys.readouterr().out.splitlines() == [
        "3 inputs: 2 texts, 1 rejected (1 not-json)",
        "1 different texts; 2 texts are copies in 1 groups, so that 1 are left",
        f"wrote {tmp_path / 'found.jsonl'}",
    ]


def test_the_command_says_which_folder_is_missing(tmp_path, capsys):
    path = write_jsonl(tmp_path / "news.jsonl", [a_line("ferry", FERRY.text())])

    with pytest.raises(SystemExit):
        main(["copies", str(path), "--out", str(tmp_path / "none" / "found.jsonl")])

    assert "there is no folder" in capsys.readouterr().err
