"""A programme with its ring and an operation, for its tests and for whoever visits every address."""

from datetime import date, datetime
from typing import Any

from directorate.casework.move import paris_day
from directorate.org.models import StaffMember
from public_order.models import FieldOperation, LocalProgramme, PoliceDistrict
from public_order.programmes import operations
from tests.people import House


def programme(house: House, by: StaffMember, at: datetime, **facts: Any) -> LocalProgramme:
    values = {
        "name": "Secteur d'Orly", "kind": "local", "district": PoliceDistrict.objects.get(pk="T1"),
        "starts_on": date(2025, 9, 1), "description": "Autour de la gare", "communes": [house.creteil],
        "ring": [house.creteil, house.vincennes], **facts,
    }  # fmt: skip
    return operations.record_programme(by=by, at=at, **values)


def programme_told(house: House, at: datetime) -> None:
    """After the monthly figures, which bring the districts."""
    by = house.director
    row = programme(house, by, at)
    operations.plan_operation(kind="place_nette", title="Place nette", commune=house.creteil, held_on=paris_day(at),
                              forces="40 policiers", programme=row, by=by, at=at)  # fmt: skip


def programme_rules() -> dict[str, dict]:
    """What the arguments of these addresses mean."""
    return {
        "ordre-public/programmes/": {"pk": LocalProgramme.objects.get().pk},
        "ordre-public/operations/": {"pk": FieldOperation.objects.get().pk},
    }
