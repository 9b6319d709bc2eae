"""The pages of an import, as a head of bureau goes through them, and the doors that stay closed."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from directorate.imports import operations
from directorate.imports.models import ImportSource, TableImport
from directorate.imports.targets import TARGETS
from directorate.partners.models import Organisation
from tests.imports.files import NOON, csv_bytes, finished, previewed, upload, xlsx_bytes

pytestmark = pytest.mark.django_db

ROWS = [
    ["Organisme", "Type", "Ville", "Mail"],
    ["Les Amis du lac", "association", "Créteil", "amis@lac.invalid"],
    ["<b>Le Port</b>", "bistrot", "Créteil", ""],
]


@pytest.fixture()
def head(house, client):
    client.force_login(house.head)
    return client


def deposit(client, content=None, name="organismes.csv", target="organisations"):
    document = SimpleUploadedFile(name, csv_bytes(ROWS) if content is None else content)
    return client.post("/imports/nouveau/", {"target": target, "document": document, "source": ""})


def form_of(page) -> dict[str, str]:
    """What the mapping form would send as it is shown."""
    form = page.context["form"]
    return {bound.html_name: bound.value() or "" for bound in form}


def test_a_table_goes_from_the_file_to_the_partners(house, head):
    deposited = deposit(head)
    batch = TableImport.objects.get()
    assert deposited["Location"] == f"/imports/{batch.pk}/correspondance/"
    mapping = head.get(deposited["Location"])
    data = form_of(mapping)
    assert data["column_name"] == "Organisme"
    assert data["column_kind"] == "Type"
    assert data["column_email"] == "Mail"
    assert "Nature : « bistrot »" in mapping.content.decode()
    data |= {"word_kind_0": "company", "source_name": "Tableur du bureau"}
    assert head.post(deposited["Location"], data)["Location"] == f"/imports/{batch.pk}/"
    preview = head.get(f"/imports/{batch.pk}/").content.decode()
    assert "Rien n'est encore écrit" in preview
    assert "&lt;b&gt;Le Port&lt;/b&gt;" in preview
    assert "<b>Le Port" not in preview
    assert Organisation.objects.count() == 2
    head.post(f"/imports/{batch.pk}/appliquer/")
    head.post(f"/imports/{batch.pk}/appliquer/")
    waiting = head.get(f"/imports/{batch.pk}/").content.decode()
    assert "Application en cours" in waiting
    finished(batch, NOON)
    assert Organisation.objects.count() == 4
    assert "L'import est appliqué" in head.get(f"/imports/{batch.pk}/").content.decode()
    assert ImportSource.objects.get().mapping["translations"] == {"kind": {"bistrot": "company"}}


def test_the_waiting_region_gives_way_to_the_page_when_all_is_done(house, head):
    batch = operations.ask_apply(
        batch=previewed(csv_bytes(ROWS[:2]), house.head, NOON), by=house.head, at=NOON
    )  # fmt: skip
    moving = head.get(f"/imports/{batch.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in moving
    assert "hx-get" in moving
    finished(batch, NOON)
    assert head.get(f"/imports/{batch.pk}/", headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_a_job_that_failed_says_why_and_lets_one_go_back(house, head, monkeypatch):
    batch = previewed(csv_bytes(ROWS[:2]), house.head, NOON)
    head.post(f"/imports/{batch.pk}/appliquer/")
    head.post(f"/imports/{batch.pk}/reprendre/")
    batch.refresh_from_db()
    assert batch.state == "applying"
    type(batch.job).objects.filter(pk=batch.job_id).update(state="parked", error="Panne simulée.")
    assert "Panne simulée." in head.get(f"/imports/{batch.pk}/").content.decode()
    head.post(f"/imports/{batch.pk}/reprendre/")
    batch.refresh_from_db()
    assert batch.state == "previewed"


def test_a_required_field_without_a_column_is_refused_beside_it(house, head):
    deposit(head)
    address = f"/imports/{TableImport.objects.get().pk}/correspondance/"
    data = form_of(head.get(address)) | {"column_name": "", "column_commune": "colonne inventée"}
    refused = head.post(address, data)
    assert refused.status_code == 422
    assert "« Nom » est obligatoire" in refused.content.decode()
    assert refused.context["form"].errors["column_commune"]


def test_the_file_is_read_again_as_one_says(house, head):
    content = xlsx_bytes([["Titre"], ["Organisme", "Type"], ["Les Amis", "association"]], sheets=("Notice", "Données"))
    deposit(head, content, "t.xlsx")
    batch = TableImport.objects.get()
    again = f"/imports/{batch.pk}/lecture/"
    assert head.post(again, {"sheet": "Données", "header_line": "2"}).status_code == 302
    batch.refresh_from_db()
    assert batch.columns == ["Organisme", "Type"]
    assert head.post(again, {"sheet": "Ailleurs", "header_line": "2"}).status_code == 422
    empty = head.post(again, {"sheet": "Notice", "header_line": "1"})
    assert empty.status_code == 422
    assert "titre" in empty.content.decode()


def test_a_refused_file_leaves_nothing_behind(house, head):
    refused = deposit(head, b"a;b\n\x00;1\n")
    assert refused.status_code == 422
    assert "NUL" in refused.content.decode()
    assert not TableImport.objects.exists()


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_the_rejects_are_corrected_and_imported_again(house, head, kind):
    batch = previewed(csv_bytes(ROWS), house.head, NOON)
    response = head.get(f"/imports/{batch.pk}/rejets/{kind}/")
    content = b"".join(response.streaming_content)
    deposited = deposit(head, content, f"rejets.{kind}")
    again = TableImport.objects.exclude(pk=batch.pk).get()
    assert deposited["Location"] == f"/imports/{again.pk}/correspondance/"
    assert again.columns == [*ROWS[0], "Ligne du fichier", "Motif du rejet"]
    assert again.samples[0][0] == "<b>Le Port</b>"
    assert again.samples[0][4] == "3"
    assert "« bistrot » n'est pas une valeur connue" in again.samples[0][5]
    again = operations.save_mapping(
        batch=again, by=house.head, at=NOON,
        mapping={**again.mapping, "translations": {"kind": {"bistrot": "company"}}},
    )  # fmt: skip
    assert again.counts == {"create": 1}


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_the_present_partners_leave_and_come_back_unchanged(house, head, kind):
    Organisation.objects.create(
        kind="association", name="=HYPERLINK(1)", code="piege", address="1 rue A\n94000 Créteil", is_active=False
    )
    content = b"".join(head.get(f"/imports/modele/organisations/{kind}/").streaming_content)
    batch = previewed(content, house.head, NOON, name=f"partenaires.{kind}")
    assert batch.counts == {"unchanged": 3}


def test_a_model_of_every_target_has_the_headings_that_are_recognised(house, head):
    for code, target in TARGETS.items():
        if not target.policy(house.head, NOON.date()):
            continue
        content = b"".join(head.get(f"/imports/modele/{code}/xlsx/").streaming_content)
        stream = io.BytesIO(content)
        deposit(head, stream.getvalue(), "modele.xlsx", target=code)
        batch = TableImport.objects.filter(target=code).get()
        assert set(batch.mapping["columns"]) == {item.name for item in target.fields}, code


def test_an_unknown_format_or_model_does_not_exist(house, head):
    batch = previewed(csv_bytes(ROWS), house.head, NOON)
    assert head.get(f"/imports/{batch.pk}/rejets/pdf/").status_code == 404
    assert head.get("/imports/modele/organisations/exe/").status_code == 404
    assert head.get("/imports/modele/inconnu/csv/").status_code == 404


# --- closed doors -------------------------------------------------------------------------------------------

ADDRESSES = ("", "correspondance/", "rejets/csv/")
ACTS = ("lecture/", "correspondance/", "appliquer/", "annuler/", "abandonner/", "reprendre/")


def test_a_colleague_of_another_unit_sees_nothing_and_does_nothing(house, client):
    """The administrator may import partners too, from another unit."""
    batch = previewed(csv_bytes(ROWS), house.head, NOON)
    client.force_login(house.administrator)
    for address in ADDRESSES:
        assert client.get(f"/imports/{batch.pk}/{address}").status_code == 404
    for address in ACTS:
        assert client.post(f"/imports/{batch.pk}/{address}").status_code == 404
    assert batch.file_name not in client.get("/imports/").content.decode()
    batch.refresh_from_db()
    assert batch.state == "previewed"


def test_the_deputy_sees_the_imports_of_the_bureau(house, client):
    batch = previewed(csv_bytes(ROWS), house.head, NOON)
    client.force_login(house.deputy)
    assert client.get(f"/imports/{batch.pk}/").status_code == 200
    assert batch.file_name in client.get("/imports/").content.decode()
    assert batch.file_name not in client.get("/imports/?whose=me").content.decode()


def test_a_caseworker_has_neither_the_page_nor_the_menu(house, client):
    batch = previewed(csv_bytes(ROWS), house.head, NOON)
    client.force_login(house.agent)
    assert client.get("/imports/").status_code == 403
    assert client.get(f"/imports/{batch.pk}/").status_code == 403
    assert 'href="/imports/"' not in client.get("/").content.decode()


def test_a_source_of_another_unit_cannot_be_chosen(house, client):
    previewed(csv_bytes(ROWS), house.head, NOON, source_name="Tableur du bureau")
    client.force_login(house.administrator)
    assert "Tableur du bureau" not in client.get("/imports/nouveau/").content.decode()
    data = {"target": "organisations", "document": upload(csv_bytes(ROWS)), "source": ImportSource.objects.get().pk}
    assert client.post("/imports/nouveau/", data).status_code == 422


def test_a_target_of_another_bureau_cannot_be_chosen(house, client):
    client.force_login(house.administrator)
    assert deposit(client, target="cases:video_protection_authorisation").status_code == 422


def test_every_act_asks_for_the_token_of_the_form(house):
    batch = previewed(csv_bytes(ROWS), house.head, NOON)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(house.head)
    for address in ("/imports/nouveau/", *(f"/imports/{batch.pk}/{act}" for act in ACTS)):
        assert strict.post(address).status_code == 403


def test_the_pages_cost_the_same_queries_for_one_line_and_for_fifty(house, head, django_assert_max_num_queries):
    many = [ROWS[0], *([f"Association {n}", "association", "Créteil", ""] for n in range(60))]
    batch = previewed(csv_bytes(many), house.head, NOON)
    with django_assert_max_num_queries(20):
        page = head.get(f"/imports/{batch.pk}/").content.decode()
    assert len(re.findall("Création", page)) >= 50


def test_a_page_beyond_the_end_and_an_unknown_sort_of_line_show_the_lines(house, head):
    batch = previewed(csv_bytes(ROWS), house.head, NOON)
    assert head.get(f"/imports/{batch.pk}/?page=999&suite=autre").status_code == 200
    assert head.get(f"/imports/{batch.pk}/?suite=reject").context["page"].paginator.count == 1
