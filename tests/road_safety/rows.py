"""One row behind each address of the accident observatory."""

from datetime import date, datetime, timedelta

from road_safety.accidents import fatal_operations, operations
from road_safety.accidents.models import Accident, AccidentEdition, AccidentImport, FatalCase, FatalMeasure
from tests.people import House
from tests.road_safety.world import in_force

HOME = "securite-routiere/accidents/"


def observed(house: House, at: datetime) -> None:
    by = house.stranger
    in_force(by, at)
    operations.take_snapshot(year=2021, by=by, at=at)
    case = fatal_operations.open_case(
        occurred_at=at - timedelta(days=3), commune=house.creteil, address="Quai du Lac", force="dtsp", facts="Choc.",
        killed=1, hospitalised=1, by=by, at=at,
    )  # fmt: skip
    fatal_operations.add_measure(case=case, label="Éclairer", owner="Commune", due_on=date(2026, 7, 1), by=by, at=at)


def accident_rules() -> dict[str, dict]:
    """What the arguments of these addresses mean."""
    accident = Accident.objects.order_by("pk").first().pk
    return {
        f"{HOME}liste/": {"pk": accident},
        f"{HOME}communes/": {"insee": "94028", "year": 2021},
        f"{HOME}bilans/": {"year": 2021, "number": 1},
        f"{HOME}imports/": {"pk": AccidentImport.objects.get().pk},
        f"{HOME}editions/": {"pk": AccidentEdition.objects.get().pk},
        f"{HOME}mortels/": {"pk": FatalCase.objects.get().pk, "verb": "suivi"},
        f"{HOME}mesures/": {"pk": FatalMeasure.objects.get().pk},
        "api/v1/^accidents/": {"pk": accident},
    }
