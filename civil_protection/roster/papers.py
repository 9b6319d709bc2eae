"""The roster on paper."""

from datetime import datetime

from civil_protection.roster.models import DutyPeriod, DutyRole
from civil_protection.roster.queries import WEEK, between, on_duty, week_of
from directorate.legal_calendar.arithmetic import PARIS

WEEKS_PRINTED = 5


def paper_facts(at: datetime) -> dict:
    monday, _ = week_of(at)
    rows = list(between(monday, monday + WEEKS_PRINTED * WEEK))
    return {
        "roles": [(role.label, [printed(row) for row in rows if row.role == role]) for role in DutyRole],
        "on_duty": [printed(row) for row in on_duty(at)],
        "at": at.astimezone(PARIS),
    }


def printed(row: DutyPeriod) -> dict:
    return {
        "role": row.get_role_display(),
        "staff": str(row.staff),
        "phone": row.phone,
        "starts_at": row.starts_at.astimezone(PARIS),
        "ends_at": row.ends_at.astimezone(PARIS),
    }
