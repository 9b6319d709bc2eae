"""The ledger of notifications: who is to be notified, what was tried, what proves the date, what corrects it.

The date of the party is a fact of the case, moved by its own transition; the others have theirs here. Whatever moves a
date brings the deadlines of the case up to it.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from directorate.casework import registry
from directorate.casework.deadlines import refresh_deadlines
from directorate.casework.errors import DatesOutOfOrder
from directorate.casework.models import Case, Decision
from directorate.casework.move import PARIS, Move, paris_day
from directorate.casework.operations import locked_case, note_on, take_transition, touch
from directorate.casework.policies import works_on_case
from directorate.casework.proofs import missing_proof
from directorate.delivery.errors import DeliveryMoved, NothingToNotify
from directorate.delivery.models import Addressee, DeliveryAttempt
from directorate.delivery.queries import delivered_attempt, has_act_to_notify, notified_at, recorded_notification
from directorate.documents.models import StoredFile
from directorate.legal_calendar.arithmetic import french_long
from directorate.org.models import StaffMember
from directorate.web.errors import DomainError, NotAllowed

Way, State, Failure = DeliveryAttempt.Way, DeliveryAttempt.State, DeliveryAttempt.Failure
Mode = Decision.NotificationMode
# What may come back from each way when it succeeds.
MODES = {
    Way.REGISTERED_POST: (Mode.REGISTERED_POST, Mode.REGISTERED_UNCLAIMED),
    Way.BY_HAND: (Mode.BY_HAND,),
    Way.POLICE_REPORT: (Mode.POLICE_REPORT,),
    Way.EMAIL_ACKNOWLEDGED: (Mode.EMAIL_ACKNOWLEDGED,),
    Way.ELECTRONIC_REGISTERED: (Mode.ELECTRONIC_REGISTERED,),
}
# Why each way may fail.
POSTAL = (Failure.UNKNOWN_ADDRESS, Failure.NO_ACCESS, Failure.NOT_ADVISED)
IN_PERSON = (Failure.UNKNOWN_ADDRESS, Failure.ABSENT)
FAILURES = {
    Way.REGISTERED_POST: POSTAL,
    Way.BY_HAND: IN_PERSON,
    Way.POLICE_REPORT: IN_PERSON,
    Way.EMAIL_ACKNOWLEDGED: (Failure.NOT_ACKNOWLEDGED,),
    Way.ELECTRONIC_REGISTERED: (Failure.NOT_ACKNOWLEDGED,),
}

# What the packages above do when a date has been corrected: an appeal is judged again.
Consequence = Callable[[Case, StaffMember, datetime], None]
CONSEQUENCES: list[Consequence] = []


def declare_consequence(consequence: Consequence) -> None:
    CONSEQUENCES.append(consequence)


# --- the addressees ---------------------------------------------------------------------------------------------


@transaction.atomic
def add_addressee(*, case: Case, name: str, quality: str, address: str, by: StaffMember, at: datetime) -> Addressee:
    """Somebody else to whom the act is notified: owner of the premises, co-holder, counsel."""
    case = notifiable(case, by, at)
    name = " ".join(name.split())
    if not name:
        raise DomainError("Indiquer le nom du destinataire.", field="name")
    known = [str(case.party), *case.addressees.values_list("name", flat=True)]
    if name.casefold() in {item.casefold() for item in known}:
        raise DeliveryMoved("Ce destinataire est déjà inscrit.", field="name")
    added = Addressee.objects.create(
        case=case, name=name, quality=quality.strip(), address=address.strip(), created_at=at, created_by=by
    )
    note_on(case, "delivery.addressee_added", by=by, at=at, details={"title": str(added)})
    return added


@transaction.atomic
def remove_addressee(*, addressee: Addressee, by: StaffMember, at: datetime) -> None:
    """Inscribed by mistake. Whoever was sent something stays: what was tried is kept."""
    case = notifiable(addressee.case, by, at)
    addressee = Addressee.objects.select_for_update(of=("self",)).filter(pk=addressee.pk, is_party=False).first()
    if addressee is None:
        raise DeliveryMoved("Ce destinataire est déjà retiré.")
    if addressee.attempts.exists():
        raise DomainError("Une notification a déjà été tentée : ce destinataire ne peut plus être retiré.")
    note_on(case, "delivery.addressee_removed", by=by, at=at, details={"title": str(addressee)})
    addressee.delete()


def party_of(case: Case, by: StaffMember, at: datetime) -> Addressee:
    """The row of the party, made when something is first sent to it."""
    found, _ = Addressee.objects.get_or_create(
        case=case, is_party=True, defaults={"name": str(case.party)[:160], "created_at": at, "created_by": by}
    )
    return found


# --- the attempts -----------------------------------------------------------------------------------------------


@transaction.atomic
def send(
    *,
    case: Case,
    addressee: Addressee | None,
    way: str,
    sent_on: date,
    reference: str,
    by: StaffMember,
    at: datetime,
) -> DeliveryAttempt:
    """The act has left for an addressee; `addressee` None is the party. One at a time for each."""
    case = notifiable(case, by, at)
    check_day("sent_on", sent_on, paris_day(case.decided_at), at, "L'envoi ne peut précéder la signature")
    addressee = party_of(case, by, at) if addressee is None else locked_addressee(addressee)
    if notified_at(addressee, case) is not None:
        raise DeliveryMoved(f"L'acte lui est déjà notifié, le {french_long(paris_day(notified_at(addressee, case)))}.")
    if addressee.attempts.filter(state=State.SENT).exists():
        raise DeliveryMoved("Un envoi attend déjà sa preuve : enregistrer d'abord son résultat.")
    attempt = DeliveryAttempt.objects.create(
        addressee=addressee,
        way=way,
        sent_on=sent_on,
        reference=reference.strip(),
        recorded_at=at,
        recorded_by=by,
    )
    note_attempt(case, "delivery.sent", attempt, by, at, sent_on=sent_on.isoformat())
    return attempt


@transaction.atomic
def fail(
    *, attempt: DeliveryAttempt, failure: str, failed_on: date, proof: StoredFile | None, by: StaffMember, at: datetime
) -> DeliveryAttempt:
    """It did not reach the addressee: the attempt is kept with its reason, and another may be made."""
    case, attempt = pending(attempt, by, at)
    if failure not in FAILURES[attempt.way]:
        raise DomainError("Ce motif n'est pas celui d'une telle voie.", field="failure")
    check_day("failed_on", failed_on, attempt.sent_on, at, "L'échec ne peut précéder l'envoi")
    attempt.state, attempt.failure, attempt.failed_on = State.FAILED, failure, failed_on
    attempt.proof = proof
    attempt.save()
    note_attempt(case, "delivery.failed", attempt, by, at, reason=attempt.get_failure_display())
    return attempt


@transaction.atomic
def deliver(
    *,
    attempt: DeliveryAttempt,
    mode: str,
    delivered_at: datetime,
    reference: str,
    proof: StoredFile | None,
    advised: bool,
    by: StaffMember,
    at: datetime,
) -> DeliveryAttempt:
    """The proof is back: its date is that of the notification, and what the law counts from it runs."""
    case, attempt = pending(attempt, by, at)
    if mode not in MODES[attempt.way]:
        raise DomainError("Cette preuve n'est pas celle d'une telle voie.", field="mode")
    reference = reference.strip() or attempt.reference
    check_proof(case, mode, delivered_at, reference, proof, advised, at)
    check_day("delivered_at", paris_day(delivered_at), attempt.sent_on, at, "La notification ne peut précéder l'envoi")
    attempt.state, attempt.mode, attempt.delivered_at = State.DELIVERED, mode, delivered_at
    attempt.reference, attempt.proof = reference, proof
    attempt.save()
    if attempt.addressee.is_party:
        take_transition(
            case=case, name="notify", by=by, at=at, notified_at=delivered_at, mode=mode, reference=reference,
            proof=proof, advised=advised,
        )  # fmt: skip
        return attempt
    date_addressee(case, attempt.addressee, delivered_at, at, by)
    note_attempt(case, "delivery.delivered", attempt, by, at, notified_at=delivered_at.isoformat())
    return attempt


def date_addressee(case: Case, addressee: Addressee, delivered_at: datetime, at: datetime, by: StaffMember) -> None:
    addressee.notified_at = delivered_at
    addressee.save(update_fields=["notified_at"])
    refresh_deadlines(case, at)
    touch(case, by, at)


# --- a wrong date -----------------------------------------------------------------------------------------------


@transaction.atomic
def correct(
    *,
    case: Case,
    addressee: Addressee | None,
    mode: str,
    delivered_at: datetime,
    reference: str,
    proof: StoredFile | None,
    advised: bool,
    reason: str,
    by: StaffMember,
    at: datetime,
) -> Case:
    """Another date, or another proof: the reason is journaled, and everything counted from the former is counted again.

    `addressee` None, or the row of the party: the date of the case. `proof` None keeps the document that is there.
    """
    case = notifiable(case, by, at)
    if addressee is not None and addressee.is_party:
        addressee = None
    attempt = delivered_attempt(case, addressee)
    former = recorded_notification(case, addressee)
    if not reason.strip():
        raise DomainError("Indiquer pourquoi la notification est corrigée.", field="reason")
    proof = proof or former["proof"]
    check_proof(case, mode, delivered_at, reference, proof, advised, at)
    if (former["at"], former["mode"], former["reference"], former["proof"]) == (
        delivered_at, mode, reference.strip(), proof,
    ):  # fmt: skip
        raise DomainError("Rien n'a changé : il n'y a rien à corriger.")
    if attempt is not None:
        attempt.mode, attempt.delivered_at, attempt.reference = mode, delivered_at, reference.strip()
        attempt.proof = proof
        attempt.save()
    recorded: dict[str, Any] = {}
    if addressee is None:
        recorded = date_party_again(case, mode, delivered_at, reference.strip(), proof, by, at)
        refresh_deadlines(case, at)
        touch(case, by, at)
    else:
        date_addressee(case, locked_addressee(addressee), delivered_at, at, by)
    note_on(
        case,
        "delivery.corrected",
        by=by,
        at=at,
        details={
            "title": str(addressee or case.party),
            "reason": reason.strip(),
            "changes": changes_of(former, mode, delivered_at, reference.strip()),
            **{name: value for name, value in recorded.items() if name != "changes"},
        },
    )
    for consequence in CONSEQUENCES:
        consequence(case, by, at)
    return case


def date_party_again(
    case: Case,
    mode: str,
    delivered_at: datetime,
    reference: str,
    proof: StoredFile | None,
    by: StaffMember,
    at: datetime,
) -> dict[str, Any]:
    """The date of the case moves, with what its procedure deduced from it: executory instant, end of the measure."""
    decision = case.decision
    decision.notification_mode, decision.notification_reference = mode, reference
    decision.notification_proof = proof
    decision.save(update_fields=["notification_mode", "notification_reference", "notification_proof"])
    case.notified_at = case.executory_at = delivered_at
    procedure = registry.procedure(case.procedure_code)
    move = Move(case, procedure, "notify", by, at, {"notified_at": delivered_at, "mode": mode, "reference": reference})
    if deduced := procedure.effects.get("notify"):
        # The stage does not move: only the facts that this effect dates.
        deduced(move)
    return move.recorded


def changes_of(former: dict[str, Any], mode: str, delivered_at: datetime, reference: str) -> list[dict[str, str]]:
    pairs = (
        ("Notifié le", instant_words(former["at"]), instant_words(delivered_at)),
        ("Preuve", str(Mode(former["mode"]).label), str(Mode(mode).label)),
        ("Référence", former["reference"], reference),
    )
    return [{"label": label, "before": before, "after": after} for label, before, after in pairs if before != after]


def instant_words(at: datetime) -> str:
    local = at.astimezone(PARIS)
    return f"{french_long(local.date())} à {local:%H} h {local:%M}"


# --- shared -----------------------------------------------------------------------------------------------------


def notifiable(case: Case, by: StaffMember, at: datetime) -> Case:
    """The case, locked, of somebody who works on it, with an act that is notified."""
    case = locked_case(case, None)
    if not works_on_case(by, case, paris_day(at)):
        raise NotAllowed("Vous ne travaillez pas sur ce dossier : son service notifie ses actes.")
    if not has_act_to_notify(case):
        raise NothingToNotify("Aucun acte signé de ce dossier n'est à notifier.")
    return case


def locked_addressee(addressee: Addressee) -> Addressee:
    return Addressee.objects.select_for_update(of=("self",)).get(pk=addressee.pk)


def pending(attempt: DeliveryAttempt, by: StaffMember, at: datetime) -> tuple[Case, DeliveryAttempt]:
    case = notifiable(attempt.addressee.case, by, at)
    attempt = DeliveryAttempt.objects.select_for_update(of=("self",)).select_related("addressee").get(pk=attempt.pk)
    if attempt.state != State.SENT:
        raise DeliveryMoved(f"Le résultat de cet envoi est déjà enregistré : {attempt.get_state_display().lower()}.")
    return case, attempt


def check_day(field: str, day: date, first: date, at: datetime, words: str) -> None:
    if day > paris_day(at):
        raise DatesOutOfOrder("Cette date est dans l'avenir.", field=field)
    if day < first:
        raise DatesOutOfOrder(f"{words}, du {first:%d/%m/%Y}.", field=field)


def check_proof(
    case: Case, mode: str, delivered_at: datetime, reference: str, proof: StoredFile | None, advised: bool, at: datetime
) -> None:
    if delivered_at > at:
        raise DatesOutOfOrder("La notification ne peut être datée dans l'avenir.", field="delivered_at")
    if delivered_at < case.decided_at:
        raise DatesOutOfOrder(
            f"La notification ne peut précéder la signature ({instant_words(case.decided_at)}).", field="delivered_at"
        )
    lacking = missing_proof(mode, reference=reference, has_document=proof is not None, advised=advised)
    if lacking:
        raise DomainError(lacking[0], field=lacking[1])


def note_attempt(case: Case, action: str, attempt: DeliveryAttempt, by: StaffMember, at: datetime, **more: str) -> None:
    details = {
        "title": str(attempt.addressee),
        "mode": attempt.get_mode_display() if attempt.mode else attempt.get_way_display(),
        "reference": attempt.reference,
        **more,
    }
    note_on(case, action, by=by, at=at, details=details)
