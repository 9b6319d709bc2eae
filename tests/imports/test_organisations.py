"""Partners from a table: seen before they are written, written once, taken back if nobody has touched them."""

import pytest

from directorate.imports import operations
from directorate.imports.errors import ImportMoved, ImportRefused
from directorate.imports.models import ImportLine, ImportSource, TableImport
from directorate.jobs.models import Job
from directorate.journal.models import JournalEntry
from directorate.notifications.models import Notification
from directorate.org.models import Posting
from directorate.partners.models import Organisation
from directorate.web.errors import NotAllowed
from tests.imports.files import NOON, applied, begin, csv_bytes, finished, previewed, reasons, undone

pytestmark = pytest.mark.django_db

HEADINGS = ["Code", "Nature", "Nom", "Commune", "Courriel"]
ROWS = [
    ["mairie-94080", "Mairie", "Mairie de Vincennes", "94 - Vincennes", "contact@vincennes.invalid"],
    ["asso-lac", "ASSOCIATION", "Les Amis du lac", "CRETEIL", ""],
]
UPDATED = ["mairie-94028", "Mairie", "Mairie de Créteil", "94028", "nouvelle@creteil.invalid"]


def table(*rows):
    return csv_bytes([HEADINGS, *rows])


def test_nothing_is_written_before_the_import_is_applied(house):
    batch = previewed(table(*ROWS, UPDATED), house.head, NOON)
    assert batch.state == "previewed"
    assert batch.counts == {"create": 2, "update": 1}
    assert Organisation.objects.count() == 2


def test_the_preview_shows_the_old_and_the_new_value(house):
    batch = previewed(table(UPDATED), house.head, NOON)
    line = batch.lines.get()
    assert line.changes == {"email": ["mairie-creteil@commune.invalid", "nouvelle@creteil.invalid"]}
    assert line.number == 2


def test_an_import_creates_and_updates_once(house):
    batch = previewed(table(*ROWS, UPDATED), house.head, NOON)
    batch = applied(batch, house.head, NOON)
    assert batch.state == "applied"
    created = Organisation.objects.get(code="mairie-94080")
    assert (created.kind, created.commune, created.is_active) == ("town_hall", house.vincennes, True)
    house.town_hall.refresh_from_db()
    assert house.town_hall.email == "nouvelle@creteil.invalid"
    with pytest.raises(ImportMoved):
        operations.ask_apply(batch=batch, by=house.head, at=NOON)
    assert operations.take_step(job=batch.job, at=NOON) == {}
    assert Organisation.objects.count() == 4


def test_the_same_file_imported_again_changes_nothing(house):
    applied(previewed(table(*ROWS), house.head, NOON), house.head, NOON)
    batch = previewed(table(*ROWS), house.head, NOON)
    assert batch.counts == {"unchanged": 2}
    with pytest.raises(ImportRefused):
        operations.ask_apply(batch=batch, by=house.head, at=NOON)


def test_without_a_code_the_name_and_the_commune_recognise_a_partner(house):
    content = csv_bytes([["Organisme", "Type", "Ville"], ["Les Amis du lac", "association", "Créteil"]])
    batch = applied(previewed(content, house.head, NOON), house.head, NOON)
    assert batch.counts == {"create": 1}
    assert previewed(content, house.head, NOON).counts == {"unchanged": 1}


def test_an_empty_cell_erases_nothing(house):
    batch = previewed(table(["mairie-94028", "Mairie", "Mairie de Créteil", "", ""]), house.head, NOON)
    assert batch.counts == {"unchanged": 1}


def test_each_reject_says_its_line_and_why(house):
    batch = previewed(
        table(
            ["ok", "Mairie", "Sans reproche", "", ""],
            ["", "Bureau", "Inconnue", "", ""],
            ["x", "Mairie", "", "", ""],
            ["y", "Mairie", "Nom", "Marseille", "pas une adresse"],
            ["ok", "Mairie", "La même", "", ""],
            ["z", "Mairie", "Trop", "", "", "de valeurs"],
        ),
        house.head,
        NOON,
    )  # fmt: skip
    said = reasons(batch)
    assert batch.counts == {"create": 1, "reject": 5}
    assert "« Bureau » n'est pas une valeur connue" in said[3]
    assert said[4] == "Nom : valeur obligatoire."
    assert "Marseille" in said[5]
    assert "adresse électronique" in said[5]
    assert said[6] == "Déjà présent à la ligne 2 du fichier."
    assert said[7] == "La ligne a 6 valeurs pour 5 colonnes."
    assert batch.unknown == {"commune": ["Marseille"], "kind": ["Bureau"]}


def test_a_word_once_translated_is_remembered_with_its_source(house):
    content = table(["b", "Bureau de police", "Un commissariat", "", ""])
    batch = previewed(
        content, house.head, NOON, source_name="Tableur du bureau",
        mapping={"translations": {"kind": {"Bureau de police": "police"}}},
    )  # fmt: skip
    assert batch.counts == {"create": 1}
    again = begin(content, house.deputy, NOON)
    assert again.source == ImportSource.objects.get(name="Tableur du bureau")
    assert again.mapping["translations"] == {"kind": {"Bureau de police": "police"}}


def test_a_source_belongs_to_its_unit(house):
    previewed(table(*ROWS), house.head, NOON, source_name="Tableur du bureau")
    assert begin(table(*ROWS), house.administrator, NOON).source is None


def test_a_row_changed_since_the_preview_is_left_aside_and_said(house):
    batch = previewed(table(*ROWS, UPDATED), house.head, NOON)
    Organisation.objects.filter(pk=house.town_hall.pk).update(email="autre@creteil.invalid")
    Organisation.objects.create(kind="association", name="Arrivée entre-temps", code="asso-lac")
    batch = applied(batch, house.head, NOON)
    assert batch.counts == {"create": 1, "overtaken": 2}
    assert "modifié depuis l'aperçu" in reasons(batch)[4]
    house.town_hall.refresh_from_db()
    assert house.town_hall.email == "autre@creteil.invalid"


def test_a_failure_writes_nothing_and_the_import_can_be_taken_again(house, monkeypatch):
    batch = previewed(table(*ROWS), house.head, NOON)
    batch = operations.ask_apply(batch=batch, by=house.head, at=NOON)

    def fail(lines):
        raise NotAllowed("Panne simulée.")

    with monkeypatch.context() as patch:
        patch.setattr(operations, "write_outcomes", fail)
        batch = finished(batch, NOON)
    assert batch.job.state == Job.State.FAILED
    assert Organisation.objects.count() == 2
    batch = operations.step_back(batch=batch, by=house.head, at=NOON)
    assert batch.state == "previewed"
    assert applied(batch, house.head, NOON).counts == {"create": 2}


def test_undoing_deletes_what_was_created_and_puts_the_rest_back(house):
    batch = applied(previewed(table(*ROWS, UPDATED), house.head, NOON), house.head, NOON)
    batch = undone(batch, house.deputy, NOON)
    assert (batch.state, batch.undone_by) == ("undone", house.deputy)
    house.town_hall.refresh_from_db()
    assert house.town_hall.email == "mairie-creteil@commune.invalid"
    assert Organisation.objects.count() == 2


def test_undoing_is_refused_whole_and_names_what_has_lived_since(house):
    batch = applied(previewed(table(*ROWS, UPDATED), house.head, NOON), house.head, NOON)
    Organisation.objects.filter(code="asso-lac").update(name="Les Amis des lacs")
    batch = undone(batch, house.head, NOON)
    assert batch.state == "undoing"
    assert batch.job.error == "Rien n'a été annulé : Les Amis du lac (modifié)."
    assert Organisation.objects.count() == 4
    assert operations.step_back(batch=batch, by=house.head, at=NOON).state == "applied"


def test_the_journal_and_the_person_are_told(house):
    batch = applied(previewed(table(*ROWS), house.head, NOON), house.head, NOON)
    told = JournalEntry.objects.filter(subject_type="tableimport", subject_id=str(batch.pk))
    assert set(told.values_list("action", flat=True)) == {"import.started", "import.applied"}
    assert told.get(action="import.applied").details["create"] == 2
    assert Notification.objects.filter(recipient=house.head, kind="import_finished").count() == 1


def test_whoever_lost_the_right_imports_nothing_more(house):
    batch = operations.ask_apply(batch=previewed(table(*ROWS), house.head, NOON), by=house.head, at=NOON)
    Posting.objects.filter(staff=house.head).update(role=Posting.Role.CASEWORKER)
    batch = finished(TableImport.objects.get(pk=batch.pk), NOON)
    assert batch.job.state == Job.State.FAILED
    assert Organisation.objects.count() == 2


def test_a_caseworker_imports_nothing(house):
    with pytest.raises(NotAllowed):
        begin(table(*ROWS), house.agent, NOON)


def test_a_large_file_is_previewed_by_a_worker(house, monkeypatch):
    monkeypatch.setattr(operations, "SMALL_FILE", 10)
    batch = begin(table(*ROWS), house.head, NOON)
    assert batch.state == "reading"
    batch = finished(batch, NOON)
    assert batch.state == "mapping"
    batch = operations.save_mapping(batch=batch, mapping=batch.mapping, by=house.head, at=NOON)
    assert batch.state == "previewing"
    assert finished(batch, NOON).counts == {"create": 2}


def test_a_file_whose_time_has_passed_goes_away_with_its_lines(house):
    batch = previewed(table(*ROWS), house.head, NOON)
    stored = batch.file
    assert operations.expire_files(at=NOON + operations.KEPT) == 1
    batch.refresh_from_db()
    assert (batch.state, batch.file) == ("abandoned", None)
    assert not type(stored).objects.filter(pk=stored.pk).exists()
    assert not ImportLine.objects.exists()
    assert operations.expire_files(at=NOON + operations.KEPT) == 0
