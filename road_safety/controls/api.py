"""The control operations over the API, to read."""

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.response import Response

from directorate.web.resources import ApiRoute, LabelledCode, Resource, documented
from road_safety.controls.filters import ControlFilter
from road_safety.controls.models import ControlOperation
from road_safety.controls.queries import controls, known_control
from road_safety.education.api import TAGS, words
from road_safety.education.rules import rate
from road_safety.strategy.api import OfTheBureau


class ControlSummary(serializers.Serializer):
    """Une opération de contrôle routier : des nombres, aucune personne."""

    id = serializers.IntegerField()
    held_on = serializers.DateField()
    commune = serializers.CharField(source="commune_id", help_text="Code INSEE.")
    place = serializers.CharField()
    forces = serializers.ListField(child=serializers.CharField())
    state = LabelledCode(lambda code: ControlOperation.State(code).label)
    vehicles = serializers.IntegerField(allow_null=True)
    breath_tests = serializers.IntegerField(allow_null=True)
    breath_positive = serializers.IntegerField(allow_null=True)
    drug_tests = serializers.IntegerField(allow_null=True)
    drug_positive = serializers.IntegerField(allow_null=True)
    breath_rate = serializers.SerializerMethodField(help_text="Positifs ÷ dépistages, vide sans dépistage.")
    drug_rate = serializers.SerializerMethodField(help_text="Positifs ÷ dépistages, vide sans dépistage.")
    speeding = serializers.IntegerField(allow_null=True)
    licences_retained = serializers.IntegerField(allow_null=True)
    immobilised = serializers.IntegerField(allow_null=True)

    def get_breath_rate(self, row) -> str | None:
        return words(rate(row.breath_positive or 0, row.breath_tests or 0))

    def get_drug_rate(self, row) -> str | None:
        return words(rate(row.drug_positive or 0, row.drug_tests or 0))


class ControlViewSet(Resource):
    """Les opérations de contrôle routier, en lecture."""

    queryset = ControlOperation.objects.none()
    serializer_class = ControlSummary
    lookup_value_regex = "[0-9]{1,18}"
    filterset_class = ControlFilter
    keyset = ("id",)
    access = {"list": OfTheBureau, "retrieve": OfTheBureau}

    def get_queryset(self) -> QuerySet[ControlOperation]:
        return controls()

    @documented("Lister les opérations de contrôle", ControlSummary(many=True), tags=TAGS)
    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(ControlSummary(page, many=True).data)

    @documented("Lire une opération de contrôle", ControlSummary, 404, tags=TAGS)
    def retrieve(self, request, pk):
        return Response(ControlSummary(known_control(pk)).data)


API_ROUTES = (ApiRoute("control-operations", ControlViewSet, "control-operation"),)
