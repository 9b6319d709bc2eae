"""Events and their situation reports over the API, to read. The log is written and read on its own pages."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from civil_protection.crisis.filters import EventFilter, ReportFilter
from civil_protection.crisis.models import CrisisEvent, SituationReport
from civil_protection.crisis.queries import events, reports
from civil_protection.crisis.terms import Authority, Hazard, Mode, OperationsLevel, Phase, State
from civil_protection.protection.access import OfTheService
from directorate.web.errors import NotFound
from directorate.web.resources import ApiRoute, LabelledCode, Resource, documented

TAGS = ["Crises"]


class CrisisSummary(serializers.Serializer):
    """Un événement, réel ou d'exercice."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    mode = LabelledCode(lambda code: Mode(code).label)
    hazard = LabelledCode(lambda code: Hazard(code).label)
    state = LabelledCode(lambda code: State(code).label)
    operations_level = serializers.IntegerField(source="level", help_text="Niveau du COD, de 0 à 4.")
    operations_level_label = serializers.SerializerMethodField()
    phase = LabelledCode(lambda code: Phase(code).label)
    director = LabelledCode(lambda code: Authority(code).label)
    communes = serializers.SerializerMethodField(help_text="Codes INSEE.")
    perimeter = serializers.JSONField(
        source="perimeter_shape", allow_null=True, help_text="Tracé du périmètre : un MultiPolygon GeoJSON."
    )
    alerted_at = serializers.DateTimeField()
    armed_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    report_due_at = serializers.DateTimeField(allow_null=True)

    @extend_schema_field(serializers.CharField())
    def get_operations_level_label(self, event):
        return OperationsLevel(event.level).label

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_communes(self, event):
        return sorted(commune.pk for commune in event.communes.all())


class ReportSummary(serializers.Serializer):
    """Un point de situation validé, avec ses quatorze blocs."""

    id = serializers.IntegerField()
    event = serializers.IntegerField(source="event_id")
    is_exercise = serializers.BooleanField(source="event.is_exercise")
    number = serializers.IntegerField()
    data_at = serializers.DateTimeField()
    validated_at = serializers.DateTimeField()
    blocks = serializers.DictField(child=serializers.CharField())
    seal = serializers.CharField()
    portal_reference = serializers.CharField()


class CrisisViewSet(Resource):
    """Les événements suivis, en lecture, pour les agents du service et les autorités."""

    queryset = CrisisEvent.objects.none()
    serializer_class = CrisisSummary
    lookup_value_regex = "[0-9]{1,18}"
    filterset_class = EventFilter
    keyset = ("id",)
    access = {"list": OfTheService, "retrieve": OfTheService}

    def get_queryset(self) -> QuerySet[CrisisEvent]:
        return events().defer(None).prefetch_related("communes")

    @documented("Lister les crises et les exercices", CrisisSummary(many=True), tags=TAGS)
    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(CrisisSummary(page, many=True).data)

    @documented("Lire une crise ou un exercice", CrisisSummary, 404, tags=TAGS)
    def retrieve(self, request, pk):
        event = self.get_queryset().filter(pk=pk).first()
        if event is None:
            raise NotFound("Cet événement n'existe pas, ou vous n'y avez pas accès.")
        return Response(CrisisSummary(event).data)


class ReportViewSet(Resource):
    """Les points de situation validés, en lecture."""

    queryset = SituationReport.objects.none()
    serializer_class = ReportSummary
    filterset_class = ReportFilter
    keyset = ("id",)
    access = {"list": OfTheService}

    def get_queryset(self) -> QuerySet[SituationReport]:
        return reports().filter(validated_at__isnull=False)

    @documented("Lister les points de situation", ReportSummary(many=True), tags=TAGS)
    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(ReportSummary(page, many=True).data)


API_ROUTES = (
    ApiRoute("crises", CrisisViewSet, "crisis"),
    ApiRoute("situation-reports", ReportViewSet, "situation-report"),
)
