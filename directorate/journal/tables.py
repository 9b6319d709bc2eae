"""Columns of the journal."""

from django.urls import reverse

from directorate.journal.models import JournalEntry
from directorate.journal.words import action_label, details_of
from directorate.web.tables import Cell, Column, Table

# What the administrator looks after: elsewhere, the details of an entry are the content of the files.
TECHNICAL = {"staffmember", "posting", "absence", "signaturedelegation", "apiclient", "parameter"}


def told(entry: JournalEntry) -> str:
    return " ; ".join(f"{label} : {value}" for label, value in details_of(entry))


def told_without_content(entry: JournalEntry) -> str:
    return told(entry) if entry.subject_type in TECHNICAL else ""


def subject_with_its_page(entry: JournalEntry) -> Cell | str:
    """A case bears its reference: one click from the entry to the file."""
    if entry.subject_type != "case" or not entry.subject_label:
        return entry.subject_label
    return Cell(entry.subject_label, reverse("directorate:case", args=[entry.subject_label]))


def subject_alone(entry: JournalEntry) -> str:
    return entry.subject_label


def journal_table(*, with_content: bool) -> Table:
    details = told if with_content else told_without_content
    subject = subject_with_its_page if with_content else subject_alone
    return Table(
        caption="Journal",
        header="seq",
        default_sort="-seq",
        empty="Le journal ne contient encore rien que vous puissiez lire.",
        columns=(
            Column("seq", "N°", lambda entry: entry.seq, sort="id", numeric=True),
            Column("at", "Enregistré le", lambda entry: entry.at, sort="at"),
            Column("actor", "Auteur", lambda entry: entry.actor_label, sort="actor_label"),
            Column(
                "action",
                "Action",
                lambda entry: Cell(action_label(entry.action), detail=details(entry)),
                sort="action",
            ),
            Column("subject", "Objet", subject, sort="subject_label"),
            Column("occurred", "Fait daté du", lambda entry: entry.occurred_at),
        ),
    )
