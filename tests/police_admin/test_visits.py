"""Visits to detainees in hospital: who is competent (E15, ii), the three days, and what may be done with a permit."""

from datetime import date

import pytest

from directorate.casework import registry
from directorate.casework.checks import findings_before_signature
from directorate.casework.errors import NotReady
from directorate.casework.operations import open_case
from directorate.permits.models import Permit
from directorate.permits.validity import Status, status_on
from police_admin.procedures.detainees import visits
from tests.factories import PERSON, drafted, needed_pieces, step
from tests.people import paris

VISIT = {
    "legal_status": "condemned", "ward_type": "military", "hospital": "Hôpital Bégin", "detainee_ref": "41200",
    "link": "sibling", "purpose": "Visite familiale", "visitor_is_minor": False, "stay_from": "2026-03-01",
    "stay_to": "2026-05-29", "checks_on": "2026-03-02", "check_taj": "compatible", "check_fpr": "compatible",
}  # fmt: skip


def opened(house, **answers):
    given = {**VISIT, **answers}
    return open_case(
        procedure_code=visits.PERMIT, party=PERSON, answers=given, received_on=date(2026, 3, 2), channel="email",
        commune=house.creteil, caseworker=house.agent, received_pieces=needed_pieces(visits.PERMIT, given),
        by=house.agent, at=paris(2026, 3, 2),
    )  # fmt: skip


def granted(house):
    case = step(opened(house), "declare_complete", house.agent, paris(2026, 3, 2))
    case = drafted(house, case, "grant", paris(2026, 3, 2, 11))
    case = step(case, "submit", house.agent, paris(2026, 3, 2, 12))
    case = step(case, "sign", house.chief_of_staff, paris(2026, 3, 3))
    return step(case, "notify", house.agent, paris(2026, 3, 3, 15), notified_at=paris(2026, 3, 3, 14), mode="by_hand",
                reference="Remis au guichet")  # fmt: skip


THE_DAY_AFTER = paris(2026, 3, 3)


def blocking(case, at=THE_DAY_AFTER):
    return [row.message for row in findings_before_signature(case, registry.procedure(case.procedure_code), at)
            if row.blocking]  # fmt: skip


@pytest.mark.parametrize(
    ("legal_status", "ward_type", "to"),
    [
        # E15 (ii): on remand at Henri-Mondor, the judge; condemned there in an emergency, the prefect; EPSNF, governor.
        ("remand", "proximity", "magistrat saisi du dossier de la procédure"),
        ("condemned", "proximity", None),
        ("condemned", "epsnf", "chef de l'établissement pénitentiaire"),
        ("condemned", "uhsi", "chef de l'établissement pénitentiaire"),
        ("condemned", "uhsa", "chef de l'établissement pénitentiaire"),
        ("condemned", "other", "chef de l'établissement pénitentiaire"),
        ("condemned", "umd", None),
        ("condemned", "military", None),
        ("remand", "military", "magistrat saisi du dossier de la procédure"),
        ("remand", "epsnf", "magistrat saisi du dossier de la procédure"),
    ],
)
def test_the_prefect_is_competent_for_the_condemned_in_three_sorts_of_wards(legal_status, ward_type, to):
    found = visits.competent_instead({"legal_status": legal_status, "ward_type": ward_type})
    assert (found.to if found else None) == to


def test_a_request_of_the_judge_is_not_granted_and_is_forwarded(house):
    case = step(opened(house, legal_status="remand"), "declare_complete", house.agent, paris(2026, 3, 2))
    case = drafted(house, case, "grant", paris(2026, 3, 2, 11))
    with pytest.raises(NotReady, match="magistrat"):
        step(case, "submit", house.agent, paris(2026, 3, 2, 12))
    case = step(case, "redirect", house.agent, paris(2026, 3, 3), to="magistrat saisi du dossier de la procédure")
    assert case.stage == "redirected"


def test_an_answer_is_owed_in_a_day_then_in_three(house):
    due = dict(opened(house).deadlines.values_list("code", "due_on"))
    assert (due["answer_alert"], due["answer_target"]) == (date(2026, 3, 3), date(2026, 3, 5))
    assert due["silence"] == date(2026, 5, 2)


def test_the_permit_lasts_as_the_stay_and_ends_with_it(house):
    case = granted(house)
    assert (case.stage, case.permit.expires_on) == ("in_execution", date(2026, 5, 29))
    assert case.deadlines.get(code="measure_end").due_on == date(2026, 5, 29)
    step(case, "end_measure", house.agent, paris(2026, 4, 1), text="Sortie.")
    assert status_on(Permit.objects.get(pk=case.permit_id), date(2026, 4, 1)) == Status.WITHDRAWN


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"stay_to": "2026-03-02"}, "Le séjour hospitalier a pris fin le 2 mars 2026."),
        ({"check_taj": "incompatible"}, "Résultat incompatible"),
        ({"check_fpr": ""}, "Fichier non consulté"),
    ],
)
def test_a_visit_is_not_permitted_when_the_law_or_the_stay_forbids_it(house, answers, sentence):
    case = step(opened(house, **answers), "declare_complete", house.agent, paris(2026, 3, 2))
    assert any(sentence in message for message in blocking(drafted(house, case, "grant", paris(2026, 3, 2, 11))))


def measured(house, permit, outcome, days=30):
    case = open_case(
        procedure_code=visits.MEASURE, party=PERSON, received_on=date(2026, 3, 10), channel="police",
        answers={"facts": ["9 mars 2026 : téléphone remis"], "last_facts_on": "2026-03-09", "report_references": [],
                 "ground": "order", "duration_days": days},
        commune=house.creteil, caseworker=house.agent, renews=permit, by=house.agent, at=paris(2026, 3, 10),
    )  # fmt: skip
    case = step(case, "qualify", house.agent, paris(2026, 3, 10))
    case = step(case, "invite_to_hearing", house.agent, paris(2026, 3, 10, 11), sent_on=date(2026, 3, 10),
                deadline_on=date(2026, 3, 20), facts="Téléphone remis.", contemplated_measure="Retrait.")  # fmt: skip
    case = step(case, "record_observations", house.agent, paris(2026, 3, 13), mode="written",
                observations_on=date(2026, 3, 12), observations="Je regrette.")  # fmt: skip
    return drafted(house, case, outcome, paris(2026, 3, 16))


@pytest.mark.parametrize(("outcome", "status"), [("suspension", Status.SUSPENDED), ("withdrawal", Status.WITHDRAWN)])
def test_a_permit_is_suspended_or_withdrawn_after_hearing_its_holder(house, outcome, status):
    permit = granted(house).permit
    case = step(measured(house, permit, outcome), "submit", house.agent, paris(2026, 3, 16, 12))
    case = step(case, "sign", house.chief_of_staff, paris(2026, 3, 17))
    case = step(case, "notify", house.agent, paris(2026, 3, 18), notified_at=paris(2026, 3, 17, 16), mode="by_hand",
                reference="Remis")  # fmt: skip
    assert status_on(Permit.objects.get(pk=permit.pk), date(2026, 3, 18)) == status
    if outcome == "suspension":
        # Thirty days, the day of the notification included.
        assert case.deadlines.get(code="measure_end").due_on == date(2026, 4, 15)
        step(case, "lift", house.head, paris(2026, 3, 25), reason="Excuses acceptées.")
        assert status_on(Permit.objects.get(pk=permit.pk), date(2026, 3, 25)) != Status.SUSPENDED


def test_a_suspension_says_how_long_it_lasts(house):
    case = measured(house, granted(house).permit, "suspension", days=None)
    assert "La durée de la suspension n'est pas indiquée." in blocking(case, paris(2026, 3, 17))


def test_a_visit_is_restricted_kept_out_of_the_register_and_kept_a_year():
    for code in (visits.PERMIT, visits.MEASURE):
        procedure = registry.procedure(code)
        assert (procedure.sensitivity, bool(procedure.kept_out_of_register)) == ("restricted", True)
        assert procedure.retention == "detainee_visit.retention_months"
    assert "detainee_name" not in visits.VisitForm.base_fields


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"stay_to": "2026-02-01"}, "stay_to"), ({"detainee_ref": ""}, "detainee_ref"), ({"checks_on": ""}, "checks_on"),
     ({"ward_type": "clinic"}, "ward_type")],
)  # fmt: skip
def test_a_request_that_contradicts_itself_is_refused_beside_its_field(db, time_machine, changes, field):
    time_machine.move_to(paris(2026, 3, 3), tick=False)
    assert visits.VisitForm(VISIT).is_valid()
    assert list(visits.VisitForm({**VISIT, **changes}).errors) == [field]
