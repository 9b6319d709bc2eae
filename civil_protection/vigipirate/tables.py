"""Columns of the lists of VIGIPIRATE."""

from datetime import date, datetime

from django.urls import reverse

from civil_protection.vigipirate.models import CascadeRecipient, Declension, Posture
from civil_protection.vigipirate.queries import (
    CASCADE_STATES,
    CASCADE_TONES,
    STATE_TONES,
    STATES,
    THREAT_TONES,
    cascade_state,
    domains,
    state_on,
)
from directorate.web.tables import Cell, Column, Table


def posture_cell(row: Posture) -> Cell:
    return Cell(row.title, reverse("civil_protection:posture", args=[row.pk]))


def posture_table(at: datetime) -> Table:
    def state_cell(row: Posture) -> Cell:
        state = state_on(row, at)
        return Cell(STATES[state], tone=STATE_TONES[state])

    return Table(
        caption="Postures VIGIPIRATE",
        header="title",
        default_sort="-starts",
        empty="Aucune posture. Enregistrer l'extrait public de la posture en vigueur.",
        columns=(
            Column("title", "Posture", posture_cell, sort="title", export=lambda row: row.title),
            Column("threat", "Niveau", lambda row: Cell(row.get_threat_display(), tone=THREAT_TONES[row.threat]),
                   export=lambda row: row.get_threat_display()),
            Column("perimeter", "Périmètre", lambda row: row.get_perimeter_display()),
            Column("starts", "À compter du", lambda row: row.starts_at, sort="starts_at"),
            Column("ends", "Jusqu'au", lambda row: row.ends_at, sort="ends_at"),
            Column("state", "État", state_cell, export=lambda row: STATES[state_on(row, at)]),
            Column("source", "Source publique", lambda row: row.source, hidden=True),
        ),
    )  # fmt: skip


def measure_table(on: date) -> Table:
    names = domains(on)
    return Table(
        caption="Mesures publiques",
        header="code",
        default_sort="code",
        empty="Aucune mesure publique. Enregistrer celles que la partie publique du plan énonce.",
        columns=(
            Column("code", "Code", lambda row: row.code, sort="code"),
            Column("domain", "Domaine", lambda row: names.get(row.domain, row.domain), sort="domain"),
            Column("kind", "Type", lambda row: row.get_kind_display(), sort="kind"),
            Column("label", "Mesure",
                   lambda row: Cell(row.label, reverse("civil_protection:measure-end", args=[row.pk])
                                    if row.active_to is None else ""), export=lambda row: row.label),
            Column("target", "S'adresse à", lambda row: row.target),
            Column("from", "Active du", lambda row: row.active_from, sort="active_from"),
            Column("to", "Au (exclu)", lambda row: row.active_to, sort="active_to"),
        ),
    )  # fmt: skip


def recipient_table() -> Table:
    def name_cell(row: CascadeRecipient) -> Cell:
        url = reverse("civil_protection:recipient-drop", args=[row.pk]) if row.is_active else ""
        return Cell(row.organisation.name, url)

    return Table(
        caption="Destinataires des postures, outre les mairies",
        header="name",
        default_sort="name",
        empty="Aucun destinataire. Les mairies reçoivent toutes les postures ; ajouter ici les autres partenaires.",
        columns=(
            Column("name", "Partenaire", name_cell, sort="organisation__name",
                   export=lambda row: row.organisation.name),
            Column("kind", "Nature", lambda row: row.get_kind_display(), sort="kind"),
            Column("commune", "Commune", lambda row: str(row.organisation.commune or "")),
            Column("email", "Courriel", lambda row: row.organisation.email),
            Column("active", "Destinataire", lambda row: row.is_active, sort="is_active"),
        ),
    )  # fmt: skip


def declension_table() -> Table:
    def name_cell(row: Declension) -> Cell:
        return Cell(row.organisation.name, reverse("civil_protection:declension", args=[row.pk]),
                    detail=row.get_kind_display())  # fmt: skip

    def state_cell(row: Declension) -> Cell:
        state = cascade_state(row)
        return Cell(CASCADE_STATES[state], tone=CASCADE_TONES[state])

    return Table(
        caption="Suivi des déclinaisons",
        header="name",
        default_sort="name",
        empty="Aucune déclinaison. Diffuser une posture depuis sa page.",
        columns=(
            Column("name", "Destinataire", name_cell, sort="organisation__name",
                   export=lambda row: row.organisation.name),
            Column("posture", "Posture", lambda row: row.posture.title),
            Column("state", "Suivi", state_cell, export=lambda row: CASCADE_STATES[cascade_state(row)]),
            Column("channel", "Voie", lambda row: row.get_channel_display(), sort="channel"),
            Column("sent", "Envoyée le", lambda row: row.sent_at, sort="sent_at"),
            Column("acknowledged", "Accusée le", lambda row: row.acknowledged_at, sort="acknowledged_at"),
            Column("reminders", "Relances", lambda row: row.reminders, sort="reminders", numeric=True),
            Column("kind", "Nature", lambda row: row.get_kind_display(), sort="kind", hidden=True),
            Column("commune", "Commune", lambda row: str(row.organisation.commune or ""), hidden=True),
        ),
    )  # fmt: skip


def report_table() -> Table:
    return Table(
        caption="Signalements de sûreté",
        header="kind",
        default_sort="-day",
        empty="Aucun signalement. Un signalement dit un type, une commune et un jour, sans nommer personne.",
        columns=(
            Column("kind", "Type", lambda row: row.get_kind_display(), sort="kind"),
            Column("day", "Date", lambda row: row.happened_on, sort="happened_on"),
            Column("commune", "Commune", lambda row: row.commune.name, sort="commune__sort_name"),
            Column("follow_up", "Suite", lambda row: row.get_follow_up_display(), sort="follow_up"),
            Column("by", "Enregistré par", lambda row: str(row.recorded_by), hidden=True),
        ),
    )
