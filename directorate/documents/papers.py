"""Letters and tables of a unit that hang on no case: their masthead, their addressee, their files."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings

from directorate.documents.letters import compose, render_text, request_files
from directorate.documents.models import Letter
from directorate.documents.rendering import pdf_of
from directorate.documents.typography import typeset
from directorate.legal_calendar.arithmetic import PARIS, french_long
from directorate.org.models import StaffMember, Unit
from directorate.parameters.queries import values
from directorate.partners.models import Organisation
from directorate.territory.department import HOME
from directorate.territory.models import Commune

AUTHORITY = {"name": "authority.prefecture", "authority": "authority.title", "city": "authority.city"}


def town_hall_of(commune: Commune) -> dict[str, str]:
    """The addressee of a letter to a mayor, by the address that the partners know."""
    known = Organisation.objects.filter(kind="town_hall", commune=commune, is_active=True).order_by("pk").first()
    town = f"{next(iter(commune.postal_codes), '')} {commune.name}".strip()
    return {
        "civility": "Madame, Monsieur le maire",
        "name": known.name if known else f"Mairie de {commune.name}",
        "representative": "",
        "address": known.address if known and known.address else f"Hôtel de ville\n{town}",
    }


def masthead(unit_code: str, on: date) -> dict[str, Any]:
    """What every paper of the unit bears."""
    unit = Unit.objects.select_related("parent").get(pk=unit_code)
    found = values(AUTHORITY.values(), on)
    return {
        "prefecture": {
            "mark": settings.BLOC_MARQUE,
            "of_department": HOME.of,
            **{name: found[code] for name, code in AUTHORITY.items()},
        },
        "unit": {
            "name": unit.name,
            "address": unit.address,
            "email": unit.email,
            "phone": unit.phone,
            "direction": unit.parent.name if unit.parent else "",
        },
        "today": french_long(on),
    }


def write_letter(
    unit_code: str, *, kind: str, title: str, template: str, to: Mapping[str, str], reference: str, by: StaffMember,
    at: datetime, **facts: Any,
) -> Letter:  # fmt: skip
    """A letter to print and sign by hand; its files are made by a job. `facts`: plain JSON, days already in words."""
    letter = compose(
        kind=kind,
        title=title,
        template=template,
        context={
            **masthead(unit_code, at.astimezone(PARIS).date()),
            "case": {"procedure": title, "reference": reference, "title": title},
            "applicant": dict(to),
            "caseworker": {"name": str(by), "title": by.title},
            **facts,
        },
        by=by,
        at=at,
        state=Letter.State.FINAL,
    )
    request_files(letter, by=by, at=at)
    return letter


def sheet(unit_code: str, template: str, on: date, **facts: Any) -> bytes:
    """A table of the unit as a PDF."""
    return pdf_of(typeset(render_text(template, {**masthead(unit_code, on), **facts})))
