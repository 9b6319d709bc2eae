"""The road of a machine where nothing may be installed: PostgreSQL of PyPI, never root, and folders as a broker."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest

from config.embedded import application_env, engine_from_pypi, python, running, servers, worker
from tests.infra.stage import clean_env, eventually

pytestmark = pytest.mark.fallback


@pytest.fixture()
def data(monkeypatch):
    for name in set(os.environ) - set(clean_env()):
        monkeypatch.delenv(name)
    with tempfile.TemporaryDirectory(prefix="securites-fallback-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def test_a_job_is_done_with_the_engine_of_pypi_and_the_file_broker(data):
    with servers(data, embedded=True) as found:
        (postgres,) = found.processes
        assert Path(postgres.command[0]).parent in engine_from_pypi()
        assert Path(f"/proc/{postgres.popen.pid}").stat().st_uid != 0
        env = application_env(data, 8000, found)
        assert "REDIS_URL" not in env
        for command in (["migrate", "--verbosity", "0"], ["createcachetable"]):
            subprocess.run([sys.executable, "manage.py", *command], env=env, check=True)
        process = worker(env, data / "logs")
        process.command += ["--include", "tests.infra.echo_job"]
        socket_folder = found.env["DATABASE_URL"].partition("host=")[2]
        with (
            psycopg.connect(host=socket_folder, user="securites", dbname="securites", autocommit=True) as connection,
            running(process),
        ):
            subprocess.run(python("tests.infra.ask_for_echo", "bonjour"), env=env, check=True)

            def result():
                row = connection.execute("SELECT state, result->>'said' FROM directorate_job").fetchone()
                return row == ("done", "bonjour")

            assert eventually(result, seconds=180), process.log.read_text()
