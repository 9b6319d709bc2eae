"""The dossier of video protection: what the form refuses, with its article."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from directorate.casework import registry
from directorate.casework.checks import findings_before_signature
from directorate.casework.models import Consultation
from directorate.parameters.operations import load_initial
from directorate.web.errors import DomainError
from police_admin.procedures.video_protection.dossier import DossierForm, prefect_of_the_seat
from tests.factories import COMPANY, VIDEO_ANSWERS, at_signature, drafted, open_video_case, signed, step
from tests.people import paris
from tests.police_admin.pure_dates import dates_of


@pytest.fixture(autouse=True)
def parameters(db):
    load_initial(at=paris(2026, 1, 2))


def form(**changes):
    return DossierForm({**VIDEO_ANSWERS, **changes})


def test_a_complete_dossier_is_accepted():
    assert form().is_valid()


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"retention_days": 31}, "retention_days", "L252-5"),
        ({"retention_days": -1}, "retention_days", "supérieure ou égale à 0"),
        ({"cameras_indoor": 0, "cameras_outdoor": 0}, "cameras_indoor", "au moins une caméra"),
        ({"cameras_indoor": "quatre"}, "cameras_indoor", "nombre entier"),
        ({"purposes": []}, "purposes", "L251-2"),
        ({"purposes": ["curiosity"]}, "purposes", "curiosity"),
        ({"site_type": "moon"}, "site_type", "moon"),
        ({"cameras_public_road": 2}, "cameras_public_road", "autorités publiques"),
        ({"site_type": "public_road"}, "applicant_quality", "L251-2"),
        ({"site_type": "shop_surroundings"}, "applicant_quality", "L251-2"),
        ({"responsible": ""}, "responsible", "obligatoire"),
    ],
)
def test_a_dossier_against_the_law_is_refused_beside_its_field(changes, field, sentence):
    refused = form(**changes)
    assert list(refused.errors) == [field]
    assert sentence in refused.errors[field][0]


@pytest.mark.parametrize(
    "changes",
    [
        {"site_type": "public_road", "applicant_quality": "public_authority", "cameras_public_road": 12},
        {"site_type": "shop_surroundings", "applicant_quality": "trader", "cameras_public_road": 1},
        {"retention_days": 0},
        {"retention_days": 30},
    ],
)
def test_what_the_law_allows_is_accepted(changes):
    assert form(**changes).is_valid()


def findings(case, at):
    return findings_before_signature(case, registry.procedure(case.procedure_code), at)


def test_a_private_person_does_not_watch_the_public_road(house):
    answers = {"site_type": "public_road", "applicant_quality": "public_authority", "cameras_public_road": 2}
    case = drafted_grant(house, open_video_case(house, answers=answers))
    assert "Le demandeur n'est pas une autorité publique." in [
        finding.message for finding in findings(case, paris(2026, 3, 5)) if finding.blocking
    ]
    town = drafted_grant(house, open_video_case(house, answers=answers, party={**COMPANY, "kind": "town"}))
    assert "Le demandeur n'est pas une autorité publique." not in [
        finding.message for finding in findings(town, paris(2026, 3, 5))
    ]


def drafted_grant(house, case):
    case = step(case, "declare_complete", house.agent, paris(2026, 3, 3))
    return drafted(house, case, "grant", paris(2026, 3, 4))


def test_a_site_on_the_orly_platform_is_for_the_prefect_of_police(house):
    place = {"name": "Boutique", "address": "Orly 4", "on_orly_platform": True}
    case = drafted_grant(house, open_video_case(house, place=place))
    assert any("préfet de police" in finding.message for finding in findings(case, paris(2026, 3, 5)))


def test_posters_forgotten_are_said_and_do_not_block(house):
    case = at_signature(house, open_video_case(house, answers={"sign_posted": False}))
    said = [finding for finding in findings(case, paris(2026, 4, 15)) if "affiches" in finding.message]
    assert [finding.blocking for finding in said] == [False]


@pytest.mark.parametrize(
    ("code", "renews", "sentence"),
    [
        ("video_protection_renewal", False, "numéro du titre à renouveler"),
        ("video_protection_authorisation", True, "ne renouvelle pas"),
    ],
)
def test_only_a_renewal_names_a_permit_and_it_must(house, code, renews, sentence):
    permit = signed(house).permit if renews else None
    with pytest.raises(DomainError, match=sentence) as refusal:
        open_video_case(house, code=code, renews=permit, at=paris(2026, 4, 16))
    assert refusal.value.field == "renews"


def test_a_permit_is_renewed_by_one_case_at_a_time(house):
    permit = signed(house).permit
    open_video_case(house, code="video_protection_renewal", renews=permit, at=paris(2026, 4, 16))
    with pytest.raises(DomainError, match="2026-VPR-00001"):
        open_video_case(house, code="video_protection_renewal", renews=permit, at=paris(2026, 4, 17))


def test_the_permit_says_that_its_renewal_is_asked_until_the_request_comes_to_nothing(house):
    permit = signed(house).permit
    case = open_video_case(
        house, code="video_protection_renewal", renews=permit, received_on=date(2026, 4, 16), at=paris(2026, 4, 16)
    )
    permit.refresh_from_db()
    assert permit.renewal_asked_on == date(2026, 4, 16)
    step(case, "withdraw_by_applicant", house.agent, paris(2026, 4, 20), withdrawn_on=date(2026, 4, 20))
    permit.refresh_from_db()
    assert permit.renewal_asked_on is None


# --- several departments ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "to"),
    [
        ({}, None),
        ({"departments": ["77"], "seat_department": "94"}, None),
        ({"departments": ["77", "Paris"], "seat_department": "75"}, "préfet de police"),
        ({"departments": ["77"], "seat_department": "other"}, "préfet du département du siège du demandeur"),
        # Within the department, the seat changes nothing: the prefect of the place is competent.
        ({"departments": [], "seat_department": "other"}, None),
    ],
)
def test_a_system_of_several_departments_is_a_matter_of_the_seat(answers, to):
    found = prefect_of_the_seat(answers)
    assert (found.to if found else None) == to
    assert found is None or found.article == "CSI, art. L252-1"


@pytest.mark.parametrize("departments", ["77", "77\nSeine-et-Marne\nVal-de-Marne\n94"])
def test_the_seat_is_asked_of_a_system_of_several_departments_and_ours_is_not_another(departments):
    refused = form(departments=departments)
    assert list(refused.errors) == ["seat_department"]
    accepted = form(departments=departments, seat_department="94")
    assert accepted.is_valid() and "94" not in accepted.cleaned_data["departments"]
    assert form(departments="94\nval de marne").is_valid()


def test_such_a_request_is_forwarded_with_its_letter_and_never_decided(house):
    case = open_video_case(house, answers={"departments": ["77"], "seat_department": "other"})
    case = step(case, "redirect", house.agent, paris(2026, 3, 3))
    assert case.stage == "redirected"
    assert case.letters.filter(purpose="redirect_notice").exists()


def test_an_order_says_to_whom_else_it_is_known(house):
    case = open_video_case(house, answers={"departments": ["77"], "seat_department": "94"})
    decision = drafted_grant(house, case).decision
    assert "préfets des autres départements" in str(decision.articles) and "77" in str(decision.articles)


# --- the time of the commission -----------------------------------------------------------------------------


def commission_date(on: date, answered_on: date | None = None, **answers):
    row = SimpleNamespace(
        pk=1, code="cdvp", asked_on=date(2026, 1, 31), due_on=date(2026, 4, 14), opinion="", answered_on=answered_on,
        is_given=True, agenda_item_id=1, body_label="CDVP", get_opinion_display=lambda: "Favorable",
    )  # fmt: skip
    at = paris(on.year, on.month, on.day)
    found = dates_of(
        "video_protection_authorisation", answers, received_on=date(2026, 1, 5), at=at, consultations=[row]
    )
    return found["commission_opinion"]


@pytest.mark.parametrize(
    ("answers", "due_on"),
    [({}, date(2026, 4, 30)), ({"commission_extension_on": "2026-04-20"}, date(2026, 5, 31))],
)
def test_the_commission_has_three_months_and_one_more_when_it_asks(answers, due_on):
    assert commission_date(date(2026, 4, 1), **answers).due_on == due_on
    assert commission_date(due_on, **answers).state == "running"
    assert commission_date(due_on + timedelta(days=1), **answers).state == "passed"
    assert commission_date(date(2026, 6, 1), answered_on=due_on, **answers).state == "met"


def test_a_commission_that_is_asked_no_more_has_no_term():
    row = SimpleNamespace(
        pk=1, code="cdvp", asked_on=date(2026, 1, 31), due_on=date(2026, 4, 14), agenda_item_id=1, body_label="CDVP",
        opinion=Consultation.Opinion.REVOKED, answered_on=date(2026, 2, 1), is_given=False,
        get_opinion_display=lambda: "Demande retirée",
    )  # fmt: skip
    found = dates_of(
        "video_protection_authorisation", {}, received_on=date(2026, 1, 5), at=paris(2026, 3, 1), consultations=[row]
    )
    assert "commission_opinion" not in found
