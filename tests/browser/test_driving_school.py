"""A driving school asks too late for the renewal of its approval: what that means is said, until the new title."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from directorate.casework.models import Case
from directorate.documents.markup import plain_text
from directorate.permits.models import Permit
from tests.browser.road import fill_in, tick
from tests.factories import needed_pieces

pytestmark = pytest.mark.django_db(transaction=True)

PROCEDURE = "driving_school_renewal"
NUMBER = "AE-2021-00042"
REQUEST = {
    "received_on": "2026-04-20",
    "channel": "post",
    "party_kind": "company",
    "last_name": "SARL Conduite du Lac",
    "representative": "Mme Lise Carrel, gérante",
    "email": "ecole@exemple.invalid",
    "address": "12 place du Marché\n94000 Créteil",
    "commune": "94028",
    "place_name": "Conduite du Lac",
    "place_address": "12 place du Marché",
    "renews": NUMBER,
    "operator": "company",
    "operator_birth_on": "1988-05-02",
    "capacity": "cqp",
    "sign_name": "Conduite du Lac",
    "occupation": "lease",
    "surface_m2": "42",
    "teachers": "Sorel Adèle, A 24 094 0012 0",
    "vehicles": "AB-123-CD, B",
}
LATE = "Demande tardive : reçue le 20 avril 2026, elle devait l'être au plus tard le 1er avril 2026."


def approval(house) -> Permit:
    """Ends on 1 June 2026; its renewal was to be asked by 1 April."""
    return Permit.objects.create(
        number=NUMBER, procedure_code="driving_school_approval", holder="SARL Conduite du Lac", unit=house.police,
        label="Agrément d'un établissement d'enseignement de la conduite", commune=house.creteil,
        place_label="Conduite du Lac, 12 place du Marché", issued_on=date(2021, 6, 1), valid_from=date(2021, 6, 1),
        expires_on=date(2026, 6, 1), renew_by=date(2026, 4, 1),
    )  # fmt: skip


def inspected(page: Page, road, permit: Permit) -> None:
    """From the page of the title: a visit is planned, and found compliant the same day."""
    road.open(f"/titres/{permit.pk}/")
    page.get_by_role("link", name="Planifier un contrôle").click()
    road.read()
    fill_in(page, {"planned_on": "2026-04-22", "companions": "Délégué à l'éducation routière"})
    road.confirm("Planifier le contrôle")
    page.get_by_role("link", name="Enregistrer le contrôle").click()
    road.read()
    fill_in(page, {"done_on": "2026-04-22", "outcome": "compliant", "points": "Contrats et affichage conformes."})
    road.confirm("Enregistrer le contrôle")
    road.see("Conforme", "Contrats et affichage conformes.")
    road.open("/controles/")
    road.see("Conduite du Lac", NUMBER)


def test_a_driving_school_approval_is_renewed_late(page, road, house):
    former = approval(house)

    # 20 April: the list of titles says that nobody has asked, and the request arrives.
    road.morning(house.agent, 2026, 4, 20)
    road.open(f"/titres/{former.pk}/")
    road.see("Conduite du Lac", "1er avril 2026")
    reference = road.register(
        PROCEDURE,
        {**REQUEST, "caseworker": str(house.agent.pk)},
        ticked=[("categories", "B"), ("own_entrance", "on"), ("separate_rooms", "on")],
        pieces=needed_pieces(PROCEDURE, {"operator": "company"}),
    )
    road.act(reference, "Accuser réception")
    letter = Case.objects.get(reference=reference).letters.get(purpose="acknowledgement").letter
    assert "votre demande est tardive" in plain_text(letter.html)
    road.act(reference, "Déclarer le dossier complet")
    page.goto(f"/dossiers/{reference}/")
    road.see("Fin du titre à renouveler", "Demande tardive de 19 jours.")

    # 22 April: the criminal record is asked, the school is visited.
    road.morning(house.agent, 2026, 4, 22)
    road.act(reference, "Demander un avis", opinion="criminal_record")
    inspected(page, road, former)

    # 4 May: the result alone is recorded; the draft says what is late and may be submitted all the same.
    road.morning(house.agent, 2026, 5, 4)
    asked = Case.objects.get(reference=reference).consultations.get()
    road.move(reference, "Enregistrer un avis")
    fill_in(page, {"consultation": str(asked.pk), "opinion": "favourable"})
    road.confirm("Enregistrer un avis")
    road.move(reference, "Préparer la décision")
    tick(page, "outcome", "grant")
    road.confirm("Préparer la décision")
    road.open(f"/dossiers/{reference}/decision/")
    road.see(LATE)
    road.confirm("Soumettre à la signature")

    # 5 May: signed. The new approval takes the place of the former, from its own day.
    road.morning(house.head, 2026, 5, 5)
    road.open(f"/signature/{reference}/")
    road.confirm("Signer cet acte")
    former.refresh_from_db()
    assert former.state == Permit.State.REPLACED

    # 11 May: notified; the title runs for five years and says what it replaces.
    road.morning(house.agent, 2026, 5, 11)
    road.move(reference, "Enregistrer la notification")
    fill_in(page, {"notified_at": "2026-05-11T09:00", "mode": "registered_post", "reference": "1A 204 118 3372 5"})
    road.confirm("Enregistrer la notification")
    case = Case.objects.get(reference=reference)
    assert (case.stage, case.permit.expires_on) == ("in_force", date(2031, 5, 5))
    road.open(f"/titres/{former.pk}/")
    road.see("Remplacé par", case.permit.number)
    road.open("/titres/?q=Conduite+du+Lac")
    expect(page.get_by_role("row").filter(has_text=case.permit.number)).to_have_count(1)
    assert road.faults == []
