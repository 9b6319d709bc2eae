"""Columns of the large gatherings."""

from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localdate

from civil_protection.gatherings.models import Gathering, GatheringOpinion
from civil_protection.gatherings.queries import (
    OPINION_TONES,
    declaration,
    missing_opinions,
    service_names,
    state_of,
    terms_on,
)
from civil_protection.gatherings.rules import LATE, TIMINGS, UNDECLARED
from directorate.web.tables import Cell, Column, Table

TIMING_TONES = {LATE: "error", UNDECLARED: "warning"}


def page_of(row: Gathering) -> str:
    return reverse("civil_protection:gathering", args=[row.pk])


def name_cell(row: Gathering) -> Cell:
    return Cell(row.name, page_of(row), detail=row.number)


def gathering_table(at: datetime, query: str) -> Table:
    # Read once for all the rows.
    terms = terms_on(localdate(at))

    def timing_cell(row: Gathering) -> Cell:
        found = declaration(row, terms).timing(row.declared_on)
        return Cell(TIMINGS.get(found, "Sans objet"), tone=TIMING_TONES.get(found, ""))

    return Table(
        caption="Grands rassemblements",
        header="name",
        default_sort="-starts",
        empty="Aucun rassemblement ne correspond à ces filtres.",
        columns=(
            Column("name", "Manifestation", name_cell, sort="name", export=lambda row: row.name),
            Column("kind", "Type", lambda row: row.get_kind_display(), sort="kind"),
            Column("commune", "Commune", lambda row: row.commune.name, sort="commune__sort_name"),
            Column("starts", "Début", lambda row: row.starts_at, sort="starts_at"),
            Column("total", "Total attendu", lambda row: row.total, sort="total", numeric=True),
            Column("state", "État", state_of, export=lambda row: state_of(row).text),
            Column("timing", "Déclaration", timing_cell, export=lambda row: timing_cell(row).text),
            Column("missing", "Avis manquants", lambda row: ", ".join(missing_opinions(row))),
            Column("number", "Numéro", lambda row: row.number, sort="number", hidden=True),
            Column("organiser", "Organisateur", lambda row: row.organiser, sort="organiser", hidden=True),
            Column("place", "Lieu", lambda row: row.place, hidden=True),
            Column("peak", "Au même moment", lambda row: row.peak, sort="peak", numeric=True, hidden=True),
            Column("ends", "Fin", lambda row: row.ends_at, sort="ends_at", hidden=True),
            Column("declared", "Déclarée le", lambda row: row.declared_on, sort="declared_on", hidden=True),
            Column("decided", "Réponse du", lambda row: row.decided_on, sort="decided_on", hidden=True),
        ),
    )


def awaited_table() -> Table:
    """R10.1."""
    return Table(
        caption="Rassemblements à venir dont un avis manque",
        header="name",
        empty="Aucun rassemblement des prochains jours n'attend un avis.",
        columns=(
            Column("name", "Manifestation", name_cell, export=lambda row: row.name),
            Column("commune", "Commune", lambda row: row.commune.name),
            Column("starts", "Début", lambda row: row.starts_at),
            Column("total", "Total attendu", lambda row: row.total, numeric=True),
            Column("missing", "Avis manquants", lambda row: ", ".join(missing_opinions(row))),
        ),
    )


def opinion_table() -> Table:
    names = service_names()

    def said(row: GatheringOpinion) -> Cell:
        return Cell(row.get_opinion_display(), tone=OPINION_TONES[row.opinion]) if row.opinion else Cell("Attendu")

    return Table(
        caption="Avis des services",
        header="service",
        empty="Aucun avis n'est encore demandé.",
        columns=(
            Column("service", "Service", lambda row: names[row.service]),
            Column("asked", "Demandé le", lambda row: row.asked_on),
            Column("received", "Reçu le", lambda row: row.received_on),
            Column("opinion", "Avis", said),
            Column("text", "Observations", lambda row: row.text),
        ),
    )


def step_table(caption: str) -> Table:
    """A computation, step by step."""

    def part(name: str):
        return lambda step: getattr(step, name)

    return Table(
        caption=caption,
        header="rule",
        columns=(
            Column("rule", "Règle", part("rule")),
            Column("result", "Résultat", part("result")),
            Column("source", "Texte", part("source")),
        ),
    )
