"""Datelines: how agencies sign in front, and what only looks like it."""

from __future__ import annotations

import pytest

from tasks.provenance.agencies import known_agencies
from tasks.provenance.dateline import datelines
from tasks.provenance.signals import Kind

STORY = " A ferry ran aground on Tuesday.\nNobody was hurt, the harbour office said."


def named(opening):
    found = datelines(opening + STORY, known_agencies())
    return found[0].agency if found and found[0].kind is Kind.DATELINE else None


@pytest.mark.parametrize(
    ("opening", "agency"),
    [
        ("GLASGOW, Scotland (AP) —", "Associated Press"),
        ("HELSINKI (AP) --", "Associated Press"),
        ("(Reuters) -", "Reuters"),
        ("BERLIN, July 15 (Reuters) -", "Reuters"),
        ("Sanaa, Yemen (CNN)", "CNN"),
        ("FERGUSON, Mo. (CBS St. Louis/AP) —", "Associated Press"),
        ("Berlin (dpa) -", "dpa"),
        ("Frankfurt am Main (dpa) –", "dpa"),
        ("Manila, 10 ene (EFE).-", "EFE"),
        ("México, 1 de enero (Notimex).-", "Notimex"),
        ("(ANSA) - ROMA, 03 NOV -", "ANSA"),
        ("CHENGDU, Dec. 9 (Xinhua) --", "Xinhua"),
        ("新华社北京11月3日电", "Xinhua"),
        ("【東京共同】", "Kyodo"),
        ("(서울=연합뉴스)", "Yonhap"),
        ("МОСКВА, 3 ноября. /ТАСС/.", "TASS"),
        ("МОСКВА, 3 ноя - РИА Новости.", "RIA Novosti"),
        ("WARSZAWA /PAP/ -", "PAP"),
        ("جوبا- (أ ف ب):", "Agence France-Presse"),
        ("Viyana(AA)-", "Anadolu"),
        ("New Delhi, Nov 3 (PTI)", "Press Trust of India"),
        ("KUWAIT, Nov 3 (KUNA) --", "KUNA"),
        ("By Lee Chi-dongWASHINGTON, Dec. 11 (Yonhap) --", "Yonhap"),
    ],
)
def test_a_dateline_names_its_agency(opening, agency):
    assert named(opening) == agency


@pytest.mark.parametrize(
    "opening",
    [
        "HARLAND (WKTX) —",
        "FERGUSON, Mo. (KMOV.com) -",
        "LAS VEGAS (KRON-TV) –",
        "TORONTO (CKNW) —",
        "(Reuters/Mohammed Salem)",
        "HELSINKI (AP Photo/Pablo Martinez Monsivais) —",
        "BRENDAN SMIALOWSKI/AFP/Getty Images",
        "Protesters gather in the harbour of the old town on Sunday (AP)",
        "Pakistan Tehreek-e-Insaf (PTI)",
        "Doctors at the American Academy of Pediatrics (AAP) said it was clear that",
    ],
)
def test_a_station_a_picture_or_a_sentence_is_no_dateline(opening):
    assert named(opening) is None


def test_a_name_the_table_lacks_is_marked_unknown():
    (found,) = datelines("TARN HARBOUR (Meridian Press) —" + STORY, known_agencies())

    assert (found.kind, found.agency) == (Kind.UNKNOWN_NAME, "Meridian Press")


def test_an_organisations_initials_are_no_unknown_agency():
    opening = "WASHINGTON -- NASA, the Russian Federal Space Agency (Roscosmos), said"

    assert datelines(opening + STORY, known_agencies()) == []


def test_a_dateline_is_found_below_a_pages_menu():
    menu = "Menu\nSubscribe\n(Photo: harbour office)\n" * 20

    assert named(menu + "HELSINKI (AP) —") == "Associated Press"


def test_the_span_is_where_the_evidence_stands():
    text = "Share\n  HELSINKI (AP) —" + STORY
    (found,) = datelines(text, known_agencies())

    assert text[found.start : found.end] == found.evidence == "HELSINKI (AP) —"
