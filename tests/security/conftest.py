"""A visited prefecture, without the limits of requests, which all tests of a minute would share."""

import pytest
from rest_framework.throttling import SimpleRateThrottle

from directorate.partners.throttle import ProgramQuota
from tests.security.routes import VISIT, Site, small_site


@pytest.fixture(autouse=True)
def unlimited(monkeypatch):
    for limit in (SimpleRateThrottle, ProgramQuota):
        monkeypatch.setattr(limit, "allow_request", lambda self, request, view: True)


@pytest.fixture()
def site(house, time_machine) -> Site:
    found = small_site(house)
    time_machine.move_to(VISIT, tick=False)
    return found
