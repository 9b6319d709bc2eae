"""A programme with its ring and an operation, for its tests and for whoever visits every address."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from directorate.casework.move import paris_day
from directorate.org.models import StaffMember
from public_order.models import FieldOperation, LocalProgramme, PoliceDistrict, ProgrammeDecision, ProgrammeMeeting
from public_order.programmes import meetings, operations
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
    held = operations.plan_operation(kind="place_nette", title="Place nette", commune=house.creteil,
                                     held_on=paris_day(at),
                                     forces="40 policiers", programme=row, by=by, at=at)  # fmt: skip
    operations.report_operation(held=held, checked=80, arrests=4, vehicles=None, fines=3, by=by, at=at)
    operations.record_seizure(held=held, nature="cannabis", measure="g", quantity=Decimal("412.5"), by=by, at=at)
    decided(held_meeting(row, by, at), by, at)


def held_meeting(row: LocalProgramme, by: StaffMember, at: datetime, **facts: Any) -> ProgrammeMeeting:
    values = {"kind": "meeting", "held_on": paris_day(at), "place": "Mairie", "chair": "Sous-préfète", **facts}
    planned = meetings.plan_meeting(programme=row, by=by, at=at, **values)
    return meetings.hold_meeting(meeting=planned, attendees="Mairie, police", minutes="Tour de table des partenaires.",
                                 by=by, at=at)  # fmt: skip


def decided(meeting: ProgrammeMeeting, by: StaffMember, at: datetime, **facts: Any) -> ProgrammeDecision:
    values = {
        "label": "Éclairer le passage",
        "owner": "Mairie",
        "due_on": meeting.held_on + timedelta(days=20),
        **facts,
    }
    return meetings.decide(meeting=meeting, by=by, at=at, **values)


def programme_rules() -> dict[str, dict]:
    """What the arguments of these addresses mean."""
    return {
        "ordre-public/programmes/": {"pk": LocalProgramme.objects.get().pk},
        "ordre-public/programmes/<int:pk>/etat/": {"pk": LocalProgramme.objects.get().pk, "verb": "suspend"},
        "ordre-public/operations/": {"pk": FieldOperation.objects.get().pk, "verb": "saisie"},
        "ordre-public/reunions-de-programme/": {"pk": ProgrammeMeeting.objects.get().pk, "verb": "decider"},
        "ordre-public/decisions-de-programme/": {"pk": ProgrammeDecision.objects.get().pk, "verb": "clore"},
        "api/v1/^local-programmes/": {"pk": LocalProgramme.objects.get().pk},
        "api/v1/^security-operations/": {"pk": FieldOperation.objects.get().pk},
        "api/v1/^programme-decisions/": {"pk": ProgrammeDecision.objects.get().pk},
    }
