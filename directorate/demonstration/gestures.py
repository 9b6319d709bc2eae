"""The gestures of every story: a step of a case, by its caseworker unless somebody else is named."""

from datetime import datetime

from directorate.casework.correction import PARTY_FIELDS, PLACE_FIELDS, correct_case
from directorate.casework.models import Case
from directorate.casework.operations import take_transition
from directorate.org.models import StaffMember


def step(case: Case, name: str, at: datetime, by: StaffMember | None = None, **details) -> Case:
    return take_transition(case=case, name=name, by=by or case.caseworker, at=at, **details)


def follow_up(case: Case, at: datetime, reason: str, **answers) -> None:
    """What is only known afterwards, written where the request is corrected."""
    case.refresh_from_db()
    correct_case(
        case=case, version=None, by=case.caseworker, at=at, reason=reason, commune=case.commune,
        party={name: getattr(case.party, name) for name in PARTY_FIELDS},
        place={name: getattr(case.place, name) for name in PLACE_FIELDS} if case.place else None,
        answers=answers, received_on=case.received_on, channel=case.channel,
    )  # fmt: skip
