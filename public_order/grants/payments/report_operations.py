"""The financial report: awaited, reminded (FIPD-17), received, controlled; its changes of project before it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from directorate.casework.move import paris_day
from directorate.jobs.models import Job
from directorate.jobs.operations import enqueue, progress
from directorate.jobs.outbox_operations import post_mail
from directorate.jobs.registry import handler
from directorate.legal_calendar.arithmetic import french_long
from directorate.money.amounts import NONE, words
from directorate.money.funding import EXPENSES, IN_KIND, INCOME
from directorate.org.models import StaffMember
from directorate.parameters.queries import every_version, remembering, value, values
from directorate.registers.paper_acts import number_of_ours
from directorate.web.errors import Conflict, DomainError, NotAllowed
from public_order.grants import queries as grants
from public_order.grants import terms
from public_order.grants.call_operations import decider
from public_order.grants.catalogue import PRIVATE
from public_order.grants.models import GrantApplication, GrantEnvelope, GrantIndicator
from public_order.grants.operations import locked, move
from public_order.grants.payments import papers, queries, rules
from public_order.grants.payments.catalogue import (
    DONE,
    WAITING,
    Alert,
    AmendmentState,
    Channel,
    Control,
    RecoveryReason,
    RecoveryState,
)
from public_order.grants.payments.models import (
    GrantAlert,
    GrantAmendment,
    GrantRecovery,
    GrantReport,
    GrantReportLine,
)
from public_order.grants.payments.operations import not_in_the_future, release
from public_order.recording import reasoned, tell, worker

State = GrantApplication.State
ALERT_LETTERS = "grants.report_letters"
BY_LETTER = (Channel.LETTER, Channel.REGISTERED)


# --- the report ---------------------------------------------------------------------------------------------------


@transaction.atomic
def receive_report(
    *, application: GrantApplication, received_on: date, lines: Sequence[Mapping[str, Any]], qualitative: str,
    certified_by: str, has_accounts: bool = False, recoverable_vat: Decimal = NONE,
    results: Mapping[int, str] | None = None, by: StaffMember, at: datetime,
) -> GrantReport:  # fmt: skip
    """What was really spent and received, by account, and the indicators; it may be completed until its control."""
    on = worker(by, at)
    row = locked(application, (*queries.REPORTABLE, State.REPORTED, State.RECOVERY), "justifiée")
    found = GrantReport.objects.select_for_update(of=("self",)).filter(application=row).first()
    if found is not None and found.control in DONE:
        raise Conflict("Le compte rendu est contrôlé : il ne change plus.")
    not_in_the_future(received_on, on, "received_on")
    if row.ends_on and received_on < row.ends_on and received_on < (row.exercise_ends_on or row.ends_on):
        raise DomainError(
            f"Le projet se termine le {row.ends_on:%d/%m/%Y} : le bilan vient après.", field="received_on"
        )
    if not any(line["account"] in EXPENSES for line in lines):
        raise DomainError("Aucune dépense n'est déclarée : un projet sans dépense se reverse.", field="lines")
    for line in lines:
        if line["account"] not in (*EXPENSES, *INCOME, *IN_KIND):
            said = f"Le compte {line['account']} n'existe pas : 60 à 68, 70 à 79, 86 ou 87."
            raise DomainError(said, field="lines")
    late_claim(row, received_on, by, at)
    report = found or GrantReport(application=row, recorded_by=by)
    report.received_on, report.certified_by = received_on, certified_by.strip()
    report.qualitative = reasoned(qualitative, "qualitative")
    report.has_accounts, report.recoverable_vat, report.recorded_at = has_accounts, recoverable_vat, at
    report.control, report.version = Control.NOT_STARTED, report.version + (found is not None)
    report.save()
    report.lines.all().delete()
    GrantReportLine.objects.bulk_create(
        GrantReportLine(report=report, **{name: line[name] for name in KEPT if name in line}) for line in lines
    )
    known = {each.pk: each for each in row.indicators.all()}
    for key, result in (results or {}).items():
        known[key].result = result
    GrantIndicator.objects.bulk_update(known.values(), ["result"])
    spent = sum((line["amount"] for line in lines if line["account"] in EXPENSES), NONE)
    said = "Compte rendu financier complété" if found else "Compte rendu financier reçu"
    move(row, State.REPORTED, f"{said} : {words(spent)} dépensés", by, at)
    return report


KEPT = ("account", "label", "amount", "is_excluded")


def late_claim(row: GrantApplication, received_on: date, by: StaffMember, at: datetime) -> None:
    """A claim for want of a report ends with it, as long as nothing is decided."""
    claim = GrantRecovery.objects.select_for_update(of=("self",)).filter(
        application=row, state__in=(RecoveryState.OPENED, RecoveryState.HEARING, RecoveryState.DECIDED,
                                    RecoveryState.ORDERED),
    ).first()  # fmt: skip
    if claim is None and row.state != State.RECOVERY:
        return
    is_heard = claim is not None and claim.state in (RecoveryState.OPENED, RecoveryState.HEARING)
    if claim is None or claim.reason != RecoveryReason.NO_REPORT or not is_heard:
        raise Conflict("Un reversement est décidé : le compte rendu ne le remplace plus.")
    claim.state, claim.answer = RecoveryState.DROPPED, f"Compte rendu reçu le {received_on:%d/%m/%Y}"
    claim.save()
    tell("grant_recovery.dropped", claim, by, at, reason=claim.answer)


@transaction.atomic
def control_report(
    *, application: GrantApplication, control: str, set_aside: Decimal = NONE, comment: str = "", by: StaffMember,
    at: datetime,
) -> GrantReport:  # fmt: skip
    """C1: by another person than the one who proposed the grant. What is due is counted and kept with its trace."""
    on = worker(by, at)
    row = locked(application, (State.REPORTED,), "contrôlée")
    if row.instructor_id == by.pk and int(value(terms.SEPARATE, on)):
        raise NotAllowed("Qui a instruit la demande n'en contrôle pas le compte rendu : un collègue le fait.")
    report = GrantReport.objects.select_for_update(of=("self",)).get(application=row)
    if control == Control.QUESTIONS:
        report.control, report.comment = control, reasoned(comment, "comment")
        report.version += 1
        report.save()
        return said_of(report, row, State.REPORTED, "Questions posées sur le compte rendu", by, at)
    if control not in DONE:
        raise DomainError("Dire ce que le contrôle conclut.", field="control")
    if row.payments.filter(state__in=WAITING).exists():
        raise Conflict("Un versement est en cours : le payer ou l'annuler d'abord.")
    if set_aside or control == Control.NON_COMPLIANT:
        comment = reasoned(comment, "comment")
    spent = queries.counted(row, report).realised
    if set_aside > spent:
        raise DomainError(f"Les dépenses éligibles sont de {words(spent)}.", field="set_aside")
    if control == Control.NON_COMPLIANT and not set_aside:
        raise DomainError("Un compte rendu non conforme écarte des dépenses : dire lesquelles.", field="set_aside")
    threshold = Decimal(str(value(terms.ACCOUNTS_ABOVE, grants.opening(row))))
    if (
        row.promoter.kind in PRIVATE and not report.has_accounts
        and rules.needs_accounts(grants.granted_in_the_year(row), threshold)
    ):  # fmt: skip
        raise DomainError(f"Des comptes certifiés sont exigés à partir de {words(threshold)} par an.", field="control")
    found = queries.counted(row, report, set_aside)
    report.control, report.comment, report.set_aside = control, comment, set_aside
    report.controlled_on, report.controlled_by = on, by
    report.realised, report.amount_due, report.trace = (
        found.realised, found.settlement.due, rules.told(found.steps),
    )  # fmt: skip
    report.version += 1
    report.save()
    said_of(report, row, State.CONTROLLED, f"Compte rendu contrôlé : {words(found.settlement.due)} dus", by, at)
    if not found.settlement.balance and not found.settlement.to_recover and found.settlement.due < (row.granted or 0):
        move(row, State.REDUCED, "Rien à payer ni à reverser", by, at)
    return report


def said_of(report, row: GrantApplication, state: str, said: str, by: StaffMember, at: datetime) -> GrantReport:
    move(row, state, said, by, at, report.comment)
    return report


# --- alerts (FIPD-17) ---------------------------------------------------------------------------------------------


def offsets(on: date) -> dict[str, int]:
    found = values([code for code, _ in terms.ALERTS.values()], on)
    return {step: int(found[code]) for step, (code, _) in terms.ALERTS.items()}


def channel_of(step: str, email: str) -> str:
    if step == Alert.DECISION:
        return Channel.BUREAU
    if step == Alert.NOTICE:
        return Channel.REGISTERED
    return Channel.MAIL if email else Channel.LETTER


def raise_alerts(*, at: datetime) -> int:
    """Each step once: mails leave, letters wait for the series that an agent asks for, the last one is for us."""
    on, count = paris_day(at), 0
    with remembering(every_version()):
        days = offsets(on)
        rows = list(queries.awaiting().filter(granted__isnull=False).prefetch_related("alerts").order_by("pk"))
        for row in rows:
            due = queries.report_due_on(row)
            done = [each.step for each in row.alerts.all() if each.report_due_on == due]
            if due and rules.alert_of(due, on, days, done):
                count += raise_alert(row, due, days, at)
    return count


@transaction.atomic
def raise_alert(application: GrantApplication, due: date, days: Mapping[str, int], at: datetime) -> int:
    row = GrantApplication.objects.select_for_update(of=("self",)).select_related("promoter").get(pk=application.pk)
    done = row.alerts.filter(report_due_on=due).values_list("step", flat=True)
    step = rules.alert_of(due, paris_day(at), days, list(done))
    if step is None or row.state not in queries.REPORTABLE:
        return 0
    channel = channel_of(step, row.promoter.email)
    alert = GrantAlert.objects.create(
        application=row, step=step, channel=channel, report_due_on=due, raised_at=at,
        sent_at=None if channel in BY_LETTER else at,
    )  # fmt: skip
    if channel == Channel.MAIL:
        post_mail(
            key=f"grant-alert:{alert.pk}", to=row.promoter.email,
            subject=f"Compte rendu financier attendu, {row.number}", body=mail_words(row, due, step), at=at,
        )  # fmt: skip
    tell("grant_alert.raised", alert, None, at, step=step, channel=channel, number=row.number)
    return 1


def mail_words(row: GrantApplication, due: date, step: str) -> str:
    late = step == Alert.AFTER_15
    return (
        f"Madame, Monsieur,\n\nLe compte rendu financier (Cerfa 15059) de la subvention {row.number}, « {row.title} »,"
        f" {'était attendu' if late else 'est attendu au plus tard'} le {french_long(due)}.\n"
        "Sans lui, aucune nouvelle demande n'est examinée et la subvention peut être reversée.\n\n"
        "Le bureau de l'ordre public et de la prévention de la délinquance"
    )


@transaction.atomic
def ask_alert_letters(*, by: StaffMember, at: datetime) -> Job:
    """One job for the letters that wait. Asked twice for the same ones, it is one job."""
    worker(by, at)
    waiting = list(queries.unsent_letters().order_by("pk").values_list("pk", flat=True))
    if not waiting:
        raise Conflict("Aucune lettre de relance n'attend.")
    job = enqueue(
        kind=ALERT_LETTERS, label="Lettres de relance, comptes rendus du FIPD", queue="bulk",
        key=f"grant-report-letters:{len(waiting)}:{waiting[-1]}", by=by, at=at, payload={"waiting": waiting},
    )  # fmt: skip
    tell("grant_alert.letters_asked", by, by, at, letters=len(waiting))
    return job


@handler(ALERT_LETTERS, stepwise=True)
def write_alert_letters(job: Job, at: datetime) -> dict[str, int]:
    """Each letter in its own transaction, found done by a later attempt; a report received meanwhile needs none."""
    waiting, written = job.payload["waiting"], 0
    with remembering(every_version()):
        for rank, pk in enumerate(waiting, 1):
            with transaction.atomic():
                row = GrantAlert.objects.select_for_update(of=("self",)).select_related(
                    "application__call__programme", "application__promoter", "application__axis"
                ).get(pk=pk)  # fmt: skip
                if row.letter_id is None and row.application.state in queries.REPORTABLE:
                    row.letter = papers.write_alert(row, by=job.requested_by, at=at)
                    row.sent_at = at
                    row.save(update_fields=["letter", "sent_at"])
                    tell("grant_alert.written", row, job.requested_by, at, step=row.step)
                    written += 1
            progress(job, rank, len(waiting))
    return {"letters": written}


# --- amendments (B7.8) --------------------------------------------------------------------------------------------


@transaction.atomic
def ask_amendment(
    *, application: GrantApplication, asked_on: date, reason: str, starts_on: date | None = None,
    ends_on: date | None = None, exercise_ends_on: date | None = None, amount: Decimal | None = None,
    by: StaffMember, at: datetime,
) -> GrantAmendment:  # fmt: skip
    """A written request before the end of the project; it changes nothing until its amendment is signed."""
    on = worker(by, at)
    row = locked(application, (*queries.CHANGEABLE, State.ENDED), "modifiée")
    not_in_the_future(asked_on, on, "asked_on")
    if rules.asked_too_late(asked_on, row.ends_on):
        raise DomainError(
            f"B7.8 : un changement se demande avant la fin du projet, le {row.ends_on:%d/%m/%Y}.", field="asked_on"
        )
    if queries.asked_amendment(row):
        raise Conflict("Une demande d'avenant est déjà ouverte.")
    if not (starts_on or ends_on or exercise_ends_on or amount):
        raise DomainError("Dire au moins un changement : dates, exercice ou montant.", field="ends_on")
    first, last = starts_on or row.starts_on, ends_on or row.ends_on
    if first and last and last < first:
        raise DomainError("La fin précède le début.", field="ends_on")
    if amount is not None and not queries.taken_of(row) <= amount < (row.granted or NONE):
        raise DomainError(
            f"Un avenant ramène la subvention sous {words(row.granted or NONE)}, sans passer sous les versements"
            f" ({words(queries.taken_of(row))}).", field="amount",
        )  # fmt: skip
    found = GrantAmendment.objects.create(
        application=row, rank=row.amendments.count() + 1, asked_on=asked_on, reason=reasoned(reason),
        starts_on=starts_on, ends_on=ends_on, exercise_ends_on=exercise_ends_on, amount=amount, recorded_at=at,
        recorded_by=by,
    )  # fmt: skip
    tell("grant_amendment.asked", found, by, at, number=row.number)
    return found


def asked(row: GrantApplication) -> GrantAmendment:
    found = GrantAmendment.objects.select_for_update(of=("self",)).filter(application=row, state="asked").first()
    if found is None:
        raise Conflict("Aucune demande d'avenant n'est ouverte.")
    return found


@transaction.atomic
def sign_amendment(
    *, application: GrantApplication, number: str = "", signed_on: date, by: StaffMember, at: datetime
) -> GrantAmendment:
    """The grant follows its amendment; a lowered amount gives its authorisations back in the same year."""
    on = decider(by, at)
    GrantEnvelope.objects.select_for_update().get(programme__calls=application.call_id, kind=GrantEnvelope.Kind.AE)
    row = locked(application, queries.ANSWERABLE, "modifiée")
    found = asked(row)
    not_in_the_future(signed_on, on, "signed_on")
    if signed_on < found.asked_on:
        raise DomainError("La signature suit la demande.", field="signed_on")
    found.former = {name: str(getattr(row, name)) for name in ("starts_on", "ends_on", "exercise_ends_on", "granted")}
    for name in ("starts_on", "ends_on", "exercise_ends_on"):
        if getattr(found, name):
            setattr(row, name, getattr(found, name))
    if found.ends_on and not found.exercise_ends_on and row.exercise_ends_on and found.ends_on > row.exercise_ends_on:
        row.exercise_ends_on = date(found.ends_on.year, 12, 31)
    if found.amount is not None and row.granted is not None:
        if found.amount < queries.taken_of(row):
            raise Conflict("Des versements ont été préparés depuis : la subvention ne peut plus être ramenée si bas.")
        release(row, row.granted - found.amount, f"Avenant n° {found.rank}", by, at)
        row.granted = found.amount
    found.act_number, found.signed_on = number_of_ours(number, signed_on), signed_on
    found.state = AmendmentState.SIGNED
    found.act = papers.enter_amendment(row, found, by=by, at=at)
    found.save()
    state = State.AMENDED if row.state not in (State.NOTIFIED, State.COMMITTED) else row.state
    move(row, state, f"Avenant n° {found.rank} signé", by, at, found.reason)
    return found


@transaction.atomic
def refuse_amendment(*, application: GrantApplication, answer: str, by: StaffMember, at: datetime) -> GrantAmendment:
    decider(by, at)
    row = locked(application, queries.ANSWERABLE, "modifiée")
    found = asked(row)
    found.state, found.answer = AmendmentState.REFUSED, reasoned(answer, "answer")
    found.save()
    tell("grant_amendment.refused", found, by, at, reason=found.answer)
    return found
