"""Notices counted from hour to hour: squats (E13), travellers (E16), and the lease of a dealer."""

from datetime import date

import pytest

from directorate.casework.errors import NotReady
from directorate.casework.models import Decision
from directorate.casework.operations import act_on_silences, open_case
from directorate.casework.policies import sees_case
from directorate.demonstration.gestures import follow_up
from directorate.documents.markup import plain_text
from directorate.parameters.operations import load_initial
from directorate.web.errors import DomainError
from police_admin.procedures.evictions import dealer_tenant
from police_admin.procedures.evictions.dealer_tenant import DealerTenantForm, landlord_was_asked_and_is_inert
from police_admin.procedures.evictions.squat import SquatForm
from police_admin.procedures.evictions.travellers import TravellersForm
from tests.factories import PERSON, drafted, step
from tests.people import paris
from tests.police_admin.test_evictions import HOME, page_says

FRIDAY = paris(2026, 11, 13, 16, 30)
SQUAT = {
    "received_at": FRIDAY.isoformat(), "asked_by": "occupied", "is_home": True, "complaint_ref": "PV 2026/4410",
    "entry": ["assault"], "record_author": "opj", "recorded_at": "2026-11-13T14:00:00+01:00",
    "title_unprovable": False, "tax_query_at": None, "occupants": [], "situation": "Deux adultes, sans enfant.",
    "notice_hours": 24, "refusal_ground": "", "posted_at": None, "interim_at": None, "interim_ruled_at": None,
    "opposed_at": None, "evacuated_at": None,
}  # fmt: skip
CAMP = {
    "requested_by": "mayor", "request_at": "2026-06-09T09:00:00+02:00", "regime": "article_9",
    "scheme_compliant": True, "parking_ban": "n° 2026-118", "caravans": 20, "vehicles": 18, "harms": ["health"],
    "facts": ["9 juin 2026 : branchements sur le réseau"], "police_report_at": "2026-06-09T15:00:00+02:00",
    "notice_hours": 24, "posted_at": None, "court_seised_at": None, "court_ruled_at": None, "annulled": False,
    "owner_opposed_at": None, "returned_at": None, "evacuated_at": None,
}  # fmt: skip
LEASE = {
    "occupants": ["M. Rémi Falguière"], "landlord_type": "social", "facts": ["2 mars 2026 : revente dans le hall"],
    "report_references": [], "prosecutor_informed_on": None, "earlier_request": "", "landlord_answer": "",
    "landlord_answered_on": None,
}  # fmt: skip


def opened(house, code, answers, at, **more):
    return open_case(
        procedure_code=code, party=PERSON, answers=answers, received_on=at.date(), channel="email",
        commune=house.creteil, place=HOME, caseworker=house.agent, by=house.agent, at=at, **more,
    )  # fmt: skip


def squat(house, **answers):
    return opened(
        house, "squat_eviction_notice", {**SQUAT, **answers}, FRIDAY, received_pieces=("complaint", "home", "record")
    )


def due_at(case, code):
    return case.deadlines.get(code=code).due_at


def notified_notice(house, case, at, notified_at):
    """Signed by somebody of the cabinet, notified with its hour."""
    case = drafted(house, case, "notice", at)
    case = step(case, "submit", house.agent, at)
    case = step(case, "sign", house.chief_of_staff, at)
    return step(case, "notify", house.agent, notified_at, notified_at=notified_at, mode="police_report", reference="PV")


# --- squats -------------------------------------------------------------------------------------------------


def test_a_squat_is_decided_in_forty_eight_hours_and_the_tax_administration_asked_in_seventy_two(house):
    case = squat(house, title_unprovable=True)  # E13
    assert due_at(case, "decision") == paris(2026, 11, 15, 16, 30)
    assert due_at(case, "tax_query") == paris(2026, 11, 16, 16, 30)
    assert case.deadlines.get(code="decision").computation["in_words"] == "dimanche 15 novembre 2026"
    assert not squat(house).deadlines.filter(code="tax_query").exists()
    # Nothing is born of silence, and the truce changes nothing.
    assert act_on_silences(at=paris(2027, 3, 1)) == []


def test_a_squat_is_evacuated_from_the_hour_that_the_notice_sets(house, client):
    case = step(squat(house), "declare_complete", house.agent, FRIDAY)
    case = notified_notice(house, case, paris(2026, 11, 14, 10, 0), paris(2026, 11, 14, 11, 15))
    assert (case.stage, case.executory_at) == ("in_execution", paris(2026, 11, 15, 11, 15))
    assert due_at(case, "execution") == paris(2026, 11, 15, 11, 15)
    assert case.deadlines.get(code="decision").state == "met"
    page = page_says(client, house.agent, case)
    assert "dimanche 15 novembre 2026 à 11 h 15" in page and "samedi 14 novembre 2026 à 10 h 00" in page
    assert "Compléter la suite de l" in client.get(f"/dossiers/{case.reference}/?onglet=demande").content.decode()
    follow_up(case, paris(2026, 11, 15, 14, 0), "Évacuation.", evacuated_at="2026-11-15T12:00:00+01:00")
    assert case.deadlines.get(code="execution").state == "met"


def test_an_interim_application_stays_the_evacuation_when_the_home_is_not_at_stake(house):
    case = step(squat(house, is_home=False, notice_hours=168), "declare_complete", house.agent, FRIDAY)
    case = notified_notice(house, case, paris(2026, 11, 14, 10, 0), paris(2026, 11, 14, 11, 15))
    assert due_at(case, "execution") == paris(2026, 11, 21, 11, 15)
    follow_up(case, paris(2026, 11, 17), "Référé.", interim_at="2026-11-17T09:00:00+01:00")
    assert case.deadlines.get(code="execution").state == "suspended"
    follow_up(case, paris(2026, 11, 24), "Rejet.", interim_ruled_at="2026-11-23T15:00:00+01:00")
    execution = case.deadlines.get(code="execution")
    assert (execution.state, execution.due_at) == ("running", paris(2026, 11, 23, 15, 0))
    follow_up(case, paris(2026, 11, 24), "Opposition.", opposed_at="2026-11-24T08:00:00+01:00")
    assert case.deadlines.get(code="execution").state == "void"


def test_an_interim_application_stays_nothing_when_the_home_is_occupied(house):
    case = step(squat(house), "declare_complete", house.agent, FRIDAY)
    case = notified_notice(house, case, paris(2026, 11, 14, 10, 0), paris(2026, 11, 14, 11, 15))
    follow_up(case, paris(2026, 11, 15), "Référé.", interim_at="2026-11-15T08:00:00+01:00")
    assert case.deadlines.get(code="execution").state == "running"


@pytest.mark.parametrize(
    ("outcome", "answers", "sentence"),
    [
        ("notice", {"complaint_ref": ""}, "aucune plainte"),
        ("notice", {"record_author": ""}, "aucune des trois autorités"),
        ("notice", {"entry": []}, "ni manœuvres"),
        ("notice", {"situation": ""}, "situation personnelle et familiale"),
        ("refusal", {}, "deux motifs"),
        ("refusal", {"refusal_ground": "conditions", "situation": ""}, "situation personnelle et familiale"),
    ],
)
def test_a_squat_is_not_decided_without_what_the_law_asks(house, outcome, answers, sentence):
    case = step(squat(house, **answers), "declare_complete", house.agent, FRIDAY)
    case = drafted(house, case, outcome, FRIDAY)
    with pytest.raises(NotReady, match=sentence):
        step(case, "submit", house.agent, FRIDAY)


def test_a_late_decision_is_still_owed_and_its_lateness_is_said(house):
    case = step(squat(house, refusal_ground="conditions"), "declare_complete", house.agent, FRIDAY)
    late = paris(2026, 11, 16, 9, 0)
    case = drafted(house, case, "refusal", late)
    case = step(case, "submit", house.agent, late)
    case = step(case, "sign", house.director, late)
    assert case.deadlines.get(code="decision").state == "passed"
    assert "conditions de la loi ne sont pas remplies" in plain_text(case.decision.letter.html)


# --- travellers ---------------------------------------------------------------------------------------------


def camp(house, **answers):
    at = paris(2026, 6, 9, 16, 0)
    case = opened(house, "travellers_eviction_notice", {**CAMP, **answers}, at)
    return step(case, "qualify", house.agent, at, text="")


def test_travellers_leave_in_twenty_four_hours_and_the_court_stays_the_evacuation(house):
    case = notified_notice(house, camp(house), paris(2026, 6, 10, 15, 0), paris(2026, 6, 10, 18, 0))  # E16
    execution = case.deadlines.get(code="execution")
    assert (execution.due_at, execution.state) == (paris(2026, 6, 11, 18, 0), "running")
    assert case.deadlines.get(code="valid_until").due_on == date(2026, 6, 17)
    assert "suspend l'exécution" in plain_text(case.decision.letter.html)
    follow_up(case, paris(2026, 6, 11, 14, 0), "Requête.", court_seised_at="2026-06-11T12:00:00+02:00")
    execution = case.deadlines.get(code="execution")
    assert due_at(case, "ruling") == paris(2026, 6, 13, 12, 0)
    assert (execution.due_at, execution.state) == (paris(2026, 6, 13, 12, 0), "suspended")
    follow_up(case, paris(2026, 6, 12, 18, 0), "Rejet.", court_ruled_at="2026-06-12T17:00:00+02:00")
    execution = case.deadlines.get(code="execution")
    assert (execution.due_at, execution.state) == (paris(2026, 6, 12, 17, 0), "running")
    assert case.deadlines.get(code="ruling").state == "met"


def test_a_court_seised_too_late_stays_nothing_and_an_annulled_notice_evacuates_nobody(house):
    case = notified_notice(house, camp(house), paris(2026, 6, 10, 15, 0), paris(2026, 6, 10, 18, 0))
    follow_up(case, paris(2026, 6, 12), "Requête.", court_seised_at="2026-06-11T18:30:00+02:00")
    assert due_at(case, "execution") == paris(2026, 6, 11, 18, 0)
    assert not case.deadlines.filter(code="ruling").exists()
    late = {"court_seised_at": "2026-06-11T10:00:00+02:00", "court_ruled_at": "2026-06-12T10:00:00+02:00"}
    follow_up(case, paris(2026, 6, 13), "Jugement.", annulled=True, **late)
    assert case.deadlines.get(code="execution").state == "void"


@pytest.mark.parametrize(
    ("returned_at", "words"),
    [("2026-06-17T22:00:00+02:00", "reste applicable"), ("2026-06-18T07:00:00+02:00", "ne s'applique plus")],
)
def test_the_same_caravans_come_back_within_seven_days_under_the_same_notice(house, returned_at, words):
    case = notified_notice(house, camp(house), paris(2026, 6, 10, 15, 0), paris(2026, 6, 10, 18, 0))
    follow_up(case, paris(2026, 6, 18), "Retour.", returned_at=returned_at)
    assert words in case.deadlines.get(code="valid_until").computation["steps"][-1]["label"]


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"scheme_compliant": False}, "ni en règle"),
        ({"harms": []}, "Aucune atteinte"),
        ({"police_report_at": None}, "rapport de police"),
    ],
)
def test_travellers_are_not_given_notice_without_what_the_law_asks(house, answers, sentence):
    case = drafted(house, camp(house, **answers), "notice", paris(2026, 6, 10))
    with pytest.raises(NotReady, match=sentence):
        step(case, "submit", house.agent, paris(2026, 6, 10))


def test_a_commune_outside_the_scheme_needs_no_compliance(house):
    case = camp(house, regime="article_9_1", scheme_compliant=False, parking_ban="")
    case = drafted(house, case, "notice", paris(2026, 6, 10))
    assert step(case, "submit", house.agent, paris(2026, 6, 10)).stage == "signature"


# --- the lease of a dealer ----------------------------------------------------------------------------------


def lease(house, at, **answers):
    case = opened(house, dealer_tenant.CODE, {**LEASE, **answers}, at)
    return step(case, "qualify", house.agent, at, text="")


def substituted(case, at):
    case.decision = Decision(case=case, outcome="substitution")
    return [row.message for row in landlord_was_asked_and_is_inert(case, at) if row.blocking]


def test_the_state_takes_the_place_of_a_landlord_who_let_his_month_go_by(house):
    first = drafted(house, lease(house, paris(2026, 3, 3)), "landlord_request", paris(2026, 3, 4))
    first = step(first, "submit", house.agent, paris(2026, 3, 4))
    first = step(first, "sign", house.director, paris(2026, 3, 5))
    first = step(first, "notify", house.agent, paris(2026, 3, 10), notified_at=paris(2026, 3, 9),
                 mode="registered_post", reference="1A 2")  # fmt: skip
    assert first.deadlines.get(code="landlord").due_on == date(2026, 4, 9)
    with pytest.raises(DomainError, match="ce que le bailleur a fait"):
        step(first, "end_measure", house.agent, paris(2026, 4, 10), text="")
    silent = lease(house, paris(2026, 4, 8), earlier_request=first.reference, landlord_answer="none")
    assert "jusqu'au 9 avril 2026" in substituted(silent, paris(2026, 4, 9))[0]
    assert substituted(silent, paris(2026, 4, 10)) == []
    refused = lease(house, paris(2026, 3, 20), earlier_request=first.reference, landlord_answer="refused",
                    landlord_answered_on="2026-03-19")  # fmt: skip
    assert substituted(refused, paris(2026, 3, 20)) == []


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({}, "ne nomme pas la demande"),
        ({"earlier_request": "2026-EXT-00001", "landlord_answer": "acted"}, "n'est pas établi"),
        ({"earlier_request": "2026-EXT-00001"}, "n'est pas établi"),
    ],
)
def test_nobody_takes_the_place_of_a_landlord_who_was_not_asked_or_who_acts(house, answers, sentence):
    assert sentence in substituted(lease(house, paris(2026, 3, 3), **answers), paris(2026, 6, 1))[0]


# --- who reads, and bad input -------------------------------------------------------------------------------


def test_families_occupants_and_tenants_are_known_to_the_bureau_alone(house):
    for case in (squat(house), camp(house), lease(house, paris(2026, 3, 3))):
        assert case.sensitivity == "restricted"
        assert not sees_case(house.stranger, case, date(2026, 12, 1))


@pytest.mark.parametrize(
    ("form", "changes", "fields"),
    [
        (SquatForm, {"notice_hours": 23}, ["notice_hours"]),
        (SquatForm, {"is_home": False}, ["notice_hours"]),
        (SquatForm, {"is_home": False, "notice_hours": 167}, ["notice_hours"]),
        (SquatForm, {"is_home": False, "notice_hours": 168}, []),
        (SquatForm, {"received_at": "2099-01-01T10:00"}, ["received_at"]),
        (SquatForm, {"recorded_at": ""}, ["recorded_at"]),
        (SquatForm, {"tax_query_at": "2026-11-14T10:00"}, ["title_unprovable"]),
        (SquatForm, {"title_unprovable": True, "tax_query_at": "2026-11-13T10:00"}, ["tax_query_at"]),
        (SquatForm, {"interim_ruled_at": "2026-11-14T10:00"}, ["interim_at"]),
        (TravellersForm, {"notice_hours": 12}, ["notice_hours"]),
        (TravellersForm, {"parking_ban": ""}, ["parking_ban"]),
        (TravellersForm, {"caravans": 0}, ["caravans"]),
        (TravellersForm, {"court_ruled_at": "2026-06-12T10:00"}, ["court_seised_at"]),
        (TravellersForm, {"annulled": True}, ["court_ruled_at"]),
        (DealerTenantForm, {"landlord_answer": "refused"}, ["landlord_answered_on"]),
        (DealerTenantForm, {"earlier_request": "' OR 1=1 --"}, ["earlier_request"]),
    ],
)
def test_what_contradicts_itself_is_refused_beside_its_field(db, time_machine, form, changes, fields):
    load_initial(at=paris(2026, 1, 2))
    time_machine.move_to(paris(2026, 11, 26), tick=False)
    answers = {
        name: value[:16] if name.endswith("_at") and value else value
        for name, value in {SquatForm: SQUAT, TravellersForm: CAMP, DealerTenantForm: LEASE}[form].items()
    }
    assert form(answers).is_valid()
    assert list(form({**answers, **changes}).errors) == fields
