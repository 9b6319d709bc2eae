"""What the packages above have to say of a permit. The permits do not know them: they declare who speaks."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from directorate.org.models import StaffMember
from directorate.permits.models import Permit


@dataclass(frozen=True)
class Remark:
    """One alert of the page of a permit; `url` is empty when the reader may not open what it is about."""

    title: str
    text: str
    tone: str = "info"
    url: str = ""
    link: str = ""


Speaker = Callable[[Permit, StaffMember, date], Iterable[Remark]]
SPEAKERS: list[Speaker] = []


def declare_remarks(speaker: Speaker) -> None:
    SPEAKERS.append(speaker)


def remarks_on(permit: Permit, staff: StaffMember, on: date) -> list[Remark]:
    return [remark for speaker in SPEAKERS for remark in speaker(permit, staff, on)]
