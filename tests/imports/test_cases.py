"""Taking over the files of a bureau: opened with the checks of the page, recognised later, taken back in time."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from directorate.casework.case_imports import RequestRow, case_target
from directorate.casework.feed import changes_after, last_position, line
from directorate.casework.models import Case, Party
from directorate.casework.operations import add_note
from directorate.casework.registry import all_procedures, procedure
from directorate.imports.models import ImportLine
from directorate.imports.targets import TARGETS, Context
from directorate.journal.models import JournalEntry
from directorate.partners.operations import issue_token
from directorate.territory.models import Place
from directorate.web.errors import NotAllowed
from tests.commits import as_if_committed
from tests.factories import open_video_case
from tests.imports.files import NOON, applied, begin, csv_bytes, previewed, reasons, undone

pytestmark = pytest.mark.django_db

CODE = "video_protection_authorisation"
TARGET = f"cases:{CODE}"
COLUMNS = {
    "N° dossier": "VP-94-0001",
    "Date de réception": "12/02/2026",
    "Canal": "Courrier",
    "Qualité du demandeur": "Entreprise",
    "Nom ou raison sociale": "Pharmacie du Lac",
    "SIRET": "732 829 320 00074",
    "Courriel": "contact@pharmacie-du-lac.invalid",
    "Adresse postale": "12 place du Marché\n94000 Créteil",
    "Commune concernée": "94 - CRÉTEIL",
    "Nom du site": "Pharmacie du Lac",
    "Adresse du site": "12 place du Marché",
    "Agent instructeur": "Durand Zoé",
    "Nature du site": "Lieu ou établissement ouvert au public",
    "Activité": "pharmacy",
    "Caméras intérieures": "4",
    "Caméras extérieures": "1",
    "Caméras visionnant la voie publique": "0",
    "Conservation des images (jours)": "15",
    "Visionnage en direct": "Non",
    "Responsable du système (nom et qualité)": "Mme Adèle Sorel, gérante",
    "Service auprès duquel s'exerce le droit d'accès": "La gérante",
    "Installateur certifié": "OUI",
}
FIXED = {"applicant_quality": "legal_person", "purposes": "assault_and_theft"}
WORDS = {"site_type": {"Lieu ou établissement ouvert au public": "public_place"}}
AT = {"mapping": {"fixed": FIXED, "translations": WORDS}}


def table(*changes):
    rows = [{**COLUMNS, **change} for change in changes]
    return csv_bytes([list(COLUMNS), *[list(row.values()) for row in rows]])


def taken_over(house, *changes, by=None):
    batch = previewed(table(*changes), by or house.head, NOON, target=TARGET, **AT)
    return applied(batch, by or house.head, NOON)


TWO = ({}, {"N° dossier": "VP-94-0002", "Nom ou raison sociale": "Boulangerie du Port", "SIRET": ""})


def test_the_preview_opens_nothing(house):
    batch = previewed(table(*TWO), house.head, NOON, target=TARGET, **AT)
    assert reasons(batch) == {}
    assert batch.counts == {"create": 2}
    assert not Case.objects.exists()


def test_each_row_opens_a_case_as_the_page_would(house):
    batch = taken_over(house, *TWO)
    assert batch.counts == {"create": 2}, reasons(batch)
    case = Case.objects.get(answers__legacy_reference="VP-94-0001")
    assert (case.unit, case.caseworker, case.commune) == (
        house.police,
        None,
        house.creteil,
    ) or case.caseworker == house.agent
    assert case.party.siret == "73282932000074"
    assert case.party.address == "12 place du Marché\n94000 Créteil"
    assert case.received_on.isoformat() == "2026-02-12"
    assert case.answers["cameras_indoor"] == 4
    assert case.answers["installer_certified"] is True
    assert case.answers["live_viewing"] is False
    assert case.deadlines.exists()
    assert case.pieces.exists()
    assert JournalEntry.objects.filter(action="case.opened", subject_id=str(case.pk)).count() == 1


def test_a_second_import_recognises_what_the_first_one_opened(house):
    taken_over(house, *TWO)
    batch = previewed(table(*TWO, {"N° dossier": "VP-94-0003"}), house.head, NOON, target=TARGET, **AT)
    assert batch.counts == {"unchanged": 2, "create": 1}
    assert "Déjà repris : dossier" in reasons(batch)[2]
    assert applied(batch, house.head, NOON).counts == {"unchanged": 2, "create": 1}
    assert Case.objects.count() == 3


def test_two_imports_of_one_file_previewed_together_open_each_case_once(house):
    first = previewed(table(*TWO), house.head, NOON, target=TARGET, **AT)
    second = previewed(table(*TWO), house.deputy, NOON, target=TARGET, **AT)
    applied(first, house.head, NOON)
    assert applied(second, house.deputy, NOON).counts == {"overtaken": 2}
    assert Case.objects.count() == 2


def test_the_database_forbids_a_former_reference_twice(house):
    case = open_video_case(house)
    other = open_video_case(house)
    Case.objects.filter(pk=case.pk).update(answers={"legacy_reference": "A"})
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=other.pk).update(answers={"legacy_reference": "A"})


def test_what_the_page_refuses_is_rejected_with_the_name_of_the_field(house):
    batch = previewed(
        table(
            {"N° dossier": "A", "SIRET": "12345678901234"},
            {"N° dossier": "B", "Date de réception": "12/02/2030"},
            {"N° dossier": "C", "Commune concernée": "Marseille"},
            {"N° dossier": "D", "Qualité du demandeur": "Particulier"},
            {"N° dossier": ""},
        ),
        house.head,
        NOON,
        target=TARGET,
        **AT,
    )
    said = reasons(batch)
    assert batch.counts == {"reject": 5}
    assert said[2].startswith("SIRET : Ce numéro SIRET n'existe pas")
    assert said[3] == "Reçu le : La date de réception est dans l'avenir."
    assert "Commune concernée : « Marseille »" in said[4]
    assert said[5] == "Prénom : Le prénom d'un particulier est obligatoire."
    assert said[6] == "Référence antérieure : valeur obligatoire."


def test_a_file_whose_silence_has_elapsed_is_left_to_a_person(house):
    batch = previewed(table({"Date de réception": "02/09/2025"}), house.head, NOON, target=TARGET, **AT)
    assert batch.counts == {"reject": 1}
    assert "Le silence vaut rejet depuis le" in reasons(batch)[2]


def test_the_import_is_undone_while_nobody_has_worked(house):
    batch = taken_over(house, *TWO)
    batch = undone(batch, house.head, NOON)
    assert batch.state == "undone"
    assert not Case.objects.exists()
    assert not Party.objects.exists()
    assert not Place.objects.exists()
    assert JournalEntry.objects.filter(action="case.import_undone").count() == 2
    again = previewed(table(*TWO), house.head, NOON, target=TARGET, **AT)
    assert again.counts == {"create": 2}


def test_the_programs_that_saw_the_cases_are_told_to_forget_them(house):
    def reader(name, **limits):
        return issue_token(
            name=name, organisation=house.town_hall, scopes=["cases:read"], expires_at=NOON + timedelta(days=90),
            by=house.administrator, at=NOON, **limits,
        ).client  # fmt: skip

    def told(program, position=0) -> list:
        as_if_committed()
        found = changes_after(position, 50, client=program, staff=None, at=NOON)
        return [line(change) for change in found.changes]

    everywhere = reader("Partout")
    elsewhere = reader("Autre procédure", procedures=["video_protection_renewal"])
    batch = taken_over(house, *TWO)
    assert [row["removed"] for row in told(everywhere)] == [False, False]
    read_up_to = last_position()
    references = sorted(Case.objects.values_list("reference", flat=True))
    undone(batch, house.head, NOON)
    assert told(everywhere, read_up_to) == [{"reference": reference, "removed": True} for reference in references]
    assert told(elsewhere) == []


@pytest.mark.parametrize("work", ["note", "transition"])
def test_a_case_on_which_somebody_worked_stays_and_the_others_with_it(house, work):
    batch = taken_over(house, *TWO)
    case = Case.objects.order_by("pk").last()
    if work == "note":
        add_note(case=case, text="Appelé ce matin.", by=house.agent, at=NOON)
    else:
        Case.objects.filter(pk=case.pk).update(version=case.version + 1)
    batch = undone(batch, house.head, NOON + timedelta(hours=1))
    assert batch.state == "undoing"
    assert case.reference in batch.job.error
    assert Case.objects.count() == 2


def test_the_case_page_shows_the_former_reference(house, client):
    taken_over(house, {})
    client.force_login(house.head)
    assert b"VP-94-0001" in client.get(f"/dossiers/{Case.objects.get().reference}/").content


def test_only_the_bureau_of_the_procedure_takes_its_files_over(house):
    for stranger in (house.stranger, house.agent, house.administrator):
        with pytest.raises(NotAllowed):
            begin(table({}), stranger, NOON, target=TARGET)


def test_every_procedure_that_is_kept_here_can_be_fed(house):
    """Its fields are read from its forms; a row of nothing is refused by each of them, and never breaks."""
    targets = [case_target(each) for each in all_procedures()]
    assert len(targets) > 5
    for each, target in zip(all_procedures(), targets, strict=True):
        assert target.code in TARGETS
        names = [item.name for item in target.fields]
        assert len(names) == len(set(names)), target.code
        for item in target.fields:
            assert item.choices is None or all(len(pair) == 2 for pair in item.choices())
        values = {"legacy_reference": "A"}
        assert RequestRow(each, values, Context(house.head, NOON, None)).faults, target.code


def test_a_chunk_of_the_preview_costs_the_same_queries_whatever_is_known(house, django_assert_max_num_queries):
    batch = previewed(table(*TWO), house.head, NOON, target=TARGET, **AT)
    target, context = TARGETS[TARGET], Context(house.head, NOON, batch)
    rows = [{"legacy_reference": f"VP-{n}"} for n in range(50)]
    with django_assert_max_num_queries(1):
        target.facts(rows, context)
    assert procedure(CODE).code == CODE
    assert ImportLine.objects.filter(batch=batch).count() == 2
