"""An evening of the committee against fraud: prepared, confirmed by link, held, consolidated, in the synthesis."""

import re

import pytest
from playwright.sync_api import expect

from directorate.jobs.models import OutgoingMail
from public_order.models import CodafOperation
from tests.browser.road import fill_in
from tests.browser.road import follow as act
from tests.people import create_person, paris
from tests.public_order.codaf_stage import seat

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_evening_operation_from_the_idea_to_the_quarterly_synthesis(page, road, house):
    head = create_person("bop", "mme", "Irène", "Vasseur", "cheffe du bureau", "head", "ordre-public")
    agent = create_person("codaf", "m", "Loïc", "Perrin", "secrétaire du CODAF", "caseworker", "ordre-public")
    seat(head, paris(2026, 5, 4), agent)

    # 4 May: an idea, programmed, completed, its partners and its establishment.
    road.morning(agent, 2026, 5, 4)
    road.open("/ordre-public/codaf/")
    road.see("Aucune opération n'est en préparation")
    page.get_by_role("link", name="Inscrire une opération").first.click()
    fill_in(page, {"sector": "bars_chicha", "commune": "94028", "origin": "signalement",
                   "starts_at": "2026-05-12T18:00", "ends_at": "2026-05-12T23:00"})  # fmt: skip
    road.confirm("Inscrire l'opération")
    page.wait_for_url(re.compile(r"/operations/\d+/$"))
    row = CodafOperation.objects.get()
    address = f"/ordre-public/codaf/operations/{row.pk}/"
    road.open(address)
    act(road, "Programmer")
    act(road, "Modifier", meeting_place="Cour du commissariat", frame="l8271_1", briefing="Arrivée groupée.",
        communication="press")  # fmt: skip
    for body in ("urssaf", "dtsp"):
        act(road, "Solliciter un partenaire", body=body, email=f"{body}@exemple.invalid")
    road.see("Inscrire les objectifs", "Manque")
    page.get_by_role("link", name="Inscrire les objectifs").first.click()
    act(road, "Inscrire un objectif", name="Bar Zanzibar", address="3 rue du Lac", commune="94028",
        reason="Signalement du parquet.")  # fmt: skip
    road.see("Bar Zanzibar", "Liste confidentielle")
    road.open(address)
    act(road, "Déclarer préparée")

    # Each partner receives its link and confirms without an account; the establishment is still hidden.
    links = {}
    for label, body in (("Urssaf", "urssaf"), ("DTSP", "dtsp")):
        road.open(address)
        road.main.get_by_role("link", name=label, exact=True).click()
        act(road, "Envoyer le lien personnel")
        mail = OutgoingMail.objects.filter(to=f"{body}@exemple.invalid").latest("pk")
        links[body] = re.search(r"/operation-codaf/\S+/", mail.body).group()
        assert "Zanzibar" not in mail.body
    for body in ("urssaf", "dtsp"):
        road.open(links[body])
        road.see("Ils sont confidentiels")
        expect(road.main).not_to_contain_text("Zanzibar")
        fill_in(page, {"agents": "4"})
        road.confirm("Répondre")
    road.open(address)
    act(road, "Déclarer prête")

    # The evening: the head, without a seat, reads nothing before the start.
    road.time_machine.move_to(paris(2026, 5, 12, 18, 0), tick=True)
    road.sign_in_as(head)
    road.open(address)
    road.see("Objectifs confidentiels")
    road.sign_in_as(agent)
    road.open(links["urssaf"])
    road.see("Bar Zanzibar")
    road.open(address)
    act(road, "Commencer l'opération")
    act(road, "Relever les présences")
    page.get_by_role("link", name="Objectifs (1)").click()
    page.get_by_role("link", name="Bar Zanzibar").click()
    road.main.get_by_role("link", name="Dire s'il a été visité").click()
    page.get_by_text("Visité", exact=True).first.click()
    fill_in(page, {"persons": "4"})
    road.confirm("Dire s'il a été visité")
    road.time_machine.move_to(paris(2026, 5, 12, 23, 5), tick=True)
    road.sign_in_as(agent)
    road.open(address)
    act(road, "Terminer l'opération")

    # The partners answer by their links.
    road.morning(agent, 2026, 5, 18)
    road.open(links["urssaf"])
    fill_in(page, {
        "target": str(row.targets.get().pk), "nature": "travail_dissimule_salarie", "persons": "2",
        "pv_number": "2026/113", "amount_nature": "redressement_urssaf", "amount": "38500", "stage": "notified",
        "stage_on": "2026-05-18",
    })  # fmt: skip
    road.confirm("Enregistrer le constat")
    road.see("PV 2026/113")
    for body in ("urssaf", "dtsp"):
        road.open(links[body])
        road.confirm("Ma réponse est complète")
        road.see("Votre réponse est complète")

    # Consolidated, synthesised, in the quarter.
    road.open(address)
    act(road, "Consolider")
    act(road, "Écrire la synthèse", synthesis="Un établissement contrôlé, en infraction.")
    road.open("/ordre-public/codaf/trimestres/2026/2/")
    road.see("1 ÷ 1 établissements visités", re.compile(r"38.500,00"), "Urssaf", row.number)
    assert road.faults == []
