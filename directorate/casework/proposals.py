"""A case that one service proposes to another: opened in the engine for the one that decides, and told to its chiefs.

The one that proposes names the procedure and what it found; whether the case goes on is for the other alone.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from directorate.casework import registry
from directorate.casework.forms import json_answers
from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.casework.notices import chiefs_of, name_of, tell
from directorate.casework.operations import note_on, open_case
from directorate.org.models import StaffMember
from directorate.org.queries import posting_on
from directorate.territory.models import Commune
from directorate.web.errors import DomainError, NotAllowed


@transaction.atomic
def propose_case(
    *, procedure_code: str, party: Mapping[str, Any], answers: Mapping[str, Any], commune: Commune,
    place: Mapping[str, Any], key: UUID, by: StaffMember, at: datetime,
) -> Case:  # fmt: skip
    """`answers`: as the form of the procedure takes them. The same `key` gives the case that it opened first."""
    post = posting_on(by, paris_day(at))
    if post is None:
        raise NotAllowed("Vous n'avez pas de poste ce jour-là.")
    form = registry.procedure(procedure_code).form(answers)
    if not form.is_valid():
        name, sentences = next(iter(form.errors.items()))
        label = form.fields[name].label if name in form.fields else ""
        raise DomainError(f"{label} : {sentences[0]}" if label else sentences[0], field=name)
    known = Case.objects.filter(opening_key=key).first()
    case = open_case(
        procedure_code=procedure_code, party=party, answers=json_answers(form), received_on=paris_day(at),
        channel=Case.Channel.OTHER_ADMIN, commune=commune, place=place, opening_key=key, by=None, at=at,
    )  # fmt: skip
    if known is None:
        note_on(case, "case.proposed", by=by, at=at, details={"unit": post.unit_id})
        title = f"Dossier proposé par un autre service : {name_of(case)}"
        tell(case, "case_assigned", title, chiefs_of(case, paris_day(at)), by=by, at=at)
    return case
