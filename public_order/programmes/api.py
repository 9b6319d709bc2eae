"""Programmes, operations and decisions over the API, to read. Dealing points are nowhere in it."""

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.response import Response

from directorate.web.errors import NotFound
from directorate.web.resources import ApiRoute, LabelledCode, Resource, documented
from public_order.monthly.api import OfTheBureau
from public_order.programmes.filters import DecisionFilter, OperationFilter, ProgrammeFilter
from public_order.programmes.meetings import decisions
from public_order.programmes.models import FieldOperation, LocalProgramme, OperationSeizure, ProgrammeDecision
from public_order.programmes.queries import operations, programmes

TAGS = ["Ordre public"]
ABSENT = "Ceci n'existe pas, ou vous n'y avez pas accès."


def known(rows: QuerySet, pk: str):
    row = rows.filter(pk=pk).first()
    if row is None:
        raise NotFound(ABSENT)
    return row


class LocalProgrammeSummary(serializers.Serializer):
    """Un QRR ou un programme local renforcé, avec sa couronne."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    kind = LabelledCode(lambda code: LocalProgramme.Kind(code).label)
    state = LabelledCode(lambda code: LocalProgramme.State(code).label)
    district = serializers.CharField(source="district.name")
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True)
    communes = serializers.SerializerMethodField(help_text="Codes INSEE du périmètre en vigueur.")
    ring = serializers.SerializerMethodField(help_text="Codes INSEE de la couronne.")

    def get_communes(self, row) -> list[str]:
        return sorted(town.pk for town in row.perimeters.all()[0].communes.all())

    def get_ring(self, row) -> list[str]:
        return sorted(town.pk for town in row.ring.all())


class LocalProgrammeViewSet(Resource):
    """Les QRR et programmes locaux, en lecture."""

    queryset = LocalProgramme.objects.none()
    serializer_class = LocalProgrammeSummary
    lookup_value_regex = "[0-9]{1,18}"
    filterset_class = ProgrammeFilter
    keyset = ("id",)
    access = {"list": OfTheBureau, "retrieve": OfTheBureau}

    def get_queryset(self) -> QuerySet[LocalProgramme]:
        return programmes()

    @documented("Lister les programmes locaux", LocalProgrammeSummary(many=True), tags=TAGS)
    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(LocalProgrammeSummary(page, many=True).data)

    @documented("Lire un programme local", LocalProgrammeSummary, 404, tags=TAGS)
    def retrieve(self, request, pk):
        return Response(LocalProgrammeSummary(known(self.get_queryset(), pk)).data)


class SeizureSummary(serializers.Serializer):
    """Une saisie, par nature et unité."""

    nature = LabelledCode(lambda code: OperationSeizure.Nature(code).label)
    measure = serializers.CharField()
    quantity = serializers.DecimalField(max_digits=12, decimal_places=2)


class SecurityOperationSummary(serializers.Serializer):
    """Une opération de sécurité ; ce qui n'est pas compté est nul, non zéro."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    kind = LabelledCode(lambda code: FieldOperation.Kind(code).label)
    commune = serializers.CharField(source="commune_id", help_text="Code INSEE.")
    programme = serializers.IntegerField(source="programme_id", allow_null=True)
    held_on = serializers.DateField()
    forces = serializers.CharField()
    is_cancelled = serializers.BooleanField()
    checked = serializers.IntegerField(allow_null=True)
    arrests = serializers.IntegerField(allow_null=True)
    vehicles = serializers.IntegerField(allow_null=True)
    fines = serializers.IntegerField(allow_null=True)
    seized = SeizureSummary(many=True)


class SecurityOperationViewSet(Resource):
    """Le calendrier des opérations de sécurité, en lecture : d'autres tableaux s'en nourrissent."""

    queryset = FieldOperation.objects.none()
    serializer_class = SecurityOperationSummary
    lookup_value_regex = "[0-9]{1,18}"
    filterset_class = OperationFilter
    keyset = ("id",)
    access = {"list": OfTheBureau, "retrieve": OfTheBureau}

    def get_queryset(self) -> QuerySet[FieldOperation]:
        return operations().prefetch_related("seized")

    @documented("Lister les opérations de sécurité", SecurityOperationSummary(many=True), tags=TAGS)
    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(SecurityOperationSummary(page, many=True).data)

    @documented("Lire une opération de sécurité", SecurityOperationSummary, 404, tags=TAGS)
    def retrieve(self, request, pk):
        return Response(SecurityOperationSummary(known(self.get_queryset(), pk)).data)


class ProgrammeDecisionSummary(serializers.Serializer):
    """Une décision prise par une réunion d'un programme."""

    id = serializers.IntegerField()
    label = serializers.CharField()
    owner = serializers.CharField()
    due_on = serializers.DateField()
    state = LabelledCode(lambda code: ProgrammeDecision.State(code).label)
    closed_on = serializers.DateField(allow_null=True)
    programme = serializers.IntegerField(source="meeting.programme_id")
    decided_on = serializers.DateField(source="meeting.held_on")


class ProgrammeDecisionViewSet(Resource):
    """Les décisions des réunions de programmes, en lecture."""

    queryset = ProgrammeDecision.objects.none()
    serializer_class = ProgrammeDecisionSummary
    lookup_value_regex = "[0-9]{1,18}"
    filterset_class = DecisionFilter
    keyset = ("id",)
    access = {"list": OfTheBureau, "retrieve": OfTheBureau}

    def get_queryset(self) -> QuerySet[ProgrammeDecision]:
        return decisions()

    @documented("Lister les décisions des programmes", ProgrammeDecisionSummary(many=True), tags=TAGS)
    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(ProgrammeDecisionSummary(page, many=True).data)

    @documented("Lire une décision d'un programme", ProgrammeDecisionSummary, 404, tags=TAGS)
    def retrieve(self, request, pk):
        return Response(ProgrammeDecisionSummary(known(self.get_queryset(), pk)).data)


API_ROUTES = (
    ApiRoute("local-programmes", LocalProgrammeViewSet, "local-programme"),
    ApiRoute("programme-decisions", ProgrammeDecisionViewSet, "programme-decision"),
    ApiRoute("security-operations", SecurityOperationViewSet, "security-operation"),
)
