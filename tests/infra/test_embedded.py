"""The supervisor and its servers, one fact at a time."""

import os
import signal
import sys
from pathlib import Path

import pytest

from config import embedded
from config.embedded import Engine, Failure, Process, Servers, Stopped
from tests.infra.stage import eventually

STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("ready", flush=True)
time.sleep(600)
"""
PARENT = """
import subprocess, sys, time
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print("ready", flush=True)
time.sleep(600)
"""


@pytest.fixture(autouse=True)
def nobody_asked_to_stop(monkeypatch):
    monkeypatch.setattr(embedded, "stop_requested", False)


def child(folder: Path, program: str, **facts) -> Process:
    return Process("Le programme", [sys.executable, "-c", program], folder / "child.log", **facts)


def ready(process: Process) -> bool:
    return eventually(lambda: "ready" in process.log.read_text(), seconds=20)


def group_exists(number: int) -> bool:
    try:
        os.killpg(number, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("program", [STUBBORN, PARENT])
def test_neither_a_stubborn_process_nor_a_grandchild_survives_the_block(tmp_path, program):
    process = child(tmp_path, program, grace=0.2)
    with embedded.running(process):
        assert ready(process)
    assert not embedded.alive(process)
    assert eventually(lambda: not group_exists(process.popen.pid), seconds=10)


def test_what_falls_is_started_again_and_what_falls_without_end_stops_everything(tmp_path, capsys):
    process = child(tmp_path, "raise SystemExit('broken at once')")
    with embedded.running(process), pytest.raises(Failure, match="tombe sans cesse") as refusal:
        embedded.watch([process])
    assert "broken at once" in str(refusal.value)
    assert capsys.readouterr().out.count("nouveau départ") == embedded.FALLS_TOLERATED - 1


def test_a_request_to_stop_is_heard_at_the_next_pause(tmp_path):
    process = child(tmp_path, PARENT)
    with pytest.raises(Stopped), embedded.running(process):
        embedded.request_stop(signal.SIGTERM, None)
        embedded.watch([process])
    assert not embedded.alive(process)


def test_a_program_that_fails_tells_the_end_of_its_log(tmp_path):
    with pytest.raises(Failure, match="Le programme a échoué") as refusal:
        embedded.finish(child(tmp_path, "raise SystemExit('the reason')"))
    assert "the reason" in str(refusal.value)


def test_the_secret_key_is_drawn_once_and_closed(tmp_path):
    key = embedded.secret_key(tmp_path)
    assert len(key) >= 50
    assert embedded.secret_key(tmp_path) == key
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_the_environment_wins_over_the_demonstration_and_an_empty_value_is_no_value(tmp_path, monkeypatch):
    monkeypatch.setenv("DEMO_MODE", "0")
    monkeypatch.setenv("SECRET_KEY", "")
    env = embedded.application_env(tmp_path, 8123, Servers(env={"DATABASE_URL": "postgres://ours"}))
    assert env["DEMO_MODE"] == "0"
    assert env["SECRET_KEY"] == embedded.secret_key(tmp_path)
    assert env["DATABASE_URL"] == "postgres://ours"
    assert env["DATA_DIR"] == str(tmp_path)
    assert env["PUBLIC_URL"] == "http://localhost:8123"


def test_what_the_environment_names_is_not_started(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://elsewhere/base")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere")
    with embedded.servers(tmp_path) as found:
        assert found == Servers()


def test_the_data_choose_their_engine_and_new_data_the_preferred_one(tmp_path, monkeypatch):
    newest, older = Engine(Path("/new/bin"), 18), Engine(Path("/old/bin"), 15)
    monkeypatch.setattr(embedded, "engines", lambda embedded: [newest, older])
    assert embedded.choose_engine(tmp_path, embedded=False) == newest
    (tmp_path / "postgresql-15").mkdir()
    assert embedded.choose_engine(tmp_path, embedded=False) == older


def test_without_any_engine_one_sentence_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr(embedded, "engines", lambda embedded: [])
    with pytest.raises(Failure, match="sudo apt install postgresql"):
        embedded.choose_engine(tmp_path, embedded=False)


def test_an_engine_out_of_reach_of_its_account_is_copied_beside_the_data(tmp_path, monkeypatch):
    programs = tmp_path / "closed" / "bin"
    programs.mkdir(parents=True)
    (programs / "postgres").write_text("engine")
    monkeypatch.setattr(embedded, "may_enter", lambda account, path: tmp_path / "home" in path.parents)
    copy = embedded.reachable_engine(Engine(programs, 18), tmp_path / "home", None)
    assert copy.programs == tmp_path / "home" / "engine-18" / "bin"
    assert (copy.programs / "postgres").read_text() == "engine"
    assert embedded.reachable_engine(Engine(programs, 18), tmp_path / "home", None) == copy


def test_sockets_that_an_unclean_stop_left_are_removed_and_nothing_else(tmp_path):
    trace = tmp_path / "postgresql.sockets"
    precious = tmp_path / "precious"
    precious.mkdir()
    trace.symlink_to(precious)
    with embedded.folder_for_sockets(None, trace) as left:
        trace.rename(tmp_path / "kept")
    assert precious.exists()
    left.mkdir()
    trace.symlink_to(left)
    with embedded.folder_for_sockets(None, trace) as fresh:
        assert not left.exists()
        assert fresh.stat().st_mode & 0o777 == 0o700
    assert not fresh.exists()
    assert not trace.exists()


@pytest.mark.parametrize("content", ["", "not a number\n", "999999999\n/nowhere\n"])
def test_a_lock_that_no_server_holds_is_forgotten(tmp_path, content):
    lock = tmp_path / "postmaster.pid"
    lock.write_text(content)
    embedded.drop_stale_lock(tmp_path)
    assert not lock.exists()


def test_two_starts_on_the_same_data_are_one_too_many(tmp_path):
    with embedded.sole_user(tmp_path), pytest.raises(Failure, match="tourne déjà"), embedded.sole_user(tmp_path):
        pytest.fail("the second start went in")
    with embedded.sole_user(tmp_path):
        assert (tmp_path / "start.lock").exists()
