"""The cases of another service. The engine shows nothing of them; the package above may say of one that it exists.

Nothing is declared: whoever does not see a case gets the answer of a case that does not exist.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest, HttpResponseBase

from directorate.casework.models import Case


@dataclass(frozen=True)
class Reading:
    """A case opened to somebody who does not see it, until that day included, and who opened it."""

    case: Case
    until_on: date
    by: str


@dataclass(frozen=True)
class Elsewhere:
    """`read(staff, reference, at, what)`: the case opened to this person, and the reading told to the journal.

    `tell(request, reference, at)`: the page that says that the case exists and whom to ask, or None.
    """

    read: Callable[..., Reading | None]
    tell: Callable[[HttpRequest, str, datetime], HttpResponseBase | None]


DOORS: list[Elsewhere] = []


def declare_elsewhere(door: Elsewhere) -> None:
    DOORS.append(door)


def read_elsewhere(staff, reference: str, at: datetime, what: str) -> Reading | None:
    return next(filter(None, (door.read(staff, reference, at, what) for door in DOORS)), None)


def tell_elsewhere(request: HttpRequest, reference: str, at: datetime) -> HttpResponseBase | None:
    return next(filter(None, (door.tell(request, reference, at) for door in DOORS)), None)
