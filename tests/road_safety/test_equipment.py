"""Loans: what is held, refused, signed, handed out and back; the base itself; two people at once."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from directorate.jobs.models import OutgoingMail
from directorate.web.errors import Conflict, DomainError, NotAllowed
from road_safety.equipment import figures, papers, queries, tasks
from road_safety.equipment import loan_operations as ops
from road_safety.equipment import pool_operations as pool
from road_safety.equipment.models import Allocation, EquipmentItem, Loan, Shortage
from tests.concurrency import at_once
from tests.people import paris
from tests.road_safety.equipment_stage import (
    AT,
    ON,
    a_model,
    an_item,
    asked,
    confirmed,
    goggles,
    later,
    out,
    photo,
    signed,
    simulator,
)
from tests.road_safety.volunteers_stage import active
from tests.road_safety.volunteers_stage import confirmed as posted


@pytest.fixture(autouse=True)
def _may(time_machine):
    time_machine.move_to(AT, tick=False)


def days(loan: Loan) -> list[tuple[date, date]]:
    return [(row.days.lower, row.days.upper) for row in loan.allocations.filter(holds=True)]


# --- what is held ------------------------------------------------------------------------------------------


def test_MAT_01_a_loan_takes_its_days_of_preparation(bureau):
    model, item = simulator(bureau.agent)
    row = confirmed(bureau.agent, model)
    assert (row.number, row.state) == ("PRET-2026-0001", "confirmed")
    assert days(row) == [(date(2026, 5, 11), date(2026, 5, 16))]
    assert row.allocations.get().item == item


@pytest.mark.parametrize(
    ("first", "last", "is_free"), [(5, 9, True), (5, 10, False), (12, 14, False), (16, 18, False), (17, 18, True)]
)
def test_MAT_01_a_serialised_unit_is_never_lent_twice(bureau, first, last, is_free):
    """Two days of preparation lie between two loans: the day after the one, the day before the other."""
    model, _ = simulator(bureau.agent)
    confirmed(bureau.agent, model)
    other = asked(bureau.agent, model, first=date(2026, 5, first), last=date(2026, 5, last))
    if is_free:
        assert ops.confirm_loan(loan=other, by=bureau.agent, at=AT).state == "confirmed"
        return
    with pytest.raises(Conflict, match="MAT-01 : « Simulateur deux-roues » manque le"):
        ops.confirm_loan(loan=other, by=bureau.agent, at=AT)
    other.refresh_from_db()
    assert (other.state, other.allocations.count()) == ("requested", 0)
    assert Shortage.objects.get().loan == other


def test_MAT_01_the_base_refuses_a_direct_double_booking_of_a_unit(bureau):
    model, item = simulator(bureau.agent)
    held = confirmed(bureau.agent, model).allocations.get()
    other = asked(bureau.agent, model)
    copy = {"line": other.lines.get(), "loan": other, "model": model, "tracking": "serialised", "item": item}
    with pytest.raises(IntegrityError, match="equipment_never_lent_twice"), transaction.atomic():
        Allocation.objects.create(**copy, days=DateRange(held.days.lower, held.days.upper, "[)"))
    with pytest.raises(IntegrityError, match="suivi de son modèle"), transaction.atomic():
        Allocation.objects.create(**{**copy, "tracking": "lot", "item": None}, days=held.days)


def test_MAT_01_the_base_refuses_more_of_a_lot_than_its_stock(bureau):
    model = goggles(bureau.agent, 10)
    held = confirmed(bureau.agent, (model, 7)).allocations.get()
    other = asked(bureau.agent, (model, 4))
    copy = {"line": other.lines.get(), "loan": other, "model": model, "tracking": "lot", "days": held.days}
    with pytest.raises(IntegrityError, match="ne suffit pas le 11/05/2026"), transaction.atomic():
        Allocation.objects.create(**copy, quantity=4)
    row = Allocation.objects.create(**copy, quantity=3)
    with pytest.raises(IntegrityError, match="ne suffit pas"), transaction.atomic():
        Allocation.objects.filter(pk=row.pk).update(quantity=4)
    with pytest.raises(IntegrityError, match="ne suffit pas"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE road_safety_allocation SET quantity = 8 WHERE id = %s", [held.pk])
    with pytest.raises(Conflict, match="4 demandés, 3 libres"):
        ops.confirm_loan(loan=other, by=bureau.agent, at=AT)


def test_MAT_01_maintenance_takes_its_part_of_a_lot(bureau):
    model = goggles(bureau.agent, 10)
    pool.start_maintenance(item=model.items.get(), quantity=4, first_on=date(2026, 5, 13), last_on=date(2026, 5, 13),
                           reason="Nettoyage", by=bureau.agent, at=AT)  # fmt: skip
    with pytest.raises(Conflict, match=r"13/05/2026.*4 en entretien"):
        confirmed(bureau.agent, (model, 7))
    assert confirmed(bureau.agent, (model, 6)).state == "confirmed"


def test_MAT_01_everything_is_held_or_nothing(bureau):
    model, _ = simulator(bureau.agent)
    lot = goggles(bureau.agent, 3)
    with pytest.raises(Conflict, match="Lunettes"):
        confirmed(bureau.agent, model, (lot, 4))
    assert not Allocation.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_MAT_01_two_clicks_at_the_same_instant_hold_one_unit_once(bureau):
    model, _ = simulator(bureau.agent)
    rows = [asked(bureau.agent, model) for _ in range(2)]
    outcomes = at_once(*(lambda row=row: ops.confirm_loan(loan=row, by=bureau.agent, at=AT) for row in rows))
    assert sorted(type(found).__name__ for found in outcomes) == ["Loan", "OutOfStock"]
    assert Allocation.objects.filter(holds=True).count() == 1
    assert Loan.objects.filter(state="confirmed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_MAT_01_two_clicks_at_the_same_instant_never_pass_the_stock_of_a_lot(bureau):
    lot = goggles(bureau.agent, 10)
    rows = [asked(bureau.agent, (lot, 4)) for _ in range(4)]
    outcomes = at_once(*(lambda row=row: ops.take_option(loan=row, by=bureau.agent, at=AT) for row in rows))
    assert sorted(type(found).__name__ for found in outcomes) == ["Loan", "Loan", "OutOfStock", "OutOfStock"]
    assert sum(Allocation.objects.values_list("quantity", flat=True)) == 8


@pytest.mark.django_db(transaction=True)
def test_MAT_01_two_direct_writes_at_the_same_instant_never_pass_the_stock(bureau):
    lot = goggles(bureau.agent, 10)
    rows = [asked(bureau.agent, (lot, 6)) for _ in range(2)]
    span = DateRange(date(2026, 5, 11), date(2026, 5, 16), "[)")

    def written(row):
        return Allocation.objects.create(
            line=row.lines.get(), loan=row, model=lot, tracking="lot", quantity=6, days=span
        )

    outcomes = at_once(*(lambda row=row: written(row) for row in rows))
    assert sorted(type(found).__name__ for found in outcomes) == ["Allocation", "IntegrityError"]


@pytest.mark.django_db(transaction=True)
def test_two_loans_of_the_same_models_do_not_block_each_other(bureau):
    first, _ = simulator(bureau.agent)
    second = goggles(bureau.agent, 10)
    rows = [asked(bureau.agent, first, second), asked(bureau.agent, second, first)]
    outcomes = at_once(*(lambda row=row: ops.confirm_loan(loan=row, by=bureau.agent, at=AT) for row in rows))
    assert sorted(type(found).__name__ for found in outcomes) == ["Loan", "OutOfStock"]


def test_a_second_click_confirms_nothing_more(bureau):
    model, _ = simulator(bureau.agent)
    row = asked(bureau.agent, model)
    ops.confirm_loan(loan=row, by=bureau.agent, at=AT)
    with pytest.raises(Conflict, match="« confirmé »"):
        ops.confirm_loan(loan=row, by=bureau.agent, at=AT)
    assert row.papers.count() == 1


# --- options --------------------------------------------------------------------------------------------


def test_MAT_02_an_option_holds_ten_days_then_lets_go(bureau):
    model, _ = simulator(bureau.agent)
    row = ops.take_option(loan=asked(bureau.agent, model, first=date(2026, 6, 2), last=date(2026, 6, 3)),
                          by=bureau.agent, at=AT)  # fmt: skip
    assert row.option_until == ON + timedelta(days=10)
    other = asked(bureau.agent, model, first=date(2026, 6, 2), last=date(2026, 6, 2))
    with pytest.raises(Conflict, match="MAT-01"):
        ops.confirm_loan(loan=other, by=bureau.agent, at=AT)
    assert ops.expire_options(at=later(10)) == 0
    assert ops.expire_options(at=later(11)) == 1
    assert ops.expire_options(at=later(11)) == 0
    row.refresh_from_db()
    assert (row.state, row.option_until, days(row)) == ("requested", None, [])
    assert "option" in OutgoingMail.objects.get().subject
    assert ops.confirm_loan(loan=other, by=bureau.agent, at=later(11)).state == "confirmed"


def test_MAT_02_the_clock_lets_go_of_options(bureau, time_machine):
    model, _ = simulator(bureau.agent)
    ops.take_option(
        loan=asked(bureau.agent, model, first=date(2026, 7, 2), last=date(2026, 7, 3)), by=bureau.agent, at=AT
    )
    time_machine.move_to(later(12))
    tasks.nightly_loans()
    assert Loan.objects.get().state == "requested"


def test_MAT_02_an_option_is_confirmed_with_what_it_holds(bureau):
    model, _ = simulator(bureau.agent)
    row = ops.take_option(loan=asked(bureau.agent, model), by=bureau.agent, at=AT)
    held = row.allocations.get()
    row = ops.confirm_loan(loan=row, by=bureau.agent, at=AT)
    assert (row.state, row.allocations.get()) == ("confirmed", held)


# --- papers, licence, operator ------------------------------------------------------------------------------


def test_MAT_03_nothing_leaves_without_agreement_and_insurance(bureau):
    model, _ = simulator(bureau.agent)
    row = confirmed(bureau.agent, model)
    leaves = paris(2026, 5, 12, 9)
    with pytest.raises(Conflict, match="MAT-03 : La convention"):
        ops.hand_out(loan=row, signatory="Mme Sorel", by=bureau.agent, at=leaves)
    row = ops.sign_agreement(loan=row, signed_on=ON, signatory="Mme Sorel", by=bureau.agent, at=AT)
    with pytest.raises(Conflict, match="MAT-03 : L'attestation d'assurance"):
        ops.hand_out(loan=row, signatory="Mme Sorel", by=bureau.agent, at=leaves)
    with pytest.raises(DomainError, match="jusqu'au retour") as refusal:
        ops.receive_insurance(loan=row, document=photo(), insured_until=date(2026, 5, 13), by=bureau.agent, at=AT)
    assert refusal.value.field == "insured_until"
    with pytest.raises(IntegrityError, match="loan_out_insured_and_signed"), transaction.atomic():
        Loan.objects.filter(pk=row.pk).update(state="out", out_at=leaves)
    row = ops.receive_insurance(loan=row, document=photo(), insured_until=date(2026, 5, 14), by=bureau.agent, at=AT)
    assert ops.hand_out(loan=row, signatory="Mme Sorel", by=bureau.agent, at=leaves).state == "out"


@pytest.mark.parametrize(("category", "leaves"), [("", False), ("B", False), ("B96", False), ("BE", True)])
def test_MAT_04_a_towed_item_takes_the_licence_of_its_driver(bureau, category, leaves):
    model, _ = simulator(bureau.agent, towing="BE")
    row = signed(bureau.agent, model, driver_category=category)
    if leaves:
        assert ops.hand_out(loan=row, signatory="Mme Sorel", by=bureau.agent, at=paris(2026, 5, 12)).state == "out"
        return
    with pytest.raises(Conflict, match="MAT-04.*permis BE"):
        ops.hand_out(loan=row, signatory="Mme Sorel", by=bureau.agent, at=paris(2026, 5, 12))


def test_MAT_04_an_item_to_operate_takes_a_trained_person(bureau):
    model, _ = simulator(bureau.agent, operator="simulator_use")
    row = signed(bureau.agent, model)
    with pytest.raises(Conflict, match="MAT-04.*ni intervenant formé"):
        ops.hand_out(loan=row, signatory="Mme Sorel", by=bureau.agent, at=paris(2026, 5, 12))
    Loan.objects.update(trained_agent="M. Ravel")
    assert ops.hand_out(loan=row, signatory="Mme Sorel", by=bureau.agent, at=paris(2026, 5, 12)).state == "out"


def test_MAT_04_a_volunteer_trained_and_confirmed_on_the_mission_operates(bureau):
    town = bureau.house.creteil
    model, _ = simulator(bureau.agent, operator="simulator_use")
    for modules, leaves in (((), False), (("simulator_use",), True)):
        person = active(f"IDSR-2026-{80 + leaves}", town, *modules)
        found = posted(bureau.agent, town, person, at=AT)
        day = 12 if leaves else 19
        row = signed(bureau.agent, model, first=date(2026, 5, day), last=date(2026, 5, day))
        row = ops.link_loan(loan=row, action=None, mission=found.mission, by=bureau.agent, at=AT)
        names = queries.trained_volunteers(row, "simulator_use")
        assert bool(names) is leaves
        if leaves:
            assert ops.hand_out(loan=row, signatory="Mme Sorel", by=bureau.agent, at=paris(2026, 5, day)).state == "out"


def test_MAT_04_a_mission_of_another_day_operates_nothing(bureau):
    town = bureau.house.creteil
    model, _ = simulator(bureau.agent, operator="simulator_use")
    found = posted(bureau.agent, town, active("IDSR-2026-81", town, "simulator_use"), at=AT)
    row = signed(bureau.agent, model, first=date(2026, 8, 18), last=date(2026, 8, 18))
    row = ops.link_loan(loan=row, action=None, mission=found.mission, by=bureau.agent, at=AT)
    assert queries.trained_volunteers(row, "simulator_use") == []


def test_MAT_06_a_check_due_before_the_return_prevents_the_confirmation(bureau):
    model, item = simulator(bureau.agent, before_days=0, after_days=0)
    for day, allowed in ((13, False), (14, True)):
        EquipmentItem.objects.filter(pk=item.pk).update(next_check_on=date(2026, 5, day))
        row = asked(bureau.agent, model)
        if allowed:
            assert ops.confirm_loan(loan=row, by=bureau.agent, at=AT).state == "confirmed"
        else:
            with pytest.raises(Conflict, match="MAT-06.*SIM-1"):
                ops.confirm_loan(loan=row, by=bureau.agent, at=AT)


def test_MAT_06_an_option_whose_unit_must_be_checked_meanwhile_is_not_confirmed(bureau):
    model, item = simulator(bureau.agent)
    row = ops.take_option(loan=asked(bureau.agent, model), by=bureau.agent, at=AT)
    EquipmentItem.objects.filter(pk=item.pk).update(next_check_on=date(2026, 5, 10))
    with pytest.raises(Conflict, match="MAT-06"):
        ops.confirm_loan(loan=row, by=bureau.agent, at=AT)


def test_MAT_07_consumables_leave_the_stock_for_good_and_the_oldest_first(bureau):
    model = a_model(bureau.agent, "Éthylotests chimiques", family="chemical_tests", tracking="consumable",
                    before_days=0, after_days=0)  # fmt: skip
    lots = {
        number: an_item(model, bureau.agent, number, quantity=count, expires_on=until)
        for number, count, until in (
            ("LOT-A", 100, date(2026, 5, 13)), ("LOT-B", 60, date(2026, 9, 30)), ("LOT-C", 80, date(2027, 3, 31)),
        )
    }  # fmt: skip
    row = out(bureau.agent, (model, 90))
    left = {number: EquipmentItem.objects.get(pk=lot.pk).quantity for number, lot in lots.items()}
    # LOT-A is past its date before the return: it is left where it is.
    assert left == {"LOT-A": 100, "LOT-B": 0, "LOT-C": 50}
    assert row.state == "closed"
    assert row.steps.last().words == "Matériel donné à Mme Sorel, rien n'est à rendre"
    with pytest.raises(Conflict, match="51 demandés, 50 libres"):
        confirmed(bureau.agent, (model, 51))
    again = confirmed(bureau.agent, (model, 30))
    with pytest.raises(IntegrityError, match="n'en contient plus assez"), transaction.atomic():
        again.allocations.update(quantity=51)
    with pytest.raises(IntegrityError, match="périmé"), transaction.atomic():
        again.allocations.update(item=lots["LOT-A"])


def test_MAT_07_what_is_given_is_never_late(bureau):
    tests = a_model(bureau.agent, "Éthylotests chimiques", family="chemical_tests", tracking="consumable",
                    before_days=0, after_days=0)  # fmt: skip
    an_item(tests, bureau.agent, "LOT-A", quantity=100)
    model, _ = simulator(bureau.agent)
    given = out(bureau.agent, (tests, 40))
    mixed = out(bureau.agent, (tests, 20), model, trained_agent="M. Aubry")
    # As a loan was left before what is given ended it.
    old = out(bureau.agent, (tests, 10))
    Loan.objects.filter(pk=old.pk).update(state="out")
    old.refresh_from_db()
    when = paris(2026, 5, 20, 7)
    assert [row.pk for row in queries.late(when.date())] == [mixed.pk]
    assert [queries.days_late(row, when.date()) for row in (given, old, mixed)] == [0, 0, 6]
    assert ops.remind_late(at=when) == 1
    assert figures.year_of(2026, when.date()).late == 1


# --- out and back -----------------------------------------------------------------------------------------


def test_a_loan_goes_out_and_comes_back_with_photographs(bureau):
    model, item = simulator(bureau.agent)
    row = signed(bureau.agent, model)
    with pytest.raises(Conflict, match="à partir du 11/05/2026"):
        ops.hand_out(loan=row, signatory="Mme Sorel", by=bureau.agent, at=paris(2026, 5, 10))
    row = ops.hand_out(loan=row, signatory="Mme Sorel", checklist=["complete", "works"], photos=[photo()],
                       by=bureau.agent, at=paris(2026, 5, 12, 9))  # fmt: skip
    key = row.allocations.get().pk
    row = ops.hand_in(loan=row, signatory="Mme Sorel", lines={key: {"condition": "worn"}}, photos=[photo(), photo()],
                      by=bureau.agent, at=paris(2026, 5, 14, 16))  # fmt: skip
    assert [found.photos.count() for found in row.handovers.all()] == [1, 2]
    item.refresh_from_db()
    assert (row.state, item.condition) == ("returned", "worn")
    assert days(row) == [(date(2026, 5, 11), date(2026, 5, 16))]
    row = ops.check_loan(loan=row, by=bureau.agent, at=paris(2026, 5, 14, 18))
    assert days(row) == [(date(2026, 5, 11), date(2026, 5, 15))]
    assert ops.close_loan(loan=row, by=bureau.agent, at=paris(2026, 5, 15)).state == "closed"


def test_a_photograph_is_checked_by_its_content_and_nothing_is_half_done(bureau):
    model, _ = simulator(bureau.agent)
    row = signed(bureau.agent, model)
    for name, content in (("photo.jpg", b"%PDF-1.4 not a photograph"), ("photo.pdf", b"%PDF-1.4"), ("vide.png", b"")):
        with pytest.raises(DomainError) as refusal:
            ops.hand_out(loan=row, signatory="Mme Sorel", photos=[photo(), SimpleUploadedFile(name, content)],
                         by=bureau.agent, at=paris(2026, 5, 12))  # fmt: skip
        assert refusal.value.field == "photos"
    row.refresh_from_db()
    assert (row.state, row.handovers.count()) == ("agreement_signed", 0)


def test_what_is_not_back_does_not_leave_again(bureau):
    model, _ = simulator(bureau.agent)
    out(bureau.agent, model)
    second = signed(bureau.agent, model, first=date(2026, 5, 18), last=date(2026, 5, 19))
    with pytest.raises(Conflict, match="n'est pas rentré du prêt PRET-2026-0001"):
        ops.hand_out(loan=second, signatory="M. Noé", by=bureau.agent, at=paris(2026, 5, 18))


def test_what_an_option_let_go_of_is_not_lent(bureau):
    """Neither on its papers, nor against the loan that took it since."""
    model, item = simulator(bureau.agent)
    first = ops.take_option(loan=asked(bureau.agent, model), by=bureau.agent, at=AT)
    first = ops.free_loan(loan=first, by=bureau.agent, at=AT)
    other = signed(bureau.agent, model)
    second = an_item(model, bureau.agent, "SIM-2")
    first = ops.confirm_loan(loan=first, by=bureau.agent, at=AT)
    assert [line["units"] for line in papers.line_words(first)] == ["SIM-2"]
    assert [each.item for each in queries.given(first)] == [second]
    first = ops.receive_insurance(loan=first, document=photo(), insured_until=date(2026, 5, 31), by=bureau.agent, at=AT)
    first = ops.sign_agreement(loan=first, signed_on=ON, signatory="Mme Sorel", by=bureau.agent, at=AT)
    ops.hand_out(loan=first, signatory="Mme Sorel", by=bureau.agent, at=paris(2026, 5, 12, 9))
    other = ops.hand_out(loan=other, signatory="M. Noé", by=bureau.agent, at=paris(2026, 5, 12, 9))
    assert [each.item for each in queries.given(other)] == [item]


def test_a_late_return_is_told_once_and_its_letter_is_written(bureau):
    model, _ = simulator(bureau.agent)
    row = out(bureau.agent, model)
    with pytest.raises(Conflict, match="pas encore en retard"):
        ops.remind(loan=row, by=bureau.agent, at=paris(2026, 5, 14, 18))
    assert queries.days_late(row, date(2026, 5, 17)) == 3
    assert list(queries.late(date(2026, 5, 15))) == [row]
    assert ops.remind_late(at=paris(2026, 5, 15, 7)) == 1
    assert ops.remind_late(at=paris(2026, 5, 16, 7)) == 0
    row = ops.remind(loan=row, by=bureau.agent, at=paris(2026, 5, 16))
    assert [paper.kind for paper in row.papers.all()] == ["agreement", "reminder"]
    row = ops.hand_in(loan=row, signatory="Mme Sorel", by=bureau.agent, at=paris(2026, 5, 17))
    assert "3 jours de retard" in row.steps.last().words


def test_MAT_01_what_is_late_is_not_free_and_puts_the_next_booking_in_doubt(bureau, time_machine):
    """Planned back on the 14th, prepared on the 15th; still out on the 18th, it is prepared on the 19th at best."""
    model, _ = simulator(bureau.agent)
    row = out(bureau.agent, model)
    held = signed(bureau.agent, model, first=date(2026, 5, 20), last=date(2026, 5, 21), borrower="Mairie")
    at = paris(2026, 5, 18, 3)
    late = asked(bureau.agent, model, first=date(2026, 5, 18), last=date(2026, 5, 18), at=at)
    with pytest.raises(Conflict, match="MAT-01.*17/05/2026"):
        ops.confirm_loan(loan=late, by=bureau.agent, at=at)
    time_machine.move_to(at)
    tasks.nightly_loans()
    tasks.nightly_loans()
    assert list(queries.in_doubt()) == [held]
    assert OutgoingMail.objects.filter(subject__contains="n'est plus assuré").count() == 1
    ops.hand_in(loan=row, signatory="Mme Sorel", by=bureau.agent, at=paris(2026, 5, 18, 12))
    assert not queries.in_doubt().exists()


def test_MAT_05_another_unit_takes_the_place_of_one_that_is_late(bureau):
    model, _ = simulator(bureau.agent)
    out(bureau.agent, model)
    held = confirmed(bureau.agent, model, first=date(2026, 5, 20), last=date(2026, 5, 21))
    second = an_item(model, bureau.agent, "SIM-2")
    assert ops.doubt_after_late(at=paris(2026, 5, 18, 3)) == 0
    assert held.allocations.get().item == second


def test_a_loan_does_not_leave_after_its_days(bureau):
    model, _ = simulator(bureau.agent)
    row = signed(bureau.agent, model)
    with pytest.raises(Conflict, match="prévu le 14/05/2026"):
        ops.hand_out(loan=row, signatory="Mme Sorel", by=bureau.agent, at=paris(2026, 5, 15))


def test_what_is_not_back_of_a_lot_does_not_leave_again(bureau):
    lot = goggles(bureau.agent, 10)
    out(bureau.agent, (lot, 8))
    day = date(2026, 5, 20)
    for count, leaves in ((3, False), (2, True)):
        row = signed(bureau.agent, (lot, count), first=day, last=day)
        if leaves:
            assert ops.hand_out(loan=row, signatory="M. Noé", by=bureau.agent, at=paris(2026, 5, 20)).state == "out"
        else:
            with pytest.raises(Conflict, match="3 à remettre, 2 sur place, 8 pas encore rentrés"):
                ops.hand_out(loan=row, signatory="M. Noé", by=bureau.agent, at=paris(2026, 5, 20))


def test_MAT_05_damage_makes_a_dispute_changes_the_condition_and_tells_the_next_holders_in_order(bureau):
    model, item = simulator(bureau.agent)
    row = out(bureau.agent, model)
    nexts = [
        confirmed(bureau.agent, model, first=date(2026, month, 2), last=date(2026, month, 3), borrower=name,
                  email=f"{name}@exemple.invalid")
        for month, name in ((9, "troisieme"), (6, "premier"), (7, "deuxieme"))
    ]  # fmt: skip
    key = row.allocations.get().pk
    row = ops.hand_in(loan=row, signatory="Mme Sorel",
                      lines={key: {"condition": "to_repair", "damage": "Guidon tordu"}},
                      by=bureau.agent, at=paris(2026, 5, 14, 17))  # fmt: skip
    item.refresh_from_db()
    assert (row.state, item.condition) == ("disputed", "to_repair")
    assert row.papers.filter(kind="damage").count() == 1
    assert [mail.to for mail in OutgoingMail.objects.order_by("pk")] == [
        f"{name}@exemple.invalid" for name in ("premier", "deuxieme", "troisieme")
    ]
    assert queries.in_doubt().count() == 3
    assert "MAT-05" in {found.rule for found in queries.findings_of(nexts[1], ON) if found.blocks}
    # The repair ends in June: the loans after it are assured again, and their holders learn it.
    row = ops.settle(loan=row, settlement="Réparation à la charge du collège.", cost=Decimal(180), by=bureau.agent,
                     at=paris(2026, 5, 20))  # fmt: skip
    assert row.state == "checked"
    pool.end_maintenance(maintenance=item.maintenances.get(), last_on=date(2026, 6, 15), by=bureau.agent,
                         at=paris(2026, 6, 15))  # fmt: skip
    # The first one, whose days passed meanwhile, is not.
    assert [found.borrower for found in queries.in_doubt()] == ["premier"]
    assert OutgoingMail.objects.filter(subject__contains="de nouveau").count() == 2


def test_MAT_05_another_unit_takes_the_place_of_a_broken_one(bureau):
    model, item = simulator(bureau.agent)
    second = an_item(model, bureau.agent, "SIM-2")
    row = out(bureau.agent, model)
    after = confirmed(bureau.agent, model, first=date(2026, 6, 2), last=date(2026, 6, 3))
    assert after.allocations.get().item == item
    key = row.allocations.get().pk
    ops.hand_in(loan=row, signatory="Mme Sorel", lines={key: {"condition": "out_of_service"}}, by=bureau.agent,
                at=paris(2026, 5, 14, 17))  # fmt: skip
    assert after.allocations.get().item == second
    assert "SIM-2 remplace SIM-1" in after.steps.last().words
    assert not queries.in_doubt().exists()
    assert not OutgoingMail.objects.exists()


def test_MAT_05_what_a_lot_loses_is_taken_from_those_who_come_last(bureau):
    lot = goggles(bureau.agent, 10)
    row = out(bureau.agent, (lot, 8))
    first = confirmed(bureau.agent, (lot, 6), first=date(2026, 6, 2), last=date(2026, 6, 4))
    second = confirmed(bureau.agent, (lot, 4), first=date(2026, 6, 3), last=date(2026, 6, 4))
    key = row.allocations.get().pk
    row = ops.hand_in(loan=row, signatory="Mme Sorel", lines={key: {"missing": 1}}, by=bureau.agent,
                      at=paris(2026, 5, 14, 17))  # fmt: skip
    assert (row.state, lot.items.get().quantity) == ("disputed", 9)
    assert list(queries.in_doubt()) == [second]
    # The first lets go: the second is assured again.
    ops.cancel_loan(loan=first, reason="Sortie scolaire annulée.", by=bureau.agent, at=paris(2026, 5, 20))
    assert not queries.in_doubt().exists()


@pytest.mark.parametrize("is_refused", [True, False])
def test_MAT_05_a_loan_in_doubt_is_rescued_by_what_is_let_go_of(bureau, is_refused):
    model, item = simulator(bureau.agent)
    second = an_item(model, bureau.agent, "SIM-2")
    row = signed(bureau.agent, model)
    other = ops.take_option(loan=asked(bureau.agent, model), by=bureau.agent, at=AT)
    pool.change_condition(item=item, condition="to_repair", reason="Guidon tordu.", by=bureau.agent, at=AT)
    assert list(queries.in_doubt()) == [row]
    if is_refused:
        ops.refuse_loan(loan=other, reason="Priorité au collège.", by=bureau.agent, at=AT)
    else:
        ops.free_loan(loan=other, by=bureau.agent, at=AT)
    assert not queries.in_doubt().exists()
    assert row.allocations.get().item == second
    assert OutgoingMail.objects.filter(subject__contains="de nouveau").count() == 1


def test_a_signed_loan_is_freed_with_its_agreement(bureau):
    model, _ = simulator(bureau.agent)
    row = ops.free_loan(loan=signed(bureau.agent, model), by=bureau.agent, at=AT)
    assert (row.state, row.signed_on, row.signatory, days(row)) == ("requested", None, "", [])
    row = ops.confirm_loan(loan=row, by=bureau.agent, at=AT)
    with pytest.raises(Conflict, match="MAT-03 : La convention"):
        ops.hand_out(loan=row, signatory="Mme Sorel", by=bureau.agent, at=paris(2026, 5, 12, 9))


def test_a_maintenance_over_a_booking_puts_it_in_doubt(bureau):
    model, item = simulator(bureau.agent)
    row = confirmed(bureau.agent, model)
    pool.start_maintenance(item=item, first_on=date(2026, 5, 13), last_on=date(2026, 5, 13), reason="Étalonnage",
                           by=bureau.agent, at=AT)  # fmt: skip
    assert list(queries.in_doubt()) == [row]
    pool.end_maintenance(maintenance=item.maintenances.get(), last_on=date(2026, 5, 13),
                         next_check_on=date(2027, 5, 13), by=bureau.agent, at=AT)  # fmt: skip
    item.refresh_from_db()
    assert item.next_check_on == date(2027, 5, 13)


def test_a_held_loan_keeps_its_days_until_it_is_freed(bureau):
    model, _ = simulator(bureau.agent)
    row = confirmed(bureau.agent, model)
    facts = {"borrower": row.borrower, "borrower_kind": "school", "pickup_at": paris(2026, 5, 20, 9),
             "return_at": paris(2026, 5, 21, 17), "lines": [(model, 1)]}  # fmt: skip
    with pytest.raises(Conflict, match="libérer le prêt"):
        ops.correct_loan(loan=row, **facts, by=bureau.agent, at=AT)
    other = confirmed(bureau.agent, model, first=date(2026, 5, 25), last=date(2026, 5, 25))
    hours = {**facts, "pickup_at": paris(2026, 5, 25, 17), "return_at": paris(2026, 5, 25, 9)}
    with pytest.raises(DomainError, match="précède") as refusal:
        ops.correct_loan(loan=other, **hours, by=bureau.agent, at=AT)
    assert refusal.value.field == "return_at"
    row = ops.free_loan(loan=row, by=bureau.agent, at=AT)
    row = ops.correct_loan(loan=row, **facts, by=bureau.agent, at=AT)
    assert (row.state, row.pickup_at) == ("requested", paris(2026, 5, 20, 9))


def test_what_a_request_cannot_ask(bureau):
    model, _ = simulator(bureau.agent, max_days=3)
    with pytest.raises(DomainError, match="précède"):
        asked(bureau.agent, model, first=date(2026, 5, 14), last=date(2026, 5, 12))
    with pytest.raises(DomainError, match="3 jours au plus"):
        asked(bureau.agent, model, first=date(2026, 5, 12), last=date(2026, 5, 15))
    with pytest.raises(DomainError, match="deux fois"):
        asked(bureau.agent, model, model)
    with pytest.raises(NotAllowed):
        asked(bureau.house.colleague, model)
    with pytest.raises(DomainError, match="motif"):
        ops.refuse_loan(loan=asked(bureau.agent, model), reason="non", by=bureau.agent, at=AT)
    assert ops.refuse_loan(loan=Loan.objects.get(), reason="Simulateur immobilisé tout le mois.", by=bureau.agent,
                           at=AT).state == "refused"  # fmt: skip


def test_a_request_born_of_an_action_is_held_no_longer_than_its_model_allows(bureau):
    model, _ = simulator(bureau.agent)
    row = asked(bureau.agent, model, first=date(2026, 5, 12), last=date(2026, 5, 15))
    type(model).objects.update(max_days=3)
    with pytest.raises(DomainError, match="3 jours au plus"):
        ops.take_option(loan=row, by=bureau.agent, at=AT)


def test_the_pool_refuses_what_does_not_hold(bureau):
    model, item = simulator(bureau.agent)
    for facts, field in (
        ({"inventory_number": "SIM-1"}, "inventory_number"),
        ({"inventory_number": "SIM-9", "quantity": 2}, "quantity"),
        ({"inventory_number": "SIM-9", "expires_on": ON}, "expires_on"),
    ):
        with pytest.raises(DomainError) as refusal:
            pool.record_item(model=model, **facts, by=bureau.agent, at=AT)
        assert refusal.value.field == field
    with pytest.raises(DomainError, match="ne change plus"):
        pool.record_model(model=model, name=model.name, family=model.family, tracking="lot", by=bureau.agent, at=AT)
    assert pool.change_condition(item=item, condition="scrapped", reason="Irréparable selon le fournisseur.",
                                 by=bureau.agent, at=AT).condition == "scrapped"  # fmt: skip
