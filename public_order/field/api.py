"""The problems of daily security over the API, to read."""

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.response import Response

from directorate.web.errors import NotFound
from directorate.web.resources import ApiRoute, LabelledCode, Resource, documented
from public_order.field.filters import ProblemFilter
from public_order.field.models import GpoProblem
from public_order.field.queries import problems
from public_order.monthly.api import OfTheBureau


class GpoProblemSummary(serializers.Serializer):
    """Un problème suivi par un groupe de partenariat opérationnel."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    sector = serializers.CharField(source="sector.name")
    commune = serializers.CharField(source="commune_id", help_text="Code INSEE.")
    place = serializers.CharField()
    nature = LabelledCode(lambda code: GpoProblem.Nature(code).label)
    priority = serializers.IntegerField()
    state = LabelledCode(lambda code: GpoProblem.State(code).label)
    reported_on = serializers.DateField()
    open_since = serializers.DateField()
    review_on = serializers.DateField(allow_null=True)
    resolved_on = serializers.DateField(allow_null=True)
    is_early_relapse = serializers.BooleanField()


class GpoProblemViewSet(Resource):
    """Les problèmes suivis par les groupes de partenariat opérationnel, en lecture."""

    queryset = GpoProblem.objects.none()
    serializer_class = GpoProblemSummary
    lookup_value_regex = "[0-9]{1,18}"
    filterset_class = ProblemFilter
    keyset = ("id",)
    access = {"list": OfTheBureau, "retrieve": OfTheBureau}

    def get_queryset(self) -> QuerySet[GpoProblem]:
        return problems()

    @documented("Lister les problèmes suivis en GPO", GpoProblemSummary(many=True), tags=["Ordre public"])
    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(GpoProblemSummary(page, many=True).data)

    @documented("Lire un problème suivi en GPO", GpoProblemSummary, 404, tags=["Ordre public"])
    def retrieve(self, request, pk):
        row = self.get_queryset().filter(pk=pk).first()
        if row is None:
            raise NotFound("Ce problème n'existe pas, ou vous n'y avez pas accès.")
        return Response(GpoProblemSummary(row).data)


API_ROUTES = (ApiRoute("gpo-problems", GpoProblemViewSet, "gpo-problem"),)
