"""Weapons: from immediate surrender to final decision, through the two files and those who may decide."""

import re

import pytest
from playwright.sync_api import expect

from directorate.appeals.models import Appeal
from directorate.registers.models import RegisterEntry
from tests.browser.road import tick
from tests.browser.test_late_opening import appeal, replace_text

pytestmark = pytest.mark.django_db(transaction=True)

HOLDER = {
    "channel": "police",
    "party_kind": "person",
    "civility": "m",
    "last_name": "Tellier",
    "first_name": "Gaspard",
    "address": "3 rue des Tilleuls\n94300 Vincennes",
    "commune": "94080",
    "weapons": "C, fusil de chasse, calibre 12",
}
THREATS = "1er mars 2026 : menaces de mort envers un voisin, un fusil à la main"
CALL = "Restitution ou saisie définitive : engager le contradictoire"
LAST_CALL = "Restitution ou saisie définitive : décision à signer et à notifier"
DANGER = "Considérant que les menaces du 2 novembre 2026 établissent que le danger grave persiste ;"


def test_weapons_from_immediate_surrender_to_final_decision(page, road, house):
    def drafted(reference: str, outcome: str) -> None:
        road.move(reference, "Préparer la décision")
        tick(page, "outcome", outcome)
        road.confirm("Préparer la décision")
        road.open(f"/dossiers/{reference}/decision/")

    def signed_by_the_chief_of_staff(reference: str) -> None:
        road.sign_in_as(house.chief_of_staff)
        road.open(f"/signature/{reference}/")
        road.confirm("Signer cet acte")

    def told_by_the_police(reference: str, *day: int) -> None:
        road.morning(house.agent, *day)
        moment = "{:04}-{:02}-{:02}T09:00".format(*day)
        road.act(
            reference, "Enregistrer la notification", notified_at=moment, mode="police_report", reference="PV 2026/118"
        )

    # 2 March: the report of the police. Nobody is to be heard before weapons are taken.
    road.morning(house.agent, 2026, 3, 2)
    mine = {**HOLDER, "caseworker": str(house.agent.pk)}
    surrender = road.register(
        "weapon_immediate_surrender",
        {**mine, "received_on": "2026-03-02", "trigger": "threats", "danger": "others", "facts": THREATS},
    )
    road.act(surrender, "Qualifier les faits")
    road.open(f"/dossiers/{surrender}/")
    expect(page.get_by_role("link", name="Engager le contradictoire")).to_have_count(0)
    drafted(surrender, "surrender")
    road.see("sans formalité préalable", "entre 6 heures et 21 heures")
    road.confirm("Soumettre à la signature")

    # The head of the bureau may not sign a measure of police, and reads who may.
    road.sign_in_as(house.head)
    road.open(f"/signature/{surrender}/")
    road.see("Peuvent signer aujourd'hui", "Inès Vasseur")
    expect(page.get_by_role("button", name="Signer cet acte")).to_have_count(0)
    signed_by_the_chief_of_staff(surrender)

    # 3 March: the police notify the order and take the weapons; the year of custody runs.
    told_by_the_police(surrender, 2026, 3, 3)
    road.see("En cours d'exécution", CALL, "03/12/2026", "03/03/2027")

    # Nine months later the agenda calls.
    road.morning(house.agent, 2026, 12, 2)
    road.open("/agenda/")
    road.see(CALL, surrender)

    # The second file names the first; the holder is invited, and the call has its answer.
    final = road.register(
        "weapon_surrender_outcome",
        {
            **mine,
            "received_on": "2026-12-02",
            "origin_reference": surrender,
            "seized_on": "2026-03-03",
            "surrender_order": "n° 2026/00001 du 2 mars 2026",
            "facts": "2 novembre 2026 : nouvelles menaces",
        },
    )
    road.see("Dossiers d'armes liés", surrender)
    road.act(final, "Qualifier les faits")
    road.act(
        final,
        "Engager le contradictoire",
        facts="Nouvelles menaces du 2 novembre 2026.",
        contemplated_measure="Saisie définitive des armes conservées.",
    )
    road.see("17/12/2026")
    road.open(f"/dossiers/{surrender}/")
    road.see(LAST_CALL, final)

    # He answers; the definitive seizure is written, and signed by who may.
    road.morning(house.agent, 2026, 12, 14)
    road.act(
        final,
        "Enregistrer les observations",
        mode="written",
        observations_on="2026-12-11",
        observations="Il demande la restitution de ses armes.",
    )
    road.morning(house.agent, 2026, 12, 18)
    drafted(final, "definitive_seizure")
    replace_text(page, "grounds", re.compile(r"Considérant que \[à compléter[^\]]*\] ;"), DANGER)
    expect(page.locator("#decision-preview")).to_contain_text("vendues aux enchères publiques")
    road.confirm("Soumettre à la signature")
    signed_by_the_chief_of_staff(final)

    # Notified within the year: the first file is over, nothing goes to the official register, remedies run.
    told_by_the_police(final, 2026, 12, 22)
    road.see("23/02/2027")
    road.open(f"/dossiers/{surrender}/")
    road.see("Mesure terminée")
    assert not RegisterEntry.objects.exists()
    road.morning(house.agent, 2027, 2, 23)
    appeal(page, road, final, "contentious", "2027-02-23", court_reference="2702001")
    road.see("Dans le délai")
    assert not Appeal.objects.get().is_late

    # Another bureau does not read whose weapons they are.
    road.sign_in_as(house.stranger)
    assert page.goto(f"/dossiers/{final}/").status == 403
    assert "Tellier" not in page.content()
