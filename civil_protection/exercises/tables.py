"""Columns of the lists of exercises, lessons and actions."""

from datetime import date, datetime

from django.urls import reverse

from civil_protection.exercises.models import Review, ReviewAction
from civil_protection.exercises.queries import PENDING, TONES
from directorate.web.tables import Cell, Column, Table


def exercise_url(pk: int) -> str:
    return reverse("civil_protection:exercise", args=[pk])


def review_url(pk: int) -> str:
    return reverse("civil_protection:review", args=[pk])


def exercise_table() -> Table:
    return Table(
        caption="Exercices",
        header="title",
        default_sort="-starts",
        empty="Aucun exercice. Programmer un exercice pour le porter au calendrier de l'année.",
        columns=(
            Column("title", "Exercice", lambda row: Cell(row.title, exercise_url(row.pk), detail=row.pilot),
                   sort="title", export=lambda row: row.title),
            Column("kind", "Type", lambda row: row.get_kind_display(), sort="kind"),
            Column("echelon", "Échelon", lambda row: row.get_echelon_display(), sort="echelon"),
            Column("starts", "Début", lambda row: row.starts_at, sort="starts_at"),
            Column("ends", "Fin", lambda row: row.ends_at, sort="ends_at", hidden=True),
            Column("state", "État", lambda row: Cell(row.get_state_display(), tone=TONES[row.state]), sort="state",
                   export=lambda row: row.get_state_display()),
            Column("plans", "Plans", lambda row: ", ".join(plan.code for plan in row.plans.all())),
            Column("pilot", "Pilote", lambda row: row.pilot, sort="pilot", hidden=True),
            Column("population", "Population", lambda row: row.with_population, sort="with_population", hidden=True),
            Column("budget", "Budget (€)", lambda row: row.budget, sort="budget", numeric=True, hidden=True),
        ),
    )  # fmt: skip


def hot_cell(row: Review, at: datetime) -> Cell:
    if row.hot_at:
        return Cell("Tenu", tone="success" if row.hot_at <= row.hot_due_at else "warning")
    return Cell("À tenir", tone="error" if row.hot_due_at < at else "info")


def cold_cell(row: Review, on: date) -> Cell:
    if row.published_on:
        return Cell("Publié", tone="success" if row.published_on <= row.cold_due_on else "warning")
    return Cell("À publier", tone="error" if row.cold_due_on < on else "info")


def review_table(at: datetime, on: date) -> Table:
    return Table(
        caption="Retours d'expérience",
        header="source",
        default_sort="-ended",
        empty="Aucun RETEX. Il s'ouvre au débriefing d'un exercice, ou pour un événement.",
        columns=(
            Column("source", "RETEX", lambda row: Cell(str(row.exercise or row.event), review_url(row.pk)),
                   export=lambda row: str(row.exercise or row.event)),
            Column("nature", "Nature", lambda row: "Exercice" if row.exercise_id else "Événement"),
            Column("ended", "Fin", lambda row: row.ended_at, sort="ended_at"),
            Column("hot", "À chaud", lambda row: hot_cell(row, at), sort="hot_at", export=lambda row: row.hot_at),
            Column("hot_due", "À chaud avant le", lambda row: row.hot_due_at, sort="hot_due_at"),
            Column("cold", "À froid", lambda row: cold_cell(row, on), sort="published_on",
                   export=lambda row: row.published_on),
            Column("cold_due", "À publier avant le", lambda row: row.cold_due_on, sort="cold_due_on"),
            Column("pending", "Actions ouvertes", lambda row: row.pending, sort="pending", numeric=True),
        ),
    )  # fmt: skip


def action_cell(row: ReviewAction) -> Cell:
    url = reverse("civil_protection:review-action", args=[row.pk])
    return Cell(row.label, url, detail=str(row.review.exercise or row.review.event))


def due_cell(row: ReviewAction, on: date) -> Cell:
    return Cell(f"{row.due_on:%d/%m/%Y}", tone="error" if row.state in PENDING and row.due_on < on else "")


def action_table(on: date) -> Table:
    return Table(
        caption="Actions de RETEX",
        header="label",
        default_sort="due",
        empty="Aucune action. Une action s'ajoute depuis la page d'un RETEX.",
        columns=(
            Column("label", "Recommandation", action_cell, sort="label", export=lambda row: row.label),
            Column("source", "RETEX", lambda row: str(row.review.exercise or row.review.event), hidden=True),
            Column("owner", "Responsable", lambda row: row.owner.name, sort="owner__name"),
            Column("priority", "Priorité", lambda row: row.priority, sort="priority", numeric=True),
            Column("opened", "Décidée le", lambda row: row.opened_on, sort="opened_on"),
            Column("due", "Échéance", lambda row: due_cell(row, on), sort="due_on", export=lambda row: row.due_on),
            Column("state", "État", lambda row: row.get_state_display(), sort="state"),
            Column("ended", "Terminée le", lambda row: row.ended_on, sort="ended_on"),
            Column("plan", "Plan à modifier", lambda row: row.plan.code if row.plan else "", sort="plan__code"),
            Column("proof", "Preuve", lambda row: row.proof, hidden=True),
        ),
    )  # fmt: skip
