"""The letter of a decision and the order of a plan, as plain JSON; the report as it is shown and kept."""

from datetime import date, datetime
from typing import Any

from directorate.documents.letters import render_text
from directorate.documents.models import Letter
from directorate.documents.papers import masthead, write_letter
from directorate.legal_calendar.arithmetic import french_long
from directorate.org.models import StaffMember
from directorate.parameters.queries import values
from road_safety.policies import UNIT
from road_safety.strategy.catalogue import Answer
from road_safety.strategy.funding import words
from road_safety.strategy.models import Action, YearPlan
from road_safety.strategy.queries import RETAINED, needs_agreement

DECISION = "letters/road_safety/action_decision.html"
ORDER = "letters/road_safety/plan_order.html"
REPORT = "road_safety/strategy/report_pdf.html"
COURT = ("authority.court", "authority.court_address")


def write_decision(action: Action, on: date, *, by: StaffMember, at: datetime) -> Letter:
    found = values(COURT, on)
    return write_letter(
        UNIT,
        kind="letter",
        title=f"Décision, {action.number}",
        template=DECISION,
        to={
            "civility": "Madame, Monsieur",
            "name": action.promoter,
            "representative": action.leader,
            "address": action.address,
        },
        reference=action.number,
        by=by,
        at=at,
        action={"number": action.number, "title": action.title, "year": action.plan.year},
        retained=action.state in RETAINED,
        waiting=action.state == Action.State.WAITING,
        received=action.state != Action.State.NOT_RECEIVABLE,
        reason=action.refused_why,
        granted=words(action.granted) if action.granted else "",
        agreement=bool(action.granted) and needs_agreement(action),
        labelled=action.is_labelled,
        refused=action.answers.filter(answer=Answer.REFUSED).exists(),
        answers=[
            {
                "lever": row.get_lever_display(),
                "asked": row.asked,
                "answer": row.get_answer_display().lower(),
                "reason": row.reason.rstrip(". "),
            }
            for row in action.answers.all()
        ],
        court={"name": found[COURT[0]], "address": found[COURT[1]]},
    )


def order_words(plan: YearPlan, on: date, number: str = "", signed_on: date | None = None) -> dict[str, Any]:
    """What the order of the plan says. Without a number it is a draft of that day."""
    rows = plan.actions.filter(state__in=RETAINED).order_by("number").prefetch_related("stakes")
    return {
        **masthead(UNIT, on),
        "plan": str(plan),
        "year": plan.year,
        "orientations": str(plan.orientations),
        "number": number,
        "signed_on": french_long(signed_on) if signed_on else "",
        "envelope": words(plan.envelope),
        "granted": words(plan.granted),
        "rows": [
            {
                "number": row.number,
                "title": row.title,
                "promoter": row.promoter,
                "stakes": ", ".join(stake.label for stake in row.stakes.all()),
                "granted": words(row.granted) if row.granted else "sans subvention",
            }
            for row in rows
        ],
    }


def order_draft(plan: YearPlan, on: date) -> str:
    return plan.order.html if plan.order_id else render_text(ORDER, order_words(plan, on))
