"""Who may enter the pages of a service: the same four doors for each of them, opened by its name."""

from collections.abc import Callable
from datetime import date

from django.utils.timezone import localdate

from directorate.casework.policies import AUTHORITIES, CASE_ROLES, CHIEF_ROLES, works_for
from directorate.org.models import Posting, StaffMember
from directorate.org.policies import labelled
from directorate.org.queries import posting_on

Policy = Callable[..., bool]
Door = Callable[[Posting], bool]


def policy(label: str, opens: Door) -> Policy:
    """A policy on the post that a person holds that day; who holds none is refused."""

    @labelled(label)
    def allows(staff: StaffMember, obj=None, *, on: date | None = None) -> bool:
        posting = posting_on(staff, on or localdate())
        return posting is not None and opens(posting)

    return allows


def readers(unit: str, label: str) -> Policy:
    """Those who work on the files of the unit, and the authorities of the house."""
    return policy(
        label,
        lambda posting: posting.role in AUTHORITIES or (posting.unit_id == unit and posting.role in CASE_ROLES),
    )


def workers(unit: str, label: str) -> Policy:
    return policy(label, lambda posting: works_for(posting, unit))


def heads(unit: str, label: str) -> Policy:
    """The head of the unit, the deputy and the director."""
    return policy(
        label,
        lambda posting: (
            posting.role == Posting.Role.DIRECTOR or (posting.unit_id == unit and posting.role in CHIEF_ROLES)
        ),
    )


def deciders(label: str) -> Policy:
    return policy(label, lambda posting: posting.role in AUTHORITIES)
