"""Campaigns and vigilance over the API, to read; messages for the program of their recipient, which says it has them.

The directory holds people: no program reads it, and no name nor number leaves here. An agent may say that an entry was
checked.
"""

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.permissions import BasePermission
from rest_framework.response import Response

from civil_protection.alerts.campaigns.filters import CampaignFilter
from civil_protection.alerts.campaigns.forms import ReceiptForm
from civil_protection.alerts.campaigns.models import AlertCampaign, CampaignTarget, Mode
from civil_protection.alerts.campaigns.operations import note_received
from civil_protection.alerts.campaigns.queries import addressed_to, campaigns, messages
from civil_protection.alerts.directory.filters import ContactFilter
from civil_protection.alerts.directory.forms import CheckForm
from civil_protection.alerts.directory.models import AlertContact
from civil_protection.alerts.directory.operations import note_check
from civil_protection.alerts.directory.queries import contact_of, contacts
from civil_protection.alerts.vigilance.colours import Colour, Phenomenon
from civil_protection.alerts.vigilance.filters import BulletinFilter
from civil_protection.alerts.vigilance.models import VigilanceBulletin
from civil_protection.alerts.vigilance.queries import bulletins
from civil_protection.policies import reads_civil_protection
from civil_protection.protection.access import OfTheService
from directorate.org.models import StaffMember
from directorate.partners.models import ApiClient
from directorate.web.errors import NotAllowed, NotFound
from directorate.web.json_forms import filled, object_schema
from directorate.web.resources import ApiRoute, LabelledCode, Resource, documented

SCOPE = "alerts:receive"
RECEIPT = OpenApiExample("Accusé", value={"role": "duty_officer"}, request_only=True)
CHECK = OpenApiExample("Vérification", value={"checked_on": "2026-01-15", "checked_by": "call"}, request_only=True)


class CampaignSummary(serializers.Serializer):
    """Une campagne d'alerte et ce qu'elle a joint."""

    id = serializers.IntegerField()
    label = serializers.CharField()
    scenario = serializers.CharField(source="scenario.code")
    group = serializers.CharField(source="group.name")
    mode = LabelledCode(lambda code: Mode(code).label)
    state = LabelledCode(lambda code: AlertCampaign.State(code).label)
    decided_at = serializers.DateTimeField()
    launched_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    targets = serializers.IntegerField(source="target_count", help_text="Communes et organismes visés.")
    reached = serializers.IntegerField(source="reached_count", help_text="Communes et organismes joints.")
    objective_minutes = serializers.IntegerField()
    coverage_percent = serializers.IntegerField()


class BulletinSummary(serializers.Serializer):
    """Un bulletin de vigilance enregistré par le service."""

    id = serializers.IntegerField()
    phenomenon = LabelledCode(lambda code: Phenomenon(code).label)
    colour = LabelledCode(lambda code: Colour(code).label)
    section = serializers.CharField(help_text="Tronçon de cours d'eau pour les crues, sinon vide.")
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    issued_at = serializers.DateTimeField()
    source = serializers.CharField()
    decision = LabelledCode(lambda code: VigilanceBulletin.Decision(code).label)
    campaign = serializers.IntegerField(source="campaign_id", allow_null=True)


class CampaignViewSet(Resource):
    """Les campagnes d'alerte, en lecture, pour les agents du service."""

    queryset = AlertCampaign.objects.none()
    serializer_class = CampaignSummary
    lookup_value_regex = "[0-9]{1,18}"
    filterset_class = CampaignFilter
    keyset = ("id",)
    access = {"list": OfTheService, "retrieve": OfTheService}

    def get_queryset(self) -> QuerySet[AlertCampaign]:
        return campaigns()

    @documented("Lister les campagnes d'alerte", CampaignSummary(many=True), tags=["Alerte"])
    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(CampaignSummary(page, many=True).data)

    @documented("Lire une campagne d'alerte", CampaignSummary, 404, tags=["Alerte"])
    def retrieve(self, request, pk):
        row = self.get_queryset().filter(pk=pk).first()
        if row is None:
            raise NotFound("Cette campagne n'existe pas, ou vous n'y avez pas accès.")
        return Response(CampaignSummary(row).data)


class BulletinViewSet(Resource):
    """Les bulletins de vigilance, en lecture, pour les agents du service."""

    queryset = VigilanceBulletin.objects.none()
    serializer_class = BulletinSummary
    lookup_value_regex = "[0-9]{1,18}"
    filterset_class = BulletinFilter
    keyset = ("id",)
    access = {"list": OfTheService, "retrieve": OfTheService}

    def get_queryset(self) -> QuerySet[VigilanceBulletin]:
        return bulletins()

    @documented("Lister les bulletins de vigilance", BulletinSummary(many=True), tags=["Alerte"])
    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(BulletinSummary(page, many=True).data)

    @documented("Lire un bulletin de vigilance", BulletinSummary, 404, tags=["Alerte"])
    def retrieve(self, request, pk):
        row = self.get_queryset().filter(pk=pk).first()
        if row is None:
            raise NotFound("Ce bulletin n'existe pas, ou vous n'y avez pas accès.")
        return Response(BulletinSummary(row).data)


# --- for the program of a recipient -------------------------------------------------------------------------


class AlertMessage(serializers.Serializer):
    """Un message d'alerte tel qu'il est parti pour un destinataire."""

    id = serializers.IntegerField()
    campaign = serializers.IntegerField(source="campaign_id")
    recipient = serializers.CharField(source="label")
    commune = serializers.CharField(source="commune_id", allow_null=True, help_text="Code INSEE.")
    mode = LabelledCode(lambda code: Mode(code).label, source="campaign.mode")
    subject = serializers.CharField(source="campaign.mail_subject")
    text = serializers.CharField(source="campaign.sms_text")
    instructions = serializers.CharField(source="campaign.mail_text")
    launched_at = serializers.DateTimeField(source="campaign.launched_at")
    is_live = serializers.BooleanField(source="campaign.is_live", help_text="L'accusé est encore attendu.")
    received_at = serializers.DateTimeField(allow_null=True, help_text="Accusé par un programme.")


class OfTheServiceOrOfTheRecipient(BasePermission):
    """Whoever reads the pages of civil protection; the program of a recipient, for what is addressed to it."""

    message = f"Les messages se lisent par les agents du service et par les programmes qui ont le droit {SCOPE}."

    def has_permission(self, request, view) -> bool:
        if isinstance(request.auth, ApiClient):
            return SCOPE in request.auth.scopes
        return isinstance(request.user, StaffMember) and reads_civil_protection(request.user, on=view.today)


class MessageViewSet(Resource):
    """Les messages d'alerte par destinataire ; pour un programme, ceux de son périmètre."""

    queryset = CampaignTarget.objects.none()
    serializer_class = AlertMessage
    lookup_value_regex = "[0-9]{1,18}"
    keyset = ("id",)
    access = {name: OfTheServiceOrOfTheRecipient for name in ("list", "retrieve", "receipt")}

    def get_queryset(self) -> QuerySet[CampaignTarget]:
        client = self.request.auth
        return addressed_to(client) if isinstance(client, ApiClient) else messages()

    def found(self, pk: str) -> CampaignTarget:
        row = self.get_queryset().filter(pk=pk).first()
        if row is None:
            raise NotFound("Ce message n'existe pas, ou il ne vous est pas adressé.")
        return row

    @documented("Lister les messages d'alerte", AlertMessage(many=True), tags=["Alerte"])
    def list(self, request):
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(AlertMessage(page, many=True).data)

    @documented("Lire un message d'alerte", AlertMessage, 404, tags=["Alerte"])
    def retrieve(self, request, pk):
        return Response(AlertMessage(self.found(pk)).data)

    @documented(
        "Accuser réception d'un message", AlertMessage, 404, writes=True, tags=["Alerte"],
        description="Réservé au programme du destinataire. L'accusé se voit à l'écran de l'opérateur et ne remplace pas"
        " l'appel : seule une touche pressée pendant l'appel, ou un opérateur, joint la commune. Le redire ne change"
        " rien.",
        request={"application/json": object_schema(ReceiptForm.base_fields)}, examples=[RECEIPT],
    )  # fmt: skip
    @action(detail=True, methods=["post"])
    def receipt(self, request, pk):
        row = self.found(pk)
        if not isinstance(request.auth, ApiClient):
            raise NotAllowed("Une personne note à l'écran de l'opérateur qu'une commune est jointe.")
        row = note_received(target=row, client=request.auth, at=self.at, **filled(ReceiptForm, request.data))
        return Response(AlertMessage(row).data)


# --- the directory ------------------------------------------------------------------------------------------


class CheckedContact(serializers.Serializer):
    """Une entrée de l'annuaire et sa vérification : ni nom ni numéro."""

    id = serializers.IntegerField()
    role = LabelledCode(lambda code: AlertContact.Role(code).label)
    place = serializers.CharField(help_text="Commune ou organisme.")
    commune = serializers.CharField(source="commune_id", allow_null=True, help_text="Code INSEE.")
    checked_on = serializers.DateField(allow_null=True)
    checked_by = LabelledCode(lambda code: AlertContact.Check(code).label)


class ContactViewSet(Resource):
    """Les vérifications de l'annuaire d'alerte, sans nom ni numéro ; un agent en enregistre une."""

    queryset = AlertContact.objects.none()
    serializer_class = CheckedContact
    lookup_value_regex = "[0-9]{1,18}"
    filterset_class = ContactFilter
    keyset = ("id",)
    access = {"list": OfTheService, "check": OfTheService}

    def get_queryset(self) -> QuerySet[AlertContact]:
        return contacts()

    @documented("Lister les vérifications de l'annuaire", CheckedContact(many=True), tags=["Alerte"])
    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(CheckedContact(page, many=True).data)

    @documented(
        "Enregistrer la vérification d'un contact", CheckedContact, 404, writes=True, tags=["Alerte"],
        request={"application/json": object_schema(CheckForm.base_fields)}, examples=[CHECK],
    )  # fmt: skip
    @action(detail=True, methods=["post"])
    def check(self, request, pk):
        facts = filled(CheckForm, request.data)
        note_check(contact=contact_of(int(pk)), by=request.user, at=self.at, **facts)
        return Response(CheckedContact(contact_of(int(pk))).data)


API_ROUTES = (
    ApiRoute("alert-messages", MessageViewSet, "alert-message"),
    ApiRoute("alert-contacts", ContactViewSet, "alert-contact"),
    ApiRoute("alert-campaigns", CampaignViewSet, "alert-campaign"),
    ApiRoute("vigilance", BulletinViewSet, "vigilance"),
)
