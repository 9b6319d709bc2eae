"""The filters of the list of accounts."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from directorate.accounts.queries import account_matches, in_post_that_day
from directorate.org.models import StaffMember

STATES = (
    ("active", "Actifs"),
    ("provisional", "Mot de passe provisoire"),
    ("without_post", "Sans affectation ce jour"),
    ("closed", "Désactivés"),
)


class AccountFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Nom, identifiant ou qualité", method="filter_text")
    state = django_filters.ChoiceFilter(label="État", choices=STATES, method="filter_state", empty_label="Tous")

    class Meta:
        model = StaffMember
        fields: list[str] = []

    def filter_text(self, accounts: QuerySet, name: str, value: str) -> QuerySet:
        return accounts.filter(account_matches(value))

    def filter_state(self, accounts: QuerySet, name: str, value: str) -> QuerySet:
        conditions = {
            "active": Q(is_active=True),
            "provisional": Q(is_active=True, must_change_password=True),
            "without_post": Q(is_active=True) & ~Q(in_post_that_day(localdate())),
            "closed": Q(is_active=False),
        }
        return accounts.filter(conditions[value])
