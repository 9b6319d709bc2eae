"""Columns of the lists of the applications and of the promoters."""

from django.urls import reverse

from directorate.web.tables import Cell, Column, Table
from public_order.grants.models import GrantApplication, Promoter
from public_order.grants.queries import TONES


def grant_url(row: GrantApplication) -> str:
    return reverse("public_order:grant", args=[row.pk])


def promoter_url(row: Promoter) -> str:
    return reverse("public_order:grant-promoter", args=[row.pk])


def grant_table() -> Table:
    return Table(
        caption="Demandes de subvention du FIPD",
        header="number",
        default_sort="-number",
        empty="Aucune demande. Une demande se saisit depuis l'appel à projets publié d'un programme.",
        columns=(
            Column("number", "Demande",
                   lambda row: Cell(row.number or "Sans numéro", grant_url(row), detail=row.title), sort="number",
                   export=lambda row: row.number or "Sans numéro"),
            Column("title", "Projet", lambda row: row.title, sort="title", hidden=True),
            Column("promoter", "Porteur", lambda row: Cell(row.promoter.name, promoter_url(row.promoter)),
                   sort="promoter__name", export=lambda row: row.promoter.name),
            Column("kind", "Nature du porteur", lambda row: row.promoter.get_kind_display(), hidden=True),
            Column("axis", "Axe", lambda row: str(row.axis), sort="axis__code"),
            Column("state", "État", lambda row: Cell(row.get_state_display(), tone=TONES[row.state]), sort="state",
                   export=lambda row: row.get_state_display()),
            Column("communes", "Communes", lambda row: ", ".join(town.name for town in row.communes.all()),
                   hidden=True),
            Column("asked", "Demandé (€)", lambda row: row.asked, sort="asked", numeric=True, total=True),
            Column("proposed", "Proposé (€)", lambda row: row.proposed, sort="proposed", numeric=True, total=True,
                   hidden=True),
            Column("granted", "Accordé (€)", lambda row: row.granted, sort="granted", numeric=True, total=True),
            Column("score", "Note", lambda row: row.score, sort="score", numeric=True),
            Column("received", "Déposée le", lambda row: row.received_at, sort="received_at", hidden=True),
            Column("decided", "Décidée le", lambda row: row.decision_on, sort="decision_on", hidden=True),
            Column("year", "Année", lambda row: str(row.year), sort="call__programme__year"),
        ),
    )  # fmt: skip


def promoter_table() -> Table:
    return Table(
        caption="Porteurs de projets du FIPD",
        header="name",
        default_sort="name",
        empty="Aucun porteur n'est enregistré.",
        columns=(
            Column("name", "Porteur", lambda row: Cell(row.name, promoter_url(row)), sort="name",
                   export=lambda row: row.name),
            Column("kind", "Nature", lambda row: row.get_kind_display(), sort="kind"),
            Column("siret", "SIRET", lambda row: row.siret, sort="siret"),
            Column("rna", "RNA", lambda row: row.rna, hidden=True),
            Column("commune", "Commune", lambda row: row.commune.name if row.commune else "", sort="commune__name"),
        ),
    )  # fmt: skip
