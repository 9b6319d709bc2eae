"""A session that sat before it was written here: its agenda is the one of that day."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from directorate.commissions.models import AgendaItem, Commission, CommissionSession, running_on
from directorate.commissions.operations import note, require_secretariat, session_day
from directorate.org.models import StaffMember
from directorate.web.errors import DomainError


@transaction.atomic
def write_past_session(
    *, commission: Commission, starts_at: datetime, place: str, titles: Sequence[str], by: StaffMember, at: datetime
) -> CommissionSession:
    """Its attendance and what it decided are recorded next, as for any session."""
    require_secretariat(commission, by, at)
    if starts_at > at:
        raise DomainError("Cette séance n'a pas encore eu lieu.", field="starts_at")
    if not commission.members.filter(running_on(session_day(starts_at))).exists():
        raise DomainError("Aucun mandat ne courait à cette date : nommer d'abord les membres de la commission.",
                          field="starts_at")  # fmt: skip
    session, created = CommissionSession.objects.get_or_create(
        commission=commission, starts_at=starts_at, defaults={"place": place}
    )
    if not created:
        raise DomainError("Une séance de cette commission est déjà connue à cette heure.", field="starts_at")
    AgendaItem.objects.bulk_create(
        AgendaItem(session=session, position=rank, title=title[:250]) for rank, title in enumerate(titles, 1)
    )
    note(session, "written_after", by, at, {"starts_at": starts_at.isoformat(), "place": place})
    return session
