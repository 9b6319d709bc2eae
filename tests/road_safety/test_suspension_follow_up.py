"""Beside the cases: sealed number, list of access and its readings, device, purge, statistics (SUS-06 to SUS-10)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directorate.access_requests.queries import known_elsewhere
from directorate.appeals.operations import record_appeal, withdraw
from directorate.casework.policies import sees_case
from directorate.casework.queries import hidden_cases, visible_to
from directorate.journal.models import JournalEntry
from directorate.web.errors import Conflict, DomainError, NotAllowed
from road_safety.suspensions import access, figures, licences
from road_safety.suspensions.forms import MeasureForm
from road_safety.suspensions.models import DeviceCheck, LicenceMeasure, LicenceNumber, OffenceReader, SuspensionFigure
from road_safety.suspensions.statistics import Fact, export_rows, median_hours, statistics
from tests.people import paris
from tests.road_safety.suspension_rows import AFTERNOON, RECEIVED, notified, opened, signed

MONTH = date(2022, 3, 1)
# W7, the year 2022 of the department.
W7 = (("speed", 466, "37,6"), ("alcohol", 451, "36,3"), ("drugs", 295, "23,8"), ("refusal_to_stop", 17, "1,4"),
      ("phone", 9, "0,7"), ("fatal_accident", 3, "0,2"))  # fmt: skip
NEPH = "940412344821"


def facts_of_2022() -> list[Fact]:
    rows = [Fact(MONTH, "3F", cause) for cause, count, _ in W7 for _ in range(count) if cause != "alcohol"]
    return rows + [Fact(MONTH, "3F", "alcohol", "device" if rank < 175 else "suspension") for rank in range(451)]


# --- statistics, pure ---------------------------------------------------------------------------------------------


def test_w7_causes_and_share_of_alcohol_locks():
    found = statistics(facts_of_2022())
    assert found.total == 1241
    assert [(row.count, row.percent) for row in found.causes] == [(count, part) for _, count, part in W7]
    assert (found.device.count, found.device.percent) == (175, "38,8")


def test_statistics_of_nothing_are_blank():
    found = statistics([])
    assert (found.mean_months, found.median_hours, found.device.percent, found.late.percent) == (None, None, "", "")


def test_statistics_count_lengths_delays_appeals_and_repeats():
    rows = [
        Fact(MONTH, "3F", "speed", "suspension", "CSP", 3, minutes=600, is_repeated=True),
        Fact(MONTH, "3F", "drugs", "suspension", "CSP", 6, minutes=4_200, is_late=True, appeal="Tribunal administratif",
             appeal_outcome="Rejet"),
        Fact(date(2022, 4, 1), "1F", "speed", "suspension", "CRS", 2, is_lifted=True),
    ]  # fmt: skip
    found = statistics(rows)
    assert (found.mean_months, found.median_hours) == (Decimal("3.7"), Decimal("40.0"))
    assert (found.late.count, found.late.percent, found.retained) == (1, "50,0", 2)
    assert [(row.label, row.count) for row in found.kinds] == [("3F", 2), ("1F", 1)]
    assert [(row.label, row.percent) for row in found.units] == [("CSP", "66,7"), ("CRS", "33,3")]
    assert (found.repeated.count, found.lifted, found.outcomes[0].percent) == (1, 1, "100,0")
    assert ["Mesures levées", "", 1, ""] in export_rows(found)


@pytest.mark.parametrize(("minutes", "hours"), [([60], "1.0"), ([60, 120], "1.5"), ([60, 90, 600], "1.5")])
def test_the_median_is_the_middle(minutes, hours):
    assert median_hours(minutes) == Decimal(hours)


@pytest.mark.parametrize(
    ("until", "checked", "missing"),
    [
        (date(2026, 5, 10), set(), [date(2026, 4, 1)]),
        (date(2026, 5, 10), {date(2026, 4, 1)}, []),
        (date(2026, 4, 30), set(), []),
        (date(2026, 7, 1), {date(2026, 5, 1)}, [date(2026, 4, 1), date(2026, 6, 1)]),
    ],
)
def test_sus_06_each_whole_month_after_the_installation_has_its_check(until, checked, missing):
    assert licences.missing_checks(date(2026, 3, 12), until, checked) == missing


# --- with the base ------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_sus_10_a_list_taken_out_in_a_file_is_among_the_readings(bureau, client, time_machine):
    time_machine.move_to(AFTERNOON)
    opened(bureau.house)
    client.force_login(bureau.head)
    answer = client.post("/listes/licence-suspensions/export/", {"format": "csv"})
    assert answer.status_code in (200, 302)
    page = client.get("/securite-routiere/suspensions/habilitations/").content.decode()
    assert "fichier CSV, 1 ligne" in page


@pytest.mark.django_db
def test_sus_10_the_number_is_sealed_and_each_reading_is_written(house):
    case = opened(house)
    with pytest.raises(DomainError, match="douze chiffres"):
        licences.seal_number(case=case, number="123", by=house.stranger, at=RECEIVED)
    with pytest.raises(DomainError, match="finit par 4821"):
        licences.seal_number(case=case, number="940412340000", by=house.stranger, at=RECEIVED)
    licences.seal_number(case=case, number="9404 1234 4821", by=house.stranger, at=RECEIVED)
    with connection.cursor() as cursor:
        cursor.execute("select number from road_safety_licencenumber")
        (stored,) = cursor.fetchone()
    assert NEPH not in stored
    before = JournalEntry.objects.filter(action=access.READ).count()
    assert licences.open_number(case=case, by=house.stranger, at=RECEIVED) == NEPH
    assert JournalEntry.objects.filter(action=access.READ).count() == before + 1
    assert not JournalEntry.objects.filter(details__icontains=NEPH).exists()


@pytest.mark.django_db
def test_sus_10_whoever_is_not_on_the_list_reads_nothing_once_it_has_a_name(bureau, client, time_machine):
    time_machine.move_to(AFTERNOON)
    case = opened(bureau.house)
    OffenceReader.objects.all().delete()
    on = AFTERNOON.date()
    # Before the first name too: the heads alone, and the page tells them to write the names.
    client.force_login(bureau.agent)
    for path in ("suspensions/", "immobilisations/", "permis/48si-et-suspensions-medicales/"):
        assert client.get(f"/securite-routiere/{path}").status_code == 403
    assert client.get("/api/v1/licence-suspensions/").status_code == 403
    client.force_login(bureau.head)
    assert client.get("/securite-routiere/suspensions/").status_code == 200
    page = client.get("/securite-routiere/suspensions/habilitations/").content.decode().replace("&#x27;", "'")
    assert "Personne n'est habilité nommément" in page and "habiliter les agents" in page
    client.force_login(bureau.agent)
    with pytest.raises(NotAllowed):
        access.enrol(staff=bureau.agent, since=on, reason="Instruction", by=bureau.agent, at=AFTERNOON)
    row = access.enrol(staff=bureau.house.stranger, since=on, reason="Instruction", by=bureau.head, at=AFTERNOON)
    with pytest.raises(Conflict, match="déjà sur la liste"):
        access.enrol(staff=bureau.house.stranger, since=on, reason="Encore", by=bureau.head, at=AFTERNOON)
    for path in ("suspensions/", "suspensions/permanence/", f"suspensions/{case.reference}/suivi/", "immobilisations/"):
        assert client.get(f"/securite-routiere/{path}").status_code == 403
    assert client.get(f"/dossiers/{case.reference}/").status_code in (403, 404)
    assert client.get("/securite-routiere/suspensions/statistiques/").status_code == 200
    client.force_login(bureau.house.stranger)
    assert client.get(f"/securite-routiere/suspensions/{case.reference}/suivi/").status_code == 200
    assert access.readings(case).first().actor == bureau.house.stranger
    client.force_login(bureau.head)
    assert "Instruction" in client.get("/securite-routiere/suspensions/habilitations/").content.decode()
    access.strike_off(row=row, until=on, by=bureau.head, at=AFTERNOON)
    assert not access.readers_on(on).exists()
    # A right that ends does not open the list to the whole bureau.
    assert "Seuls les chefs" in client.get("/securite-routiere/suspensions/habilitations/").content.decode()
    for staff in (bureau.agent, bureau.house.stranger):
        client.force_login(staff)
        assert client.get("/securite-routiere/suspensions/").status_code == 403


@pytest.mark.django_db
def test_sus_10_no_other_way_leads_whoever_is_not_on_the_list_to_an_offence(bureau, client, time_machine):
    """Lists, search, agenda, API and requests of another bureau follow the list as the page of the case does."""
    time_machine.move_to(AFTERNOON)
    case, on = opened(bureau.house), AFTERNOON.date()
    assert not visible_to(bureau.agent, on).exists() and not sees_case(bureau.agent, case, on)
    assert hidden_cases(bureau.agent, on).get() == case
    assert not known_elsewhere(bureau.house.agent, on).exists()
    client.force_login(bureau.agent)
    assert client.get(f"/api/v1/cases/{case.reference}/").status_code == 404
    for address in ("/api/v1/licence-suspensions/", f"/api/v1/licence-suspensions/{case.reference}/"):
        assert client.get(address).status_code == 403
    for address in ("/dossiers/", f"/recherche/?q={case.reference}", "/recherche/?q=Tellier", "/agenda/"):
        assert f"/dossiers/{case.reference}/" not in client.get(address).content.decode(), address
    before = access.readings().count()
    for staff in (bureau.house.stranger, bureau.head):
        assert visible_to(staff, on).get() == case
        client.force_login(staff)
        assert client.get("/api/v1/licence-suspensions/").json()["results"][0]["reference"] == case.reference
    assert access.readings().count() == before + 2


@pytest.mark.django_db
def test_sus_06_the_device_is_followed_month_by_month(house):
    case = notified(house, signed(house, opened(house, device_on="2026-04-02"), AFTERNOON, "device"))
    check = {"installer": None, "note": "", "by": house.stranger, "at": paris(2026, 5, 20)}
    with pytest.raises(DomainError, match="suit l'installation"):
        licences.check_device(case=case, checked_on=date(2026, 4, 1), is_compliant=True, **check)
    with pytest.raises(DomainError, match="Dire ce qui"):
        licences.check_device(case=case, checked_on=date(2026, 5, 5), is_compliant=False, **check)
    licences.check_device(case=case, checked_on=date(2026, 5, 5), is_compliant=True, **check)
    with pytest.raises(Conflict, match="déjà enregistrée"):
        licences.check_device(case=case, checked_on=date(2026, 5, 9), is_compliant=True, **check)
    assert DeviceCheck.objects.count() == 1
    assert licences.device_state(case, date(2026, 7, 15))["missing"] == [date(2026, 6, 1)]


@pytest.mark.django_db
def test_sus_06_the_page_of_the_device_speaks_french(bureau, client, time_machine):
    time_machine.move_to(paris(2026, 5, 20))
    case = notified(
        bureau.house, signed(bureau.house, opened(bureau.house, device_on="2026-04-02"), AFTERNOON, "device")
    )
    client.force_login(bureau.head)
    page = client.get(f"/securite-routiere/suspensions/{case.reference}/suivi/").content.decode()
    assert "Appareil installé le 2 avril 2026." in page and "2026-04-02" not in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("closed_at", "today", "late"),
    [(paris(2026, 4, 1, 20), paris(2026, 6, 1), False), (paris(2026, 4, 1, 22), paris(2026, 6, 1), True),
     (None, paris(2026, 4, 1, 20), False), (None, paris(2026, 4, 1, 22), True)],
)  # fmt: skip
def test_sus_08_a_retention_is_late_when_nothing_was_done_in_its_hours(house, time_machine, closed_at, today, late):
    """Its hours end on 1 April at 21:00: dropped before is in time, still open after is late."""
    case = opened(house)
    if closed_at:
        case.closed_at, case.is_open, case.stage = closed_at, False, "redirected"
        case.save(update_fields=["closed_at", "is_open", "stage"])
    time_machine.move_to(today)
    assert figures.is_late(case) is late


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "counted", "label"),
    [("informal", "gracious", "Recours gracieux"), ("hierarchical", "hierarchical", "Recours hiérarchique"),
     ("contentious", "court", "Tribunal administratif")],
)  # fmt: skip
def test_sus_08_and_09_an_appeal_is_counted_as_what_it_is_before_and_after_the_purge(house, kind, counted, label):
    case = notified(house, signed(house, opened(house), AFTERNOON))
    record_appeal(case=case, kind=kind, lodged_by="M. Gaspard Tellier", received_on=date(2026, 4, 20),
                  by=house.stranger, at=paris(2026, 4, 21))  # fmt: skip
    assert figures.fact_of(case).appeal == label
    list(figures.keep_figures(case, AFTERNOON))
    assert SuspensionFigure.objects.get().appeal == counted


@pytest.mark.django_db
def test_the_figures_of_a_year_ask_no_more_of_six_cases_than_of_two(house):
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            figures.of_year(2026)
        return len(found)

    for _ in range(2):
        opened(house)
    before = asked()
    for _ in range(4):
        opened(house)
    assert asked() == before
    assert figures.of_year(2026).total == 6


@pytest.mark.django_db
def test_sus_09_names_go_when_the_time_of_keeping_ends_and_the_figures_stay(house, client):
    case = notified(house, signed(house, opened(house), AFTERNOON))
    licences.seal_number(case=case, number=NEPH, by=house.stranger, at=AFTERNOON)
    type(case).objects.filter(pk=case.pk).update(is_open=False, closed_at=paris(2026, 9, 1), stage="ended")
    appeal = record_appeal(case=case, kind="informal", lodged_by="M. Gaspard Tellier", received_on=date(2026, 4, 20),
                  by=house.stranger, at=paris(2026, 4, 21))  # fmt: skip
    withdraw(appeal=appeal, ended_on=date(2026, 6, 1), ruling="", by=house.stranger, at=paris(2026, 6, 1))
    case.notes.create(author=house.stranger, text="M. Tellier a rappelé.", created_at=AFTERNOON)
    before = figures.of_year(2026)
    assert figures.forget_offenders(at=paris(2029, 9, 1)) == 0
    assert figures.forget_offenders(at=paris(2029, 9, 2)) == 1
    assert figures.forget_offenders(at=paris(2029, 9, 3)) == 0
    case.refresh_from_db()
    assert case.party_name == case.party.last_name == "Identité effacée"
    assert (case.answers["birth_on"], case.answers["facts"], case.answers["cause"]) == (None, [], "alcohol")
    assert not LicenceNumber.objects.exists() and not case.notes.exists()
    assert "Tellier" not in case.appeals.get().lodged_by and case.answers["offence_at"] is None
    assert not case.addressees.filter(name__icontains="Tellier").exists()
    assert figures.of_year(2026) == before
    client.force_login(house.director)
    assert client.get(f"/dossiers/{case.reference}/").status_code == 200


@pytest.mark.django_db
def test_sus_09_an_eliminated_case_leaves_a_line_that_names_nobody(house):
    case = signed(house, opened(house), AFTERNOON)
    list(figures.keep_figures(case, AFTERNOON))
    row = SuspensionFigure.objects.get()
    assert (row.cause, row.kind, row.months, row.is_late, row.minutes) == ("alcohol", "3F", 4, False, 1_170)
    type(case).objects.filter(pk=case.pk).update(received_on=date(2020, 1, 1))
    assert figures.of_year(2026).total == 1


@pytest.mark.django_db
def test_a_letter_48_si_is_notified_given_up_and_forgotten(bureau):
    access.enrol(staff=bureau.agent, since=RECEIVED.date(), reason="Instruction", by=bureau.head, at=RECEIVED)
    facts = {"by": bureau.agent, "at": RECEIVED}
    row = licences.receive_measure(kind="medical", driver="M. Octave Brunel", birth_on=date(1980, 1, 2), licence=NEPH,
                                   commune=None, received_on=RECEIVED.date(), **facts)  # fmt: skip
    with pytest.raises(Conflict):
        licences.surrender(row=row, surrendered_on=RECEIVED.date(), **facts)
    row = licences.notify_measure(row=row, notified_on=RECEIVED.date(), again_on=None, **facts)
    assert row.surrender_by == RECEIVED.date() + timedelta(days=10)
    row = licences.surrender(row=row, surrendered_on=RECEIVED.date(), **facts)
    close = {"state": "restored", "closed_on": RECEIVED.date(), "closed_why": "", **facts}
    with pytest.raises(DomainError, match="conclusion du médecin"):
        licences.close_measure(row=row, conclusion="", **close)
    licences.close_measure(row=row, conclusion="fit", **close)
    assert licences.forget_drivers(at=paris(2029, 3, 28)) == 0
    assert licences.forget_drivers(at=paris(2029, 3, 29)) == 1
    row = LicenceMeasure.objects.get()
    assert (row.driver, row.licence, row.birth_on) == ("Identité effacée", "", "")


@pytest.mark.django_db
def test_the_days_of_a_letter_48_si_follow_one_another(bureau):
    access.enrol(staff=bureau.agent, since=RECEIVED.date(), reason="Instruction", by=bureau.head, at=RECEIVED)
    on, facts = RECEIVED.date(), {"by": bureau.agent, "at": RECEIVED}
    first = {"kind": "points", "driver": "M. Octave Brunel", "licence": "", "commune": None}
    for born in (on, on + timedelta(days=1)):
        with pytest.raises(DomainError, match="né avant") as refusal:
            licences.receive_measure(**first, birth_on=born, received_on=on, **facts)
        assert refusal.value.field == "birth_on"
    row = licences.receive_measure(**first, birth_on=None, received_on=on - timedelta(days=9), **facts)
    with pytest.raises(DomainError, match="réexamen suit la notification"):
        licences.notify_measure(row=row, notified_on=on, again_on=on - timedelta(days=1), **facts)
    row = licences.notify_measure(row=row, notified_on=on - timedelta(days=3), again_on=None, **facts)
    close = {"state": "closed", "conclusion": "", "closed_why": "Sans suite", **facts}
    with pytest.raises(DomainError, match="clôture suit la notification") as refusal:
        licences.close_measure(row=row, closed_on=on - timedelta(days=4), **close)
    assert refusal.value.field == "closed_on"
    row = licences.surrender(row=row, surrendered_on=on - timedelta(days=1), **facts)
    with pytest.raises(DomainError, match="clôture suit la remise"):
        licences.close_measure(row=row, closed_on=on - timedelta(days=2), **close)
    licences.close_measure(row=row, closed_on=on, **close)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "words"),
    [("2026-03-27", ""), ("1975-05-02", ""), ("2099-01-01", "pas encore venue"), ("0024-05-01", "trop ancienne"),
     ("1899-12-31", "trop ancienne"), ("9999-12-31", "pas encore venue")],
)  # fmt: skip
def test_a_birth_is_not_to_come_nor_two_lives_ago(typed, words, time_machine):
    time_machine.move_to(RECEIVED, tick=False)
    errors = MeasureForm({"birth_on": typed}).errors.get("birth_on", [])
    assert bool(errors) == bool(words)
    assert words in " ".join(errors)


@pytest.mark.django_db
def test_the_statistics_are_a_page_and_files(bureau, client, time_machine):
    time_machine.move_to(AFTERNOON)
    signed(bureau.house, opened(bureau.house), AFTERNOON)
    client.force_login(bureau.agent)
    page = client.get("/securite-routiere/suspensions/statistiques/").content.decode()
    assert "Durée moyenne" in page and "4,0 mois" in page and "19,5 h" in page
    file = b"".join(client.get("/securite-routiere/suspensions/statistiques.csv?annee=2026").streaming_content)
    assert "Alcool" in file.decode("utf-8-sig")
    assert client.get("/securite-routiere/suspensions/statistiques/?annee=x").status_code == 200
    assert client.get("/securite-routiere/suspensions/statistiques.exe").status_code == 404
