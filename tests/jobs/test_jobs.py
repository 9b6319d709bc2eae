"""A job is done once, whatever happens to its worker, its broker or its function."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from directorate import background
from directorate.jobs import operations
from directorate.jobs.errors import TurnGiven
from directorate.jobs.models import Job
from directorate.jobs.registry import HANDLERS, handler
from directorate.jobs.tasks import run as run_task
from directorate.journal.models import JournalEntry
from directorate.registers.models import RegisterCounter
from directorate.registers.operations import take_number
from directorate.territory.models import Place
from directorate.web.errors import Conflict, DomainError, NotAllowed
from tests.concurrency import at_once
from tests.people import paris

AT = paris(2026, 3, 2)
State = Job.State


@pytest.fixture(autouse=True)
def bells(monkeypatch):
    """The bells that were rung, instead of messages to a broker."""
    rung = []

    def ring(task, *, queue="interactive", **arguments):
        rung.append((task, queue, arguments))
        return True

    monkeypatch.setattr(background, "ring", ring)
    monkeypatch.setattr(operations, "ring", ring)
    return rung


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    """Functions for the tests: one counts in the database, one refuses, one breaks."""
    kept = dict(HANDLERS)

    @handler("test.count")
    def count(job, at):
        return {"number": take_number("test", 2026)}

    @handler("test.refuse")
    def refuse(job, at):
        take_number("test", 2026)
        raise DomainError("Ce courrier est annulé.")

    @handler("test.break")
    def fail(job, at):
        take_number("test", 2026)
        raise ZeroDivisionError("division par zéro")

    handler("test.behind", behind=True)(lambda job, at: {})
    yield
    HANDLERS.clear()
    HANDLERS.update(kept)


def ask(key="courrier 1", kind="test.count", by=None, at=AT, **facts) -> Job:
    return operations.enqueue(kind=kind, label="Courrier", key=key, payload={}, by=by, at=at, **facts)


def effects() -> int:
    return RegisterCounter.objects.filter(register="test").values_list("last_number", flat=True).first() or 0


def lease_is_over(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(
        lease_until=Now() - timedelta(seconds=1), published_at=Now() - timedelta(minutes=1)
    )


# --- asking -------------------------------------------------------------------------------------------------


def test_a_bell_rings_only_after_the_commit(transactional_db, bells):
    with transaction.atomic():
        job = ask(queue="bulk")
        assert bells == []
    assert bells == [("jobs.run_bulk", "bulk", {"job_id": str(job.pk)})]


def test_a_request_given_up_leaves_neither_job_nor_bell(transactional_db, bells):
    with transaction.atomic():
        ask()
        transaction.set_rollback(True)
    assert not Job.objects.exists()
    assert bells == []


def test_the_same_request_twice_is_one_job_and_one_bell(transactional_db, bells):
    assert ask() == ask()
    assert len(bells) == 1


def test_the_same_request_from_eight_clicks_at_once_is_one_job(transactional_db, bells):
    jobs = at_once(*[ask] * 8)
    assert len({job.pk for job in jobs}) == 1
    assert len(bells) == 1


# --- doing --------------------------------------------------------------------------------------------------


def test_a_job_is_done_with_its_result(db):
    job = ask()
    assert operations.run(job_id=job.pk, at=AT)
    job.refresh_from_db()
    assert (job.state, job.result, job.attempts, job.finished_at) == (State.DONE, {"number": 1}, 1, AT)
    assert (job.claim, job.lease_until, job.progress) == (None, None, job.total)


def test_a_second_bell_changes_nothing(db):
    job = ask()
    assert operations.run(job_id=job.pk, at=AT)
    assert not operations.run(job_id=job.pk, at=AT)
    assert effects() == 1


def test_eight_workers_at_once_leave_one_effect(transactional_db):
    job = ask()
    outcomes = at_once(*[lambda: operations.run(job_id=job.pk, at=AT)] * 8)
    assert sorted(outcomes) == [False] * 7 + [True]
    assert effects() == 1


def test_a_bell_for_a_job_that_does_not_exist_is_ignored(db):
    assert not operations.run(job_id=uuid4(), at=AT)


def test_what_is_made_behind_lets_the_rest_of_the_long_work_pass(db):
    letters = [ask(f"courrier {rank}", "test.behind", queue="bulk", at=AT + timedelta(minutes=rank)) for rank in (1, 2)]
    series = ask("série", queue="bulk", at=AT + timedelta(minutes=3))
    # The bells come in the order of the requests; the one of the series finds it done, and serves a letter.
    order = []
    for job in (*letters, series):
        assert operations.run_bulk(job_id=job.pk, at=AT)
        done = Job.objects.filter(state=State.DONE)
        order += [key for key in done.values_list("key", flat=True) if key not in order]
    assert order == ["série", "courrier 1", "courrier 2"]
    assert not operations.run_bulk(job_id=series.pk, at=AT)


def test_a_letter_of_the_other_queue_is_not_done_by_a_bell_of_long_work(db):
    ask("courrier", "test.behind")
    assert not operations.run_bulk(job_id=uuid4(), at=AT)


def test_the_task_accepts_arguments_that_it_does_not_know(db):
    job = ask()
    run_task(job_id=str(job.pk), from_a_later_release=True)
    job.refresh_from_db()
    assert job.state == State.DONE


def test_a_worker_killed_before_the_end_leaves_no_effect_and_another_one_finishes(transactional_db):
    job = ask()
    assert operations.claim(job.pk, at=AT) is not None
    # The worker dies here. Until the lease is over nobody takes the job from it.
    assert not operations.run(job_id=job.pk, at=AT)
    assert operations.sweep(at=AT) == 0
    lease_is_over(job)
    assert operations.sweep(at=AT) == 1
    assert operations.run(job_id=job.pk, at=AT)
    job.refresh_from_db()
    assert (job.state, job.attempts, effects()) == (State.DONE, 2, 1)


def test_a_worker_that_comes_back_after_its_lease_undoes_what_it_did(transactional_db):
    job = ask()
    slow = operations.claim(job.pk, at=AT)
    lease_is_over(job)
    assert operations.run(job_id=job.pk, at=AT)
    with pytest.raises(Conflict), transaction.atomic():
        result = HANDLERS["test.count"](slow, AT)
        operations.finish(slow, result, at=AT)
    job.refresh_from_db()
    assert (job.result, effects()) == ({"number": 1}, 1)


def test_a_late_failure_does_not_spoil_the_work_of_the_one_who_took_over(transactional_db):
    job = ask()
    slow = operations.claim(job.pk, at=AT)
    lease_is_over(job)
    operations.run(job_id=job.pk, at=AT)
    operations.note_failure(slow, OSError("trop tard"), at=AT)
    job.refresh_from_db()
    assert (job.state, job.error) == (State.DONE, "")


def test_progress_is_seen_at_once_and_renews_the_lease(transactional_db):
    job = ask()
    mine = operations.claim(job.pk, at=AT)
    before = Job.objects.get(pk=job.pk).lease_until
    with transaction.atomic():
        take_number("test", 2026)
        operations.progress(mine, 3, 10)
        seen = at_once(lambda: Job.objects.get(pk=job.pk))[0]
    assert (seen.progress, seen.total) == (3, 10)
    assert seen.lease_until > before


# --- failing ------------------------------------------------------------------------------------------------


def test_a_refusal_ends_the_job_with_its_sentence_and_no_effect(db):
    job = ask(kind="test.refuse")
    assert not operations.run(job_id=job.pk, at=AT)
    job.refresh_from_db()
    assert (job.state, job.error, effects()) == (State.FAILED, "Ce courrier est annulé.", 0)


def test_an_unexpected_error_reaches_the_logs_of_the_worker_and_the_job_waits_before_another_attempt(db):
    job = ask(kind="test.break")
    with pytest.raises(ZeroDivisionError):
        operations.run(job_id=job.pk, at=AT)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.claim, effects()) == (State.QUEUED, 1, None, 0)
    assert job.error == "ZeroDivisionError : division par zéro"
    assert not operations.run(job_id=job.pk, at=AT), "the delay is not over"


def test_a_job_that_always_breaks_is_parked_with_its_error(db):
    job = ask(kind="test.break")
    for _ in range(5):
        with pytest.raises(ZeroDivisionError):
            operations.run(job_id=job.pk, at=AT)
        lease_is_over(job)
    job.refresh_from_db()
    assert (job.state, job.attempts, effects()) == (State.PARKED, 5, 0)
    assert "division par zéro" in job.error
    assert operations.sweep(at=AT) == 0


def test_a_job_that_kills_its_worker_each_time_is_parked_by_the_sweep(db):
    job = ask()
    for _ in range(5):
        assert operations.claim(job.pk, at=AT) is not None
        lease_is_over(job)
    assert operations.claim(job.pk, at=AT) is None
    assert operations.sweep(at=AT) == 0
    job.refresh_from_db()
    assert job.state == State.PARKED
    assert job.error.startswith("Interrompu à chaque tentative")


def test_a_kind_that_nobody_does_is_an_error_for_the_operator(db):
    job = ask(kind="test.unknown")
    with pytest.raises(LookupError):
        operations.run(job_id=job.pk, at=AT)
    job.refresh_from_db()
    assert (job.state, "test.unknown" in job.error) == (State.QUEUED, True)


def test_a_failure_found_by_the_database_at_the_commit_is_noted_too(transactional_db):
    @handler("test.deferred")
    def place_in_a_commune_that_does_not_exist(job, at):
        Place.objects.create(name="Nulle part", commune_id="99999")

    job = ask(kind="test.deferred")
    with pytest.raises(IntegrityError):
        operations.run(job_id=job.pk, at=AT)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (State.QUEUED, 1)


def test_two_functions_for_one_kind_are_refused():
    with pytest.raises(ValueError, match="Deux fonctions"):

        @handler("test.count")
        def other(job, at):
            return None


# --- finding again ------------------------------------------------------------------------------------------


def test_a_lost_bell_rings_again(django_capture_on_commit_callbacks, db, bells):
    job = ask()
    Job.objects.filter(pk=job.pk).update(published_at=Now() - timedelta(seconds=20))
    with django_capture_on_commit_callbacks(execute=True):
        assert operations.sweep(at=AT) == 1
    assert bells == [("jobs.run", "interactive", {"job_id": str(job.pk)})]


def test_a_bell_that_has_just_rung_is_left_alone(db):
    job = ask()
    Job.objects.filter(pk=job.pk).update(published_at=Now())
    assert operations.sweep(at=AT) == 0


def test_a_silent_broker_is_rung_once_by_sweep_and_loses_nothing(django_capture_on_commit_callbacks, db, monkeypatch):
    tries = []
    monkeypatch.setattr(operations, "ring", lambda *args, **facts: tries.append(args) or False)
    for number in range(3):
        ask(key=f"courrier {number}")
    Job.objects.update(published_at=None)
    with django_capture_on_commit_callbacks(execute=True):
        assert operations.sweep(at=AT) == 3
    assert len(tries) == 1
    assert Job.objects.filter(state=State.QUEUED).count() == 3


def test_two_sweeps_at_once_ring_once_for_each_job(transactional_db, bells):
    for number in range(6):
        ask(key=f"courrier {number}")
    Job.objects.update(published_at=None)
    bells.clear()
    rung = at_once(*[lambda: operations.sweep(at=AT)] * 2)
    assert sum(rung) == 6
    assert len(bells) == 6


# --- what a person may do -----------------------------------------------------------------------------------


def test_a_cancelled_job_is_not_done(house):
    job = ask(by=house.agent)
    operations.cancel(job=job, by=house.agent, at=AT)
    assert not operations.run(job_id=job.pk, at=AT)
    assert effects() == 0
    assert JournalEntry.objects.first().action == "job.cancelled"


def test_a_job_cancelled_while_it_runs_leaves_no_effect(house, transactional_db):
    @handler("test.cancelled_meanwhile")
    def count_then_be_cancelled(job, at):
        at_once(lambda: operations.cancel(job=job, by=house.agent, at=at))
        return {"number": take_number("test", 2026)}

    job = ask(kind="test.cancelled_meanwhile", by=house.agent)
    assert not operations.run(job_id=job.pk, at=AT)
    job.refresh_from_db()
    assert (job.state, effects()) == (State.CANCELLED, 0)


def test_a_finished_job_is_not_cancelled(house):
    job = ask(by=house.agent)
    operations.run(job_id=job.pk, at=AT)
    with pytest.raises(Conflict, match="terminé"):
        operations.cancel(job=job, by=house.agent, at=AT)


def test_somebody_else_s_job_is_not_cancelled(house):
    with pytest.raises(NotAllowed):
        operations.cancel(job=ask(by=house.agent), by=house.colleague, at=AT)


def test_a_parked_job_starts_again_with_all_its_attempts(house):
    job = ask(kind="test.break", by=house.agent)
    Job.objects.filter(pk=job.pk).update(state=State.PARKED, attempts=5, error="division par zéro")
    job = operations.retry(job=job, by=house.administrator, at=AT)
    assert (job.state, job.attempts, job.error) == (State.QUEUED, 0, "")
    assert JournalEntry.objects.first().details["error"] == "division par zéro"


def test_a_job_that_waits_is_not_started_again(house):
    with pytest.raises(Conflict):
        operations.retry(job=ask(by=house.agent), by=house.agent, at=AT)


# --- long work ----------------------------------------------------------------------------------------------


def stepwise(steps: int, between=lambda done: None):
    """A kind of jobs with steps of their own transactions; `between` is called after each."""

    @handler("test.steps", stepwise=True)
    def count_in_steps(job, at):
        for done in range(effects() + 1, steps + 1):
            with transaction.atomic():
                take_number("test", 2026)
            between(done)
            operations.progress(job, done, steps)
        return {"words": "fini"}


def test_what_a_stepwise_job_has_done_stays_when_its_worker_dies_and_the_next_one_goes_on(transactional_db):
    def die_at_three(done):
        if done == 3:
            raise ZeroDivisionError

    stepwise(5, die_at_three)
    job = ask(kind="test.steps", queue="bulk")
    with pytest.raises(ZeroDivisionError):
        operations.run(job_id=job.pk, at=AT)
    assert effects() == 3
    lease_is_over(job)
    assert operations.run(job_id=job.pk, at=AT)
    job.refresh_from_db()
    assert (job.state, job.progress, job.result, effects()) == (State.DONE, 5, {"words": "fini"}, 5)


def test_a_stepwise_job_cancelled_in_the_middle_stops_at_its_next_step(house, transactional_db):
    def cancel_at_two(done):
        if done == 2:
            operations.cancel(job=job, by=house.agent, at=AT)

    stepwise(5, cancel_at_two)
    job = ask(kind="test.steps", by=house.agent, queue="bulk")
    assert not operations.run(job_id=job.pk, at=AT)
    job.refresh_from_db()
    assert (job.state, effects()) == (State.CANCELLED, 2)


def test_a_stepwise_job_taken_over_stops_and_leaves_the_work_to_the_other(transactional_db):
    stepwise(5)
    job = ask(kind="test.steps", queue="bulk")
    slow = operations.claim(job.pk, at=AT)
    lease_is_over(job)
    assert operations.run(job_id=job.pk, at=AT)
    with pytest.raises(Conflict):
        operations.progress(slow, 1, 5)
    assert effects() == 5


def test_each_step_renews_the_lease_so_that_a_job_that_moves_is_never_taken_over(transactional_db):
    leases = []

    def sweep_after_a_long_step(done):
        lease_is_over(job)
        operations.progress(Job.objects.get(pk=job.pk), done, 5)
        leases.append(operations.sweep(at=AT))

    stepwise(5, sweep_after_a_long_step)
    job = ask(kind="test.steps", queue="bulk")
    assert operations.run(job_id=job.pk, at=AT)
    assert leases == [0] * 5


def test_a_job_that_gives_its_turn_goes_on_later_without_losing_an_attempt(transactional_db, bells):
    def give_turn_at_three(done):
        if done == 3:
            raise TurnGiven

    stepwise(5, give_turn_at_three)
    job = ask(kind="test.steps", queue="bulk")
    bells.clear()
    assert not operations.run(job_id=job.pk, at=AT)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error) == (State.QUEUED, 0, "")
    assert bells == [("jobs.run_bulk", "bulk", {"job_id": str(job.pk)})]
    assert operations.run(job_id=job.pk, at=AT)
    assert effects() == 5


def test_one_person_does_not_fill_the_queue_of_everybody(house):
    for number in range(operations.BULK_OF_ONE_PERSON):
        ask(key=f"export {number}", by=house.agent, queue="bulk")
    with pytest.raises(Conflict, match="en attente"):
        ask(key="un de trop", by=house.agent, queue="bulk")
    assert ask(key="export 0", by=house.agent, queue="bulk").pk
    assert ask(key="d'un autre", by=house.colleague, queue="bulk").pk
    assert ask(key="court", by=house.agent).pk
    assert ask(key="partie", by=house.agent, queue="bulk", capped=False).pk
    operations.cancel(job=Job.objects.get(key="export 0"), by=house.agent, at=AT)
    operations.cancel(job=Job.objects.get(key="partie"), by=house.agent, at=AT)
    assert ask(key="un de trop", by=house.agent, queue="bulk").pk


def test_long_work_shows_life_as_it_goes(transactional_db, settings, tmp_path):
    settings.WORKER_HEARTBEAT_FILE = str(tmp_path / "alive")
    stepwise(1)
    operations.run(job_id=ask(kind="test.steps", queue="bulk").pk, at=AT)
    assert (tmp_path / "alive").exists()
