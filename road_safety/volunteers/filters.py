"""The filters of the volunteers, of the missions, of the trainings and of the claims; the API offers them too."""

import django_filters
from django.db.models import F, Q, QuerySet
from django.utils.timezone import localdate, now

from directorate.territory.models import Commune
from road_safety.strategy.catalogue import Audience
from road_safety.volunteers import queries
from road_safety.volunteers.catalogue import THEMES, Module, Origin
from road_safety.volunteers.models import ExpenseClaim, Mission, Training, Volunteer

VOLUNTEER_GROUPS = {"waiting": queries.WAITING, "here": queries.HERE}
MISSION_GROUPS = {"coming": queries.COMING, "to_staff": queries.TO_STAFF, "held": queries.HELD}


def town_filter() -> django_filters.ModelChoiceFilter:
    return django_filters.ModelChoiceFilter(
        label="Commune", queryset=Commune.objects.defer("contour").order_by("sort_name"), method="filter_commune",
        empty_label="Toutes",
    )  # fmt: skip


class VolunteerFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Nom ou numéro", method="filter_text")
    state = django_filters.ChoiceFilter(
        label="État", choices=[("here", "Nommés et actifs"), ("waiting", "Candidatures"), *Volunteer.State.choices],
        method="filter_state", empty_label="Tous",
    )  # fmt: skip
    origin = django_filters.ChoiceFilter(label="Situation", choices=Origin.choices, empty_label="Toutes")
    module = django_filters.ChoiceFilter(
        label="Module valable", choices=Module.choices, method="filter_module", empty_label="Tous"
    )
    theme = django_filters.ChoiceFilter(label="Enjeu", choices=THEMES, method="filter_theme", empty_label="Tous")
    commune = town_filter()
    watch = django_filters.ChoiceFilter(
        label="À suivre", method="filter_watch", empty_label="Indifférent",
        choices=[("renewal", "À renouveler"), ("engagement", "Engagement à signer"), ("under", "Sous-actifs"),
                 ("reports", "Comptes rendus manquants")],
    )  # fmt: skip

    class Meta:
        model = Volunteer
        fields: list[str] = []

    def filter_text(self, rows, name, value):
        for word in value.split():
            rows = rows.filter(Q(last_name__icontains=word) | Q(first_name__icontains=word) | Q(number__icontains=word))
        return rows

    def filter_state(self, rows, name, value):
        return rows.filter(state__in=VOLUNTEER_GROUPS.get(value, (value,)))

    def filter_module(self, rows, name, value):
        held = queries.valid_modules(list(rows.values_list("pk", flat=True)), localdate())
        return rows.filter(pk__in=[key for key, modules in held.items() if value in modules])

    def filter_theme(self, rows, name, value):
        return rows.filter(themes__contains=[value])

    def filter_commune(self, rows: QuerySet, name: str, value: Commune) -> QuerySet:
        return rows.filter(home_commune=value)

    def filter_watch(self, rows, name, value):
        on = localdate()
        if value == "renewal":
            return rows.filter(pk__in=queries.renewals(on).order_by().values("volunteer"))
        if value == "engagement":
            return rows.filter(pk__in=queries.unengaged_on(on).values("volunteer"))
        if value == "under":
            return rows.filter(pk__in=[row.volunteer_id for row, _ in queries.under_active(on)])
        return rows.filter(pk__in=queries.silent_volunteers(now()).values("pk"))


class MissionFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Numéro, intitulé ou demandeur", method="filter_text")
    state = django_filters.ChoiceFilter(
        label="État", choices=[("coming", "À venir"), ("to_staff", "À pourvoir"), ("held", "Réalisées"),
                               *Mission.State.choices],
        method="filter_state", empty_label="Tous",
    )  # fmt: skip
    year = django_filters.NumberFilter(
        label="Année", field_name="starts_at__date__year", min_value=2000, max_value=2100
    )
    theme = django_filters.ChoiceFilter(label="Enjeu", choices=THEMES, empty_label="Tous")
    audience = django_filters.ChoiceFilter(label="Public", choices=Audience.choices, empty_label="Tous")
    commune = town_filter()
    covered = django_filters.ChoiceFilter(
        label="Équipe", choices=[("no", "Incomplète"), ("late", "Incomplète, sous peu")], method="filter_covered",
        empty_label="Indifférent",
    )  # fmt: skip

    class Meta:
        model = Mission
        fields: list[str] = []

    def filter_text(self, rows, name, value):
        return rows.filter(Q(number__icontains=value) | Q(title__icontains=value) | Q(requester__icontains=value))

    def filter_state(self, rows, name, value):
        return rows.filter(state__in=MISSION_GROUPS.get(value, (value,)))

    def filter_commune(self, rows: QuerySet, name: str, value: Commune) -> QuerySet:
        return rows.filter(commune=value)

    def filter_covered(self, rows, name, value):
        if value == "late":
            return rows.filter(pk__in=queries.urgent(now()).order_by().values("pk"))
        return rows.filter(taken__lt=F("needed")).exclude(state__in=queries.OVER)


class TrainingFilter(django_filters.FilterSet):
    module = django_filters.ChoiceFilter(label="Module", choices=Module.choices, empty_label="Tous")
    state = django_filters.ChoiceFilter(label="État", choices=Training.State.choices, empty_label="Tous")

    class Meta:
        model = Training
        fields: list[str] = []


class ClaimFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Intervenant ou mission", method="filter_text")
    status = django_filters.ChoiceFilter(label="État", choices=ExpenseClaim.Status.choices, empty_label="Tous")

    class Meta:
        model = ExpenseClaim
        fields: list[str] = []

    def filter_text(self, rows, name, value):
        return rows.filter(
            Q(assignment__volunteer__last_name__icontains=value) | Q(assignment__mission__number__icontains=value)
        )
