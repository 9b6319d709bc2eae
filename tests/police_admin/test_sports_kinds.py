"""Sports events without federation, with motors, of combat, on the water; circuits and venues: the law of each."""

from datetime import date

import pytest

from directorate.casework import registry
from directorate.casework.checks import findings_before_signature
from directorate.casework.errors import NotReady
from directorate.casework.models import Case, Decision
from directorate.casework.operations import open_case
from directorate.casework.procedure import Span
from directorate.commissions.models import Commission, CommissionSession
from directorate.documents.markup import plain_text
from directorate.parameters.operations import load_initial
from directorate.permits.models import Permit
from police_admin.procedures.sports import combat, motor_event, nautical
from police_admin.procedures.sports.circuit import speeds
from police_admin.procedures.sports.circuit_event import CircuitEventForm
from police_admin.procedures.sports.combat import CombatEventForm
from police_admin.procedures.sports.motor_gathering import MotorGatheringForm, crosses_many_departments
from police_admin.procedures.sports.nautical import NauticalEventForm
from police_admin.procedures.sports.venue import VenueForm, filed_before_opening, the_right_commission
from tests.factories import drafted, step
from tests.people import create_communes, paris
from tests.police_admin.pure_dates import dates_of
from tests.police_admin.test_sports import CLUB

EVENT = {
    "event_name": "La Ronde des Deux Rives", "discipline": "Motocyclisme", "starts_at": "2026-06-07T09:00:00+02:00",
    "ends_at": "2026-06-07T18:00:00+02:00", "communes": ["94028", "94080"], "participants": 80, "spectators": 400,
    "safety": "Deux postes de secours", "departments": [], "route": "RD 1, RD 38",
}  # fmt: skip
MOTOR = EVENT | {"vehicles": 60, "highway_code": True}
CIRCUIT = EVENT | {
    "circuit": "Karting du Lac", "approval_number": "HC-2024-00001", "approved_until": "2028-03-01",
    "same_discipline": True, "vehicles": 20, "federation": "calendar", "federation_asked_on": None,
}  # fmt: skip
RALLY = EVENT | {
    "site": "course", "vehicles": 40, "liaison": True, "technical_organiser": "M. Côme Lagarrigue, directeur de course",
}  # fmt: skip
FIGHT = EVENT | {"organiser": "other"}
WATER = EVENT | {"river": "marne", "reach": "PK 4 à PK 6", "boats": 30, "stop_hours": 4, "marshal_boats": 3}
KART = {
    "circuit": "Karting du Lac", "disciplines": "Karting", "speed": "slow", "length_m": 900, "vehicles_together": 15,
    "public": 300, "noise": "Silencieux obligatoires", "first_use_on": "2026-06-01",
}  # fmt: skip
HALL = {
    "venue": "Palais du Lac",
    "kind": "covered",
    "disciplines": "Basket",
    "seated": 800,
    "standing": 0,
    "temporary": 0,
}
PLACE = {"name": "Karting du Lac", "address": "1 route de la Ferme"}


@pytest.fixture()
def territory(db):
    load_initial(at=paris(2026, 1, 2))
    create_communes()


def typed(answers, **changes):
    return {**answers, "starts_at": "2026-06-07T09:00", "ends_at": "2026-06-07T18:00", **changes}


def opened(house, code, answers, *, received_on=date(2026, 3, 2), place=None, **changes) -> Case:
    needed = [
        piece.code for piece in registry.procedure(code).pieces if piece.is_needed({**answers, **changes}, received_on)
    ]
    return open_case(
        procedure_code=code, party=CLUB, answers={**answers, **changes}, received_on=received_on, channel="online",
        commune=house.creteil, place=place, caseworker=house.agent, by=house.agent,
        at=paris(received_on.year, received_on.month, received_on.day),
        received_pieces=tuple(piece for piece in needed if piece not in ("insurance", "participants")),
    )  # fmt: skip


def latest(case) -> date:
    return case.deadlines.get(code="filing").due_on


# --- what is due, and when (example E7) ---------------------------------------------------------------------


@pytest.mark.parametrize(("vehicles", "sentence"), [("49", "Aucune déclaration n'est due"), ("50", "")])
def test_under_fifty_vehicles_nothing_is_due(territory, vehicles, sentence):
    form = MotorGatheringForm(typed(MOTOR, vehicles=vehicles))
    assert form.is_valid() is not bool(sentence)
    assert sentence in form.errors.get("vehicles", [""])[0]


def test_a_gathering_that_races_is_no_gathering(territory):
    form = MotorGatheringForm(typed(MOTOR, highway_code=""))
    assert list(form.errors) == ["highway_code"]
    assert "demande une autorisation" in form.errors["highway_code"][0]


@pytest.mark.parametrize(("departments", "many"), [(0, False), (18, False), (19, True)])
def test_twenty_departments_ours_included_make_the_time_longer(territory, departments, many):
    assert crosses_many_departments(MOTOR | {"departments": [f"D{rank}" for rank in range(departments)]}) is many


def test_each_kind_has_its_lead_time(house):
    for code, answers, changes, day in (
        ("motor_gathering", MOTOR, {}, date(2026, 4, 7)),
        ("motor_gathering", MOTOR, {"departments": [f"D{rank}" for rank in range(19)]}, date(2026, 3, 7)),
        ("sport_event_no_federation", EVENT, {}, date(2026, 5, 7)),
        ("motor_event_on_approved_circuit", CIRCUIT, {}, date(2026, 4, 7)),
        ("motor_event_authorisation", RALLY, {}, date(2026, 3, 7)),
        ("combat_sport_event", FIGHT, {}, date(2026, 5, 7)),
        ("combat_sport_event", FIGHT, {"organiser": "approved"}, date(2026, 5, 23)),
        ("nautical_event", WATER, {}, date(2026, 3, 7)),
    ):
        assert latest(opened(house, code, answers, **changes)) == day, (code, changes)
    assert latest(opened(house, "circuit_approval", KART, place=PLACE)) == date(2026, 4, 1)


def test_a_fight_is_counted_in_days_or_in_months():
    filing = combat.PROCEDURE.filing
    assert filing.span_of({"organiser": "approved"}) is Span.DAYS
    assert filing.span_of({"organiser": "other"}) is Span.MONTHS


@pytest.mark.parametrize(
    ("form", "answers", "changes", "field"),
    [
        (CombatEventForm, FIGHT, {"organiser": "calendar"}, "organiser"),
        (CombatEventForm, FIGHT, {"ends_at": "2026-06-07T08:00"}, "ends_at"),
        (CircuitEventForm, CIRCUIT, {"same_discipline": ""}, "same_discipline"),
        (CircuitEventForm, CIRCUIT, {"approved_until": "2026-06-06"}, "approved_until"),
        (CircuitEventForm, CIRCUIT, {"federation": "asked"}, "federation_asked_on"),
        (NauticalEventForm, WATER, {"stop_hours": "7"}, "stop_hours"),
        (NauticalEventForm, WATER, {"river": "yonne"}, "river"),
        (MotorGatheringForm, MOTOR, {"communes": []}, "communes"),
        (VenueForm, HALL, {"seated": "500"}, "kind"),
        (VenueForm, HALL, {"kind": "open_air", "seated": "3000"}, "kind"),
        (VenueForm, HALL, {"seated": "-1"}, "seated"),
    ],
)
def test_what_is_not_due_or_not_possible_is_refused_beside_its_field(territory, form, answers, changes, field):
    assert form(typed(answers)).is_valid()
    assert list(form(typed(answers, **changes)).errors) == [field]


def test_a_venue_counts_all_its_places(territory):
    assert VenueForm(HALL | {"seated": 301, "temporary": 200}).is_valid()
    assert VenueForm(HALL | {"kind": "open_air", "seated": 2000, "standing": 1001}).is_valid()


def test_the_national_commission_is_for_fast_circuits_alone(territory):
    procedure = registry.procedure("circuit_approval")
    asked = {
        speed: {row.code for row in procedure.opinions if row.is_mandatory({"speed": speed})}
        for speed in ("slow", "fast")
    }
    assert asked == {"slow": {"cdsr", "site_visit"}, "fast": {"national_commission", "site_visit"}}
    assert dict(speeds())["fast"] == "Plus de 200 km/h"


# --- a motor event, from its request to its end -------------------------------------------------------------


@pytest.fixture()
def road_safety(house) -> CommissionSession:
    commission = Commission.objects.create(
        code="cdsr-epreuves", name="CDSR, épreuves sportives", legal_basis="Code de la route, R411-10",
        quorum=0, secretariat=house.police,
    )  # fmt: skip
    return CommissionSession.objects.create(commission=commission, starts_at=paris(2026, 3, 20), place="Salle")


def test_a_motor_event_is_heard_by_the_commission_visited_and_attested(house, road_safety):
    case = step(opened(house, "motor_event_authorisation", RALLY), "declare_complete", house.agent, paris(2026, 3, 2))
    early = drafted(house, case, "grant", paris(2026, 3, 3))
    with pytest.raises(NotReady, match="Commission départementale de la sécurité routière"):
        step(early, "submit", house.agent, paris(2026, 3, 3))
    case = step(early, "resume_review", house.agent, paris(2026, 3, 3))
    case = step(case, "put_on_agenda", house.agent, paris(2026, 3, 3), session=road_safety)
    case = step(case, "request_opinion", house.agent, paris(2026, 3, 3), opinion="site_visit")
    for waiting in case.consultations.all():
        case = step(case, "record_opinion", house.agent, paris(2026, 3, 21), consultation=waiting, opinion="favourable")
    case = drafted(house, case, "grant", paris(2026, 3, 23))
    text = " ".join(case.decision.articles)
    assert "vaut homologation" in text and "M. Côme Lagarrigue" in text and "6 jours francs" in text
    case = step(case, "submit", house.agent, paris(2026, 3, 23))
    case = step(case, "sign", house.chief_of_staff, paris(2026, 3, 24))
    assert case.deadlines.get(code="attestation").due_on == date(2026, 6, 7)
    # What follows the request is received once it is granted; the list of participants, six clear days before.
    assert case.deadlines.get(code="until_participants").due_on == date(2026, 5, 31)
    case = step(case, "receive_pieces", house.agent, paris(2026, 5, 30), pieces=["participants"])
    assert (case.stage, case.deadlines.get(code="until_participants").state) == ("decided", "met")


def test_without_liaison_no_list_of_participants_is_asked(house):
    case = opened(house, "motor_event_authorisation", RALLY, liaison=False)
    assert "participants" not in set(case.pieces.values_list("code", flat=True))
    assert motor_event.PROCEDURE.silence == "refusal"


# --- on the water -------------------------------------------------------------------------------------------


def said(case, stop_hours: int, outcome: str = "grant") -> list[tuple[str, bool]]:
    case.answers["stop_hours"] = stop_hours
    case.decision = Decision(outcome=outcome)
    return [(row.message, row.blocking) for row in nautical.stops_navigation_within_limits(case, paris(2026, 3, 3))]


def test_navigation_stops_four_hours_and_six_once_a_year(house):
    case, other = opened(house, "nautical_event", WATER), opened(house, "nautical_event", WATER, stop_hours=6)
    assert said(case, 4) == []
    assert said(case, 6, "refusal") == []
    [(message, blocking)] = said(case, 6)
    assert ("une seule fois dans l'année" in message, blocking) == (True, False)
    Case.objects.filter(pk=other.pk).update(outcome="grant")
    [(message, blocking)] = said(case, 6)
    assert ("déjà été accordé" in message, other.reference in message, blocking) == (True, False, True)
    # Another river, or another year.
    Case.objects.filter(pk=other.pk).update(answers={**other.answers, "river": "seine"})
    assert not said(case, 6)[0][1]
    Case.objects.filter(pk=other.pk).update(answers=other.answers, event_at=paris(2025, 6, 7))
    assert not said(case, 6)[0][1]
    [(message, blocking)] = said(case, 7)
    assert ("6 au plus" in message, blocking) == (True, True)


# --- acts ---------------------------------------------------------------------------------------------------


def test_a_ban_without_federation_says_the_penalty_and_the_receipt_what_is_declared(house):
    case = step(opened(house, "sport_event_no_federation", EVENT), "issue_receipt", house.agent, paris(2026, 3, 3))
    text = plain_text(case.letters.get(purpose="receipt").letter.html)
    assert "La Ronde des Deux Rives" in text and "80 participants" in text and "circulation demandé" not in text
    case = step(case, "draft_decision", house.agent, paris(2026, 3, 4), outcome="ban")
    assert any("15 000 euros" in article for article in case.decision.articles)
    assert any("dignité" in ground for ground in case.decision.grounds)


def test_a_circuit_is_approved_for_four_years_and_renewed(house, road_safety):
    case = opened(house, "circuit_approval", KART, place=PLACE)
    case = step(case, "declare_complete", house.agent, paris(2026, 3, 2))
    case = step(case, "put_on_agenda", house.agent, paris(2026, 3, 3), session=road_safety)
    case = step(case, "request_opinion", house.agent, paris(2026, 3, 3), opinion="site_visit")
    for waiting in case.consultations.all():
        case = step(case, "record_opinion", house.agent, paris(2026, 3, 21), consultation=waiting, opinion="favourable")
    case = drafted(house, case, "grant", paris(2026, 3, 23))
    case = step(case, "submit", house.agent, paris(2026, 3, 23))
    case = step(case, "sign", house.chief_of_staff, paris(2026, 3, 24))
    permit = Permit.objects.get()
    assert (permit.expires_on, permit.renew_by) == (date(2030, 3, 24), date(2030, 1, 24))
    assert registry.renewed_by("circuit_approval_renewal") == {"circuit_approval", "circuit_approval_renewal"}


@pytest.mark.parametrize(("received_on", "state"), [(date(2026, 4, 1), "met"), (date(2026, 4, 2), "passed")])
def test_a_circuit_is_renewed_two_months_before_its_end(received_on, state):
    title = Permit(
        number="HC-2022-00001", issued_on=date(2022, 6, 1), expires_on=date(2026, 6, 1), renew_by=date(2026, 4, 1)
    )
    found = dates_of("circuit_approval_renewal", KART, received_on=received_on, at=paris(2026, 4, 3), renews=title)
    assert (found["renewal_due"].due_on, found["renewal_due"].state) == (date(2026, 4, 1), state)
    assert found["title_end"].due_on == date(2026, 6, 1)


def test_the_signatory_of_a_late_request_is_told(house):
    case = opened(house, "nautical_event", WATER, received_on=date(2026, 3, 10))
    case = step(case, "receive_pieces", house.agent, paris(2026, 3, 10), pieces=["insurance"])
    case = step(case, "declare_complete", house.agent, paris(2026, 3, 10))
    case = drafted(house, case, "refusal", paris(2026, 3, 11))
    found = findings_before_signature(case, registry.procedure("nautical_event"), paris(2026, 3, 11))
    assert any("au plus tard le 7 mars 2026 : elle est tardive" in row.message for row in found)


@pytest.mark.parametrize(("received_on", "state"), [(date(2026, 9, 1), "met"), (date(2026, 9, 2), "passed")])
def test_a_new_stadium_is_filed_eight_months_before_it_opens(house, received_on, state):
    """Opening on 01/05/2027: the file is there on 01/09/2026 at the latest."""
    case = opened(
        house, "sports_venue_homologation", HALL, received_on=received_on, place=PLACE, opening_on="2027-05-01"
    )
    row = case.deadlines.get(code="before_opening")
    assert (row.due_on, row.state) == (date(2026, 9, 1), state)
    assert bool(filed_before_opening(case, paris(2026, 9, 3))) is (state == "passed")


@pytest.mark.parametrize(("seated", "words"), [(14_999, ""), (15_000, "à confirmer"), (15_001, "nationale")])
def test_above_fifteen_thousand_places_the_commission_is_the_national_one(house, seated, words):
    case = opened(house, "sports_venue_homologation", HALL, place=PLACE, seated=seated)
    found = the_right_commission(case, paris(2026, 3, 3))
    assert bool(found) is bool(words)
    assert not found or words in found[0].message
