"""The filters of the list of gatherings; the API offers the same."""

import django_filters
from django.db.models import Q
from django.utils.timezone import localdate

from civil_protection.gatherings.models import Gathering
from civil_protection.gatherings.queries import start_of
from civil_protection.public_information.filters import commune_filter
from directorate.web.fields import DateInput

STATES = (
    ("announced", "Annoncé"), ("open", "À instruire"), ("decided", "Répondu"), ("cancelled", "Annulé"),
)  # fmt: skip


class GatheringFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Nom, numéro, organisateur ou lieu", method="filter_text")
    state = django_filters.ChoiceFilter(label="État", choices=STATES, method="filter_state", empty_label="Tous")
    kind = django_filters.ChoiceFilter(label="Type", choices=Gathering.Kind.choices, empty_label="Tous")
    commune = commune_filter()
    decision = django_filters.ChoiceFilter(label="Réponse", choices=Gathering.Decision.choices, empty_label="Toutes")
    period = django_filters.ChoiceFilter(
        label="Période", choices=(("coming", "À venir"), ("past", "Passée")), method="filter_period",
        empty_label="Toutes",
    )  # fmt: skip
    post = django_filters.ChoiceFilter(
        label="Dispositif de secours", choices=(("yes", "Enregistré"), ("no", "Aucun")), method="filter_post",
        empty_label="Tous",
    )  # fmt: skip
    starts_after = django_filters.DateFilter(label="À partir du", method="filter_after", widget=DateInput)

    class Meta:
        model = Gathering
        fields: list[str] = []

    def filter_text(self, rows, name, value):
        return rows.filter(
            Q(name__icontains=value) | Q(number__icontains=value) | Q(organiser__icontains=value)
            | Q(place__icontains=value)
        )  # fmt: skip

    def filter_state(self, rows, name, value):
        if value == "cancelled":
            return rows.filter(~Q(cancelled_why=""))
        rows = rows.filter(cancelled_why="")
        if value == "decided":
            return rows.filter(~Q(decision=""))
        return rows.filter(decision="", declared_on__isnull=value == "announced")

    def filter_period(self, rows, name, value):
        midnight = start_of(localdate())
        return rows.filter(starts_at__gte=midnight) if value == "coming" else rows.filter(starts_at__lt=midnight)

    def filter_post(self, rows, name, value):
        with_post = Gathering.objects.filter(rescue_posts__state__in=("draft", "validated")).values("pk")
        return rows.filter(pk__in=with_post) if value == "yes" else rows.exclude(pk__in=with_post)

    def filter_after(self, rows, name, value):
        return rows.filter(starts_at__gte=start_of(value))
