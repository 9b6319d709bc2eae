"""Columns of the sirens and of their tests."""

from datetime import datetime

from django.urls import reverse

from civil_protection.alerts.sirens.models import Siren, SirenResult, SirenTest
from civil_protection.alerts.sirens.queries import TEST_STATES, TEST_TONES, TONES, state_of
from directorate.web.tables import Cell, Column, Table

RESULTS = dict(SirenResult.Result.choices)


def siren_cell(row: Siren) -> Cell:
    return Cell(row.code, reverse("civil_protection:siren", args=[row.pk]), detail=row.place)


def state_cell(row: Siren) -> Cell:
    detail = "anomalie ouverte" if row.is_to_repair else ""
    return Cell(row.get_state_display(), tone=TONES[Siren.State(row.state)], detail=detail)


def siren_table(at: datetime, query: str) -> Table:
    return Table(
        caption="Sirènes",
        header="code",
        default_sort="commune",
        empty="Aucune sirène à l'inventaire.",
        columns=(
            Column("code", "Sirène", siren_cell, sort="code", export=lambda row: row.code),
            Column("commune", "Commune", lambda row: str(row.commune), sort="commune__sort_name"),
            Column("place", "Lieu", lambda row: row.place, hidden=True),
            Column("owner", "Propriétaire", lambda row: row.get_owner_display(), sort="owner"),
            Column("trigger", "Déclenchement", lambda row: row.get_trigger_display(), sort="trigger"),
            Column("state", "État", state_cell, sort="state", export=lambda row: row.get_state_display()),
            Column("last", "Dernier essai", lambda row: RESULTS.get(row.last_result, ""), sort="last_result"),
            Column("tested", "Essayée le", lambda row: row.last_test, sort="last_test"),
            Column("range", "Portée (m)", lambda row: row.range_m, sort="range_m", numeric=True, hidden=True),
            Column("maintained", "Maintenance", lambda row: row.maintained_on, sort="maintained_on", hidden=True),
        ),
    )  # fmt: skip


def test_cell(row: SirenTest) -> Cell:
    return Cell(f"{row.month:%m/%Y}", reverse("civil_protection:siren-test", args=[row.pk]))


def test_table(at: datetime, query: str) -> Table:
    return Table(
        caption="Essais des sirènes",
        header="month",
        default_sort="-month",
        empty="Aucun essai prévu.",
        columns=(
            Column("month", "Mois", test_cell, sort="month", export=lambda row: f"{row.month:%m/%Y}"),
            Column("planned", "Prévu le", lambda row: row.planned_at, sort="planned_at"),
            Column("state", "État", lambda row: Cell(TEST_STATES[state_of(row)], tone=TEST_TONES[state_of(row)]),
                   export=lambda row: TEST_STATES[state_of(row)]),
            Column("ok", "Entendues", lambda row: row.ok_count, sort="ok_count", numeric=True),
            Column("weak", "Faibles", lambda row: row.weak_count, sort="weak_count", numeric=True),
            Column("absent", "Absentes", lambda row: row.absent_count, sort="absent_count", numeric=True),
            Column("untested", "Non testées", lambda row: row.untested_count, sort="untested_count", numeric=True),
            Column("reason", "Motif", lambda row: row.reason, hidden=True),
        ),
    )  # fmt: skip
