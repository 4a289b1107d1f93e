"""Credits at the end of a text, and who merely contributed."""

from __future__ import annotations

import pytest

from tasks.provenance.agencies import known_agencies
from tasks.provenance.credit import contributions, credits_of

STORY = "The ferry ran aground on Tuesday, the harbour office said, and nobody was hurt. " * 8


def credited(ending):
    return [signal.agency for signal in credits_of(STORY + ending, known_agencies())]


def contributed(ending):
    return [signal.agency for signal in contributions(STORY + ending, known_agencies())]


@pytest.mark.parametrize(
    ("ending", "agency"),
    [
        ("\n(Reporting by Ann Field in Oslo; Editing by Bo Hill)", "Reuters"),
        ("\nOur Standards: The Thomson Reuters Trust Principles.", "Reuters"),
        ("\nCopyright 2018 The Associated Press. All rights reserved.", "Associated Press"),
        ("\n© 2020 AFP", "Agence France-Presse"),
        ("\nKaynak: AA", "Anadolu"),
        ("\nFuente: EFE", "EFE"),
        ("\nالمصدر: رويترز", "Reuters"),
        ("\n(DHA)\n", "DHA"),
        ("nobody saw it. EFE", "EFE"),
        ("\nAnn Field is an Associated Press writer.", "Associated Press"),
        ("\nThis article originally appeared at Reuters. Follow us.", "Reuters"),
        ("\nThis report by The Canadian Press was first published Nov. 3.", "Canadian Press"),
    ],
)
def test_a_credit_line_names_its_agency(ending, agency):
    assert credited(ending)[:1] == [agency]


@pytest.mark.parametrize(
    "ending",
    [
        "\nGlenn Fawcett contributed to this report.",
        "she told CNN.",
        "\nsaid in Helsinki, Finland. (July 13) AP",
        "\nPhoto: Markus Schreiber, AP",
        "\nThe Associated Press contributed to this report.",
        "\nCopyright 2018 Harland Gazette",
    ],
)
def test_other_endings_credit_nobody(ending):
    assert credited(ending) == []


@pytest.mark.parametrize(
    ("ending", "agencies"),
    [
        ("\nThe Associated Press contributed to this report.", ["Associated Press"]),
        ("\nFox News' Gregg Re and The Associated Press contributed to this report.",
         ["Associated Press"]),
        ("\nAssociated Press writer Ann Field in Oslo contributed to this report.",
         ["Associated Press"]),
        ("\nCon información de Notimex", ["Notimex"]),
        ("\n(With inputs from ANI)", ["ANI"]),
        ("\nOur own desk contributed to this report.", []),
    ],
)  # fmt: skip
def test_who_contributed_is_told_apart_from_who_supplied(ending, agencies):
    assert contributed(ending) == agencies


def test_a_span_points_into_the_text():
    text = STORY + "\nKaynak: AA"
    (found, *_) = credits_of(text, known_agencies())

    assert text[found.start : found.end] == found.evidence
