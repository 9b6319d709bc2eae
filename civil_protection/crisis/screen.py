"""What the live screen, the wall and the conduct page show, ready for their templates. Reads only."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.utils.timezone import localtime

from civil_protection.crisis.board_operations import toll_in_words
from civil_protection.crisis.drafting import shelter_in_words
from civil_protection.crisis.models import CrisisEvent, CrisisRequest, LogEntry
from civil_protection.crisis.tables import URGENCY_TONES, request_tone
from civil_protection.crisis.terms import PENDING, MeansState, Reliability, Timing

SHOWN = 12


def in_minutes(instant: datetime, at: datetime) -> str:
    """« dans 1 h 05 », « dépassé de 12 min »."""
    left = int((instant - at).total_seconds() // 60)
    hours, minutes = divmod(abs(left), 60)
    amount = f"{hours} h {minutes:02}" if hours else f"{minutes} min"
    return f"dépassé de {amount}" if left < 0 else f"dans {amount}"


def due_of(event: CrisisEvent, at: datetime) -> dict[str, str]:
    """The countdown of the next situation report: words and tone."""
    if event.report_due_at is None:
        return {"words": "Aucun attendu", "tone": ""}
    late, soon = event.report_due_at < at, (event.report_due_at - at).total_seconds() < 900
    words = f"{localtime(event.report_due_at):%H:%M}, {in_minutes(event.report_due_at, at)}"
    return {"words": words, "tone": "error" if late else "warning" if soon else "info"}


def row_of(entry: LogEntry, at: datetime) -> dict[str, Any]:
    later = getattr(entry, "correction", None)
    details = [
        entry.origin and f"{entry.origin}" + (
            f" ({entry.get_reliability_display().lower()})" if entry.reliability != Reliability.CONFIRMED else ""
        ),
        entry.recipients and f"pour {entry.recipients}",
        entry.channel and entry.get_channel_display(),
        entry.paper_number,
        entry.commune and entry.commune.name,
        entry.place,
        " ".join(f"#{tag}" for tag in entry.tags),
        f"suite du n° {entry.answers.number}" if entry.answers else "",
        entry.document and f"pièce jointe : {entry.document.title}",
    ]  # fmt: skip
    return {
        "entry": entry, "number": entry.number, "later": later.number if later else None,
        "corrects": entry.corrects.number if entry.corrects else None,
        "timing": "" if entry.timing == Timing.PROMPT else entry.get_timing_display(),
        "tone": URGENCY_TONES[entry.urgency], "details": " · ".join(filter(None, details)),
        "other_day": localtime(entry.fact_at).date() != localtime(at).date(),
    }  # fmt: skip


def rows_of(entries: Iterable[LogEntry], at: datetime) -> list[dict[str, Any]]:
    return [row_of(entry, at) for entry in entries]


def request_words(row: CrisisRequest, at: datetime) -> str:
    due = f", {in_minutes(row.due_at, at)}" if row.due_at else ""
    return f"{row.get_state_display()}{due}"


def picture_of(event: CrisisEvent, at: datetime) -> dict[str, Any]:
    """Open requests by deadline, means, decisions, toll, shelters: the same number of queries whatever their number."""
    requests = event.requests.filter(state__in=PENDING).order_by("due_at", "pk")[:SHOWN]
    over = (MeansState.RELEASED, MeansState.UNAVAILABLE)
    toll = event.tolls.first()
    shelters = event.shelters.filter(closed_at=None).select_related("commune").prefetch_related("counts")
    return {
        "requests": [
            {"request": row, "words": request_words(row, at), "tone": request_tone(row, at)} for row in requests
        ],
        "means": event.means.exclude(state__in=over)[:SHOWN],
        "decisions": event.decisions.all()[:5],
        "toll": f"{toll_in_words(toll).capitalize()} ({toll.get_source_display()}, {localtime(toll.counted_at):%H:%M})"
        if toll else "Aucun bilan.",
        "shelters": [shelter_in_words(row) for row in shelters],
    }  # fmt: skip


def top_of(event: CrisisEvent, at: datetime, last: int) -> dict[str, Any]:
    return {"event": event, "at": at, "utc": at.astimezone(UTC).replace(tzinfo=None), "due": due_of(event, at),
            "last": last}  # fmt: skip
