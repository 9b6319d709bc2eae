"""Visits, unfavourable opinions and requirements over the API, for whoever reads the pages."""

from django.utils.timezone import localdate
from rest_framework import serializers
from rest_framework.response import Response

from civil_protection.protection.access import OfTheService
from civil_protection.safety_visits import filters, follow_up, group, queries, sentences
from civil_protection.safety_visits.models import SafetyRequirement, SafetyVisit, UnfavourableOpinion
from directorate.web.errors import NotFound
from directorate.web.resources import ApiRoute, LabelledCode, Resource, documented

TAGS = ["Visites de sécurité"]


class OfEstablishment(serializers.Serializer):
    """Ce que chaque ressource dit de son établissement."""

    id = serializers.IntegerField()
    establishment = serializers.CharField(source="establishment.number", help_text="Numéro dans le registre.")
    name = serializers.CharField(source="establishment.name")
    commune = serializers.CharField(source="establishment.commune_id", help_text="Code INSEE.")


class VisitSummary(OfEstablishment):
    """Une visite de sécurité."""

    kind = LabelledCode(lambda code: group.KINDS[code])
    state = LabelledCode(lambda code: SafetyVisit.State(code).label)
    planned_on = serializers.DateField()
    held_on = serializers.DateField(allow_null=True)
    opinion = LabelledCode(lambda code: SafetyVisit.Opinion(code).label)
    opinion_on = serializers.DateField(allow_null=True)
    next_visit_on = serializers.DateField(allow_null=True)
    commission = serializers.CharField()


class UnfavourableSummary(OfEstablishment):
    """Un avis défavorable et son suivi."""

    opened_on = serializers.DateField()
    age = serializers.SerializerMethodField(help_text="En jours, jusqu'à la levée.")
    reasons = serializers.CharField()
    is_danger = serializers.BooleanField()
    sleeping = serializers.BooleanField()
    public = serializers.IntegerField()
    decision = LabelledCode(lambda code: follow_up.DECISIONS[code])
    term_on = serializers.DateField(allow_null=True)
    last_step = serializers.CharField()
    last_step_on = serializers.DateField(allow_null=True)
    lifted_on = serializers.DateField(allow_null=True)

    def get_age(self, row: UnfavourableOpinion) -> int:
        return follow_up.age(row.opened_on, localdate(), row.lifted_on)


class RequirementSummary(OfEstablishment):
    """Une prescription."""

    number = serializers.IntegerField()
    visited_on = serializers.DateField(source="visit.held_on")
    article = serializers.CharField()
    text = serializers.CharField()
    category = LabelledCode(lambda code: sentences.CATEGORIES[code])
    due_on = serializers.DateField(allow_null=True)
    state = LabelledCode(lambda code: follow_up.STATES[code])
    verified_on = serializers.DateField(allow_null=True)


class VisitViewSet(Resource):
    """Les visites de sécurité, en lecture."""

    queryset = SafetyVisit.objects.none()
    serializer_class = VisitSummary
    lookup_value_regex = "[0-9]{1,18}"
    filterset_class = filters.VisitFilter
    keyset = ("id",)
    access = {"list": OfTheService, "retrieve": OfTheService}

    def get_queryset(self):
        return queries.visits()

    @documented("Lister les visites de sécurité", VisitSummary(many=True), tags=TAGS)
    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(VisitSummary(page, many=True).data)

    @documented("Lire une visite de sécurité", VisitSummary, 404, tags=TAGS)
    def retrieve(self, request, pk):
        row = self.get_queryset().filter(pk=pk).first()
        if row is None:
            raise NotFound("Cette visite n'existe pas.")
        return Response(VisitSummary(row).data)


class UnfavourableViewSet(Resource):
    """Les avis défavorables, en lecture."""

    queryset = UnfavourableOpinion.objects.none()
    serializer_class = UnfavourableSummary
    lookup_value_regex = "[0-9]{1,18}"
    filterset_class = filters.OpinionFilter
    keyset = ("id",)
    access = {"list": OfTheService, "retrieve": OfTheService}

    def get_queryset(self):
        return queries.opinions()

    @documented("Lister les avis défavorables", UnfavourableSummary(many=True), tags=TAGS)
    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(UnfavourableSummary(page, many=True).data)

    @documented("Lire un avis défavorable", UnfavourableSummary, 404, tags=TAGS)
    def retrieve(self, request, pk):
        row = self.get_queryset().filter(pk=pk).first()
        if row is None:
            raise NotFound("Cet avis défavorable n'existe pas.")
        return Response(UnfavourableSummary(row).data)


class RequirementViewSet(Resource):
    """Les prescriptions, en lecture."""

    queryset = SafetyRequirement.objects.none()
    serializer_class = RequirementSummary
    filterset_class = filters.RequirementFilter
    keyset = ("id",)
    access = {"list": OfTheService}

    def get_queryset(self):
        return queries.requirements()

    @documented("Lister les prescriptions", RequirementSummary(many=True), tags=TAGS)
    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(RequirementSummary(page, many=True).data)


API_ROUTES = (
    ApiRoute("safety-visits", VisitViewSet, "safety-visit"),
    ApiRoute("unfavourable-opinions", UnfavourableViewSet, "unfavourable-opinion"),
    ApiRoute("safety-requirements", RequirementViewSet, "safety-requirement"),
)
