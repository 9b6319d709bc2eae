"""One letter, one document, whatever happens to workers, brokers and fingers."""

import pytest

from directorate.documents import operations
from directorate.documents.files import open_file
from directorate.documents.letters import request_files
from directorate.documents.models import StoredFile
from directorate.documents.operations import render_files
from directorate.documents.rendering import LetterTooHeavy
from directorate.jobs.models import Job
from directorate.jobs.operations import run
from tests.concurrency import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture()
def job(compose_act, house, at) -> Job:
    return request_files(compose_act(), by=house.head, at=at)


def letter_of(job: Job):
    return operations.Letter.objects.select_related("pdf", "odt").get(pk=job.payload["letter_id"])


def test_the_job_makes_the_pdf_and_the_editable_letter(job, at):
    assert run(job_id=job.pk, at=at)
    letter = letter_of(job)
    with open_file(letter.pdf) as pdf, open_file(letter.odt) as odt:
        assert pdf.read(5) == b"%PDF-"
        assert odt.read(4) == b"PK\x03\x04"
    assert letter.pdf.name == "Arrêté portant autorisation.pdf"
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    assert job.result == {"letter": letter.pk, "pdf": str(letter.pdf_id), "odt": str(letter.odt_id)}


def test_a_bell_that_rings_twice_makes_one_document(job, at):
    run(job_id=job.pk, at=at)
    before = letter_of(job)
    assert not run(job_id=job.pk, at=at)
    assert letter_of(job).pdf_id == before.pdf_id
    assert StoredFile.objects.count() == 2


def test_a_worker_killed_before_its_commit_leaves_nothing_and_the_next_one_makes_one_document(job, at, monkeypatch):
    def die(*args, **kwargs):
        raise SystemExit("killed")

    with monkeypatch.context() as dying:
        dying.setattr(operations, "odt_of", die)
        with pytest.raises(SystemExit):
            run(job_id=job.pk, at=at)
    assert not StoredFile.objects.exists()
    Job.objects.update(state=Job.State.QUEUED, claim=None, lease_until=None)
    assert run(job_id=job.pk, at=at)
    assert StoredFile.objects.count() == 2


def test_the_files_of_a_letter_are_never_made_again(compose_act, at, monkeypatch):
    letter = render_files(letter_id=compose_act().pk, at=at)
    monkeypatch.setattr(operations, "pdf_of", lambda html, **_: pytest.fail("rendered twice"))
    again = render_files(letter_id=letter.pk, at=at)
    assert (again.pdf_id, again.odt_id) == (letter.pdf_id, letter.odt_id)


def test_a_letter_that_cannot_be_laid_out_fails_with_its_reason(job, at, monkeypatch):
    def refuse(html, **_):
        raise LetterTooHeavy("La mise en page dépasse 30 secondes : alléger le texte.")

    monkeypatch.setattr(operations, "pdf_of", refuse)
    run(job_id=job.pk, at=at)
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert job.error == "La mise en page dépasse 30 secondes : alléger le texte."
    assert letter_of(job).pdf is None


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_the_same_instant_make_one_document(compose_act, at):
    letter = compose_act()
    first, second = at_once(*[lambda: render_files(letter_id=letter.pk, at=at)] * 2)
    assert first.pdf_id == second.pdf_id
    assert StoredFile.objects.count() == 2
