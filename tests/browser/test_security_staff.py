"""An état-major: its agenda, its decisions, and their follow-up at the next one."""

from datetime import date

import pytest
from django.urls import reverse

from public_order.models import StaffMeeting
from tests.browser.road import fill_in, tick_all
from tests.people import create_person
from tests.public_order.council_stage import bodies_with_members, police

pytestmark = pytest.mark.django_db(transaction=True)


def test_security_staff_from_the_agenda_to_the_next_one(page, road, house):
    head = create_person("bop", "mme", "Irène", "Vasseur", "cheffe du bureau", "head", "ordre-public")
    bodies_with_members()
    owner = police()
    # 4 May: planned with its eight points, then convened in time.
    road.morning(head, 2026, 5, 4)
    road.open(reverse("public_order:staff-meetings"))
    road.see("Aucun état-major")
    page.get_by_role("link", name="Prévoir un état-major").first.click()
    fill_in(page, {"formation": "thematic", "starts_at_0": "2026-05-20", "starts_at_1": "10:00",
                   "place": "Salle Marne", "theme": "Transports"})  # fmt: skip
    road.confirm("Prévoir un état-major")
    first = StaffMeeting.objects.select_related("session").get()
    road.open(reverse("public_order:staff-meeting", args=[first.pk]))
    road.see("Convoquer avant le 10/05/2026", "Suivi des actions", "Thème : Transports", "Questions diverses")
    page.get_by_role("link", name="Convoquer", exact=True).click()
    road.confirm("Convoquer")
    road.see("Envoyée le 04/05/2026")

    # 21 May: held, a decision with its owner and its day, the minutes.
    road.morning(head, 2026, 5, 21)
    road.open(reverse("public_order:staff-meeting-hold", args=[first.pk]))
    tick_all(page, "present")
    road.confirm("Enregistrer la séance")
    road.see("Tenue", "Jeanne Vautrin")
    page.get_by_role("link", name="Décider une action").click()
    fill_in(page, {"text": "Sécuriser la gare", "owner": str(owner.pk), "due_on": "2026-05-01"})
    road.confirm("Décider une action")
    road.see("une date qui suit la séance")
    fill_in(page, {"due_on": "2026-05-29"})
    road.confirm("Décider une action")
    road.see("Sécuriser la gare", "DTSP")
    page.get_by_role("link", name="Écrire le relevé").click()
    fill_in(page, {"text": "La séance a décidé une action."})
    road.confirm("Écrire le relevé")
    road.see("Relevé à valider", "Accord du procureur")

    # 5 June: the next one finds the action, late, at its first point; it is closed and comes back no more.
    road.morning(head, 2026, 6, 5)
    road.open(reverse("public_order:staff-meeting-new"))
    fill_in(page, {"formation": "plenary", "starts_at_0": "2026-06-20", "starts_at_1": "10:00", "place": "Salle Marne"})
    road.confirm("Prévoir un état-major")
    second = StaffMeeting.objects.latest("pk")
    road.open(reverse("public_order:staff-meeting", args=[second.pk]))
    road.see("actions qui reviennent", "Sécuriser la gare", "7 j")
    page.get_by_role("link", name="Sécuriser la gare").click()
    page.get_by_role("link", name="Suivre l'action").click()
    fill_in(page, {"state": "done", "outcome": "Patrouilles en place"})
    road.confirm("Enregistrer le suivi")
    road.see("Faite", "Patrouilles en place")
    road.open(reverse("public_order:staff-meeting", args=[second.pk]))
    road.see("Aucune action des séances précédentes n'est ouverte")
    assert first.session.actions.get().closed_on == date(2026, 6, 5)
