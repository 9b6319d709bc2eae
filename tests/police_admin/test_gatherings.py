"""Gatherings: orders bounded in time and place, declarations counted back from the event, guards, collections."""

from datetime import date
from types import SimpleNamespace

import pytest

from directorate.casework import registry
from directorate.casework.errors import NotReady
from directorate.casework.operations import open_case, publish_issue
from directorate.documents.markup import plain_text
from directorate.registers.models import RegisterIssue
from police_admin.procedures.events import has_not_begun
from police_admin.procedures.public_gatherings import (
    festive_music,
    fundraising,
    large_event,
    paid_event,
    street_collection,
)
from police_admin.procedures.public_gatherings.dossier import firm_is_authorised
from police_admin.procedures.public_gatherings.perimeter import PerimeterForm
from police_admin.procedures.public_gatherings.private_guards import PatDownForm, RoadForm
from police_admin.procedures.public_gatherings.weapons_ban import ObjectsBanForm
from tests.factories import COMPANY, drafted, needed_pieces, open_demonstration, step
from tests.people import paris
from tests.police_admin.pure_dates import dates_of, value_on

OBJECTS, PERIMETER = "weapons_and_objects_ban_order", "protection_perimeter"
MUSIC, LARGE, GUARDS = "festive_music_gathering_declaration", "large_event_security_file", "guards_on_public_road"
EVENT = {"starts_at": "2026-06-07T14:00:00+02:00", "ends_at": "2026-06-07T20:00:00+02:00", "communes": ["94028"]}
TYPED = {**EVENT, "starts_at": "2026-06-07T14:00", "ends_at": "2026-06-07T20:00"}
CIRCUMSTANCES = {
    "facts": ["1er juin 2026 : appel à venir équipé"], "report_references": [], "perimeter": "Place de la gare",
}  # fmt: skip
OBJECTS_BAN = {
    **CIRCUMSTANCES, "declaration": "", "purpose": "Contre le passage des camions", "applies_from": "2026-06-06T14:00",
    "objects": ["Boules de pétanque"],
}  # fmt: skip
BOUNDS = {
    **CIRCUMSTANCES, "site": "Foire des quais", "access_points": ["Porte nord"], "access_rules": "Sur justificatif",
    "verifications": ["bags"], "agents": ["police"], "mayor_agrees": False, "former_order": "",
}  # fmt: skip
FESTIVE = {
    "event_name": "Nuit de la Halle", "place_description": "Halle de tri", "route": "", "amplified": True,
    "advertised": True, "risky_place": True, "expected_people": 900, "good_practice": False, "security": "Vingt agents",
    "hygiene": "Dix toilettes", "prevention": "Un stand", "measures": "to_examine", "concertation_on": None,
    "formal_notice_on": None,
}  # fmt: skip
BIG = {
    "event_name": "Fête du Lac", "kind": "concert", "place_description": "Esplanade", "route": "",
    "expected_people": 3000, "paid": True, "open_air": True, "stewards": 40, "first_aid": "Douze secouristes",
    "access": "Trois entrées", "evacuation": "Au-delà de 60 km/h", "recommendations": [],
}  # fmt: skip
FIRM = {
    "firm": "Gardia 94", "firm_authorisation": "AUT-094-2122", "authorised_until": "2026-12-31",
    "agents": ["Maud Rivoire, CAR-1"], "places": ["Rue du Port"],
}  # fmt: skip
ROAD = {**FIRM, "guarded": "Commerces", "client": "Union des commerçants", "reasons": "Effractions", "armed": False}
QUEST = {
    "cause": "Recherche", "calendar": "national", "calendar_from": "2026-06-05", "calendar_to": "2026-06-08",
    "collectors": 20, "places": ["Place du Marché"], "use_of_funds": "Matériel",
}  # fmt: skip
APPEAL = {
    "object": "Secours", "seat": "here", "campaign_from": "2026-06-01", "campaign_to": "2026-09-01",
    "means": ["internet"], "before_last_year": "0", "last_year": "153000.01", "this_year": "0",
}  # fmt: skip


@pytest.fixture()
def house(same_house):
    return same_house


def opened(house, code, answers, *, received_on=date(2026, 4, 20), **more):
    return open_case(
        **{
            "procedure_code": code, "party": COMPANY, "answers": {**EVENT, **answers}, "received_on": received_on,
            "channel": "email", "commune": house.creteil, "caseworker": house.agent, "by": house.agent,
            "at": paris(2026, 4, 20), "received_pieces": needed_pieces(code, answers, received_on), **more,
        }
    )  # fmt: skip


def errors(form_class, answers, **changes):
    return list(form_class({**TYPED, **answers, **changes}).errors)


# --- days counted back --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "answers", "latest"),
    [
        (MUSIC, FESTIVE, date(2026, 5, 7)),  # a month
        (MUSIC, {**FESTIVE, "good_practice": True}, date(2026, 5, 23)),  # fifteen days
        (GUARDS, ROAD, date(2026, 5, 8)),
        ("collection_on_public_road", QUEST, date(2026, 5, 8)),
    ],
)
def test_each_file_has_its_last_day(code, answers, latest):
    found = dates_of(code, {**EVENT, **answers}, received_on=date(2026, 5, 7), at=paris(2026, 5, 7))
    assert (found["filing"].due_on, found["filing"].state) == (latest, "met")


@pytest.mark.parametrize(("people", "latest"), [(4999, date(2026, 5, 7)), (5000, date(2026, 4, 7))])
def test_a_very_large_event_is_filed_two_months_before(house, people, latest):
    found = dates_of(LARGE, {**EVENT, **BIG, "expected_people": people}, received_on=date(2026, 4, 7),
                     at=paris(2026, 4, 7))  # fmt: skip
    assert found["filing"].due_on == latest


def test_opinions_ban_and_notification_have_their_last_useful_day():
    found = dates_of(MUSIC, {**EVENT, **FESTIVE}, received_on=date(2026, 5, 8), at=paris(2026, 5, 8))
    last = {code: found[code].due_on for code in ("opinions_by", "decision_by", "known_by")}
    assert last == {
        "opinions_by": date(2026, 5, 23), "decision_by": date(2026, 5, 31), "known_by": date(2026, 6, 5),
    }  # fmt: skip
    assert {found[code].state for code in last} == {"running"}
    assert found["filing"].state == "passed"


@pytest.mark.parametrize(
    ("facts", "states"),
    [
        ({"stage": "receipt_issued"}, ("void", "void", "void")),
        ({"stage": "notified", "outcome": "ban", "decided_at": paris(2026, 5, 31), "notified_at": paris(2026, 6, 6)},
         ("void", "met", "passed")),
        ({"stage": "no_further_action", "is_open": False}, ("void", "void", "void")),
    ],
)  # fmt: skip
def test_what_was_done_in_time_is_met_and_what_has_lost_its_object_is_void(facts, states):
    found = dates_of(MUSIC, {**EVENT, **FESTIVE}, received_on=date(2026, 5, 8), at=paris(2026, 6, 6, 12), **facts)
    assert tuple(found[code].state for code in ("opinions_by", "decision_by", "known_by")) == states


@pytest.mark.parametrize(("answered_on", "state"), [(date(2026, 5, 23), "met"), (date(2026, 5, 24), "passed")])
def test_the_last_opinion_given_closes_their_window(answered_on, state):
    row = {"code": "police", "opinion": "favourable", "answered_on": answered_on, "asked_on": date(2026, 5, 10),
           "due_on": date(2026, 5, 20), "pk": 1, "body_label": "Police", "agenda_item_id": None, "is_given": True,
           "get_opinion_display": lambda: "Favorable"}  # fmt: skip
    found = dates_of(MUSIC, {**EVENT, **FESTIVE}, received_on=date(2026, 5, 7), at=paris(2026, 5, 25),
                     consultations=[SimpleNamespace(**row)])  # fmt: skip
    assert found["opinions_by"].state == state


def test_an_order_is_published_before_it_applies_and_lasts_until_its_end():
    answers = {**EVENT, **OBJECTS_BAN, "applies_from": "2026-06-06T14:00:00+02:00"}
    draft = dates_of(OBJECTS, answers, received_on=date(2026, 6, 1), at=paris(2026, 6, 1))
    assert (draft["known_by"].due_on, draft["known_by"].state) == (date(2026, 6, 5), "running")
    assert "measure_end" not in draft
    signed = {"stage": "in_execution", "outcome": "order", "decided_at": paris(2026, 6, 3)}
    found = dates_of(OBJECTS, answers, received_on=date(2026, 6, 1), at=paris(2026, 6, 5),
                     published_on=date(2026, 6, 5), **signed)  # fmt: skip
    assert found["known_by"].state == "met"
    assert (found["measure_end"].due_on, found["measure_end"].state) == (date(2026, 6, 7), "running")


def test_nothing_is_decided_once_the_event_has_begun(house):
    case = SimpleNamespace(event_at=paris(2026, 6, 7, 14, 0), deadlines=SimpleNamespace(all=list))
    assert has_not_begun(case, paris(2026, 6, 7, 13, 59)) == []
    (found,) = has_not_begun(case, paris(2026, 6, 7, 14, 0))
    assert found.blocking
    row = SimpleNamespace(code="known_by", due_on=date(2026, 6, 5))
    late = SimpleNamespace(event_at=case.event_at, deadlines=SimpleNamespace(all=lambda: [row]))
    (found,) = has_not_begun(late, paris(2026, 6, 6))
    assert not found.blocking


# --- bounds -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({}, []),
        ({"applies_from": "2026-06-06T13:59"}, ["applies_from"]),
        ({"applies_from": "2026-06-07T20:00"}, ["applies_from"]),
        ({"ends_at": "2026-06-07T13:00", "applies_from": "2026-06-07T12:00"}, ["ends_at"]),
        ({"declaration": "2026-MV-99999"}, ["declaration"]),
        ({"communes": []}, ["communes"]),
        ({"facts": ""}, ["facts"]),
    ],
)
def test_objects_are_forbidden_from_the_twenty_four_hours_before_to_the_dispersal(house, changes, wrong):
    assert errors(ObjectsBanForm, OBJECTS_BAN, **changes) == wrong


def test_the_hours_before_are_those_that_pass_through_a_change_of_hour(house):
    """On 25 October 2026 the night has one hour more: 14 h the day before is twenty-five hours before 14 h."""
    night = {"starts_at": "2026-10-25T14:00", "ends_at": "2026-10-25T20:00"}
    assert errors(ObjectsBanForm, OBJECTS_BAN, **night, applies_from="2026-10-24T14:00") == ["applies_from"]
    assert errors(ObjectsBanForm, OBJECTS_BAN, **night, applies_from="2026-10-24T15:00") == []


def test_the_day_of_a_declared_demonstration_is_kept(house):
    declaration = open_demonstration(house)
    named = {"declaration": declaration.reference.lower()}
    assert errors(ObjectsBanForm, OBJECTS_BAN, **named) == ["starts_at"]
    days = {"starts_at": "2026-05-16T14:00", "ends_at": "2026-05-16T18:00", "applies_from": "2026-05-16T08:00"}
    assert errors(ObjectsBanForm, OBJECTS_BAN, **named, **days) == []


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"ends_at": "2026-07-06T23:00"}, []),
        ({"ends_at": "2026-07-08T00:30"}, ["ends_at"]),
        ({"agents": ["municipal_police"]}, ["mayor_agrees"]),
        ({"agents": ["municipal_police"], "mayor_agrees": "on"}, []),
        ({"access_points": ""}, ["access_points"]),
    ],
)
def test_a_perimeter_lasts_a_month_and_its_municipal_police_is_lent_by_the_mayor(house, changes, wrong):
    assert errors(PerimeterForm, BOUNDS, **changes) == wrong


def test_a_perimeter_is_signed_published_and_sent_to_prosecutor_and_mayors(house):
    case = step(opened(house, PERIMETER, BOUNDS), "qualify", house.agent, paris(2026, 4, 21))
    case = drafted(house, case, "order", paris(2026, 4, 21))
    case = step(case, "submit", house.agent, paris(2026, 4, 21))
    case = step(case, "sign", house.chief_of_staff, paris(2026, 4, 22))
    assert (case.stage, case.notified_at) == ("notified", None)
    text = plain_text(case.decision.letter.html)
    for mention in ("transmise sans délai au procureur", "Créteil", "Porte nord", "à compter de la publication"):
        assert mention in text
    publish_issue(issue=RegisterIssue.objects.get(published_on=None), published_on=date(2026, 4, 24), by=house.director,
                  at=paris(2026, 4, 24))  # fmt: skip
    case.refresh_from_db()
    assert (case.stage, case.published_on) == ("in_execution", date(2026, 4, 24))
    assert case.deadlines.get(code="measure_end").due_on == date(2026, 6, 7)
    assert step(case, "end_measure", house.agent, paris(2026, 6, 8), text="").stage == "ended"


# --- private guards -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "answers", "changes", "wrong"),
    [
        (RoadForm, ROAD, {}, []),
        (RoadForm, ROAD, {"armed": "on"}, ["armed"]),
        (RoadForm, ROAD, {"agents": "Maud Rivoire"}, ["agents"]),
        (RoadForm, ROAD, {"ends_at": "2027-06-07T14:00"}, []),
        (RoadForm, ROAD, {"ends_at": "2027-06-08T14:00"}, ["ends_at"]),
        (PatDownForm, {**CIRCUMSTANCES, **FIRM}, {"both_sexes": "on"}, []),
        (PatDownForm, {**CIRCUMSTANCES, **FIRM}, {}, ["both_sexes"]),
    ],
)
def test_guards_are_named_unarmed_and_for_a_time(house, form, answers, changes, wrong):
    assert errors(form, answers, **changes) == wrong


@pytest.mark.parametrize(("until", "found"), [("2026-06-07", 0), ("2026-06-06", 1)])
def test_the_firm_is_authorised_to_the_last_day_of_its_mission(until, found):
    case = SimpleNamespace(answers={**EVENT, "authorised_until": until})
    assert len(firm_is_authorised(case, paris(2026, 5, 1))) == found


def test_the_silence_of_two_months_refuses_the_public_road():
    found = dates_of(GUARDS, {**EVENT, **ROAD}, received_on=date(2026, 2, 28), at=paris(2026, 3, 1))
    assert (found["silence"].due_on, found["silence"].effect) == (date(2026, 4, 28), "refusal")


# --- music, large events ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("people", "on_orly", "to"),
    [
        (501, False, ""),
        (500, False, "mairie de Créteil"),
        (500, True, "préfet de police"),
        (900, True, "préfet de police"),
    ],
)
def test_up_to_the_threshold_the_mayor_is_competent_and_on_orly_the_prefect_of_police(house, people, on_orly, to):
    place = {"name": "Hangar", "address": "Orly", "on_orly_platform": on_orly}
    case = opened(house, MUSIC, {**FESTIVE, "expected_people": people, "measures": "sufficient"}, place=place)
    if not to:
        assert step(case, "issue_receipt", house.agent, paris(2026, 4, 21)).stage == "receipt_issued"
        return
    with pytest.raises(NotReady, match=to):
        step(case, "issue_receipt", house.agent, paris(2026, 4, 21))
    case = step(case, "redirect", house.agent, paris(2026, 4, 21))
    assert case.redirected_to == to
    assert "L. 114-2" in plain_text(case.letters.get(purpose="redirect_notice").letter.html)


@pytest.mark.parametrize("name", ["amplified", "advertised", "risky_place"])
def test_a_condition_that_fails_leaves_nothing_to_declare(house, name):
    assert errors(festive_music.FestiveMusicForm, FESTIVE, **{name: ""}) == [name]
    assert errors(festive_music.FestiveMusicForm, FESTIVE) == []


@pytest.mark.parametrize(("measures", "given"), [("to_examine", False), ("insufficient", False), ("sufficient", True)])
def test_the_receipt_says_that_the_measures_suffice(house, measures, given):
    case = opened(house, MUSIC, {**FESTIVE, "measures": measures})
    if given:
        assert step(case, "issue_receipt", house.agent, paris(2026, 4, 21)).stage == "receipt_issued"
        return
    with pytest.raises(NotReady, match="mesures envisagées"):
        step(case, "issue_receipt", house.agent, paris(2026, 4, 21))
    case.refresh_from_db()
    assert case.stage == "received"
    assert not case.letters.filter(purpose="receipt").exists()


@pytest.mark.parametrize(
    ("measures", "notice", "blocking"),
    [("insufficient", None, [True]), ("insufficient", "2026-05-01", []), ("to_examine", None, [False])],
)
def test_insufficient_measures_found_a_ban_only_after_a_formal_notice(measures, notice, blocking):
    case = SimpleNamespace(
        decision=SimpleNamespace(outcome="ban"), answers={"measures": measures, "formal_notice_on": notice}
    )
    assert [row.blocking for row in festive_music.notice_came_first(case, paris(2026, 5, 2))] == blocking


@pytest.mark.parametrize(("people", "wrong"), [(1499, ["expected_people"]), (1500, [])])
def test_a_file_of_safety_is_asked_from_a_local_threshold(house, people, wrong):
    assert errors(large_event.LargeEventForm, BIG, expected_people=people) == wrong


def test_the_advice_carries_its_recommendations_and_authorises_nothing(house):
    case = opened(house, LARGE, {**BIG, "recommendations": ["Ouvrir une quatrième entrée"]})
    case = step(case, "issue_receipt", house.head, paris(2026, 5, 4))
    text = plain_text(case.letters.get(purpose="receipt").letter.html)
    assert "Ouvrir une quatrième entrée" in text
    assert "n'est pas une autorisation" in text
    panel = registry.procedure(LARGE).panels[0].context(case, paris(2026, 5, 4))
    assert any("maire" in row.message for row in panel["findings"])


# --- collections and appeals --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({}, []),
        ({"calendar_to": "2026-06-06"}, ["ends_at", "starts_at"]),
        ({"calendar_from": "2026-06-08"}, ["starts_at"]),
        ({"calendar_from": ""}, ["calendar_from"]),
        ({"calendar": "local", "calendar_from": "", "calendar_to": ""}, []),
    ],
)
def test_a_national_collection_is_held_on_the_days_of_the_calendar(house, changes, wrong):
    found = errors(street_collection.CollectionForm, QUEST, **changes)
    assert set(found) <= set(wrong) and bool(found) is bool(wrong)


@pytest.mark.parametrize("year", fundraising.AMOUNTS)
@pytest.mark.parametrize(("amount", "said"), [("153000", 1), ("153000.01", 0)])
def test_an_appeal_is_due_beyond_the_threshold_in_any_of_three_years(house, year, amount, said):
    answers = {**APPEAL, "last_year": "0", year: amount}
    assert len(fundraising.exceeds_the_threshold(SimpleNamespace(answers=answers), paris(2026, 4, 21))) == said


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({}, []),
        ({"campaign_to": "2026-05-31"}, ["campaign_to"]),
        ({"last_year": "-1"}, ["last_year"]),
        ({"means": []}, ["means"]),
    ],
)
def test_an_appeal_is_dated_and_counted(changes, wrong):
    assert list(fundraising.FundraisingForm({**APPEAL, **changes}).errors) == wrong


@pytest.mark.parametrize(("seat", "to"), [("here", None), ("elsewhere", "préfet du département du siège")])
def test_an_appeal_goes_to_the_prefect_of_the_seat(seat, to):
    found = fundraising.competent_instead({"seat": seat})
    assert (found is None) is (to is None)
    assert found is None or found.to.startswith(to)


def test_a_name_that_carries_html_is_shown_as_text(house):
    case = opened(house, MUSIC, {**FESTIVE, "measures": "sufficient", "event_name": "<script>alert(1)</script>"})
    case = step(case, "issue_receipt", house.agent, paris(2026, 4, 21))
    html = case.letters.get(purpose="receipt").letter.html
    assert "<script>alert" not in html
    assert "<script>alert(1)</script>" in plain_text(html)


# --- paid events declared to the mayor -----------------------------------------------------------------------

CONCERT = {
    "event_name": "Concert du Lac", "declared_on": "2026-03-02", "other_days": [], "capacity_seated": 500,
    "capacity_standing": 1500, "stewards": 30, "stewarding": "", "prescriptions": [],
}  # fmt: skip
PAID = "paid_event_copy"


@pytest.mark.parametrize(
    ("declared_on", "state", "verdict"),
    [
        ("2025-06-06", "met", "Déclaration trop tôt."),
        ("2025-06-07", "met", "Déclaration dans le délai."),
        ("2026-05-07", "met", "Déclaration dans le délai."),
        ("2026-05-08", "passed", "Déclaration tardive."),
    ],
)
def test_a_paid_event_is_declared_to_the_mayor_between_a_year_and_a_month_before(declared_on, state, verdict):
    answers = {**EVENT, **CONCERT, "declared_on": declared_on}
    found = dates_of(PAID, answers, received_on=date(2026, 5, 11), at=paris(2026, 5, 12))["filing"]
    assert (found.due_on, found.state, found.article) == (date(2026, 5, 7), state, "CSI, art. R211-22")
    assert (found.computation["verdict"], found.computation["earliest"]) == (verdict, "2025-06-07")


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({}, []),
        ({"capacity_seated": 0, "capacity_standing": 1501}, []),
        ({"capacity_seated": 0, "capacity_standing": 1500}, ["capacity_standing"]),
        ({"stewarding": "insufficient"}, ["prescriptions"]),
        ({"stewarding": "insufficient", "prescriptions": "Dix agents de plus"}, []),
        ({"declared_on": "2099-01-01"}, ["declared_on"]),
        ({"ends_at": "2026-06-07T13:00"}, ["ends_at"]),
    ],
)
def test_the_copy_of_a_paid_event_is_for_more_than_fifteen_hundred_people(monkeypatch, changes, wrong):
    monkeypatch.setattr(paid_event, "parameter", value_on)
    form = paid_event.PaidEventForm({**TYPED, **CONCERT, **changes})
    form.fields["communes"].choices = [("94028", "Créteil")]
    assert list(form.errors) == wrong


def test_a_copy_is_closed_once_the_stewards_are_examined_and_the_mayor_told_what_they_lack(monkeypatch):
    written = []
    monkeypatch.setattr(paid_event.letters, "write", lambda move, code: written.append(code))
    for stewarding in ("sufficient", "insufficient"):
        paid_event.say_what_is_asked(SimpleNamespace(case=SimpleNamespace(answers={"stewarding": stewarding})))
    assert written == ["stewarding"]
    unseen = SimpleNamespace(answers=CONCERT)
    with pytest.raises(NotReady, match="service d'ordre"):
        paid_event.say_what_is_asked(SimpleNamespace(case=unseen))
    (said,) = paid_event.stewards_are_examined(unseen, paris(2026, 5, 12))
    assert "30 agents pour 2000 personnes" in said.message.replace("\u202f", "").replace("\u00a0", " ")
