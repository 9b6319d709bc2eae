"""A job is a row first: letters asked by the site, and real workers, schedulers and brokers that die meanwhile.

The site is this process; the others are real, with short delays (`faults_app`), on the database of the tests.
"""

import os
import runpy
import shutil
import signal
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import count
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from celery import Celery
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from config import embedded
from config.embedded import Process, alive, launch, running, scheduler, start_again_the_fallen, worker
from config.prepare import ROOT
from directorate import background
from directorate.documents.letters import compose, request_files
from directorate.documents.models import Letter, StoredFile
from directorate.jobs import operations
from directorate.jobs.models import Job
from tests.concurrency import at_once
from tests.documents.values import act_context
from tests.infra.stage import BREAKS, KILLS, clean_env, eventually
from tests.people import House, small_prefecture

pytestmark = pytest.mark.worker
State = Job.State
NUMBERS = count(1)


def address_of_the_tests() -> str:
    place = connection.settings_dict
    credentials = ":".join(quote(place[name]) for name in ("USER", "PASSWORD") if place[name])
    host = urlencode({"host": place["HOST"]} | ({"port": place["PORT"]} if place["PORT"] else {}))
    return f"postgres://{credentials}@/{place['NAME']}?{host}"


def rung_through(env: dict[str, str]) -> Celery:
    """The Celery application of a site that has this environment."""
    with pytest.MonkeyPatch.context() as patch:
        for name in set(os.environ) - set(env):
            patch.delenv(name)
        for name, value in env.items():
            patch.setenv(name, value)
        settings = runpy.run_path(str(ROOT / "config" / "settings.py"))
    app = Celery("site", set_as_current=False)
    app.config_from_object(
        {name: value for name, value in settings.items() if name.startswith("CELERY_")}, namespace="CELERY"
    )
    return app


def with_short_delays(process: Process) -> Process:
    process.command = [word.replace("config.celery", "tests.infra.faults_app") for word in process.command]
    return process


def children(process: Process) -> list[int]:
    number = process.popen.pid
    return [int(word) for word in Path(f"/proc/{number}/task/{number}/children").read_text().split()]


def strike(numbers: list[int], blow: signal.Signals) -> None:
    for number in numbers:
        with suppress(ProcessLookupError):
            os.kill(number, blow)


class World:
    """The processes around the site, what one does to them, and what one sees."""

    def __init__(self, house: House, data: Path, env: dict[str, str], broker: Process | None):
        self.house, self.data, self.broker = house, data, broker
        logs = data / "logs"
        self.worker = with_short_delays(worker(env, logs))
        self.beat = with_short_delays(scheduler(env, data, logs))
        self.alive_mark = logs / "worker.alive"

    def becomes(self, fact, *, seconds: float = 120) -> bool:
        """Whether `fact` comes true, while a supervisor starts again what falls."""

        def seen() -> bool:
            start_again_the_fallen([self.worker, self.beat])
            return fact()

        return eventually(seen, seconds=seconds)

    def logs(self) -> str:
        return "\n".join(path.read_text() for path in (self.worker.log, self.beat.log))

    def compose(self, how_many: int) -> list[Letter]:
        return [
            compose(
                kind="grant", title=f"Arrêté n° {next(NUMBERS)} des pannes", template="letters/layout_act.html",
                context=act_context(), by=self.house.agent, at=now(), state=Letter.State.SIGNED,
                signed_by=self.house.head,
            )
            for _ in range(how_many)
        ]  # fmt: skip

    def ask(self, how_many: int) -> list[Letter]:
        letters = self.compose(how_many)
        for letter in letters:
            self.ask_for(letter)
        return letters

    def ask_for(self, letter: Letter) -> Job:
        with transaction.atomic():
            return request_files(letter, by=self.house.agent, at=now())

    def jobs(self, letters: list[Letter]):
        return Job.objects.filter(payload__letter_id__in=[letter.pk for letter in letters])

    def done(self, letters: list[Letter]) -> int:
        return self.jobs(letters).filter(state=State.DONE).count()

    def all_done(self, letters: list[Letter]) -> bool:
        return self.becomes(lambda: self.done(letters) == len(letters))

    def kills_at_work(self, letters: list[Letter]) -> bool:
        """Kill the children if one of them holds a letter: stopped first, so that it cannot finish meanwhile."""
        held = children(self.worker)
        strike(held, signal.SIGSTOP)
        # What a child had already sent to the database before it was stopped ends here.
        time.sleep(0.3)
        caught = self.jobs(letters).filter(state=State.RUNNING).exists()
        strike(held, signal.SIGKILL if caught else signal.SIGCONT)
        return caught

    def assert_one_document_each(self, letters: list[Letter]) -> None:
        assert self.jobs(letters).count() == len(letters)
        for letter in Letter.objects.filter(pk__in=[letter.pk for letter in letters]).select_related("pdf", "odt"):
            for stored, start in ((letter.pdf, b"%PDF"), (letter.odt, b"PK")):
                assert (self.data / "files" / stored.path).read_bytes().startswith(start)
            stem = letter.pdf.name.removesuffix(".pdf")
            assert sorted(StoredFile.objects.filter(name__startswith=f"{stem}.").values_list("name", flat=True)) == [
                f"{stem}.odt",
                f"{stem}.pdf",
            ]


@contextmanager
def started_world(kind: str) -> Iterator[World]:
    with ExitStack() as opened:
        data = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="securites-faults-")))
        data.chmod(0o755)
        logs = data / "logs"
        logs.mkdir()
        address, broker = opened.enter_context(embedded.redis(data, logs=logs)) if kind == "redis" else ("", None)
        found = {"DATABASE_URL": address_of_the_tests()} | ({"REDIS_URL": address} if address else {})
        ours = {"DJANGO_SETTINGS_MODULE": "config.settings", "DATA_DIR": str(data), "SECRET_KEY": "x" * 60}
        env = clean_env(INSECURE_HTTP="1", DEMO_MODE="1", **found, **ours)
        world = World(small_prefecture(), data, env, broker)
        opened.enter_context(pytest.MonkeyPatch.context()).setattr(background, "current_app", rung_through(env))
        with running(world.worker, world.beat):
            assert eventually(world.alive_mark.exists, seconds=120), world.logs()
            yield world


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
    if world.broker:
        world.broker.popen.kill()
        world.broker.popen.wait()
    else:
        shutil.rmtree(world.data / "broker" / "queue")
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
