"""Recording a bulletin, deciding on it, linking the campaign that passed it on."""

from datetime import datetime
from typing import Any

from django.db import transaction

from civil_protection.alerts import values as settled
from civil_protection.alerts.campaigns.models import AlertCampaign
from civil_protection.alerts.vigilance.colours import Phenomenon
from civil_protection.alerts.vigilance.models import VigilanceBulletin
from civil_protection.policies import UNIT, works_in_civil_protection
from civil_protection.protection.words import check_text, check_title
from directorate.casework.move import paris_day
from directorate.journal.operations import record
from directorate.org.models import StaffMember
from directorate.parameters.queries import value
from directorate.web.errors import Conflict, DomainError, NotAllowed


def allowed(by: StaffMember, at: datetime) -> None:
    if not works_in_civil_protection(by, on=paris_day(at)):
        raise NotAllowed("La vigilance est suivie par les agents du service.")


def tell(verb: str, row: VigilanceBulletin, by: StaffMember, at: datetime, **details: Any) -> None:
    record(by=by, at=at, action=f"vigilance.{verb}", subject=row, label=str(row), unit_code=UNIT, details=details)


@transaction.atomic
def record_bulletin(
    *, phenomenon: str, colour: str, section: str, starts_at: datetime, ends_at: datetime, issued_at: datetime,
    source: str, by: StaffMember, at: datetime,
) -> VigilanceBulletin:  # fmt: skip
    """A bulletin as it was received. Floods name their section of river; the others concern the department."""
    allowed(by, at)
    if phenomenon in value(settled.LEFT_OUT.code, paris_day(at)):
        raise DomainError("Ce phénomène est sans objet dans le département.", field="phenomenon")
    if phenomenon == Phenomenon.FLOOD and not section:
        raise DomainError("Indiquer le tronçon de cours d'eau.", field="section")
    if ends_at <= starts_at:
        raise DomainError("La fin suit le début.", field="ends_at")
    if issued_at > at:
        raise DomainError("Cette heure est dans l'avenir.", field="issued_at")
    check_title(section, field="section")
    check_title(source, field="source")
    row, created = VigilanceBulletin.objects.get_or_create(
        phenomenon=phenomenon, section=section, issued_at=issued_at, starts_at=starts_at,
        defaults={"colour": colour, "ends_at": ends_at, "source": source, "recorded_by": by, "recorded_at": at},
    )  # fmt: skip
    if not created:
        raise Conflict("Ce bulletin est déjà enregistré.", field="issued_at")
    tell("recorded", row, by, at, starts_at=starts_at.isoformat(), ends_at=ends_at.isoformat())
    return row


def locked(bulletin: VigilanceBulletin) -> VigilanceBulletin:
    return VigilanceBulletin.objects.select_for_update(of=("self",)).get(pk=bulletin.pk)


@transaction.atomic
def decide(
    *, bulletin: VigilanceBulletin, decision: str, decision_note: str, by: StaffMember, at: datetime
) -> VigilanceBulletin:
    """What the service does of it; decided again when things turn worse."""
    allowed(by, at)
    check_text(decision_note, field="decision_note")
    row = locked(bulletin)
    row.decision, row.decision_note, row.decided_by, row.decided_at = decision, decision_note, by, at
    row.save(update_fields=["decision", "decision_note", "decided_by", "decided_at"])
    tell("decided", row, by, at, decision=row.get_decision_display())
    return row


@transaction.atomic
def link_campaign(
    *, bulletin: VigilanceBulletin, campaign: AlertCampaign, by: StaffMember, at: datetime
) -> VigilanceBulletin:
    """The campaign by which the communes were told."""
    allowed(by, at)
    row = locked(bulletin)
    row.campaign = campaign
    row.save(update_fields=["campaign"])
    tell("linked", row, by, at, campaign=str(campaign))
    return row
