"""Columns of the councils and of the plans, and what their filters ask."""

from datetime import date

import django_filters
from django.urls import reverse

from directorate.territory.models import Commune
from directorate.web.tables import Cell, Column, Table
from public_order.councils import rules
from public_order.councils.models import Body, Council, DepartmentalPlan, PlannedSitting
from public_order.councils.queries import months_on, status_of


def council_url(row: Council) -> str:
    return reverse("public_order:council", args=[row.pk])


def planned_url(row: PlannedSitting) -> str:
    return reverse("public_order:planned-sitting", args=[row.pk])


def plan_url(row: DepartmentalPlan) -> str:
    return reverse("public_order:departmental-plan", args=[row.pk])


def state_cell(code: str) -> Cell:
    return Cell(rules.STATUS[code], tone=rules.TONES[code])


def council_table(on: date) -> Table:
    months = months_on(on)
    return Table(
        caption="Conseils de prévention",
        header="name",
        default_sort="name",
        empty="Aucun conseil n'est enregistré.",
        columns=(
            Column("name", "Conseil", lambda row: Cell(row.name, council_url(row)), sort="name",
                   export=lambda row: row.name),
            Column("kind", "Nature", lambda row: row.get_kind_display(), sort="kind"),
            Column("communes", "Communes", lambda row: ", ".join(one.commune.name for one in row.today)),
            Column("state", "État", lambda row: state_cell(status_of(row, on, months)),
                   export=lambda row: rules.STATUS[status_of(row, on, months)]),
            Column("plenary", "Dernière plénière", lambda row: row.last_plenary_on, sort="last_plenary_on"),
            Column("restricted", "Dernière restreinte", lambda row: row.last_restricted_on, sort="last_restricted_on",
                   hidden=True),
            Column("coordinator", "Coordonnateur",
                   lambda row: row.coordinating[0].name if row.coordinating else ""),
            Column("created", "Créé le", lambda row: row.created_on, sort="created_on", hidden=True),
        ),
    )  # fmt: skip


class CouncilFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Conseil", field_name="name", lookup_expr="icontains")
    kind = django_filters.ChoiceFilter(label="Nature", choices=Body.choices, empty_label="Toutes")
    commune = django_filters.ModelChoiceFilter(
        label="Commune", field_name="memberships__commune", empty_label="Toutes",
        queryset=Commune.objects.defer("contour").order_by("sort_name"),
    )  # fmt: skip

    class Meta:
        model = Council
        fields: list[str] = []


def plan_table() -> Table:
    return Table(
        caption="Plans départementaux de prévention",
        header="plan",
        default_sort="-plan",
        empty="Aucun plan n'est enregistré.",
        columns=(
            Column("plan", "Plan", lambda row: Cell(str(row), plan_url(row)), sort="starts_year",
                   export=lambda row: str(row)),
            Column("prosecutor", "Avis du procureur", lambda row: row.prosecutor_on, sort="prosecutor_on"),
            Column("council", "Avis du CDPD", lambda row: row.council_on, sort="council_on"),
            Column("signed", "Signé le", lambda row: row.signed_on, sort="signed_on"),
            Column("number", "Arrêté", lambda row: row.number or "", sort="number"),
        ),
    )  # fmt: skip


class PlanFilter(django_filters.FilterSet):
    number = django_filters.CharFilter(label="Arrêté", field_name="number", lookup_expr="icontains")

    class Meta:
        model = DepartmentalPlan
        fields: list[str] = []
