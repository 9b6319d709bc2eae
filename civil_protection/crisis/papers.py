"""The documents of a crisis on paper: chronology (T16), situation report (T12), handover (T15), activation (T11).

Laid out by a worker. Each page says the mode of the event, in words and with its pattern.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.timezone import localtime

from civil_protection.crisis import queries
from civil_protection.crisis.filters import ScreenFilter
from civil_protection.crisis.models import CrisisEvent, LevelChange, LogEntry, LogHead, ShiftHandover, SituationReport
from civil_protection.crisis.policies import reads_crises
from civil_protection.crisis.screen import rows_of
from civil_protection.crisis.terms import BLOCKS, Mode
from directorate.casework.move import paris_day
from directorate.documents.pdf_merging import Part, bound_pdf
from directorate.documents.rendering import pdf_of
from directorate.jobs.models import Job
from directorate.jobs.operations import enqueue
from directorate.org.models import StaffMember
from directorate.parameters.queries import value
from directorate.web.errors import DomainError, NotAllowed
from directorate.web.tables import filter_tags

LOG_JOB = "crisis.log_pdf"
PAPER_JOB = "crisis.paper_pdf"
KEPT = timedelta(days=7)
# Entries of one volume: laying out more at once would take longer than a worker may.
VOLUME = 400


class NotAFilter(DomainError):
    """The print of something else would lie."""

    title = "Filtre refusé"


def head_of(at: datetime) -> dict[str, Any]:
    return {"prefecture": value("authority.prefecture", paris_day(at)), "mark": settings.BLOC_MARQUE, "at": at}


def drawn(template: str, event: CrisisEvent, at: datetime, **context: Any) -> bytes:
    html = render_to_string(f"civil_protection/crisis/papers/{template}", {**head_of(at), "event": event, **context})
    return pdf_of(html)


# --- chronology -------------------------------------------------------------------------------------------------


def filtered_log(event: CrisisEvent, query: str) -> tuple[list[LogEntry], list[str], QueryDict]:
    """The entries in the order of their numbers, and the filters in words."""
    params = QueryDict(query)
    narrowed = ScreenFilter(params, queryset=queries.log_of(event).order_by("number"))
    if set(params) - set(ScreenFilter.base_filters) or not narrowed.is_valid():
        raise NotAFilter("Ces filtres ne sont pas ceux de la main courante.")
    return list(narrowed.qs), [tag.label for tag in filter_tags(narrowed.form, params)], params


def log_pdf(event: CrisisEvent, query: str, at: datetime, *, by: StaffMember | None) -> bytes:
    """The chronology: head, range, filters, page x/y, hash of the last entry, place to sign. In volumes when long."""
    rows, filters, _ = filtered_log(event, query)
    head = LogHead.objects.get(event=event)
    volumes = [rows[start : start + VOLUME] for start in range(0, len(rows), VOLUME)] or [[]]
    made = [
        drawn(
            "log.html",
            event,
            at,
            rows=rows_of(volume, at),
            filters=filters,
            head=head,
            by=by,
            rank=rank,
            volumes=len(volumes),
            is_last=rank == len(volumes),
            first=rows[0] if rows else None,
            last=rows[-1] if rows else None,
            count=len(rows),
        )  # fmt: skip
        for rank, volume in enumerate(volumes, 1)
    ]
    if len(made) == 1:
        return made[0]
    parts = [Part(f"Tome {rank}", content) for rank, content in enumerate(made, 1)]
    return bound_pdf(parts, title=f"Main courante : {event}", author=str(by or ""))


def ask_log(*, event: CrisisEvent, query: str, by: StaffMember, at: datetime) -> Job:
    """The print of what one sees. Filters that mean nothing are refused now, not by the worker."""
    if not reads_crises(by, on=paris_day(at)):
        raise NotAllowed("La main courante est lue par le service et les autorités.")
    filtered_log(event, query)
    number = LogHead.objects.get(event=event).number
    return enqueue(
        kind=LOG_JOB, label=f"Main courante : {event}", key=f"{LOG_JOB}:{uuid4()}",
        payload={"event": event.pk, "query": query, "number": number}, by=by, at=at, expires_at=at + KEPT,
    )  # fmt: skip


# --- the others -------------------------------------------------------------------------------------------------


def report_pdf(report: SituationReport, at: datetime) -> bytes:
    blocks = [(rank, label, report.blocks.get(code, "")) for rank, (code, label) in enumerate(BLOCKS, 1)]
    return drawn("report.html", report.event, at, report=report, blocks=blocks)


def handover_pdf(handover: ShiftHandover, at: datetime) -> bytes:
    return drawn("handover.html", handover.event, at, handover=handover)


def level_pdf(change: LevelChange, at: datetime) -> bytes:
    return drawn("level.html", change.event, at, change=change)


PAPERS = {"handover": (ShiftHandover, handover_pdf), "level": (LevelChange, level_pdf)}


def ask_paper(*, what: str, row: ShiftHandover | LevelChange, by: StaffMember, at: datetime) -> Job:
    if not reads_crises(by, on=paris_day(at)):
        raise NotAllowed("Ce document est lu par le service et les autorités.")
    return enqueue(
        kind=PAPER_JOB, label=f"{row} : {row.event}", key=f"{PAPER_JOB}:{what}:{row.pk}:{localtime(at):%Y-%m-%d-%H-%M}",
        payload={"what": what, "pk": row.pk}, by=by, at=at, expires_at=at + KEPT,
    )  # fmt: skip


# --- the national portal ----------------------------------------------------------------------------------------


def portal_text(report: SituationReport) -> str:
    """Plain text to paste in the portal. An exercise says so on the first line and on the last."""
    event, local = report.event, localtime(report.data_at)
    banner = "EXERCICE EXERCICE EXERCICE" if event.mode == Mode.EXERCISE else ""
    lines = [
        *filter(None, (banner, f"POINT DE SITUATION N° {report.number} – {event.name}",
                       f"Données arrêtées le {local:%d/%m/%Y à %H:%M} (UTC{local:%z})",
                       f"Niveau : {event.get_level_display()}",
                       event.portal_reference and f"Référence : {event.portal_reference}")),
        "",
    ]  # fmt: skip
    for rank, (code, label) in enumerate(BLOCKS, 1):
        lines += [f"{rank}. {label.upper()}", report.blocks.get(code, "") or "Néant.", ""]
    return "\n".join([*lines, banner]).strip()
