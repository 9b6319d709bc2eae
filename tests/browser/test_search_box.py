"""Ctrl+K in a real browser: type, arrows, Enter, Escape; the same search has a page without scripts."""

import pytest
from playwright.sync_api import expect

from tests.factories import open_video_case

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_box_is_used_with_the_keyboard_alone(page, sign_in_as, house, audit, scheme):
    case = open_video_case(house)
    page.emulate_media(color_scheme=scheme)
    sign_in_as(house.agent)
    page.goto("/aide/")
    page.keyboard.press("Control+k")
    box, field = page.locator("#search-box"), page.locator("#search-box-input")
    expect(field).to_be_focused()
    expect(box.get_by_role("option")).to_have_count(1)
    page.keyboard.type("pharmacie du lac")
    expect(box.get_by_role("option").filter(has_text=case.reference)).to_be_visible()
    expect(box.get_by_role("status")).to_contain_text("proposé")
    assert not audit(page)
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    page.keyboard.press("Control+k")
    page.keyboard.type(case.reference)
    expect(box.locator("#box-cases-1")).to_contain_text(case.reference)
    page.keyboard.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", "box-cases-1")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/dossiers/{case.reference}/")


def test_the_box_fits_a_narrow_screen_and_opens_from_the_header(page, sign_in_as, house):
    sign_in_as(house.agent)
    page.goto("/aide/")
    page.locator("#site-search-input").click()
    expect(page.locator("#search-box")).to_be_visible()
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 320, "height": 640})
    page.keyboard.press("Control+k")
    expect(page.locator("#search-box")).to_be_visible()
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
