"""The small prefecture with two people of civil protection, for every test of the service."""

from dataclasses import dataclass

import pytest

from directorate.org.models import Posting, StaffMember
from tests.people import House, create_person


@dataclass
class Desk:
    """Who works in civil protection, beside the house."""

    house: House
    head: StaffMember
    agent: StaffMember


@pytest.fixture()
def desk(house) -> Desk:
    role = Posting.Role
    return Desk(
        house,
        head=create_person("sidpc", "mme", "Odile", "Brunet", "cheffe du service", role.HEAD, "protection-civile"),
        agent=create_person("plan", "m", "Samir", "Kaci", "chargé de planification", role.CASEWORKER,
                            "protection-civile"),
    )  # fmt: skip
