"""The filters of the list of what waits for a proof of notification."""

from datetime import timedelta

import django_filters
from django.db.models import Q, QuerySet
from django.utils.timezone import now

from directorate.casework.models import Case
from directorate.delivery.models import DeliveryAttempt

AGES = [("7", "Une semaine"), ("21", "Trois semaines"), ("60", "Deux mois")]


class DeliveryFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Dossier, acte ou destinataire", method="filter_text")
    sent = django_filters.ChoiceFilter(
        label="Envoi",
        choices=[("yes", "Parti, preuve attendue"), ("no", "Rien n'est parti")],
        method="filter_sent",
        empty_label="Indifférent",
    )
    way = django_filters.ChoiceFilter(
        label="Voie", field_name="sent_way", choices=DeliveryAttempt.Way.choices, empty_label="Toutes"
    )
    failed = django_filters.ChoiceFilter(
        label="Échecs",
        choices=[("yes", "Au moins un"), ("no", "Aucun")],
        method="filter_failed",
        empty_label="Indifférent",
    )
    beside = django_filters.ChoiceFilter(
        label="Destinataire",
        choices=[("party", "Le demandeur"), ("other", "Un autre destinataire")],
        method="filter_beside",
        empty_label="Tous",
    )
    older = django_filters.ChoiceFilter(
        label="Signé depuis plus de", choices=AGES, method="filter_age", empty_label="Indifférent"
    )

    class Meta:
        model = Case
        fields: list[str] = []

    def filter_text(self, cases: QuerySet, name: str, value: str) -> QuerySet:
        return cases.filter(
            Q(reference__icontains=value) | Q(act_number__icontains=value) | Q(party_name__icontains=value)
        )

    def filter_sent(self, cases: QuerySet, name: str, value: str) -> QuerySet:
        return cases.filter(sent_on__isnull=value == "no")

    def filter_failed(self, cases: QuerySet, name: str, value: str) -> QuerySet:
        return cases.filter(failures__gt=0) if value == "yes" else cases.filter(failures=0)

    def filter_beside(self, cases: QuerySet, name: str, value: str) -> QuerySet:
        return cases.filter(notified_at__isnull=True) if value == "party" else cases.filter(beside__gt=0)

    def filter_age(self, cases: QuerySet, name: str, value: str) -> QuerySet:
        return cases.filter(decided_at__lt=now() - timedelta(days=int(value)))
