"""The filters of associations, approvals and controls; the API offers those of the approvals."""

import django_filters
from django.db.models import Q
from django.utils.timezone import localdate

from civil_protection.first_aid.models import Approval, Control, Mission, RescueAssociation
from civil_protection.first_aid.queries import IN_FORCE, expiring, valid_on
from civil_protection.public_information.filters import commune_filter

STANDINGS = (
    ("valid", "En vigueur"), ("ending", "À renouveler"), ("expired", "Expiré"), *Approval.State.choices,
)  # fmt: skip


def association_filter() -> django_filters.ModelChoiceFilter:
    return django_filters.ModelChoiceFilter(
        label="Association", field_name="association", queryset=RescueAssociation.objects.order_by("name"),
        empty_label="Toutes",
    )  # fmt: skip


class AssociationFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Nom, sigle ou fédération", method="filter_text")
    commune = commune_filter()
    mission = django_filters.ChoiceFilter(
        label="Agréée pour", choices=Mission.choices, method="filter_mission", empty_label="Toutes missions"
    )
    trains = django_filters.ChoiceFilter(
        label="Formation", choices=(("yes", "Forme"), ("no", "Ne forme pas")), method="filter_trains",
        empty_label="Toutes",
    )  # fmt: skip

    class Meta:
        model = RescueAssociation
        fields: list[str] = []

    def filter_text(self, rows, name, value):
        return rows.filter(
            Q(name__icontains=value) | Q(acronym__icontains=value) | Q(affiliation__icontains=value)
        )  # fmt: skip

    def filter_mission(self, rows, name, value):
        held = Approval.objects.filter(valid_on(localdate()), missions__contains=[value]).values("association")
        return rows.filter(pk__in=held)

    def filter_trains(self, rows, name, value):
        return rows.filter(trains=value == "yes")


class ApprovalFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Association ou acte", method="filter_text")
    standing = django_filters.ChoiceFilter(
        label="État", choices=STANDINGS, method="filter_standing", empty_label="Tous"
    )  # fmt: skip
    mission = django_filters.ChoiceFilter(
        label="Mission", choices=Mission.choices, method="filter_mission", empty_label="Toutes"
    )
    field = django_filters.ChoiceFilter(label="Champ", choices=Approval.Field.choices, empty_label="Tous")
    association = association_filter()

    class Meta:
        model = Approval
        fields: list[str] = []

    def filter_text(self, rows, name, value):
        return rows.filter(
            Q(association__name__icontains=value) | Q(association__acronym__icontains=value)
            | Q(number__icontains=value)
        )  # fmt: skip

    def filter_standing(self, rows, name, value):
        on = localdate()
        if value == "valid":
            return rows.filter(valid_on(on))
        if value == "ending":
            return rows.filter(pk__in=expiring(on)[1].values("pk"))
        if value == "expired":
            return rows.filter(state__in=IN_FORCE, ends_on__lt=on)
        return rows.filter(state=value)

    def filter_mission(self, rows, name, value):
        return rows.filter(missions__contains=[value])


class ControlFilter(django_filters.FilterSet):
    association = association_filter()
    result = django_filters.ChoiceFilter(
        label="Résultat", choices=(("yes", "Conforme"), ("open", "À suivre"), ("closed", "Clos")),
        method="filter_result", empty_label="Tous",
    )  # fmt: skip
    of = django_filters.ChoiceFilter(
        label="Objet", choices=(("training", "Formation"), ("association", "Association")), method="filter_of",
        empty_label="Tous",
    )  # fmt: skip
    year = django_filters.NumberFilter(label="Année", field_name="done_on__year", min_value=1990, max_value=2100)

    class Meta:
        model = Control
        fields: list[str] = []

    def filter_result(self, rows, name, value):
        if value == "yes":
            return rows.filter(compliant=True)
        return rows.filter(compliant=False, closed_on__isnull=value == "open")

    def filter_of(self, rows, name, value):
        return rows.filter(of_training=value == "training")
