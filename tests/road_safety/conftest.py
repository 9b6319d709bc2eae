"""The small prefecture with two people of the bureau of road safety, for every test of the service."""

from dataclasses import dataclass

import pytest

from directorate.org.models import Posting, StaffMember
from tests.people import House, create_person


@dataclass
class Bureau:
    """Who works on road safety, beside the house."""

    house: House
    head: StaffMember
    agent: StaffMember


@pytest.fixture()
def bureau(house) -> Bureau:
    role = Posting.Role
    return Bureau(
        house,
        head=create_person("bsr", "mme", "Agathe", "Lorrain", "cheffe du bureau", role.HEAD, "securite-routiere"),
        agent=create_person("pdasr", "m", "Bruno", "Testud", "coordinateur", role.CASEWORKER, "securite-routiere"),
    )  # fmt: skip
