"""Kinship: what speaks for one story, what against it, and how it is explained."""

from __future__ import annotations

import json
import os
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.records import Article
from tasks.similarity.explanation import explain
from tasks.similarity.kinship import Veto, kinship
from tasks.similarity.salience import weigh_terms

ROOT = Path(__file__).parents[3]
CORPORA = Path(os.environ.get("WIRECOPY_CORPORA", ROOT.parent / "shared" / "corpora"))

STORM = (
    "A tornado tore through the harbour of Leipzig on Tuesday, killing 14 fishermen and wrecking "
    "the fish market, rescue chief Anna Brandt said. The storm sank 22 trawlers."
)
REWRITE = (
    "Fourteen people died and 22 boats went down when a tornado struck the Leipzig harbour, said "
    "Anna Brandt, who leads the rescue. The fish market lies in ruins and 14 bodies were found."
)
ELECTION = (
    "Voters in Norway go to the polls on Monday in an election that opinion surveys call too close "
    "to predict, with the Labour government trailing its conservative challengers by 2 points."
)
EARNINGS = "Shr {} cts vs {} cts. Net {} vs {}. Revs {} mln vs {} mln. Avg shrs {} mln vs {} mln."


def compared(*texts, titles=None, languages=None, days=np.nan):
    count = len(texts)
    terms = weigh_terms(titles or [None] * count, texts, languages or ["en"] * count)
    one, other = np.zeros(count - 1, np.int32), np.arange(1, count, dtype=np.int32)
    return kinship(terms, one, other, np.full(count - 1, days, np.float32))


def an_item(text, title=None, language="en"):
    known = {name: name for name in ("article_id", "external_id", "name", "text_sha256")}
    return Article(
        **known,
        title=title,
        text=text,
        word_count=9,
        language=language,
        fetched_at=datetime.now(UTC),
    )


def test_a_rewrite_is_nearer_than_another_story():
    rewrite, other = compared(STORM, REWRITE, ELECTION).score

    assert rewrite > 0.3
    assert other < 0.1


def test_the_shares_and_the_time_make_up_the_score():
    found = compared(STORM, REWRITE, days=3)
    shares = found.words + found.pairs + found.lead + found.numbers

    factors = found.protagonists[0] * found.time[0]

    assert found.score[0] == pytest.approx(min(1, shares[0]) * factors, abs=1e-6)


def test_a_text_is_wholly_kin_to_itself():
    assert compared(STORM, STORM).score[0] == 1


def test_a_week_apart_counts_half():
    assert compared(STORM, REWRITE, days=7).score[0] == pytest.approx(
        compared(STORM, REWRITE, days=0).score[0] / 2, abs=1e-3
    )


def test_an_unknown_date_counts_as_no_distance():
    assert compared(STORM, REWRITE).score[0] == compared(STORM, REWRITE, days=0).score[0]


def test_other_numbers_speak_against_one_story():
    renumbered = STORM.replace("14", "31").replace("22", "57")

    assert compared(STORM, renumbered).numbers[0] < 0 < compared(STORM, STORM).numbers[0]


def test_two_languages_are_never_kin():
    assert compared(STORM, STORM, languages=["en", "de"]).score[0] == 0


def test_an_empty_text_is_kin_to_nothing():
    assert compared("", STORM, "").score.tolist() == [0, 0]


def test_one_template_filled_for_two_companies_is_vetoed():
    one = EARNINGS.format(12, 10, 880, 720, 31, 28, 71, 70)
    other = EARNINGS.format(12, 9, 881, 717, 33, 29, 72, 69)

    found = compared(one, other, titles=["Halvorsen Shipping 3rd qtr", "Brightwater Mills 3rd qtr"])

    assert (found.veto[0], found.score[0]) == (Veto.TEMPLATE, 0)


def test_two_reports_of_one_companys_figures_are_not_vetoed():
    one = EARNINGS.format(12, 10, 880, 720, 31, 28, 71, 70)
    titles = ["Halvorsen Shipping 3rd qtr", "Halvorsen Shipping posts profit"]

    assert compared(one, one, titles=titles).veto[0] == Veto.NONE


def test_every_veto_has_its_reason():
    assert all(veto.reason for veto in Veto)


@settings(deadline=None, max_examples=60)
@given(texts=st.lists(st.text(st.sampled_from("abcdek 12.,é")), min_size=2, max_size=5))
def test_kinship_is_mutual_between_0_and_1_and_the_same_in_any_batch(texts):
    terms = weigh_terms([None] * len(texts), texts, ["en"] * len(texts))
    left, right = np.triu_indices(len(texts), 1)
    days = np.full(left.size, np.nan, np.float32)
    there = kinship(terms, left.astype(np.int32), right.astype(np.int32), days).score
    back = kinship(terms, right.astype(np.int32), left.astype(np.int32), days).score

    assert np.allclose(there, back, atol=1e-6)
    assert ((there >= 0) & (there <= 1)).all()
    for i, j, score in zip(left, right, there, strict=True):
        assert compared(texts[i], texts[j]).score[0] == score


def test_an_explanation_names_what_is_shared():
    found = explain(an_item(STORM), an_item(REWRITE), days=float("nan"))

    assert {"leipzig", "tornado"} <= {word for word, _ in found.shared_words}
    assert {"14", "22"} == {number for number, _ in found.shared_numbers}
    assert "anna brandt" in {pair for pair, _ in found.shared_pairs}


def test_an_explanation_gives_the_very_score():
    found = explain(an_item(STORM, "Storm"), an_item(REWRITE, "Tornado"), days=2.0)
    scored = compared(STORM, REWRITE, titles=["Storm", "Tornado"], days=2.0)

    for share in fields(scored):
        assert getattr(found, share.name) == getattr(scored, share.name)[0]


@pytest.mark.corpora
def test_the_seeds_are_nearer_to_each_other_than_any_reuters_item_is_to_them():
    seeds, reuters = CORPORA / "seeds", CORPORA / "reuters21578" / "articles.jsonl"
    if not (seeds.exists() and reuters.exists()):
        pytest.skip(f"no seeds and reuters21578 under {CORPORA}; set WIRECOPY_CORPORA")
    texts = [path.read_text("utf-8") for path in sorted(seeds.glob("*.txt"))]
    with reuters.open(encoding="utf-8") as lines:
        texts += [json.loads(line)["text"] for line, _ in zip(lines, range(2000), strict=False)]
    terms = weigh_terms([None] * len(texts), texts, ["en"] * len(texts))
    left, right = (ends.ravel().astype(np.int32) for ends in np.indices((5, len(texts))))
    apart = left != right
    score = kinship(
        terms, left[apart], right[apart], np.full(apart.sum(), np.nan, np.float32)
    ).score

    among = right[apart] < 5
    assert score[among].min() > score[~among].max()
