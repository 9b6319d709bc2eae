"""The actions of the yearly plans over the API, to read."""

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.permissions import BasePermission
from rest_framework.response import Response

from directorate.org.models import StaffMember
from directorate.web.errors import NotFound
from directorate.web.resources import ApiRoute, LabelledCode, Resource, documented
from road_safety.policies import reads_road_safety
from road_safety.strategy.catalogue import Answer, Lever, PromoterKind
from road_safety.strategy.filters import ActionFilter
from road_safety.strategy.funding import cost_per_person
from road_safety.strategy.models import Action
from road_safety.strategy.queries import actions


class LeverAnswer(serializers.Serializer):
    """La réponse à l'une des trois demandes d'une action."""

    lever = LabelledCode(lambda code: Lever(code).label)
    asked = serializers.CharField()
    answer = LabelledCode(lambda code: Answer(code).label)
    reason = serializers.CharField()


class PlanActionSummary(serializers.Serializer):
    """Une action d'un plan départemental de sécurité routière, sans les coordonnées de son responsable."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    year = serializers.IntegerField(source="plan.year")
    title = serializers.CharField()
    promoter = serializers.CharField()
    promoter_kind = LabelledCode(lambda code: PromoterKind(code).label)
    state = LabelledCode(lambda code: Action.State(code).label)
    stakes = serializers.SerializerMethodField()
    communes = serializers.SerializerMethodField(help_text="Codes INSEE ; vide : tout le département.")
    audiences = serializers.ListField(child=serializers.CharField())
    starts_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(allow_null=True)
    requested = serializers.DecimalField(max_digits=10, decimal_places=2, allow_null=True)
    granted = serializers.DecimalField(max_digits=10, decimal_places=2, allow_null=True)
    paid = serializers.DecimalField(max_digits=10, decimal_places=2, allow_null=True)
    reached = serializers.IntegerField(allow_null=True, help_text="Vide tant que le public n'est pas compté.")
    cost_per_person = serializers.SerializerMethodField(help_text="Accordé ÷ public touché, vide s'il est inconnu.")
    answers = LeverAnswer(many=True)

    def get_stakes(self, row) -> list[str]:
        return [stake.code for stake in row.stakes.all()]

    def get_communes(self, row) -> list[str]:
        return [town.pk for town in row.communes.all()]

    def get_cost_per_person(self, row) -> str | None:
        cost = cost_per_person(row.granted, row.reached)
        return None if cost is None else str(cost)


class OfTheBureau(BasePermission):
    """Whoever reads the pages of road safety; no program enters."""

    message = "Les actions se lisent par les agents du bureau, le directeur et le cabinet, par aucun programme."

    def has_permission(self, request, view) -> bool:
        return isinstance(request.user, StaffMember) and reads_road_safety(request.user, on=view.today)


class PlanActionViewSet(Resource):
    """Les actions des plans départementaux de sécurité routière, en lecture."""

    queryset = Action.objects.none()
    serializer_class = PlanActionSummary
    lookup_value_regex = "[0-9]{1,18}"
    filterset_class = ActionFilter
    keyset = ("id",)
    access = {"list": OfTheBureau, "retrieve": OfTheBureau}

    def get_queryset(self) -> QuerySet[Action]:
        return actions()

    @documented("Lister les actions", PlanActionSummary(many=True), tags=["Sécurité routière"])
    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(PlanActionSummary(page, many=True).data)

    @documented("Lire une action", PlanActionSummary, 404, tags=["Sécurité routière"])
    def retrieve(self, request, pk):
        row = self.get_queryset().filter(pk=pk).first()
        if row is None:
            raise NotFound("Cette action n'existe pas, ou vous n'y avez pas accès.")
        return Response(PlanActionSummary(row).data)


API_ROUTES = (ApiRoute("plan-actions", PlanActionViewSet, "plan-action"),)
