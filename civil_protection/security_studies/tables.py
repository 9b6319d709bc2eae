"""Columns of the list of studies."""

from datetime import date

from django.urls import reverse

from civil_protection.security_studies.models import SecurityStudy
from civil_protection.security_studies.queries import TONES
from directorate.web.tables import Cell, Column, Table


def study_cell(row: SecurityStudy) -> Cell:
    return Cell(row.reference, reverse("civil_protection:security-study", args=[row.pk]), detail=row.project)


def state_cell(row: SecurityStudy) -> Cell:
    return Cell(row.get_state_display(), tone=TONES[row.state])


def due_cell(row: SecurityStudy, on: date) -> Cell | None:
    """The last day of the sub-commission, which no longer matters once it has spoken."""
    if row.state != SecurityStudy.State.UNDER_REVIEW:
        return None
    return Cell(f"{row.opinion_due_on:%d/%m/%Y}", tone="error" if row.opinion_due_on < on else "")


def study_table(on: date) -> Table:
    return Table(
        caption="Études de sécurité publique",
        header="reference",
        default_sort="-identified",
        empty="Aucune étude. Un projet s'enregistre dès qu'il est connu : les seuils disent si une étude est exigée.",
        columns=(
            Column("reference", "Étude", study_cell, sort="reference", export=lambda row: row.reference),
            Column("project", "Projet", lambda row: row.project, sort="project", hidden=True),
            Column("commune", "Commune", lambda row: row.commune.name, sort="commune__sort_name"),
            Column("nature", "Nature", lambda row: row.get_nature_display(), sort="nature"),
            Column("state", "État", state_cell, sort="state", export=lambda row: row.get_state_display()),
            Column("required", "Requise", lambda row: row.required, sort="required", hidden=True),
            Column("reason", "Motif", lambda row: row.reason, hidden=True),
            Column("owner", "Maître d'ouvrage", lambda row: row.owner, sort="owner", hidden=True),
            Column("permit", "Permis", lambda row: row.permit_number, sort="permit_number", hidden=True),
            Column("area", "Surface (m²)", lambda row: row.floor_area, sort="floor_area", numeric=True, hidden=True),
            Column("identified", "Connue le", lambda row: row.identified_on, sort="identified_on"),
            Column("filed", "Déposée le", lambda row: row.filed_on, sort="filed_on", hidden=True),
            Column("seised", "Saisie le", lambda row: row.seised_on, sort="seised_on"),
            Column("due", "Avis avant le", lambda row: due_cell(row, on), sort="opinion_due_on",
                   export=lambda row: row.opinion_due_on),
            Column("opinion", "Avis", lambda row: row.get_opinion_display(), sort="opinion"),
            Column("opinion_on", "Avis du", lambda row: row.opinion_on, sort="opinion_on", hidden=True),
        ),
    )  # fmt: skip
