"""A new key: everything is sealed and marked again with it, rows keep their words, and the former key may go."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directorate.journal.models import JournalEntry
from directorate.web.sealing import BOUND, BY_HAND, Unsealable, fingerprint, seal, unseal
from road_safety.impound import operations as pound
from road_safety.impound import queries
from road_safety.impound.models import ImpoundedVehicle, VehicleImmobilisation
from road_safety.suspensions.models import LicenceMeasure
from road_safety.volunteers.models import Volunteer
from tests.road_safety.regulation_rows import AT, regulation_told
from tests.road_safety.volunteers_stage import candidate

pytestmark = pytest.mark.django_db
PLATE = "road_safety.ImpoundedVehicle.plate"


@pytest.fixture()
def told(bureau, time_machine, settings):
    time_machine.move_to(AT)
    settings.SEAL_KEYS = ["former"]
    regulation_told(bureau.house)
    return bureau


def stored(column: str = "plate", table: str = "road_safety_impoundedvehicle") -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"select {column} from {table}")  # noqa: S608
        return cursor.fetchone()[0]


def write(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("update road_safety_impoundedvehicle set plate = %s", [value])


def reseal(**options) -> str:
    out = StringIO()
    call_command("reseal", stdout=out, stderr=out, **options)
    return out.getvalue()


def test_after_the_reseal_the_former_key_may_go(told, settings):
    former = stored()
    settings.SEAL_KEYS = ["newer", "former"]
    said = reseal(rows=1)
    assert "road_safety.ImpoundedVehicle : 1 ligne lue, scellées de nouveau : 1, marques refaites : 1." in said
    assert stored() != former
    settings.SEAL_KEYS = ["newer"]
    row, measure = ImpoundedVehicle.objects.get(), VehicleImmobilisation.objects.get()
    letter = LicenceMeasure.objects.get()
    assert (row.plate, row.plate_mark) == ("AB123CD", fingerprint("AB123CD", "plate"))
    assert (measure.plate, measure.driver, letter.licence) == ("EF456GH", "M. Octave Brunel", "940412345678")
    assert letter.mark == fingerprint("940412345678", "neph")


def test_a_second_run_changes_nothing_and_says_so(told, settings):
    settings.SEAL_KEYS = ["newer", "former"]
    reseal()
    kept, entries = stored(), JournalEntry.objects.filter(action="seals.renewed").count()
    assert entries == 3  # vehicles, immobilisations, licence measures
    assert "scellées de nouveau : 0, marques refaites : 0" in reseal()
    assert stored() == kept and JournalEntry.objects.filter(action="seals.renewed").count() == entries


def test_what_is_sealed_by_hand_is_sealed_again(told, settings):
    assert ("road_safety.Volunteer", "sealed_iban") in BY_HAND
    row = candidate()
    Volunteer.objects.filter(pk=row.pk).update(sealed_iban=seal("FR7612345"))
    settings.SEAL_KEYS = ["newer", "former"]
    assert "road_safety.Volunteer : 1 ligne lue, scellées de nouveau : 1" in reseal()
    settings.SEAL_KEYS = ["newer"]
    row.refresh_from_db()
    assert unseal(row.sealed_iban) == "FR7612345"


def test_a_vehicle_is_found_by_its_plate_between_the_new_key_and_the_reseal(told, settings):
    settings.SEAL_KEYS = ["newer", "former"]
    assert pound.held_vehicle("AB123CD") == ImpoundedVehicle.objects.get()
    with pytest.raises(Exception, match="déjà en fourrière"):
        pound.enter_vehicle(
            custodian=ImpoundedVehicle.objects.get().custodian, plate="AB-123-CD", vehicle="Clio", reason="parking",
            place="Quai", commune=told.house.creteil, entered_at=AT, reference="", by=told.agent, at=AT,
        )  # fmt: skip
    assert queries.running().count() == 1


def test_what_no_key_opens_is_counted_named_and_keeps_the_others_going(told, settings):
    settings.SEAL_KEYS = ["newer", "former"]
    write(BOUND + "A" * 60)
    with pytest.raises(CommandError, match="1 ligne à reprendre"):
        reseal()
    assert LicenceMeasure.objects.get().mark == fingerprint("940412345678", "neph")


def test_what_no_key_opens_is_a_sentence_on_the_page_where_it_happened(told, settings, client):
    write(BOUND + "A" * 60)
    client.force_login(told.head)
    row = LicenceMeasure.objects.get()
    for url in (reverse("road_safety:impounded-vehicles"), "/api/v1/impounded-vehicles/"):
        answer = client.get(url)
        assert answer.status_code == 422, url
        assert "ne s'ouvre avec aucune clé" in answer.content.decode().replace("&#x27;", "'")
    assert client.get(reverse("road_safety:licence-measure", args=[row.pk])).status_code == 200


def test_a_seal_opens_in_its_own_column_alone(told):
    sealed = stored()
    assert sealed.startswith(BOUND) and unseal(sealed, PLATE) == "AB123CD"
    for other in ("road_safety.VehicleImmobilisation.plate", ""):
        with pytest.raises(Unsealable):
            unseal(sealed, other)


def test_what_was_sealed_before_seals_were_bound_still_opens_and_is_bound_by_the_reseal(told):
    write(seal("AB123CD"))
    assert ImpoundedVehicle.objects.get().plate == "AB123CD"
    assert "road_safety.ImpoundedVehicle : 1 ligne lue, scellées de nouveau : 1, marques refaites : 0." in reseal()
    assert stored().startswith(BOUND)


def test_a_row_changed_during_the_reseal_keeps_what_was_written(told, settings):
    """Each batch is locked while it is read: whoever writes waits, then writes over the new seal."""
    settings.SEAL_KEYS = ["newer", "former"]
    with CaptureQueriesContext(connection) as asked:
        reseal()
    reads = [each["sql"] for each in asked if 'FROM "road_safety_impoundedvehicle"' in each["sql"]]
    assert reads and all("FOR UPDATE" in sql for sql in reads)
