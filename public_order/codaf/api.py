"""The operations of the committee over the API, to read; their establishments once they started, and not before."""

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.response import Response

from directorate.web.errors import NotFound
from directorate.web.resources import ApiRoute, LabelledCode, Resource, documented
from public_order.codaf.catalogue import Frame, Origin, Sector
from public_order.codaf.filters import OperationFilter, TargetFilter
from public_order.codaf.models import CodafOperation, CodafTarget
from public_order.codaf.queries import operations, sheet_of, with_figures
from public_order.codaf.rules import STARTED
from public_order.monthly.api import OfTheBureau

TAGS = ["Ordre public"]


class CodafOperationSummary(serializers.Serializer):
    """Une opération du comité anti-fraude : des nombres, jamais ses objectifs."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    state = LabelledCode(lambda code: CodafOperation.State(code).label)
    sector = LabelledCode(lambda code: Sector(code).label)
    commune = serializers.CharField(source="commune_id", help_text="Code INSEE.")
    origin = LabelledCode(lambda code: Origin(code).label)
    frame = LabelledCode(lambda code: Frame(code).label if code else "")
    starts_at = serializers.DateTimeField(allow_null=True)
    ends_at = serializers.DateTimeField(allow_null=True)
    started_at = serializers.DateTimeField(allow_null=True)
    consolidated_at = serializers.DateTimeField(allow_null=True)
    figures = serializers.SerializerMethodField(help_text="Vide tant que l'opération n'a pas commencé.")

    def get_figures(self, row) -> dict[str, int | str] | None:
        if row.state not in STARTED:
            return None
        line = sheet_of(row).line
        return {
            "establishments": line.establishments, "persons": line.persons, "in_breach": line.in_breach,
            "closures": line.closures, "press_amount": str(line.amounts.press),
            "estimated_amount": str(line.amounts.estimated),
        }  # fmt: skip


class CodafOperationViewSet(Resource):
    """Les opérations du comité opérationnel départemental anti-fraude, en lecture."""

    queryset = CodafOperation.objects.none()
    serializer_class = CodafOperationSummary
    lookup_value_regex = "[0-9]{1,18}"
    filterset_class = OperationFilter
    keyset = ("id",)
    access = {"list": OfTheBureau, "retrieve": OfTheBureau}

    def get_queryset(self) -> QuerySet[CodafOperation]:
        return with_figures(operations())

    @documented("Lister les opérations CODAF", CodafOperationSummary(many=True), tags=TAGS)
    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(CodafOperationSummary(page, many=True).data)

    @documented("Lire une opération CODAF", CodafOperationSummary, 404, tags=TAGS)
    def retrieve(self, request, pk):
        row = self.get_queryset().filter(pk=pk).first()
        if row is None:
            raise NotFound("Cette opération n'existe pas, ou vous n'y avez pas accès.")
        return Response(CodafOperationSummary(row).data)


class CodafVisitSummary(serializers.Serializer):
    """Un établissement d'une opération qui a commencé, sans la raison de son choix."""

    id = serializers.IntegerField()
    operation = serializers.CharField(source="operation.number")
    rank = serializers.IntegerField()
    name = serializers.CharField()
    siret = serializers.CharField()
    address = serializers.CharField()
    commune = serializers.CharField(source="commune_id", help_text="Code INSEE.")
    activity = serializers.CharField()
    visited = serializers.BooleanField(allow_null=True)
    persons = serializers.IntegerField(allow_null=True)


class CodafVisitViewSet(Resource):
    """Les établissements contrôlés, en lecture : ceux des opérations commencées, pour tous les lecteurs."""

    queryset = CodafTarget.objects.none()
    serializer_class = CodafVisitSummary
    lookup_value_regex = "[0-9]{1,18}"
    filterset_class = TargetFilter
    keyset = ("id",)
    access = {"list": OfTheBureau, "retrieve": OfTheBureau}

    def get_queryset(self) -> QuerySet[CodafTarget]:
        rows = CodafTarget.objects.select_related("operation").defer("reason", "history")
        return rows.filter(operation__state__in=STARTED)

    @documented("Lister les établissements contrôlés", CodafVisitSummary(many=True), tags=TAGS)
    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(CodafVisitSummary(page, many=True).data)

    @documented("Lire un établissement contrôlé", CodafVisitSummary, 404, tags=TAGS)
    def retrieve(self, request, pk):
        row = self.get_queryset().filter(pk=pk).first()
        if row is None:
            raise NotFound("Cet établissement n'existe pas, ou son opération n'a pas commencé.")
        return Response(CodafVisitSummary(row).data)


API_ROUTES = (
    ApiRoute("codaf-operations", CodafOperationViewSet, "codaf-operation"),
    ApiRoute("codaf-visits", CodafVisitViewSet, "codaf-visit"),
)
