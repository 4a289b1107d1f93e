"""What a variant is to its story's canonical article, by numbers that docs/glossary.md repeats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasks.records import Relation
from tasks.similarity.verify import Grade

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

# A rewrite keeps something of the text itself: a twentieth of its shingles ...
REWRITE_CONTAINMENT = 0.05
# ... or so many of the salient words and word pairs that it must have had it at hand.
REWRITE_KINSHIP = 0.30

_BY_GRADE = {
    Grade.IDENTICAL: Relation.IDENTICAL,
    Grade.REPRINT: Relation.REPRINT,
    Grade.EXCERPT: Relation.EXCERPT,
    Grade.TEASER: Relation.EXCERPT,
    Grade.REVISION: Relation.REVISION,
}


def relations(
    grades: npt.NDArray[np.uint8],
    containment: npt.NDArray[np.float32],
    kinship: npt.NDArray[np.float32],
) -> list[Relation]:
    """Return each variant's relation to the canonical article, one for each entry.

    grades: Grade of the two texts. containment: share of the variant's shingles found in the
    canonical. kinship: their score as reports of one story, 0 where they were never compared.
    """
    rewritten = (containment >= REWRITE_CONTAINMENT) | (kinship >= REWRITE_KINSHIP)
    return [
        _BY_GRADE.get(Grade(int(grade)), Relation.REWRITE if close else Relation.SAME_STORY)
        for grade, close in zip(grades, rewritten, strict=True)
    ]
