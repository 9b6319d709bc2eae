"""What the machines that watch us are told."""

import time

import pytest
from django.db import OperationalError

from directorate.web import health
from directorate.web.health import HEARTBEAT_LATE_SECONDS, record_heartbeat
from directorate.web.tasks import heartbeat


def test_the_process_says_that_it_lives_without_asking_the_database(client):
    answer = client.get("/health/live")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok"}


def test_it_is_ready_when_the_database_answers_and_a_heartbeat_has_just_crossed_the_worker(client, db):
    heartbeat()
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"
    assert answer.json()["background_age_seconds"] < HEARTBEAT_LATE_SECONDS
    assert "no-store" in answer.headers["Cache-Control"] or "no-cache" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("age", [None, HEARTBEAT_LATE_SECONDS + 60])
def test_a_late_heartbeat_is_told_and_leaves_the_site_open(client, db, age):
    if age is not None:
        record_heartbeat(at_seconds=time.time() - age)
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert (answer.json()["status"], answer.json()["background"]) == ("degraded", "late")


class AwayDatabase:
    def cursor(self):
        raise OperationalError("away")


def test_it_is_not_ready_without_the_database(client, monkeypatch):
    monkeypatch.setattr(health, "connection", AwayDatabase())
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["database"] == "unavailable"


@pytest.mark.parametrize("address", ["/health/live", "/health/ready"])
def test_watching_changes_nothing(client, address):
    assert client.post(address).status_code == 405
