"""Communes over the API, to read."""

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from directorate.partners.authentication import HasScope
from directorate.territory.models import Commune
from directorate.territory.queries import communes
from directorate.web.errors import NotFound
from directorate.web.resources import ApiRoute, Resource, documented

WITH_CONTOUR = OpenApiParameter(
    "contour", str, OpenApiParameter.QUERY, enum=["1"], description="1 : joindre le contour (GeoJSON), volumineux."
)


class ArrondissementOfCommune(serializers.Serializer):
    code = serializers.CharField()
    name = serializers.CharField()


class CommuneShape(serializers.Serializer):
    """Une commune du département."""

    insee = serializers.CharField()
    name = serializers.CharField()
    arrondissement = ArrondissementOfCommune()
    public_territory = serializers.CharField(help_text="Établissement public territorial.")
    population = serializers.IntegerField()
    postal_codes = serializers.ListField(child=serializers.CharField())
    latitude = serializers.DecimalField(max_digits=9, decimal_places=6)
    longitude = serializers.DecimalField(max_digits=9, decimal_places=6)
    contour = serializers.DictField(required=False, allow_null=True, help_text="GeoJSON, avec contour=1 seulement.")

    def get_fields(self):
        fields = super().get_fields()
        if self.context.get("contour") is False:
            # Read nothing that will not be shown: the column is deferred.
            del fields["contour"]
        return fields


class CommuneViewSet(Resource):
    """Les communes du département, en lecture."""

    queryset = Commune.objects.none()
    serializer_class = CommuneShape
    filter_backends = []
    lookup_field = "insee"
    lookup_value_regex = r"[0-9][0-9AB][0-9]{3}"
    keyset = ("sort_name", "insee")
    parameters = {"list": frozenset({"contour"}), "retrieve": frozenset({"contour"})}
    access = {"list": HasScope("communes:read"), "retrieve": HasScope("communes:read")}

    def wants_contour(self) -> bool:
        text = self.request.query_params.get("contour")
        if text not in (None, "1"):
            raise ValidationError({"contour": "Seule la valeur 1 est admise."})
        return text == "1"

    def get_queryset(self):
        if self.wants_contour():
            return Commune.objects.select_related("arrondissement").defer("arrondissement__contour")
        return communes()

    def shape(self, rows, **facts):
        return CommuneShape(rows, context={"contour": self.wants_contour()}, **facts).data

    @documented(
        "Lister les communes", CommuneShape(many=True), tags=["Communes"], parameters=[WITH_CONTOUR],
        description="Par ordre alphabétique.",
    )  # fmt: skip
    def list(self, request):
        return self.get_paginated_response(self.shape(self.paginate_queryset(self.get_queryset()), many=True))

    @documented(
        "Lire une commune", CommuneShape, 404, tags=["Communes"],
        parameters=[
            WITH_CONTOUR, OpenApiParameter("insee", str, OpenApiParameter.PATH, description="Code INSEE."),
        ],
    )  # fmt: skip
    def retrieve(self, request, insee):
        commune = self.get_queryset().filter(insee=insee).first()
        if commune is None:
            raise NotFound("Cette commune n'est pas dans le département.")
        return Response(self.shape(commune))


API_ROUTES = (ApiRoute("communes", CommuneViewSet, "commune"),)
