"""Columns of the operations, of their results, of the establishments and of the exchanges."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse

from directorate.legal_calendar.arithmetic import PARIS
from directorate.web.tables import Cell, Column, Table
from public_order.codaf.models import (
    CodafAgent,
    CodafOperation,
    CodafPartner,
)
from public_order.codaf.queries import TONES, Sheet, sheet_of


def operation_url(row: CodafOperation) -> str:
    return reverse("public_order:codaf-operation", args=[row.pk])


def moment(instant: datetime | None) -> str:
    return f"{instant.astimezone(PARIS):%d/%m/%Y %H:%M}" if instant else ""


def euros(amount: Decimal | None) -> str:
    """169000 is "169 000,00 €"."""
    if amount is None:
        return ""
    return f"{amount:,.2f} €".replace(",", "\N{NO-BREAK SPACE}").replace(".", ",").replace(" €", "\N{NO-BREAK SPACE}€")


def percent(rate: Decimal | None) -> str:
    return "" if rate is None else f"{rate}".replace(".", ",")


def state_cell(row: CodafOperation) -> Cell:
    return Cell(row.get_state_display(), tone=TONES[row.state])


def first_columns() -> tuple[Column, ...]:
    return (
        Column("number", "Numéro", lambda row: Cell(row.number, operation_url(row)), sort="number",
               export=lambda row: row.number),
        Column("starts_at", "Début", lambda row: moment(row.starts_at), sort="starts_at"),
        Column("sector", "Secteur", lambda row: row.get_sector_display(), sort="sector"),
        Column("commune", "Commune", lambda row: row.commune.name, sort="commune__sort_name"),
    )  # fmt: skip


def operation_table() -> Table:
    return Table(
        caption="Opérations CODAF",
        header="number",
        default_sort="-starts_at",
        empty="Aucune opération. La première s'inscrit comme une idée, puis se programme et se prépare.",
        columns=(
            *first_columns(),
            Column("state", "État", state_cell, sort="state", export=lambda row: row.get_state_display()),
            Column("partners", "Partenaires", lambda row: row.partners_count, numeric=True),
            Column("pilot", "Pilote", lambda row: str(row.pilot)),
            Column("origin", "Origine", lambda row: row.get_origin_display(), sort="origin", hidden=True),
            Column("ends_at", "Fin", lambda row: moment(row.ends_at), sort="ends_at", hidden=True),
        ),
    )


def figures(row: CodafOperation) -> Sheet:
    """Computed once a row, whatever the number of columns."""
    found = getattr(row, "sheet_kept", None)
    if found is None:
        found = row.sheet_kept = sheet_of(row)
    return found


def counted(key: str, label: str) -> Column:
    def read(row: CodafOperation) -> Any:
        return getattr(figures(row).line, key)

    return Column(key, label, read, numeric=True)


def amount_column(key: str, label: str) -> Column:
    def read(row: CodafOperation) -> Decimal:
        return getattr(figures(row).line.amounts, key)

    return Column(key, label, lambda row: euros(read(row)), export=read, numeric=True)


def result_table() -> Table:
    return Table(
        caption="Résultats des opérations CODAF",
        header="number",
        default_sort="-starts_at",
        empty="Aucune opération réalisée sur cette période.",
        columns=(
            *first_columns(),
            counted("establishments", "Établissements"),
            counted("persons", "Personnes"),
            counted("in_breach", "En infraction"),
            counted("closures", "Fermetures"),
            amount_column("press", "Notifié et recouvré"),
            amount_column("estimated", "Estimé"),
            Column("delay", "Consolidée en (jours)", lambda row: figures(row).delay, numeric=True),
            Column("state", "État", state_cell, sort="state", export=lambda row: row.get_state_display()),
        ),
    )


def target_table() -> Table:
    return Table(
        caption="Établissements contrôlés",
        header="name",
        default_sort="-day",
        empty="Aucun établissement à montrer : ceux des opérations à venir restent confidentiels.",
        columns=(
            Column("name", "Établissement", lambda row: row.name, sort="name"),
            Column("day", "Opération du", lambda row: Cell(moment(row.operation.starts_at),
                                                           operation_url(row.operation), detail=row.operation.number),
                   sort="operation__starts_at", export=lambda row: moment(row.operation.starts_at)),
            Column("siret", "SIRET", lambda row: row.siret, hidden=True),
            Column("address", "Adresse", lambda row: row.address),
            Column("commune", "Commune", lambda row: row.commune.name, sort="commune__sort_name"),
            Column("activity", "Activité", lambda row: row.activity, hidden=True),
            Column("visited", "Visité", lambda row: "" if row.visited is None else "Oui" if row.visited else "Non"),
            Column("persons", "Personnes", lambda row: row.persons, numeric=True),
            Column("findings", "Constats", lambda row: row.findings_count, numeric=True),
        ),
    )  # fmt: skip


def partner_state(row: CodafPartner) -> Cell:
    tones = {"invited": "info", "confirmed": "success", "declined": "paused"}
    return Cell(row.get_state_display(), tone=tones[row.state], detail=f"{row.agents} agents" if row.agents else "")


def exchange_table() -> Table:
    return Table(
        caption="Journal des échanges d'informations",
        header="day",
        default_sort="-day",
        empty="Aucun échange. Il n'en passe qu'entre agents habilités, sur un fondement légal.",
        columns=(
            Column("day", "Échangé le", lambda row: moment(row.exchanged_at), sort="exchanged_at"),
            Column("sender", "De", lambda row: Cell(row.sender.name, detail=row.sender.get_body_display()),
                   export=lambda row: str(row.sender)),
            Column("receiver", "À", lambda row: Cell(row.receiver.name, detail=row.receiver.get_body_display()),
                   export=lambda row: str(row.receiver)),
            Column("basis", "Fondement", lambda row: row.get_basis_display(), sort="basis"),
            Column("object", "Objet", lambda row: row.object),
            Column("operation", "Opération", lambda row: row.operation.number if row.operation else ""),
        ),
    )  # fmt: skip


def agent_table() -> Table:
    def ended(row: CodafAgent) -> Cell | str:
        if row.until:
            return f"{row.until:%d/%m/%Y}"
        return Cell("Terminer", reverse("public_order:codaf-agent-end", args=[row.pk]))

    return Table(
        caption="Agents habilités aux échanges",
        empty="Aucun agent habilité : aucun échange ne peut être inscrit.",
        columns=(
            Column("name", "Agent", lambda row: row.name),
            Column("body", "Organisme", lambda row: row.get_body_display()),
            Column("quality", "Qualité", lambda row: row.quality),
            Column("authorisation", "Habilitation", lambda row: row.authorisation),
            Column("since", "Depuis le", lambda row: row.since),
            Column("until", "Jusqu'au", ended),
        ),
    )


def amounts_columns() -> tuple[Column, ...]:
    """Of rows (label, Totals)."""
    return tuple(
        Column(name, label, lambda line, name=name: euros(getattr(line[1], name)), numeric=True)
        for name, label in (("estimated", "Estimé"), ("notified", "Notifié"), ("recovered", "Recouvré"),
                            ("press", "Notifié et recouvré"))
    )  # fmt: skip


def totals_table(caption: str, first: str) -> Table:
    return Table(caption=caption, empty="Aucun montant.",
                 columns=(Column("label", first, lambda line: line[0]), *amounts_columns()))  # fmt: skip


def pairs_table(caption: str, *labels: str, empty: str = "Rien à compter.") -> Table:
    """Rows are tuples, a column for each place; the first one is words."""
    return Table(
        caption=caption,
        empty=empty,
        columns=tuple(
            Column(f"c{rank}", label, lambda line, rank=rank: line[rank], numeric=rank > 0)
            for rank, label in enumerate(labels)
        ),
    )


def offender_table(caption: str) -> Table:
    """Of `queries.Offender`."""
    return Table(
        caption=caption,
        empty="Aucun établissement n'a été trouvé en infraction lors de deux opérations.",
        columns=(
            Column("name", "Établissement", lambda one: Cell(
                one.last.name, reverse("public_order:codaf-target", args=[one.last.pk]), detail=one.last.activity)),
            Column("place", "Adresse", lambda one: f"{one.last.address}, {one.last.commune.name}"),
            Column("visits", "Passages", lambda one: len(one.visits), numeric=True),
            Column("last", "Dernier", lambda one: Cell(f"{one.day:%d/%m/%Y}", operation_url(one.last.operation),
                                                       detail=one.last.operation.number)),
            Column("natures", "Constats", lambda one: ", ".join(one.natures)),
            Column("closures", "Fermetures proposées", lambda one: one.closures or "", numeric=True),
        ),
    )  # fmt: skip


def words_table(caption: str, *labels: str, empty: str) -> Table:
    return Table(caption=caption, empty=empty,
                 columns=tuple(Column(f"c{rank}", label, lambda line, rank=rank: line[rank])
                               for rank, label in enumerate(labels)))  # fmt: skip
