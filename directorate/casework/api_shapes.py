"""How a case, a procedure and their fields are written in JSON, and what a partner's program does not read of them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from directorate.casework import registry
from directorate.casework.archetypes import STAGES
from directorate.casework.blocking import blocker_of
from directorate.casework.models import Case, CaseFollowUp, Consultation, Party, Piece
from directorate.partners.models import ApiClient
from directorate.web.json_forms import describe
from directorate.web.resources import LabelledCode


def procedure_label(code: str) -> str:
    return registry.PROCEDURES[code].label if code in registry.PROCEDURES else code


class UnitOfCase(serializers.Serializer):
    code = serializers.CharField()
    name = serializers.CharField()


class CommuneOfCase(serializers.Serializer):
    insee = serializers.CharField()
    name = serializers.CharField()


class PlaceOfCase(serializers.Serializer):
    name = serializers.CharField()
    address = serializers.CharField()
    on_orly_platform = serializers.BooleanField()


class CaseworkerOfCase(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField(source="__str__")


class Applicant(serializers.Serializer):
    """Le demandeur. Un programme qui n'a pas déposé le dossier n'en lit que la qualité et, hors particulier, le nom."""

    kind = serializers.ChoiceField(choices=Party.Kind.choices)
    civility = serializers.CharField(allow_null=True)
    last_name = serializers.CharField(allow_null=True)
    first_name = serializers.CharField(allow_null=True)
    representative = serializers.CharField(allow_null=True)
    siret = serializers.CharField(allow_null=True)
    rna = serializers.CharField(allow_null=True)
    email = serializers.CharField(allow_null=True)
    phone = serializers.CharField(allow_null=True)
    address = serializers.CharField(allow_null=True)


class PieceOfCase(serializers.Serializer):
    code = serializers.CharField()
    label = serializers.CharField()
    is_blocking = serializers.BooleanField()
    state = LabelledCode(label=lambda code: Piece.State(code).label)
    received_on = serializers.DateField(allow_null=True)


class DeadlineOfCase(serializers.Serializer):
    code = serializers.CharField()
    label = serializers.CharField()
    kind = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    due_at = serializers.DateTimeField(allow_null=True)
    state = serializers.CharField()
    effect = serializers.CharField()
    article = serializers.CharField()


class ConsultationOfCase(serializers.Serializer):
    code = serializers.CharField()
    body = serializers.CharField(source="body_label")
    asked_on = serializers.DateField()
    due_on = serializers.DateField()
    answered_on = serializers.DateField(allow_null=True)
    opinion = LabelledCode(label=lambda code: Consultation.Opinion(code).label)


class WaitingFor(serializers.Serializer):
    """Qui tient un dossier en attente."""

    code = serializers.ChoiceField(choices=CaseFollowUp.Blocker.choices)
    label = serializers.CharField(help_text="L'organisme, l'agent ou la qualité de qui est attendu.")
    since = serializers.DateField(allow_null=True)


def waiting_for(code: str, label: str, since: date | None) -> dict[str, Any] | None:
    return {"code": code, "label": label, "since": since} if code else None


class CaseSummary(serializers.Serializer):
    """Un dossier dans une liste."""

    reference = serializers.CharField()
    version = serializers.IntegerField(help_text="À renvoyer dans If-Match, comme l'en-tête ETag.")
    procedure = LabelledCode(procedure_label, source="procedure_code")
    title = serializers.CharField()
    stage = LabelledCode(lambda code: STAGES[code].label)
    is_open = serializers.BooleanField()
    unit = UnitOfCase()
    caseworker = CaseworkerOfCase(allow_null=True, help_text="Pour les agents de la préfecture seulement.")
    applicant = Applicant(source="party")
    commune = CommuneOfCase(allow_null=True)
    place = PlaceOfCase(allow_null=True)
    channel = LabelledCode(lambda code: Case.Channel(code).label)
    received_on = serializers.DateField()
    complete_on = serializers.DateField(allow_null=True)
    event_at = serializers.DateTimeField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    notified_at = serializers.DateTimeField(allow_null=True)
    published_on = serializers.DateField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    outcome = LabelledCode(lambda code: code, help_text="Pour un programme : une fois la décision notifiée.")
    permit = serializers.CharField(source="permit.number", allow_null=True, default=None)
    next_due_on = serializers.DateField(allow_null=True)
    next_due_label = serializers.CharField()
    is_suspended = serializers.BooleanField()
    waiting_for = WaitingFor(
        allow_null=True,
        read_only=True,
        help_text="Pour les agents de la préfecture seulement ; nul pour un dossier clos.",
    )
    created_at = serializers.DateTimeField()
    changed_at = serializers.DateTimeField()

    def to_representation(self, case):
        case.waiting_for = waiting_for(*blocker_of(case))
        data = super().to_representation(case)
        data["outcome"] = outcome_of(case)
        client = self.context.get("client")
        return data if client is None else data | hidden_from(client, case, data)


class CaseDetail(CaseSummary):
    """Un dossier avec ses réponses, ses pièces, ses échéances et ses avis."""

    answers = serializers.DictField(allow_null=True, help_text="Réponses au formulaire de la procédure.")
    pieces = PieceOfCase(many=True)
    deadlines = DeadlineOfCase(many=True)
    consultations = ConsultationOfCase(many=True, help_text="Pour les agents de la préfecture seulement.")


def outcome_of(case: Case) -> dict[str, str] | None:
    if not case.outcome:
        return None
    outcomes = registry.procedure(case.procedure_code).outcomes if case.procedure_code in registry.PROCEDURES else ()
    labels = {outcome.code: outcome.label for outcome in outcomes}
    return {"code": case.outcome, "label": labels.get(case.outcome, case.outcome)}


def hidden_from(client: ApiClient, case: Case, data: Mapping[str, Any]) -> dict[str, Any]:
    """What replaces, for a program, what it has no need to know."""
    hidden: dict[str, Any] = {"caseworker": None, "waiting_for": None}
    if "consultations" in data:
        hidden["consultations"] = []
    if case.notified_at is None:
        # A decision exists for others only once it is notified.
        hidden |= {"outcome": None, "decided_at": None}
        if case.stage == "decided":
            hidden["permit"] = None
    if case.api_client_id == client.pk:
        return hidden
    is_person = case.party.kind == Party.Kind.PERSON
    kept = {"kind": case.party.kind, "last_name": None if is_person else case.party.last_name}
    hidden["applicant"] = {name: kept.get(name) for name in data["applicant"]}
    if is_person:
        hidden["title"] = procedure_label(case.procedure_code)
    if "answers" in data:
        hidden |= {"answers": None, "pieces": []}
    return hidden


# --- fields to fill and moves -------------------------------------------------------------------------------


class FieldChoice(serializers.Serializer):
    value = serializers.JSONField(help_text="Texte ou nombre.")
    label = serializers.CharField()


class FieldDescription(serializers.Serializer):
    """Un champ à remplir."""

    name = serializers.CharField()
    label = serializers.CharField()
    help = serializers.CharField()
    required = serializers.BooleanField()
    type = serializers.CharField(help_text="string, integer, number ou boolean.")
    format = serializers.CharField(help_text="date, date-time, decimal, ou vide.")
    multiple = serializers.BooleanField(help_text="Une liste de valeurs est attendue.")
    max_length = serializers.IntegerField(allow_null=True)
    choices = FieldChoice(many=True)
    initial = serializers.JSONField(allow_null=True)


class PossibleTransition(serializers.Serializer):
    """Une action possible sur un dossier, avec les champs qu'elle demande."""

    name = serializers.CharField()
    label = serializers.CharField()
    primary = serializers.BooleanField(help_text="Le geste usuel à cette étape.")
    url = serializers.CharField()
    fields = FieldDescription(many=True)


# --- procedures ---------------------------------------------------------------------------------------------


class ClockOfProcedure(serializers.Serializer):
    article = serializers.CharField()
    silence = LabelledCode(lambda silence: silence.label)


class RedirectionOfProcedure(serializers.Serializer):
    to = serializers.CharField()
    article = serializers.CharField()
    since = serializers.DateField(allow_null=True)
    explanation = serializers.CharField()


class PieceOfProcedure(serializers.Serializer):
    code = serializers.CharField()
    label = serializers.CharField()
    blocking = serializers.BooleanField()
    conditional = serializers.SerializerMethodField(help_text="Demandée selon les réponses.")

    def get_conditional(self, piece) -> bool:
        return piece.when is not None


class OpinionOfProcedure(serializers.Serializer):
    code = serializers.CharField()
    label = serializers.CharField()
    article = serializers.CharField()
    mandatory = serializers.BooleanField()


class ProcedureSummary(serializers.Serializer):
    """Une procédure du catalogue."""

    code = serializers.CharField()
    label = serializers.CharField()
    short_label = serializers.CharField()
    archetype = LabelledCode(lambda archetype: archetype.label)
    unit = serializers.CharField(help_text="Code du service compétent.")
    family = serializers.CharField()
    legal_basis = serializers.ListField(child=serializers.CharField())
    clock = ClockOfProcedure(allow_null=True, help_text="Article du délai et effet du silence.")
    requires_place = serializers.BooleanField()
    active = serializers.BooleanField()
    redirection = RedirectionOfProcedure(allow_null=True, help_text="L'organisme compétent, s'il est ailleurs.")


class ProcedureDetail(ProcedureSummary):
    """Une procédure avec ce qu'il faut pour déposer un dossier."""

    help_text = serializers.CharField()
    pieces = PieceOfProcedure(many=True)
    opinions = OpinionOfProcedure(many=True)
    answers = serializers.SerializerMethodField(help_text="Les champs de « answers ».")

    @extend_schema_field(FieldDescription(many=True))
    def get_answers(self, procedure):
        return describe(None, procedure.form.base_fields)


class ProcedurePage(serializers.Serializer):
    results = ProcedureSummary(many=True)
    next = serializers.CharField(allow_null=True, help_text="Toujours null : le catalogue tient en une page.")


class TransitionPage(serializers.Serializer):
    version = serializers.IntegerField(help_text="Version du dossier à renvoyer avec l'action.")
    results = PossibleTransition(many=True)
