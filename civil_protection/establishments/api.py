"""The register over the API, to read."""

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.response import Response

from civil_protection.establishments.filters import EstablishmentFilter
from civil_protection.establishments.models import Establishment, Opinion
from civil_protection.establishments.queries import establishments
from civil_protection.protection.access import OfTheService
from directorate.web.errors import NotFound
from directorate.web.resources import ApiRoute, LabelledCode, Resource, documented


class EstablishmentSummary(serializers.Serializer):
    """Un établissement recevant du public."""

    id = serializers.IntegerField()
    number = serializers.CharField(help_text="Numéro au registre, par exemple ERP-00012.")
    name = serializers.CharField()
    sign = serializers.CharField(help_text="Enseigne, vide si elle n'est pas connue.")
    address = serializers.CharField()
    commune = serializers.CharField(source="commune_id", help_text="Code INSEE.")
    latitude = serializers.DecimalField(max_digits=9, decimal_places=6, allow_null=True)
    longitude = serializers.DecimalField(max_digits=9, decimal_places=6, allow_null=True)
    kind = LabelledCode(lambda code: Establishment.Kind(code).label)
    status = LabelledCode(lambda code: Establishment.Status(code).label)
    main_type = serializers.CharField()
    secondary_types = serializers.ListField(child=serializers.CharField())
    activity = serializers.CharField()
    category = serializers.IntegerField(allow_null=True, help_text="Catégorie retenue.")
    category_computed = serializers.IntegerField(allow_null=True)
    category_motive = serializers.CharField()
    public_total = serializers.IntegerField()
    staff = serializers.IntegerField()
    sleeping = serializers.BooleanField(help_text="Locaux à sommeil.")
    parent = serializers.IntegerField(source="parent_id", allow_null=True, help_text="Site dont il est une partie.")
    opened_on = serializers.DateField(allow_null=True)
    last_visit_on = serializers.DateField(allow_null=True)
    current_opinion = LabelledCode(lambda code: Opinion(code).label)
    period_months = serializers.IntegerField(allow_null=True)
    next_visit_on = serializers.DateField(allow_null=True)


class EstablishmentViewSet(Resource):
    """Le registre des établissements recevant du public, en lecture, pour les agents du service."""

    queryset = Establishment.objects.none()
    serializer_class = EstablishmentSummary
    lookup_value_regex = "[0-9]{1,18}"
    filterset_class = EstablishmentFilter
    keyset = ("id",)
    access = {"list": OfTheService, "retrieve": OfTheService}

    def get_queryset(self) -> QuerySet[Establishment]:
        return establishments()

    @documented("Lister les établissements", EstablishmentSummary(many=True), tags=["Établissements"])
    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(EstablishmentSummary(page, many=True).data)

    @documented("Lire un établissement", EstablishmentSummary, 404, tags=["Établissements"])
    def retrieve(self, request, pk):
        row = self.get_queryset().filter(pk=pk).first()
        if row is None:
            raise NotFound("Cet établissement n'est pas dans le registre, ou vous n'y avez pas accès.")
        return Response(EstablishmentSummary(row).data)


API_ROUTES = (ApiRoute("establishments", EstablishmentViewSet, "establishment"),)
