"""Somebody leaves, a colleague finds the sheet by the bell: in a real browser, each page read by axe."""

from datetime import date

import pytest
from playwright.sync_api import expect

from tests.factories import open_video_case
from tests.people import paris

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_absence_is_recorded_handed_over_and_found_by_the_bell(page, sign_in_as, audit, house, time_machine):
    time_machine.move_to(paris(2026, 3, 9), tick=True)
    case = open_video_case(house, received_on=date(2026, 3, 2))
    faults = []
    sign_in_as(house.agent)
    page.goto("/absences/nouvelle/")
    faults += audit(page)
    page.get_by_label("Premier jour d'absence").fill("2026-03-09")
    page.get_by_label("Dernier jour d'absence").fill("2026-03-20")
    page.get_by_label("Motif").select_option("leave")
    page.get_by_label("Suppléant").select_option(str(house.colleague.pk))
    page.get_by_label("Note de passage de relais").fill("La pharmacie d'abord.")
    page.get_by_role("button", name="Enregistrer l'absence").click()
    expect(page.get_by_role("heading", name="Absence de Zoé Durand")).to_be_visible()
    faults += audit(page)
    page.get_by_role("link", name="Écrire les remarques").click()
    faults += audit(page)

    sign_in_as(house.colleague)
    page.goto("/corbeille/?vue=moi")
    expect(page.get_by_text("Pour Mme Zoé Durand (absente)").first).to_be_visible()
    faults += audit(page)
    page.get_by_role("link", name="Notifications 1").click()
    faults += audit(page)
    page.get_by_role("button", name="Ouvrir").first.click()
    expect(page.get_by_text("La pharmacie d'abord.")).to_be_visible()
    page.goto(f"/dossiers/{case.reference}/")
    expect(page.get_by_text("absente jusqu'au 20/03")).to_be_visible()
    page.goto("/compte/notifications/")
    faults += audit(page)
    assert not faults
