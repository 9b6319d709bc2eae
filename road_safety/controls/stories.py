"""Seventy control operations a year for two years, a few to come; three are played through the operations."""

from datetime import datetime, time, timedelta
from random import Random

from directorate.casework.move import paris_day
from directorate.org.models import StaffMember
from directorate.territory.models import Commune
from road_safety.controls import operations
from road_safety.controls.models import ControlOperation
from road_safety.education.stories import head_of_bureau

A_YEAR, YEARS = 70, 2
DAY = timedelta(days=1)
PLACES = (
    "Carrefour de l'Europe", "Avenue du Général de Gaulle", "Pont de la Marne", "Quai du Port", "Boulevard de la Gare",
    "Échangeur de l'A86", "Rond-point du Centre", "Avenue de la République", "Place de la Mairie", "Route nationale 6",
)  # fmt: skip
FORCES = (["dtsp"], ["dtsp", "municipal"], ["crs"], ["crs", "dtsp"], ["dtsp", "customs"], ["dtsp", "transport"])
THEMES = ("alcohol_drugs", "speed", "powered_2w", "distraction", "bike_epdm", "hgv_angles", "")


def tell(at: datetime) -> None:
    by, towns = head_of_bureau(at), list(Commune.objects.defer("contour").order_by("pk"))
    if by is None or not towns:
        return
    ControlOperation.objects.bulk_create(invented(towns, by, at))
    played(towns, by, at)


def invented(towns: list[Commune], by: StaffMember, at: datetime) -> list[ControlOperation]:
    draw, on, rows = Random(86), paris_day(at), {}  # noqa: S311 - a demonstration
    while len(rows) < A_YEAR * YEARS:
        day = on - draw.randrange(8, 365 * YEARS) * DAY
        town, place = towns[draw.randrange(len(towns))], PLACES[draw.randrange(len(PLACES))]
        vehicles = draw.randrange(40, 320)
        breath, drugs = draw.randrange(20, vehicles), draw.randrange(4, 40)
        rows[day, town.pk, place] = ControlOperation(
            held_on=day, starts_at=time(draw.choice((8, 14, 17, 21, 23))), commune=town, place=place,
            forces=FORCES[draw.randrange(len(FORCES))], theme=THEMES[draw.randrange(len(THEMES))], state="held",
            vehicles=vehicles, breath_tests=breath, breath_positive=draw.randrange(0, max(2, breath // 14)),
            drug_tests=drugs, drug_positive=draw.randrange(0, max(2, drugs // 5)), speeding=draw.randrange(0, 45),
            other_offences=draw.randrange(0, 30), licences_retained=draw.randrange(0, 9),
            seizures=draw.randrange(0, 3), immobilised=draw.randrange(0, 8), recorded_at=at, recorded_by=by,
        )  # fmt: skip
    return list(rows.values())


def played(towns: list[Commune], by: StaffMember, at: datetime) -> None:
    """One held under embargo, one whose counts are awaited, three to come."""
    on = paris_day(at)
    told = {"forces": ["dtsp", "crs"], "theme": "alcohol_drugs", "by": by, "at": at}
    row = operations.plan_control(held_on=on - 3 * DAY, commune=towns[0], place="Pont de Choisy", **told)
    counts = {"vehicles": 214, "breath_tests": 180, "breath_positive": 9, "drug_tests": 31, "drug_positive": 6,
              "speeding": 0, "licences_retained": 12, "immobilised": 7}  # fmt: skip
    operations.hold_control(control=row, counts=counts, has_open_case=True, by=by, at=at)
    operations.plan_control(held_on=on - DAY, commune=towns[len(towns) // 2], place="Quai des Carrières", **told)
    for rank in range(3):
        operations.plan_control(held_on=on + (4 + 9 * rank) * DAY, commune=towns[(7 * rank + 3) % len(towns)],
                                place=PLACES[rank], starts_at=time(21), **told)  # fmt: skip
