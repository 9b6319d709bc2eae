"""A broker that accepts and never answers, and the writes of people and programs meanwhile."""

import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from directorate import background
from directorate.jobs.models import Job
from tests.factories import open_video_case
from tests.infra.world import rung_through
from tests.people import House, small_prefecture

WARMING = 2


@contextmanager
def silent_broker() -> Iterator[socket.socket]:
    """The site of this process rings at a socket that listens and says nothing."""
    with socket.socket() as silent, pytest.MonkeyPatch.context() as patch:
        silent.bind(("127.0.0.1", 0))
        silent.listen(50)
        env = os.environ | {"REDIS_URL": f"redis://127.0.0.1:{silent.getsockname()[1]}/0"}
        patch.setattr(background, "current_app", rung_through(env))
        patch.setattr(background, "quiet_until", 0.0)
        yield silent


def writes_while_the_broker_is_silent(how_many: int, house: House | None = None) -> dict[str, float]:
    """Acknowledge as many cases, by the page and by the API in turn. Each one is the first to meet the silence."""
    house = house or small_prefecture()
    cases = [open_video_case(house) for _ in range(how_many + WARMING)]
    page, program = Client(), APIClient()
    page.force_login(house.agent)
    program.force_login(house.agent)
    seconds, refused = [], 0
    # The first pages of a process load their templates: that is not what is measured.
    with silent_broker():
        for rank, case in enumerate(cases):
            background.quiet_until = 0.0
            began = time.monotonic()
            if rank % 2:
                answer = program.post(f"/api/v1/cases/{case.reference}/transitions/acknowledge/", {}, format="json")
            else:
                answer = page.post(reverse("directorate:case-transition", args=[case.reference, "acknowledge"]), {})
            if rank >= WARMING:
                seconds.append(time.monotonic() - began)
            refused += answer.status_code not in (200, 201, 302)
        background.quiet_until = 0.0
    waiting = Job.objects.filter(state=Job.State.QUEUED).count()
    return {
        "writes": how_many,
        "refused": refused,
        "waiting": waiting,
        "median_seconds": round(sorted(seconds)[how_many // 2], 2),
        "slowest_seconds": round(max(seconds), 2),
    }
