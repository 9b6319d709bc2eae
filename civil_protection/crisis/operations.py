"""The life of an event: opened, raised and lowered, closed with its log sealed, archived. The log is beside."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import localtime

from civil_protection.alerts.models import AlertCampaign
from civil_protection.crisis.closing import missing
from civil_protection.crisis.log_operations import append, kept_by, locked, tell
from civil_protection.crisis.models import ChecklistItem, CrisisEvent, LevelChange, LogHead, SituationReport
from civil_protection.crisis.policies import decides_in_a_crisis, keeps_the_log, sets_level
from civil_protection.crisis.rhythm import next_report
from civil_protection.crisis.terms import (
    ARMED,
    Authority,
    Cell,
    EntryKind,
    Mode,
    OperationsLevel,
    Phase,
    State,
    Urgency,
)
from civil_protection.crisis.values import FLASH, cadence, minutes
from civil_protection.plans.models import Activation, ReflexAction
from civil_protection.protection.words import check_text, check_title
from directorate.casework.move import paris_day
from directorate.jobs.operations import enqueue
from directorate.org.models import StaffMember
from directorate.territory.models import Commune
from directorate.web.errors import Conflict, DomainError, NotAllowed

SEAL_JOB = "crisis.seal_log"


@transaction.atomic
def open_event(
    *, name: str, mode: str, hazard: str, alerted_at: datetime | None = None, director: str = Authority.POLICE_PREFECT,
    commander: str = "", communes: Iterable[Commune] = (), perimeter: str = "", summary: str = "",
    by: StaffMember, at: datetime,
) -> CrisisEvent:  # fmt: skip
    """An event at level 0, with the first line of its log."""
    if not keeps_the_log(by, on=paris_day(at)):
        raise NotAllowed("Un événement est ouvert par le service ou les autorités.")
    check_title(name, field="name")
    for field, text in (("perimeter", perimeter), ("summary", summary), ("commander", commander)):
        check_text(text, field=field)
    if mode not in Mode.values:
        raise DomainError("Dire si l'événement est réel ou d'exercice.", field="mode")
    if alerted_at is not None and alerted_at > at:
        raise DomainError("L'alerte est dans l'avenir.", field="alerted_at")
    event = CrisisEvent.objects.create(
        name=name, mode=mode, hazard=hazard, alerted_at=alerted_at or at, director=director, commander=commander,
        perimeter=perimeter, summary=summary, opened_at=at, opened_by=by,
    )  # fmt: skip
    event.communes.set(communes)
    LogHead.objects.create(event=event)
    nature, alerted = "d'exercice " if event.is_exercise else "", f"{localtime(event.alerted_at):%H:%M}"
    append(event, by, at, kind=EntryKind.TECHNICAL, cell=Cell.SYNTHESIS,
           text=f"Ouverture de l'événement {nature}« {name} ». Alerte reçue à {alerted}.")  # fmt: skip
    tell("opened", event, by, at, mode=event.get_mode_display())
    return event


@transaction.atomic
def describe(
    *, event: CrisisEvent, director: str, commander: str, communes: Iterable[Commune], perimeter: str, summary: str,
    portal_reference: str, by: StaffMember, at: datetime,
) -> CrisisEvent:  # fmt: skip
    """Who directs, where, and what the event is in a few words. The log keeps who directed when."""
    fresh = kept_by(event, by, at)
    for field, text in (("perimeter", perimeter), ("summary", summary), ("commander", commander)):
        check_text(text, field=field)
    check_title(portal_reference, field="portal_reference")
    if (director, commander) != (fresh.director, fresh.commander):
        told = f"Direction des opérations : {Authority(director).label}."
        told += f" Commandant des opérations de secours : {commander}." if commander else ""
        append(fresh, by, at, kind=EntryKind.TECHNICAL, cell=Cell.DIRECTION, text=told)
    fresh.director, fresh.commander, fresh.perimeter, fresh.summary = director, commander, perimeter, summary
    fresh.portal_reference = portal_reference
    fresh.save(update_fields=["director", "commander", "perimeter", "summary", "portal_reference"])
    fresh.communes.set(communes)
    tell("described", fresh, by, at, director=fresh.get_director_display())
    return fresh


@transaction.atomic
def set_level(*, event: CrisisEvent, level: int, reason: str, by: StaffMember, at: datetime) -> CrisisEvent:
    """Each change of level is a decision entry; the rhythm of the reports follows."""
    fresh = kept_by(event, by, at)
    level = OperationsLevel(level)
    if not sets_level(by, fresh.level, level, on=paris_day(at)):
        raise NotAllowed("Armer ou désarmer le COD est décidé par le directeur, le cabinet ou le préfet.")
    if level == fresh.level:
        raise Conflict("Le COD est déjà à ce niveau.", field="level")
    check_text(reason, field="reason")
    if not reason.strip():
        raise DomainError("Motiver le changement de niveau.", field="reason")
    entry = append(
        fresh, by, at, kind=EntryKind.DECISION, cell=Cell.DIRECTION, urgency=Urgency.URGENT,
        text=f"COD : {level.label}. {reason}",
    )  # fmt: skip
    LevelChange.objects.create(event=fresh, level=level, decided_at=at, entry=entry)
    fresh.level = level
    if level >= ARMED and fresh.armed_at is None:
        fresh.armed_at = at
    fresh.report_due_at = report_due(fresh, at)
    fresh.save(update_fields=["level", "armed_at", "report_due_at"])
    tell("level", fresh, by, at, level=level.label)
    return fresh


def report_due(event: CrisisEvent, at: datetime, *, after: datetime | None = None) -> datetime | None:
    """When the next situation report is owed at the level of the event, as the values of that day say.

    `after`: the data of the report that is being drafted, when the next one is that which follows it.
    """
    on = paris_day(at)
    activated = event.level_changes.filter(level__gt=0).first()
    last = SituationReport.objects.filter(event=event, validated_at__isnull=False).order_by("-number").first()
    return next_report(
        activated_at=activated.decided_at if activated else None, last_at=after or (last.data_at if last else None),
        flash=minutes(FLASH, on), cadence=cadence(event.level, on),
    )  # fmt: skip


@transaction.atomic
def set_phase(*, event: CrisisEvent, phase: str, by: StaffMember, at: datetime) -> CrisisEvent:
    fresh = kept_by(event, by, at)
    if phase == fresh.phase:
        raise Conflict("L'événement est déjà dans cette phase.", field="phase")
    fresh.phase = phase
    fresh.save(update_fields=["phase"])
    append(fresh, by, at, kind=EntryKind.TECHNICAL, cell=Cell.SYNTHESIS, text=f"Phase : {Phase(phase).label}.")
    tell("phase", fresh, by, at, phase=Phase(phase).label)
    return fresh


@transaction.atomic
def set_standby(*, event: CrisisEvent, standby: bool, by: StaffMember, at: datetime) -> CrisisEvent:
    """Nothing more happens for now, or it starts again."""
    fresh = kept_by(event, by, at)
    state = State.STANDBY if standby else State.OPEN
    if fresh.state == state:
        raise Conflict(f"L'événement est déjà {fresh.get_state_display().lower()}.")
    fresh.state = state
    fresh.save(update_fields=["state"])
    append(fresh, by, at, kind=EntryKind.TECHNICAL, cell=Cell.SYNTHESIS,
           text="Mise en veille de l'événement." if standby else "Reprise de l'événement.")  # fmt: skip
    tell("standby", fresh, by, at, state=fresh.get_state_display())
    return fresh


class NotClosable(DomainError):
    """Something is left to do."""

    title = "Clôture refusée"


@transaction.atomic
def close(*, event: CrisisEvent, ended_at: datetime, by: StaffMember, at: datetime) -> CrisisEvent:
    """The last line, then nothing more: the log is laid out and sealed. NotClosable says all that is missing."""
    fresh = kept_by(event, by, at)
    if not decides_in_a_crisis(by, on=paris_day(at)):
        raise NotAllowed("La clôture est décidée par le directeur, le cabinet ou le préfet.")
    if not fresh.alerted_at <= ended_at <= at:
        raise DomainError("La fin de l'événement est entre l'alerte et maintenant.", field="ended_at")
    if left := missing(fresh):
        raise NotClosable("L'événement ne peut pas être clos. " + " ".join(left), details=left)
    append(fresh, by, at, kind=EntryKind.DECISION, cell=Cell.DIRECTION,
           text=f"Clôture de l'événement, terminé le {localtime(ended_at):%d/%m/%Y à %H:%M}.")  # fmt: skip
    fresh.state, fresh.closed_at, fresh.ended_at, fresh.report_due_at = State.CLOSED, at, ended_at, None
    fresh.save(update_fields=["state", "closed_at", "ended_at", "report_due_at"])
    tell("closed", fresh, by, at)
    head = LogHead.objects.get(event=fresh)
    enqueue(
        kind=SEAL_JOB, label=f"Main courante scellée : {fresh}", key=f"{SEAL_JOB}:{fresh.pk}:{head.number}",
        payload={"event": fresh.pk, "number": head.number}, by=by, at=at,
    )  # fmt: skip
    return fresh


@transaction.atomic
def reopen(*, event: CrisisEvent, reason: str, by: StaffMember, at: datetime) -> CrisisEvent:
    """What was closed too soon. The sealed log of the first closing is kept among the documents."""
    if not decides_in_a_crisis(by, on=paris_day(at)):
        raise NotAllowed("La réouverture est décidée par le directeur, le cabinet ou le préfet.")
    fresh = locked(event)
    if fresh.state != State.CLOSED:
        raise Conflict("Seul un événement clos, qui n'est pas archivé, peut être rouvert.")
    check_text(reason, field="reason")
    if not reason.strip():
        raise DomainError("Motiver la réouverture.", field="reason")
    fresh.state, fresh.closed_at, fresh.ended_at, fresh.sealed_log = State.OPEN, None, None, None
    fresh.report_due_at = report_due(fresh, at)
    fresh.save(update_fields=["state", "closed_at", "ended_at", "sealed_log", "report_due_at"])
    append(fresh, by, at, kind=EntryKind.DECISION, cell=Cell.DIRECTION, text=f"Réouverture de l'événement. {reason}")
    tell("reopened", fresh, by, at)
    return fresh


@transaction.atomic
def archive(*, event: CrisisEvent, by: StaffMember, at: datetime) -> CrisisEvent:
    if not decides_in_a_crisis(by, on=paris_day(at)):
        raise NotAllowed("L'archivage est décidé par le directeur, le cabinet ou le préfet.")
    fresh = locked(event)
    if fresh.state != State.CLOSED:
        raise Conflict("Seul un événement clos s'archive.")
    if fresh.sealed_log_id is None:
        raise Conflict("La main courante scellée n'est pas encore établie : elle se fait en quelques instants.")
    fresh.state = State.ARCHIVED
    fresh.save(update_fields=["state"])
    tell("archived", fresh, by, at)
    return fresh


# --- plans and campaigns --------------------------------------------------------------------------------------


@transaction.atomic
def link_activation(*, event: CrisisEvent, activation: Activation, by: StaffMember, at: datetime) -> CrisisEvent:
    """A plan that was activated for this event: its reflex cards become checklists, each action with its time."""
    fresh = kept_by(event, by, at)
    if activation.is_exercise != fresh.is_exercise:
        raise DomainError("Un exercice et un événement réel ne se mêlent pas.", field="activation")
    if fresh.activations.filter(pk=activation.pk).exists():
        raise Conflict("Cette activation est déjà rattachée.", field="activation")
    fresh.activations.add(activation)
    items = copied_actions(fresh, activation)
    append(fresh, by, at, kind=EntryKind.DECISION, cell=Cell.DIRECTION,
           text=f"Plan activé : {activation.plan}. Actions de fiches réflexes à faire : {len(items)}.")  # fmt: skip
    tell("plan_linked", fresh, by, at, plan=str(activation.plan))
    return fresh


def copied_actions(event: CrisisEvent, activation: Activation) -> list[ChecklistItem]:
    """The cards as they are this day: a card that changes later leaves the list of this event alone."""
    actions = ReflexAction.objects.filter(card__plan=activation.plan).select_related("card")
    items, ranks = [], dict[str, int]()
    for action in actions.order_by("card__number", "phase", "position", "id"):
        card = f"{activation.plan.code} · {action.card}"[:160]
        ranks[card] = ranks.get(card, 0) + 1
        items.append(
            ChecklistItem(
                event=event,
                card=card,
                position=ranks[card],
                phase=action.get_phase_display(),
                label=action.text,
                due_at=None
                if action.delay_minutes is None
                else activation.decided_at + timedelta(minutes=action.delay_minutes),
            )  # fmt: skip
        )
    known = set(event.checklist.values_list("card", flat=True))
    return ChecklistItem.objects.bulk_create([item for item in items if item.card not in known])


@transaction.atomic
def tick(*, item: ChecklistItem, done: bool, by: StaffMember, at: datetime) -> ChecklistItem:
    """An action of a card is done, or it was ticked by mistake."""
    kept_by(item.event, by, at)
    row = ChecklistItem.objects.select_for_update(of=("self",)).select_related("event").get(pk=item.pk)
    if (row.done_at is not None) == done:
        return row
    row.done_at, row.done_by = (at, by) if done else (None, None)
    row.save(update_fields=["done_at", "done_by"])
    tell("ticked", row.event, by, at, action=row.label[:200], done=done)
    return row


@transaction.atomic
def link_campaign(*, event: CrisisEvent, campaign: AlertCampaign, by: StaffMember, at: datetime) -> CrisisEvent:
    fresh = kept_by(event, by, at)
    if fresh.campaigns.filter(pk=campaign.pk).exists():
        raise Conflict("Cette campagne est déjà rattachée.", field="campaign")
    if (campaign.mode == Mode.REAL) == fresh.is_exercise:
        raise DomainError("Un exercice et un événement réel ne se mêlent pas.", field="campaign")
    fresh.campaigns.add(campaign)
    append(fresh, by, at, kind=EntryKind.SENT, cell=Cell.COMMUNES, text=f"Campagne d'alerte rattachée : {campaign}.")
    tell("campaign_linked", fresh, by, at, campaign=str(campaign))
    return fresh
