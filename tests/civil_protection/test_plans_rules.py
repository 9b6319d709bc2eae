"""The pure rules of plans: the worked example EX4, the guards of invariant 6, the arithmetic of freshness."""

from datetime import date
from fractions import Fraction

import pytest

from civil_protection.plans.dates import (
    answers_due,
    due_after_years,
    in_season,
    notice_due,
    public_closing,
)
from civil_protection.plans.freshness import (
    AnnexFacts,
    CopyFacts,
    PlanFacts,
    in_words,
    percent,
    score,
    subjects,
)
from civil_protection.plans.guards import ConsultationFacts, Party, obstacles
from civil_protection.plans.models import Plan
from civil_protection.plans.terms import VALUES
from civil_protection.plans.typology import KINDS, read_typology

PERIODS = {value.code: value.value for value in VALUES}
ON = date(2026, 6, 24)


# --- EX4 ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("since", "code", "due"),
    [
        (date(2024, 2, 10), "plans.revision_site_high", date(2027, 2, 10)),
        (date(2023, 10, 5), "plans.exercise_site_high", date(2026, 10, 5)),
        (date(2022, 6, 12), "plans.revision_site", date(2027, 6, 12)),
        (date(2024, 2, 29), "plans.revision", date(2029, 2, 28)),
    ],
)
def test_a_plan_is_revised_and_exercised_before_the_end_of_its_years(since, code, due):
    assert due_after_years(since, PERIODS[code]) == due


def test_mayors_and_operator_answer_within_two_months():
    assert answers_due(date(2025, 3, 3), PERIODS["plans.opinions"]) == date(2025, 5, 3)


def test_the_public_is_consulted_for_a_month_and_told_fifteen_days_before():
    opens = date(2025, 4, 1)
    assert public_closing(opens, PERIODS["plans.public"]) == date(2025, 5, 1)
    assert notice_due(opens, PERIODS["plans.press_notice"]) == date(2025, 3, 17)


# --- invariant 6 --------------------------------------------------------------------------------------------


def consultation(**changes) -> ConsultationFacts:
    """The consultation of EX4, over and without a gap."""
    return ConsultationFacts(
        **{
            "sent_on": date(2025, 3, 3), "answers_due_on": date(2025, 5, 3),
            "parties": [Party("Maire A", date(2025, 4, 2)), Party("Exploitant", None)],
            "closes_on": date(2025, 5, 1), "notice_due_on": date(2025, 3, 17), "notice_on": date(2025, 3, 14),
            "closed_on": date(2025, 5, 2), **changes,
        }
    )  # fmt: skip


def test_a_plan_is_approved_the_day_after_the_two_months_when_somebody_kept_silent():
    assert list(obstacles(consultation(), True, date(2025, 5, 4))) == []
    (said,) = obstacles(consultation(), True, date(2025, 5, 3))
    assert "Exploitant" in said and "Maire A" not in said and "3 mai 2025" in said


def test_a_plan_is_approved_before_the_two_months_when_everybody_answered():
    parties = [Party("Maire A", date(2025, 4, 2)), Party("Exploitant", date(2025, 4, 20))]
    assert list(obstacles(consultation(parties=parties), True, date(2025, 5, 2))) == []


def test_silence_does_not_count_when_the_parameter_says_so():
    (said,) = obstacles(consultation(silence_allows=False), True, date(2026, 1, 1))
    assert said == "Réponses attendues : Exploitant."


@pytest.mark.parametrize(
    ("changes", "on", "words"),
    [
        ({"closes_on": None}, date(2025, 6, 1), "n'est pas organisée"),
        ({"notice_on": None}, date(2025, 6, 1), "avis de presse"),
        ({"notice_on": date(2025, 3, 18)}, date(2025, 6, 1), "17 mars 2025"),
        ({"closed_on": None}, date(2025, 6, 1), "ne sont pas clos"),
        ({"closed_on": date(2025, 6, 2)}, date(2025, 6, 1), "ne sont pas clos"),
        ({"closes_on": date(2025, 6, 2)}, date(2025, 6, 1), "2 juin 2025"),
        ({"parties": []}, date(2025, 6, 1), "Aucun maire"),
    ],
)
def test_a_plan_is_not_approved_with_a_gap_in_its_consultations(changes, on, words):
    (said,) = obstacles(consultation(**changes), True, on)
    assert words in said


def test_a_plan_is_not_approved_without_consultation_nor_public_version():
    assert len(list(obstacles(None, False, ON))) == 2


# --- freshness ----------------------------------------------------------------------------------------------


FRESH = PlanFacts(
    approved_on=date(2024, 2, 10), revision_due_on=date(2027, 2, 10), exercised_on=date(2023, 10, 5),
    exercise_due_on=date(2026, 10, 5), cards=2, is_site=True, has_public_version=True,
    brochure_due_on=date(2029, 2, 10), annexes=(AnnexFacts("Annexe 1", date(2026, 6, 24)), AnnexFacts("Carte", None)),
    copies=(CopyFacts("Mairie", date(2024, 3, 1), date(2024, 3, 10)),),
)  # fmt: skip


def test_nothing_fails_in_a_plan_in_order_until_the_last_day():
    assert score(subjects(FRESH, ON)) == 1
    assert in_words(subjects(FRESH, ON)) == "(1/1 + 2/2 + 1/1 + 1/1 + 1/1 + 2/2) ÷ 6 = 100 %"


def test_each_subject_weighs_the_same_however_long_its_list():
    copies = [CopyFacts(f"Mairie {rank}", date(2026, 6, 1), date(2026, 6, 2)) for rank in range(9)]
    copies.append(CopyFacts("Mairie muette", date(2026, 6, 23), None))
    facts = PlanFacts(approved_on=date(2025, 1, 1), revision_due_on=date(2026, 6, 23), cards=1, copies=copies)
    found = {row.code: row for row in subjects(facts, ON)}
    assert list(found) == ["revision", "copies", "exercise", "cards"]
    assert (found["copies"].good, found["copies"].total) == (9, 10)
    assert score(list(found.values())) == (Fraction(0) + Fraction(9, 10) + 0 + 1) / 4
    assert percent(score(list(found.values()))) == 47
    assert "23 juin 2026" in found["revision"].failures[0]
    assert "Mairie muette" in found["copies"].failures[0]


def test_a_copy_sent_yesterday_is_not_awaited_yet():
    facts = PlanFacts(approved_on=None, revision_due_on=None, copies=(CopyFacts("Mairie", ON, None),))
    assert "copies" not in {row.code for row in subjects(facts, ON)}


def test_a_percentage_is_never_rounded_up_to_a_hundred():
    assert percent(Fraction(999, 1000)) == 99


# --- seasons and typology -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "first", "last", "inside"),
    [
        (date(2026, 6, 1), "06-01", "09-15", True), (date(2026, 9, 16), "06-01", "09-15", False),
        (date(2027, 1, 10), "11-01", "03-31", True), (date(2026, 10, 31), "11-01", "03-31", False),
        (ON, "", "", False),
    ],
)  # fmt: skip
def test_a_season_may_run_over_the_new_year(on, first, last, inside):
    assert in_season(on, first, last) is inside


def test_the_typology_is_whole_and_its_seasons_are_dated_values():
    assert len(KINDS) == 27
    assert {row.season for row in KINDS.values()} - {""} <= set(PERIODS)
    assert {row.family for row in KINDS.values()} <= set(Plan.Family.values)


def test_a_typology_with_an_unknown_family_stops_the_start(tmp_path):
    file = tmp_path / "typology.csv"
    file.write_text("code;label;family;lead;season;zonal\nX;X;elsewhere;X;;\n", encoding="utf-8")
    with pytest.raises(ValueError, match="elsewhere"):
        read_typology(file)
