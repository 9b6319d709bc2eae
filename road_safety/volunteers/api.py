"""The volunteers and their missions over the API, to read: neither address, telephone, birth nor anything sealed."""

from rest_framework import serializers
from rest_framework.response import Response

from directorate.web.errors import NotFound
from directorate.web.resources import ApiRoute, LabelledCode, Resource, documented
from road_safety.strategy.api import OfTheBureau
from road_safety.strategy.catalogue import Audience
from road_safety.volunteers import queries
from road_safety.volunteers.catalogue import THEMES, Module, Origin
from road_safety.volunteers.filters import MissionFilter, VolunteerFilter
from road_safety.volunteers.models import Mission, Volunteer

THEME_WORDS = dict(THEMES)
TAGS = ["Sécurité routière"]


class VolunteerSummary(serializers.Serializer):
    """Un intervenant départemental de sécurité routière, sans ses coordonnées."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    last_name = serializers.CharField()
    first_name = serializers.CharField()
    state = LabelledCode(lambda code: Volunteer.State(code).label)
    origin = LabelledCode(lambda code: Origin(code).label)
    commune = serializers.CharField(source="home_commune_id", allow_null=True, help_text="Code INSEE.")
    themes = serializers.ListField(child=serializers.CharField())
    audiences = serializers.ListField(child=serializers.CharField())
    appointed_until = serializers.DateField(allow_null=True)
    missions_of_year = serializers.IntegerField(source="held", help_text="Missions faites en douze mois.")


class NeedSummary(serializers.Serializer):
    """Un besoin d'une mission."""

    module = LabelledCode(lambda code: Module(code).label if code else "Tout intervenant")
    count = serializers.IntegerField()


class MissionSummary(serializers.Serializer):
    """Une mission des intervenants, sans les coordonnées du contact ni les noms de l'équipe."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    title = serializers.CharField()
    state = LabelledCode(lambda code: Mission.State(code).label)
    requester = serializers.CharField()
    action = serializers.CharField(source="action.number", default=None, allow_null=True)
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    commune = serializers.CharField(source="commune_id")
    place = serializers.CharField()
    theme = LabelledCode(lambda code: THEME_WORDS.get(code, ""))
    audience = LabelledCode(lambda code: Audience(code).label if code else "")
    expected = serializers.IntegerField(allow_null=True)
    with_minors = serializers.BooleanField()
    needs = NeedSummary(many=True)
    needed = serializers.IntegerField(help_text="Places demandées.")
    taken = serializers.IntegerField(help_text="Places prises.")
    reached = serializers.IntegerField(allow_null=True, help_text="Vide tant qu'aucun compte rendu n'est reçu.")


class VolunteerViewSet(Resource):
    """Les intervenants départementaux de sécurité routière, en lecture."""

    queryset = Volunteer.objects.none()
    serializer_class = VolunteerSummary
    lookup_value_regex = "[0-9]{1,18}"
    filterset_class = VolunteerFilter
    keyset = ("id",)
    access = {"list": OfTheBureau, "retrieve": OfTheBureau}

    def get_queryset(self):
        return queries.listed_volunteers(self.today)

    @documented("Lister les intervenants", VolunteerSummary(many=True), tags=TAGS)
    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(VolunteerSummary(page, many=True).data)

    @documented("Lire un intervenant", VolunteerSummary, 404, tags=TAGS)
    def retrieve(self, request, pk):
        row = self.get_queryset().filter(pk=pk).first()
        if row is None:
            raise NotFound("Cet intervenant n'existe pas, ou vous n'y avez pas accès.")
        return Response(VolunteerSummary(row).data)


class MissionViewSet(Resource):
    """Les missions des intervenants, en lecture."""

    queryset = Mission.objects.none()
    serializer_class = MissionSummary
    lookup_value_regex = "[0-9]{1,18}"
    filterset_class = MissionFilter
    keyset = ("id",)
    access = {"list": OfTheBureau, "retrieve": OfTheBureau}

    def get_queryset(self):
        return queries.missions().prefetch_related("needs")

    @documented("Lister les missions", MissionSummary(many=True), tags=TAGS)
    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(MissionSummary(page, many=True).data)

    @documented("Lire une mission", MissionSummary, 404, tags=TAGS)
    def retrieve(self, request, pk):
        row = self.get_queryset().filter(pk=pk).first()
        if row is None:
            raise NotFound("Cette mission n'existe pas, ou vous n'y avez pas accès.")
        return Response(MissionSummary(row).data)


API_ROUTES = (
    ApiRoute("volunteers", VolunteerViewSet, "volunteer"),
    ApiRoute("missions", MissionViewSet, "mission"),
)
