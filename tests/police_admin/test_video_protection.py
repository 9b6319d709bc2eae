"""The dossier of video protection: what the form refuses, with its article."""

from datetime import date

import pytest

from directorate.casework import registry
from directorate.casework.checks import findings_before_signature
from directorate.parameters.operations import load_initial
from directorate.web.errors import DomainError
from police_admin.procedures.video_protection.dossier import DossierForm
from tests.factories import COMPANY, VIDEO_ANSWERS, at_signature, drafted, open_video_case, signed, step
from tests.people import paris


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
