"""The list of the rules of composition."""

import django_filters
from django.urls import reverse

from directorate.web.lists import ListDefinition, declare_list
from directorate.web.tables import Cell, Column, Table
from public_order.councils.local_queries import member_rules
from public_order.councils.models import Body, MemberRule
from public_order.policies import reads_public_order


def rule_url(row: MemberRule) -> str:
    return reverse("public_order:member-rule", args=[row.pk])


def rule_table() -> Table:
    return Table(
        caption="Règles de composition",
        header="kind",
        default_sort="kind",
        empty="Aucune règle n'est enregistrée.",
        columns=(
            Column("kind", "Membre", lambda row: Cell(row.kind, rule_url(row)), sort="kind",
                   export=lambda row: row.kind),
            Column("body", "Instance", lambda row: row.get_body_display(), sort="body"),
            Column("right", "De droit", lambda row: "Oui" if row.by_right else "Choisi", sort="by_right"),
            Column("since", "Depuis le", lambda row: row.valid_from, sort="valid_from"),
            Column("until", "Jusqu'au (exclu)", lambda row: row.valid_to, sort="valid_to"),
            Column("source", "Fondement", lambda row: row.source, sort="source"),
        ),
    )  # fmt: skip


class MemberRuleFilter(django_filters.FilterSet):
    body = django_filters.ChoiceFilter(label="Instance", choices=Body.choices, empty_label="Toutes")

    class Meta:
        model = MemberRule
        fields: list[str] = []


MEMBER_RULE_LIST = declare_list(
    ListDefinition(
        code="member-rules",
        title="Composition des conseils selon les textes",
        url_name="public_order:member-rules",
        policy=reads_public_order,
        rows=lambda staff, at: member_rules(),
        table=lambda at, query: rule_table(),
        filterset=MemberRuleFilter,
        export_name="composition-des-conseils",
    )
)
