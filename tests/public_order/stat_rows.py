"""One row behind each address of the statistics."""

from datetime import date, datetime

from public_order.statistics import places
from public_order.statistics.models import CommuneChange, DistrictMembership, StatEdition, StatImport
from tests.people import House
from tests.public_order.stat_world import COMMUNES, DEPARTMENTS, in_force

HOME = "ordre-public/statistiques/"


def counted(house: House, at: datetime) -> None:
    files = ("communes.csv", COMMUNES), ("departements.csv", DEPARTMENTS)
    by = house.director
    in_force(by, *files, at=at, label="SSMSI", produced_on=date(2026, 1, 22))
    made = places.record_district(code="CSP-01", name="Créteil et ses bords", by=by, at=at).row
    places.add_commune(district=made, commune=house.creteil, since=date(2016, 1, 1), by=by, at=at)
    places.record_change(kind="merger", former_code="94999", former_name="Les Bords", code="94028", name="Créteil",
                         since=date(2024, 1, 1), by=by, at=at)  # fmt: skip


def crime_rules() -> dict[str, dict]:
    """What the arguments of these addresses mean."""
    return {
        f"{HOME}communes/": {"insee": "94028", "year": 2024},
        f"{HOME}circonscriptions/": {"code": "CSP-01", "pk": DistrictMembership.objects.get(district="CSP-01").pk},
        f"{HOME}changements-de-communes/": {"pk": CommuneChange.objects.get(former_code="94999").pk},
        f"{HOME}imports/": {"pk": StatImport.objects.get(label="SSMSI").pk},
        f"{HOME}editions/": {"pk": StatEdition.objects.filter(batch__label="SSMSI").first().pk},
    }
