"""Suspensions over the API, for the staff alone and without any name: they are data of offences (RGPD, art. 10)."""

from django.db.models import QuerySet
from django.utils.timezone import now
from rest_framework import serializers
from rest_framework.permissions import BasePermission
from rest_framework.response import Response

from directorate.casework.models import Case
from directorate.org.models import StaffMember
from directorate.web.errors import NotFound
from directorate.web.resources import ApiRoute, LabelledCode, Resource, documented
from road_safety.suspensions.access import note_reading, reads_offences
from road_safety.suspensions.filters import SuspensionFilter
from road_safety.suspensions.queries import listed
from road_safety.suspensions.rules import Cause
from road_safety.suspensions.tables import kind_of
from road_safety.suspensions.terms import State


class SuspensionSummary(serializers.Serializer):
    """Une suspension de permis, sans l'identité du conducteur."""

    reference = serializers.CharField(help_text="Référence du dossier.")
    kind = serializers.SerializerMethodField(help_text="3F après rétention, 1F sans rétention.")
    cause = LabelledCode(lambda code: Cause(code).label)
    state = LabelledCode(lambda code: State(code).label)
    commune = serializers.CharField(source="commune_id", allow_null=True, help_text="Code INSEE.")
    received_on = serializers.DateField()
    retained_at = serializers.DateTimeField(allow_null=True)
    limit_at = serializers.DateTimeField(allow_null=True, help_text="Fin du délai de rétention, d'heure à heure.")
    months = serializers.IntegerField()
    starts_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(allow_null=True)
    ruled_on = serializers.DateField(allow_null=True, help_text="Date de la décision judiciaire.")

    def get_kind(self, row) -> str:
        return kind_of(row)


class OfTheList(BasePermission):
    message = "Les suspensions de permis se lisent par les agents habilités du bureau, le directeur et le cabinet."

    def has_permission(self, request, view) -> bool:
        return isinstance(request.user, StaffMember) and reads_offences(request.user, on=view.today)


class SuspensionViewSet(Resource):
    """Les suspensions de permis, en lecture et sans nom."""

    queryset = Case.objects.none()
    serializer_class = SuspensionSummary
    lookup_value_regex = "[0-9A-Z-]{1,40}"
    filterset_class = SuspensionFilter
    keyset = ("id",)
    access = {"list": OfTheList, "retrieve": OfTheList}

    def get_queryset(self) -> QuerySet[Case]:
        return listed(self.request.user, self.today)

    @documented("Lister les suspensions de permis", SuspensionSummary(many=True), tags=["Suspensions de permis"])
    def list(self, request):
        note_reading(request.user, None, now(), "Liste consultée par l'API")
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(SuspensionSummary(page, many=True).data)

    @documented("Lire une suspension de permis", SuspensionSummary, 404, tags=["Suspensions de permis"])
    def retrieve(self, request, pk):
        row = self.get_queryset().filter(reference=pk).first()
        if row is None:
            raise NotFound("Cette suspension n'existe pas, ou vous n'y avez pas accès.")
        note_reading(request.user, row, now())
        return Response(SuspensionSummary(row).data)


API_ROUTES = (ApiRoute("licence-suspensions", SuspensionViewSet, "licence-suspension"),)
