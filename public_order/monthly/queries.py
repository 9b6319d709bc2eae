"""Reading the notes: their versions, what waits for somebody, what they show."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from directorate.web.errors import NotFound
from public_order.monthly import note
from public_order.monthly.models import ReportVersion
from public_order.monthly.reading import figures_on

State = ReportVersion.State
OPEN = (State.DRAFT, State.TO_VALIDATE, State.VALIDATED, State.APPROVED)
TONES: Mapping[str, str] = {
    State.DRAFT: "new", State.TO_VALIDATE: "warning", State.VALIDATED: "info", State.APPROVED: "info",
    State.SENT: "success", State.CORRECTED: "",
}  # fmt: skip


def versions() -> QuerySet[ReportVersion]:
    return ReportVersion.objects.select_related("report", "letter")


def known_version(pk: int) -> ReportVersion:
    row = versions().filter(pk=pk).first()
    if row is None:
        raise NotFound("Cette note n'existe pas.")
    return row


def figures_shown(version: ReportVersion, at: datetime) -> dict[str, Any]:
    """Those that were frozen; those of the day as long as the note is a draft."""
    return version.snapshot["figures"] if version.snapshot else figures_on(version.report, at)


def changes_shown(version: ReportVersion, figures: dict[str, Any]) -> list[dict[str, Any]]:
    """What a correction changes, as frozen or as of the day."""
    if version.snapshot:
        return version.changes
    former = version.report.versions.filter(number=version.number - 1).first()
    return note.changed_figures(former.snapshot["figures"], figures) if former and former.snapshot else []
