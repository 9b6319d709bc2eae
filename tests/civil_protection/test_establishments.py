"""The register of establishments: records, classes, visits, periods, closings."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from civil_protection.establishments import operations, queries
from civil_protection.establishments.models import Establishment
from directorate.web.errors import Conflict, DomainError, NotAllowed
from tests.civil_protection.establishment_rows import AT, an_establishment

ON = AT.date()


@pytest.fixture(autouse=True)
def _june(time_machine):
    time_machine.move_to(AT, tick=False)


@pytest.fixture()
def acting(desk):
    return {"by": desk.agent, "at": AT}


def again(row: Establishment) -> Establishment:
    return Establishment.objects.get(pk=row.pk)


def test_a_record_is_classed_scheduled_and_told(acting):
    row = again(an_establishment(**acting))
    assert (row.category, row.category_computed, row.group, row.main_type) == (4, 4, 1, "N")
    assert row.next_visit_on == date(2029, 3, 14) and row.period_months == 60 and row.number == "ERP-00001"
    assert any(step["decides"] and "seuil de 200 atteint" in step["text"] for step in row.trace)
    assert [event.kind for event in queries.history_of(row)] == ["recorded"]


def test_another_category_than_the_computed_one_needs_a_motive(acting):
    """Invariant 7."""
    with pytest.raises(DomainError, match="suppose d'en écrire le motif") as refused:
        an_establishment(category=3, **acting)
    assert refused.value.field == "category_motive"
    row = an_establishment(category=3, category_motive="Avis de la sous-commission du 12 mai 2026.", **acting)
    assert (row.category, row.category_computed, row.period_months) == (3, 4, 60)
    with pytest.raises(IntegrityError), transaction.atomic():
        Establishment.objects.filter(pk=row.pk).update(category_motive="")
    # The motive goes with the category that it explains.
    row = operations.change_establishment(establishment=row, category=4, category_motive="inutile", **acting)
    assert (row.category, row.category_motive) == (4, "")


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, True),
        ({"activity": "M", "public_total": 80}, False),
        ({"activity": "O", "public_total": 80, "sleeping": True}, True),
        ({"activity": "PA", "public_total": 800}, False),
        ({"status": "project"}, False),
        ({"activity": "PS", "public_total": 0, "vehicles": 300}, True),
    ],
)
def test_the_next_visit_is_missing_only_where_the_law_has_none(acting, more, expected):
    """Invariant 8."""
    row = an_establishment(**more, **acting)
    assert (row.next_visit_on is not None) is expected
    if expected:
        with pytest.raises(IntegrityError), transaction.atomic():
            Establishment.objects.filter(pk=row.pk).update(next_visit_on=None)


def test_an_establishment_never_visited_is_due_from_its_opening(acting):
    row = an_establishment(last_visit_on=None, opened_on=date(2020, 1, 10), **acting)
    assert row.next_visit_on == date(2025, 1, 10)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"public_basement": 200, "public_upper": 100}, "public_total"),
        ({"activity": "O"}, "sleeping"),
        ({"activity": "R_SCHOOL", "sleeping": True}, "activity"),
        ({"opened_on": date(2026, 6, 25)}, "opened_on"),
        ({"last_visit_on": date(2026, 6, 25)}, "last_visit_on"),
        ({"status": "closed"}, "status"),
        ({"residents": 300}, "residents"),
        ({"secondary": [{"activity": "P", "total": 300}]}, "public_total"),
        ({"secondary": [{"activity": "N", "total": 30}]}, "secondary"),
    ],
)
def test_what_does_not_hold_together_is_refused_at_its_field(acting, more, field):
    with pytest.raises(DomainError) as refused:
        an_establishment(**more, **acting)
    assert refused.value.field == field
    assert not Establishment.objects.exists()


def test_the_same_name_at_the_same_address_is_one_record(acting, desk):
    an_establishment(name="Le Bosquet", address="1 rue des Lilas", **acting)
    with pytest.raises(Conflict, match="ERP-00001"):
        an_establishment(name="LE BOSQUET", address="1 Rue des Lilas", **acting)


def test_only_the_service_keeps_the_register(acting, house):
    with pytest.raises(NotAllowed):
        an_establishment(by=house.agent, at=AT)


def test_a_periodic_visit_starts_the_period_again(acting):
    row = an_establishment(**acting)
    row = operations.note_visit(establishment=row, visited_on=ON, kind="periodic", opinion="unfavourable", **acting)
    assert (row.last_visit_on, row.next_visit_on, row.current_opinion) == (ON, date(2031, 6, 24), "unfavourable")
    assert (row.previous_visit_opinion, row.previous_visit_in_time) == ("favourable", True)
    row = operations.note_visit(establishment=row, visited_on=ON, kind="check", opinion="favourable", **acting)
    assert (row.last_visit_on, row.next_visit_on, row.current_opinion) == (ON, date(2031, 6, 24), "favourable")


def test_a_visit_found_again_in_the_archives_changes_nothing_of_the_latest(acting):
    row = an_establishment(**acting)
    row = operations.note_visit(
        establishment=row, visited_on=date(2019, 5, 2), kind="periodic", opinion="unfavourable", **acting
    )
    assert (row.last_visit_on, row.current_opinion) == (date(2024, 3, 14), "favourable")


def test_the_commission_lengthens_the_interval_of_what_was_twice_favourable(acting):
    row = an_establishment(activity="R_SCHOOL", public_total=750, last_visit_on=date(2021, 3, 14), **acting)
    assert (row.category, row.next_visit_on) == (2, date(2024, 3, 14))
    with pytest.raises(DomainError, match="précédente"):
        operations.extend_period(establishment=row, until=date(2026, 3, 14), proposed_on=ON, **acting)
    row = operations.note_visit(
        establishment=row, visited_on=date(2024, 3, 14), kind="periodic", opinion="favourable", **acting
    )
    assert row.next_visit_on == date(2027, 3, 14)
    with pytest.raises(DomainError, match="14 mars 2029"):
        operations.extend_period(establishment=row, until=date(2029, 3, 15), proposed_on=ON, **acting)
    row = operations.extend_period(establishment=row, until=date(2029, 3, 14), proposed_on=ON, **acting)
    assert row.next_visit_on == date(2029, 3, 14)
    # The next visit goes back to the table.
    row = operations.note_visit(establishment=row, visited_on=ON, kind="periodic", opinion="favourable", **acting)
    assert (row.next_visit_on, row.extended_until) == (date(2029, 6, 24), None)


def test_an_interval_is_not_lengthened_where_people_sleep(acting):
    row = an_establishment(activity="R_BOARDING", sleeping=True, public_total=750, **acting)
    row = operations.note_visit(establishment=row, visited_on=ON, kind="periodic", opinion="favourable", **acting)
    with pytest.raises(DomainError, match="sommeil"):
        operations.extend_period(establishment=row, until=date(2031, 6, 1), proposed_on=ON, **acting)


def test_an_order_sets_the_period_of_what_the_table_does_not_know(acting):
    row = an_establishment(activity="PA", public_total=800, **acting)
    with pytest.raises(DomainError) as refused:
        operations.order_period(establishment=row, months=24, order=" ", ordered_on=ON, **acting)
    assert refused.value.field == "order"
    row = operations.order_period(establishment=row, months=24, order="Arrêté 2026/00321", ordered_on=ON, **acting)
    assert (row.period_months, row.next_visit_on) == (24, date(2026, 3, 14))
    row = operations.order_period(establishment=row, months=None, order="Arrêté 2026/00400", ordered_on=ON, **acting)
    assert row.next_visit_on is None


def test_a_site_is_visited_at_the_shortest_of_its_periods(acting):
    site = an_establishment(name="Centre", kind="site", public_total=0, staff=0, **acting)
    church = an_establishment(activity="V", public_total=400, parent=site, **acting)
    assert again(church).period_months == 60
    school = an_establishment(activity="R_SCHOOL", public_total=400, parent=site, **acting)
    assert (again(church).period_months, again(school).period_months) == (36, 36)
    assert again(church).next_visit_on == date(2027, 3, 14) and again(site).next_visit_on is None
    operations.close_establishment(establishment=school, closed_on=ON, reason="Travaux", **acting)
    assert again(church).period_months == 60


def test_a_parking_of_a_site_is_visited_with_the_least_often_visited(acting):
    site = an_establishment(name="Centre", kind="site", public_total=0, staff=0, **acting)
    an_establishment(activity="R_SCHOOL", public_total=400, parent=site, **acting)
    parking = an_establishment(activity="PS", public_total=0, vehicles=90, parent=site, **acting)
    assert parking.period_months == 36


def test_closed_for_long_it_reopens_after_a_reception_visit(acting):
    row = an_establishment(**acting)
    row = operations.close_establishment(establishment=row, closed_on=date(2025, 6, 24), reason="Travaux", **acting)
    assert (row.status, row.next_visit_on) == ("closed", None)
    with pytest.raises(Conflict):
        operations.close_establishment(establishment=row, closed_on=ON, reason="Travaux", **acting)
    with pytest.raises(DomainError, match="plus de 10 mois") as refused:
        operations.reopen_establishment(establishment=row, reopened_on=date(2026, 4, 25), **acting)
    assert refused.value.field == "visited_on"
    row = operations.reopen_establishment(
        establishment=row, reopened_on=date(2026, 6, 1), visited_on=date(2026, 5, 20), **acting
    )
    assert (row.status, row.last_visit_on, row.next_visit_on) == ("open", date(2026, 5, 20), date(2031, 5, 20))


def test_closed_for_ten_months_to_the_day_it_reopens_without(acting):
    row = an_establishment(**acting)
    row = operations.close_establishment(establishment=row, closed_on=date(2025, 6, 24), reason="Travaux", **acting)
    row = operations.reopen_establishment(establishment=row, reopened_on=date(2026, 4, 24), **acting)
    assert row.status == "open" and row.next_visit_on == date(2029, 3, 14)


def test_a_project_opens_by_the_order_of_its_mayor(acting):
    row = an_establishment(status="project", opened_on=None, last_visit_on=None, current_opinion="", **acting)
    with pytest.raises(DomainError) as refused:
        operations.open_establishment(establishment=row, opened_on=ON, **acting)
    assert refused.value.field == "opening_order"
    row = operations.open_establishment(establishment=row, opened_on=ON, opening_order="2026-118", **acting)
    assert (row.status, row.next_visit_on) == ("open", date(2031, 6, 24))
    with pytest.raises(Conflict):
        operations.open_establishment(establishment=row, opened_on=ON, opening_order="2026-118", **acting)


def test_a_change_is_told_and_a_stale_page_is_refused(acting):
    row = an_establishment(**acting)
    operations.change_establishment(establishment=row, version=row.version, public_total=720, **acting)
    found = again(row)
    assert (found.category, found.period_months) == (2, 36)
    event = queries.history_of(found).first()
    assert event.kind == "classed" and event.changes["catégorie"] == ["4e catégorie", "2e catégorie"]
    with pytest.raises(Conflict, match="a changé"):
        operations.change_establishment(establishment=row, version=row.version, public_total=100, **acting)


def test_the_visit_before_the_last_one_must_have_been_in_time(acting):
    """GE 4 §3: a late visit then one in time do not lengthen; the next one in time does."""
    row = an_establishment(activity="R_SCHOOL", public_total=750, last_visit_on=date(2019, 3, 14), **acting)
    for visited_on in (date(2022, 6, 1), date(2025, 5, 2)):
        row = operations.note_visit(
            establishment=row, visited_on=visited_on, kind="periodic", opinion="favourable", **acting
        )
    assert (row.previous_visit_in_time, row.last_visit_in_time) == (False, True)
    with pytest.raises(DomainError, match="dans son délai"):
        operations.extend_period(establishment=row, until=date(2029, 5, 2), proposed_on=ON, **acting)


def test_sleeping_premises_end_an_extension(acting):
    row = an_establishment(activity="R_SCHOOL", public_total=750, last_visit_on=date(2023, 3, 14), **acting)
    row = operations.note_visit(
        establishment=row, visited_on=date(2026, 3, 14), kind="periodic", opinion="favourable", **acting
    )
    row = operations.extend_period(establishment=row, until=date(2031, 3, 14), proposed_on=ON, **acting)
    assert row.next_visit_on == date(2031, 3, 14)
    row = operations.change_establishment(establishment=row, activity="R_BOARDING", sleeping=True, **acting)
    assert row.next_visit_on == date(2029, 3, 14)
