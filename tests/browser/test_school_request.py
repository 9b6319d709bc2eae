"""A school asks for a simulator, two volunteers and 500 euros: three independent answers, each followed to its end."""

import re

import pytest

from directorate.jobs.models import OutgoingMail
from road_safety.equipment import pool_operations as pool
from road_safety.equipment.models import Loan
from road_safety.strategy import plan_operations as plans
from road_safety.strategy.models import Action, YearPlan
from road_safety.volunteers.models import Mission, MissionAssignment
from tests.browser.road import ASKED_BY_A_SCHOOL, fill_in, tick
from tests.people import create_person, paris
from tests.road_safety.equipment_stage import photo
from tests.road_safety.strategy_stage import opened
from tests.road_safety.volunteers_stage import active

pytestmark = pytest.mark.django_db(transaction=True)

ASKED = {
    **ASKED_BY_A_SCHOOL,
    "asked_money": "Achat de gilets",
    "wish_family_1": "simulator_2rm",
    "wish_quantity_1": "1",
    "wish_return_on": "2026-05-13",
}


@pytest.fixture()
def people(house):
    head = create_person("bsr", "mme", "Agathe", "Lorrain", "cheffe du bureau", "head", "securite-routiere")
    agent = create_person("pdasr", "m", "Bruno", "Testud", "coordinateur", "caseworker", "securite-routiere")
    at = paris(2026, 3, 2)
    plan = opened(agent, at=at)
    plans.write_call(plan=plan, opens_on=at.date(), closes_at=paris(2026, 4, 10, 18), by=agent, at=at)
    plans.publish_call(plan=plan, by=agent, at=at)
    model = pool.record_model(name="Simulateur deux-roues", family="simulator_2rm", tracking="serialised", value=8_400,
                              before_days=1, after_days=1, operator="simulator_use", by=agent, at=at)  # fmt: skip
    pool.record_item(model=model, inventory_number="SIM-1", by=agent, at=at)
    for rank, name in enumerate(("Sorel", "Ravel")):
        active(
            f"IDSR-2026-9{rank}",
            house.creteil,
            "simulator_use",
            last_name=name,
            honourable_until=at.date().replace(year=2027),
        )
    return head, agent


def links_to(kind: str) -> list[str]:
    return [
        found.group()
        for mail in OutgoingMail.objects.order_by("pk")
        for found in re.finditer(rf"/{kind}/[A-Za-z0-9_-]{{20,}}/", mail.body)
    ]


def test_a_school_asks_for_a_simulator_two_volunteers_and_500_euros(page, road, people):
    head, agent = people
    # 9 March: the school asks without an account, then confirms by the link of its mail.
    road.time_machine.move_to(paris(2026, 3, 9), tick=True)
    road.open("/demande-action-routiere/")
    fill_in(page, ASKED)
    tick(page, "audiences", "college")
    page.locator("main [name=communes]").select_option("94028")
    road.confirm("Envoyer la demande")
    road.see("Ouvrez le lien")
    follow = links_to("demande-action-routiere")[0]
    road.open(follow)
    road.see("1 × Simulateur de deux-roues motorisé")
    road.confirm("Confirmer la demande")
    road.see("PDASR-2026-001")

    # 16 March: the sheet is completed, examined and proposed.
    road.morning(agent, 2026, 3, 16)
    row = Action.objects.get()
    address = f"/pdasr/actions/{row.pk}/"
    road.open(f"{address}budget/")
    fill_in(page, {"lines": "60 ; Gilets ; 800\n74 ; État ; 800"})
    road.confirm("Enregistrer le budget")
    road.open(f"{address}indicateur/")
    fill_in(page, {"label": "Élèves sensibilisés", "target": "60"})
    road.confirm("Ajouter un indicateur")
    road.open(f"{address}modifier/")
    tick(page, "stakes", str(YearPlan.objects.get().orientations.stakes.first().pk))
    road.confirm("Enregistrer la fiche")
    for label in ("Déclarer recevable", "Ouvrir l'instruction"):
        page.get_by_role("link", name=label).click()
        road.confirm(label)
    page.get_by_role("link", name="Proposer au comité").click()
    fill_in(page, {**{f"note_{name}": "4" for name in ("fit", "innovation", "reach", "quality")}, "proposed": "500"})
    road.confirm("Proposer au comité")

    # The equipment, then the volunteers are granted; each begins its own work, the money is still awaited.
    for label in ("Prêt de matériel", "Intervenants bénévoles"):
        page.get_by_role("link", name=f"Répondre : {label}").click()
        tick(page, "answer", "granted")
        road.confirm("Enregistrer la réponse")
    road.see("PRET-2026-0001", "En attente")
    loan, mission = Loan.objects.get(), Mission.objects.get()
    road.see(mission.number)

    # The mission: two trained volunteers, who confirm by their own links.
    road.open(f"/idsr/missions/{mission.pk}/besoins/")
    fill_in(page, {"count_1": "2"})
    road.confirm("Enregistrer les besoins")
    road.open(f"/idsr/missions/{mission.pk}/ouvrir/")
    road.confirm("Ouvrir aux intervenants")
    for person in ("Sorel", "Ravel"):
        road.open(f"/idsr/missions/{mission.pk}/equipe/")
        page.locator("main tr, main li", has_text=person).get_by_role("link", name=re.compile("Proposer")).first.click()
        page.locator("main form button:not([type]), main form button[type=submit]").last.click()
        road.read()
    page.context.clear_cookies()
    for link in links_to("intervenant/reponse"):
        road.open(link)
        road.confirm("J'accepte la mission")
        road.see("Merci")
    assert set(MissionAssignment.objects.values_list("status", flat=True)) == {"accepted"}
    road.morning(agent, 2026, 3, 20)
    road.open(f"/idsr/missions/{mission.pk}/confirmer/")
    road.confirm("Confirmer la mission")

    # The loan: confirmed with its agreement, insured, signed.
    road.open(f"/prets/{loan.pk}/")
    road.see("Simulateur deux-roues", "mission")
    page.get_by_role("link", name="Confirmer le prêt").click()
    road.confirm("Confirmer le prêt")
    road.see("SIM-1", "Convention de prêt", "MAT-03")
    page.get_by_role("link", name="Recevoir l'assurance").click()
    page.locator("main [name=document]").set_input_files(
        {"name": "assurance.jpg", "mimeType": "image/jpeg", "buffer": photo().read()}
    )
    road.confirm("Recevoir l'assurance")
    page.get_by_role("link", name="Enregistrer la convention signée").click()
    road.confirm("Enregistrer la convention signée")
    road.see("Convention signée")
    road.open("/prets/calendrier/?du=2026-05-01")
    road.see("Collège des Tilleuls")

    # 30 March: the head of the bureau grants the money, and the letter says the three answers.
    road.morning(head, 2026, 3, 30)
    road.open(address)
    page.get_by_role("link", name="Répondre : Subvention").click()
    tick(page, "answer", "granted")
    fill_in(page, {"amount": "500"})
    road.confirm("Enregistrer la réponse")
    road.see("Retenue avec subvention", "500,00 €")
    page.get_by_role("link", name="Préparer la lettre de décision").click()
    road.confirm("Préparer la lettre de décision")
    road.see("Lettre de décision")

    # 12 and 13 May: the simulator leaves and comes back, with a photograph each time.
    for day, label in ((12, "Remettre le matériel"), (13, "Reprendre le matériel")):
        road.morning(agent, 2026, 5, day)
        road.open(f"/prets/{loan.pk}/")
        page.get_by_role("link", name=label).click()
        road.read()
        tick(page, "checklist", "complete")
        page.locator("main [name=photo_1]").set_input_files(
            {"name": f"photo-{day}.jpg", "mimeType": "image/jpeg", "buffer": photo().read()}
        )
        road.confirm(label)
        road.see(f"photo-{day}.jpg")
    road.see("Rentré")
    road.open(follow)
    road.see("Subvention", "accordé")
    page.context.clear_cookies()
