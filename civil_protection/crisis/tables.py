"""Columns of the lists of crises: events, log, decisions, requests, situation reports."""

from datetime import datetime
from decimal import Decimal

from django.urls import reverse
from django.utils.timezone import localtime

from civil_protection.crisis.models import (
    CrisisDecision,
    CrisisEvent,
    CrisisRequest,
    LogEntry,
    ShiftHandover,
    SituationReport,
)
from civil_protection.crisis.terms import PENDING, RequestState, State, Urgency
from civil_protection.crisis.values import LONGEST_SHIFT, TARGET_SHIFT, hours
from directorate.web.tables import Cell, Column, Table

STATE_TONES = {State.OPEN: "error", State.STANDBY: "paused", State.CLOSED: "success", State.ARCHIVED: ""}
URGENCY_TONES = {Urgency.FLASH: "error", Urgency.URGENT: "warning", Urgency.ROUTINE: ""}
REQUEST_TONES = {RequestState.DONE: "success", RequestState.REFUSED: "error", RequestState.RECEIVED: "warning"}


def event_url(pk: int) -> str:
    return reverse("civil_protection:crisis", args=[pk])


def event_cell(event: CrisisEvent) -> Cell:
    return Cell(str(event), event_url(event.pk))


def mode_cell(event: CrisisEvent) -> Cell:
    return Cell(event.get_mode_display(), tone="paused" if event.is_exercise else "error")


def of_event(row) -> Cell:
    return event_cell(row.event)


def duration(event: CrisisEvent) -> int | None:
    """Hours from the alert to the end."""
    return None if event.ended_at is None else round((event.ended_at - event.alerted_at).total_seconds() / 3600)


def armed_after(event: CrisisEvent) -> int | None:
    """Minutes from the alert to the operations centre."""
    return None if event.armed_at is None else int((event.armed_at - event.alerted_at).total_seconds() // 60)


def event_table(at: datetime, query: str) -> Table:
    return Table(
        caption="Événements suivis, réels et d'exercice",
        header="event",
        default_sort="-alerted",
        empty="Aucun événement n'a été ouvert.",
        columns=(
            Column("event", "Événement", event_cell, sort="name", export=str),
            Column("mode", "Mode", mode_cell, sort="mode", export=lambda row: row.get_mode_display()),
            Column("hazard", "Nature", lambda row: row.get_hazard_display(), sort="hazard"),
            Column("state", "État", lambda row: Cell(row.get_state_display(), tone=STATE_TONES[row.state]),
                   sort="state", export=lambda row: row.get_state_display()),
            Column("level", "Niveau du COD", lambda row: row.get_level_display(), sort="level"),
            Column("alerted", "Alerte", lambda row: row.alerted_at, sort="alerted_at"),
            Column("armed", "COD armé après (min)", armed_after, numeric=True),
            Column("ended", "Fin", lambda row: row.ended_at, sort="ended_at"),
            Column("hours", "Durée (h)", duration, numeric=True),
        ),
    )  # fmt: skip


def entry_cell(row: LogEntry) -> Cell:
    return Cell(str(row.number), reverse("civil_protection:crisis-entry", args=[row.event_id, row.number]))


def text_cell(row: LogEntry) -> Cell:
    later = getattr(row, "correction", None)
    return Cell(row.text, detail=f"Rectifiée par le n° {later.number}" if later else "")


def log_table(at: datetime, query: str) -> Table:
    return Table(
        caption="Main courante",
        header="number",
        default_sort="-recorded",
        empty="Aucune entrée de main courante.",
        columns=(
            Column("number", "N°", entry_cell, sort="number", export=lambda row: row.number),
            Column("event", "Événement", of_event, export=lambda row: str(row.event)),
            Column("fact", "Heure du fait", lambda row: row.fact_at, sort="fact_at"),
            Column("recorded", "Enregistrée", lambda row: row.recorded_at, sort="recorded_at"),
            Column("timing", "Délai", lambda row: row.get_timing_display(), hidden=True),
            Column("cell", "Cellule", lambda row: row.get_cell_display(), sort="cell"),
            Column("kind", "Type", lambda row: row.get_kind_display(), sort="kind"),
            Column("urgency", "Urgence", lambda row: Cell(row.get_urgency_display(), tone=URGENCY_TONES[row.urgency]),
                   export=lambda row: row.get_urgency_display()),
            Column("origin", "Origine", lambda row: row.origin),
            Column("text", "Texte", text_cell, export=lambda row: row.text),
            Column("corrected", "Rectifiée par", lambda row: later.number
                   if (later := getattr(row, "correction", None)) else None, hidden=True),
            Column("corrects", "Rectifie", lambda row: row.corrects.number if row.corrects else None, hidden=True),
            Column("commune", "Commune", lambda row: str(row.commune or "")),
            Column("author", "Auteur", lambda row: row.author_label),
            Column("tags", "Mots-clés", lambda row: ", ".join(row.tags), hidden=True),
            Column("paper", "N° papier", lambda row: row.paper_number, hidden=True),
            Column("document", "Pièce jointe", lambda row: row.document.title if row.document else "", hidden=True),
            Column("level", "Niveau", lambda row: row.get_level_display(), hidden=True),
            Column("hash", "Empreinte", lambda row: row.hash, hidden=True),
        ),
    )  # fmt: skip


def decision_cell(row: CrisisDecision) -> Cell:
    return Cell(str(row), reverse("civil_protection:crisis-decision", args=[row.event_id, row.pk]))


def decision_table(at: datetime, query: str) -> Table:
    return Table(
        caption="Décisions prises ou proposées en crise",
        header="text",
        default_sort="-drafted",
        empty="Aucune décision n'a été proposée.",
        columns=(
            Column("text", "Décision", decision_cell, export=lambda row: row.text),
            Column("event", "Événement", of_event, export=lambda row: str(row.event)),
            Column("state", "État", lambda row: Cell("Prise", tone="success") if row.decided_at
                   else Cell("Proposée", tone="warning"), export=lambda row: "Prise" if row.decided_at else "Proposée"),
            Column("by", "Prise par", lambda row: str(row.decided_by or "")),
            Column("decided", "Prise à", lambda row: row.decided_at, sort="decided_at"),
            Column("drafted", "Proposée à", lambda row: row.drafted_at, sort="drafted_at", hidden=True),
            Column("reason", "Motif", lambda row: row.reason),
            Column("basis", "Base légale", lambda row: row.legal_basis),
            Column("act", "Acte", lambda row: row.act_number),
        ),
    )  # fmt: skip


def request_cell(row: CrisisRequest) -> Cell:
    return Cell(row.label, reverse("civil_protection:crisis-request", args=[row.event_id, row.pk]))


def request_tone(row: CrisisRequest, at: datetime) -> str:
    if row.state in PENDING and row.due_at is not None and row.due_at < at:
        return "error"
    return REQUEST_TONES.get(row.state, "info")


def request_table(at: datetime, query: str) -> Table:
    return Table(
        caption="Demandes et tâches de crise, avec le temps de réponse",
        header="label",
        default_sort="due",
        empty="Aucune demande n'est enregistrée.",
        columns=(
            Column("label", "Demande", request_cell, sort="label", export=lambda row: row.label),
            Column("event", "Événement", of_event, export=lambda row: str(row.event)),
            Column("requester", "Demandeur", lambda row: row.requester),
            Column("cell", "Confiée à", lambda row: Cell(row.get_cell_display(), detail=str(row.organisation or "")),
                   sort="cell"),
            Column("state", "État", lambda row: Cell(row.get_state_display(), tone=request_tone(row, at)),
                   sort="state", export=lambda row: row.get_state_display()),
            Column("asked", "Demandée", lambda row: row.asked_at, sort="asked_at"),
            Column("due", "Attendue", lambda row: row.due_at, sort="due_at"),
            Column("answer", "Réponse (min)", lambda row: row.answer_minutes, numeric=True),
            Column("reminders", "Relances", lambda row: row.reminders, numeric=True),
        ),
    )  # fmt: skip


def report_cell(row: SituationReport) -> Cell:
    return Cell(str(row), reverse("civil_protection:crisis-report", args=[row.event_id, row.number]))


def report_table(at: datetime, query: str) -> Table:
    return Table(
        caption="Points de situation",
        header="report",
        default_sort="-data",
        empty="Aucun point de situation n'a été rédigé.",
        columns=(
            Column("report", "Point", report_cell, sort="number", export=str),
            Column("event", "Événement", of_event, export=lambda row: str(row.event)),
            Column("data", "Données arrêtées", lambda row: row.data_at, sort="data_at"),
            Column("state", "État", lambda row: Cell("Validé", tone="success") if row.validated_at
                   else Cell("En préparation", tone="warning"),
                   export=lambda row: "Validé" if row.validated_at else "En préparation"),
            Column("by", "Validé par", lambda row: str(row.validated_by or "")),
            Column("validated", "Validé à", lambda row: row.validated_at, sort="validated_at"),
            Column("portal", "SYNERGI", lambda row: row.portal_reference),
        ),
    )  # fmt: skip


def means_table(at: datetime, query: str) -> Table:
    return Table(
        caption="Moyens demandés et engagés, réquisitions et dépenses",
        header="label",
        default_sort="-asked",
        empty="Aucun moyen n'a été demandé.",
        columns=(
            Column("label", "Moyen", lambda row: Cell(row.label, reverse("civil_protection:crisis-means",
                   args=[row.event_id, row.pk])), sort="label", export=lambda row: row.label),
            Column("quantity", "Quantité", lambda row: row.quantity, numeric=True),
            Column("event", "Événement", of_event, export=lambda row: str(row.event)),
            Column("state", "État", lambda row: row.get_state_display(), sort="state"),
            Column("asked", "Demandé", lambda row: row.asked_at, sort="asked_at"),
            Column("engaged", "Engagé", lambda row: row.engaged_at, sort="engaged_at"),
            Column("released", "Libéré", lambda row: row.released_at, sort="released_at"),
            Column("requisition", "Réquisition", lambda row: row.is_requisitioned),
            Column("act", "Arrêté", lambda row: row.act_number),
            Column("cost", "Dépense (€)", lambda row: row.cost, sort="cost", numeric=True, total=True),
        ),
    )  # fmt: skip


def hours_of(row: ShiftHandover) -> Decimal:
    return round(Decimal((row.shift_ended_at - row.shift_started_at).total_seconds()) / 3600, 1)


def shift_cell(row: ShiftHandover) -> Cell:
    return Cell(row.get_cell_display(), reverse("civil_protection:crisis-handover", args=[row.event_id, row.pk]))


def handover_table(at: datetime, query: str) -> Table:
    longest, target = (hours(value, localtime(at).date()) for value in (LONGEST_SHIFT, TARGET_SHIFT))

    def rest_words(row: ShiftHandover) -> str:
        length = row.shift_ended_at - row.shift_started_at
        if length > longest:
            return "Au-delà du maximum"
        return "Au-delà de la durée visée" if length > target else "Conforme"

    return Table(
        caption="Postes tenus et relèves, avec leurs durées",
        header="cell",
        default_sort="-ended",
        empty="Aucune relève n'a été passée.",
        columns=(
            Column("cell", "Cellule", shift_cell, sort="cell", export=lambda row: row.get_cell_display()),
            Column("event", "Événement", of_event, export=lambda row: str(row.event)),
            Column("leaving", "Sortant", lambda row: str(row.leaving)),
            Column("coming", "Entrant", lambda row: str(row.coming)),
            Column("started", "Prise de poste", lambda row: row.shift_started_at, sort="shift_started_at"),
            Column("ended", "Fin de poste", lambda row: row.shift_ended_at, sort="shift_ended_at"),
            Column("hours", "Durée (h)", hours_of, numeric=True),
            Column("rest", "Repos", rest_words),
            Column("taken", "Signée par l'entrant", lambda row: row.taken_at, sort="taken_at"),
        ),
    )  # fmt: skip
