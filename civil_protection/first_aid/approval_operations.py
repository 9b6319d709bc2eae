"""Associations and their approvals: asked for, given, suspended, withdrawn after a hearing; reports and controls."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from civil_protection.communal.operations import not_to_come
from civil_protection.first_aid.approval_rules import (
    HEARING_DAYS,
    SUSPENSION_MONTHS,
    YEARS,
    field_faults,
    last_valid_day,
    suspended_to,
)
from civil_protection.first_aid.models import Approval, ApprovalReport, Control, Mission, RescueAssociation
from civil_protection.first_aid.papers import APPROVAL_ORDER, HEARING_LETTER, approval_words, missions_words
from civil_protection.first_aid.post_operations import allowed, tell
from civil_protection.protection.acts import enter, number_of_ours
from civil_protection.protection.papers import write_letter
from civil_protection.protection.words import check_text, check_title
from directorate.legal_calendar.arithmetic import counted, french_long
from directorate.org.models import StaffMember
from directorate.parameters.queries import value
from directorate.territory.models import Commune
from directorate.web.errors import Conflict, DomainError

State, Authority = Approval.State, Approval.Authority
DAY = timedelta(days=1)


def locked(approval: Approval, *states: str) -> Approval:
    """Alone with the approval, which is in one of these states."""
    row = Approval.objects.select_for_update(of=("self",)).select_related("association").get(pk=approval.pk)
    if row.state not in states:
        raise Conflict(f"Cet agrément est dans l'état « {row.get_state_display().lower()} » : rien à y faire.")
    return row


@transaction.atomic
def save_association(
    *, name: str, acronym: str = "", affiliation: str = "", commune: Commune | None = None, address: str = "",
    email: str = "", phone: str = "", trains: bool = False, trained_until: date | None = None, is_active: bool = True,
    association: RescueAssociation | None = None, by: StaffMember, at: datetime,
) -> RescueAssociation:  # fmt: skip
    """An association, new or corrected; without activity it is kept, and engaged no more."""
    allowed(by, at)
    check_title(name, field="name")
    facts = {"acronym": acronym, "affiliation": affiliation, "address": address, "phone": phone}
    for field, text in facts.items():
        check_text(text, field=field)
    others = RescueAssociation.objects.exclude(pk=association.pk if association else None)
    if others.filter(name__iexact=name.strip()).exists():
        raise Conflict("Cette association est déjà enregistrée.", field="name")
    row = association or RescueAssociation(recorded_at=at)
    row.name, row.commune, row.email, row.trains, row.is_active = name.strip(), commune, email, trains, is_active
    row.trained_until = trained_until if trains else None
    for field, text in facts.items():
        setattr(row, field, text)
    row.save()
    tell("association_saved", row, by, at)
    return row


# --- approvals ----------------------------------------------------------------------------------------------------


@transaction.atomic
def ask_approval(
    *, association: RescueAssociation, missions: Sequence[str], field: str, departments: Sequence[str] = (),
    authority: str, asked_on: date, strength: int = 0, vehicles: int = 0, renews: Approval | None = None,
    by: StaffMember, at: datetime,
) -> Approval:  # fmt: skip
    """What an association asks for; `renews`: the approval that this one follows."""
    on = allowed(by, at)
    not_to_come(asked_on, on, "asked_on")
    if not missions or set(missions) - set(Mission.values):
        raise DomainError("Choisir les missions demandées.", field="missions")
    if field not in Approval.Field.values or authority not in Authority.values:
        raise DomainError("Ce champ ou cette autorité n'est pas connu.", field="field")
    if wrong := field_faults(field, departments):
        raise DomainError(wrong, field="departments")
    if renews is not None:
        renews = locked(renews, State.APPROVED, State.SUSPENDED)
        if renews.association_id != association.pk:
            raise DomainError("L'agrément à renouveler est celui d'une autre association.")
        if renews.renewals.exclude(state=State.REFUSED).exists():
            raise Conflict("Le renouvellement de cet agrément est déjà demandé.")
    row = Approval.objects.create(
        association=association, missions=[code for code in Mission.values if code in missions], field=field,
        departments=sorted(set(departments)), authority=authority, asked_on=asked_on, strength=strength,
        vehicles=vehicles, renews=renews, recorded_at=at,
    )  # fmt: skip
    tell("approval_asked", row, by, at, missions=row.missions, renews=renews.pk if renews else None)
    return row


@transaction.atomic
def grant(
    *, approval: Approval, starts_on: date, ends_on: date | None = None, number: str = "", signed_on: date,
    by: StaffMember, at: datetime,
) -> Approval:  # fmt: skip
    """The approval is given, for three years at most; ours takes its number in the register of acts (T26)."""
    on = allowed(by, at)
    not_to_come(signed_on, on, "signed_on")
    row = locked(approval, State.ASKED)
    if signed_on < row.asked_on:
        raise DomainError("La signature suit la demande.", field="signed_on")
    years = int(value(YEARS, signed_on))
    latest = last_valid_day(starts_on, years)
    if ends_on is not None and not starts_on <= ends_on <= latest:
        raise DomainError(
            f"Un agrément vaut {counted(years, 'ans')} au plus : jusqu'au {french_long(latest)} au plus tard.",
            field="ends_on",
        )
    if row.renews is not None and row.renews.ends_on and starts_on <= row.renews.ends_on:
        raise DomainError(
            f"L'agrément renouvelé vaut jusqu'au {french_long(row.renews.ends_on)} : le suivant commence après.",
            field="starts_on",
        )
    row.starts_on, row.ends_on, row.signed_on, row.state = starts_on, ends_on or latest, signed_on, State.APPROVED
    if row.authority == Authority.PREFECT:
        row.number = number_of_ours(number, signed_on)
        row.order = enter(
            kind="grant", title=f"Agrément de sécurité civile, {row.association.name}",
            template=APPROVAL_ORDER, context=approval_words(row), number=row.number, signed_on=signed_on, by=by, at=at,
        )  # fmt: skip
    else:
        if not number.strip():
            raise DomainError("Donner le numéro de l'acte pris par cette autorité.", field="number")
        check_text(number, field="number")
        row.number = number
    row.save()
    tell("approval_granted", row, by, at, number=row.number, ends_on=row.ends_on.isoformat())
    return row


@transaction.atomic
def refuse(*, approval: Approval, closed_why: str, by: StaffMember, at: datetime) -> Approval:
    allowed(by, at)
    check_text(closed_why, field="closed_why")
    row = locked(approval, State.ASKED)
    row.state, row.closed_why = State.REFUSED, closed_why
    row.save()
    tell("approval_refused", row, by, at, why=closed_why)
    return row


@transaction.atomic
def suspend(
    *, approval: Approval, suspended_from: date, suspended_until: date, suspended_why: str, by: StaffMember,
    at: datetime,
) -> Approval:  # fmt: skip
    """In an emergency, three months at most (CSI, art. R725-11)."""
    allowed(by, at)
    check_text(suspended_why, field="suspended_why")
    row = locked(approval, State.APPROVED)
    latest = suspended_to(suspended_from, int(value(SUSPENSION_MONTHS, suspended_from)))
    if suspended_until < suspended_from:
        raise DomainError("La fin suit le début.", field="suspended_until")
    if suspended_until > latest:
        raise DomainError(f"Une suspension dure trois mois au plus : jusqu'au {french_long(latest)}.",
                          field="suspended_until")  # fmt: skip
    row.state, row.suspended_from, row.suspended_until = State.SUSPENDED, suspended_from, suspended_until
    row.suspended_why = suspended_why
    row.save()
    tell("approval_suspended", row, by, at, until=suspended_until.isoformat(), why=suspended_why)
    return row


@transaction.atomic
def lift_suspension(*, approval: Approval, reason: str, by: StaffMember, at: datetime) -> Approval:
    allowed(by, at)
    check_text(reason, field="reason")
    row = locked(approval, State.SUSPENDED)
    row.state = State.APPROVED
    row.save(update_fields=["state"])
    tell("approval_lifted", row, by, at, reason=reason)
    return row


@transaction.atomic
def hear(*, approval: Approval, heard_from: date, heard_why: str, by: StaffMember, at: datetime) -> Approval:
    """Before a withdrawal, the association is told why and may answer."""
    on = allowed(by, at)
    not_to_come(heard_from, on, "heard_from")
    check_text(heard_why, field="heard_why")
    row = locked(approval, State.APPROVED, State.SUSPENDED)
    if row.heard_from is not None:
        raise Conflict(f"Les observations sont demandées depuis le {french_long(row.heard_from)}.")
    row.heard_from, row.heard_why = heard_from, heard_why
    row.heard_until = heard_from + int(value(HEARING_DAYS, heard_from)) * DAY
    row.hearing = write_letter(
        kind="letter", title=f"Agrément, procédure contradictoire, {row.association.name}", template=HEARING_LETTER,
        to={"civility": "Madame, Monsieur", "name": row.association.name, "representative": "",
            "address": row.association.address},
        reference=f"AGR {row.pk}", by=by, at=at, missions=missions_words(row), grounds=heard_why,
        ends_on=french_long(row.ends_on), until=french_long(row.heard_until),
    )  # fmt: skip
    row.save()
    tell("approval_heard", row, by, at, until=row.heard_until.isoformat())
    return row


@transaction.atomic
def note_observations(*, approval: Approval, observations: str, by: StaffMember, at: datetime) -> Approval:
    allowed(by, at)
    check_text(observations, field="observations")
    row = locked(approval, State.APPROVED, State.SUSPENDED)
    if row.heard_from is None:
        raise Conflict("Aucune observation n'est demandée.")
    row.observations = observations
    row.save(update_fields=["observations"])
    tell("approval_observations", row, by, at)
    return row


@transaction.atomic
def withdraw(*, approval: Approval, withdrawn_on: date, closed_why: str, by: StaffMember, at: datetime) -> Approval:
    """After its observations, or once the time to present them is over."""
    on = allowed(by, at)
    not_to_come(withdrawn_on, on, "withdrawn_on")
    check_text(closed_why, field="closed_why")
    row = locked(approval, State.APPROVED, State.SUSPENDED)
    if row.heard_from is None or row.heard_until is None:
        raise Conflict("Un retrait suppose que l'association ait pu présenter ses observations.")
    if not row.observations and withdrawn_on <= row.heard_until:
        raise DomainError(f"L'association peut présenter ses observations jusqu'au {french_long(row.heard_until)}.",
                          field="withdrawn_on")  # fmt: skip
    row.state, row.withdrawn_on, row.closed_why = State.WITHDRAWN, withdrawn_on, closed_why
    row.save()
    tell("approval_withdrawn", row, by, at, why=closed_why)
    return row


@transaction.atomic
def receive_report(
    *, approval: Approval, year: int, received_on: date, note: str = "", by: StaffMember, at: datetime
) -> ApprovalReport:
    """The report of activity of a year."""
    on = allowed(by, at)
    not_to_come(received_on, on, "received_on")
    check_text(note, field="note")
    row = locked(approval, State.APPROVED, State.SUSPENDED, State.WITHDRAWN)
    if not row.starts_on.year <= year <= row.ends_on.year or year >= received_on.year + 1:
        raise DomainError("Cette année n'est pas couverte par l'agrément, ou n'est pas encore venue.", field="year")
    if row.reports.filter(year=year).exists():
        raise Conflict("Le rapport de cette année est déjà reçu.", field="year")
    report = ApprovalReport.objects.create(approval=row, year=year, received_on=received_on, note=note)
    tell("report_received", row, by, at, year=year)
    return report


# --- controls -----------------------------------------------------------------------------------------------------


@transaction.atomic
def record_control(
    *, association: RescueAssociation, done_on: date, announced: bool = False, of_training: bool = False,
    findings: str, compliant: bool = False, follow_up: str = "", due_on: date | None = None, by: StaffMember,
    at: datetime,
) -> Control:  # fmt: skip
    on = allowed(by, at)
    not_to_come(done_on, on, "done_on")
    check_text(findings, field="findings")
    check_text(follow_up, field="follow_up")
    if not compliant and not follow_up.strip():
        raise DomainError("Dire les suites données à ce qui n'est pas conforme.", field="follow_up")
    if due_on is not None and due_on < done_on:
        raise DomainError("La mise en conformité suit le contrôle.", field="due_on")
    row = Control.objects.create(
        association=association, done_on=done_on, announced=announced, of_training=of_training, findings=findings,
        compliant=compliant, follow_up=follow_up, due_on=None if compliant else due_on,
        closed_on=done_on if compliant else None, recorded_at=at,
    )  # fmt: skip
    tell("controlled", row, by, at, compliant=compliant)
    return row


@transaction.atomic
def close_control(*, control: Control, closed_on: date, by: StaffMember, at: datetime) -> Control:
    on = allowed(by, at)
    not_to_come(closed_on, on, "closed_on")
    row = Control.objects.select_for_update(of=("self",)).select_related("association").get(pk=control.pk)
    if row.closed_on is not None:
        raise Conflict("Ce contrôle est déjà clos.")
    if closed_on < row.done_on:
        raise DomainError("La clôture suit le contrôle.", field="closed_on")
    row.closed_on = closed_on
    row.save(update_fields=["closed_on"])
    tell("control_closed", row, by, at)
    return row
