"""Are two texts copies of one? Judged on the words they have in common, in order."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

from tasks.similarity import alignment
from tasks.similarity.minhash import DENSE_SHINGLE_WORDS, SHINGLE_WORDS, shingle_table
from tasks.similarity.numbering import SALT, lay_out, number_shingles, shared_places, slots_for
from tasks.text.threads import in_two

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tasks.text.words import Words

# A copy has this much of the shorter text, in order, and this much of the longer.
COPY_SHORT = 0.80
COPY_LONG = 0.30
# From here on a copy is a reprint, below an excerpt.
REPRINT_LONG = 0.50
# From here on, edits not counted, a later or earlier version of the text; below, background
# that both reuse.
REVISION_SHORT = 0.50
# From here on two texts are weakly alike: in a group of copies, they bear each other out.
ALIKE_SHORT = 0.30
# Less than this in common is nothing: stock phrases and page furniture make it up.
BACKGROUND_SHORT = 0.15
# Briefs below this are copies only if equal, word for word: stock phrases fill them.
SHORTEST = 30
# Numbers replaced in this share of the words and of the numbers: a template filled anew.
VETO_WORDS = 0.01
VETO_NUMBERS = 0.25
# A text that was cut and then padded is a copy too, though less than COPY_SHORT of it is shared:
# whoever adds a paragraph leaves the others alone, whoever updates a story writes over it. So
# the shared part has to be the beginning of one of the two, of some length, and either hardly
# broken and hardly replaced, or broken by one piece of its own and otherwise word for word.
PADDED_SHORT = 0.50
PADDED_WORDS = 60
PADDED_START = 20
PADDED_BREAKS = 2
PADDED_REPLACED = 0.02
PADDED_PIECE = 25
PADDED_REST = 0.005

# Fewer texts are numbered, and fewer pairs aligned, sooner than a second thread is started.
TEXTS_FOR_THREADS = 200
PAIRS_FOR_THREADS = 2000


class Grade(IntEnum):
    """What two texts are to each other; docs/glossary.md gives the numbers."""

    NONE = 0
    BACKGROUND = 1
    TEASER = 2
    REVISION = 3
    EXCERPT = 4
    REPRINT = 5
    IDENTICAL = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class TextMatches:
    """What verification found, one entry for each pair, in the order of the pairs.

    `jaccard` and the containments (share of that text's different shingles found in the other)
    are exact. `short` and `long` are the shares of the shorter and of the longer text that stand
    in the other in the same order; all five are float32 between 0 and 1. `veto`: numbers were
    replaced, as in a template filled anew. `grade` is uint8, a Grade. `copy`: these two are
    copies of one text.
    """

    jaccard: NDArray[np.float32]
    containment_left: NDArray[np.float32]
    containment_right: NDArray[np.float32]
    short: NDArray[np.float32]
    long: NDArray[np.float32]
    veto: NDArray[np.bool_]
    grade: NDArray[np.uint8]
    copy: NDArray[np.bool_]

    @property
    def alike(self) -> NDArray[np.bool_]:
        """Which pairs are weakly alike at least, so that in a group they bear each other out.

        Two fillings of one template share most of their words and speak against each other all
        the same: among a million made articles, where one of ten such pairs has no figure in the
        place of another, whole templates became groups while their vetoed pairs were counted.
        """
        return ((self.short >= ALIKE_SHORT) & ~self.veto) | self.copy

    @property
    def identical(self) -> NDArray[np.bool_]:
        """Which pairs are word for word equal."""
        equal: NDArray[np.bool_] = self.grade == Grade.IDENTICAL
        return equal

    def __len__(self) -> int:
        """How many pairs."""
        return len(self.grade)


def compare_texts(words: Words, left: NDArray[np.int32], right: NDArray[np.int32]) -> TextMatches:
    """Return what text left[k] is to text right[k], for each k.

    left, right: places in `words`, shape (m,). The result is the same for both orders of a pair
    but for the two containments, which change places.
    """
    pairs = np.array([left, right], np.int64).reshape(2, -1)
    shingles, starts, differing = _numbered_shingles(words, np.unique(pairs))
    counts = _align(words, shingles, starts, pairs)
    different = differing[pairs]
    shared = counts[:, alignment.SHARED]
    lengths = np.sort(words.counts[pairs], axis=0)
    short = _share(counts[:, alignment.COVERED], lengths[0])
    long = _share(counts[:, alignment.COVERED], lengths[1])
    veto = _refilled(counts, lengths[0], _numbers(words)[pairs].min(axis=0))
    equal = (counts[:, alignment.FIRST] == lengths[0]) & (lengths[0] == lengths[1])
    literal = _share(counts[:, alignment.COVERED] - counts[:, alignment.KEPT], lengths[0])
    grade = _grades(short, long, literal, veto=veto, padded=_padded(counts, short))
    grade[lengths[0] < SHORTEST] = np.minimum(grade[lengths[0] < SHORTEST], Grade.BACKGROUND)
    grade[equal & (lengths[0] > 0)] = Grade.IDENTICAL
    return TextMatches(
        jaccard=_share(shared, different.sum(axis=0) - shared),
        containment_left=_share(shared, different[0]),
        containment_right=_share(shared, different[1]),
        short=short,
        long=long,
        veto=veto,
        grade=grade,
        copy=grade >= Grade.EXCERPT,
    )


def compare_prints(
    words: Words,
    printed: NDArray[np.int64],
    left: NDArray[np.int32],
    right: NDArray[np.int32],
) -> TextMatches:
    """Return what compare_texts does, for articles of which many print the very same text.

    printed[i]: the place in `words` of what article i prints. left, right: articles, shape (m,).
    Each two texts are compared once, however many articles print them.
    """
    one, two = printed[left], printed[right]
    pairs, at = np.unique((np.minimum(one, two) << 32) | np.maximum(one, two), return_inverse=True)
    found = compare_texts(
        words, (pairs >> 32).astype(np.int32), (pairs & 0xFFFFFFFF).astype(np.int32)
    )
    first, second, turned = found.containment_left[at], found.containment_right[at], one > two
    return TextMatches(
        jaccard=found.jaccard[at],
        containment_left=np.where(turned, second, first),
        containment_right=np.where(turned, first, second),
        short=found.short[at],
        long=found.long[at],
        veto=found.veto[at],
        grade=found.grade[at],
        copy=found.copy[at],
    )


def matching_spans(words: Words, left: int, right: int) -> NDArray[np.int64]:
    """Return the runs of equal words of two texts, in the order of both.

    int64, shape (runs, 3): first word in the left text, first word in the right, how many. Both
    texts are numbered from their own first word. Every run begins or ends a shared shingle;
    none overlap.
    """
    shingles, starts, _ = _numbered_shingles(words, np.unique(np.array([left, right])))
    own, other = (shingles[starts[text] : starts[text + 1]] for text in (left, right))
    partner, chain = np.empty(len(own) + 1, np.int64), np.empty(len(own) + 1, np.int64)
    room, runs = np.empty((2, len(own) + 1), np.int64), np.empty((len(own) + 1, 3), np.int64)
    table = lay_out(other, np.empty(slots_for(len(other)), np.int32), SALT)
    shared_places(other, table, own, partner, of_other=True)
    length = alignment.longest_chain(partner, len(own), room, chain)
    size = int(min(_sizes(words)[left], words.counts[left]))
    return runs[: alignment.fill_runs(partner, chain[:length], size, runs)]


def _align(
    words: Words, shingles: NDArray[np.uint64], starts: NDArray[np.int64], pairs: NDArray[np.int64]
) -> NDArray[np.int64]:
    edits = np.where(words.dense, alignment.DENSE_EDIT, alignment.EDIT).astype(np.int64)
    texts = words.hashes, words.numeric, words.offsets, shingles, starts, _sizes(words), edits

    def align(part: slice) -> NDArray[np.int64]:
        return alignment.align_pairs(*texts, np.ascontiguousarray(pairs[:, part]), SALT)

    return np.concatenate(in_two(pairs.shape[1], PAIRS_FOR_THREADS, align))


def _sizes(words: Words) -> NDArray[np.int64]:
    return np.where(words.dense, DENSE_SHINGLE_WORDS, SHINGLE_WORDS).astype(np.int64)


def _numbered_shingles(
    words: Words, texts: NDArray[np.int64]
) -> tuple[NDArray[np.uint64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the numbered shingles of some texts, where each text's begin, and how many differ.

    Prepared once for each text that any pair names, whatever the number of its pairs.
    """
    shingles, starts = shingle_table(words, texts, _sizes(words))
    different = np.zeros(len(words), np.int64)

    def number(part: slice) -> None:
        different[texts[part]] = number_shingles(shingles, starts, texts[part], SALT)

    in_two(len(texts), TEXTS_FOR_THREADS, number)
    return shingles, starts, different


def _numbers(words: Words) -> NDArray[np.int64]:
    """Return how many words of each text begin with a digit."""
    return np.diff(np.searchsorted(np.flatnonzero(words.numeric), words.offsets))


def _share(part: NDArray[np.int64], whole: NDArray[np.int64]) -> NDArray[np.float32]:
    # An edit may cover a word more than the longer text has there.
    return np.minimum(part / np.maximum(whole, 1), 1.0).astype(np.float32)


def _refilled(
    counts: NDArray[np.int64], words: NDArray[np.int64], numbers: NDArray[np.int64]
) -> NDArray[np.bool_]:
    replaced = counts[:, alignment.NUMBERS]
    often = (replaced >= VETO_WORDS * words) & (replaced >= VETO_NUMBERS * numbers)
    return often & (replaced > 0)


def _padded(counts: NDArray[np.int64], short: NDArray[np.float32]) -> NDArray[np.bool_]:
    covered, replaced = counts[:, alignment.COVERED], counts[:, alignment.REPLACED]
    rest = replaced - counts[:, alignment.LARGEST]
    hardly = (replaced <= PADDED_REPLACED * covered) & (
        counts[:, alignment.BREAKS] <= PADDED_BREAKS
    )
    one_piece = (
        (rest <= PADDED_REST * covered)
        & (counts[:, alignment.OWN] == 1)
        & (counts[:, alignment.PIECE] >= PADDED_PIECE)
    )
    found: NDArray[np.bool_] = (
        (hardly | one_piece)
        & (short >= PADDED_SHORT)
        & (covered >= PADDED_WORDS)
        & (counts[:, alignment.START] <= PADDED_START)
    )
    return found


def _grades(
    short: NDArray[np.float32],
    long: NDArray[np.float32],
    literal: NDArray[np.float32],
    *,
    veto: NDArray[np.bool_],
    padded: NDArray[np.bool_],
) -> NDArray[np.uint8]:
    carried = ~veto & (short >= COPY_SHORT)
    one_text = carried | (~veto & padded & (long >= COPY_LONG))
    return np.select(
        [
            one_text & (long >= REPRINT_LONG),
            one_text & (long >= COPY_LONG),
            carried,
            (literal >= REVISION_SHORT) | (short >= COPY_SHORT),
            literal >= BACKGROUND_SHORT,
        ],
        [Grade.REPRINT, Grade.EXCERPT, Grade.TEASER, Grade.REVISION, Grade.BACKGROUND],
        Grade.NONE,
    ).astype(np.uint8)
