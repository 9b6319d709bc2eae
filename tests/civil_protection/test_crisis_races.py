"""Two people or a dying worker at one instant of a crisis: what is sealed is sealed once, and the other is told."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from civil_protection.crisis import operations, tasks
from civil_protection.crisis import report_operations as reporting
from civil_protection.crisis.models import SituationReport
from civil_protection.crisis.outreach import operations as outreach
from civil_protection.crisis.queries import chain_of
from civil_protection.crisis.terms import EntryKind, Hazard, Mode
from civil_protection.exercises.reviews import open_review
from civil_protection.protection.models import ProtectedDocument
from directorate.jobs import operations as jobs
from directorate.jobs.models import Job
from directorate.web.errors import Conflict
from tests.concurrency import at_once
from tests.people import paris

AT = paris(2026, 3, 2, 14)

pytestmark = pytest.mark.django_db(transaction=True)


def opened(desk):
    return operations.open_event(name="Crue", mode=Mode.REAL, hazard=Hazard.FLOOD, by=desk.agent, at=AT)


def test_of_two_validations_of_one_report_one_passes_and_the_other_is_told(desk):
    event = opened(desk)
    report = reporting.draft_report(event=event, by=desk.agent, at=AT)
    deciders = (desk.house.director, desk.house.chief_of_staff)
    found = at_once(
        *(lambda by=by: reporting.validate_report(report=report, revision=0, by=by, at=AT) for by in deciders)
    )
    passed = [row for row in found if isinstance(row, SituationReport)]
    told = [row for row in found if isinstance(row, Conflict)]
    assert (len(passed), len(told)) == (1, 1), found
    assert "ne change plus" in str(told[0])
    report.refresh_from_db()
    assert (report.validated_by, report.seal) == (passed[0].validated_by, reporting.seal_of(report))
    assert event.entries.filter(kind=EntryKind.REPORT).count() == 1
    drafts = [outreach.draft_release(event=event, title=title, text="Texte.", by=desk.agent, at=AT) for title in "AB"]
    found = at_once(
        *(lambda row=row: outreach.validate_release(release=row, revision=0, by=deciders[0], at=AT) for row in drafts)
    )
    assert sorted(row.number for row in found) == [1, 2]
    assert chain_of(event).broken_at is None


def test_a_worker_killed_while_it_seals_a_log_leaves_nothing_and_the_next_one_seals_it_once(desk, monkeypatch):
    event = opened(desk)
    open_review(event=event, by=desk.agent, at=AT)
    operations.close(event=event, ended_at=AT, by=desk.house.director, at=AT)
    job = Job.objects.get(kind=operations.SEAL_JOB)

    def killed(*args, **facts):
        raise SystemExit

    # The document is kept and the event says so, but the worker dies before it has committed anything.
    with monkeypatch.context() as dying, pytest.raises(SystemExit):
        dying.setattr(tasks, "tell", killed)
        jobs.run(job_id=job.pk, at=AT)
    event.refresh_from_db()
    assert (event.sealed_log, ProtectedDocument.objects.count()) == (None, 0)
    with pytest.raises(Conflict, match="pas encore établie"):
        operations.archive(event=event, by=desk.house.director, at=AT)
    Job.objects.filter(pk=job.pk).update(
        lease_until=Now() - timedelta(seconds=1), published_at=Now() - timedelta(minutes=1)
    )
    assert jobs.sweep(at=AT) == 1
    # Two workers hear of it: one seals, the other finds it sealed.
    assert sum(map(bool, at_once(*[lambda: jobs.run(job_id=job.pk, at=AT)] * 2))) == 1
    event.refresh_from_db()
    job.refresh_from_db()
    assert (job.state, ProtectedDocument.objects.get()) == (Job.State.DONE, event.sealed_log)
    assert chain_of(event).broken_at is None
