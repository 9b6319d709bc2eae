"""Decided cases to contest, and the appeals against them."""

from datetime import date
from typing import Any

from directorate.appeals.models import Appeal
from directorate.appeals.operations import record_appeal
from directorate.casework.models import Case
from directorate.casework.operations import open_case
from tests.factories import drafted, needed_pieces, step
from tests.people import House, paris

HOSTILE = '<script>alert("x")</script> & Fils'
LATE_OPENING = "late_opening_derogation"
ANSWERS = {
    "dance_venue": False, "requested_close_time": "02:00", "days": ["friday", "saturday"], "music": "amplified",
    "limiter": True, "capacity": 90, "noise_complaints": False, "incidents_12m": 3, "granted_close_time": "",
    "granted_months": None,
}  # fmt: skip


def refused(house: House, notified_on: date = date(2026, 3, 13), last_name: str = "SARL Le Zinc") -> Case:
    """A late opening received on 2 February 2026, refused by an act signed on 12 March and notified that day."""
    received_on = date(2026, 2, 2)
    case = open_case(
        procedure_code=LATE_OPENING,
        party={
            "kind": "company", "last_name": last_name, "representative": "Mme Lise Carrel, gérante",
            "email": "zinc@exemple.invalid", "address": "5 quai du Port\n94000 Créteil",
        },
        answers=ANSWERS, received_on=received_on, channel="email", commune=house.creteil,
        place={"name": "Le Zinc", "address": "5 quai du Port"}, caseworker=house.agent,
        received_pieces=needed_pieces(LATE_OPENING, ANSWERS, received_on), by=house.agent, at=paris(2026, 2, 2),
    )  # fmt: skip
    case = step(case, "declare_complete", house.agent, paris(2026, 2, 3))
    for code, body in (("town_hall", house.town_hall), ("police", house.police_service)):
        case = step(case, "request_opinion", house.agent, paris(2026, 2, 4), opinion=code, organisation=body)
        case = step(
            case, "record_opinion", house.agent, paris(2026, 2, 10), answered_by="Le signataire",
            consultation=case.consultations.get(code=code), opinion="unfavourable", comment="Tapages répétés.",
        )  # fmt: skip
    case = drafted(house, case, "refusal", paris(2026, 2, 16))
    case = step(case, "submit", house.agent, paris(2026, 2, 17))
    case = step(case, "sign", house.chief_of_staff, paris(2026, 2, 18))
    at = paris(notified_on.year, notified_on.month, notified_on.day, 11)
    return step(case, "notify", house.agent, at, notified_at=at, mode="registered_post", reference="1A 204 118 3372 5")


def lodged(house: House, case: Case, kind: str, received_on: date, **more: Any) -> Appeal:
    """Recorded on the day when it was received."""
    return record_appeal(
        **{
            "case": case, "kind": kind, "lodged_by": case.party_name, "received_on": received_on, "by": house.agent,
            "at": paris(received_on.year, received_on.month, received_on.day, 15), **more,
        }
    )  # fmt: skip
