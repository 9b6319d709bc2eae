"""Ratio and team of rescue posts (EX3), approvals, juries, certificates and declarations (EX12): the pure rules."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civil_protection.first_aid.approval_rules import (
    field_faults,
    last_valid_day,
    missing_reports,
    suspended_to,
    warned_from,
    why_not,
    years_owed,
)
from civil_protection.first_aid.jury_rules import JuryTerms, Seat, checks_of, too_late
from civil_protection.first_aid.levels import E1, E2, INDEXES, LEVELS, P2, SITUATIONS, choices_of
from civil_protection.first_aid.ratio import (
    CODES,
    GREAT,
    MIDDLE,
    NONE,
    POINT,
    SMALL,
    SizingTerms,
    kind_of,
    rescuers_of,
    sizing_of,
    team_of,
    weighed,
)
from civil_protection.first_aid.units import UNITS, age_on, number_of, too_young, valid_until, withheld
from civil_protection.first_aid.values import VALUES
from civil_protection.gatherings.rules import EARLY, IN_TIME, LATE, UNDECLARED, GatheringTerms, declaration_of
from civil_protection.gatherings.steps import kept, read

TERMS = SizingTerms.of({row.code: row.value for row in VALUES if row.code in CODES})
GATHERING = GatheringTerms(1500, 1, 12, 1500, 1, 5000, 2)
LOW, MODERATE, MEDIUM, HIGH = LEVELS
LEVEL = st.sampled_from(LEVELS)


def sized(present: int, p2: str = LOW, e1: str = LOW, e2: str = LOW, **more):
    return sizing_of(present=present, p2=p2, e1=e1, e2=e2, terms=TERMS, **more)


# --- EX3 ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("present", "levels", "public", "index", "ratio", "kind", "rescuers"),
    [
        (300, (LOW, LOW, LOW), "300", "0.75", "0.225", NONE, 0),
        (800, (LOW, LOW, LOW), "800", "0.75", "0.60", POINT, 2),
        (1500, (LOW, LOW, LOW), "1500", "0.75", "1.125", POINT, 2),
        (4000, (HIGH, MODERATE, MODERATE), "4000", "1.00", "4.00", SMALL, 4),
        (4001, (HIGH, MODERATE, MODERATE), "4001", "1.00", "4.001", SMALL, 6),
        (12000, (MEDIUM, MODERATE, LOW), "12000", "0.90", "10.80", SMALL, 12),
        (45000, (HIGH, MEDIUM, MODERATE), "45000", "1.05", "47.25", GREAT, 48),
        (100000, (HIGH, LOW, LOW), "100000", "0.90", "90.00", GREAT, 90),
        # A concert of 13,000, standing and moving, under marquees.
        (13000, (HIGH, MODERATE, LOW), "13000", "0.95", "12.35", MIDDLE, 14),
    ],
)
def test_the_examples_of_the_reference(present, levels, public, index, ratio, kind, rescuers):
    found = sized(present, *levels)
    assert (found.public, found.index, found.ratio) == (Decimal(public), Decimal(index), Decimal(ratio))
    assert (found.kind, found.rescuers) == (kind, rescuers)


def test_tenths_add_up_exactly():
    assert sized(1000, MEDIUM, MODERATE, LOW).index == Decimal("0.90")


@pytest.mark.parametrize(
    ("present", "public"), [(100_000, "100000"), (100_001, "100000.5"), (200_000, "150000"), (0, "0")]
)
def test_above_a_hundred_thousand_each_counts_for_half(present, public):
    assert weighed(present, 100_000) == Decimal(public)


@pytest.mark.parametrize(
    ("ratio", "kind", "rescuers"),
    [
        ("0.25", NONE, 0), ("0.2500001", POINT, 2), ("1.125", POINT, 2), ("1.1250001", SMALL, 4), ("4", SMALL, 4),
        ("4.0000001", SMALL, 6), ("11", SMALL, 12), ("12", SMALL, 12), ("12.0000001", MIDDLE, 14), ("13", MIDDLE, 14),
        ("14", MIDDLE, 14), ("14.1", MIDDLE, 16), ("36", MIDDLE, 36), ("36.0000001", GREAT, 38), ("47.25", GREAT, 48),
    ],
)  # fmt: skip
def test_each_upper_bound_is_included_and_the_number_is_even(ratio, kind, rescuers):
    assert kind_of(Decimal(ratio), TERMS) == kind
    assert rescuers_of(Decimal(ratio), kind) == rescuers


@pytest.mark.parametrize(
    ("kind", "rescuers", "posts", "most", "sectors", "logisticians", "chiefs"),
    [
        (NONE, 0, 0, 0, 0, 0, (0, 0, 0)), (POINT, 2, 0, 0, 0, 0, (0, 0, 0)), (SMALL, 4, 1, 1, 0, 0, (1, 0, 0)),
        (SMALL, 12, 1, 1, 0, 0, (1, 0, 0)), (MIDDLE, 14, 2, 3, 0, 2, (2, 1, 0)), (MIDDLE, 24, 2, 3, 0, 2, (2, 1, 0)),
        (MIDDLE, 26, 3, 3, 0, 2, (3, 1, 0)), (MIDDLE, 36, 3, 3, 0, 2, (3, 1, 0)),
        (GREAT, 38, 4, None, 2, 4, (4, 2, 1)), (GREAT, 90, 8, None, 3, 6, (8, 3, 1)),
    ],
)  # fmt: skip
def test_the_structure_of_each_kind(kind, rescuers, posts, most, sectors, logisticians, chiefs):
    team = team_of(kind, rescuers)
    assert (team.posts, team.most_posts, team.sectors, team.logisticians) == (posts, most, sectors, logisticians)
    assert (team.post_chiefs, team.section_chiefs, team.overall_chief) == chiefs


ROWS = [
    (P2, LOW, "assis"), (P2, MODERATE, "exposition"), (P2, MEDIUM, "fête foraine"), (P2, HIGH, "carnaval"),
    (P2, HIGH, "hébergement"), (E1, LOW, "permanentes"), (E1, LOW, "accès dégagés"), (E1, MODERATE, "chapiteaux"),
    (E1, MODERATE, "2 ha"), (E1, MODERATE, "150 à 300"), (E1, MODERATE, "100 m"), (E1, MEDIUM, "2 à 5 ha"),
    (E1, MEDIUM, "300 à 600"), (E1, MEDIUM, "150 m"), (E1, MEDIUM, "difficiles"), (E1, HIGH, "plus de 5 ha"),
    (E1, HIGH, "plus de 600"), (E1, HIGH, "300 m"), (E1, HIGH, "carrossable"), (E1, HIGH, "par le public"),
    (E2, LOW, "10 minutes"), (E2, MODERATE, "20 minutes"), (E2, MEDIUM, "30 minutes"), (E2, HIGH, "plus de 30"),
]  # fmt: skip


@pytest.mark.parametrize(("factor", "level", "words"), ROWS)
def test_each_row_of_the_level_tables_is_offered_with_its_index(factor, level, words):
    label = dict(choices_of(factor))[level]
    assert words in label
    assert f"({INDEXES[level]:.2f})".replace(".", ",") in label


def test_the_tables_hold_these_rows_and_no_other():
    assert len(SITUATIONS) == len(ROWS)
    assert [str(index) for index in INDEXES.values()] == ["0.25", "0.30", "0.35", "0.40"]


@pytest.mark.parametrize("factor", range(3))
@pytest.mark.parametrize("level", LEVELS)
def test_each_factor_weighs_alike(factor, level):
    levels = [LOW, LOW, LOW]
    levels[factor] = level
    assert sized(1000, *levels).ratio == Decimal("0.50") + INDEXES[level]


@given(st.integers(0, 400_000), st.integers(0, 50_000), LEVEL, LEVEL, LEVEL)
def test_more_public_never_needs_fewer_rescuers(present, more, p2, e1, e2):
    first, second = sized(present, p2, e1, e2), sized(present + more, p2, e1, e2)
    kinds = [NONE, POINT, SMALL, MIDDLE, GREAT]
    assert second.rescuers >= first.rescuers
    assert second.ratio >= first.ratio
    assert kinds.index(second.kind) >= kinds.index(first.kind)
    assert second.team.posts >= first.team.posts
    assert first.rescuers % 2 == 0


@given(st.integers(0, 200_000), LEVEL, LEVEL, LEVEL)
def test_the_steps_say_the_whole_computation_and_come_back_as_they_were_stored(present, p2, e1, e2):
    found = sized(present, p2, e1, e2)
    words = " ".join(step.result for step in found.steps)
    assert found.ratio_words in words
    assert found.label in words
    assert all(step.source for step in found.steps)
    assert read(kept(found.steps)) == list(found.steps)


def test_the_authority_may_impose_a_point_and_a_point_does_not_cover_those_who_take_part():
    plain, imposed = sized(300), sized(300, imposed=True)
    assert "l'autorité peut en demander un" in plain.warnings[0]
    assert (imposed.kind, imposed.rescuers, imposed.warnings) == (POINT, 2, ())
    assert "PAPS ne couvre pas les acteurs" in sized(800, actors=True).warnings[0]
    assert "propre dispositif" in sized(13000, HIGH, actors=True).warnings[0]


# --- approvals (EX12) -------------------------------------------------------------------------------------------


def test_an_approval_lasts_three_years_but_a_day_and_its_end_is_announced():
    ends = last_valid_day(date(2024, 5, 12), 3)
    assert ends == date(2027, 5, 11)
    assert warned_from(ends, 6) == date(2026, 11, 11)
    assert last_valid_day(date(2024, 2, 29), 3) == date(2027, 2, 27)
    assert suspended_to(date(2026, 1, 31), 3) == date(2026, 4, 29)


@pytest.mark.parametrize(
    ("field", "departments", "wrong"),
    [
        ("national", [], ""), ("national", ["94"], "n'énumère pas"), ("department", ["94"], ""),
        ("department", [], "un seul"), ("department", ["94", "77"], "un seul"), ("several", ["94", "77"], ""),
        ("several", ["94"], "2 à 19"), ("several", [f"{n:02d}" for n in range(1, 21)], "2 à 19"),
    ],
)  # fmt: skip
def test_the_field_of_an_approval_names_its_departments(field, departments, wrong):
    assert wrong in field_faults(field, departments)
    assert bool(field_faults(field, departments)) is bool(wrong)


GOOD = {
    "state": "approved", "missions": ["A", "D"], "field": "department", "departments": ["94"],
    "starts_on": date(2024, 5, 12), "ends_on": date(2027, 5, 11), "suspended": (None, None),
    "first": date(2026, 7, 4), "last": date(2026, 7, 5), "department": "94",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, ""), ({"missions": ["A", "B", "C"]}, "type D"), ({"state": "asked"}, "en vigueur"),
        ({"state": "withdrawn"}, "en vigueur"), ({"state": "refused"}, "en vigueur"),
        ({"last": date(2027, 5, 11), "first": date(2027, 5, 11)}, ""),
        ({"first": date(2027, 5, 11), "last": date(2027, 5, 12)}, "toute la durée"),
        ({"first": date(2024, 5, 11), "last": date(2024, 5, 12)}, "toute la durée"),
        ({"first": date(2024, 5, 12), "last": date(2024, 5, 12)}, ""),
        ({"departments": ["77"]}, "champ géographique"), ({"field": "several", "departments": ["77", "94"]}, ""),
        ({"field": "several", "departments": ["77", "91"]}, "champ géographique"),
        ({"field": "national", "departments": []}, ""),
        ({"state": "suspended", "suspended": (date(2026, 7, 5), date(2026, 8, 1))}, "suspendu du 05/07/2026"),
        ({"state": "suspended", "suspended": (date(2026, 5, 1), date(2026, 7, 4))}, "suspendu"),
        ({"state": "suspended", "suspended": (date(2026, 5, 1), date(2026, 7, 3))}, ""),
    ],
)  # fmt: skip
def test_invariant_3_an_approval_is_valid_on_each_day_and_in_its_territory(changes, words):
    found = why_not(**{**GOOD, **changes})
    assert words in found
    assert bool(found) is bool(words)


def test_the_report_of_a_year_is_owed_once_its_month_is_over():
    span = date(2024, 5, 12), date(2027, 5, 11)
    assert years_owed(*span, date(2026, 3, 31), 3) == [2024]
    assert years_owed(*span, date(2026, 4, 1), 3) == [2024, 2025]
    assert years_owed(*span, date(2030, 4, 1), 3) == [2024, 2025, 2026, 2027]
    assert missing_reports([2024, 2025], {2024}) == [2025]


# --- juries and certificates --------------------------------------------------------------------------------------

JURY = JuryTerms(4, 3, 12, 30, "CEAF")
EXAM = date(2026, 6, 20)


def seats(*changes: dict) -> list[Seat]:
    base = [
        ("Hardouin", "Préfecture", "CEAF", True), ("Lemoine", "Croix blanche", "FPSC", False),
        ("Diallo", "Sapeurs-pompiers", "FDF", False), ("Perrin", "Croix blanche", "FPSC", False),
    ]  # fmt: skip
    rows = [
        {"name": name, "body": body, "qualification": unit, "is_president": first, "framed_training": False,
         "last_training_on": date(2026, 1, 10)}
        for name, body, unit, first in base
    ]  # fmt: skip
    for rank, change in enumerate(changes):
        rows[rank] |= change
    return [Seat(**row) for row in rows]


def unmet(members: list[Seat], unit: str = "FPSC") -> list[str]:
    return [check.rule for check in checks_of(members, EXAM, JURY, unit=unit) if not check.is_met]


def test_four_members_of_three_bodies_make_a_jury():
    assert unmet(seats()) == []
    assert len(unmet(seats()[:3])) == 1
    assert "organismes" in unmet(seats({}, {}, {"body": " CROIX  blanche "}))[0]
    assert unmet(seats({"is_president": False})) == ["Un président"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"framed_training": True}, "encadré"), ({"qualification": "FPSC"}, "CEAF"),
        ({"last_training_on": date(2025, 6, 19)}, "Formation continue"),
    ],
)  # fmt: skip
def test_the_president_and_the_trainings_are_checked(change, words):
    (rule,) = unmet(seats(change))
    assert words in rule


def test_a_training_of_a_year_ago_still_counts_and_a_bnssa_jury_needs_no_ceaf():
    assert unmet(seats({"last_training_on": date(2025, 6, 20)})) == []
    assert unmet(seats({"qualification": "BNSSA"}), unit="BNSSA") == []
    assert too_late(date(2026, 5, 20), EXAM, 30) is True
    assert too_late(date(2026, 5, 21), EXAM, 30) is False


def test_a_bnssa_is_valid_five_years_and_the_others_for_ever():
    assert valid_until("BNSSA", date(2021, 6, 15), 60) == date(2026, 6, 15)
    assert valid_until("BNSSA", date(2024, 2, 29), 60) == date(2029, 2, 28)
    assert valid_until("PSC", date(2021, 6, 15), 60) is None
    assert number_of("00", "BNSSA", 2026, 7) == "00-BNSSA-2026-00007"


@pytest.mark.parametrize(
    ("unit", "born", "refused"),
    [
        ("PSC", date(2016, 6, 20), False), ("PSC", date(2016, 6, 21), True), ("BNSSA", date(2009, 6, 20), False),
        ("BNSSA", date(2009, 6, 21), True), ("GQS", date(2025, 1, 1), False),
    ],
)  # fmt: skip
def test_the_least_age_counts_on_the_day_of_the_examination(unit, born, refused):
    assert bool(too_young(unit, born, EXAM)) is refused


def test_the_diploma_of_somebody_of_17_waits_for_18_or_emancipation():
    born = date(2008, 6, 21)
    assert age_on(born, EXAM) == 17
    assert "21/06/2026" in withheld("BNSSA", born, EXAM, emancipated=False)
    assert withheld("BNSSA", born, EXAM, emancipated=True) == ""
    assert withheld("BNSSA", born, date(2026, 6, 21), emancipated=False) == ""
    assert withheld("PSC", born, EXAM, emancipated=False) == ""
    assert age_on(date(2008, 2, 29), date(2026, 2, 28)) == 18


@pytest.mark.parametrize(
    ("code", "hours", "age", "jury", "refresher", "months"),
    [
        ("GQS", 2, None, False, None, None), ("PSC", 7, 10, False, None, None), ("PSE1", 35, 16, False, 6, None),
        ("PSE2", 28, 16, False, 6, None), ("FPSC", None, 18, True, 6, None), ("FPSE", None, 18, True, 6, None),
        ("SSAEI", 14, 17, False, 6, None), ("SSAL", 28, 17, False, 6, None), ("BNSSA", None, 17, True, None, 60),
        ("FSA", None, 18, True, 6, None), ("FDF", None, 18, True, 6, None), ("CEAF", None, 18, True, 6, None),
        ("PICF", None, 18, False, 6, None),
    ],
)  # fmt: skip
def test_each_training_unit_says_its_rules(code, hours, age, jury, refresher, months):
    unit = UNITS[code]
    assert (unit.hours, unit.least_age, unit.jury) == (hours, age, jury)
    assert (unit.refresher_hours, unit.validity_months) == (refresher, months)


# --- declarations (EX12) --------------------------------------------------------------------------------------------


def concert(persons: int = 1600, *, lucrative: bool = True):
    return declaration_of(event_on=date(2026, 7, 4), persons=persons, is_lucrative=lucrative, terms=GATHERING)


def test_a_concert_of_1600_is_declared_between_a_year_and_a_month_before():
    found = concert()
    assert (found.is_subject, found.first, found.last) == (True, date(2025, 7, 4), date(2026, 6, 4))
    days = {date(2025, 7, 3): EARLY, date(2025, 7, 4): IN_TIME, date(2026, 6, 4): IN_TIME, date(2026, 6, 5): LATE}
    assert {day: found.timing(day) for day in days} == days
    assert found.timing(None) == UNDECLARED


def test_1500_exactly_is_not_subject_nor_is_what_seeks_no_profit():
    assert concert(1500).is_subject is False
    assert concert(1501).is_subject is True
    assert concert(40_000, lucrative=False).is_subject is False
    assert concert(1500).timing(None) == ""


@pytest.mark.parametrize(
    ("persons", "due"),
    [(1499, None), (1500, date(2026, 6, 4)), (4999, date(2026, 6, 4)), (5000, date(2026, 5, 4))],
)
def test_the_safety_file_is_due_earlier_when_more_come(persons, due):
    assert concert(persons).file_due == due
