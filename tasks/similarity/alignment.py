"""What two texts share in the same order, and what stands between: the kernels of verification.

All of them but the looking up of shingles are in this file because numba renews a compiled function
when its own file changes, not when one it calls changes in another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tasks.similarity.numbering import lay_out, shared_places, slots_for
from tasks.text.kernels import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

# A gap of at most so many words on both sides is an edit inside a sentence: a house's spelling,
# a misread word. Twice as many where a word is one character.
EDIT = 8
DENSE_EDIT = 16
# An edit that lengthens the text by more words than this says something else.
EDIT_SLACK = 2
# A scan that misreads every sixth word leaves no shingle whole for thirty words on end. If this
# share of the words in a gap of up to so many are the same in the same order, they still count;
# a sentence written anew shares half of its words at most.
ECHO_SPAN = 64
ECHO_SHARE = 0.6
ECHO_SLACK = 4

# The columns of what align_pairs counts, in words unless said otherwise.
SHARED = 0  # different shingles in both texts
COVERED = 1  # words of the shorter text in shared runs, or in edits between them
KEPT = 2  # of these, words in the edits
ECHOED = 3  # of these, words in gaps longer than an edit
REPLACED = 4  # words between the runs that have another wording on the other side
LARGEST = 5  # the largest gap's part of these
NUMBERS = 6  # numbers between the runs that have other numbers on the other side
BREAKS = 7  # gaps longer than an edit
OWN = 8  # breaks at which the shorter text has a piece of its own
PIECE = 9  # words in the largest of these pieces
START = 10  # words before the first shared run, in the text where they are fewer
FIRST = 11  # words in the first shared run
COLUMNS = 12


@kernel
def longest_chain(
    partner: NDArray[np.int64], count: int, room: NDArray[np.int64], chain: NDArray[np.int64]
) -> int:
    """Fill `chain` with the places, left text, of the longest run of shingles in common order.

    Patience: tails[k] is the left place at which the best chain of k + 1 shingles ends.
    """
    tails, before = room[0], room[1]
    length, highest = 0, np.int64(-1)
    for place in range(count):
        target = partner[place]
        if target < 0:
            continue
        low = length
        if target <= highest:
            low, high = 0, length - 1
            while low < high:
                middle = (low + high) >> 1
                if partner[tails[middle]] < target:
                    low = middle + 1
                else:
                    high = middle
        before[place] = tails[low - 1] if low > 0 else -1
        tails[low] = place
        length = max(length, low + 1)
        if low == length - 1:
            highest = target
    place = tails[length - 1] if length > 0 else -1
    for step in range(length - 1, -1, -1):
        chain[step] = place
        place = before[place]
    return length


@kernel
def fill_runs(
    partner: NDArray[np.int64], chain: NDArray[np.int64], size: int, runs: NDArray[np.int64]
) -> int:
    """Fill `runs` with rows (left place, right place, words): equal words, in both orders.

    Runs neither touch on both sides nor overlap on any. Returns how many there are.
    """
    count, end_left, end_right = 0, np.int64(0), np.int64(0)
    for left in chain:
        right, skip = partner[left], np.int64(0)
        if count > 0:
            skip = max(skip, end_left - left, end_right - right)
            if left + skip == end_left and right + skip == end_right:
                end_left, end_right = left + size, right + size
                continue
            runs[count - 1, 2] = end_left - runs[count - 1, 0]
        runs[count, 0], runs[count, 1] = left + skip, right + skip
        end_left, end_right = left + size, right + size
        count += 1
    if count > 0:
        runs[count - 1, 2] = end_left - runs[count - 1, 0]
    return count


@kernel
def lone_numbers(
    one: NDArray[np.uint64],
    one_numeric: NDArray[np.uint8],
    two: NDArray[np.uint64],
    two_numeric: NDArray[np.uint8],
) -> int:
    """Count the numbers of one text that the other does not have as often."""
    lone = 0
    for at in range(len(one)):
        if not one_numeric[at]:
            continue
        surplus = 1
        for earlier in range(at):
            surplus += one[earlier] == one[at]
        for other in range(len(two)):
            surplus -= two_numeric[other] and two[other] == one[at]
        lone += surplus > 0
    return lone


@kernel
def common_words(one: NDArray[np.uint64], two: NDArray[np.uint64]) -> int:
    """Return the length of the longest common subsequence; `one` has at most 64 words.

    Bit-parallel: a zero in `rows` is a step in the last row of the usual table (Hyyro 2004).
    """
    rows = ~np.uint64(0)
    for word in two:
        same = np.uint64(0)
        for at in range(len(one)):
            same |= np.uint64(one[at] == word) << np.uint64(at)
        meet = rows & same
        rows = (rows + meet) | (rows - meet)
    common = 0
    for at in range(len(one)):
        common += ((rows >> np.uint64(at)) & np.uint64(1)) == 0
    return common


@kernel
def weigh_gap(
    one: NDArray[np.uint64],
    one_numeric: NDArray[np.uint8],
    two: NDArray[np.uint64],
    two_numeric: NDArray[np.uint8],
    edit: int,
) -> tuple[int, int, int]:
    """Return the words of a gap that still count as shared, those replaced, numbers replaced.

    one, two: what stands in the gap in the shorter and in the longer text.
    """
    least, most = min(len(one), len(two)), max(len(one), len(two))
    if least == 0 or most > ECHO_SPAN:
        return 0, least, 0
    small = most <= edit
    same = 0
    if not small and most - least <= max(ECHO_SLACK, most // 8):
        same = common_words(one, two)
    if not small and same < ECHO_SHARE * most:
        return 0, least, 0
    gone = lone_numbers(one, one_numeric, two, two_numeric)
    come = lone_numbers(two, two_numeric, one, one_numeric)
    if not small:
        return least, least - same, min(gone, come)
    kept = min(gone, come) == 0 and most - least <= EDIT_SLACK
    return len(one) if kept else 0, least, min(gone, come)


@kernel
def weigh_gaps(  # noqa: PLR0917 - numba takes arrays, not records
    runs: NDArray[np.int64],
    one: NDArray[np.uint64],
    one_numeric: NDArray[np.uint8],
    two: NDArray[np.uint64],
    two_numeric: NDArray[np.uint8],
    edit: int,
    counts: NDArray[np.int64],
) -> None:
    """Fill the counts but SHARED from the runs of a shorter text `one` and a longer `two`."""
    counts[START] = min(runs[0, 0], runs[0, 1])
    counts[FIRST] = counts[COVERED] = runs[0, 2]
    for run in range(1, len(runs)):
        end_one, end_two = runs[run - 1, 0] + runs[run - 1, 2], runs[run - 1, 1] + runs[run - 1, 2]
        next_one, next_two = runs[run, 0], runs[run, 1]
        kept, replaced, numbers = weigh_gap(
            one[end_one:next_one],
            one_numeric[end_one:next_one],
            two[end_two:next_two],
            two_numeric[end_two:next_two],
            edit,
        )
        gap_one, gap_two = next_one - end_one, next_two - end_two
        counts[COVERED] += runs[run, 2] + kept
        counts[KEPT] += kept
        counts[REPLACED] += replaced
        counts[LARGEST] = max(counts[LARGEST], replaced)
        counts[NUMBERS] += numbers
        if max(gap_one, gap_two) > edit and kept > 0:
            counts[ECHOED] += kept
        elif max(gap_one, gap_two) > edit:
            counts[BREAKS] += 1
            counts[OWN] += gap_one > edit
            counts[PIECE] = max(counts[PIECE], gap_one)


@kernel
def comes_after(one: NDArray[np.uint64], two: NDArray[np.uint64]) -> bool:
    """Say whether `one` is the longer text; equally long ones are ordered by their words.

    So a pair is looked at from the same side whichever way round it is asked for.
    """
    if len(one) != len(two):
        return len(one) > len(two)
    for at in range(len(one)):
        if one[at] != two[at]:
            return bool(one[at] > two[at])
    return False


@kernel
def align_pairs(  # noqa: PLR0917 - as above
    hashes: NDArray[np.uint64],
    numeric: NDArray[np.uint8],
    offsets: NDArray[np.int64],
    shingles: NDArray[np.uint64],
    starts: NDArray[np.int64],
    sizes: NDArray[np.int64],
    edits: NDArray[np.int64],
    pairs: NDArray[np.int64],
    salt: np.uint64,
) -> NDArray[np.int64]:
    """Return what each pair has in common: int64, shape (pairs, COLUMNS).

    hashes, numeric, offsets: as in tasks.text.words.Words. shingles: numbered, those of text i at
    starts[i]:starts[i + 1]; each of sizes[i] words. edits: the longest edit of each text.
    pairs: shape (2, pairs); in the order of their first texts they are compared soonest.
    """
    counts = np.zeros((pairs.shape[1], COLUMNS), np.int64)
    most = 1
    for text in range(len(sizes)):
        most = max(most, 1 + starts[text + 1] - starts[text])
    partner, chain = np.empty(most, np.int64), np.empty(most, np.int64)
    room, runs = np.empty((2, most), np.int64), np.empty((most, 3), np.int64)
    slots = np.empty(slots_for(most), np.int32)
    table, laid_out = (slots, salt, np.uint64(0)), np.int64(-1)
    for pair in range(len(counts)):
        a, b = pairs[0, pair], pairs[1, pair]
        one, two = hashes[offsets[a] : offsets[a + 1]], hashes[offsets[b] : offsets[b + 1]]
        held, other = shingles[starts[a] : starts[a + 1]], shingles[starts[b] : starts[b + 1]]
        if a != laid_out:
            table, laid_out = lay_out(held, slots, salt), a
        longer = comes_after(one, two)
        shared = shared_places(held, table, other, partner, longer)
        if shared == 0:
            continue
        if longer:
            a, b, one, two = b, a, two, one
        counts[pair, SHARED] = shared
        length = longest_chain(partner, starts[a + 1] - starts[a], room, chain)
        found = fill_runs(partner, chain[:length], min(sizes[a], len(one)), runs)
        one_numeric = numeric[offsets[a] : offsets[a + 1]]
        two_numeric = numeric[offsets[b] : offsets[b + 1]]
        weigh_gaps(runs[:found], one, one_numeric, two, two_numeric, edits[a], counts[pair])
    return counts
