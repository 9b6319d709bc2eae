"""The personal link of a partner: it confirms, reads its order, answers with its findings, without an account."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from directorate.casework.effects import link_hash
from directorate.casework.move import paris_day
from directorate.jobs.outbox_operations import post_mail
from directorate.legal_calendar.arithmetic import PARIS
from directorate.org.models import StaffMember, Unit
from directorate.parameters.queries import value, values
from directorate.web.errors import Conflict, DomainError, LinkUnusable
from public_order.codaf.catalogue import Body
from public_order.codaf.field_operations import complete_answer, recorded_amount, recorded_finding
from public_order.codaf.models import CodafFinding, CodafPartner
from public_order.codaf.operations import BEFORE_START, answered, locked
from public_order.codaf.queries import State, due_of, targets_told
from public_order.codaf.terms import FIRST_REMINDER, LINK_DAYS, PARTNER_DAYS
from public_order.policies import UNIT
from public_order.recording import tell, worker

UNUSABLE = "Cette adresse n'ouvre aucune opération, ou sa validité est passée."


def mailed(partner: CodafPartner, template: str, subject: str, code: str, key: str, at: datetime, **facts) -> None:
    body = render_to_string(
        f"emails/{template}",
        {
            "partner": partner,
            "operation": partner.operation,
            "link": settings.PUBLIC_URL + reverse("public_order:codaf-door", args=[code]),
            "link_until": partner.link_until.astimezone(PARIS),
            "unit": Unit.objects.get(pk=UNIT),
            **facts,
        },
    )
    post_mail(key=key, to=partner.email, subject=subject, body=body, at=at)


def given_a_link(row: CodafPartner, at: datetime) -> str:
    """A new code: the former one opens nothing any more, since only its mark was kept."""
    code = secrets.token_urlsafe(32)
    last = max(filter(None, (row.operation.ends_at, row.operation.ended_at, at)))
    row.code_hash, row.link_sent_at = link_hash(code), at
    row.link_until = last + timedelta(days=int(value(LINK_DAYS, paris_day(at))))
    row.save(update_fields=["code_hash", "link_until", "link_sent_at"])
    return code


@transaction.atomic
def send_link(*, partner: CodafPartner, by: StaffMember, at: datetime) -> CodafPartner:
    """The mail names the operation, its sector and its evening; no establishment."""
    worker(by, at)
    operation = locked(partner.operation)
    if operation.state in (State.IDEA, State.CANCELLED, State.POSTPONED, State.CLOSED):
        raise Conflict(f"Cette opération est « {operation.get_state_display().lower()} » : elle n'appelle pas de lien.")
    row = CodafPartner.objects.select_for_update(of=("self",)).get(pk=partner.pk)
    row.operation = operation
    code = given_a_link(row, at)
    mailed(row, "codaf_invitation.txt", f"CODAF : opération {operation}", code,
           f"codaf-link:{row.pk}:{row.code_hash[:12]}", at)  # fmt: skip
    tell("codaf.link_sent", operation, by, at, body=row.get_body_display())
    return row


def opened(code: str, at: datetime) -> CodafPartner:
    """To open it changes nothing: programs that look into mails open links too."""
    rows = CodafPartner.objects.select_related("operation__commune", "operation__pilot")
    row = rows.filter(code_hash=link_hash(code), link_until__gt=at).first()
    if row is None or row.operation.state in (State.CANCELLED, State.CLOSED):
        raise LinkUnusable(UNUSABLE)
    return row


@transaction.atomic
def answer_call(*, code: str, agents: int | None = None, declined: bool = False, at: datetime) -> CodafPartner:
    row = opened(code, at)
    if row.operation.state not in BEFORE_START:
        raise Conflict("Cette opération a commencé ou est reportée : la réponse n'est plus attendue.")
    return answered(row, agents, declined, None, at)


@transaction.atomic
def answer_findings(
    *, code: str, target: int, nature: str, persons: int = 0, pv_number: str = "", natinf: int | None = None,
    minor_involved: bool = False, amount_nature: str = "", amount: Decimal | None = None, stage: str = "",
    stage_on: date | None = None, at: datetime,
) -> CodafFinding:  # fmt: skip
    """A partner writes on the establishments that were told to it, under its own name alone."""
    row = opened(code, at)
    told = {each.pk: each for each in targets_told(row, at)}
    if target not in told:
        raise DomainError("Choisir un établissement de votre ordre.", field="target")
    if row.answered_at is not None:
        raise Conflict("Votre réponse est complète : le secrétariat peut la rouvrir.")
    finding = recorded_finding(told[target], row, nature=nature, persons=persons, pv_number=pv_number, natinf=natinf,
                               minor_involved=minor_involved, by=None, at=at)  # fmt: skip
    if amount is not None:
        if not (amount_nature and stage and stage_on):
            raise DomainError("Un montant a sa nature, son stade et son jour.", field="amount_nature")
        recorded_amount(finding, nature=amount_nature, amount=amount, stage=stage, stage_on=stage_on, by=None, at=at)
    return finding


@transaction.atomic
def answer_complete(*, code: str, comment: str = "", at: datetime) -> CodafPartner:
    return complete_answer(partner=opened(code, at), comment=comment, by=None, at=at)


@transaction.atomic
def reopen_answer(*, partner: CodafPartner, by: StaffMember, at: datetime) -> CodafPartner:
    worker(by, at)
    operation = locked(partner.operation, (State.DONE,))
    row = CodafPartner.objects.select_for_update(of=("self",)).get(pk=partner.pk)
    row.answered_at = None
    row.save(update_fields=["answered_at"])
    tell("codaf.partner_reopened", operation, by, at, body=row.get_body_display())
    return row


# --- reminders (COD-06) -------------------------------------------------------------------------------------------


def silent(at: datetime) -> Sequence[CodafPartner]:
    rows = CodafPartner.objects.select_for_update(of=("self",), skip_locked=True).select_related("operation")
    rows = rows.filter(operation__state=State.DONE, answered_at=None, state=CodafPartner.State.CONFIRMED)
    return list(rows.exclude(present=0).exclude(body=Body.PROSECUTOR).order_by("pk"))


@transaction.atomic
def remind_partners(*, at: datetime) -> int:
    """At 7 and at 15 days, once each; how many were written to. Twice in a night writes once."""
    on, count = paris_day(at), 0
    limits = values([FIRST_REMINDER, PARTNER_DAYS], on)
    for row in silent(at):
        due = due_of(row.operation, on)
        if due is None or due.reminders == 0:
            continue
        if due.reminders == 2 and row.last_reminded_on is None:
            row.last_reminded_on = on
        elif due.reminders == 1 and row.first_reminded_on is None:
            row.first_reminded_on = on
        else:
            continue
        row.save(update_fields=["first_reminded_on", "last_reminded_on"])
        code = given_a_link(row, at)
        days = limits[PARTNER_DAYS if due.reminders == 2 else FIRST_REMINDER]
        mailed(row, "codaf_reminder.txt", f"CODAF : réponse attendue, opération {row.operation}", code,
               f"codaf-reminder:{row.pk}:{due.reminders}", at, due_on=due.due_on, days=int(days))  # fmt: skip
        tell("codaf.reminded", row.operation, None, at, body=row.get_body_display(), rank=due.reminders)
        count += 1
    return count
