"""The decision letters in one job: a worker killed half-way or a job cancelled makes no letter twice (FIPD-14)."""

from datetime import timedelta

import pytest
import time_machine
from django.utils.timezone import now

from directorate.documents.models import Letter
from directorate.jobs import operations as jobs
from directorate.jobs.models import Job
from public_order.grants import papers
from public_order.grants import scenario_operations as scenarios
from public_order.grants.models import GrantApplication
from tests.public_order.grant_stage import AT, drafted, opened

LETTERS = 6


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture()
def job(bureau) -> Job:
    call = opened(bureau.head)
    for rank in range(LETTERS):
        row = drafted(call, bureau.agent, asked=5_000 + rank)
        GrantApplication.objects.filter(pk=row.pk).update(
            state="granted", number=f"FIPD-2026-D-{rank:04d}", granted=5_000 + rank, decision_on=AT.date()
        )
    return scenarios.ask_letters(programme=call.programme, by=bureau.agent, at=AT)


def told() -> list[int | None]:
    return list(GrantApplication.objects.order_by("pk").values_list("letter", flat=True))


def decisions() -> int:
    return Letter.objects.filter(title__startswith="Décision").count()


class Killed(BaseException):
    """The worker is gone: nothing of it runs any more."""


def test_fipd_14_a_killed_worker_is_followed_by_another_without_a_letter_twice(job, monkeypatch):
    real, made = papers.write_decision, []

    def mortal(row, **facts):
        if len(made) == 3:
            # Inside the transaction of the fourth letter.
            real(row, **facts)
            raise Killed
        made.append(row.pk)
        return real(row, **facts)

    with monkeypatch.context() as patched:
        patched.setattr(papers, "write_decision", mortal)
        patched.setattr(jobs, "note_failure", lambda *args, **facts: None)
        with pytest.raises(Killed):
            jobs.run(job_id=job.pk, at=AT)
    before = told()
    assert [key is not None for key in before] == [True] * 3 + [False] * 3
    assert decisions() == 3
    job.refresh_from_db()
    assert (job.state, job.progress) == (Job.State.RUNNING, 3)
    # Its claim still holds: another worker takes nothing.
    assert not jobs.run(job_id=job.pk, at=AT)
    Job.objects.filter(pk=job.pk).update(lease_until=now() - timedelta(days=3650))
    assert jobs.run(job_id=job.pk, at=AT)
    after = told()
    assert after[:3] == before[:3]
    assert None not in after
    assert len(set(after)) == decisions() == LETTERS
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    assert not jobs.run(job_id=job.pk, at=AT)
    assert decisions() == LETTERS


def test_fipd_14_a_cancelled_job_stops_between_two_letters_and_goes_on_when_it_is_asked_again(bureau, job, monkeypatch):
    real = scenarios.progress

    def cancelling(running, done, total):
        if done == 2:
            jobs.cancel(job=Job.objects.get(pk=running.pk), by=bureau.agent, at=AT)
        real(running, done, total)

    with monkeypatch.context() as patched:
        patched.setattr(scenarios, "progress", cancelling)
        jobs.run(job_id=job.pk, at=AT)
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED
    before = told()
    assert sum(key is not None for key in before) == decisions() == 2
    jobs.retry(job=job, by=bureau.agent, at=AT)
    assert jobs.run(job_id=job.pk, at=AT)
    after = told()
    assert after[:2] == before[:2]
    assert len(set(after)) == decisions() == LETTERS
