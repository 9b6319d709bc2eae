"""The prevention fund from its call to a recovery: forty applications, two scenarios, committee, letters, payments."""

import re
from decimal import Decimal

import pytest

from directorate.jobs.models import Job
from directorate.jobs.operations import run_bulk
from public_order.grants.models import GrantApplication, GrantProgramme, Promoter
from public_order.grants.payments.models import GrantRecovery
from tests.browser.road import fill_in, follow, tick, tick_all
from tests.lists import export, lines_of, text_of
from tests.people import create_person, paris
from tests.public_order.grant_payment_stage import IBAN
from tests.public_order.grant_stage import AT, committee_seated, scored

pytestmark = pytest.mark.django_db(transaction=True)
OTHERS, CREDITS = 39, "300000"


def amounts(text: str) -> list[Decimal]:
    """Every amount of a page or of a letter, whatever its spaces."""
    found = re.findall(r"\d{1,3}(?:[\s\u202f\u00a0]\d{3})*(?:,\d{2})?(?=[\s\u202f\u00a0]€)", text)
    return [Decimal(re.sub(r"\s", "", each).replace(",", ".")) for each in found]


@pytest.fixture()
def people(house):
    head = create_person("bop", "mme", "Irène", "Vasseur", "cheffe du bureau", "head", "ordre-public")
    agent = create_person("fipd", "m", "Loïc", "Perrin", "instructeur du FIPD", "caseworker", "ordre-public")
    committee_seated()
    return head, agent


def test_a_call_forty_applications_a_committee_payments_a_report_and_a_recovery(page, road, people, client):
    head, agent = people
    # 12 January: the programme, its credits, its call.
    road.morning(head, 2026, 1, 12)
    road.open("/ordre-public/fipd/")
    follow(road, "Ouvrir un programme", year="2026", family="D")
    programme = GrantProgramme.objects.get()
    address = f"/ordre-public/fipd/programmes/{programme.pk}/"
    for kind in ("AE", "CP"):
        road.open(address)
        follow(road, "Enregistrer un mouvement de crédits", envelope=kind, movement="delegation", amount=CREDITS,
               on="2026-01-12", reference="Délégation initiale")  # fmt: skip
    follow(road, "Rédiger un appel à projets", title="Prévention 2026", opens_on="2026-01-12",
           closes_at="2026-04-30T18:00", rules="Un projet par demande.")  # fmt: skip
    follow(road, "Publier")
    road.see("Publié", "300 000")

    # 20 April: one promoter and one application by the forms, thirty-nine others by the desk.
    road.morning(agent, 2026, 4, 20)
    road.open("/ordre-public/fipd/porteurs/nouveau/")
    fill_in(page, {"kind": "association", "name": "Horizon jeunes", "siret": "21940028000018", "iban_number": IBAN,
                   "representative": "Mme Jeanne Aubry", "address": "3 rue du Port"})  # fmt: skip
    road.confirm("Enregistrer le porteur")
    road.open(address)
    promoter, axis = (str(found.pk) for found in (Promoter.objects.get(), programme.axes.get(code="D1")))
    follow(road, "Saisir une demande", promoter=promoter, axis=axis,
           title="Médiation de proximité", asked="27000", starts_on="2026-06-01", ends_on="2026-12-31")  # fmt: skip
    row = GrantApplication.objects.get()
    demand = f"/ordre-public/fipd/demandes/{row.pk}/"
    follow(road, "Saisir le budget",
           lines="60 ; Achats ; 40000\n74 ; FIPD ; 27000 ; FIPD demandé\n75 ; Fonds ; 13000 ; own")  # fmt: skip
    follow(road, "Ajouter un indicateur", label="Jeunes suivis", target="40")
    follow(road, "Déposer")
    follow(road, "Accuser réception")
    pieces = dict.fromkeys(row.pieces.values_list("piece", flat=True), "received")
    follow(road, "Pointer les pièces", **pieces)
    follow(road, "Déclarer complète")
    follow(road, "Déclarer éligible")
    follow(road, "Noter", relevance="5", territory="5", audience="5", partnership="5", evaluation="5", capacity="5")
    road.see("100,0")
    call = programme.calls.get()
    for rank in range(OTHERS):
        scored(call, agent, at=AT, asked=12_000, note=3 + rank % 3, title=f"Projet {rank + 1}")
    assert GrantApplication.objects.filter(state="scored").count() == OTHERS + 1

    # 4 May: two scenarios side by side, the first one before the committee.
    road.morning(agent, 2026, 5, 4)
    for name, envelope in (("Socle", ""), ("Prudent", "150000")):
        road.open(address)
        follow(road, "Ouvrir un scénario", name=name, envelope=envelope)
    road.see("Socle : 23 projets", "Prudent : 12 projets", "FIPD-2026-D-0001")
    shown = amounts(road.main.locator("#scenario-totals").inner_text())
    assert shown[:3] == [Decimal(291_000), Decimal(300_000), Decimal(9_000)]
    road.main.get_by_role("link", name="Adopter en comité : Socle").click()
    fill_in(page, {"starts_at_0": "2026-05-04", "starts_at_1": "08:00", "place": "Salle Marne"})
    road.confirm("Réunir le comité")
    road.main.get_by_role("link", name="Enregistrer la présence").click()
    road.read()
    tick_all(page, "present")
    tick(page, "prosecutor")
    road.confirm("Enregistrer la présence")
    follow(road, "Arrêter les décisions", minutes="Le comité adopte le scénario « Socle ».")
    road.see("291 000,00 €", "pour 23 projets")

    # 5 May: granted together, letters in one job; the page, the file and the letters say the same total.
    road.morning(head, 2026, 5, 5)
    road.open(address)
    follow(road, "Accorder les subventions proposées")
    follow(road, "Faire les lettres de décision")
    assert run_bulk(job_id=Job.objects.get(kind="grants.decision_letters").pk, at=paris(2026, 5, 5, 11))
    granted = list(GrantApplication.objects.filter(state="granted").select_related("letter"))
    in_letters = sum(
        amounts(re.search(r"subvention de <strong>(.*?)</strong>", each.letter.html)[1])[0] for each in granted
    )
    road.open("/ordre-public/fipd/demandes/?state=granted")
    road.see("23")
    client.force_login(head)
    header, *lines = lines_of(text_of(export(client, "grants", "state=granted")))
    column = header.index("Accordé (€)")
    in_file = sum(Decimal(line[column].replace(",", ".")) for line in lines)
    assert in_letters == in_file == Decimal(291_000)
    road.see(re.compile(r"291\s000,00"))

    # 6 May: signed, notified, committed; an advance of three quarters, certified then paid.
    road.open(demand)
    follow(road, "Enregistrer la signature de l'acte")
    follow(road, "Enregistrer la notification")
    road.main.get_by_role("link", name="Exécution : engagement, versements, compte rendu, reversement").click()
    road.read()
    follow(road, "Enregistrer l'engagement", ej="2102661732")
    road.see("EJ 2102661732", "20 250,00 €", "Prochain versement : avance")
    follow(road, "Préparer un versement", kind="advance", amount="20250.01")
    road.see(re.compile(r"Ce versement est de 20\s250\s€ au plus"))
    fill_in(page, {"amount": "20250"})
    road.confirm("Préparer un versement")
    row.refresh_from_db()
    certificate = f"Certifier le service fait : {row.number}-P1"
    follow(road, certificate, service_number="SF 4512")
    follow(road, f"Enregistrer le paiement : {row.number}-P1", dp="3100004512")
    road.see("DP 3100004512", "Avance payée")
    row.refresh_from_db()
    paid = row.payments.get()
    assert paid.amount in amounts(paid.certificate.html) and paid.amount in amounts(road.main.inner_text())

    # 1 March of the next year: the report, less spent than foreseen; controlled by another person.
    road.morning(agent, 2027, 3, 1)
    execution = f"{demand}execution/"
    road.open(execution)
    road.see("Attendu au plus tard le 30 juin 2027")
    line, indicator = row.budget.get(account="60"), row.indicators.get()
    told = {f"line_{line.pk}": "24000", f"result_{indicator.pk}": "31"}
    road.main.get_by_role("link", name="Enregistrer le compte rendu financier").first.click()
    road.read()
    fill_in(page, {**told, "qualitative": "Trente et un jeunes suivis sur quarante.",
                   "certified_by": "Mme Jeanne Aubry"})  # fmt: skip
    # With the other projects the body is given 291,000 euros in the year.
    tick(page, "has_accounts")
    road.confirm("Enregistrer le compte rendu financier")
    road.see("-16 000,00 €", "-40,0 %", "À reverser par le porteur : 4 050,00 €")
    follow(road, "Contrôler le compte rendu", control="compliant")
    road.see("Qui a instruit la demande n'en contrôle pas le compte rendu")
    road.morning(head, 2027, 3, 2)
    road.open(execution)
    follow(road, "Contrôler le compte rendu", control="compliant")
    road.see("Conforme", "16 200,00 €")

    # The recovery: counted, heard, decided once the days are past, collected.
    follow(road, "Ouvrir un reversement", reason="under_realised")
    follow(road, "Faire la lettre contradictoire")
    follow(road, "Enregistrer la décision de reversement")
    road.see("Le porteur peut présenter ses observations jusqu'au 01/04/2027.")
    road.morning(head, 2027, 4, 5)
    road.open(execution)
    follow(road, "Enregistrer la décision de reversement")
    follow(road, "Enregistrer le titre de perception", order_number="TP 2027 118")
    follow(road, "Enregistrer le recouvrement")
    road.see("Recouvré", "Close", "4 050,00 €")
    claim = GrantRecovery.objects.get()
    for paper in (claim.letter, claim.act):
        assert claim.amount == Decimal(4_050) in amounts(paper.html)
    road.open("/ordre-public/fipd/reversements/")
    road.see(claim.number, "4 050,00", "TP 2027 118")
    assert road.faults == []
