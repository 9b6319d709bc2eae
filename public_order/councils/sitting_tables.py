"""Columns of the sittings of the other bodies and of the instances, and what their filters ask."""

from datetime import date

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localtime

from directorate.commissions.models import CommissionSession
from directorate.web.tables import Cell, Column, Table
from public_order.councils.models import Instance
from public_order.councils.sitting_queries import days_late, expected_on, kept_bodies, last_of, next_of


def sitting_url(row: CommissionSession) -> str:
    return reverse("public_order:body-sitting", args=[row.pk])


def instance_url(row: Instance) -> str:
    return reverse("public_order:instance", args=[row.pk])


def sitting_table(on: date) -> Table:
    def step(row: CommissionSession) -> Cell:
        text, tone = next_of(row, on)
        return Cell(text, tone=tone)

    return Table(
        caption="Séances des instances",
        header="day",
        default_sort="-day",
        empty="Aucune séance n'est prévue ni tenue.",
        columns=(
            Column("day", "Séance", lambda row: Cell(f"{localtime(row.starts_at):%d/%m/%Y à %H h %M}",
                                                     sitting_url(row)), sort="starts_at",
                   export=lambda row: localtime(row.starts_at).date()),
            Column("body", "Instance", lambda row: row.commission.name, sort="commission__name"),
            Column("place", "Lieu", lambda row: row.place, sort="place", hidden=True),
            Column("decided", "Actions décidées", lambda row: row.decided or "", numeric=True, sort="decided"),
            Column("state", "À faire", step, sort="state", export=lambda row: next_of(row, on)[0]),
        ),
    )  # fmt: skip


class SittingFilter(django_filters.FilterSet):
    body = django_filters.ModelChoiceFilter(
        label="Instance", field_name="commission", queryset=lambda request: kept_bodies(), empty_label="Toutes"
    )
    state = django_filters.ChoiceFilter(label="État", choices=CommissionSession.State.choices, empty_label="Tous")

    class Meta:
        model = CommissionSession
        fields: list[str] = []


def words_of(row: Instance) -> str:
    return "En activité" if row.is_active else "Close"


def instance_table(on: date) -> Table:
    def late(row: Instance) -> int:
        return days_late(row, on)

    return Table(
        caption="Autres instances",
        header="name",
        default_sort="name",
        empty="Aucune instance n'est enregistrée.",
        columns=(
            Column("name", "Instance", lambda row: Cell(row.name, instance_url(row)), sort="name",
                   export=lambda row: row.name),
            Column("kept", "Ce qui est tenu", lambda row: "Dates seules" if row.is_date_only else "Séances et actions",
                   sort="is_date_only"),
            Column("lead", "Pilote", lambda row: row.lead, sort="lead"),
            Column("last", "Dernière réunion", last_of),
            Column("next", "Prochaine", lambda row: localtime(row.coming).date() if row.coming else ""),
            Column("due", "Attendue le", expected_on),
            Column("late", "Retard", lambda row: Cell(f"{late(row)} j", tone="warning") if late(row) else "",
                   export=late, numeric=True),
            Column("state", "État", lambda row: Cell(words_of(row), tone="success" if row.is_active else ""),
                   sort="is_active", export=words_of),
        ),
    )  # fmt: skip


class InstanceFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Instance", field_name="name", lookup_expr="icontains")
    kept = django_filters.ChoiceFilter(
        label="Ce qui est tenu", choices=[("dates", "Dates seules"), ("whole", "Séances et actions")],
        method="in_kept", empty_label="Tout",
    )  # fmt: skip

    class Meta:
        model = Instance
        fields: list[str] = []

    def in_kept(self, rows: QuerySet[Instance], name: str, value: str) -> QuerySet[Instance]:
        return rows.filter(is_date_only=value == "dates")
