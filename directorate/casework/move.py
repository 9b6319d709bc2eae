"""What an effect receives while a transition runs: the locked case and who moves it, when, with what."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from directorate.casework.models import Case
from directorate.casework.procedure import Procedure
from directorate.org.models import StaffMember

PARIS = ZoneInfo("Europe/Paris")


def paris_day(at: datetime) -> date:
    """The legal day of an instant."""
    return at.astimezone(PARIS).date()


@dataclass
class Move:
    case: Case
    procedure: Procedure
    name: str
    by: StaffMember | None
    at: datetime
    details: dict[str, Any]
    actor_label: str = ""
    recorded: dict[str, Any] = field(default_factory=dict)
    mails: list[dict[str, str]] = field(default_factory=list)

    @property
    def queue(self) -> str:
        """Where its documents are made: a series of letters does not stand before what somebody waits for."""
        return self.details.get("queue", "interactive")

    @property
    def today(self) -> date:
        return paris_day(self.at)
