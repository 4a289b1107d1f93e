"""What a variant is to its canonical: by the grade of their texts, else by what it keeps."""

from __future__ import annotations

import numpy as np
import pytest

from tasks.clusters.relations import REWRITE_CONTAINMENT, REWRITE_KINSHIP, relations
from tasks.records import Relation
from tasks.similarity.verify import Grade

NEAREST_BELOW = np.float32(-1)


def relation(grade, *, containment=0.0, kinship=0.0):
    grades = np.array([grade], np.uint8)
    return relations(grades, np.float32([containment]), np.float32([kinship]))[0]


@pytest.mark.parametrize(
    ("grade", "expected"),
    [
        (Grade.IDENTICAL, Relation.IDENTICAL),
        (Grade.REPRINT, Relation.REPRINT),
        (Grade.EXCERPT, Relation.EXCERPT),
        (Grade.TEASER, Relation.EXCERPT),
        (Grade.REVISION, Relation.REVISION),
    ],
)
def test_texts_of_a_grade_are_called_by_it_whatever_their_scores(grade, expected):
    assert relation(grade) == relation(grade, containment=1.0, kinship=1.0) == expected


UNGRADED = sorted(set(Grade) - {Grade.IDENTICAL, Grade.REPRINT, Grade.EXCERPT, Grade.TEASER,
                                Grade.REVISION})  # fmt: skip


@pytest.mark.parametrize("grade", UNGRADED)
def test_a_report_that_keeps_shingles_of_the_canonical_is_a_rewrite(grade):
    assert relation(grade, containment=REWRITE_CONTAINMENT) == Relation.REWRITE


@pytest.mark.parametrize("grade", UNGRADED)
def test_a_report_near_to_the_canonical_in_its_words_is_a_rewrite(grade):
    assert relation(grade, kinship=REWRITE_KINSHIP) == Relation.REWRITE


@pytest.mark.parametrize("grade", UNGRADED)
def test_a_report_that_keeps_neither_tells_the_same_story(grade):
    below = float(np.nextafter(np.float32(REWRITE_CONTAINMENT), NEAREST_BELOW))
    short = float(np.nextafter(np.float32(REWRITE_KINSHIP), NEAREST_BELOW))

    assert relation(grade, containment=below, kinship=short) == Relation.SAME_STORY


def test_each_entry_has_its_relation_in_order():
    grades = np.array([Grade.IDENTICAL, UNGRADED[0], UNGRADED[0]], np.uint8)

    found = relations(grades, np.float32([1, 0.5, 0]), np.float32([1, 0, 0]))

    assert found == [Relation.IDENTICAL, Relation.REWRITE, Relation.SAME_STORY]
