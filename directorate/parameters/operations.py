"""Writing parameters: a new dated version closes the former; nothing in force is ever rewritten."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from directorate.journal.operations import record
from directorate.legal_calendar.arithmetic import PARIS, french_long
from directorate.parameters.errors import ParameterRefused
from directorate.parameters.models import Parameter
from directorate.parameters.values import initial_values

KINDS = {bool: "oui ou non", int: "un nombre entier", str: "un texte"}


@transaction.atomic
def set_value(
    *,
    code: str,
    value: Any,
    valid_from: date,
    source: str,
    confidence: str,
    by,
    at: datetime,
    comment: str = "",
    in_the_past: bool = False,
) -> Parameter:
    """Give `code` a new value from a day on. A version planned for the same day and not yet in force is replaced.

    `in_the_past` says that the change is meant to date from before today: pending cases keep the version that they were
    computed from in any case.
    """
    versions = locked_versions(code)
    if not versions:
        raise ParameterRefused(f"Le paramètre « {code} » n'existe pas.")
    today = at.astimezone(PARIS).date()
    check_source(source, confidence)
    check_kind(value, versions[-1].value)
    if valid_from < today and not in_the_past:
        raise ParameterRefused(
            f"Une nouvelle valeur prend effet au plus tôt aujourd'hui, le {french_long(today)}."
            " Pour une date passée, confirmez que le changement est rétroactif.",
            field="valid_from",
        )
    if valid_from < versions[0].valid_from:
        raise ParameterRefused(
            f"Ce paramètre n'a pas de valeur avant le {french_long(versions[0].valid_from)}.", field="valid_from"
        )
    former = [row for row in versions if row.valid_from <= valid_from][-1]
    if former.valid_from == valid_from and valid_from <= today:
        raise ParameterRefused(
            f"Une valeur est déjà en vigueur depuis le {french_long(valid_from)} : choisissez une date postérieure.",
            field="valid_from",
        )
    # The same value with another source or another confidence is a confirmation: it opens a version too.
    if (former.value, former.source, former.confidence) == (value, source.strip(), confidence):
        raise ParameterRefused(
            "La nouvelle valeur est identique à celle en vigueur à cette date. Pour la confirmer, indiquez le texte ou"
            " la réponse qui la fixe et le degré de confiance.",
            field="value",
        )
    details = {"value": value, "source": source.strip(), "confidence": confidence, "comment": comment.strip()}
    if former.valid_from == valid_from:
        version = former
    else:
        version = Parameter(
            code=code, label=former.label, unit=former.unit, valid_from=valid_from, valid_to=former.valid_to
        )
        former.valid_to = valid_from
        former.save(update_fields=["valid_to"])
    before = former.value
    for name, item in details.items():
        setattr(version, name, item)
    version.changed_by = by
    version.save()
    record(
        by=by,
        at=at,
        action="parameter.changed",
        subject=version,
        label=f"{version.label} ({code})",
        details={"code": code, "from": before, "valid_from": valid_from.isoformat(), **details},
    )
    return version


def locked_versions(code: str) -> list[Parameter]:
    """Every version, oldest first. Read again once locked, to see what a colleague added while we waited."""
    rows = Parameter.objects.filter(code=code).order_by("valid_from")
    list(rows.select_for_update())
    return list(rows)


def check_source(source: str, confidence: str) -> None:
    if not source.strip():
        raise ParameterRefused("Indiquez la source : texte, décision ou usage.", field="source")
    if len(source) > 300:
        raise ParameterRefused("La source tient en 300 caractères.", field="source")
    if confidence not in Parameter.Confidence.values:
        raise ParameterRefused("Indiquez le degré de confiance.", field="confidence")


def check_kind(value: Any, former: Any) -> None:
    """A number stays a number: what is computed from it must not break on the day it changes."""
    if type(value) is not type(former):
        raise ParameterRefused(f"La valeur attendue est {KINDS.get(type(former), 'du même genre')}.", field="value")
    if type(value) is int and value < 0:
        raise ParameterRefused("La valeur attendue est un nombre positif.", field="value")
    if type(value) is str and not value.strip():
        raise ParameterRefused("La valeur est vide.", field="value")


@transaction.atomic
def load_initial(*, at: datetime) -> int:
    """Create the initial values that are missing; returns how many. What exists is left as people made it."""
    known = set(Parameter.objects.values_list("code", flat=True))
    missing = [row for row in initial_values() if row.code not in known]
    Parameter.objects.bulk_create(
        [version for row in missing for version in row.versions()],
        ignore_conflicts=True,
    )
    if missing:
        record(
            by=None,
            at=at,
            action="parameter.loaded",
            subject=("parameter", "initial"),
            label="Valeurs initiales des paramètres",
            details={"codes": [row.code for row in missing]},
        )
    return len(missing)
