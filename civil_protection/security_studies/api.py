"""The studies of public security over the API, to read. The study itself never leaves by it."""

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.response import Response

from civil_protection.protection.access import OfTheService
from civil_protection.security_studies.duty import NATURES
from civil_protection.security_studies.filters import StudyFilter
from civil_protection.security_studies.models import SecurityStudy
from civil_protection.security_studies.queries import studies
from directorate.web.errors import NotFound
from directorate.web.resources import ApiRoute, LabelledCode, Resource, documented


class StudySummary(serializers.Serializer):
    """Une étude de sécurité publique : le projet, l'obligation et l'avis, sans le document."""

    id = serializers.IntegerField()
    reference = serializers.CharField()
    project = serializers.CharField()
    commune = serializers.CharField(source="commune_id", help_text="Code INSEE.")
    nature = LabelledCode(lambda code: dict(NATURES)[code])
    state = LabelledCode(lambda code: SecurityStudy.State(code).label)
    required = serializers.BooleanField(allow_null=True)
    reason = serializers.CharField(help_text="La règle qui exige l'étude, ou pourquoi aucune ne l'exige.")
    permit_number = serializers.CharField()
    filed_on = serializers.DateField(allow_null=True)
    seised_on = serializers.DateField(allow_null=True)
    opinion_due_on = serializers.DateField(allow_null=True, help_text="Dernier jour avant l'avis réputé favorable.")
    opinion = LabelledCode(lambda code: SecurityStudy.Opinion(code).label)
    opinion_on = serializers.DateField(allow_null=True)


class StudyViewSet(Resource):
    """Les études de sécurité publique, en lecture, pour les agents du service."""

    queryset = SecurityStudy.objects.none()
    serializer_class = StudySummary
    lookup_value_regex = "[0-9]{1,18}"
    filterset_class = StudyFilter
    keyset = ("id",)
    access = {"list": OfTheService, "retrieve": OfTheService}

    def get_queryset(self) -> QuerySet[SecurityStudy]:
        return studies()

    @documented("Lister les études de sécurité publique", StudySummary(many=True), tags=["Études de sécurité"])
    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(StudySummary(page, many=True).data)

    @documented("Lire une étude de sécurité publique", StudySummary, 404, tags=["Études de sécurité"])
    def retrieve(self, request, pk):
        row = self.get_queryset().filter(pk=pk).first()
        if row is None:
            raise NotFound("Cette étude n'existe pas, ou vous n'y avez pas accès.")
        return Response(StudySummary(row).data)


API_ROUTES = (ApiRoute("security-studies", StudyViewSet, "security-study"),)
