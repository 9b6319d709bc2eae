"""Columns of press releases, answers and counts of calls."""

from datetime import datetime

from django.urls import reverse

from civil_protection.crisis.outreach.models import PressRelease, PublicAnswer
from civil_protection.crisis.tables import of_event
from directorate.web.tables import Cell, Column, Table


def event_column() -> Column:
    return Column("event", "Événement", of_event, export=lambda row: str(row.event))


def release_cell(row: PressRelease) -> Cell:
    return Cell(row.title, reverse("civil_protection:crisis-release", args=[row.event_id, row.pk]))


def release_table(at: datetime, query: str) -> Table:
    return Table(
        caption="Communiqués de presse des crises et des exercices",
        header="title",
        default_sort="-drafted",
        empty="Aucun communiqué n'a été rédigé.",
        columns=(
            Column("number", "N°", lambda row: row.number, sort="number", numeric=True),
            Column("title", "Titre", release_cell, sort="title", export=lambda row: row.title),
            event_column(),
            Column("state", "État", lambda row: Cell("Validé", tone="success") if row.validated_at
                   else Cell("Projet", tone="warning"), export=lambda row: "Validé" if row.validated_at else "Projet"),
            Column("by", "Validé par", lambda row: str(row.validated_by or "")),
            Column("validated", "Validé à", lambda row: row.validated_at, sort="validated_at"),
            Column("drafted", "Rédigé à", lambda row: row.drafted_at, sort="drafted_at", hidden=True),
            Column("text", "Texte", lambda row: row.text, hidden=True),
        ),
    )  # fmt: skip


def question_cell(row: PublicAnswer) -> Cell:
    return Cell(row.question, reverse("civil_protection:crisis-answer", args=[row.event_id, row.pk]))


def answer_table(at: datetime, query: str) -> Table:
    return Table(
        caption="Questions du public et réponses à donner",
        header="question",
        default_sort="subject",
        empty="Aucune réponse n'a été préparée.",
        columns=(
            Column("subject", "Sujet", lambda row: row.get_subject_display(), sort="subject"),
            Column("question", "Question", question_cell, sort="question", export=lambda row: row.question),
            Column("answer", "Réponse", lambda row: row.answer),
            event_column(),
            Column("state", "État", lambda row: Cell("Retirée") if row.withdrawn_at
                   else Cell("En vigueur", tone="success"),
                   export=lambda row: "Retirée" if row.withdrawn_at else "En vigueur"),
            Column("changed", "À jour le", lambda row: row.changed_at, sort="changed_at"),
            Column("by", "Par", lambda row: str(row.changed_by), hidden=True),
        ),
    )  # fmt: skip


def call_table(at: datetime, query: str) -> Table:
    return Table(
        caption="Appels du public, par sujet",
        header="subject",
        default_sort="-counted",
        empty="Aucun appel n'a été compté.",
        columns=(
            Column("subject", "Sujet", lambda row: row.get_subject_display(), sort="subject"),
            event_column(),
            Column("counted", "Compté à", lambda row: row.counted_at, sort="counted_at"),
            Column("received", "Reçus", lambda row: row.received, sort="received", numeric=True, total=True),
            Column("resolved", "Traités", lambda row: row.resolved, sort="resolved", numeric=True, total=True),
            Column("by", "Compté par", lambda row: str(row.recorded_by), hidden=True),
        ),
    )  # fmt: skip
