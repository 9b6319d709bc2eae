"""The whole road in a real browser, with a real worker and a real PDF: from the counter to a title anyone can verify.

Each person signs in on the day of his own gesture. Every page of the road is read by axe.
"""

import io
import re
from datetime import date

import pikepdf
import pytest
from playwright.sync_api import expect

from directorate.casework.models import Case
from directorate.jobs.models import OutgoingMail
from directorate.permits.models import Permit
from tests.browser.road import PDF_SECONDS, fill_in, tick
from tests.infra.stage import eventually

pytestmark = pytest.mark.django_db(transaction=True)

REQUEST = {
    "last_name": "Pharmacie du <b>Lac</b>",
    "party_kind": "company",
    "channel": "desk",
    "address": "12 place du Marché\n94000 Créteil",
    "email": "contact@pharmacie.invalid",
    "commune": "94028",
    "place_name": "Pharmacie du Lac",
    "place_address": "12 place du Marché",
    "site_type": "public_place",
    "applicant_quality": "legal_person",
    "activity": "pharmacy",
    "cameras_indoor": "4",
    "cameras_outdoor": "1",
    "cameras_public_road": "0",
    "retention_days": "15",
    "responsible": "Mme Adèle Sorel, gérante",
    "access_contact": "Mme Adèle Sorel",
}
TICKED = {"purposes": "assault_and_theft", "installer_certified": "on", "sign_posted": "on"}


def test_a_case_goes_from_the_counter_to_a_title_that_anyone_verifies(page, road, house, real_worker):
    # 2 March: entered at the counter, one piece missing, acknowledged.
    road.morning(house.agent, 2026, 3, 2)
    road.open("/")
    road.open("/dossiers/nouveau/")
    road.open("/dossiers/nouveau/video_protection_authorisation/")
    fill_in(page, REQUEST)
    for name, value in TICKED.items():
        tick(page, name, value)
    for box in page.locator("input[name=received_pieces]").all():
        if box.get_attribute("value") != "security":
            box.check(force=True)
    page.locator("main form button[type=submit], main form button:not([type])").last.click()
    road.read()
    reference = re.search(r"\d{4}-VP-\d{5}", page.url).group()
    assert "<b>Lac</b>" in page.locator(".case-head__party").inner_text()
    road.move(reference, "Accuser réception")
    road.confirm("Accuser réception")

    # 5 March: the missing piece is asked, the clock stops; 16 March: it arrives.
    road.morning(house.agent, 2026, 3, 5)
    road.move(reference, "Demander les pièces manquantes")
    fill_in(page, {"limit_on": "2026-04-04"})
    road.confirm("Demander les pièces manquantes")
    expect(page.locator(".case-head")).to_contain_text("Suspendue")
    page.get_by_text("Pourquoi cette date ?").first.click()
    road.morning(house.agent, 2026, 3, 16)
    road.move(reference, "Enregistrer les pièces reçues")
    tick(page, "pieces", "security")
    road.confirm("Enregistrer les pièces reçues")
    assert Case.objects.get(reference=reference).deadlines.get(code="silence").due_on == date(2026, 7, 13)

    # 18 March: an opinion asked from the police, answered by the link of the mail, without an account.
    road.morning(house.agent, 2026, 3, 18)
    road.move(reference, "Demander un avis")
    fill_in(page, {"opinion": "police_adviser", "organisation": str(house.police_service.pk)})
    road.confirm("Demander un avis")
    link = re.search(r"/avis/\S+", OutgoingMail.objects.get().body).group()
    page.context.clear_cookies()
    road.open(link)
    tick(page, "opinion", "favourable")
    fill_in(page, {"answered_by": "Le référent sûreté"})
    page.get_by_role("button", name="Rendre cet avis").click()
    road.read()
    assert page.goto(link).status == 410

    # The commission: on the agenda, then its opinion after the session of 9 April.
    road.morning(house.agent, 2026, 3, 19)
    road.move(reference, "Inscrire à l'ordre du jour")
    fill_in(page, {"session": str(house.session.pk)})
    road.confirm("Inscrire à l'ordre du jour")
    road.morning(house.agent, 2026, 4, 10)
    road.open(f"/commissions/seances/{house.session.pk}/")
    road.move(reference, "Enregistrer un avis")
    page.locator("main [name=consultation]").select_option(index=1)
    fill_in(page, {"opinion": "favourable", "answered_on": "2026-04-09"})
    road.confirm("Enregistrer un avis")

    # 13 April: drafted beside its live preview, and submitted.
    road.morning(house.agent, 2026, 4, 13)
    road.move(reference, "Préparer la décision")
    tick(page, "outcome", "grant")
    page.locator("main").get_by_role("button", name="Préparer la décision", exact=True).click()
    road.open(f"/dossiers/{reference}/decision/")
    expect(page.locator("#decision-preview")).to_contain_text("Pharmacie du <b>Lac</b>")
    fill_in(page, {"conditions": "La caméra n° 3 ne filme pas la voie publique."})
    expect(page.locator("#decision-preview")).to_contain_text("La caméra n° 3", timeout=15_000)
    road.confirm("Soumettre à la signature")

    # 15 April: the head of bureau reads and signs by delegation.
    road.morning(house.head, 2026, 4, 15)
    road.open("/corbeille/")
    road.open("/signature/")
    page.get_by_role("link", name="Commencer la lecture").click()
    road.read()
    page.get_by_role("button", name="Signer cet acte").click()
    road.read()
    case = Case.objects.select_related("decision__letter").get(reference=reference)
    assert case.stage == "decided"
    assert case.decision.signed_by == house.head

    # The worker makes exactly one PDF and one ODT of the act.
    letter = case.decision.letter

    def made() -> bool:
        letter.refresh_from_db()
        return letter.pdf_id is not None

    assert eventually(made, seconds=PDF_SECONDS), real_worker.log.read_text()
    road.morning(house.agent, 2026, 4, 15)
    road.open(f"/dossiers/{reference}/?onglet=courriers")
    address = page.get_by_role("link", name=re.compile(r"^PDF : Arrêté")).get_attribute("href")
    answer = page.request.get(address)
    assert answer.headers["content-type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(answer.body())) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert len(pdf.pages) >= 1

    # 20 April: notified with proof; then the head publishes the issue of the official register.
    road.morning(house.agent, 2026, 4, 20)
    road.move(reference, "Enregistrer la notification")
    fill_in(page, {"notified_at": "2026-04-20T09:00", "mode": "registered_post", "reference": "1A 204 118 3372 5"})
    road.confirm("Enregistrer la notification")
    road.morning(house.head, 2026, 4, 24)
    road.open("/recueil/")
    page.locator("main tbody a").first.click()
    road.read()
    page.get_by_role("link", name=re.compile("Publier")).click()
    road.read()
    page.locator("main form").get_by_role("button").first.click()
    road.read()

    def published() -> bool:
        case.refresh_from_db()
        return case.stage == "in_force"

    assert eventually(published, seconds=PDF_SECONDS), real_worker.log.read_text()
    assert case.published_on == date(2026, 4, 24)

    # Anyone reads the issue and the code of the title, without an account; the code says no name.
    permit = Permit.objects.get()
    road.open(f"/titres/{permit.pk}/")
    page.context.clear_cookies()
    road.open("/recueil/public/2026/1/")
    expect(page.locator("main")).to_contain_text(case.decision.number)
    road.open(f"/verifier/{permit.check_code}")
    expect(page.locator("main")).to_contain_text(permit.number)
    assert "Pharmacie" not in page.locator("main").inner_text()
