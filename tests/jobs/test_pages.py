"""Mes éditions: one's own jobs, their files, and nobody else's."""

import pytest
from django.urls import reverse

from directorate.documents.files import store_bytes
from directorate.jobs.models import Job, OutgoingMail
from directorate.jobs.operations import enqueue
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


def test_one_job_and_twenty_cost_the_same_queries(client, house, job, django_assert_max_num_queries):
    client.force_login(house.agent)
    client.get(PAGE)
    with django_assert_max_num_queries(60) as with_one:
        client.get(PAGE)
    for number in range(20):
        enqueue(kind="test", label="Courrier", key=f"autre {number}", payload={}, by=house.agent, at=AT)
    with django_assert_max_num_queries(len(with_one)):
        client.get(PAGE)
