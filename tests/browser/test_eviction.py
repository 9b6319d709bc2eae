"""An eviction asked for in the winter truce: its clock runs, its execution waits for the first of April."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from directorate.casework.models import Case
from tests.browser.road import tick

pytestmark = pytest.mark.django_db(transaction=True)

OFFICE = {
    "channel": "post",
    "party_kind": "company",
    "last_name": "Étude Corvin et Delpierre",
    "representative": "Maître Élise Corvin",
    "email": "etude@corvin-delpierre.invalid",
    "address": "5 rue du Greffe\n94000 Créteil",
    "commune": "94028",
    "place_name": "Logement, escalier B",
    "place_address": "14 allée des Platanes",
    "occupants": "M. Aristide Beaupré",
    "landlord_type": "social",
}
SUMMONS = {
    "received_on": "2025-03-26",
    "court": "sucy",
    "hearing_on": "2025-05-12",
    "rent_arrears_eur": "4210.50",
}
NOTICE = {
    "landlord": "Office public de l'habitat des Platanes",
    "premises": "dwelling",
    "served_on": "2026-09-15",
    "prefect_notified_on": "2026-09-15",
    "judge_delay": "standard",
}
TITLE = {"title_court": "Tribunal de proximité de Sucy-en-Brie", "title_on": "2026-05-04"}
STAYED = "Aucune expulsion ne peut être exécutée pendant la trêve hivernale"


def test_an_eviction_asked_for_in_the_truce_is_granted_for_the_first_of_april(page, road, house):
    common = {**OFFICE, "caseworker": str(house.agent.pk)}

    # The acts of third parties: the summons of 2025 and the notice of September 2026, registered and closed.
    road.morning(house.agent, 2025, 3, 26)
    summons = road.register("eviction_summons_notified", {**common, **SUMMONS})
    road.act(summons, "Enregistrer l'acte")
    road.morning(house.agent, 2026, 9, 15)
    notice = road.register(
        "notice_to_quit_notified", {**common, **NOTICE, "received_on": "2026-09-15", "summons_reference": summons}
    )
    road.see("15/11/2026")
    road.act(notice, "Enregistrer l'acte")

    # 20 November, in the truce: the request. The clock of silence runs; the execution alone waits.
    road.morning(house.agent, 2026, 11, 20)
    request = road.register(
        "public_force_request",
        {**common, **NOTICE, **TITLE, "received_on": "2026-11-20", "notice_reference": notice},
        pieces=["title", "steps"],
    )
    road.see(
        STAYED,
        "Première exécution possible : 1er avril 2027",
        "La trêve hivernale ne suspend que l'exécution",
        "Rejet né du silence",
        "20/01/2027",
        "01/04/2027",
        "Responsabilité de l'État en cas de silence",
    )
    expect(page.get_by_role("link", name=notice, exact=True)).to_be_visible()
    road.act(request, "Accuser réception")
    road.act(request, "Déclarer le dossier complet")

    # 23 December: the director sees the refusal that silence would bring, and opens the case.
    road.morning(house.director, 2026, 12, 23)
    road.open("/pilotage/")
    row = (
        page.get_by_role("region", name="Décisions qui naîtront du silence").get_by_role("row").filter(has_text=request)
    )
    expect(row).to_contain_text("20/01/2027")
    row.get_by_role("link", name=request).click()
    road.read()
    road.see(STAYED)

    # 28 December: granted at once is refused, with the day from which it may be carried out; the date is set to April.
    road.morning(house.agent, 2026, 12, 28)
    road.move(request, "Préparer la décision")
    tick(page, "outcome", "deferred_grant")
    road.confirm("Préparer la décision")
    road.open(f"/dossiers/{request}/decision/")
    road.confirm("Soumettre à la signature")
    alert = page.locator("main [role=alert]")
    expect(alert).to_contain_text("ne peut être exécutée avant le 1er avril 2027")
    road.act(request, "Reprendre l'instruction")
    page.get_by_role("link", name="Corriger la demande").click()
    road.read()
    page.locator("main [name=effective_from]").fill("2027-04-01")
    page.locator("main [name=reason]").fill("Date d'effet après la trêve.")
    page.locator("main form").get_by_role("button").first.click()
    road.read()
    road.move(request, "Préparer la décision")
    tick(page, "outcome", "deferred_grant")
    road.confirm("Préparer la décision")
    road.open(f"/dossiers/{request}/decision/")
    road.see("Il prend effet le 1er avril 2027")
    road.confirm("Soumettre à la signature")

    # Signed by the director, notified on 7 January: effective after the truce, and not in the public register.
    road.morning(house.director, 2027, 1, 4)
    road.open("/signature/")
    page.get_by_role("link", name="Commencer la lecture").click()
    road.read()
    road.confirm("Signer cet acte")
    road.morning(house.agent, 2027, 1, 7)
    road.act(
        request, "Enregistrer la notification", notified_at="2027-01-07T09:00", mode="registered_post", reference="1A 2"
    )
    road.open(f"/dossiers/{request}/")
    road.see("Première exécution possible : 1er avril 2027", "En cours d'exécution")
    road.open(f"/dossiers/{request}/?onglet=courriers")
    road.see("Lettre invitant les occupants à partir")
    case = Case.objects.get(reference=request)
    assert case.executory_at.astimezone().date() in (date(2027, 3, 31), date(2027, 4, 1))
    road.open("/recueil/")
    assert not re.search("Beaupré|concours de la force", page.locator("main").inner_text())

    # Another service reads that the case exists, and nothing of the family.
    road.morning(house.stranger, 2027, 1, 7)
    assert page.goto(f"/dossiers/{request}/").status == 403
    assert not re.search("Beaupré|Platanes|Corvin", page.content())
