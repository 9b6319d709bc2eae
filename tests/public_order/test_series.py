"""The chronological series: what the état 4001 and the SSMSI tell period after period, shown, filtered, exported."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from public_order.statistics import queries, series
from public_order.statistics.models import SeriesValue
from tests.lists import export, lines_of, text_of
from tests.public_order.stat_world import AT, COMMUNES, delivered, in_force

YEARS = "annee;code_departement;index_4001;faits_constates\n" + "".join(
    f"{year};{code};27;{count}\n"
    for year, code, count in ((2008, 94, 4000), (2009, 94, 4400), (2008, 11, 90), (2009, 11, 95))
)
FRANCE = """Valeurs;Unite_temps;Indicateur;Source;Sous_indicateur;Statistique;Zone_geographique;Periodicite;Donnees_requalifiees;Unite_de_compte;Correction
14359,0;2021M01;Vols liés aux véhicules;Base;Vols de véhicules;Nombre;France métropolitaine;Mensuelle;Non;Véhicules;Série brute
15000,0;2022M01;Vols liés aux véhicules;Base;Vols de véhicules;Nombre;France métropolitaine;Mensuelle;Non;Véhicules;Série brute
15500,0;2022M01;Vols liés aux véhicules;Base;Vols de véhicules;Nombre;France métropolitaine;Mensuelle;Non;Véhicules;CVS-CJO
"""  # noqa: E501


@pytest.fixture(autouse=True)
def day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture()
def page(client, bureau):
    client.force_login(bureau.agent)

    def read(query: str = "", status: int = 200) -> str:
        answer = client.get(reverse("public_order:crime-series") + query)
        assert answer.status_code == status, answer.content[:300]
        return answer.content.decode().replace("&#x27;", "'")

    return read


@pytest.fixture()
def told(bureau):
    in_force(bureau.agent, ("4001.csv", YEARS), label="4001", produced_on=date(2011, 3, 1))
    in_force(bureau.agent, ("france.csv", FRANCE), label="France", produced_on=date(2023, 2, 1))
    return bureau


def test_an_empty_page_says_what_to_do(page):
    assert "Aucune série n'est en vigueur" in page()


def test_the_yearly_4001_is_drawn_and_told_with_its_source(page, told):
    text = page("?serie=etat_4001.y&indicateur=i027&territoire=dep.94")
    assert "4\u202f400" in text and "+400 (+10,0 %)" in text
    assert "État 4001" in text and "édition du 01/03/2011" in text and "Licence Ouverte" in text
    assert 'class="chart"' in text
    assert "l'unité de compte change" in text.lower(), "footnote of B1.2"
    assert "Aude" in text and "Données internes" not in text
    only = page("?serie=etat_4001.y&indicateur=i027&territoire=dep.94&depuis=2009&jusque=2009")
    assert "+400" in only and '<th scope="row">2008</th>' not in only


def test_the_national_months_are_drawn_raw_and_adjusted_apart(page, told):
    codes = [choice.code for choice in series.choices()]
    assert codes == ["etat_4001.y", "ssmsi_adjusted.m", "ssmsi_series.m"]
    raw, adjusted = page("?serie=ssmsi_series.m"), page("?serie=ssmsi_adjusted.m")
    assert "France métropolitaine" in raw and "15\u202f000" in raw and "+641" in raw
    assert "15\u202f500" in adjusted and "15\u202f000" not in adjusted


@pytest.mark.parametrize("query", ["?serie=rien", "?serie=etat_4001.y&depuis=abcd", "?serie=etat_4001.y&jusque=%00"])
def test_a_bad_address_is_answered_with_a_sentence(page, told, query):
    page(query, 404)


def test_the_list_its_file_and_the_api_show_the_same_rows(client, page, told):
    client.force_login(told.agent)
    query = "indicator=i027&territory=94"
    listed = client.get(reverse("public_order:crime-chronology") + f"?{query}").content.decode()
    rows = lines_of(text_of(export(client, "crime-chronology", query)))
    results = client.get(f"/api/v1/crime-chronology/?{query}").json()["results"]
    assert "Val-de-Marne" in listed and len(rows) == 3
    assert sorted(row["count"] for row in results) == [4000, 4400]
    aude = lines_of(text_of(export(client, "crime-chronology", "territory=11&columns=territory,count")))
    assert {line[0] for line in aude[1:]} == {"Aude"}
    client.force_login(told.house.administrator)
    assert client.get("/api/v1/crime-chronology/").status_code == 403
    assert client.get(reverse("public_order:crime-chronology")).status_code == 403
    assert client.get(reverse("public_order:crime-series")).status_code == 403


def test_sec_04_no_commune_and_no_internal_count_is_in_the_series(client, page, told):
    """Neither by the list, nor by the page: what a file hides has no way out here."""
    in_force(told.agent, ("c.csv", COMMUNES), label="Communes")
    sheet = "Index;libellé index;2026_03\n7;Coups;231\n"
    batch = in_force(told.agent, ("94.csv", sheet), reliability="provisional", produced_on=date(2026, 4, 7))
    SeriesValue.objects.filter(edition__batch=batch).update(diffusion="i")
    batch.editions.update(source="dtsp_4001")
    assert set(queries.chronological_cells().values_list("territory_kind", flat=True)) == {"dep", "nat"}
    assert not queries.chronological_cells().filter(diffusion="i").exists()
    assert [choice.code for choice in series.choices()][-1] == "dtsp_4001.m"
    assert "ssmsi_com" not in page()
    page("?serie=ssmsi_com.y", 404)
    internal = page("?serie=dtsp_4001.m&indicateur=i007")
    assert "Données internes" in internal and "231" in internal


def test_sta_11_two_editions_of_a_series_are_both_named(page, told):
    more = YEARS.splitlines()[0] + "\n2010;94;27;4500\n"
    in_force(told.agent, ("4001.csv", more), label="2010", produced_on=date(2012, 3, 1))
    text = page("?serie=etat_4001.y&indicateur=i027&territoire=dep.94")
    assert "édition du 01/03/2011, définitif (2008 à 2009) ; édition du 01/03/2012, définitif (2010)" in text
    assert "deux éditions" in text
    assert delivered(told.agent, ("x.csv", more + "2011;94;27;1\n")).state == "read"
