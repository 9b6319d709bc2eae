"""Flights: shows in two steps, drones ten days before, landings that stay occasional, releases far from aerodromes."""

from datetime import date
from types import SimpleNamespace

import pytest

from directorate.casework import registry
from directorate.casework.errors import NotReady
from directorate.casework.models import Case
from directorate.casework.operations import open_case
from directorate.documents.markup import plain_text
from police_admin.procedures.air import drones, imagery, places, show
from tests.factories import COMPANY, drafted, needed_pieces, step, unheard
from tests.people import paris
from tests.police_admin.pure_dates import dates_of

INTENT, SHOW, DRONE = "air_show_intent", "air_show_authorisation", "drone_populated_area_declaration"
RELEASE, HELIPAD = "balloons_lanterns_release", "helisurface_in_built_up_area"
EVENT = {"starts_at": "2026-06-07T14:00:00+02:00", "ends_at": "2026-06-07T20:00:00+02:00", "communes": ["94028"]}
TYPED = {**EVENT, "starts_at": "2026-06-07T14:00", "ends_at": "2026-06-07T20:00"}
MEANT = {
    "event_name": "Les Ailes du Lac", "kind": "show", "site": "Prairie du Lac", "route": "Axe est-ouest",
    "public_call": True, "spectators_per_day": 2500, "military": False, "departments": [],
}  # fmt: skip
FILE = {**MEANT, "intent": "2026-AVL-00001", "flight_director": "M. Garnier", "aircraft": ["Deux biplans"]}
FLIGHT = {
    "operator_no": "FRA7k2", "category": "open_pro", "uas_id": "Orion 2", "mass_g": 900, "height_max_m": 90,
    "purpose": "Toiture", "built_up_m": 0, "crowd_m": None, "sites": ["Rue du Port"], "route": "", "slots": ["Matin"],
    "restricted_zone": False, "late_reason": "",
}  # fmt: skip
LANDING = {
    "site": "Toiture", "route": "", "built_up": True, "purpose": "Antenne", "aircraft": "H125", "movements_day": 19,
    "movements_year": 199, "occupier_agrees": True,
}  # fmt: skip
BALLOONS = {
    "occasion": "Fête de l'école", "kind": "balloons", "number": 300, "site": "Cour", "route": "", "aerodrome_km": 14,
    "biodegradable": True,
}  # fmt: skip
OVERFLIGHT = {
    "area": "Lignes électriques", "route": "Le long des lignes", "purpose": "Réseau", "aircraft": "AS355",
    "height_min_m": 60, "engines": "several",
}  # fmt: skip


@pytest.fixture()
def house(same_house):
    return same_house


def opened(house, code, answers, *, received_on=date(2026, 4, 20), **more):
    return open_case(
        **{
            "procedure_code": code, "party": COMPANY, "answers": {**EVENT, **answers}, "received_on": received_on,
            "channel": "email", "commune": house.creteil, "caseworker": house.agent, "by": house.agent,
            "at": paris(received_on.year, received_on.month, received_on.day),
            "received_pieces": needed_pieces(code, answers, received_on), **more,
        }
    )  # fmt: skip


def errors(form_class, answers, **changes):
    return list(form_class({**TYPED, **answers, **changes}).errors)


def complete(house, case):
    return step(case, "declare_complete", house.agent, paris(2026, 4, 20, 12))


# --- shows --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({}, []),
        ({"public_call": "", "spectators_per_day": 5000}, ["public_call"]),
        ({"public_call": "", "spectators_per_day": 5001}, []),
        ({"ends_at": "2026-06-07T13:00"}, ["ends_at"]),
    ],
)
def test_a_show_calls_the_public_or_gathers_more_than_five_thousand_people_a_day(house, changes, wrong):
    assert errors(show.IntentForm, MEANT, **changes) == wrong


@pytest.mark.parametrize(
    ("kind", "latest"),
    [
        ("show", date(2026, 4, 23)),
        ("single", date(2026, 5, 8)),
        ("small", date(2026, 5, 18)),
        ("models", date(2026, 5, 18)),
    ],
)
def test_the_full_file_comes_as_early_as_the_nature_of_the_show_asks(kind, latest):
    found = dates_of(SHOW, {**EVENT, **FILE, "kind": kind}, received_on=latest, at=paris(2026, 5, 20))
    assert (found["full_file"].due_on, found["full_file"].state) == (latest, "met")
    late = dates_of(SHOW, {**EVENT, **FILE, "kind": kind}, received_on=date(2026, 5, 19), at=paris(2026, 5, 20))
    assert late["full_file"].state == "passed"
    assert found["known_by"].due_on == date(2026, 5, 28)


def test_the_recipients_of_the_intent_have_fifteen_working_days_and_then_do_not_object(house):
    """Asked on 21 April 2026: without 1 May, 8 May and Ascension (14 May), the fifteenth working day is 15 May."""
    intent = complete(house, opened(house, INTENT, MEANT))
    intent = step(intent, "request_opinion", house.agent, paris(2026, 4, 21), opinion="dsac",
                  email="dsac@aviation.invalid")  # fmt: skip
    row = intent.consultations.get()
    assert (row.due_on, row.deemed_if_silent) == (date(2026, 5, 15), "favourable")
    case = SimpleNamespace(answers={**FILE, "intent": intent.reference})
    (found,) = show.nobody_objects(case, paris(2026, 5, 15))
    assert found.blocking and "15 mai 2026" in found.message
    assert show.nobody_objects(case, paris(2026, 5, 16)) == []
    step(intent, "record_opinion", house.agent, paris(2026, 5, 4), consultation=row, opinion="unfavourable",
         comment="Espace réservé ce jour.")  # fmt: skip
    (found,) = show.nobody_objects(case, paris(2026, 5, 5))
    assert not found.blocking and "s'est opposé" in found.message


def test_an_intent_says_to_whom_it_is_still_to_be_sent(house):
    case = complete(house, opened(house, INTENT, {**MEANT, "military": True, "departments": ["Essonne"]}))
    (found,) = show.everybody_is_told(case, paris(2026, 4, 21))
    for body in ("aviation civile", "défense", "État", "autres départements"):
        assert body in found.message
    assert step(case, "issue_receipt", house.agent, paris(2026, 4, 21)).stage == "receipt_issued"


def test_a_file_names_an_intent_that_exists_and_its_clock_runs_from_its_own_receipt(house):
    intent = opened(house, INTENT, MEANT)
    assert errors(show.AirShowForm, FILE, intent="2026-AVL-99999") == ["intent"]
    assert errors(show.AirShowForm, FILE, intent=intent.reference.lower()) == []
    Case.objects.filter(pk=intent.pk).update(sensitivity="secret")
    assert errors(show.AirShowForm, FILE, intent=intent.reference) == ["intent"]
    found = dates_of(SHOW, {**EVENT, **FILE}, received_on=date(2026, 3, 31), at=paris(2026, 4, 1))
    assert (found["silence"].due_on, found["silence"].effect) == (date(2026, 5, 31), "refusal")


# --- drones -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("received_on", "state"), [(date(2026, 5, 28), "met"), (date(2026, 5, 29), "passed")]
)  # fmt: skip
def test_a_flight_is_declared_ten_days_before(received_on, state):
    found = dates_of(DRONE, {**EVENT, **FLIGHT}, received_on=received_on, at=paris(2026, 5, 30))
    assert (found["filing"].due_on, found["filing"].state) == (date(2026, 5, 28), state)
    assert [found[code].due_on.day for code in ("opinions_by", "decision_by", "known_by")] == [3, 5, 6]


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"built_up_m": 49}, []),
        ({"built_up_m": 50}, ["built_up_m"]),
        ({"built_up_m": "", "crowd_m": 10}, ["built_up_m"]),
        ({"category": "sts_01", "built_up_m": "", "crowd_m": 149}, []),
        ({"category": "sts_01", "built_up_m": 60, "crowd_m": 150}, ["built_up_m"]),
    ],
)
def test_a_populated_area_is_near_a_town_or_a_crowd(house, changes, wrong):
    assert errors(drones.DroneForm, FLIGHT, **changes) == wrong


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, []),
        ({"height_max_m": 121}, ["dépasse 120 mètres"]),
        ({"height_max_m": 121, "category": "luc"}, []),
        ({"restricted_zone": True}, ["gestionnaire de l'espace"]),
        ({"late_reason": ""}, []),
    ],
)
def test_what_a_flight_calls_for_is_shown_before_anybody_decides(house, changes, said):
    case = opened(house, DRONE, {**FLIGHT, **changes})
    panel = registry.procedure(DRONE).panels[0].context(case, paris(2026, 4, 21))
    found = [row.message for row in panel["findings"]]
    assert len(found) == len(said)
    assert all(words in message for words, message in zip(said, found, strict=True))


@pytest.mark.parametrize(("reason", "said"), [("", 2), ("Report imposé par la météo", 1)])
def test_a_late_flight_is_justified_or_it_is_said(house, reason, said):
    case = opened(house, DRONE, {**FLIGHT, "late_reason": reason}, received_on=date(2026, 6, 1))
    panel = registry.procedure(DRONE).panels[0].context(case, paris(2026, 6, 1))
    assert len(panel["findings"]) == said
    case = step(case, "issue_receipt", house.agent, paris(2026, 6, 1))
    assert "tardive" in plain_text(case.letters.get(purpose="receipt").letter.html)


def test_a_flight_on_the_platform_of_orly_is_for_the_prefect_of_police(house):
    place = {"name": "Piste", "address": "Orly", "on_orly_platform": True}
    case = opened(house, DRONE, FLIGHT, place=place)
    with pytest.raises(NotReady, match="préfet de police"):
        step(case, "issue_receipt", house.agent, paris(2026, 4, 21))
    assert step(case, "redirect", house.agent, paris(2026, 4, 21)).redirected_to == "préfet de police"


def test_a_flight_is_forbidden_before_it_and_the_ban_published(house):
    case = unheard(house, complete(house, opened(house, DRONE, FLIGHT)), paris(2026, 4, 21))
    case = drafted(house, case, "ban", paris(2026, 4, 21))
    case = step(case, "submit", house.agent, paris(2026, 4, 21))
    case = step(case, "sign", house.chief_of_staff, paris(2026, 4, 22))
    case = step(case, "notify", house.agent, paris(2026, 4, 23), notified_at=paris(2026, 4, 23), mode="police_report",
                reference="PV 2026/551")  # fmt: skip
    assert (case.stage, case.deadlines.get(code="known_by").state) == ("notified", "met")
    text = plain_text(case.decision.letter.html)
    assert "Est interdit le vol d'aéronef sans équipage à bord" in text


# --- places and low flights ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({}, []),
        ({"movements_day": 20}, ["movements_day"]),
        ({"movements_year": 200}, ["movements_year"]),
        ({"built_up": ""}, ["built_up"]),
    ],
)
def test_a_helisurface_stays_occasional_and_is_authorised_in_town_only(house, changes, wrong):
    assert errors(places.HelisurfaceForm, LANDING, **changes) == wrong


@pytest.mark.parametrize(("outcome", "blocked"), [("grant", True), ("refusal", False)])
def test_nobody_lands_without_the_agreement_of_the_occupier(house, outcome, blocked):
    case = complete(house, opened(house, HELIPAD, {**LANDING, "occupier_agrees": False}))
    case = step(case, "request_opinion", house.agent, paris(2026, 4, 21), opinion="dsac", email="dsac@aviation.invalid")
    case = step(case, "record_opinion", house.agent, paris(2026, 4, 24), consultation=case.consultations.get(),
                opinion="favourable")  # fmt: skip
    case = drafted(house, case, outcome, paris(2026, 4, 27))
    if not blocked:
        assert step(case, "submit", house.agent, paris(2026, 4, 27)).stage == "signature"
        return
    with pytest.raises(NotReady, match="accord du propriétaire"):
        step(case, "submit", house.agent, paris(2026, 4, 27))


@pytest.mark.parametrize(("ends_at", "wrong"), [("2027-06-07T20:00", []), ("2027-06-08T08:00", ["ends_at"])])
def test_a_low_flight_is_asked_for_a_year_at_most(house, ends_at, wrong):
    assert errors(places.OverflightForm, OVERFLIGHT, ends_at=ends_at) == wrong


@pytest.mark.parametrize("code", ["ultralight_platform", "private_aerodrome_helistation"])
def test_a_place_that_stays_is_no_event_and_waits_for_two_months(code):
    assert not registry.procedure(code).event_field
    found = dates_of(code, {}, received_on=date(2026, 4, 20), at=paris(2026, 4, 20))
    assert set(found) == {"silence"}
    assert found["silence"].due_on == date(2026, 6, 20)


@pytest.mark.parametrize(("home", "redirected"), [("here", False), ("elsewhere", True)])
def test_images_are_for_the_prefect_of_the_operator(home, redirected):
    assert (imagery.competent_instead({"home": home}) is not None) is redirected


# --- releases -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kilometres", "given"), [(8, True), (7, False)])
def test_nothing_is_released_near_an_aerodrome(house, kilometres, given):
    case = opened(house, RELEASE, {**BALLOONS, "aerodrome_km": kilometres})
    if given:
        assert step(case, "issue_receipt", house.agent, paris(2026, 4, 21)).stage == "receipt_issued"
        return
    with pytest.raises(NotReady, match="moins de 8 km"):
        step(case, "issue_receipt", house.agent, paris(2026, 4, 21))
