"""A posture brought to its recipients: mails with a link, letters, acknowledgements, reminders."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from civil_protection.policies import UNIT
from civil_protection.protection.words import check_text
from civil_protection.vigipirate.models import Declension, Posture
from civil_protection.vigipirate.operations import allowed, is_over, locked, tell
from civil_protection.vigipirate.queries import reached_by, unanswered
from civil_protection.vigipirate.reach import due_reminders
from civil_protection.vigipirate.values import LINK_DAYS, REMINDERS
from directorate.casework.effects import link_hash
from directorate.casework.move import paris_day
from directorate.jobs.outbox_operations import post_mail
from directorate.journal.operations import record
from directorate.legal_calendar.arithmetic import PARIS
from directorate.org.models import StaffMember, Unit
from directorate.parameters.queries import values
from directorate.web.errors import Conflict, DomainError, LinkUnusable

Channel = Declension.Channel
SWEPT_AT_ONCE = 200


@transaction.atomic
def cascade(*, posture: Posture, instructions: str = "", by: StaffMember, at: datetime) -> int:
    """Send the posture to whoever it concerns and has not had it. A mail when there is an address, else a letter to
    send. Number of new recipients; asked twice, nobody receives it twice."""
    allowed(by, at)
    check_text(instructions, field="instructions")
    row = locked(posture)
    if is_over(row, at):
        raise Conflict("Cette posture est terminée : elle ne se diffuse plus.")
    known = set(row.declensions.values_list("organisation_id", flat=True))
    new = [(body, kind) for body, kind in reached_by(row) if body.pk not in known]
    unit = Unit.objects.get(pk=UNIT)
    for body, kind in new:
        declension = Declension.objects.create(
            posture=row, organisation=body, kind=kind, channel=Channel.MAIL if body.email else Channel.LETTER,
            instructions=instructions, sent_to=body.email, sent_at=at if body.email else None,
        )  # fmt: skip
        if body.email:
            send_link(declension, unit, at)
    mails = sum(bool(body.email) for body, _ in new)
    tell("posture.cascaded", row, by, at, recipients=len(new), mails=mails)
    return len(new)


def send_link(row: Declension, unit: Unit, at: datetime) -> None:
    """A fresh link, and the mail that carries its code: the former one opens nothing any more."""
    code = secrets.token_urlsafe(32)
    days = values([LINK_DAYS], paris_day(at))[LINK_DAYS]
    row.code_hash, row.link_until = link_hash(code), at + timedelta(days=int(days))
    row.save(update_fields=["code_hash", "link_until"])
    body = render_to_string(
        "emails/posture.txt",
        {
            "declension": row,
            "posture": row.posture,
            "starts_at": row.posture.starts_at.astimezone(PARIS),
            "link_until": row.link_until.astimezone(PARIS),
            "link": settings.PUBLIC_URL + reverse("civil_protection:posture-acknowledge", args=[code]),
            "unit": unit,
        },
    )
    again = "Rappel : " if row.reminders else ""
    subject = f"{again}VIGIPIRATE, {row.posture.get_threat_display()} : accusé de réception demandé"
    post_mail(key=f"posture:{row.pk}:{row.reminders}", to=row.sent_to, subject=subject, body=body, at=at)


# --- by the link of the mail --------------------------------------------------------------------------------


def opened(code: str, at: datetime) -> Declension:
    """The declension of this link, if it still opens; each refusal has its sentence."""
    row = (
        Declension.objects.select_related("posture", "organisation").filter(code_hash=link_hash(code)).first()
        if code.isascii()
        else None
    )
    if row is None:
        raise LinkUnusable("Cette adresse n'existe pas, ou un lien plus récent vous a été envoyé.")
    if row.acknowledged_at is not None:
        raise LinkUnusable(
            f"Il a été accusé réception de cette posture le {row.acknowledged_at.astimezone(PARIS):%d/%m/%Y à %H:%M}."
        )
    if row.link_until <= at:
        raise LinkUnusable(f"Ce lien a expiré le {row.link_until.astimezone(PARIS):%d/%m/%Y}.")
    return row


@transaction.atomic
def acknowledge_by_link(*, code: str, acknowledged_as: str, at: datetime) -> Declension:
    """The recipient has read it. The link serves once."""
    check_text(acknowledged_as, field="acknowledged_as")
    found = opened(code, at)
    Declension.objects.select_for_update(of=("self",)).get(pk=found.pk)
    row = opened(code, at)
    row.acknowledged_at, row.acknowledged_as = at, " ".join(acknowledged_as.split())
    row.save(update_fields=["acknowledged_at", "acknowledged_as"])
    record(by=None, at=at, action="declension.acknowledged", subject=row, label=str(row), unit_code=UNIT,
           actor_label=f"Lien d'accusé de réception, {row.organisation}")  # fmt: skip
    return row


# --- by the service -----------------------------------------------------------------------------------------


def locked_declension(declension: Declension) -> Declension:
    rows = Declension.objects.select_for_update(of=("self",)).select_related("posture", "organisation")
    return rows.get(pk=declension.pk)


@transaction.atomic
def note_sent(*, declension: Declension, channel: str, sent_at: datetime, by: StaffMember, at: datetime) -> Declension:
    """It left by letter, or was said on the telephone."""
    allowed(by, at)
    row = locked_declension(declension)
    if row.sent_at is not None:
        raise Conflict(f"Cette posture est déjà envoyée le {row.sent_at.astimezone(PARIS):%d/%m/%Y à %H:%M}.")
    if channel == Channel.MAIL:
        raise DomainError("Le courriel part de la diffusion : choisir le courrier ou le téléphone.", field="channel")
    if sent_at > at:
        raise DomainError("Cet instant est dans l'avenir.", field="sent_at")
    row.channel, row.sent_at = channel, sent_at
    row.save(update_fields=["channel", "sent_at"])
    tell("declension.sent", row, by, at, channel=row.get_channel_display())
    return row


@transaction.atomic
def note_acknowledged(
    *, declension: Declension, acknowledged_at: datetime, acknowledged_as: str, by: StaffMember, at: datetime
) -> Declension:
    """Said on the telephone or returned on paper."""
    allowed(by, at)
    check_text(acknowledged_as, field="acknowledged_as")
    row = locked_declension(declension)
    if row.sent_at is None:
        raise Conflict("Cette posture n'est pas encore envoyée à ce destinataire.")
    if row.acknowledged_at is not None:
        raise Conflict("La réception est déjà accusée.")
    if not row.sent_at <= acknowledged_at <= at:
        raise DomainError("Cet instant est entre l'envoi et maintenant.", field="acknowledged_at")
    row.acknowledged_at, row.acknowledged_as = acknowledged_at, acknowledged_as
    row.save(update_fields=["acknowledged_at", "acknowledged_as"])
    tell("declension.acknowledged", row, by, at)
    return row


def remind(*, at: datetime) -> int:
    """Send the reminders that are due, each once, whatever the number of times the clock asks. Number sent."""
    found = values(REMINDERS, paris_day(at))
    hours = [int(found[code]) for code in REMINDERS]
    unit = Unit.objects.filter(pk=UNIT).first()
    sent = 0
    waiting = unanswered().filter(reminders__lt=len(hours), sent_at__lte=at - timedelta(hours=min(hours)))
    for pk in waiting.order_by("sent_at", "pk").values_list("pk", flat=True)[:SWEPT_AT_ONCE]:
        sent += remind_one(pk, hours, unit, at)
    return sent


@transaction.atomic
def remind_one(pk: int, hours: list[int], unit: Unit, at: datetime) -> int:
    """One mail even when the clock slept through two delays."""
    row = unanswered().select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
    if row is None or is_over(row.posture, at) or due_reminders(row.sent_at, hours, at) <= row.reminders:
        return 0
    row.reminders, row.reminded_at = due_reminders(row.sent_at, hours, at), at
    row.save(update_fields=["reminders", "reminded_at"])
    send_link(row, unit, at)
    tell("declension.reminded", row, None, at, number=row.reminders)
    return 1
