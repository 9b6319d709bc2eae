"""A dealing point of a programme, for its tests and for whoever visits every address."""

from datetime import datetime
from typing import Any

from directorate.casework.move import paris_day
from directorate.org.models import StaffMember
from public_order.dealing import operations as dealing
from public_order.models import DealingPoint, LocalProgramme
from tests.people import House

PLACE = "Hall du 12 allée des Sycomores"
WORDS = "Deux guetteurs, va-et-vient en soirée."


def point(programme: LocalProgramme, house: House, by: StaffMember, at: datetime, **facts: Any) -> DealingPoint:
    values = {"commune": house.creteil, "place": PLACE, "observed_on": paris_day(at), "words": WORDS, **facts}
    return dealing.report_point(programme=programme, by=by, at=at, **values)


def dealing_told(house: House, at: datetime) -> None:
    """After the programmes."""
    point(LocalProgramme.objects.get(), house, house.director, at)


def dealing_rules() -> dict[str, dict]:
    return {"ordre-public/points/": {"pk": DealingPoint.objects.get().pk}}
