"""The frame of every page in a real browser: accessible, without a console error, in both themes, at every width."""

import pytest
from django.contrib.auth.hashers import make_password
from playwright.sync_api import expect

PUBLIC = ("/connexion/", "/accessibilite/", "/mentions-legales/", "/donnees-personnelles/", "/nulle-part/")
SIGNED_IN = (
    "/composants/", "/aide/", "/compte/", "/compte/mot-de-passe/", "/compte/second-facteur/", "/agents/", "/absences/",
    "/absences/nouvelle/", "/delegations/", "/delegations/nouvelle/",
)  # fmt: skip
SECRET = "une phrase de demonstration"

pytestmark = pytest.mark.django_db(transaction=True)


def scrolls_sideways(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


@pytest.mark.parametrize("width", [390, 1440])
def test_the_public_pages_have_no_serious_fault(page, audit, house, width):
    page.set_viewport_size({"width": width, "height": 900})
    faults = []
    for address in PUBLIC:
        page.goto(address)
        faults += audit(page)
        assert not scrolls_sideways(page), address
    assert not faults


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_a_person_have_no_serious_fault(page, audit, sign_in_as, house, scheme):
    page.emulate_media(color_scheme=scheme)
    sign_in_as(house.director)
    faults = []
    for address in SIGNED_IN:
        page.goto(address)
        expect(page.locator("h1")).to_be_visible()
        expect(page.locator("html")).to_have_attribute("data-fr-theme", scheme)
        faults += audit(page)
    assert not faults


def test_no_page_of_a_person_scrolls_sideways_on_a_telephone(page, sign_in_as, house):
    page.set_viewport_size({"width": 390, "height": 800})
    sign_in_as(house.director)
    for address in SIGNED_IN:
        page.goto(address)
        assert not scrolls_sideways(page), address


def test_a_person_signs_in_and_out_with_the_keyboard_alone(page, house):
    house.agent.password = make_password(SECRET)
    house.agent.save()
    page.goto("/connexion/?next=/aide/")
    page.keyboard.type("agent")
    page.keyboard.press("Tab")
    page.keyboard.type(SECRET)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Aide")
    page.get_by_role("button", name="Se déconnecter").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Se connecter")
    expect(page.get_by_text("Vous êtes déconnecté.")).to_be_visible()


def test_a_refused_form_lists_its_faults_and_leads_to_each_field(page, sign_in_as, house, audit):
    sign_in_as(house.director)
    page.goto("/delegations/nouvelle/")
    page.get_by_role("button", name="Enregistrer la délégation").click()
    summary = page.locator("#error-summary")
    expect(summary).to_contain_text("points sont à corriger")
    summary.get_by_role("link").first.click()
    assert page.evaluate("document.activeElement.id") == "id_order_number"
    assert not audit(page)


def test_leaving_a_form_that_was_changed_asks_first(page, sign_in_as, house):
    sign_in_as(house.director)
    page.goto("/delegations/nouvelle/")
    page.locator("#id_order_number").fill("2026/00099")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_role("link", name="Revenir sans enregistrer").click()
    page.wait_for_url("**/delegations/")
    assert asked == ["beforeunload"]


def test_the_theme_is_chosen_and_kept(page, sign_in_as, house):
    sign_in_as(house.agent)
    page.goto("/compte/")
    page.get_by_role("button", name="Thème clair ou sombre").click()
    page.get_by_text("Thème sombre").click()
    expect(page.locator("html")).to_have_attribute("data-fr-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-fr-theme", "dark")


def test_a_dialog_opens_and_closes_with_the_keyboard(page, sign_in_as, house, audit):
    sign_in_as(house.agent)
    page.goto("/composants/")
    page.get_by_role("button", name="Pourquoi cette date ?").click()
    expect(page.locator("#why")).to_be_visible()
    assert not audit(page)
    page.keyboard.press("Escape")
    expect(page.locator("#why")).to_be_hidden()


@pytest.fixture()
def without_script(browser, live_server):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_a_person_signs_in_without_javascript(without_script, house):
    house.agent.password = make_password(SECRET)
    house.agent.save()
    without_script.goto("/connexion/?next=/agents/")
    without_script.fill("#id_username", "agent")
    without_script.fill("#id_password", SECRET)
    without_script.locator("main button").click()
    expect(without_script.locator("h1")).to_have_text("Agents et services")


def test_the_menu_is_valid_before_the_script_of_the_state_starts(page, sign_in_as, house, audit):
    """That script takes a name off the closed menu when it starts: whoever judged the page before saw a fault."""
    sign_in_as(house.director)
    held = []
    page.route("**/dsfr.module.min.js", lambda route: held.append(route))
    page.goto("/aide/", wait_until="commit")
    expect(page.locator("h1")).to_be_visible()
    assert audit(page) == []
    assert held
    for route in held:
        route.continue_()
    page.wait_for_load_state()


def test_the_menu_of_a_telephone_opens_with_its_name(page, sign_in_as, house, audit):
    page.set_viewport_size({"width": 390, "height": 800})
    sign_in_as(house.director)
    page.goto("/aide/")
    page.locator("#menu-button").click()
    expect(page.locator("#navigation")).to_be_visible()
    expect(page.get_by_role("dialog", name="Menu")).to_be_visible()
    assert audit(page) == []
