"""The log of a crisis in two browsers: live, by keyboard, through a cut of the network and an expired session."""

import re

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils.timezone import now
from playwright.sync_api import expect

from civil_protection.crisis.models import CrisisEvent, LogEntry
from civil_protection.crisis.operations import open_event
from civil_protection.crisis.queries import chain_of
from civil_protection.crisis.terms import Hazard, Mode, Timing
from tests.documents.test_files import pdf
from tests.people import create_person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture()
def agents(house):
    return [
        create_person(f"cod{rank}", "mme", "Odile", f"Brunet{rank}", "agent du COD", "caseworker", "protection-civile")
        for rank in (1, 2)
    ]


@pytest.fixture()
def event(agents) -> CrisisEvent:
    return open_event(name="Crue de la Seine", mode=Mode.EXERCISE, hazard=Hazard.FLOOD, by=agents[0], at=now())


@pytest.fixture()
def second(browser, live_server, agents):
    """The browser of a colleague."""
    context = browser.new_context(base_url=live_server.url, locale="fr-FR", timezone_id="Europe/Paris")
    context.set_default_timeout(15_000)
    sign_in(context, live_server, agents[1])
    yield context.new_page()
    context.close()


def sign_in(context, live_server, staff) -> None:
    client = Client()
    client.force_login(staff)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])


def typed(page, text: str) -> None:
    """What a keeper does: the line has the focus already."""
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def test_two_browsers_see_each_other_and_nothing_that_is_being_typed_is_lost(page, second, sign_in_as, agents, event,
                                                                            audit):  # fmt: skip
    sign_in_as(agents[0])
    page.goto(f"/crises/{event.pk}/")
    second.goto(f"/crises/{event.pk}/")
    expect(page.get_by_role("note")).to_contain_text("EXERCICE EXERCICE EXERCICE")
    expect(page.locator("[data-entry] [name=text]")).to_be_focused()
    second.keyboard.type("Je suis en train d'écrire")

    # By the keyboard alone: the focus is on the text, Enter saves and gives it back.
    typed(page, "Route départementale coupée")
    expect(page.locator("[data-rows] tr").first).to_contain_text("Route départementale coupée")
    typed(page, "Seconde ligne")
    expect(page.locator("[data-rows] tr").first).to_contain_text("Seconde ligne")
    expect(second.locator("[data-rows] tr").first).to_contain_text("Seconde ligne")
    expect(second.locator("[data-entry] [name=text]")).to_have_value("Je suis en train d'écrire")
    second.keyboard.press("Enter")
    expect(page.locator("[data-rows] tr").first).to_contain_text("Je suis en train d'écrire")
    assert list(event.entries.order_by("number").values_list("number", flat=True)) == [1, 2, 3, 4]

    # A piece goes with a line; a refused one is told beside its field, and the text is still there.
    page.get_by_text("pièce jointe").first.click()
    page.get_by_label("Pièce jointe").set_input_files({"name": "quai.pdf", "mimeType": "", "buffer": b"MZ"})
    page.locator("[data-entry] [name=text]").focus()
    typed(page, "Photographie du quai")
    expect(page.get_by_role("alert")).to_contain_text("extension")
    expect(page.locator("[data-entry] [name=text]")).to_have_value("Photographie du quai")
    page.get_by_label("Pièce jointe").set_input_files({"name": "quai.pdf", "mimeType": "", "buffer": pdf()})
    page.locator("[data-entry] [name=text]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-rows] tr").first).to_contain_text("pièce jointe : quai.pdf")
    assert not audit(page)

    page.set_viewport_size({"width": 360, "height": 780})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.goto(f"/crises/{event.pk}/mur/")
    typed(second, "Vu du mur")
    expect(page.locator("main")).to_contain_text("Vu du mur")


def test_what_is_typed_offline_survives_a_closed_page_and_comes_after_marked_late(second, context, sign_in_as, agents,
                                                                                 event):  # fmt: skip
    sign_in_as(agents[0])
    # Not the page that fails on an error of the console: a cut network is one.
    page = context.new_page()
    page.goto(f"/crises/{event.pk}/")
    second.goto(f"/crises/{event.pk}/")
    context.set_offline(True)
    typed(page, "Première hors ligne")
    typed(page, "Deuxième hors ligne")
    expect(page.locator("[data-state]")).to_contain_text("Hors ligne")
    expect(page.locator("[data-waiting-list] li")).to_have_count(2)
    typed(second, "Pendant la coupure")
    expect(second.locator("[data-rows] tr").first).to_contain_text("Pendant la coupure")

    page.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto(f"/crises/{event.pk}/")
    first = again.locator("[data-rows] tr").first
    expect(first).to_contain_text("Deuxième hors ligne")
    expect(first).to_contain_text("Saisie hors ligne")
    expect(again.locator("[data-waiting]")).to_be_hidden()
    expect(second.locator("[data-rows] tr").first).to_contain_text("Deuxième hors ligne")
    again.reload()
    expect(again.locator("[data-state]")).to_have_text("En direct.")
    rows = list(LogEntry.objects.filter(event=event).order_by("number").values_list("text", "timing"))
    assert rows[1:] == [("Pendant la coupure", Timing.PROMPT), ("Première hors ligne", Timing.OFFLINE),
                        ("Deuxième hors ligne", Timing.OFFLINE)]  # fmt: skip
    assert chain_of(event).broken_at is None


def test_an_expired_session_keeps_what_was_typed_until_one_signs_in_again(page, sign_in_as, agents, event):
    sign_in_as(agents[0])
    page.goto(f"/crises/{event.pk}/")
    Session.objects.all().delete()
    typed(page, "Après la fin de la session")
    expect(page.locator("[data-state]")).to_contain_text("Session expirée")
    expect(page.get_by_role("link", name="Se reconnecter")).to_have_attribute("href", re.compile(r"next=/crises/"))
    sign_in_as(agents[0])
    expect(page.locator("[data-rows] tr").first).to_contain_text("Après la fin de la session")
    expect(page.locator("[data-state]")).to_have_text("En direct.")
    assert event.entries.get(number=2).timing == Timing.OFFLINE


def test_a_refused_line_is_explained_and_taken_up_again(page, sign_in_as, agents, event):
    sign_in_as(agents[0])
    page.goto(f"/crises/{event.pk}/")
    typed(page, "Voir le plan de sécurité d'opérateur")
    expect(page.locator("[data-waiting-list]")).to_contain_text("ne peut pas être conservée")
    page.get_by_role("button", name="Reprendre").click()
    expect(page.locator("[data-entry] [name=text]")).to_have_value("Voir le plan de sécurité d'opérateur")
    page.locator("[data-entry] [name=text]").fill("Voir le plan communal")
    page.keyboard.press("Enter")
    expect(page.locator("[data-rows] tr").first).to_contain_text("Voir le plan communal")
    assert event.entries.count() == 2
