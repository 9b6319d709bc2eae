"""Orders of the prefect that hang on no case: their number, the register of acts, the official register (RAA).

They are signed on paper; what is recorded here is the act as it was signed.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms

from directorate.documents.letters import compose, request_files
from directorate.documents.models import Letter
from directorate.legal_calendar.arithmetic import french_long
from directorate.org.models import StaffMember, Unit
from directorate.parameters.queries import value
from directorate.registers.act_imports import ACTS, midday
from directorate.registers.operations import add_to_issue, go_on_above, locked_counters, take_number
from directorate.web.errors import Conflict, DomainError
from directorate.web.plain_text import PlainCharField

NUMBER = re.compile(r"^(\d{4})/(\d{4,5})$", re.ASCII)
# A number typed so far above the last one that was given is a slip of the finger: the register would go on above it.
LEAP = 2_000


class OrderNumberField(PlainCharField):
    """The number that the order bears already; none when the register is to give it."""

    def __init__(self):
        super().__init__(
            label="Numéro de l'arrêté", max_length=10, required=False,
            help_text="Vide : le numéro suivant du registre des actes. Sinon celui qu'il porte : 2026/00412.",
        )  # fmt: skip

    def clean(self, value):
        number = super().clean(value)
        if number and not NUMBER.match(number):
            raise forms.ValidationError("Un arrêté se numérote AAAA/NNNNN, par exemple 2026/00412.")
        return number


def check_number(number: str, signed_on: date, field: str = "number") -> None:
    """Its form, its year, and that no other act bears it."""
    found = NUMBER.match(number)
    if found is None or not int(found[2]):
        raise DomainError("Un arrêté se numérote AAAA/NNNNN, par exemple 2026/00412.", field=field)
    if int(found[1]) != signed_on.year:
        raise DomainError("L'année du numéro est celle de la signature.", field=field)
    if Letter.objects.filter(number=number).exists():
        raise Conflict("Ce numéro est déjà celui d'un autre acte.", field=field)


def number_of_ours(number: str, signed_on: date, field: str = "number") -> str:
    """The number of an act of this prefecture, held in the running transaction: the next one, or the one it bears.

    The register goes on above a number that was given on paper, so that no other act takes it.
    """
    if not number:
        return f"{signed_on.year}/{take_number(ACTS, signed_on.year):05d}"
    check_number(number, signed_on, field)
    rank = int(number.partition("/")[2])
    number = f"{signed_on.year}/{rank:05d}"
    counters = locked_counters(ACTS, [signed_on.year])
    check_number(number, signed_on, field)
    if rank > counters[signed_on.year].last_number + LEAP:
        raise DomainError(
            f"Le dernier numéro donné en {signed_on.year} est {counters[signed_on.year].last_number:05d} : vérifier"
            " celui-ci.",
            field=field,
        )
    go_on_above(counters, {signed_on.year: rank})
    return number


def enter(
    *, kind: str, title: str, template: str, context: Mapping[str, Any], number: str, signed_on: date,
    unit: str, published: bool = True, by: StaffMember, at: datetime,
) -> Letter:  # fmt: skip
    """The act of a unit as it was signed: in the register of acts, and in the issue being prepared when published.

    `kind`: one of the kinds of act of the delegations, which the register shows. `context`: plain JSON.
    """
    letter = compose(
        kind=kind, title=title, template=template, context=context, number=number, state=Letter.State.FINAL,
        signature_block=value("authority.title", signed_on), by=by, at=at,
    )  # fmt: skip
    letter.signed_at = midday(signed_on.isoformat())
    letter.save(update_fields=["signed_at"])
    request_files(letter, by=by, at=at)
    if published:
        add_to_issue(letter=letter, unit=Unit.objects.get(pk=unit), by=by, at=at)
    return letter


def place_of(letter: Letter | None) -> str:
    """Where the official register holds the act: « RAA n° 12 de 2026, en préparation ». Empty when it does not.

    Read without a query after `select_related("letter__register_entry__issue")`.
    """
    entry = getattr(letter, "register_entry", None)
    if entry is None:
        return ""
    day = entry.issue.published_on
    return f"{entry.issue}, {f'publié le {french_long(day)}' if day else 'en préparation'}"
