"""Figures over the API: the published set with its holes, the internal counts, the totals that have a sense."""

from datetime import date

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.permissions import BasePermission
from rest_framework.response import Response

from directorate.imports.deliveries.models import Reliability
from directorate.org.models import StaffMember
from directorate.web.errors import DomainError
from directorate.web.resources import ApiRoute, LabelledCode, Resource, documented
from public_order.policies import reads_public_order
from public_order.statistics import queries
from public_order.statistics.filters import CellFilter, ChronologyFilter, EditionFilter, MonthlyCellFilter
from public_order.statistics.models import (
    CrimeIndicator,
    Denominator,
    Nomenclature,
    SeriesValue,
    Source,
    StatEdition,
    TerritoryKind,
    Unit,
)

TAGS = ["Statistiques de la délinquance"]


class OfPublicOrder(BasePermission):
    message = "Ces statistiques se lisent par le bureau de l'ordre public et les autorités de la préfecture."

    def has_permission(self, request, view) -> bool:
        return isinstance(request.user, StaffMember) and reads_public_order(request.user, on=view.today)


class CrimeIndicatorSummary(serializers.Serializer):
    """Ce qu'un indicateur compte, et ce qui ne s'additionne pas."""

    code = serializers.CharField()
    label = serializers.CharField()
    nomenclature = LabelledCode(lambda code: Nomenclature(code).label)
    unit = LabelledCode(lambda code: Unit(code).label)
    denominator = LabelledCode(lambda code: Denominator(code).label)
    additive_space = serializers.BooleanField(help_text="S'additionne entre territoires.")
    parts = serializers.ListField(child=serializers.CharField(), help_text="Indicateurs qu'il contient.")
    components = serializers.ListField(child=serializers.IntegerField(), help_text="Index de l'état 4001.")


class CrimeIndicatorViewSet(Resource):
    """Les indicateurs de délinquance, en lecture."""

    queryset = CrimeIndicator.objects.none()
    serializer_class = CrimeIndicatorSummary
    keyset = ("id",)
    access = {"list": OfPublicOrder}

    def get_queryset(self) -> QuerySet[CrimeIndicator]:
        return CrimeIndicator.objects.filter(active=True)

    @documented("Lister les indicateurs de délinquance", CrimeIndicatorSummary(many=True), tags=TAGS)
    def list(self, request):
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(CrimeIndicatorSummary(page, many=True).data)


class CrimeCellSummary(serializers.Serializer):
    """Une valeur de l'édition en vigueur ; masquée, elle n'a ni nombre ni taux."""

    id = serializers.IntegerField()
    indicator = serializers.CharField(source="indicator.code")
    unit = LabelledCode(lambda code: Unit(code).label, source="indicator.unit")
    territory_kind = LabelledCode(lambda code: TerritoryKind(code).label)
    territory = serializers.CharField()
    period = serializers.DateField(help_text="Premier jour.")
    count = serializers.IntegerField(allow_null=True)
    rate = serializers.DecimalField(14, 7, source="per_thousand", allow_null=True)
    diffusion = serializers.SerializerMethodField(help_text="diff, ndiff ou internal.")
    source = LabelledCode(lambda code: Source(code).label, source="edition.source")
    reliability = LabelledCode(lambda code: Reliability(code).label, source="edition.reliability")
    produced_on = serializers.DateField(source="edition.produced_on")

    def get_diffusion(self, row) -> str:
        return "internal" if row.diffusion == "i" else "ndiff" if row.diffusion in queries.HIDDEN else "diff"


class CrimeSeriesViewSet(Resource):
    """Les chiffres publiés de la délinquance, avec leurs valeurs masquées sans nombre, en lecture."""

    queryset = SeriesValue.objects.none()
    serializer_class = CrimeCellSummary
    filterset_class = CellFilter
    keyset = ("id",)
    access = {"list": OfPublicOrder}

    def get_queryset(self) -> QuerySet[SeriesValue]:
        return queries.published_cells()

    @documented("Lister les chiffres de la délinquance", CrimeCellSummary(many=True), tags=TAGS)
    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(CrimeCellSummary(page, many=True).data)


class CrimeChronologyViewSet(Resource):
    """L'état 4001 par département et les séries du SSMSI, période après période, en lecture."""

    queryset = SeriesValue.objects.none()
    serializer_class = CrimeCellSummary
    filterset_class = ChronologyFilter
    keyset = ("id",)
    access = {"list": OfPublicOrder}

    def get_queryset(self) -> QuerySet[SeriesValue]:
        return queries.chronological_cells()

    @documented("Lister les séries chronologiques de la délinquance", CrimeCellSummary(many=True), tags=TAGS)
    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(CrimeCellSummary(page, many=True).data)


class CrimeMonthViewSet(Resource):
    """L'état 4001 mensuel, interne au service, en lecture."""

    queryset = SeriesValue.objects.none()
    serializer_class = CrimeCellSummary
    filterset_class = MonthlyCellFilter
    keyset = ("id",)
    access = {"list": OfPublicOrder}

    def get_queryset(self) -> QuerySet[SeriesValue]:
        return queries.internal_cells()

    @documented("Lister les comptages mensuels internes", CrimeCellSummary(many=True), tags=TAGS)
    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(CrimeCellSummary(page, many=True).data)


class CrimeTotalAsked(serializers.Serializer):
    indicators = serializers.CharField(max_length=400, help_text="Codes séparés par des virgules.")
    territory_kind = serializers.ChoiceField(choices=[("com", "Commune"), ("dep", "Département")])
    territory = serializers.CharField(max_length=12)
    year = serializers.IntegerField(min_value=1990, max_value=2100)


class CrimeTotalSummary(serializers.Serializer):
    """Un total d'indicateurs de même unité qui ne se recoupent pas ; vide dès que l'un d'eux est masqué."""

    indicators = serializers.ListField(child=serializers.CharField())
    territory = serializers.CharField()
    year = serializers.IntegerField()
    total = serializers.IntegerField(allow_null=True)


class CrimeTotalViewSet(Resource):
    """Le total de plusieurs indicateurs, refusé quand il n'a pas de sens (STA-12)."""

    queryset = SeriesValue.objects.none()
    serializer_class = CrimeTotalSummary
    access = {"list": OfPublicOrder}
    parameters = {"list": frozenset({"indicators", "territory_kind", "territory", "year"})}

    @documented(
        "Additionner des indicateurs", CrimeTotalSummary(many=True), 422, tags=TAGS, parameters=[CrimeTotalAsked]
    )
    def list(self, request):
        asked = CrimeTotalAsked(data=request.query_params)
        if not asked.is_valid():
            name, errors = next(iter(asked.errors.items()))
            raise DomainError(str(errors[0]), field=name)
        facts = asked.validated_data
        codes = [code.strip() for code in facts["indicators"].split(",") if code.strip()]
        if not codes:
            raise DomainError("Nommer au moins un indicateur.", field="indicators")
        total = queries.total_of(codes, facts["territory_kind"], facts["territory"], date(facts["year"], 1, 1))
        row = {"indicators": codes, "territory": facts["territory"], "year": facts["year"], "total": total}
        return Response({"results": CrimeTotalSummary([row], many=True).data, "next": None})


class CrimeEditionSummary(serializers.Serializer):
    """Une période d'une source telle qu'une livraison de fichiers la donne."""

    id = serializers.IntegerField()
    source = LabelledCode(lambda code: Source(code).label)
    period = serializers.DateField()
    number = serializers.IntegerField()
    state = LabelledCode(lambda code: StatEdition.State(code).label)
    reliability = LabelledCode(lambda code: Reliability(code).label)
    produced_on = serializers.DateField()
    cells = serializers.IntegerField()
    hidden = serializers.IntegerField(help_text="Valeurs masquées par le fichier.")


class CrimeEditionViewSet(Resource):
    """Les éditions des statistiques, en lecture."""

    queryset = StatEdition.objects.none()
    serializer_class = CrimeEditionSummary
    filterset_class = EditionFilter
    keyset = ("id",)
    access = {"list": OfPublicOrder}

    def get_queryset(self) -> QuerySet[StatEdition]:
        return queries.editions()

    @documented("Lister les éditions des statistiques", CrimeEditionSummary(many=True), tags=TAGS)
    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(CrimeEditionSummary(page, many=True).data)


API_ROUTES = (
    ApiRoute("crime-chronology", CrimeChronologyViewSet, "crime-chronology"),
    ApiRoute("crime-indicators", CrimeIndicatorViewSet, "crime-indicator"),
    ApiRoute("crime-series", CrimeSeriesViewSet, "crime-series"),
    ApiRoute("crime-months", CrimeMonthViewSet, "crime-month"),
    ApiRoute("crime-totals", CrimeTotalViewSet, "crime-total"),
    ApiRoute("crime-editions", CrimeEditionViewSet, "crime-edition"),
)
