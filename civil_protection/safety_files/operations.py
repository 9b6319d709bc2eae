"""What the files on safety leave in the registers, and what happens to it afterwards."""

import logging
from datetime import date, datetime

from django.db import transaction

from civil_protection.establishments.models import Opinion
from civil_protection.establishments.operations import note_opinion, open_project
from civil_protection.policies import works_in_civil_protection
from civil_protection.protection.words import check_text
from civil_protection.recording import not_to_come, tell
from civil_protection.safety_files.models import (
    AccessibilityAgenda,
    OpeningOrder,
    TentImplantation,
    TentRegister,
    TentVerification,
)
from civil_protection.safety_files.queries import in_register, known_number, orders_to_carry_out, project_of
from civil_protection.safety_files.terms import VERIFICATION_YEARS, end_of_agenda, next_verification
from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.org.models import StaffMember
from directorate.parameters.queries import value as parameter
from directorate.registers.operations import take_number
from directorate.territory.department import HOME
from directorate.territory.models import Commune
from directorate.web.errors import Conflict, DomainError, NotAllowed

LOGGER = logging.getLogger(__name__)
REGISTER = "cts"
STEPS = {"first_year": "first_year_on", "midterm": "midterm_on", "attestation": "attested_on"}


def allowed(by: StaffMember, at: datetime) -> date:
    on = paris_day(at)
    if not works_in_civil_protection(by, on=on):
        raise NotAllowed("Ces registres sont tenus par les agents du service.")
    return on


# --- tents ------------------------------------------------------------------------------------------------------


def number_of_tent(year: int) -> str:
    """The department, the year, then a rank that only grows, past the numbers typed from paper registers."""
    while known_number(number := f"{HOME.code}-{year}-{take_number(REGISTER, year):03d}"):
        pass
    return number


def open_register(*, case: Case, by: StaffMember | None, at: datetime) -> TentRegister:
    """The register that the attestation carries. A second notification opens no second one."""
    if found := TentRegister.objects.filter(case=case).first():
        return found
    on = paris_day(case.decided_at)
    answers = case.answers
    row = TentRegister.objects.create(
        number=number_of_tent(on.year),
        owner=str(case.party)[:160],
        label=answers["structure"][:160],
        surface=answers["surface"],
        capacity=answers["capacity"],
        storeyed=bool(answers.get("storeyed")),
        attested_on=on,
        prefecture=parameter("authority.prefecture", on),
        case=case,
        verification_due_on=next_verification(on, int(parameter(VERIFICATION_YEARS, on))),
        recorded_at=at,
    )
    tell("tent_register.opened", row, by, at, case=case.reference, owner=row.owner)
    return row


@transaction.atomic
def record_register(
    *, number: str, owner: str, label: str, surface: int, capacity: int, storeyed: bool, attested_on: date,
    prefecture: str, by: StaffMember, at: datetime,
) -> TentRegister:  # fmt: skip
    """A register that exists on paper, given here before or by another prefecture."""
    on = allowed(by, at)
    not_to_come(attested_on, on, "attested_on")
    if TentRegister.objects.filter(number__iexact=number).exists():
        raise Conflict("Ce numéro de registre est déjà enregistré.", field="number")
    row = TentRegister.objects.create(
        number=number, owner=owner, label=label, surface=surface, capacity=capacity, storeyed=storeyed,
        attested_on=attested_on, prefecture=prefecture, recorded_at=at,
        verification_due_on=next_verification(attested_on, int(parameter(VERIFICATION_YEARS, on))),
    )  # fmt: skip
    tell("tent_register.recorded", row, by, at, owner=owner)
    return row


def locked_tent(register: TentRegister) -> TentRegister:
    row = TentRegister.objects.select_for_update().get(pk=register.pk)
    if row.retired_on is not None:
        raise Conflict(f"La structure {row.number} est retirée du service depuis le {row.retired_on:%d/%m/%Y}.")
    return row


@transaction.atomic
def note_verification(
    *, register: TentRegister, verified_on: date, body: str, result: str, note: str = "", by: StaffMember, at: datetime
) -> TentVerification:
    """A verification by an approved body. The latest one says when the next is due; an older one changes nothing."""
    on = allowed(by, at)
    not_to_come(verified_on, on, "verified_on")
    check_text(note, field="note")
    row = locked_tent(register)
    if verified_on < row.attested_on:
        raise DomainError("Ce jour précède l'attestation.", field="verified_on")
    if row.verifications.filter(verified_on=verified_on).exists():
        raise Conflict("Une vérification de ce jour est déjà enregistrée.", field="verified_on")
    due_on = next_verification(verified_on, int(parameter(VERIFICATION_YEARS, on)))
    done = TentVerification.objects.create(
        register=row, verified_on=verified_on, body=body, result=result, next_on=due_on, note=note
    )
    latest = row.verifications.order_by("-verified_on").first()
    row.verification_due_on = latest.next_on
    row.save(update_fields=["verification_due_on"])
    tell("tent_register.verified", row, by, at, verified_on=verified_on.isoformat(), result=done.get_result_display())
    return done


@transaction.atomic
def record_implantation(
    *, register: TentRegister, commune: Commune, place: str, starts_on: date, ends_on: date, leave: str,
    visited_on: date | None = None, by: StaffMember, at: datetime,
) -> TentImplantation:  # fmt: skip
    """A place where it stands. It cannot stand in two places on the same days."""
    on = allowed(by, at)
    not_to_come(visited_on, on, "visited_on")
    if ends_on < starts_on:
        raise DomainError("La fin précède le début.", field="ends_on")
    row = locked_tent(register)
    refuse_two_places(row, starts_on, ends_on)
    done = TentImplantation.objects.create(
        register=row, commune=commune, place=place, starts_on=starts_on, ends_on=ends_on, leave=leave,
        visited_on=visited_on,
    )  # fmt: skip
    tell("tent_register.placed", row, by, at, commune=commune.name, starts_on=starts_on.isoformat())
    return done


def refuse_two_places(row: TentRegister, starts_on: date, ends_on: date) -> None:
    others = row.implantations.exclude(leave=TentImplantation.Leave.REFUSED)
    if other := others.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).first():
        raise Conflict(
            f"La structure est déjà implantée du {other.starts_on:%d/%m/%Y} au {other.ends_on:%d/%m/%Y} :"
            f" {other.place}.",
            field="starts_on",
        )


def note_implantation(*, case: Case, by: StaffMember | None, at: datetime) -> TentImplantation | None:
    """The implantation on which the commission gave its opinion, when the register is held here: the mayor decides."""
    answers = case.answers
    row = TentRegister.objects.select_for_update().filter(number__iexact=answers["register_number"].strip()).first()
    if row is None or case.commune_id is None or row.implantations.filter(case=case).exists():
        return None
    done = TentImplantation.objects.create(
        register=row, commune=case.commune, place=answers["site"][:200], starts_on=paris_day(case.event_at),
        ends_on=date.fromisoformat(answers["ends_on"]), case=case,
    )  # fmt: skip
    tell("tent_register.placed", row, by, at, commune=case.commune.name, case=case.reference)
    return done


@transaction.atomic
def retire_tent(
    *, register: TentRegister, retired_on: date, retired_why: str, by: StaffMember, at: datetime
) -> TentRegister:
    not_to_come(retired_on, allowed(by, at), "retired_on")
    row = locked_tent(register)
    row.retired_on, row.retired_why = retired_on, retired_why
    row.save(update_fields=["retired_on", "retired_why"])
    tell("tent_register.retired", row, by, at, why=retired_why)
    return row


# --- accessibility agendas ----------------------------------------------------------------------------------------


@transaction.atomic
def record_agenda(
    *, number: str, establishment_name: str, establishment_number: str = "", commune: Commune, owner: str,
    approved_on: date, years: int, note: str = "", by: StaffMember, at: datetime,
) -> AccessibilityAgenda:  # fmt: skip
    """An agenda that is running: none was opened after the end of March 2019 but may have been approved since."""
    on = allowed(by, at)
    not_to_come(approved_on, on, "approved_on")
    check_text(note, field="note")
    if AccessibilityAgenda.objects.filter(number__iexact=number).exists():
        raise Conflict("Ce numéro d'agenda est déjà enregistré.", field="number")
    row = AccessibilityAgenda.objects.create(
        number=number, establishment_name=establishment_name, establishment_number=establishment_number,
        commune=commune, owner=owner, approved_on=approved_on, years=years, ends_on=end_of_agenda(approved_on, years),
        note=note,
    )  # fmt: skip
    tell("accessibility_agenda.recorded", row, by, at, commune=commune.name)
    return row


@transaction.atomic
def receive_step(
    *, agenda: AccessibilityAgenda, step: str, received_on: date, by: StaffMember, at: datetime
) -> AccessibilityAgenda:
    """What the owner sent: the situation of the first year, the half-way report, the attestation."""
    not_to_come(received_on, allowed(by, at), "received_on")
    row = AccessibilityAgenda.objects.select_for_update(of=("self",)).get(pk=agenda.pk)
    name = STEPS.get(step)
    if name is None or (step == "midterm" and row.years == 3):
        raise DomainError("Cet envoi n'est pas attendu.", field="step")
    if getattr(row, name) is not None:
        raise Conflict("Cet envoi est déjà enregistré.", field="step")
    if received_on < row.approved_on:
        raise DomainError("Ce jour précède l'approbation.", field="received_on")
    setattr(row, name, received_on)
    row.save(update_fields=[name])
    tell("accessibility_agenda.received", row, by, at, step=step, received_on=received_on.isoformat())
    return row


# --- opening ------------------------------------------------------------------------------------------------------


@transaction.atomic
def record_opening_order(
    *, case: Case, decision: str, number: str, ordered_on: date, opens_on: date | None = None, by: StaffMember,
    at: datetime,
) -> OpeningOrder:  # fmt: skip
    """The copy of the mayor's order, after the opinion of the commission: it opens the establishment."""
    on = allowed(by, at)
    not_to_come(ordered_on, on, "ordered_on")
    row = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if row.notified_at is None or row.outcome not in ("favourable", "unfavourable"):
        raise Conflict("L'arrêté du maire s'enregistre après l'envoi de l'avis de la commission.")
    if ordered_on < paris_day(row.decided_at):
        raise DomainError("Cet arrêté précède l'avis de la commission.", field="ordered_on")
    if OpeningOrder.objects.filter(case=row).exists():
        raise Conflict("L'arrêté du maire est déjà enregistré.")
    if decision == OpeningOrder.Decision.OPEN and opens_on is None:
        raise DomainError("Indiquer le jour de l'ouverture au public.", field="opens_on")
    named = row.answers.get("establishment", "").strip()
    known = in_register(named)
    order = OpeningOrder.objects.create(
        case=row, decision=decision, number=number, ordered_on=ordered_on,
        opens_on=opens_on if decision == OpeningOrder.Decision.OPEN else None,
        establishment_number=known.number if known else named, recorded_at=at, recorded_by=by,
    )  # fmt: skip
    open_by_order(order, by, at)
    tell("opening_order.recorded", order, by, at, case=row.reference, decision=order.get_decision_display())
    return order


def open_by_order(order: OpeningOrder, by: StaffMember | None, at: datetime) -> bool:
    """The establishment of the register opens on the day of the order, not before. Has it opened now?"""
    if order.decision != OpeningOrder.Decision.OPEN or order.opens_on > paris_day(at):
        return False
    project = project_of(order.establishment_number)
    if project is None:
        return False
    said = f"arrêté {order.number} du {order.ordered_on:%d/%m/%Y}"
    open_project(establishment=project, opened_on=order.opens_on, opening_order=said, by=by, at=at)
    return True


def open_due(*, at: datetime) -> int:
    """Every night: the establishments whose day of opening has come. One that cannot does not keep the others.

    The application opens them: whoever recorded the order may have left the service since.
    """
    opened = 0
    for order in orders_to_carry_out(paris_day(at)):
        try:
            with transaction.atomic():
                opened += open_by_order(order, None, at)
        except DomainError as refusal:
            LOGGER.warning("opening order %s not carried out: %s", order.pk, refusal)
    return opened


def note_opinion_on_opening(*, case: Case, by: StaffMember | None, at: datetime) -> None:
    """The opinion of the commission, on the record of the establishment when the register holds it."""
    if case.outcome not in (Opinion.FAVOURABLE, Opinion.UNFAVOURABLE) or by is None:
        return
    establishment = in_register(case.answers.get("establishment", ""))
    given_on = paris_day(case.decided_at)
    if establishment is None or (establishment.opinion_on and given_on < establishment.opinion_on):
        return
    note_opinion(
        establishment=establishment, opinion=case.outcome, given_on=given_on, reason=f"dossier {case.reference}",
        by=by, at=at,
    )  # fmt: skip
