"""The papers of a grant after its act: certificate, reminders, contradictory letter, recovery, amendment."""

from datetime import date, datetime
from decimal import Decimal

from directorate.documents.models import Letter
from directorate.documents.papers import masthead
from directorate.legal_calendar.arithmetic import french_long
from directorate.money.amounts import NONE, words
from directorate.org.models import StaffMember
from directorate.parameters.queries import values
from directorate.registers.paper_acts import enter
from public_order.grants.models import GrantApplication
from public_order.grants.papers import COURT, about, addressed
from public_order.grants.payments import queries
from public_order.grants.payments.catalogue import Alert, Proof
from public_order.grants.payments.models import GrantAlert, GrantAmendment, GrantPayment, GrantRecovery
from public_order.policies import UNIT

FOLDER = "letters/public_order"
CERTIFICATE = f"{FOLDER}/grant_certificate.html"
ALERT = f"{FOLDER}/grant_alert.html"
HEARING = f"{FOLDER}/grant_hearing.html"
RECOVERY = f"{FOLDER}/grant_recovery.html"
AMENDMENT = f"{FOLDER}/grant_amendment.html"


def steps(trace: list[dict]) -> list[dict[str, str]]:
    """A kept reasoning, its amounts in words."""
    return [
        {"words": step["words"], "amount": words(Decimal(step["amount"])) if step["amount"] is not None else ""}
        for step in trace
    ]


def day(on: date | None) -> str:
    return french_long(on) if on else ""


def act_of(row: GrantApplication) -> str:
    return f"{row.get_instrument_display()} n° {row.act_number} du {day(row.signed_on)}" if row.signed_on else ""


def write_certificate(row: GrantPayment, *, by: StaffMember, at: datetime) -> Letter:
    grant = row.application
    before = queries.taken_of(grant) - row.amount
    return addressed(
        grant, CERTIFICATE, "Certificat de paiement", by=by, at=at, granted=words(grant.granted or NONE),
        act=act_of(grant), commitments=[
            {"number": f"{each.ej}, poste {each.item}", "amount": words(each.amount)}
            for each in grant.commitments.all()
        ],
        payment={"number": row.number, "kind": row.get_kind_display(), "amount": words(row.amount),
                 "service": row.service_number, "certified_on": day(row.certified_on), "due_on": day(row.due_on),
                 "proofs": [Proof(code).label for code in row.proofs]},
        siret=grant.promoter.siret, account_end=grant.promoter.iban_end, before=words(before),
        after=words(before + row.amount), left=words((grant.granted or NONE) - before - row.amount),
        steps=steps(row.trace), certifier=str(row.certified_by),
    )  # fmt: skip


def write_alert(row: GrantAlert, *, by: StaffMember, at: datetime) -> Letter:
    grant = row.application
    return addressed(
        grant, ALERT, row.get_step_display(), by=by, at=at, step=row.step, due=day(row.report_due_on),
        is_notice=row.step == Alert.NOTICE, is_late=row.step in (Alert.AFTER_15, Alert.NOTICE),
        granted=words(grant.granted or NONE), paid=words(queries.paid_of(grant)), act=act_of(grant),
        exercise=day(grant.exercise_ends_on),
    )  # fmt: skip


def claim_words(row: GrantRecovery) -> dict[str, object]:
    grant = row.application
    return {
        "number": row.number, "amount": words(row.amount), "reason": row.get_reason_display(),
        "explanation": row.explanation, "steps": steps(row.trace), "granted": words(grant.granted or NONE),
        "paid": words(queries.paid_of(grant)), "act": act_of(grant),
        "letter_on": day(row.letter_on), "until": day(row.observations_until), "observed_on": day(row.observed_on),
    }  # fmt: skip


def write_hearing(row: GrantRecovery, *, by: StaffMember, at: datetime) -> Letter:
    return addressed(row.application, HEARING, "Reversement envisagé", by=by, at=at, claim=claim_words(row))


def enter_recovery(row: GrantRecovery, *, by: StaffMember, at: datetime) -> Letter:
    signed_on = row.decided_on or at.date()
    found = values(COURT, signed_on)
    grant = row.application
    context = {
        **masthead(UNIT, signed_on), "grant": about(grant), "claim": claim_words(row), "number": row.act_number,
        "signed_on": french_long(signed_on), "promoter": promoter_words(grant),
        "court": {"name": found[COURT[0]], "address": found[COURT[1]]},
    }  # fmt: skip
    return enter(
        kind="individual", title=f"Reversement FIPD, {row.number}", template=RECOVERY, context=context,
        number=row.act_number, signed_on=signed_on, unit=UNIT, published=False, by=by, at=at,
    )  # fmt: skip


def promoter_words(row: GrantApplication) -> dict[str, str]:
    promoter = row.promoter
    return {"name": promoter.name, "siret": promoter.siret, "representative": promoter.representative}


def enter_amendment(row: GrantApplication, change: GrantAmendment, *, by: StaffMember, at: datetime) -> Letter:
    signed_on = change.signed_on or at.date()
    changes = [
        f"{label} : {french_long(after)}"
        for label, after in (
            ("Début du projet", change.starts_on), ("Fin du projet", change.ends_on),
            ("Clôture de l'exercice", change.exercise_ends_on),
        ) if after
    ]  # fmt: skip
    if change.amount is not None:
        changes.append(f"Subvention ramenée de {words(Decimal(change.former['granted']))} à {words(change.amount)}")
    context = {
        **masthead(UNIT, signed_on), "grant": about(row), "promoter": promoter_words(row), "act": act_of(row),
        "rank": change.rank, "reason": change.reason, "changes": changes, "asked_on": french_long(change.asked_on),
        "report_on": day(queries.report_due_on(row)), "number": change.act_number, "signed_on": french_long(signed_on),
    }  # fmt: skip
    return enter(
        kind="individual", title=f"Avenant n° {change.rank} FIPD, {row.number}", template=AMENDMENT, context=context,
        number=change.act_number, signed_on=signed_on, unit=UNIT, published=False, by=by, at=at,
    )  # fmt: skip
