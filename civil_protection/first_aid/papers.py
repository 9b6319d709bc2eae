"""The words of the papers of first aid, as plain JSON: orders (T26, T27), letters, minutes, certificates."""

from datetime import date
from typing import Any

from civil_protection.first_aid.models import Approval, Candidate, Certificate, ExamSession, Mission
from civil_protection.first_aid.units import UNITS
from civil_protection.plans.letters import acts_heading
from civil_protection.protection.papers import masthead
from directorate.legal_calendar.arithmetic import french_long
from directorate.territory.department import HOME

APPROVAL_ORDER = "letters/first_aid/approval_order.html"
HEARING_LETTER = "letters/first_aid/hearing.html"
JURY_ORDER = "letters/first_aid/jury_order.html"
MINUTES = "letters/first_aid/minutes.html"
CERTIFICATES = "letters/first_aid/certificates.html"


def act_words(title: str, number: str, signed_on: date, name: str, address: str = "") -> dict[str, Any]:
    """What every order without a case bears."""
    return {
        **acts_heading(signed_on),
        "is_draft": False,
        "decision": {
            "number": number, "title": title, "visas": [], "grounds": [], "articles": [], "conditions": "",
        },
        "case": {"procedure": "Secourisme", "title": title},
        "applicant": {"name": name, "address": address},
        "regulatory": False,
        "tacit": False,
        "published": False,
        "signature": {"date": french_long(signed_on), "name": ""},
        "sender": {"name": ""},
        "permit": {"check_url": ""},
    }  # fmt: skip


def missions_words(row: Approval) -> list[str]:
    return [Mission(code).label for code in row.missions]


def field_words(row: Approval) -> str:
    where = ", ".join("ce département" if code == HOME.code else code for code in row.departments)
    return f"{row.get_field_display().lower()}{f' ({where})' if where else ''}"


def approval_words(row: Approval) -> dict[str, Any]:
    association = row.association
    return {
        **act_words(f"portant agrément de sécurité civile : {association.name}", row.number, row.signed_on,
                    association.name, association.address),
        "association": association.name, "missions": missions_words(row), "field": field_words(row),
        "starts_on": french_long(row.starts_on), "ends_on": french_long(row.ends_on), "asked_on":
        french_long(row.asked_on), "is_renewal": row.renews_id is not None,
    }  # fmt: skip


def jury_words(row: ExamSession, signed_on: date) -> dict[str, Any]:
    unit = UNITS[row.unit]
    return {
        **act_words(f"portant composition du jury d'examen : {unit.label}", row.order_number, signed_on,
                    row.association.name, row.association.address),
        "exam": unit.label, "code": unit.code, "place": row.place, "commune": row.commune.name,
        "starts_on": french_long(row.starts_on), "ends_on": french_long(row.ends_on),
        "members": [
            {"name": one.name, "body": one.body, "qualification": one.get_qualification_display(),
             "president": one.is_president}
            for one in row.members.all()
        ],
    }  # fmt: skip


def minutes_words(row: ExamSession) -> dict[str, Any]:
    """Results without birth dates: the minutes are shown to the body that trained."""
    candidates = list(row.candidates.all())

    def of(result: str) -> list[Candidate]:
        return [one for one in candidates if one.result == result]

    return {
        **masthead(row.deliberated_on), "number": row.number, "exam": UNITS[row.unit].label, "place": row.place,
        "commune": row.commune.name, "starts_on": french_long(row.starts_on), "ends_on": french_long(row.ends_on),
        "deliberated_on": french_long(row.deliberated_on), "body": row.association.name, "note": row.note,
        "order_number": row.order_number, "enrolled": len(candidates), "passed": len(of("passed")),
        "adjourned": len(of("adjourned")), "absent": len(of("absent")),
        "members": [{"name": one.name, "body": one.body, "president": one.is_president} for one in row.members.all()],
        "candidates": [
            {"name": str(one), "result": one.get_result_display(), "reason": one.reason} for one in candidates
        ],
    }  # fmt: skip


def certificate_words(row: Certificate, copies: int = 0) -> dict[str, Any]:
    """`copies`: which duplicate it is; none for the certificate itself."""
    return {
        "number": row.number, "unit": UNITS[row.unit].label, "code": row.unit, "holder": row.holder,
        "born_on": french_long(row.born_on) if row.born_on else "", "born_at": row.born_at,
        "issued_on": french_long(row.issued_on), "valid_until": french_long(row.valid_until) if row.valid_until else "",
        "duplicate": copies,
    }  # fmt: skip
