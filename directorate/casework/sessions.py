"""The sessions of the commissions, seen from the cases: what is heard there, and the opinion that answers a case."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from directorate.casework import registry
from directorate.casework.archetypes import road_of
from directorate.casework.errors import TransitionNotAllowed
from directorate.casework.models import Case, Consultation
from directorate.casework.move import paris_day
from directorate.casework.operations import take_transition
from directorate.casework.policies import sees_case, works_for
from directorate.casework.queries import visible_to
from directorate.commissions import matters
from directorate.commissions import operations as commissions
from directorate.commissions.matters import Matter
from directorate.commissions.models import AgendaItem
from directorate.org.models import StaffMember
from directorate.org.queries import posting_on

ELSEWHERE = "Le dossier est instruit par un autre service : c'est lui qui enregistre cet avis."
RESERVED = "Cette affaire est à diffusion restreinte : son avis est enregistré par les agents qui y sont désignés."


def awaits_opinion(consultation: Consultation) -> bool:
    """A case decided or closed before the session no longer waits: the commission then answers for itself alone."""
    case = consultation.case
    transition = road_of(registry.procedure(case.procedure_code).archetype).transition("record_opinion")
    return consultation.answered_on is None and transition is not None and case.stage in transition.sources


def cases_heard(items: Sequence[AgendaItem], staff: StaffMember, on: date) -> Mapping[int, Matter]:
    """The case of each item, for one reader. The same queries whatever the number of items."""
    posting = posting_on(staff, on)
    rows = list(Consultation.objects.filter(agenda_item__in=items).select_related("case"))
    seen = set(visible_to(staff, on).filter(pk__in=[row.case_id for row in rows]).values_list("pk", flat=True))
    return {
        row.agenda_item_id: matter_of(
            row,
            is_seen=row.case_id in seen,
            works=posting is not None and row.case_id in seen and works_for(posting, row.case.unit_id),
        )
        for row in rows
    }


def matter_of(row: Consultation, *, is_seen: bool, works: bool) -> Matter:
    awaits = awaits_opinion(row)
    hidden = not is_seen and row.case.sensitivity == Case.Sensitivity.SECRET
    return Matter(
        url=reverse("directorate:case", args=[row.case.reference]) if is_seen else "",
        is_hidden=hidden,
        awaits=awaits,
        may_answer=not hidden and (works or not awaits),
    )


matters.claim(cases_heard)


@transaction.atomic
def record_session_opinion(
    *,
    item: AgendaItem,
    opinion: str,
    votes_for: int | None,
    votes_against: int | None,
    comment: str,
    by: StaffMember,
    at: datetime,
) -> AgendaItem:
    """What the commission said of a matter. A case that waits for it is answered in the same gesture.

    The secretariat writes it; when a case is answered, somebody who works on the case.
    """
    commissions.require_secretariat(item.session.commission, by, at)
    commissions.require_begun(item.session, at, field="opinion")
    said = {"opinion": opinion, "votes_for": votes_for, "votes_against": votes_against, "comment": comment}
    consultation = Consultation.objects.filter(agenda_item=item).select_related("case").first()
    if consultation is None:
        return commissions.record_opinion(item=item, by=by, at=at, **said)
    case = consultation.case
    if case.sensitivity == Case.Sensitivity.SECRET and not sees_case(by, case, paris_day(at)):
        raise TransitionNotAllowed(RESERVED)
    if not awaits_opinion(consultation):
        return commissions.record_opinion(item=item, by=by, at=at, **said)
    take_transition(
        case=case,
        name="record_opinion",
        by=by,
        at=at,
        consultation=consultation,
        answered_on=commissions.session_day(item.session.starts_at),
        **said,
    )
    return AgendaItem.objects.get(pk=item.pk)
