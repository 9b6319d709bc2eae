"""Cases and procedures over the API: same visibility, same forms, same operations as the pages."""

from collections.abc import Sequence

from django.db.models import QuerySet
from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.reverse import reverse

from directorate.casework import operations, queries, registry
from directorate.casework.api_correction import CORRECTION_EXAMPLE, Correction, correction_schema
from directorate.casework.api_opening import NEW_CASE_EXAMPLE, NewCase, new_case_schema
from directorate.casework.api_shapes import (
    CaseDetail,
    CaseSummary,
    ProcedureDetail,
    ProcedurePage,
    ProcedureSummary,
    TransitionPage,
)
from directorate.casework.archetypes import ROADS, STAGES, Transition, road_of
from directorate.casework.case_page import moves_for
from directorate.casework.correction import refuse_uncorrectable
from directorate.casework.errors import StageConflict, TransitionNotAllowed
from directorate.casework.filters import CaseFilter
from directorate.casework.forms import TransitionForm, transition_form
from directorate.casework.models import Case
from directorate.casework.operations import last_change
from directorate.casework.policies import CASE_POLICIES, works_on_case
from directorate.casework.procedure import Procedure
from directorate.partners.authentication import HasScope
from directorate.partners.models import ApiClient
from directorate.partners.once import CalledOnce
from directorate.web.api import FieldsRefused
from directorate.web.errors import DomainError, NotFound
from directorate.web.json_forms import check_fields, describe, form_errors, merged, refuse_if_any
from directorate.web.resources import ApiRoute, Resource, documented, expected_version

CASE_UNKNOWN = "Ce dossier n'existe pas, ou vous n'y avez pas accès."
CLIENTS_DO_NOT_MOVE = (
    "Un programme partenaire dépose des dossiers et suit leur avancement ; les faire avancer est réservé aux agents de"
    " la préfecture."
)
CLIENTS_DO_NOT_CORRECT = (
    "Un programme partenaire dépose des dossiers et suit leur avancement ; les corriger est réservé aux agents de la"
    " préfecture."
)
# What a program may filter by. The others (text, caseworker) would let it guess what it may not read.
CLIENT_FILTERS = frozenset({"procedure", "stage", "commune", "status", "received_after", "received_before"})
TRANSITION_NAMES = sorted({transition.name for road in ROADS.values() for transition in road.transitions})
TRANSITION_EXAMPLES = [
    OpenApiExample("Sans champ", request_only=True, value={}),
    OpenApiExample("Avec la version lue", request_only=True, value={"version": 1, "reason": "Demande sans objet."}),
]
TRANSITION_SCHEMA = {
    "type": "object",
    "additionalProperties": True,
    "description": "Les champs que donne la liste des actions possibles du dossier.",
    "properties": {"version": {"type": "integer", "minimum": 1, "description": "Version lue, sinon If-Match."}},
}
IF_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, description="Version lue (en-tête ETag), pour n'écraser personne."
)
IDEMPOTENCY = OpenApiParameter(
    "Idempotency-Key", str, OpenApiParameter.HEADER,
    description="De 8 à 128 caractères. La même demande renvoyée avec la même clé sous 24 heures rend le même dossier.",
)  # fmt: skip
ETAG = OpenApiParameter("ETag", str, OpenApiParameter.HEADER, response=[200, 201], description="Version du dossier.")


def reference(description: str = "Référence du dossier, par exemple 2026-VP-00001.") -> OpenApiParameter:
    return OpenApiParameter("reference", OpenApiTypes.STR, OpenApiParameter.PATH, description=description)


class CaseViewSet(CalledOnce):
    """Les dossiers que voit l'agent, ou le programme partenaire."""

    queryset = Case.objects.none()
    serializer_class = CaseSummary
    lookup_field = "reference"
    lookup_value_regex = r"[0-9]{4}-[A-Z0-9-]+-[0-9]+"
    filterset_class = CaseFilter
    # The page shows open cases unless asked otherwise; a program that asks for nothing gets everything.
    filter_defaults = {"status": ""}
    keyset = ("-received_on", "-id")
    access = {
        "list": HasScope("cases:read"),
        "retrieve": HasScope("cases:read"),
        "create": HasScope("cases:write"),
        "partial_update": HasScope("cases:write"),
        "transitions": HasScope("cases:read"),
        "transition": HasScope("cases:write"),
    }

    def get_queryset(self) -> QuerySet[Case]:
        cases = queries.client_cases(self.client) if self.client else queries.visible_to(self.staff, self.today)
        followed = cases.select_related("follow_up")
        # The others by their keys: the base chooses the order of few joins at once, of nine in forty milliseconds.
        named = followed.select_related("party", "place", "commune")
        return named.prefetch_related("unit", "caseworker", "permit", "changed_by")

    def get_serializer_context(self):
        return {**super().get_serializer_context(), "client": self.client}

    def filter_names(self) -> frozenset[str]:
        return CLIENT_FILTERS if self.client else super().filter_names()

    def found(self, reference: str) -> Case:
        case = (
            self.get_queryset()
            .filter(reference=reference)
            .prefetch_related("pieces", "deadlines", "consultations", "clock_stops", "letters")
            .first()
        )
        if case is None:
            raise NotFound(CASE_UNKNOWN)
        return case

    def written(self, reference: str, status: int = 200, **headers: str) -> Response:
        case = self.found(reference)
        shape = CaseDetail(case, context=self.get_serializer_context())
        return Response(shape.data, status, headers={"ETag": case.version_tag, **headers})

    @documented(
        "Lister les dossiers", CaseSummary(many=True), tags=["Dossiers"],
        description="Du plus récemment reçu au plus ancien. Un programme ne filtre que par procédure, étape, commune,"
        " état et date de réception ; un paramètre inconnu est refusé.",
    )  # fmt: skip
    def list(self, request):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @documented("Lire un dossier", CaseDetail, 404, parameters=[reference(), ETAG], tags=["Dossiers"])
    def retrieve(self, request, reference):
        return self.written(reference)

    @documented(
        "Enregistrer un dossier", CaseDetail, status=201, writes=True, tags=["Dossiers"],
        description="Les mêmes contrôles que la page. Une demande refusée n'enregistre rien.",
        request={"application/json": new_case_schema()}, examples=[NEW_CASE_EXAMPLE],
        parameters=[IDEMPOTENCY, ETAG],
    )  # fmt: skip
    def create(self, request):
        demand = NewCase(request.data, client=self.client, staff=self.staff, at=self.at)
        made, again = self.once(lambda: demand.open().reference)
        address = reverse("api:case-detail", args=[made])
        return self.written(made, 201, Location=address, **({"Idempotent-Replayed": "true"} if again else {}))

    @documented(
        "Corriger la demande", CaseDetail, 404, writes=True, tags=["Dossiers"],
        description="Réservé aux agents, avant la signature de la décision. Seules les valeurs données changent, une"
        " valeur nulle vide le champ, et l'ensemble passe les contrôles de l'enregistrement. Les pièces exigées, la"
        " date de l'événement et les échéances suivent. Une version périmée répond 409 en disant qui et quand.",
        request={"application/json": correction_schema()}, examples=[CORRECTION_EXAMPLE],
        parameters=[reference(), IF_MATCH, IDEMPOTENCY, ETAG],
    )  # fmt: skip
    def partial_update(self, request, reference):
        case = self.found(reference)
        if self.client:
            raise TransitionNotAllowed(CLIENTS_DO_NOT_CORRECT)
        made, again = self.once(lambda: self.correct(case))
        return self.written(made, **({"Idempotent-Replayed": "true"} if again else {}))

    def correct(self, case: Case) -> str:
        version = expected_version(self.request)
        self.refuse_stale(case, version)
        refuse_uncorrectable(case)
        if not works_on_case(self.staff, case, self.today):
            raise TransitionNotAllowed("Vous ne pouvez pas corriger ce dossier.")
        return Correction(self.request.data, case=case, staff=self.staff, at=self.at).save(version).reference

    @documented(
        "Lister les actions possibles", forced_singular_serializer(TransitionPage), 404, tags=["Dossiers"],
        description="Ce que l'appelant peut faire à cette étape, avec les champs à remplir. Vide pour un programme.",
        parameters=[reference()],
    )  # fmt: skip
    @action(detail=True, methods=["get"], pagination_class=None, filterset_class=None)
    def transitions(self, request, reference):
        case = self.found(reference)
        procedure = registry.procedure(case.procedure_code)
        moves = [] if self.client else list(moves_for(case, procedure, self.staff, self.today))
        results = [
            {
                "name": move.name,
                "label": road_of(procedure.archetype).transition(move.name).label,
                "primary": move.primary,
                "url": reverse("api:case-transition", args=[reference, move.name]),
                "fields": self.fields_of(move.name, case, procedure),
            }
            for move in moves
        ]
        return Response({"version": case.version, "results": results}, headers={"ETag": case.version_tag})

    def fields_of(self, name: str, case: Case, procedure: Procedure) -> Sequence[dict]:
        form = transition_form(name)(case=case, procedure=procedure, by=self.staff, at=self.at)
        return describe(form, form.fields)

    @documented(
        "Faire avancer un dossier", CaseDetail, 404, writes=True, tags=["Dossiers"],
        description="Réservé aux agents. Une version périmée, ou une action qu'un collègue vient de faire, répond 409"
        " en disant qui et quand.",
        request={"application/json": TRANSITION_SCHEMA}, examples=TRANSITION_EXAMPLES,
        parameters=[
            reference(), IF_MATCH, IDEMPOTENCY, ETAG,
            OpenApiParameter("name", str, OpenApiParameter.PATH, enum=TRANSITION_NAMES, description="Action."),
        ],
    )  # fmt: skip
    @action(detail=True, methods=["post"], url_path="transitions/(?P<name>[a-z_]+)")
    def transition(self, request, reference, name):
        case = self.found(reference)
        if self.client:
            raise TransitionNotAllowed(CLIENTS_DO_NOT_MOVE)
        made, again = self.once(lambda: self.move(case, name))
        return self.written(made, **({"Idempotent-Replayed": "true"} if again else {}))

    def move(self, case: Case, name: str) -> str:
        procedure = registry.procedure(case.procedure_code)
        transition = road_of(procedure.archetype).transition(name)
        if transition is None:
            raise NotFound("Cette action n'existe pas dans cette procédure.")
        version = expected_version(self.request)
        self.refuse_early(case, transition, version)
        form = self.filled(transition_form(name), case, procedure)
        try:
            operations.take_transition(
                case=case, name=name, by=self.staff, at=self.at, version=version, **form.details()
            )
        except DomainError as refusal:
            if refusal.field not in form.fields:
                raise
            raise FieldsRefused([(refusal.field, refusal.message)]) from refusal
        return case.reference

    def refuse_stale(self, case: Case, version: int | None) -> None:
        if version is not None and version != case.version:
            raise StageConflict(f"Le dossier a changé depuis sa lecture : {last_change(case)}.")

    def refuse_early(self, case: Case, transition: Transition, version: int | None) -> None:
        """Say what the operation would say, before asking for fields that no longer matter."""
        self.refuse_stale(case, version)
        if case.stage not in transition.sources:
            raise StageConflict(
                f"« {transition.label} » n'est pas possible : le dossier est à l'étape"
                f" « {STAGES[case.stage].label} » ({last_change(case)})."
            )
        if not CASE_POLICIES[transition.policy](self.staff, case, self.today):
            raise TransitionNotAllowed(f"Vous ne pouvez pas effectuer cette action : {transition.label.lower()}.")

    def filled(self, form_class: type[TransitionForm], case: Case, procedure: Procedure) -> TransitionForm:
        facts = {"case": case, "procedure": procedure, "by": self.staff, "at": self.at}
        data, errors = check_fields(form_class(**facts).fields, self.request.data, allowed=("version",))
        form = form_class(data, **facts)
        refuse_if_any(merged(errors, form_errors(form)))
        return form


# --- procedures ---------------------------------------------------------------------------------------------


class ProcedureViewSet(Resource):
    """Le catalogue des procédures, en lecture."""

    queryset = None
    serializer_class = ProcedureSummary
    pagination_class = None
    filter_backends = []
    lookup_field = "code"
    lookup_value_regex = r"[a-z0-9_]+"
    access = {
        "list": HasScope("cases:read", "cases:write"),
        "retrieve": HasScope("cases:read", "cases:write"),
    }

    def visible(self) -> Sequence[Procedure]:
        """A program sees the procedures in which it may file."""
        client = self.request.auth if isinstance(self.request.auth, ApiClient) else None
        return [
            procedure
            for procedure in registry.all_procedures()
            if client is None
            or (
                procedure.sensitivity == Case.Sensitivity.NORMAL
                and (not client.procedures or procedure.code in client.procedures)
            )
        ]

    @documented(
        "Lister les procédures", forced_singular_serializer(ProcedurePage), tags=["Procédures"],
        description="Par famille puis par libellé.",
    )  # fmt: skip
    def list(self, request):
        return Response({"results": ProcedureSummary(self.visible(), many=True).data, "next": None})

    @documented(
        "Lire une procédure", ProcedureDetail, 404, tags=["Procédures"],
        description="Avec les champs et les pièces qu'il faut pour déposer un dossier.",
        parameters=[OpenApiParameter("code", str, OpenApiParameter.PATH, description="Code de la procédure.")],
    )  # fmt: skip
    def retrieve(self, request, code):
        found = next((procedure for procedure in self.visible() if procedure.code == code), None)
        if found is None:
            raise NotFound("Cette procédure n'existe pas, ou ce jeton n'y donne pas accès.")
        return Response(ProcedureDetail(found).data)


API_ROUTES = (
    ApiRoute("cases", CaseViewSet, "case"),
    ApiRoute("procedures", ProcedureViewSet, "procedure"),
)
