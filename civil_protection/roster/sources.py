"""What the duty roster brings to the agenda."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from django.urls import reverse

from civil_protection.policies import reads_civil_protection
from civil_protection.roster.queries import CURRENT, between, coverage, on_duty
from directorate.legal_calendar.arithmetic import PARIS
from directorate.manifests import AgendaEvent, Figure
from directorate.org.models import StaffMember

ROWS = 300


def agenda(staff: StaffMember, first: date, last: date) -> Iterator[AgendaEvent]:
    """The day when somebody begins a duty. One's own duties stand out."""
    if not reads_civil_protection(staff, on=first):
        return
    since = datetime.combine(first, time(), PARIS)
    until = datetime.combine(last + timedelta(days=1), time(), PARIS)
    for row in between(since, until).filter(starts_at__gte=since)[:ROWS]:
        day = row.starts_at.astimezone(PARIS)
        url = f"{reverse('civil_protection:roster')}?semaine={day:%Y-%m-%d}"
        tone = "new" if row.staff_id == staff.pk else ""
        yield AgendaEvent(day.date(), str(row), url, "Astreinte", starts_at=row.starts_at, tone=tone)


def figures(staff: StaffMember, at: datetime) -> Sequence[Figure]:
    """How many are on duty now."""
    url = f"{reverse('civil_protection:duties')}?when={CURRENT}"
    return [Figure("Personnes d'astreinte", len(on_duty(at)), url=url)]


def hole_figures(at: datetime) -> Sequence[Figure]:
    """How many roles have a hole in the days to come: for the home page, since no list counts them."""
    open_roles = sum(not row.is_whole for row in coverage(at))
    return [
        Figure("Rôles incomplets à trente jours", open_roles, url=reverse("civil_protection:roster"),
               tone="error" if open_roles else "success"),
    ]  # fmt: skip
