"""The words of an order, as plain JSON: a draft to be signed, or the act as it was signed (T13, T14)."""

from datetime import date, datetime
from typing import Any

from django.utils.timezone import localtime

from civil_protection.orders.models import CrisisOrder
from civil_protection.plans.letters import acts_heading
from directorate.documents.letters import render_text
from directorate.legal_calendar.arithmetic import french_long

TEMPLATES = {kind: f"letters/orders/{kind}.html" for kind in CrisisOrder.Kind.values}
# What each prohibition stops, as its title and its first article say it.
FORBIDDEN = {
    CrisisOrder.Forbidden.TRAFFIC: "la circulation",
    CrisisOrder.Forbidden.ACCESS: "l'accès",
    CrisisOrder.Forbidden.BATHING: "la baignade",
    CrisisOrder.Forbidden.GATHERING: "les rassemblements",
}


def instant_words(instant: datetime) -> str:
    local = localtime(instant)
    return f"{french_long(local.date())} à {local:%H} h {local:%M}"


def title_of(order: CrisisOrder) -> str:
    if order.kind == CrisisOrder.Kind.REQUISITION:
        return f"portant réquisition : {order.subject}"
    return f"interdisant temporairement {FORBIDDEN[CrisisOrder.Forbidden(order.forbidden)]} : {order.subject}"


def order_words(order: CrisisOrder, on: date, number: str = "") -> dict[str, Any]:
    """Without a number it is a draft."""
    published = order.kind == CrisisOrder.Kind.PROHIBITION
    return {
        **acts_heading(on),
        "is_draft": not number,
        "is_exercise": order.event.is_exercise,
        "event": order.event.name,
        "hazard": order.event.get_hazard_display().lower(),
        "subject": order.subject,
        "forbidden": FORBIDDEN[CrisisOrder.Forbidden(order.forbidden)] if published else "",
        "perimeter": order.perimeter,
        "reason": order.reason,
        "starts": instant_words(order.starts_at),
        "ends": instant_words(order.ends_at),
        "decision": {
            "number": number, "title": title_of(order), "visas": [], "grounds": [], "articles": [], "conditions": "",
        },
        "case": {"procedure": "Gestion de crise", "title": title_of(order)},
        "applicant": {"name": order.holder, "address": order.holder_address},
        "regulatory": published,
        "tacit": False,
        "published": False,
        "signature": {"date": french_long(on) if number else "", "name": ""},
        "sender": {"name": ""},
        "permit": {"check_url": ""},
    }  # fmt: skip


def order_html(order: CrisisOrder, on: date) -> str:
    """As it was signed, or its draft of that day."""
    if order.letter_id:
        return order.letter.html
    return render_text(TEMPLATES[order.kind], order_words(order, on))
