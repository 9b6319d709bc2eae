"""Schools and their results over the API, to read."""

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.response import Response

from directorate.web.resources import ApiRoute, LabelledCode, Resource, documented
from road_safety.education.catalogue import Attestation, Priority, SchoolKind, Sector
from road_safety.education.filters import ResultFilter, SchoolFilter
from road_safety.education.models import School, SchoolResult
from road_safety.education.queries import known_school, results, schools
from road_safety.education.rules import rate
from road_safety.strategy.api import OfTheBureau

TAGS = ["Sécurité routière"]


class SchoolSummary(serializers.Serializer):
    """Un établissement scolaire."""

    id = serializers.IntegerField()
    uai = serializers.CharField()
    name = serializers.CharField()
    kind = LabelledCode(lambda code: SchoolKind(code).label)
    sector = LabelledCode(lambda code: Sector(code).label)
    priority = LabelledCode(lambda code: Priority(code).label)
    commune = serializers.CharField(source="commune_id", help_text="Code INSEE.")
    is_open = serializers.BooleanField()


class SchoolViewSet(Resource):
    """Les établissements scolaires, en lecture."""

    queryset = School.objects.none()
    serializer_class = SchoolSummary
    lookup_value_regex = "[0-9]{1,18}"
    filterset_class = SchoolFilter
    keyset = ("id",)
    access = {"list": OfTheBureau, "retrieve": OfTheBureau}

    def get_queryset(self) -> QuerySet[School]:
        return schools()

    @documented("Lister les établissements scolaires", SchoolSummary(many=True), tags=TAGS)
    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(SchoolSummary(page, many=True).data)

    @documented("Lire un établissement scolaire", SchoolSummary, 404, tags=TAGS)
    def retrieve(self, request, pk):
        return Response(SchoolSummary(known_school(pk)).data)


class SchoolResultSummary(serializers.Serializer):
    """Les nombres d'une attestation dans un établissement et une année scolaire ; aucun élève n'est nommé."""

    id = serializers.IntegerField()
    uai = serializers.CharField(source="school.uai")
    school_year = serializers.CharField()
    kind = LabelledCode(lambda code: Attestation(code).label)
    enrolled = serializers.IntegerField()
    present = serializers.IntegerField()
    passed = serializers.IntegerField()
    caught_up = serializers.IntegerField(allow_null=True)
    mean_score = serializers.DecimalField(max_digits=4, decimal_places=2, allow_null=True)
    participation = serializers.SerializerMethodField(help_text="Présents ÷ inscrits, vide sans inscrit.")
    success = serializers.SerializerMethodField(help_text="Reçus ÷ présents, vide sans présent.")

    def get_participation(self, row) -> str | None:
        return words(rate(row.present, row.enrolled))

    def get_success(self, row) -> str | None:
        return words(rate(row.passed, row.present))


def words(fraction) -> str | None:
    return None if fraction is None else str(fraction)


class SchoolResultViewSet(Resource):
    """Les résultats des attestations scolaires, en lecture."""

    queryset = SchoolResult.objects.none()
    serializer_class = SchoolResultSummary
    filterset_class = ResultFilter
    keyset = ("id",)
    access = {"list": OfTheBureau}

    def get_queryset(self) -> QuerySet[SchoolResult]:
        return results()

    @documented("Lister les résultats des attestations scolaires", SchoolResultSummary(many=True), tags=TAGS)
    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(SchoolResultSummary(page, many=True).data)


API_ROUTES = (
    ApiRoute("schools", SchoolViewSet, "school"),
    ApiRoute("school-results", SchoolResultViewSet, "school-result"),
)
