"""A flood of the Seine in a real browser: vigilance, alert of 22 communes, crisis, three reports, closing, RETEX.

The calls leave by the local gateway, which plays the answers written beforehand; the engine turns here as the worker
does. Twenty-one communes answer, the last one is reached by the operator.
"""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from civil_protection.alerts.campaigns import engine
from civil_protection.alerts.campaigns.models import AlertCampaign
from civil_protection.alerts.directory.operations import add_contact
from civil_protection.crisis.models import CrisisEvent
from civil_protection.crisis.queries import chain_of
from civil_protection.exercises.models import Review
from civil_protection.profiles.models import RiskProfile
from directorate.org.models import Posting
from directorate.territory.models import Commune
from directorate.territory.operations import load_department
from tests.browser.road import fill_in, tick
from tests.civil_protection.alert_stage import answers
from tests.people import create_person, paris

pytestmark = pytest.mark.django_db(transaction=True)
DAY = (2026, 2, 3)
DAWN = paris(*DAY, 6, 0)


@pytest.fixture()
def agent(house):
    return create_person(
        "plan", "m", "Samir", "Kaci", "chargé de planification", Posting.Role.CASEWORKER, "protection-civile"
    )


@pytest.fixture()
def riverside(house, agent) -> list[Commune]:
    """Twenty-two communes along the river, each with its mayor; the last mayor does not pick up."""
    load_department()
    found = list(Commune.objects.defer("contour").order_by("insee")[:22])
    for rank, commune in enumerate(found):
        RiskProfile.objects.create(
            commune=commune, rivers=["seine"], flood_territory=True, source="Essai", checked_on=DAWN.date()
        )
        number = f"+336399800{rank + 10}"
        add_contact(commune=commune, role="mayor", last_name=f"Maire{rank}", phones=[("mobile", number)], by=agent,
                    at=DAWN - timedelta(days=9))  # fmt: skip
        answers(number, "acknowledged" if rank < 21 else "no_answer", after=20 + rank)
    return found


def turns(first: datetime, minutes: int) -> None:
    """What the worker does every few seconds."""
    for step in range(minutes * 4 + 1):
        engine.turn(at=first + timedelta(seconds=15 * step))


def follow(road, words: str, /, **values: str) -> None:
    """A link of the page, its form, its button of the same words unless `button` says others."""
    button = values.pop("button", words)
    road.main.get_by_role("link", name=words, exact=True).click()
    road.read()
    fill_in(road.page, values)
    road.confirm(button)


def report(road, agent, director, conduct: str, number: int, hour: int, situation: str) -> None:
    """Drafted from the log by the agent, validated and sealed by the director."""
    road.morning(agent, *DAY, hour)
    road.open(conduct)
    road.confirm("Préparer le point suivant")
    fill_in(road.page, {"situation": situation})
    road.confirm("Enregistrer")
    road.see(situation)
    road.morning(director, *DAY, hour, 10)
    road.page.reload()
    road.confirm("Valider et sceller")
    road.see("Validé", situation)


def test_flood_from_the_vigilance_to_the_lessons(road, house, agent, riverside):
    page = road.page

    # Six o'clock: the river turns orange, the operations centre is prepared.
    road.morning(agent, *DAY, 6, 5)
    road.open("/alerte/vigilance/")
    follow(road, "Enregistrer un bulletin", button="Enregistrer le bulletin", phenomenon="flood", colour="orange",
           section="Seine", starts_at="2026-02-03T06:00", ends_at="2026-02-05T06:00", issued_at="2026-02-03T06:00",
           source="Vigicrues")  # fmt: skip
    follow(road, "Enregistrer la décision", decision="pre_activation", decision_note="Deux mètres annoncés demain.")
    bulletin = page.url

    # The mayors of the river are called.
    road.open("/alerte/groupes/")
    road.main.get_by_role("link", name="Créer un groupe").click()
    fill_in(page, {"name": "Riverains de la Seine"})
    tick(page, "rivers", "seine")
    road.confirm("Enregistrer le groupe")
    road.see("22")
    group = page.url.rstrip("/").rsplit("/", 1)[1]
    road.morning(agent, *DAY, 6, 30)
    road.open("/alerte/scenarios/nouveau/")
    fill_in(page, {
        "code": "crue-seine", "label": "Crue de la Seine", "mode": "real", "phenomenon": "flood", "colour": "orange",
        "voice_text": "Ici la préfecture. La Seine monte. Appuyez sur la touche 1.",
        "sms_text": "Préfecture : la Seine monte, répondez à l'appel.", "mail_subject": "Crue de la Seine",
        "group": group,
    })  # fmt: skip
    road.confirm("Enregistrer le scénario")
    road.main.get_by_role("link", name="Préparer une campagne").click()
    tick(page, "mode", "real")
    fill_in(page, {"decider": str(house.director.pk), "decided_at": "2026-02-03T06:20"})
    road.confirm("Préparer la campagne")
    road.main.get_by_role("link", name="Lancer la campagne").click()
    tick(page, "confirmed")
    road.confirm("Lancer la campagne")
    campaign = AlertCampaign.objects.get()
    here = page.url
    assert campaign.targets.count() == 22
    turns(campaign.launched_at, 20)
    assert campaign.targets.filter(state="reached").count() == 21
    road.morning(agent, *DAY, 6, 52)
    road.open(f"{here}operateur/")
    last = riverside[-1].name
    road.main.get_by_role("link", name=last).click()
    road.confirm("Prendre en charge et voir les numéros")
    fill_in(page, {"who": "Directrice générale des services", "way": "phone"})
    road.confirm("Enregistrer comme jointe")
    road.see("Rien n'est à reprendre.")
    turns(paris(*DAY, 6, 53), 1)
    road.open(here)
    road.see("22")
    assert campaign.targets.filter(state__in=("reached", "by_operator")).count() == 22
    road.open(f"{here}compte-rendu/")
    road.see("T50", "T90", last)

    # The crisis: opened by the service, armed by the director.
    road.morning(agent, *DAY, 7)
    road.open("/crises/")
    road.main.get_by_role("link", name="Ouvrir un événement").click()
    tick(page, "mode", "real")
    fill_in(page, {"name": "Crue de la Seine", "hazard": "flood", "alerted_at": "2026-02-03T06:05"})
    for commune in riverside:
        page.locator(f'main [name=communes] option[value="{commune.pk}"]').evaluate("option => option.selected = true")
    road.confirm("Ouvrir l'événement")
    event = CrisisEvent.objects.get()
    log, conduct = f"/crises/{event.pk}/", f"/crises/{event.pk}/conduite/"
    road.open(conduct)
    follow(road, "Rattacher une campagne", button="Rattacher", campaign=str(campaign.pk))
    road.open(bulletin)
    follow(road, "Rattacher une campagne", campaign=str(campaign.pk))
    road.morning(house.director, *DAY, 7, 20)
    road.open(conduct)
    follow(road, "Changer le niveau", button="Décider", level="3", reason="Débordement attendu dans la journée.")
    road.open(log)
    page.locator("[data-entry] [name=text]").fill("Quai submergé, deux véhicules immobilisés")
    page.keyboard.press("Enter")
    expect(page.locator("[data-rows] tr").first).to_contain_text("Quai submergé")

    # Three reports, two hours apart, each from what the log holds.
    for number, (hour, words) in enumerate(((8, "Montée lente."), (10, "Pic attendu à midi."), (12, "Décrue.")), 1):
        report(road, agent, house.director, conduct, number, hour, words)
        assert event.reports.get(number=number).validated_at is not None

    # Closing waits for the lessons; then the log is sealed.
    road.open(conduct)
    road.see("Créer le RETEX de l'événement.")
    follow(road, "Clore l'événement", ended_at="2026-02-03T12:05")
    road.see("Créer le RETEX de l'événement.")
    road.morning(agent, *DAY, 13)
    road.open(conduct)
    road.main.get_by_role("link", name="Ouvrir le RETEX de l'événement").click()
    road.confirm("Ouvrir le RETEX")
    retex = page.url
    road.morning(house.director, *DAY, 13, 20)
    road.open(conduct)
    road.see("Toutes les conditions de la clôture sont remplies.")
    follow(road, "Clore l'événement", ended_at="2026-02-03T12:05")
    event.refresh_from_db()
    assert event.state == "closed"
    assert chain_of(event).broken_at is None

    # The lessons: what was observed, what is to be done by whom.
    road.morning(agent, *DAY, 17)
    road.open(retex)
    follow(road, "Enregistrer le débriefing à chaud", hot_at="2026-02-03T16:00", hot_summary="Alerte rapide.")
    follow(road, "Ajouter un constat", kind="improve", text="Un maire n'a pas décroché.")
    follow(road, "Ajouter une action", label="Vérifier l'annuaire chaque mois.",
           owner=str(house.town_hall.pk), due_on="2026-06-30")  # fmt: skip
    road.see("Vérifier l'annuaire chaque mois.")
    assert Review.objects.get().event == event
    assert not road.faults
