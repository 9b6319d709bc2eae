"""The registers over the API, to read, for the people of the service alone. No plate and no driver leaves by it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.timezone import now
from rest_framework import serializers
from rest_framework.permissions import BasePermission
from rest_framework.response import Response

from directorate.org.models import StaffMember
from directorate.web.errors import NotFound
from directorate.web.resources import ApiRoute, LabelledCode, Resource, documented
from road_safety.impound import queries as pound
from road_safety.impound.filters import ImmobilisationFilter, VehicleFilter
from road_safety.impound.models import ImpoundedVehicle, Reason, VehicleImmobilisation
from road_safety.impound.tables import pseudonym
from road_safety.policies import reads_road_safety
from road_safety.registers import filters, queries
from road_safety.registers.kit import no_reading
from road_safety.registers.models import (
    ApprovalInspection,
    InspectionCentre,
    InspectionController,
    SpeedSite,
    StageSession,
    TrafficOrder,
)
from road_safety.suspensions.access import note_reading, reads_offences
from road_safety.suspensions.measures import MeasureFilter, measures
from road_safety.suspensions.models import LicenceMeasure

TAGS = ["Sécurité routière"]
Note = Callable[[StaffMember, Model | None, datetime, str], None]


class OfTheBureau(BasePermission):
    message = "Ces registres se lisent par les agents du bureau, le directeur et le cabinet, par aucun programme."

    def has_permission(self, request, view) -> bool:
        return isinstance(request.user, StaffMember) and reads_road_safety(request.user, on=view.today)


class OfTheEnrolled(BasePermission):
    message = "Ces données d'infraction se lisent par les agents habilités, leurs chefs et les autorités."

    def has_permission(self, request, view) -> bool:
        return isinstance(request.user, StaffMember) and reads_offences(request.user, on=view.today)


def labels(choices) -> LabelledCode:
    found: Mapping[str, str] = dict(choices)
    return LabelledCode(lambda code: str(found.get(code, "")))


class StageSessionRow(serializers.Serializer):
    """Un stage de récupération de points."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    centre = serializers.CharField(source="title.place_label")
    approval = serializers.CharField(source="title.number", help_text="Agrément du centre.")
    commune = serializers.CharField(source="commune_id", help_text="Code INSEE.")
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    capacity = serializers.IntegerField()
    trainees = serializers.IntegerField(allow_null=True)
    state = labels(StageSession.State.choices)
    is_flagged = serializers.BooleanField(help_text="Annulation notifiée trop tard.")


class TrafficOrderRow(serializers.Serializer):
    """Un arrêté de circulation."""

    id = serializers.IntegerField()
    number = serializers.CharField(help_text="Vide avant la signature.")
    title = serializers.CharField()
    kind = labels(TrafficOrder.Kind.choices)
    prepared_by = labels(TrafficOrder.Preparer.choices)
    roads = serializers.CharField()
    communes = serializers.SerializerMethodField(help_text="Codes INSEE.")
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField(allow_null=True)
    geometry = serializers.JSONField(allow_null=True, help_text="GeoJSON, point ou ligne.")
    state = labels(TrafficOrder.State.choices)
    signed_on = serializers.DateField(allow_null=True)

    def get_communes(self, row) -> list[str]:
        return [town.pk for town in row.communes.all()]


class InspectionCentreRow(serializers.Serializer):
    """Un centre de contrôle technique."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    name = serializers.CharField()
    network = serializers.CharField()
    category = labels(InspectionCentre.Category.choices)
    commune = serializers.CharField(source="commune_id", help_text="Code INSEE.")
    approved_on = serializers.DateField()
    state = labels(InspectionCentre.State.choices)
    controllers = serializers.IntegerField(source="controllers_count")


class InspectionControllerRow(serializers.Serializer):
    """Un contrôleur technique, par son numéro d'agrément."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    centre = serializers.CharField(source="centre.number", default="")
    approved_on = serializers.DateField()
    state = labels(InspectionController.State.choices)


class InspectionRow(serializers.Serializer):
    """Une inspection de ce qui est agréé, et ses suites. Le contrôleur est dit par son numéro d'agrément."""

    id = serializers.IntegerField()
    approval = serializers.CharField(source="title.number", default="", help_text="Agrément visité, ou vide.")
    centre = serializers.CharField(source="centre.number", default="", help_text="Centre visité, ou vide.")
    controller = serializers.CharField(source="controller.number", default="", help_text="Contrôleur visité, ou vide.")
    inspected_on = serializers.DateField()
    is_compliant = serializers.BooleanField()
    findings = serializers.CharField()
    follow_up = serializers.CharField()
    followed_on = serializers.DateField(allow_null=True, help_text="Vide tant que des suites sont attendues.")
    is_open = serializers.SerializerMethodField(help_text="Des suites sont attendues.")

    def get_is_open(self, row: ApprovalInspection) -> bool:
        return row.state == "open"


class SpeedSiteRow(serializers.Serializer):
    """Un radar automatique."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    kind = labels(SpeedSite.Kind.choices)
    road = serializers.CharField()
    commune = serializers.CharField(source="commune_id", help_text="Code INSEE.")
    limit = serializers.IntegerField(allow_null=True)
    latitude = serializers.DecimalField(max_digits=9, decimal_places=6, allow_null=True)
    longitude = serializers.DecimalField(max_digits=9, decimal_places=6, allow_null=True)
    state = labels(SpeedSite.State.choices)
    opened_on = serializers.DateField(allow_null=True)


class ImpoundedVehicleRow(serializers.Serializer):
    """Un véhicule en fourrière, sans son immatriculation."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    mark = serializers.SerializerMethodField(help_text="Marque qui remplace l'immatriculation.")
    vehicle = serializers.CharField()
    custodian = serializers.CharField(source="custodian.number", help_text="Agrément du gardien.")
    reason = labels(Reason.choices)
    commune = serializers.CharField(source="commune_id", help_text="Code INSEE.")
    entered_at = serializers.DateTimeField()
    classification = labels(ImpoundedVehicle.Classification.choices)
    state = labels(ImpoundedVehicle.State.choices)
    left_at = serializers.DateTimeField(allow_null=True)
    cost = serializers.DecimalField(max_digits=9, decimal_places=2, allow_null=True)
    claim = labels(ImpoundedVehicle.Claim.choices)

    def get_mark(self, row) -> str:
        return pseudonym(row)


class ImmobilisationRow(serializers.Serializer):
    """Une immobilisation par le préfet, sans immatriculation ni conducteur."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    mark = serializers.SerializerMethodField(help_text="Marque qui remplace l'immatriculation.")
    commune = serializers.CharField(source="commune_id", help_text="Code INSEE.")
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField(help_text="Terme, en heures écoulées.")
    state = labels(VehicleImmobilisation.State.choices)
    ended_at = serializers.DateTimeField(allow_null=True)

    def get_mark(self, row) -> str:
        return pseudonym(row)


class LicenceMeasureRow(serializers.Serializer):
    """Une lettre 48 SI ou une suspension médicale, sans l'identité du conducteur."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    kind = labels(LicenceMeasure.Kind.choices)
    commune = serializers.CharField(source="commune_id", allow_null=True, help_text="Code INSEE.")
    received_on = serializers.DateField()
    notified_on = serializers.DateField(allow_null=True)
    surrendered_on = serializers.DateField(allow_null=True)
    closed_on = serializers.DateField(allow_null=True)
    state = labels(LicenceMeasure.State.choices)


def resource(
    name: str, shape: type[serializers.Serializer], rows: Callable[[], QuerySet], filterset: Any, what: str, one: str,
    permission: type[BasePermission] = OfTheBureau, note: Note = no_reading,
) -> type[Resource]:  # fmt: skip
    """A register to read: its list and one row of it. `note`: keeps each reading, as the pages do."""

    class RegisterViewSet(Resource):
        queryset = rows().none()
        serializer_class = shape
        lookup_value_regex = "[0-9]{1,18}"
        filterset_class = filterset
        keyset = ("id",)
        access = {"list": permission, "retrieve": permission}

        def get_queryset(self) -> QuerySet:
            return rows()

        @documented(f"Lister {what}", shape(many=True), tags=TAGS)
        def list(self, request):
            note(request.user, None, now(), "Liste consultée par l'API")
            page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
            return self.get_paginated_response(shape(page, many=True).data)

        @documented(f"Lire {one}", shape, 404, tags=TAGS)
        def retrieve(self, request, pk):
            row = self.get_queryset().filter(pk=pk).first()
            if row is None:
                raise NotFound("Cette ligne n'existe pas, ou vous n'y avez pas accès.")
            note(request.user, row, now(), "Fiche consultée par l'API")
            return Response(shape(row).data)

    RegisterViewSet.__name__ = RegisterViewSet.__qualname__ = name
    RegisterViewSet.__doc__ = f"{what[0].upper()}{what[1:]}, en lecture."
    return RegisterViewSet


API_ROUTES = (
    ApiRoute("stage-sessions", resource("StageViewSet", StageSessionRow, queries.stages, filters.StageFilter,
             "les stages de récupération de points", "un stage"), "stage-session"),
    ApiRoute("traffic-orders", resource("TrafficOrderViewSet", TrafficOrderRow, queries.traffic_orders,
             filters.TrafficFilter, "les arrêtés de circulation", "un arrêté de circulation"), "traffic-order"),
    ApiRoute("inspection-centres", resource("InspectionCentreViewSet", InspectionCentreRow, queries.centres,
             filters.CentreFilter, "les centres de contrôle technique", "un centre"), "inspection-centre"),
    ApiRoute("inspection-controllers", resource("InspectionControllerViewSet", InspectionControllerRow,
             queries.controllers, filters.ControllerFilter, "les contrôleurs techniques", "un contrôleur"),
             "inspection-controller"),
    ApiRoute("approval-inspections", resource("InspectionViewSet", InspectionRow, queries.inspections,
             filters.InspectionFilter, "les inspections des agréments", "une inspection"), "approval-inspection"),
    ApiRoute("speed-sites", resource("SpeedSiteViewSet", SpeedSiteRow, queries.speed_sites, filters.SiteFilter,
             "les radars automatiques", "un radar"), "speed-site"),
    ApiRoute("impounded-vehicles", resource("ImpoundedVehicleViewSet", ImpoundedVehicleRow, pound.vehicles,
             VehicleFilter, "les véhicules en fourrière", "un véhicule en fourrière"), "impounded-vehicle"),
    ApiRoute("immobilisations", resource("ImmobilisationViewSet", ImmobilisationRow, pound.immobilisations,
             ImmobilisationFilter, "les immobilisations par le préfet", "une immobilisation", OfTheEnrolled,
             note_reading),
             "immobilisation"),
    ApiRoute("licence-measures", resource("LicenceMeasureViewSet", LicenceMeasureRow, measures, MeasureFilter,
             "les lettres 48 SI et suspensions médicales", "une mesure sur un permis", OfTheEnrolled, note_reading),
             "licence-measure"),
)  # fmt: skip
