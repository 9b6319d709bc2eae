"""Sports events without motor: example E7 of the domain note, competence, receipt, prescriptions and ban."""

from datetime import date

import pytest

from directorate.casework import registry
from directorate.casework.case_page import usual_move, waiting_for
from directorate.casework.checks import findings_before_signature
from directorate.casework.correction import correct_case
from directorate.casework.errors import NotReady
from directorate.casework.operations import open_case, publish_issue
from directorate.documents.markup import plain_text
from directorate.parameters.operations import load_initial
from directorate.registers.models import RegisterIssue
from directorate.territory.names import of_commune
from police_admin.procedures.sports.ranked import RankedEventForm
from police_admin.procedures.sports.unranked import UnrankedEventForm
from tests.factories import drafted, needed_pieces, step, unheard
from tests.people import create_communes, paris

RANKED, UNRANKED = "sport_event_ranked", "sport_event_unranked_over_100"
CLUB = {
    "kind": "association", "last_name": "Foulées du Lac", "representative": "M. Gaspard Tellier, président",
    "email": "foulees@exemple.invalid", "address": "3 rue des Tilleuls\n94300 Vincennes",
}  # fmt: skip
EVENT = {
    "event_name": "Les Foulées du Lac",
    "kind": "on_foot",
    "discipline": "Course à pied, 10 km",
    "starts_at": "2026-06-07T09:00:00+02:00",
    "ends_at": "2026-06-07T13:00:00+02:00",
    "communes": ["94028", "94080"],
    "departments": [],
    "enters_elsewhere": "no",
    "route": "avenue du Château à 9 h, quai du Lac à 9 h 40",
    "traffic": "priority",
    "participants": 150,
    "spectators": 300,
    "vehicles": 3,
    "marshals": 12,
    "safety": "Deux postes de secours",
}
RACE = {**EVENT, "federation": "favourable", "federation_asked_on": None}
ANSWERS = {RANKED: RACE, UNRANKED: EVENT}
FOLLOWING = ("insurance", "marshals", "traffic_orders")


def opened(house, code=RANKED, *, received_on=date(2026, 3, 2), missing=FOLLOWING, place=None, **changes):
    answers = {**ANSWERS[code], **changes}
    return open_case(
        procedure_code=code, party=CLUB, answers=answers, received_on=received_on, channel="online",
        commune=house.creteil, place=place, caseworker=house.agent, by=house.agent,
        at=paris(received_on.year, received_on.month, received_on.day),
        received_pieces=tuple(piece for piece in needed_pieces(code, answers, received_on) if piece not in missing),
    )  # fmt: skip


def due(case, code):
    return case.deadlines.get(code=code).due_on


# --- E7 -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "changes", "latest"),
    [
        (RANKED, {}, date(2026, 4, 7)),
        (RANKED, {"departments": ["Seine-et-Marne"]}, date(2026, 3, 7)),
        (UNRANKED, {}, date(2026, 5, 7)),
        (UNRANKED, {"departments": ["Seine-et-Marne"]}, date(2026, 5, 7)),
    ],
)
def test_each_event_has_its_lead_time(house, code, changes, latest):
    assert due(opened(house, code, **changes), "filing") == latest


@pytest.mark.parametrize(
    ("received_on", "late", "state", "verdict"),
    [
        (date(2026, 4, 6), False, "met", "1 jour avant la date limite"),
        (date(2026, 4, 7), False, "met", "le dernier jour"),
        (date(2026, 4, 8), True, "passed", "1 jour après la date limite"),
    ],
)
def test_a_declaration_must_have_arrived_that_day(house, received_on, late, state, verdict):
    row = opened(house, received_on=received_on).deadlines.get(code="filing")
    assert (row.computation["late"], row.computation["early"], row.state) == (late, False, state)
    assert verdict in row.computation["verdict"]


def test_a_department_added_by_a_correction_moves_the_last_day(house):
    case = opened(house, received_on=date(2026, 3, 20))
    assert case.deadlines.get(code="filing").state == "met"
    party = {name: getattr(case.party, name) for name in ("kind", "last_name", "representative", "email", "address")}
    case = correct_case(
        case=case, version=case.version, party=party, place=None, commune=house.creteil,
        answers={**RACE, "departments": ["Essonne"], "marshals": 0}, received_on=case.received_on, channel="online",
        reason="L'itinéraire passe par l'Essonne", by=house.agent, at=paris(2026, 3, 21),
    )  # fmt: skip
    row = case.deadlines.get(code="filing")
    assert (row.due_on, row.state) == (date(2026, 3, 7), "passed")
    assert case.deadlines.get(code="until_marshals").state == "void"


def test_a_declaration_of_last_year_is_not_too_early(house):
    row = opened(house, received_on=date(2025, 6, 1)).deadlines.get(code="filing")
    assert (row.computation["early"], row.state) == (False, "met")


def test_marshals_and_traffic_orders_come_three_weeks_before_and_insurance_six_clear_days(house):
    case = opened(house)
    assert due(case, "until_marshals") == due(case, "until_traffic_orders") == date(2026, 5, 17)
    assert due(case, "until_insurance") == date(2026, 5, 31)
    bare = opened(house, marshals=0, traffic="code")
    windows = {"opinions_by", "decision_by", "known_by"}
    assert set(bare.deadlines.values_list("code", flat=True)) == {"filing", "event", "until_insurance", *windows}


@pytest.mark.parametrize(
    ("asked_on", "deemed_on"), [("2026-03-07", date(2026, 4, 7)), ("2026-03-10", date(2026, 4, 10))]
)
def test_a_silent_federation_is_deemed_favourable_after_a_month(house, asked_on, deemed_on):
    case = opened(house, received_on=date(2026, 3, 12), federation="asked", federation_asked_on=asked_on)
    row = case.deadlines.get(code="federation")
    assert (row.due_on, row.state) == (deemed_on, "running")
    # To have it on the last day to declare, it is asked one month before that day.
    assert row.computation["steps"][-1]["date"] == "2026-03-07"
    case = step(case, "issue_receipt", house.agent, paris(2026, 4, 20))
    assert case.deadlines.get(code="federation").state == "met"


@pytest.mark.parametrize("federation", ["calendar", "agreement"])
def test_an_event_of_the_federation_itself_asks_no_opinion(house, federation):
    case = opened(house, federation=federation)
    assert "federation" not in set(case.pieces.values_list("code", flat=True))
    assert "federation" in set(opened(house).pieces.values_list("code", flat=True))


# --- who is competent ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [RANKED, UNRANKED])
def test_within_one_commune_the_mayor_is_competent(house, code):
    case = opened(house, code, communes=["94080"])
    procedure = registry.procedure(code)
    assert usual_move(case, procedure) == "redirect"
    assert any("seule commune" in row.what for row in waiting_for(case, procedure, date(2026, 3, 3)))
    with pytest.raises(NotReady, match="mairie de Vincennes"):
        step(case, "issue_receipt", house.agent, paris(2026, 3, 3))
    case = step(case, "redirect", house.agent, paris(2026, 3, 3))
    assert (case.stage, case.redirected_to) == ("redirected", "mairie de Vincennes")
    text = plain_text(case.letters.get(purpose="redirect_notice").letter.html)
    assert "14 décembre 2017" in text
    assert "R331-6" in text


@pytest.mark.parametrize(
    ("changes", "to"),
    [
        ({"communes": ["94080"], "departments": ["Seine-et-Marne"]}, None),
        ({"enters_elsewhere": "yes"}, "préfet du département d'entrée en France"),
        ({"communes": ["94080"], "place": {"name": "Piste", "address": "Orly", "on_orly_platform": True}},
         "préfet de police"),
        ({"place": {"name": "Piste", "address": "Orly", "on_orly_platform": True}}, "préfet de police"),
    ],
)  # fmt: skip
def test_other_events_have_their_own_authority(house, changes, to):
    case = opened(house, **changes)
    if to is None:
        assert step(case, "issue_receipt", house.agent, paris(2026, 3, 3)).stage == "receipt_issued"
        return
    with pytest.raises(NotReady, match=to):
        step(case, "issue_receipt", house.agent, paris(2026, 3, 3))
    assert step(case, "redirect", house.agent, paris(2026, 3, 3)).redirected_to == to


def test_a_decision_is_not_submitted_where_the_mayor_is_competent(house):
    case = step(opened(house, communes=["94080"]), "declare_complete", house.agent, paris(2026, 3, 3))
    case = drafted(house, case, "ban", paris(2026, 3, 4))
    with pytest.raises(NotReady, match="mairie de Vincennes"):
        step(case, "submit", house.agent, paris(2026, 3, 4))


def test_a_mairie_is_named_as_one_writes_it():
    names = ("Arcueil", "Le Kremlin-Bicêtre", "La Queue-en-Brie", "L'Haÿ-les-Roses", "Créteil")
    assert [of_commune(name) for name in names] == [
        "d'Arcueil", "du Kremlin-Bicêtre", "de la Queue-en-Brie", "de L'Haÿ-les-Roses", "de Créteil",
    ]  # fmt: skip


# --- from declaration to act --------------------------------------------------------------------------------


def test_a_receipt_names_what_is_still_awaited_and_the_documents_follow(house):
    case = step(opened(house), "issue_receipt", house.agent, paris(2026, 3, 9))
    text = plain_text(case.letters.get(purpose="receipt").letter.html)
    for mention in ("Les Foulées du Lac", "Créteil, Vincennes", "7 juin 2026 à 09 h 00", "31 mai 2026", "17 mai 2026"):
        assert mention in text
    assert "tardive" not in text
    assert "préfet de chacun" not in text
    assert case.next_due_on == date(2026, 5, 17)
    case = step(case, "receive_pieces", house.agent, paris(2026, 5, 18), pieces=["marshals", "traffic_orders"],
                received_on=date(2026, 5, 17))  # fmt: skip
    case = step(case, "receive_pieces", house.agent, paris(2026, 6, 2), pieces=["insurance"],
                received_on=date(2026, 6, 2))  # fmt: skip
    assert case.stage == "receipt_issued"
    states = {row.code: row.state for row in case.deadlines.filter(code__startswith="until_")}
    assert states == {"until_marshals": "met", "until_traffic_orders": "met", "until_insurance": "passed"}
    case = step(case, "close_after_event", house.agent, paris(2026, 6, 8))
    assert (case.stage, case.is_open) == ("closed", False)


def test_a_late_declaration_of_several_departments_still_gets_its_receipt(house):
    case = opened(house, received_on=date(2026, 3, 9), departments=["Seine-et-Marne", "Essonne"])
    case = step(case, "issue_receipt", house.agent, paris(2026, 3, 10))
    text = plain_text(case.letters.get(purpose="receipt").letter.html)
    assert "tardive" in text
    assert "7 mars 2026" in text
    assert "préfet de chacun" in text


def test_a_request_for_documents_says_that_their_arrival_counts(house):
    case = opened(house, missing=("route", *FOLLOWING))
    case = step(case, "request_pieces", house.agent, paris(2026, 3, 5), pieces=["route"], limit_on=date(2026, 3, 20))
    text = plain_text(case.letters.get(purpose="completeness_request").letter.html)
    assert "jour de leur arrivée" in text
    assert "cachet" not in text


def test_prescriptions_are_signed_and_notified_and_stay_out_of_the_register(house):
    case = step(opened(house), "issue_receipt", house.agent, paris(2026, 3, 9))
    case = step(
        case, "request_opinion", house.agent, paris(2026, 3, 10), opinion="police", organisation=house.police_service
    )
    case = step(
        case, "record_opinion", house.agent, paris(2026, 3, 20), consultation=case.consultations.get(),
        opinion="favourable_with_reserves", comment="Dix barrières quai du Lac.",
    )  # fmt: skip
    bare = step(case, "draft_decision", house.agent, paris(2026, 3, 23), outcome="prescriptions")
    with pytest.raises(NotReady, match="à compléter"):
        step(bare, "submit", house.agent, paris(2026, 3, 23))
    case = step(bare, "resume_review", house.agent, paris(2026, 3, 23))
    case = drafted(house, unheard(house, case, paris(2026, 3, 23)), "prescriptions", paris(2026, 3, 23))
    case = step(case, "submit", house.agent, paris(2026, 3, 23))
    case = step(case, "sign", house.chief_of_staff, paris(2026, 3, 24))
    case = step(case, "notify", house.agent, paris(2026, 3, 26), notified_at=paris(2026, 3, 25), mode="registered_post",
                reference="1A 204 118 3372 5")  # fmt: skip
    assert (case.stage, case.outcome) == ("in_execution", "prescriptions")
    assert not RegisterIssue.objects.exists()
    assert step(case, "close_after_event", house.agent, paris(2026, 6, 8)).stage == "closed"


def test_a_ban_is_published(house):
    case = step(opened(house, UNRANKED), "declare_complete", house.agent, paris(2026, 3, 9))
    case = drafted(house, unheard(house, case, paris(2026, 3, 10)), "ban", paris(2026, 3, 10))
    case = step(case, "submit", house.agent, paris(2026, 3, 10))
    case = step(case, "sign", house.chief_of_staff, paris(2026, 3, 11))
    case = step(case, "notify", house.agent, paris(2026, 3, 13), notified_at=paris(2026, 3, 12), mode="police_report",
                reference="PV 2026/551")  # fmt: skip
    publish_issue(
        issue=RegisterIssue.objects.get(), published_on=date(2026, 3, 13), by=house.head, at=paris(2026, 3, 13)
    )
    case.refresh_from_db()
    assert (case.stage, case.outcome) == ("in_execution", "ban")
    assert "maires des communes traversées (Créteil, Vincennes)" in plain_text(case.decision.letter.html)


def said(case, at):
    return [row.message for row in findings_before_signature(case, registry.procedure(case.procedure_code), at)]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"received_on": date(2026, 4, 10)}, "au plus tard le 7 avril 2026 : elle est tardive"),
        ({"federation": "unfavourable"}, "L'avis de la fédération est défavorable"),
        ({"received_on": date(2026, 4, 1), "federation": "asked", "federation_asked_on": "2026-03-28"},
         "que le 28 avril 2026"),
        ({"departments": [f"Département {rank}" for rank in range(19)]}, "traverse 20 départements"),
        ({}, "Pièce attendue : Attestation d'assurance, à recevoir au plus tard le 31 mai 2026"),
    ],
)  # fmt: skip
def test_the_signatory_is_told_without_being_stopped(house, changes, sentence):
    case = step(opened(house, **changes), "declare_complete", house.agent, paris(2026, 4, 13))
    case = drafted(house, unheard(house, case, paris(2026, 4, 13)), "prescriptions", paris(2026, 4, 13))
    assert any(sentence in message for message in said(case, paris(2026, 4, 13)))
    assert step(case, "submit", house.agent, paris(2026, 4, 13)).stage == "signature"


# --- form ---------------------------------------------------------------------------------------------------


@pytest.fixture()
def territory(db):
    load_initial(at=paris(2026, 1, 2))
    create_communes()


def typed(answers, **changes):
    return {**answers, "starts_at": "2026-06-07T09:00", "ends_at": "2026-06-07T13:00", **changes}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"communes": []}, "communes"),
        ({"communes": ["75056"]}, "communes"),
        ({"ends_at": "2026-06-07T08:00"}, "ends_at"),
        ({"starts_at": "dimanche"}, "starts_at"),
        ({"participants": 0}, "participants"),
        ({"federation": "asked"}, "federation_asked_on"),
        ({"federation_asked_on": "2099-01-01"}, "federation_asked_on"),
        ({"traffic": "motor"}, "traffic"),
        ({"route": ""}, "route"),
    ],
)
def test_a_declaration_is_refused_beside_its_field(territory, changes, field):
    assert RankedEventForm(typed(RACE)).is_valid()
    assert list(RankedEventForm(typed(RACE, **changes)).errors) == [field]


@pytest.mark.parametrize(("participants", "accepted"), [(100, False), (101, True)])
def test_up_to_a_hundred_without_ranking_there_is_nothing_to_declare(territory, participants, accepted):
    form = UnrankedEventForm(typed(EVENT, participants=participants))
    assert form.is_valid() is accepted
    assert ("participants" in form.errors) is not accepted


def test_a_department_counts_once_and_ours_does_not(territory):
    form = RankedEventForm(typed(RACE, departments="Essonne\nVal-de-Marne\n94\nESSONNE\nval de marne"))
    assert form.is_valid()
    assert form.cleaned_data["departments"] == ["Essonne"]
    alone = RankedEventForm(typed(RACE, departments="94"))
    assert alone.is_valid()
    assert alone.cleaned_data["departments"] == []


def test_a_name_that_carries_html_is_shown_as_text(house):
    case = step(
        opened(house, event_name="<img src=x onerror=alert(1)>"), "issue_receipt", house.agent, paris(2026, 3, 9)
    )
    html = case.letters.get(purpose="receipt").letter.html
    assert "<img src=x" not in html
    assert "<img src=x onerror=alert(1)>" in plain_text(html)
