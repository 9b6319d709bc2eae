"""The few procedures whose readings are kept, and refused to whoever of their own bureau is not on a list of access.

A service declares them. `reads` closes their cases everywhere, as visibility does: pages, lists, search, agenda, API.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime

from directorate.casework.models import Case
from directorate.org.models import StaffMember

Reader = Callable[[Case, StaffMember, datetime], None]
Reads = Callable[[StaffMember, date], bool]
READERS: dict[str, Reader] = {}
# By unit: the procedures, and who reads them.
CLOSED: dict[str, list[tuple[frozenset[str], Reads]]] = {}


def declare_reader(procedures: Iterable[str], reader: Reader, *, unit: str, reads: Reads) -> None:
    codes = frozenset(procedures)
    READERS.update(dict.fromkeys(codes, reader))
    CLOSED.setdefault(unit, []).append((codes, reads))


def kept_by_a_list() -> frozenset[str]:
    """Every procedure with a list of access: no other service asks to read its cases."""
    return frozenset().union(*(codes for lists in CLOSED.values() for codes, _ in lists))


def closed_to(staff: StaffMember, unit: str, on: date) -> frozenset[str]:
    """The procedures of their own unit that are closed to this person."""
    return frozenset().union(*(codes for codes, reads in CLOSED.get(unit, ()) if not reads(staff, on)))


def tell_reading(case: Case, staff: StaffMember, at: datetime) -> None:
    if (reader := READERS.get(case.procedure_code)) is not None:
        reader(case, staff, at)
