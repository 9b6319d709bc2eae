"""What can be said of the image and of Compose without an engine."""

import re

import pytest
import yaml

from config.prepare import ROOT

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
LONG_LIVED = ["web", "worker", "bulk", "beat", "db", "redis"]
SECRET_NAME = re.compile(r"SECRET|PASSWORD|TOKEN|_URL|AUTH")


def environments():
    """Every variable of every service, with its value."""
    for name, service in SERVICES.items():
        for variable, value in service.get("environment", {}).items():
            yield pytest.param(variable, str(value), id=f"{name}-{variable}")


@pytest.mark.parametrize(("variable", "value"), list(environments()))
def test_no_secret_is_written_in_the_file(variable, value):
    if SECRET_NAME.search(variable):
        without_variables = re.sub(r"\$\{[A-Z_]+(:[?-][^}]*)?\}", "", value)
        assert re.fullmatch(r"(\w+://\w*:?@[\w:/]+)?", without_variables)


@pytest.mark.parametrize(
    "variable", ["SECRET_KEY", "SEAL_KEYS", "POSTGRES_PASSWORD", "REDIS_PASSWORD", "ALLOWED_HOSTS"]
)
def test_what_has_no_safe_default_is_required(variable):
    assert f"${{{variable}:?" in (ROOT / "docker-compose.yml").read_text()


@pytest.mark.parametrize("name", LONG_LIVED)
def test_a_service_is_watched_started_again_and_without_rights(name):
    service = SERVICES[name]
    assert service["healthcheck"]["test"]
    assert service["restart"] == "unless-stopped"
    assert service["user"] not in {"root", "0", "0:0"}
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]


def test_a_base_is_migrated_then_installed_and_no_account_comes_with_it():
    steps = SERVICES["migrate"]["command"][-1].split(" && ")
    assert [step.split()[2] for step in steps] == ["migrate", "createcachetable", "install"]
    assert "--administrator" not in steps[-1]


def test_long_work_has_workers_of_its_own():
    queues = {
        name: SERVICES[name]["command"][SERVICES[name]["command"].index("--queues") + 1] for name in ("worker", "bulk")
    }
    assert queues == {"worker": "interactive,clock", "bulk": "bulk"}


@pytest.mark.parametrize("name", ["web", "worker", "bulk"])
def test_the_site_and_the_worker_multiply_by_number(name):
    service = SERVICES[name]
    assert "container_name" not in service
    assert "hostname" not in service
    for published in service.get("ports", []):
        host_ports = published.rsplit(":", 1)[0]
        assert re.search(r"\d+-\d+", host_ports), "one fixed port would refuse the second copy"


def test_only_the_site_is_reached_from_outside():
    assert [name for name, service in SERVICES.items() if service.get("ports")] == ["web"]
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert all(SERVICES[name]["networks"] == ["inside"] for name in ("db", "redis"))


def test_files_and_database_outlive_their_containers():
    for name in ("web", "worker", "bulk"):
        assert "files:/data" in SERVICES[name]["volumes"]
    assert {"files", "database"} <= set(COMPOSE["volumes"])


def test_the_image_pins_its_libraries_and_leaves_the_rights_of_root():
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    text = "\n".join(lines)
    assert "--require-hashes" in text
    assert "collectstatic" in text
    assert [line.split()[1] for line in lines if line.startswith("USER")] == ["10001:10001"]
    assert not [line for line in lines if line.startswith("ENV") and SECRET_NAME.search(line)]
    assert [line.split()[1] for line in lines if line.startswith("FROM")] == ["python:3.11-slim"] * 2


def test_nothing_enters_the_image_unless_it_is_named():
    rules = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if not line.startswith("#")]
    assert rules[0] == "*"
    allowed = {rule[1:].rstrip("/") for rule in rules if rule.startswith("!")}
    assert not allowed & {".git", ".env", "var", ".venv", "tests"}
    assert {"config", "directorate", "templates", "static", "manage.py", "requirements.txt"} <= allowed
