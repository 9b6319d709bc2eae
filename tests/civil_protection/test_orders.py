"""Orders of the prefect that hang on no case: their number, and the official register that publishes them by itself."""

import pytest
from django.db import transaction

from civil_protection.exercises.operations import record_calendar
from civil_protection.exercises.queries import year_of
from civil_protection.plans import approvals, operations
from civil_protection.plans.models import PlanAct
from civil_protection.protection.acts import place_of
from civil_protection.public_information import operations as information
from directorate.registers.operations import next_number, publish_issue, take_number
from directorate.registers.queries import visible_acts
from directorate.web.errors import Conflict, DomainError
from tests.concurrency import at_once
from tests.people import paris

AT = paris(2026, 6, 23)
ON = AT.date()


@pytest.fixture()
def drafted(desk):
    """A plan of the prefect of this department, about to be approved."""

    def draft(kind="INOND", approver="prefect"):
        plan = operations.create_plan(
            kind=kind, title="Crue <b>", version="2026.1", level="internal", lead="SIDPC", approver=approver,
            director="prefect", communes=[desk.house.creteil], by=desk.agent, at=AT,
        )  # fmt: skip
        return operations.begin(plan=plan, name="draft", by=desk.agent, at=AT)

    return draft


@pytest.mark.django_db()
def test_the_orders_on_plans_exercises_and_risks_are_numbered_and_published_like_any_act(desk, drafted):
    given = {"by": desk.agent, "at": AT}
    plan = approvals.approve(plan=drafted(), number="", signed_on=ON, **given)
    calendar = record_calendar(year=2026, number="2026/00041", signed_on=ON, **given)
    information.record_risks(commune=desk.house.creteil, degrees={"clay": 2}, source="Carte", checked_on=ON, **given)
    row = information.draw_up_list(year=2026, **given)
    row = information.sign_list(risk_list=row, number="", signed_on=ON, **given)
    act = plan.acts.get()
    assert [act.number, calendar.number, row.order_number] == ["2026/00001", "2026/00041", "2026/00042"]
    assert next_number("acts", at=AT) == "2026/00043"
    letters = [act.letter, calendar.letter, row.order]
    assert {place_of(letter) for letter in letters} == {"RAA n° 1 de 2026, en préparation"}
    assert visible_acts(desk.agent, ON).filter(pk__in=[letter.pk for letter in letters]).count() == 3
    entry = calendar.letter.register_entry
    publish_issue(issue=entry.issue, published_on=ON, entries=[entry.pk], by=desk.head, at=AT)
    assert place_of(year_of(2026).order.letter) == "RAA n° 1 de 2026, publié le 23 juin 2026"
    with pytest.raises(Conflict, match="RAA n° 2 de 2026, en préparation"):
        approvals.note_publication(act=act, issue_number=1, issue_on=ON, **given)


@pytest.mark.django_db()
def test_the_act_of_another_authority_keeps_its_number_and_stays_out_of_our_registers(desk, drafted):
    given = {"signed_on": ON, "by": desk.agent, "at": AT}
    plan = drafted(approver="police_prefect")
    with pytest.raises(DomainError) as refusal:
        approvals.approve(plan=plan, number="", **given)
    assert refusal.value.field == "number"
    act = approvals.approve(plan=plan, number="2026/0412", **given).acts.get()
    assert (act.number, act.letter.number, place_of(act.letter)) == ("2026/0412", "", "")
    with pytest.raises(DomainError, match="dernier numéro donné en 2026 est 00000"):
        approvals.approve(plan=drafted("VDC"), number="2026/99999", **given)


def test_two_approvals_at_once_are_one_and_the_other_is_told(transactional_db, desk, drafted):
    plan = drafted()

    def approve(by):
        return approvals.approve(plan=plan, number="", signed_on=ON, by=by, at=AT)

    told = at_once(lambda: approve(desk.head), lambda: approve(desk.agent))
    (refusal,) = [answer for answer in told if isinstance(answer, Exception)]
    assert isinstance(refusal, Conflict) and "« approuvé »" in str(refusal)
    assert [act.number for act in PlanAct.objects.all()] == ["2026/00001"]
    assert next_number_of(2026) == 2


def next_number_of(year: int) -> int:
    with transaction.atomic():
        return take_number("acts", year)
