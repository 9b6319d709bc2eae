"""What no text read here settles, as questions: to whoever may answer, before the day it is opposed to somebody."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from directorate.casework.catalogue import value_words
from directorate.casework.procedure import Procedure, Silence
from directorate.parameters import queries as parameters
from directorate.parameters.models import Parameter
from directorate.parameters.words import value_in_words

SHARED = "Valeurs communes à plusieurs matières"


@dataclass(frozen=True)
class Question:
    """`now`: what the application applies meanwhile."""

    subject: str
    words: str
    now: str
    source: str
    url: str


@dataclass(frozen=True)
class Matter:
    label: str
    questions: tuple[Question, ...]


def open_questions(procedures: Iterable[Procedure], on: date) -> list[Matter]:
    """By family: the procedures marked to be checked, then the values of low confidence in force that day."""
    values = {row.code: row for row in parameters.current(on)}
    found: dict[str, list[Question]] = defaultdict(list)
    families: dict[str, set[str]] = defaultdict(set)
    for procedure in procedures:
        for code in procedure.parameter_codes:
            families[code].add(procedure.family)
        if procedure.legal_check_required and procedure.active:
            found[procedure.family].append(about_procedure(procedure, values))
    for row in sorted(values.values(), key=lambda row: row.label):
        if row.confidence == Parameter.Confidence.LOW:
            owners = families[row.code]
            found[owners.pop() if len(owners) == 1 else SHARED].append(about_value(row))
    return [Matter(label, tuple(found[label])) for label in sorted(found, key=lambda label: (label == SHARED, label))]


def about_procedure(procedure: Procedure, values: dict[str, Parameter]) -> Question:
    return Question(
        subject=procedure.label,
        words=procedure.legal_question or asked_of(procedure, values),
        now=applied(procedure, values),
        source=" ; ".join(procedure.legal_basis),
        url=reverse("directorate:procedure", args=[procedure.code]),
    )


def asked_of(procedure: Procedure, values: dict[str, Parameter]) -> str:
    if procedure.redirection:
        return f"Cette demande relève-t-elle bien de : {procedure.redirection.to} ? Depuis quel texte ?"
    if not procedure.clock:
        return "Le fondement et la compétence déclarés pour cette procédure sont-ils exacts et en vigueur ?"
    delay = value_words(procedure.clock.months_parameter, values)
    meaning = "acceptation" if procedure.silence is Silence.ACCEPTANCE else "rejet"
    return f"Le silence gardé pendant {delay} vaut-il {meaning}, et quel texte le dit ?"


def applied(procedure: Procedure, values: dict[str, Parameter]) -> str:
    if procedure.redirection:
        return f"Transmis : {procedure.redirection.to}"
    if not procedure.clock:
        return procedure.archetype.label
    return f"{procedure.silence.label}, {value_words(procedure.clock.months_parameter, values)}"


def about_value(row: Parameter) -> Question:
    asked = (
        row.comment if row.comment.rstrip().endswith("?") else "Cette valeur est-elle exacte, et quel texte la fixe ?"
    )
    return Question(
        subject=row.label,
        words=asked,
        now=value_in_words(row.value, row.unit),
        source=row.source,
        url=reverse("directorate:parameter", args=[row.code]),
    )
