"""A session of sixty cases in a real browser with the real workers: from the list of what waits to the signed orders.

The workers live on the clock of the machine, so the dates of this journey are counted from today.
"""

import io
import re
from datetime import timedelta

import pikepdf
import pytest
from django.utils.timezone import localdate, localtime, now
from playwright.sync_api import expect

from directorate.casework.models import Case, Decision, Series
from directorate.commissions.models import AgendaItem, CommissionMember, CommissionSession, SessionPromise
from directorate.documents.models import StoredFile
from directorate.jobs.models import Job, OutgoingMail
from tests.browser.road import fill_in, tick
from tests.factories import COMPANY, open_video_case, step
from tests.infra.stage import eventually

pytestmark = pytest.mark.django_db(transaction=True)
CASES = 60
SECONDS = 240
UNFAVOURABLE, WITH_RESERVES, WITHDRAWN = 3, 5, 7


@pytest.fixture()
def session(house) -> CommissionSession:
    """In eight days, at two in the afternoon, with members who may be written to."""
    for rank, member in enumerate(house.commission.members.all()):
        end = localdate() + timedelta(days=500)
        CommissionMember.objects.filter(pk=member.pk).update(email=f"membre{rank}@cdvp.invalid", mandate_ends_on=end)
    day = localtime() + timedelta(days=8)
    return CommissionSession.objects.create(
        commission=house.commission, starts_at=day.replace(hour=14, minute=0, second=0, microsecond=0), place="Salle 1"
    )


@pytest.fixture()
def cases(house) -> list[Case]:
    """Complete since last week, in the order in which they arrived."""
    arrived = localtime() - timedelta(days=20)
    return [
        step(
            open_video_case(
                house, received_on=arrived.date(), at=arrived, party={**COMPANY, "last_name": f"Commerce {rank:02d}"}
            ),
            "declare_complete", house.agent, arrived + timedelta(days=6),
        )
        for rank in range(1, CASES + 1)
    ]  # fmt: skip


def in_series(road, worker, staff, address: str, label: str, **choices: str) -> Series:
    """Choose everything that the list shows, confirm, and wait for the worker."""
    road.sign_in_as(staff)
    road.open(address)
    road.page.locator("form[data-choose-rows] input[name=all]").check()
    road.page.locator("form[data-choose-rows]").get_by_role("button", name=label, exact=True).click()
    road.read()
    fill_in(road.page, {name: value for name, value in choices.items() if name != "outcome"})
    if "outcome" in choices:
        tick(road.page, "outcome", choices["outcome"])
    road.main.get_by_role("button", name=re.compile(f"^{label} : ")).click()
    road.read()
    series = Series.objects.latest("pk")
    finished(worker, lambda: Series.objects.get(pk=series.pk).job.state == Job.State.DONE)
    assert set(series.items.values_list("state", flat=True)) == {"done"}
    # The page of a series asks for itself again: it is left before somebody else signs in.
    road.page.goto("about:blank")
    return series


def finished(worker, fact) -> None:
    assert eventually(fact, seconds=SECONDS), worker.log.read_text()


def pages_of(road, address: str) -> int:
    answer = road.page.request.get(address)
    assert answer.headers["content-type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(answer.body())) as pdf:
        return len(pdf.pages)


def test_a_session_of_sixty_cases_goes_from_the_agenda_to_the_signed_orders(road, house, session, cases, real_worker):
    page, here = road.page, f"/commissions/seances/{session.pk}/"
    # Fifty-eight opinions in one click: longer than a page usually takes on a busy machine.
    page.set_default_timeout(90_000)

    # What waits for the commission is put on the agenda at once, then the members are called.
    road.sign_in_as(house.agent)
    road.open(here)
    waiting = page.get_by_role("link", name="Inscrire des dossiers").get_attribute("href")
    in_series(road, real_worker, house.agent, waiting, "Inscrire à l'ordre du jour", session=str(session.pk))
    assert list(session.items.values_list("position", flat=True)) == list(range(1, CASES + 1))
    road.open(here)
    page.get_by_role("link", name="Convoquer les membres").click()
    road.read()
    road.confirm("Envoyer les convocations")
    road.see("Membres convoqués")
    assert OutgoingMail.objects.filter(subject__startswith="Convocation").count() == 4
    finished(real_worker, lambda: session.convocations.filter(file__isnull=False).count() == 4)
    page.reload()
    letter = page.get_by_role("link", name=re.compile("^Lettre .PDF.")).first.get_attribute("href")
    assert pages_of(road, letter) >= 2

    # Eight days pass. Those present make the quorum as they are ticked; one of them leaves for a matter.
    began = now() - timedelta(minutes=1)
    CommissionSession.objects.filter(pk=session.pk).update(starts_at=began)
    road.open(here)
    page.get_by_role("link", name="Enregistrer les présences").click()
    road.read()
    boxes = page.locator("main [name=present]")
    boxes.nth(0).check(force=True)
    expect(page.locator("#quorum")).to_contain_text("Quorum non atteint")
    for rank in (1, 2, 3):
        boxes.nth(rank).check(force=True)
    expect(page.locator("#quorum")).to_contain_text("Quorum atteint")
    road.confirm("Enregistrer les présences")
    page.get_by_role("link", name=f"Déport sur le point {WITHDRAWN}", exact=True).click()
    road.read()
    page.locator("main [name=members]").nth(1).check(force=True)
    fill_in(page, {"reason": "Conseil de l'établissement"})
    road.confirm("Enregistrer le déport")

    # Two matters are told apart, the others in one click.
    for position, opinion, words in (
        (UNFAVOURABLE, "unfavourable", "Le champ des caméras déborde sur la voie publique."),
        (WITH_RESERVES, "favourable_with_reserves", "Masquer les fenêtres voisines."),
    ):
        page.get_by_role("link", name=f"Enregistrer l'avis sur le point {position}", exact=True).click()
        road.read()
        votes = {"votes_for": "1", "votes_against": "3"} if opinion == "unfavourable" else {}
        fill_in(page, {"opinion": opinion, "comment": words, **votes})
        road.confirm("Enregistrer l'avis")
    page.get_by_label("Sélectionner toute la page").check()
    road.confirm("Favorable à l'unanimité")
    road.see(f"{CASES - 2} avis enregistrés")
    assert AgendaItem.objects.get(position=WITHDRAWN).votes_for == 3
    assert AgendaItem.objects.filter(opinion="favourable", votes_for=4).count() == CASES - 3

    # A promise, then the session is closed: its minutes and an extract in each case.
    page.get_by_role("link", name="Ajouter un engagement").click()
    road.read()
    due_on = (localdate() + timedelta(days=10)).isoformat()
    fill_in(page, {"text": "Vérifier le masquage", "owner": str(house.colleague.pk), "due_on": due_on})
    road.confirm("Enregistrer l'engagement")
    road.see("Vérifier le masquage")
    page.get_by_role("link", name="Clore la séance").click()
    road.read()
    road.confirm("Clore la séance")
    finished(real_worker, lambda: session.items.filter(extract__isnull=False).count() == CASES)
    road.open(here)
    minutes = page.get_by_role("link", name="Procès-verbal (PDF)").get_attribute("href")
    assert pages_of(road, minutes) >= 3
    assert StoredFile.objects.filter(name__startswith="Extrait du procès-verbal").count() == CASES
    first = cases[0].reference
    road.open(f"/dossiers/{first}/?onglet=avis")
    extract = page.get_by_role("link", name="Extrait du procès-verbal (PDF)").get_attribute("href")
    assert pages_of(road, extract) == 1

    # The refusal is written on its page, the grants in series; then all of them are submitted and signed together.
    refused = Case.objects.get(consultations__agenda_item__position=UNFAVOURABLE).reference
    road.move(refused, "Préparer la décision")
    tick(page, "outcome", "refusal")
    road.confirm("Préparer la décision")
    road.open(f"/dossiers/{refused}/decision/")
    grounds = page.locator("main [name=grounds]").input_value()
    reason = "le champ des caméras déborde sur la voie publique, ce que la demande ne justifie pas"
    fill_in(page, {"grounds": re.sub(r"\[à compléter[^\]]*\]", reason, grounds)})
    road.confirm("Enregistrer le projet")
    of_the_day = "/dossiers/?procedure=video_protection_authorisation&status=open&stage="
    in_series(road, real_worker, house.agent, f"{of_the_day}review", "Préparer les actes", outcome="grant")
    in_series(road, real_worker, house.agent, f"{of_the_day}proposal", "Soumettre à la signature")
    in_series(road, real_worker, house.director, f"{of_the_day}signature", "Signer")

    decisions = Decision.objects.filter(case__in=cases).select_related("letter")
    assert decisions.count() == CASES
    assert len({row.number for row in decisions}) == len({row.letter_id for row in decisions}) == CASES
    assert {row.signed_by_id for row in decisions} == {house.director.pk}
    assert sum(row.outcome == "refusal" for row in decisions) == 1
    assert Case.objects.filter(stage="decided").count() == CASES
    assert all(row.letter.pdf_id for row in decisions)

    # The promise is in the inbox of its owner, and comes back at the next session until its end is written.
    coming = CommissionSession.objects.create(
        commission=house.commission, starts_at=began + timedelta(days=40), place="Salle 1"
    )
    road.sign_in_as(house.colleague)
    road.open("/corbeille/?vue=moi")
    road.see("Vérifier le masquage")
    road.open(f"/commissions/seances/{coming.pk}/")
    page.get_by_role("link", name=re.compile("^Écrire la suite")).click()
    road.read()
    fill_in(page, {"note_text": "Constaté sur place."})
    road.confirm("Clore l'engagement")
    assert SessionPromise.objects.get().closing_note == "Constaté sur place."
    page.goto(f"/commissions/seances/{coming.pk}/")
    expect(page.get_by_text("Vérifier le masquage")).to_have_count(0)
