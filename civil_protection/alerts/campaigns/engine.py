"""The engine of the cascade: what is due is sent, once; what was heard is noted; what is late is handed over.

The rule that loses no call and repeats none:
1. An attempt is *queued* with its instant. A worker *claims* it under a lease, committed before anything else.
2. Just before the call it is *sending*, committed again, under the lock of its target: whoever finds it no longer
   claimed, its campaign stopped or its commune reached, does not call.
3. The lease of a claim that ended before the call began gives it back to the queue: nothing had left.
4. The lease of a sending that ended (the worker died in the middle) asks the gateway by the key of the attempt. It was
   received: it rings. It never was: back to the queue, under the same key, which the gateway takes once. The gateway
   cannot tell: the attempt is *uncertain* and is never repeated; the next one of the cascade comes in its time.
"""

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from civil_protection.alerts.campaigns import gateway as gateways
from civil_protection.alerts.campaigns.cascade import Terms, is_late, window_end
from civil_protection.alerts.campaigns.gateway import Answer, Call, GatewayDown
from civil_protection.alerts.campaigns.models import AlertCampaign, CallAttempt, CampaignTarget
from civil_protection.alerts.campaigns.texts import is_marked, marked, plain_sms
from civil_protection.alerts.directory.models import AlertContact, DirectoryTask
from directorate.background import after_commit
from directorate.casework.move import PARIS, paris_day

log = structlog.get_logger(__name__)

State, Channel = CallAttempt.State, CallAttempt.Channel
Reached = CampaignTarget.State
# Longer than a gateway takes to answer; counted on the clock of the database, the only one that workers share.
LEASE = timedelta(seconds=30)
CLAIMED_AT_ONCE = 20
# One turn does at most so many calls, then leaves its place; the bell rings again for the rest.
MOST_OF_A_TURN = 400
LIVE_CAMPAIGN = (AlertCampaign.State.LAUNCHED, AlertCampaign.State.RUNNING)
IN_THE_AIR = (State.CLAIMED, State.SENDING, State.RINGING, State.ANSWERED)
NOT_LEFT = (State.QUEUED, State.CLAIMED)
UNREACHED = (Reached.WAITING, Reached.UNREACHED, Reached.POLICE)
TICKET_CLOSED = "Acquittement reçu à {at:%H:%M:%S} : reprise close."


def turn(*, at: datetime) -> int:
    """One turn of the engine, by any number of workers at once. How many calls left."""
    hear(at=at)
    if not is_awake():
        return 0
    find_again(at=at)
    close_windows(at=at)
    pass_deadlines(at=at)
    sent = send_due(at=at)
    end_campaigns(at=at)
    return sent


def is_awake() -> bool:
    """Somebody is being called, or a worker has left something: most of the year, nobody and nothing."""
    live = AlertCampaign.objects.filter(state__in=LIVE_CAMPAIGN)
    held = CallAttempt.objects.filter(state__in=(State.CLAIMED, State.SENDING))
    return live.exists() or held.exists()


# --- sending ------------------------------------------------------------------------------------------------


def send_due(*, at: datetime) -> int:
    sent = 0
    while sent < MOST_OF_A_TURN and (taken := claim(at=at)):
        for pk in taken:
            sent += send(pk, at=at)
    if sent >= MOST_OF_A_TURN:
        with transaction.atomic():
            after_commit("civil_protection.alert_turn")
    return sent


@transaction.atomic
def claim(*, at: datetime) -> list[int]:
    """Take some of the attempts that are due, calls before messages. Nobody is called twice at the same time."""
    same_person = CallAttempt.objects.filter(
        Q(state__in=IN_THE_AIR) | Q(state=State.QUEUED, turn__lt=OuterRef("turn")),
        target=OuterRef("target"),
        contact=OuterRef("contact"),
        channel=Channel.VOICE,
    )
    rows = (
        CallAttempt.objects.filter(state=State.QUEUED, due_at__lte=at, campaign__state__in=LIVE_CAMPAIGN)
        .exclude(Q(channel=Channel.VOICE) & Exists(same_person))
        # "voice" comes last in the alphabet, and first on the line.
        .order_by("-channel", "due_at", "pk")
        .select_for_update(skip_locked=True, of=("self",))
        .values_list("pk", flat=True)[:CLAIMED_AT_ONCE]
    )
    taken = list(rows)
    CallAttempt.objects.filter(pk__in=taken).update(state=State.CLAIMED, lease_until=Now() + LEASE)
    return taken


def send(pk: int, *, at: datetime) -> int:
    """Place one claimed call: between the two commits stands the gateway, and nothing else."""
    attempt = begin(pk=pk, at=at)
    if attempt is None:
        return 0
    try:
        state = gateways.GATEWAY.place(call_of(attempt, at))
    except GatewayDown as error:
        log.warning("gateway down", attempt=attempt.pk, error=str(error))
        CallAttempt.objects.filter(pk=pk, state=State.SENDING).update(
            state=State.QUEUED, lease_until=None, sent_at=None, expires_at=None
        )
        return 0
    settle(attempt.key, attempt.pk, state, at)
    return 1


@transaction.atomic
def begin(*, pk: int, at: datetime) -> CallAttempt | None:
    """The last look before the call, under the lock of its target. None: it must not leave."""
    found = CallAttempt.objects.filter(pk=pk).values_list("target_id", flat=True).first()
    target = CampaignTarget.objects.select_for_update().filter(pk=found).first()
    if target is None:
        return None
    attempt = CallAttempt.objects.select_for_update(of=("self",)).select_related("campaign").get(pk=pk)
    if attempt.state != State.CLAIMED:
        return None
    over = not attempt.campaign.is_live or not attempt.address
    if over or attempt.channel == Channel.VOICE and (target.state != Reached.WAITING or at >= target.deadline_at):
        attempt.state, attempt.lease_until = State.CANCELLED, None
        attempt.save(update_fields=["state", "lease_until"])
        return None
    attempt.state, attempt.sent_at = State.SENDING, at
    attempt.lease_until = Now() + LEASE
    if attempt.channel == Channel.VOICE:
        attempt.expires_at = window_end(Terms.of(attempt.campaign.terms), attempt.due_at, at)
    attempt.save(update_fields=["state", "sent_at", "lease_until", "expires_at"])
    return attempt


def call_of(attempt: CallAttempt, at: datetime) -> Call:
    return Call(attempt.key, attempt.channel, attempt.address, message_of(attempt), at)


def message_of(attempt: CallAttempt) -> str:
    """What is said. The marker is checked once more: whatever happened to the row, no exercise leaves without it."""
    campaign = attempt.campaign
    text = {
        Channel.VOICE: campaign.voice_text,
        Channel.SMS: campaign.sms_text,
        Channel.EMAIL: f"{campaign.mail_subject}\n\n{marked(campaign.mail_text, campaign.mode)}",
    }[Channel(attempt.channel)]
    if not is_marked(text, campaign.mode):
        log.error("marker restored", campaign=campaign.pk)
        text = marked(text, campaign.mode)
    return plain_sms(text) if attempt.channel == Channel.SMS else text


def settle(key: UUID, pk: int, state: str, at: datetime) -> None:
    """The gateway has it."""
    CallAttempt.objects.filter(pk=pk, state=State.SENDING).update(state=state, lease_until=None)
    AlertCampaign.objects.filter(attempts=pk, state=AlertCampaign.State.LAUNCHED).update(
        state=AlertCampaign.State.RUNNING
    )
    if state == State.FAILED:
        note_answer(Answer(key, state, at), at=at)


def find_again(*, at: datetime) -> int:
    """What a dead worker held: see the rule at the head of this file. How many were found."""
    free = CallAttempt.objects.filter(lease_until__lt=Now())
    given_back = change(free.filter(state=State.CLAIMED), state=State.QUEUED, lease_until=None)
    for pk, key in list(free.filter(state=State.SENDING).values_list("pk", "key")):
        known = gateways.GATEWAY.knows(key)
        voice = CallAttempt.objects.filter(pk=pk, channel=Channel.VOICE).exists()
        if known is False:
            after = {"state": State.QUEUED, "sent_at": None, "expires_at": None}
        elif known:
            after = {"state": State.RINGING if voice else State.SENT}
        else:
            after = {"state": State.UNCERTAIN}
        # The lease again: between the question and the answer another worker may have settled it.
        given_back += CallAttempt.objects.filter(pk=pk, state=State.SENDING, lease_until__lt=Now()).update(
            lease_until=None, **after
        )
    # What comes back to a campaign that was stopped meanwhile does not leave any more.
    stopped = CallAttempt.objects.filter(state__in=NOT_LEFT).exclude(campaign__state__in=LIVE_CAMPAIGN)
    change(stopped, state=State.CANCELLED, lease_until=None)
    return given_back


@transaction.atomic
def change(attempts: QuerySet[CallAttempt], **facts) -> int:
    """Rows that somebody else is changing are left to them: two workers never wait for one another in a circle."""
    held = list(attempts.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True))
    return CallAttempt.objects.filter(pk__in=held).update(**facts)


# --- hearing ------------------------------------------------------------------------------------------------


def hear(*, at: datetime) -> None:
    """What the gateway has to tell, in the order in which it happened."""
    for answer in list(gateways.GATEWAY.answers(at)):
        with transaction.atomic():
            note_answer(answer, at=at)
            gateways.GATEWAY.told(answer.key)


@transaction.atomic
def note_answer(answer: Answer, *, at: datetime) -> CampaignTarget | None:
    """Note what became of a call, once. Only a key pressed during a call reaches a commune: a receipt never does."""
    found = CallAttempt.objects.filter(key=answer.key).values_list("pk", "target_id").first()
    if found is None:
        return None
    pk, target_pk = found
    target = CampaignTarget.objects.select_for_update(of=("self",)).select_related("campaign").get(pk=target_pk)
    attempt = CallAttempt.objects.select_for_update(of=("self",)).get(pk=pk)
    if attempt.state == State.ACKNOWLEDGED or attempt.sent_at is None:
        return target
    attempt.state, attempt.answered_at, attempt.lease_until = answer.state, answer.at, None
    attempt.digit, attempt.seconds = answer.digit[:2], answer.seconds
    attempt.save(update_fields=["state", "answered_at", "lease_until", "digit", "seconds"])
    if answer.state == State.FAILED:
        open_task(attempt, at)
    if answer.state == State.ACKNOWLEDGED and attempt.channel == Channel.VOICE:
        note_check(attempt, at)
        if target.state in UNREACHED and target.campaign.state != AlertCampaign.State.CANCELLED:
            reach(target, at=answer.at, rank=attempt.rank, words=attempt.person)
    return target


def reach(target: CampaignTarget, *, at: datetime, rank: int | None, words: str, state: str = Reached.REACHED) -> None:
    """The commune is warned, even late: its calls stop, its ticket closes. The caller holds the lock of the target."""
    target.state, target.reached_at, target.reached_rank, target.reached_words = state, at, rank, words[:200]
    target.is_late = is_late(at, target.deadline_at)
    if target.is_late and target.ticket_at is None:
        # Nobody has swept since the deadline: it passed all the same.
        target.ticket_at = target.deadline_at
    if target.ticket_at is not None and target.closed_at is None:
        target.closed_at = max(at, target.ticket_at)
        if state == Reached.REACHED:
            told = TICKET_CLOSED.format(at=at.astimezone(PARIS))
            target.note = f"{target.note}\n{told}".strip()
    stop_calls(target)
    target.attempts_used = calls_that_left(target)
    target.save()


def calls_that_left(target: CampaignTarget) -> int:
    return target.attempts.filter(channel=Channel.VOICE, sent_at__isnull=False).count()


def stop_calls(target: CampaignTarget) -> None:
    """The messages that already left cannot be taken back; calls that have not begun do not begin."""
    target.attempts.filter(channel=Channel.VOICE, state__in=NOT_LEFT).update(state=State.CANCELLED, lease_until=None)


def note_check(attempt: CallAttempt, at: datetime) -> None:
    """Whoever has just answered is checked."""
    AlertContact.objects.filter(pk=attempt.contact_id).update(
        checked_on=paris_day(at), checked_by=AlertContact.Check.CAMPAIGN
    )


def open_task(attempt: CallAttempt, at: datetime) -> None:
    """« Corriger annuaire », once while it is open."""
    if (
        attempt.contact_id
        and not DirectoryTask.objects.filter(
            contact=attempt.contact_id, number=attempt.address, closed_at=None
        ).exists()
    ):
        DirectoryTask.objects.create(
            contact_id=attempt.contact_id,
            number=attempt.address,
            reason=f"Échec du numéro ({attempt.get_channel_display().lower()})",
            campaign_id=attempt.campaign_id,
            opened_at=at,
        )


# --- time passes --------------------------------------------------------------------------------------------


def close_windows(*, at: datetime) -> int:
    """Nobody pressed a key in time. A key pressed later still counts."""
    waited = CallAttempt.objects.filter(state__in=[State.RINGING, State.ANSWERED], expires_at__lte=at)
    return change(waited, state=State.EXPIRED)


@transaction.atomic
def pass_deadlines(*, at: datetime) -> int:
    """Hand over to an operator at the deadline, to a patrol at the second one. How many communes."""
    live = CampaignTarget.objects.filter(campaign__state__in=LIVE_CAMPAIGN)
    late = list(
        live.filter(state=Reached.WAITING, deadline_at__lte=at).select_for_update(skip_locked=True, of=("self",))
    )
    for target in late:
        stop_calls(target)
        target.state, target.ticket_at = Reached.UNREACHED, target.deadline_at
        target.attempts_used = calls_that_left(target)
        target.save(update_fields=["state", "ticket_at", "attempts_used"])
    locked = live.filter(state=Reached.UNREACHED, second_deadline_at__lte=at).select_for_update(
        skip_locked=True, of=("self",)
    )
    very_late = list(locked.values_list("pk", flat=True))
    CampaignTarget.objects.filter(pk__in=very_late).update(state=Reached.POLICE, police_at=F("second_deadline_at"))
    return len(late) + len(very_late)


def end_campaigns(*, at: datetime) -> int:
    """A campaign whose communes are all reached and whose messages have all left is over."""
    unfinished = CampaignTarget.objects.filter(campaign=OuterRef("pk"), state__in=UNREACHED)
    leaving = CallAttempt.objects.filter(campaign=OuterRef("pk"), state__in=(*NOT_LEFT, State.SENDING))
    return AlertCampaign.objects.filter(~Exists(unfinished), ~Exists(leaving), state__in=LIVE_CAMPAIGN).update(
        state=AlertCampaign.State.ENDED, ended_at=at, end_reason="Toutes les communes sont jointes."
    )
