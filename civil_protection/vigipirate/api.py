"""Postures and their cascade over the API, to read."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from civil_protection.protection.access import OfTheService
from civil_protection.vigipirate.filters import DeclensionFilter, PostureFilter
from civil_protection.vigipirate.models import Declension, Posture, RecipientKind, Threat
from civil_protection.vigipirate.queries import CASCADE_STATES, cascade_state, declensions, postures
from directorate.web.errors import NotFound
from directorate.web.resources import ApiRoute, Coded, LabelledCode, Resource, documented


class PostureSummary(serializers.Serializer):
    """L'extrait public d'une posture VIGIPIRATE."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    threat = LabelledCode(lambda code: Threat(code).label)
    perimeter = LabelledCode(lambda code: Posture.Perimeter(code).label)
    sector_kind = LabelledCode(lambda code: RecipientKind(code).label)
    communes = serializers.SerializerMethodField(help_text="Codes INSEE d'un secteur.")
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField(allow_null=True)
    source = serializers.CharField()
    objectives = serializers.CharField()
    replaces = serializers.IntegerField(source="replaces_id", allow_null=True)

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_communes(self, posture):
        return sorted(commune.pk for commune in posture.communes.all())


class DeclensionSummary(serializers.Serializer):
    """Une posture portée à un destinataire."""

    id = serializers.IntegerField()
    posture = serializers.IntegerField(source="posture_id")
    recipient = serializers.CharField(source="organisation.name")
    kind = LabelledCode(lambda code: RecipientKind(code).label)
    commune = serializers.CharField(source="organisation.commune_id", allow_null=True, help_text="Code INSEE.")
    channel = LabelledCode(lambda code: Declension.Channel(code).label)
    state = serializers.SerializerMethodField(help_text="À envoyer, envoyée, accusée, appliquée, écart.")
    sent_at = serializers.DateTimeField(allow_null=True)
    acknowledged_at = serializers.DateTimeField(allow_null=True)
    reminders = serializers.IntegerField()

    @extend_schema_field(Coded)
    def get_state(self, row):
        state = cascade_state(row)
        return {"code": state, "label": CASCADE_STATES[state]}


class PostureViewSet(Resource):
    """Les postures VIGIPIRATE, en lecture, pour les agents du service."""

    queryset = Posture.objects.none()
    serializer_class = PostureSummary
    lookup_value_regex = "[0-9]{1,18}"
    filterset_class = PostureFilter
    keyset = ("id",)
    access = {"list": OfTheService, "retrieve": OfTheService}

    def get_queryset(self) -> QuerySet[Posture]:
        return postures()

    @documented("Lister les postures VIGIPIRATE", PostureSummary(many=True), tags=["VIGIPIRATE"])
    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(PostureSummary(page, many=True).data)

    @documented("Lire une posture VIGIPIRATE", PostureSummary, 404, tags=["VIGIPIRATE"])
    def retrieve(self, request, pk):
        posture = self.get_queryset().filter(pk=pk).first()
        if posture is None:
            raise NotFound("Cette posture n'existe pas, ou vous n'y avez pas accès.")
        return Response(PostureSummary(posture).data)


class DeclensionViewSet(Resource):
    """Qui a reçu une posture et en a accusé réception, en lecture."""

    queryset = Declension.objects.none()
    serializer_class = DeclensionSummary
    filterset_class = DeclensionFilter
    keyset = ("id",)
    access = {"list": OfTheService}

    def get_queryset(self) -> QuerySet[Declension]:
        return declensions()

    @documented("Lister les déclinaisons", DeclensionSummary(many=True), tags=["VIGIPIRATE"])
    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(DeclensionSummary(page, many=True).data)


API_ROUTES = (
    ApiRoute("postures", PostureViewSet, "posture"),
    ApiRoute("declensions", DeclensionViewSet, "declension"),
)
