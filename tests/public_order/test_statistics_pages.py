"""Pages, papers, API and sources of the statistics, for each reader."""

from datetime import date

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.urls import reverse
from pypdfium2 import PdfDocument

from directorate.documents.pdf_text import text_of_pdf
from directorate.manifests import Question
from directorate.territory.models import Commune
from directorate.territory.operations import load_department
from directorate.web.errors import Conflict, DomainError
from public_order.statistics import operations, queries, reference, sources, stories
from public_order.statistics.board import change_words
from public_order.statistics.models import (
    CrimeIndicator,
    IndicatorGroup,
    SeriesNote,
    SeriesValue,
    StatEdition,
    StatImport,
)
from tests.people import paris
from tests.public_order.stat_world import AT, COMMUNES, DEPARTMENTS, delivered, in_force, real_files


@pytest.fixture(autouse=True)
def day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture()
def page(client, bureau):
    client.force_login(bureau.agent)

    def read(name: str, *arguments, query: str = "", status: int = 200) -> str:
        answer = client.get(reverse(f"public_order:{name}", args=arguments) + query)
        assert answer.status_code == status, answer.content[:400]
        return answer.content.decode()

    return read


@pytest.fixture()
def real(bureau):
    load_department()
    in_force(bureau.agent, *real_files(), label="Bases du SSMSI")
    return bureau


def test_an_empty_board_says_what_to_do(page):
    assert "Aucun chiffre n'est en vigueur" in page("crime-board").replace("&#x27;", "'")
    assert "Aucun département" in page("crime-departments")
    assert "Aucun chiffre" in page("crime-commune", "94028")


def test_w1_the_board_shows_the_real_department(page, real):
    text = page("crime-board", query="?indicateur=degradations&annee=2024")
    assert "10\u202f462" in text
    assert "7,33" in text
    assert "Source : SSMSI" in text and "édition du 22/01/2026" in text
    assert 'class="map"' in text and "Quartier de reconquête républicaine" in text
    assert "Les quartiers dessinés sur la carte" in text and text.count("<td>Quartier prioritaire</td>") == 47
    assert queries.cells_of_departments(["94"])[("94", "vols-armes", date(2025, 1, 1))].count == 157


def test_w2_the_real_communes_of_the_department(real):
    """13 communes published for 101 facts, 34 hidden, mass 65 of the 166 of the department."""
    indicator = queries.known_indicator("vols-armes")
    found = queries.cells_by_place(indicator, date(2024, 1, 1))
    known = [cell for cell in found.values() if not cell.is_hidden]
    assert (len(found), len(known), sum(cell.count for cell in known)) == (47, 13, 101)
    total = queries.cells_of_departments(["94"], indicator)[("94", "vols-armes", date(2024, 1, 1))].count
    assert (total, total - 101) == (166, 65)
    edition = StatEdition.objects.get(source="ssmsi_com")
    assert (edition.cells, edition.hidden) == (658, 72)


@pytest.mark.parametrize(
    ("code", "published", "total"),
    [
        ("violences-hors-famille", 4_177, 4_191), ("violences-intrafam", 5_423, 5_423),
        ("violences-sexuelles", 2_169, 2_214), ("vols-accessoires", 2_713, 2_736), ("vols-vehicule", 4_029, 4_046),
        ("vols-violents", 1_416, 1_434), ("trafic-stup", 2_042, 2_104), ("usage-stup", 7_241, 7_250),
    ],
)  # fmt: skip
def test_w2_published_sums_and_residuals(real, code, published, total):
    day, indicator = date(2024, 1, 1), queries.known_indicator(code)
    cells = queries.cells_by_place(indicator, day).values()
    assert sum(cell.count or 0 for cell in cells) == published
    assert queries.cells_of_departments(["94"], indicator)[("94", code, day)].count == total


@pytest.mark.parametrize("code", ["vols-accessoires", "vols-violents", "trafic-stup", "usage-stup"])
def test_w2b_ablon_alone_takes_the_subtotal_of_its_part_away(real, page, code):
    day, indicator = date(2024, 1, 1), queries.known_indicator(code)
    found = queries.cells_by_place(indicator, day)
    part = next(row for row in queries.subtotals_of(indicator, found, "arrondissement", day) if "Ha" in row["name"])
    assert (part["hidden"], part["value"]) == (1, None)
    assert found["94001"].is_hidden


def test_b1_1_the_parts_of_drug_use_are_not_added(real):
    day = date(2024, 1, 1)
    cells = queries.cells_of_departments(["94"])
    whole, afd, other = (cells[("94", f"usage-stup{end}", day)].count for end in ("", "-afd", "-hors-afd"))
    assert (whole, afd, other) == (7_250, 4_822, 2_428)
    with pytest.raises(DomainError, match="se recoupent"):
        queries.total_of(["usage-stup", "usage-stup-afd"], "dep", "94", day)


def test_b1_2_notes_are_shown_where_they_matter(real, page):
    assert "rompt la série" in page("crime-board", query="?indicateur=usage-stup")
    assert "rompt la série" not in page("crime-board", query="?indicateur=degradations")
    assert "lieu de résidence de la victime" in page("crime-board", query="?indicateur=escroqueries")
    assert "pour mille logements" in page("crime-board", query="?indicateur=cambriolages")
    assert SeriesNote.objects.filter(severity="break").count() == 2


def test_the_sheet_of_a_commune_and_its_paper(real, page, client):
    text = page("crime-commune", "94001", query="?annee=2024")
    assert "Masqué" in text and "Ablon-sur-Seine" in text
    answer = client.get(reverse("public_order:crime-commune-paper", args=["94001", 2024]))
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    words = text_of_pdf(answer.content)
    assert "Ablon-sur-Seine" in words and "Masqué" in words
    assert len(PdfDocument(answer.content)) <= 2
    page("crime-commune-paper", "94001", 1999, status=404)
    page("crime-commune", "99999", status=404)


def test_departments_are_compared_by_their_rates(real, page):
    text = page("crime-departments", query="?indicateur=degradations&departement=93&departement=92")
    assert "Seine-Saint-Denis" in text and "7,74" in text
    assert "Bouches-du-Rhône" in text


def test_departments_are_compared_with_those_that_resemble_ours(real, page):
    text = page("crime-departments", query="?indicateur=degradations")
    assert "habitants par logement" in text
    # The five nearest of the base, and ours.
    assert text.count('<th scope="row">') == 6
    assert "ceux qui touchent le nôtre" in page("crime-departments", query="?indicateur=degradations&avec=voisins")
    page("crime-departments", query="?indicateur=degradations&avec=cousins", status=404)


@pytest.mark.parametrize(
    "query", ["?indicateur=rien", "?annee=1990", "?annee=xx", "?perimetre=rue", "?annee=2024&indicateur=%00"]
)
def test_bad_addresses_are_refused_with_a_sentence(real, page, client, query):
    answer = client.get(reverse("public_order:crime-board") + query)
    assert answer.status_code in (400, 404)


def test_the_code_of_a_group_that_is_no_text_is_refused(client, bureau):
    client.force_login(bureau.head)
    assert client.get(reverse("public_order:crime-group-change") + "?code=%00").status_code in (400, 404, 422)


def test_who_reads_and_who_does_not(client, bureau):
    for name in ("crime-board", "crime-figures", "crime-months", "crime-imports", "crime-editions", "crime-groups"):
        url = reverse(f"public_order:{name}")
        for person, status in ((bureau.agent, 200), (bureau.house.director, 200), (bureau.house.administrator, 403)):
            client.force_login(person)
            assert client.get(url).status_code == status, (name, person)


def test_a_file_is_deposited_read_compared_and_accepted(client, bureau, page):
    in_force(bureau.agent, ("communes.csv", COMMUNES))
    content = COMMUNES.replace('"778"', '"780"')
    answer = client.post(
        reverse("public_order:crime-import-new"),
        {"label": "Édition corrigée", "reliability": "final", "produced_on": "2026-05-01",
         "document": SimpleUploadedFile("base.csv", content.encode())},
    )  # fmt: skip
    batch = StatImport.objects.get(label="Édition corrigée")
    assert answer.status_code == 302 and answer["Location"] == reverse("public_order:crime-import", args=[batch.pk])
    operations.read_batch(batch, at=AT)
    text = page("crime-import", batch.pk)
    assert "1 modifiée" in text and "780" not in text
    assert client.post(reverse("public_order:crime-import-accept", args=[batch.pk])).status_code == 302
    assert queries.cells_of_commune("94028")[("degradations", date(2024, 1, 1))].count == 780
    assert client.post(reverse("public_order:crime-import-accept", args=[batch.pk])).status_code in (409, 422)
    again = client.post(
        reverse("public_order:crime-import-new"),
        {"label": "Une autre fois", "reliability": "final", "produced_on": "2026-05-01",
         "document": SimpleUploadedFile("base2.csv", content.encode())},
    )  # fmt: skip
    assert again["Location"] == reverse("public_order:crime-import", args=[batch.pk])


def test_a_bad_upload_says_what_is_wrong(client, bureau, page):
    answer = client.post(
        reverse("public_order:crime-import-new"),
        {"label": "x", "reliability": "final", "produced_on": "2026-05-01",
         "document": SimpleUploadedFile("base.csv.gz", b"not gzip at all")},
    )  # fmt: skip
    assert answer.status_code in (200, 422)
    assert not StatImport.objects.exists()


def test_a_group_changes_from_a_day_without_rewriting_the_past(bureau, client):
    reference.ensure()
    assert IndicatorGroup.objects.filter(valid_to=None).count() == 19
    facts = {"code": "automobiles", "label": "Vols de véhicules", "polarity": "less_is_better", "by": bureau.head}
    made = reference.change_group(**facts, indexes=[36, 35], valid_from=date(2026, 1, 1), at=AT)
    assert made.indexes == [35, 36]
    assert [row.indexes for row in reference.groups_on(date(2025, 12, 31)) if row.code == "automobiles"] == [[35]]
    assert [row.indexes for row in reference.groups_on(date(2026, 1, 1)) if row.code == "automobiles"] == [[35, 36]]
    with pytest.raises(Conflict):
        reference.change_group(**facts, indexes=[35], valid_from=date(2026, 1, 1), at=AT)
    with pytest.raises(DomainError, match="96"):
        reference.change_group(**facts, indexes=[96], valid_from=date(2027, 1, 1), at=AT)
    client.force_login(bureau.head)
    answer = client.post(
        reverse("public_order:crime-group-change"),
        {"code": "ruse", "label": "Ruse", "indexes": "31; 32", "valid_from": "2026-02-01",
         "polarity": "less_is_better"},
    )  # fmt: skip
    assert answer.status_code == 302, answer.content[:300]
    reference.ensure()
    assert IndicatorGroup.objects.filter(code="ruse").count() == 2


def test_sta_12_the_api_refuses_totals_without_sense(real, client):
    client.force_login(real.agent)
    base = "/api/v1/crime-totals/?territory_kind=dep&territory=94&year=2024&indicators="
    good = client.get(f"{base}vols-armes,vols-violents")
    assert good.status_code == 200 and good.json()["results"][0]["total"] == 166 + 1_434
    for codes in ("vols-armes,homicides", "usage-stup,usage-stup-afd", "vols-armes,rien", "degradations,i066"):
        answer = client.get(base + codes)
        assert answer.status_code == 422, answer.content
    assert client.get("/api/v1/crime-totals/").status_code == 422
    assert client.get(f"{base},%20,").status_code == 422, "no indicator at all"
    hidden = client.get("/api/v1/crime-totals/?territory_kind=com&territory=94001&year=2024&indicators=vols-armes")
    assert hidden.json()["results"][0]["total"] is None


def test_the_api_gives_holes_with_their_flag(real, client):
    client.force_login(real.agent)
    row = client.get("/api/v1/crime-series/?indicator=vols-armes&territory=94001").json()["results"][0]
    assert (row["count"], row["rate"], row["diffusion"]) == (None, None, "ndiff")
    assert client.get("/api/v1/crime-indicators/").json()["results"]
    assert client.get("/api/v1/crime-editions/?year=2024").json()["results"]


def test_what_the_service_gives_the_house(real):
    figures = {figure.label: figure for figure in sources.figures(real.agent, AT)}
    assert figures["Destructions et dégradations volontaires 2025"].value == 11_045
    assert figures["Destructions et dégradations volontaires 2025"].previous == 10_462
    found = sources.find(Question(real.agent, "Ablon", AT, 5))
    assert any("Ablon" in hit.label for hit in found.hits)
    assert sources.find(Question(real.house.administrator, "Ablon", AT, 5)).total == 0
    assert len(list(sources.on_the_map(real.agent, AT))) == 48
    events = list(sources.history_of_commune(real.agent, "commune", "94001", AT))
    assert [event.day.year for event in events] == [2024] and "masqués" in events[0].label
    assert not list(sources.history_of_commune(real.house.administrator, "commune", "94001", AT))
    assert list(sources.agenda(real.agent, date(2026, 6, 1), date(2026, 6, 30)))


def test_a_boundary_change_moves_a_commune_on_its_day(bureau):
    load_department()
    stories.draw_districts()
    before, after = queries.communes_of_districts(date(2024, 12, 31)), queries.communes_of_districts(date(2025, 1, 1))
    assert "94001" in before["Villeneuve-Saint-Georges"] and "94001" in after["Choisy-le-Roi"]
    towns = [town for members in after.values() for town in members]
    assert sorted(towns) == sorted(Commune.objects.values_list("pk", flat=True))


def test_the_story_is_told_once(bureau):
    load_department()
    stories.tell(AT)
    count = SeriesValue.objects.count()
    assert count > 50_000
    assert StatImport.objects.filter(state="read", label__contains="corrigé").count() == 1
    assert not StatImport.objects.filter(state="refused").exists()
    month = date(2026, 4, 1)
    total = queries.internal_cells().get(indicator__code="i067", territory_kind="dep", period=month).count
    parts = queries.internal_cells().filter(indicator__code="i067", territory_kind="csp", period=month)
    assert sum(row.count for row in parts) == total
    stories.tell(AT)
    assert SeriesValue.objects.count() == count


def test_a_delivery_may_be_abandoned_by_its_page_and_an_edition_put_back(client, bureau, page):
    in_force(bureau.agent, ("communes.csv", COMMUNES))
    second = in_force(bureau.agent, ("c.csv", COMMUNES + "\n"), produced_on=date(2026, 3, 1))
    third = delivered(bureau.agent, ("d.csv", DEPARTMENTS))
    assert client.post(reverse("public_order:crime-import-abandon", args=[third.pk])).status_code == 302
    former = StatEdition.objects.get(state="former")
    client.force_login(bureau.head)
    assert client.post(reverse("public_order:crime-edition-put-back", args=[former.pk])).status_code == 302
    assert second.editions.get().state == "former"
    assert client.get(reverse("public_order:crime-import-report", args=[second.pk])).status_code == 200


@pytest.mark.parametrize(
    ("before", "now", "words"),
    [(100, 110, "+10 (+10,0 %)"), (0, 4, "+4 (n.s.)"), (10, 8, "−2 (−20,0 %)"), (None, 3, "—"), (0, 0, "0")],
)
def test_sta_01_changes_carry_their_sign(before, now, words):
    assert change_words(before, now) == words


def last_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM public_order_crimeindicator_id_seq")
        return cursor.fetchone()[0]


def test_indicators_are_put_in_the_base_once(bureau):
    reference.ensure()
    numbered = last_number()
    # An import that is undone gives its numbers back.
    with transaction.atomic():
        CrimeIndicator.objects.all().delete()
        reference.ensure()
        transaction.set_rollback(True)
    assert last_number() == numbered
    CrimeIndicator.objects.filter(code="homicides").update(label="Homicides (revu)")
    reference.ensure()
    # Numbers taken by each import would end after 250 of them.
    assert last_number() == numbered
    assert CrimeIndicator.objects.filter(nomenclature="etat4001").count() == 107
    assert CrimeIndicator.objects.get(code="homicides").label == "Homicides (revu)"
    assert paris(2026, 6, 24) == AT
