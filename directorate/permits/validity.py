"""The state of a permit on a day, and the ladder of alerts before its end. Pure: no table, no clock.

Worked example E8: a permit that expires on 2 March 2027, whose renewal was due on 2 November 2026, is on 23 November
2026 late by 21 days, still valid, with 99 days left; its first alert was on 2 September 2026.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from directorate.legal_calendar.arithmetic import french_long, months_before

# Months before the end at which a permit calls for attention (VP-02: without renewal the system becomes unlawful).
LADDER = (6, 4, 2, 0)


class PermitFacts(Protocol):
    state: str
    state_changed_on: date | None
    valid_from: date
    expires_on: date | None
    renew_by: date | None
    renewal_asked_on: date | None


class Status(StrEnum):
    NOT_STARTED = "not_started"
    IN_FORCE = "in_force"
    TO_RENEW = "to_renew"
    RENEWAL_ASKED = "renewal_asked"
    RENEWAL_LATE = "renewal_late"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"

    @property
    def label(self) -> str:
        return WORDS[self][0]

    @property
    def tone(self) -> str:
        return WORDS[self][1]


WORDS = {
    Status.NOT_STARTED: ("Pas encore valable", "info"),
    Status.IN_FORCE: ("En vigueur", "success"),
    Status.TO_RENEW: ("À renouveler", "warning"),
    Status.RENEWAL_ASKED: ("Renouvellement demandé", "info"),
    Status.RENEWAL_LATE: ("Renouvellement en retard", "error"),
    Status.EXPIRED: ("Expiré", "error"),
    Status.SUSPENDED: ("Suspendu", "warning"),
    Status.WITHDRAWN: ("Retiré", "error"),
    Status.REPLACED: ("Remplacé", ""),
}
VALID = frozenset({Status.IN_FORCE, Status.TO_RENEW, Status.RENEWAL_ASKED, Status.RENEWAL_LATE})
STOPPED = {"withdrawn": Status.WITHDRAWN, "replaced": Status.REPLACED}


@dataclass(frozen=True)
class Validity:
    """`days_left` until the last day of validity, `days_late` since the renewal was due, `rung` of the ladder."""

    status: Status
    detail: str
    days_left: int | None = None
    days_late: int = 0
    rung: int | None = None

    @property
    def is_valid(self) -> bool:
        return self.status in VALID


def validity_on(permit: PermitFacts, on: date) -> Validity:
    """What may be said of the permit on that day. Its last day of validity is `expires_on` itself."""
    status = status_on(permit, on)
    days_left = (permit.expires_on - on).days if permit.expires_on else None
    days_late = (on - permit.renew_by).days if status == Status.RENEWAL_LATE and permit.renew_by else 0
    return Validity(
        status=status,
        detail=sentence(permit, status, days_left, days_late),
        days_left=days_left if status in VALID else None,
        days_late=days_late,
        rung=rung_on(permit.expires_on, on) if status in VALID else None,
    )


def status_on(permit: PermitFacts, on: date) -> Status:
    changed = permit.state_changed_on is not None and permit.state_changed_on <= on
    if changed and permit.state in STOPPED:
        return STOPPED[permit.state]
    if on < permit.valid_from:
        return Status.NOT_STARTED
    if permit.expires_on is not None and permit.expires_on < on:
        return Status.EXPIRED
    if changed and permit.state == "suspended":
        return Status.SUSPENDED
    if permit.renewal_asked_on is not None and permit.renewal_asked_on <= on:
        return Status.RENEWAL_ASKED
    if permit.renew_by is not None and permit.renew_by < on:
        return Status.RENEWAL_LATE
    if permit.expires_on is not None and months_before(permit.expires_on, LADDER[0]) <= on:
        return Status.TO_RENEW
    return Status.IN_FORCE


def alerts(expires_on: date) -> list[tuple[int, date]]:
    """Each rung of the ladder, in months before the end, with its day."""
    return [(months, months_before(expires_on, months)) for months in LADDER]


def rung_on(expires_on: date | None, on: date) -> int | None:
    """The last rung reached, in months; None before the first one or without a term."""
    if expires_on is None:
        return None
    return min((months for months, day in alerts(expires_on) if day <= on), default=None)


def sentence(permit: PermitFacts, status: Status, days_left: int | None, days_late: int) -> str:
    if status in (Status.WITHDRAWN, Status.SUSPENDED, Status.REPLACED):
        return f"Depuis le {french_long(permit.state_changed_on)}"
    if status == Status.NOT_STARTED:
        return f"À compter du {french_long(permit.valid_from)}"
    if permit.expires_on is None:
        return "Sans terme"
    until = french_long(permit.expires_on)
    if status == Status.EXPIRED:
        return f"Dernier jour de validité : {until}"
    if status == Status.RENEWAL_LATE:
        return f"En retard de {days_late} j, valable jusqu'au {until} (encore {days_left} j)"
    if status == Status.RENEWAL_ASKED:
        late = permit.renew_by is not None and permit.renewal_asked_on > permit.renew_by
        when = f"Demandé {'tardivement ' if late else ''}le {french_long(permit.renewal_asked_on)}"
        return f"{when}, valable jusqu'au {until}"
    if status == Status.TO_RENEW and permit.renew_by is not None:
        return f"À demander au plus tard le {french_long(permit.renew_by)}, valable jusqu'au {until}"
    return f"Jusqu'au {until}"
