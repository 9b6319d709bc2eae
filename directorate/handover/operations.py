"""From the announcement of an absence to the return: record it, hand over, tell whoever stands in, and give back."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate

from directorate.casework.models import Case
from directorate.casework.queries import visible_to
from directorate.handover.models import HandoverRemark
from directorate.handover.policies import writes_remarks
from directorate.journal.operations import record
from directorate.legal_calendar.arithmetic import french_long
from directorate.notifications.operations import notify
from directorate.org import operations as org
from directorate.org.models import Absence, StaffMember
from directorate.org.policies import manages_absences
from directorate.web.errors import DomainError, NotAllowed

LONGEST_REMARK = HandoverRemark._meta.get_field("text").max_length
# An absence that ended longer ago tells nobody of the return any more: the machine was off, the person is back.
RETURNS_OF = timedelta(days=7)


@transaction.atomic
def record_absence(*, staff: StaffMember, by: StaffMember, at: datetime, **facts) -> Absence:
    """Record one's own absence or that of somebody one manages; the substitute knows at once if it has begun."""
    require_manager(by, staff, at)
    absence = org.record_absence(staff=staff, by=by, at=at, **facts)
    tell_beginning(absence, at=at)
    return absence


@transaction.atomic
def change_absence(*, absence: Absence, by: StaffMember, at: datetime, **facts) -> Absence:
    """Move, lengthen, shorten it or change the substitute; whoever no longer stands in is told, and the new one too."""
    require_manager(by, absence.staff, at)
    before, until = absence.substitute, absence.ends_on
    told = begun(absence, localdate(at))
    absence = org.change_absence(absence=absence, by=by, at=at, **facts)
    if told and before is not None and before != absence.substitute:
        tell_end(absence, before, at=at)
    elif told and before is not None and until != absence.ends_on >= localdate(at):
        tell_new_days(absence, at=at)
    tell_beginning(absence, at=at)
    tell_return(absence, at=at)
    return absence


@transaction.atomic
def cancel_absence(*, absence: Absence, by: StaffMember, at: datetime) -> Absence:
    """Cancel it before it begins, end it yesterday once it has."""
    require_manager(by, absence.staff, at)
    told = begun(absence, localdate(at))
    absence = org.cancel_absence(absence=absence, by=by, at=at)
    if absence.cancelled_at is None:
        tell_return(absence, at=at)
    elif told and absence.substitute is not None:
        tell_end(absence, absence.substitute, at=at)
    return absence


def require_manager(by: StaffMember, staff: StaffMember, at: datetime) -> None:
    if not manages_absences(by, staff, on=localdate(at)):
        raise NotAllowed("Cette absence relève d'un autre service que le vôtre.")


@transaction.atomic
def write_remarks(*, absence: Absence, remarks: Mapping[int, str], by: StaffMember, at: datetime) -> int:
    """What the person who leaves says of each case, for whoever stands in. An empty remark is removed."""
    if not writes_remarks(by, absence, on=localdate(at)):
        raise NotAllowed("Seule la personne absente ou son responsable écrit ces remarques.")
    if absence.cancelled_at is not None:
        raise DomainError("Cette absence est annulée.")
    if any(len(text.strip()) > LONGEST_REMARK for text in remarks.values()):
        raise DomainError(f"Une remarque dépasse {LONGEST_REMARK} caractères.")
    theirs = visible_to(by, localdate(at)).filter(pk__in=list(remarks))
    known = set(theirs.values_list("pk", flat=True))
    kept = dict(HandoverRemark.objects.filter(absence=absence).values_list("case_id", "text"))
    said = {key: clean(text) for key, text in remarks.items() if key in known and clean(text) != kept.get(key, "")}
    HandoverRemark.objects.filter(absence=absence, case__in=[key for key, text in said.items() if not text]).delete()
    HandoverRemark.objects.bulk_create(
        [
            HandoverRemark(absence=absence, case_id=key, text=text, written_by=by, written_at=at)
            for key, text in said.items()
            if text
        ],
        update_conflicts=True,
        unique_fields=["absence", "case"],
        update_fields=["text", "written_by", "written_at"],
    )
    for case in Case.objects.filter(pk__in=list(said)).order_by("pk"):
        record(
            by=by,
            at=at,
            action="case.handover_remark",
            subject=case,
            label=case.reference,
            unit_code=case.unit_id,
        )
    return len(said)


def clean(text: str) -> str:
    return text.replace("\x00", "").strip()


# --- telling ------------------------------------------------------------------------------------------------


def tell_of_the_day(*, at: datetime) -> int:
    """The absences that have begun and those that are over. Asked every hour; each is told once. How many."""
    on = localdate(at)
    absences = (
        Absence.objects.filter(cancelled_at__isnull=True, starts_on__lte=on, ends_on__gte=on - RETURNS_OF)
        .select_related("staff", "substitute")
        .order_by("pk")
    )
    for absence in absences:
        tell_beginning(absence, at=at)
        tell_return(absence, at=at)
    return len(absences)


def begun(absence: Absence, on: date) -> bool:
    return absence.cancelled_at is None and absence.starts_on <= on


def address(absence: Absence) -> str:
    return reverse("directorate:absence", args=[absence.pk])


def days_of(absence: Absence) -> str:
    return f"du {french_long(absence.starts_on)} au {french_long(absence.ends_on)}"


def tell_beginning(absence: Absence, *, at: datetime) -> None:
    """Whoever stands in, from the first day of the absence, with the note and the sheet."""
    if absence.substitute is None or not absence.starts_on <= localdate(at) <= absence.ends_on:
        return
    notify(
        recipients=[absence.substitute],
        kind="substitution_begins",
        key=f"absence:{absence.pk}:{absence.substitute_id}:begins",
        title=f"Une suppléance vous est confiée {days_of(absence)}",
        detail=f"Vous suppléez {absence.staff}. {absence.handover_note}".strip(),
        url=address(absence),
        at=at,
    )


def tell_new_days(absence: Absence, *, at: datetime) -> None:
    notify(
        recipients=[absence.substitute],
        kind="substitution_ends",
        key=f"absence:{absence.pk}:{absence.substitute_id}:until:{absence.ends_on.isoformat()}",
        title=f"Votre suppléance dure désormais jusqu'au {french_long(absence.ends_on)}",
        detail=f"Vous suppléez {absence.staff}. {absence.handover_note}".strip(),
        url=address(absence),
        at=at,
    )


def tell_end(absence: Absence, substitute: StaffMember, *, at: datetime) -> None:
    notify(
        recipients=[substitute],
        kind="substitution_ends",
        key=f"absence:{absence.pk}:{substitute.pk}:ends",
        title="Votre suppléance est terminée",
        detail=f"Vous ne suppléez plus {absence.staff}.",
        url=reverse("directorate:absences"),
        at=at,
    )


def tell_return(absence: Absence, *, at: datetime) -> None:
    """From the day after the last one: the person finds what was done, and the substitute is free."""
    if absence.cancelled_at is not None or absence.ends_on >= localdate(at):
        return
    notify(
        recipients=[absence.staff],
        kind="back_from_absence",
        key=f"absence:{absence.pk}:back:{absence.ends_on.isoformat()}",
        title="Ce qui s'est fait pendant votre absence",
        detail=f"Absence {days_of(absence)}.",
        url=reverse("directorate:absence-return", args=[absence.pk]),
        at=at,
    )
    if absence.substitute is not None:
        tell_end(absence, absence.substitute, at=at)
