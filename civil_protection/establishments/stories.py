"""The register in the demonstration: invented establishments in real communes, and the life of a few of them."""

from datetime import date, datetime, timedelta

from civil_protection.establishments import operations
from civil_protection.establishments.invented import invent
from civil_protection.establishments.models import Establishment
from civil_protection.policies import UNIT
from directorate.casework.move import paris_day
from directorate.legal_calendar.arithmetic import add_months
from directorate.org.models import StaffMember
from directorate.org.queries import staff_of_unit
from directorate.parameters.queries import every_version, remembering
from directorate.territory.models import Commune

COUNT = 3_500
DAY = timedelta(days=1)


def tell(at: datetime) -> None:
    by = next(iter(staff_of_unit(UNIT, paris_day(at))), None)
    towns = list(Commune.objects.defer("contour").order_by("insee"))
    if by is None or not towns:
        return
    with remembering(every_version()):
        invent(COUNT, towns, at, by)
        lives({town.pk: town for town in towns}, by, at)


def lives(towns: dict[str, Commune], by: StaffMember, at: datetime) -> None:
    """A few, through what the pages do."""
    on, acting = paris_day(at), {"by": by, "at": at}

    def new(insee: str, name: str, address: str, activity: str, total: int, **facts) -> Establishment:
        return operations.record_establishment(
            commune=towns[insee], name=name, address=address, activity=activity, public_total=total, **facts, **acting
        )

    if not {"94028", "94068", "94081"} <= set(towns):
        return
    new("94081", "Multiplexe des Ardoines", "2 quai Jules-Guesde", "L_SHOW", 1_180, staff=24, status="project",
        operator="SAS Ciné Ardoines", levels=2, study_needed=True)  # fmt: skip
    shops = new("94028", "Galerie marchande du Lac", "14 avenue du Lac", "M", 1_450, staff=120, levels=2,
                public_upper=420, operator="Société des Galeries du Lac", opened_on=date(1998, 9, 4),
                secondary=[{"activity": "N", "total": 260, "basement": 0, "upper": 60}])  # fmt: skip
    visits(shops, (add_months(on, -62), add_months(on, -27)), by, at)
    school = new("94068", "Collège des Bords de Marne", "3 rue du Four", "R_SCHOOL", 640, staff=62,
                 opened_on=date(1986, 9, 1), public_law=True)  # fmt: skip
    visits(school, (add_months(on, -99), add_months(on, -64), add_months(on, -29)), by, at)
    operations.extend_period(establishment=school, until=add_months(on, 20), proposed_on=on - 20 * DAY, **acting)
    stadium = new("94028", "Parc nautique", "rue Jean-Gabin", "PA", 2_400, staff=35, opened_on=date(1991, 6, 1))
    operations.order_period(establishment=stadium, months=36, order="Arrêté du maire n° 2024-117",
                            ordered_on=on - 400 * DAY, **acting)  # fmt: skip
    # The same pool, typed a second time by another hand.
    new("94028", "Centre nautique municipal", "r. Jean Gabin", "PA", 2_380, staff=30, opened_on=date(1991, 6, 1))
    theatre = new("94068", "Théâtre du Pont", "8 rue du Pont", "L_SHOW", 480, staff=18, opened_on=date(1974, 3, 1),
                  category=2, category_motive="Scène intégrée, avis de la sous-commission départementale.",
                  last_visit_on=add_months(on, -30), current_opinion="favourable")  # fmt: skip
    operations.close_establishment(establishment=theatre, closed_on=on - 340 * DAY,
                                   reason="Travaux de la cage de scène", **acting)  # fmt: skip


def visits(row: Establishment, days: tuple[date, ...], by: StaffMember, at: datetime) -> None:
    for day in days:
        operations.note_visit(establishment=row, visited_on=day, kind="periodic", opinion="favourable", by=by, at=at)
