"""Acts of the registers: a controller withdrawn, records checked later, drafts changed, plates corrected, visits."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from django.urls import reverse

from directorate.journal.models import JournalEntry
from directorate.overview.department_map import spread
from directorate.permits.models import Permit
from directorate.web.errors import Conflict, DomainError, NotAllowed
from road_safety.accidents.papers import own_work
from road_safety.impound import operations as pound
from road_safety.impound.models import ImpoundedVehicle, VehicleImmobilisation
from road_safety.registers import inspections, operations, queries
from road_safety.registers.models import (
    ApprovalInspection,
    ApprovedPerson,
    InspectionCentre,
    InspectionController,
    SpeedSite,
    StageSession,
    TrafficOrder,
)
from road_safety.registers.sources import figures, orders_on_the_map
from road_safety.suspensions import access
from road_safety.suspensions.models import LicenceMeasure, OffenceReader
from tests.road_safety.regulation_rows import AT, DAY, regulation_told

pytestmark = pytest.mark.django_db
ON = AT.date()


@pytest.fixture()
def told(bureau, time_machine):
    time_machine.move_to(AT)
    regulation_told(bureau.house)
    return bureau


def act(client, name: str, row, verb: str, data=None):
    return client.post(reverse(f"road_safety:{name}-act", args=[row.pk, verb]), data or {})


def last_words(row) -> str:
    kind = row._meta.model_name
    return JournalEntry.objects.filter(subject_type=kind, subject_id=str(row.pk)).latest("pk").details["words"]


# --- controllers --------------------------------------------------------------------------------------------------


def test_agr_03_a_controller_is_withdrawn_after_a_hearing_and_never_before(told):
    row, by = InspectionController.objects.get(), told.agent
    withdraw = {"closed_why": "Contrôles de complaisance", "by": by}
    with pytest.raises(Conflict, match="griefs n'ont pas été notifiés"):
        inspections.withdraw_controller(row=row, state_on=ON, at=AT, **withdraw)
    with pytest.raises(DomainError, match="suivent l'agrément"):
        inspections.hear(row=row, heard_from=ON - DAY, heard_why="Complaisance", by=by, at=AT)
    row = inspections.hear(row=row, heard_from=ON, heard_why="Complaisance", by=by, at=AT)
    with pytest.raises(DomainError, match="Le contrôleur a jusqu'au"):
        inspections.withdraw_controller(row=row, state_on=ON + 15 * DAY, at=AT + 15 * DAY, **withdraw)
    with pytest.raises(DomainError, match="pas encore venu"):
        inspections.withdraw_controller(row=row, state_on=ON + 17 * DAY, at=AT + 16 * DAY, **withdraw)
    row = inspections.withdraw_controller(row=row, state_on=ON + 16 * DAY, at=AT + 16 * DAY, **withdraw)
    assert (row.state, row.centre, row.heard_until) == ("withdrawn", None, None)
    assert "Agrément retiré le 18 mars 2026, centre Contrôle de la Marne" in last_words(row)
    with pytest.raises(Conflict, match="retiré"):
        inspections.withdraw_controller(row=row, state_on=ON + 16 * DAY, at=AT + 16 * DAY, **withdraw)
    with pytest.raises(Conflict, match="retiré"):
        inspections.join_centre(row=row, centre=InspectionCentre.objects.get(), by=by, at=AT + 17 * DAY)


def test_agr_03_the_base_holds_no_controller_withdrawn_without_a_hearing(told):
    with pytest.raises(IntegrityError):
        InspectionController.objects.update(state="withdrawn", state_on=ON)


def test_agr_03_a_controller_is_withdrawn_from_his_page(told, client):
    row = InspectionController.objects.get()
    client.force_login(told.agent)
    page = client.get(reverse("road_safety:inspection-controller", args=[row.pk])).content.decode()
    assert "Notifier des griefs" in page and ">Retirer<" not in page
    assert (
        act(client, "inspection-controller", row, "griefs", {"heard_from": ON, "heard_why": "Faux"}).status_code == 302
    )
    assert act(client, "inspection-controller", row, "observations", {"observations": "Non."}).status_code == 302
    page = client.get(reverse("road_safety:inspection-controller", args=[row.pk])).content.decode()
    assert ">Retirer<" in page and "Observations reçues" in page
    answer = act(client, "inspection-controller", row, "retirer", {"state_on": ON, "closed_why": "Faux"})
    assert answer.status_code == 302
    # The second click finds it done.
    assert (
        act(client, "inspection-controller", row, "retirer", {"state_on": ON, "closed_why": "Faux"}).status_code == 422
    )
    client.force_login(told.house.agent)
    assert act(client, "inspection-controller", row, "retirer").status_code == 403


# --- criminal records ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", [InspectionController, ApprovedPerson])
def test_agr_06_a_record_is_checked_later_and_again(told, model):
    row = model.objects.get()
    check = {"row": row, "by": told.agent, "at": AT + 9 * DAY}
    with pytest.raises(DomainError, match="pas encore venu"):
        inspections.check_record(record_checked_on=ON + 10 * DAY, record_is_clear=True, **check)
    found = inspections.check_record(record_checked_on=ON + 5 * DAY, record_is_clear=False, **check)
    assert (found.record_checked_on, found.record_is_clear) == (ON + 5 * DAY, False)
    assert last_words(row) == "Casier consulté : incompatible"
    with pytest.raises(DomainError, match="déjà été consulté"):
        inspections.check_record(record_checked_on=ON + 4 * DAY, record_is_clear=True, **check)
    with pytest.raises(NotAllowed):
        inspections.check_record(record_checked_on=ON, record_is_clear=True, **{**check, "by": told.house.agent})


def test_agr_06_an_incompatible_record_asks_for_a_hearing_on_the_page(told, client):
    client.force_login(told.agent)
    for name, model in (("inspection-controller", InspectionController), ("approved-person", ApprovedPerson)):
        row = model.objects.get()
        words = {"record_checked_on": ON, "record_is_clear": "false"}
        assert act(client, name, row, "casier", {**words, "record_is_clear": ""}).status_code == 422
        assert act(client, name, row, "casier", words).status_code == 302
        assert "Casier incompatible" in client.get(reverse(f"road_safety:{name}", args=[row.pk])).content.decode()


def test_agr_06_who_left_is_checked_no_more(told):
    row = ApprovedPerson.objects.get()
    operations.leave_approval(row=row, left_on=ON, left_why="Retraite", by=told.agent, at=AT)
    with pytest.raises(Conflict, match="est parti"):
        inspections.check_record(row=row, record_checked_on=ON, record_is_clear=True, by=told.agent, at=AT)


# --- traffic orders -----------------------------------------------------------------------------------------------


@pytest.fixture()
def draft(told) -> TrafficOrder:
    return operations.prepare_order(
        title="Élagage", kind="works", prepared_by="dirif", roads="A4", measures="Voie neutralisée.",
        communes=[told.house.creteil], starts_at=AT + DAY, ends_at=AT + 2 * DAY, geometry=None, by=told.agent, at=AT,
    )  # fmt: skip


def test_a_draft_of_an_order_is_changed_and_the_journal_keeps_what_it_said(told, draft, client):
    client.force_login(told.agent)
    url = reverse("road_safety:traffic-order-act", args=[draft.pk, "modifier"])
    page = client.get(url)
    assert page.context["form"]["roads"].value() == "A4"
    assert 'value="2026-03-03T' in page.content.decode()
    words = {
        "title": "Élagage", "kind": "works", "prepared_by": "dirif", "roads": "A86", "measures": "Voie neutralisée.",
        "communes": [told.house.creteil.pk], "starts_at": "2026-03-05T21:00", "ends_at": "2026-03-04T05:00",
        "geometry": "48,79 ; 2,45\n48,80 ; 2,46",
    }  # fmt: skip
    answer = client.post(url, words)
    assert answer.status_code == 422 and "La fin suit le début" in answer.content.decode()
    assert client.post(url, {**words, "ends_at": "2026-03-06T05:00"}).status_code == 302
    draft.refresh_from_db()
    assert (draft.roads, draft.geometry["type"]) == ("A86", "LineString")
    entry = JournalEntry.objects.filter(action="traffic_order.changed").get()
    assert entry.details["changed"]["roads"] == ["A4", "A86"]
    assert set(entry.details["changed"]) == {"roads", "starts_at", "ends_at", "geometry"}


def test_a_draft_given_up_is_neither_signed_nor_changed(told, draft):
    row = operations.abandon_order(row=draft, abandoned_why="Chantier annulé", by=told.agent, at=AT)
    assert (row.state, row.abandoned_on) == ("abandoned", ON)
    again = {"by": told.agent, "at": AT}
    with pytest.raises(Conflict, match="abandonné"):
        operations.sign_order(row=row, number="", signed_on=ON, **again)
    with pytest.raises(Conflict, match="abandonné"):
        operations.abandon_order(row=row, abandoned_why="Encore", **again)


def test_a_signed_order_is_not_changed(told, client):
    row = TrafficOrder.objects.get()
    client.force_login(told.agent)
    for verb in ("modifier", "abandonner"):
        assert verb not in client.get(reverse("road_safety:traffic-order", args=[row.pk])).content.decode()
    with pytest.raises(Conflict, match="signé"):
        operations.abandon_order(row=row, abandoned_why="Erreur", by=told.agent, at=AT)


# --- plates -------------------------------------------------------------------------------------------------------


def test_a_corrected_plate_takes_along_the_measure_that_runs_on_it(told):
    measure, vehicle = VehicleImmobilisation.objects.get(), ImpoundedVehicle.objects.get()
    assert measure.entry is None
    row = pound.correct_plate(row=vehicle, plate="ef 456 gh", reason="Mal lue", by=told.agent, at=AT)
    assert row.plate == "EF456GH" and VehicleImmobilisation.objects.get().entry == row
    with pytest.raises(Conflict, match="immobilisé par décision"):
        pound.leave(row=row, state="released", left_at=AT, cost=None, by=told.agent, at=AT)
    pound.correct_plate(row=row, plate="ZZ-999-ZZ", reason="Relue", by=told.agent, at=AT)
    assert VehicleImmobilisation.objects.get().entry is None
    # What the journal tells: that it was corrected and why, neither plate.
    told_of = str(list(JournalEntry.objects.filter(action="impound.corrected").values_list("details", flat=True)))
    assert "Mal lue" in told_of and "EF456GH" not in told_of and "AB123CD" not in told_of


def test_the_plate_of_a_measure_is_corrected_by_the_list_of_access(told):
    measure, vehicle = VehicleImmobilisation.objects.get(), ImpoundedVehicle.objects.get()
    with pytest.raises(NotAllowed, match="habilités"):
        pound.correct_plate(row=measure, plate="AB-123-CD", reason="Mal lue", by=told.agent, at=AT)
    row = pound.correct_plate(row=measure, plate="AB-123-CD", reason="Mal lue", by=told.head, at=AT)
    assert row.entry == vehicle


@pytest.mark.parametrize(
    ("plate", "sentence"), [("AB123CD", "déjà enregistrée"), ("??", "pas lisible"), ("", "pas lisible")]
)
def test_a_plate_is_not_corrected_to_itself_or_to_nothing(told, plate, sentence):
    with pytest.raises(DomainError, match=sentence):
        pound.correct_plate(row=ImpoundedVehicle.objects.get(), plate=plate, reason="x", by=told.agent, at=AT)


def test_a_plate_corrected_to_that_of_another_vehicle_held_is_refused(told):
    other = pound.enter_vehicle(
        custodian=Permit.objects.get(number="FO-2024-00001"), plate="XY-111-ZZ", vehicle="Scooter", reason="parking",
        place="Quai", commune=told.house.creteil, entered_at=AT, reference="", by=told.agent, at=AT,
    )  # fmt: skip
    with pytest.raises(Conflict, match="déjà en fourrière"):
        pound.correct_plate(row=other, plate="AB-123-CD", reason="Mal lue", by=told.agent, at=AT)


def test_a_forgotten_plate_stays_forgotten(told):
    ImpoundedVehicle.objects.update(purged_on=ON)
    with pytest.raises(Conflict, match="effacée"):
        pound.correct_plate(row=ImpoundedVehicle.objects.get(), plate="XY-1-ZZ", reason="x", by=told.agent, at=AT)


# --- SUS-10: who reads the plate of an offence --------------------------------------------------------------------


def readings() -> int:
    return JournalEntry.objects.filter(action=access.READ).count()


@pytest.mark.parametrize("reason", ["offence", "prefect"])
def test_sus_10_the_plate_of_an_offence_is_read_by_the_list_of_access_and_each_time_written(told, client, reason):
    ImpoundedVehicle.objects.update(reason=reason)
    row = ImpoundedVehicle.objects.get()
    page, listed = reverse("road_safety:impounded-vehicle", args=[row.pk]), reverse("road_safety:impounded-vehicles")
    client.force_login(told.agent)
    shown = client.get(page).content.decode()
    assert "AB123CD" not in shown and "Réservée aux agents habilités" in shown
    assert "AB123CD" not in client.get(listed).content.decode()
    assert "FOUR-2026" not in client.get(f"{listed}?q=AB-123-CD").content.decode()
    assert readings() == 0
    client.force_login(told.head)
    assert "AB123CD" not in client.get(listed).content.decode()
    assert "FOUR-2026" in client.get(f"{listed}?q=AB-123-CD").content.decode()
    assert "AB123CD" in client.get(page).content.decode()
    assert readings() == 1


def test_the_plate_of_a_badly_parked_car_is_for_the_whole_bureau(told, client):
    client.force_login(told.agent)
    assert "AB123CD" in client.get(reverse("road_safety:impounded-vehicles")).content.decode()
    assert readings() == 0


@pytest.mark.parametrize(("path", "model"), [("immobilisations", VehicleImmobilisation),
                                             ("licence-measures", LicenceMeasure)])  # fmt: skip
def test_sus_10_a_reading_through_the_api_is_written_as_that_of_a_page(told, client, path, model):
    client.force_login(told.head)
    assert client.get(f"/api/v1/{path}/").status_code == 200
    assert readings() == 1
    row = model.objects.get()
    assert client.get(f"/api/v1/{path}/{row.pk}/").status_code == 200
    assert access.readings(row).count() == 1
    assert client.get(f"/api/v1/{path}/{row.pk + 99}/").status_code == 404
    assert readings() == 2
    assert client.get("/api/v1/speed-sites/").status_code == 200
    assert readings() == 2


# --- stages and visits --------------------------------------------------------------------------------------------


def test_a_stage_without_any_trainee_was_not_held(told, client):
    row = StageSession.objects.get()
    with pytest.raises(DomainError, match="sans stagiaire"):
        operations.hold_stage(row=row, trainees=0, by=told.agent, at=AT + 60 * DAY)
    client.force_login(told.agent)
    assert act(client, "stage-session", row, "tenu", {"trainees": 0}).status_code == 422
    with pytest.raises(DomainError, match="ne précède pas l'agrément"):
        operations.cancel_stage(row=row, cancelled_on=date(2020, 1, 1), cancelled_why="x", by=told.agent, at=AT)


def test_inspections_due_are_counted_from_the_last_one_or_from_the_approval(told):
    # The pound was visited today; the stage centre has waited since its approval of January 2024.
    due = queries.due_inspections(ON)
    assert [(each.kind, each.last_on, each.due_on) for each in due] == [("Agrément", None, date(2025, 1, 10))]
    after = ON + timedelta(days=366)
    kinds = [each.kind for each in queries.due_inspections(after)]
    assert sorted(kinds) == ["Agrément", "Agrément", "Centre de contrôle technique", "Contrôleur technique"]
    centre = InspectionCentre.objects.get()
    visit = {
        "title": None, "controller": None, "inspected_on": after, "inspector": "M. Bruno Testud",
        "is_compliant": True, "findings": "", "follow_up": "", "by": told.agent, "at": AT + timedelta(days=366),
    }  # fmt: skip
    inspections.record_inspection(centre=centre, **visit)
    assert "Centre de contrôle technique" not in [each.kind for each in queries.due_inspections(after)]
    with pytest.raises(Conflict, match="déjà enregistrée ce jour-là"):
        inspections.record_inspection(centre=centre, **visit)
    with pytest.raises(DomainError, match="Choisir ce qui a été inspecté"):
        inspections.record_inspection(centre=None, **visit)
    with pytest.raises(DomainError, match="pas conforme"):
        inspections.record_inspection(centre=centre, **{**visit, "is_compliant": False, "inspected_on": ON})


def test_what_an_inspection_asked_is_followed_once(told):
    row = ApprovalInspection.objects.get()
    follow = {"follow_up": "Registre à jour", "by": told.agent}
    with pytest.raises(DomainError, match="après l'inspection"):
        inspections.follow_inspection(row=row, followed_on=ON - DAY, at=AT, **follow)
    row = inspections.follow_inspection(row=row, followed_on=ON, at=AT, **follow)
    assert row.state == "followed"
    with pytest.raises(Conflict, match="Aucune suite"):
        inspections.follow_inspection(row=row, followed_on=ON, at=AT, **follow)


def test_the_board_of_the_regulation_lists_the_inspections_due_and_the_figure_counts_them(told, client):
    client.force_login(told.agent)
    page = client.get(reverse("road_safety:regulation-board")).content.decode()
    assert "Inspections dues" in page and "CSSR-2024-00001" in page and "Jamais" in page
    found = {figure.label: figure for figure in figures(told.agent, AT)}["Inspections dues"]
    assert (found.value, found.tone) == (1, "warning")
    assert found.url.endswith("#inspections-dues")


def test_nobody_else_reads_the_visits(told, client):
    client.force_login(told.house.agent)
    assert client.get(reverse("road_safety:approval-inspections")).status_code == 403
    assert OffenceReader.objects.exists()


def test_a_traffic_order_in_force_is_drawn_along_its_line_on_the_map(told):
    perimeters, ways = spread(list(orders_on_the_map(told.agent, AT)))
    assert not perimeters
    assert [(way.label, list(way.lines)) for way in ways] == [
        ("A86 : Travaux de nuit", [[[2.45, 48.79], [2.46, 48.8]]])
    ]


def test_the_sheet_of_a_commune_names_its_radars_in_service(told):
    site = SpeedSite.objects.get()
    assert not own_work(told.house.creteil, ON)["speed_sites"]
    SpeedSite.objects.filter(pk=site.pk).update(state="in_service", opened_on=ON)
    assert list(own_work(told.house.creteil, ON)["speed_sites"]) == [site]
