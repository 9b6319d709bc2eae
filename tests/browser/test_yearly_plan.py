"""A yearly plan from its call to its report: a school asks by the public door, a sheet is funded, held, counted."""

import re

import pytest

from directorate.jobs.models import OutgoingMail
from road_safety.strategy.models import Action, YearPlan
from tests.browser.road import ASKED_BY_A_SCHOOL, fill_in, tick
from tests.people import create_person, paris
from tests.road_safety.strategy_stage import in_force

pytestmark = pytest.mark.django_db(transaction=True)

ASKED = {
    **ASKED_BY_A_SCHOOL,
    "asked_money": "Location d'une piste",
    "asked_equipment": "Un simulateur de deux-roues",
}


@pytest.fixture()
def people(house):
    head = create_person("bsr", "mme", "Agathe", "Lorrain", "cheffe du bureau", "head", "securite-routiere")
    agent = create_person("pdasr", "m", "Bruno", "Testud", "coordinateur", "caseworker", "securite-routiere")
    in_force(agent, paris(2026, 1, 5))
    return head, agent


def test_yearly_plan_from_call_to_report(page, road, people):
    head, agent = people
    # 12 January: the plan is opened under the orientations in force, its call is written and published.
    road.morning(agent, 2026, 1, 12)
    road.open("/pdasr/")
    road.see("Aucun plan")
    page.get_by_role("link", name="Ouvrir le plan d'une année").first.click()
    fill_in(page, {"year": "2026", "envelope": "1200"})
    road.confirm("Ouvrir le plan")
    road.open("/pdasr/2026/appel/")
    fill_in(page, {"opens_on": "2026-01-12", "closes_at": "2026-03-18T18:00", "rules": "Une fiche par action."})
    tick(page, "priorities", str(YearPlan.objects.get().orientations.stakes.first().pk))
    road.confirm("Rédiger l'appel à projets")
    page.get_by_role("link", name="Publier l'appel à projets").click()
    road.confirm("Publier l'appel à projets")
    road.see("Publié, du 12 janvier 2026", "Reste à accorder", "15 mai 2026 : Signature du plan")

    # 2 February: a school asks without an account for a simulator, two volunteers and 500 euros, then confirms.
    page.context.clear_cookies()
    road.time_machine.move_to(paris(2026, 2, 2), tick=True)
    road.open("/demande-action-routiere/")
    fill_in(page, {**ASKED, "uai": "0750654C"})
    tick(page, "audiences", "college")
    page.locator("main [name=communes]").select_option("94028")
    road.confirm("Envoyer la demande")
    road.see("sa lettre de contrôle est fausse")
    fill_in(page, {"uai": "0750654D"})
    road.confirm("Envoyer la demande")
    road.see("Ouvrez le lien")
    link = re.search(r"/demande-action-routiere/\S+/", OutgoingMail.objects.get().body).group()
    road.open(link)
    road.confirm("Confirmer la demande")
    road.see("PDASR-2026-001", "Subvention", "en attente")

    # 20 March: the sheet is completed, received, examined and proposed.
    road.morning(agent, 2026, 3, 20)
    road.open("/pdasr/actions/")
    page.get_by_role("link", name="PDASR-2026-001").click()
    road.see("DGO-02", "Aucun budget")
    address = page.url
    page.get_by_role("link", name="Saisir le budget").click()
    fill_in(page, {"lines": "60 ; Location ; 800\n86 ; Bénévolat ; 300\n74 ; État ; 800\n87 ; Bénévolat ; 300"})
    road.confirm("Enregistrer le budget")
    page.get_by_role("link", name="Ajouter un indicateur").click()
    fill_in(page, {"label": "Élèves sensibilisés", "target": "60"})
    road.confirm("Ajouter un indicateur")
    page.get_by_role("link", name="Déclarer recevable").click()
    road.confirm("Déclarer recevable")
    road.see("DGO-02 : L'action cite un enjeu")
    page.goto(address)
    page.get_by_role("link", name="Modifier la fiche").click()
    tick(page, "stakes", str(YearPlan.objects.get().orientations.stakes.first().pk))
    road.confirm("Enregistrer la fiche")
    for label in ("Déclarer recevable", "Ouvrir l'instruction"):
        page.get_by_role("link", name=label).click()
        road.confirm(label)
    page.get_by_role("link", name="Proposer au comité").click()
    fill_in(page, {**{f"note_{name}": "4" for name in ("fit", "innovation", "reach", "quality")}, "proposed": "500"})
    road.confirm("Proposer au comité")
    road.see("80,0 sur 100", "Subvention possible")

    # 15 April: the committee; the head grants the money, the equipment is refused, the volunteers wait.
    road.morning(head, 2026, 4, 15)
    page.goto(address)
    page.get_by_role("link", name="Répondre : Subvention").click()
    road.see("Il reste 1")
    tick(page, "answer", "granted")
    fill_in(page, {"amount": "640.01"})
    road.confirm("Enregistrer la réponse")
    road.see("PDASR-03")
    fill_in(page, {"amount": "450"})
    road.confirm("Enregistrer la réponse")
    page.get_by_role("link", name="Répondre : Prêt de matériel").click()
    tick(page, "answer", "refused")
    fill_in(page, {"reason": "Le simulateur est déjà prêté ce jour-là."})
    road.confirm("Enregistrer la réponse")
    road.see("Retenue avec subvention", "450,00 €", "Refusé", "En attente")
    page.get_by_role("link", name="Préparer la lettre de décision").click()
    road.confirm("Préparer la lettre de décision")
    road.open("/pdasr/2026/comite/")
    fill_in(page, {"minutes": "Une fiche retenue, les bénévoles restent à trouver."})
    road.confirm("Enregistrer le comité")
    road.open("/pdasr/2026/signature/")
    road.confirm("Enregistrer l'arrêté")
    road.see("N° 2026/00001")

    # 20 May: engaged, paid, held and evaluated.
    road.morning(agent, 2026, 5, 20)
    page.goto(address)
    page.get_by_role("link", name="Engager la subvention").click()
    road.confirm("Engager la subvention")
    page.get_by_role("link", name="Enregistrer le paiement").click()
    road.confirm("Enregistrer le paiement")
    page.get_by_role("link", name="Enregistrer la réalisation").click()
    road.confirm("Enregistrer la réalisation")
    road.see("Non connu", "Non compté")
    page.get_by_role("link", name="Évaluer", exact=True).click()
    fill_in(page, {"reached": "56", "satisfaction": "4", "evaluation": "Les élèves ont retenu l'angle mort."})
    road.confirm("Évaluer")
    road.see("8,04 €")

    # 12 January of the next year: the report says what is known, then changes no more.
    road.morning(head, 2027, 1, 12)
    road.open("/pdasr/2026/bilan/")
    road.see("450 €", "100,0 %", "8,04 €", "aucun fichier d'accidents")
    road.open("/pdasr/2026/validation-bilan/")
    road.confirm("Valider le bilan")
    road.open("/pdasr/2026/bilan/")
    road.see("Bilan validé le 12 janvier 2027")
    assert Action.objects.get().state == "evaluated"
