"""Columns of the lists and reports of safety commissions."""

from datetime import date

from django.urls import reverse
from django.utils.timezone import localtime

from civil_protection.safety_commissions.models import CompetenceRule
from civil_protection.safety_commissions.queries import YearLine, kind_of, rule_words
from directorate.commissions.models import Commission
from directorate.web.tables import Cell, Column, Table


def body_cell(row: Commission) -> Cell:
    return Cell(row.name, reverse("directorate:commission", args=[row.pk]), detail=row.legal_basis)


def next_cell(row: Commission) -> Cell | None:
    if row.next_at is None:
        return None
    return Cell(f"{localtime(row.next_at):%d/%m/%Y %H:%M}", reverse("directorate:session", args=[row.next_key]))


def vacant_cell(row: Commission) -> Cell:
    return Cell(str(row.vacant), tone="warning" if row.vacant else "")


BODY_TABLE = Table(
    caption="Commissions de sécurité",
    header="name",
    default_sort="name",
    empty="Aucune commission ne correspond.",
    columns=(
        Column("name", "Commission", body_cell, sort="name", export=lambda row: row.name),
        Column("kind", "Sorte", kind_of),
        Column("next", "Prochaine séance", next_cell, sort="next_at", export=lambda row: row.next_at),
        Column("last", "Dernière séance", lambda row: row.last_at, sort="last_at"),
        Column("vacant", "Sièges obligatoires vacants", vacant_cell, sort="vacant", numeric=True,
               export=lambda row: row.vacant),
    ),
)  # fmt: skip


def rule_cell(row: CompetenceRule, *, linked: bool) -> Cell:
    return Cell(rule_words(row), reverse("civil_protection:competence-rule", args=[row.pk]) if linked else "")


def rule_table(on: date) -> Table:
    def state(row: CompetenceRule) -> Cell:
        if row.valid_from > on:
            return Cell("À venir", tone="info")
        over = row.valid_to is not None and row.valid_to <= on
        return Cell("Terminée", tone="") if over else Cell("En vigueur", tone="success")

    return Table(
        caption="Règles locales de compétence",
        header="words",
        default_sort="rank",
        empty="Aucune règle locale : la sous-commission départementale est compétente partout.",
        columns=(
            Column("rank", "Ordre", lambda row: row.rank, sort="rank", numeric=True),
            Column("words", "Affaires", lambda row: rule_cell(row, linked=True), export=rule_words),
            Column("commission", "Commission", lambda row: row.commission.name, sort="commission__name"),
            Column("source", "Arrêté", lambda row: row.source, sort="source"),
            Column("from", "À partir du", lambda row: row.valid_from, sort="valid_from"),
            Column("to", "Jusqu'au (exclu)", lambda row: row.valid_to, sort="valid_to"),
            Column("state", "État", state),
        ),
    )


def rate(value: int | None) -> str:
    return "—" if value is None else f"{value} %"


YEAR_TABLE = Table(
    caption="Activité des commissions de sécurité",
    header="name",
    columns=(
        Column("name", "Commission", lambda row: row.commission.name),
        Column("sessions", "Séances", lambda row: row.sessions, numeric=True),
        Column("no_quorum", "Sans quorum", lambda row: row.no_quorum, numeric=True),
        Column("heard", "Affaires entendues", lambda row: row.heard, numeric=True),
        Column("favourable", "Avis favorables", lambda row: row.favourable, numeric=True),
        Column("unfavourable", "Avis défavorables", lambda row: row.unfavourable, numeric=True),
        Column("adjourned", "Ajournées", lambda row: row.adjourned, numeric=True),
        Column("notices", "Convocations dans le délai", lambda row: rate(row.notices_rate)),
        Column("minutes", "Comptes rendus dans le délai", lambda row: rate(row.minutes_rate)),
    ),
)


def whole(lines: list[YearLine]) -> dict[str, int]:
    names = ("sessions", "no_quorum", "heard", "favourable", "unfavourable", "adjourned")
    return {name: sum(getattr(line, name) for line in lines) for name in names}
