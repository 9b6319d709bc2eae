"""One row behind each address of the statistics."""

from datetime import date, datetime

from public_order.statistics.models import StatEdition, StatImport
from tests.people import House
from tests.public_order.stat_world import COMMUNES, DEPARTMENTS, in_force

HOME = "ordre-public/statistiques/"


def counted(house: House, at: datetime) -> None:
    files = ("communes.csv", COMMUNES), ("departements.csv", DEPARTMENTS)
    in_force(house.director, *files, at=at, label="SSMSI", produced_on=date(2026, 1, 22))


def crime_rules() -> dict[str, dict]:
    """What the arguments of these addresses mean."""
    return {
        f"{HOME}communes/": {"insee": "94028", "year": 2024},
        f"{HOME}imports/": {"pk": StatImport.objects.get(label="SSMSI").pk},
        f"{HOME}editions/": {"pk": StatEdition.objects.filter(batch__label="SSMSI").first().pk},
    }
