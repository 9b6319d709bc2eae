"""Columns of the journal."""

from django.urls import reverse

from directorate.journal.models import JournalEntry
from directorate.journal.words import action_label, details_of
from directorate.web.tables import Cell, Column, Table

# What the administrator looks after: elsewhere, the details of an entry are the content of the files.
TECHNICAL = {"staffmember", "posting", "absence", "signaturedelegation", "apiclient", "parameter"}


def told(entry: JournalEntry) -> str:
    """What happened, for those who may know it: `with_content` comes with the row (`lists.readable_entries`)."""
    if not entry.with_content and entry.subject_type not in TECHNICAL:
        return ""
    return " ; ".join(f"{label} : {value}" for label, value in details_of(entry))


def subject(entry: JournalEntry) -> Cell | str:
    """A case bears its reference: one click from the entry to the file."""
    if not entry.with_content or entry.subject_type != "case" or not entry.subject_label:
        return entry.subject_label
    return Cell(entry.subject_label, reverse("directorate:case", args=[entry.subject_label]))


JOURNAL = Table(
    caption="Journal",
    header="seq",
    default_sort="-seq",
    empty="Le journal ne contient encore rien que vous puissiez lire.",
    columns=(
        Column("seq", "N°", lambda entry: entry.seq, sort="id", numeric=True),
        Column("at", "Enregistré le", lambda entry: entry.at),
        Column("actor", "Auteur", lambda entry: entry.actor_label),
        Column(
            "action",
            "Action",
            lambda entry: Cell(action_label(entry.action), detail=told(entry)),
        ),
        Column("subject", "Objet", subject),
        Column("occurred", "Fait daté du", lambda entry: entry.occurred_at),
    ),
)
