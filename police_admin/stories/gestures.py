"""The gestures of every story: a step of a case, by its caseworker unless somebody else is named; a commission."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from directorate.casework.correction import PARTY_FIELDS, PLACE_FIELDS, correct_case
from directorate.casework.models import Case
from directorate.casework.operations import take_transition
from directorate.commissions.models import Commission, CommissionMember, CommissionSession
from directorate.demonstration.stories import moment
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


def commission_with(
    teller, code: str, members: Iterable[tuple[str, str, str, bool]], days: Iterable[int]
) -> list[CommissionSession]:
    """A commission of the text: members (civility, name, capacity, chairs), sessions so many days from today."""
    commission = Commission.objects.get(pk=code)
    for civility, name, capacity, chairs in members:
        CommissionMember.objects.create(
            commission=commission, civility=civility, name=name, capacity=capacity, is_chair=chairs,
            appointed_by="arrêté de composition", mandate_starts_on=teller.today - timedelta(days=400),
            mandate_ends_on=teller.today + timedelta(days=600),
        )  # fmt: skip
    return [
        CommissionSession.objects.create(
            commission=commission, starts_at=moment(teller.today + timedelta(days=ahead), 9, 30), place="Salle Marne"
        )
        for ahead in days
    ]
