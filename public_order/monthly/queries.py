"""Reading the notes: their versions, what waits for somebody, what they show."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from directorate.web.errors import NotFound
from public_order.monthly import note
from public_order.monthly.making import chart_on, figures_on
from public_order.monthly.models import ExceptionalMonth, ReportDispatch, ReportVersion

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


def known_dispatch(pk: int) -> ReportDispatch:
    row = ReportDispatch.objects.select_related("version__report").filter(pk=pk).first()
    if row is None:
        raise NotFound("Cet envoi n'existe pas.")
    return row


def known_exceptional(pk: int) -> ExceptionalMonth:
    row = ExceptionalMonth.objects.filter(pk=pk).first()
    if row is None:
        raise NotFound("Ce mois n'est pas marqué.")
    return row


def drift_of(version: ReportVersion, at: datetime) -> list[dict[str, Any]]:
    """What an accepted file changed since the figures of a version in force were frozen."""
    if version.snapshot is None or version.state == State.CORRECTED:
        return []
    return note.changed_figures(version.snapshot["figures"], figures_on(version.report, at))


def chart_shown(version: ReportVersion, code: str, at: datetime) -> dict[str, Any] | None:
    """The chart that was frozen with the figures; a note frozen without has that of the day."""
    frozen = (version.snapshot or {}).get("charts")
    return frozen.get(code) if frozen is not None else chart_on(version.report, code, at)
