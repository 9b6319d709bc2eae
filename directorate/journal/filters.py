"""The filters of the journal. Their state is in the address."""

import django_filters
from django.db.models import Q, QuerySet

from directorate.journal.models import JournalEntry
from directorate.journal.words import action_choices
from directorate.org.models import StaffMember


class JournalFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Objet ou auteur", method="filter_text")
    actor = django_filters.ModelChoiceFilter(
        label="Agent", queryset=StaffMember.objects.order_by("last_name", "first_name"), empty_label="Tous"
    )
    action = django_filters.ChoiceFilter(label="Action", choices=action_choices, empty_label="Toutes")
    since = django_filters.DateFilter(label="Depuis le", field_name="at", lookup_expr="date__gte")
    until = django_filters.DateFilter(label="Jusqu'au", field_name="at", lookup_expr="date__lte")

    class Meta:
        model = JournalEntry
        fields: list[str] = []

    def filter_text(self, entries: QuerySet, name: str, value: str) -> QuerySet:
        for word in value.split()[:6]:
            entries = entries.filter(Q(subject_label__icontains=word) | Q(actor_label__icontains=word))
        return entries
