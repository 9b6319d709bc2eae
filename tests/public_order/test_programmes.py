"""QRR and local programmes: zones on the same months, ring, activity apart, before and after (B2.2, B2.3, B2.4)."""

from datetime import date

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from directorate.web.errors import Conflict, DomainError, NotAllowed
from public_order.models import FieldOperation, LocalProgramme, PoliceDistrict, ProgrammeFigure
from public_order.monthly.arithmetic import earlier, until
from public_order.programmes import comparing, operations, queries
from tests.people import paris
from tests.public_order.monthly_rows import APRIL, three_years
from tests.public_order.programme_stage import programme

AT = paris(2026, 5, 7)
MONTHS = until(APRIL, 24)


# --- pure ---------------------------------------------------------------------------------------------------------


def test_loc_01_every_zone_on_the_same_months():
    perimeter = dict.fromkeys(MONTHS, 10)
    department = dict.fromkeys(MONTHS, 100)
    perimeter[earlier(APRIL, 3)] = None
    zones, months = comparing.compared({"perimeter": perimeter, "department": department}, APRIL, 30)
    assert len(months) == 11 and earlier(APRIL, 3) not in months
    assert [(zone.change.now, zone.change.before) for zone in zones] == [(110, 110), (1100, 1100)]


def test_loc_01_nothing_in_common_compares_nothing():
    zones, months = comparing.compared({"perimeter": {}, "department": dict.fromkeys(MONTHS, 9)}, APRIL, 30)
    assert months == [] and [zone.change for zone in zones] == [None, None]


def test_loc_01_the_rest_is_the_district_less_the_perimeter():
    rest = comparing.rest_of({APRIL: 50, earlier(APRIL, 1): 40}, {APRIL: 12})
    assert rest == {APRIL: 38, earlier(APRIL, 1): None}
    assert comparing.rest_of({APRIL: 50}, {APRIL: 51}) == {APRIL: None}


@pytest.mark.parametrize(
    ("before", "after", "refused"),
    [(12, 12, False), (11, 24, True), (24, 11, True), (0, 0, True), (24, 24, False), (13, 30, False)],
)
def test_loc_04_twelve_months_on_each_side_or_nothing_is_concluded(before, after, refused):
    start = date(2024, 1, 1)
    months = [earlier(start, back) for back in range(-after + 1, before + 1)]
    found = comparing.before_after(dict.fromkeys(months, 5), start, APRIL, 12, 30)
    assert (found.refusal == "recul insuffisant") is refused
    assert (found.months_before, found.months_after) == (before, min(after, 28))
    assert (found.change is None) is refused


def test_loc_04_the_month_of_the_beginning_is_on_no_side():
    series = dict.fromkeys(until(APRIL, 40), 5) | {date(2025, 1, 1): 900}
    found = comparing.before_after(series, date(2025, 1, 15), APRIL, 12, 30)
    assert (found.before, found.after, found.months_after) == (60, 60, 15)


def test_loc_04_a_gap_ends_the_run():
    series = dict.fromkeys(until(APRIL, 40), 5)
    series[date(2025, 6, 1)] = None
    assert comparing.before_after(series, date(2025, 1, 1), APRIL, 12, 30).refusal


def test_qrr_01_a_quarter_on_another_perimeter_is_counted_again():
    rows = [(month, 1, 4) for month in until(date(2025, 12, 1), 6)] + [(date(2026, 1, 1), 2, 3)]
    found, stale = comparing.quarters(rows, 2)
    assert stale == [date(2025, 7, 1), date(2025, 10, 1)]
    assert found == {date(2025, 7, 1): None, date(2025, 10, 1): None, date(2026, 1, 1): None}
    assert comparing.quarters(rows[:6], 1) == ({date(2025, 7, 1): 12, date(2025, 10, 1): 12}, [])


@given(st.binary(min_size=48, max_size=48))
def test_loc_01_perimeter_and_rest_add_up_to_the_district(counts):
    perimeter = dict(zip(MONTHS, counts[:24], strict=True))
    district = {month: perimeter[month] + other for month, other in zip(MONTHS, counts[24:], strict=True)}
    zones = {"perimeter": perimeter, "rest": comparing.rest_of(district, perimeter), "district": district}
    found, _ = comparing.compared(zones, APRIL, 30)
    assert found[0].change.now + found[1].change.now == found[2].change.now


# --- on tables ----------------------------------------------------------------------------------------------------


@pytest.fixture()
def row(bureau):
    three_years(bureau.agent, AT)
    return programme(bureau.house, bureau.agent, AT)


def figure(row, bureau, month, count, line="violences", zone="perimeter"):
    return operations.record_figure(programme=row, zone=zone, line=line, month=month, count=count, by=bureau.agent,
                                    at=AT)  # fmt: skip


@pytest.mark.django_db
def test_loc_01_loc_02_zones_from_the_files_and_from_what_is_typed(bureau, row):
    for month in MONTHS:
        figure(row, bureau, month, 20)
        figure(row, bureau, month, 7, zone="ring")
    zones = queries.zones_of(row, APRIL)["violences"]
    assert list(zones) == ["perimeter", "ring", "rest", "department"]
    assert zones["rest"][APRIL] == 166 - 20 and zones["department"][APRIL] == 500
    assert "automobiles" not in queries.zones_of(row, APRIL), "nothing of it is counted in the perimeter"


@pytest.mark.django_db
def test_loc_03_activity_is_never_among_the_facts(bureau, row):
    figure(row, bureau, APRIL, 31, line="arrests")
    assert ProgrammeFigure.objects.get().nature == "activity" and queries.zones_of(row, APRIL) == {}


@pytest.mark.django_db
def test_qrr_01_a_new_perimeter_makes_its_quarters_stale_until_counted_again(bureau, row):
    for month in until(date(2026, 3, 1), 3):
        figure(row, bureau, month, 5)
    assert queries.quarters_of(row)["violences"] == ({date(2026, 1, 1): 15}, [])
    operations.change_perimeter(programme=row, since=date(2026, 4, 1), description="Rue ajoutée au nord",
                                communes=[bureau.house.creteil], by=bureau.agent, at=AT)  # fmt: skip
    row = queries.known_programme(row.pk)
    assert queries.quarters_of(row)["violences"][1] == [date(2026, 1, 1)]
    for month in until(date(2026, 3, 1), 3):
        figure(row, bureau, month, 6)
    assert queries.quarters_of(row)["violences"] == ({date(2026, 1, 1): 18}, [])
    with pytest.raises(DomainError) as refused:
        operations.change_perimeter(programme=row, since=date(2026, 4, 1), description="Encore", by=bureau.agent,
                                    communes=[bureau.house.creteil], at=AT)  # fmt: skip
    assert refused.value.field == "since"


@pytest.mark.django_db
@pytest.mark.parametrize(("facts", "name"), [({"month": date(2026, 5, 2)}, "month"), ({"line": "inconnue"}, "line")])
def test_a_figure_that_does_not_hold_is_refused_beside_its_field(bureau, row, facts, name):
    with pytest.raises(DomainError) as refused:
        figure(row, bureau, **{"month": APRIL, "count": 3, **facts})
    assert refused.value.field == name


@pytest.mark.django_db
def test_a_programme_keeps_its_name_and_its_ring_outside(bureau, row):
    assert [town.name for town in row.ring.all()] == ["Vincennes"]
    with pytest.raises(Conflict):
        programme(bureau.house, bureau.agent, AT)
    LocalProgramme.objects.update(state="closed", ends_on=date(2026, 5, 1))
    with pytest.raises(Conflict):
        figure(row, bureau, APRIL, 3)
    with pytest.raises(NotAllowed):
        programme(bureau.house, bureau.house.stranger, AT, name="Autre")


@pytest.mark.django_db
def test_b2_4_an_operation_from_the_calendar_to_its_report(bureau, row):
    facts = {"kind": "place_nette", "title": "Place nette", "commune": bureau.house.creteil, "forces": "40 policiers",
             "programme": row, "by": bureau.agent, "at": AT}  # fmt: skip
    done = operations.plan_operation(held_on=date(2026, 5, 6), **facts)
    with pytest.raises(Conflict):
        operations.plan_operation(held_on=date(2026, 5, 6), **facts)
    later = operations.plan_operation(held_on=date(2026, 5, 20), **facts)
    counts = {"vehicles": None, "fines": 0, "by": bureau.agent, "at": AT}
    with pytest.raises(Conflict):
        operations.report_operation(held=later, checked=10, arrests=1, **counts)
    with pytest.raises(DomainError) as refused:
        operations.report_operation(held=done, checked=3, arrests=4, **counts)
    assert refused.value.field == "arrests"
    operations.report_operation(held=done, checked=80, arrests=4, **counts)
    with pytest.raises(Conflict, match="entre-temps"):
        operations.report_operation(held=done, checked=5, arrests=0, **counts)
    assert queries.found_by(row) == {"checked": 80, "arrests": 4, "vehicles": None, "fines": 0}


@pytest.mark.django_db
def test_the_pages_of_the_programmes(client, bureau, row, time_machine):
    time_machine.move_to(AT)
    client.force_login(bureau.agent)

    def page(name, *args):
        answer = client.get(reverse(f"public_order:{name}", args=args))
        assert answer.status_code == 200
        return answer.content.decode().replace("&#x27;", "'")

    assert "la comparaison attend" in page("local-programme", row.pk)
    where = reverse("public_order:programme-figure", args=[row.pk])
    sent = {"line": "violences", "zone": "perimeter", "month": "2026-04-12", "count": "20"}
    assert client.post(where, sent).status_code == 302
    assert client.post(where, sent | {"count": "-1"}).status_code == 422
    figure(row, bureau, earlier(APRIL, 12), 25)
    figure(row, bureau, APRIL, 9, line="arrests")
    html = page("local-programme", row.pk)
    for words in ("recul insuffisant", "Reste de la circonscription", "Interpellations", "<svg", "incomplet"):
        assert words in html, words
    assert "Secteur d'Orly" in page("local-programmes")
    new = {"kind": "fetes", "title": "Bal du 14 juillet", "commune": "94028", "held_on": "2026-05-06",
           "forces": "12 policiers"}  # fmt: skip
    assert client.post(reverse("public_order:field-operation-new"), new).status_code == 302
    operation = FieldOperation.objects.get()
    report = reverse("public_order:field-operation-report", args=[operation.pk])
    assert client.post(report, {"checked": "5", "arrests": "6"}).status_code == 422
    assert client.post(report, {"checked": "5", "arrests": "0"}).status_code == 302
    assert "Compte rendu reçu" in page("field-operation", operation.pk)
    assert "Bal du 14 juillet" in page("field-operations")
    assert PoliceDistrict.objects.count() == 2
