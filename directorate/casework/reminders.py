"""Reminders: opinions that do not come, documents that the applicant has not sent."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef

from directorate.casework.errors import TransitionNotAllowed
from directorate.casework.letters import plain
from directorate.casework.models import Case, ClockStop, Consultation, ConsultationLink
from directorate.casework.move import paris_day
from directorate.casework.operations import locked_case, note_on, remind
from directorate.casework.policies import works_on_case
from directorate.jobs.operations import post_mail
from directorate.legal_calendar.arithmetic import french_long
from directorate.org.models import StaffMember
from directorate.parameters.queries import value as parameter
from directorate.web.errors import DomainError

log = structlog.get_logger(__name__)


def late_opinions(case: Case, on: date) -> list[Consultation]:
    """Opinions asked by mail, due before `on`, that nobody has given nor asked for again that day."""
    return [
        row
        for row in case.consultations.all()
        if row.answered_on is None and row.agenda_item_id is None and row.due_on < on and row.reminded_on != on
    ]


def refusal_to_remind_opinions(case: Case, on: date) -> str:
    """Why nobody is reminded for this case, or nothing."""
    if not case.is_open:
        return "Le dossier est clos : il n'attend plus d'avis."
    awaited = [row for row in case.consultations.all() if row.answered_on is None and row.agenda_item_id is None]
    if not awaited:
        return "Aucun avis n'est attendu."
    if late_opinions(case, on):
        return ""
    if any(row.reminded_on == on for row in awaited):
        return "L'organisme a déjà été relancé aujourd'hui."
    due_on = min(row.due_on for row in awaited)
    return f"L'avis attendu n'est pas en retard : il est à rendre pour le {due_on:%d/%m/%Y}."


@transaction.atomic
def remind_late_opinions(
    *, case: Case, by: StaffMember, at: datetime, version: int | None = None
) -> list[Consultation]:
    """A fresh answer link to each body that is late; the former links stop working."""
    locked = locked_case(case, version)
    if refusal := refusal_to_remind_opinions(locked, paris_day(at)):
        raise DomainError(refusal)
    late = late_opinions(locked, paris_day(at))
    for consultation in late:
        remind(consultation=consultation, by=by, at=at)
    return late


# --- by the night -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rhythm:
    """Days before the date awaited (0: none), days between two reminders after it, how many in all (0: none)."""

    before: int
    every: int
    most: int


def rhythm_on(on: date) -> Rhythm:
    names = ("opinion.reminder_days_before", "opinion.reminder_days_after", "opinion.reminders_most")
    return Rhythm(*(int(parameter(name, on)) for name in names))


def is_to_remind(row: Consultation, on: date, rhythm: Rhythm) -> bool:
    """Once before the date awaited, unless the request was made within those days; then at intervals after it."""
    if row.answered_on is not None or row.agenda_item_id is not None or row.reminders >= rhythm.most:
        return False
    first_on = row.due_on - timedelta(days=rhythm.before)
    if on <= row.due_on:
        return bool(rhythm.before) and row.reminded_on is None and row.asked_on < first_on <= on
    return on - (row.reminded_on or row.asked_on) >= timedelta(days=rhythm.every)


def remind_by_night(*, at: datetime, on: date, step: Callable[[], None]) -> int:
    """Remind the bodies that were written to, each in a transaction of its own; a second run finds nobody. Number."""
    rhythm = rhythm_on(on)
    if not rhythm.most:
        return 0
    rows = Consultation.objects.filter(
        Exists(ConsultationLink.objects.filter(consultation=OuterRef("pk")).exclude(sent_to="")),
        answered_on__isnull=True,
        agenda_item__isnull=True,
        reminders__lt=rhythm.most,
        due_on__lte=on + timedelta(days=rhythm.before),
        case__is_open=True,
        case__stage__in=ASKING,
    ).select_related("case", "organisation")
    sent = 0
    for row in rows.order_by("pk"):
        if not is_to_remind(row, on, rhythm):
            continue
        try:
            remind(consultation=row, by=None, at=at)
        except DomainError as refusal:
            # A request that was answered meanwhile must not keep the others from being reminded.
            log.warning("opinion not reminded", consultation=row.pk, reason=str(refusal))
            continue
        sent += 1
        step()
    return sent


# Once the act is drafted nobody is pressed any more; what comes is recorded all the same.
ASKING = ("review", "consultation", "incomplete", "receipt_issued")


# --- documents ----------------------------------------------------------------------------------------------


def open_request(case: Case) -> ClockStop | None:
    return next((stop for stop in case.clock_stops.all() if stop.ended_on is None), None)


def refusal_to_remind_applicant(case: Case, on: date) -> str:
    """Why the applicant is not reminded of the documents, or nothing."""
    stop = open_request(case)
    if stop is None or not case.is_open:
        return "Aucune pièce n'est demandée."
    if not case.party.email:
        return "Aucune adresse électronique n'est connue pour cette personne : relancer par courrier."
    if on in (stop.started_on, stop.reminded_on):
        return "La personne a déjà été sollicitée aujourd'hui."
    return ""


@transaction.atomic
def remind_applicant(*, case: Case, by: StaffMember, at: datetime, version: int | None = None) -> ClockStop:
    """Write to the applicant which documents are awaited, until when. The clock of the case does not move."""
    locked = locked_case(case, version)
    on = paris_day(at)
    if not works_on_case(by, locked, on):
        raise TransitionNotAllowed("Vous ne pouvez pas relancer pour ce dossier.")
    if refusal := refusal_to_remind_applicant(locked, on):
        raise DomainError(refusal)
    stop = open_request(locked)
    post_mail(
        key=f"pieces-reminder:{stop.pk}:{on.isoformat()}",
        to=locked.party.email,
        subject=f"Pièces attendues pour votre dossier {locked.reference}",
        body=plain(
            "emails/pieces_reminder.txt",
            {
                "case": locked,
                "missing": stop.missing,
                "asked_on": french_long(stop.started_on),
                "limit_on": french_long(stop.limit_on),
                "is_over": stop.limit_on < on,
                "unit": locked.unit,
            },
        ),
        at=at,
    )
    stop.reminded_on = on
    stop.save(update_fields=["reminded_on"])
    note_on(locked, "case.pieces_reminded", by=by, at=at, details={"pieces": stop.missing})
    return stop
