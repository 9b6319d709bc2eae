"""Gatherings, rescue posts and approvals over the API, to read; no person is in any of them."""

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.response import Response

from civil_protection.first_aid.filters import PostFilter
from civil_protection.first_aid.filters_approvals import ApprovalFilter
from civil_protection.first_aid.models import Approval, RescuePost
from civil_protection.first_aid.queries import approvals, posts
from civil_protection.first_aid.ratio import KINDS
from civil_protection.gatherings.filters import GatheringFilter
from civil_protection.gatherings.models import Gathering
from civil_protection.gatherings.queries import gatherings, missing_opinions
from civil_protection.protection.access import OfTheService
from directorate.web.errors import NotFound
from directorate.web.resources import ApiRoute, LabelledCode, Resource, documented


class GatheringSummary(serializers.Serializer):
    """Un grand rassemblement."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    name = serializers.CharField()
    kind = LabelledCode(lambda code: Gathering.Kind(code).label)
    commune = serializers.CharField(source="commune_id", help_text="Code INSEE.")
    place = serializers.CharField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    peak = serializers.IntegerField(help_text="Public présent au même moment.")
    total = serializers.IntegerField(help_text="Total attendu, public et personnel.")
    is_lucrative = serializers.BooleanField()
    declared_on = serializers.DateField(allow_null=True)
    decision = LabelledCode(lambda code: Gathering.Decision(code).label)
    decided_on = serializers.DateField(allow_null=True)
    missing_opinions = serializers.SerializerMethodField(help_text="Services dont l'avis manque.")

    def get_missing_opinions(self, row) -> list[str]:
        return missing_opinions(row)


class PostSummary(serializers.Serializer):
    """Un dispositif prévisionnel de secours."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    gathering = serializers.IntegerField(source="gathering_id")
    state = LabelledCode(lambda code: RescuePost.State(code).label)
    kind = LabelledCode(lambda code: KINDS[code])
    present = serializers.IntegerField()
    ratio = serializers.DecimalField(max_digits=14, decimal_places=6, help_text="RIS, sans arrondi.")
    required = serializers.IntegerField()
    engaged = serializers.IntegerField()
    gap = serializers.IntegerField(help_text="Engagés moins requis.")
    association = serializers.CharField(source="association.name", default=None, allow_null=True)
    validated_at = serializers.DateTimeField(allow_null=True)


class ApprovalSummary(serializers.Serializer):
    """Un agrément de sécurité civile."""

    id = serializers.IntegerField()
    association = serializers.CharField(source="association.name")
    missions = serializers.ListField(child=serializers.CharField())
    field = LabelledCode(lambda code: Approval.Field(code).label)
    departments = serializers.ListField(child=serializers.CharField())
    state = LabelledCode(lambda code: Approval.State(code).label)
    starts_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(allow_null=True, help_text="Dernier jour valable.")
    number = serializers.CharField()


class Register(Resource):
    """Une liste et une fiche, pour les agents du service."""

    lookup_value_regex = "[0-9]{1,18}"
    keyset = ("id",)
    access = {"list": OfTheService, "retrieve": OfTheService}

    def listed(self) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.serializer_class(page, many=True).data)

    def found(self, pk: str) -> Response:
        row = self.get_queryset().filter(pk=pk).first()
        if row is None:
            raise NotFound("Cet enregistrement n'existe pas, ou vous n'y avez pas accès.")
        return Response(self.serializer_class(row).data)


class GatheringViewSet(Register):
    """Les grands rassemblements, en lecture, pour les agents du service."""

    queryset = Gathering.objects.none()
    serializer_class = GatheringSummary
    filterset_class = GatheringFilter

    def get_queryset(self) -> QuerySet[Gathering]:
        return gatherings()

    @documented("Lister les grands rassemblements", GatheringSummary(many=True), tags=["Rassemblements"])
    def list(self, request):
        return self.listed()

    @documented("Lire un grand rassemblement", GatheringSummary, 404, tags=["Rassemblements"])
    def retrieve(self, request, pk):
        return self.found(pk)


class PostViewSet(Register):
    """Les dispositifs prévisionnels de secours, en lecture, pour les agents du service."""

    queryset = RescuePost.objects.none()
    serializer_class = PostSummary
    filterset_class = PostFilter

    def get_queryset(self) -> QuerySet[RescuePost]:
        return posts()

    @documented("Lister les dispositifs de secours", PostSummary(many=True), tags=["Secourisme"])
    def list(self, request):
        return self.listed()

    @documented("Lire un dispositif de secours", PostSummary, 404, tags=["Secourisme"])
    def retrieve(self, request, pk):
        return self.found(pk)


class ApprovalViewSet(Register):
    """Les agréments de sécurité civile, en lecture, pour les agents du service."""

    queryset = Approval.objects.none()
    serializer_class = ApprovalSummary
    filterset_class = ApprovalFilter

    def get_queryset(self) -> QuerySet[Approval]:
        return approvals()

    @documented("Lister les agréments", ApprovalSummary(many=True), tags=["Secourisme"])
    def list(self, request):
        return self.listed()

    @documented("Lire un agrément", ApprovalSummary, 404, tags=["Secourisme"])
    def retrieve(self, request, pk):
        return self.found(pk)


API_ROUTES = (
    ApiRoute("gatherings", GatheringViewSet, "gathering"),
    ApiRoute("rescue-posts", PostViewSet, "rescue-post"),
    ApiRoute("approvals", ApprovalViewSet, "approval"),
)
