"""The loans, the equipment and what is free of it over the API, to read. Without the people of the borrower."""

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.response import Response

from directorate.web.errors import NotFound
from directorate.web.resources import ApiRoute, LabelledCode, Resource, documented
from road_safety.equipment.catalogue import Condition, Family, Tracking
from road_safety.equipment.filters import EquipmentFilter, LoanFilter
from road_safety.equipment.models import EquipmentItem, Loan
from road_safety.equipment.queries import items, loans
from road_safety.strategy.api import OfTheBureau
from road_safety.strategy.catalogue import PromoterKind

TAGS = ["Sécurité routière"]


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


API_ROUTES = (
    ApiRoute("equipment-loans", LoanViewSet, "equipment-loan"),
    ApiRoute("equipment", EquipmentViewSet, "equipment-item"),
)
