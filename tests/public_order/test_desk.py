"""The analyst's desk, the funnel of the communes, the prefect's one-pager with its blocks."""

import re
from datetime import date

import pytest
import time_machine
from django.urls import reverse

from directorate.documents.pdf_text import text_of_pdf
from directorate.territory.operations import load_department
from public_order import headlines
from public_order.desk import funnel, queries
from public_order.headlines import Block, Headline
from public_order.statistics.models import SeriesValue
from public_order.statistics.queries import known_indicator
from tests.public_order.monthly_rows import opened_note
from tests.public_order.stat_world import AT, COMMUNES, DEPARTMENTS, delivered, in_force, real_files


@pytest.fixture(autouse=True)
def day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture()
def page(client, bureau):
    client.force_login(bureau.agent)

    def read(name: str, query: str = "", status: int = 200) -> str:
        answer = client.get(reverse(f"public_order:{name}") + query)
        assert answer.status_code == status, answer.content[:300]
        return answer.content.decode().replace("&#x27;", "'")

    return read


def test_empty_pages_say_what_to_do(page):
    assert "Aucun fichier n'attend" in page("analyst-desk")
    assert "Aucune base communale" in page("crime-funnel")
    assert "Aucun mois n'est en vigueur" in page("prefect-page")
    page("prefect-paper", status=404)


def test_b8_the_desk_links_what_waits(page, bureau):
    in_force(bureau.agent, ("c.csv", COMMUNES), ("d.csv", DEPARTMENTS))
    delivered(bureau.agent, ("e.csv", DEPARTMENTS + "94;11;x;Vols avec armes;Infraction;1;1;1\n"), label="À voir")
    opened_note(bureau.agent, AT)
    text = page("analyst-desk")
    for words in ("Imports à accepter", "lignes non rapprochées", "Commentaires à écrire", "Entonnoir des communes"):
        assert words in text
    assert "Coups et blessures volontaires" in text, "the comment of April is to write"
    assert "/commenter/" in text


@pytest.fixture()
def real(bureau):
    load_department()
    in_force(bureau.agent, *real_files(), label="Bases du SSMSI")
    return bureau


def test_sec_02_published_cells_that_the_rule_would_hide_are_counted(page, real):
    assert queries.badly_published(date(2026, 6, 24)) == 3
    assert "Valeurs diffusées que la règle masquerait" in page("analyst-desk")


def test_sta_09_the_funnel_shows_published_communes_and_no_hidden_one(page, real):
    text = page("crime-funnel", "?indicateur=vols-armes&annee=2024")
    points = re.findall(r"<title>([^<]+) : (\d+) pour (\d+) attendus", text)
    assert len(points) == 13 and "34 communes masquées" in text
    assert not any("Ablon" in name for name, _, _ in points)
    hidden = SeriesValue.objects.filter(indicator__code="vols-armes", territory_kind="com", diffusion__in=("n", "s"))
    assert hidden.count() == 34
    assert "surdispersion φ" in text and "Licence Ouverte" in text


def test_sta_10_a_commune_of_which_little_is_expected_has_no_rank(real):
    facts = funnel.facts(known_indicator("vols-armes"), date(2024, 1, 1), date(2026, 6, 24))
    for row in facts["rows"]:
        assert bool(row["rank"]) == (int(row["expected"]) >= 10) or int(row["expected"]) == 10
    ranks = [row["rank"] for row in facts["rows"] if row["rank"]]
    assert ranks == sorted(ranks)


def test_b8_the_page_of_the_prefect_has_its_lines_and_its_paper(page, bureau, client, monkeypatch):
    monkeypatch.setattr(headlines, "BLOCKS", {})
    opened_note(bureau.agent, AT)
    text = page("prefect-page")
    assert "avril 2026" in text and ">500<" in text and ">400<" in text
    assert "+25,0" in text and "Données internes" in text
    assert "section-title" not in text, "nobody contributes: no stub"
    answer = client.get(reverse("public_order:prefect-paper"))
    words = " ".join(text_of_pdf(answer.content).split())
    assert answer["Content-Type"] == "application/pdf" and "avril 2026" in words and "500" in words
    page("prefect-page", "?mois=1999-01", 404)


def test_b8_blocks_are_shown_in_order_and_those_that_say_nothing_are_not(page, bureau, monkeypatch):
    monkeypatch.setattr(headlines, "BLOCKS", {})
    headlines.contribute(Block("b", "Bloc second", lambda staff, at, month: [Headline("Subventions", "12")], order=2))
    headlines.contribute(Block("a", "Bloc premier", lambda staff, at, month: [Headline("Contrôles", "3")], order=1))
    headlines.contribute(Block("c", "Bloc muet", lambda staff, at, month: []))
    opened_note(bureau.agent, AT)
    text = page("prefect-page")
    assert 0 < text.index("Bloc premier") < text.index("Bloc second") and "Bloc muet" not in text


def test_the_pages_are_closed_to_others(client, bureau):
    client.force_login(bureau.house.administrator)
    for name in ("analyst-desk", "crime-funnel", "prefect-page", "prefect-paper"):
        assert client.get(reverse(f"public_order:{name}")).status_code == 403
