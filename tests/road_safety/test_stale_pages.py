"""A form that was opened before a colleague wrote is refused with its words kept; sent again knowingly, it is done."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db.models import Model, QuerySet
from django.test import Client
from django.urls import reverse

from road_safety.accidents import fatal_operations
from road_safety.documentation import operations as documents
from road_safety.equipment import pool_operations as pool
from road_safety.equipment.models import Maintenance
from road_safety.impound import operations as pound
from road_safety.strategy.models import CallForProjects
from road_safety.volunteers import claim_operations as claims
from road_safety.volunteers import links
from road_safety.volunteers.models import ExpenseClaim
from tests.people import paris
from tests.road_safety import equipment_stage as equipment
from tests.road_safety import volunteers_stage as volunteers
from tests.road_safety.regulation_rows import title
from tests.road_safety.strategy_stage import opened, sheet

AT = paris(2026, 5, 20, 10)


@pytest.fixture(autouse=True)
def _may(time_machine, db):
    time_machine.move_to(AT, tick=False)
    cache.clear()


def sent_as(value):
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, QuerySet | list | tuple):
        return [sent_as(each) for each in value]
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M")
    return value.isoformat() if isinstance(value, date) else value


def shown(client: Client, page: str) -> dict:
    """What the browser would send back of a page as it stands, its stamp included."""
    context = client.get(page).context_data
    data = {"opened": context["opened"]}
    for field in context["form"]:
        value = sent_as(field.value())
        if value or value == 0 and value is not False:
            data[field.html_name] = value
    return data


def mission(bureau):
    row = volunteers.asked(bureau.agent, bureau.house.creteil, day=date(2026, 6, 12))
    return "mission-edit", [row.pk], "place", row


def volunteer(bureau):
    row = volunteers.active("IDSR-2026-90", bureau.house.creteil)
    return "volunteer-edit", [row.pk], "phone", row


def action(bureau):
    row = sheet(opened(bureau.agent), bureau.agent, communes=[bureau.house.creteil])
    return "plan-action-edit", [row.pk], "place", row


def loan(bureau):
    model, _ = equipment.simulator(bureau.agent)
    row = equipment.asked(bureau.agent, model, first=date(2026, 6, 2), last=date(2026, 6, 3))
    return "loan-edit", [row.pk], "place", row


def item(bureau):
    _, row = equipment.simulator(bureau.agent)
    return "equipment-item-edit", [row.pk], "location", row


def model(bureau):
    row = equipment.a_model(bureau.agent)
    return "equipment-model-edit", [row.pk], "note", row


def maintenance(bureau):
    _, row = equipment.simulator(bureau.agent)
    pool.start_maintenance(item=row, first_on=date(2026, 5, 18), reason="Étalonnage", by=bureau.agent, at=AT)
    found = Maintenance.objects.get()
    return "equipment-maintenance-end", [found.pk], "cost", found


def document(bureau):
    row = documents.record_reference(code="DEP-1", title="Dépliant", kind="leaflet", threshold=10, pack_size=1,
                                     edition=2026, by=bureau.agent, at=AT)  # fmt: skip
    return "document-edit", [row.pk], "title", row


def stake(bureau):
    plan = opened(bureau.agent)
    row = plan.orientations.stakes.first()
    plan.orientations.state = "drafting"
    type(plan.orientations).objects.update(state="drafting", signed_on=None)
    return "stake-edit", [row.pk], "diagnosis", row


def call(bureau):
    plan = opened(bureau.agent)
    row = CallForProjects.objects.create(plan=plan, opens_on=date(2026, 6, 1), closes_at=paris(2026, 7, 1, 12))
    return "year-plan-act", [plan.year, "appel"], "rules", row


def fatal(bureau):
    row = fatal_operations.open_case(
        occurred_at=paris(2026, 5, 17, 22), commune=bureau.house.creteil, address="Quai du Lac", force="dtsp",
        facts="Choc.", killed=1, hospitalised=1, by=bureau.agent, at=AT,
    )  # fmt: skip
    return "fatal-accident-act", [row.pk, "suivi"], "findings", row


def claim(bureau):
    person = volunteers.active("IDSR-2026-91", bureau.house.creteil)
    found = volunteers.held(bureau.agent, bureau.house.creteil, person, paris(2026, 5, 13, 8))
    row = claims.write_claim(assignment=found, kilometres=Decimal(10), by=bureau.agent, at=AT)
    return "assignment-act", [found.pk, "frais"], "kilometres", row


EDITED: tuple[Callable, ...] = (
    mission,
    volunteer,
    action,
    loan,
    item,
    model,
    maintenance,
    document,
    stake,
    call,
    fatal,
    claim,
)
WRITTEN = {"cost": ("12", "15", "18"), "kilometres": ("11", "12", "13")}


@pytest.mark.parametrize("edited", EDITED, ids=lambda found: found.__name__)
def test_a_form_opened_before_a_colleague_wrote_does_not_write_over_him(bureau, edited):
    name, arguments, field, row = edited(bureau)
    page = reverse(f"road_safety:{name}", args=arguments)
    mine, other = Client(), Client()
    mine.force_login(bureau.agent)
    other.force_login(bureau.head)
    theirs, typed, again = WRITTEN.get(field, ("Salle Vauban", "Salle Turgot", "Salle Sully"))
    before = shown(mine, page)
    answer = other.post(page, {**shown(other, page), field: theirs})
    assert answer.status_code == 302, answer.context_data["form"].errors
    answer = mine.post(page, {**before, field: typed})
    words = answer.content.decode()
    assert answer.status_code == 422
    assert "a changé depuis l&#x27;ouverture de cette page" in words
    assert answer.context_data["form"][field].value() == typed
    row.refresh_from_db()
    assert str(getattr(row, field)) in (theirs, f"{theirs}.00", f"{theirs}.0")
    if edited in (maintenance,):
        return
    answer = mine.post(page, {**before, field: again, "opened": answer.context_data["opened"]})
    assert answer.status_code == 302
    row.refresh_from_db()
    assert str(getattr(row, field)) in (again, f"{again}.0")


def test_the_lines_of_a_loan_and_the_needs_of_a_mission_are_watched_too(bureau):
    mine, other = Client(), Client()
    mine.force_login(bureau.agent)
    other.force_login(bureau.head)
    name, arguments, _, row = loan(bureau)
    page = reverse(f"road_safety:{name}", args=arguments)
    helmets = equipment.a_model(bureau.agent, "Casques", family="helmets", tracking="lot")
    before = shown(mine, page)
    assert other.post(page, {**shown(other, page), "model_2": helmets.pk, "quantity_2": 3}).status_code == 302
    assert mine.post(page, before).status_code == 422
    assert [line.model.name for line in row.lines.all()] == ["Simulateur deux-roues", "Casques"]
    _, arguments, _, asked = mission(bureau)
    page = reverse("road_safety:mission-needs", args=arguments)
    before = shown(mine, page)
    assert other.post(page, {**shown(other, page), "count_1": 2, "module_1": ""}).status_code == 302
    assert mine.post(page, {**before, "count_1": 1, "module_1": ""}).status_code == 422
    assert [need.count for need in asked.needs.all()] == [2]


def test_an_inventory_opened_before_a_move_is_counted_again(bureau):
    mine = Client()
    mine.force_login(bureau.agent)
    _, arguments, _, row = document(bureau)
    documents.record_move(reference=row, kind="in", quantity=100, on=AT.date(), by=bureau.agent, at=AT)
    page = reverse("road_safety:document-count", args=arguments)
    before = shown(mine, page)
    documents.record_move(reference=row, kind="out", quantity=30, on=AT.date(), by=bureau.head, at=AT)
    assert mine.post(page, {**before, "counted": 100, "note": "Compté en réserve"}).status_code == 422
    assert sum(move.quantity for move in row.moves.all()) == 70


def test_a_volunteer_and_the_bureau_do_not_write_over_one_another(bureau):
    person = volunteers.active("IDSR-2026-91", bureau.house.creteil)
    found = volunteers.held(bureau.agent, bureau.house.creteil, person, paris(2026, 5, 13, 8))
    code = links.open_page(person, AT)
    page = reverse("road_safety:volunteer-page-act-on", args=[code, "frais", found.pk])
    his = Client()
    before = shown(his, page)
    claims.write_claim(assignment=found, kilometres=Decimal(10), by=bureau.agent, at=AT)
    answer = his.post(page, {**before, "kilometres": "25", "meals": "0", "other": "0"})
    assert answer.status_code == 422
    assert ExpenseClaim.objects.get().kilometres == 10
    answer = his.post(page, {**before, "kilometres": "25", "opened": answer.context_data["opened"]})
    assert answer.status_code == 302
    assert ExpenseClaim.objects.get().kilometres == 25


@pytest.mark.parametrize("is_first", [True, False])
def test_the_places_of_a_custodian_are_not_written_over_those_of_a_colleague(client, bureau, is_first):
    custodian = title(bureau.house, "vehicle_pound_keeper_approval", "FO-2024-00001")
    if not is_first:
        pound.set_capacity(custodian=custodian, since=date(2026, 4, 1), places=30, by=bureau.head, at=AT)
    client.force_login(bureau.agent)
    page = reverse("road_safety:impound-capacity")
    data = {**shown(client, page), "custodian": custodian.pk, "since": "2026-05-01", "places": "50"}
    pound.set_capacity(custodian=custodian, since=date(2026, 5, 1), places=40, by=bureau.head, at=AT)
    answer = client.post(page, data)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "La fiche a changé depuis" in text
    assert "Agathe Lorrain" in text
    assert 'value="50"' in text
    assert custodian.impound_capacities.get(since=date(2026, 5, 1)).places == 40
    assert client.post(page, {**data, "opened": answer.context_data["opened"]}).status_code == 302
    assert custodian.impound_capacities.get(since=date(2026, 5, 1)).places == 50
