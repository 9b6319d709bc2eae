"""The filters of the actions; the API offers them too."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from directorate.territory.models import Commune
from road_safety.strategy.catalogue import STAKES, Answer, Audience, Lever, PromoterKind
from road_safety.strategy.models import Action
from road_safety.strategy.queries import HELD, OPEN, RETAINED, TO_HOLD, late_reports, unevaluated

GROUPS = {"open": OPEN, "retained": RETAINED, "to_hold": TO_HOLD, "held": HELD}
GROUP_LABELS = [("open", "En cours d'examen"), ("retained", "Retenues"), ("to_hold", "Retenues, à réaliser"),
                ("held", "Réalisées")]  # fmt: skip


class ActionFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Numéro, intitulé ou porteur", method="filter_text")
    state = django_filters.ChoiceFilter(
        label="État", choices=[*GROUP_LABELS, *Action.State.choices], method="filter_state", empty_label="Tous"
    )
    year = django_filters.NumberFilter(label="Année du plan", field_name="plan__year", min_value=2000, max_value=2100)
    stake = django_filters.ChoiceFilter(
        label="Enjeu", choices=[(code, row.label) for code, row in STAKES.items()], method="filter_stake",
        empty_label="Tous",
    )  # fmt: skip
    commune = django_filters.ModelChoiceFilter(
        label="Commune", queryset=Commune.objects.defer("contour").order_by("sort_name"), method="filter_commune",
        empty_label="Toutes",
    )  # fmt: skip
    audience = django_filters.ChoiceFilter(
        label="Public", choices=Audience.choices, method="filter_audience", empty_label="Tous"
    )
    promoter_kind = django_filters.ChoiceFilter(label="Porteur", choices=PromoterKind.choices, empty_label="Tous")
    lever = django_filters.ChoiceFilter(
        label="Demande sans réponse", choices=Lever.choices, method="filter_lever", empty_label="Toutes"
    )
    late = django_filters.ChoiceFilter(
        label="En retard", choices=[("evaluation", "Évaluation"), ("report", "Compte rendu financier")],
        method="filter_late", empty_label="Indifférent",
    )  # fmt: skip

    class Meta:
        model = Action
        fields: list[str] = []

    def filter_text(self, rows, name, value):
        return rows.filter(Q(number__icontains=value) | Q(title__icontains=value) | Q(promoter__icontains=value))

    def filter_state(self, rows, name, value):
        return rows.filter(state__in=GROUPS.get(value, (value,)))

    # Subqueries: a join on what is multiple would show an action twice.
    def filter_stake(self, rows, name, value):
        return rows.filter(pk__in=Action.objects.filter(stakes__code=value).values("pk"))

    def filter_commune(self, rows: QuerySet, name: str, value: Commune) -> QuerySet:
        return rows.filter(pk__in=Action.objects.filter(communes=value).values("pk"))

    def filter_audience(self, rows, name, value):
        return rows.filter(audiences__contains=[value])

    def filter_lever(self, rows, name, value):
        waiting = Action.objects.filter(answers__lever=value, answers__answer=Answer.PENDING)
        return rows.filter(pk__in=waiting.values("pk")).exclude(state=Action.State.DRAFT)

    def filter_late(self, rows, name, value):
        late = unevaluated(localdate()) if value == "evaluation" else late_reports(localdate())
        return rows.filter(pk__in=late.values("pk"))
