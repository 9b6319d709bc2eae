"""A licence retained on the Friday night before the clocks change: 120 real hours, signed in time, then judged."""

import re

import pytest
from playwright.sync_api import expect

from directorate.casework.models import Case
from tests.browser.road import fill_in, tick
from tests.people import create_person, paris
from tests.road_safety.suspension_rows import named

pytestmark = pytest.mark.django_db(transaction=True)

RETAINED = "licence_suspension_after_retention"
REPORT = {
    "received_on": "2026-03-28",
    "channel": "police",
    "party_kind": "person",
    "civility": "m",
    "first_name": "Bastien",
    "last_name": "Vauclair",
    "address": "14 allée des Platanes\n94000 Créteil",
    "commune": "94028",
    "birth_on": "1990-02-11",
    "licence_end": "4821",
    "categories": "B",
    "unit": "CSP de Créteil",
    "report_reference": "PV 2026/1187",
    "offence_at": "2026-03-27T19:40",
    "retained_at": "2026-03-27T20:00",
    "cause": "alcohol",
    "measured": "0.62",
    "measure_unit": "mg_l",
    "facts": "Conduite sous l'empire d'un état alcoolique, avenue du Général-de-Gaulle",
}


def at(road, staff, *instant: int) -> None:
    road.time_machine.move_to(paris(*instant), tick=True)
    road.sign_in_as(staff)


def test_licence_retained_on_a_friday_night_before_the_clocks_change(page, road, house):
    head = create_person("chef.route", "mme", "Léa", "Vernier", "cheffe du bureau", "head", "securite-routiere")
    named(house, paris(2026, 3, 28))

    # Saturday 28 March: the report of the night is recorded; the hours run through the change of hour.
    at(road, house.stranger, 2026, 3, 28, 8, 30)
    road.open("/securite-routiere/suspensions/permanence/")
    road.see("Aucune rétention ne s'achève dans ce délai.")
    page.get_by_role("link", name="Enregistrer une rétention").click()
    road.read()
    reference = road.register(RETAINED, {**REPORT, "caseworker": str(house.stranger.pk)})
    road.see(
        "Arrêté à prendre avant : mercredi 1er avril 2026 à 21 h 00",
        "Il reste 107 h",
        "Alcool, 0,62 mg/l d'air : 6 mois au barème du bureau",
        "Contrôle médical avant la restitution, avec examen psychotechnique",
    )
    road.act(reference, "Qualifier les faits", text="Alcool, contrôle routier.")

    # Wednesday morning, nothing is signed: the duty page presses, and says who may sign.
    at(road, house.stranger, 2026, 4, 1, 9, 30)
    road.open("/securite-routiere/suspensions/permanence/")
    road.see(reference, "11 h", "Inès Vasseur")
    road.move(reference, "Préparer la décision")
    tick(page, "outcome", "suspension")
    road.confirm("Préparer la décision")
    road.open(f"/dossiers/{reference}/decision/")
    road.see("pour une durée de 6 mois à compter de la date de rétention du permis")
    road.confirm("Soumettre à la signature")

    # The head of bureau holds no power for it; the cabinet signs at 20:30, half an hour before the end.
    at(road, head, 2026, 4, 1, 18, 0)
    road.open(f"/signature/{reference}/")
    road.see("Peuvent signer aujourd'hui", "Inès Vasseur")
    expect(page.get_by_role("button", name="Signer cet acte")).to_have_count(0)
    at(road, house.chief_of_staff, 2026, 4, 1, 20, 30)
    road.open("/signature/")
    page.get_by_role("link", name="Commencer la lecture").click()
    road.read()
    road.confirm("Signer cet acte")

    # Notified by the police the next day: it runs from the retention, for six months.
    at(road, house.stranger, 2026, 4, 2, 14, 0)
    road.act(reference, "Enregistrer la notification", notified_at="2026-04-02T11:15", mode="police_report",
             reference="PV 2026/1230")  # fmt: skip
    road.open(f"/dossiers/{reference}/")
    road.see("mercredi 1er avril 2026 à 21 h 00 (fait)", "Jusqu'au 27 septembre 2026")
    road.open("/securite-routiere/suspensions/?state=running")
    road.see(reference, "27/09/2026")

    # In June the judge takes the place of the prefect: what was done is deducted.
    at(road, house.stranger, 2026, 6, 29, 10, 0)
    road.open(f"/dossiers/{reference}/?onglet=demande")
    page.get_by_role("link", name=re.compile("Corriger la demande|Compléter la suite de l'acte")).click()
    road.read()
    fill_in(page, {"ruled_on": "2026-06-27", "ruling": "suspension", "ruled_months": "8", "reason": "Jugement reçu."})
    page.locator("main form").get_by_role("button").first.click()
    road.read()
    road.open(f"/dossiers/{reference}/")
    road.see("Mesure administrative exécutée pendant 92 jours", "Suspension judiciaire jusqu'au 27 novembre 2026")
    road.act(reference, "Constater la fin de la mesure", text="Jugement du 27 juin.")
    road.open("/securite-routiere/suspensions/?state=replaced")
    road.see(reference, "Remplacée par le juge")
    # Nothing of it was published.
    road.open("/recueil/")
    assert "Vauclair" not in page.locator("main").inner_text()
    assert Case.objects.get(reference=reference).stage == "ended"
