"""The correction of a case from JSON: what is given replaces what the case says, and all of it is validated again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from drf_spectacular.utils import OpenApiExample

from directorate.casework import correction, registry
from directorate.casework.api_opening import NESTED, PATHS
from directorate.casework.forms_correction import CorrectionForm, current_values
from directorate.casework.models import Case
from directorate.org.models import StaffMember
from directorate.web.api import FieldsRefused
from directorate.web.errors import DomainError
from directorate.web.json_forms import Refusals, check_fields, form_errors, merged, object_schema, refuse_if_any

AT_ROOT = ("received_on", "channel", "commune", "reason")


def correction_schema() -> dict[str, Any]:
    """The body of a correction, from its form itself: only the reason is required."""
    fields = CorrectionForm.base_fields
    schema = object_schema({name: fields[name] for name in AT_ROOT})
    for group, names in NESTED.items():
        schema["properties"][group] = object_schema({name: fields[field] for name, field in names.items()})
        schema["properties"][group].pop("required", None)
    schema["properties"] |= {
        "answers": {
            "type": "object",
            "additionalProperties": True,
            "description": "Les réponses à corriger, parmi les champs que donne /api/v1/procedures/{code}/.",
        },
        "version": {"type": "integer", "minimum": 1, "description": "Version lue, sinon If-Match."},
    }
    schema["properties"]["commune"]["description"] = "Code INSEE, par exemple 94028."
    schema["required"] = ["reason"]
    return schema


CORRECTION_EXAMPLE = OpenApiExample(
    "Téléphone et nombre de caméras",
    request_only=True,
    value={
        "reason": "Erreur de saisie au guichet",
        "applicant": {"phone": "01 00 00 00 00"},
        "answers": {"cameras_indoor": 6},
    },
)


class Correction:
    """A partial body read over what the case says; `facts` is what the operation receives."""

    def __init__(self, body: Mapping[str, Any], *, case: Case, staff: StaffMember, at: datetime):
        self.case, self.staff, self.at = case, staff, at
        self.procedure = registry.procedure(case.procedure_code)
        self.facts = self.read(body)

    def read(self, body: Mapping[str, Any]) -> dict[str, Any]:
        data, errors = self.typed(body)
        fields = self.procedure.form.base_fields
        stored = {name: value for name, value in self.case.answers.items() if name in fields}
        answers_data, refused = over(stored, fields, body.get("answers", {}), "answers")
        errors += refused
        opening = CorrectionForm(data, procedure=self.procedure, at=self.at)
        answers = self.procedure.form(answers_data)
        refuse_if_any(merged(errors, form_errors(opening, PATHS) + form_errors(answers, prefix="answers")))
        return opening.corrected(answers)

    def typed(self, body: Mapping[str, Any]) -> tuple[dict[str, Any], Refusals]:
        fields = CorrectionForm.base_fields
        root = {name: fields[name] for name in AT_ROOT}
        data, errors = over(current_values(self.case), root, body, allowed=("version", "answers", *NESTED))
        for group, names in NESTED.items():
            # A group that is null is emptied, as a field that is null.
            inner = dict.fromkeys(names) if group in body and body[group] is None else body.get(group, {})
            kept = {name: data.pop(field) for name, field in names.items() if field in data}
            values, refused = over(kept, {name: fields[field] for name, field in names.items()}, inner, group)
            data |= {names[name]: value for name, value in values.items()}
            errors += refused
        return data, errors

    def save(self, version: int | None) -> Case:
        try:
            return correction.correct_case(case=self.case, version=version, by=self.staff, at=self.at, **self.facts)
        except DomainError as refusal:
            if not refusal.field:
                raise
            raise FieldsRefused([(self.path_of(refusal.field), refusal.message)]) from refusal

    def path_of(self, field: str) -> str:
        return f"answers.{field}" if field in self.procedure.form.base_fields else PATHS.get(field, field)


def over(
    stored: Mapping[str, Any], fields: Mapping[str, Any], given: Any, path: str = "", allowed: tuple[str, ...] = ()
) -> tuple[dict[str, Any], Refusals]:
    """The stored values under those that are given; a null given empties."""
    data, errors = check_fields(fields, given, path, allowed)
    names = set(given) if isinstance(given, dict) else set()
    kept = {name: value for name, value in stored.items() if name not in names and value is not None}
    return kept | data, errors
