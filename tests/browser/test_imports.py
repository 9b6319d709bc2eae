"""An import in a real browser: from the file to the result, with the keyboard's and the eye's needs."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from directorate.imports.models import TableImport
from directorate.jobs.operations import run
from directorate.partners.models import Organisation
from tests.imports.files import NOON, csv_bytes

pytestmark = pytest.mark.django_db(transaction=True)

ROWS = [
    ["Organisme", "Type", "Ville", "Mail", "Remarque"],
    ["Les Amis du lac", "association", "Créteil", "amis@lac.invalid", "à rappeler"],
    ["Bar du Pont", "bistrot", "94 - Vincennes", "", ""],
    ["", "association", "Créteil", "", ""],
]


def test_a_head_of_bureau_brings_a_table_in(page, sign_in_as, house, audit, tmp_path):
    table = Path(tmp_path) / "organismes.csv"
    table.write_bytes(csv_bytes(ROWS))
    sign_in_as(house.head)
    page.goto("/imports/")
    faults = audit(page)
    page.get_by_role("link", name="Importer un tableau").click()
    page.get_by_label("Destination").select_option("organisations")
    page.get_by_label("Fichier").set_input_files(table)
    faults += audit(page)
    page.get_by_role("button", name="Lire le fichier").click()
    expect(page.locator("h1")).to_have_text("Faire correspondre les colonnes")
    expect(page.get_by_label("Nom", exact=True)).to_have_value("Organisme")
    page.get_by_label("« bistrot »").select_option("company")
    page.get_by_label("Mémoriser cette correspondance").fill("Tableur du bureau")
    faults += audit(page)
    page.get_by_role("button", name="Voir l'aperçu").click()
    expect(page.get_by_text("Rien n'est encore écrit")).to_be_visible()
    faults += audit(page)
    page.get_by_role("button", name="Appliquer l'import (2 lignes)").click()
    expect(page.get_by_text("Application en cours…")).to_be_visible()
    faults += audit(page)
    run(job_id=TableImport.objects.get().job_id, at=NOON)
    expect(page.get_by_text("L'import est appliqué")).to_be_visible()
    assert Organisation.objects.filter(name="Bar du Pont", kind="company").exists()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert not faults
