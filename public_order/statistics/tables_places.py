"""Columns of the lists of circonscriptions and of the communes that change."""

from datetime import date

from django.urls import reverse

from directorate.web.tables import Cell, Column, Table
from public_order.statistics.models import CommuneChange, DistrictMembership, PoliceDistrict


def state_words(row: PoliceDistrict, on: date) -> str:
    return "Supprimée" if row.until is not None and row.until <= on else "En place"


def district_cell(row: PoliceDistrict, on: date) -> Cell:
    words = state_words(row, on)
    return Cell(words, tone="paused" if words == "Supprimée" else "success")


def towns_words(row: PoliceDistrict, on: date) -> str:
    return ", ".join(
        one.commune.name
        for one in row.memberships.all()
        if one.since <= on and (one.until is None or one.until > on)
    )  # fmt: skip


def district_table(on: date) -> Table:
    return Table(
        caption="Circonscriptions de sécurité",
        header="name",
        default_sort="name",
        empty="Aucune circonscription. Les ajouter avec leurs communes avant de déposer l'état 4001 mensuel.",
        columns=(
            Column("name", "Circonscription", lambda row: Cell(row.name, reverse("public_order:district",
                   args=[row.pk])), sort="name", export=lambda row: row.name),
            Column("code", "Code", lambda row: row.code, sort="code"),
            Column("count", "Communes", lambda row: row.towns, sort="towns", numeric=True),
            Column("towns", "Communes ce jour", lambda row: towns_words(row, on)),
            Column("state", "État", lambda row: district_cell(row, on), export=lambda row: state_words(row, on)),
            Column("until", "Supprimée le", lambda row: row.until, sort="until", hidden=True),
        ),
    )  # fmt: skip


def member_table(caption: str, works: bool) -> Table:
    def acted(name: str, words: str):
        return lambda row: Cell(words, reverse(f"public_order:{name}", args=[row.pk])) if works else ""

    acts = (
        Column("edit", "Dates", acted("district-member", "Corriger ou mettre fin")),
        Column("drop", "Erreur", acted("district-member-drop", "Retirer")),
    )
    return Table(
        caption=caption, header="commune", default_sort="commune",
        empty="Aucune commune n'y est rattachée ce jour.",
        columns=(
            Column("commune", "Commune", member_cell),
            Column("since", "Depuis le", lambda row: row.since),
            Column("until", "Jusqu'au (exclu)", lambda row: row.until),
            *(acts if works else ()),
        ),
    )  # fmt: skip


def member_cell(row: DistrictMembership) -> Cell:
    return Cell(row.commune.name, reverse("public_order:crime-commune", args=[row.commune_id]))


def change_cell(row: CommuneChange) -> Cell:
    return Cell(row.former_name, reverse("public_order:commune-change", args=[row.pk]), detail=row.former_code)


def change_table() -> Table:
    return Table(
        caption="Changements de communes",
        header="former",
        default_sort="-since",
        empty="Aucun changement. Enregistrer une fusion avant le premier fichier qui donne le nouveau code.",
        columns=(
            Column("former", "Ancienne commune", change_cell, sort="former_name", export=lambda row: row.former_name),
            Column("former_code", "Ancien code", lambda row: row.former_code, sort="former_code", hidden=True),
            Column("kind", "Nature", lambda row: row.get_kind_display(), sort="kind"),
            Column("name", "Nouvelle commune", lambda row: Cell(row.name, detail=row.code), sort="name",
                   export=lambda row: row.name),
            Column("code", "Nouveau code", lambda row: row.code, sort="code", hidden=True),
            Column("since", "Depuis le", lambda row: row.since, sort="since"),
        ),
    )  # fmt: skip
