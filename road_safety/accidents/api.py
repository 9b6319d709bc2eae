"""Accidents over the API, for the service: counts and places, never what identifies a person (ACC-07)."""

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.permissions import BasePermission
from rest_framework.response import Response

from directorate.imports.deliveries.models import Reliability
from directorate.org.models import StaffMember
from directorate.web.errors import NotFound
from directorate.web.resources import ApiRoute, LabelledCode, Resource, documented
from road_safety.accidents.filters import AccidentFilter, EditionFilter
from road_safety.accidents.models import Accident, AccidentEdition
from road_safety.accidents.queries import accidents, editions
from road_safety.accidents.themes import LABELS
from road_safety.policies import reads_road_safety

TAGS = ["Accidents de la route"]


class OfTheService(BasePermission):
    message = "Les accidents se lisent par les agents de la sécurité routière et les autorités de la préfecture."

    def has_permission(self, request, view) -> bool:
        return isinstance(request.user, StaffMember) and reads_road_safety(request.user, on=view.today)


class AccidentSummary(serializers.Serializer):
    """Un accident corporel de l'édition en vigueur, sans donnée sur les personnes."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    year = serializers.IntegerField(source="day.year")
    day = serializers.DateField()
    time = serializers.SerializerMethodField(help_text="Heure locale, HH:MM.")
    commune = serializers.CharField(source="commune_id", help_text="Code INSEE.")
    address = serializers.CharField()
    latitude = serializers.DecimalField(9, 6, allow_null=True)
    longitude = serializers.DecimalField(9, 6, allow_null=True)
    location = LabelledCode(lambda code: Accident.Geo(code).label, source="geo_quality")
    killed = serializers.IntegerField()
    hospitalised = serializers.IntegerField()
    light_injured = serializers.IntegerField()
    themes = serializers.ListField(
        child=serializers.ChoiceField(list(LABELS)), help_text="Enjeux : leurs nombres ne s'additionnent pas."
    )
    reliability = LabelledCode(lambda code: Reliability(code).label, source="edition.reliability")

    def get_time(self, row) -> str | None:
        return f"{row.time:%H:%M}" if row.time else None


class AccidentViewSet(Resource):
    """Les accidents corporels des éditions en vigueur, en lecture."""

    queryset = Accident.objects.none()
    serializer_class = AccidentSummary
    lookup_value_regex = "[0-9]{1,18}"
    filterset_class = AccidentFilter
    keyset = ("id",)
    access = {"list": OfTheService, "retrieve": OfTheService}

    def get_queryset(self) -> QuerySet[Accident]:
        return accidents()

    @documented("Lister les accidents", AccidentSummary(many=True), tags=TAGS)
    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(AccidentSummary(page, many=True).data)

    @documented("Lire un accident", AccidentSummary, 404, tags=TAGS)
    def retrieve(self, request, pk):
        row = self.get_queryset().filter(pk=pk).first()
        if row is None:
            raise NotFound("Cet accident n'existe pas, ou son édition n'est plus en vigueur.")
        return Response(AccidentSummary(row).data)


class EditionSummary(serializers.Serializer):
    """Les accidents d'une année tels qu'une livraison de fichiers les donne."""

    id = serializers.IntegerField()
    year = serializers.IntegerField()
    number = serializers.IntegerField()
    state = LabelledCode(lambda code: AccidentEdition.State(code).label)
    reliability = LabelledCode(lambda code: Reliability(code).label)
    scope = serializers.CharField(help_text="Ce que les fichiers ne couvrent pas.")
    accidents = serializers.IntegerField()
    with_users = serializers.IntegerField(help_text="Accidents dont les usagers sont connus.")
    published_at = serializers.DateTimeField(allow_null=True)


class EditionViewSet(Resource):
    """Les éditions des données d'accidents, en lecture."""

    queryset = AccidentEdition.objects.none()
    serializer_class = EditionSummary
    filterset_class = EditionFilter
    keyset = ("id",)
    access = {"list": OfTheService}

    def get_queryset(self) -> QuerySet[AccidentEdition]:
        return editions()

    @documented("Lister les éditions des accidents", EditionSummary(many=True), tags=TAGS)
    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(EditionSummary(page, many=True).data)


API_ROUTES = (
    ApiRoute("accidents", AccidentViewSet, "accident"),
    ApiRoute("accident-editions", EditionViewSet, "accident-edition"),
)
