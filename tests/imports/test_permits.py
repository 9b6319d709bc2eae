"""Titles granted before the application enter the typed register, with their alerts and without a case."""

from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directorate.casework.models import Case
from directorate.imports import operations
from directorate.imports.models import TableImport
from directorate.journal.models import JournalEntry
from directorate.partners.models import ApiClient
from directorate.permits.api import client_permits
from directorate.permits.models import Permit
from directorate.permits.operations import next_permit_number, note_renewal, suspend
from directorate.permits.validity import Status, rung_on, validity_on
from directorate.web.errors import NotAllowed
from tests.factories import notified
from tests.imports.files import NOON, applied, begin, csv_bytes, previewed, reasons, undone
from tests.people import paris

pytestmark = pytest.mark.django_db

VIDEO = "video_protection_authorisation"
HEADINGS = ["Type", "N° acte", "Titulaire", "Commune", "Insee", "Adresse", "Début", "Fin", "Conditions", "État",
            "Depuis le", "Renouvelle"]  # fmt: skip


def row(number="2021/00311", start="12/06/2021", end="12/06/2026", **more):
    cells = {
        "procedure": VIDEO, "number": number, "holder": "Boulangerie <i>du Lac</i>", "commune": "Créteil", "insee": "",
        "place": "1 rue du Lac", "start": start, "end": end, "conditions": "", "state": "", "since": "", "renews": "",
    }  # fmt: skip
    return list((cells | more).values())


def preview(house, *rows, by=None) -> TableImport:
    return previewed(csv_bytes([HEADINGS, *rows]), by or house.head, NOON, target="permits")


def taken_over(house, *rows) -> TableImport:
    return applied(preview(house, *rows), house.head, NOON)


def test_a_title_enters_with_its_alerts_and_without_a_case(house, client):
    batch = taken_over(house, row(conditions="Masquer les logements"))
    assert batch.counts == {"create": 1}
    permit = Permit.objects.get(number="2021/00311")
    assert (permit.unit, permit.commune, permit.label) == (
        house.police, house.creteil, "Autorisation d'un système de vidéoprotection",
    )  # fmt: skip
    assert (permit.expires_on, permit.renew_by) == (date(2026, 6, 12), date(2026, 2, 12))
    on = date(2026, 3, 2)
    assert validity_on(permit, on).status == Status.RENEWAL_LATE
    assert rung_on(permit.expires_on, on) == 4
    assert not Case.objects.exists()
    assert JournalEntry.objects.get(action="permit.taken_over").subject_id == str(permit.pk)
    client.force_login(house.agent)
    page = client.get(reverse("directorate:permit", args=[permit.pk])).content.decode()
    for words in ("repris du fichier", "Masquer les logements", "&lt;i&gt;du Lac", "Titre repris"):
        assert words in page


def test_a_renewal_replaces_the_title_of_an_earlier_line(house):
    taken_over(
        house,
        row(number="A/1", start="01/02/2016", end="01/02/2021"),
        row(number="A/2", start="01/02/2021", end="01/02/2026", procedure="video_protection_renewal", renews="a/1"),
        row(number="A/3", start="01/02/2026", end="01/02/2031", procedure="video_protection_renewal", renews="A/2"),
    )
    first, second, third = Permit.objects.order_by("number")
    assert (first.state, first.replaced_by, first.state_changed_on) == ("replaced", second, date(2021, 2, 1))
    assert (second.state, second.replaced_by) == ("replaced", third)
    assert third.state == "in_force"


def test_a_renewal_finds_its_title_whatever_the_size_of_the_batches(house, monkeypatch):
    batch = begin(csv_bytes([HEADINGS, row(number="A/1"), row(number="B/1"), row(number="A/2", renews="A/1")]),
                  house.head, NOON, target="permits")  # fmt: skip
    target = operations.target_of("permits")
    object.__setattr__(target, "chunk", 1)
    try:
        mapping = {"columns": {}, "fixed": {}, "translations": {}} | batch.mapping
        batch = operations.save_mapping(batch=batch, mapping=mapping, by=house.head, at=NOON)
        assert batch.counts == {"create": 3}
        batch = applied(batch, house.head, NOON)
        assert Permit.objects.get(number="A/1").replaced_by == Permit.objects.get(number="A/2")
        assert undone(batch, house.head, NOON).state == "undone"
    finally:
        object.__setattr__(target, "chunk", 1_000)
    assert not Permit.objects.exists()


def test_each_reject_names_its_column_and_says_why(house):
    existing = notified(house).permit
    said = reasons(
        preview(
            house,
            row(number="1", procedure="vidéo-surveillance"),
            row(number="2", start="12/06/2026", end="12/06/2021"),
            row(number="3", end=""),
            row(number="4", commune="Vincennes", insee="94028"),
            row(number="5", commune="", insee="94999"),
            row(number="6", state="Suspendu"),
            row(number="7", state="Retiré", since="01/01/2019"),
            row(number="8", renews="9"),
            row(number="9", start="01/01/2030", end="01/01/2035"),
            row(number="10", renews="10"),
            row(number="11", start="04-03-21"),
            row(number=existing.number),
            row(number="12", commune=""),
            row(number="13"),
            row(number="14", procedure="business_domiciliation_approval", renews="13"),
            row(number="15", renews="13"),
            row(number="16", renews="13"),
            row(number="13"),
        )
    )
    assert "Procédure : « vidéo-surveillance » n'est pas une valeur connue." in said[2]
    assert said[3].startswith("Valable jusqu'au : 12/06/2021 précède le début de validité (12/06/2026).")
    assert said[3].endswith("Valable du : 12/06/2026 est dans l'avenir.")
    assert said[4].startswith("Valable jusqu'au : à remplir")
    assert said[5] == "Code INSEE : 94028 n'est pas celui de la commune indiquée (94080)."
    assert said[6] == "Code INSEE : « 94999 » n'est pas une valeur connue."
    assert said[7].startswith("État depuis le : à remplir")
    assert said[8].startswith("État depuis le : 01/01/2019 n'est pas entre")
    assert said[9].endswith("« 9 » n'est ni au registre, ni sur une ligne précédente du fichier.")
    assert said[11].endswith("un titre ne se renouvelle pas lui-même.")
    assert "est ambigu" in said[12]
    assert said[13] == f"Numéro de l'acte : le titre n° {existing.number} est déjà au registre."
    assert said[14] == "Commune : valeur obligatoire."
    assert said[16].endswith("« 13 » est un titre d'une autre nature.")
    assert said[18].endswith("« 13 » est déjà remplacé par un autre titre.")
    assert said[19] == "Déjà présent à la ligne 15 du fichier."
    assert {15, 17}.isdisjoint(said)


def test_the_titles_of_another_bureau_are_refused(house):
    """The head of another bureau takes over titles of that bureau only."""
    house.stranger.postings.update(role="head")
    said = reasons(preview(house, row(), by=house.stranger))
    assert said[2] == "Procédure : « Vidéoprotection, autorisation » relève d'un autre service que le vôtre."


@pytest.mark.parametrize("who", ["agent", "administrator", "prefect"])
def test_only_those_who_lead_the_bureau_take_its_titles_over(house, who):
    with pytest.raises(NotAllowed):
        begin(csv_bytes([HEADINGS, row()]), getattr(house, who), NOON, target="permits")


def test_a_number_of_our_own_form_is_never_given_again(house):
    batch = taken_over(house, row(number="VP-2026-00042", start="12/01/2026", end="12/01/2031"))
    with transaction.atomic():
        assert next_permit_number("VP", at=NOON) == "VP-2026-00043"
        transaction.set_rollback(True)
    assert undone(batch, house.head, NOON).state == "undone"
    with transaction.atomic():
        assert next_permit_number("VP", at=NOON) == "VP-2026-00001"


def test_undoing_puts_back_the_title_that_was_replaced(house):
    old, at = notified(house).permit, paris(2026, 10, 1)
    renewal = row(number="B/1", start="01/10/2026", end="01/10/2031", procedure="video_protection_renewal",
                  renews=old.number)  # fmt: skip
    batch = previewed(csv_bytes([HEADINGS, renewal]), house.head, at, target="permits")
    batch = applied(batch, house.head, at)
    old.refresh_from_db()
    assert (old.state, old.replaced_by.number) == ("replaced", "B/1")
    assert undone(batch, house.head, at).state == "undone"
    old.refresh_from_db()
    assert (old.state, old.replaced_by, old.state_changed_on) == ("in_force", None, None)


def test_what_has_served_since_is_named_and_nothing_is_undone(house):
    batch = taken_over(house, row(number="C/1"), row(number="C/2"), row(number="C/3"))
    at = paris(2026, 3, 4)
    note_renewal(permit=Permit.objects.get(number="C/1"), asked_on=at.date(), by=house.agent, at=at)
    suspend(permit=Permit.objects.get(number="C/3"), effective_on=at.date(), reason="Contrôle", by=house.head, at=at)
    batch = undone(batch, house.head, at)
    assert "C/1, Boulangerie" in batch.job.error
    assert "renouvellement demandé le 04/03/2026" in batch.job.error
    assert "suspendu depuis" in batch.job.error
    assert "C/2" not in batch.job.error
    assert Permit.objects.count() == 3


def test_a_program_learns_of_no_title_of_restricted_circulation(house):
    taken_over(house, row(number="D/1"), row(number="D/2", procedure="weapon_authorisation_b"))
    client = ApiClient(communes=["94028"])
    client.pk = 0
    numbers = set(client_permits(client).values_list("number", flat=True))
    assert Permit.objects.count() == 2
    assert numbers == {"D/1"}


@pytest.mark.parametrize("count", [5, 60])
def test_a_batch_costs_a_fixed_number_of_queries(house, count):
    rows = [row(number=f"E/{n}", renews="" if n % 2 else f"E/{n - 1}") for n in range(1, count)]
    batch = preview(house, *rows, row(number="VP-2020-7"))
    batch = operations.ask_apply(batch=batch, by=house.head, at=NOON)
    with CaptureQueriesContext(connection) as queries:
        operations.take_step(job=batch.job, at=NOON)
    assert len(queries) < 40
    assert Permit.objects.count() == count


def test_the_model_has_a_line_of_example_that_can_be_imported(house, client):
    client.force_login(house.head)
    response = client.get(reverse("directorate:import-model", args=["permits", "ods"]))
    content = b"".join(response.streaming_content)
    assert previewed(content, house.head, NOON, target="permits", name="modele.ods").counts == {"create": 1}
