"""A job is a row first: letters asked by the site, and real workers, schedulers and brokers that die meanwhile.

The site is this process; the others are real, with short delays (`faults_app`), on the database of the tests.
"""

import os
import signal
import socket
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from config.embedded import alive, launch
from directorate import background
from directorate.jobs import operations
from directorate.jobs.models import Job
from tests.concurrency import at_once
from tests.infra.stage import BREAKS, KILLS
from tests.infra.world import World, children, rung_through, started_world

pytestmark = pytest.mark.worker
State = Job.State


@pytest.fixture(scope="module", params=["redis", "files"])
def world(request, django_db_setup, django_db_blocker) -> Iterator[World]:
    with django_db_blocker.unblock():
        try:
            with started_world(request.param) as made:
                yield made
        finally:
            call_command("flush", verbosity=0, interactive=False)


@pytest.fixture(autouse=True)
def a_broker_that_has_not_been_silent(monkeypatch):
    monkeypatch.setattr(background, "quiet_until", 0.0)


def test_letters_asked_while_children_and_workers_are_killed_are_made_once_each(world):
    for child in children(world.worker):
        os.kill(child, signal.SIGKILL)
    letters = world.ask(12)
    for finished in (2, 4):
        assert world.becomes(lambda finished=finished: world.done(letters) >= finished), world.logs()
        assert world.becomes(lambda: world.kills_at_work(letters)), world.logs()
    assert world.becomes(lambda: world.done(letters) >= 6), world.logs()
    os.killpg(world.worker.popen.pid, signal.SIGKILL)
    assert world.all_done(letters), world.logs()
    world.assert_one_document_each(letters)
    assert max(world.jobs(letters).values_list("attempts", flat=True)) > 1
    seen = world.jobs(letters).order_by("-attempts").first()
    client = Client()
    client.force_login(world.house.agent)
    assert f"{seen.attempts} tentatives" in client.get(reverse("directorate:jobs")).content.decode()


def test_letters_asked_while_the_broker_has_lost_everything_are_made_when_it_is_back(world):
    os.kill(world.worker.popen.pid, signal.SIGSTOP)
    heard = world.ask(2)
    world.stop_the_broker()
    os.kill(world.worker.popen.pid, signal.SIGCONT)
    unheard = world.ask(2)
    assert world.jobs(unheard).count() == 2
    if world.broker:
        launch(world.broker)
    assert world.all_done([*heard, *unheard]), world.logs()
    world.assert_one_document_each([*heard, *unheard])


def test_a_double_click_is_one_job_and_one_document(world):
    (letter,) = world.compose(1)
    jobs = at_once(*[lambda: world.ask_for(letter)] * 4)
    assert len({job.pk for job in jobs}) == 1
    assert world.all_done([letter]), world.logs()
    world.assert_one_document_each([letter])


def test_what_nobody_can_do_is_set_aside_with_its_sentence_and_delays_nobody(world):
    broken, deadly = (
        operations.enqueue(
            kind=kind, label=f"Document {kind}", key=f"{kind}:{world.data}", payload={}, by=world.house.agent, at=now()
        )
        for kind in (BREAKS, KILLS)
    )
    letters = world.ask(3)
    assert world.all_done(letters), world.logs()
    both = Job.objects.filter(pk__in=[broken.pk, deadly.pk])
    assert world.becomes(lambda: both.filter(state=State.PARKED).count() == 2), world.logs()
    assert list(both.values_list("attempts", flat=True)) == [5, 5]
    client = Client()
    client.force_login(world.house.agent)
    page = client.get(reverse("directorate:jobs")).content.decode()
    for words in ("À examiner", "5 tentatives", "division par zéro", "Interrompu à chaque tentative"):
        assert words in page


def test_the_sweep_goes_on_after_the_scheduler_was_killed(world, monkeypatch):
    os.killpg(world.beat.popen.pid, signal.SIGKILL)
    monkeypatch.setattr(background, "ring", lambda *_, **__: False)
    letters = world.ask(1)
    assert world.all_done(letters), world.logs()
    assert alive(world.beat)


def test_a_worker_whose_pool_is_frozen_leaves_and_another_one_does_its_work(world):
    frozen = world.worker.popen.pid
    for child in children(world.worker):
        os.kill(child, signal.SIGSTOP)
    letters = world.ask(2)
    assert world.all_done(letters), world.logs()
    assert world.worker.popen.pid != frozen
    assert "this worker leaves" in world.worker.log.read_text()


def test_a_broker_that_accepts_and_never_answers_holds_no_request(transactional_db, house, client, monkeypatch):
    job = operations.enqueue(kind=BREAKS, label="Courrier", key="courrier", payload={}, by=house.agent, at=now())
    operations.cancel(job=job, by=house.agent, at=now())
    client.force_login(house.agent)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        env = os.environ | {"REDIS_URL": f"redis://127.0.0.1:{silent.getsockname()[1]}/0"}
        monkeypatch.setattr(background, "current_app", rung_through(env))
        assert client.post(reverse("directorate:job-retry", args=[job.pk])).status_code == 302
        assert silent.accept()
    job.refresh_from_db()
    assert job.state == State.QUEUED
