"""From the files to the editions: judged on sets, side by side, published in one instant, nothing counted twice."""

import io
import zipfile
from collections import Counter
from datetime import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from directorate.documents.errors import FileRefused
from directorate.documents.files import open_file
from directorate.imports.deliveries.operations import Deliveries
from directorate.jobs.models import Job
from directorate.jobs.operations import run_bulk
from directorate.journal.models import JournalEntry
from directorate.web.errors import Conflict, DomainError
from road_safety import tasks
from road_safety.accidents import operations, queries
from road_safety.accidents.models import Accident, AccidentEdition, AccidentImport, AccidentUser, YearSnapshot
from tests.people import paris
from tests.road_safety.files import BIKES, content_of
from tests.road_safety.world import FILES, SMALL, delivered, every_commune_of, extract, in_force

AT = paris(2026, 6, 24)
State = AccidentImport.State
# The worker knows its work.
assert tasks


@pytest.fixture()
def by(house):
    return house.stranger


def uploaded(name: str, content) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def refused(batch, *, warning=False) -> list[tuple[str, int, str]]:
    rows = batch.refusals.filter(is_warning=warning).order_by("file", "line")
    return [(row.file, row.line, row.reason) for row in rows]


def test_four_files_become_accidents_with_their_people(by):
    batch = delivered(by, AT)
    assert (batch.state, batch.counts) == (State.READ, {"2021": 4})
    first = Accident.objects.get(number="202100000001")
    assert (first.killed, first.unhurt, first.user_count, first.vehicle_count) == (1, 1, 2, 1)
    assert (first.road_category, first.speed_limit, first.geo_quality, first.time) == (4, 50, "gps", time(1, 20))
    assert first.themes == ["pedestrian", "senior", "work", "work_strict", "night"]
    walker = first.users.get(role=3)
    assert (walker.user_class, walker.vehicle.identifier) == ("pedestrian", "200995")
    assert Accident.objects.get(number="202100000002").themes == ["bike", "powered_2w", "young", "work", "intersection"]
    assert Accident.objects.get(number="202100000004").geo_quality == "address"


def test_acc_01_each_refused_row_is_reported_with_its_place_and_kept_as_a_file(by):
    batch = delivered(by, AT)
    assert refused(batch) == [("usagers.csv", 8, "Aucun accident de ce numéro dans le fichier des caractéristiques.")]
    doubts = [(file, line) for file, line, _ in refused(batch, warning=True)]
    assert doubts == [("caracteristiques.csv", 5), ("lieux.csv", 3), ("usagers.csv", 5)]
    assert (batch.refused_rows, batch.doubtful_rows) == (1, 3)
    with open_file(batch.report) as report:
        lines = report.read().decode("utf-8-sig").splitlines()
    assert len(lines) == 5 and lines[1].startswith("usagers.csv;8;Refusée;Aucun accident")
    tallies = {row.name: (row.lines, row.kept, row.elsewhere, row.refused) for row in batch.files.all()}
    assert tallies["caracteristiques.csv"] == (5, 4, 1, 0) and tallies["usagers.csv"] == (7, 6, 0, 1)


def test_acc_01_an_unknown_commune_is_refused_with_its_people(by):
    batch = delivered(by, AT, [(name, text.replace("94;94080", "94;94999")) for name, text in FILES])
    reasons = Counter(reason for _, _, reason in refused(batch))
    assert reasons["La commune 94999 n'est pas du département."] == 2
    assert reasons["L'accident de cette ligne est lui-même refusé."] == 3
    assert batch.counts == {"2021": 2}


def test_acc_01_a_line_that_holds_the_four_tables_is_refused_once(by):
    every_commune_of({"94046"})
    header, row = content_of(BIKES).decode().splitlines()[:2]
    batch = delivered(by, AT, [("velos.csv", "\n".join((header, row, row.replace("202100001910", "202100001911")
                                                        .replace(";94046;", ";94099;"))))])  # fmt: skip
    assert refused(batch) == [("velos.csv", 3, "La commune 94099 n'est pas du département.")]
    file = batch.files.get()
    assert (file.lines, file.kept, file.refused, batch.refused_rows) == (2, 1, 1, 1)


def test_acc_03_a_point_out_of_its_commune_is_told(by, house):
    house.creteil.contour = {
        "type": "Polygon",
        "coordinates": [[[2.44, 48.78], [2.45, 48.78], [2.45, 48.785], [2.44, 48.785], [2.44, 48.78]]],
    }
    house.creteil.save()
    batch = delivered(by, AT)
    told = batch.refusals.filter(reason__contains="est à").order_by("text")
    assert [row.text for row in told] == ["202100000001", "202100000002"]


def test_the_same_files_are_one_delivery_in_any_order(by):
    batch = delivered(by, AT)
    assert delivered(by, AT, tuple(reversed(FILES)), label="Les mêmes") == batch
    assert Accident.objects.count() == 4
    operations.abandon(batch=batch, by=by, at=AT)
    again = delivered(by, AT)
    assert again != batch and Accident.objects.count() == 4


def test_editions_stand_side_by_side_and_one_is_in_force(by):
    first = in_force(by, AT)
    corrected = [(name, text.replace("10;3;2;2;1950", "10;3;3;2;1950")) for name, text in FILES[:-1]]
    corrected.append(("usagers.csv", FILES[-1][1].replace(";10;3;2;2;1950", ";10;3;3;2;1950")))
    second = delivered(by, AT, corrected, label="Fichiers 2021 corrigés")
    (difference,) = queries.differences(second)
    assert (difference.added, difference.gone, difference.changed) == (0, 0, 1)
    assert queries.accidents().get(number="202100000001").killed == 1
    operations.publish(batch=second, by=by, at=AT)
    assert queries.accidents().get(number="202100000001").killed == 0
    assert [row.state for row in AccidentEdition.objects.order_by("number")] == ["former", "current"]
    operations.put_back(edition=first.editions.get(), by=by, at=AT)
    assert queries.accidents().get(number="202100000001").killed == 1
    with pytest.raises(Conflict, match="antérieure"):
        operations.put_back(edition=first.editions.get(), by=by, at=AT)


def test_a_withdrawn_edition_gives_its_place_back_to_the_one_before(by):
    first = in_force(by, AT)
    corrected = [(name, text.replace("10;3;2;2;1950", "10;3;3;2;1950")) for name, text in FILES]
    second = in_force(by, AT, corrected, label="Fichiers 2021 corrigés")
    with pytest.raises(DomainError) as refused:
        operations.withdraw(edition=second.editions.get(), reason=" ", by=by, at=AT)
    assert refused.value.field == "reason"
    assert queries.accidents().get(number="202100000001").killed == 0
    operations.withdraw(edition=second.editions.get(), reason="Un mort y manque.", by=by, at=AT)
    assert (first.editions.get().state, second.editions.get().state) == ("current", "removed")
    assert queries.accidents().get(number="202100000001").killed == 1
    with pytest.raises(Conflict, match="retirée"):
        operations.withdraw(edition=second.editions.get(), reason="Encore", by=by, at=AT)
    operations.put_back(edition=second.editions.get(), by=by, at=AT)
    assert (first.editions.get().state, second.editions.get().state) == ("former", "current")


def test_the_only_edition_withdrawn_leaves_its_year_without_figures_and_its_statement_as_it_was(by):
    batch = in_force(by, AT)
    taken = operations.take_snapshot(year=2021, by=by, at=AT)
    operations.withdraw(edition=batch.editions.get(), reason="Fichier d'essai.", by=by, at=AT)
    assert not queries.accidents().exists() and queries.editions_in_force() == {}
    taken.refresh_from_db()
    assert taken.figures["totals"]["accidents"] == 4
    (noted,) = JournalEntry.objects.filter(action="accidents.withdrawn")
    assert noted.details["dependents"] == ["bilan 2021, arrêté n° 1"]


def test_the_base_refuses_a_withdrawal_without_a_reason(by):
    edition = in_force(by, AT).editions.get()
    with pytest.raises(IntegrityError, match="accident_removal_has_a_reason"), transaction.atomic():
        AccidentEdition.objects.filter(pk=edition.pk).update(state="removed")


def test_deliveries_say_all_that_their_subject_has_to_say():
    class Half(Deliveries):
        def words_of(self, edition):
            return ""

    with pytest.raises(TypeError, match="abstract"):
        Half()


def test_a8_1_provisional_figures_do_not_replace_final_ones(by):
    in_force(by, AT)
    batch = delivered(by, AT, [("c.csv", SMALL)], reliability="provisional")
    with pytest.raises(Conflict, match="définitif"):
        operations.publish(batch=batch, by=by, at=AT)
    assert AccidentImport.objects.get(pk=batch.pk).state == State.READ


def test_a_second_click_publishes_once(by):
    batch = in_force(by, AT)
    with pytest.raises(Conflict, match="publié"):
        operations.publish(batch=batch, by=by, at=AT)
    with pytest.raises(Conflict):
        operations.abandon(batch=batch, by=by, at=AT)


@pytest.mark.parametrize(
    ("files", "words"),
    [
        (FILES[1:], "caractéristiques manque"),
        ([("c.csv", "a;b\n1;2\n")], "Num_Acc"),
        ([("c.csv", SMALL.replace(";94;94", ";93;93"))], "Aucun accident"),
        ([("c.csv", SMALL.replace("94028", "94999").replace("94080", "94999"))], "n'a pu être retenu"),
    ],
)
def test_files_that_are_refused_as_a_whole_leave_nothing(by, files, words):
    batch = delivered(by, AT, files)
    assert batch.state == State.REFUSED and words in batch.refusal
    assert not Accident.objects.exists() and not AccidentEdition.objects.exists()


def test_w6_the_joined_bicycle_files_of_the_department(by):
    every_commune_of({line.split(";")[22] for line in content_of(BIKES).decode().splitlines()[1:]})
    batch = in_force(by, AT, extract(BIKES), scope="Accidents avec un vélo")
    assert batch.counts == {"2021": 156, "2023": 137}
    for year, severities, riders, walkers, fatal, serious in (
        (2021, (141, 1, 7, 160), (13, 1, 6, 141), 11, 1, 7), (2023, (133, 1, 6, 140), (9, 1, 6, 128), 6, 1, 7),
    ):  # fmt: skip
        users = AccidentUser.objects.filter(accident__edition__year=year)
        assert tuple(users.filter(severity=code).count() for code in (1, 2, 3, 4)) == severities
        drivers = users.filter(user_class="bike")
        assert tuple(drivers.filter(severity=code).count() for code in (1, 2, 3, 4)) == riders
        assert users.filter(role=3).count() == walkers
        totals = queries.figures_of(batch.editions.get(year=year))["totals"]
        assert (totals["fatal"], totals["serious"], totals["users"]) == (fatal, serious, sum(severities))


# --- the deposit -------------------------------------------------------------------------------------------------


def zipped(*files, **more) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files:
            archive.writestr(name, text)
    return target.getvalue()


def spoilt(text: str) -> bytes:
    """An archive whose LZMA stream has wrong properties."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a.csv", text)
    content = target.getvalue()
    # After the name: two bytes of version, two of size, then the properties.
    place = content.index(b"a.csv") + len(b"a.csv") + 4
    return content[:place] + b"\xff" * 5 + content[place + 5 :]


def deposited(by, **documents):
    return operations.deposit(label="Dépôt", reliability="final", by=by, at=AT, **documents)


def test_an_archive_of_the_four_files_is_read_by_the_worker(by):
    batch = deposited(by, document=uploaded("2021.zip", zipped(*FILES, ("__MACOSX/x.csv", "x"), ("notice.pdf", "x"))))
    run_bulk(job_id=batch.job_id, at=AT)
    batch.refresh_from_db()
    assert (batch.state, batch.counts) == (State.READ, {"2021": 4})


def test_a_reading_that_failed_is_abandoned_and_one_that_runs_is_not(client, bureau):
    by = bureau.agent
    batch = deposited(by, document=uploaded("c.csv", SMALL))
    with pytest.raises(Conflict, match="en cours"):
        operations.abandon(batch=batch, by=by, at=AT)
    Job.objects.filter(pk=batch.job_id).update(state=Job.State.FAILED)
    client.force_login(by)
    page = reverse("road_safety:accident-import-abandon", args=[batch.pk])
    assert page in client.get(reverse("road_safety:accident-import", args=[batch.pk])).content.decode()
    operations.abandon(batch=batch, by=by, at=AT)
    assert deposited(by, document=uploaded("c.csv", SMALL)) != batch


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("bombe.zip", zipped(("a.csv", "0" * 200_000_000)), "anormale"),
        ("vide.zip", zipped(("a.pdf", "x")), "aucun fichier CSV"),
        ("faux.zip", b"Num_Acc;x", "extension"),
        ("casse.zip", zipped(*FILES)[:-40], "endommagé"),
        ("trop.zip", zipped(*((f"{n}.csv", "x") for n in range(13))), "plus de 12"),
        ("dehors.zip", zipped(("../a.csv", "x")), "dangereux"),
        ("long.zip", zipped((f"{'a' * 201}.csv", SMALL)), "trop long"),
        ("nom.zip", zipped(("é.csv", SMALL)).replace("é".encode(), b"\xff\xff"), "endommagé"),
        ("lzma.zip", spoilt(SMALL), "endommagé"),
        ("page.csv", "<html></html>", "extension"),
        ("a.exe", "x", "pas accepté"),
    ],
)
def test_hostile_files_are_refused_beside_their_field(by, name, content, words):
    with pytest.raises(FileRefused, match=words) as refusal:
        deposited(by, document=uploaded("c.csv", SMALL), document_2=uploaded(name, content))
    assert refusal.value.field == "document_2"
    assert not AccidentImport.objects.exists()


# --- snapshots ---------------------------------------------------------------------------------------------------


def test_a_snapshot_is_not_rewritten_by_later_corrections(by):
    in_force(by, AT)
    taken = operations.take_snapshot(year=2021, by=by, at=AT)
    with pytest.raises(Conflict, match="déjà arrêté"):
        operations.take_snapshot(year=2021, by=by, at=AT)
    corrected = [*FILES[:-1], ("usagers.csv", FILES[-1][1].replace(";10;3;2;2;1950", ";10;3;3;2;1950"))]
    in_force(by, AT, corrected)
    kept = YearSnapshot.objects.get(pk=taken.pk)
    now = queries.figures_of(queries.editions_in_force()[2021])
    assert dict((label, (then, after)) for label, then, after in queries.gaps(kept.figures, now))["Tués"] == (1, 0)
    assert operations.take_snapshot(year=2021, by=by, at=AT).number == 2
    with pytest.raises(DomainError, match="2019"):
        operations.take_snapshot(year=2019, by=by, at=AT)


def test_figures_keep_the_unknown_and_say_against_whom(by):
    batch = in_force(by, AT)
    figures = queries.figures_of(batch.editions.get())
    assert figures["totals"] | {"accidents": 4, "fatal": 1, "serious": 2, "killed": 1, "hospitalised": 1,
                                "unknown": 1, "with_users": 3} == figures["totals"]  # fmt: skip
    assert figures["heat"] == {"4 1": 1, "5 8": 1, "2 18": 1, "2": 1}
    assert figures["themes"]["pedestrian"]["killed"] == 1
    assert figures["classes"]["car"] == {"unhurt": 1, "unknown": 1}
    assert figures["ages"]["Âge inconnu"] == {"unknown": 1}
    assert figures["against"] == {"pedestrian": {"car": 1}, "bike": {"powered_2w": 1}}
    assert queries.figures_of(batch.editions.get(), "94080")["totals"]["accidents"] == 2
