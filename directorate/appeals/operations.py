"""The life of an appeal. Nothing that a judge decides changes the act by itself: it is journaled, and shown."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction

from directorate.appeals.clock import ADMINISTRATIVE, BEFORE_A_COURT, defence_of, judge, silence_of
from directorate.appeals.errors import AppealMoved, NothingToContest
from directorate.appeals.models import Appeal, LitigationPack
from directorate.appeals.queries import OPEN
from directorate.casework.deadlines import refresh_deadlines
from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.casework.notices import chiefs_of, name_of, tell
from directorate.casework.operations import locked_case, note_on, touch
from directorate.casework.policies import works_on_case
from directorate.delivery.operations import declare_consequence
from directorate.jobs.models import Job
from directorate.jobs.operations import enqueue
from directorate.journal.operations import record
from directorate.notifications.kinds import declare_kind
from directorate.org.models import StaffMember
from directorate.parameters.queries import value as parameter
from directorate.web.errors import DomainError, NotAllowed

Kind, Stage, Outcome = Appeal.Kind, Appeal.Stage, Appeal.Outcome

declare_kind("appeal_received", "Un recours est formé contre une décision", "mail", may_be_silenced=False)

PACK_JOB = "appeals.pack"
# While the appeal is open the files drawn up for the judge are kept; afterwards, as long as any other file.
KEPT = timedelta(days=7)
# kind: what may come out of it, the administration answering or the judge ruling.
OUTCOMES: Mapping[str, tuple[str, ...]] = {
    Kind.INFORMAL: (Outcome.REJECTED, Outcome.GRANTED),
    Kind.HIERARCHICAL: (Outcome.REJECTED, Outcome.GRANTED),
    Kind.CONTENTIOUS: (Outcome.REJECTED, Outcome.ANNULLED),
    Kind.INTERIM_SUSPENSION: (Outcome.REJECTED, Outcome.SUSPENDED),
    Kind.INTERIM_LIBERTY: (Outcome.REJECTED, Outcome.SUSPENDED),
}
# What the judge may do to the act, and what the journal calls it.
EFFECTS: Mapping[str, str] = {Outcome.ANNULLED: "annulled", Outcome.SUSPENDED: "suspended"}


@transaction.atomic
def record_appeal(
    *,
    case: Case,
    kind: str,
    lodged_by: str,
    received_on: date,
    by: StaffMember,
    at: datetime,
    is_third_party: bool = False,
    court: str = "",
    court_reference: str = "",
    defence_due_on: date | None = None,
) -> Appeal:
    """Record an appeal and judge whether it is in time. A late one is recorded all the same: the judge will say so."""
    case = workable(case, by, at)
    lodged_by = " ".join(lodged_by.split())
    check_reception(case, kind, lodged_by, received_on, at)
    before_court = kind in BEFORE_A_COURT
    if defence_due_on is not None and (not before_court or defence_due_on < received_on):
        raise DomainError("La date du mémoire en défense suit la réception du recours.", field="defence_due_on")
    known = Appeal.objects.filter(case=case, kind=kind, lodged_by__iexact=lodged_by, received_on=received_on)
    if known.exists():
        raise AppealMoved("Ce recours est déjà enregistré.")
    judged = judge(
        case=case, kind=kind, lodged_by=lodged_by, is_third_party=is_third_party, received_on=received_on, at=at
    )
    silence_on, silence = silence_of(kind, received_on)
    defence_on, defence = defence_of(kind, received_on, defence_due_on)
    appeal = Appeal.objects.create(
        case=case,
        kind=kind,
        lodged_by=lodged_by,
        is_third_party=is_third_party,
        received_on=received_on,
        court=(court.strip() or parameter("authority.court", received_on)) if before_court else "",
        court_reference=court_reference.strip() if before_court else "",
        limit_on=judged.limit_on,
        is_late=judged.is_late,
        verdict=judged.verdict,
        silence_due_on=silence_on,
        defence_due_on=defence_on,
        dates={**judged.dates, **silence, **defence},
        created_at=at,
        created_by=by,
    )
    changed(case, appeal, "received", by=by, at=at, received_on=received_on.isoformat(), verdict=judged.verdict)
    words = f"{appeal.get_kind_display()} : {name_of(case)}"
    tell(case, "appeal_received", words, people_of(case, at), detail=judged.verdict, by=by, at=at)
    return appeal


def check_reception(case: Case, kind: str, lodged_by: str, received_on: date, at: datetime) -> None:
    if case.decided_at is None:
        raise NothingToContest("Aucune décision n'est encore prise dans ce dossier : il n'y a rien à contester.")
    if kind not in Kind.values:
        raise DomainError("Cette nature de recours n'existe pas.", field="kind")
    if not lodged_by:
        raise DomainError("Indiquer qui forme le recours.", field="lodged_by")
    if received_on > paris_day(at):
        raise DomainError("La date de réception est dans l'avenir.", field="received_on")
    if received_on < paris_day(case.decided_at):
        raise DomainError(
            f"Ce jour précède la décision, du {paris_day(case.decided_at):%d/%m/%Y}.", field="received_on"
        )


def judge_again(case: Case, by: StaffMember, at: datetime) -> None:
    """The notification was wrongly dated: the appeals judged against it are judged again, in the order they came."""
    for appeal in Appeal.objects.select_for_update(of=("self",)).filter(case=case).order_by("received_on", "pk"):
        judged = judge(
            case=case,
            kind=appeal.kind,
            lodged_by=appeal.lodged_by,
            is_third_party=appeal.is_third_party,
            received_on=appeal.received_on,
            at=at,
        )
        if judged.verdict != appeal.verdict:
            appeal.limit_on, appeal.is_late, appeal.verdict = judged.limit_on, judged.is_late, judged.verdict
            appeal.dates = {**appeal.dates, **judged.dates}
            changed(case, appeal, "judged_again", by=by, at=at, verdict=judged.verdict)


declare_consequence(judge_again)


@transaction.atomic
def answer(*, appeal: Appeal, outcome: str, ended_on: date, ruling: str, by: StaffMember, at: datetime) -> Appeal:
    """The express answer to an appeal lodged with the administration, even after the silence that rejected it."""
    case = workable(appeal.case, by, at)
    appeal = locked(appeal, ADMINISTRATIVE, (Stage.RECEIVED, Stage.SILENT))
    end(case, appeal, Stage.ANSWERED, outcome, ended_on, ruling, at)
    return changed(case, appeal, "answered", by=by, at=at, **said(appeal))


@transaction.atomic
def note_defence(*, appeal: Appeal, defended_on: date, by: StaffMember, at: datetime) -> Appeal:
    case = workable(appeal.case, by, at)
    appeal = locked(appeal, BEFORE_A_COURT, OPEN)
    check_day(appeal, "defended_on", defended_on, at)
    appeal.defended_on = defended_on
    return changed(case, appeal, "defended", by=by, at=at, effective_on=defended_on.isoformat())


@transaction.atomic
def fix_hearing(*, appeal: Appeal, hearing_on: date, by: StaffMember, at: datetime) -> Appeal:
    """The judge called the case, or put it off to another day."""
    case = workable(appeal.case, by, at)
    appeal = locked(appeal, BEFORE_A_COURT, OPEN)
    if hearing_on < appeal.received_on:
        raise DomainError("L'audience ne peut précéder le recours.", field="hearing_on")
    appeal.hearing_on, appeal.stage = hearing_on, Stage.HEARING
    return changed(case, appeal, "hearing_fixed", by=by, at=at, starts_on=hearing_on.isoformat())


@transaction.atomic
def record_ruling(
    *, appeal: Appeal, outcome: str, ended_on: date, ruling: str, by: StaffMember, at: datetime
) -> Appeal:
    """What the judge decided. An annulment or a suspension is told to the act and its permit, which it leaves as is."""
    case = workable(appeal.case, by, at)
    appeal = locked(appeal, BEFORE_A_COURT, OPEN)
    end(case, appeal, Stage.JUDGED, outcome, ended_on, ruling, at)
    appeal = changed(case, appeal, "judged", by=by, at=at, **said(appeal))
    if outcome in EFFECTS:
        tell_the_act(case, appeal, by=by, at=at)
    return appeal


@transaction.atomic
def withdraw(*, appeal: Appeal, ended_on: date, ruling: str, by: StaffMember, at: datetime) -> Appeal:
    case = workable(appeal.case, by, at)
    appeal = locked(appeal, Kind.values, OPEN)
    check_day(appeal, "ended_on", ended_on, at)
    appeal.stage, appeal.outcome, appeal.ended_on = Stage.WITHDRAWN, Outcome.WITHDRAWN, ended_on
    appeal.ruling = ruling.strip()
    release_packs(appeal, at)
    return changed(case, appeal, "withdrawn", by=by, at=at, **said(appeal))


def reject_by_silence(*, at: datetime) -> int:
    """The appeals that the silence of the administration has rejected, the day wholly elapsed. Harmless twice."""
    elapsed = Appeal.objects.filter(
        kind__in=ADMINISTRATIVE, stage=Stage.RECEIVED, silence_due_on__lt=paris_day(at)
    ).select_related("case")
    return sum(reject_one(appeal=appeal, at=at) for appeal in elapsed.order_by("pk"))


@transaction.atomic
def reject_one(*, appeal: Appeal, at: datetime) -> bool:
    case = locked_case(appeal.case, None)
    appeal = Appeal.objects.select_for_update(of=("self",)).get(pk=appeal.pk)
    if appeal.stage != Stage.RECEIVED:
        return False
    appeal.stage, appeal.outcome, appeal.ended_on = Stage.SILENT, Outcome.REJECTED, appeal.silence_due_on
    release_packs(appeal, at)
    changed(case, appeal, "silent", by=None, at=at, born_on=appeal.silence_due_on.isoformat())
    return True


# --- the file for the judge -----------------------------------------------------------------------------------


@transaction.atomic
def request_pack(*, appeal: Appeal, by: StaffMember, at: datetime) -> Job:
    """Ask for the litigation file, as this person may read the case. Asked twice in a minute, it is one job."""
    case = workable(appeal.case, by, at)
    job = enqueue(
        kind=PACK_JOB,
        label=f"Dossier contentieux {case.reference}",
        key=f"{PACK_JOB}:{appeal.pk}:{by.pk}:{at:%Y%m%d%H%M}",
        payload={"appeal": appeal.pk, "reader": by.pk},
        by=by,
        at=at,
        queue="bulk",
        expires_at=None if appeal.stage in OPEN else at + KEPT,
    )
    _, created = LitigationPack.objects.get_or_create(job=job, defaults={"appeal": appeal})
    if created:
        note_on(case, "appeal.pack_asked", by=by, at=at, details={"title": str(appeal)})
    return job


def release_packs(appeal: Appeal, at: datetime) -> None:
    """The appeal is over: its files are no longer kept beyond their time."""
    Job.objects.filter(litigation_pack__appeal=appeal, expires_at__isnull=True).update(expires_at=at + KEPT)


# --- shared ---------------------------------------------------------------------------------------------------


def workable(case: Case, by: StaffMember, at: datetime) -> Case:
    """The case, locked before its appeals, of somebody who works on it."""
    case = locked_case(case, None)
    if not works_on_case(by, case, paris_day(at)):
        raise NotAllowed("Vous ne travaillez pas sur ce dossier : ses recours sont suivis par son service.")
    return case


def locked(appeal: Appeal, kinds, stages) -> Appeal:
    appeal = Appeal.objects.select_for_update(of=("self",)).get(pk=appeal.pk)
    if appeal.kind not in kinds:
        raise AppealMoved(f"Cette action ne concerne pas un {appeal.get_kind_display().lower()}.")
    if appeal.stage not in stages:
        raise AppealMoved(f"Ce n'est plus possible : ce recours est « {appeal.get_stage_display().lower()} ».")
    return appeal


def check_day(appeal: Appeal, name: str, day: date, at: datetime) -> None:
    if day > paris_day(at):
        raise DomainError("Cette date est dans l'avenir.", field=name)
    if day < appeal.received_on:
        raise DomainError("Cette date précède la réception du recours.", field=name)


def end(case: Case, appeal: Appeal, stage: str, outcome: str, ended_on: date, ruling: str, at: datetime) -> None:
    if outcome not in OUTCOMES[appeal.kind]:
        raise DomainError("Cette issue n'est pas celle d'un tel recours.", field="outcome")
    check_day(appeal, "ended_on", ended_on, at)
    appeal.stage, appeal.outcome, appeal.ended_on, appeal.ruling = stage, outcome, ended_on, ruling.strip()
    release_packs(appeal, at)


def said(appeal: Appeal) -> dict[str, str]:
    return {
        "outcome": appeal.get_outcome_display(),
        "effective_on": appeal.ended_on.isoformat(),
        "reason": appeal.ruling,
    }


def changed(case: Case, appeal: Appeal, verb: str, *, by: StaffMember | None, at: datetime, **details: str) -> Appeal:
    """Save the appeal, bring the dates of the case up to it, and tell the journal in the history of the case."""
    appeal.save()
    refresh_deadlines(case, at)
    touch(case, by, at)
    title = f"{appeal.get_kind_display()}, {appeal.lodged_by}"
    number = {"number": appeal.court_reference} if appeal.court_reference else {}
    note_on(case, f"appeal.{verb}", by=by, at=at, details={"title": title, **number, **details})
    return appeal


def tell_the_act(case: Case, appeal: Appeal, *, by: StaffMember, at: datetime) -> None:
    """In the history of the case, of its act and of its permit."""
    verb = EFFECTS[appeal.outcome]
    details = {
        "title": f"{appeal.get_kind_display()}, {appeal.court}",
        "number": appeal.court_reference,
        "effective_on": appeal.ended_on.isoformat(),
    }
    note_on(case, f"appeal.act_{verb}", by=by, at=at, details=details)
    decision = getattr(case, "decision", None)
    letter = decision.letter if decision is not None else None
    for thing in (letter, case.permit, case.renews):
        if thing is not None:
            record(
                by=by,
                at=at,
                action=f"appeal.act_{verb}",
                subject=thing,
                label=thing.number or case.reference,
                unit_code=case.unit_id,
                details=details,
            )


def people_of(case: Case, at: datetime) -> list[StaffMember]:
    """The caseworker; without one, those who distribute the cases."""
    return [case.caseworker] if case.caseworker_id else chiefs_of(case, paris_day(at))
