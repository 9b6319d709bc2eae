"""Mes éditions: one's own jobs, their files, and nobody else's."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.timezone import now

from directorate.documents.files import store_bytes
from directorate.documents.models import StoredFile
from directorate.documents.operations import remove_expired_results
from directorate.jobs.models import Job, OutgoingMail
from directorate.jobs.operations import enqueue
from directorate.journal.models import JournalEntry
from tests.people import paris

AT = paris(2026, 3, 2)
PAGE = "/editions/"


@pytest.fixture()
def job(house) -> Job:
    return enqueue(kind="test", label="Courrier <b>gras</b>", key="1", payload={}, by=house.agent, at=AT)


def change(job, **values) -> None:
    Job.objects.filter(pk=job.pk).update(**values)


def test_a_person_sees_own_jobs_with_what_was_typed_shown_as_text(client, house, job):
    client.force_login(house.agent)
    page = client.get(PAGE).content.decode()
    assert "Courrier &lt;b&gt;gras" in page
    client.force_login(house.colleague)
    assert "Courrier" not in client.get(PAGE).content.decode()


def test_the_region_asks_for_itself_while_something_moves_and_stops_afterwards(client, house, job):
    client.force_login(house.agent)
    region = client.get(PAGE, headers={"HX-Request": "true"}).content.decode()
    assert 'hx-trigger="every 2s"' in region
    assert "<html" not in region
    change(job, state=Job.State.DONE)
    assert "hx-get" not in client.get(PAGE, headers={"HX-Request": "true"}).content.decode()


def test_a_job_is_cancelled_then_started_again_from_the_page(client, house, job):
    client.force_login(house.agent)
    cancel, again = (reverse(f"directorate:job-{name}", args=[job.pk]) for name in ("cancel", "retry"))
    assert cancel in client.get(PAGE).content.decode()
    assert client.get(cancel).status_code == 405
    assert client.post(cancel).status_code == 302
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED
    assert client.post(cancel).status_code == 409
    assert again in client.get(PAGE).content.decode()
    assert client.post(again).status_code == 302
    job.refresh_from_db()
    assert job.state == Job.State.QUEUED


def test_nobody_else_cancels_it(client, house, job):
    client.force_login(house.director)
    assert client.post(reverse("directorate:job-cancel", args=[job.pk])).status_code == 404


def test_the_administrator_sees_what_is_parked_and_the_mails_that_could_not_leave(client, house, job):
    change(job, state=Job.State.PARKED, error="division par zéro")
    OutgoingMail.objects.create(
        key="1", to="mairie@commune.invalid", subject="Avis demandé", body="Bonjour", created_at=AT,
        state=OutgoingMail.State.FAILED, error="serveur arrêté",
    )  # fmt: skip
    client.force_login(house.administrator)
    page = client.get(PAGE).content.decode()
    assert "division par zéro" in page
    assert "Avis demandé" in page
    assert client.post(reverse("directorate:job-retry", args=[job.pk])).status_code == 302
    client.force_login(house.agent)
    assert "Avis demandé" not in client.get(PAGE).content.decode()


def test_the_administrator_sends_a_failed_mail_again_once_and_nobody_else_may(client, house):
    mail = OutgoingMail.objects.create(
        key="1", to="mairie@commune.invalid", subject="Avis demandé", body="Bonjour", created_at=AT, attempts=8,
        state=OutgoingMail.State.FAILED, error="serveur arrêté",
    )  # fmt: skip
    address = reverse("directorate:mail-retry", args=[mail.pk])
    client.force_login(house.director)
    assert client.post(address).status_code == 403
    client.force_login(house.administrator)
    assert client.get(address).status_code == 405
    assert client.post(address).status_code == 302
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (OutgoingMail.State.QUEUED, 0)
    assert "Avis" not in str(JournalEntry.objects.filter(action="mail.retried").values().get())
    assert client.post(address).status_code == 404


def test_the_file_of_a_job_is_for_the_person_who_asked(client, house, job):
    stored = store_bytes(b"%PDF-1.7 essai", "courrier.pdf", "application/pdf", by=house.agent, at=AT)
    change(job, state=Job.State.DONE, result={"pdf": str(stored.pk), "odt": "pas-un-fichier"})
    address = reverse("directorate:job-file", args=[job.pk, "pdf"])
    client.force_login(house.agent)
    assert address in client.get(PAGE).content.decode()
    answer = client.get(address)
    assert b"".join(answer) == b"%PDF-1.7 essai"
    assert "attachment" in answer["Content-Disposition"]
    for name in ("odt", "file", "requested_by"):
        assert client.get(reverse("directorate:job-file", args=[job.pk, name])).status_code == 404
    for other in (house.colleague, house.administrator):
        client.force_login(other)
        assert client.get(address).status_code == 404


def test_a_result_is_kept_for_a_time_then_its_file_is_removed_and_the_row_says_so(
    client, house, job, django_capture_on_commit_callbacks
):
    kept, shared = (
        store_bytes(content, "dossiers.csv", "text/csv", by=house.agent, at=AT) for content in (b"a;b", b"les memes")
    )
    store_bytes(b"les memes", "autre.csv", "text/csv", by=house.agent, at=AT)
    other = enqueue(kind="test", label="Autre", key="2", payload={}, by=house.agent, at=AT, expires_at=AT)
    change(job, state=Job.State.DONE, result={"file": str(kept.pk)}, expires_at=now() + timedelta(days=7))
    change(other, state=Job.State.DONE, result={"file": str(shared.pk)})
    client.force_login(house.agent)
    address = reverse("directorate:job-file", args=[job.pk, "file"])
    assert "Conservé jusqu" in client.get(PAGE).content.decode()
    assert client.get(address).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        assert remove_expired_results(at=now()) == 1
    assert default_storage.exists(shared.path), "another deposit has the same bytes"
    change(job, expires_at=now() - timedelta(seconds=1))
    assert client.get(address).status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        assert remove_expired_results(at=now()) == 1
        assert remove_expired_results(at=now()) == 0
    assert not default_storage.exists(kept.path)
    assert not StoredFile.objects.filter(pk__in=[kept.pk, shared.pk]).exists()
    assert "Expiré le" in client.get(PAGE).content.decode()


def test_jobs_are_filtered_by_state_and_each_tab_has_its_count(client, house, job):
    done = enqueue(kind="test", label="Arrêté", key="2", payload={}, by=house.agent, at=AT)
    change(done, state=Job.State.DONE)
    client.force_login(house.agent)
    page = client.get(PAGE, {"state": "done"}).content.decode()
    assert "Arrêté" in page
    assert "Courrier" not in page
    assert 'Terminées <span class="count">1</span>' in page
    assert "Aucune édition dans cet état" in client.get(PAGE, {"state": "refused"}).content.decode()
    assert client.get(PAGE, {"state": "<b>"}).status_code == 200
    assert client.get(PAGE, {"state": "\x00<b>"}).status_code == 400


def test_progress_is_shown_in_words(client, house, job):
    change(job, state=Job.State.RUNNING, progress=3, total=12)
    client.force_login(house.agent)
    assert "3 sur 12" in client.get(PAGE).content.decode()


def test_one_job_and_twenty_cost_the_same_queries(client, house, job, django_assert_max_num_queries):
    client.force_login(house.agent)
    client.get(PAGE)
    with django_assert_max_num_queries(60) as with_one:
        client.get(PAGE)
    for number in range(20):
        enqueue(kind="test", label="Courrier", key=f"autre {number}", payload={}, by=house.agent, at=AT)
    with django_assert_max_num_queries(len(with_one)):
        client.get(PAGE)
