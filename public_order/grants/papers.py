"""The letters of an application and its act, as plain JSON: receipt, pieces, decision, order or agreement."""

from datetime import datetime
from decimal import Decimal

from directorate.documents.letters import render_text
from directorate.documents.models import Letter
from directorate.documents.papers import masthead, write_letter
from directorate.legal_calendar.arithmetic import french_long
from directorate.money.amounts import percent, words
from directorate.money.funding import report_due
from directorate.org.models import StaffMember
from directorate.parameters.queries import value, values
from directorate.registers.paper_acts import enter
from public_order.grants import queries, terms
from public_order.grants.catalogue import Funder, Instrument
from public_order.grants.models import GrantApplication
from public_order.grants.payments import queries as payments
from public_order.policies import UNIT

RECEIPT = "letters/public_order/grant_receipt.html"
REQUEST = "letters/public_order/grant_request.html"
DECISION = "letters/public_order/grant_decision.html"
ACT = "letters/public_order/grant_act.html"
COURT = ("authority.court", "authority.court_address")


def about(row: GrantApplication) -> dict[str, object]:
    return {
        "number": row.number, "title": row.title, "year": row.year, "programme": row.call.programme.label,
        "promoter": row.promoter.name, "asked": words(row.asked), "investment": row.axis.is_investment,
    }  # fmt: skip


def addressed(row: GrantApplication, template: str, title: str, *, by: StaffMember, at: datetime, **facts) -> Letter:
    return write_letter(
        UNIT, kind="letter", title=f"{title}, {row.number}", template=template, reference=row.number, by=by, at=at,
        to={"civility": "Madame, Monsieur", "name": row.promoter.name, "representative": row.promoter.representative,
            "address": row.promoter.address},
        grant=about(row), **facts,
    )  # fmt: skip


def write_receipt(row: GrantApplication, *, by: StaffMember, at: datetime) -> Letter:
    months = int(value(terms.IMPLICIT_MONTHS, queries.opening(row)))
    return addressed(row, RECEIPT, "Accusé de réception", by=by, at=at, day=french_long(row.receipt_on), months=months)


def write_request(row: GrantApplication, pieces: list[str], *, by: StaffMember, at: datetime) -> Letter:
    due = french_long(row.pieces_due_on)
    return addressed(row, REQUEST, "Demande de pièces", by=by, at=at, pieces=pieces, due=due)


def write_decision(row: GrantApplication, *, by: StaffMember, at: datetime) -> Letter:
    found = values(COURT, at.date())
    return addressed(
        row, DECISION, "Décision", by=by, at=at,
        granted=words(row.granted) if row.granted else "", waiting=row.state == GrantApplication.State.WAITING,
        agreement=row.instrument in (Instrument.AGREEMENT, Instrument.YEARS),
        refusal=row.get_refusal_display(),
        reason="" if row.reason == row.get_refusal_display() else row.reason.rstrip(". "),
        court={"name": found[COURT[0]], "address": found[COURT[1]]},
    )  # fmt: skip


def act_words(row: GrantApplication) -> dict[str, object]:
    """FIPD-15: what the annexes say, each amount once, from the same rows as the pages."""
    day = queries.opening(row)
    budget = queries.budget_of(row)
    granted = row.granted or row.proposed or Decimal(0)
    plan = payments.grant_of(row)
    advance = plan.advance if plan.in_parts else granted
    base = plan.base
    months = int(value(terms.REPORT_MONTHS, day))
    return {
        "grant": {**about(row), "granted": words(granted), "axis": row.axis.label,
                  "description": row.objectives or row.description},
        "kind": row.instrument or queries.instrument_of(row),
        "name": Instrument(row.instrument or queries.instrument_of(row)).label,
        "promoter": {"name": row.promoter.name, "siret": row.promoter.siret, "address": row.promoter.address,
                     "representative": row.promoter.representative},
        "period": [french_long(day) for day in (row.starts_on, row.ends_on) if day],
        "base": words(base), "rate": str(percent(granted, base) or 0).replace(".", ","),
        "lines": [
            {"account": line.account, "label": line.label, "amount": words(line.amount), "is_expense":
             line.account.startswith("6") or line.account == "86",
             "funder": Funder(line.funder).label if line.funder else ""}
            for line in row.budget.all()
        ],
        "expense": words(budget.expense + budget.in_kind_expense),
        "income": words(budget.income + budget.in_kind_income),
        "indicators": [{"label": each.label, "target": each.target} for each in row.indicators.all()],
        "in_parts": plan.in_parts, "on_invoices": plan.is_equipment, "advance": words(advance),
        "balance": words(granted - advance), "pct": str(plan.terms.advance),
        "report_on": french_long(report_due(row.exercise_ends_on, months)) if row.exercise_ends_on else "",
        "start_years": int(value(terms.START_YEARS, day)), "end_years": int(value(terms.END_YEARS, day)),
        "payment_days": int(value(terms.PAYMENT_DAYS, day)),
    }  # fmt: skip


def enter_act(row: GrantApplication, *, by: StaffMember, at: datetime) -> Letter:
    context = {**masthead(UNIT, row.signed_on), **act_words(row), "number": row.act_number,
               "signed_on": french_long(row.signed_on)}  # fmt: skip
    return enter(
        kind="individual", title=f"{row.get_instrument_display()} FIPD, {row.number}", template=ACT, context=context,
        number=row.act_number, signed_on=row.signed_on, unit=UNIT, published=False, by=by, at=at,
    )  # fmt: skip


def act_draft(row: GrantApplication, at: datetime) -> str:
    if row.act_id:
        return row.act.html
    return render_text(ACT, {**masthead(UNIT, at.date()), **act_words(row), "number": "", "signed_on": ""})
