"""Orders of the prefect that hang on no case: their number, and the official register that publishes them by itself."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from civil_protection.crisis.models import LogEntry
from civil_protection.crisis.operations import open_event
from civil_protection.exercises.operations import record_calendar
from civil_protection.exercises.queries import year_of
from civil_protection.orders.models import CrisisOrder
from civil_protection.orders.operations import correct, draft_prohibition, draft_requisition, sign
from civil_protection.orders.papers import order_html
from civil_protection.plans import approvals, operations
from civil_protection.plans.models import PlanAct
from civil_protection.protection.acts import place_of
from civil_protection.public_information import operations as information
from directorate.documents.markup import plain_text, unresolved_fields
from directorate.documents.pdf_text import text_of_pdf
from directorate.documents.rendering import pdf_of
from directorate.documents.typography import typeset
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


# --- orders of a crisis (T13, T14) ---------------------------------------------------------------------------

LONG = "Llanfair" * 12
HOSTILE = "<b id='x'>Œ</b> & \"l'été\" {{ 7|add:7 }}"


def event_of(desk, mode="real"):
    return open_event(name=f"Crue {HOSTILE}", mode=mode, hazard="flood", communes=[desk.house.creteil], by=desk.agent,
                      at=AT)  # fmt: skip


def drafts(event, by, *, most: bool):
    """A requisition and a prohibition, with the least that a form accepts or with the most."""
    text = f"{HOSTILE}\n- {LONG}\n- fin" if most else "Eau"
    common = {"event": event, "perimeter": text, "reason": text, "starts_at": AT, "ends_at": AT + timedelta(days=2),
              "by": by, "at": AT}  # fmt: skip
    requisition = draft_requisition(
        subject=HOSTILE if most else "Lits", holder=HOSTILE if most else "X",
        holder_address="1 rue du Port\n94000 Créteil" if most else "", **common,
    )  # fmt: skip
    ban = draft_prohibition(forbidden="gathering", subject=HOSTILE if most else "à tous", **common)
    return requisition, ban


@pytest.mark.django_db()
@pytest.mark.parametrize("most", [False, True])
def test_the_orders_of_a_crisis_are_laid_out_with_the_least_and_with_the_most(desk, most):
    for row in drafts(event_of(desk), desk.agent, most=most):
        html = order_html(row, ON)
        assert unresolved_fields(html) == []
        assert "<b id" not in html and "{{" not in plain_text(html).replace("{{ 7|add:7 }}", "")
        words = " ".join(text_of_pdf(pdf_of(typeset(html))).split())
        for said in ("PROJET", "L. 2215-1", "25 juin 2026 à", row.subject):
            assert said in words


@pytest.mark.django_db()
def test_a_signed_order_is_numbered_told_in_the_log_and_published_when_it_forbids(desk):
    event = event_of(desk)
    requisition, ban = drafts(event, desk.agent, most=False)
    given = {"signed_on": ON, "by": desk.agent, "at": AT}
    ban = correct(order=ban, forbidden="traffic", subject="à tout véhicule", perimeter="Quai", reason="Eau",
                  starts_at=AT, ends_at=AT + timedelta(days=1), by=desk.agent, at=AT)  # fmt: skip
    signed = [sign(order=row, number="", **given) for row in (requisition, ban)]
    assert [row.number for row in signed] == ["2026/00001", "2026/00002"]
    assert [place_of(row.letter) for row in signed] == ["", "RAA n° 1 de 2026, en préparation"]
    assert "est interdite la circulation : à tout véhicule" in plain_text(signed[1].letter.html)
    assert (
        LogEntry.objects.filter(
            event=event, kind="decision", text__startswith="Arrêté n° 2026/00002 interdisant"
        ).count()
        == 1
    )
    with pytest.raises(Conflict, match="2026/00002"):
        sign(order=ban, number="", **given)
    with pytest.raises(Conflict, match="ne change plus"):
        correct(order=ban, subject="x", by=desk.agent, at=AT)


@pytest.mark.django_db()
def test_an_order_of_an_exercise_says_so_and_takes_no_number(desk):
    _, ban = drafts(event_of(desk, "exercise"), desk.agent, most=False)
    assert plain_text(order_html(ban, ON)).count("EXERCICE") >= 4
    with pytest.raises(Conflict, match="exercice"):
        sign(order=ban, number="", signed_on=ON, by=desk.agent, at=AT)


@pytest.mark.django_db()
def test_an_order_is_prepared_and_signed_from_its_pages(client, desk, time_machine):
    time_machine.move_to(AT, tick=False)
    event = event_of(desk)
    client.force_login(desk.agent)
    typed = {"subject": "Lits", "holder": "Hôtel", "perimeter": "Gymnase", "reason": "Relogement",
             "starts_at": "2026-06-23T12:00", "ends_at": "2026-06-22T12:00"}  # fmt: skip
    new = reverse("civil_protection:crisis-requisition", args=[event.pk])
    refused = client.post(new, typed)
    assert refused.status_code == 422 and "La fin suit le début." in refused.text and "Gymnase" in refused.text
    client.post(new, {**typed, "ends_at": "2026-06-30T12:00"})
    row = CrisisOrder.objects.get()
    client.post(reverse("civil_protection:crisis-order-sign", args=[event.pk, row.pk]), {"signed_on": "2026-06-23"})
    page = client.get(reverse("civil_protection:crisis-order", args=[event.pk, row.pk])).text
    assert "Arrêté n° 2026/00001 du 23 juin 2026" in page and "Modifier le projet" not in page
    assert "2026/00001" in client.get(reverse("civil_protection:crisis-orders"), {"event": event.pk}).text
