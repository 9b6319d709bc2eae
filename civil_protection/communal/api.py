"""Communal safeguard plans over the API, to read."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from civil_protection.communal.filters import CommunalFilter
from civil_protection.communal.models import CommunalFile
from civil_protection.communal.queries import prepared, situation, terms_on
from civil_protection.protection.access import OfTheService
from directorate.territory.models import Commune
from directorate.web.errors import NotFound
from directorate.web.resources import ApiRoute, Coded, LabelledCode, Resource, documented


class DutyReason(serializers.Serializer):
    """Ce qui oblige la commune, avec l'article."""

    code = serializers.CharField()
    label = serializers.CharField()
    article = serializers.CharField()


class CommunalPlanSummary(serializers.Serializer):
    """Le plan communal de sauvegarde d'une commune, au jour de la lecture."""

    insee = serializers.CharField(source="commune.insee", help_text="Code INSEE.")
    commune = serializers.CharField(source="commune.name")
    reasons = DutyReason(many=True)
    state = serializers.SerializerMethodField(help_text="État du plan, avec son libellé.")
    notified_on = serializers.DateField(source="file.notified_on", allow_null=True)
    due_on = serializers.DateField(source="file.due_on", allow_null=True)
    adopted_on = serializers.DateField(source="file.adopted_on", allow_null=True)
    revision_due_on = serializers.DateField(source="file.revision_due_on", allow_null=True)
    evaluation_due_on = serializers.DateField(source="file.evaluation_due_on", allow_null=True)
    exercised_on = serializers.DateField(source="file.exercised_on", allow_null=True)
    exercise_due_on = serializers.DateField(source="file.exercise_due_on", allow_null=True)
    quality = LabelledCode(lambda code: CommunalFile.Quality(code).label, source="file.quality")
    dicrim_on = serializers.DateField(source="file.dicrim_on", allow_null=True)
    dicrim_due_on = serializers.DateField(source="file.dicrim_due_on", allow_null=True)
    council_awaited = serializers.BooleanField(help_text="Le plan reste à présenter au conseil municipal.")

    @extend_schema_field(Coded)
    def get_state(self, row):
        return {"code": row.state, "label": row.label}


class CommunalPlanViewSet(Resource):
    """Les plans communaux de sauvegarde, en lecture, pour les agents du service."""

    queryset = Commune.objects.none()
    serializer_class = CommunalPlanSummary
    lookup_field = "insee"
    lookup_value_regex = "[0-9][0-9AB][0-9]{3}"
    filterset_class = CommunalFilter
    keyset = ("insee",)
    access = {"list": OfTheService, "retrieve": OfTheService}

    def get_queryset(self) -> QuerySet[Commune]:
        return prepared()

    @documented("Lister les plans communaux", CommunalPlanSummary(many=True), tags=["Plans communaux"])
    def list(self, request):
        terms = terms_on(self.today)
        page = [situation(row, terms) for row in self.paginate_queryset(self.filter_queryset(self.get_queryset()))]
        return self.get_paginated_response(CommunalPlanSummary(page, many=True).data)

    @documented("Lire le plan d'une commune", CommunalPlanSummary, 404, tags=["Plans communaux"])
    def retrieve(self, request, insee):
        row = self.get_queryset().filter(pk=insee).first()
        if row is None:
            raise NotFound("Cette commune n'est pas dans le département.")
        return Response(CommunalPlanSummary(situation(row, terms_on(self.today))).data)


API_ROUTES = (ApiRoute("communal-plans", CommunalPlanViewSet, "communal-plan"),)
