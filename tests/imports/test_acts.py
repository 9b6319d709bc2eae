"""The former register of acts is taken over under its numbers; the numbering of each year goes on above them."""

from datetime import date, datetime

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directorate.documents.models import Letter
from directorate.imports import operations
from directorate.imports.models import TableImport
from directorate.registers.models import RegisterCounter
from directorate.registers.operations import add_to_issue, next_number
from directorate.registers.queries import visible_acts
from directorate.web.errors import NotAllowed
from tests.factories import signed
from tests.imports.files import NOON, applied, begin, csv_bytes, exported, previewed, reasons, undone, xlsx_bytes

pytestmark = pytest.mark.django_db

HEADINGS = ["N° d'arrêté", "Date de signature", "Signé par", "Objet", "Notifié le", "RAA"]
FORMER = ["2019/42", "17/01/2019", "Camille Ancien, préfète", "Arrêté <b>ancien</b>", "24/01/2019", "RAA n° 3 de 2019"]
LAST = ["2026/00311", "2026-02-27", "Camille Ancien, préfète", "Arrêté récent", "", ""]


def preview(house, *rows, by=None, content=None, **more) -> TableImport:
    content = content or csv_bytes([HEADINGS, *rows])
    return previewed(content, by or house.head, NOON, target="acts", **more)


def acts_page(client, publication: str) -> str:
    return client.get(reverse("directorate:acts"), {"publication": publication}).content.decode()


def test_an_act_keeps_its_number_and_says_that_it_was_taken_over(house, client):
    batch = applied(preview(house, FORMER, LAST), house.head, NOON)
    assert batch.counts == {"create": 2}
    act = Letter.objects.get(number="2019/00042")
    assert (act.state, act.signed_by, act.signature_block) == ("taken_over", None, "Camille Ancien, préfète")
    assert act.signed_at.date() == date(2019, 1, 17)
    client.force_login(house.agent)
    page = client.get(reverse("directorate:acts")).content.decode()
    for words in ("2019/00042", "Camille Ancien", "RAA n° 3 de 2019", "Repris d", "&lt;b&gt;ancien"):
        assert words in page


def test_the_numbering_goes_on_above_the_highest_imported_number(house):
    applied(preview(house, LAST, ["2026/12", "01/02/2026", "C. Ancien", "Autre", "", ""]), house.head, NOON)
    with transaction.atomic():
        assert next_number("acts", at=NOON) == "2026/00312"


def test_a_number_given_here_is_a_reject_with_its_line(house):
    act = signed(house).decision
    row = [act.number, act.signed_at.date().isoformat(), "X", "Y", "", ""]
    assert reasons(preview(house, row)) == {2: f"Numéro : l'acte n° {act.number} est déjà au registre."}


def test_each_reject_names_its_column_and_says_why(house):
    said = reasons(
        preview(
            house,
            ["2019/abc", "17/01/2019", "X", "Y", "", ""],
            ["2019/1", "17/01/2020", "X", "Y", "", ""],
            ["2026/7", "31/12/2026", "X", "Y", "", ""],
            ["2019/2", "17/01/2019", "X", "Y", "16/01/2019", ""],
            ["2019/3", "04-03-19", "X", "Y", "", ""],
            ["2019/4", "12/31/2019", "X", "Y", "", ""],
            ["2019/5", "31/02/2019", "", "Y" * 300, "", ""],
            ["2019-06", "17/01/19", "X", "Y", "", ""],
            ["2019/00006", "18/01/2019", "X", "Y", "", ""],
        )
    )
    assert said[2].startswith("Numéro : « 2019/abc » n'est pas un numéro d'acte")
    assert said[3] == "Numéro : son année n'est pas celle de la signature (17/01/2020)."
    assert said[4] == "Signé le : 31/12/2026 est dans l'avenir."
    assert said[5] == "Notifié le : 16/01/2019 précède la signature (17/01/2019)."
    assert "Signé le : « 04-03-19 » est ambigu" in said[6]
    assert "Signé le : « 12/31/2019 » semble écrit mois d'abord" in said[7]
    assert "n'est pas une date" in said[8]
    assert "Signataire : valeur obligatoire." in said[8]
    assert "Objet : 300 caractères, 250 au plus." in said[8]
    assert said[10] == "Déjà présent à la ligne 9 du fichier."
    assert 9 not in said


def test_dates_of_a_spreadsheet_and_serial_numbers_are_read(house):
    content = xlsx_bytes(
        [HEADINGS, ["2019/42", datetime(2019, 1, 17), "X", "Y", 43489, ""], ["2019/43", "43482", "X", "Y", "", ""]]  # noqa: DTZ001
    )
    batch = preview(house, content=content, name="actes.xlsx")
    assert batch.counts == {"create": 2}
    found = {line.values["number"]: line.values for line in batch.lines.all()}
    assert found["2019/00042"]["signed_on"] == found["2019/00043"]["signed_on"] == "2019-01-17"
    assert found["2019/00042"]["notified_on"] == "2019-01-24"


def test_undoing_takes_the_acts_out_and_the_numbering_comes_back(house):
    own = int(signed(house).decision.number.split("/")[1])
    counter = RegisterCounter.objects.get(register="acts", year=2026)
    batch = applied(preview(house, FORMER, LAST), house.head, NOON)
    assert undone(batch, house.head, NOON).state == "undone"
    assert not Letter.objects.filter(state="taken_over").exists()
    counter.refresh_from_db()
    assert counter.last_number == own


def test_what_is_cited_since_is_named_and_nothing_is_undone(house):
    batch = applied(preview(house, FORMER, LAST), house.head, NOON)
    act = Letter.objects.get(number="2019/00042")
    add_to_issue(letter=act, unit=house.police, by=house.head, at=NOON)
    batch = undone(batch, house.head, NOON)
    assert batch.state == "undoing"
    assert "2019/00042" in batch.job.error
    assert "2026/00311" not in batch.job.error
    assert Letter.objects.filter(state="taken_over").count() == 2


def test_an_act_taken_over_waits_for_no_publication(house, client):
    applied(preview(house, LAST), house.head, NOON)
    client.force_login(house.head)
    assert "2026/00311" not in acts_page(client, "unpublished")
    assert "2026/00311" in acts_page(client, "taken_over")


@pytest.mark.parametrize("who", ["agent", "administrator", "director", "prefect"])
def test_only_a_head_of_bureau_takes_over_its_acts(house, who):
    with pytest.raises(NotAllowed):
        begin(csv_bytes([HEADINGS, FORMER]), getattr(house, who), NOON, target="acts")


def test_the_acts_are_those_of_the_bureau_that_took_them_over(house):
    applied(preview(house, FORMER), house.head, NOON)
    numbers = {who: set(visible_acts(getattr(house, who), NOON.date()).values_list("number", flat=True))
               for who in ("agent", "stranger", "director")}  # fmt: skip
    assert numbers == {"agent": {"2019/00042"}, "stranger": set(), "director": {"2019/00042"}}


@pytest.mark.parametrize("count", [5, 60])
def test_a_batch_costs_a_fixed_number_of_queries(house, count):
    rows = [[f"2019/{n}", "17/01/2019", "X", f"Acte {n}", "", ""] for n in range(1, count + 1)]
    batch = preview(house, *rows)
    batch = operations.ask_apply(batch=batch, by=house.head, at=NOON)
    with CaptureQueriesContext(connection) as queries:
        operations.take_step(job=batch.job, at=NOON)
    assert len(queries) < 32
    assert Letter.objects.filter(state="taken_over").count() == count


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_the_model_has_a_line_of_example_that_can_be_imported(house, client, kind):
    client.force_login(house.head)
    response = client.get(reverse("directorate:import-model", args=["acts", kind]))
    batch = previewed(b"".join(response.streaming_content), house.head, NOON, target="acts", name=f"modele.{kind}")
    assert batch.counts == {"create": 1}


def test_a_table_exported_in_any_form_is_read_back(house):
    content = exported("ods", HEADINGS, [["2019/42", date(2019, 1, 17), "X", "Y", None, None]])
    assert preview(house, content=content, name="actes.ods").counts == {"create": 1}
