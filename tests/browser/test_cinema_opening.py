"""A cinema of the second category in a real browser: registered as a project, studied, heard, opened by its mayor."""

import re
from datetime import date

import pytest

from civil_protection.establishments.models import Establishment
from civil_protection.security_studies.models import SecurityStudy
from directorate.org.models import Posting
from tests.browser.road import fill_in, tick
from tests.browser.test_late_opening import replace_text
from tests.people import create_person

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "Cinéma des Trois Rivières"
TOWN_HALL = {
    "channel": "post", "party_kind": "town", "last_name": "Commune de Créteil", "email": "mairie@creteil.invalid",
    "representative": "Mme Odile Sarrazin, maire", "address": "1 place de la Mairie\n94000 Créteil",
    "commune": "94028", "place_name": NAME, "place_address": "4 quai de la Marne",
}  # fmt: skip
PIECES = ("request", "owner_attestation", "solidity", "reports")


@pytest.fixture()
def agent(house):
    return create_person(
        "erp", "m", "Samir", "Kaci", "chargé de prévention", Posting.Role.CASEWORKER, "protection-civile"
    )


def test_cinema_from_project_to_opening(road, house, agent):
    page = road.page
    # A project of 1,200 people and 40 of staff: second category, with the steps that led there.
    road.morning(agent, 2026, 2, 2)
    road.open("/etablissements/nouveau/")
    fill_in(page, {
        "name": NAME, "commune": "94028", "address": "4 quai de la Marne", "status": "project", "activity": "L_SHOW",
        "public_total": "1200", "staff": "40",
    })  # fmt: skip
    road.confirm("Enregistrer l'établissement")
    road.see("2e catégorie", "Projet")
    cinema = Establishment.objects.get()
    assert (cinema.category, cinema.next_visit_on) == (2, None)
    here = page.url

    # The law asks for a study of public security, and says why.
    road.open("/etudes-securite/nouvelle/")
    fill_in(page, {
        "project": NAME, "commune": "94028", "owner": "Société des Salles", "nature": "new_establishment",
        "category": "2", "permit_number": "PC 094028 26 W0011", "establishment_number": cinema.number,
        "identified_on": "2026-02-02",
    })  # fmt: skip
    road.confirm("Enregistrer le projet")
    road.see("une étude est attendue", "Exigée", "Code de l'urbanisme, art. R114-1")
    study = SecurityStudy.objects.get()
    for label, values in (
        ("Enregistrer le dépôt de l'étude", {"filed_on": "2026-02-02"}),
        ("Saisir la sous-commission", {"seised_on": "2026-02-02"}),
    ):
        road.main.get_by_role("link", name=label, exact=True).click()
        road.read()
        fill_in(page, values)
        road.confirm(label)
    road.see("avis réputé favorable après le 2 avril 2026")

    # The mayor seises the commission in time: 15 September, hence 15 August at the latest.
    road.morning(agent, 2026, 8, 3)
    reference = road.register(
        "safety_opening",
        {**TOWN_HALL, "received_on": "2026-08-03", "establishment_name": NAME, "establishment": cinema.number,
         "activity": "L, salle de projection", "category": "2", "opening_on": "2026-09-15", "people": "1240",
         "caseworker": str(agent.pk)},
        ticked=[("after_works", "on")], pieces=PIECES,
    )  # fmt: skip
    road.open(f"/dossiers/{reference}/")
    road.see("15/08/2026", "Après l'avis de la commission.")
    road.act(reference, "Déclarer le dossier complet")

    # Both sub-commissions answer.
    for code in ("fire", "accessibility"):
        road.act(reference, "Demander un avis", opinion=code)
        road.move(reference, "Enregistrer un avis")
        page.locator("main [name=consultation]").select_option(index=1)
        fill_in(page, {"opinion": "favourable", "answered_on": "2026-08-03"})
        road.confirm("Enregistrer un avis")
    road.move(reference, "Préparer la décision")
    tick(page, "outcome", "favourable")
    road.confirm("Préparer la décision")
    road.open(f"/dossiers/{reference}/decision/")
    replace_text(page, "articles", re.compile(r"\[à compléter[^\]]*\]"), "issue de secours maintenue libre")
    road.confirm("Soumettre à la signature")
    road.morning(house.chief_of_staff, 2026, 8, 10)
    road.open(f"/signature/{reference}/")
    road.confirm("Signer cet acte")
    road.morning(agent, 2026, 8, 11)
    road.act(
        reference, "Enregistrer la notification", notified_at="2026-08-11T09:00", mode="by_hand", reference="récépissé"
    )

    # The copy of the mayor's order: not before the opinion, and it opens the establishment on its day.
    road.morning(agent, 2026, 9, 15)
    road.open(f"/dossiers/{reference}/")
    page.get_by_role("link", name="Enregistrer l'arrêté du maire").click()
    road.read()
    fill_in(page, {"decision": "open", "number": "26-118", "ordered_on": "2026-08-01", "opens_on": "2026-09-15"})
    road.confirm("Enregistrer l'arrêté")
    road.see("Cet arrêté précède l'avis de la commission.")
    fill_in(page, {"ordered_on": "2026-09-10"})
    road.confirm("Enregistrer l'arrêté")
    road.see("Ouverture autorisée", "26-118")

    road.open(here)
    road.see("Ouvert", "15 septembre 2029", reference, study.reference)
    cinema.refresh_from_db()
    assert (cinema.status, cinema.opened_on, cinema.next_visit_on) == ("open", date(2026, 9, 15), date(2029, 9, 15))
