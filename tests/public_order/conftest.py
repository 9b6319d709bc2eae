"""The small prefecture with two people of the bureau of public order, for every test of the service."""

from dataclasses import dataclass

import pytest

from directorate.org.models import Posting, StaffMember
from tests.people import House, create_person


@dataclass
class Bureau:
    """Who works on public order, beside the house."""

    house: House
    head: StaffMember
    agent: StaffMember


@pytest.fixture()
def bureau(house) -> Bureau:
    role = Posting.Role
    return Bureau(
        house,
        head=create_person("bop", "mme", "Irène", "Vasseur", "cheffe du bureau", role.HEAD, "ordre-public"),
        agent=create_person("stat", "m", "Loïc", "Perrin", "analyste", role.CASEWORKER, "ordre-public"),
    )
