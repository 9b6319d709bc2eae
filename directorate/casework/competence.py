"""Whose matter it is: said by the procedure, by the answers of the case, or by its place."""

from dataclasses import replace
from datetime import date
from typing import Any

from directorate.casework.procedure import Procedure, Redirection
from directorate.parameters.queries import value as parameter
from directorate.territory.models import Commune
from directorate.territory.names import of_commune


def on_orly_platform(case: Any) -> bool:
    return bool(case.place_id and case.place.on_orly_platform)


def lies_elsewhere(case: Any, procedure: Procedure) -> bool:
    """Another authority is competent for this very case. Reads nothing but its answers and its place."""
    return on_orly_platform(case) or redirection_of(case, procedure) is not None


def redirection_of(case: Any, procedure: Procedure) -> Redirection | None:
    by_answers = procedure.elsewhere(case.answers) if procedure.elsewhere is not None else None
    return by_answers or procedure.redirection


def competent_body(case: Any, procedure: Procedure, on: date) -> Redirection | None:
    """To whom this case is to be forwarded (CRPA L114-2), and under which text; None when the prefect keeps it."""
    known = redirection_of(case, procedure)
    if not on_orly_platform(case) or (known is not None and not known.yields_to_orly):
        return with_its_mayor(known, case) if known is not None and known.mayor else known
    return Redirection(
        to=parameter("authority.orly_authority", on),
        article=known.article if known else "",
        explanation="Le lieu est situé sur la plate-forme de Paris-Orly, où une autre autorité est compétente."
        if known
        else "",
    )


def with_its_mayor(known: Redirection, case: Any) -> Redirection:
    commune = Commune.objects.filter(pk=known.commune or case.commune_id).first()
    return replace(known, to=f"mairie {of_commune(commune.name)}") if commune else known
