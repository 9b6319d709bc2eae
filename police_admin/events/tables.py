"""Columns of the list of events to come."""

from datetime import datetime

from django.urls import reverse

from directorate.casework import registry
from directorate.casework.archetypes import STAGES
from directorate.territory.models import Commune
from directorate.web.tables import Cell, Column, Table
from police_admin.events.queries import Event, declared_communes


def event_table(at: datetime) -> Table:
    names = dict(Commune.objects.values_list("insee", "name"))
    return Table(
        caption="Événements à venir",
        header="event",
        default_sort="starts",
        empty="Aucun événement à venir.",
        columns=(
            Column(
                "event",
                "Événement",
                lambda case: Cell(
                    case.title, reverse("directorate:case", args=[case.reference]), detail=case.reference
                ),
                sort="title",
                export=lambda case: case.title,
            ),
            Column("starts", "Début", lambda case: case.event_at, sort="event_at"),
            Column("ends", "Fin", lambda case: Event(case).ends_at),
            Column("kind", "Nature", lambda case: registry.procedure(case.procedure_code).short_label,
                   sort="procedure_code"),
            Column("communes", "Communes",
                   lambda case: ", ".join(names.get(code, code) for code in declared_communes(case))),
            Column("stage", "Étape", lambda case: STAGES[case.stage].label, sort="stage"),
            Column("route", "Itinéraire", lambda case: "Enregistré" if Event(case).route else ""),
            Column("party", "Organisateur", lambda case: case.party_name, sort="party_name", hidden=True),
            Column("reference", "Référence", lambda case: case.reference, sort="reference", hidden=True),
            Column("caseworker", "Agent", lambda case: str(case.caseworker or "À répartir"), hidden=True),
        ),
    )  # fmt: skip
