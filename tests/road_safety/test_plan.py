"""The orientations and the yearly plan: what the operations accept, refuse, keep; two people at once."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from directorate.documents.operations import render_files
from directorate.web.errors import Conflict, DomainError, NotAllowed
from road_safety.strategy import action_operations as actions
from road_safety.strategy import orientations_operations as orientations
from road_safety.strategy import plan_operations as plans
from road_safety.strategy import queries
from road_safety.strategy.models import Action, Orientations, StakeYear, YearPlan
from road_safety.strategy.reporting import report_of
from road_safety.strategy.victims import Victims, register_victims, unregister_victims
from tests.concurrency import at_once
from tests.people import paris
from tests.road_safety.strategy_stage import AT, STAKES, before_committee, granted, in_force, opened, sheet, signed

D = Decimal
ON = AT.date()


@pytest.fixture(autouse=True)
def _april(time_machine):
    time_machine.move_to(AT, tick=False)


# --- the orientations --------------------------------------------------


@pytest.mark.parametrize("first_year", [2019, 2022, 2023, 2027])
def test_DGO_01_the_years_of_two_orientations_never_overlap(bureau, first_year):
    in_force(bureau.agent)
    with pytest.raises(Conflict, match="DGO 2023-2027") as refusal:
        orientations.open_orientations(first_year=first_year, by=bureau.agent, at=AT)
    assert refusal.value.field == "first_year"
    with pytest.raises(IntegrityError), transaction.atomic():
        Orientations.objects.create(first_year=first_year, last_year=first_year + 4, review_on=ON)


def test_DGO_01_the_next_ones_begin_the_year_after(bureau):
    in_force(bureau.agent)
    row = orientations.open_orientations(first_year=2028, by=bureau.agent, at=AT)
    assert (row.last_year, row.review_on) == (2032, date(2030, 1, 1))


def test_orientations_take_from_four_to_seven_stakes(bureau):
    row = orientations.open_orientations(first_year=2023, by=bureau.agent, at=AT)
    with pytest.raises(DomainError, match="il en a 0"):
        orientations.consult(orientations=row, by=bureau.agent, at=AT)
    for code in (*STAKES, "pedestrian", "work_trips"):
        orientations.record_stake(orientations=row, code=code, by=bureau.agent, at=AT)
    with pytest.raises(DomainError, match="7 enjeux"):
        orientations.record_stake(orientations=row, code="rodeo", by=bureau.agent, at=AT)
    assert row.stakes.get(code="work_trips").accident_filter == "work"
    assert row.stakes.get(code="speed").accident_filter == ""


def test_signed_orientations_change_no_more(bureau):
    row = in_force(bureau.agent)
    with pytest.raises(Conflict, match="ne changent plus"):
        orientations.record_stake(orientations=row, code="rodeo", by=bureau.agent, at=AT)


def test_DGO_04_the_review_is_called_for_from_the_third_year(bureau):
    row = in_force(bureau.agent)
    assert list(queries.to_review(date(2024, 12, 31))) == []
    assert list(queries.to_review(date(2025, 1, 1))) == [row]
    orientations.review(orientations=row, reviewed_on=ON, review="Trois enjeux sur cinq.", by=bureau.agent, at=AT)
    assert list(queries.to_review(ON)) == []


def test_a_plan_declines_the_orientations_of_its_year(bureau):
    with pytest.raises(DomainError, match="Aucun DGO") as refusal:
        plans.open_plan(year=2026, envelope=D(1), by=bureau.agent, at=AT)
    assert refusal.value.field == "year"
    plan = opened(bureau.agent)
    with pytest.raises(Conflict, match="existe déjà"):
        plans.open_plan(year=2026, envelope=D(1), by=bureau.agent, at=AT)
    assert str(plan.orientations) == "DGO 2023-2027"


# --- the sheets --------------------------------------------------


def test_DGO_02_a_sheet_cites_a_stake_or_says_why_not(bureau):
    plan = opened(bureau.agent)
    row = actions.file_action(action=sheet(plan, bureau.agent, stakes=[]), by=bureau.agent, at=AT)
    with pytest.raises(DomainError, match="DGO-02"):
        actions.receive(action=row, by=bureau.agent, at=AT)
    Action.objects.filter(pk=row.pk).update(outside_reason="Demande d'un maire après un accident")
    assert actions.receive(action=row, by=bureau.agent, at=AT).state == "receivable"


def test_PDASR_01_a_natural_person_is_refused_at_its_field(bureau):
    with pytest.raises(DomainError, match="PDASR-01") as refusal:
        sheet(opened(bureau.agent), bureau.agent, promoter_kind="person")
    assert refusal.value.field == "promoter_kind"


def test_sheets_are_numbered_without_gap_when_they_are_filed(bureau):
    plan = opened(bureau.agent)
    rows = [sheet(plan, bureau.agent) for _ in range(2)]
    assert [row.number for row in rows] == ["", ""]
    assert [actions.file_action(action=row, by=bureau.agent, at=AT).number for row in reversed(rows)] == [
        "PDASR-2026-001", "PDASR-2026-002",
    ]  # fmt: skip
    with pytest.raises(Conflict, match="déposée"):
        actions.file_action(action=rows[0], by=bureau.agent, at=AT)


def test_PDASR_03_a_proposal_passes_no_ceiling(bureau):
    plan = opened(bureau.agent)
    with pytest.raises(DomainError, match="8\u202f000") as refusal:
        before_committee(plan, bureau.agent, requested=9_000, proposed=9_000)
    assert refusal.value.field == "proposed"


# --- the three answers, the envelope --------------------------------------------------


def test_PDASR_06_refusing_money_leaves_the_other_two_answers(bureau):
    row = before_committee(opened(bureau.agent), bureau.agent)
    actions.answer(action=row, lever="equipment", answer="granted", by=bureau.agent, at=AT)
    with pytest.raises(DomainError, match="motif") as refusal:
        actions.answer(action=row, lever="money", answer="refused", by=bureau.head, at=AT)
    assert refusal.value.field == "reason"
    reason = "Les crédits vont aux actions de proximité."
    row = actions.answer(action=row, lever="money", answer="refused", reason=reason, by=bureau.head, at=AT)
    assert row.state == "accepted_without_money"
    assert {lever: found.answer for lever, found in queries.answers_of(row).items()} == {
        "money": "refused", "equipment": "granted", "volunteers": "pending",
    }  # fmt: skip
    row = actions.answer(action=row, lever="volunteers", answer="granted", by=bureau.agent, at=AT)
    letter = actions.tell_decision(action=row, by=bureau.agent, at=AT).letter
    assert reason.rstrip(".") in letter.html
    assert "est retenue" in letter.html
    # What is refused may be contested, also when the rest is granted.
    assert "peut être contestée" in letter.html
    assert render_files(letter_id=letter.pk, at=AT).pdf.size > 1000


def test_an_agent_does_not_grant_money_and_a_stranger_nothing(bureau):
    row = before_committee(opened(bureau.agent), bureau.agent)
    with pytest.raises(NotAllowed, match="chef du bureau"):
        granted(row, 1_000, bureau.agent)
    with pytest.raises(NotAllowed):
        actions.answer(action=row, lever="equipment", answer="granted", by=bureau.house.agent, at=AT)


def test_PDASR_07_the_envelope_is_never_passed(bureau):
    """W11, for the plan: one euro more is refused, the exact amount is accepted."""
    plan = opened(bureau.agent, envelope=8_000)
    first, second = before_committee(plan, bureau.agent), before_committee(plan, bureau.agent)
    granted(first, 5_000, bureau.head)
    with pytest.raises(Conflict, match="il reste 3\u202f000") as refusal:
        granted(second, 3_001, bureau.head)
    assert refusal.value.field == "amount"
    assert granted(second, 3_000, bureau.head).granted == 3_000
    assert YearPlan.objects.get().left == 0
    with pytest.raises(IntegrityError), transaction.atomic():
        YearPlan.objects.update(granted=8_001)
    actions.cancel(action=second, reason="Le porteur y renonce.", by=bureau.agent, at=AT)
    assert YearPlan.objects.get().left == 3_000


def test_PDASR_07_a_draft_reserves_nothing_and_a_proposal_moves_the_simulated_balance(bureau):
    plan = opened(bureau.agent, envelope=8_000)
    sheet(plan, bureau.agent)
    assert queries.balance(plan).simulated == 8_000
    before_committee(plan, bureau.agent, proposed=2_500)
    found = queries.balance(plan)
    assert (found.left, found.simulated) == (8_000, 5_500)


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_never_overspend_the_envelope(bureau):
    plan = opened(bureau.agent, envelope=8_000)
    rows = [before_committee(plan, bureau.agent) for _ in range(2)]
    outcomes = at_once(*(lambda row=row: granted(row, 5_000, bureau.head) for row in rows))
    assert sum(isinstance(found, Conflict) for found in outcomes) == 1
    assert YearPlan.objects.get().granted == 5_000


@pytest.mark.django_db(transaction=True)
def test_a_second_click_grants_once(bureau):
    plan = opened(bureau.agent)
    row = before_committee(plan, bureau.agent)
    outcomes = at_once(*(lambda: granted(row, 5_000, bureau.head) for _ in range(2)))
    assert sum(isinstance(found, Conflict) for found in outcomes) == 1
    assert YearPlan.objects.get().granted == 5_000


# --- from the order to the report --------------------------------------------------


def committed(bureau, plan=None, **facts) -> Action:
    plan = plan or opened(bureau.agent)
    row = granted(before_committee(plan, bureau.agent, **facts), 5_000, bureau.head)
    if plan.signed_on is None:
        signed(plan, bureau.agent)
    return actions.commit(action=row, committed_on=ON, by=bureau.agent, at=AT)


def test_the_order_takes_its_number_and_lists_what_is_retained(bureau):
    plan = opened(bureau.agent)
    row = before_committee(plan, bureau.agent)
    with pytest.raises(Conflict, match="ne peut pas être signé"):
        plans.sign(plan=plan, number="", signed_on=ON, by=bureau.agent, at=AT)
    plans.hold_committee(plan=plan, committee_on=ON, minutes="Avis favorable.", by=bureau.agent, at=AT)
    with pytest.raises(Conflict, match="Aucune action"):
        plans.sign(plan=plan, number="", signed_on=ON, by=bureau.agent, at=AT)
    row = granted(row, 5_000, bureau.head)
    with pytest.raises(Conflict, match="n'est pas signé"):
        actions.commit(action=row, committed_on=ON, by=bureau.agent, at=AT)
    plan = plans.sign(plan=plan, number="", signed_on=ON, by=bureau.agent, at=AT)
    assert plan.order_number == "2026/00001"
    assert row.number in plan.order.html
    assert plan.order.register_entry


def test_PDASR_08_who_owes_a_report_is_not_paid(bureau):
    row = committed(bureau)
    late = actions.pay(action=committed(bureau, row.plan), paid=D(5_000), paid_on=ON, by=bureau.agent, at=AT)
    assert late.report_due_on == date(2027, 6, 30)
    Action.objects.filter(pk=late.pk).update(report_due_on=date(2026, 4, 19))
    with pytest.raises(Conflict, match="PDASR-08.*19 avril 2026"):
        actions.pay(action=row, paid=D(5_000), paid_on=ON, by=bureau.agent, at=AT)
    actions.record_report(action=late, reported_on=ON, spent=D(10_000), by=bureau.agent, at=AT)
    assert actions.pay(action=row, paid=D(5_000), paid_on=ON, by=bureau.agent, at=AT).state == "paid"


def test_what_was_not_spent_comes_back(bureau):
    row = actions.pay(action=committed(bureau), paid=D(5_000), paid_on=ON, by=bureau.agent, at=AT)
    row = actions.record_report(action=row, reported_on=ON, spent=D(6_000), by=bureau.agent, at=AT)
    assert row.to_recover == 2_000


def test_a_postponed_sheet_keeps_its_former_days_and_a_cancellation_after_payment_recovers(bureau):
    row = committed(bureau)
    row = actions.postpone(
        action=row, starts_on=date(2026, 9, 1), ends_on=date(2026, 9, 2), reason="Vigilance canicule.",
        by=bureau.agent, at=AT,
    )  # fmt: skip
    assert "du 12/05/2026 au 01/09/2026" in row.moves.last().words
    row = actions.pay(action=row, paid=D(5_000), paid_on=ON, by=bureau.agent, at=AT)
    row = actions.cancel(action=row, reason="Salle indisponible.", by=bureau.agent, at=AT)
    assert (row.to_recover, YearPlan.objects.get().granted) == (5_000, 5_000)


def test_an_action_is_evaluated_once_held_and_closed_once_reported(bureau):
    row = committed(bureau)
    facts = {"evaluated_on": ON, "evaluation": "Bonne participation.", "by": bureau.agent, "at": AT}
    with pytest.raises(Conflict, match="évaluée"):
        actions.evaluate(action=row, **facts)
    row = actions.hold(action=row, held_on=ON, by=bureau.agent, at=AT)
    assert row.reached is None
    indicator = row.indicators.get()
    row = actions.evaluate(action=row, reached=320, results={indicator.pk: "320"}, **facts)
    assert (row.indicators.get().result, row.reached) == ("320", 320)
    with pytest.raises(Conflict, match="pas payée"):
        actions.close(action=row, by=bureau.agent, at=AT)
    actions.pay(action=row, paid=D(5_000), paid_on=ON, by=bureau.agent, at=AT)
    with pytest.raises(Conflict, match="compte rendu"):
        actions.close(action=row, by=bureau.agent, at=AT)
    actions.record_report(action=row, reported_on=ON, spent=D(10_000), by=bureau.agent, at=AT)
    assert actions.close(action=row, by=bureau.agent, at=AT).state == "closed"


def test_an_action_held_before_its_grant_is_engaged_is_engaged_then_paid(bureau):
    plan = opened(bureau.agent)
    row = granted(before_committee(plan, bureau.agent), 5_000, bureau.head)
    signed(plan, bureau.head)
    row = actions.hold(action=row, held_on=ON, by=bureau.agent, at=AT)
    row = actions.commit(action=row, committed_on=ON, by=bureau.agent, at=AT)
    assert (row.state, row.committed_on) == ("executed", ON)
    with pytest.raises(Conflict, match="déjà engagée"):
        actions.commit(action=row, committed_on=ON, by=bureau.agent, at=AT)
    assert actions.pay(action=row, paid=D(5_000), paid_on=ON, by=bureau.agent, at=AT).state == "executed"
    # The letter says the decision as well after the money is paid.
    assert "est retenue" in actions.tell_decision(action=row, by=bureau.agent, at=AT).letter.html


def test_an_action_without_a_grant_is_not_engaged(bureau):
    plan = opened(bureau.agent)
    row = before_committee(plan, bureau.agent, requested=None)
    row = actions.answer(action=row, lever="equipment", answer="granted", by=bureau.agent, at=AT)
    signed(plan, bureau.head)
    row = actions.hold(action=row, held_on=ON, by=bureau.agent, at=AT)
    with pytest.raises(Conflict, match="Aucune subvention"):
        actions.commit(action=row, committed_on=ON, by=bureau.agent, at=AT)


def test_a_sheet_already_answered_on_every_lever_is_decided_by_the_committee(bureau):
    row = sheet(opened(bureau.agent), bureau.agent, requested=None)
    row = actions.file_action(action=row, by=bureau.agent, at=AT)
    row = actions.receive(action=row, by=bureau.agent, at=AT)
    for lever in ("equipment", "volunteers"):
        row = actions.answer(action=row, lever=lever, answer="granted", by=bureau.agent, at=AT)
    row = actions.instruct(action=row, by=bureau.agent, at=AT)
    assert actions.propose(action=row, notes={}, by=bureau.agent, at=AT).state == "accepted_without_money"


def test_actions_held_for_sixty_days_without_evaluation_are_counted(bureau):
    row = actions.hold(action=committed(bureau), held_on=ON, by=bureau.agent, at=AT)
    assert list(queries.unevaluated(date(2026, 6, 19))) == []
    assert list(queries.unevaluated(date(2026, 6, 20))) == [row]


# --- the report --------------------------------------------------


def of_young(accident_filter: str, year: int) -> Victims | None:
    known = Victims(240, 2, 38, 20, 160, is_final=True, source="ONISR, fichiers des accidents 2026")
    return known if (accident_filter, year) == ("young", 2026) else None


def line(report, label: str) -> dict:
    return next(row for row in report["stakes"] if row["label"] == label)


def test_A2_5_shares_and_costs_are_blank_when_they_are_not_known(bureau):
    plan = opened(bureau.agent)
    report = report_of(plan, ON)
    totals = dict(report["totals"])
    assert (totals["Coût par personne touchée"], totals["Taux d'exécution (réalisées ÷ retenues)"]) == ("", "")
    assert {row["victims"] for row in report["stakes"]} == {""}
    assert {row["share"] for row in report["stakes"]} == {""}


def test_A2_5_the_share_of_the_plan_stands_beside_the_share_of_the_victims(bureau):
    plan = opened(bureau.agent)
    town = bureau.house.creteil
    row = committed(bureau, plan, communes=[town])
    committed(bureau, YearPlan.objects.get(), stakes=list(plan.orientations.stakes.filter(code="senior")))
    actions.hold(action=row, held_on=ON, reached=400, by=bureau.agent, at=AT)
    register_victims(of_young)
    try:
        report = report_of(plan, ON)
    finally:
        unregister_victims(of_young)
    young, senior = line(report, "Jeunes"), line(report, "Seniors")
    assert (young["share"], young["victims"], young["gap"], young["cost"]) == (
        "50,0 %", "25,0 %", "+25,0 points", "12,50\u00a0€",
    )  # fmt: skip
    assert (senior["share"], senior["victims"], senior["gap"], senior["cost"]) == ("50,0 %", "", "", "")
    assert dict(report["totals"])["Taux d'exécution (réalisées ÷ retenues)"] == "50,0 %"
    assert dict(report["communes"]) == {town.name: 1}


def test_DGO_03_a_validated_report_never_follows_later_corrections(bureau):
    plan = opened(bureau.agent)
    row = committed(bureau, plan)
    actions.hold(action=row, held_on=ON, reached=100, by=bureau.agent, at=AT)
    register_victims(of_young)
    try:
        plan = plans.validate_report(plan=plan, report_on=ON, by=bureau.head, at=AT)
    finally:
        unregister_victims(of_young)
    frozen = StakeYear.objects.get()
    assert (frozen.killed, frozen.hospitalised, frozen.is_final) == (2, 38, True)
    Action.objects.filter(pk=row.pk).update(reached=9_999)
    assert line(report_of(plan, paris(2027, 1, 5).date()), "Jeunes")["reached"] == "100"
    assert line(report_of(plan, ON), "Jeunes")["victims"] == "25,0 %"
    with pytest.raises(Conflict, match="est évalué"):
        sheet(plan, bureau.agent)
