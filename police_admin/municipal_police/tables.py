"""Columns of the list of municipal police forces."""

from datetime import date
from functools import cache

from django.urls import reverse

from directorate.legal_calendar.arithmetic import counted
from directorate.web.tables import Cell, Column, Table
from police_admin.municipal_police.models import MunicipalForce
from police_admin.municipal_police.queries import dated_values, situation
from police_admin.municipal_police.situation import Situation


def force_table(on: date) -> Table:
    """The dated values are read once, the situation of a force once a row."""

    @cache
    def values():
        return dated_values(on)

    def found(row: MunicipalForce) -> Situation:
        if not hasattr(row, "found"):
            row.found = situation(row, values(), on)
        return row.found

    def agreement(row: MunicipalForce) -> Cell:
        title = found(row).agreement
        if title is None:
            return Cell("Aucune en vigueur", tone="warning")
        return Cell(title.permit.number, reverse("directorate:permit", args=[title.permit.pk]),
                    detail=title.validity.detail)  # fmt: skip

    def weapons(row: MunicipalForce) -> str:
        allowed = found(row).allowed_weapons
        return f"{found(row).weapons} / {allowed}" if allowed is not None else str(found(row).weapons)

    def remarks(row: MunicipalForce) -> Cell | str:
        rows = found(row).remarks
        if not rows:
            return ""
        tone = "error" if any(remark.tone == "error" for remark in rows) else "warning"
        return Cell(counted(len(rows), "alertes"), tone=tone, detail=rows[0].text)

    return Table(
        caption="Polices municipales",
        header="commune",
        default_sort="commune",
        empty="Aucune police municipale au registre. Elle y entre avec sa convention, ou s'ajoute à la main.",
        columns=(
            Column(
                "commune", "Commune",
                lambda row: Cell(row.commune.name, reverse("police_admin:municipal-force", args=[row.commune_id])),
                sort="commune__sort_name", export=lambda row: row.commune.name,
            ),
            Column("headcount", "Effectif", lambda row: row.headcount, sort="headcount", numeric=True),
            Column("approved", "Agréés", lambda row: found(row).approved, numeric=True),
            Column("armed", "Armés", lambda row: found(row).armed, numeric=True),
            Column("agreement", "Convention", agreement, export=lambda row: str(agreement(row))),
            Column("weapons", "Armes détenues / autorisées", weapons),
            Column("remarks", "À voir", remarks,
                   export=lambda row: " ".join(remark.text for remark in found(row).remarks)),
        ),
    )  # fmt: skip
