"""`./start` from the outside: it answers, heals, and leaves nothing behind."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from config.prepare import ROOT
from tests.infra.stage import clean_env, eventually, free_port, get, processes_about

pytestmark = pytest.mark.worker


class Site:
    """A `./start` of our own, its output in a file."""

    def __init__(self, data: Path, port: int):
        self.data, self.port, self.output = data, port, data.with_suffix(".output")
        self.process = None

    def start(self) -> "Site":
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [ROOT / "start", "--data", self.data, "--port", str(self.port)],
                env=clean_env(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        assert eventually(lambda: "Le site répond" in self.text() or self.process.poll() is not None, seconds=900)
        assert self.process.poll() is None, self.text()
        return self

    def text(self) -> str:
        return self.output.read_text()

    def ready(self) -> tuple[int, dict]:
        return get(f"http://127.0.0.1:{self.port}/health/ready")

    def end(self, number: int) -> int:
        self.process.send_signal(number)
        return self.process.wait(120)

    def left(self) -> list[str]:
        return processes_about(str(self.data))


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("start")
    for parent in (folder, *folder.parents[:2]):
        parent.chmod(0o755)
    site = Site(folder / "data", free_port())
    yield site
    if site.process is not None and site.process.poll() is None:
        site.end(signal.SIGTERM)


def test_it_brings_everything_up_and_shows_the_address_and_the_accounts(site):
    site.start()
    assert f"http://localhost:{site.port}/" in site.text()
    assert "Comptes de démonstration" in site.text()
    assert get(f"http://127.0.0.1:{site.port}/health/live") == (200, {"status": "ok"})
    assert eventually(lambda: site.ready()[1].get("status") == "ok", seconds=180), site.ready()


def test_secrets_are_readable_by_their_owner_only(site):
    for name in ("secret_key", "env"):
        assert (site.data / name).stat().st_mode & 0o077 == 0


def test_the_servers_never_run_as_root(site):
    servers = [line for line in site.left() if "postgres" in line or "redis-server" in line]
    assert servers
    for line in servers:
        assert os.stat(f"/proc/{line.split()[0]}").st_uid != 0


def test_a_second_start_on_the_same_data_is_refused(site):
    command = [ROOT / "start", "--data", site.data, "--port", str(free_port())]
    answer = subprocess.run(command, env=clean_env(), capture_output=True, text=True)
    assert answer.returncode == 1
    assert "tourne déjà" in answer.stderr


def test_a_killed_worker_is_started_again(site):
    worker = next(line for line in site.left() if "celery" in line and " interactive,clock " in line)
    os.kill(int(worker.split()[0]), signal.SIGKILL)
    assert eventually(lambda: "L'exécutant s'est arrêté" in site.text(), seconds=30)
    assert site.ready()[0] == 200


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_stopped_by_a_signal_it_leaves_no_process_and_starts_again(site, number):
    """Even killed without a word; the next start does not mind."""
    if site.process.poll() is not None:
        site.start()
    code = site.end(number)
    assert code == (0 if number != signal.SIGKILL else -number)
    assert eventually(lambda: not site.left(), seconds=120), site.left()
    site.start()
    assert site.ready()[0] == 200


def test_a_stale_lock_of_the_database_does_not_prevent_the_start(site):
    site.end(signal.SIGTERM)
    (cluster,) = (site.data / "servers").glob("postgresql-*")
    (cluster / "postmaster.pid").write_text(f"{os.getpid()}\n{cluster}\n1\n5432\n/nowhere\n\n")
    site.start()
    assert site.ready()[0] == 200
