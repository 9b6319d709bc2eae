"""Columns of the list of duties."""

from datetime import datetime

from django.urls import reverse

from civil_protection.roster.models import DutyPeriod
from civil_protection.roster.queries import WHEN, time_of
from directorate.legal_calendar.arithmetic import PARIS
from directorate.web.tables import Cell, Column, Table

TONES = {"current": "success", "coming": "info", "past": ""}


def week_cell(row: DutyPeriod) -> Cell:
    day = row.starts_at.astimezone(PARIS)
    return Cell(str(row.staff), f"{reverse('civil_protection:roster')}?semaine={day:%Y-%m-%d}")


def duty_table(at: datetime) -> Table:
    def time_cell(row: DutyPeriod) -> Cell:
        when = time_of(row, at)
        return Cell(WHEN[when], tone=TONES[when])

    return Table(
        caption="Périodes d'astreinte",
        header="staff",
        default_sort="-starts",
        empty="Aucune période. Prévoir une rotation depuis la page des astreintes.",
        columns=(
            Column("staff", "Agent", week_cell, sort="staff__last_name", export=lambda row: str(row.staff)),
            Column("role", "Rôle", lambda row: row.get_role_display(), sort="role"),
            Column("starts", "Du", lambda row: row.starts_at, sort="starts_at"),
            Column("ends", "Au", lambda row: row.ends_at, sort="ends_at"),
            Column("when", "Quand", time_cell, export=lambda row: WHEN[time_of(row, at)]),
            Column("phone", "Téléphone", lambda row: row.phone, hidden=True),
        ),
    )
