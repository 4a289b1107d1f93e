"""An article with another text: it keeps its id and finds its place as what is new does."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from builders import a_line, an_event, asked, invented_news, partition, run_lines

from flows.cluster import cluster
from flows.keys import keep_keys
from flows.newsroom import enter
from flows.publish import publish
from flows.settings import Settings
from flows.watch import Quiet
from storage import open_store
from storage.published import open_published
from tasks import batches
from tasks.article.extract import extract_article
from tasks.records import Input

NOW = datetime.now(UTC)


def news(*, seed=1, count=3, prefix=""):
    """Lines of outlets that print one text."""
    text = "\n".join(an_event(seed).sentences)
    return [a_line(f"{prefix}{seed}-{at}", text, source=f"outlet-{at}") for at in range(count)]


def rewrite(store, external_id, text, *, settle=True):
    """Give an article another text, and let a run without sources place it."""
    return rewrite_all(store, [a_line(external_id, text)], settle=settle)[0]


def rewrite_all(store, lines, *, settle=True):
    """Give articles what their lines say now; return their ids."""
    with open_published(store) as published:
        ids = [published.article(line["id"]).article_id for line in lines]
    articles = [
        replace(extract_article(input_of(line), now=NOW), article_id=article_id)
        for line, article_id in zip(lines, ids, strict=True)
    ]
    with open_store(store) as opened:
        room = enter(opened, batches, Settings(), Quiet())
        attributed = batches.attribute_batch(articles, room.agencies)
        with opened.statements.whole():
            numbers = opened.articles.next_numbers(len(articles))
            opened.revisions.replace(attributed, "page", numbers)
            keep_keys(room, numbers, batches.fingerprint_batch(articles))
        if settle:
            publish(room, cluster(room))
    return ids


def input_of(line):
    named = {"external_id": line["id"], "language": line["lang"]}
    same = {name: line.get(name) for name in ("text", "title", "source", "published")}
    return Input(name=line["id"], place=1, **named, **same)


@pytest.fixture
def store(store_dir):
    run_lines(store_dir, [*news(seed=1), *news(seed=2)])
    return store_dir


def test_it_keeps_its_id_and_has_the_other_text(store):
    article_id = rewrite(store, "1-0", "\n".join(an_event(2).sentences))

    ids = asked(store, "SELECT article_id FROM articles")
    assert ids.count((article_id,)) == 1
    assert asked(store, "SELECT count(DISTINCT text) FROM articles") == [(2,)]


def test_it_stands_where_a_new_article_with_its_text_would(store, tmp_path):
    rewrite(store, "1-0", "\n".join(an_event(2).sentences))
    whole = tmp_path / "whole" / "store"
    lines = [*news(seed=1), *news(seed=2)]
    lines[0] = {**lines[0], "text": lines[3]["text"]}
    run_lines(whole, lines)

    assert partition(store) == partition(whole)
    assert partition(store, "copy_id") == partition(whole, "copy_id")


def test_the_stories_it_leaves_and_joins_keep_their_ids(store):
    question = "SELECT story_id, article_count FROM stories ORDER BY ALL"
    before = asked(store, question)

    rewrite(store, "1-0", "\n".join(an_event(2).sentences))

    assert before == [("s1", 3), ("s2", 3)]
    assert asked(store, question) == [("s1", 2), ("s2", 4)]


def test_history_says_why_it_moved(store):
    rewrite(store, "1-0", "\n".join(an_event(2).sentences))

    told = asked(store, "SELECT story_id, reason FROM story_events WHERE other_story_id = 's1'")
    assert told == [("s2", "its page was rewritten (1)")]


def test_the_others_are_related_to_its_other_text(store):
    asked_for = "SELECT DISTINCT relation FROM variants WHERE story_id = 's1' AND NOT is_canonical"
    assert asked(store, asked_for) == [("identical",)]
    text = "\n".join(an_event(1).sentences)
    last = text.splitlines()[-1]

    rewrite(store, "1-0", text.replace(last, "Nothing more was known at that time, it said here."))

    assert ("identical",) not in asked(
        store,
        "SELECT relation FROM variants WHERE article_id IN "
        "(SELECT article_id FROM articles WHERE external_id = '1-0')",
    )


def test_those_it_alone_held_together_fall_apart(store_dir):
    """A text of two events is a copy of neither: what it joined parts as if it had never come."""
    one, other = ("\n".join(an_event(seed).sentences) for seed in (1, 2))
    names = an_event(3).names
    bridge = "\n".join([*an_event(3).sentences, *an_event(4, names=names).sentences])
    lines = [a_line("a", one), a_line("b", other), a_line("c", one + "\n" + bridge)]
    run_lines(store_dir, lines)
    whole = store_dir.parent / "whole" / "store"
    run_lines(whole, [lines[0], lines[1], a_line("c", bridge)])

    rewrite(store_dir, "c", bridge)

    assert partition(store_dir) == partition(whole)
    assert partition(store_dir, "copy_id") == partition(whole, "copy_id")


def test_a_run_cut_off_before_it_is_placed_leaves_that_to_the_next(store):
    rewrite(store, "1-0", "\n".join(an_event(2).sentences), settle=False)

    run_lines(store, news(seed=5, count=1))

    assert asked(store, "SELECT article_count FROM stories ORDER BY story_id LIMIT 2") == [
        (2,),
        (4,),
    ]
    assert asked(store, "SELECT count(*) FROM store.unsettled") == [(0,)]


def test_no_key_or_pair_of_its_former_text_stays(store):
    rewrite(store, "1-0", "\n".join(an_event(2).sentences))

    for table in ("fingerprints", "bands", "sketches", "terms", "memberships"):
        left = f"SELECT count(*) FROM store.{table} ANTI JOIN store.articles USING (article_no)"  # noqa: S608
        assert asked(store, left) == [(0,)]
    for table in ("text_pairs", "story_pairs"):
        left = f"SELECT count(*) FROM store.{table} WHERE left_no = 1 OR right_no = 1"  # noqa: S608
        assert asked(store, left) == [(0,)]


@pytest.mark.parametrize("seed", range(3))
def test_many_rewritten_one_after_the_other_leave_what_one_run_on_the_last_texts_makes(
    tmp_path, seed
):
    chance = random.Random(seed)  # noqa: S311 - any articles will do
    lines = list(invented_news(seed))
    donors = [*lines, *invented_news(seed + 1000)]
    rewritten, whole = tmp_path / "rewritten" / "store", tmp_path / "whole" / "store"
    run_lines(rewritten, lines)
    for at in chance.sample(range(len(lines)), 6):
        donor = chance.choice(donors)
        lines[at] = {**lines[at], "text": donor["text"], "title": donor["title"]}
        rewrite_all(rewritten, [lines[at]])

    run_lines(whole, lines)

    related = (
        "SELECT external_id, relation, similarity, containment "
        "FROM variants JOIN articles USING (article_id) ORDER BY ALL"
    )
    assert partition(rewritten) == partition(whole)
    assert partition(rewritten, "copy_id") == partition(whole, "copy_id")
    assert asked(rewritten, related) == asked(whole, related)
