"""The loans, the equipment and what is free of it over the API, to read. Without the people of the borrower."""

from datetime import date, timedelta

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from directorate.web.errors import NotFound
from directorate.web.resources import ApiRoute, LabelledCode, Resource, documented
from road_safety.equipment.catalogue import Condition, Family, Tracking
from road_safety.equipment.filters import AvailabilityFilter, EquipmentFilter, LoanFilter
from road_safety.equipment.models import EquipmentItem, EquipmentModel, Loan
from road_safety.equipment.queries import availability, items, loans
from road_safety.strategy.api import OfTheBureau
from road_safety.strategy.catalogue import PromoterKind

TAGS = ["Sécurité routière"]
LONGEST, FURTHEST = timedelta(days=366), timedelta(days=3650)


class LoanLineSummary(serializers.Serializer):
    """Ce qui est emprunté."""

    model = serializers.CharField(source="model.name")
    family = LabelledCode(lambda code: Family(code).label, source="model.family")
    quantity = serializers.IntegerField()


class LoanSummary(serializers.Serializer):
    """Un prêt de matériel, sans les coordonnées de l'emprunteur."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    state = LabelledCode(lambda code: Loan.State(code).label)
    borrower = serializers.CharField()
    borrower_kind = LabelledCode(lambda code: PromoterKind(code).label)
    pickup_at = serializers.DateTimeField()
    return_at = serializers.DateTimeField()
    commune = serializers.CharField(source="commune_id", allow_null=True, help_text="Code INSEE.")
    action = serializers.IntegerField(source="action_id", allow_null=True)
    expected = serializers.IntegerField(allow_null=True)
    out_at = serializers.DateTimeField(allow_null=True)
    returned_at = serializers.DateTimeField(allow_null=True)
    lines = LoanLineSummary(many=True)


class EquipmentSummary(serializers.Serializer):
    """Une unité ou un lot de matériel."""

    id = serializers.IntegerField()
    inventory_number = serializers.CharField()
    model = serializers.CharField(source="model.name")
    family = LabelledCode(lambda code: Family(code).label, source="model.family")
    tracking = LabelledCode(lambda code: Tracking(code).label, source="model.tracking")
    quantity = serializers.IntegerField()
    condition = LabelledCode(lambda code: Condition(code).label)
    next_check_on = serializers.DateField(allow_null=True)
    expires_on = serializers.DateField(allow_null=True)


class LoanViewSet(Resource):
    """Les prêts de matériel de sécurité routière, en lecture."""

    queryset = Loan.objects.none()
    serializer_class = LoanSummary
    lookup_value_regex = "[0-9]{1,18}"
    filterset_class = LoanFilter
    keyset = ("id",)
    access = {"list": OfTheBureau, "retrieve": OfTheBureau}

    def get_queryset(self) -> QuerySet[Loan]:
        return loans()

    @documented("Lister les prêts de matériel", LoanSummary(many=True), tags=TAGS)
    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(LoanSummary(page, many=True).data)

    @documented("Lire un prêt de matériel", LoanSummary, 404, tags=TAGS)
    def retrieve(self, request, pk):
        row = self.get_queryset().filter(pk=pk).first()
        if row is None:
            raise NotFound("Ce prêt n'existe pas, ou vous n'y avez pas accès.")
        return Response(LoanSummary(row).data)


class EquipmentViewSet(Resource):
    """Le matériel de sécurité routière, en lecture."""

    queryset = EquipmentItem.objects.none()
    serializer_class = EquipmentSummary
    lookup_value_regex = "[0-9]{1,18}"
    filterset_class = EquipmentFilter
    keyset = ("id",)
    access = {"list": OfTheBureau, "retrieve": OfTheBureau}

    def get_queryset(self) -> QuerySet[EquipmentItem]:
        return items()

    @documented("Lister le matériel", EquipmentSummary(many=True), tags=TAGS)
    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(EquipmentSummary(page, many=True).data)

    @documented("Lire un matériel", EquipmentSummary, 404, tags=TAGS)
    def retrieve(self, request, pk):
        row = self.get_queryset().filter(pk=pk).first()
        if row is None:
            raise NotFound("Ce matériel n'existe pas, ou vous n'y avez pas accès.")
        return Response(EquipmentSummary(row).data)


class AvailabilitySummary(serializers.Serializer):
    """Ce qui peut être demandé d'un modèle entre un retrait et un retour, préparation et remise en état comprises."""

    id = serializers.IntegerField(source="model.pk", help_text="Modèle.")
    model = serializers.CharField(source="model.name")
    family = LabelledCode(lambda code: Family(code).label, source="model.family")
    tracking = LabelledCode(lambda code: Tracking(code).label, source="model.tracking")
    stock = serializers.IntegerField(help_text="En état de servir.")
    free = serializers.IntegerField(help_text="Quantité que chaque jour laisse libre.")
    first_lack_on = serializers.DateField(source="lack", allow_null=True, help_text="Premier jour sans rien de libre.")
    to_check = serializers.IntegerField(source="unchecked", help_text="Unités à vérifier avant le retour.")


class AvailabilityViewSet(Resource):
    """Le matériel libre, modèle par modèle, en lecture."""

    queryset = EquipmentModel.objects.none()
    serializer_class = AvailabilitySummary
    filterset_class = AvailabilityFilter
    keyset = ("id",)
    access = {"list": OfTheBureau}

    def get_queryset(self) -> QuerySet[EquipmentModel]:
        return EquipmentModel.objects.all()

    def days(self, request) -> tuple[date, date]:
        """The pickup and the return: already read by the filters."""
        asked = self.filterset_class(request.query_params, self.get_queryset()).form
        asked.full_clean()
        first = asked.cleaned_data["first"] or self.today
        last = asked.cleaned_data["last"] or first
        if abs(first - self.today) > FURTHEST:
            raise ValidationError({"first": "Une date à moins de dix ans est attendue."})
        if last < first:
            raise ValidationError({"last": "Le retour précède le retrait."})
        if last - first > LONGEST:
            raise ValidationError({"last": f"Au plus {LONGEST.days} jours après le retrait."})
        return first, last

    @documented("Lire le matériel libre", AvailabilitySummary(many=True), tags=TAGS)
    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        found = availability(page, *self.days(request), self.today)
        return self.get_paginated_response(AvailabilitySummary(found, many=True).data)


API_ROUTES = (
    ApiRoute("equipment-loans", LoanViewSet, "equipment-loan"),
    ApiRoute("equipment/availability", AvailabilityViewSet, "equipment-availability"),
    ApiRoute("equipment", EquipmentViewSet, "equipment-item"),
)
