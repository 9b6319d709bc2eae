"""The history of a case in words, from the journal."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from directorate.casework.archetypes import ROADS
from directorate.casework.models import Case
from directorate.casework.move import PARIS
from directorate.journal.models import JournalEntry
from directorate.journal.operations import identity
from directorate.legal_calendar.arithmetic import french_long
from directorate.org.models import StaffMember

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
ISO_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{6})?[+-]\d{2}:\d{2}\Z")
REPEATED_WITHIN = timedelta(minutes=1)
ACTIONS: Mapping[str, str] = {
    **{f"case.{move.name}": move.label for road in ROADS.values() for move in road.transitions},
    "case.opened": "Enregistrer le dossier",
    "case.assigned": "Confier le dossier",
    "case.draft_saved": "Enregistrer le projet de décision",
    "case.note_added": "Ajouter une note",
    "case.piece_attached": "Joindre un document",
    "case.piece_reviewed": "Examiner une pièce",
    "case.opinion_reminded": "Relancer un avis",
}
# What people read of the details; the rest stays in the journal.
DETAILS: Mapping[str, str] = {
    "pieces": "Pièces",
    "piece": "Pièce",
    "state": "Suite",
    "remark": "Observation",
    "received_on": "Reçu le",
    "limit_on": "À produire avant le",
    "complete_on": "Complet le",
    "body": "Organisme",
    "due_on": "Attendu le",
    "session": "Séance",
    "opinion": "Avis",
    "deadline_on": "Observations avant le",
    "exception": "Dispense",
    "reason": "Motif",
    "outcome": "Sens",
    "number": "Numéro",
    "signed_for": "Signature",
    "permit": "Titre",
    "notified_at": "Notifié le",
    "mode": "Mode",
    "reference": "Preuve",
    "issue": "Recueil",
    "born_on": "Née le",
    "article": "Fondement",
    "text": "Observations",
    "letters": "Courriers",
    "withdrawn_on": "Reçu le",
}


@dataclass(frozen=True)
class Event:
    """One line of the history."""

    at: datetime
    who: str
    what: str
    details: list[tuple[str, str]]


def entries_of(case: Case):
    subject_type, subject_id = identity(case)
    return JournalEntry.objects.filter(subject_type=subject_type, subject_id=subject_id).order_by("-id")


def history_of(case: Case) -> list[Event]:
    """Newest first. One query."""
    return [
        Event(entry.occurred_at, entry.actor_label, what_happened(entry), list(details_of(entry)))
        for entry in entries_of(case)
    ]


def what_happened(entry: JournalEntry) -> str:
    return ACTIONS.get(entry.action, entry.action)


def details_of(entry: JournalEntry) -> Iterator[tuple[str, str]]:
    if entry.action == "case.assigned":
        yield "De", entry.details.get("from") or "personne"
        yield "À", entry.details.get("to") or "personne"
        return
    for name, label in DETAILS.items():
        if value := entry.details.get(name):
            yield label, words(value)


def words(value: Any) -> str:
    """A value of the journal as a reader expects it: ISO days and instants become French ones."""
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    text = str(value)
    if ISO_DAY.match(text):
        return french_long(date.fromisoformat(text))
    if ISO_INSTANT.match(text):
        return f"{datetime.fromisoformat(text).astimezone(PARIS):%d/%m/%Y à %H:%M}"
    return text


def is_repeated_click(case: Case, name: str, staff: StaffMember, at: datetime) -> bool:
    """The last thing that happened to the case is this very move, made by this person a moment ago."""
    last = entries_of(case).first()
    return (
        last is not None
        and last.action == f"case.{name}"
        and last.actor_id == staff.pk
        and at - last.occurred_at < REPEATED_WITHIN
    )
