"""The protocols over the API, to read."""

from django.db.models import QuerySet
from django.utils.timezone import localdate
from rest_framework import serializers
from rest_framework.response import Response

from directorate.web.errors import NotFound
from directorate.web.resources import ApiRoute, LabelledCode, Resource, documented
from public_order.monthly.api import OfTheBureau
from public_order.protocols import rules
from public_order.protocols.models import Protocol
from public_order.protocols.queries import protocols, status_of, steps_on
from public_order.protocols.tables import ProtocolFilter


class ProtocolSummary(serializers.Serializer):
    """Un protocole ou une convention, avec son terme en cours."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    title = serializers.CharField()
    kind = LabelledCode(lambda code: Protocol.Kind(code).label)
    commune = serializers.CharField(source="commune_id", allow_null=True, help_text="Code INSEE.")
    status = serializers.SerializerMethodField()
    renewal = LabelledCode(lambda code: Protocol.Renewal(code).label)
    signed_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(allow_null=True, help_text="Dernier jour du terme en cours.")
    last_committee_on = serializers.DateField(allow_null=True)

    def get_status(self, row: Protocol) -> str:
        on = localdate()
        return rules.STATUS[status_of(row, on, steps_on(on))]


class ProtocolViewSet(Resource):
    """Les protocoles et conventions, en lecture."""

    queryset = Protocol.objects.none()
    serializer_class = ProtocolSummary
    lookup_value_regex = "[0-9]{1,18}"
    filterset_class = ProtocolFilter
    keyset = ("id",)
    access = {"list": OfTheBureau, "retrieve": OfTheBureau}

    def get_queryset(self) -> QuerySet[Protocol]:
        return protocols()

    @documented("Lister les protocoles", ProtocolSummary(many=True), tags=["Ordre public"])
    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(ProtocolSummary(page, many=True).data)

    @documented("Lire un protocole", ProtocolSummary, 404, tags=["Ordre public"])
    def retrieve(self, request, pk):
        row = self.get_queryset().filter(pk=pk).first()
        if row is None:
            raise NotFound("Ce protocole n'existe pas, ou vous n'y avez pas accès.")
        return Response(ProtocolSummary(row).data)


API_ROUTES = (ApiRoute("protocols", ProtocolViewSet, "protocol"),)
