"""The processes around the site, what one does to them, and what one sees.

The site is this process; worker, scheduler and broker are real, with short delays (`faults_app`).
"""

import os
import runpy
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import count
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from celery import Celery
from django.db import connection, transaction
from django.utils.timezone import now

from config import embedded
from config.embedded import Process, launch, running, scheduler, start_again_the_fallen, worker
from config.prepare import ROOT
from directorate import background
from directorate.documents.letters import compose, request_files
from directorate.documents.models import Letter, StoredFile
from directorate.jobs.models import Job
from tests.documents.values import act_context
from tests.infra.stage import EFFECTS_TABLE, clean_env, eventually
from tests.people import House, small_prefecture

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
    """`queues`: what the worker listens to, when it is not what the worker of the site does."""

    def __init__(self, house: House, data: Path, env: dict[str, str], broker: Process | None):
        self.house, self.data, self.broker = house, data, broker
        logs = data / "logs"
        self.worker = with_short_delays(worker(env, logs))
        self.bulk = with_short_delays(embedded.bulk_worker(env, logs))
        self.beat = with_short_delays(scheduler(env, data, logs))
        self.alive_mark = logs / "worker.alive"

    def keep_up(self) -> None:
        """What a supervisor does."""
        start_again_the_fallen([process for process in (self.worker, self.beat, self.bulk) if process.popen])

    def becomes(self, fact, *, seconds: float = 120) -> bool:
        """Whether `fact` comes true, while a supervisor starts again what falls."""

        def seen() -> bool:
            self.keep_up()
            return fact()

        return eventually(seen, seconds=seconds)

    def logs(self) -> str:
        return "\n".join(path.log.read_text() for path in (self.worker, self.beat, self.bulk) if path.log.exists())

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

    def all_done(self, letters: list[Letter], *, seconds: float = 120) -> bool:
        return self.becomes(lambda: self.done(letters) == len(letters), seconds=seconds)

    # --- blows

    def kills_at_work(self, letters: list[Letter]) -> bool:
        """Kill the children if one of them holds a letter: stopped first, so that it cannot finish meanwhile."""
        held = children(self.worker)
        strike(held, signal.SIGSTOP)
        # What a child had already sent to the database before it was stopped ends here.
        time.sleep(0.3)
        caught = self.jobs(letters).filter(state=State.RUNNING).exists()
        strike(held, signal.SIGKILL if caught else signal.SIGCONT)
        return caught

    def kill_the_worker(self, letters: list[Letter]) -> bool:
        """The whole group at once, while a letter is under way."""
        if not self.jobs(letters).filter(state=State.RUNNING).exists():
            return False
        os.killpg(self.worker.popen.pid, signal.SIGKILL)
        return True

    def kill_the_broker(self, letters: list[Letter] = ()) -> bool:
        """With all that it holds."""
        self.stop_the_broker()
        if self.broker:
            launch(self.broker)
        return True

    def stop_the_broker(self) -> None:
        if self.broker:
            self.broker.popen.kill()
            self.broker.popen.wait()
        else:
            shutil.rmtree(self.data / "broker" / "queue", ignore_errors=True)

    # --- effects

    def effects(self) -> list[tuple[int, int]]:
        """(letter, number) of each effect that was committed, as many times as it was: nothing constrains them."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT letter, number FROM {EFFECTS_TABLE} ORDER BY number")
            return cursor.fetchall()

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
        effects = [letter for letter, _ in self.effects()]
        assert [effects.count(letter.pk) for letter in letters] == [1] * len(letters)


@contextmanager
def effects_table() -> Iterator[None]:
    """A table without any constraint, so that what is done twice is seen twice."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {EFFECTS_TABLE}")
        cursor.execute(f"CREATE TABLE {EFFECTS_TABLE} (letter bigint, number integer)")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE {EFFECTS_TABLE}")


@contextmanager
def started_world(kind: str, **more: str) -> Iterator[World]:
    """`kind`: "redis" or "files", the broker. `more`: environment of the processes."""
    with ExitStack() as opened:
        data = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="securites-faults-")))
        data.chmod(0o755)
        logs = data / "logs"
        logs.mkdir()
        address, broker = opened.enter_context(embedded.redis(data, logs=logs)) if kind == "redis" else ("", None)
        found = {"DATABASE_URL": address_of_the_tests()} | ({"REDIS_URL": address} if address else {})
        ours = {"DJANGO_SETTINGS_MODULE": "config.settings", "DATA_DIR": str(data), "SECRET_KEY": "x" * 60}
        env = clean_env(INSECURE_HTTP="1", DEMO_MODE="1", **found, **ours, **more)
        opened.enter_context(effects_table())
        world = World(small_prefecture(), data, env, broker)
        opened.enter_context(pytest.MonkeyPatch.context()).setattr(background, "current_app", rung_through(env))
        with running(world.worker, world.beat):
            assert eventually(world.alive_mark.exists, seconds=120), world.logs()
            yield world
