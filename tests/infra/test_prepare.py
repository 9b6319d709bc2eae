"""The words of the two commands, and what a machine may lack."""

import socket
import subprocess

import pytest

from config import prepare
from config.prepare import ROOT, Failure

COMMANDS = ["start", "check"]


@pytest.mark.parametrize("command", COMMANDS)
def test_the_command_explains_itself_in_french(command):
    answer = subprocess.run([ROOT / command, "--help"], capture_output=True, text=True)
    assert answer.returncode == 0
    assert "prépare" in answer.stdout.lower()


@pytest.mark.parametrize("value", ["0", "65536", "-1", "huit", "", "80.5", "٣"])
def test_a_port_that_is_none_is_refused_before_anything_else(value, capsys):
    with pytest.raises(SystemExit) as refusal:
        prepare.start_options(["--port", value])
    assert refusal.value.code == 2
    assert "port" in capsys.readouterr().err


def test_the_data_folder_is_the_one_named_where_the_command_was_typed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert prepare.start_options(["--data", "ici"]).data == tmp_path / "ici"


def test_a_taken_port_is_said_in_one_sentence_and_stops_the_start():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        number = other.getsockname()[1]
        answer = subprocess.run([ROOT / "start", "--port", str(number)], capture_output=True, text=True)
    assert answer.returncode == 1
    assert answer.stderr.startswith(f"Le port {number} est déjà utilisé")
    assert answer.stderr.count("\n") == 1


def test_arguments_after_two_dashes_go_to_pytest():
    options = prepare.check_options(["--fast", "--", "tests/org", "-x"])
    assert options.fast
    assert options.pytest == ["tests/org", "-x"]
    assert prepare.check_options([]).pytest == []


@pytest.fixture()
def bare(monkeypatch):
    """A machine that has neither PostgreSQL, nor Redis, nor Chromium, nor the libraries of WeasyPrint."""
    monkeypatch.setattr(prepare, "system_postgres", list)
    monkeypatch.setattr(prepare, "system_redis", lambda: None)
    monkeypatch.setattr(prepare, "chromium", lambda: None)
    monkeypatch.setattr(prepare, "library_is_missing", lambda name: True)
    monkeypatch.setattr(prepare, "administrator", lambda: None)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)


@pytest.mark.usefixtures("bare")
def test_a_bare_machine_lacks_the_servers_and_what_draws_documents():
    lacking = prepare.missing_packages("start", embedded=False)
    assert {"postgresql", "redis-server", "libpango-1.0-0"} <= set(lacking)
    assert "chromium" not in lacking
    assert "chromium" in prepare.missing_packages("check", embedded=False)


@pytest.mark.usefixtures("bare")
def test_what_the_environment_names_is_not_asked_of_the_machine(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://elsewhere/base")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere")
    assert not {"postgresql", "redis-server"} & set(prepare.missing_packages("start", embedded=False))
    assert prepare.needed_files("start", embedded=False) == ["requirements.txt"]


@pytest.mark.usefixtures("bare")
def test_without_rights_the_servers_are_replaced_and_the_rest_is_asked_for_in_one_sentence(monkeypatch):
    with pytest.raises(Failure, match="sudo apt install libpango-1.0-0") as refusal:
        prepare.require_packages("start", embedded=False)
    assert "postgresql" not in str(refusal.value)
    monkeypatch.setattr(prepare, "library_is_missing", lambda name: False)
    prepare.require_packages("start", embedded=False)
    assert prepare.LOCAL_REQUIREMENTS in prepare.needed_files("start", embedded=False)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "requirements-local.txt"])
def test_a_lock_pins_every_library_by_its_hash_and_names_no_address(name):
    text = (ROOT / name).read_text()
    assert "://" not in text
    assert "--index" not in text
    assert "--extra-index" not in text
    assert "--find-links" not in text
    for entry in text.replace("\\\n", " ").splitlines():
        if entry and not entry.lstrip().startswith("#"):
            assert "==" in entry
            assert "--hash=sha256:" in entry
