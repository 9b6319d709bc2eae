"""The rescue post of a concert of 13,000: announced, computed, staffed under an approval, validated, printed."""

import re

import pytest

from civil_protection.first_aid.models import RescuePost
from directorate.documents.pdf_text import text_of_pdf
from directorate.org.models import Posting
from tests.browser.road import fill_in, tick
from tests.civil_protection.first_aid_rows import approved, association
from tests.people import create_person, paris

pytestmark = pytest.mark.django_db(transaction=True)
DAY = (2026, 5, 20)


@pytest.fixture()
def agent(house):
    return create_person(
        "secours", "mme", "Nora", "Kaci", "chargée du secourisme", Posting.Role.CASEWORKER, "protection-civile"
    )


def gesture(road, label: str, **values: str) -> None:
    """A button of the page, its form, its confirmation."""
    road.main.get_by_role("link", name=label, exact=True).click()
    road.read()
    fill_in(road.page, values)
    road.confirm(label)


def weigh(road) -> None:
    for name, level in (("p2", "high"), ("e1", "moderate"), ("e2", "low")):
        tick(road.page, name, level)


def test_dps_of_a_concert_of_13_000(road, house, agent):
    page, at = road.page, paris(*DAY)
    body = association(agent, at)
    approved(agent, at, body, missions=["A", "B"])
    road.morning(agent, *DAY)

    # Announced: its declaration has a first and a last day.
    road.open("/grands-rassemblements/")
    page.get_by_role("link", name="Annoncer un rassemblement").click()
    road.read()
    fill_in(page, {"name": "Festival des Rives", "kind": "concert", "organiser": "Scènes du Lac", "commune": "94028",
                   "place": "Plaine des sports", "starts_at": "2026-07-04T18:00", "ends_at": "2026-07-05T01:00",
                   "peak": "13000", "total": "12000"})  # fmt: skip
    tick(page, "is_lucrative")
    road.confirm("Enregistrer")
    road.see("comprend le public présent au même moment")
    fill_in(page, {"total": "15000"})
    road.confirm("Enregistrer")
    road.main.get_by_role("link", name="Festival des Rives").click()
    road.read()
    road.see("Non déclaré", "du 04/07/2025 au 04/06/2026", "Plus de 1500 personnes")

    # The computation, without keeping anything, says the ratio and each of its steps.
    road.open("/secourisme/dps/calcul/")
    fill_in(page, {"present": "13000"})
    weigh(road)
    road.confirm("Calculer")
    road.see("DPS-ME", "RIS 12,35", "14 intervenants", "2 postes de secours", "référentiel national")
    assert not RescuePost.objects.exists()
    page.get_by_role("link", name="Enregistrer ce dispositif").click()
    road.read()
    page.locator("main [name=gathering]").select_option(index=1)
    road.confirm("Dimensionner")
    road.see("À valider", "12,35", "Aucune association n'est engagée")
    post = RescuePost.objects.get()

    # The association is not approved for rescue posts: it is refused, then under a type D it passes.
    gesture(road, "Engager une association", association=str(body.pk), engaged="12", shift_hours="8",
            agreement_on="2026-05-18", grid_on="2026-05-19")  # fmt: skip
    road.see("type D", "Il manque 2 intervenants")
    gesture(road, "Valider")
    road.see("ne porte pas sur les dispositifs prévisionnels de secours")
    approved(agent, at, body, number="2024-00600")
    road.confirm("Valider")
    road.see("Il manque 2 intervenants : 12 engagés pour 14 requis")
    road.open(f"/secourisme/dps/{post.pk}/")
    gesture(road, "Engager une association", engaged="14")
    gesture(road, "Valider")
    road.see("Validé", "jusqu'au 11/05/2027", "Écart")

    # Its grid is a PDF with the whole computation; the list and the report show it.
    grid = page.request.get(f"/secourisme/dps/{post.pk}/grille.pdf")
    words = " ".join(text_of_pdf(grid.body()).split())
    for said in ("Festival des Rives", "12,35", "14 intervenants"):
        assert said in words
    road.open("/secourisme/dps/?state=validated")
    road.see("Festival des Rives", re.compile("DPS-ME"))
    road.open("/secourisme/bilan/")
    road.see("Festival des Rives", "Valide")
    assert not road.faults, road.faults
