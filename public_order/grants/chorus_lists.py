"""The list of the payments of Chorus."""

import django_filters
from django.db.models import Q, QuerySet
from django.urls import reverse

from directorate.web.lists import ListDefinition, declare_list
from directorate.web.tables import Cell, Column, Table
from public_order.grants.chorus_operations import TO_SOLVE, payments
from public_order.grants.exchange_models import ChorusPayment
from public_order.grants.tables import grant_url
from public_order.policies import reads_public_order

TONES = {"matched": "success", "differs": "error", "unmatched": "warning", "aside": "paused"}


def payment_url(row: ChorusPayment) -> str:
    return reverse("public_order:chorus-payment", args=[row.pk])


class ChorusFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="N° EJ, DP, SIRET ou porteur", method="filter_text")
    match = django_filters.ChoiceFilter(
        label="Rapprochement", choices=[("to_solve", "À traiter"), *ChorusPayment.Match.choices],
        method="filter_match", empty_label="Tous",
    )  # fmt: skip
    exercise = django_filters.NumberFilter(label="Exercice", min_value=2007, max_value=2100)

    class Meta:
        model = ChorusPayment
        fields: list[str] = []

    def filter_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        digits = value.replace(" ", "")
        return rows.filter(
            Q(ej__startswith=digits) | Q(dp__startswith=digits) | Q(siret__startswith=digits)
            | Q(supplier_label__icontains=value) | Q(application__number__icontains=value)
        )  # fmt: skip

    def filter_match(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(match__in=TO_SOLVE if value == "to_solve" else (value,))


def chorus_table() -> Table:
    return Table(
        caption="Paiements Chorus",
        header="dp",
        default_sort="-paid_on",
        empty="Aucun paiement n'est importé. L'extrait de Chorus se dépose dans Imports.",
        columns=(
            Column("dp", "DP", lambda row: Cell(f"{row.dp}/{row.dp_line}", payment_url(row)), sort="dp",
                   export=lambda row: f"{row.dp}/{row.dp_line}"),
            Column("ej", "EJ", lambda row: row.ej, sort="ej"),
            Column("supplier", "Fournisseur payé", lambda row: row.supplier_label or row.supplier,
                   sort="supplier_label"),
            Column("siret", "SIRET", lambda row: row.siret, sort="siret"),
            Column("paid_on", "Payé le", lambda row: row.paid_on, sort="paid_on"),
            Column("exercise", "Exercice", lambda row: str(row.exercise), sort="exercise", hidden=True),
            Column("amount", "Montant (€)", lambda row: row.amount, sort="amount", numeric=True, total=True),
            Column("match", "Rapprochement", lambda row: Cell(row.get_match_display(), tone=TONES[row.match]),
                   sort="match", export=lambda row: row.get_match_display()),
            Column("grant", "Demande",
                   lambda row: Cell(row.application.number, grant_url(row.application)) if row.application else "",
                   sort="application__number", export=lambda row: row.application.number if row.application else ""),
            Column("reason", "Motif", lambda row: row.reason),
            Column("cost_centre", "Centre financier", lambda row: row.cost_centre, hidden=True),
            Column("domain", "Domaine fonctionnel", lambda row: row.domain, hidden=True),
        ),
    )  # fmt: skip


CHORUS_LIST = declare_list(
    ListDefinition(
        code="chorus-payments",
        title="Paiements Chorus du FIPD",
        url_name="public_order:chorus-payments",
        policy=reads_public_order,
        rows=lambda staff, at: payments(),
        table=lambda at, query: chorus_table(),
        filterset=ChorusFilter,
        export_name="paiements-chorus-fipd",
    )
)
