"""Campaigns and labels over the API, to read."""

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.response import Response

from directorate.web.resources import ApiRoute, LabelledCode, Resource, documented
from road_safety.campaigns.catalogue import CampaignKind, Label, PartnerKind
from road_safety.campaigns.filters import CampaignFilter, LabelFilter
from road_safety.campaigns.models import Campaign, LabelAward
from road_safety.campaigns.queries import campaigns, known_campaign, labels
from road_safety.education.api import TAGS
from road_safety.strategy.api import OfTheBureau


class RoadCampaignSummary(serializers.Serializer):
    """Une campagne de communication."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    kind = LabelledCode(lambda code: CampaignKind(code).label)
    state = LabelledCode(lambda code: Campaign.State(code).label)
    theme = serializers.CharField(help_text="Code de l'enjeu, ou vide.")
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    channels = serializers.ListField(child=serializers.CharField())
    budget = serializers.DecimalField(max_digits=10, decimal_places=2, allow_null=True)
    reach = serializers.IntegerField(allow_null=True, help_text="Vide tant que la portée n'est pas connue.")
    partners = serializers.SerializerMethodField()
    published_on = serializers.DateField(allow_null=True)

    def get_partners(self, row) -> list[str]:
        return [one.name for one in row.partners.all()]


class CampaignViewSet(Resource):
    """Les campagnes de communication, en lecture."""

    queryset = Campaign.objects.none()
    serializer_class = RoadCampaignSummary
    lookup_value_regex = "[0-9]{1,18}"
    filterset_class = CampaignFilter
    keyset = ("id",)
    access = {"list": OfTheBureau, "retrieve": OfTheBureau}

    def get_queryset(self) -> QuerySet[Campaign]:
        return campaigns()

    @documented("Lister les campagnes", RoadCampaignSummary(many=True), tags=TAGS)
    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(RoadCampaignSummary(page, many=True).data)

    @documented("Lire une campagne", RoadCampaignSummary, 404, tags=TAGS)
    def retrieve(self, request, pk):
        return Response(RoadCampaignSummary(known_campaign(pk)).data)


class LabelSummary(serializers.Serializer):
    """Un label ou une charte."""

    id = serializers.IntegerField()
    label = LabelledCode(lambda code: Label(code).label)
    holder = serializers.CharField()
    holder_kind = LabelledCode(lambda code: PartnerKind(code).label)
    commune = serializers.CharField(source="commune_id", allow_null=True, help_text="Code INSEE.")
    level = serializers.IntegerField(allow_null=True)
    awarded_on = serializers.DateField()
    expires_on = serializers.DateField(allow_null=True)
    ended_on = serializers.DateField(allow_null=True)


class LabelViewSet(Resource):
    """Les labels et chartes de sécurité routière, en lecture."""

    queryset = LabelAward.objects.none()
    serializer_class = LabelSummary
    filterset_class = LabelFilter
    keyset = ("id",)
    access = {"list": OfTheBureau}

    def get_queryset(self) -> QuerySet[LabelAward]:
        return labels()

    @documented("Lister les labels et chartes", LabelSummary(many=True), tags=TAGS)
    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(LabelSummary(page, many=True).data)


API_ROUTES = (
    ApiRoute("road-campaigns", CampaignViewSet, "road-campaign"),
    ApiRoute("road-labels", LabelViewSet, "road-label"),
)
