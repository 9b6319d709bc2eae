"""A municipal police is armed: its agreement first, signed by all, then the authorisation to hold weapons."""

import re

import pytest
from playwright.sync_api import expect

from directorate.jobs.models import OutgoingMail
from directorate.partners.models import Organisation
from directorate.permits.models import Permit
from tests.browser.road import fill_in, tick

pytestmark = pytest.mark.django_db(transaction=True)

TOWN = {
    "channel": "post",
    "party_kind": "town",
    "last_name": "Commune de Créteil",
    "representative": "Mme Odile Sarrazin, maire",
    "email": "mairie-creteil@commune.invalid",
    "address": "place de la Mairie\n94000 Créteil",
    "commune": "94028",
}
HOLDING = {
    "b1_pistols": "10",
    "b6_pulse": "4",
    "serials": "GX-1001\nGX-1002",
    "service_rounds": "50",
    "first_training_rounds": "300",
    "yearly_training_rounds": "100",
    "safe_address": "poste de police municipale, 1 rue du Port",
    "reasons": "Agressions d'agents en service de nuit",
}
NO_AGREEMENT = "Aucune convention de coordination"


def test_a_municipal_police_is_armed_once_its_agreement_is_in_force(page, road, house):
    prosecutor = Organisation.objects.create(
        kind="court", name="Parquet du tribunal judiciaire de Créteil", code="parquet-creteil",
        email="parquet@justice.invalid",
    )  # fmt: skip

    def drafted(reference: str, outcome: str) -> None:
        road.move(reference, "Préparer la décision")
        tick(page, "outcome", outcome)
        road.confirm("Préparer la décision")
        road.open(f"/dossiers/{reference}/decision/")

    def signed(staff, reference: str, *day: int) -> None:
        road.morning(staff, *day)
        road.open(f"/signature/{reference}/")
        road.confirm("Signer cet acte")

    def handed_over(reference: str, *day: int) -> None:
        road.morning(house.agent, *day)
        moment = "{:04}-{:02}-{:02}T09:00".format(*day)
        road.act(reference, "Enregistrer la notification", notified_at=moment, mode="by_hand", reference="En mairie")

    # 2 March: the agreement and the weapons are asked together.
    road.morning(house.agent, 2026, 3, 2)
    mine = {**TOWN, "received_on": "2026-03-02", "caseworker": str(house.agent.pk)}
    agreement = road.register(
        "police_coordination_agreement",
        {**mine, "headcount": "12"},
        ticked=[("armed", "on"), ("night", "on")],
        pieces=["request", "draft"],
    )
    holding = road.register(
        "municipal_weapons_holding",
        {**mine, **HOLDING},
        ticked=[("sealed_safe", "on")],
        pieces=["request", "safe", "agreement"],
    )
    boxes = page.locator("main")
    road.see("Aucune convention en vigueur pour cette commune")
    road.act(agreement, "Déclarer le dossier complet")
    road.act(agreement, "Demander un avis", opinion="prosecutor", organisation=str(prosecutor.pk))
    road.act(holding, "Déclarer le dossier complet")

    # The prosecutor answers by his link.
    link = re.search(r"/avis/\S+", OutgoingMail.objects.get().body).group()
    page.context.clear_cookies()
    road.open(link)
    tick(page, "opinion", "favourable")
    fill_in(page, {"answered_by": "Le procureur de la République"})
    road.confirm("Rendre cet avis")

    # 16 March: the weapons are drafted and refused at their submission, for want of an agreement.
    road.morning(house.agent, 2026, 3, 16)
    drafted(holding, "grant")
    road.see(NO_AGREEMENT)
    road.confirm("Soumettre à la signature")
    expect(page.locator("main [role=alert]")).to_contain_text(NO_AGREEMENT)

    # The agreement is refused too while the others have not signed; their days are recorded, then the prefect's turn.
    drafted(agreement, "agreement")
    road.confirm("Soumettre à la signature")
    alert = page.locator("main [role=alert]")
    expect(alert).to_contain_text("La convention n'est pas signée par le maire.")
    expect(alert).to_contain_text("La convention n'est pas signée par le procureur de la République.")
    road.morning(house.agent, 2026, 3, 19)
    road.open(f"/dossiers/{agreement}/")
    page.get_by_role("link", name="Corriger la demande").click()
    road.read()
    fill_in(
        page,
        {
            "mayor_signed_on": "2026-03-16",
            "prosecutor_signed_on": "2026-03-18",
            "reason": "Signatures du maire et du procureur.",
        },
    )
    page.locator("main form").get_by_role("button").first.click()
    road.read()
    road.open(f"/dossiers/{agreement}/decision/")
    road.see("La signature du maire (16 mars 2026) n'est pas visée")
    road.act(agreement, "Reprendre l'instruction")
    drafted(agreement, "agreement")
    road.see("signature du maire en date du 16 mars 2026", "Rien ne s'oppose à la signature.")
    road.confirm("Soumettre à la signature")
    signed(house.chief_of_staff, agreement, 2026, 3, 20)

    # Signed is not in force: the weapons still wait, until it is handed over.
    road.morning(house.agent, 2026, 3, 23)
    road.open(f"/dossiers/{holding}/decision/")
    road.see(NO_AGREEMENT)
    handed_over(agreement, 2026, 3, 24)
    road.see("En cours d'exécution")

    # 25 March: the weapons are granted, and their agreement is cited.
    road.morning(house.agent, 2026, 3, 25)
    road.act(holding, "Reprendre l'instruction")
    drafted(holding, "grant")
    road.see(f"convention de coordination n° {Permit.objects.get().number} du 20 mars 2026")
    road.confirm("Soumettre à la signature")
    signed(house.director, holding, 2026, 3, 27)
    handed_over(holding, 2026, 3, 30)

    # Both titles are in the register; anybody who scans the code of the weapons reads that it is valid, and no name.
    weapons = Permit.objects.get(procedure_code="municipal_weapons_holding")
    road.open("/titres/")
    for permit in Permit.objects.all():
        road.see(permit.number)
    road.open(f"/titres/{weapons.pk}/")
    road.see("27 mars 2031")
    page.context.clear_cookies()
    road.open(f"/verifier/{weapons.check_code}")
    road.see(weapons.number, "27 mars 2031")
    assert "Créteil" not in boxes.inner_text()
