"""Reading the registers of tents and of accessibility agendas, and the mayor's opening orders."""

from datetime import date, timedelta

from django.db.models import QuerySet
from django.db.models.functions import Trim, Upper

from civil_protection.establishments.models import Establishment
from civil_protection.establishments.queries import (
    establishments,
    establishments_and_merged,
    numbers_of,
    standing,
)
from civil_protection.safety_files.models import AccessibilityAgenda, OpeningOrder, TentImplantation, TentRegister
from civil_protection.safety_files.terms import AGENDA_ATTESTATION_MONTHS, Step, steps_of_agenda
from directorate.casework.models import Case
from directorate.casework.queries import visible_to
from directorate.org.models import StaffMember
from directorate.parameters.queries import value as parameter
from directorate.web.errors import NotFound

OPENING = "safety_opening"


def tents() -> QuerySet[TentRegister]:
    return TentRegister.objects.select_related("case")


def known_tent(pk: int) -> TentRegister:
    row = tents().filter(pk=pk).first()
    if row is None:
        raise NotFound("Ce registre n'existe pas.")
    return row


def known_number(number: str) -> bool:
    return TentRegister.objects.filter(number__iexact=number.strip()).exists()


def overdue_tents(on: date) -> QuerySet[TentRegister]:
    return tents().filter(retired_on=None, verification_due_on__lt=on)


def tents_near_their_term(on: date, days: int) -> QuerySet[TentRegister]:
    return tents().filter(retired_on=None, verification_due_on__range=(on, on + timedelta(days=days)))


def implantations() -> QuerySet[TentImplantation]:
    return TentImplantation.objects.select_related("register", "commune").defer("commune__contour")


def agendas() -> QuerySet[AccessibilityAgenda]:
    return AccessibilityAgenda.objects.select_related("commune").defer("commune__contour")


def known_agenda(pk: int) -> AccessibilityAgenda:
    row = agendas().filter(pk=pk).first()
    if row is None:
        raise NotFound("Cet agenda n'existe pas.")
    return row


def steps_of(row: AccessibilityAgenda, on: date) -> list[Step]:
    return steps_of_agenda(
        approved_on=row.approved_on, ends_on=row.ends_on, years=row.years,
        months=int(parameter(AGENDA_ATTESTATION_MONTHS, on)), first_year_on=row.first_year_on,
        midterm_on=row.midterm_on, attested_on=row.attested_on,
    )  # fmt: skip


def order_of(case: Case) -> OpeningOrder | None:
    return OpeningOrder.objects.filter(case=case).first()


def in_register(number: str) -> Establishment | None:
    """The establishment of this number, or what it was merged into, when the register holds it."""
    row = establishments_and_merged().filter(number__iexact=number.strip()).first() if number.strip() else None
    return standing(row) if row is not None else None


def project_of(number: str) -> Establishment | None:
    """The same, as long as it has not opened."""
    row = in_register(number)
    return row if row is not None and row.status == Establishment.Status.PROJECT else None


def orders_to_carry_out(on: date) -> QuerySet[OpeningOrder]:
    """Orders whose day has come and whose establishment is still a project."""
    projects = numbers_of(establishments().filter(status=Establishment.Status.PROJECT))
    return OpeningOrder.objects.annotate(named=Upper(Trim("establishment_number"))).filter(
        decision=OpeningOrder.Decision.OPEN, opens_on__lte=on, named__in=[number.upper() for number in projects]
    )


def files_of(row: Establishment, staff: StaffMember, on: date) -> QuerySet[Case]:
    """The files that name this establishment or what was merged into it, among those that the person may see."""
    numbers = numbers_of(Establishment.objects.filter(pk=row.pk))
    return (
        visible_to(staff, on)
        .filter(procedure_code__startswith="safety_", answers__establishment__in=numbers)
        .order_by("-received_on", "-pk")
    )


def opening_file(pk: int, staff: StaffMember, on: date) -> Case:
    """A file on an opening, among those that the person may see."""
    row = visible_to(staff, on).filter(procedure_code=OPENING, pk=pk).first()
    if row is None:
        raise NotFound("Ce dossier d'ouverture n'existe pas.")
    return row
