"""The filters of the register of acts."""

import django_filters
from django.db.models import Q, QuerySet

from directorate.documents.models import Letter
from directorate.org.models import Unit
from directorate.org.scopes import act_kind_choices
from directorate.registers.queries import matching

STATUSES = {
    "published": ("Publié au recueil", Q(register_entry__issue__published_on__isnull=False)),
    "waiting": ("Inscrit, à publier", Q(register_entry__issue__published_on__isnull=True, issue__isnull=False)),
    "unpublished": ("Non inscrit", Q(issue__isnull=True) & ~Q(state=Letter.State.TAKEN_OVER)),
    "taken_over": ("Repris d'un registre antérieur", Q(state=Letter.State.TAKEN_OVER)),
}


class ActFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Numéro ou intitulé", method="filter_text")
    unit = django_filters.ModelChoiceFilter(
        label="Service", queryset=Unit.objects.all(), method="filter_unit", empty_label="Tous"
    )
    year = django_filters.NumberFilter(label="Année", min_value=2000, max_value=2100, method="filter_year")
    kind = django_filters.ChoiceFilter(label="Nature", choices=act_kind_choices, empty_label="Toutes")
    publication = django_filters.ChoiceFilter(
        label="Publication",
        choices=[(code, label) for code, (label, _) in STATUSES.items()],
        method="filter_publication",
        empty_label="Toutes",
    )

    class Meta:
        model = Letter
        fields: list[str] = []

    def filter_text(self, acts: QuerySet, name: str, value: str) -> QuerySet:
        return matching(acts, value)

    def filter_unit(self, acts: QuerySet, name: str, value: Unit) -> QuerySet:
        return acts.filter(service=value.name)

    def filter_year(self, acts: QuerySet, name: str, value) -> QuerySet:
        return acts.filter(number__startswith=f"{int(value)}/")

    def filter_publication(self, acts: QuerySet, name: str, value: str) -> QuerySet:
        _, condition = STATUSES[value]
        return acts.filter(condition)
