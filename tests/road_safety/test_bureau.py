"""Boards and papers of the bureau: barometer, quarterly note, sheet of an enjeu, agenda, regulation, report."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from directorate.permits.models import Permit
from road_safety.accidents import fatal_operations
from road_safety.accidents.papers import own_work
from road_safety.bureau import queries
from road_safety.controls import operations as controls
from tests.people import paris
from tests.road_safety.prevention_rows import drafted, held
from tests.road_safety.strategy_stage import before_committee, granted, opened, signed
from tests.road_safety.world import in_force

AT = paris(2026, 7, 20, 10)


@pytest.fixture(autouse=True)
def _july(time_machine, db):
    time_machine.move_to(AT, tick=False)


def address(name: str, *arguments) -> str:
    return reverse(f"road_safety:{name}", args=arguments)


def killed_one(bureau) -> None:
    fatal_operations.open_case(
        occurred_at=AT - timedelta(days=3), commune=bureau.house.creteil, address="Quai du Lac", force="dtsp",
        facts="Choc.", killed=1, hospitalised=0, by=bureau.agent, at=AT,
    )  # fmt: skip


def test_the_barometer_counts_since_january_and_leaves_the_unknown_blank(client, bureau):
    killed_one(bureau)
    held(bureau.agent, bureau.house.creteil, AT)
    client.force_login(bureau.head)
    page = client.get(address("barometer"))
    killed = page.context["killed"]
    assert (killed.now, killed.before, killed.years, killed.change) == (1, None, 0, "")
    assert page.context["injured"].now is None
    assert page.context["controls"].operations == 1
    assert "Hasard seul : 0,0 à 5,6" in page.content.decode()
    assert "Quai du Lac" in page.content.decode()


def test_the_barometer_of_a_year_in_the_files(client, bureau):
    in_force(bureau.agent, AT)
    client.force_login(bureau.head)
    page = client.get(address("barometer"), {"month": "2021-10"})
    assert (page.context["killed"].now, page.context["injured"].now) == (1, 2)
    # The users of one accident of November are in no file: the killed are then unknown, never fewer.
    page = client.get(address("barometer"), {"month": "2021-11"})
    assert (page.context["killed"].now, page.context["injured"].now) == (None, 4)
    assert "victimes connues pour 3 accidents sur 4" in page.content.decode()
    assert queries.counted(date(2021, 1, 1), date(2021, 10, 21)).accidents == 1
    for wrong in ("2021-13", "hier", "2026-08", "1999-01", "²"):
        assert client.get(address("barometer"), {"month": wrong}).status_code == 404


def test_the_papers_are_laid_out(client, bureau):
    in_force(bureau.agent, AT)
    killed_one(bureau)
    at = paris(2026, 4, 20, 10)
    plan = opened(bureau.head, at=at)
    granted(before_committee(plan, bureau.head, communes=[bureau.house.creteil], at=at), 1_000, bureau.head, at)
    signed(plan, bureau.head, at)
    client.force_login(bureau.head)
    papers = (
        ("barometer-paper", 2026, 7), ("barometer-paper", 2021, 11), ("quarterly-note", 2021, 4),
        ("quarterly-note", 2026, 3), ("ministry-report", 2026), ("accidents-theme-paper", "pedestrian", 2021),
        ("accidents-commune-paper", "94028", 2021),
    )  # fmt: skip
    for name, *arguments in papers:
        answer = client.get(address(name, *arguments))
        assert (answer.status_code, answer.content[:4]) == (200, b"%PDF"), name
    missing = (
        ("barometer-paper", 2026, 8), ("barometer-paper", 2026, 13), ("quarterly-note", 2026, 5),
        ("quarterly-note", 2026, 4), ("ministry-report", 2020), ("accidents-theme-paper", "inconnu", 2021),
    )  # fmt: skip
    for name, *arguments in missing:
        assert client.get(address(name, *arguments)).status_code == 404, name


def test_the_agenda_of_the_bureau_shows_the_days_that_ask_too_much(client, bureau):
    for place in ("Pont de Choisy", "Quai du Lac", "A86"):
        controls.plan_control(held_on=date(2026, 8, 4), commune=bureau.house.creteil, place=place, forces=["crs"],
                              by=bureau.agent, at=AT)  # fmt: skip
    drafted(bureau.agent, AT, starts_on=date(2026, 8, 20), ends_on=date(2026, 8, 21))
    client.force_login(bureau.head)
    page = client.get(address("bureau-agenda"), {"month": "2026-08"})
    assert [day.day for day in page.context["conflicts"]] == [date(2026, 8, 4)]
    assert "3 présences demandées, 2 possibles" in page.content.decode()
    assert "Campagne : Voir et être vu" in page.content.decode()
    only = client.get(address("bureau-agenda"), {"month": "2026-08", "kind": "Campagne"})
    assert "Pont de Choisy" not in only.content.decode()
    assert client.get(address("bureau-agenda"), {"month": "2026-8"}).status_code == 404


def test_agr_02_the_regulation_board_shows_the_rung_of_each_approval(client, bureau):
    unit = bureau.house.road
    for rank, expires_on in enumerate((date(2026, 7, 1), date(2026, 8, 1), date(2026, 12, 1), date(2028, 1, 1))):
        Permit.objects.create(number=f"CSSR-{rank}", procedure_code="road_safety_course_centre_approval",
                              label="Agrément de centre", holder=f"Centre {rank}", unit=unit,
                              issued_on=date(2021, 1, 1), valid_from=date(2021, 1, 1),
                              expires_on=expires_on)  # fmt: skip
    assert [(step, row.holder) for step, row in queries.expiring(AT.date())] == [
        (0, "Centre 0"), (2, "Centre 1"), (6, "Centre 2"),
    ]  # fmt: skip
    client.force_login(bureau.head)
    page = client.get(address("regulation-board")).content.decode()
    assert "Moins de 2 mois" in page
    assert "Centre 3" not in page.partition("Inspections dues")[0]


def test_agr_02_a_title_that_another_bureau_gives_is_followed_without_a_link_to_its_page(client, bureau):
    row = Permit.objects.create(
        number="FO-1", procedure_code="vehicle_pound_keeper_approval", label="Agrément de gardien", holder="Garage Lor",
        unit=bureau.house.police, commune=bureau.house.creteil, issued_on=date(2021, 1, 1),
        valid_from=date(2021, 1, 1), expires_on=date(2026, 9, 1),
    )  # fmt: skip
    assert [found for _, found in queries.expiring(AT.date())] == [row]
    assert list(queries.approvals_in(bureau.house.creteil, AT.date())) == [row]
    assert list(own_work(bureau.house.creteil, AT.date())["approvals"]) == [row]
    client.force_login(bureau.agent)
    page = client.get(address("regulation-board")).content.decode()
    assert "FO-1" in page and reverse("directorate:permit", args=[row.pk]) not in page
    Permit.objects.update(unit=bureau.house.road)
    assert reverse("directorate:permit", args=[row.pk]) in client.get(address("regulation-board")).content.decode()


def test_nobody_else_reads_the_boards(client, bureau):
    client.force_login(bureau.house.agent)
    for name in ("barometer", "bureau-agenda", "regulation-board"):
        assert client.get(address(name)).status_code == 403
