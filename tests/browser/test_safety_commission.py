"""A safety commission without quorum: the mayor is away, writes, and the second meeting gives its opinion."""

import re

import pytest
from playwright.sync_api import expect

from civil_protection.safety_commissions.models import HeardMatter
from directorate.commissions.models import AgendaItem, CommissionSession, WrittenOpinion
from tests.browser.road import fill_in, tick_all
from tests.civil_protection.commission_rows import statutory
from tests.civil_protection.conftest import desk
from tests.civil_protection.establishment_rows import an_establishment

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["desk"]
MAYOR = "Maire de la commune concernée, ou adjoint désigné"


def test_without_quorum_a_letter_and_a_second_meeting_give_the_opinion(road, desk):
    statutory()
    page, place = road.page, an_establishment(by=desk.agent)

    # A session is planned, an establishment of the register enters its agenda, the members are called in time.
    road.morning(desk.agent, 2026, 11, 3)
    road.open("/commissions/ccdsa-erp-igh/")
    page.get_by_role("link", name="Prévoir une séance").click()
    road.read()
    fill_in(page, {"starts_at_0": "2026-11-20", "starts_at_1": "09:30", "place": "Salle de crise"})
    road.confirm("Prévoir la séance")
    road.see("Les membres sont à convoquer le lundi 9 novembre 2026 au plus tard")
    page.get_by_role("link", name="Inscrire une affaire").click()
    road.read()
    fill_in(page, {"kind": "establishment", "key": place.number, "title": "Brasserie des Tilleuls, visite périodique"})
    road.confirm("Inscrire l'affaire")
    assert HeardMatter.objects.get().key == place.number
    road.see("Obligatoire pour")
    page.get_by_role("link", name="Convoquer les membres").click()
    road.read()
    road.see("Maire de Créteil")
    road.confirm("Envoyer les convocations")
    road.see("Membres convoqués")

    # Everybody comes but the mayor, who has not written: no opinion is possible.
    road.morning(desk.agent, 2026, 11, 20, 12)
    session = CommissionSession.objects.get(commission="ccdsa-erp-igh")
    here = f"/commissions/seances/{session.pk}/"
    road.open(here)
    page.get_by_role("link", name="Enregistrer les présences").click()
    road.read()
    tick_all(page, "present")
    expect(page.locator("#quorum")).to_contain_text("La commission peut délibérer")
    page.get_by_label(re.compile("^Maire de Créteil")).uncheck(force=True)
    expect(page.locator("#quorum")).to_contain_text("absence sans avis écrit motivé")
    road.confirm("Enregistrer les présences")
    road.see("Quorum non atteint")
    expect(page.get_by_role("row", name=re.compile(f"^{MAYOR}"))).to_contain_text("Manquant")
    page.get_by_role("link", name="Enregistrer l'avis").click()
    road.read()
    fill_in(page, {"opinion": "favourable"})
    road.confirm("Enregistrer l'avis")
    road.see("La commission ne peut pas délibérer")
    assert AgendaItem.objects.get().opinion == ""

    # A second meeting on the same object, without notice.
    road.open(here)
    page.get_by_role("link", name="Convoquer de nouveau").click()
    road.read()
    fill_in(page, {"starts_at_0": "2026-11-24", "starts_at_1": "09:30", "place": "Salle de crise"})
    road.confirm("Prévoir la seconde séance")
    road.see("le quorum reste exigé")
    page.get_by_role("link", name="Convoquer les membres").click()
    road.read()
    road.confirm("Envoyer les convocations")

    # The mayor writes, the second meeting counts the letter in its vote.
    page.get_by_role("link", name=re.compile("^Avis écrit")).click()
    road.read()
    page.get_by_label("Membre").select_option(label="Maire de Créteil, maire ou adjoint désigné")
    fill_in(page, {"opinion": "unfavourable", "reasons": "L'issue du sous-sol reste condamnée."})
    fill_in(page, {"received_on": "2026-11-20"})
    road.confirm("Enregistrer l'avis écrit")
    road.see("Avis écrits : Maire de Créteil (défavorable)")
    assert WrittenOpinion.objects.get().item == AgendaItem.objects.get()

    road.morning(desk.agent, 2026, 11, 24, 12)
    again = CommissionSession.objects.get(second_of=session)
    road.open(f"/commissions/seances/{again.pk}/presences/")
    tick_all(page, "present")
    page.get_by_label(re.compile("^Maire de Créteil")).uncheck(force=True)
    road.confirm("Enregistrer les présences")
    road.see("La commission peut délibérer")
    page.get_by_role("link", name="Enregistrer l'avis").click()
    road.read()
    present = again.present.count()
    fill_in(page, {"opinion": "favourable", "votes_for": str(present), "votes_against": "1"})
    road.confirm("Enregistrer l'avis")
    road.see(f"{present} pour, 1 contre")
    page.get_by_role("link", name="Clore la séance").click()
    road.read()
    road.confirm("Clore la séance")
    road.see("Compte rendu à signer par le président le 2 décembre 2026 au plus tard")
    page.get_by_role("link", name="Enregistrer la signature").click()
    road.read()
    road.confirm("Enregistrer la signature")
    road.see("Signé")
    road.open("/commissions-securite/bilan/2026/")
    expect(page.get_by_role("row", name=re.compile("incendie et panique"))).to_contain_text("100 %")
