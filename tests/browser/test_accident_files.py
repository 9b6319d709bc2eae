"""Accident files in, commune sheet out: a wrong file, then the real rows with their faults, then their correction."""

from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pypdfium2 import PdfDocument

from directorate.org.models import Posting
from directorate.territory.operations import load_department
from road_safety.accidents.models import AccidentImport
from tests.browser.road import PDF_SECONDS, fill_in
from tests.people import create_person
from tests.road_safety.files import BIKES, content_of

pytestmark = pytest.mark.django_db(transaction=True)

WRONG = "code;libelle\n1;Autoroute\n2;Nationale\n"


def faulty(row: str, header: str) -> list[str]:
    """A commune that does not exist, a date of another year, a line cut short: none may pass in silence."""
    names, cells = header.split(";"), row.split(";")

    def changed(number: str, **values: str) -> str:
        return ";".join({"Num_Acc": number, **values}.get(name, cell) for name, cell in zip(names, cells, strict=True))

    return [changed("202300099001", com="94099"), changed("202300099002", an="2022"), "202300099003;1;1"]


def lines_of_2023() -> list[str]:
    header, *rows = content_of(BIKES).decode().splitlines()
    return [header, *(row for row in rows if row.startswith("2023"))]


def written(folder: Path, name: str, lines: list[str]) -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def deposit(road, label: str, reliability: str, file: Path) -> str:
    road.open("/securite-routiere/accidents/imports/")
    road.page.get_by_role("link", name="Déposer des fichiers").click()
    scope = "accidents avec un vélo seulement"
    fill_in(road.page, {"label": label, "reliability": reliability, "scope": scope})
    road.page.locator("main [name=document]").set_input_files(file)
    road.confirm("Déposer et lire")
    return road.page.url


def read_by_the_worker(road, address: str) -> None:
    """The page is asked again until a worker has read the files."""

    def is_read() -> bool:
        road.page.goto(address)
        return road.page.get_by_text("Lecture en cours").count() == 0

    for _ in range(PDF_SECONDS):
        if is_read():
            break
        road.page.wait_for_timeout(1_000)
    road.read()


def sheet_of(road) -> str:
    """The words of the two pages of the sheet that the page of the commune offers."""
    link = road.page.get_by_role("link", name="Fiche de la commune (PDF)")
    answer = road.page.request.get(road.page.url.split("/securite")[0] + link.get_attribute("href"))
    assert answer.headers["content-type"] == "application/pdf"
    document = PdfDocument(BytesIO(answer.body()))
    assert len(document) == 2
    return "".join(page.get_textpage().get_text_bounded() for page in document)


def test_accident_files_in_commune_sheet_out(page, road, house, real_worker, tmp_path):
    load_department()
    role = Posting.Role
    head = create_person("bsr", "mme", "Agathe", "Lorrain", "cheffe du bureau", role.HEAD, "securite-routiere")
    agent = create_person("obs", "m", "Bruno", "Testud", "chargé d'études", role.CASEWORKER, "securite-routiere")

    # 4 May 2026: a file that holds no accident is refused by a sentence; nothing of it is kept.
    road.morning(agent, 2026, 5, 4)
    road.open("/securite-routiere/accidents/")
    road.see("Aucune année n'est en vigueur")
    address = deposit(road, "Mauvais fichier", "final", written(tmp_path, "codes.csv", WRONG.splitlines()))
    read_by_the_worker(road, address)
    road.see("Ces fichiers sont refusés", "Num_Acc")

    # The real rows of the bicycle accidents of 2023, with three faulty ones: read, told apart, counted, published.
    rows = lines_of_2023()
    address = deposit(
        road, "Vélos 2023", "provisional", written(tmp_path, "velos.csv", [*rows, *faulty(rows[1], rows[0])])
    )
    read_by_the_worker(road, address)
    road.see("Première édition de cette année", "3 lignes refusées", "94099", "2022", "colonnes sont attendues")
    report = page.request.get(address + "rapport.csv")
    assert report.text().count("Refusée") == 3
    page.get_by_role("link", name="Publier").click()
    road.confirm("Publier")
    page.get_by_role("link", name="Observatoire 2023").click()
    road.read()
    road.see("137", "accidents avec un vélo seulement")
    # The same file brought again is the delivery that holds it.
    assert deposit(road, "Encore", "final", tmp_path / "velos.csv") == address
    road.see("déjà importés")

    # The commune: its page, then its sheet on two pages.
    road.open("/securite-routiere/accidents/communes/94046/?year=2023")
    road.see("Accidents à Maisons-Alfort")
    before = sheet_of(road)
    assert "Maisons-Alfort" in before and "2023" in before

    # 11 May: the head freezes the year; a death within thirty days arrives with the corrected file.
    road.morning(head, 2026, 5, 11)
    road.open("/securite-routiere/accidents/bilans/nouveau/?year=2023")
    road.confirm("Arrêter le bilan")
    road.morning(agent, 2026, 6, 1)
    mended = [row.replace(";1;1;3;", ";1;1;2;") if row.startswith("202300018884") else row for row in rows]
    assert mended != rows
    address = deposit(road, "Vélos 2023, corrigé", "final", written(tmp_path, "corrige.csv", mended))
    read_by_the_worker(road, address)
    road.see("1 modifié")
    page.get_by_role("link", name="Publier").click()
    road.confirm("Publier")
    road.open("/securite-routiere/accidents/communes/94046/?year=2023")
    assert sheet_of(road) != before
    # What was frozen still says what it said, and what has changed since.
    road.open("/securite-routiere/accidents/bilans/2023/1/")
    road.see("édition 1")
    expect(page.locator("main")).to_contain_text("Tués")
    states = AccidentImport.objects.order_by("created_at").values_list("state", flat=True)
    assert list(states) == ["refused", "published", "published"]
