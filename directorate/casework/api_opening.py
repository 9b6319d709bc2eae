"""A new case from JSON: read with the forms of the page, refused beside each field, nothing half done."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from drf_spectacular.utils import OpenApiExample

from directorate.casework import operations, registry
from directorate.casework.forms import OpeningForm, ReceivedPiecesForm, json_answers
from directorate.casework.models import Case
from directorate.casework.procedure import Procedure
from directorate.org.models import StaffMember
from directorate.partners.models import ApiClient
from directorate.partners.queries import client_covers
from directorate.permits.api import client_permits
from directorate.territory.models import Commune
from directorate.web.api import FieldsRefused
from directorate.web.errors import DomainError, NotAllowed
from directorate.web.json_forms import Refusals, check_fields, form_errors, merged, object_schema, refuse_if_any

API_CHANNEL = Case.Channel.API.value

# Where the fields of the opening form are written in the JSON of a new case.
NESTED = {
    "applicant": {
        "kind": "party_kind", "civility": "civility", "last_name": "last_name", "first_name": "first_name",
        "representative": "representative", "siret": "siret", "rna": "rna", "email": "email", "phone": "phone",
        "address": "address",
    },
    "place": {"name": "place_name", "address": "place_address", "on_orly_platform": "on_orly_platform"},
}  # fmt: skip
AT_ROOT = ("received_on", "channel", "commune", "caseworker", "renews")
PATHS = {field: f"{group}.{name}" for group, fields in NESTED.items() for name, field in fields.items()}


def new_case_schema() -> dict[str, Any]:
    """The body of a new case, from the opening form itself."""
    fields = OpeningForm.base_fields
    schema = object_schema({name: fields[name] for name in AT_ROOT})
    for group, names in NESTED.items():
        schema["properties"][group] = object_schema({name: fields[field] for name, field in names.items()})
    schema["properties"] |= {
        "procedure": {"type": "string", "description": "Code de la procédure (voir /api/v1/procedures/)."},
        "answers": {
            "type": "object",
            "additionalProperties": True,
            "description": "Réponses : les champs que donne /api/v1/procedures/{code}/.",
        },
        "pieces": {"type": "array", "items": {"type": "string"}, "description": "Codes des pièces jointes."},
    }
    schema["properties"]["channel"]["description"] = f"« {API_CHANNEL} » pour un programme, qui peut l'omettre."
    schema["properties"]["commune"]["description"] = "Code INSEE, par exemple 94028."
    schema["properties"]["place"].pop("required", None)
    schema["required"] = ["procedure", "received_on", "applicant", "answers"]
    return schema


NEW_CASE_EXAMPLE = OpenApiExample(
    "Demande de vidéoprotection",
    request_only=True,
    value={
        "procedure": "video_protection_authorisation",
        "received_on": "2026-03-02",
        "channel": API_CHANNEL,
        "applicant": {
            "kind": "company", "last_name": "Pharmacie du Lac", "siret": "73282932000074",
            "email": "pharmacie@exemple.invalid", "address": "2 place de l'Exemple\n94000 Créteil",
        },
        "commune": "94028",
        "place": {"name": "Pharmacie du Lac", "address": "2 place de l'Exemple"},
        "answers": {
            "site_type": "public_place", "applicant_quality": "trader", "activity": "pharmacy", "cameras_indoor": 4,
            "cameras_outdoor": 0, "cameras_public_road": 0, "purposes": ["assault_and_theft"], "retention_days": 15,
            "responsible": "Le gérant", "access_contact": "Le gérant",
        },
        "pieces": ["report"],
    },
)  # fmt: skip


class NewCase:
    """The JSON of a new case read with the forms of the page; `facts` is what the operation receives."""

    def __init__(self, body: Mapping[str, Any], *, client: ApiClient | None, staff: StaffMember | None, at: datetime):
        self.client, self.staff, self.at = client, staff, at
        self.procedure = self.read_procedure(body)
        self.facts = self.read(body)

    def read_procedure(self, body: Mapping[str, Any]) -> Procedure:
        code = body.get("procedure")
        if not isinstance(code, str) or code not in registry.PROCEDURES:
            raise FieldsRefused([("procedure", "Procédure inconnue.")])
        found = registry.procedure(code)
        if self.client and found.sensitivity != Case.Sensitivity.NORMAL:
            raise NotAllowed("Cette procédure n'est pas ouverte aux programmes partenaires.")
        return found

    def read(self, body: Mapping[str, Any]) -> dict[str, Any]:
        opening_data, errors = self.opening_data(body)
        procedure = self.procedure
        answers_data, refused = check_fields(procedure.form.base_fields, body.get("answers", {}), "answers")
        errors += refused
        pieces_data, refused = check_fields(ReceivedPiecesForm.base_fields, {"received_pieces": body.get("pieces", [])})
        errors += [("pieces", sentence) for _, sentence in refused]
        opening = OpeningForm(opening_data, procedure=procedure, at=self.at, staff=self.staff)
        if self.client:
            opening.permits = client_permits(self.client)
        answers = procedure.form(answers_data)
        pieces = ReceivedPiecesForm(pieces_data, procedure=procedure)
        said = form_errors(opening, PATHS) + form_errors(answers, prefix="answers")
        said += form_errors(pieces, {"received_pieces": "pieces"})
        refuse_if_any(merged(errors, said))
        data = opening.cleaned_data
        return {
            "procedure_code": procedure.code,
            "party": opening.party(),
            "answers": json_answers(answers),
            "received_on": data["received_on"],
            "channel": data["channel"],
            "commune": data["commune"],
            "place": opening.place(),
            "caseworker": data["caseworker"],
            "renews": data["renews"],
            "received_pieces": tuple(pieces.cleaned_data["received_pieces"]),
        }

    def opening_data(self, body: Mapping[str, Any]) -> tuple[dict[str, Any], Refusals]:
        fields = OpeningForm.base_fields
        root = {name: fields[name] for name in AT_ROOT if not (self.client and name == "caseworker")}
        values = {"channel": API_CHANNEL, **body} if self.client else dict(body)
        data, errors = check_fields(root, values, allowed=("procedure", "answers", "pieces", *NESTED))
        if self.client and data.get("channel") != API_CHANNEL:
            errors.append(("channel", f"Le canal d'un programme est « {API_CHANNEL} »."))
        for group, names in NESTED.items():
            inner = {} if body.get(group) is None else body[group]
            nested, refused = check_fields({name: fields[field] for name, field in names.items()}, inner, group)
            data |= {names[name]: value for name, value in nested.items()}
            errors += refused
        return data, errors

    def check_limits(self) -> None:
        commune: Commune | None = self.facts["commune"]
        if self.client and not client_covers(
            self.client, procedure_code=self.procedure.code, insee=commune.pk if commune else None
        ):
            raise NotAllowed("Ce jeton ne couvre pas cette procédure dans cette commune.")

    def open(self) -> Case:
        self.check_limits()
        try:
            return operations.open_case(**self.facts, by=self.staff, api_client=self.client, at=self.at)
        except DomainError as refusal:
            if not refusal.field:
                raise
            raise FieldsRefused([(self.path_of(refusal.field), refusal.message)]) from refusal

    def path_of(self, field: str) -> str:
        return f"answers.{field}" if field in self.procedure.form.base_fields else PATHS.get(field, field)
