"""The councils and the actions of the bodies over the API, to read. Nothing of a restricted formation is here."""

from django.db.models import QuerySet
from django.utils.timezone import localdate
from rest_framework import serializers
from rest_framework.response import Response

from directorate.commissions.models import CommissionSession, SessionAction
from directorate.web.errors import NotFound
from directorate.web.resources import ApiRoute, LabelledCode, Resource, documented
from public_order.councils import bodies, rules
from public_order.councils.meeting_queries import actions
from public_order.councils.meeting_tables import ActionFilter, StaffMeetingFilter
from public_order.councils.models import Body, Council, StaffMeeting
from public_order.councils.queries import councils, months_on, status_of
from public_order.councils.tables import CouncilFilter
from public_order.monthly.api import OfTheBureau


class CouncilSummary(serializers.Serializer):
    """Un conseil local ou intercommunal de sécurité et de prévention de la délinquance."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    kind = LabelledCode(lambda code: Body(code).label)
    communes = serializers.SerializerMethodField(help_text="Codes INSEE des communes à ce jour.")
    status = serializers.SerializerMethodField()
    created_on = serializers.DateField(allow_null=True)
    last_plenary_on = serializers.DateField(allow_null=True)

    def get_communes(self, row: Council) -> list[str]:
        return [one.commune_id for one in row.today]

    def get_status(self, row: Council) -> str:
        on = localdate()
        return rules.STATUS[status_of(row, on, months_on(on))]


class CouncilViewSet(Resource):
    """Les conseils de prévention, en lecture."""

    queryset = Council.objects.none()
    serializer_class = CouncilSummary
    lookup_value_regex = "[0-9]{1,18}"
    filterset_class = CouncilFilter
    keyset = ("id",)
    access = {"list": OfTheBureau, "retrieve": OfTheBureau}

    def get_queryset(self) -> QuerySet[Council]:
        return councils(localdate())

    @documented("Lister les conseils de prévention", CouncilSummary(many=True), tags=["Ordre public"])
    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(CouncilSummary(page, many=True).data)

    @documented("Lire un conseil de prévention", CouncilSummary, 404, tags=["Ordre public"])
    def retrieve(self, request, pk):
        row = self.get_queryset().filter(pk=pk).first()
        if row is None:
            raise NotFound("Ce conseil n'existe pas, ou vous n'y avez pas accès.")
        return Response(CouncilSummary(row).data)


class CouncilActionSummary(serializers.Serializer):
    """Une action décidée en séance, avec son responsable et son échéance."""

    id = serializers.IntegerField()
    text = serializers.CharField()
    owner = serializers.CharField(source="owner.name")
    body = serializers.CharField(source="session.commission.name")
    decided_at = serializers.DateTimeField(source="session.starts_at")
    due_on = serializers.DateField()
    state = LabelledCode(lambda code: SessionAction.State(code).label)
    outcome = serializers.CharField()
    closed_on = serializers.DateField(allow_null=True)


class CouncilActionViewSet(Resource):
    """Les actions décidées par les instances du bureau, en lecture ; jamais celles d'une formation restreinte."""

    queryset = SessionAction.objects.none()
    serializer_class = CouncilActionSummary
    lookup_value_regex = "[0-9]{1,18}"
    filterset_class = ActionFilter
    keyset = ("id",)
    access = {"list": OfTheBureau, "retrieve": OfTheBureau}

    def get_queryset(self) -> QuerySet[SessionAction]:
        return actions(self.request.user, localdate()).filter(is_discreet=False)

    @documented("Lister les actions décidées en séance", CouncilActionSummary(many=True), tags=["Ordre public"])
    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(CouncilActionSummary(page, many=True).data)

    @documented("Lire une action décidée en séance", CouncilActionSummary, 404, tags=["Ordre public"])
    def retrieve(self, request, pk):
        row = self.get_queryset().filter(pk=pk).first()
        if row is None:
            raise NotFound("Cette action n'existe pas, ou vous n'y avez pas accès.")
        return Response(CouncilActionSummary(row).data)


class StaffMeetingSummary(serializers.Serializer):
    """Un état-major de sécurité, jamais en formation restreinte."""

    id = serializers.IntegerField()
    starts_at = serializers.DateTimeField(source="session.starts_at")
    place = serializers.CharField(source="session.place")
    formation = LabelledCode(lambda code: StaffMeeting.Formation(code).label)
    state = LabelledCode(lambda code: CommissionSession.State(code).label, source="session.state")
    theme = serializers.CharField()
    district = serializers.CharField(source="district.name", allow_null=True, default=None)
    convened_at = serializers.DateTimeField(source="session.convened_at", allow_null=True)
    agenda = serializers.SerializerMethodField(help_text="Points de l'ordre du jour, dans l'ordre.")
    minutes_validated = serializers.BooleanField(
        source="is_validated", help_text="Par le préfet et par le procureur de la République."
    )
    communique = serializers.CharField()

    def get_agenda(self, row: StaffMeeting) -> list[str]:
        return [item.title for item in sorted(row.session.items.all(), key=lambda item: item.position)]


class StaffMeetingViewSet(Resource):
    """Les états-majors de sécurité, en lecture ; une formation restreinte n'y figure pour personne (EMS-03)."""

    queryset = StaffMeeting.objects.none()
    serializer_class = StaffMeetingSummary
    lookup_value_regex = "[0-9]{1,18}"
    filterset_class = StaffMeetingFilter
    keyset = ("id",)
    access = {"list": OfTheBureau, "retrieve": OfTheBureau}

    def get_queryset(self) -> QuerySet[StaffMeeting]:
        rows = StaffMeeting.objects.filter(session__commission=bodies.STAFF)
        rows = rows.exclude(formation=StaffMeeting.Formation.RESTRICTED)
        return rows.select_related("session", "district").prefetch_related("session__items")

    @documented("Lister les états-majors de sécurité", StaffMeetingSummary(many=True), tags=["Ordre public"])
    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(StaffMeetingSummary(page, many=True).data)

    @documented("Lire un état-major de sécurité", StaffMeetingSummary, 404, tags=["Ordre public"])
    def retrieve(self, request, pk):
        row = self.get_queryset().filter(pk=pk).first()
        if row is None:
            raise NotFound("Cet état-major n'existe pas, ou vous n'y avez pas accès.")
        return Response(StaffMeetingSummary(row).data)


API_ROUTES = (
    ApiRoute("council-actions", CouncilActionViewSet, "council-action"),
    ApiRoute("councils", CouncilViewSet, "council"),
    ApiRoute("staff-meetings", StaffMeetingViewSet, "staff-meeting"),
)
