"""The inbox at the size of the base: the API and the page against the same rows by psycopg and json.dumps.

    python -m benchmarks.inbox [rounds]

Then the same rows of the bureau, open, by date, as the administration site of Django and a view set of Django REST
framework show them with their defaults. Goals at a million cases: API at most 1.5 times the bare rows, page at most
4 times, and the API at least 30 times quicker than either default.
"""

import json
import sys

from benchmarks.harness import ROUNDS, alternate, asked, compared, fresh, page, people, told

# The settings of benchmarks come first.
# isort: split
import django_filters
from django.contrib.admin import ModelAdmin, site
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import serializers, viewsets
from rest_framework.filters import OrderingFilter
from rest_framework.pagination import PageNumberPagination
from rest_framework.permissions import AllowAny
from rest_framework.test import force_authenticate

from directorate.casework.archetypes import STAGES
from directorate.casework.models import Case
from directorate.org.models import StaffMember, Unit
from directorate.overview.api import InboxViewSet
from directorate.web.api import OrjsonRenderer

API_GOAL, PAGE_GOAL, DEFAULTS_GOAL = 1.5, 4.0, 30.0
API_PATH = "/api/v1/inbox/"
OPEN_STAGES = [stage.code for stage in STAGES.values() if stage.open]


# --- what Django and DRF do by default ----------------------------------------------------------------------


class EveryRight:
    """Somebody to whom the administration site refuses nothing."""

    pk, id, is_active, is_staff, is_superuser, is_authenticated = 1, 1, True, True, True, True

    def has_perm(self, *args) -> bool:
        return True

    has_module_perms = has_perm
    get_username = __str__ = lambda self: "bench"


class CaseAdmin(ModelAdmin):
    list_display = (
        "reference", "title", "party_name", "commune", "procedure_code", "stage", "next_due_on", "received_on",
        "caseworker",
    )  # fmt: skip
    list_filter = ("stage", "is_open", "unit")
    list_select_related = ("commune", "caseworker", "unit")
    search_fields = ("reference", "title", "party_name")
    ordering = ("next_due_on",)
    list_per_page = 50


# Before any address is asked for: the site of the administration lists its pages once.
site.register(Case, CaseAdmin)
site.register(Unit)


class CaseFilterSet(django_filters.FilterSet):
    stage = django_filters.MultipleChoiceFilter(choices=[(code, code) for code in STAGES])

    class Meta:
        model = Case
        fields = ("unit", "is_open")


class CaseSerializer(serializers.ModelSerializer):
    commune = serializers.StringRelatedField()
    caseworker = serializers.StringRelatedField()

    class Meta:
        model = Case
        fields = (
            "reference", "title", "party_name", "commune", "procedure_code", "stage", "next_due_on", "received_on",
            "caseworker",
        )  # fmt: skip


class Pages(PageNumberPagination):
    page_size = 50


class DefaultCases(viewsets.ModelViewSet):
    queryset = Case.objects.select_related("commune", "caseworker", "unit")
    serializer_class = CaseSerializer
    filterset_class = CaseFilterSet
    filter_backends = (DjangoFilterBackend, OrderingFilter)
    pagination_class = Pages
    permission_classes = (AllowAny,)
    authentication_classes = ()
    throttle_classes = ()
    renderer_classes = (OrjsonRenderer,)


# --- the sides ----------------------------------------------------------------------------------------------


def api(staff: StaffMember, scope: str) -> bytes:
    request = RequestFactory().get(API_PATH, {"scope": scope})
    force_authenticate(request, user=fresh(staff))
    response = API(request)
    response.render()
    if response.status_code != 200:
        raise SystemExit(f"The API answered {response.status_code}")
    return response.content


API = InboxViewSet.as_view({"get": "list"}, throttle_classes=())


def statement_of(staff: StaffMember, scope: str) -> list[str]:
    """What the API asks of the database to find its rows, values included; the rights of the person are apart."""
    with CaptureQueriesContext(connection) as captured:
        api(staff, scope)
    return [query["sql"] for query in captured if "directorate_casefollowup" in query["sql"]]


def bare(statements: list[str]) -> str:
    """The same rows, as dictionaries, in JSON."""
    with connection.cursor() as wrapped:
        cursor = wrapped.cursor
        rows = []
        for statement in statements:
            cursor.execute(statement)
            names = [column.name for column in cursor.description]
            rows += [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return json.dumps(rows, default=str)


def admin_list(unit: str) -> bytes:
    request = asked("/", people()[0], unit__code__exact=unit, is_open__exact=1)
    request.user = EveryRight()
    response = site._registry[Case].changelist_view(request)
    return response.render().content


DEFAULT_LIST = DefaultCases.as_view({"get": "list"})


def default_view_set(unit: str) -> bytes:
    request = RequestFactory().get("/", {"unit": unit, "stage": OPEN_STAGES, "ordering": "next_due_on"})
    return DEFAULT_LIST(request).render().content


def main(rounds: int = ROUNDS) -> int:
    agent, head, _ = people()
    unit = agent.postings.get(ends_on=None).unit_id
    figures = []
    for words, staff, scope in (("own cases", agent, "mine"), ("the bureau", head, "unit")):
        statements = statement_of(staff, scope)
        sides = {
            "api": lambda staff=staff, scope=scope: api(staff, scope),
            "page": lambda staff=staff, scope=scope: page(
                "/corbeille/", staff, vue="bureau" if scope == "unit" else "moi"
            ),
            "bare": lambda statements=statements: bare(statements),
        }
        times = alternate(sides, rounds)
        figures.append(compared(f"API, {words}", times["api"], times["bare"], API_GOAL))
        figures.append(compared(f"page, {words}", times["page"], times["bare"], PAGE_GOAL))
    sides = {
        "api": lambda: api(head, "unit"),
        "admin": lambda: admin_list(unit),
        "view set": lambda: default_view_set(unit),
    }
    times = alternate(sides, max(3, rounds // 4), 1)
    for name in ("admin", "view set"):
        figures.append(
            compared(f"the API is quicker than the {name}", times[name], times["api"], DEFAULTS_GOAL, at_least=True)
        )
    return told("inbox", figures)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
