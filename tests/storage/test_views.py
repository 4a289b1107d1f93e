"""What readers were promised: views, columns, and that every article is in exactly one story."""

from __future__ import annotations

from dataclasses import astuple
from datetime import datetime

import pytest
from builders import asked, invented_news, run_lines

from storage.published import open_published

# Issue-wide contract: columns may be added after these, none is dropped, renamed or moved.
PROMISED = {
    "articles": (
        "article_id external_id url source title text authors published_at fetched_at language "
        "word_count text_sha256"
    ),
    "stories": (
        "story_id title canonical_article_id canonical_reason first_published last_published "
        "article_count outlet_count copy_count language"
    ),
    "variants": "story_id article_id copy_id relation similarity containment is_canonical",
    "rejections": "run_id input reason detail",
    "runs": ("run_id started_at finished_at version scheme inputs articles rejections stories"),
    "story_events": "happened_at kind story_id article_id other_story_id reason",
}
RELATIONS = {"canonical", "identical", "reprint", "excerpt", "revision", "rewrite", "same-story"}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """A store that has grown over four runs of invented news, with a rejection in each."""
    store = tmp_path_factory.mktemp("grown") / "store"
    news = invented_news(5, articles=40)
    for start in range(4):
        run_lines(store, [*news[start::4], "no JSON"])
    return store


@pytest.mark.parametrize("view", PROMISED)
def test_a_view_has_the_promised_columns_in_their_order(store, view):
    columns = [row[0] for row in asked(store, f"DESCRIBE {view}")]
    promised = PROMISED[view].split()

    assert columns[: len(promised)] == promised


NONE_OF = {
    "an article in no story": (
        "SELECT article_id FROM articles ANTI JOIN variants USING (article_id)"
    ),
    "an article twice among the variants": (
        "SELECT article_id FROM variants GROUP BY ALL HAVING count(*) > 1"
    ),
    "an article twice": "SELECT article_id FROM articles GROUP BY ALL HAVING count(*) > 1",
    "a story of no variants": "SELECT story_id FROM stories ANTI JOIN variants USING (story_id)",
    "a variant of no story": "SELECT story_id FROM variants ANTI JOIN stories USING (story_id)",
    "a story without exactly one canonical variant": (
        "SELECT story_id FROM variants GROUP BY story_id HAVING count_if(is_canonical) <> 1"
    ),
    "a canonical that is not the story's": (
        "SELECT story_id FROM stories JOIN variants USING (story_id) "
        "WHERE is_canonical <> (article_id = canonical_article_id)"
    ),
    "a copy group across two stories": (
        "SELECT copy_id FROM variants GROUP BY copy_id HAVING count(DISTINCT story_id) > 1"
    ),
    "a copy group whose canonical is not in it": (
        "SELECT copy_id FROM copies ANTI JOIN variants "
        "ON variants.copy_id = copies.copy_id AND article_id = canonical_article_id"
    ),
    "a copy group that miscounts": (
        "SELECT copy_id FROM copies JOIN variants USING (copy_id) "
        "GROUP BY copy_id, article_count HAVING count(*) <> article_count"
    ),
    "a story that miscounts": (
        "SELECT story_id FROM stories JOIN variants USING (story_id) "
        "GROUP BY story_id, article_count, copy_count "
        "HAVING count(*) <> article_count OR count(DISTINCT copy_id) <> copy_count"
    ),
    "a share out of bounds": (
        "SELECT article_id FROM variants "
        "WHERE similarity NOT BETWEEN 0 AND 1 OR containment NOT BETWEEN 0 AND 1"
    ),
    "a canonical unlike itself": (
        "SELECT article_id FROM variants WHERE is_canonical AND similarity + containment <> 2"
    ),
    "a canonical without a reason": "SELECT story_id FROM stories WHERE canonical_reason = ''",
    "a run whose counts do not add up": (
        "SELECT run_id FROM runs WHERE inputs <> articles + known + rejections"
    ),
    "a run that miscounts its rejections": (
        "SELECT run_id FROM runs WHERE rejections <> "
        "(SELECT count(*) FROM rejections AS r WHERE r.run_id = runs.run_id)"
    ),
    "a redirect to nowhere": (
        "SELECT now_story_id FROM story_redirects "
        "ANTI JOIN (SELECT story_id FROM stories UNION SELECT story_id FROM story_redirects) known "
        "ON known.story_id = now_story_id"
    ),
    "a redirect from a living story": (
        "SELECT story_id FROM story_redirects SEMI JOIN stories USING (story_id)"
    ),
    "a story never created or split off": (
        "SELECT story_id FROM stories ANTI JOIN "
        "(SELECT story_id FROM story_events WHERE kind IN ('created', 'split')) USING (story_id)"
    ),
}


@pytest.mark.parametrize("what", NONE_OF)
def test_a_grown_store_never_holds(store, what):
    assert asked(store, NONE_OF[what]) == []


def test_a_view_has_something_to_show_of_everything(store):
    """Else the claims above would hold of nothing."""
    views = [*PROMISED, "copies", "story_redirects"]

    assert all(asked(store, f"SELECT count(*) FROM {view}")[0][0] > 0 for view in views)  # noqa: S608 - ours


def test_relations_are_of_the_closed_list(store):
    found = {relation for (relation,) in asked(store, "SELECT relation FROM variants")}

    assert found <= RELATIONS
    assert len(found) > 3


def test_a_text_is_named_by_its_digest(store):
    rows = asked(store, "SELECT count(*) FROM articles WHERE sha256(text) <> text_sha256")

    assert rows == [(0,)]


@pytest.mark.parametrize(
    "since", [None, "2026-11-03T06:00:00", "2026-11-04T12:00:00", "2030-01-01"]
)
@pytest.mark.parametrize("limit", [1, 3, 7, 1000])
def test_stories_are_listed_as_the_view_has_them(store, since, limit):
    """The list goes round the view, which counts the outlets of every story first."""
    moment = since and datetime.fromisoformat(since)
    later = f"WHERE last_published >= '{since}'" if since else ""
    order = "article_count DESC, last_published DESC NULLS LAST, story_id"
    viewed = asked(store, f"SELECT * FROM stories {later} ORDER BY {order} LIMIT {limit}")  # noqa: S608

    with open_published(store) as published:
        listed = published.stories(since=moment, limit=limit)

    assert [tuple(map(str, astuple(row))) for row in listed] == [
        tuple(map(str, row)) for row in viewed
    ]


def test_totals_are_those_of_the_views(store):
    counted = asked(
        store,
        "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM stories), "
        "(SELECT count(DISTINCT copy_id) FROM variants)",
    )

    with open_published(store) as published:
        assert [astuple(published.totals())] == [tuple(row) for row in counted]
