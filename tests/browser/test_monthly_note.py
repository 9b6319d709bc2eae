"""Monthly figures received, checked, commented, validated, corrected, sent: from the file of the DTSP to the préfet."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from directorate.jobs.models import OutgoingMail
from public_order.models import ReportVersion, StatImport
from tests.browser.road import fill_in
from tests.browser.test_accident_files import read_by_the_worker
from tests.people import create_person, paris
from tests.public_order.monthly_rows import APRIL, DISTRICTS, LAST, SOUTH, split, three_years
from tests.public_order.note_stage import EMAILS, WORDS

pytestmark = pytest.mark.django_db(transaction=True)

LABELS = {7: "Autres coups et blessures volontaires", 11: "Menaces pour extorsion", 12: "Autres menaces",
          35: "Vols d'automobiles", 57: "Usage de stupéfiants"}  # fmt: skip


def monthly_file(folder: Path, name: str, counts: dict[int, int]) -> Path:
    """As the staff of the DTSP sends it: an index a line, the department, then each circonscription."""
    south = split(counts)[SOUTH]
    lines = [f"État 4001, {APRIL:%Y-%m}", ";".join(["Index", "Libellé", "Val-de-Marne",
                                                    *(f"CSP {town}" for town in DISTRICTS.values())])]  # fmt: skip
    lines += [f"{index};{LABELS[index]};{whole};{south[index]};{whole - south[index]}"
              for index, whole in counts.items()]  # fmt: skip
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def received(road, label: str, file: Path) -> None:
    """Deposited, read by the worker, its differences seen, accepted."""
    road.open("/ordre-public/statistiques/imports/")
    road.page.get_by_role("link", name="Déposer un fichier").first.click()
    fill_in(road.page, {"label": label, "reliability": "provisional", "produced_on": "2026-05-06"})
    road.page.locator("main [name=document]").set_input_files(file)
    road.confirm("Déposer et lire")
    read_by_the_worker(road, road.page.url)
    road.page.get_by_role("link", name="Accepter").first.click()
    road.confirm("Accepter")
    assert StatImport.objects.get(label=label).state == "accepted"


def act(road, label: str) -> None:
    road.main.get_by_role("link", name=label, exact=True).first.click()
    road.read()


def commented(road, label: str, text: str) -> None:
    act(road, f"Commenter : {label}")
    fill_in(road.page, {"text": text})
    road.confirm("Enregistrer le commentaire")


def validated_and_sent(road, address: str, head, cabinet, agent) -> None:
    for person, label in ((head, "Valider"), (cabinet, "Viser")):
        road.morning(person, 2026, 5, 8)
        road.page.goto(address)
        act(road, label)
        road.confirm(label)
    road.morning(agent, 2026, 5, 11)
    road.page.goto(address)
    act(road, "Envoyer au préfet et au procureur")
    fill_in(road.page, EMAILS)
    road.confirm("Envoyer au préfet et au procureur")
    road.see("Envoyée", "sans accusé de réception")


def test_monthly_figures_from_the_file_to_the_prefect(page, road, house, real_worker, tmp_path):
    head = create_person("bop", "mme", "Irène", "Vasseur", "cheffe du bureau", "head", "ordre-public")
    agent = create_person("stat", "m", "Loïc", "Perrin", "analyste", "caseworker", "ordre-public")
    three_years(agent, paris(2026, 4, 7), last=False)

    # 7 May: the file of April arrives; one circonscription does not add up, the file is accepted all the same.
    road.morning(agent, 2026, 5, 7)
    received(road, "État 4001, avril 2026", monthly_file(tmp_path, "avril.csv", LAST))
    road.open("/ordre-public/notes-mensuelles/")
    road.see("Aucune note")
    page.get_by_role("link", name="Ouvrir la note d'un mois").first.click()
    fill_in(page, {"period": APRIL.isoformat(), "perimeter": "dep:94"})
    road.confirm("Ouvrir la note")
    page.get_by_role("link", name="avril 2026, Val-de-Marne").click()
    road.see("Commentaires exigés", "500 en avril 2026 contre 400 un an plus tôt", "En rédaction", "Provisoire".lower())
    address = page.url

    # Each sentence leads to its figure, with its computation, its source, its chart and the table of it.
    page.get_by_role("link", name=re.compile("^Voir le chiffre : Coups et blessures")).first.click()
    road.read()
    road.see("500 − 400 = +100", "test binomial exact", "État 4001 mensuel, DTSP, avril 2026, édition 1", "Avril 2025")
    expect(page.locator("main figure svg")).to_be_visible()

    # A note without its comments stays; a percentage typed by hand is refused.
    page.goto(address)
    act(road, "Soumettre au chef de bureau")
    road.confirm("Soumettre au chef de bureau")
    road.see("STA-05")
    page.goto(address)
    commented(road, "Coups et blessures volontaires", "Une hausse de 17,78 % autour de la gare.")
    road.see("n'est pas un chiffre de cette ligne")
    fill_in(page, {"text": WORDS})
    road.confirm("Enregistrer le commentaire")
    commented(road, "Vols d'automobiles", "Une équipe a été interpellée à la fin de mars.")
    act(road, "Soumettre au chef de bureau")
    road.confirm("Soumettre au chef de bureau")
    road.see("À valider par le chef de bureau", "Chiffres figés")

    # The head validates, the cabinet approves, the préfet and the procureur receive their links.
    validated_and_sent(road, address, head, house.chief_of_staff, agent)

    # 12 May: the DTSP corrects its file. The head would see frozen figures; the analyst opens a second version.
    road.morning(agent, 2026, 5, 12)
    received(road, "État 4001, avril 2026, corrigé", monthly_file(tmp_path, "corrige.csv", LAST | {7: 480}))
    page.goto(address)
    road.see("500 en avril 2026")
    act(road, "Ouvrir une version corrigée")
    fill_in(page, {"reason": "La DTSP a retiré des faits comptés deux fois."})
    road.confirm("Ouvrir une version corrigée")
    road.see("Chiffres corrigés depuis la version 1", "480 contre 400", "au lieu de 500 contre 400",
             "Fichier corrigé : édition 2")  # fmt: skip
    second = page.url
    commented(road, "Coups et blessures volontaires", "Vingt faits comptés deux fois ont été retirés.")
    act(road, "Soumettre au chef de bureau")
    road.confirm("Soumettre au chef de bureau")
    validated_and_sent(road, second, head, house.chief_of_staff, agent)
    page.goto(address)
    road.see("Remplacée par une version corrigée")
    first, last = ReportVersion.objects.order_by("number")
    assert first.snapshot["figures"]["lines"][0]["cells"]["month"]["now"] == 500
    assert last.snapshot["figures"]["lines"][0]["cells"]["month"]["now"] == 480

    # The préfet opens his link without an account and acknowledges.
    page.context.clear_cookies()
    mail = OutgoingMail.objects.filter(to=EMAILS["prefect_email"]).order_by("-pk").first()
    road.open(re.search(r"/note-mensuelle/\S+/", mail.body).group())
    road.see("version 2", "480", "au lieu de 500 contre 400", "Vingt faits")
    road.confirm("Accuser réception")
    road.see("Vous avez accusé réception")
    assert road.faults == []
