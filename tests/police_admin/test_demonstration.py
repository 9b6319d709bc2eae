"""Declarations of demonstrations: example E6 of the domain note, receipt, change of route after a hearing."""

from datetime import date

import pytest

from directorate.casework import registry
from directorate.casework.errors import NotReady
from directorate.casework.operations import publish_issue
from directorate.documents.markup import plain_text
from directorate.registers.models import RegisterIssue
from directorate.web.errors import DomainError, NotAllowed
from police_admin.procedures.public_gatherings.demonstration import DemonstrationForm
from tests.factories import DEMONSTRATION_ANSWERS, complete, drafted, open_demonstration, step, unheard
from tests.people import paris


@pytest.mark.parametrize(
    ("filed_on", "verdict"),
    [
        (date(2026, 4, 29), {"early": True, "late": False, "franc_days": 16}),
        (date(2026, 4, 30), {"early": False, "late": False, "franc_days": 15}),
        (date(2026, 5, 12), {"early": False, "late": False, "franc_days": 3}),
        (date(2026, 5, 13), {"early": False, "late": True, "franc_days": 2}),
    ],
)
def test_the_filing_window_is_three_to_fifteen_clear_days(house, filed_on, verdict):
    filing = open_demonstration(house, received_on=filed_on).deadlines.get(code="filing")
    assert {name: filing.computation[name] for name in verdict} == verdict
    assert filing.due_on == date(2026, 5, 12)


def test_a_late_declaration_still_gets_its_receipt(house):
    case = open_demonstration(house, received_on=date(2026, 5, 14))
    case = step(case, "issue_receipt", house.agent, paris(2026, 5, 14))
    assert (case.stage, case.is_open) == ("receipt_issued", True)
    letter = case.letters.get(purpose="receipt").letter
    text = plain_text(letter.html)
    assert "16 mai 2026 à 14 h 00" in text
    assert "ne vaut pas autorisation" in text
    assert letter.signature_block.startswith("Pour le préfet et par délégation,")
    case = step(case, "close_after_event", house.agent, paris(2026, 5, 18))
    assert (case.stage, case.is_open) == ("closed", False)


def test_the_receipt_is_issued_once(house):
    case = step(open_demonstration(house), "issue_receipt", house.head, paris(2026, 5, 4))
    case = step(case, "draft_decision", house.agent, paris(2026, 5, 5), outcome="prescriptions")
    case = step(case, "resume_review", house.agent, paris(2026, 5, 5))
    assert case.stage == "receipt_issued"
    assert case.letters.filter(purpose="receipt").count() == 1


def test_the_declaration_is_seen_by_the_bureau_and_the_authorities_only(house):
    assert open_demonstration(house).sensitivity == "restricted"


HEARING = {"facts": "Contre-manifestation annoncée.", "contemplated_measure": "Itinéraire modifié."}


def test_a_change_of_route_hears_the_organisers_then_is_signed_notified_and_published(house):
    case = step(open_demonstration(house), "issue_receipt", house.head, paris(2026, 5, 4))
    case = step(
        case, "request_opinion", house.agent, paris(2026, 5, 5), opinion="police_assessment",
        organisation=house.police_service,
    )  # fmt: skip
    assert case.stage == "receipt_issued"
    case = step(
        case, "record_opinion", house.agent, paris(2026, 5, 6), consultation=case.consultations.get(),
        opinion="unfavourable", comment="Contre-manifestation annoncée au même endroit.",
    )  # fmt: skip
    bare = step(case, "draft_decision", house.agent, paris(2026, 5, 6), outcome="prescriptions")
    with pytest.raises(NotReady, match="à compléter.* La procédure contradictoire n'a pas été engagée"):
        step(bare, "submit", house.agent, paris(2026, 5, 6))
    case = step(bare, "resume_review", house.agent, paris(2026, 5, 6))
    case = step(case, "invite_to_hearing", house.agent, paris(2026, 5, 6), deadline_on=date(2026, 5, 14), **HEARING)
    assert case.stage == "hearing"
    assert "14 mai 2026" in plain_text(case.letters.get(purpose="hearing_invitation").letter.html)
    case = step(
        case, "record_observations", house.agent, paris(2026, 5, 7), mode="oral", observations_on=date(2026, 5, 7),
        observations="Refus de changer d'itinéraire.",
    )  # fmt: skip
    case = drafted(house, case, "prescriptions", paris(2026, 5, 7))
    assert any("observations présentées le 7 mai 2026" in visa for visa in case.decision.visas)
    assert "place de la Mairie" in case.decision.articles[0]
    case = step(case, "submit", house.agent, paris(2026, 5, 7))
    case = step(case, "sign", house.chief_of_staff, paris(2026, 5, 7, 15, 0))
    case = step(
        case, "notify", house.agent, paris(2026, 5, 7, 18, 0), notified_at=paris(2026, 5, 7, 17, 0),
        mode="police_report", reference="PV 2026/551",
    )  # fmt: skip
    publish_issue(issue=RegisterIssue.objects.get(), published_on=date(2026, 5, 8), by=house.head, at=paris(2026, 5, 8))
    case.refresh_from_db()
    assert (case.stage, case.outcome) == ("in_execution", "prescriptions")
    assert step(case, "close_after_event", house.agent, paris(2026, 5, 18)).stage == "closed"


def test_observations_that_convince_give_the_declaration_its_road_back(house):
    case = step(open_demonstration(house), "declare_complete", house.agent, paris(2026, 5, 4))
    case = step(case, "invite_to_hearing", house.agent, paris(2026, 5, 4), deadline_on=date(2026, 5, 12), **HEARING)
    case = step(case, "resume_review", house.agent, paris(2026, 5, 5))
    assert case.stage == "review"
    case = step(case, "invite_to_hearing", house.agent, paris(2026, 5, 5), deadline_on=date(2026, 5, 13), **HEARING)
    # The receipt is due whatever is contemplated.
    assert step(case, "issue_receipt", house.agent, paris(2026, 5, 5)).stage == "receipt_issued"


def test_what_was_said_of_other_facts_is_not_an_answer_to_these(house):
    case = step(open_demonstration(house), "issue_receipt", house.head, paris(2026, 5, 4))
    case = step(case, "invite_to_hearing", house.agent, paris(2026, 5, 4), deadline_on=date(2026, 5, 12), **HEARING)
    case = step(case, "record_observations", house.agent, paris(2026, 5, 5), mode="written", observations="Non.")
    case = step(case, "resume_review", house.agent, paris(2026, 5, 5))
    case = step(case, "invite_to_hearing", house.agent, paris(2026, 5, 6), deadline_on=date(2026, 5, 14), **HEARING)
    assert (case.hearing.mode, case.hearing.observations_on, case.hearing.observations) == ("", None, "")
    case = drafted(house, case, "prescriptions", paris(2026, 5, 7))
    with pytest.raises(NotReady, match="il court jusqu'au 14/05/2026"):
        step(case, "submit", house.agent, paris(2026, 5, 7))


def test_the_hearing_is_set_aside_for_a_reason_that_the_act_states(house):
    case = step(open_demonstration(house), "declare_complete", house.agent, paris(2026, 5, 4))
    with pytest.raises(NotAllowed):
        step(case, "waive_hearing", house.agent, paris(2026, 5, 5), exception="urgency", exception_reason="Imminence.")
    case = drafted(house, unheard(house, case, paris(2026, 5, 5)), "prescriptions", paris(2026, 5, 5))
    assert any("(urgence) : Événement dans peu de jours." in ground for ground in case.decision.grounds)
    assert step(case, "submit", house.agent, paris(2026, 5, 5)).stage == "signature"


def test_a_ban_is_a_measure_of_its_own(house):
    assert [outcome.code for outcome in registry.procedure("street_demonstration_declaration").outcomes] == [
        "prescriptions"
    ]


def test_a_declaration_withdrawn_after_its_receipt_is_closed(house):
    case = step(open_demonstration(house), "issue_receipt", house.head, paris(2026, 5, 4))
    assert not step(case, "withdraw_by_applicant", house.agent, paris(2026, 5, 6)).is_open
    with pytest.raises(DomainError):
        step(case, "close_after_event", house.agent, paris(2026, 5, 18))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"organisers": ""}, "organisers"),
        ({"organisers": "Gaspard Tellier"}, "organisers"),
        ({"ends_at": "2026-05-16T13:00"}, "ends_at"),
        ({"moving": True, "route": ""}, "route"),
        ({"expected_people": 0}, "expected_people"),
        ({"starts_at": "samedi"}, "starts_at"),
    ],
)
def test_a_declaration_without_what_the_law_asks_is_refused(changes, field):
    answers = {**DEMONSTRATION_ANSWERS, "starts_at": "2026-05-16T14:00", "ends_at": "2026-05-16T18:00"}
    assert DemonstrationForm(answers).is_valid()
    assert list(DemonstrationForm({**answers, **changes}).errors) == [field]


def test_the_facts_are_the_writers_own():
    assert "[à compléter" not in complete("Considérant que [à compléter : faits] ;")
