"""The calls, the applications and the grants over the API: same visibility and same operations as the pages.

A program reads what its organisation deposited, and what a promoter is told of it: neither notes, nor opinions, nor the
bank account of anybody.
"""

from collections.abc import Mapping
from copy import deepcopy
from decimal import Decimal
from typing import Any

from django import forms as django_forms
from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.permissions import BasePermission
from rest_framework.response import Response
from rest_framework.reverse import reverse

from directorate.casework.api import ETAG, IDEMPOTENCY, IF_MATCH
from directorate.org.models import StaffMember
from directorate.partners.models import ApiClient
from directorate.partners.once import CalledOnce
from directorate.web.errors import NotFound
from directorate.web.json_forms import check_fields, form_errors, merged, object_schema, refuse_if_any
from directorate.web.plain_text import PlainCharField
from directorate.web.resources import ApiRoute, LabelledCode, documented, expected_version
from public_order.grants import deposits, forms, queries
from public_order.grants.catalogue import AXES, Family, Funder, Instrument, PromoterKind, Refusal
from public_order.grants.filters import GrantFilter
from public_order.grants.models import GrantApplication, GrantCall
from public_order.policies import reads_public_order, works_in_public_order

TAGS = ["Subventions du FIPD"]
READ, WRITE = "grants:read", "grants:write"
UNKNOWN = "Cette demande n'existe pas, ou vous n'y avez pas accès."
# What a program may filter by: the others would let it guess what it may not read.
CLIENT_FILTERS = frozenset({"year", "family"})
MOST_LINES, MOST_INDICATORS = forms.MOST_LINES, 20


class BureauOrProgram(BasePermission):
    """Whoever reads the pages of public order, or works there; a program by its scopes."""

    def __init__(self, *scopes: str, writes: bool = False):
        self.scopes, self.writes = frozenset(scopes), writes
        self.message = f"Réservé au bureau de l'ordre public et aux programmes qui ont le droit {' ou '.join(scopes)}."

    def __call__(self):
        return self

    def has_permission(self, request, view) -> bool:
        if isinstance(request.auth, ApiClient):
            return not self.scopes.isdisjoint(request.auth.scopes)
        policy = works_in_public_order if self.writes else reads_public_order
        return isinstance(request.user, StaffMember) and bool(policy(request.user))


# --- what is said -------------------------------------------------------------------------------------------------


class GrantAxisSummary(serializers.Serializer):
    code = serializers.CharField()
    label = serializers.CharField()
    is_investment = serializers.BooleanField()


class GrantCallSummary(serializers.Serializer):
    """Un appel à projets et les axes de son programme."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    year = serializers.IntegerField(source="programme.year")
    family = LabelledCode(lambda code: Family(code).label, source="programme.family")
    state = LabelledCode(lambda code: GrantCall.State(code).label)
    opens_on = serializers.DateField()
    closes_at = serializers.DateTimeField()
    rules = serializers.CharField()
    axes = GrantAxisSummary(many=True, source="programme.axes.all")


class GrantBudgetSummary(serializers.Serializer):
    account = serializers.CharField()
    label = serializers.CharField()
    amount = serializers.DecimalField(max_digits=12, decimal_places=2)
    funder = LabelledCode(lambda code: Funder(code).label)
    is_excluded = serializers.BooleanField()


class GrantPromoterSummary(serializers.Serializer):
    """L'identité publique d'un porteur ; jamais son compte ni ses coordonnées."""

    name = serializers.CharField()
    kind = LabelledCode(lambda code: PromoterKind(code).label)
    siret = serializers.CharField()
    rna = serializers.CharField()


TOLD_STATE = {
    "type": "object",
    "properties": {
        "code": {"type": "string", "enum": [*dict.fromkeys([*deposits.TOLD_LABELS, *GrantApplication.State.values])]},
        "label": {"type": "string"},
    },
    "required": ["code", "label"],
    "description": f"Pour un programme : {', '.join(deposits.TOLD_LABELS)}.",
}


class GrantApplicationSummary(serializers.Serializer):
    """Une demande de subvention, dans les mots de ce que l'appelant en connaît."""

    id = serializers.IntegerField()
    version = serializers.IntegerField()
    number = serializers.CharField(help_text="Vide tant que la demande n'est pas déposée.")
    reference = serializers.SerializerMethodField(help_text="Référence donnée par le programme qui l'a déposée.")
    call = serializers.IntegerField(source="call_id")
    year = serializers.IntegerField()
    axis = serializers.CharField(source="axis.code")
    promoter = GrantPromoterSummary()
    title = serializers.CharField()
    state = serializers.SerializerMethodField()
    asked = serializers.DecimalField(max_digits=12, decimal_places=2)
    granted = serializers.SerializerMethodField(
        help_text="Montant accordé, une fois la décision notifiée, puis perdu si elle est caduque."
    )
    starts_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(allow_null=True)
    communes = serializers.SerializerMethodField(help_text="Codes INSEE ; vide : tout le département.")
    received_at = serializers.DateTimeField(allow_null=True)
    pieces_due_on = serializers.DateField(allow_null=True)
    missing_pieces = serializers.SerializerMethodField(help_text="Pièces encore attendues.")
    reason = serializers.SerializerMethodField(help_text="Motif d'un refus notifié.")
    score = serializers.SerializerMethodField(help_text="Note sur 100 ; toujours nulle pour un programme.")

    def is_for_program(self) -> bool:
        return self.context.get("client") is not None

    def told(self, row) -> str:
        return deposits.told_state(row)

    def get_reference(self, row) -> str:
        found = getattr(row, "deposit", None)
        return found.reference if found else ""

    @extend_schema_field(TOLD_STATE)
    def get_state(self, row) -> dict[str, str]:
        if self.is_for_program():
            return {"code": self.told(row), "label": deposits.TOLD_LABELS[self.told(row)]}
        return {"code": row.state, "label": row.get_state_display()}

    def get_granted(self, row) -> str | None:
        shown = row.granted is not None and (not self.is_for_program() or self.told(row) in ("granted", "lapsed"))
        return str(row.granted) if shown else None

    def get_communes(self, row) -> list[str]:
        return [town.pk for town in row.communes.all()]

    def get_missing_pieces(self, row) -> list[str]:
        return [piece.get_piece_display() for piece in row.pieces.all() if piece.status in ("missing", "invalid")]

    def get_reason(self, row) -> str:
        shown = not self.is_for_program() or self.told(row) in ("refused", "ineligible")
        return (
            ". ".join(part for part in (Refusal(row.refusal).label if row.refusal else "", row.reason) if part) * shown
        )

    def get_score(self, row) -> str | None:
        return None if self.is_for_program() or row.score is None else str(row.score)


class GrantApplicationDetail(GrantApplicationSummary):
    """Une demande avec son projet, son budget et ses indicateurs."""

    objectives = serializers.CharField()
    description = serializers.CharField()
    evaluation = serializers.CharField()
    lines = GrantBudgetSummary(many=True, source="budget.all")
    indicators = serializers.SerializerMethodField()

    def get_indicators(self, row) -> list[str]:
        return [each.label for each in row.indicators.all()]


class GrantSummary(serializers.Serializer):
    """Une subvention notifiée, avec ce qui a été engagé et payé."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    title = serializers.CharField()
    promoter = GrantPromoterSummary()
    granted = serializers.DecimalField(max_digits=12, decimal_places=2)
    instrument = LabelledCode(lambda code: Instrument(code).label)
    act_number = serializers.CharField()
    signed_on = serializers.DateField(allow_null=True)
    notified_on = serializers.DateField(allow_null=True)
    commitments = serializers.SerializerMethodField(help_text="Numéros d'engagement.")
    committed = serializers.SerializerMethodField(help_text="Montant engagé.")
    paid = serializers.SerializerMethodField(help_text="Montant payé.")

    def get_commitments(self, row) -> list[str]:
        return list(dict.fromkeys(each.ej for each in row.commitments.all()))

    def get_committed(self, row) -> str:
        return str(sum((each.amount for each in row.commitments.all()), Decimal(0)))

    def get_paid(self, row) -> str:
        return str(sum((each.amount for each in row.payments.all() if each.state == "paid"), Decimal(0)))


# --- what is brought ----------------------------------------------------------------------------------------------


class DepositForm(forms.PromoterForm):
    """The promoter, then its project: the fields of the two forms of the pages."""

    reference = PlainCharField(label="Votre référence", max_length=60, required=False)
    axis = django_forms.ChoiceField(label="Axe", choices=[(code, axis.label) for code, axis in AXES.items()])


PROJECT = (
    "title",
    "asked",
    "starts_on",
    "ends_on",
    "year_count",
    "communes",
    "objectives",
    "description",
    "evaluation",
)
DepositForm.base_fields.update({name: deepcopy(forms.ApplicationForm.base_fields[name]) for name in PROJECT})


class LineForm(django_forms.Form):
    account = PlainCharField(label="Compte", max_length=2)
    label = PlainCharField(label="Intitulé", max_length=120)
    amount = django_forms.DecimalField(label="Montant (€)", min_value=Decimal("0.01"), max_digits=10, decimal_places=2)
    funder = django_forms.ChoiceField(label="Financeur", choices=[("", "—"), *Funder.choices], required=False)
    is_excluded = django_forms.BooleanField(label="Dépense non éligible", required=False)


class IndicatorForm(django_forms.Form):
    label = forms.IndicatorForm.base_fields["label"]


EXAMPLE = OpenApiExample(
    "Demande",
    value={
        "kind": "association", "name": "Cap médiation", "siret": "35600000000048", "rna": "W941234567",
        "title": "Médiation de nuit", "axis": "D1", "asked": "20000.00", "starts_on": "2026-06-01",
        "ends_on": "2026-12-31", "year_count": 1, "lines": [
            {"account": "64", "label": "Personnel", "amount": "40000.00"},
            {"account": "74", "label": "FIPD", "amount": "20000.00", "funder": "fipd"},
            {"account": "75", "label": "Fonds propres", "amount": "20000.00", "funder": "own"},
        ],
        "indicators": ["Jeunes suivis"],
    },
    request_only=True,
)  # fmt: skip
SUBMIT_EXAMPLE = OpenApiExample("Dépôt", value={}, request_only=True)
SUBMIT_SCHEMA = {
    "type": "object", "additionalProperties": False,
    "properties": {"version": {"type": "integer", "minimum": 1, "description": "Version lue, sinon If-Match."}},
}  # fmt: skip


def deposit_schema() -> dict[str, Any]:
    schema = object_schema(DepositForm.base_fields, "Le porteur, son projet et son budget.")
    schema["properties"]["lines"] = {
        "type": "array", "items": object_schema(LineForm.base_fields), "minItems": 1, "maxItems": MOST_LINES,
        "description": "Comptes 60 à 68, 70 à 79, 86 et 87 ; le FIPD inscrit est le montant demandé.",
    }  # fmt: skip
    schema["properties"]["indicators"] = {
        "type": "array", "items": {"type": "string", "maxLength": 200}, "maxItems": MOST_INDICATORS,
    }  # fmt: skip
    schema["required"].append("lines")
    return schema


def listed(body: Any, name: str, most: int) -> tuple[list[Any], list[tuple[str, str]]]:
    found = body.get(name)
    if found is None:
        return [], []
    if not isinstance(found, list) or len(found) > most:
        return [], [(name, f"Une liste de {most} éléments au plus est attendue.")]
    return found, []


def read_deposit(body: Any) -> dict[str, Any]:
    """The whole body cleaned, or every refusal beside its field."""
    data, errors = check_fields(DepositForm().fields, body, allowed=("lines", "indicators"))
    form = DepositForm(data)
    errors = merged(errors, form_errors(form))
    lines, wrong = listed(body, "lines", MOST_LINES)
    errors += wrong
    if not lines and not wrong:
        errors.append(("lines", "Le budget comporte au moins une ligne."))
    cleaned = []
    for rank, line in enumerate(lines):
        cleaned.append(one(LineForm, line, f"lines.{rank}", errors))
    labels, wrong = listed(body, "indicators", MOST_INDICATORS)
    errors += wrong
    indicators = [one(IndicatorForm, {"label": label}, f"indicators.{rank}", errors)
                  for rank, label in enumerate(labels)]  # fmt: skip
    refuse_if_any(errors)
    return {**form.cleaned_data, "lines": cleaned, "indicators": [each["label"] for each in indicators]}


def one(form_class: type[django_forms.Form], body: Any, path: str, errors: list[tuple[str, str]]) -> Mapping[str, Any]:
    data, wrong = check_fields(form_class().fields, body, path)
    form = form_class(data)
    is_valid = form.is_valid()
    errors += merged(wrong, form_errors(form, prefix=path)) if isinstance(body, dict) and not is_valid else wrong
    return form.cleaned_data


# --- resources ----------------------------------------------------------------------------------------------------


class GrantCallViewSet(CalledOnce):
    """Les appels à projets : tous pour le bureau, ceux qui sont ouverts pour un programme."""

    queryset = GrantCall.objects.none()
    serializer_class = GrantCallSummary
    lookup_value_regex = "[0-9]{1,18}"
    keyset = ("-opens_on", "-id")
    filter_backends = []
    access = {
        "list": BureauOrProgram(READ, WRITE), "retrieve": BureauOrProgram(READ, WRITE),
        "applications": BureauOrProgram(WRITE, writes=True),
    }  # fmt: skip

    def get_queryset(self) -> QuerySet[GrantCall]:
        rows = deposits.open_calls(self.at) if self.client else queries.calls()
        return rows.prefetch_related("programme__axes")

    def found(self, pk) -> GrantCall:
        row = self.get_queryset().filter(pk=pk).first()
        if row is None:
            raise NotFound("Cet appel à projets n'existe pas, ou n'est pas ouvert.")
        return row

    @documented("Lister les appels à projets du FIPD", GrantCallSummary(many=True), tags=TAGS)
    def list(self, request):
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(GrantCallSummary(page, many=True).data)

    @documented("Lire un appel à projets du FIPD", GrantCallSummary, 404, tags=TAGS)
    def retrieve(self, request, pk):
        return Response(GrantCallSummary(self.found(pk)).data)

    @documented(
        "Enregistrer une demande de subvention", GrantApplicationDetail, 404, status=201, writes=True, tags=TAGS,
        description="En rédaction : elle se dépose ensuite. Les mêmes contrôles que la page ; une demande refusée"
        " n'enregistre rien. Un porteur déjà connu par son SIRET garde sa fiche et son compte.",
        request={"application/json": deposit_schema()}, examples=[EXAMPLE], parameters=[IDEMPOTENCY, ETAG],
    )  # fmt: skip
    @action(detail=True, methods=["post"], pagination_class=None)
    def applications(self, request, pk):
        facts = read_deposit(request.data)
        made, again = self.once(lambda: self.deposited(pk, facts))
        return written(self, int(made), 201, again=again)

    def deposited(self, pk, facts: Mapping[str, Any]) -> str:
        """The call is looked for only once: the answer to a key outlives it."""
        call = self.found(pk)
        return str(deposits.deposit_draft(call=call, client=self.client, by=self.staff, at=self.at, **facts).pk)


def written(view: CalledOnce, pk: int, status: int = 200, *, again: bool = False) -> Response:
    rows = deposits.of_client(view.client) if view.client else queries.applications()
    row = rows.select_related("deposit").prefetch_related("budget", "pieces", "indicators").filter(pk=pk).first()
    if row is None:
        raise NotFound(UNKNOWN)
    headers = {"ETag": f'"{row.version}"', "Location": reverse("api:grant-application-detail", args=[pk])}
    if again:
        headers["Idempotent-Replayed"] = "true"
    shape = GrantApplicationDetail(row, context={**view.get_serializer_context(), "client": view.client})
    return Response(shape.data, status, headers=headers)


class GrantApplicationViewSet(CalledOnce):
    """Les demandes : celles que voit l'agent, ou que l'organisme du programme a déposées."""

    queryset = GrantApplication.objects.none()
    serializer_class = GrantApplicationSummary
    lookup_value_regex = "[0-9]{1,18}"
    filterset_class = GrantFilter
    keyset = ("-recorded_at", "-id")
    access = {
        "list": BureauOrProgram(READ), "retrieve": BureauOrProgram(READ),
        "submit": BureauOrProgram(WRITE, writes=True),
    }  # fmt: skip

    def filter_names(self) -> frozenset[str]:
        return CLIENT_FILTERS if self.client else super().filter_names()

    def get_queryset(self) -> QuerySet[GrantApplication]:
        rows = deposits.of_client(self.client) if self.client else queries.applications()
        return rows.select_related("deposit").prefetch_related("pieces")

    @documented("Lister les demandes de subvention", GrantApplicationSummary(many=True), tags=TAGS)
    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        context = {**self.get_serializer_context(), "client": self.client}
        return self.get_paginated_response(GrantApplicationSummary(page, many=True, context=context).data)

    @documented("Lire une demande de subvention", GrantApplicationDetail, 404, parameters=[ETAG], tags=TAGS)
    def retrieve(self, request, pk):
        return written(self, int(pk))

    @documented(
        "Déposer une demande de subvention", GrantApplicationDetail, 404, writes=True, tags=TAGS,
        description="Elle prend son numéro et la liste des pièces attendues. Le budget doit être équilibré.",
        request={"application/json": SUBMIT_SCHEMA}, examples=[SUBMIT_EXAMPLE],
        parameters=[IF_MATCH, IDEMPOTENCY, ETAG],
    )  # fmt: skip
    @action(detail=True, methods=["post"], filterset_class=None, pagination_class=None)
    def submit(self, request, pk):
        row = self.get_queryset().filter(pk=pk).first()
        if row is None:
            raise NotFound(UNKNOWN)
        _, errors = check_fields({}, request.data, allowed=("version",))
        refuse_if_any(errors)
        made, again = self.once(lambda: self.filed(row))
        return written(self, int(made), again=again)

    def filed(self, row: GrantApplication) -> str:
        version = expected_version(self.request)
        filed = deposits.submit_deposit(application=row, version=version, client=self.client, by=self.staff, at=self.at)
        return str(filed.pk)


class GrantViewSet(CalledOnce):
    """Les subventions notifiées : toutes pour le bureau, celles de l'organisme pour un programme."""

    queryset = GrantApplication.objects.none()
    serializer_class = GrantSummary
    lookup_value_regex = "[0-9]{1,18}"
    filterset_class = GrantFilter
    keyset = ("-recorded_at", "-id")
    access = {"list": BureauOrProgram(READ), "retrieve": BureauOrProgram(READ)}

    def filter_names(self) -> frozenset[str]:
        return CLIENT_FILTERS if self.client else super().filter_names()

    def get_queryset(self) -> QuerySet[GrantApplication]:
        rows = deposits.of_client(self.client) if self.client else queries.applications()
        told = rows.filter(state__in=queries.GRANTED, notified_on__isnull=False, granted__isnull=False)
        return told.prefetch_related("commitments", "payments")

    @documented("Lister les subventions notifiées", GrantSummary(many=True), tags=TAGS)
    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(GrantSummary(page, many=True).data)

    @documented("Lire une subvention notifiée", GrantSummary, 404, parameters=[ETAG], tags=TAGS)
    def retrieve(self, request, pk):
        row = self.get_queryset().filter(pk=pk).first()
        if row is None:
            raise NotFound("Cette subvention n'existe pas, ou vous n'y avez pas accès.")
        return Response(GrantSummary(row).data, headers={"ETag": f'"{row.version}"'})


API_ROUTES = (
    ApiRoute("grant-calls", GrantCallViewSet, "grant-call"),
    ApiRoute("grant-applications", GrantApplicationViewSet, "grant-application"),
    ApiRoute("grants", GrantViewSet, "grant"),
)
