"""Exercises and the actions of their lessons over the API, for whoever reads the pages."""

from rest_framework import serializers
from rest_framework.response import Response

from civil_protection.exercises import filters, queries
from civil_protection.exercises.models import Exercise, ReviewAction
from civil_protection.protection.access import OfTheService
from directorate.web.errors import NotFound
from directorate.web.resources import ApiRoute, LabelledCode, Resource, documented


class ExerciseSummary(serializers.Serializer):
    """Un exercice de sécurité civile."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    kind = LabelledCode(lambda code: Exercise.Kind(code).label)
    echelon = LabelledCode(lambda code: Exercise.Echelon(code).label)
    state = LabelledCode(lambda code: Exercise.State(code).label)
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    pilot = serializers.CharField()
    plans = serializers.SerializerMethodField(help_text="Codes des plans.")

    def get_plans(self, row: Exercise) -> list[str]:
        return [plan.code for plan in row.plans.all()]


class ActionSummary(serializers.Serializer):
    """Une action décidée par un RETEX."""

    id = serializers.IntegerField()
    label = serializers.CharField()
    owner = serializers.CharField(source="owner.name")
    priority = serializers.IntegerField()
    opened_on = serializers.DateField()
    due_on = serializers.DateField()
    state = LabelledCode(lambda code: ReviewAction.State(code).label)
    ended_on = serializers.DateField(allow_null=True)
    proof = serializers.CharField()
    plan = serializers.CharField(source="plan.code", allow_null=True, help_text="Code du plan à modifier.")


class ExerciseViewSet(Resource):
    """Les exercices, en lecture."""

    queryset = Exercise.objects.none()
    serializer_class = ExerciseSummary
    lookup_value_regex = "[0-9]{1,18}"
    filterset_class = filters.ExerciseFilter
    keyset = ("id",)
    access = {"list": OfTheService, "retrieve": OfTheService}

    def get_queryset(self):
        return queries.exercises()

    @documented("Lister les exercices", ExerciseSummary(many=True), tags=["Exercices"])
    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(ExerciseSummary(page, many=True).data)

    @documented("Lire un exercice", ExerciseSummary, 404, tags=["Exercices"])
    def retrieve(self, request, pk):
        row = self.get_queryset().filter(pk=pk).first()
        if row is None:
            raise NotFound("Cet exercice n'existe pas.")
        return Response(ExerciseSummary(row).data)


class ActionViewSet(Resource):
    """Les actions de RETEX, en lecture."""

    queryset = ReviewAction.objects.none()
    serializer_class = ActionSummary
    filterset_class = filters.ActionFilter
    keyset = ("id",)
    access = {"list": OfTheService}

    def get_queryset(self):
        return queries.actions()

    @documented("Lister les actions de RETEX", ActionSummary(many=True), tags=["Exercices"])
    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(ActionSummary(page, many=True).data)


API_ROUTES = (
    ApiRoute("exercises", ExerciseViewSet, "exercise"),
    ApiRoute("review-actions", ActionViewSet, "review-action"),
)
