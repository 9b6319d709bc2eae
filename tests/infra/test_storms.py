"""A small version of `benchmarks/faults.py`, with the control that must fail, and a series whose worker is killed."""

import os
import signal
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.utils.datastructures import MultiValueDict
from django.utils.timezone import now

from config.embedded import running
from directorate.casework import series
from directorate.casework.models import Case, Series
from directorate.jobs.models import Job
from directorate.journal.models import JournalEntry
from tests.factories import open_video_case
from tests.infra.database_restart import restart_under_load
from tests.infra.race import fifty_decisions
from tests.infra.signing import sign_while_the_worker_dies
from tests.infra.silence import writes_while_the_broker_is_silent
from tests.infra.storm import storm
from tests.infra.world import World, started_world

pytestmark = pytest.mark.worker
QUIET = 40


@pytest.fixture()
def worlds(django_db_setup, django_db_blocker) -> Iterator:
    """`worlds(**environment)`: a world of its own on a database that is emptied afterwards."""
    with django_db_blocker.unblock():
        try:
            yield started_world
        finally:
            call_command("flush", verbosity=0, interactive=False)


def test_letters_asked_in_a_storm_are_made_once_each_and_the_poison_is_set_aside(worlds):
    with worlds("redis", FAULTS_SLOWNESS="0.2") as world:
        outcome = storm(world, how_many=14, faults=("child", "worker", "broker"), seed=1, quiet=QUIET)
    assert outcome.is_sound, outcome
    assert sum(outcome.struck.values()) == 3
    assert outcome.poison_attempts == 5


def test_the_same_storm_loses_letters_with_the_settings_that_celery_proposes(worlds):
    """Otherwise the storm hits nothing."""
    with worlds("redis", FAULTS_SLOWNESS="0.2", FAULTS_UNPROTECTED="1") as world:
        outcome = storm(world, how_many=14, faults=("worker", "child", "worker"), seed=1, quiet=10)
    assert outcome.lost > 0
    assert not outcome.is_sound


def confirmed_series(world: World, how_many: int) -> Series:
    """A distribution of as many cases to the colleague, asked by the head of bureau."""
    head, colleague = world.house.head, world.house.colleague
    for _ in range(how_many):
        open_video_case(world.house)
    drawn = series.draw_up(
        list_code="cases", query="", cases=Case.objects.order_by("pk"), action_code="assign", by=head, at=now()
    )
    form = series.form_of(drawn, head, now(), MultiValueDict({"caseworkers": [str(colleague.pk)]}))
    assert form.is_valid()
    asked, is_asked = series.confirm(series=drawn, form=form, expected=how_many, by=head, at=now())
    assert is_asked
    return asked


def test_a_series_whose_worker_is_killed_twice_does_each_case_once(worlds):
    with worlds("redis") as world, running(world.bulk):
        asked = confirmed_series(world, 12)
        done = asked.items.filter(state="done")
        for reached in (2, 6):
            assert world.becomes(lambda reached=reached: done.count() >= reached), world.logs()
            os.killpg(world.bulk.popen.pid, signal.SIGKILL)
        assert world.becomes(lambda: done.count() == 12), world.logs()
        job = Job.objects.filter(pk=asked.job_id)
        assert world.becomes(lambda: job.get().state == Job.State.DONE), world.logs()
        assert job.get().attempts > 1
        entries = JournalEntry.objects.filter(action="case.assigned").values_list("subject_id", flat=True)
        assert len(entries) == len(set(entries)) == 12
        assert set(Case.objects.values_list("caseworker", flat=True)) == {world.house.colleague.pk}


def test_acts_drafted_and_signed_in_series_by_workers_killed_twice_are_one_for_each_case(worlds):
    with worlds("redis", FAULTS_SLOWNESS="0.1") as world, running(world.bulk):
        found = sign_while_the_worker_dies(world, 12, seconds=120)
    assert found.is_sound, found
    assert found.attempts > 3, "no kill fell upon work under way"


def test_what_somebody_waits_for_never_stands_behind_long_work(worlds):
    with worlds("redis") as world, running(world.bulk):
        asked = confirmed_series(world, 30)
        letters = world.ask(2)
        assert world.all_done(letters), world.logs()
        assert asked.items.filter(state="pending").exists(), "the series was over before the letters"


def test_people_and_programs_write_while_the_broker_is_silent(transactional_db):
    found = writes_while_the_broker_is_silent(how_many=4)
    assert (found["refused"], found["waiting"]) == (0, 6)


def test_a_database_that_is_restarted_gives_503_and_no_half_written_note():
    found = restart_under_load(seconds=12)
    assert found["errors_but_503"] == 0, found
    assert found["unavailable_503"] > 0, found
    assert found["good_after"] == 4, found
    assert found["halves"] == 0, found


def test_of_fifty_simultaneous_signatures_one_succeeds_and_the_others_are_told(transactional_db):
    found = fifty_decisions()
    assert (found["successes"], found["conflicts"], found["others"]) == (1, 49, 0), found
    assert found["say_who_and_when"] > 0
    assert (found["entries"], found["acts"], found["numbers"]) == (1, 1, 1), found
