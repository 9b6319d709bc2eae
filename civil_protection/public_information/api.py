"""Requests for recognition over the API: all of them for the service, its own for the program of a mairie."""

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.permissions import BasePermission
from rest_framework.response import Response

from civil_protection.policies import reads_civil_protection
from civil_protection.public_information.filters import RequestFilter
from civil_protection.public_information.models import DisasterRequest, Phenomenon
from civil_protection.public_information.queries import requests
from directorate.org.models import StaffMember
from directorate.partners.models import ApiClient
from directorate.web.errors import NotFound
from directorate.web.resources import ApiRoute, LabelledCode, Resource, documented

SCOPE = "disasters:read"


class DisasterSummary(serializers.Serializer):
    """Une demande de reconnaissance de l'état de catastrophe naturelle."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    commune = serializers.CharField(source="commune_id", help_text="Code INSEE.")
    phenomenon = LabelledCode(lambda code: Phenomenon(code).label)
    began_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField()
    state = LabelledCode(lambda code: DisasterRequest.State(code).label)
    due_on = serializers.DateField(help_text="Dernier jour pour déposer la demande.")
    filed_on = serializers.DateField(allow_null=True)
    is_late = serializers.BooleanField()
    asked_what = serializers.CharField(help_text="Pièces demandées à la commune, vide s'il n'y en a pas.")
    transmitted_on = serializers.DateField(allow_null=True)
    decision = LabelledCode(lambda code: DisasterRequest.Decision(code).label)
    order_number = serializers.CharField()
    published_on = serializers.DateField(allow_null=True)
    insured_until = serializers.DateField(allow_null=True, help_text="Dernier jour de déclaration des assurés.")
    notified_on = serializers.DateField(allow_null=True)


class OfTheServiceOrOfTheCommune(BasePermission):
    """Whoever reads the pages of civil protection; the program of a mairie, for the communes of its perimeter."""

    message = f"Les demandes CatNat se lisent par les agents du service et par les programmes qui ont le droit {SCOPE}."

    def has_permission(self, request, view) -> bool:
        if isinstance(request.auth, ApiClient):
            return SCOPE in request.auth.scopes
        return isinstance(request.user, StaffMember) and reads_civil_protection(request.user, on=view.today)


class DisasterViewSet(Resource):
    """Les demandes CatNat, en lecture ; pour le programme d'une mairie, celles de son périmètre."""

    queryset = DisasterRequest.objects.none()
    serializer_class = DisasterSummary
    lookup_value_regex = "[0-9]{1,18}"
    filterset_class = RequestFilter
    keyset = ("id",)
    access = {"list": OfTheServiceOrOfTheCommune, "retrieve": OfTheServiceOrOfTheCommune}

    def get_queryset(self) -> QuerySet[DisasterRequest]:
        # A program without a perimeter of communes reads none of them: the requests belong to each mairie.
        if isinstance(self.request.auth, ApiClient):
            return requests().filter(commune__in=self.request.auth.communes)
        return requests()

    @documented("Lister les demandes CatNat", DisasterSummary(many=True), tags=["CatNat"])
    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(DisasterSummary(page, many=True).data)

    @documented("Lire une demande CatNat", DisasterSummary, 404, tags=["CatNat"])
    def retrieve(self, request, pk):
        row = self.get_queryset().filter(pk=pk).first()
        if row is None:
            raise NotFound("Cette demande n'existe pas, ou vous n'y avez pas accès.")
        return Response(DisasterSummary(row).data)


API_ROUTES = (ApiRoute("disaster-requests", DisasterViewSet, "disaster-request"),)
