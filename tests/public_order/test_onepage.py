"""The prefect's one-pager: what each part of the bureau says of the month (B8)."""

import pytest
import time_machine
from django.urls import reverse

from directorate.documents.pdf_text import text_of_pdf
from public_order.desk import blocks
from public_order.models import ProgrammeFigure
from public_order.monthly.arithmetic import until
from public_order.programmes.models import FieldOperation
from tests.people import paris
from tests.public_order.codaf_stage import codaf_told
from tests.public_order.council_stage import bodies_with_members, planned
from tests.public_order.grant_stage import opened
from tests.public_order.monthly_rows import APRIL, three_years
from tests.public_order.programme_stage import programme

AT = paris(2026, 5, 7)


@pytest.fixture(autouse=True)
def day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture()
def page(client, bureau):
    three_years(bureau.agent, AT)
    client.force_login(bureau.head)

    def read(query: str = "") -> str:
        answer = client.get(reverse("public_order:prefect-page") + query)
        assert answer.status_code == 200, answer.content[:300]
        return answer.content.decode().replace("&#x27;", "'")

    return read


def test_b8_thousands_are_told_apart_by_narrow_spaces_on_the_page_and_its_paper(page, client):
    # 400 blows a month for three years, 500 in April: 4 900 on twelve months.
    assert ">4\u202f900<" in page() and ">4900<" not in page()
    words = text_of_pdf(client.get(reverse("public_order:prefect-paper")).content)
    assert "4\u202f900" in words or "4 900" in words


def test_b8_a_page_without_anything_else_to_say_has_no_stub(page):
    assert "section-title" not in page()


def test_b8_choisy_and_orly_beside_the_department_with_its_operations(page, bureau):
    row = programme(bureau.house, bureau.head, AT, name="Choisy et Orly")
    ProgrammeFigure.objects.bulk_create(
        ProgrammeFigure(perimeter=row.perimeters.get(), zone="perimeter", nature="facts", line="violences",
                        month=month, count=12 if month == APRIL else 10, recorded_at=AT, recorded_by=bureau.head)
        for month in until(APRIL, 24)
    )  # fmt: skip
    FieldOperation.objects.create(
        kind="place_nette", title="Place nette", programme=row, commune=bureau.house.creteil, held_on=APRIL,
        slot="18 h à 22 h", forces="40 policiers", arrests=7, reported_at=AT, recorded_at=AT, recorded_by=bureau.head,
    )  # fmt: skip
    text = page()
    assert "QRR et programmes locaux" in text and "Choisy et Orly" in text
    assert "Coups et blessures volontaires" in text and "département" in text and "12 mois comparés" in text
    assert "interpellations : 7" in text and reverse("public_order:local-programme", args=[row.pk]) in text


def test_b8_a_programme_without_figures_says_so(page, bureau):
    programme(bureau.house, bureau.head, AT, name="Choisy et Orly")
    assert "chiffres du mois non saisis" in page()


def test_b8_next_meeting_is_the_first_one_to_come(page, bureau):
    bodies_with_members()
    planned(bureau.head, AT, starts_at=paris(2026, 5, 20, 9))
    planned(bureau.head, AT, starts_at=paris(2026, 5, 14, 9))
    text = page()
    (told,) = blocks.next_meeting(bureau.head, AT, APRIL)
    assert told.value == "14/05/2026 à 09 h 30"
    assert "Prochain état-major" in text and told.value in text
    assert "20/05/2026" not in text


def test_b8_credits_of_the_fund_by_family(page, bureau):
    opened(bureau.head, credits=100_000, at=AT)
    text = page()
    assert "Consommation du FIPD" in text and "Programme D" in text and "délégués" in text


def test_b8_codaf_of_the_month_and_of_no_other(bureau):
    codaf_told(bureau.house, AT)
    told = blocks.codaf_of_the_month(bureau.head, AT, AT.date().replace(day=1))
    assert told == [] or told[0].label == "Opérations"
    assert blocks.codaf_of_the_month(bureau.head, AT, APRIL.replace(year=2019)) == []


def test_b8_every_block_is_quiet_when_nothing_is_known(bureau):
    for read in (blocks.local_programmes, blocks.codaf_of_the_month, blocks.next_meeting, blocks.late_actions,
                 blocks.grants_spent):  # fmt: skip
        assert list(read(bureau.head, AT, APRIL)) == []
