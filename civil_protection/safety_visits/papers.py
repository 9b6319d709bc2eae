"""The words of the papers: report and minutes (T19), letters to the mayor (T20, T21), order of closure (T22)."""

from datetime import date
from typing import Any

from civil_protection.plans.letters import acts_heading
from civil_protection.protection.papers import sheet
from civil_protection.safety_visits import follow_up, group
from civil_protection.safety_visits.models import SafetyRequirement, SafetyVisit, UnfavourableOpinion
from directorate.legal_calendar.arithmetic import french_long

MINUTES = "civil_protection/visits/minutes_pdf.html"


def where(row: UnfavourableOpinion) -> dict[str, str]:
    place = row.establishment
    return {
        "name": place.name, "address": place.address, "commune": place.commune.name, "type": place.main_type,
        "category": place.get_category_display() or "", "operator": place.operator,
    }  # fmt: skip


def owed(row: UnfavourableOpinion) -> list[str]:
    """The requirements that still live, as lines."""
    rows = SafetyRequirement.objects.filter(establishment=row.establishment, state__in=follow_up.LIVE)
    return [f"{one.text}{f' ({one.article})' if one.article else ''}" for one in rows.order_by("visit", "number")]


def reminder_words(row: UnfavourableOpinion, on: date) -> dict[str, Any]:
    """What the letters to the mayor say of the opinion."""
    return {
        "place": where(row),
        "opened_on": french_long(row.opened_on),
        "age": follow_up.age(row.opened_on, on),
        "reasons": row.reasons,
        "danger": row.is_danger,
        "requirements": owed(row),
        "reminded_on": french_long(row.reminded_on) if row.reminded_on else "",
        "met_on": french_long(row.met_on) if row.met_on else "",
    }


def closing_words(row: UnfavourableOpinion, *, on: date, number: str, infringements: str, works: str) -> dict[str, Any]:
    title = f"portant fermeture de l'établissement recevant du public « {row.establishment.name} »"
    return {
        **acts_heading(on),
        **reminder_words(row, on),
        "is_draft": False,
        "infringements": infringements,
        "works": works,
        "noticed_on": french_long(row.noticed_on),
        "notice_until": french_long(row.notice_until),
        "decision": {"number": number, "title": title, "visas": [], "grounds": [], "articles": [], "conditions": ""},
        "case": {"procedure": "Sécurité des établissements recevant du public", "title": title},
        "applicant": {"name": row.establishment.operator, "address": row.establishment.address},
        "regulatory": False,
        "tacit": False,
        "published": True,
        "signature": {"date": french_long(on), "name": ""},
        "sender": {"name": ""},
        "permit": {"check_url": ""},
    }


def position_words(code: str) -> str:
    return {group.FAVOURABLE: "Favorable", group.UNFAVOURABLE: "Défavorable"}.get(code, "Sans position")


def members_of(row: SafetyVisit) -> list[dict[str, Any]]:
    """The group in the order of the law, in words."""
    return [
        {**one, "role_label": group.ROLES[one["role"]], "position_label": position_words(one["position"])}
        for one in sorted(row.group, key=lambda one: list(group.ROLES).index(one["role"]))
    ]


def minutes_pdf(row: SafetyVisit, on: date) -> bytes:
    """T19: the report of the group with each position, the requirements, and the opinion when it is given."""
    return sheet(
        MINUTES, on,
        title=f"{'Procès-verbal' if row.opinion else 'Rapport du groupe de visite'}, {row.establishment.name}",
        row=row,
        place=row.establishment,
        members=members_of(row),
        missing=[group.DOCUMENTS[code] for code in row.documents_missing],
        requirements=list(row.requirements.order_by("number")),
        checks=list(row.checks.select_related("requirement__visit").order_by("requirement", "pk")),
    )  # fmt: skip
