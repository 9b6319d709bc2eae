"""The filters of the campaigns and of the labels; the API offers them too."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from road_safety.campaigns.catalogue import CampaignKind, Channel, Label, PartnerKind
from road_safety.campaigns.models import Campaign, LabelAward
from road_safety.campaigns.queries import held, soon_ended
from road_safety.education.filters import commune_filter
from road_safety.strategy.catalogue import STAKES

SITUATIONS = [("held", "En cours de validité"), ("soon", "Bientôt à renouveler"), ("ended", "Terminé")]


class CampaignFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Intitulé ou partenaire", method="filter_text")
    state = django_filters.ChoiceFilter(label="État", choices=Campaign.State.choices, empty_label="Tous")
    kind = django_filters.ChoiceFilter(label="Nature", choices=CampaignKind.choices, empty_label="Toutes")
    channel = django_filters.ChoiceFilter(
        label="Canal", choices=Channel.choices, method="filter_channel", empty_label="Tous"
    )
    theme = django_filters.ChoiceFilter(
        label="Enjeu", choices=[(code, row.label) for code, row in STAKES.items()], empty_label="Tous"
    )
    year = django_filters.NumberFilter(label="Année", field_name="year", min_value=2000, max_value=2100)

    class Meta:
        model = Campaign
        fields: list[str] = []

    def filter_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        with_partner = Campaign.objects.filter(partners__name__icontains=value)
        return rows.filter(Q(title__icontains=value) | Q(pk__in=with_partner.values("pk")))

    def filter_channel(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(channels__contains=[value])


class LabelFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Titulaire", field_name="holder", lookup_expr="icontains")
    label = django_filters.ChoiceFilter(label="Label", choices=Label.choices, empty_label="Tous")
    holder_kind = django_filters.ChoiceFilter(
        label="Nature du titulaire", choices=PartnerKind.choices, empty_label="Toutes"
    )
    commune = commune_filter()
    situation = django_filters.ChoiceFilter(
        label="Situation", choices=SITUATIONS, method="filter_situation", empty_label="Toutes"
    )

    class Meta:
        model = LabelAward
        fields: list[str] = []

    def filter_situation(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        on = localdate()
        if value == "soon":
            return rows.filter(pk__in=soon_ended(on).values("pk"))
        return rows.filter(held(on)) if value == "held" else rows.exclude(held(on))
