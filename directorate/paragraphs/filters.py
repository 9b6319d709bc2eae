"""The filters of the library of paragraphs."""

import django_filters

from directorate.org.models import Unit
from directorate.paragraphs.families import families
from directorate.paragraphs.models import Paragraph
from directorate.paragraphs.queries import matching
from directorate.search.full_text import asked

EVERY_FAMILY = "toutes"


def family_choices() -> list[tuple[str, str]]:
    return [(EVERY_FAMILY, "Commun à toutes les procédures"), *((name, name) for name in families())]


class ParagraphFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Mots du paragraphe", method="filter_text")
    kind = django_filters.ChoiceFilter(label="Nature", choices=Paragraph.Kind.choices, empty_label="Toutes")
    family = django_filters.ChoiceFilter(
        label="Famille", choices=family_choices, method="filter_family", empty_label="Toutes"
    )
    unit = django_filters.ModelChoiceFilter(
        label="Service", queryset=Unit.objects.filter(pk__in=Paragraph.objects.values("unit")), empty_label="Tous"
    )
    withdrawn = django_filters.ChoiceFilter(
        label="État", choices=[("no", "Proposés"), ("yes", "Retirés")], method="filter_withdrawn", empty_label="Tous"
    )

    class Meta:
        model = Paragraph
        fields: list[str] = []

    def filter_text(self, queryset, name, value):
        return matching(queryset, value) if asked(value) else queryset.none()

    def filter_family(self, queryset, name, value):
        return queryset.filter(family="" if value == EVERY_FAMILY else value)

    def filter_withdrawn(self, queryset, name, value):
        return queryset.filter(withdrawn_on__isnull=value == "no")
