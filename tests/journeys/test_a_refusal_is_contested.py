"""A late opening is refused and contested: one appeal in time, another too late, then the file for the judge."""

import io
import re
from datetime import date
from zipfile import ZipFile

import pytest

from directorate.appeals.models import Appeal
from directorate.documents.letters import request_files
from directorate.documents.pdf_text import text_of_pdf
from directorate.jobs.models import Job
from directorate.jobs.operations import run
from directorate.journal.models import JournalEntry
from tests.appeals.cases import refused
from tests.people import paris


@pytest.fixture()
def case(house):
    """Notified on Friday 13 March 2026: the last day to go to court is Friday 15 May, the day after Ascension."""
    return refused(house, date(2026, 3, 13))


def words(content: bytes) -> str:
    return " ".join(re.sub(r"[\u00a0\u202f]", " ", text_of_pdf(content)).split())


def test_a_refusal_is_contested_in_time_and_too_late_and_its_file_is_drawn_up(client, house, case, time_machine):
    page = f"/dossiers/{case.reference}/"

    # Friday 15 May, in the last hours: the registry tells of an appeal.
    time_machine.move_to(paris(2026, 5, 15, 17), tick=False)
    client.force_login(house.agent)
    read = client.get(page).content.decode()
    assert "15/05/2026" in read
    assert f"{page}recours/nouveau/" in read
    answer = client.post(
        f"{page}recours/nouveau/",
        {"kind": "contentious", "lodged_by": "SARL Le Zinc", "received_on": "2026-05-15", "court_reference": "2605001"},
        follow=True,
    )
    assert "Dans le délai, qui court jusqu&#x27;au 15 mai 2026" in answer.content.decode()
    in_time = Appeal.objects.get()

    # The next Monday, another one: recorded all the same, and said to be late.
    time_machine.move_to(paris(2026, 5, 18, 9), tick=False)
    client.force_login(house.agent)
    answer = client.post(
        f"{page}recours/nouveau/",
        {
            "kind": "contentious",
            "lodged_by": "M. Ange Carrel",
            "received_on": "2026-05-18",
            "court_reference": "2605002",
        },
        follow=True,
    )
    assert "Hors délai : il fallait agir au plus tard le 15 mai 2026" in answer.content.decode()
    assert list(Appeal.objects.order_by("pk").values_list("is_late", flat=True)) == [False, True]

    # The case, the inbox, the agenda and the list tell of both.
    read = client.get(page).content.decode()
    assert read.count("Recours contentieux du") == 2
    assert "Hors délai" in read
    assert "rien n'en est annulé ni purgé" in read
    assert "Recours en cours" in client.get("/corbeille/?vue=moi").content.decode()
    assert "Mémoire en défense" in client.get("/agenda/").content.decode()
    assert [row.court_reference for row in client.get("/recours/?late=yes").context["page"]] == ["2605002"]

    # One click: the file for the judge, made by a worker and read back.
    for row in case.letters.all():
        run(job_id=request_files(row.letter, by=house.agent, at=paris(2026, 5, 18)).pk, at=paris(2026, 5, 18))
    answer = client.post(f"{page}recours/{in_time.pk}/dossier/")
    assert (answer.status_code, answer["Location"]) == (302, "/editions/")
    job = Job.objects.get(kind="appeals.pack")
    run(job_id=job.pk, at=paris(2026, 5, 18, 9, 5))
    assert "Dossier contentieux" in client.get("/editions/").content.decode()
    answer = client.get(f"/editions/{job.pk}/file/")
    assert answer["Content-Type"] == "application/zip"
    with ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        files = {name: words(archive.read(name)) for name in archive.namelist()}
    assert "n° 2605001" in files["Bordereau des pièces.pdf"]
    assert "Décision notifiée" in files["Chronologie.pdf"]
    act = next(text for name, text in files.items() if "Arrêté" in name)
    assert "Pièce n°" in act
    assert "est rejetée" in act
    client.force_login(house.colleague)
    assert client.get(f"/editions/{job.pk}/file/").status_code == 404

    # The defence, the hearing, the judgment: the act is annulled, and nothing of it is automatic.
    address = f"{page}recours/{in_time.pk}/"
    time_machine.move_to(paris(2026, 9, 30), tick=False)
    client.force_login(house.agent)
    assert client.post(f"{address}memoire/", {"defended_on": "2026-06-30"}).status_code == 302
    assert client.post(f"{address}audience/", {"hearing_on": "2026-09-15"}).status_code == 302
    ruling = {"outcome": "annulled", "ended_on": "2026-09-29", "ruling": "Erreur d'appréciation."}
    assert client.post(f"{address}jugement/", ruling).status_code == 302
    assert client.post(f"{address}jugement/", ruling).status_code == 422
    read = client.get(page).content.decode()
    assert "Acte annulé par le juge" in read
    case.refresh_from_db()
    assert (case.stage, case.outcome) == ("closed", "refusal")
    assert JournalEntry.objects.filter(action="appeal.act_annulled", subject_type="letter").count() == 1
