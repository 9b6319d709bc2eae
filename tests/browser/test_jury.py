"""The jury order of the year: opened, its populations and a group, the arithmetic, the order, its table, a draw."""

import re
from urllib.parse import urlencode
from zipfile import ZipFile

import pytest
from playwright.sync_api import expect

from directorate.casework.models import Case
from directorate.registers.models import RegisterIssue
from directorate.territory.models import Commune
from police_admin.juries.drawing import draw
from police_admin.juries.models import JuryAllocation
from tests.browser.road import PDF_SECONDS, fill_in, tick
from tests.infra.stage import eventually

pytestmark = pytest.mark.django_db(transaction=True)
SEED = "Arrêté du 14 avril 2026, tirage du 4 mai"


@pytest.fixture()
def village(house):
    return Commune.objects.create(
        insee="94056", name="Périgny", sort_name="perigny", arrondissement=house.creteil.arrondissement,
        public_territory="Grand Paris Sud Est Avenir", population=2_800, postal_codes=["94520"], latitude="48.850",
        longitude="2.440",
    )  # fmt: skip


def test_the_jury_order_of_the_year_from_the_populations_to_a_draw_done_again(page, road, house, village, real_worker):
    # 2 April: the year is opened from the menu; the communes come with the populations that are known.
    road.morning(house.agent, 2026, 4, 2)
    road.open("/jury-assises/")
    road.see("Aucune année n'est ouverte")
    page.get_by_role("link", name="Ouvrir une année").click()
    road.read()
    fill_in(page, {"year": "2027", "population_basis": "municipale", "decree_reference": "décret n° 2025-1400"})
    road.confirm("Ouvrir l'année")
    road.see("Jury d'assises, liste de 2027", "Créteil", "Périgny")

    # The table of the decree: one population is missing, then one line is under one juror.
    for typed, said in (("", "Population manquante : Périgny"), ("80", "n'atteignent pas un juré")):
        page.get_by_role("link", name="Saisir les populations").click()
        road.read()
        fill_in(page, {"population_94056": typed})
        road.confirm("Enregistrer les populations")
        road.see(said)

    # The page proposes its neighbour; a person groups, and says whose mayor draws.
    page.get_by_role("link", name="Regrouper Périgny et Vincennes").click()
    road.read()
    fill_in(page, {"drawing_commune": "94080"})
    road.confirm("Regrouper ces communes")
    road.see("Nombre des jurés : 1\u202f700", "Minimum légal", "49\u202f080 × 1\u202f700 ÷ 141\u202f080 = 591 +")
    lines = page.get_by_role("table", name="Jurés par commune ou groupe de communes")
    expect(lines.get_by_role("row").filter(has_text="Périgny et Vincennes")).to_contain_text("591")
    expect(lines.get_by_role("row").filter(has_text="Total")).to_contain_text("5\u202f100")

    # 13 April: the data are settled, the order is drafted with its table, and nothing moves any more.
    road.morning(house.agent, 2026, 4, 13)
    reference = JuryAllocation.objects.get().case.reference
    road.act(reference, "Arrêter les données de l'année")
    road.move(reference, "Préparer la décision")
    tick(page, "outcome", "allocation")
    road.confirm("Préparer la décision")
    road.open(f"/dossiers/{reference}/decision/")
    expect(page.locator("#decision-preview")).to_contain_text("Périgny et Vincennes")
    road.confirm("Soumettre à la signature")
    road.open("/jury-assises/2027/")
    road.see("Un arrêté est en préparation")
    expect(page.get_by_role("link", name="Saisir les populations")).to_have_count(0)

    # 14 April: signed; 17 April: published, and each mayor is written to.
    road.morning(house.chief_of_staff, 2026, 4, 14)
    road.open(f"/signature/{reference}/")
    road.confirm("Signer cet acte")
    road.morning(house.head, 2026, 4, 17)
    road.open(f"/recueil/{RegisterIssue.objects.get().pk}/")
    page.get_by_role("link", name="Publier", exact=True).click()
    road.read()
    road.confirm("Publier ce numéro")

    def is_published() -> bool:
        return Case.objects.get(reference=reference).published_on is not None

    assert eventually(is_published, seconds=PDF_SECONDS), real_worker.log.read_text()
    road.morning(house.agent, 2026, 4, 20)
    road.open(f"/dossiers/{reference}/?onglet=courriers")
    road.see("Lettre au maire, Créteil", "Lettre au maire, Périgny", "Transmission à la cour d'assises")

    # The table per commune, as a file and on paper.
    road.open("/jury-assises/2027/")
    with page.expect_download() as downloaded:
        page.get_by_role("link", name="LibreOffice (ODS)").click()
    with ZipFile(downloaded.value.path()) as archive:
        assert "Périgny et Vincennes" in archive.read("content.xml").decode()
    letters = Case.objects.get(reference=reference).letters

    def laid_out() -> bool:
        return not letters.filter(purpose__in=("order", "jury_table"), letter__pdf=None).exists()

    assert eventually(laid_out, seconds=PDF_SECONDS), real_worker.log.read_text()
    road.open("/jury-assises/2027/")
    expect(road.main.get_by_role("link", name=re.compile("PDF"))).to_have_count(2)

    # Anybody, without an account, does the draw of the mayor again from its seed.
    page.context.clear_cookies()
    road.open("/jury-assises/tirage/")
    fill_in(page, {"seed": SEED, "size": "31250", "wanted": "6"})
    road.confirm("Tirer au sort")
    ranks = ", ".join(str(row.rank) for row in draw(SEED, 31_250, 6))
    road.see(ranks, "SHA-256")
    assert urlencode({"seed": SEED}) in page.url
    road.open(page.url)
    road.see(ranks)
