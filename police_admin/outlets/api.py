"""The register of outlets over the API, to read."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.permissions import BasePermission
from rest_framework.response import Response

from directorate.org.models import StaffMember
from directorate.web.errors import NotFound
from directorate.web.resources import ApiRoute, Coded, LabelledCode, Resource, documented
from police_admin.outlets.filters import LicenceFilter
from police_admin.outlets.licences import lapse_day, oldest_use
from police_admin.outlets.models import Licence
from police_admin.outlets.queries import STATES, category_label, licences, state_on
from police_admin.policies import reads_the_files_of_the_bureau


class OutletOfLicence(serializers.Serializer):
    """Le débit où la licence est attachée."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    address = serializers.CharField()
    commune = serializers.CharField(source="commune_id", help_text="Code INSEE.")
    operator = serializers.CharField()


class LicenceSummary(serializers.Serializer):
    """Une licence de débit de boissons au registre."""

    id = serializers.IntegerField()
    category = LabelledCode(category_label)
    number = serializers.CharField()
    holder = serializers.CharField()
    state = serializers.SerializerMethodField(help_text="État du jour : exploitée, sans exploitation, périmée.")
    last_exploitation_on = serializers.DateField(allow_null=True)
    lapses_on = serializers.SerializerMethodField(help_text="Dernier jour où elle peut être transmise, sinon nul.")
    outlet = OutletOfLicence(allow_null=True)

    @extend_schema_field(Coded)
    def get_state(self, licence):
        state = state_on(licence, self.context["oldest"])
        return {"code": state, "label": STATES[state]}

    @extend_schema_field(serializers.DateField(allow_null=True))
    def get_lapses_on(self, licence):
        if not licence.may_lapse:
            return None
        return lapse_day(licence.last_exploitation_on, self.context["today"]).isoformat()


class OfTheBureau(BasePermission):
    """An agent who reads the files of the bureau: the register names people, no partner's program enters."""

    message = "Le registre des débits de boissons se lit par les agents du bureau, et par aucun programme."

    def has_permission(self, request, view) -> bool:
        return isinstance(request.user, StaffMember) and reads_the_files_of_the_bureau(request.user, on=view.today)


class LicenceViewSet(Resource):
    """Le registre des débits de boissons, en lecture, pour les agents du bureau."""

    queryset = Licence.objects.none()
    serializer_class = LicenceSummary
    lookup_value_regex = "[0-9]{1,18}"
    filterset_class = LicenceFilter
    keyset = ("id",)
    access = {"list": OfTheBureau, "retrieve": OfTheBureau}

    def get_queryset(self) -> QuerySet[Licence]:
        return licences()

    @property
    def of_the_day(self) -> dict:
        return {"today": self.today, "oldest": oldest_use(self.today)}

    @documented("Lister les licences de débit", LicenceSummary(many=True), tags=["Débits de boissons"])
    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(LicenceSummary(page, many=True, context=self.of_the_day).data)

    @documented("Lire une licence de débit", LicenceSummary, 404, tags=["Débits de boissons"])
    def retrieve(self, request, pk):
        licence = self.get_queryset().filter(pk=pk).first()
        if licence is None:
            raise NotFound("Cette licence n'existe pas, ou vous n'y avez pas accès.")
        return Response(LicenceSummary(licence, context=self.of_the_day).data)


API_ROUTES = (ApiRoute("licences", LicenceViewSet, "licence"),)
