"""Permits over the API, to read."""

from django.db.models import Exists, QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from directorate.partners.authentication import HasScope
from directorate.partners.models import ApiClient, Organisation
from directorate.partners.queries import within_limits
from directorate.permits.filters import PermitFilter
from directorate.permits.listed import (
    WORDS,
    cases_of_permit,
    holder_for_mayor,
    known_outside,
    mayor_permits,
    mayor_permits_seen_by,
    state_of,
)
from directorate.permits.models import Permit
from directorate.permits.queries import visible_permits
from directorate.permits.validity import validity_on
from directorate.territory.queries import communes
from directorate.web.errors import NotFound
from directorate.web.resources import ApiRoute, Coded, Resource, documented

CLIENT_FILTERS = frozenset({"procedure", "commune", "state"})


class StateOfPermit(Coded):
    detail = serializers.CharField()


class PermitSummary(serializers.Serializer):
    """Un titre délivré."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    procedure = serializers.CharField(source="procedure_code", help_text="Code de la procédure.")
    label = serializers.CharField()
    holder = serializers.CharField(
        allow_null=True, help_text="Titulaire ; pour un programme, seulement s'il a déposé le dossier."
    )
    unit = serializers.CharField(source="unit_id")
    commune = serializers.CharField(source="commune_id", allow_null=True, help_text="Code INSEE.")
    place = serializers.CharField(source="place_label")
    issued_on = serializers.DateField()
    valid_from = serializers.DateField()
    expires_on = serializers.DateField(allow_null=True)
    renew_by = serializers.DateField(allow_null=True)
    state = serializers.SerializerMethodField(help_text="État du jour, avec sa phrase.")
    state_changed_on = serializers.DateField(allow_null=True)

    @extend_schema_field(StateOfPermit)
    def get_state(self, permit):
        validity = validity_on(permit, self.context["today"])
        return {"code": validity.status.value, "label": validity.status.label, "detail": validity.detail}

    def to_representation(self, permit):
        data = super().to_representation(permit)
        if getattr(permit, "filed_by_caller", True):
            return data
        return data | {"holder": None}


class CommuneOfList(serializers.Serializer):
    insee = serializers.CharField()
    name = serializers.CharField()


class PermitOfCommune(serializers.Serializer):
    """Un titre de la liste communiquée au maire."""

    number = serializers.CharField()
    label = serializers.CharField()
    holder = serializers.CharField(allow_blank=True, help_text="Vide pour une liste qui n'est que publique.")
    place = serializers.CharField()
    issued_on = serializers.DateField()
    expires_on = serializers.DateField(allow_null=True)
    state = Coded(help_text="En vigueur ou suspendu, le jour de la lecture.")


class CommuneList(serializers.Serializer):
    """Les titres en vigueur ou suspendus d'une commune, à une date."""

    commune = CommuneOfList()
    on = serializers.DateField()
    permits = PermitOfCommune(many=True)


def client_permits(client: ApiClient) -> QuerySet[Permit]:
    """What a partner's program sees: titles within its limits or born of its own cases, never of a sensitive one."""
    filed = Exists(cases_of_permit().filter(api_client=client))
    permits = Permit.objects.annotate(filed_by_caller=filed).filter(within_limits(client) | filed)
    return permits.filter(known_outside())


class PermitViewSet(Resource):
    """Les titres délivrés, en lecture."""

    queryset = Permit.objects.none()
    serializer_class = PermitSummary
    lookup_field = "number"
    # A title taken over keeps the number of its former act, such as 2019/00042.
    lookup_value_regex = r"[A-Za-z0-9/-]+"
    filterset_class = PermitFilter
    keyset = ("-issued_on", "-id")
    access = {name: HasScope("permits:read") for name in ("list", "retrieve", "commune")}

    @property
    def client(self) -> ApiClient | None:
        return self.request.auth if isinstance(self.request.auth, ApiClient) else None

    def get_queryset(self) -> QuerySet[Permit]:
        return client_permits(self.client) if self.client else visible_permits(self.request.user, self.today)

    def filter_names(self) -> frozenset[str]:
        return CLIENT_FILTERS if self.client else super().filter_names()

    @documented(
        "Lister les titres", PermitSummary(many=True), tags=["Titres"],
        description="Du plus récemment délivré au plus ancien.",
    )  # fmt: skip
    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(PermitSummary(page, many=True, context={"today": self.today}).data)

    @documented(
        "Lire un titre", PermitSummary, 404, tags=["Titres"],
        parameters=[OpenApiParameter("number", str, OpenApiParameter.PATH, description="Numéro du titre.")],
    )  # fmt: skip
    def retrieve(self, request, number):
        permit = self.get_queryset().filter(number=number).first()
        if permit is None:
            raise NotFound("Ce titre n'existe pas, ou vous n'y avez pas accès.")
        return Response(PermitSummary(permit, context={"today": self.today}).data)

    # --- for the mayor --------------------------------------------------------------------------------------

    @documented(
        "Lire la liste communiquée au maire", CommuneList, 404, tags=["Titres"], filters=False,
        description="Pour le programme d'une mairie dont le périmètre nomme la commune.",
        parameters=[OpenApiParameter("insee", str, OpenApiParameter.PATH, description="Code INSEE.")],
    )  # fmt: skip
    @action(detail=False, url_path=r"communes/(?P<insee>[0-9][0-9AB][0-9]{3})", pagination_class=None)
    def commune(self, request, insee):
        commune = communes().filter(pk=insee).first()
        if commune is None or not self.may_read(insee):
            raise NotFound("Cette commune n'est pas dans votre périmètre.")
        permits = [self.of_commune(permit) for permit in self.rows_of(insee)]
        return Response(CommuneList({"commune": commune, "on": self.today, "permits": permits}).data)

    def may_read(self, insee: str) -> bool:
        """A program: that of a mairie, and only the communes that its perimeter names one by one."""
        client = self.client
        if client is None:
            return True
        return client.organisation.kind == Organisation.Kind.TOWN_HALL and insee in client.communes

    def rows_of(self, insee: str) -> QuerySet[Permit]:
        if self.client:
            return mayor_permits(insee, self.today).filter(within_limits(self.client))
        return mayor_permits_seen_by(self.request.user, insee, self.today)

    def of_commune(self, permit: Permit) -> dict:
        state = state_of(permit, self.today)
        return {
            "number": permit.number,
            "label": permit.label,
            "holder": holder_for_mayor(permit),
            "place": permit.place_label,
            "issued_on": permit.issued_on,
            "expires_on": permit.expires_on,
            "state": {"code": state, "label": WORDS[state]},
        }


API_ROUTES = (ApiRoute("permits", PermitViewSet, "permit"),)
