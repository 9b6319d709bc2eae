"""COD-07: authorised agents, and the log of what they tell one another. Also what is erased when its time is past."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, Max, OuterRef

from directorate.casework.move import paris_day
from directorate.legal_calendar.arithmetic import add_months
from directorate.org.models import StaffMember
from directorate.parameters.queries import value
from directorate.web.errors import Conflict, DomainError
from public_order.codaf.models import (
    CodafAgent,
    CodafAmountStage,
    CodafExchange,
    CodafFollowUp,
    CodafOperation,
    CodafTarget,
)
from public_order.codaf.terms import KEEP_MONTHS
from public_order.recording import tell, worker

ERASED = "Effacé"


@transaction.atomic
def authorise_agent(
    *, body: str, name: str, quality: str, authorisation: str, since: date, by: StaffMember, at: datetime
) -> CodafAgent:
    worker(by, at)
    if CodafAgent.objects.filter(body=body, name__iexact=name, until=None).exists():
        raise Conflict("Cet agent est déjà habilité.", field="name")
    row = CodafAgent.objects.create(body=body, name=name, quality=quality, authorisation=authorisation, since=since,
                                    recorded_at=at, recorded_by=by)  # fmt: skip
    tell("codaf.agent_authorised", row, by, at)
    return row


@transaction.atomic
def end_authorisation(*, agent: CodafAgent, until: date, by: StaffMember, at: datetime) -> CodafAgent:
    worker(by, at)
    row = CodafAgent.objects.select_for_update(of=("self",)).get(pk=agent.pk)
    if row.until is not None:
        raise Conflict("Cette habilitation est déjà terminée.")
    if until <= row.since:
        raise DomainError("La fin suit le début.", field="until")
    row.until = until
    row.save(update_fields=["until"])
    tell("codaf.agent_ended", row, by, at, until=until.isoformat())
    return row


def is_authorised(agent: CodafAgent, day: date) -> bool:
    return agent.since <= day and (agent.until is None or day < agent.until)


@transaction.atomic
def log_exchange(
    *, sender: CodafAgent, receiver: CodafAgent, basis: str, object: str, exchanged_at: datetime,
    operation: CodafOperation | None = None, by: StaffMember, at: datetime,
) -> CodafExchange:  # fmt: skip
    """Only between two agents authorised that day; what is written is never changed."""
    worker(by, at)
    day = paris_day(exchanged_at)
    if exchanged_at > at:
        raise DomainError("Cet échange n'a pas encore eu lieu.", field="exchanged_at")
    if sender.pk == receiver.pk:
        raise DomainError("Un échange a lieu entre deux agents.", field="receiver")
    for name, agent in (("sender", sender), ("receiver", receiver)):
        if not is_authorised(agent, day):
            raise DomainError(f"{agent} n'était pas habilité le {day:%d/%m/%Y} (COD-07).", field=name)
    row = CodafExchange.objects.create(
        operation=operation, sender=sender, receiver=receiver, basis=basis, object=object, exchanged_at=exchanged_at,
        recorded_at=at, recorded_by=by,
    )  # fmt: skip
    tell("codaf.exchange", row, by, at, basis=row.get_basis_display())
    return row


@transaction.atomic
def forget_targets(*, at: datetime) -> int:
    """C2: 24 months after the last action, without any follow-up, names and reasons go; the counts stay."""
    on = paris_day(at)
    limit = add_months(on, -int(value(KEEP_MONTHS, on)))
    ended = ("synthesised", "closed", "cancelled")
    rows = CodafTarget.objects.select_for_update(of=("self",), skip_locked=True).filter(
        purged_on=None, operation__state__in=ended, operation__recorded_at__date__lt=limit, recorded_at__date__lt=limit
    ).exclude(Exists(CodafFollowUp.objects.filter(target=OuterRef("pk"))))  # fmt: skip
    count = 0
    for row in rows.select_related("operation"):
        stages = CodafAmountStage.objects.filter(amount__finding__target=row).aggregate(last=Max("recorded_at"))["last"]
        found = row.findings.aggregate(last=Max("recorded_at"))["last"]
        known = (row.operation.starts_at, row.operation.consolidated_at, row.operation.synthesised_at,
                 row.operation.closed_at, stages, found)  # fmt: skip
        if any(instant is not None and paris_day(instant) >= limit for instant in known):
            continue
        row.name, row.siret, row.address, row.activity = f"{ERASED} {row.rank}", "", ERASED, ""
        row.reason, row.history, row.again_why, row.result, row.keys = ERASED, "", "", "", []
        row.latitude, row.longitude, row.purged_on = None, None, on
        row.save()
        count += 1
    return count
