"""The file of a list: at once when it is short, as a job otherwise, with the rights of the instant it is written."""

from datetime import timedelta

import pytest
from django.urls import reverse

from directorate.casework.models import Case
from directorate.documents.models import StoredFile
from directorate.jobs.models import Job
from directorate.jobs.operations import run
from directorate.journal.models import JournalEntry
from directorate.org.models import Posting
from directorate.saved_views import exporting
from tests.factories import open_demonstration, open_video_case
from tests.lists import export, lines_of, text_of
from tests.people import paris

AT = paris(2026, 3, 2)
JOBS = reverse("directorate:jobs")


@pytest.fixture(autouse=True)
def morning(time_machine):
    time_machine.move_to(AT, tick=False)


@pytest.fixture()
def cases(house):
    return [open_video_case(house), open_video_case(house), open_demonstration(house)]


@pytest.fixture()
def agent(client, house):
    client.force_login(house.agent)
    return client


@pytest.fixture()
def long(monkeypatch):
    """Any list of two rows is long."""
    monkeypatch.setattr(exporting, "ROWS_AT_ONCE", 1)


def entries() -> list[dict]:
    return [entry.details for entry in JournalEntry.objects.filter(action="list.exported").order_by("id")]


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_a_short_list_is_answered_at_once_and_told_in_the_journal(agent, cases, kind):
    answer = export(agent, "cases", "status=open&sort=reference", kind)
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == f'attachment; filename="dossiers-2026-03-02.{kind}"'
    assert len(b"".join(answer.streaming_content)) > 100
    assert not Job.objects.filter(kind="lists.export").exists()
    (details,) = entries()
    assert (details["rows"], details["query"]) == (3, "status=open&sort=reference")


def test_the_file_is_what_the_page_shows(agent, cases):
    query = "columns=reference,channel&sort=-reference&status="
    shown = agent.get(f"{reverse('directorate:cases')}?{query}").context["page"].object_list
    header, *rows = lines_of(text_of(export(agent, "cases", query)))
    assert header == ["Référence", "Canal"]
    assert [row[0] for row in rows] == [case.reference for case in shown]


def test_a_long_list_is_a_job_of_the_bulk_queue_kept_seven_days(agent, house, cases, long):
    answer = export(agent, "cases", "status=")
    assert answer.url == JOBS
    job = Job.objects.get(kind="lists.export")
    assert (job.queue, job.requested_by, job.expires_at) == ("bulk", house.agent, AT + timedelta(days=7))
    assert job.payload == {"list": "cases", "query": "status=", "format": "csv"}
    assert run(job_id=job.pk, at=AT)
    job.refresh_from_db()
    assert (job.state, job.result["rows"], job.progress) == (Job.State.DONE, 3, job.total)
    stored = StoredFile.objects.get(pk=job.result["file"])
    assert stored.name == "dossiers-2026-03-02.csv"
    address = reverse("directorate:job-file", args=[job.pk, "file"])
    assert cases[0].reference in text_of(agent.get(address))
    assert [details["rows"] for details in entries()] == [3]
    agent.force_login(house.colleague)
    assert agent.get(address).status_code == 404


def test_a_second_click_asks_for_nothing_more(agent, cases, long):
    export(agent, "cases", "status=")
    export(agent, "cases", "status=")
    export(agent, "cases", "status=", "ods")
    assert Job.objects.filter(kind="lists.export").count() == 2


def test_rights_lost_before_the_job_runs_are_a_refusal(agent, house, cases, long):
    export(agent, "cases", "status=")
    job = Job.objects.get(kind="lists.export")
    Posting.objects.filter(staff=house.agent).update(ends_on=AT.date())
    run(job_id=job.pk, at=AT)
    job.refresh_from_db()
    assert (job.state, job.result) == (Job.State.FAILED, None)
    assert "accès" in job.error
    assert not StoredFile.objects.filter(name__startswith="dossiers").exists()
    assert entries() == []


def test_a_case_hidden_before_the_job_runs_is_not_in_its_file(agent, house, cases, long):
    export(agent, "cases", "status=")
    job = Job.objects.get(kind="lists.export")
    Case.objects.filter(pk=cases[0].pk).update(sensitivity=Case.Sensitivity.SECRET, caseworker=house.colleague)
    run(job_id=job.pk, at=AT)
    job.refresh_from_db()
    assert job.result["rows"] == 2


@pytest.mark.parametrize(
    ("query", "kind", "status"),
    [
        ("zzz=1", "csv", 400),
        ("q=%00", "csv", 400),
        ("unit=nowhere", "csv", 422),
        ("status=open", "pdf", 400),
        ("status=open", "", 400),
        ("q=" + "x" * 3_000, "csv", 400),
    ],
)
def test_what_the_list_does_not_understand_is_refused(agent, cases, query, kind, status):
    assert export(agent, "cases", query, kind).status_code == status
    assert entries() == []


def test_a_list_that_does_not_exist_or_is_closed_is_refused(agent, house):
    assert export(agent, "zzz").status_code == 404
    Posting.objects.filter(staff=house.agent).update(ends_on=AT.date())
    assert export(agent, "cases").status_code == 403


def test_a_file_is_asked_by_a_form_and_by_nothing_else(agent, cases):
    assert agent.get(reverse("directorate:list-export", args=["cases"]), {"format": "csv"}).status_code == 405
