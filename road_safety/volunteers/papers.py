"""The papers of the volunteers: order of nomination, engagement, card, mission order, expenses, activity of a year."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from directorate.documents.files import store_bytes
from directorate.documents.models import StoredFile
from directorate.documents.papers import masthead, sheet
from directorate.legal_calendar.arithmetic import PARIS, french_long, french_weekday
from directorate.org.models import StaffMember
from road_safety.policies import UNIT
from road_safety.strategy.funding import words
from road_safety.volunteers.expenses import count
from road_safety.volunteers.models import Appointment, ExpenseClaim, MissionAssignment, Volunteer

ORDER = "letters/road_safety/volunteer_order.html"
MISSION = "letters/road_safety/mission_order.html"
CLAIM = "letters/road_safety/expense_claim.html"
ENGAGEMENT = "letters/road_safety/engagement.html"
CARD = "letters/road_safety/volunteer_card.html"
ACTIVITY = "letters/road_safety/volunteer_activity.html"


def order_words(
    rows: Sequence[Appointment], on: date, number: str = "", signed_on: date | None = None
) -> dict[str, Any]:
    """Name, commune and card of each; nothing else of a person goes into a published order."""
    first = rows[0]
    return {
        **masthead(UNIT, on),
        "number": number,
        "signed_on": french_long(signed_on) if signed_on else "",
        "starts_on": french_long(first.starts_on),
        "ends_on": french_long(first.ends_on),
        "rows": [
            {
                "name": f"{row.volunteer.last_name.upper()} {row.volunteer.first_name}",
                "commune": row.volunteer.home_commune.name if row.volunteer.home_commune else "",
                "badge": row.badge_number,
                "kind": "Renouvellement" if row.renewal_of else "Nomination",
            }
            for row in rows
        ],
    }


def hours_words(starts_at: datetime, ends_at: datetime) -> str:
    """« mardi 12 mai 2026, de 9 h 00 à 12 h 00 »."""
    starts, ends = starts_at.astimezone(PARIS), ends_at.astimezone(PARIS)
    if starts.date() == ends.date():
        return f"{french_weekday(starts.date())}, de {clock(starts)} à {clock(ends)}"
    return f"du {french_weekday(starts.date())} à {clock(starts)} au {french_weekday(ends.date())} à {clock(ends)}"


def clock(at: datetime) -> str:
    return f"{at.hour}\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}{at.minute:02d}"


def mission_order(row: MissionAssignment, on: date) -> bytes:
    mission = row.mission
    team = mission.assignments.filter(status__in=("accepted", "confirmed", "present")).select_related("volunteer")
    return sheet(
        UNIT, MISSION, on,
        mission={"number": mission.number, "title": mission.title, "place": mission.place,
                 "commune": mission.commune.name, "requester": mission.requester, "contact": mission.contact,
                 "contact_phone": mission.contact_phone, "public": mission.get_audience_display(),
                 "expected": str(mission.expected or "")},
        when=hours_words(row.starts_at, row.ends_at),
        name=f"{row.volunteer.first_name} {row.volunteer.last_name.upper()}", badge=row.volunteer.number,
        role=row.get_role_display().lower(), working=row.on_working_time,
        team=[f"{found.volunteer} ({found.get_role_display().lower()})" for found in team if found.pk != row.pk],
    )  # fmt: skip


def keep_order(row: MissionAssignment, on: date, *, by: StaffMember | None, at: datetime) -> StoredFile:
    """The order as it was given: it is the proof that he acted for the State."""
    return store_bytes(mission_order(row, on), f"ordre-de-mission-{row.mission.number}.pdf", "application/pdf",
                       by=by, at=at)  # fmt: skip


def claim_trace(row: ExpenseClaim, rates, before) -> tuple[str, ...]:
    return count(row.kilometres, row.fiscal_power, rates, before=before, meals=row.meals, meal_rate=row.meal_rate,
                 other=row.other).trace  # fmt: skip


def claim_sheet(row: ExpenseClaim, trace: Sequence[str], on: date) -> bytes:
    assignment = row.assignment
    return sheet(
        UNIT, CLAIM, on,
        name=f"{assignment.volunteer.first_name} {assignment.volunteer.last_name.upper()}",
        address=assignment.volunteer.address, badge=assignment.volunteer.number,
        mission=str(assignment.mission), place=assignment.mission.place, commune=assignment.mission.commune.name,
        when=hours_words(assignment.starts_at, assignment.ends_at), trace=list(trace), total=words(row.total),
        other=row.other_words, proofs=[found.name for found in row.proofs.all()], state=row.get_status_display(),
        submitted_on=french_long(row.submitted_on) if row.submitted_on else "",
    )  # fmt: skip


def engagement_sheet(row: Appointment, least: int, report_days: int, on: date) -> bytes:
    return sheet(
        UNIT, ENGAGEMENT, on, name=f"{row.volunteer.first_name} {row.volunteer.last_name.upper()}",
        badge=row.badge_number, order=row.order_number, starts_on=french_long(row.starts_on),
        ends_on=french_long(row.ends_on), least=least, report_days=report_days,
    )  # fmt: skip


def card_sheet(row: Appointment, on: date) -> bytes:
    return sheet(
        UNIT, CARD, on, name=f"{row.volunteer.first_name} {row.volunteer.last_name.upper()}",
        badge=row.badge_number, order=row.order_number, starts_on=french_long(row.starts_on),
        ends_on=french_long(row.ends_on),
    )  # fmt: skip


def activity_sheet(row: Volunteer, year: int, on: date) -> bytes:
    """What somebody did in a year: his attestation."""
    held = row.assignments.filter(status="present", starts_at__date__year=year).select_related("mission__commune")
    taught = row.attendances.filter(status="present", training__starts_at__date__year=year).select_related("training")
    return sheet(
        UNIT, ACTIVITY, on, name=f"{row.first_name} {row.last_name.upper()}", badge=row.number, year=year,
        missions=[
            {"day": french_long(found.starts_at.astimezone(PARIS).date()), "title": found.mission.title,
             "commune": found.mission.commune.name, "met": "" if found.met is None else str(found.met)}
            for found in held.order_by("starts_at")
        ],
        trainings=[
            {"day": french_long(found.training.starts_at.astimezone(PARIS).date()), "title": str(found.training)}
            for found in taught.order_by("training__starts_at")
        ],
    )  # fmt: skip
