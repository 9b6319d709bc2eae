"""Competence elsewhere: the request is registered, forwarded, and the applicant is told where."""

from datetime import date
from types import SimpleNamespace

import pytest

from directorate.casework import competence, registry
from directorate.casework.forms import transition_form
from directorate.casework.operations import open_case
from directorate.documents.markup import plain_text
from directorate.web.errors import DomainError
from police_admin.procedures.redirections import PROCEDURES
from tests.factories import PERSON, step
from tests.people import paris
from tests.police_admin.pure_dates import value_on

# Codes of the domain note, section 7bis and the blocks marked X: none of them is forgotten.
NOTED = {
    "temporary_outlet_redirect", "paid_event_over_1500", "police_drone_request", "weapon_carry_permit_redirect",
    "instructor_diploma_redirect", "taxi_parking_licence_follow_up", "vtc_operator_register",
    "charity_lottery_redirect", "casino_gaming_opinion", "liquidation_sale_redirect", "unpacking_sale_redirect",
    "estate_agent_card_redirect", "itinerant_trader_card_redirect", "private_security_redirect",
}  # fmt: skip
OPEN = [procedure for procedure in PROCEDURES if procedure.active]


def opened(house, code, **more):
    return open_case(
        **{
            "procedure_code": code, "party": PERSON, "answers": {"request": "Renouvellement de ma carte"},
            "received_on": date(2026, 3, 2), "channel": "post", "by": house.agent, "at": paris(2026, 3, 2), **more,
        }
    )  # fmt: skip


def forwarded(house, code, **more):
    return step(opened(house, code, **more), "redirect", house.agent, paris(2026, 3, 3))


def test_every_matter_of_the_note_is_in_the_table():
    assert {procedure.code for procedure in PROCEDURES} == NOTED
    assert all(registry.procedure(code).redirection for code in NOTED)


@pytest.mark.parametrize("procedure", OPEN, ids=lambda procedure: procedure.code)
def test_a_redirected_request_is_closed_with_a_letter(house, procedure):
    case = forwarded(house, procedure.code)
    assert (case.stage, case.is_open, case.redirected_to) == ("redirected", False, procedure.redirection.to)
    text = plain_text(case.letters.get().letter.html)
    assert procedure.redirection.to in text
    assert procedure.redirection.explanation in text


@pytest.mark.parametrize(
    ("code", "since"),
    [
        ("itinerant_trader_card_redirect", date(2010, 3, 10)),
        ("private_security_redirect", date(2012, 1, 1)),
        ("liquidation_sale_redirect", date(2014, 7, 1)),
        ("charity_lottery_redirect", date(2015, 2, 17)),
        ("estate_agent_card_redirect", date(2015, 7, 1)),
        ("temporary_outlet_redirect", None),
    ],
)
def test_the_day_of_a_transfer_is_that_of_the_note(code, since):
    assert registry.procedure(code).redirection.since == since


@pytest.mark.parametrize(
    ("code", "on_orly", "to"),
    [
        ("paid_event_over_1500", False, "mairie de Vincennes"),  # E15 (i)
        ("paid_event_over_1500", True, "préfet de police"),
        ("police_drone_request", False, "préfet de police"),  # E15 (v)
        ("temporary_outlet_redirect", True, "mairie de Vincennes"),
        ("estate_agent_card_redirect", True, "chambre de commerce et d'industrie"),
    ],
)
def test_a_mayor_is_named_and_the_platform_of_orly_is_for_the_prefect_of_police(house, code, on_orly, to):
    place = {"name": "Salle", "address": "1 rue du Lac", "on_orly_platform": on_orly}
    case = opened(house, code, commune=house.vincennes, place=place)
    form = transition_form("redirect")(
        case=case, procedure=registry.procedure(code), by=house.agent, at=paris(2026, 3, 3)
    )
    assert form.fields["to"].initial == to
    assert step(case, "redirect", house.agent, paris(2026, 3, 3)).redirected_to == to


@pytest.mark.parametrize(
    ("stand", "on_orly", "to"),
    [
        ("commune", False, "mairie de la commune de stationnement"),
        ("paris", False, "préfet de police"),
        ("airport", False, "préfet compétent sur l'aéroport ou la gare"),
        ("airport", True, "préfet de police"),
        ("station", False, "préfet compétent sur l'aéroport ou la gare"),
        ("", False, "mairie de la commune de stationnement"),
    ],
)
def test_a_taxi_stands_under_the_authority_of_its_place(monkeypatch, stand, on_orly, to):
    monkeypatch.setattr(competence, "parameter", value_on)
    monkeypatch.setattr(competence, "with_its_mayor", lambda known, case: known)
    place = SimpleNamespace(on_orly_platform=on_orly)
    case = SimpleNamespace(answers={"request": "Stationner", "stand": stand}, place_id=1, place=place)
    procedure = registry.procedure("taxi_parking_licence_follow_up")
    assert competence.competent_body(case, procedure, date(2026, 3, 2)).to == to


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"listed_on": "2025-06-15"}, ["avant le 15 juin 2026", "12 mois"]),
        # Five years, then three months back; a licence of before the law of 2014 has no term.
        ({"licensed_on": "2021-08-31"}, ["au plus tard le 31 mai 2026"]),
        ({"licensed_on": "2014-09-30"}, []),
        ({}, []),
    ],
)
def test_a_taxi_driver_is_told_where_to_ask_and_by_when(house, answers, told):
    case = forwarded(
        house, "taxi_parking_licence_follow_up", commune=house.vincennes,
        answers={"request": "Stationner à Vincennes", "stand": "commune", **answers},
    )  # fmt: skip
    text = plain_text(case.letters.get().letter.html)
    assert "mairie de Vincennes" in text
    assert [words for words in told if words not in text] == []
    assert ("liste d'attente est publique" in text, "ne peut être cédée" in text) == (
        "listed_on" in answers,
        answers.get("licensed_on", "") > "2014-10-01",
    )
    assert {row.code: row.state for row in case.deadlines.all()} == dict.fromkeys(
        ["stand_list"] * ("listed_on" in answers) + ["stand_renewal"] * (len(told) == 1), "met"
    )


def test_on_the_platform_of_orly_the_letter_does_not_speak_of_the_mayor(house):
    place = {"name": "Terminal 4", "address": "Orly", "on_orly_platform": True}
    case = forwarded(house, "paid_event_over_1500", commune=house.vincennes, place=place)
    text = plain_text(case.letters.get().letter.html)
    assert "plate-forme de Paris-Orly" in text
    assert "maire" not in text


def test_a_clerk_may_name_another_body(house):
    case = step(
        opened(house, "charity_lottery_redirect"), "redirect", house.agent, paris(2026, 3, 3), to="mairie de Thiais"
    )
    assert case.redirected_to == "mairie de Thiais"


def test_a_matter_that_does_not_arise_here_is_closed_to_new_cases(house):
    with pytest.raises(DomainError, match="n'est plus ouverte"):
        opened(house, "casino_gaming_opinion")
