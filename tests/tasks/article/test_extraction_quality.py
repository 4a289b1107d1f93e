"""How well real pages are read, against hand-written parsers and beside trafilatura's defaults."""

from __future__ import annotations

import pytest
from places import CORPORA

# Measured in November 2026 on 133 pages with trafilatura 2.3.1: text .965, title .857, day 1.000,
# minute .955, authors .903; its default settings: .954, .759, .992, .038, .820. The floors leave
# room for another version of it, none for a setting undone.
FLOORS = {"text": 0.955, "title": 0.84, "day": 0.985, "minute": 0.93, "authors": 0.88}

pytestmark = [
    pytest.mark.corpora,
    pytest.mark.skipif(
        not (CORPORA / "html_fundus").is_dir(), reason=f"no labelled pages in {CORPORA}"
    ),
]


@pytest.fixture(scope="module")
def pages(bench_module):
    return bench_module("pages")


@pytest.fixture(scope="module")
def figures(pages):
    """Each part's mean by us, and by trafilatura as it comes."""
    labelled = pages.labelled_pages(CORPORA)
    ours, theirs = pages.read_by_us(labelled), pages.read_by_default(labelled)
    return pages.means(labelled, ours), pages.means(labelled, theirs)


def test_real_pages_are_read_about_as_well_as_by_hand_written_parsers(figures):
    ours, _ = figures

    assert all(ours[part] >= floor for part, floor in FLOORS.items()), ours


def test_every_part_of_a_page_is_read_better_than_by_trafilaturas_defaults(figures):
    ours, theirs = figures

    assert all(ours[part] > theirs[part] for part in ours), (ours, theirs)
