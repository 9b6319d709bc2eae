"""Reading the ledger: what waits for a proof, and what each addressee of a case was sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce

from directorate.casework import registry
from directorate.casework.blocks import CaseBlock, Mark, declare_block
from directorate.casework.models import Case, CaseDeadline, Decision
from directorate.casework.policies import works_on_case
from directorate.casework.queries import visible_to
from directorate.delivery.dates import PREFIX
from directorate.delivery.models import Addressee, DeliveryAttempt
from directorate.legal_calendar.arithmetic import PARIS
from directorate.org.models import StaffMember
from directorate.web.errors import NotFound

State = DeliveryAttempt.State
TO_NOTIFY = "decided"


def awaiting_proof(staff: StaffMember, on: date) -> QuerySet[Case]:
    """The visible cases of which somebody is still to be notified, with what was sent and what failed."""
    attempts = DeliveryAttempt.objects.filter(addressee__case=OuterRef("pk"))
    beside = Addressee.objects.filter(case=OuterRef("pk"), is_party=False, notified_at__isnull=True)
    # Two short lists of keys: joined by OR they would have every case read.
    party = Case.objects.filter(is_open=True, stage=TO_NOTIFY, decision__state=Decision.State.SIGNED)
    others = Addressee.objects.filter(is_party=False, notified_at__isnull=True, case__decided_at__isnull=False)
    return (
        visible_to(staff, on)
        .filter(pk__in=party.order_by().values("pk").union(others.order_by().values("case")))
        .annotate(
            sent_on=Subquery(attempts.filter(state=State.SENT).order_by("-sent_on", "-pk").values("sent_on")[:1]),
            sent_way=Subquery(attempts.filter(state=State.SENT).order_by("-sent_on", "-pk").values("way")[:1]),
            failures=counted(attempts.filter(state=State.FAILED), "addressee__case"),
            beside=counted(beside, "case"),
            act_number=F("decision__number"),
        )
    )


def counted(rows: QuerySet, owner: str) -> Coalesce:
    count = rows.order_by().values(owner).annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(count, output_field=IntegerField()), 0)


# --- what is recorded -------------------------------------------------------------------------------------------


def has_act_to_notify(case: Case) -> bool:
    """A regulatory act is published and notified to nobody (CRPA, art. L221-2)."""
    decision = getattr(case, "decision", None)
    if decision is None or decision.state != Decision.State.SIGNED or case.decided_at is None:
        return False
    return not registry.procedure(case.procedure_code).outcome(decision.outcome).regulatory


def notified_at(addressee: Addressee, case: Case) -> datetime | None:
    return case.notified_at if addressee.is_party else addressee.notified_at


def delivered_attempt(case: Case, addressee: Addressee | None) -> DeliveryAttempt | None:
    theirs = {"addressee__is_party": True} if addressee is None else {"addressee": addressee}
    return (
        DeliveryAttempt.objects.select_related("proof")
        .filter(**theirs, addressee__case=case, state=State.DELIVERED)
        .order_by("-pk")
        .first()
    )


def recorded_notification(case: Case, addressee: Addressee | None) -> dict[str, Any]:
    """The date, the mode, the reference and the document that are recorded now. NotFound when nothing is."""
    if addressee is None or addressee.is_party:
        decision = getattr(case, "decision", None)
        if case.notified_at is not None and decision is not None and decision.notification_mode:
            return {
                "at": case.notified_at,
                "mode": decision.notification_mode,
                "reference": decision.notification_reference,
                "proof": decision.notification_proof,
            }
    elif (attempt := delivered_attempt(case, addressee)) is not None:
        return {
            "at": attempt.delivered_at,
            "mode": attempt.mode,
            "reference": attempt.reference,
            "proof": attempt.proof,
        }
    raise NotFound("Il n'y a pas encore de notification à corriger.")


# --- what a case shows ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """An addressee, the attempts made, the day that is proven and the last day of the time to appeal."""

    name: str
    is_party: bool
    addressee: Addressee | None
    attempts: Sequence[DeliveryAttempt]
    notified_at: datetime | None
    appeal_until: date | None

    @property
    def pending(self) -> DeliveryAttempt | None:
        if self.notified_at is not None:
            return None
        return next((attempt for attempt in self.attempts if attempt.state == State.SENT), None)

    @property
    def failed(self) -> list[DeliveryAttempt]:
        return [attempt for attempt in self.attempts if attempt.state == State.FAILED]

    @property
    def proof(self) -> DeliveryAttempt | None:
        found = (attempt for attempt in self.attempts if attempt.state == State.DELIVERED)
        return next(found, None)


def lines_of(case: Case) -> list[Line]:
    """The party first, whether or not something was sent through the ledger."""
    rows = list(
        Addressee.objects.filter(case=case).prefetch_related(
            Prefetch("attempts", DeliveryAttempt.objects.select_related("proof"))
        )
    )
    limits = {row.code: row.due_on for row in case.deadlines.all() if row.kind == CaseDeadline.Kind.APPEAL}
    party = next((row for row in rows if row.is_party), None)
    first = Line(
        name=str(case.party),
        is_party=True,
        addressee=party,
        attempts=list(party.attempts.all()) if party else [],
        notified_at=case.notified_at,
        appeal_until=limits.get("appeal") if case.notified_at else None,
    )
    beside = [
        Line(
            name=str(row),
            is_party=False,
            addressee=row,
            attempts=list(row.attempts.all()),
            notified_at=row.notified_at,
            appeal_until=limits.get(f"{PREFIX}{row.pk}") if row.notified_at else None,
        )
        for row in rows
        if not row.is_party
    ]
    return [first, *beside]


def visible_addressee(case: Case, key: int) -> Addressee:
    found = Addressee.objects.filter(case=case, pk=key).first()
    if found is None:
        raise NotFound("Ce destinataire n'est pas dans ce dossier.")
    return found


def visible_attempt(case: Case, key: int) -> DeliveryAttempt:
    found = DeliveryAttempt.objects.select_related("addressee__case", "proof").filter(addressee__case=case, pk=key)
    if (attempt := found.first()) is None:
        raise NotFound("Cet envoi n'est pas dans ce dossier.")
    return attempt


def block(case: Case, staff: StaffMember, at: datetime) -> Mapping[str, Any] | None:
    """Hidden while there is no act to notify."""
    if not has_act_to_notify(case):
        return None
    return {
        "case": case,
        "decision": case.decision,
        "lines": lines_of(case),
        "works": works_on_case(staff, case, at.astimezone(PARIS).date()),
    }


def no_marks(case: Case) -> list[Mark]:
    return []


declare_block(CaseBlock("delivery", "Notification", "delivery/_block.html", block, no_marks))
