"""Columns of the lists of daily security."""

from datetime import date

from django.urls import reverse

from directorate.web.tables import Cell, Column, Table
from public_order.field.models import GpoAction, GpoProblem, GpoStep, PsqSector
from public_order.field.queries import TONES


def problem_url(row: GpoProblem) -> str:
    return reverse("public_order:gpo-problem", args=[row.pk])


def sector_url(row: PsqSector) -> str:
    return reverse("public_order:psq-sector", args=[row.pk])


def state_cell(row: GpoProblem) -> Cell:
    return Cell(row.get_state_display(), tone=TONES[row.state])


def problem_table(on: date) -> Table:
    return Table(
        caption="Problèmes suivis par les groupes de partenariat",
        header="title",
        default_sort="priority",
        empty="Aucun problème. Un problème se signale depuis son secteur.",
        columns=(
            Column("title", "Problème", lambda row: Cell(row.title, problem_url(row), detail=row.place), sort="title",
                   export=lambda row: row.title),
            Column("place", "Lieu", lambda row: row.place, sort="place", hidden=True),
            Column("commune", "Commune", lambda row: row.commune.name, sort="commune__name"),
            Column("sector", "Secteur", lambda row: Cell(row.sector.name, sector_url(row.sector)),
                   sort="sector__name", export=lambda row: row.sector.name),
            Column("nature", "Nature", lambda row: row.get_nature_display(), sort="nature"),
            Column("priority", "Priorité", lambda row: row.get_priority_display(), sort="priority"),
            Column("state", "État", state_cell, sort="state", export=lambda row: row.get_state_display()),
            Column("since", "Ouvert depuis le", lambda row: row.open_since, sort="open_since"),
            Column("review", "Prochain point", lambda row: row.review_on, sort="review_on"),
            Column("resolved", "Résolu le", lambda row: row.resolved_on, sort="resolved_on", hidden=True),
            Column("relapse", "Rechute précoce", lambda row: "Oui" if row.is_early_relapse else "",
                   sort="is_early_relapse", hidden=True),
            Column("source", "Signalé par", lambda row: row.get_source_display(), sort="source", hidden=True),
        ),
    )  # fmt: skip


def sector_table() -> Table:
    return Table(
        caption="Secteurs de sécurité du quotidien",
        header="name",
        default_sort="name",
        empty="Aucun secteur n'est enregistré.",
        columns=(
            Column("name", "Secteur", lambda row: Cell(row.name, sector_url(row)), sort="name",
                   export=lambda row: row.name),
            Column("district", "Circonscription", lambda row: row.district.name if row.district else "",
                   sort="district__name"),
            Column("communes", "Communes", lambda row: ", ".join(town.name for town in row.communes.all())),
            Column("pilot", "Pilote", lambda row: row.pilot, sort="pilot"),
            Column("open", "Problèmes ouverts", lambda row: row.open_problems, sort="open_problems", numeric=True),
            Column("long", "Depuis trop longtemps", lambda row: row.long_open, sort="long_open", numeric=True),
            Column("relapses", "Rechutes précoces", lambda row: row.early_relapses, sort="early_relapses",
                   numeric=True),
        ),
    )  # fmt: skip


def action_table(finishes: bool) -> Table:
    def done(row: GpoAction):
        if row.done_on or not finishes:
            return row.done_on
        return Cell("Noter comme faite", reverse("public_order:gpo-action-done", args=[row.pk]))

    return Table(
        caption="Actions", header="label", default_sort="due", empty="Aucune action n'est décidée.",
        columns=(
            Column("label", "Action", lambda row: row.label),
            Column("owner", "Responsable", lambda row: row.owner),
            Column("due", "Échéance", lambda row: row.due_on),
            Column("done", "Faite le", done),
        ),
    )  # fmt: skip


def step_table() -> Table:
    def state(row: GpoStep) -> Cell:
        return Cell(row.get_state_display(), tone=TONES[row.state])

    return Table(
        caption="Points de suivi", header="on", default_sort="on", empty="Aucun point n'a encore été tenu.",
        columns=(
            Column("on", "Le", lambda row: row.on),
            Column("state", "État", state),
            Column("words", "Compte rendu", lambda row: row.words),
            Column("by", "Enregistré par", lambda row: str(row.recorded_by)),
        ),
    )  # fmt: skip
