"""Bans on persons and on supporters: how long, after whom is told, who is heard, what is published."""

from datetime import date

import pytest

from directorate.casework.errors import NotReady
from directorate.casework.models import Case, Decision
from directorate.casework.operations import open_case, publish_issue
from directorate.casework.registry import procedure
from directorate.demonstration.gestures import follow_up
from directorate.documents.markup import plain_text
from directorate.parameters.operations import load_initial
from directorate.registers.models import RegisterEntry, RegisterIssue
from police_admin.procedures.individual_measures import drug_spot, stadium_ban, supporters_travel
from police_admin.procedures.individual_measures.drug_spot import DrugSpotForm
from police_admin.procedures.individual_measures.stadium_ban import StadiumBanForm
from police_admin.procedures.individual_measures.supporters_travel import SupportersForm
from tests.factories import PERSON, drafted, step
from tests.people import paris

STADIUM = {
    "facts": ["1er mars 2026 : fumigènes"], "report_references": [], "teams": "US des Coteaux",
    "competitions": ["Championnat"], "starts_on": None, "duration_months": 12, "previous_ban_on": None,
    "check_in_duty": False, "check_in_place": "",
}  # fmt: skip
SPOT = {
    "facts": ["1er mars 2026 : guet"], "report_references": [], "perimeter": ["Rue du Port"],
    "home_in_perimeter": False, "private_life": "Travaille à Paris.",
    "prosecutor_informed_at": "2026-03-04T09:00:00+01:00", "starts_on": None, "ends_on": "2026-04-03",
    "observations_on": None, "observations": "",
}  # fmt: skip
MATCH = {
    "facts": ["Affrontements en 2025"], "report_references": [], "match": "Coteaux – Marne",
    "match_at": "2026-03-21T18:00:00+01:00", "supporters": "Entente de la Marne", "territory": ["Avenue du stade"],
    "starts_at": "2026-03-21T08:00:00+01:00", "ends_at": "2026-03-22T02:00:00+01:00", "beyond_department": False,
}  # fmt: skip


def opened(house, code, answers):
    at = paris(2026, 3, 3)
    case = open_case(
        procedure_code=code, party=PERSON, answers=answers, received_on=at.date(), channel="police",
        commune=house.creteil, place={"name": "Passage des Arcades", "address": "2 rue du Port"},
        caseworker=house.agent, by=house.agent, at=at,
    )  # fmt: skip
    return step(case, "qualify", house.agent, at, text="")


def blocking(declared, answers, at, outcome="ban"):
    """What the checks of a procedure refuse, on a case that is not saved."""
    case = Case(procedure_code=declared.code, answers=answers, received_on=date(2026, 3, 3))
    case.decision = Decision(case=case, outcome=outcome)
    return " ".join(row.message for check in declared.checks for row in check(case, at) if row.blocking)


# --- stadiums -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("previous_on", "months"),
    [
        (None, 12),
        (date(2023, 3, 3), 24),
        (date(2023, 3, 2), 12),
        (date(2026, 1, 5), 24),
    ],
)
def test_a_stadium_ban_lasts_twelve_months_or_twenty_four_after_another_within_three_years(db, previous_on, months):
    load_initial(at=paris(2026, 1, 2))
    assert stadium_ban.longest_months(previous_on, date(2026, 3, 3)) == months


def test_a_stadium_ban_is_judged_again_on_the_day_of_its_signature(db):
    load_initial(at=paris(2026, 1, 2))
    again = {**STADIUM, "duration_months": 18, "previous_ban_on": "2023-03-10"}
    assert blocking(stadium_ban.PROCEDURE, again, paris(2026, 3, 9)) == ""
    assert "12 mois" in blocking(stadium_ban.PROCEDURE, again, paris(2026, 3, 11))
    assert "avant sa signature" in blocking(
        stadium_ban.PROCEDURE, {**STADIUM, "starts_on": "2026-03-08"}, paris(2026, 3, 9)
    )


def test_a_person_is_heard_before_a_stadium_ban_that_ends_by_itself_and_is_not_published(house):
    case = drafted(house, opened(house, "stadium_ban", STADIUM), "ban", paris(2026, 3, 4))
    with pytest.raises(NotReady, match="contradictoire"):
        step(case, "submit", house.agent, paris(2026, 3, 4))
    case = step(case, "resume_review", house.agent, paris(2026, 3, 4))
    case = step(case, "waive_hearing", house.director, paris(2026, 3, 4), exception="urgency",
                exception_reason="Rencontre à risque dans deux jours.")  # fmt: skip
    case = drafted(house, case, "ban", paris(2026, 3, 4))
    case = step(case, "submit", house.agent, paris(2026, 3, 4))
    case = step(case, "sign", house.director, paris(2026, 3, 4, 15, 0))
    case = step(case, "notify", house.agent, paris(2026, 3, 5), notified_at=paris(2026, 3, 5), mode="police_report",
                reference="PV")  # fmt: skip
    assert case.deadlines.get(code="measure_end").due_on == date(2027, 3, 4)
    assert not RegisterEntry.objects.exists()
    assert procedure("stadium_ban").sensitivity == "restricted"


# --- drug spots ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, ""),
        ({"prosecutor_informed_at": None}, "procureur"),
        ({"prosecutor_informed_at": "2026-03-04T10:00:01+01:00"}, "procureur"),
        ({"home_in_perimeter": True}, "domicile"),
        ({"private_life": ""}, "vie familiale"),
        ({"ends_on": "2026-04-04"}, "un mois"),
        ({"starts_on": "2026-03-10", "ends_on": "2026-04-09"}, ""),
        ({"ends_on": "2026-03-03"}, "avant d'avoir commencé"),
    ],
)
def test_a_ban_from_a_drug_spot_tells_the_prosecutor_first_and_keeps_home_and_life(db, changes, sentence):
    load_initial(at=paris(2026, 1, 2))
    found = blocking(drug_spot.PROCEDURE, {**SPOT, **changes}, paris(2026, 3, 4, 10, 0))
    assert (sentence in found) and bool(found) is bool(sentence)


def test_the_person_answers_after_the_ban_and_it_may_be_lifted(house):
    case = drafted(house, opened(house, "drug_spot_exclusion", SPOT), "ban", paris(2026, 3, 4, 10, 0))
    case = step(case, "submit", house.agent, paris(2026, 3, 4, 10, 0))
    case = step(case, "sign", house.director, paris(2026, 3, 4, 11, 0))
    case = step(case, "notify", house.agent, paris(2026, 3, 5), notified_at=paris(2026, 3, 5), mode="police_report",
                reference="PV")  # fmt: skip
    letter = plain_text(case.letters.get(purpose="observations_invitation").letter.html)
    assert "jusqu'au 10 mars 2026" in letter
    assert case.deadlines.get(code="observations").due_on == date(2026, 3, 10)
    assert case.deadlines.get(code="measure_end").due_on == date(2026, 4, 3)
    follow_up(case, paris(2026, 3, 9), "Reçues.", observations_on="2026-03-09", observations="Conteste.")
    assert case.deadlines.get(code="observations").state == "met"
    assert step(case, "lift", house.director, paris(2026, 3, 10), reason="Faits non établis.").stage == "lifted"
    assert not RegisterEntry.objects.exists()


# --- supporters ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        (paris(2026, 3, 20, 17, 0), ""),
        (paris(2026, 3, 21, 8, 0), "commencé avant sa signature"),
    ],
)
def test_a_restriction_is_published_on_the_eve_of_its_first_hour(at, sentence):
    found = blocking(supporters_travel.PROCEDURE, MATCH, at, outcome="restriction")
    assert sentence in found and bool(found) is bool(sentence)


def test_a_restriction_signed_on_its_day_is_said_to_come_late(house):
    case = Case(procedure_code="supporters_travel_restriction", answers=MATCH, received_on=date(2026, 3, 3))
    found = supporters_travel.comes_in_time(case, paris(2026, 3, 21, 7, 0))
    assert [(row.blocking, "que demain" in row.message) for row in found] == [(False, True)]


def test_a_restriction_is_published_and_not_notified_and_ends_at_its_hour(house):
    case = opened(house, "supporters_travel_restriction", MATCH)
    assert case.deadlines.get(code="publication").due_on == date(2026, 3, 20)
    case = drafted(house, case, "restriction", paris(2026, 3, 9))
    case = step(case, "submit", house.agent, paris(2026, 3, 9))
    case = step(case, "sign", house.director, paris(2026, 3, 10))
    assert case.stage == "notified"
    publish_issue(issue=RegisterIssue.objects.get(published_on=None), published_on=date(2026, 3, 13),
                  by=house.director, at=paris(2026, 3, 13))  # fmt: skip
    case.refresh_from_db()
    assert case.stage == "in_execution"
    assert case.deadlines.get(code="publication").state == "met"
    assert case.deadlines.get(code="measure_end").due_at == paris(2026, 3, 22, 2, 0)


def test_a_restriction_beyond_the_department_is_the_minister_s(house):
    case = opened(house, "supporters_travel_restriction", {**MATCH, "beyond_department": True})
    case = drafted(house, case, "restriction", paris(2026, 3, 9))
    with pytest.raises(NotReady, match="ministre de l'Intérieur"):
        step(case, "submit", house.agent, paris(2026, 3, 9))
    assert supporters_travel.to_the_minister(MATCH) is None


# --- bad input ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "changes", "fields"),
    [
        (StadiumBanForm, {"duration_months": 13}, ["duration_months"]),
        (StadiumBanForm, {"duration_months": 24, "previous_ban_on": "2025-01-01"}, []),
        (StadiumBanForm, {"duration_months": 25, "previous_ban_on": "2025-01-01"}, ["duration_months"]),
        (StadiumBanForm, {"duration_months": 13, "previous_ban_on": "2020-01-01"}, ["duration_months"]),
        (StadiumBanForm, {"check_in_duty": True}, ["check_in_place"]),
        (DrugSpotForm, {"home_in_perimeter": True}, ["home_in_perimeter"]),
        (DrugSpotForm, {"ends_on": "2026-03-02"}, ["ends_on"]),
        (DrugSpotForm, {"starts_on": "2026-03-10", "ends_on": "2026-04-10"}, ["ends_on"]),
        (DrugSpotForm, {"observations": "Conteste."}, ["observations_on"]),
        (SupportersForm, {"ends_at": "2026-03-21T07:00"}, ["ends_at"]),
        (SupportersForm, {"match_at": "2026-03-23T18:00"}, ["match_at"]),
    ],
)
def test_what_contradicts_itself_is_refused_beside_its_field(db, time_machine, form, changes, fields):
    load_initial(at=paris(2026, 1, 2))
    time_machine.move_to(paris(2026, 3, 5), tick=False)
    answers = {
        name: value[:16] if name.endswith("_at") and value else value
        for name, value in {StadiumBanForm: STADIUM, DrugSpotForm: SPOT, SupportersForm: MATCH}[form].items()
    }
    assert form(answers).is_valid()
    assert list(form({**answers, **changes}).errors) == fields
