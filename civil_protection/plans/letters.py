"""The letters of a plan: to those who are consulted (T02), to the public (T03), and the order that approves it (T01).

Each is composed once, with its values; its PDF is laid out from the words that were kept.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from civil_protection.plans.models import Authority, Plan, PlanAct, PlanRound
from civil_protection.protection.acts import enter
from civil_protection.protection.papers import masthead, sheet
from directorate.casework.letters import APPEAL, AUTHORITY, parameters, period_in_words
from directorate.documents.letters import compose, render_text
from directorate.documents.models import Letter
from directorate.documents.rendering import pdf_of
from directorate.documents.typography import typeset
from directorate.legal_calendar.arithmetic import french_long
from directorate.org.models import StaffMember
from directorate.parameters.queries import value

# Who decides, as an act says it; the prefect of the department is a parameter.
AUTHORITIES = {
    Authority.POLICE_PREFECT: "Le préfet de police",
    Authority.MAYOR: "Le maire",
    Authority.PRIME_MINISTER: "Le Premier ministre",
}
VERBS = {
    PlanAct.Kind.APPROVAL: "approuvant",
    PlanAct.Kind.REVISION: "approuvant, après révision,",
    PlanAct.Kind.EXEMPTION: "dispensant d'établir",
    PlanAct.Kind.REPEAL: "abrogeant",
}
CODE = "code de la sécurité intérieure"


def acts_heading(on: date) -> dict[str, Any]:
    """What an act bears besides: who carries it out, and where it is contested."""
    found = parameters({*AUTHORITY.values(), *APPEAL.values()}, on)
    common = masthead(on)
    common["prefecture"] |= {name: found[code] for name, code in AUTHORITY.items()}
    common["unit"]["address"] = common["unit"]["address"] or value("authority.address", on)
    return {**common, "appeal": {name: period_in_words(int(found[code])) for name, code in APPEAL.items()}}


def plan_words(plan: Plan) -> dict[str, Any]:
    return {
        "code": plan.code, "title": plan.title, "version": plan.draft_version or plan.version, "is_site": plan.is_site,
        "site": plan.site, "site_kind": plan.get_site_kind_display(), "lead": plan.lead,
        "operator": plan.operator.name if plan.operator_id else "",
        "communes": [str(commune) for commune in plan.communes.all()],
    }  # fmt: skip


def consultation(
    plan: Plan, opened: PlanRound, party: Mapping[str, str], *, is_mayor: bool, by: StaffMember, at: datetime
) -> Letter:
    """T02: the draft, and the last day to answer. `party`: name and address."""
    return compose(
        kind="plan_consultation", title=f"Consultation sur le plan {plan.code}, {party['name']}",
        template="letters/plans/consultation.html",
        context={
            **masthead(opened.sent_on), "plan": plan_words(plan), "party": dict(party), "is_mayor": is_mayor,
            "sent_on": french_long(opened.sent_on), "answers_due_on": french_long(opened.answers_due_on),
            "case": {"title": plan.title}, "applicant": {"civility": ""}, "is_draft": False, "signature": {},
            "sender": {},
        },
        by=by, at=at, state=Letter.State.FINAL,
    )  # fmt: skip


def order(plan: Plan, kind: str, number: str, signed_on: date, reason: str, *, by: StaffMember, at: datetime) -> Letter:
    """T01: the act as it was signed. The number of another authority is not one of the registers of this prefecture."""
    facts = {"template": "letters/plans/order.html", "context": order_words(plan, kind, number, signed_on, reason)}
    words = f"{VERBS[PlanAct.Kind(kind)]} le plan {plan.code}"
    if plan.approver == Authority.PREFECT:
        return enter(kind="regulatory", title=f"Arrêté {words}", number=number, signed_on=signed_on, by=by, at=at,
                     **facts)  # fmt: skip
    title = f"Arrêté n° {number} {words}"
    return compose(kind="plan_order", title=title, by=by, at=at, state=Letter.State.FINAL, **facts)


def order_words(plan: Plan, kind: str, number: str, signed_on: date, reason: str) -> dict[str, Any]:
    words = plan_words(plan)
    name = (
        f"le plan particulier d'intervention du site « {plan.site} »"
        if plan.is_site
        else f"la disposition ORSEC {plan.title}"
    )
    common = acts_heading(signed_on)
    if plan.approver in AUTHORITIES:
        common["prefecture"]["authority"] = AUTHORITIES[Authority(plan.approver)]
    last = plan.acts.first()
    return {
        **common,
        "plan": words,
        "kind": str(kind),
        "decision": {
            "number": number, "title": f"{VERBS[PlanAct.Kind(kind)]} {name}", "visas": [], "grounds": [],
            "articles": [], "conditions": "",
        },
        "name": name,
        "replaced": str(last) if last and kind != PlanAct.Kind.EXEMPTION else "",
        "annexes": [str(row) for row in plan.annexes.all()],
        "reason": reason,
        "round": round_words(plan.rounds.filter(version=words["version"]).first()),
        "is_draft": not number,
        "own_act": plan.approver == Authority.PREFECT,
        "regulatory": True,
        "case": {"procedure": "Planification ORSEC", "title": name},
        "applicant": {"name": ""},
        "signature": {"date": french_long(signed_on) if number else ""},
        "sender": {},
        "permit": {},
        "code": CODE,
    }  # fmt: skip


def round_words(found: PlanRound | None) -> dict[str, str]:
    if found is None:
        return {}
    days = {name: getattr(found, name) for name in ("sent_on", "answers_due_on", "opens_on", "closes_on", "notice_on")}
    words = {name: french_long(day) if day else "" for name, day in days.items()}
    return {**words, "newspapers": found.newspapers, "places": found.places}


def draft_order(plan: Plan, on: date) -> bytes:
    """The order to be signed, before it has a number."""
    kind = PlanAct.Kind.REVISION if plan.approved_on else PlanAct.Kind.APPROVAL
    return pdf_of(typeset(render_text("letters/plans/order.html", order_words(plan, kind, "", on, ""))))


def public_notice(plan: Plan, opened: PlanRound, on: date) -> bytes:
    """T03: what the newspapers print."""
    return sheet("letters/plans/public_notice.html", on, plan=plan_words(plan), round=round_words(opened))


def laid_out(letter: Letter) -> bytes:
    return pdf_of(typeset(letter.html))
