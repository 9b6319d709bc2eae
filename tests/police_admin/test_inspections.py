"""Inspections of approved establishments: planned, done, followed, and the case that they lead to."""

from datetime import date

import pytest
from django.urls import reverse

from directorate.casework.models import Case
from directorate.journal.models import JournalEntry
from directorate.permits.models import Permit
from directorate.web.errors import Conflict, DomainError, NotAllowed
from police_admin.inspections import operations
from police_admin.inspections.models import Inspection
from police_admin.inspections.queries import (
    CLOSED,
    FOLLOWED,
    LATE,
    PLANNED,
    agenda,
    in_state,
    remarks_on_permit,
    state_on,
    visible_inspections,
)
from tests.people import paris
from tests.police_admin.test_road_professions import SUSPENSION, opened, saved

AT = paris(2026, 3, 2)
FOUND = {"done_on": date(2026, 3, 2), "outcome": "breaches", "points": "Aucun contrat signé."}
ASKED = {"follow_up": "Présenter les contrats.", "follow_up_by": date(2026, 4, 2)}


@pytest.fixture(autouse=True)
def _march(time_machine):
    time_machine.move_to(AT, tick=False)


@pytest.fixture()
def school(house) -> Permit:
    return saved(house)


def planned(house, permit, on=date(2026, 3, 1)) -> Inspection:
    return operations.plan(permit=permit, planned_on=on, inspector=house.agent, by=house.agent, at=AT)


def done(house, permit, **more) -> Inspection:
    return operations.note_visit(inspection=planned(house, permit), **{**FOUND, **more}, by=house.agent, at=AT)


def test_an_inspection_goes_from_planned_to_followed(house, school):
    row = planned(house, school, date(2026, 3, 10))
    states = [state_on(row, date(2026, 3, 10)), state_on(row, date(2026, 3, 11))]
    row = operations.postpone(inspection=row, planned_on=date(2026, 3, 20), by=house.agent, at=AT)
    row = operations.note_visit(inspection=row, **FOUND, **ASKED, by=house.agent, at=AT)
    states.append(state_on(row, date(2026, 3, 2)))
    row = operations.note_follow_up(inspection=row, followed_on=date(2026, 3, 2), by=house.agent, at=AT)
    assert [*states, state_on(row, date(2026, 3, 2))] == [PLANNED, LATE, FOLLOWED, CLOSED]
    actions = JournalEntry.objects.filter(action__startswith="inspection.").order_by("pk")
    assert [entry.action.partition(".")[2] for entry in actions] == ["planned", "postponed", "done", "followed"]


def test_the_state_of_a_row_is_that_of_its_list(house, school):
    rows = [planned(house, school, date(2026, 2, 28)), planned(house, school, date(2026, 3, 2)), done(house, school),
            done(house, school, **ASKED)]  # fmt: skip
    on = date(2026, 3, 2)
    for state in (PLANNED, LATE, FOLLOWED, CLOSED):
        listed = set(Inspection.objects.filter(in_state(state, on)).values_list("pk", flat=True))
        assert listed == {row.pk for row in rows if state_on(row, on) == state}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"done_on": date(2026, 3, 3)}, "done_on"),
        ({"done_on": date(2021, 5, 31)}, "done_on"),
        ({"points": " "}, "points"),
        ({"follow_up": "Présenter les contrats."}, "follow_up_by"),
        ({"follow_up_by": date(2026, 4, 2)}, "follow_up"),
        ({"follow_up": "Présenter les contrats.", "follow_up_by": date(2026, 3, 1)}, "follow_up_by"),
    ],
)
def test_a_visit_that_cannot_be_is_refused_beside_its_field(house, school, changes, field):
    with pytest.raises(DomainError) as refusal:
        done(house, school, **changes)
    assert refusal.value.field == field
    assert Inspection.objects.get().done_on is None


def test_a_compliant_visit_needs_no_points(house, school):
    assert done(house, school, outcome="compliant", points="").get_outcome_display() == "Conforme"


def test_what_is_done_is_neither_done_again_nor_postponed_nor_followed_without_a_demand(house, school):
    row = done(house, school)
    for act, facts in (
        (operations.note_visit, FOUND),
        (operations.postpone, {"planned_on": date(2026, 5, 1)}),
        (operations.note_follow_up, {"followed_on": date(2026, 3, 2)}),
    ):
        with pytest.raises(Conflict):
            act(inspection=row, **facts, by=house.agent, at=AT)


def test_the_case_of_an_inspection_is_about_its_title_and_read_by_whoever_links_it(house, school):
    row, other = done(house, school), saved(house, number="AE-2021-00043")
    case = opened(house, SUSPENSION, renews=school, breaches=["contract"], duration_months=2)
    elsewhere = opened(house, SUSPENSION, renews=other, breaches=["contract"], duration_months=2)
    for reference in (elsewhere.reference, "2026-AES-99999"):
        with pytest.raises(DomainError) as refusal:
            operations.link_case(inspection=row, reference=reference, by=house.agent, at=AT)
        assert refusal.value.field == "reference"
    row = operations.link_case(inspection=row, reference=case.reference.lower(), by=house.agent, at=AT)
    assert row.case == case
    Case.objects.filter(pk=case.pk).update(sensitivity="secret")
    row.case = None
    row.save()
    with pytest.raises(DomainError):
        operations.link_case(inspection=row, reference=case.reference, by=house.colleague, at=AT)


def test_the_bureau_alone_keeps_and_reads_them(house, school):
    row = done(house, school)
    for outsider in (house.stranger, house.administrator, house.director):
        with pytest.raises(NotAllowed):
            operations.plan(permit=school, planned_on=date(2026, 4, 1), inspector=house.agent, by=outsider, at=AT)
    on = date(2026, 3, 2)
    assert list(visible_inspections(house.agent, on)) == [row] == list(visible_inspections(house.director, on))
    assert not visible_inspections(house.stranger, on).exists()
    assert not list(remarks_on_permit(school, house.stranger, on))
    (remark,) = remarks_on_permit(school, house.agent, on)
    assert "manquements" in remark.text


def test_a_title_without_a_place_is_not_inspected(house):
    with pytest.raises(DomainError):
        planned(house, saved(house, place_label=""))


def test_the_agenda_gives_the_visits_to_come_and_what_is_awaited(house, school):
    planned(house, school, date(2026, 3, 10))
    done(house, school, **ASKED)
    days = [event.day for event in agenda(house.agent, date(2026, 3, 1), date(2026, 4, 30))]
    assert days == [date(2026, 3, 10), date(2026, 4, 2)]
    assert not list(agenda(house.stranger, date(2026, 3, 1), date(2026, 4, 30)))


# --- pages ---------------------------------------------------------------------------------------------------


def test_an_agent_plans_records_and_reads_a_visit_on_the_pages(client, house, school):
    client.force_login(house.agent)
    page = client.get(reverse("directorate:permit", args=[school.pk])).content.decode()
    assert reverse("police_admin:inspection-new", args=[school.pk]) in page
    data = {"planned_on": "2026-03-02", "inspector": house.agent.pk, "companions": "<b>Police</b>"}
    answer = client.post(reverse("police_admin:inspection-new", args=[school.pk]), data, follow=True)
    row = Inspection.objects.get()
    assert "&lt;b&gt;Police&lt;/b&gt;" in answer.content.decode()
    address = reverse("police_admin:inspection-act", args=[row.pk, "constat"])
    refused = client.post(address, {"done_on": "2026-03-02", "outcome": "remarks", "points": ""})
    assert "Indiquer les points relevés." in refused.content.decode()
    client.post(address, {"done_on": "2026-03-02", "outcome": "remarks", "points": "Affichage."})
    page = client.get(reverse("police_admin:inspections") + "?state=closed&q=conduite").content.decode()
    assert "AE-2021-00042" in page
    assert "Observations" in page
    assert "Voir les contrôles" in client.get(reverse("directorate:permit", args=[school.pk])).content.decode()


def test_the_page_of_a_visit_says_nothing_of_a_case_that_one_does_not_read(client, house, school):
    row = done(house, school)
    row.case = opened(house, SUSPENSION, renews=school, breaches=["contract"], duration_months=2)
    row.save()
    client.force_login(house.colleague)
    address = reverse("police_admin:inspection", args=[row.pk])
    assert row.case.reference in client.get(address).content.decode()
    Case.objects.filter(pk=row.case_id).update(sensitivity="secret")
    page = client.get(address).content.decode()
    assert row.case.reference not in page and "Dossier de sanction" not in page


def test_the_case_of_a_sanction_shows_the_visits_of_the_establishment(client, house, school):
    row = done(house, school)
    case = opened(house, SUSPENSION, renews=school, breaches=["contract"], duration_months=2)
    client.force_login(house.agent)
    page = client.get(reverse("directorate:case", args=[case.reference])).content.decode()
    assert reverse("police_admin:inspection", args=[row.pk]) in page


def test_another_service_finds_neither_the_list_nor_a_visit(client, house, school):
    row = done(house, school)
    client.force_login(house.stranger)
    addresses = [reverse("police_admin:inspections"), reverse("police_admin:inspection", args=[row.pk]),
                 reverse("police_admin:inspection-new", args=[school.pk])]  # fmt: skip
    assert {client.get(address).status_code for address in addresses} <= {403, 404}
