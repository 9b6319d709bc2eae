"""The registers by their operations and their pages: stages, orders, controls, pound, immobilisations, people."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from directorate.notifications.models import Notification
from directorate.permits.models import Permit
from directorate.web.errors import Conflict, DomainError, NotAllowed
from road_safety.impound import operations as pound
from road_safety.impound import queries
from road_safety.impound.forgetting import forget_vehicles
from road_safety.impound.models import ImpoundedVehicle, VehicleImmobilisation
from road_safety.registers import inspections, operations
from road_safety.registers.models import (
    ApprovedPerson,
    InspectionCentre,
    InspectionController,
    SpeedSite,
    StageSession,
    TrafficOrder,
)
from tests.people import paris
from tests.road_safety.regulation_rows import AT, DAY, regulation_told

pytestmark = pytest.mark.django_db
ROOT = "/securite-routiere/"
ON = AT.date()


@pytest.fixture()
def told(bureau, time_machine):
    time_machine.move_to(AT)
    regulation_told(bureau.house)
    return bureau


# --- stages -------------------------------------------------------------------------------------------------------


def stage(bureau, **facts) -> StageSession:
    given = {
        "title": Permit.objects.get(number="CSSR-2024-00001"), "room": "Salle B", "commune": bureau.house.creteil,
        "starts_on": date(2026, 4, 10), "ends_on": date(2026, 4, 11), "hours": 14, "capacity": 20, "facilitators": "",
        "by": bureau.agent, "at": AT, **facts,
    }  # fmt: skip
    return operations.plan_stage(**given)


@pytest.mark.parametrize(
    ("facts", "field"),
    [({"capacity": 5}, "capacity"), ({"capacity": 21}, "capacity"), ({"hours": 7}, "hours"),
     ({"ends_on": date(2026, 4, 12)}, "ends_on"),
     ({"starts_on": date(2029, 1, 9), "ends_on": date(2029, 1, 10)}, "title")],
)  # fmt: skip
def test_a_stage_follows_the_text_and_the_approval_of_its_centre(told, facts, field):
    with pytest.raises(DomainError) as refused:
        stage(told, **facts)
    assert refused.value.field == field


def test_a_stage_is_cancelled_in_time_or_flags_the_approval(told):
    early, late = stage(told), stage(told, room="Salle C")
    early = operations.cancel_stage(row=early, cancelled_on=date(2026, 4, 2), cancelled_why="Salle", by=told.agent,
                                    at=paris(2026, 4, 2))  # fmt: skip
    late = operations.cancel_stage(row=late, cancelled_on=date(2026, 4, 3), cancelled_why="Salle", by=told.agent,
                                   at=paris(2026, 4, 3))  # fmt: skip
    assert (early.is_flagged, late.is_flagged) == (False, True)
    with pytest.raises(Conflict, match="annulé"):
        operations.cancel_stage(row=late, cancelled_on=date(2026, 4, 3), cancelled_why="Encore", by=told.agent,
                                at=paris(2026, 4, 3))  # fmt: skip


def test_a_stage_is_not_declared_twice_in_a_room(told):
    stage(told)
    with pytest.raises(Conflict, match="déjà prévu"):
        stage(told)


def test_a_stage_is_held_once_over_with_no_more_than_its_places(told):
    row = stage(told)
    with pytest.raises(DomainError, match="se termine"):
        operations.hold_stage(row=row, trainees=10, by=told.agent, at=AT)
    with pytest.raises(DomainError, match="20 places"):
        operations.hold_stage(row=row, trainees=21, by=told.agent, at=paris(2026, 4, 12))
    assert operations.hold_stage(row=row, trainees=12, by=told.agent, at=paris(2026, 4, 12)).state == "held"


# --- traffic orders -----------------------------------------------------------------------------------------------


def test_a_traffic_order_takes_its_number_at_the_signature_and_enters_the_register(told):
    row = TrafficOrder.objects.get()
    assert row.number.startswith("2026/") and row.order.register_entry.issue.year == 2026
    with pytest.raises(Conflict):
        operations.sign_order(row=row, number="", signed_on=ON, by=told.agent, at=AT)
    row = operations.repeal_order(row=row, repealed_on=ON, repealed_why="Chantier fini", by=told.agent, at=AT)
    assert row.state == "repealed"


# --- approvals ----------------------------------------------------------------------------------------------------


def test_agr_03_no_withdrawal_before_written_reasons_and_time_to_answer(told):
    row = InspectionCentre.objects.get()
    strike = {"measure": "withdrawn", "closed_why": "Contrôles fictifs", "by": told.agent}
    with pytest.raises(Conflict, match="griefs n'ont pas été notifiés"):
        inspections.strike_centre(row=row, state_on=ON, at=AT, **strike)
    row = inspections.hear(row=row, heard_from=ON, heard_why="Contrôles fictifs", by=told.agent, at=AT)
    assert row.heard_until == ON + 15 * DAY
    with pytest.raises(DomainError, match="pour présenter ses observations"):
        inspections.strike_centre(row=row, state_on=ON + 15 * DAY, at=AT + 15 * DAY, **strike)
    row = inspections.strike_centre(row=row, state_on=ON + 16 * DAY, at=AT + 16 * DAY, **strike)
    assert row.state == "withdrawn"


def test_agr_03_an_operator_who_answered_need_not_be_waited_for(told):
    row = InspectionCentre.objects.get()
    inspections.hear(row=row, heard_from=ON, heard_why="Contrôles fictifs", by=told.agent, at=AT)
    inspections.note_observations(row=row, observations="Nous contestons.", by=told.agent, at=AT + DAY)
    row = inspections.strike_centre(row=row, measure="suspended", state_on=ON + DAY, closed_why="Contrôles fictifs",
                                   by=told.agent, at=AT + DAY)  # fmt: skip
    assert inspections.restore_centre(row=row, by=told.agent, at=AT + 2 * DAY).state == "approved"


def test_agr_03_one_hearing_serves_one_measure_which_follows_it(told):
    row = InspectionCentre.objects.get()
    strike = {"closed_why": "Contrôles fictifs", "by": told.agent}
    inspections.hear(row=row, heard_from=ON, heard_why="Contrôles fictifs", by=told.agent, at=AT)
    inspections.note_observations(row=row, observations="Nous contestons.", by=told.agent, at=AT + DAY)
    with pytest.raises(DomainError, match="suit la notification des griefs"):
        inspections.strike_centre(row=row, measure="suspended", state_on=ON - DAY, at=AT + DAY, **strike)
    inspections.strike_centre(row=row, measure="suspended", state_on=ON + DAY, at=AT + DAY, **strike)
    with pytest.raises(Conflict, match="en notifier de nouveaux"):
        inspections.strike_centre(row=row, measure="withdrawn", state_on=ON + 40 * DAY, at=AT + 40 * DAY, **strike)
    again = AT + 41 * DAY
    inspections.hear(row=row, heard_from=again.date(), heard_why="Récidive", by=told.agent, at=again)
    later = AT + 60 * DAY
    row = inspections.strike_centre(row=row, measure="withdrawn", state_on=later.date(), at=later, **strike)
    controller = InspectionController.objects.get()
    assert (row.state, controller.state, controller.centre) == ("withdrawn", "left", None)


def test_agr_03_grievances_may_come_to_nothing(told):
    row = InspectionCentre.objects.get()
    with pytest.raises(Conflict, match="Aucun grief"):
        inspections.drop_grievances(row=row, closed_why="Rien", by=told.agent, at=AT)
    inspections.hear(row=row, heard_from=ON, heard_why="Contrôles fictifs", by=told.agent, at=AT)
    row = inspections.drop_grievances(row=row, closed_why="Explications reçues", by=told.agent, at=AT + DAY)
    assert (row.state, row.heard_from, row.heard_until) == ("approved", None, None)


def test_agr_04_a_personal_approval_falls_when_its_person_leaves(told):
    row = ApprovedPerson.objects.get()
    with pytest.raises(DomainError, match="motif"):
        operations.leave_approval(row=row, left_on=ON, left_why=" ", by=told.head, at=AT)
    row = operations.leave_approval(row=row, left_on=ON, left_why="Cession", by=told.head, at=AT)
    row.title.refresh_from_db()
    assert (row.title.state, row.title.state_changed_on) == ("withdrawn", ON)
    assert row.title.state_reason.startswith("Caducité : départ de M. Gaspard Lenoir")
    with pytest.raises(Conflict, match="déjà parti"):
        operations.leave_approval(row=row, left_on=ON, left_why="Cession", by=told.head, at=AT)


def test_agr_04_a_title_of_another_bureau_is_left_to_its_heads(told):
    row = ApprovedPerson.objects.get()
    Permit.objects.filter(pk=row.title_id).update(unit=told.house.police)
    row = operations.leave_approval(row=row, left_on=ON, left_why="Cession", by=told.head, at=AT)
    row.title.refresh_from_db()
    assert row.title.state == "in_force"
    told_to = Notification.objects.get(kind="title_without_its_person", recipient=told.house.head)
    assert "à retirer" in told_to.title
    assert row.name in told_to.detail and row.name not in told_to.title


@pytest.mark.parametrize("is_essential", [True, False])
def test_agr_04_it_stays_while_another_essential_person_does(told, is_essential):
    row = ApprovedPerson.objects.get()
    facts = {"title": row.title, "since": ON, "record_checked_on": None, "record_is_clear": None, "by": told.agent}
    other = operations.link_person(name="Mme Bérénice Roux", role="manager", is_essential=is_essential, at=AT, **facts)
    leaving = row if is_essential else other
    operations.leave_approval(row=leaving, left_on=ON, left_why="Départ", by=told.head, at=AT)
    row.title.refresh_from_db()
    assert row.title.state == "in_force"


def test_agr_04_a_controller_without_a_centre_waits_for_another(told):
    row = InspectionController.objects.get()
    row = inspections.leave_centre(row=row, state_on=ON, closed_why="Démission", by=told.agent, at=AT)
    assert (row.state, row.centre) == ("left", None)
    row = inspections.join_centre(row=row, centre=InspectionCentre.objects.get(), by=told.agent, at=AT)
    assert row.state == "approved"


@pytest.mark.parametrize(
    ("checked_on", "is_clear", "sentence"),
    [(None, True, "va avec le jour"), (ON, None, "va avec le jour"), (ON + DAY, True, "pas encore venu"),
     (ON, False, "pas compatible")],
)  # fmt: skip
def test_agr_06_a_criminal_record_is_a_conclusion_and_a_day(told, checked_on, is_clear, sentence):
    row = ApprovedPerson.objects.get()
    with pytest.raises(DomainError, match=sentence):
        operations.link_person(
            title=row.title, name="M. Autre", role="manager", is_essential=False, since=ON,
            record_checked_on=checked_on, record_is_clear=is_clear, by=told.agent, at=AT,
        )  # fmt: skip
    names = {field.name for field in ApprovedPerson._meta.fields}
    assert not {name for name in names if "file" in name or "document" in name}


# --- speed sites --------------------------------------------------------------------------------------------------


def test_a_speed_site_opens_after_its_opinion(told):
    row = SpeedSite.objects.get()
    with pytest.raises(Conflict):
        operations.open_site(row=row, opened_on=ON, by=told.agent, at=AT)
    row = operations.give_opinion(row=row, opinion_on=ON, opinion_is_favourable=True, opinion="", by=told.agent, at=AT)
    row = operations.open_site(row=row, opened_on=ON, by=told.agent, at=AT)
    assert operations.stop_site(row=row, closed_on=ON, closed_why="Travaux", by=told.agent, at=AT).state == "stopped"


# --- pound --------------------------------------------------------------------------------------------------------


def test_a_plate_is_sealed_found_again_and_never_in_a_file(told, client):
    row = ImpoundedVehicle.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("select plate from road_safety_impoundedvehicle")
        (stored,) = cursor.fetchone()
    assert row.plate == "AB123CD" and "AB123CD" not in stored
    client.force_login(told.agent)
    page = client.get(f"{ROOT}fourriere/?q=ab-123-cd").content.decode()
    assert "AB123CD" in page and row.number in page
    assert row.number not in client.get(f"{ROOT}fourriere/?q=zz-999-zz").content.decode()
    api = client.get("/api/v1/impounded-vehicles/").content.decode()
    assert "AB123CD" not in api and f"V-{row.plate_mark[:10]}" in api


def test_a_vehicle_is_in_one_pound_at_a_time(told):
    custodian = Permit.objects.get(number="FO-2024-00001")
    facts = {"custodian": custodian, "vehicle": "Renault", "reason": "parking", "place": "Quai", "reference": "",
             "commune": told.house.creteil, "entered_at": AT, "by": told.agent, "at": AT}  # fmt: skip
    with pytest.raises(Conflict, match="déjà en fourrière"):
        pound.enter_vehicle(plate="AB 123 CD", **facts)
    with pytest.raises(DomainError, match="pas lisible"):
        pound.enter_vehicle(plate="???", **facts)
    Permit.objects.filter(pk=custodian.pk).update(expires_on=ON - DAY)
    with pytest.raises(Conflict, match="pas en vigueur"):
        pound.enter_vehicle(plate="", **facts)


def test_an_immobilised_vehicle_that_enters_the_pound_stays_while_the_measure_runs(told):
    measure = VehicleImmobilisation.objects.get()
    row = pound.enter_vehicle(
        custodian=Permit.objects.get(number="FO-2024-00001"), plate="ef 456 gh", vehicle="Moto", reason="prefect",
        place="Quai", commune=told.house.creteil, entered_at=AT, reference="", by=told.agent, at=AT,
    )  # fmt: skip
    measure.refresh_from_db()
    assert measure.entry == row
    leave = {"state": "released", "left_at": AT + DAY, "cost": None, "by": told.agent, "at": AT + DAY}
    VehicleImmobilisation.objects.update(entry=None)
    with pytest.raises(Conflict, match="la lever d'abord"):
        pound.leave(row=row, **leave)
    pound.end_immobilisation(row=measure, state="released", ended_at=AT + DAY, ended_why="Jugé", by=told.agent,
                             at=AT + DAY)  # fmt: skip
    assert pound.leave(row=row, **leave).state == "released"


def test_a_vehicle_is_destroyed_once_classified_and_its_cost_claimed(told):
    row = ImpoundedVehicle.objects.get()
    leave = {"state": "destroyed", "left_at": AT + DAY, "cost": Decimal("350.00"), "by": told.agent, "at": AT + DAY}
    with pytest.raises(DomainError, match="d'abord classé"):
        pound.leave(row=row, **leave)
    row = pound.classify(row=row, classification="destroy", classified_on=ON, by=told.agent, at=AT)
    row = pound.leave(row=row, **leave)
    row = pound.claim_cost(row=row, cost=Decimal("350.00"), claimed_on=ON + DAY, by=told.agent, at=AT + DAY)
    with pytest.raises(Conflict):
        pound.claim_cost(row=row, cost=Decimal("350.00"), claimed_on=ON + DAY, by=told.agent, at=AT + DAY)
    row = pound.settle_claim(row=row, claim="paid", settled_on=ON + DAY, claim_note="", by=told.agent, at=AT + DAY)
    assert row.claim == "paid"


def test_custodians_are_counted_month_by_month_against_their_places(told):
    pound.set_capacity(custodian=Permit.objects.get(number="FO-2024-00001"), since=ON, places=0, by=told.agent, at=AT)
    (row,) = queries.custodians_in(date(2026, 3, 1))
    assert (row.entered, row.left, row.held, row.places, row.is_over) == (1, 0, 1, 0, True)
    (before,) = queries.custodians_in(date(2026, 2, 1))
    assert (before.entered, before.held, before.places) == (0, 0, None)


def test_w14_an_immobilisation_ends_after_seven_days_of_elapsed_time(told):
    start = paris(2026, 3, 27, 20, 0)
    row = pound.immobilise(
        plate="GG-111-HH", vehicle="Voiture", driver="M. Test", grounds="Alcool", unit="CSP",
        commune=told.house.creteil, starts_at=start, by=told.agent, at=start + timedelta(hours=1),
    )  # fmt: skip
    assert row.ends_at == paris(2026, 4, 3, 21, 0)
    end = {"ended_why": "Terme", "by": told.agent}
    with pytest.raises(DomainError, match="Le terme est"):
        pound.end_immobilisation(row=row, state="lapsed", ended_at=paris(2026, 4, 3, 20, 59), at=paris(2026, 4, 4),
                                 **end)  # fmt: skip
    with pytest.raises(DomainError, match="Le terme était"):
        pound.end_immobilisation(row=row, state="released", ended_at=paris(2026, 4, 3, 21, 1), at=paris(2026, 4, 4),
                                 **end)  # fmt: skip
    row = pound.end_immobilisation(row=row, state="released", ended_at=paris(2026, 4, 1), at=paris(2026, 4, 4), **end)
    assert row.state == VehicleImmobilisation.State.RELEASED


def test_sus_09_plates_and_drivers_leave_the_pound_when_their_time_is_over(told):
    start = paris(2026, 3, 2, 9)
    row = pound.immobilise(
        plate="GG-111-HH", vehicle="Voiture", driver="M. Test", grounds="Alcool", unit="CSP",
        commune=told.house.creteil, starts_at=start, by=told.agent, at=start,
    )  # fmt: skip
    pound.end_immobilisation(row=row, state="released", ended_at=paris(2026, 3, 4), ended_why="Terme", by=told.agent,
                             at=paris(2026, 3, 4))  # fmt: skip
    others = VehicleImmobilisation.objects.exclude(pk=row.pk).filter(ended_at=None).count()
    assert forget_vehicles(at=paris(2029, 3, 4, 8)) == 0
    assert forget_vehicles(at=paris(2029, 3, 5, 8)) >= 1
    assert forget_vehicles(at=paris(2029, 3, 5, 9)) == 0
    row.refresh_from_db()
    assert (row.plate, row.plate_mark, row.driver, row.grounds) == ("", "", "Identité effacée", "Identité effacée")
    assert row.state == "released" and row.ends_at
    # What still runs keeps its plate.
    assert VehicleImmobilisation.objects.filter(ended_at=None, purged_on=None).count() == others


# --- pages --------------------------------------------------------------------------------------------------------

PATHS = ("stages", "arretes-de-circulation", "controle-technique/centres", "controle-technique/controleurs", "radars",
         "agrements/personnes", "agrements/inspections", "fourriere", "immobilisations",
         "permis/48si-et-suspensions-medicales")  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_each_register_has_its_list_its_row_its_form_and_its_closed_door(told, client, path):
    client.force_login(told.agent if path not in PATHS[-2:] else told.head)
    page = client.get(f"{ROOT}{path}/")
    assert page.status_code == 200
    found = next(
        url for url in page.content.decode().split('"') if url.startswith(f"{ROOT}{path}/") and url[-2].isdigit()
    )
    assert "Historique" in client.get(found).content.decode()
    assert client.get(f"{ROOT}{path}/nouveau/").status_code == 200
    assert client.post(f"{ROOT}{path}/nouveau/", {}).status_code == 422
    assert client.get(f"{found}inconnu/").status_code == 404
    client.force_login(told.house.agent)
    assert client.get(f"{ROOT}{path}/").status_code == 403


def test_nobody_else_writes_in_a_register(told):
    with pytest.raises(NotAllowed):
        stage(told, by=told.house.agent)
