"""Who is told that the page of a case opens, for the few procedures whose readings are kept or refused.

A service declares it by procedure; it may raise NotAllowed. Nothing is asked of the other procedures.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from directorate.casework.models import Case
from directorate.org.models import StaffMember

Reader = Callable[[Case, StaffMember, datetime], None]
READERS: dict[str, Reader] = {}


def declare_reader(procedures: Iterable[str], reader: Reader) -> None:
    READERS.update(dict.fromkeys(procedures, reader))


def tell_reading(case: Case, staff: StaffMember, at: datetime) -> None:
    if (reader := READERS.get(case.procedure_code)) is not None:
        reader(case, staff, at)
