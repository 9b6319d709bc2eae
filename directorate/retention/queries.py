"""Which files are over and kept long enough; what somebody may see of what is proposed."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from directorate.appeals.models import Appeal
from directorate.casework import registry
from directorate.casework.blocks import held
from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.casework.procedure import Procedure
from directorate.casework.queries import visible_to
from directorate.legal_calendar.arithmetic import add_months
from directorate.org.models import StaffMember, Unit
from directorate.org.queries import heads_units
from directorate.parameters.models import Parameter
from directorate.parameters.queries import version
from directorate.permits.models import Permit
from directorate.retention.duration import Life, Term, term
from directorate.retention.models import PurgeLine, PurgeProposal
from directorate.web.errors import NotFound

READ_AT_ONCE = 500
ENDED = {Permit.State.WITHDRAWN, Permit.State.REPLACED}


def visible_proposals(staff: StaffMember, on: date) -> QuerySet[PurgeProposal]:
    return PurgeProposal.objects.filter(unit__in=heads_units(staff, on)).select_related("unit", "job", "confirmed_by")


def visible_proposal(staff: StaffMember, pk: int, on: date) -> PurgeProposal:
    found = visible_proposals(staff, on).filter(pk=pk).first()
    if found is None:
        raise NotFound("Cette proposition n'existe pas, ou vous n'y avez pas accès.")
    return found


def visible_lines(staff: StaffMember, on: date) -> QuerySet[PurgeLine]:
    """Those of one's services. A secret case shows to those who may see it; once erased, nothing of it is secret."""
    readable = Q(case__isnull=True) | Q(case__in=visible_to(staff, on).order_by().values("pk"))
    return PurgeLine.objects.filter(readable, proposal__unit__in=heads_units(staff, on))


def visible_line(staff: StaffMember, pk: int, on: date) -> PurgeLine:
    found = visible_lines(staff, on).select_related("proposal__unit", "case").filter(pk=pk).first()
    if found is None:
        raise NotFound("Ce dossier n'est pas proposé à l'élimination, ou vous n'y avez pas accès.")
    return found


# --- what is over ---------------------------------------------------------------------------------------------


def over(unit: Unit, on: date) -> Iterator[tuple[Case, Term, Parameter]]:
    """The files of a service that are kept long enough on that day, and that nothing holds."""
    for procedure in registry.all_procedures():
        rule = version(procedure.retention, on)
        batch: list[Case] = []
        for case in closed_long_ago(unit, procedure, int(rule.value), on).iterator(chunk_size=READ_AT_ONCE):
            batch.append(case)
            if len(batch) == READ_AT_ONCE:
                yield from judged(batch, rule, on)
                batch = []
        yield from judged(batch, rule, on)


def closed_long_ago(unit: Unit, procedure: Procedure, months: int, on: date) -> QuerySet[Case]:
    """A wide net: the exact day is computed file by file. What somebody decided to keep longer is left alone."""
    before = add_months(on, -months) + timedelta(days=4)
    kept = PurgeLine.objects.filter(state=PurgeLine.State.KEPT, kept_until__gte=on, case__isnull=False)
    return (
        Case.objects.filter(unit=unit, procedure_code=procedure.code, is_open=False, received_on__lt=before)
        .filter(Q(closed_at__isnull=True) | Q(closed_at__date__lt=before))
        .exclude(pk__in=kept.order_by().values("case"))
        .select_related("permit")
        .order_by("pk")
    )


def judged(cases: Sequence[Case], rule: Parameter, on: date) -> Iterator[tuple[Case, Term, Parameter]]:
    keys = [case.pk for case in cases]
    holds = held(keys)
    appeals: dict[int, list[date | None]] = {key: [] for key in keys}
    for key, ended_on in Appeal.objects.filter(case__in=keys).values_list("case", "ended_on"):
        appeals[key].append(ended_on)
    # The title of a case may be at stake in another one that is still open: its renewal, its withdrawal.
    awaited = set(
        Case.objects.filter(is_open=True, renews__isnull=False, renews__in=[case.permit_id for case in cases])
        .order_by()
        .values_list("renews", flat=True)
    )
    for case in cases:
        found = term(life_of(case, appeals[case.pk]), int(rule.value))
        if found and found.due_on < on and case.pk not in holds and case.permit_id not in awaited:
            yield case, found, rule


def term_now(case: Case, on: date) -> Term | None:
    """The same for one file, at the moment of erasing it: None when something keeps it."""
    if case.is_open:
        return None
    procedure = registry.procedure(case.procedure_code)
    return next((found for _, found, _ in judged([case], version(procedure.retention, on), on)), None)


def life_of(case: Case, appeals: Sequence[date | None]) -> Life:
    permit = case.permit
    last = max(filter(None, (case.closed_at, case.notified_at, case.decided_at)), default=case.created_at)
    return Life(
        closed_on=paris_day(last),
        event_on=paris_day(case.event_at) if case.event_at else None,
        has_title=permit is not None,
        title_ends_on=end_of(permit) if permit else None,
        appeals_ended_on=tuple(appeals),
    )


def end_of(permit: Permit) -> date | None:
    if permit.state in ENDED:
        return permit.state_changed_on
    return permit.expires_on
