"""A gesture of several stories: a commission with its members and its sessions."""

from collections.abc import Iterable
from datetime import timedelta

from directorate.commissions.models import Commission, CommissionMember, CommissionSession
from directorate.demonstration.stories import moment


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
