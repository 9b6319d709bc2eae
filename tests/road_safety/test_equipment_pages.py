"""The pages of the equipment: the calendar, a loan from its form to its closing, what an action begins."""

import time
from datetime import date, datetime, timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from directorate.documents.files import open_file
from directorate.documents.pdf_text import text_of_pdf
from directorate.manifests import Question
from directorate.notifications.models import Notification
from road_safety.equipment import figures, papers, sources
from road_safety.equipment import loan_operations as ops
from road_safety.equipment.grid import Bar, cells, in_lanes, month_slots, next_month, week_slots
from road_safety.equipment.models import EquipmentItem, EquipmentWish, Loan
from road_safety.equipment.occupation import Span
from road_safety.equipment.stories import tell
from road_safety.strategy import action_operations as actions
from road_safety.strategy.models import Action
from tests.people import paris
from tests.road_safety.equipment_rows import equipment_told
from tests.road_safety.equipment_stage import AT, ON, asked, confirmed, goggles, photo, simulator
from tests.road_safety.strategy_stage import opened, sheet


@pytest.fixture(autouse=True)
def _may(time_machine, db):
    time_machine.move_to(AT, tick=False)
    cache.clear()


def posted(client, name: str, arguments=(), data=None):
    return client.post(reverse(f"road_safety:{name}", args=arguments), data or {})


def page(client, name: str, arguments=(), query: str = ""):
    return client.get(reverse(f"road_safety:{name}", args=arguments) + query)


# --- the grid, pure ------------------------------------------------------------------------------------------


def span(first: int, last: int) -> Span:
    return Span(date(2026, 5, first), date(2026, 5, last))


def test_a_month_has_its_days_and_a_quarter_its_weeks():
    slots = month_slots(date(2026, 2, 1), date(2026, 2, 3))
    assert (len(slots), [slot.label for slot in slots if slot.is_today]) == (28, ["3"])
    weeks = week_slots(date(2026, 5, 14), date(2026, 5, 14))
    assert (len(weeks), weeks[0].label, weeks[0].is_today) == (13, "11/05", True)
    assert [next_month(date(2026, 12, 1), step) for step in (1, -12)] == [date(2027, 1, 1), date(2025, 12, 1)]


def test_bars_that_meet_take_two_lanes_and_every_column_is_drawn_once():
    slots = month_slots(date(2026, 5, 1), date(2026, 5, 4))
    bars = [Bar(span(3, 9), "held"), Bar(span(8, 12), "held"), Bar(span(13, 40 - 9), "held")]
    lanes = in_lanes([[bar] for bar in bars], slots)
    assert len(lanes) == 2
    for lane in lanes:
        drawn = list(cells(lane, slots, "/prets/nouveau/?jour="))
        assert sum(cell.width for cell in drawn) == 31
    edges = next(in_edge for in_edge in cells(in_lanes([[Bar(Span(date(2026, 4, 20), None), "upkeep")]], slots)[0],
                                              slots, ""))  # fmt: skip
    assert (edges.width, edges.is_cut_before, edges.is_cut_after) == (31, True, True)


# --- pages ----------------------------------------------------------------------------------------------------


def test_the_calendar_shows_bars_preparation_upkeep_and_what_is_left(client, bureau):
    model, _ = simulator(bureau.agent)
    lot = goggles(bureau.agent, 10)
    confirmed(bureau.agent, model, (lot, 9))
    client.force_login(bureau.agent)
    for query in ("", "?vue=semaines", "?du=2026-05-01&famille=simulator_2rm"):
        text = page(client, "loan-calendar", (), query).content.decode()
        assert "PRET-2026-0001" in text
        assert "loan--held" in text
    text = page(client, "loan-calendar").content.decode()
    assert "loan--prepare" in text
    assert f"materiel={model.pk}&amp;jour=2026-05-20" in text
    assert "loan-left--few" in text
    for query in ("?du=hier", "?du=2026-02-31", "?vue=an", "?famille=x", "?autre=1", "?du=1800-01-01"):
        assert page(client, "loan-calendar", (), query).status_code == 400


def test_a_reader_who_does_not_work_there_starts_nothing(client, bureau):
    simulator(bureau.agent)
    client.force_login(bureau.house.chief_of_staff)
    answer = page(client, "loan-calendar")
    assert answer.status_code == 200
    assert "/prets/nouveau/" not in answer.content.decode()
    assert page(client, "loan-new").status_code == 403


def test_an_empty_calendar_says_what_to_do(client, bureau):
    client.force_login(bureau.agent)
    assert "Aucun matériel" in page(client, "loan-calendar").content.decode()


def test_a_loan_from_the_click_on_an_empty_place_to_its_closing(client, bureau, time_machine):
    model, item = simulator(bureau.agent)
    client.force_login(bureau.agent)
    first = page(client, "loan-new", (), f"?materiel={model.pk}&jour=2026-05-12").context["form"]
    assert (first["model_1"].value(), first["pickup_at"].value()) == (model.pk, datetime(2026, 5, 12, 9))  # noqa: DTZ001 - a form shows the wall clock
    data = {"borrower": "Collège des Tilleuls", "borrower_kind": "school", "model_1": model.pk, "quantity_1": "1",
            "pickup_at": "2026-05-12T09:00", "return_at": "2026-05-14T17:00"}  # fmt: skip
    assert posted(client, "loan-new", (), {**data, "model_1": ""}).status_code == 422
    posted(client, "loan-new", (), data)
    row = Loan.objects.get()
    other = asked(bureau.agent, model)
    for verb in ("option", "confirmer"):
        assert posted(client, "loan-act", [row.pk, verb]).status_code == 302
    refused = posted(client, "loan-act", [other.pk, "confirmer"])
    assert refused.status_code == 422
    assert "MAT-01 : « Simulateur deux-roues » manque le 11/05/2026" in refused.content.decode()
    insured = {"document": photo("assurance.jpg"), "insured_until": "2026-05-20"}
    assert posted(client, "loan-act", [row.pk, "assurance"], insured).status_code == 302
    assert posted(client, "loan-act", [row.pk, "signer"],
                  {"signed_on": "2026-05-04", "signatory": "Mme Sorel"}).status_code == 302  # fmt: skip
    time_machine.move_to(paris(2026, 5, 12, 9), tick=False)
    client.force_login(bureau.agent)
    held = row.allocations.get()
    hand = {"signatory": "Mme Sorel", "checklist": ["complete"], f"condition_{held.pk}": "good"}
    assert posted(client, "loan-act", [row.pk, "sortie"], {**hand, "photo_1": photo()}).status_code == 302
    time_machine.move_to(paris(2026, 5, 16, 9), tick=False)
    client.force_login(bureau.agent)
    assert "En retard de 2 j" in page(client, "loan", [row.pk]).content.decode()
    assert (
        posted(
            client,
            "loan-act",
            [row.pk, "retour"],
            {**hand, f"condition_{held.pk}": "worn", "photo_1": photo(), "photo_2": photo()},
        ).status_code
        == 302
    )
    assert posted(client, "loan-act", [row.pk, "verifier"]).status_code == 302
    assert posted(client, "loan-act", [row.pk, "clore"]).status_code == 302
    row.refresh_from_db()
    item.refresh_from_db()
    assert (row.state, item.condition) == ("closed", "worn")
    shot = row.handovers.first().photos.first()
    answer = page(client, "loan-photo", [row.pk, shot.pk])
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert page(client, "loan-photo", [other.pk, shot.pk]).status_code == 404


def test_the_slips_the_inventory_and_the_letters_are_made(client, bureau):
    equipment_told(bureau.house, AT)
    client.force_login(bureau.agent)
    row = Loan.objects.get(state="out")
    for name in papers.SLIPS:
        answer = page(client, "loan-slip", [row.pk, name])
        assert b"".join(answer.streaming_content)[:5] == b"%PDF-"
    assert page(client, "loan-slip", [row.pk, "autre"]).status_code == 404
    assert b"".join(page(client, "equipment-inventory").streaming_content)[:5] == b"%PDF-"
    paper = row.papers.get()
    assert "convention de prêt" in paper.letter.html
    assert page(client, "loan-paper", [row.pk, paper.pk, "pdf"]).status_code == 200
    assert page(client, "loan-insurance", [row.pk]).status_code == 200


def test_the_pool_is_kept_on_its_pages(client, bureau):
    client.force_login(bureau.agent)
    kind = {"family": "panels", "name": "Exposition", "tracking": "serialised", "value": "300", "before_days": "0",
            "after_days": "0", "towing": "none", "power": "none", "is_active": "on"}  # fmt: skip
    answer = posted(client, "equipment-model-new", (), kind)
    key = int(answer.url.rstrip("/").split("/")[-1])
    thing = {"inventory_number": "EXP-1", "quantity": "1", "condition": "good"}
    assert posted(client, "equipment-item-new", [key], thing).status_code == 302
    assert posted(client, "equipment-item-new", [key], thing).status_code == 422
    item = EquipmentItem.objects.get()
    assert posted(client, "equipment-item-edit", [item.pk], {**thing, "location": "Rayon 2"}).status_code == 302
    assert posted(client, "equipment-item-maintenance", [item.pk],
                  {"first_on": "2026-05-04", "quantity": "1", "reason": "Cadre cassé"}).status_code == 302  # fmt: skip
    busy = item.maintenances.get()
    assert "Cadre cassé" in page(client, "equipment-model", [key]).content.decode()
    assert posted(client, "equipment-maintenance-end", [busy.pk],
                  {"last_on": "2026-05-05", "condition": "worn", "cost": "40"}).status_code == 302  # fmt: skip
    assert posted(client, "equipment-item-condition", [item.pk],
                  {"condition": "scrapped", "reason": "Panneaux décolorés."}).status_code == 302  # fmt: skip
    assert posted(client, "equipment-model-edit", [key], {**kind, "name": "Exposition 2"}).status_code == 302


def test_PDASR_06_a_grant_of_equipment_begins_one_loan_linked_on_both_pages(client, bureau):
    model, _ = simulator(bureau.agent)
    row = sheet(opened(bureau.agent), bureau.agent, requested=None)
    EquipmentWish.objects.create(action=row, family="simulator_2rm", quantity=1, pickup_on=date(2026, 5, 11),
                                 return_on=date(2026, 5, 13))  # fmt: skip
    row = actions.file_action(action=row, by=bureau.agent, at=AT)
    row = actions.receive(action=row, by=bureau.agent, at=AT)
    volunteers = row.answers.get(lever="volunteers").answer
    for answer in ("granted", "waiting", "granted"):
        actions.answer(action=row, lever="equipment", answer=answer, by=bureau.agent, at=AT)
    loan = Loan.objects.get()
    assert (loan.action, loan.state, loan.borrower) == (row, "requested", "Roue Libre")
    assert [(line.model, line.quantity) for line in loan.lines.all()] == [(model, 1)]
    assert loan.pickup_at == paris(2026, 5, 11, 9, 0)
    assert row.answers.get(lever="volunteers").answer == volunteers
    client.force_login(bureau.agent)
    assert loan.number in page(client, "plan-action", [row.pk]).content.decode()
    assert row.number in page(client, "loan", [loan.pk]).content.decode()
    assert page(client, "plan-action-edit", [row.pk]).context["form"]["wish_family_1"].value() == "simulator_2rm"


def test_the_public_door_takes_families_quantities_and_days(client, bureau):
    opened(bureau.agent)
    data = {
        "title": "Journée sécurité routière", "promoter_kind": "school", "promoter": "Collège des Tilleuls",
        "uai": "0750654D", "leader": "Mme Sorel", "email": "college@exemple.invalid", "description": "Deux classes.",
        "audiences": ["college"], "expected": "60", "communes": ["94028"], "starts_on": "2026-10-06",
        "ends_on": "2026-10-06", "wish_family_1": "simulator_2rm", "wish_family_2": "alcohol_goggles",
        "wish_quantity_2": "6", "wish_return_on": "2026-10-07",
    }  # fmt: skip
    for wrong in ({"wish_quantity_3": "2"}, {"wish_pickup_on": "2026-10-08"}, {"wish_family_1": "fusee"},
                  {"wish_pickup_on": "2026-09-28"}, {"wish_return_on": "2026-10-14"}):  # fmt: skip
        assert posted(client, "door", (), {**data, **wrong}).status_code == 422
    assert posted(client, "door", (), data).status_code == 302
    row = Action.objects.get()
    assert row.answers.get().asked == "1 × Simulateur de deux-roues motorisé, 6 × Lunettes alcoolémie"
    wishes = [(wish.family, wish.quantity, wish.pickup_on, wish.return_on) for wish in row.wishes.all()]
    days = (None, date(2026, 10, 7))
    assert wishes == [("simulator_2rm", 1, *days), ("alcohol_goggles", 6, *days)]


def begun(bureau, **facts) -> tuple[Action, Loan]:
    """An action whose equipment and volunteers are granted: a loan and a mission, both on the twelfth of May."""
    wishes = {"equipment": {"wish_family_1": "simulator_2rm"}}
    row = sheet(opened(bureau.agent), bureau.agent, requested=None, communes=[bureau.house.creteil], wishes=wishes,
                **facts)  # fmt: skip
    row = actions.receive(action=actions.file_action(action=row, by=bureau.agent, at=AT), by=bureau.agent, at=AT)
    for lever in ("equipment", "volunteers"):
        row = actions.answer(action=row, lever=lever, answer="granted", by=bureau.agent, at=AT)
    return row, Loan.objects.get()


def postponed(bureau, row: Action) -> Action:
    return actions.postpone(action=row, starts_on=date(2026, 6, 9), ends_on=date(2026, 6, 10), by=bureau.agent, at=AT,
                            reason="Travaux au collège.")  # fmt: skip


def test_PDASR_06_a_wish_without_days_is_lent_on_those_of_its_action(bureau):
    simulator(bureau.agent)
    row = sheet(opened(bureau.agent), bureau.agent, requested=None,
                wishes={"equipment": {"wish_family_1": "simulator_2rm"}})  # fmt: skip
    row = actions.receive(action=actions.file_action(action=row, by=bureau.agent, at=AT), by=bureau.agent, at=AT)
    row = postponed(bureau, row)
    actions.answer(action=row, lever="equipment", answer="granted", by=bureau.agent, at=AT)
    loan = Loan.objects.get()
    assert (loan.pickup_at, loan.return_at) == (paris(2026, 6, 9, 9, 0), paris(2026, 6, 10, 17, 0))


def test_PDASR_06_a_request_follows_its_action_and_a_held_loan_is_told(client, bureau):
    simulator(bureau.agent)
    row, loan = begun(bureau)
    row = postponed(bureau, row)
    loan.refresh_from_db()
    assert (loan.pickup_at, loan.return_at) == (paris(2026, 6, 9, 9, 0), paris(2026, 6, 10, 17, 0))
    ops.confirm_loan(loan=loan, by=bureau.agent, at=AT)
    row = actions.postpone(action=row, starts_on=date(2026, 9, 1), ends_on=date(2026, 9, 1), by=bureau.agent, at=AT,
                           reason="Travaux encore au collège.")  # fmt: skip
    loan.refresh_from_db()
    assert (loan.state, loan.pickup_at) == ("confirmed", paris(2026, 6, 9, 9, 0))
    told = Notification.objects.filter(kind="plan_action_changed", recipient=bureau.head)
    assert told.count() == 2
    assert loan.number in told.first().detail
    client.force_login(bureau.agent)
    for name, key in (("plan-action", row.pk), ("loan", loan.pk), ("mission", row.missions.get().pk)):
        assert "L&#x27;action a lieu du 01/09/2026 au 01/09/2026." in page(client, name, [key]).content.decode()


@pytest.mark.parametrize("gesture", ["withdraw", "cancel", "refuse"])
def test_PDASR_06_what_an_action_no_longer_needs_is_given_back(client, bureau, gesture):
    simulator(bureau.agent)
    row, loan = begun(bureau)
    ops.confirm_loan(loan=loan, by=bureau.agent, at=AT)
    why = {"reason": "Le collège renonce à sa journée.", "by": bureau.agent, "at": AT}
    if gesture == "cancel":
        Action.objects.filter(pk=row.pk).update(state="accepted_without_money")
    if gesture == "refuse":
        actions.answer(action=row, lever="equipment", answer="refused", **why)
    else:
        getattr(actions, gesture)(action=row, **why)
    loan.refresh_from_db()
    assert (loan.state, loan.allocations.filter(holds=True).count()) == ("cancelled", 0)
    assert row.number in loan.reason
    if gesture != "refuse":
        assert Notification.objects.filter(kind="plan_action_changed", recipient=bureau.head).count() == 1
        client.force_login(bureau.agent)
        assert "Action à revoir" in page(client, "mission", [row.missions.get().pk]).content.decode()


def test_the_figures_of_a_year_and_the_sources(client, bureau):
    equipment_told(bureau.house, AT)
    found = figures.year_of(2026, ON)
    assert (found.loans, found.late, found.borrowers) == (1, 0, [("Collège des Tilleuls", 1)])
    assert "Vincennes" in found.never
    assert "Créteil" not in found.never
    use = found.families[0].use
    # One unit for the 124 days of the year until the fourth of May, the other but for the day of its upkeep.
    assert (use.out, use.available, use.rate) == (1, 247, 0)
    assert figures.year_of(2026, ON + timedelta(days=3)).late == 1
    agent = bureau.agent
    assert [figure.value for figure in sources.figures(agent, AT)][:2] == [1, 1]
    assert any("Retour" in event.label for event in sources.agenda(agent, ON, ON))
    assert sources.find_loans(Question(agent, "PRET-2026-0001", AT, 5)).hits[0].exact
    assert sources.find_equipment(Question(agent, "SIM-2", AT, 5)).hits[0].exact
    assert [point.commune for point in sources.on_the_map(agent, AT)] == ["94028"]
    assert len(list(sources.history_of_commune(agent, "commune", "94028", AT))) == 1
    client.force_login(agent)
    assert page(client, "loan-year", [2026]).status_code == 200


@pytest.mark.parametrize("at", [paris(2026, 1, 7), paris(2026, 6, 15), paris(2028, 9, 21)])
def test_the_demonstration_tells_sixty_units_and_a_year_of_loans(client, bureau, time_machine, at):
    time_machine.move_to(at, tick=False)
    started = time.monotonic()
    tell(at)
    assert time.monotonic() - started < 5
    assert EquipmentItem.objects.count() == 60
    assert Loan.objects.count() == 180
    assert Loan.objects.filter(state="confirmed", papers__isnull=False).exists()
    for row in Loan.objects.prefetch_related("steps").exclude(email__gt=""):
        steps = list(row.steps.all())
        assert [step.at for step in steps] == sorted(step.at for step in steps)
        assert (steps[0].at, steps[-1].state) == (row.recorded_at, row.state)
    insured = Loan.objects.exclude(insurance=None).first()
    with open_file(insurance := insured.insurance) as content:
        assert "Attestation d'assurance" in text_of_pdf(content.read()), insurance
    months = [Loan.objects.filter(pickup_at__month=month).count() for month in range(1, 13)]
    assert min(months[4], months[5], months[8]) > max(months[6], months[7])
    client.force_login(bureau.agent)
    for name in ("loan-calendar", "loans", "equipment"):
        assert page(client, name).status_code == 200
    assert page(client, "loan", [Loan.objects.first().pk]).status_code == 200


def test_a_prefecture_without_a_head_has_no_equipment(house):
    tell(AT)
    assert not EquipmentItem.objects.exists()
