"""The lists in a real browser: columns, views, rows chosen, neighbours, at every width, with and without JavaScript."""

import pytest
from playwright.sync_api import expect

from directorate.casework.models import Case
from directorate.saved_views.models import SavedView
from tests.factories import open_video_case

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture()
def cases(house):
    return [open_video_case(house) for _ in range(3)]


def expect_headings(page, first: list[str]) -> None:
    """Waits for them: the page that a click asked for may still be on its way."""
    for place, text in enumerate(first):
        expect(page.locator(".sheet thead th:not(.choose)").nth(place)).to_have_text(text)


def test_columns_are_chosen_and_moved_and_the_view_is_kept(page, audit, sign_in_as, house, cases):
    sign_in_as(house.head)
    page.goto("/dossiers/")
    page.get_by_text("Colonnes", exact=True).click()
    faults = audit(page)
    page.get_by_role("checkbox", name="Canal").check()
    page.get_by_role("checkbox", name="Objet").uncheck()
    page.get_by_role("button", name="Afficher ces colonnes").click()
    headings = page.locator(".sheet thead th:not(.choose)")
    expect(headings.filter(has_text="Canal")).to_have_count(1)
    expect(headings.filter(has_text="Objet")).to_have_count(0)
    page.get_by_text("Colonnes", exact=True).click()
    page.get_by_role("link", name="Placer « Commune » avant la colonne précédente").click()
    expect_headings(page, ["Référence", "Commune", "Personne"])

    page.get_by_role("link", name="Enregistrer cette vue").click()
    faults += audit(page)
    page.get_by_label("Nom de la vue").fill("Par canal")
    page.get_by_label("Partager avec mon service").check(force=True)
    page.get_by_role("button", name="Enregistrer la vue").click()
    expect(page.get_by_role("navigation", name="Vues de la liste")).to_contain_text("Par canal")
    expect(page.locator(".views [aria-current]")).to_contain_text("3")
    faults += audit(page)
    assert SavedView.objects.get().shared_with == house.police

    sign_in_as(house.colleague)
    page.goto("/vues/")
    page.get_by_role("link", name="Par canal").click()
    expect_headings(page, ["Référence", "Commune", "Personne"])
    faults += audit(page)
    assert not faults


def test_rows_are_chosen_counted_and_all_of_them_taken(page, audit, sign_in_as, house, cases):
    sign_in_as(house.head)
    page.goto("/dossiers/")
    page.get_by_label(f"Sélectionner {cases[0].reference}").check()
    expect(page.locator("[data-choose-count]")).to_have_text("1 ligne sélectionnée sur cette page.")
    page.get_by_label("Sélectionner toute la page").check()
    expect(page.locator("[data-choose-count]")).to_have_text("3 lignes sélectionnées sur cette page.")
    page.get_by_label("Sélectionner les 3 résultats").check()
    expect(page.locator("[data-choose-count]")).to_have_text("Tous les résultats sont sélectionnés.")
    expect(page.get_by_label(f"Sélectionner {cases[0].reference}")).to_be_disabled()
    assert not audit(page)


def test_one_walks_along_the_list_and_comes_back_to_it_as_it_was(page, sign_in_as, house, cases):
    sign_in_as(house.agent)
    page.goto("/dossiers/?status=open&sort=-reference&columns=reference,party")
    page.get_by_role("link", name=cases[1].reference).click()
    walk = page.get_by_role("navigation", name="Même liste")
    walk.get_by_role("link", name="Suivant").click()
    expect(page.locator(".case-head__reference")).to_have_text(cases[0].reference)
    walk.get_by_role("link", name="Retour à la liste").click()
    expect_headings(page, ["Référence", "Personne"])
    assert "sort=-reference" in page.url


def test_the_head_and_the_first_column_stay_in_place(page, sign_in_as, house, cases):
    page.set_viewport_size({"width": 800, "height": 600})
    sign_in_as(house.head)
    page.goto("/dossiers/?status=&columns=reference,title,party,commune,procedure,stage,due,received,channel,unit")
    first = page.locator(".sheet tbody th").first
    before = first.bounding_box()["x"]
    page.locator(".sheet").evaluate("box => { box.scrollLeft = 400; box.scrollTop = 200; }")
    assert abs(first.bounding_box()["x"] - before) < 60
    assert page.locator(".sheet").evaluate("box => box.scrollLeft") > 100
    assert Case.objects.count() == 3


def test_a_telephone_shows_the_list_without_scrolling_the_page(page, audit, sign_in_as, house, cases):
    page.set_viewport_size({"width": 390, "height": 800})
    sign_in_as(house.head)
    page.goto("/dossiers/")
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert not audit(page)
