"""Columns of the protocols, and what their filter asks."""

from datetime import date

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localdate

from directorate.legal_calendar.arithmetic import add_months
from directorate.territory.models import Commune
from directorate.web.fields import DateInput
from directorate.web.tables import Cell, Column, Table
from public_order.protocols import rules
from public_order.protocols.models import Protocol
from public_order.protocols.queries import alert_of, committee_due, committees_late, status_of, steps_on


def protocol_url(row: Protocol) -> str:
    return reverse("public_order:protocol", args=[row.pk])


def protocol_table(on: date) -> Table:
    steps = steps_on(on)

    def state(row: Protocol) -> Cell:
        code = status_of(row, on, steps)
        return Cell(rules.STATUS[code], tone=rules.TONES[code])

    def alert(row: Protocol) -> Cell | str:
        found = alert_of(row, on, steps)
        return Cell(f"Moins de {found.months} mois", tone="warning") if found else ""

    def late(row: Protocol) -> int:
        return rules.committee_days_late(committee_due(row), on)

    return Table(
        caption="Protocoles et conventions",
        header="title",
        default_sort="title",
        empty="Aucun protocole n'est enregistré.",
        columns=(
            Column("number", "Numéro", lambda row: row.number, sort="number"),
            Column("title", "Protocole", lambda row: Cell(row.title, protocol_url(row)), sort="title",
                   export=lambda row: row.title),
            Column("kind", "Nature", lambda row: row.get_kind_display(), sort="kind"),
            Column("commune", "Commune", lambda row: row.commune.name if row.commune else "",
                   sort="commune__sort_name"),
            Column("state", "État", state, export=lambda row: rules.STATUS[status_of(row, on, steps)]),
            Column("ends", "Fin du terme", lambda row: row.ends_on, sort="ends_on"),
            Column("alert", "Alerte", alert, export=lambda row: str(alert(row))),
            Column("renewal", "Reconduction", lambda row: row.get_renewal_display(), sort="renewal", hidden=True),
            Column("committee", "Comité attendu", lambda row: committee_due(row)),
            Column("late", "Retard du comité", lambda row: Cell(f"{late(row)} j", tone="warning") if late(row) else "",
                   export=late, numeric=True),
        ),
    )  # fmt: skip


class ProtocolFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Protocole", field_name="title", lookup_expr="icontains")
    kind = django_filters.ChoiceFilter(label="Nature", choices=Protocol.Kind.choices, empty_label="Toutes")
    commune = django_filters.ModelChoiceFilter(
        label="Commune", queryset=Commune.objects.defer("contour").order_by("sort_name"), empty_label="Toutes"
    )
    state = django_filters.ChoiceFilter(
        label="État", choices=[*Protocol.State.choices, ("soon", "Terme proche"), ("over", "Terme passé")],
        method="in_state", empty_label="Tous",
    )  # fmt: skip

    renewal = django_filters.ChoiceFilter(label="Reconduction", choices=Protocol.Renewal.choices, empty_label="Toutes")
    ends_after = django_filters.DateFilter(
        label="Terme à partir du", field_name="ends_on", lookup_expr="gte", widget=DateInput
    )
    ends_before = django_filters.DateFilter(
        label="Terme jusqu'au", field_name="ends_on", lookup_expr="lte", widget=DateInput
    )
    committee = django_filters.ChoiceFilter(
        label="Comité technique", choices=[("late", "En retard"), ("planned", "Prévu")], method="in_committee",
        empty_label="Tous",
    )  # fmt: skip

    class Meta:
        model = Protocol
        fields: list[str] = []

    def in_committee(self, rows: QuerySet[Protocol], name: str, value: str) -> QuerySet[Protocol]:
        on = localdate()
        if value == "planned":
            return rows.filter(next_committee_on__gte=on)
        return rows.filter(pk__in=[row.pk for row in committees_late(on)])

    def in_state(self, rows: QuerySet[Protocol], name: str, value: str) -> QuerySet[Protocol]:
        on = localdate()
        if value == "soon":
            until = add_months(on, max(steps_on(on)))
            return rows.filter(state=Protocol.State.IN_FORCE, ends_on__range=(on, until))
        if value == "over":
            return rows.filter(state=Protocol.State.IN_FORCE, ends_on__lt=on)
        return rows.filter(state=value)
