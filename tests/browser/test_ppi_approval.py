"""A plan of intervention in a real browser, from its draft to the last acknowledgement, each gesture on its day.

The dates are those of the worked example EX4: draft sent on 3 March 2025, public consultation from 1 April.
"""

import re
from datetime import date

import pytest
from PIL import Image

from civil_protection.plans.models import Plan
from directorate.org.models import Posting
from directorate.partners.models import Organisation
from tests.browser.road import fill_in, tick
from tests.people import create_person
from tests.scans.papers import as_pdf

pytestmark = pytest.mark.django_db(transaction=True)
PDF = as_pdf([Image.new("1", (80, 80), 1)])


@pytest.fixture()
def agent(house):
    Organisation.objects.create(kind="company", name="Dépôts du Fleuve", code="depots", email="depots@x.invalid")
    return create_person(
        "plan", "m", "Samir", "Kaci", "chargé de planification", Posting.Role.CASEWORKER, "protection-civile"
    )


def gesture(road, label: str, **values: str) -> None:
    """A button of the page of the plan, its form, its confirmation."""
    road.main.get_by_role("link", name=label, exact=True).click()
    road.read()
    fill_in(road.page, values)
    road.confirm(label)


def test_ppi_from_draft_to_approval(road, house, agent):
    page = road.page
    road.morning(agent, 2025, 3, 1)
    road.open("/plans/")
    page.get_by_role("link", name="Créer un plan").click()
    road.read()
    fill_in(page, {"kind": "PPI", "title": "PPI des dépôts", "version": "2025.1", "lead": "SIDPC, DRIEAT",
                   "approver": "prefect", "director": "prefect"})  # fmt: skip
    # Without its installation it is refused, and nothing that was typed is lost.
    road.confirm("Créer le plan")
    road.see("Nommer l'installation.")
    operator = str(Organisation.objects.get(code="depots").pk)
    fill_in(page, {"site": "Dépôts du Fleuve", "site_kind": "seveso", "operator": operator})
    tick(page, "communes", "94028")
    tick(page, "communes", "94080")
    road.confirm("Créer le plan")
    here = page.url
    assert here.endswith("/plans/PPI-1/")
    gesture(road, "Ouvrir l'étude")
    gesture(road, "Rédiger le projet")

    # The draft leaves: two mayors and the operator, two months.
    road.morning(agent, 2025, 3, 3)
    road.open(here)
    gesture(road, "Envoyer le projet pour avis", sent_on="2025-03-03")
    road.see("Réponses jusqu'au 3 mai 2025 inclus.", "Dépôts du Fleuve", "Maire : Vincennes")
    letter = page.get_by_role("link", name=re.compile("^Lettre .PDF.")).first.get_attribute("href")
    assert page.request.get(letter).body().startswith(b"%PDF")

    # The public is consulted; the notice has its last day, and a notice too late is refused.
    gesture(road, "Organiser la consultation du public", opens_on="2025-04-01", newspapers="Le Courrier, La Gazette")
    road.see("À faire paraître au plus tard le 17 mars 2025", "Du 1er avril 2025 au 1er mai 2025")
    road.morning(agent, 2025, 3, 18)
    road.open(here)
    gesture(road, "Enregistrer l'avis de presse", notice_on="2025-03-18")
    road.see("au plus tard le 17 mars 2025")
    fill_in(page, {"notice_on": "2025-03-14"})
    road.confirm("Enregistrer l'avis de presse")
    road.see("Paru le 14 mars 2025")

    # One mayor answers.
    road.morning(agent, 2025, 4, 2)
    road.open(here)
    page.get_by_role("link", name="Enregistrer la réponse : Maire : Créteil").click()
    road.read()
    fill_in(page, {"answered_on": "2025-04-02", "sense": "remarks", "text": "Prévoir un second point d'accueil."})
    road.confirm("Enregistrer la réponse")
    road.see("Favorable avec observations, le 02/04/2025")

    # Too early: the guards say everything that is missing, on the page and on the form.
    road.morning(agent, 2025, 4, 20)
    road.open(here)
    road.see("Ce qui manque pour approuver", "La version publique du plan n'est pas déposée.")
    gesture(road, "Enregistrer l'approbation", number="2025/00412", signed_on="2025-04-20")
    road.see("Réponses attendues", "La consultation du public dure jusqu'au 1er mai 2025.")
    assert Plan.objects.get().state == Plan.State.PUBLIC
    road.open(here)
    page.get_by_role("link", name="Déposer un document").click()
    road.read()
    fill_in(page, {"role": "public", "level": "public", "title": "Plan des dépôts, version publique"})
    page.locator("main [name=document]").set_input_files(
        {"name": "plan-public.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    road.confirm("Déposer un document")
    road.see("Plan des dépôts, version publique")

    # The registers come back, the two months end, the order is signed.
    road.morning(agent, 2025, 5, 2)
    road.open(here)
    gesture(road, "Clore la consultation du public", closed_on="2025-05-02", remarks="Trois observations sur le bruit.")
    road.morning(agent, 2025, 5, 6)
    road.open(here)
    draft = page.get_by_role("link", name="Projet d'arrêté d'approbation (PDF)").get_attribute("href")
    assert page.request.get(draft).body().startswith(b"%PDF")
    gesture(road, "Enregistrer l'approbation", number="2025/00412", signed_on="2025-05-06")
    road.see("Approuvé", "Arrêté n° 2025/00412 du 06/05/2025", "3 ans")
    plan = Plan.objects.get()
    assert (plan.state, plan.revision_due_on) == (Plan.State.APPROVED, date(2028, 5, 6))

    # Copies leave, one comes back acknowledged, the others are reminded.
    gesture(road, "Diffuser le plan", sent_on="2025-05-06", medium="mail")
    road.see("3 exemplaires, 3 accusés attendus.")
    road.morning(agent, 2025, 5, 12)
    road.open(here)
    page.get_by_role("link", name="Enregistrer l'accusé : Mairie : Créteil").click()
    road.read()
    fill_in(page, {"acknowledged_on": "2025-05-12"})
    road.confirm("Enregistrer l'accusé")
    road.see("2 accusés attendus", "Reçu le 12/05/2025")
    page.set_viewport_size({"width": 360, "height": 800})
    road.open(here)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    road.confirm("Relancer ceux qui n'ont pas accusé réception")
    road.see("3 exemplaires, 2 accusés attendus.")
    road.open("/plans/fraicheur/")
    road.see("PPI des dépôts", "Révision 1/1")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
