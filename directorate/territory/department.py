"""The department that the house serves, read from its data file. Pure: forms and procedures lean on it at start-up."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

FOLDER = Path(settings.DEPARTMENT_FOLDER)


@dataclass(frozen=True)
class Department:
    """`of` and `inside` carry the article: "du Val-de-Marne", "dans le Val-de-Marne".

    `neighbours`: those that border it, by code. `arrondissements`: the short codes that the services write on files.
    `bodies`: what those consulted are called here; `partners`: the codes of the organisations that hold a role.
    `water_stations`: the gauges of its rivers, offered to whoever reports a height.
    `police_drones_authority`: who authorises the cameras of police aircraft when it is not the prefect.
    """

    code: str
    name: str
    of: str
    inside: str
    neighbours: Mapping[str, str]
    arrondissements: Mapping[str, str]
    prosecutor: str
    assizes: Mapping[str, str | int]
    lease_courts: Mapping[str, str]
    bodies: Mapping[str, str]
    partners: Mapping[str, str]
    water_stations: Sequence[str]
    police_drones_authority: str = ""


def read_department(folder: Path = FOLDER) -> Department:
    """Raises TypeError when the file lacks a line or holds one too many: the application refuses to start."""
    return Department(**json.loads((folder / "department.json").read_text(encoding="utf-8")))


HOME = read_department()
