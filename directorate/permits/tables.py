"""Columns of the list of permits."""

from datetime import date

from django.db.models import F
from django.urls import reverse

from directorate.org.scopes import PROCEDURE_LABELS, procedure_label
from directorate.permits.models import Permit
from directorate.permits.queries import status_in_words
from directorate.permits.validity import Status, validity_on
from directorate.web.export_sql import Neutral, label_of
from directorate.web.tables import Cell, Column, Table


def state_cell(permit: Permit, on: date) -> Cell:
    validity = validity_on(permit, on)
    # What is in force says its last day in a column of its own.
    detail = "" if validity.status == Status.IN_FORCE else validity.detail
    return Cell(validity.status.label, tone=validity.status.tone, detail=detail)


def label_cell(permit: Permit) -> Cell:
    """The permit, and the procedure when it is not the one that bears the same name, as a renewal is."""
    procedure = procedure_label(permit.procedure_code)
    return Cell(permit.label, detail="" if procedure == permit.label else procedure)


def permit_table(on: date) -> Table:
    return Table(
        caption="Titres délivrés",
        header="number",
        default_sort="-issued",
        empty="Aucun titre délivré. Un titre naît de la signature d'une décision qui l'accorde.",
        columns=(
            Column(
                "number",
                "Numéro",
                lambda permit: Cell(permit.number, reverse("directorate:permit", args=[permit.pk])),
                sort="number",
                sql=Neutral(F("number")),
            ),
            Column("label", "Titre", label_cell, export=lambda permit: permit.label, sql=Neutral(F("label"))),
            Column("holder", "Titulaire", lambda permit: permit.holder, sql=Neutral(F("holder"))),
            Column("place", "Lieu", lambda permit: permit.place_label, sql=Neutral(F("place_label"))),
            Column("commune", "Commune", lambda permit: str(permit.commune or ""), sql=Neutral(F("commune__name"))),
            Column("issued", "Délivré le", lambda permit: permit.issued_on, sort="issued_on", sql=F("issued_on")),
            Column("expires", "Jusqu'au", lambda permit: permit.expires_on, sort="expires_on", sql=F("expires_on")),
            Column(
                "renew_by", "À renouveler avant", lambda permit: permit.renew_by, sort="renew_by", sql=F("renew_by")
            ),
            Column(
                "state",
                "État",
                lambda permit: state_cell(permit, on),
                export=lambda permit: validity_on(permit, on).status.label,
                sql=status_in_words(on),
            ),
            Column(
                "procedure",
                "Procédure",
                lambda permit: procedure_label(permit.procedure_code),
                hidden=True,
                sql=label_of("procedure_code", PROCEDURE_LABELS),
            ),
            Column(
                "unit",
                "Service",
                lambda permit: permit.unit.short_name,
                hidden=True,
                sql=Neutral(F("unit__short_name")),
            ),
            Column("valid_from", "Valable du", lambda permit: permit.valid_from, hidden=True, sql=F("valid_from")),
            Column(
                "asked",
                "Renouvellement demandé le",
                lambda permit: permit.renewal_asked_on,
                hidden=True,
                sql=F("renewal_asked_on"),
            ),
            Column(
                "since",
                "État changé le",
                lambda permit: permit.state_changed_on,
                hidden=True,
                sql=F("state_changed_on"),
            ),
        ),
    )
