"""The register of the letters 48 SI and of the medical suspensions: rows, columns, filters."""

import django_filters
from django.db.models import QuerySet

from directorate.web.lists import ListDefinition, declare_list
from directorate.web.sealing import fingerprints
from directorate.web.tables import Cell, Column, Table
from road_safety.registers.filters import commune_filter, day_filter
from road_safety.registers.rules import plain_neph
from road_safety.registers.tables import commune_column, fixed, linked
from road_safety.suspensions.access import reads_offences
from road_safety.suspensions.licences import PURPOSE
from road_safety.suspensions.models import LicenceMeasure

TONES = {"received": "info", "notified": "warning", "surrendered": "success", "restored": "", "closed": ""}


def measures() -> QuerySet[LicenceMeasure]:
    return LicenceMeasure.objects.select_related("commune")


def state_of(row: LicenceMeasure) -> Cell:
    return Cell(row.get_state_display(), tone=TONES[row.state])


TABLE = Table(
    caption="48 SI et suspensions médicales",
    header="number",
    default_sort="-received",
    empty="Aucune mesure.",
    columns=(
        Column("number", "Mesure", lambda row: linked("licence-measure", row, row.number), sort="number",
               export=lambda row: row.number),
        Column("kind", "Nature", lambda row: row.get_kind_display(), sort="kind"),
        Column("driver", "Conducteur", lambda row: row.driver, export=lambda row: ""),
        commune_column(),
        Column("received", "Reçue le", lambda row: row.received_on, sort="received_on"),
        Column("notified", "Notifiée le", lambda row: row.notified_on, sort="notified_on"),
        Column("by", "À remettre avant le", lambda row: row.surrender_by, sort="surrender_by"),
        Column("again", "Réexamen ou nouveau permis", lambda row: row.again_on, sort="again_on", hidden=True),
        Column("state", "État", state_of, sort="state", export=lambda row: row.get_state_display()),
    ),
)  # fmt: skip


class MeasureFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Numéro, ou NEPH entier", method="filter_text")
    kind = django_filters.ChoiceFilter(label="Nature", choices=LicenceMeasure.Kind.choices, empty_label="Toutes")
    state = django_filters.ChoiceFilter(label="État", choices=LicenceMeasure.State.choices, empty_label="Tous")
    commune = commune_filter()
    after = day_filter("Reçues depuis le", "received_on", "gte")

    class Meta:
        model = LicenceMeasure
        fields: list[str] = []

    def filter_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        if number := plain_neph(value):
            return rows.filter(mark__in=fingerprints(number, PURPOSE))
        return rows.filter(number__icontains=value)


MEASURE_LIST = declare_list(
    ListDefinition(
        code="licence-measures",
        title="48 SI et suspensions médicales",
        url_name="road_safety:licence-measures",
        policy=reads_offences,
        rows=lambda staff, at: measures(),
        table=fixed(TABLE),
        filterset=MeasureFilter,
        export_name="48si-et-suspensions-medicales",
    )
)
