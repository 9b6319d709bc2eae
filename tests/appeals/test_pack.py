"""The file for the judge: what is in it, for whom, and what happens to files that cannot be read."""

import io
import re
from datetime import date
from zipfile import ZipFile

import pikepdf
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from directorate.appeals.models import LitigationPack
from directorate.appeals.operations import request_pack, withdraw
from directorate.casework.models import Case
from directorate.delivery.models import Addressee, DeliveryAttempt
from directorate.documents.files import open_file, store_bytes
from directorate.documents.letters import request_files
from directorate.documents.models import StoredFile
from directorate.documents.pdf_text import text_of_pdf
from directorate.jobs.models import Job
from directorate.jobs.operations import run
from directorate.jobs.queries import visible_jobs
from directorate.scans.models import SignedCopy
from directorate.web.errors import NotAllowed
from tests.appeals.cases import HOSTILE, lodged, refused
from tests.people import paris

AT = paris(2026, 6, 1)


def words(content: bytes) -> str:
    """The text of a PDF on one line, with ordinary spaces."""
    return " ".join(re.sub(r"[\u00a0\u202f]", " ", text_of_pdf(content)).split())


def a_pdf() -> bytes:
    document, written = pikepdf.new(), io.BytesIO()
    document.add_blank_page()
    document.add_blank_page()
    document.save(written)
    return written.getvalue()


def join(case, rank: int, content: bytes, name: str, media_type: str, by) -> StoredFile:
    """Put a file behind the piece of this rank."""
    piece = case.pieces.all()[rank]
    piece.file = store_bytes(content, name, media_type, by=by, at=paris(2026, 2, 2))
    piece.save()
    return piece.file


def laid_out(case) -> None:
    """The letters of the case, as a worker makes them."""
    for row in case.letters.all():
        run(job_id=request_files(row.letter, by=None, at=AT).pk, at=AT)


def drawn_up(appeal, by, at=AT) -> tuple[Job, dict[str, bytes]]:
    job = request_pack(appeal=appeal, by=by, at=at)
    run(job_id=job.pk, at=at)
    job.refresh_from_db()
    return job, opened(job) if job.result else {}


def opened(job: Job) -> dict[str, bytes]:
    with open_file(StoredFile.objects.get(pk=job.result["file"])) as content, ZipFile(content) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture()
def case(house) -> Case:
    return refused(house)


@pytest.fixture()
def appeal(house, case):
    return lodged(house, case, "contentious", date(2026, 5, 4), court_reference="2604118")


def test_signed_copies_and_what_was_tried_to_notify_are_pieces_of_the_file(house, case, appeal):
    letter = case.decision.letter
    envelope, receipt, copy = (
        store_bytes(a_pdf(), f"{name}.pdf", "application/pdf", by=house.agent, at=AT) for name in "erc"
    )
    SignedCopy.objects.create(letter=letter, file=copy, reproduces="0" * 64, attached_at=AT, attached_by=house.agent)
    owner = Addressee.objects.create(case=case, name="SCI des Murs", quality="propriétaire", created_at=AT)
    sent = {"addressee": owner, "way": "registered_post", "sent_on": date(2026, 4, 20), "recorded_at": AT}
    DeliveryAttempt.objects.create(
        **sent, state="failed", failure="unknown_address", failed_on=date(2026, 4, 24), proof=envelope
    )
    DeliveryAttempt.objects.create(**sent, state="delivered", mode="by_hand", delivered_at=AT, proof=receipt)
    _, files = drawn_up(appeal, house.agent)
    slip = words(next(content for name, content in files.items() if "bordereau" in name.lower()))
    assert f"Copie signée : {letter.title}" in slip
    assert "Notification sans effet (n'habite pas à l'adresse indiquée) : SCI des Murs, propriétaire" in slip
    assert "Preuve de la notification : SCI des Murs, propriétaire" in slip
    chronology = words(next(content for name, content in files.items() if "chronologie" in name.lower()))
    assert "Notification sans effet (n'habite pas à l'adresse indiquée) : SCI des Murs" in chronology
    assert "Décision notifiée : SCI des Murs" in chronology


def test_the_file_holds_the_chronology_the_numbered_pieces_and_their_slip(house, case, appeal):
    join(case, 0, a_pdf(), "plan.pdf", "application/pdf", house.agent)
    join(case, 1, b"\x89PNG suite", "facade.png", "image/png", house.agent)
    laid_out(case)
    job, files = drawn_up(appeal, house.agent)
    assert (job.state, job.expires_at) == (Job.State.DONE, None)
    pieces = [name for name in files if name.startswith("Pièce")]
    numbers = [int(name[6:8]) for name in pieces if "intercalaire" not in name]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) == 2 + case.letters.count()

    slip = words(files["Bordereau des pièces.pdf"])
    for said in (
        "Bordereau des pièces",
        "n° 2604118",
        "tribunal administratif de Melun",
        "SARL Le Zinc",
        case.reference,
    ):
        assert said in slip
    assert case.decision.number in slip
    chronology = words(files["Chronologie.pdf"])
    for said in (
        "Demande reçue", "Avis rendu : Mairie de Créteil", "Décision notifiée", "Recours contentieux : SARL Le Zinc",
        "Décision signée", "Dossier contentieux demandé",
    ):  # fmt: skip
        assert said in chronology

    # A PDF follows its cover in one file; a picture keeps its own form beside its cover.
    with_cover = next(content for name, content in files.items() if name.startswith("Pièce 01"))
    with pikepdf.open(io.BytesIO(with_cover)) as document:
        assert len(document.pages) == 3
    assert "Pièce n° 1" in words(with_cover)
    picture = next(name for name in files if name.endswith(".png"))
    assert files[picture] == b"\x89PNG suite"
    assert picture.removesuffix(".png") + " (intercalaire).pdf" in files
    assert any("est rejetée" in words(content) for name, content in files.items() if "Arrêté" in name)


def test_what_cannot_be_read_is_said_and_the_rest_is_made(house, case, appeal):
    join(case, 0, b"%PDF-1.7 cut short", "casse.pdf", "application/pdf", house.agent)
    gone = join(case, 1, b"disparu", "disparu.txt", "text/plain", house.agent)
    default_storage.delete(gone.path)
    altered = join(case, 2, b"avant", "change.txt", "text/plain", house.agent)
    default_storage.delete(altered.path)
    default_storage.save(altered.path, ContentFile(b"apres"))
    job, files = drawn_up(appeal, house.agent)
    assert job.state == Job.State.DONE
    slip = words(files["Bordereau des pièces.pdf"])
    for said in ("ne s'ouvre pas", "introuvable", "empreinte", "pas encore mis en page"):
        assert said in slip
    broken = next(name for name in files if name.startswith("Pièce 01") and "intercalaire" not in name)
    assert files[broken] == b"%PDF-1.7 cut short"
    assert "à vérifier" in job.result["words"]
    default_storage.delete(altered.path)


def test_a_hostile_name_shows_as_text_and_makes_no_path(house):
    case = refused(house, last_name=HOSTILE)
    appeal = lodged(house, case, "contentious", date(2026, 5, 4), lodged_by=HOSTILE, court_reference="../../26<b>")
    piece = case.pieces.all()[0]
    piece.label = "../../etc/passwd\u202e <img src=x>"
    piece.save()
    join(case, 0, b"texte", "../../x\u202e.txt", "text/plain", house.agent)
    _, files = drawn_up(appeal, house.agent)
    assert not [name for name in files if "/" in name or "\\" in name or ".." in name or "\u202e" in name]
    assert '<script>alert("x")</script> & Fils' in words(files["Bordereau des pièces.pdf"])
    assert '<script>alert("x")</script>' in words(files["Chronologie.pdf"])


def test_a_very_long_word_of_the_journal_does_not_stop_the_file(house, case):
    appeal = lodged(house, case, "contentious", date(2026, 5, 4))
    withdraw(appeal=appeal, ended_on=date(2026, 5, 6), ruling="x" * 2000, by=house.agent, at=AT)
    assert drawn_up(appeal, house.agent)[0].state == Job.State.DONE


def test_the_rights_of_the_instant_it_is_made_decide(house, case, appeal):
    with pytest.raises(NotAllowed):
        request_pack(appeal=appeal, by=house.stranger, at=AT)
    with pytest.raises(NotAllowed):
        request_pack(appeal=appeal, by=house.prefect, at=AT)
    job = request_pack(appeal=appeal, by=house.colleague, at=AT)
    Case.objects.filter(pk=case.pk).update(sensitivity="secret")
    run(job_id=job.pk, at=AT)
    job.refresh_from_db()
    assert (job.state, job.result) == (Job.State.FAILED, None)


def test_a_file_made_is_no_longer_read_by_somebody_who_lost_the_case(house, case, appeal):
    job, _ = drawn_up(appeal, house.colleague)
    assert job in visible_jobs(house.colleague, AT.date())
    Case.objects.filter(pk=case.pk).update(sensitivity="secret")
    assert job not in visible_jobs(house.colleague, AT.date())


def test_asked_twice_it_is_one_job_and_done_twice_it_is_one_file(house, appeal):
    first = request_pack(appeal=appeal, by=house.agent, at=AT)
    assert request_pack(appeal=appeal, by=house.agent, at=AT) == first
    assert LitigationPack.objects.count() == 1
    assert run(job_id=first.pk, at=AT)
    kept = StoredFile.objects.filter(media_type="application/zip").count()
    assert not run(job_id=first.pk, at=AT)
    assert StoredFile.objects.filter(media_type="application/zip").count() == kept == 1


def test_the_file_is_kept_while_the_appeal_is_open_and_for_a_week_afterwards(house, appeal):
    job, _ = drawn_up(appeal, house.agent)
    assert job.is_kept(paris(2027, 6, 1))
    withdraw(appeal=appeal, ended_on=date(2026, 6, 1), ruling="", by=house.agent, at=AT)
    job.refresh_from_db()
    assert not job.is_kept(paris(2026, 6, 9))
