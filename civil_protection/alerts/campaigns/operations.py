"""What people do with a campaign: prepare, launch, cancel, end; take over a commune and say that it was reached."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from civil_protection.alerts import values as settled
from civil_protection.alerts.campaigns import engine
from civil_protection.alerts.campaigns.cascade import Planned, Terms, deadline_of, planned, second_deadline_of
from civil_protection.alerts.campaigns.models import (
    AlertCampaign,
    AlertScenario,
    CallAttempt,
    CampaignTarget,
    Mode,
    ScriptedAnswer,
)
from civil_protection.alerts.campaigns.terms import terms_on
from civil_protection.alerts.campaigns.texts import announces_an_exercise, marked, spoken_seconds
from civil_protection.alerts.directory.models import AlertContact, AlertGroup
from civil_protection.alerts.directory.numbers import international
from civil_protection.alerts.directory.queries import members_of, people_of
from civil_protection.policies import UNIT, heads_civil_protection, works_in_civil_protection
from civil_protection.policies import decides_for_civil_protection as decides
from civil_protection.protection.words import check_text, check_title
from directorate.background import after_commit
from directorate.casework.move import PARIS, paris_day
from directorate.journal.operations import record
from directorate.org.models import StaffMember
from directorate.parameters.queries import values
from directorate.partners.models import ApiClient
from directorate.web.errors import Conflict, DomainError, NotAllowed

State, Reached = AlertCampaign.State, CampaignTarget.State
REACHED_WAYS = {"phone": "par téléphone", "radio": "par radio", "visit": "sur place", "other": "autrement"}


def tell(verb: str, campaign: AlertCampaign, by: StaffMember, at: datetime, **details: Any) -> None:
    record(by=by, at=at, action=f"alert_campaign.{verb}", subject=campaign, label=str(campaign)[:250], unit_code=UNIT,
           details={"mode": campaign.get_mode_display(), **details})  # fmt: skip


def allowed(by: StaffMember, at: datetime) -> None:
    if not works_in_civil_protection(by, on=paris_day(at)):
        raise NotAllowed("Les campagnes d'alerte sont menées par les agents du service.")


def may_decide(staff: StaffMember, on) -> bool:
    """The prefect, the chief of staff, the director, and by delegation the head of the service on duty."""
    return decides(staff, on=on) or heads_civil_protection(staff, on=on)


# --- messages -----------------------------------------------------------------------------------------------


def messages(
    *, mode: str, voice_text: str, sms_text: str, mail_subject: str, mail_text: str = "", on
) -> dict[str, str]:
    """The texts as they will leave, or the refusal of the one that may not."""
    typed = {"voice_text": voice_text, "sms_text": sms_text, "mail_subject": mail_subject, "mail_text": mail_text}
    for field, text in typed.items():
        check_text(text, field=field)
        if mode == Mode.REAL and announces_an_exercise(text):
            raise DomainError("Un message réel ne commence pas par « Exercice » : il ne serait pas cru.", field=field)
    told = {name: marked(text, mode) if text or name != "mail_text" else "" for name, text in typed.items()}
    limits = values([settled.VOICE_LIMIT.code, settled.SPEECH.code], on)
    limit = limits[settled.VOICE_LIMIT.code]
    seconds = spoken_seconds(told["voice_text"], limits[settled.SPEECH.code])
    if seconds > limit:
        raise DomainError(f"Ce message dure environ {seconds} secondes, {limit} au plus.", field="voice_text")
    if len(told["mail_subject"]) > AlertCampaign._meta.get_field("mail_subject").max_length:
        raise DomainError("Cet objet est trop long.", field="mail_subject")
    return told


@transaction.atomic
def save_scenario(*, scenario: AlertScenario | None, by: StaffMember, at: datetime, **facts: Any) -> AlertScenario:
    """A scenario keeps the text as it was typed; its campaigns put the marker in front."""
    allowed(by, at)
    check_title(facts["label"], field="label")
    check_text(facts.get("instructions", ""), field="instructions")
    texts = {name: facts[name] for name in ("voice_text", "sms_text", "mail_subject")}
    messages(mode=facts["mode"], on=paris_day(at), **texts)
    if AlertScenario.objects.filter(code=facts["code"]).exclude(pk=scenario and scenario.pk).exists():
        raise Conflict("Un autre scénario a ce code.", field="code")
    row = AlertScenario.objects.select_for_update().get(pk=scenario.pk) if scenario else AlertScenario()
    for name, new in facts.items():
        setattr(row, name, new)
    row.changed_at = at
    row.save()
    record(by=by, at=at, action="alert_scenario.saved", subject=row, label=str(row), unit_code=UNIT,
           details={"mode": row.get_mode_display()})  # fmt: skip
    return row


# --- a campaign ---------------------------------------------------------------------------------------------


@transaction.atomic
def prepare(
    *, scenario: AlertScenario, group: AlertGroup, mode: str, label: str, voice_text: str, sms_text: str,
    mail_subject: str, decider: StaffMember, decided_at: datetime, objective_minutes: int, coverage_percent: int,
    by: StaffMember, at: datetime,
) -> AlertCampaign:  # fmt: skip
    """Everything is ready and nothing leaves. Whoever decides, and when, is said before the launch."""
    allowed(by, at)
    check_title(label, field="label")
    if scenario.is_retired:
        raise DomainError("Ce scénario est retiré.", field="scenario")
    if scenario.mode != Mode.REAL and mode == Mode.REAL:
        raise DomainError("Ce scénario est écrit pour un exercice ou un essai.", field="mode")
    if not may_decide(decider, paris_day(decided_at)):
        raise DomainError("Cette personne ne peut pas décider d'une alerte.", field="decider")
    if decided_at > at:
        raise DomainError("Cette décision est dans l'avenir.", field="decided_at")
    told = messages(
        mode=mode, voice_text=voice_text, sms_text=sms_text, mail_subject=mail_subject,
        mail_text=scenario.instructions, on=paris_day(at),
    )  # fmt: skip
    campaign = AlertCampaign.objects.create(
        label=label, scenario=scenario, group=group, mode=mode, decider=decider, decided_at=decided_at, prepared_by=by,
        prepared_at=at, objective_minutes=objective_minutes, coverage_percent=coverage_percent, **told,
    )  # fmt: skip
    tell("prepared", campaign, by, at, group=str(group), decider=str(decider))
    return campaign


def locked(campaign: AlertCampaign) -> AlertCampaign:
    return AlertCampaign.objects.select_for_update(of=("self",)).select_related("group").get(pk=campaign.pk)


@transaction.atomic
def launch(*, campaign: AlertCampaign, by: StaffMember, at: datetime) -> AlertCampaign:
    """Freeze the targets, the texts and the parameters, and write every attempt with its instant. Once."""
    allowed(by, at)
    row = locked(campaign)
    if row.state != State.PREPARED:
        raise Conflict(f"Cette campagne ne peut plus être lancée : {row.get_state_display().lower()}.")
    terms = terms_on(paris_day(at))
    members = members_of(row.group)
    if not len(members):
        raise DomainError(
            "Ce groupe ne contient aucune commune ni aucun organisme : la campagne n'appellerait personne."
        )
    row.state, row.launched_by, row.launched_at, row.terms = State.LAUNCHED, by, at, terms.as_json()
    # Once more, whatever happened to the row since it was prepared.
    row.voice_text, row.sms_text = marked(row.voice_text, row.mode), marked(row.sms_text, row.mode)
    row.mail_subject = marked(row.mail_subject, row.mode)
    row.save()
    calls = freeze(row, members, terms, at)
    tell("launched", row, by, at, targets=len(members), calls=calls)
    after_commit("civil_protection.alert_turn")
    return row


def freeze(campaign: AlertCampaign, members, terms: Terms, at: datetime) -> int:
    """The targets and all their attempts, in a few statements. How many attempts."""
    people = people_of(members.communes, members.organisations, at)
    plans: list[tuple[CampaignTarget, list[Planned]]] = []
    for kind, row in (*(("commune", row) for row in members.communes),
                      *(("organisation", row) for row in members.organisations)):  # fmt: skip
        plan = planned(people.get((kind, row.pk), ()), terms, at)
        # Nobody to call: the operator has it at once.
        callable_ = any(attempt.channel == CallAttempt.Channel.VOICE for attempt in plan)
        target = CampaignTarget(
            campaign=campaign, label=str(row)[:160], deadline_at=deadline_of(terms, at) if callable_ else at,
            second_deadline_at=second_deadline_of(terms, at), **{kind: row},
        )  # fmt: skip
        plans.append((target, plan))
    CampaignTarget.objects.bulk_create([target for target, _ in plans])
    attempts = [attempt_of(campaign, target, attempt) for target, plan in plans for attempt in plan]
    CallAttempt.objects.bulk_create(attempts, batch_size=1_000)
    return len(attempts)


def attempt_of(campaign: AlertCampaign, target: CampaignTarget, plan: Planned) -> CallAttempt:
    return CallAttempt(
        campaign=campaign, target=target, contact_id=plan.person.key, person=plan.person.name[:200],
        address=plan.address, rank=plan.rank, turn=plan.turn, channel=plan.channel, due_at=plan.due_at,
    )  # fmt: skip


@transaction.atomic
def cancel(*, campaign: AlertCampaign, reason: str, by: StaffMember, at: datetime) -> AlertCampaign:
    """Nothing more leaves. What is ringing rings; whoever answers is still noted."""
    return stop(campaign, State.CANCELLED, (State.PREPARED, State.LAUNCHED, State.RUNNING), reason, by, at)


@transaction.atomic
def end(*, campaign: AlertCampaign, reason: str, by: StaffMember, at: datetime) -> AlertCampaign:
    """The alert is over, although some communes were not reached."""
    return stop(campaign, State.ENDED, (State.LAUNCHED, State.RUNNING), reason, by, at)


def stop(campaign: AlertCampaign, state: str, from_states: Sequence[str], reason: str, by: StaffMember, at: datetime):
    allowed(by, at)
    check_text(reason, field="reason")
    row = locked(campaign)
    if row.state not in from_states:
        raise Conflict(f"Cette campagne est déjà {row.get_state_display().lower()}.")
    # Whoever is about to call holds the lock of the target: it has left, or it will see that the campaign stopped.
    targets = list(row.targets.select_for_update().order_by("pk"))
    row.state, row.ended_at, row.end_reason = state, at, reason
    row.save(update_fields=["state", "ended_at", "end_reason"])
    row.attempts.filter(state__in=engine.NOT_LEFT).update(state=CallAttempt.State.CANCELLED, lease_until=None)
    tell("cancelled" if state == State.CANCELLED else "ended", row, by, at, reason=reason,
         reached=sum(target.is_reached for target in targets))  # fmt: skip
    return row


# --- the operator -------------------------------------------------------------------------------------------


def locked_target(target: CampaignTarget) -> CampaignTarget:
    return (
        CampaignTarget.objects.select_for_update(of=("self",)).select_related("campaign", "operator").get(pk=target.pk)
    )


def require_unreached(target: CampaignTarget) -> None:
    if target.is_reached:
        raise Conflict(f"{target.label} est déjà jointe : {target.reached_words}.")
    if target.campaign.state == State.CANCELLED or target.campaign.launched_at is None:
        raise Conflict("Cette campagne n'appelle personne.")


@transaction.atomic
def take(*, target: CampaignTarget, by: StaffMember, at: datetime) -> CampaignTarget:
    """The operator has this commune, and sees its numbers."""
    allowed(by, at)
    row = locked_target(target)
    require_unreached(row)
    if row.operator_id is not None and row.operator_id != by.pk:
        raise Conflict(f"{row.operator} s'occupe déjà de {row.label}.")
    if row.operator_id is None:
        row.operator, row.taken_at = by, at
        row.save(update_fields=["operator", "taken_at"])
        tell("taken", row.campaign, by, at, target=row.label)
    return row


@transaction.atomic
def release(*, target: CampaignTarget, by: StaffMember, at: datetime) -> CampaignTarget:
    """Somebody else may take it."""
    allowed(by, at)
    row = locked_target(target)
    if row.operator_id is None:
        raise Conflict("Personne ne s'occupe de cette commune.")
    row.operator = row.taken_at = None
    row.save(update_fields=["operator", "taken_at"])
    tell("released", row.campaign, by, at, target=row.label)
    return row


@transaction.atomic
def note_reached(*, target: CampaignTarget, way: str, who: str, by: StaffMember, at: datetime) -> CampaignTarget:
    """Somebody who answers for the commune was told by a person."""
    allowed(by, at)
    check_text(who, field="who")
    row = locked_target(target)
    require_unreached(row)
    if way not in REACHED_WAYS:
        raise DomainError("Dire par quel moyen.", field="way")
    row.operator = row.operator or by
    row.taken_at = row.taken_at or at
    words = f"{who}, {REACHED_WAYS[way]}, par {by}"
    engine.reach(row, at=at, rank=None, words=words, state=Reached.BY_OPERATOR)
    tell("reached", row.campaign, by, at, target=row.label)
    return row


@transaction.atomic
def note_try(*, target: CampaignTarget, words: str, by: StaffMember, at: datetime) -> CampaignTarget:
    """What the operator tried in vain; a line of the note of the commune, with its hour."""
    allowed(by, at)
    check_text(words, field="words")
    row = locked_target(target)
    require_unreached(row)
    row.note = f"{row.note}\n{at.astimezone(PARIS):%H:%M:%S}, {by} : {words}".strip()
    row.save(update_fields=["note"])
    return row


@transaction.atomic
def ask_patrol(*, target: CampaignTarget, by: StaffMember, at: datetime) -> CampaignTarget:
    """A patrol is asked before the second deadline."""
    allowed(by, at)
    row = locked_target(target)
    require_unreached(row)
    if row.state == Reached.POLICE:
        raise Conflict("La patrouille est déjà demandée.")
    row.ticket_at = row.ticket_at or at
    row.state, row.police_at = Reached.POLICE, at
    engine.stop_calls(row)
    row.save(update_fields=["ticket_at", "state", "police_at"])
    tell("patrol", row.campaign, by, at, target=row.label)
    return row


# --- the program of a recipient -----------------------------------------------------------------------------


@transaction.atomic
def note_received(*, target: CampaignTarget, role: str, client: ApiClient, at: datetime) -> CampaignTarget:
    """The message arrived, says a program. Twice is once.

    Only a key pressed during a call, or an operator, reaches a commune: the calls go on, and the operator sees this.
    """
    row = locked_target(target)
    if row.received_at is not None:
        return row
    if not row.campaign.is_live:
        raise Conflict(f"Cette alerte est {row.campaign.get_state_display().lower()} : rien n'est plus à accuser.")
    row.received_at = at
    row.received_words = f"{AlertContact.Role(role).label}, par le programme « {client.name} »"[:200]
    row.save(update_fields=["received_at", "received_words"])
    record(by=None, at=at, action="alert_campaign.received", subject=row.campaign, label=str(row.campaign)[:250],
           unit_code=UNIT, details={"target": row.label}, actor_label=f"Programme {client}")  # fmt: skip
    return row


# --- training -----------------------------------------------------------------------------------------------


@transaction.atomic
def script_answer(*, address: str, answer: str, after_seconds: int, by: StaffMember, at: datetime) -> ScriptedAnswer:
    """What the local gateway plays for a number."""
    allowed(by, at)
    try:
        number = international(address)
    except ValueError as refusal:
        raise DomainError(str(refusal), field="address") from refusal
    row, _ = ScriptedAnswer.objects.update_or_create(
        address=number, defaults={"answer": answer, "after_seconds": after_seconds}
    )
    return row
