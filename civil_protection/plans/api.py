"""Plans and their activations over the API, to read."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from civil_protection.plans.filters import ActivationFilter, PlanFilter
from civil_protection.plans.models import Activation, Authority, Plan
from civil_protection.plans.queries import activations, plans
from civil_protection.protection.access import OfTheService
from directorate.web.errors import NotFound
from directorate.web.resources import ApiRoute, LabelledCode, Resource, documented


class PlanSummary(serializers.Serializer):
    """Une disposition du système ORSEC."""

    code = serializers.CharField()
    title = serializers.CharField()
    family = LabelledCode(lambda code: Plan.Family(code).label)
    state = LabelledCode(lambda code: Plan.State(code).label)
    version = serializers.CharField()
    level = serializers.CharField(help_text="Niveau de protection : public, internal, partners ou restricted.")
    lead = serializers.CharField()
    site = serializers.CharField(help_text="Installation d'un PPI, sinon vide.")
    approver = LabelledCode(lambda code: Authority(code).label)
    approved_on = serializers.DateField(allow_null=True)
    revision_due_on = serializers.DateField(allow_null=True)
    exercised_on = serializers.DateField(allow_null=True)
    exercise_due_on = serializers.DateField(allow_null=True)
    is_active = serializers.BooleanField(help_text="Activé pour un événement réel.")


class PlanViewSet(Resource):
    """Les plans ORSEC, en lecture, pour les agents du service."""

    queryset = Plan.objects.none()
    serializer_class = PlanSummary
    lookup_field = "code"
    lookup_url_kwarg = "plan"
    lookup_value_regex = "[A-Za-z0-9_-]{1,24}"
    filterset_class = PlanFilter
    keyset = ("id",)
    access = {"list": OfTheService, "retrieve": OfTheService}

    def get_queryset(self) -> QuerySet[Plan]:
        return plans()

    @documented("Lister les plans ORSEC", PlanSummary(many=True), tags=["Plans"])
    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(PlanSummary(page, many=True).data)

    @documented("Lire un plan ORSEC", PlanSummary, 404, tags=["Plans"])
    def retrieve(self, request, plan):
        found = self.get_queryset().filter(code=plan).first()
        if found is None:
            raise NotFound("Ce plan n'existe pas, ou vous n'y avez pas accès.")
        return Response(PlanSummary(found).data)


class ActivationSummary(serializers.Serializer):
    """Un plan en usage, pour un événement ou un exercice."""

    id = serializers.IntegerField()
    plan = serializers.CharField(source="plan.code")
    stage = LabelledCode(lambda code: Activation.Stage(code).label)
    is_exercise = serializers.BooleanField()
    authority = LabelledCode(lambda code: Authority(code).label)
    decided_at = serializers.DateTimeField()
    lifted_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField()
    communes = serializers.SerializerMethodField(help_text="Codes INSEE.")

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_communes(self, row):
        return [commune.pk for commune in row.communes.all()]


class ActivationViewSet(Resource):
    """Les activations des plans, en lecture, pour les agents du service."""

    queryset = Activation.objects.none()
    serializer_class = ActivationSummary
    lookup_value_regex = "[0-9]{1,18}"
    filterset_class = ActivationFilter
    keyset = ("id",)
    access = {"list": OfTheService, "retrieve": OfTheService}

    def get_queryset(self) -> QuerySet[Activation]:
        return activations().prefetch_related("communes")

    @documented("Lister les activations", ActivationSummary(many=True), tags=["Plans"])
    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(ActivationSummary(page, many=True).data)

    @documented("Lire une activation", ActivationSummary, 404, tags=["Plans"])
    def retrieve(self, request, pk):
        row = self.get_queryset().filter(pk=pk).first()
        if row is None:
            raise NotFound("Cette activation n'existe pas, ou vous n'y avez pas accès.")
        return Response(ActivationSummary(row).data)


API_ROUTES = (ApiRoute("plans", PlanViewSet, "plan"), ApiRoute("activations", ActivationViewSet, "activation"))
