"""The monthly notes over the API, to read."""

from django.db.models import QuerySet
from django.utils.timezone import now
from rest_framework import serializers
from rest_framework.permissions import BasePermission
from rest_framework.response import Response

from directorate.org.models import StaffMember
from directorate.web.errors import NotFound
from directorate.web.resources import ApiRoute, LabelledCode, Resource, documented
from public_order.monthly.filters import VersionFilter
from public_order.monthly.models import ReportVersion
from public_order.monthly.queries import changes_shown, figures_shown, versions
from public_order.policies import reads_public_order


class MonthlyNoteSummary(serializers.Serializer):
    """Une version d'une note mensuelle de la délinquance."""

    id = serializers.IntegerField()
    period = serializers.DateField(source="report.period", help_text="Premier jour du mois.")
    perimeter = serializers.CharField(source="report.name")
    version = serializers.IntegerField(source="number")
    state = LabelledCode(lambda code: ReportVersion.State(code).label)
    content_hash = serializers.CharField(help_text="Empreinte du contenu figé ; vide tant que la note est un projet.")
    submitted_at = serializers.DateTimeField(allow_null=True)
    sent_at = serializers.DateTimeField(allow_null=True)


class MonthlyNoteDetail(MonthlyNoteSummary):
    """Une version avec ses chiffres : jamais de total de lignes, leurs unités diffèrent."""

    figures = serializers.SerializerMethodField(help_text="Lignes, cellules, phrases, contrôles et source.")
    changes = serializers.SerializerMethodField(help_text="Chiffres corrigés depuis la version précédente.")

    def get_figures(self, row) -> dict:
        self.shown = figures_shown(row, now())
        return self.shown

    def get_changes(self, row) -> list[dict]:
        return changes_shown(row, self.shown)


class OfTheBureau(BasePermission):
    """Whoever reads the pages of public order; no program enters (SEC-04)."""

    message = "Ceci se lit par les agents du bureau, le directeur et le cabinet."

    def has_permission(self, request, view) -> bool:
        return isinstance(request.user, StaffMember) and reads_public_order(request.user, on=view.today)


class MonthlyNoteViewSet(Resource):
    """Les notes mensuelles de la délinquance, en lecture."""

    queryset = ReportVersion.objects.none()
    serializer_class = MonthlyNoteSummary
    lookup_value_regex = "[0-9]{1,18}"
    filterset_class = VersionFilter
    keyset = ("id",)
    access = {"list": OfTheBureau, "retrieve": OfTheBureau}

    def get_queryset(self) -> QuerySet[ReportVersion]:
        return versions()

    @documented("Lister les notes mensuelles", MonthlyNoteSummary(many=True), tags=["Ordre public"])
    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(MonthlyNoteSummary(page, many=True).data)

    @documented("Lire une note mensuelle", MonthlyNoteDetail, 404, tags=["Ordre public"])
    def retrieve(self, request, pk):
        row = self.get_queryset().filter(pk=pk).first()
        if row is None:
            raise NotFound("Cette note n'existe pas, ou vous n'y avez pas accès.")
        return Response(MonthlyNoteDetail(row).data)


API_ROUTES = (ApiRoute("monthly-notes", MonthlyNoteViewSet, "monthly-note"),)
