"""Django forms over JSON: the API validates with the forms of the pages, and describes them to programs."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.db.models import IntegerField
from django.utils.dateparse import parse_datetime
from django.utils.encoding import force_str

from directorate.web.api import FieldsRefused

UNKNOWN = "Champ inconnu."
BY_PAGE_ONLY = "Un fichier se joint depuis la page du dossier."
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
MOST_CHOICES = 500
# Pairs of a path ("applicant.siret") and a sentence.
Refusals = list[tuple[str, str]]


# --- kinds of fields ----------------------------------------------------------------------------------------


def is_text(value: Any) -> bool:
    return isinstance(value, str)


def is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def is_amount(value: Any) -> bool:
    if is_whole(value) or isinstance(value, float):
        return True
    try:
        return is_text(value) and len(value) <= 40 and Decimal(value).is_finite()
    except InvalidOperation:
        return False


def is_day(value: Any) -> bool:
    if not is_text(value) or not ISO_DAY.fullmatch(value):
        return False
    try:
        return 1900 <= date.fromisoformat(value).year <= 2200
    except ValueError:
        return False


def is_instant(value: Any) -> bool:
    if not is_text(value) or not is_day(value[:10]):
        return False
    try:
        return parse_datetime(value) is not None
    except ValueError:
        return False


@dataclass(frozen=True)
class Kind:
    """How a form field is written in JSON: its schema, the test of a value, and the sentence when it fails."""

    schema: Mapping[str, Any]
    accepts: Any
    sentence: str


TEXT = Kind({"type": "string"}, is_text, "Un texte est attendu.")
WHOLE = Kind({"type": "integer"}, is_whole, "Un nombre entier est attendu.")
# First match wins: DecimalField and FloatField are IntegerFields for Django.
KINDS: tuple[tuple[type[forms.Field], Kind], ...] = (
    (
        forms.BooleanField,
        Kind({"type": "boolean"}, lambda value: isinstance(value, bool), "true ou false est attendu."),
    ),
    (
        forms.DecimalField,
        Kind({"type": "string", "format": "decimal"}, is_amount, 'Un nombre décimal est attendu, par exemple "12.50".'),
    ),
    (forms.FloatField, Kind({"type": "number"}, is_amount, "Un nombre est attendu.")),
    (forms.IntegerField, WHOLE),
    (
        forms.DateTimeField,
        Kind(
            {"type": "string", "format": "date-time"}, is_instant,
            "Un instant est attendu : AAAA-MM-JJThh:mm, heure de Paris, ou avec son décalage.",
        ),
    ),
    (
        forms.DateField,
        Kind({"type": "string", "format": "date"}, is_day, "Une date AAAA-MM-JJ est attendue."),
    ),
)  # fmt: skip
SEVERAL = (forms.MultipleChoiceField, forms.ModelMultipleChoiceField)


def kind_of(field: forms.Field) -> Kind:
    """The kind of one value of the field."""
    if isinstance(field, forms.ModelChoiceField):
        return WHOLE if isinstance(field.queryset.model._meta.pk, IntegerField) else TEXT
    return next((kind for classes, kind in KINDS if isinstance(field, classes)), TEXT)


def wrong_value(field: forms.Field, value: Any) -> str:
    """The sentence that refuses the JSON type of a value, or empty."""
    if value is None:
        return ""
    kind = kind_of(field)
    if isinstance(field, SEVERAL):
        good = isinstance(value, list) and all(kind.accepts(item) for item in value)
        return "" if good else "Une liste de codes est attendue."
    # An empty text is the absence of a value, as in a form of a page.
    return "" if value == "" or kind.accepts(value) else kind.sentence


# --- reading ------------------------------------------------------------------------------------------------


def check_fields(
    fields: Mapping[str, forms.Field], values: Any, path: str = "", allowed: Iterable[str] = ()
) -> tuple[dict[str, Any], Refusals]:
    """What a form can be bound to, and what is refused before: unknown names, wrong types, files."""
    if not isinstance(values, dict):
        return {}, [(path, "Un objet JSON est attendu.")]
    data, errors = {}, []
    for name, value in values.items():
        where = ".".join(part for part in (path, name[:80]) if part)
        if name in allowed:
            continue
        if name not in fields:
            errors.append((where, UNKNOWN))
        elif isinstance(fields[name], forms.FileField):
            errors.append((where, BY_PAGE_ONLY))
        elif sentence := wrong_value(fields[name], value):
            errors.append((where, sentence))
        elif value is not None:
            data[name] = value
    return data, errors


def form_errors(form: forms.BaseForm, paths: Mapping[str, str] | None = None, prefix: str = "") -> Refusals:
    """The refusals of a form as pairs (path, sentence). `paths` renames fields that JSON nests elsewhere."""
    found = []
    for name, sentences in form.errors.items():
        inner = "" if name == "__all__" else (paths or {}).get(name, name)
        where = ".".join(part for part in (prefix, inner) if part)
        found += [(where, force_str(sentence)) for sentence in sentences]
    return found


def merged(first: Refusals, then: Refusals) -> Refusals:
    """Refusals of types first; a field already refused is not said to be missing as well."""
    said = {field for field, _ in first}
    return first + [(field, sentence) for field, sentence in then if field not in said]


def refuse_if_any(errors: Refusals) -> None:
    if errors:
        raise FieldsRefused(errors)


def filled(form_class: type[forms.Form], body: Any) -> dict[str, Any]:
    """What a JSON body says to the form of a page, cleaned. FieldsRefused beside the fields."""
    data, errors = check_fields(form_class().fields, body)
    form = form_class(data)
    refuse_if_any(merged(errors, form_errors(form)))
    return form.cleaned_data


# --- describing ---------------------------------------------------------------------------------------------


def flat_choices(field: forms.Field) -> list[tuple[Any, str]]:
    """Choices without the empty one; groups are opened."""
    if isinstance(field, forms.ModelChoiceField):
        return [(row.pk, field.label_from_instance(row)) for row in field.queryset[:MOST_CHOICES]]
    found = []
    for value, label in getattr(field, "choices", ()):
        if isinstance(label, list | tuple):
            found += label
        else:
            found.append((value, label))
    return [(value, force_str(label)) for value, label in found if value not in ("", None)]


def field_schema(field: forms.Field) -> dict[str, Any]:
    """The JSON Schema of a field, without asking the database for its choices."""
    schema = dict(kind_of(field).schema)
    declared = isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField)
    if declared and (codes := [value for value, _ in flat_choices(field)]):
        schema["enum"] = codes
    limits = {"max_length": "maxLength", "min_value": "minimum", "max_value": "maximum"}
    for name, keyword in limits.items():
        limit = getattr(field, name, None)
        if limit is not None and not callable(limit) and schema.get("format") != "decimal":
            schema[keyword] = limit
    if isinstance(field, SEVERAL):
        schema = {"type": "array", "items": schema}
    if field.label:
        schema["title"] = force_str(field.label)
    if field.help_text:
        schema["description"] = force_str(field.help_text)
    return schema


def object_schema(fields: Mapping[str, forms.Field], description: str = "") -> dict[str, Any]:
    """The JSON Schema of the fields of a form. Files are not part of it."""
    kept = {name: field for name, field in fields.items() if not isinstance(field, forms.FileField)}
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {name: field_schema(field) for name, field in kept.items()},
        "additionalProperties": False,
    }
    if required := [name for name, field in kept.items() if field.required]:
        schema["required"] = required
    if description:
        schema["description"] = description
    return schema


def describe(form: forms.BaseForm | None, fields: Mapping[str, forms.Field]) -> list[dict[str, Any]]:
    """What a program needs to build the form: one line a field, with its choices and its first value."""
    return [
        describe_field(name, field, form.get_initial_for_field(field, name) if form else field.initial)
        for name, field in fields.items()
        if not isinstance(field, forms.FileField)
    ]


def describe_field(name: str, field: forms.Field, initial: Any) -> dict[str, Any]:
    kind = kind_of(field).schema
    initial = initial() if callable(initial) else initial
    return {
        "name": name,
        "label": force_str(field.label or name),
        "help": force_str(field.help_text),
        "required": field.required,
        "type": kind["type"],
        "format": kind.get("format", ""),
        "multiple": isinstance(field, SEVERAL),
        "max_length": getattr(field, "max_length", None),
        "choices": [{"value": value, "label": label} for value, label in flat_choices(field)],
        "initial": initial if initial is None or isinstance(initial, bool | int | list) else plain_text(initial),
    }


def plain_text(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else force_str(value)
