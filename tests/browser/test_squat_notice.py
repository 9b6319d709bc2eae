"""A squat on a Friday evening: forty-eight hours from hour to hour, signed on the Saturday by whoever is on duty."""

import re

import pytest
from playwright.sync_api import Page, expect

from directorate.casework.models import Case
from tests.browser.road import fill_in, tick
from tests.people import paris

pytestmark = pytest.mark.django_db(transaction=True)

SQUAT = "squat_eviction_notice"
REQUEST = {
    "received_on": "2026-11-13",
    "channel": "email",
    "party_kind": "person",
    "civility": "mme",
    "first_name": "Ophélie",
    "last_name": "Castaing",
    "email": "ophelie.castaing@exemple.invalid",
    "address": "14 allée des Platanes\n94000 Créteil",
    "commune": "94028",
    "place_name": "Appartement, 1er étage",
    "place_address": "14 allée des Platanes",
    "received_at": "2026-11-13T16:30",
    "asked_by": "owner",
    "complaint_ref": "PV 2026/4410",
    "record_author": "opj",
    "recorded_at": "2026-11-13T15:10",
    "notice_hours": "24",
}


def in_the_evening(road, staff, *instant: int) -> None:
    road.time_machine.move_to(paris(*instant), tick=True)
    road.sign_in_as(staff)


def complete_follow_up(page: Page, road, reference: str, **values: str) -> None:
    road.open(f"/dossiers/{reference}/?onglet=demande")
    page.get_by_role("link", name=re.compile("Corriger la demande|Compléter la suite de l'acte")).click()
    road.read()
    fill_in(page, {**values, "reason": "Complété par la permanence."})
    page.locator("main form").get_by_role("button").first.click()
    road.read()


def test_a_squat_reported_on_a_friday_evening_is_decided_on_the_saturday(page, road, house):
    # Friday 13 November, 16:45: the request of 16:30 is registered; the hours run through the week-end.
    in_the_evening(road, house.agent, 2026, 11, 13, 16, 45)
    reference = road.register(
        SQUAT,
        {**REQUEST, "caseworker": str(house.agent.pk)},
        ticked=[("is_home", "on"), ("title_unprovable", "on"), ("entry", "assault")],
        pieces=["complaint", "record"],
    )
    road.see(
        "Décision à prendre avant : dimanche 15 novembre 2026 à 16 h 30",
        "Administration fiscale à interroger avant : lundi 16 novembre 2026 à 16 h 30",
    )
    road.act(reference, "Accuser réception")
    road.act(reference, "Déclarer le dossier complet")

    # The draft waits for what the law asks to consider; the tax administration is asked.
    road.move(reference, "Préparer la décision")
    tick(page, "outcome", "notice")
    road.confirm("Préparer la décision")
    road.open(f"/dossiers/{reference}/decision/")
    road.confirm("Soumettre à la signature")
    expect(page.locator("main [role=alert]")).to_contain_text("situation personnelle et familiale des occupants")
    road.act(reference, "Reprendre l'instruction")
    in_the_evening(road, house.agent, 2026, 11, 13, 18, 20)
    complete_follow_up(
        page,
        road,
        reference,
        situation="Deux adultes sans enfant, hébergement proposé.",
        tax_query_at="2026-11-13T18:05",
    )
    road.see("lundi 16 novembre 2026 à 16 h 30 (fait)")
    road.move(reference, "Préparer la décision")
    tick(page, "outcome", "notice")
    road.confirm("Préparer la décision")
    road.open(f"/dossiers/{reference}/decision/")
    road.see("dans un délai de 24 heures")
    road.confirm("Soumettre à la signature")

    # Saturday: the head of bureau holds no power for a formal notice, and reads who does; the cabinet on duty signs.
    in_the_evening(road, house.head, 2026, 11, 14, 9, 40)
    road.open(f"/signature/{reference}/")
    road.see("Peuvent signer aujourd'hui", "Inès Vasseur")
    expect(page.get_by_role("button", name="Signer cet acte")).to_have_count(0)
    in_the_evening(road, house.chief_of_staff, 2026, 11, 14, 10, 0)
    road.open("/signature/")
    page.get_by_role("link", name="Commencer la lecture").click()
    road.read()
    road.confirm("Signer cet acte")

    # Notified on the Saturday at 11:15: the evacuation is possible from the Sunday at the same minute.
    in_the_evening(road, house.agent, 2026, 11, 14, 12, 0)
    road.act(reference, "Enregistrer la notification", notified_at="2026-11-14T11:15", mode="police_report",
             reference="PV 2026/4412")  # fmt: skip
    road.open(f"/dossiers/{reference}/")
    road.see(
        "Évacuation forcée possible à compter du : dimanche 15 novembre 2026 à 11 h 15 (à venir)",
        "dimanche 15 novembre 2026 à 16 h 30 (fait)",
    )

    # Sunday: posted, evacuated, closed. Neither the truce nor the register has anything to do with it.
    in_the_evening(road, house.agent, 2026, 11, 15, 14, 0)
    complete_follow_up(page, road, reference, posted_at="2026-11-14T11:40", evacuated_at="2026-11-15T12:30")
    road.see("à 11 h 15 (fait)")
    road.act(reference, "Constater la fin de la mesure accordée", text="Logement restitué.")
    road.open("/recueil/")
    assert "Platanes" not in page.locator("main").inner_text()
    case = Case.objects.get(reference=reference)
    assert (case.stage, case.executory_at) == ("ended", paris(2026, 11, 15, 11, 15))
