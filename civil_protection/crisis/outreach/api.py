"""What the public is told, over the API, to read: validated press releases, and the answers in force."""

from django.db.models import QuerySet
from rest_framework import serializers

from civil_protection.crisis.outreach.filters import AnswerFilter, ReleaseFilter
from civil_protection.crisis.outreach.models import PressRelease, PublicAnswer
from civil_protection.crisis.outreach.queries import answers, releases
from civil_protection.crisis.outreach.terms import Subject
from civil_protection.protection.access import OfTheService
from directorate.web.resources import ApiRoute, LabelledCode, Resource, documented

TAGS = ["Crises"]


class ReleaseSummary(serializers.Serializer):
    """Un communiqué de presse validé."""

    id = serializers.IntegerField()
    event = serializers.IntegerField(source="event_id")
    is_exercise = serializers.BooleanField(source="event.is_exercise")
    number = serializers.IntegerField()
    title = serializers.CharField()
    text = serializers.CharField()
    validated_at = serializers.DateTimeField()


class AnswerSummary(serializers.Serializer):
    """Une question du public et la réponse à lui donner."""

    id = serializers.IntegerField()
    event = serializers.IntegerField(source="event_id")
    is_exercise = serializers.BooleanField(source="event.is_exercise")
    subject = LabelledCode(lambda code: Subject(code).label)
    question = serializers.CharField()
    answer = serializers.CharField()
    changed_at = serializers.DateTimeField()


class ReleaseViewSet(Resource):
    """Les communiqués de presse validés, en lecture."""

    queryset = PressRelease.objects.none()
    serializer_class = ReleaseSummary
    filterset_class = ReleaseFilter
    keyset = ("id",)
    access = {"list": OfTheService}

    def get_queryset(self) -> QuerySet[PressRelease]:
        return releases().filter(validated_at__isnull=False)

    @documented("Lister les communiqués de presse", ReleaseSummary(many=True), tags=TAGS)
    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(ReleaseSummary(page, many=True).data)


class AnswerViewSet(Resource):
    """Les réponses au public en vigueur, en lecture."""

    queryset = PublicAnswer.objects.none()
    serializer_class = AnswerSummary
    filterset_class = AnswerFilter
    keyset = ("id",)
    access = {"list": OfTheService}

    def get_queryset(self) -> QuerySet[PublicAnswer]:
        return answers().filter(withdrawn_at__isnull=True)

    @documented("Lister les réponses au public", AnswerSummary(many=True), tags=TAGS)
    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(AnswerSummary(page, many=True).data)


API_ROUTES = (
    ApiRoute("press-releases", ReleaseViewSet, "press-release"),
    ApiRoute("public-answers", AnswerViewSet, "public-answer"),
)
