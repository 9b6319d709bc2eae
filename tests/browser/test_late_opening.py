"""A late opening is refused after a hearing, then contested: from the mail received to the file for the judge."""

import io
import re
from zipfile import ZipFile

import pytest
from playwright.sync_api import Page, expect

from directorate.appeals.models import Appeal
from directorate.casework.models import Case
from directorate.documents.pdf_text import text_of_pdf
from directorate.jobs.models import Job, OutgoingMail
from tests.appeals.test_pack import a_pdf
from tests.browser.road import PDF_SECONDS, fill_in, tick
from tests.factories import needed_pieces
from tests.infra.stage import eventually

pytestmark = pytest.mark.django_db(transaction=True)

PROCEDURE = "late_opening_derogation"
REQUEST = {
    "received_on": "2026-02-02",
    "channel": "email",
    "party_kind": "company",
    "last_name": "SARL Le Zinc",
    "representative": "Mme Lise Carrel, gérante",
    "email": "zinc@exemple.invalid",
    "address": "5 quai du Port\n94000 Créteil",
    "commune": "94028",
    "place_name": "Le Zinc",
    "place_address": "5 quai du Port",
    "requested_close_time": "02:00",
    "music": "amplified",
    "capacity": "90",
    "incidents_12m": "3",
}
REASONS = (
    "Considérant que les nuits du 10 et du 17 janvier 2026 la police a constaté des tapages, et le 18 janvier une"
    " ouverture à 3 h 10 sans autorisation ;"
)
HEARING_RUNS = "Le délai pour présenter des observations n'est pas expiré : il court jusqu'au 27/02/2026"


def answered(page: Page, road, link: str, who: str, comment: str) -> None:
    """A partner opens the link of the mail, without an account, and is asked for reasons when the opinion has none."""
    page.context.clear_cookies()
    road.open(link)
    tick(page, "opinion", "unfavourable")
    fill_in(page, {"answered_by": who})
    road.confirm("Rendre cet avis")
    road.see("indique ses motifs")
    fill_in(page, {"comment": comment})
    road.confirm("Rendre cet avis")
    assert page.goto(link).status == 410


def replace_text(page: Page, name: str, before: re.Pattern, after: str) -> None:
    field = page.locator(f"main [name={name}]")
    changed, times = before.subn(after, field.input_value())
    assert times == 1
    field.fill(changed)


def words(content: bytes) -> str:
    return " ".join(re.sub(r"[\u00a0\u202f]", " ", text_of_pdf(content)).split())


def test_a_late_opening_is_refused_after_a_hearing_and_contested(page, road, house, real_worker, tmp_path):
    # 2 February: a mail at the bureau, registered and acknowledged.
    road.morning(house.agent, 2026, 2, 2)
    answers = {"music": "amplified"}
    reference = road.register(
        PROCEDURE,
        {**REQUEST, "caseworker": str(house.agent.pk)},
        ticked=[("days", "friday"), ("days", "saturday"), ("limiter", "on")],
        pieces=needed_pieces(PROCEDURE, answers),
    )
    road.see("Courriel")
    road.act(reference, "Accuser réception")
    road.see("Accusé de réception")
    road.act(reference, "Déclarer le dossier complet")

    # 4 February: the mayor and the police are asked, and answer by the link of their mail.
    road.morning(house.agent, 2026, 2, 4)
    for code, body in (("town_hall", house.town_hall), ("police", house.police_service)):
        road.act(reference, "Demander un avis", opinion=code, organisation=str(body.pk))
    road.see("Mairie de Créteil", "attendu le 25/02/2026")
    links = [re.search(r"/avis/\S+", mail.body).group() for mail in OutgoingMail.objects.order_by("pk")]
    answered(page, road, links[0], "Le maire", "Plaintes répétées des riverains.")
    answered(page, road, links[1], "La commissaire", "Tapages des 10 et 17 janvier 2026.")

    # 12 February: a refusal is contemplated; the operator has fifteen days to speak.
    road.morning(house.agent, 2026, 2, 12)
    page.goto(f"/dossiers/{reference}/?onglet=avis")
    road.see("Plaintes répétées des riverains.")
    road.act(
        reference,
        "Engager le contradictoire",
        facts="Tapages des 10 et 17 janvier 2026.\nOuverture constatée à 3 h 10 le 18 janvier 2026.",
        contemplated_measure="Rejet de la demande de dérogation.",
    )
    road.see("27/02/2026")

    # 16 February: the draft is begun, and refused at its submission: two reasons, each with its words.
    road.morning(house.agent, 2026, 2, 16)
    road.move(reference, "Préparer la décision")
    tick(page, "outcome", "refusal")
    road.confirm("Préparer la décision")
    road.open(f"/dossiers/{reference}/decision/")
    road.confirm("Soumettre à la signature")
    road.see("il ne peut pas encore être soumis", HEARING_RUNS)
    expect(page.locator("main [role=alert]")).to_contain_text("à compléter")

    # 24 February: written and oral observations. The linter asks that they be cited; the writer gives the facts.
    road.morning(house.agent, 2026, 2, 24)
    road.act(
        reference,
        "Enregistrer les observations",
        mode="both",
        observations_on="2026-02-23",
        heard_on="2026-02-23",
        counsel="Me Rousset",
        observations="L'exploitante annonce l'installation d'un sas.",
    )
    road.morning(house.agent, 2026, 3, 2)
    road.open(f"/dossiers/{reference}/decision/")
    road.see("ne sont pas visées")
    replace_text(page, "visas", re.compile("$(?![\r\n])"), "\nVu les observations présentées le 23 février 2026 ;")
    replace_text(page, "grounds", re.compile(r"Considérant que \[à compléter[^\]]*\] ;"), REASONS)
    expect(page.locator("#decision-preview")).to_contain_text("ouverture à 3 h 10")
    road.confirm("Soumettre à la signature")

    # 3 March: the head of bureau may not sign a refusal, and reads why and who may. The chief of staff signs.
    road.morning(house.head, 2026, 3, 3)
    road.open(f"/signature/{reference}/")
    road.see("Peuvent signer aujourd'hui", "Claire Martin")
    expect(page.get_by_role("button", name="Signer cet acte")).to_have_count(0)
    road.morning(house.chief_of_staff, 2026, 3, 3)
    road.open("/signature/")
    page.get_by_role("link", name="Commencer la lecture").click()
    road.read()
    road.confirm("Signer cet acte")

    # 6 March: notified, with the proof.
    road.morning(house.agent, 2026, 3, 6)
    proof = tmp_path / "avis-de-reception.pdf"
    proof.write_bytes(a_pdf())
    road.move(reference, "Enregistrer la notification")
    fill_in(page, {"notified_at": "2026-03-06T09:00", "mode": "registered_post", "reference": "1A 204 118 3372 5"})
    page.locator("main [name=document]").set_input_files(proof)
    road.confirm("Enregistrer la notification")
    road.see("1A 204 118 3372 5", "07/05/2026")

    # 7 April: an informal appeal, in time: the limit of the court moves (R4). It is rejected on 4 May.
    road.morning(house.agent, 2026, 4, 7)
    appeal(page, road, reference, "informal", "2026-04-07")
    road.see("Dans le délai", "07/06/2026")
    road.morning(house.agent, 2026, 5, 4)
    road.open(page.url)
    page.get_by_role("link", name="Enregistrer la réponse").click()
    road.read()
    fill_in(page, {"outcome": "rejected", "ended_on": "2026-05-04", "ruling": "Les tapages sont établis."})
    road.confirm("Enregistrer la réponse")

    # 29 June: the court is seised, in time thanks to the informal appeal. The file is kept.
    road.morning(house.agent, 2026, 6, 29)
    appeal(page, road, reference, "contentious", "2026-06-29", court_reference="2605001")
    road.see("Dans le délai", "6 juillet 2026", "Dossier conservé")
    contentious = page.url
    road.open("/recours/")
    road.see(reference, "Recours contentieux", "2605001")
    road.open(f"/dossiers/{reference}/")
    road.see("rien n'en est annulé ni purgé")

    # One click: the file for the judge, downloaded, its pieces numbered and listed.
    letters = Case.objects.get(reference=reference).letters

    def laid_out() -> bool:
        return not letters.filter(letter__pdf=None).exists()

    assert eventually(laid_out, seconds=PDF_SECONDS), real_worker.log.read_text()
    road.open(contentious)
    road.confirm("Préparer le dossier contentieux")

    def packed() -> bool:
        return Job.objects.filter(kind="appeals.pack", state="done").exists()

    assert eventually(packed, seconds=PDF_SECONDS), real_worker.log.read_text()
    road.open("/editions/")
    row = page.get_by_role("row").filter(has_text=f"Dossier contentieux {reference}")
    with page.expect_download() as downloaded:
        row.get_by_role("link").last.click()
    with ZipFile(io.BytesIO(downloaded.value.path().read_bytes())) as archive:
        files = {name: words(archive.read(name)) for name in archive.namelist() if name.endswith(".pdf")}
    slip, chronology = files["Bordereau des pièces.pdf"], files["Chronologie.pdf"]
    assert "n° 2605001" in slip
    pieces = sorted(name for name in files if name.startswith("Pièce "))
    assert [name[:8] for name in pieces] == [f"Pièce {rank:02d}" for rank in range(1, letters.count() + 2)]
    assert "Preuve de la notification" in slip
    assert "Observations présentées" in chronology
    order = next(text for name, text in files.items() if "Arrêté" in name)
    assert "ouverture à 3 h 10" in order
    assert list(Appeal.objects.order_by("pk").values_list("kind", "is_late")) == [
        ("informal", False),
        ("contentious", False),
    ]


def appeal(page: Page, road, reference: str, kind: str, day: str, **more: str) -> None:
    road.open(f"/dossiers/{reference}/")
    page.get_by_role("link", name="Enregistrer un recours").click()
    road.read()
    fill_in(page, {"kind": kind, "received_on": day, **more})
    road.confirm("Enregistrer le recours")
