"""Reading requests for access: what may be known of the case of another service, who is asked, who reads it today."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from directorate.access_requests.models import AccessRequest
from directorate.casework.models import Case
from directorate.casework.policies import AUTHORITIES, CASE_ROLES, CHIEF_ROLES
from directorate.casework.queries import hidden_cases, visible_to
from directorate.casework.readers import kept_by_a_list
from directorate.notifications.subjects import declare_subject
from directorate.org.models import Posting, StaffMember, Unit
from directorate.org.queries import absences_on, is_director, posting_on, staff_of_unit
from directorate.web.errors import NotFound

State = AccessRequest.State
READABLE = (State.GRANTED, State.ANSWERED)


def known_elsewhere(staff: StaffMember, on: date) -> QuerySet[Case]:
    """The cases of the other services whose existence a person who reviews cases may learn of; never a secret one."""
    posting = posting_on(staff, on)
    if posting is None or posting.role not in CASE_ROLES:
        return Case.objects.none()
    rows = Case.objects.exclude(sensitivity=Case.Sensitivity.SECRET).exclude(unit_id=posting.unit_id)
    return rows.exclude(procedure_code__in=kept_by_a_list())


def case_elsewhere(staff: StaffMember, reference: str, on: date) -> Case | None:
    return known_elsewhere(staff, on).filter(reference=reference).select_related("unit").first()


def contacts_of(unit: Unit, on: date) -> list[StaffMember]:
    """Whom to ask: the head of the service who is there that day, otherwise the deputies, otherwise the direction."""
    away = {absence.staff_id for absence in absences_on(on)}
    people = [person for person in staff_of_unit(unit, on) if person.pk not in away]
    chiefs = [person for person in people if posting_on(person, on).role in CHIEF_ROLES]
    heads = [person for person in chiefs if posting_on(person, on).role == Posting.Role.HEAD]
    if heads or chiefs:
        return heads or chiefs
    above = staff_of_unit(unit.parent_id, on) if unit.parent_id else ()
    return [person for person in above if is_director(person, on) and person.pk not in away]


# --- requests -------------------------------------------------------------------------------------------------


def visible_requests(staff: StaffMember, on: date) -> QuerySet[AccessRequest]:
    """One's own, those made to the service that one heads, all of them for the authorities; none on a secret case."""
    posting = posting_on(staff, on)
    if posting is None or posting.role not in CASE_ROLES | AUTHORITIES:
        return AccessRequest.objects.none()
    if posting.role in AUTHORITIES:
        return AccessRequest.objects.all()
    mine = Q(asked_by=staff)
    made_to_us = Q(holder=posting.unit_id) if posting.role in CHIEF_ROLES else Q(pk__in=())
    return AccessRequest.objects.filter(mine | made_to_us).exclude(case__in=hidden_cases(staff, on))


declare_subject("accessrequest", visible_requests)


def visible_request(staff: StaffMember, pk: int, on: date) -> AccessRequest:
    people = ("asked_by", "decided_by", "revoked_by", "asked_for", "holder", "case__unit")
    found = visible_requests(staff, on).select_related(*people).filter(pk=pk).first()
    if found is None:
        raise NotFound("Cette demande d'accès n'existe pas, ou vous n'y avez pas accès.")
    return found


def waiting_for(staff: StaffMember, on: date) -> int:
    """How many requests wait for this head of bureau or this deputy."""
    posting = posting_on(staff, on)
    if posting is None or posting.role not in CHIEF_ROLES:
        return 0
    pending = AccessRequest.objects.filter(holder=posting.unit_id, state=State.PENDING)
    return pending.exclude(case__in=hidden_cases(staff, on)).count()


def decides(staff: StaffMember, row: AccessRequest, on: date) -> bool:
    """The head of the service that holds the case and the deputy, who see it; the direction."""
    posting = posting_on(staff, on)
    if posting is None or row.asked_by_id == staff.pk:
        return False
    heads = posting.unit_id == row.holder_id and posting.role in CHIEF_ROLES
    return (heads or posting.role == Posting.Role.DIRECTOR) and visible_to(staff, on).filter(pk=row.case_id).exists()


def is_alive(row: AccessRequest, case: Case, on: date) -> bool:
    """What was granted still holds: in time, for the same post, on a case that is still there and not secret."""
    posting = posting_on(row.asked_by, on)
    return (
        row.state in READABLE
        and row.until_on >= on
        and posting is not None
        and posting.unit_id == row.asked_for_id
        and posting.role in CASE_ROLES
        # Whoever left and came back holds another post, and asks again.
        and posting.starts_on <= localdate(row.asked_at)
        and case.unit_id == row.holder_id
        and case.sensitivity != Case.Sensitivity.SECRET
        and case.procedure_code not in kept_by_a_list()
    )


def latest_request(staff: StaffMember, case: Case) -> AccessRequest | None:
    people = ("asked_by", "decided_by", "holder", "asked_for")
    return AccessRequest.objects.filter(case=case, asked_by=staff).select_related(*people).first()


def open_reading(staff: StaffMember, reference: str, at: datetime) -> AccessRequest | None:
    """The right by which this person reads this case today."""
    on = localdate(at)
    rows = AccessRequest.objects.filter(
        case__reference=reference, asked_by=staff, state=State.GRANTED, until_on__gte=on
    ).select_related("case__unit", "decided_by", "asked_for", "holder")
    for row in rows:
        row.asked_by = staff
        if is_alive(row, row.case, on):
            return row
    return None


def state_words(row: AccessRequest, on: date) -> tuple[str, str]:
    """(words, tone) of a request that day: a right that has ended says so."""
    if row.state in READABLE and row.until_on < on:
        return "Terminée", ""
    return row.get_state_display(), TONES[row.state]


TONES = {
    State.PENDING: "warning",
    State.GRANTED: "success",
    State.ANSWERED: "success",
    State.REFUSED: "error",
    State.REVOKED: "error",
    State.DROPPED: "",
}


# --- links ----------------------------------------------------------------------------------------------------


def elsewhere_by_reference(staff: StaffMember, references: Sequence[str], on: date) -> list[Case]:
    """The reference typed in full, when it is that of another service: told on the page of the search alone.

    A number without its year is that of several cases: nothing is told of them.
    """
    if len(references) != 1:
        return []
    return list(known_elsewhere(staff, on).filter(reference__in=references).select_related("unit"))
