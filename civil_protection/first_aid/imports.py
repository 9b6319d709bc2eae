"""Certificates of an older register, BNSSA first of all, from a table: one line for each certificate."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from civil_protection.first_aid.exam_operations import months_of
from civil_protection.first_aid.models import Certificate
from civil_protection.first_aid.post_operations import tell
from civil_protection.first_aid.units import BNSSA, CERTIFIED, UNITS, valid_until
from civil_protection.policies import works_in_civil_protection
from directorate.casework.move import paris_day
from directorate.imports import values as read_as
from directorate.imports.models import ImportLine
from directorate.imports.targets import Context, ImportField, ImportTarget, Plan, Values, overtaken
from directorate.org.models import StaffMember
from directorate.territory.department import HOME

Action = ImportLine.Action
OURS = re.compile(rf"^{HOME.code}-[A-Z0-9]+-\d{{4}}-\d{{5}}$", re.ASCII)


def unit_choices() -> list[tuple[str, str]]:
    return [(code, UNITS[code].label) for code in CERTIFIED]


def fields() -> tuple[ImportField, ...]:
    return (
        ImportField("number", "Numéro", required=True, parse=read_as.text_of(40), synonyms=("n°", "numéro du diplôme")),
        ImportField("unit", "Type", required=True, choices=unit_choices, synonyms=("diplôme", "brevet", "formation")),
        ImportField("last_name", "Nom", required=True, parse=read_as.text_of(80), synonyms=("titulaire",)),
        ImportField("first_name", "Prénom", required=True, parse=read_as.text_of(80)),
        ImportField("born_on", "Né(e) le", parse=read_as.clear_day, synonyms=("date de naissance", "naissance")),
        ImportField("issued_on", "Délivré le", required=True, parse=read_as.clear_day, synonyms=("date", "obtenu le")),
        ImportField("valid_until", "Valable jusqu'au", parse=read_as.clear_day, synonyms=("validité", "échéance")),
    )  # fmt: skip


@dataclass(frozen=True)
class Known:
    today: date
    numbers: Mapping[str, tuple[str, str]]


def facts(rows: Sequence[Values], context: Context) -> Known:
    asked = [values["number"] for values in rows]
    known = Certificate.objects.filter(number__in=asked).values_list("number", "unit", "last_name")
    return Known(paris_day(context.at), {number: (unit, name.casefold()) for number, unit, name in known})


def faults(values: Values, known: Known) -> Iterator[str]:
    if OURS.match(values["number"]):
        yield "Numéro : il est de ceux que ce registre donne lui-même."
    issued = date.fromisoformat(values["issued_on"])
    if issued > known.today:
        yield "Délivré le : cette date est dans l'avenir."
    if values.get("born_on") and date.fromisoformat(values["born_on"]) >= issued:
        yield "Né(e) le : la délivrance suit la naissance."
    if values.get("valid_until") and date.fromisoformat(values["valid_until"]) < issued:
        yield "Valable jusqu'au : la validité suit la délivrance."
    if values["number"] in known.numbers:
        yield "Numéro : un autre certificat le porte déjà."


def plan(values: Values, known: Known) -> Plan:
    label = f"{values['unit']} n° {values['number']}"
    if known.numbers.get(values["number"]) == (values["unit"], values["last_name"].casefold()):
        return Plan(Action.UNCHANGED, label=label)
    found = list(faults(values, known))
    return Plan(Action.REJECT if found else Action.CREATE, label=label, reason=" ".join(found))


def apply(lines: Sequence[ImportLine], context: Context) -> None:
    taken = set(
        Certificate.objects.filter(number__in=[line.values["number"] for line in lines]).values_list(
            "number", flat=True
        )
    )
    for line in lines:
        values = line.values
        if values["number"] in taken:
            overtaken(line, "Ce numéro est pris depuis l'aperçu.")
            continue
        issued = date.fromisoformat(values["issued_on"])
        until = values.get("valid_until")
        row = Certificate.objects.create(
            number=values["number"], unit=values["unit"], year=issued.year, last_name=values["last_name"],
            first_name=values["first_name"], issued_on=issued, recorded_at=context.at,
            born_on=date.fromisoformat(values["born_on"]) if values.get("born_on") else None,
            valid_until=date.fromisoformat(until) if until and values["unit"] == BNSSA
            else valid_until(values["unit"], issued, months_of(values["unit"], issued)),
        )  # fmt: skip
        tell("certificate_taken_over", row, context.by, context.at)
        line.subject = str(row.pk)


def undo(lines: Sequence[ImportLine], context: Context) -> list[str]:
    """What was taken over goes, unless something happened to it since."""
    problems = []
    rows = Certificate.objects.prefetch_related("events").in_bulk([int(line.subject) for line in lines])
    for line in lines:
        row = rows.get(int(line.subject))
        if row is None:
            continue
        if row.events.all():
            problems.append(f"{line.label} (un fait est enregistré depuis)")
            continue
        tell("certificate_given_up", row, context.by, context.at)
        row.delete()
    return problems


def existing(staff: StaffMember, at: datetime) -> Iterator[list[Any]]:
    for row in Certificate.objects.filter(rank__isnull=True).order_by("unit", "number"):
        yield [row.number, row.get_unit_display(), row.last_name, row.first_name, row.born_on, row.issued_on,
               row.valid_until]  # fmt: skip


def feeds_certificates(staff: StaffMember, on: date) -> bool:
    return works_in_civil_protection(staff, on=on)


CERTIFICATES = ImportTarget(
    code="certificates",
    label="Certificats de secourisme et BNSSA",
    intro="Une ligne par certificat d'un registre plus ancien. Un BNSSA sans échéance vaut cinq ans.",
    policy=feeds_certificates,
    make_fields=fields,
    identity=lambda values: values.get("number", ""),
    facts=facts,
    plan=plan,
    apply=apply,
    undo=undo,
    undo_rule="Les certificats importés seront retirés, sauf ceux auxquels un fait est arrivé depuis.",
    most_rows=2_000,
    existing=existing,
)
