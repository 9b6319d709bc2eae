"""Who may do what on a case. Visibility is in queries; a contract test says that both agree."""

from datetime import date

from django.utils.timezone import localdate

from directorate.casework.models import Case
from directorate.casework.readers import closed_to
from directorate.org.models import Posting, StaffMember
from directorate.org.queries import posting_on, scopes_held

Role = Posting.Role
CASE_ROLES = {Role.CASEWORKER, Role.DEPUTY, Role.HEAD}
CHIEF_ROLES = {Role.DEPUTY, Role.HEAD}
AUTHORITIES = {Role.DIRECTOR, Role.CHIEF_OF_STAFF, Role.PREFECT}


def sees_case(staff: StaffMember, case: Case, on: date) -> bool:
    posting = posting_on(staff, on)
    if posting is None:
        return False
    in_unit = posting.unit_id == case.unit_id and posting.role in CASE_ROLES
    if in_unit and posting.role != Role.HEAD and case.procedure_code in closed_to(staff, posting.unit_id, on):
        return False
    if case.sensitivity == Case.Sensitivity.SECRET:
        named = case.caseworker_id == staff.pk or any(row.staff_id == staff.pk for row in case.named_staff.all())
        return (in_unit and (named or posting.role == Role.HEAD)) or posting.role in AUTHORITIES
    return in_unit or posting.role in AUTHORITIES


def works_on_case(staff: StaffMember, case: Case, on: date) -> bool:
    posting = posting_on(staff, on)
    return posting is not None and works_for(posting, case.unit_id) and sees_case(staff, case, on)


def works_for(posting: Posting, unit_code: str) -> bool:
    """Works on the cases of this unit, among those that the person sees."""
    return (posting.unit_id == unit_code and posting.role in CASE_ROLES) or posting.role == Role.DIRECTOR


def closes_case(staff: StaffMember, case: Case, on: date) -> bool:
    posting = posting_on(staff, on)
    if posting is None or not sees_case(staff, case, on):
        return False
    return (posting.unit_id == case.unit_id and posting.role in CHIEF_ROLES) or posting.role == Role.DIRECTOR


def assigns_case(staff: StaffMember, case: Case, on: date) -> bool:
    return closes_case(staff, case, on)


def reviews_decision(staff: StaffMember, case: Case, on: date) -> bool:
    posting = posting_on(staff, on)
    return bool(posting and sees_case(staff, case, on) and posting.role in CHIEF_ROLES | AUTHORITIES)


def signs_case(staff: StaffMember, case: Case, on: date) -> bool:
    """The power itself is checked by the operation, which says why not; here only who may come to the door."""
    return bool(posting_on(staff, on)) and sees_case(staff, case, on)


def opens_case(staff: StaffMember, unit_code: str, on: date) -> bool:
    posting = posting_on(staff, on)
    return posting is not None and works_for(posting, unit_code)


def handles_cases(staff: StaffMember, obj=None, *, on: date | None = None) -> bool:
    """Has an inbox and a signature folder: everybody in post but those who only repair the application."""
    posting = posting_on(staff, on or localdate())
    return posting is not None and posting.role in CASE_ROLES | AUTHORITIES


handles_cases.label = "Les agents des services et leurs autorités"


def distributes_cases(staff: StaffMember, obj=None, *, on: date | None = None) -> bool:
    """To whom the distribution of cases is offered; each case is judged by `assigns_case`."""
    posting = posting_on(staff, on or localdate())
    return posting is not None and posting.role in CHIEF_ROLES | {Role.DIRECTOR}


distributes_cases.label = "Les chefs de bureau, leurs adjoints et le directeur"


def holds_a_power(staff: StaffMember, obj=None, *, on: date | None = None) -> bool:
    """To whom the signature in series is offered; the power is judged act by act."""
    day = on or localdate()
    return handles_cases(staff, on=day) and bool(scopes_held(staff, day))


holds_a_power.label = "Qui détient une délégation de signature, et le préfet"


def publishes_register(staff: StaffMember, obj=None, *, on: date | None = None) -> bool:
    """Asked by a view: the heads of bureau, their deputies and the direction."""
    posting = posting_on(staff, on or localdate())
    return posting is not None and posting.role in CHIEF_ROLES | {Role.DIRECTOR}


publishes_register.label = "Les chefs de bureau, leurs adjoints et le directeur"


def system(staff: StaffMember, case: Case, on: date) -> bool:
    """Only the application itself, through the nightly sweep."""
    return False


CASE_POLICIES = {
    "works_on_case": works_on_case,
    "closes_case": closes_case,
    "reviews_decision": reviews_decision,
    "signs_case": signs_case,
    "signs_receipt": works_on_case,
    "system": system,
}
