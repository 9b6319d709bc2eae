"""Three mornings in a real browser: a caseworker, a director, and a partner on the first day.

Each walks through the work as it comes, and axe reads the main pages of the way.
"""

import json
import re
from datetime import date, timedelta
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

import pytest
from django.utils.timezone import now
from playwright.sync_api import Page, expect

from directorate.casework import operations
from directorate.casework.api_opening import NEW_CASE_EXAMPLE
from directorate.casework.models import Case
from directorate.jobs.models import Job
from directorate.jobs.operations import run as run_job
from directorate.partners.models import ApiClient
from tests.factories import PERSON, at_signature, open_video_case
from tests.people import paris

pytestmark = pytest.mark.django_db(transaction=True)


def headings(page: Page) -> list[str]:
    return [text.strip() for text in page.locator(".sheet thead th:not(.choose)").all_inner_texts()]


def references(page: Page) -> list[str]:
    return [text.strip() for text in page.locator(".sheet tbody th").all_inner_texts()]


def block(page: Page, label: str):
    """A block of the inbox, by the words of its title."""
    return page.get_by_role("region", name=f"{label}, dossiers")


def test_a_caseworkers_morning(page, sign_in_as, audit, house, time_machine):
    time_machine.move_to(paris(2026, 6, 29), tick=True)
    urgent = open_video_case(house)
    recent = [open_video_case(house, received_on=date(2026, 6, day)) for day in (22, 23, 24)]
    named = open_video_case(
        house, received_on=date(2026, 6, 25), party=PERSON, caseworker=house.colleague, by=house.colleague
    )
    operations.assign(case=recent[0], to=house.colleague, by=house.head, at=now())
    operations.assign(case=recent[0], to=house.agent, by=house.head, at=now())
    sign_in_as(house.agent)

    # The inbox first: what would be born of silence on Thursday is in the block of the week.
    page.goto("/")
    expect(page.locator("h1")).to_have_text("Ma corbeille")
    row = block(page, "À décider cette semaine").get_by_role("row").filter(has_text=urgent.reference)
    expect(row).to_contain_text("Reçu")
    faults = audit(page)
    row.get_by_role("link", name=urgent.reference, exact=True).click()
    expect(page.locator(".case-head__reference")).to_have_text(urgent.reference)
    faults += audit(page)

    # Its next gesture, and the inbox says it.
    page.locator(".case-head__moves").locator("summary").click()
    page.locator(".case-head__moves").get_by_role("link", name="Déclarer le dossier complet").click()
    faults += audit(page)
    page.locator("main").get_by_role("button", name="Déclarer le dossier complet").click()
    expect(page.locator(".case-head__reference")).to_have_text(urgent.reference)
    page.goto("/")
    expect(page.get_by_role("row").filter(has_text=urgent.reference).first).to_contain_text("instruction")

    # Somebody calls: the name, heard and written as one can, finds the case.
    page.keyboard.press("Control+k")
    expect(page.locator("#search-box-input")).to_be_focused()
    page.keyboard.type("gaspar telier")
    answer = page.locator("#search-box").get_by_role("option").first
    expect(answer).to_contain_text(named.reference)
    faults += audit(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/dossiers/{named.reference}/")

    # A view kept once, then opened every morning, with the columns of the moment.
    page.goto("/dossiers/?status=open&sort=reference")
    page.get_by_role("link", name="Enregistrer cette vue").click()
    page.get_by_label("Nom de la vue").fill("Tous, dans l'ordre")
    page.get_by_role("button", name="Enregistrer la vue").click()
    page.goto("/dossiers/")
    page.get_by_role("navigation", name="Vues de la liste").get_by_role("link", name="Tous, dans l'ordre").click()
    page.get_by_text("Colonnes", exact=True).click()
    page.get_by_role("checkbox", name="Canal").check()
    page.get_by_role("checkbox", name="Objet").uncheck()
    page.get_by_role("button", name="Afficher ces colonnes").click()
    expect(page.locator(".sheet thead")).to_contain_text("Canal")
    shown, rows = headings(page), references(page)
    assert "Objet" not in shown
    assert rows == sorted(case.reference for case in [urgent, *recent, named])
    faults += audit(page)

    # Along this list and back, and the list is the same.
    page.get_by_role("link", name=rows[1], exact=True).click()
    walk = page.get_by_role("navigation", name="Même liste")
    walk.get_by_role("link", name="Suivant").click()
    expect(page.locator(".case-head__reference")).to_have_text(rows[2])
    for expected in (rows[1], rows[0]):
        walk.get_by_role("link", name="Précédent").click()
        expect(page.locator(".case-head__reference")).to_have_text(expected)
    expect(walk.get_by_role("link", name="Précédent")).to_have_count(0)
    walk.get_by_role("link", name="Retour à la liste").click()
    assert (headings(page), references(page)) == (shown, rows)

    # The bell: a case was given by the head of the bureau.
    page.get_by_role("link", name=re.compile(r"^Notifications \d")).click()
    faults += audit(page)
    notice = page.get_by_role("row").filter(has_text=recent[0].reference)
    expect(notice).to_contain_text("Non lue")
    notice.get_by_role("button", name="Ouvrir").click()
    expect(page.locator(".case-head__reference")).to_have_text(recent[0].reference)
    page.goto("/notifications/")
    expect(page.get_by_text("Non lue", exact=True)).to_have_count(0)
    assert not faults, "\n".join(faults)


def test_a_directors_morning(page, sign_in_as, audit, house, time_machine):
    time_machine.move_to(paris(2026, 6, 24), tick=True)
    waiting = [open_video_case(house, received_on=date(2026, 3, day)) for day in (2, 3)]
    open_video_case(house, received_on=date(2026, 6, 22))
    to_sign = at_signature(house)
    sign_in_as(house.director)

    # Pilotage first: what happens if nobody acts, and the list behind the figure.
    page.goto("/")
    expect(page.locator("h1")).to_have_text("Pilotage")
    faults = audit(page)
    ahead = page.get_by_role("region", name="Ce qui va se passer si personne n'agit, dans les trente jours")
    figure = ahead.get_by_role("link").filter(has_text="Rejet né du silence")
    count = int(figure.locator(".figure-tile__value").inner_text())
    assert count == 3
    figure.click()
    expect(page.locator(".list-bar__count")).to_contain_text(f"{count} résultats")
    assert sorted(references(page)) == sorted(case.reference for case in [*waiting, to_sign])
    faults += audit(page)
    page.goto("/pilotage/")
    page.get_by_role("link", name="Voir jour par jour").click()
    day = page.get_by_role("region", name="Jour par jour").locator("tbody").filter(has_text="2 juillet")
    expect(day).to_contain_text("La demande est rejetée sans motif écrit.")
    expect(day).to_contain_text("Zoé Durand")
    faults += audit(page)

    # The nearest of these silences, opened.
    page.goto("/pilotage/")
    coming = page.get_by_role("region", name="Décisions qui naîtront du silence")
    nearest = coming.locator("tbody tr").first
    expect(nearest).to_contain_text("02/07/2026")
    reference = nearest.locator("th").inner_text().strip()
    nearest.get_by_role("link", name=reference).click()
    expect(page.locator(".case-head__reference")).to_have_text(reference)
    faults += audit(page)

    # The signature folder: read, signed; nothing waits any more.
    page.goto("/signature/")
    faults += audit(page)
    page.get_by_role("link", name="Commencer la lecture").click()
    faults += audit(page)
    page.get_by_role("button", name="Signer cet acte").click()
    expect(page.locator("h1").first).to_be_visible()
    page.goto("/signature/")
    expect(page.locator("main")).to_contain_text("Aucun acte n'attend votre signature.")
    to_sign.refresh_from_db()
    assert (to_sign.stage, to_sign.decision.signed_by) == ("decided", house.director)

    # The report of the morning, in « Mes éditions ».
    page.goto("/pilotage/")
    page.get_by_role("button", name="Rapport (PDF)").click()
    expect(page.locator("h1")).to_have_text("Mes éditions")
    report = page.get_by_role("row").filter(has_text="Pilotage au 24/06/2026 (PDF)")
    expect(report).to_contain_text("En attente")
    assert run_job(job_id=Job.objects.get(kind="pilotage.report").pk, at=now())
    expect(report).to_contain_text("Terminé")
    faults += audit(page)
    answer = page.request.get(report.get_by_role("link").last.get_attribute("href"))
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF-")
    assert not faults, "\n".join(faults)


class Program:
    """The program of a partner: it has a token and HTTP, nothing else."""

    def __init__(self, site: str, token: str):
        self.site, self.token = site, token
        self.http = build_opener(ProxyHandler({}))

    def call(self, path: str, body: dict | None = None, **headers: str) -> tuple[int, dict]:
        request = Request(
            f"{self.site}/api/v1/{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json", **headers},
        )
        try:
            with self.http.open(request, timeout=20) as answer:
                return answer.status, json.load(answer)
        except HTTPError as refused:
            return refused.code, json.load(refused)


def test_a_partners_first_day(page, sign_in_as, audit, house, time_machine, live_server):
    time_machine.move_to(paris(2026, 3, 2), tick=True)
    sign_in_as(house.administrator)

    # The administrator opens the API to the town hall, within bounds.
    page.goto("/clients-api/")
    page.get_by_role("link", name="Ouvrir l'API à un programme").click()
    faults = audit(page)
    page.get_by_label("Nom du programme").fill("Guichet de Créteil")
    page.get_by_label("Partenaire").select_option(str(house.town_hall.pk))
    for scope in ("Lire les dossiers", "Déposer et faire avancer des dossiers"):
        page.get_by_label(scope).check(force=True)
    page.get_by_label("Limiter à ces communes").fill(house.creteil.insee)
    page.get_by_label("Réseaux admis").fill("127.0.0.0/8")
    page.get_by_label("Requêtes par minute").fill("30")
    page.get_by_label("Requêtes par jour").fill("500")
    page.get_by_label("Expire le").fill((date(2026, 3, 2) + timedelta(days=90)).isoformat())
    page.get_by_role("button", name="Créer le jeton").click()

    # The token is shown once.
    token = page.get_by_label(re.compile("^Jeton, valable")).input_value()
    faults += audit(page)
    page.get_by_role("link", name="Premiers pas avec l'API").click()
    expect(page.locator("h1")).to_contain_text("Premiers pas")
    faults += audit(page)
    client_page = f"/clients-api/{ApiClient.objects.get().pk}/"
    page.goto(client_page)
    expect(page.locator("main")).to_contain_text("30 requêtes par minute, 500 par jour")
    expect(page.locator("main")).to_contain_text("127.0.0.0/8")
    expect(page.locator("main")).to_contain_text("Aucune requête.")
    assert token.rpartition("_")[2] not in page.content()

    # First call, a case filed twice with the same key, the feed of changes.
    program = Program(live_server.url, token)
    assert Program(live_server.url, token[:-1] + ("0" if token[-1] != "0" else "1")).call("cases/")[0] == 401
    status, listed = program.call("cases/")
    assert (status, listed["results"]) == (200, [])
    cursor = program.call("changes/?since=now")[1]["cursor"]
    key = {"Idempotency-Key": "guichet-2026-0001"}
    first, again = (program.call("cases/", NEW_CASE_EXAMPLE.value, **key) for _ in range(2))
    assert (first[0], first[1]["reference"]) == (201, again[1]["reference"])
    assert Case.objects.count() == 1
    reference = first[1]["reference"]
    status, feed = program.call(f"changes/?since={cursor}")
    assert status == 200
    assert {change["reference"] for change in feed["results"]} == {reference}
    elsewhere = NEW_CASE_EXAMPLE.value | {"commune": house.vincennes.insee}
    assert program.call("cases/", elsewhere, **{"Idempotency-Key": "guichet-2026-0002"})[0] in (400, 403, 422)
    assert Case.objects.count() == 1

    # The caseworker finds it in the list.
    sign_in_as(house.agent)
    page.goto("/dossiers/")
    page.get_by_role("link", name=reference, exact=True).click()
    expect(page.locator(".case-head__party")).to_contain_text("Pharmacie du Lac")
    faults += audit(page)

    # The administrator sees the use.
    sign_in_as(house.administrator)
    page.goto(client_page)
    expect(page.locator("main")).to_contain_text(re.compile(r"[1-9]\d* requêtes traitées"))
    expect(page.get_by_text("Jamais", exact=True)).to_have_count(0)
    faults += audit(page)
    assert not faults, "\n".join(faults)
