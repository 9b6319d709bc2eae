"""Campaigns and vigilance over the API, to read. The directory holds people: no program reads it."""

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.response import Response

from civil_protection.alerts.campaigns.filters import CampaignFilter
from civil_protection.alerts.campaigns.models import AlertCampaign, Mode
from civil_protection.alerts.campaigns.queries import campaigns
from civil_protection.alerts.vigilance.colours import Colour, Phenomenon
from civil_protection.alerts.vigilance.filters import BulletinFilter
from civil_protection.alerts.vigilance.models import VigilanceBulletin
from civil_protection.alerts.vigilance.queries import bulletins
from civil_protection.protection.access import OfTheService
from directorate.web.errors import NotFound
from directorate.web.resources import ApiRoute, LabelledCode, Resource, documented


class CampaignSummary(serializers.Serializer):
    """Une campagne d'alerte et ce qu'elle a joint."""

    id = serializers.IntegerField()
    label = serializers.CharField()
    scenario = serializers.CharField(source="scenario.code")
    group = serializers.CharField(source="group.name")
    mode = LabelledCode(lambda code: Mode(code).label)
    state = LabelledCode(lambda code: AlertCampaign.State(code).label)
    decided_at = serializers.DateTimeField()
    launched_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    targets = serializers.IntegerField(source="target_count", help_text="Communes et organismes visés.")
    reached = serializers.IntegerField(source="reached_count", help_text="Communes et organismes joints.")
    objective_minutes = serializers.IntegerField()
    coverage_percent = serializers.IntegerField()


class BulletinSummary(serializers.Serializer):
    """Un bulletin de vigilance enregistré par le service."""

    id = serializers.IntegerField()
    phenomenon = LabelledCode(lambda code: Phenomenon(code).label)
    colour = LabelledCode(lambda code: Colour(code).label)
    section = serializers.CharField(help_text="Tronçon de cours d'eau pour les crues, sinon vide.")
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    issued_at = serializers.DateTimeField()
    source = serializers.CharField()
    decision = LabelledCode(lambda code: VigilanceBulletin.Decision(code).label)
    campaign = serializers.IntegerField(source="campaign_id", allow_null=True)


class CampaignViewSet(Resource):
    """Les campagnes d'alerte, en lecture, pour les agents du service."""

    queryset = AlertCampaign.objects.none()
    serializer_class = CampaignSummary
    lookup_value_regex = "[0-9]{1,18}"
    filterset_class = CampaignFilter
    keyset = ("id",)
    access = {"list": OfTheService, "retrieve": OfTheService}

    def get_queryset(self) -> QuerySet[AlertCampaign]:
        return campaigns()

    @documented("Lister les campagnes d'alerte", CampaignSummary(many=True), tags=["Alerte"])
    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(CampaignSummary(page, many=True).data)

    @documented("Lire une campagne d'alerte", CampaignSummary, 404, tags=["Alerte"])
    def retrieve(self, request, pk):
        row = self.get_queryset().filter(pk=pk).first()
        if row is None:
            raise NotFound("Cette campagne n'existe pas, ou vous n'y avez pas accès.")
        return Response(CampaignSummary(row).data)


class BulletinViewSet(Resource):
    """Les bulletins de vigilance, en lecture, pour les agents du service."""

    queryset = VigilanceBulletin.objects.none()
    serializer_class = BulletinSummary
    lookup_value_regex = "[0-9]{1,18}"
    filterset_class = BulletinFilter
    keyset = ("id",)
    access = {"list": OfTheService, "retrieve": OfTheService}

    def get_queryset(self) -> QuerySet[VigilanceBulletin]:
        return bulletins()

    @documented("Lister les bulletins de vigilance", BulletinSummary(many=True), tags=["Alerte"])
    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(BulletinSummary(page, many=True).data)

    @documented("Lire un bulletin de vigilance", BulletinSummary, 404, tags=["Alerte"])
    def retrieve(self, request, pk):
        row = self.get_queryset().filter(pk=pk).first()
        if row is None:
            raise NotFound("Ce bulletin n'existe pas, ou vous n'y avez pas accès.")
        return Response(BulletinSummary(row).data)


API_ROUTES = (
    ApiRoute("alert-campaigns", CampaignViewSet, "alert-campaign"),
    ApiRoute("vigilance", BulletinViewSet, "vigilance"),
)
