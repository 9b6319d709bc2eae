"""What is said under each figure: the editions really used, names by level, French words; and what a page costs."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directorate.documents.pdf_text import text_of_pdf
from directorate.manifests import Question
from directorate.territory.models import Commune
from directorate.territory.names import at_commune, of_commune
from directorate.territory.operations import load_department
from public_order.monthly import sources as notes
from public_order.statistics import board, queries
from public_order.statistics.models import SeriesValue, Source
from tests.public_order.note_stage import note_told
from tests.public_order.stat_world import AT, COMMUNES, DEPARTMENTS, HEADINGS, communal_line, delivered, in_force

OLDER = DEPARTMENTS.replace("2024", "2023").replace(";10462;7,3318", ";10000;7,0000")


@pytest.fixture(autouse=True)
def day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture()
def page(client, bureau):
    client.force_login(bureau.agent)

    def read(name: str, *arguments, query: str = "") -> str:
        answer = client.get(reverse(f"public_order:{name}", args=arguments) + query)
        assert answer.status_code == 200, answer.content[:400]
        return answer.content.decode().replace("&#x27;", "'")

    return read


@pytest.fixture()
def two_editions(bureau):
    load_department()
    in_force(bureau.agent, ("d.csv", OLDER), label="2023", produced_on=date(2025, 2, 3))
    in_force(bureau.agent, ("d.csv", DEPARTMENTS), ("c.csv", COMMUNES), label="2024", produced_on=date(2026, 1, 22))
    return bureau


MIXED = "édition du 03/02/2025, définitif (2023) ; édition du 22/01/2026, définitif (2024)"


@pytest.mark.parametrize("name", ["crime-board", "crime-departments"])
def test_sta_11_two_editions_are_both_named_and_never_compared_in_silence(page, two_editions, name):
    text = page(name, query="?indicateur=degradations")
    assert MIXED in text
    assert "Plusieurs éditions" in text and "Licence Ouverte" in text
    if name == "crime-board":
        assert "deux éditions" in text, "beside the difference of one year"


def test_sta_11_one_edition_is_named_alone(page, bureau):
    load_department()
    in_force(bureau.agent, ("d.csv", OLDER + DEPARTMENTS.partition("\n")[2]), produced_on=date(2026, 1, 22))
    text = page("crime-board", query="?indicateur=degradations")
    assert "édition du 22/01/2026, définitif. Licence Ouverte" in text
    assert "Plusieurs éditions" not in text and "deux éditions" not in text


def test_sta_11_the_sheet_and_its_paper_name_the_bases_they_read(page, two_editions, client):
    in_force(
        two_editions.agent,
        ("c.csv", COMMUNES.replace('"2024"', '"2023"')), label="Communes 2023", produced_on=date(2025, 7, 10),
    )  # fmt: skip
    wanted = (
        "base communale, édition du 10/07/2025, définitif (2023)",
        "base communale, édition du 22/01/2026, définitif (2024)",
        "base départementale, édition du 22/01/2026, définitif (2024)",
    )
    text = page("crime-commune", "94028", query="?annee=2024")
    answer = client.get(reverse("public_order:crime-commune-paper", args=["94028", 2024]))
    paper = " ".join(text_of_pdf(answer.content).split())
    for words in wanted:
        assert words in text
        assert words in paper
    assert "Licence Ouverte" in text and "Licence Ouverte" in paper


def test_a_code_is_named_at_its_level(page, bureau):
    """11 is the Aude among the departments, and Île-de-France among the regions."""
    assert board.place_name("dep", "11") == "Aude" and board.place_name("reg", "11") == "Île-de-France"
    load_department()
    regions = "Code_region;annee;indicateur;unite_de_compte;nombre;taux_pour_mille;insee_pop\n"
    line = "11;2024;Vols avec armes;Infraction;{};0,1;12000000\n"
    in_force(bureau.agent, ("r.csv", regions + line.format(900)), produced_on=date(2025, 2, 3))
    text = page("crime-figures", query="?kind=reg")
    assert "Île-de-France" in text and "Aude" not in text
    batch = delivered(bureau.agent, ("r.csv", regions + line.format(950)), produced_on=date(2026, 2, 3))
    text = page("crime-import", batch.pk)
    assert "Île-de-France" in text and "Aude" not in text


def communal_base(towns) -> str:
    lines = [";".join(f'"{name}"' for name in HEADINGS)]
    # Without its rate, so that it is computed upon the population of each.
    lines += [communal_line(town, "Destructions et dégradations volontaires", str(40 + rank), "NA", "diff", "30000",
                            "12000", "NA", "NA") for rank, town in enumerate(towns)]  # fmt: skip
    return "\n".join(lines) + "\n"


def test_the_board_costs_the_same_for_five_communes_and_for_all(client, bureau):
    load_department()
    client.force_login(bureau.agent)
    towns = sorted(Commune.objects.values_list("pk", flat=True))
    costs = []
    for rank, held in enumerate((towns[:5], towns)):
        in_force(
            bureau.agent, ("c.csv", communal_base(held)), label=f"Base {rank}", produced_on=date(2026, 1, 20 + rank)
        )
        address = reverse("public_order:crime-board") + "?indicateur=degradations&annee=2024"
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            text = client.get(address).content.decode()
        assert "1,33" in text, "computed rates are there"
        costs.append(len(captured))
    assert costs[0] == costs[1] and costs[1] < 45, costs


def test_the_comparison_costs_the_same_for_two_departments_and_for_six(client, bureau):
    client.force_login(bureau.agent)
    lines = DEPARTMENTS.splitlines()
    more = [lines[2].replace("94;11", f"{code};11") for code in ("75", "77", "78", "91", "92", "93", "95")]
    in_force(bureau.agent, ("d.csv", "\n".join([*lines[:3], *more]) + "\n"))
    costs = []
    for codes in (("92",), ("75", "77", "78", "91", "92", "93")):
        query = "&".join(f"departement={code}" for code in codes)
        address = reverse("public_order:crime-departments") + f"?indicateur=degradations&{query}"
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        costs.append(len(captured))
    assert costs[0] == costs[1], costs


def test_populations_are_those_of_the_year_else_before_else_after(bureau):
    in_force(bureau.agent, ("d.csv", OLDER + DEPARTMENTS.partition("\n")[2]))
    found = {year: queries.population_of("dep", "94", year).year for year in (2010, 2023, 2024, 2030)}
    assert found == {2010: 2023, 2023: 2023, 2024: 2024, 2030: 2024}
    assert queries.population_of("dep", "00", 2024) is None
    assert SeriesValue.objects.filter(edition__source=Source.DEPARTMENTS).exists()


@pytest.mark.parametrize(
    ("name", "of", "at"),
    [
        ("Ablon-sur-Seine", "d'Ablon-sur-Seine", "à Ablon-sur-Seine"),
        ("Le Kremlin-Bicêtre", "du Kremlin-Bicêtre", "au Kremlin-Bicêtre"),
        ("La Queue-en-Brie", "de la Queue-en-Brie", "à la Queue-en-Brie"),
        ("L'Haÿ-les-Roses", "de L'Haÿ-les-Roses", "à L'Haÿ-les-Roses"),
        ("Les Lilas", "des Lilas", "aux Lilas"),
        ("Ivry-sur-Seine", "d'Ivry-sur-Seine", "à Ivry-sur-Seine"),
        ("Créteil", "de Créteil", "à Créteil"),
    ],
)
def test_a_commune_is_said_with_its_article(name, of, at):
    assert (of_commune(name), at_commune(name)) == (of, at)


def test_the_paper_of_a_commune_is_titled_in_french(bureau, client):
    load_department()
    client.force_login(bureau.agent)
    in_force(bureau.agent, ("c.csv", communal_base(["94043"])))
    answer = client.get(reverse("public_order:crime-commune-paper", args=["94043", 2024]))
    assert "enregistrée au Kremlin-Bicêtre" in " ".join(text_of_pdf(answer.content).split())


def test_a_month_is_searched_as_a_whole_word(bureau):
    note_told(bureau.house, AT)

    def found(text):
        return [hit.label for hit in notes.find(Question(bureau.agent, text, AT, 5)).hits]

    month = notes.versions().first().report.period
    name = notes.NAMES[month.month - 1]
    assert found(name) and found(f"{name} {month.year}") and not found(f"{name} {month.year - 1}")
    assert not found(f"{name}sons-Alfort") and not found("Maisons-Alfort") and not found("Marseille")
