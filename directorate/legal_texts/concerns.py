"""What depends on a text. The register knows no case and no procedure: the packages above say what they have of it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from directorate.legal_texts.models import LegalText
from directorate.org.models import StaffMember


@dataclass(frozen=True)
class Concerned:
    label: str
    url: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Group:
    """Things of one kind. `total` may be greater than the rows shown; `remark` says what was not looked at."""

    title: str
    rows: Sequence[Concerned]
    total: int
    remark: str = ""


# `told(text, staff, on)`: what that person may know of, nothing else.
Teller = Callable[[LegalText, StaffMember, date], Iterable[Group]]
TELLERS: list[Teller] = []


def tell_concerned(told: Teller) -> None:
    """Declare who depends on the texts of the register."""
    TELLERS.append(told)


def concerned_by(text: LegalText, staff: StaffMember, on: date) -> list[Group]:
    """Every kind of thing that this text concerns, for this person; an empty kind is not shown."""
    return [group for told in TELLERS for group in told(text, staff, on) if group.total]
