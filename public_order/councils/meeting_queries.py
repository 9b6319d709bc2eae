"""Reading the états-majors: what each reader may know, the days of a sitting, the actions and their measures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from directorate.commissions.body_rules import unknown_to
from directorate.commissions.models import Commission, CommissionMember, CommissionSession, SessionAction
from directorate.commissions.operations import session_day
from directorate.commissions.queries import actions_come_back, known_actions
from directorate.org.models import StaffMember
from directorate.org.secrecy import hide
from directorate.parameters.queries import value, values
from directorate.web.errors import NotFound
from public_order.councils import bodies, rules
from public_order.councils.models import StaffMeeting
from public_order.councils.terms import DELAYS, RED
from public_order.monthly.models import ReportVersion
from public_order.policies import UNIT, reads_public_order

# The states of a monthly note whose figures may be annexed (EMS-04).
READY = (ReportVersion.State.VALIDATED, ReportVersion.State.APPROVED, ReportVersion.State.SENT)


def meetings(staff: StaffMember, on: date, body: rules.Chaired | None = None) -> QuerySet[StaffMeeting]:
    """Those of which this person may know: a restricted formation has its own readers."""
    rows = StaffMeeting.objects.select_related("session__commission", "district", "report__report")
    rows = rows.exclude(session__commission__in=unknown_to(staff, on))
    return rows.filter(session__commission__in=body.codes) if body else rows


def hidden_meetings(staff: StaffMember, on: date) -> QuerySet[StaffMeeting]:
    """What the journal does not tell to whoever may not know of it."""
    return StaffMeeting.objects.filter(session__commission__in=unknown_to(staff, on))


def hidden_actions(staff: StaffMember, on: date) -> QuerySet[SessionAction]:
    return SessionAction.objects.filter(session__commission__in=unknown_to(staff, on))


def known_meeting(staff: StaffMember, pk: int, on: date) -> StaffMeeting:
    row = meetings(staff, on).select_related("prefect_validated_by").filter(pk=pk).first()
    if row is None:
        raise NotFound("Cette séance n'existe pas.")
    return row


def delays_on(on: date, body: rules.Chaired = rules.STAFF) -> dict[str, int]:
    found = values(DELAYS[body.code], on)
    return {name: int(found[code]) for name, code in zip(("convening", "documents", "minutes"), DELAYS[body.code],
                                                         strict=True)}  # fmt: skip


def days_on(meeting: StaffMeeting, on: date, delays: Mapping[str, int] | None = None) -> rules.Days:
    return rules.days_of(session_day(meeting.session.starts_at), **(delays or delays_on(on, meeting.body)))


def red_on(on: date) -> int:
    return int(value(RED, on))


def notes_ready() -> QuerySet[ReportVersion]:
    return ReportVersion.objects.filter(state__in=READY).select_related("report").order_by("-report__period")


# --- actions --------------------------------------------------------------------------------------------------


def actions(staff: StaffMember, on: date) -> QuerySet[SessionAction]:
    """Of every body that the bureau keeps; those of a restricted formation for who may know of it."""
    if not reads_public_order(staff, on=on):
        return SessionAction.objects.none()
    kept = Commission.objects.filter(secretariat_id=UNIT)
    rows = known_actions().filter(session__commission__in=kept).select_related("session__staff_meeting")
    return rows.exclude(session__commission__in=unknown_to(staff, on))


def known_action(staff: StaffMember, pk: int, on: date) -> SessionAction:
    row = actions(staff, on).select_related("restricted").filter(pk=pk).first()
    if row is None:
        raise NotFound("Cette action n'existe pas.")
    return row


def words_of(action: SessionAction) -> str:
    """For a reader of restricted formations, once the row was let through."""
    sealed = getattr(action, "restricted", None) if action.is_discreet else None
    return sealed.words if sealed else action.text


@dataclass(frozen=True)
class Carried:
    """An open action at the first point: as it is today before the sitting, as it was that day afterwards."""

    action: SessionAction
    state: str
    days_late: int


def carried_to(meeting: StaffMeeting, on: date) -> list[Carried]:
    return carried_in(meeting.session, on)


def carried_in(session: CommissionSession, on: date) -> list[Carried]:
    if session.state != CommissionSession.State.PLANNED:
        rows = session.carried.select_related("action__owner", "action__session", "action__restricted")
        return [Carried(row.action, row.get_state_then_display(), row.days_late) for row in rows]
    rows = actions_come_back(session).select_related("restricted")
    return [Carried(row, row.get_state_display(), max(0, (on - row.due_on).days)) for row in rows]


def measures_on(staff: StaffMember, on: date) -> list[rules.Measure]:
    """EMS: by partner, what was decided, what is late, what was closed in time, the mean age of what is open."""
    rows = actions(staff, on).values_list("owner__name", "session__starts_at", "due_on", "closed_on", "state")
    return rules.measures(
        (
            rules.Closed(owner, session_day(held), due, closed, state == SessionAction.State.CANCELLED)
            for owner, held, due, closed, state in rows
        ),
        on,
    )


def attendance() -> list[tuple[str, str, int, int]]:
    """By member of the états-majors: name, quality, sittings attended, sittings held while the mandate ran."""
    held = CommissionSession.objects.filter(commission=bodies.STAFF, state=CommissionSession.State.HELD)
    days = [session_day(starts_at) for starts_at in held.values_list("starts_at", flat=True)]
    members = CommissionMember.objects.filter(commission=bodies.STAFF).annotate(
        came=Count("sessions", filter=Q(sessions__state=CommissionSession.State.HELD))
    )
    return [
        (row.name, row.capacity, row.came,
         sum(row.mandate_starts_on <= day and (row.mandate_ends_on is None or day < row.mandate_ends_on)
             for day in days))
        for row in members.order_by("name")
    ]  # fmt: skip


def with_papers(rows: QuerySet[StaffMeeting]) -> QuerySet[StaffMeeting]:
    return rows.prefetch_related("minutes__written_by", Prefetch("session__items"), "session__present")


def next_step(row: StaffMeeting, on: date, delays: Mapping[str, int] | None = None) -> tuple[str, str]:
    """What is to do now on a sitting, and its tone."""
    session, days = row.session, days_on(row, on, delays)
    if session.state == CommissionSession.State.CANCELLED:
        return "Annulée", ""
    if session.state == CommissionSession.State.PLANNED:
        if session.convened_at is None:
            return f"Convoquer avant le {days.convening:%d/%m/%Y}", "error" if on > days.convening else "info"
        if row.file_ready_on is None:
            return f"Documents pour le {days.documents:%d/%m/%Y}", "error" if on > days.documents else "info"
        return (
            ("Tenir la séance", "info") if session_day(session.starts_at) >= on else ("Enregistrer la séance", "error")
        )
    if not row.minutes.all():
        return f"Relevé pour le {days.minutes:%d/%m/%Y}", "error" if on > days.minutes else "warning"
    if not row.is_validated:
        return "Relevé à valider", "warning"
    return "Relevé validé", "success"


def statistics_of(row: StaffMeeting) -> list[dict[str, Any]]:
    """The lines of the annexed figures, as they were frozen."""
    lines = row.statistics["figures"]["lines"] if row.statistics else []
    return [
        {"label": line["label"], **{span: line["cells"].get(span) for span in ("month", "year", "rolling")}}
        for line in lines
    ]


hide("staffmeeting", hidden_meetings)
hide("sessionaction", hidden_actions)
