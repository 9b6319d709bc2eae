"""The QRR and the programme of Choisy and Orly in the demonstration: real perimeters, invented figures."""

from datetime import date, datetime, timedelta
from random import Random

from directorate.casework.move import paris_day
from directorate.org.models import StaffMember
from directorate.org.queries import staff_of_unit
from directorate.territory.models import Commune
from public_order.monthly.arithmetic import until
from public_order.monthly.reading import months_held
from public_order.policies import UNIT
from public_order.programmes import meetings, operations
from public_order.programmes.models import FieldOperation, LocalProgramme, ProgrammeFigure
from public_order.programmes.queries import ACTIVITY
from public_order.statistics.models import PoliceDistrict
from public_order.statistics.reference import groups_on

SEED = 94
MONTHS = 30
TOLD = (
    ("QRR Les Mordacs", "qrr", "94_1", "Champigny-sur-Marne", date(2018, 9, 1), ("94017",), ("94019", "94079")),
    ("Choisy et Orly, sécurisation renforcée", "local", "", "Choisy-le-Roi", date(2025, 2, 1), ("94022", "94054"),
     ("94073", "94078", "94077", "94001", "94081", "94065")),
)  # fmt: skip
DECISIONS = (
    ("Rétablir l'éclairage du passage", "Mairie", -6), ("Fermer les caves désaffectées", "Bailleur", 20),
)  # fmt: skip
MEANS = {"arrests": 14, "checks": 160, "seizures": 9, "fines": 40}


def tell(at: datetime) -> None:
    on, chance = paris_day(at), Random(SEED)  # noqa: S311 - a demonstration
    by, held = next(iter(staff_of_unit(UNIT, on)), None), months_held()
    towns = Commune.objects.defer("contour").in_bulk()
    if by is None or not held:
        return
    groups = [group.code for group in groups_on(held[0])][:2]
    for name, kind, code, district, since, inside, ring in TOLD:
        place = PoliceDistrict.objects.filter(name=district).first()
        if place is None:
            continue
        row = operations.record_programme(
            name=name, kind=kind, code=code, district=place, starts_on=since, description="Périmètre de la convention",
            communes=[towns[each] for each in inside], ring=[towns[each] for each in ring],
            objectives="Réduire les points de deal, les rodéos et les violences.", by=by, at=at,
        )  # fmt: skip
        perimeter = row.perimeters.get()
        means = [(line, zone, "facts", 4) for line in groups for zone in ("perimeter", "ring")]
        means += [(line, "perimeter", "activity", MEANS[line]) for line, _ in ACTIVITY]
        ProgrammeFigure.objects.bulk_create(
            ProgrammeFigure(
                perimeter=perimeter, zone=zone, nature=nature, line=line, month=month, recorded_at=at, recorded_by=by,
                count=round(mean * chance.uniform(0.6, 1.4)),
            )
            for line, zone, nature, mean in means
            for month in until(held[0], MONTHS)
        )  # fmt: skip
        FieldOperation.objects.bulk_create(
            FieldOperation(
                kind=chance.choice(("place_nette", "operation_anti_stup", "transports", "controle_routier")),
                title=f"Opération {rank + 1}, {towns[inside[0]].name}", programme=row, commune=towns[inside[0]],
                held_on=day, slot="18 h à 22 h", forces="24 policiers, 6 policiers municipaux", recorded_at=at,
                recorded_by=by,
                **({} if day >= on else {"checked": chance.randint(30, 140), "arrests": chance.randint(0, 9),
                                         "fines": chance.randint(2, 30), "reported_at": at}),
            )
            for rank in range(8)
            for day in [on + timedelta(days=7 * rank - 40)]
        )  # fmt: skip
        followed(row, by, at)


def followed(row: LocalProgramme, by: StaffMember, at: datetime) -> None:
    """A meeting held with what it decided, and the next one."""
    on = paris_day(at)
    place = {
        "programme": row,
        "kind": "meeting",
        "place": "Sous-préfecture",
        "chair": "Sous-préfète",
        "by": by,
        "at": at,
    }
    held = meetings.plan_meeting(held_on=on - timedelta(days=35), **place)
    held = meetings.hold_meeting(meeting=held, attendees="Police, mairies, bailleurs, transporteurs",
                                 minutes="Tour des secteurs, priorités du mois.", by=by, at=at)  # fmt: skip
    for label, owner, days in DECISIONS:
        meetings.decide(meeting=held, label=label, owner=owner, due_on=on + timedelta(days=days), by=by, at=at)
    meetings.plan_meeting(held_on=on + timedelta(days=12), **place)
