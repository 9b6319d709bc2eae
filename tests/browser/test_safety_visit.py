"""A periodic visit in a real browser: its group, its report, an unfavourable opinion, its follow-up, its lifting."""

import re

import pytest

from civil_protection.establishments.models import Establishment
from civil_protection.safety_visits.models import SafetyVisit, UnfavourableOpinion
from directorate.org.models import Posting
from tests.browser.road import fill_in, tick
from tests.civil_protection.establishment_rows import an_establishment
from tests.people import create_person, paris

pytestmark = pytest.mark.django_db(transaction=True)
GROUP = {"name_fire": "Lieutenant Aubry", "name_police": "Capitaine Roussel"}
WHY = "Alarme générale hors service et issue de secours verrouillée."


@pytest.fixture()
def agent(house):
    return create_person(
        "erp", "mme", "Odile", "Brunet", "chargée de prévention", Posting.Role.CASEWORKER, "protection-civile"
    )


def gesture(road, label: str, **values: str) -> None:
    """A button of the page, its form, its confirmation."""
    road.main.get_by_role("link", name=label, exact=True).click()
    road.read()
    fill_in(road.page, values)
    road.confirm(label)


def reported(road, proposal: str) -> None:
    positions = {f"position_{rank}": proposal for rank in range(3)}
    gesture(road, "Écrire le rapport", report="Tous les locaux sont vus.", proposal=proposal, **positions)


def test_from_a_periodic_visit_to_the_lifting_of_its_opinion(road, agent):
    page = road.page
    road.morning(agent, 2026, 3, 2)
    place = an_establishment(by=agent, at=paris(2026, 3, 2), name="Hôtel des Berges", activity="O", sleeping=True)
    road.open(f"/visites-de-securite/nouvelle/?establishment={place.number}")
    fill_in(page, {"planned_on": "2026-03-10"})
    road.confirm("Programmer la visite")
    road.see("Sans l'un de ces membres", "Programmée", "Hôtel des Berges")

    # 10 March: the mayor is not there. No visit, and another day.
    road.morning(agent, 2026, 3, 10)
    road.open(page.url)
    gesture(road, "Enregistrer la visite", held_on="2026-03-10", **GROUP)
    road.see("Maire ou son représentant : absent", "art. 49")
    tick(page, "certified")
    fill_in(page, {"replanned_on": "2026-03-24"})
    road.confirm("Enregistrer la visite")
    road.see("Visite non tenue", "Groupe de visite incomplet")
    page.get_by_role("link", name="Visite périodique du 24/03/2026").click()
    road.read()

    # 24 March: the whole group, a requirement from the library, an unfavourable opinion.
    road.morning(agent, 2026, 3, 24)
    road.open(page.url)
    here = page.url
    road.main.get_by_role("link", name="Enregistrer la visite", exact=True).click()
    road.read()
    fill_in(page, {"held_on": "2026-03-24", "name_mayor": "Mme Delorme", **GROUP})
    tick(page, "certified")
    road.confirm("Enregistrer la visite")
    reported(road, "unfavourable")
    page.get_by_role("link", name="Chercher dans la bibliothèque de prescriptions").click()
    road.read()
    page.locator("main [name=q]").fill("alarme audible")
    road.confirm("Chercher")
    page.get_by_role("link", name=re.compile("^Prescrire")).first.click()
    road.read()
    road.confirm("Ajouter une prescription")
    road.see("MS 64")
    gesture(road, "Enregistrer l'avis", opinion="unfavourable", opinion_on="2026-03-24", opinion_why=WHY)
    road.see("Défavorable", "Suivi de l'avis défavorable")
    minutes = page.get_by_role("link", name="Procès-verbal (PDF)").get_attribute("href")
    assert page.request.get(minutes).body().startswith(b"%PDF")
    page.get_by_role("link", name="Suivi de l'avis défavorable").click()
    road.read()
    follow = page.url
    road.see("En attente", WHY, "J+21 de l'avis", "R123-28")

    # 16 April: twenty-three days without a decision, the prefect writes; then the mayor decides.
    road.morning(agent, 2026, 4, 16)
    road.open("/avis-defavorables/")
    road.see("Hôtel des Berges", "Lettre du préfet au maire", "14/04/2026")
    road.open(follow)
    road.see("23 jours", "En retard")
    gesture(road, "Écrire au maire", reminded_on="2026-04-16")
    road.see("Lettre de rappel du préfet au maire")
    gesture(road, "Enregistrer la décision du maire", decision="formal_notice", decided_on="2026-04-16",
            term_on="2026-05-31", decision_act="Arrêté n° 2026-41")  # fmt: skip
    road.see("Mise en demeure de l'exploitant", "31 mai 2026")
    road.open("/avis-defavorables/etat/")
    road.see("Créteil", "Hôtel des Berges", "0 à 90 jours : 1")

    # 2 June: the control visit is favourable, the opinion is lifted and its requirement with it.
    road.morning(agent, 2026, 6, 2)
    road.open(follow)
    page.get_by_role("link", name="Programmer la visite de contrôle").click()
    road.read()
    fill_in(page, {"planned_on": "2026-06-02"})
    road.confirm("Programmer la visite")
    road.main.get_by_role("link", name="Enregistrer la visite", exact=True).click()
    road.read()
    fill_in(page, {"held_on": "2026-06-02", "name_mayor": "Mme Delorme", **GROUP})
    tick(page, "certified")
    road.confirm("Enregistrer la visite")
    road.see("Prescriptions antérieures à vérifier")
    reported(road, "favourable")
    gesture(road, "Enregistrer l'avis", opinion="favourable", opinion_on="2026-06-02")
    road.open(follow)
    road.see("Levé", "70 jours", "Avis défavorable levé", "Levée")
    assert here.endswith(f"/{UnfavourableOpinion.objects.get().visits.order_by('pk').first().pk}/")
    assert SafetyVisit.objects.count() == 3
    assert Establishment.objects.get(pk=place.pk).current_opinion == "favourable"
    assert not road.faults, "\n".join(road.faults)
