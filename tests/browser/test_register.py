"""An issue of the official register: chosen, redacted, published by a worker, and read by anybody."""

import io
import json
import re

import pikepdf
import pytest
from playwright.sync_api import expect

from directorate.documents.pdf_text import hidden_words_of_pdf, text_of_pdf
from directorate.registers.models import RegisterIssue
from tests.browser.road import PDF_SECONDS
from tests.factories import PERSON, notified, open_video_case
from tests.infra.stage import eventually

pytestmark = pytest.mark.django_db(transaction=True)

SECRETS = ("Tellier", "Gaspard", "Tilleuls")


def test_an_issue_is_chosen_redacted_published_and_read_by_anybody(page, road, house, real_worker):
    # Three acts notified in April: a shop, a person whose name is hidden, and one that waits for the next issue.
    shop, person, later = (notified(house, open_video_case(house, **more)) for more in ({}, {"party": PERSON}, {}))

    road.morning(house.agent, 2026, 4, 24)
    road.open("/recueil/")
    page.locator("main tbody a").first.click()
    road.read()
    issue_page = page.url
    page.get_by_role("link", name=f"Préparer : {person.decision.number}").click()
    road.read()
    for box in page.get_by_role("group", name="Données personnelles relevées").get_by_role("checkbox").all():
        box.check(force=True)
    page.get_by_label("Rang parmi les actes").fill("1")
    road.confirm("Enregistrer")
    published = page.get_by_role("region", name="Version publiée")
    for secret in SECRETS:
        expect(published).not_to_contain_text(secret)
    road.open(issue_page)
    page.get_by_role("link", name=f"Préparer : {later.decision.number}").click()
    page.get_by_label("Reporter au numéro suivant").check(force=True)
    road.confirm("Enregistrer")
    road.open(issue_page)
    road.see("Reporté", "passages occultés")

    # The head of bureau reads the list, and publishes: one job, sealed at an instant.
    road.morning(house.head, 2026, 4, 24)
    road.open(issue_page)
    page.get_by_role("link", name="Publier", exact=True).click()
    road.read()
    road.see("2 actes à publier", shop.decision.number, person.decision.number)
    expect(page.locator("main")).not_to_contain_text(later.decision.number)
    road.confirm("Publier ce numéro")
    issue = RegisterIssue.objects.get(number=1)

    def sealed() -> bool:
        issue.refresh_from_db()
        return issue.sealed_at is not None

    assert eventually(sealed, seconds=PDF_SECONDS), real_worker.log.read_text()
    road.open(issue_page)
    road.see("Scellé le", issue.seal)

    # Anybody, from the foot of any page: one title, the summary, the acts in their order, nothing of the person.
    page.context.clear_cookies()
    page.goto("/connexion/")
    page.get_by_role("contentinfo").get_by_role("link", name="Recueil des actes administratifs").click()
    road.read()
    page.locator("main").get_by_role("link", name=re.compile("n° 1")).click()
    road.read()
    assert page.locator("h1").all_inner_texts() == ["Recueil des actes administratifs n°\u00a01 de 2026"]
    text = page.locator("main").inner_text()
    assert text.index(person.decision.number) < text.index(shop.decision.number)
    assert later.decision.number not in text
    assert "Pharmacie du Lac" in text
    page.get_by_role("navigation", name="Sommaire").get_by_role("link", name=shop.decision.number).click()
    assert page.url.endswith(f"#acte-{shop.decision.number.replace('/', '-')}")
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360

    # The three files, as anybody downloads them.
    html, pdf, data = (
        page.request.get(page.get_by_role("link", name=label, exact=True).get_attribute("href")).body()
        for label in ("Page complète (HTML)", "Document (PDF)", "Données (JSON)")
    )
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert document.Root.MarkInfo.Marked
        assert not document.attachments
        with document.open_outline() as outline:
            assert [item.title for item in outline.root] == ["Sommaire", house.police.name]
    told = json.loads(data)
    assert [act["redacted"] for act in told["sections"][0]["acts"]] == [True, False]
    for said in (page.content(), html.decode(), data.decode(), text_of_pdf(pdf), hidden_words_of_pdf(pdf)):
        for secret in SECRETS:
            assert secret not in said

    # The clock of third parties started, and the case says until when.
    road.morning(house.agent, 2026, 4, 27)
    page.set_viewport_size({"width": 1440, "height": 900})
    road.open(f"/dossiers/{person.reference}/")
    road.see("Fin du délai de recours des tiers", "25/06/2026")
