"""Applications from a table: keys checked, budgets balanced, each row whole or not at all, the same file once."""

from decimal import Decimal
from io import BytesIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from directorate.casework.move import paris_day
from directorate.imports import operations as imports
from directorate.imports import values as read_as
from directorate.imports.models import ImportLine, TableImport
from directorate.imports.targets import Context
from directorate.jobs.models import Job
from directorate.money import iban
from directorate.web.exports import FORMATS
from public_order.grants import call_operations, intake, operations
from public_order.grants.exchange_models import GrantDeposit
from public_order.grants.intake import INTAKE
from public_order.grants.models import GrantApplication, Promoter
from tests.public_order.grant_stage import AT, carried, opened

Action = ImportLine.Action
SIRET, POST_OFFICE = "21940028000018", "35600000000048"
IBAN = "FR76 3000 6000 0112 3456 7890 189"
ROW = {
    "N° de dossier": "DS-1", "Appel à projets": "Appel à projets (FIPD D 2026)", "Axe": "D1",
    "Nature du porteur": "Association", "Porteur": "Cap médiation", "SIRET": "219 400 280 00018", "RNA": "W941234567",
    "IBAN": IBAN, "Intitulé du projet": "Médiation de nuit", "Subvention demandée (€)": "20 000,00", "Du": "01/06/2026",
    "Au": "31/12/2026", "60 Achats (€)": "15 000", "64 Charges de personnel (€)": "25 000,50",
    "75 Fonds propres (€)": "20 000,50", "Indicateur": "Jeunes suivis", "Communes du projet": "Créteil",
    "À déposer": "Oui",
}  # fmt: skip


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture()
def call(bureau):
    return opened(bureau.head)


def table(*rows: dict, kind: str = "ods") -> SimpleUploadedFile:
    out = BytesIO()
    FORMATS[kind].write(out, list(ROW), [[row.get(name) for name in ROW] for row in rows], "Demandes")
    return SimpleUploadedFile(f"demandes.{kind}", out.getvalue())


def brought(bureau, *rows: dict, kind: str = "ods") -> TableImport:
    batch = imports.begin(document=table(*rows, kind=kind), target=INTAKE.code, by=bureau.agent, at=AT)
    return imports.save_mapping(batch=batch, mapping=batch.mapping, by=bureau.agent, at=AT)


def accepted(bureau, batch: TableImport) -> TableImport:
    batch = imports.ask_apply(batch=batch, by=bureau.agent, at=AT)
    imports.take_step(job=Job.objects.get(pk=batch.job_id), at=AT)
    batch.refresh_from_db()
    return batch


def said(batch: TableImport) -> list[tuple[str, str]]:
    return [(line.action, line.reason.replace("\u202f", " ").replace("\u00a0", " "))
            for line in batch.lines.order_by("number")]  # fmt: skip


@pytest.mark.parametrize("kind", ["ods", "xlsx", "csv"])
def test_a_row_becomes_an_application_through_the_operations_of_the_form(bureau, call, kind):
    batch = brought(bureau, ROW, ROW | {"N° de dossier": "DS-2", "À déposer": "Non"}, kind=kind)
    assert [action for action, _ in said(batch)] == [Action.CREATE, Action.CREATE]
    assert "Demande déposée, 20 000 €, nouveau porteur : " not in said(batch)[0][1]
    assert said(batch)[0][1] == "Demande déposée, 20 000 €, nouveau porteur."
    assert not GrantApplication.objects.exists()
    accepted(bureau, batch)
    filed, draft = GrantApplication.objects.order_by("pk")
    assert (filed.state, filed.number, filed.channel) == ("submitted", "FIPD-2026-D-0001", "file")
    assert (draft.state, draft.number) == ("draft", "")
    assert filed.pieces.exists()
    assert [town.name for town in filed.communes.all()] == ["Créteil"]
    assert sum(line.amount for line in filed.budget.all() if line.account.startswith("6")) == Decimal("40000.50")
    body = Promoter.objects.get()
    assert (body.siret, body.iban_end, body.sealed_iban) == (SIRET, "0189", IBAN.replace(" ", ""))


def test_the_same_file_twice_does_nothing_and_a_changed_one_is_told(bureau, call):
    accepted(bureau, brought(bureau, ROW))
    again = brought(bureau, ROW)
    assert said(again)[0][0] == Action.UNCHANGED
    changed = brought(bureau, ROW | {"Intitulé du projet": "Autre titre"})
    action, reason = said(changed)[0]
    assert action == Action.REJECT
    assert "FIPD-2026-D-0001" in reason
    assert GrantApplication.objects.count() == GrantDeposit.objects.count() == 1


def test_two_files_accepted_one_after_the_other_make_it_once(bureau, call):
    first, second = brought(bureau, ROW), brought(bureau, ROW)
    accepted(bureau, first)
    accepted(bureau, second)
    assert GrantApplication.objects.count() == 1
    assert said(second)[0] == (Action.OVERTAKEN, "Ce dossier est reçu depuis l'aperçu.")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"SIRET": "21940028000019"}, "SIRET : Ce numéro SIRET n'existe pas"),
        ({"SIRET": "123"}, "14 chiffres"),
        ({"SIRET": "", "RNA": ""}, "indiquer le SIRET"),
        ({"RNA": "X12"}, "RNA : Un numéro RNA commence par W"),
        ({"Nature du porteur": "Commune"}, "seule une association"),
        ({"IBAN": "FR7630006000011234567890188"}, "sa clé de contrôle est fausse"),
        ({"64 Charges de personnel (€)": "25 000"}, "ne s'équilibrent pas, écart 0,50 €"),
        ({"60 Achats (€)": "", "64 Charges de personnel (€)": ""}, "aucune charge"),
        ({"Subvention demandée (€)": "0"}, "montant positif"),
        ({"Subvention demandée (€)": "-3"}, "montant au centime, positif"),
        ({"Subvention demandée (€)": "12,3456"}, "montant au centime"),
        ({"Subvention demandée (€)": "20.000"}, "« 20.000 » est ambigu (milliers ou décimales ?) : écrire 20 000,00."),
        ({"Subvention demandée (€)": "12,000"}, "ambigu"),
        ({"Subvention demandée (€)": "1,234,56"}, "ambigu"),
        ({"IBAN": "••••"}, "IBAN : masqué dans le fichier des rejets, l'écrire de nouveau ou vider la cellule."),
        ({"Porteur": f"Cap médiation {IBAN}"}, "Porteur : ce qui s'y trouve est confidentiel"),
        ({"Subvention demandée (€)": "beaucoup"}, "n'est pas un nombre"),
        ({"Du": "31/02/2026"}, "n'est pas une date"),
        ({"Au": "01/05/2026"}, "la fin précède le début"),
        ({"Axe": "S1"}, "n'est pas un axe de cet appel"),
        ({"Axe": "Z9"}, "n'est pas une valeur connue"),
        ({"Appel à projets": "Inconnu"}, "n'est pas une valeur connue"),
        ({"Communes du projet": "Atlantide"}, "n'est pas une valeur connue"),
        ({"Porteur": ""}, "Porteur : valeur obligatoire"),
        ({"N° de dossier": ""}, "N° de dossier : valeur obligatoire"),
        ({"Intitulé du projet": "x" * 161}, "160 au plus"),
    ],
)  # fmt: skip
def test_each_fault_is_told_on_its_row_and_the_others_pass(bureau, call, change, words):
    batch = brought(bureau, {**ROW, "N° de dossier": "DS-0"}, ROW | change)
    good, bad = said(batch)
    assert good[0] == Action.CREATE
    assert bad[0] == Action.REJECT
    assert words in bad[1]


def test_an_establishment_of_la_poste_has_its_own_key(bureau, call):
    # 35600000000056: the sum of its digits, not its key, says that it exists.
    assert said(brought(bureau, ROW | {"SIRET": POST_OFFICE}))[0][0] == Action.CREATE
    assert said(brought(bureau, ROW | {"SIRET": "35600000049837"}))[0][0] == Action.CREATE
    assert said(brought(bureau, ROW | {"SIRET": "35600000049838"}))[0][0] == Action.REJECT


def test_a_known_promoter_keeps_what_it_has_and_its_account_does_not_move(bureau, call):
    body = carried(bureau.agent, "Horizon jeunes", SIRET)
    accepted(bureau, brought(bureau, ROW))
    body.refresh_from_db()
    assert (body.name, body.iban_end, body.representative) == ("Horizon jeunes", "0189", "Mme Jeanne Aubry")
    other = ROW | {"N° de dossier": "DS-3", "IBAN": "FR1420041010050500013M02606"}
    action, reason = said(brought(bureau, other))[0]
    assert action == Action.REJECT
    assert "finit par 0189" in reason


def test_the_account_is_nowhere_in_clear(bureau, call, client):
    batch = brought(bureau, ROW, ROW | {"N° de dossier": "DS-2", "Axe": "S1"})
    known = IBAN.replace(" ", "")
    for line in batch.lines.all():
        assert "3000 6000" not in str([line.cells, line.values, line.changes])
        assert known not in str([line.cells, line.values])
    assert IBAN not in str(batch.samples)
    client.force_login(bureau.agent)
    for name in ("import", "import-mapping"):
        page = client.get(reverse(f"directorate:{name}", args=[batch.pk])).content.decode()
        assert "3000 6000" not in page
        assert "Médiation de nuit" in page or name == "import-mapping"
    rejects = client.get(reverse("directorate:import-rejects", args=[batch.pk, "csv"]))
    assert "3000 6000" not in b"".join(rejects.streaming_content).decode()


HEADED = "Coordonnées bancaires"


def test_the_account_is_nowhere_in_clear_under_a_heading_that_nobody_knows(bureau, call, client):
    named = [HEADED if name == "IBAN" else name for name in ROW]
    rows = [[ROW[name] for name in ROW], [(ROW | {"Axe": "S1", "N° de dossier": "DS-2"})[name] for name in ROW]]
    # An unquoted separator shifts the account by one column.
    shifted = list((ROW | {"N° de dossier": "DS-3"}).values())
    shifted.insert(4, "Cap")
    content = "\n".join(";".join(row) for row in [named, *rows, shifted]).encode()
    batch = imports.begin(document=SimpleUploadedFile("demandes.csv", content), target=INTAKE.code, by=bureau.agent,
                          at=AT)  # fmt: skip
    assert "iban" not in batch.mapping["columns"]
    assert "••••" in batch.samples[0]
    assert "3000 6000" not in str([batch.samples, batch.unknown])
    batch = imports.save_mapping(batch=batch, mapping=batch.mapping, by=bureau.agent, at=AT)
    assert [action for action, _ in said(batch)] == [Action.CREATE, Action.REJECT, Action.REJECT]
    for line in batch.lines.all():
        assert "3000 6000" not in str([line.cells, line.values, line.changes, line.reason, line.label])
    client.force_login(bureau.agent)
    rejects = client.get(reverse("directorate:import-rejects", args=[batch.pk, "csv"]))
    assert "3000 6000" not in b"".join(rejects.streaming_content).decode()
    # A column that is recognised afterwards is masked at once, even what does not look like an account.
    mapping = batch.mapping | {"columns": {"iban": "Porteur"}}
    batch = imports.save_mapping(batch=batch, mapping=mapping, by=bureau.agent, at=AT)
    assert "Cap médiation" not in str(batch.samples[:2])


def test_a_table_without_headings_does_not_name_a_column_after_an_account(bureau, call):
    content = "\n".join(";".join([f"Dossier {rank}", "Cap médiation", IBAN]) for rank in "ABC").encode()
    batch = imports.begin(document=SimpleUploadedFile("demandes.csv", content), target=INTAKE.code, by=bureau.agent,
                          at=AT)  # fmt: skip
    assert "3000 6000" not in str([batch.columns, batch.samples, batch.mapping])


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        (IBAN, True), ("compte FR76 3000 6000 0112 3456 7890 180, mistyped", True), ("BE68539007547034", True),
        ("RIB : 30006 00001 12345678901 89", True), ("NL91 ABNA 0417 1643 00", True), (SIRET, False),
        ("Le 12 rue de la République 94000 Créteil", False), ("FR40303265045", False), ("", False),
        ("94000 94010 94020 94028 94046", False), ("Du 12 juin 2026 au 31 décembre 2026, 120 jeunes suivis", False),
    ],
)  # fmt: skip
def test_what_looks_like_an_account(text, seen):
    assert iban.looks_like(text) is seen


def test_a_row_refused_on_the_way_is_not_half_done(bureau, call, monkeypatch):
    batch = brought(bureau, ROW, ROW | {"N° de dossier": "DS-2", "SIRET": POST_OFFICE, "IBAN": ""})
    real = operations.add_indicator

    def failing(**facts):
        if facts["application"].promoter.siret == SIRET:
            raise operations.Conflict("Un collègue vient de changer cette demande.")
        return real(**facts)

    monkeypatch.setattr(operations, "add_indicator", failing)
    accepted(bureau, batch)
    assert [action for action, _ in said(batch)] == [Action.OVERTAKEN, Action.CREATE]
    assert [row.siret for row in Promoter.objects.all()] == [POST_OFFICE]
    assert GrantApplication.objects.count() == 1


def test_a_call_that_closed_meanwhile_takes_nothing(bureau, call):
    batch = brought(bureau, ROW)
    call_operations.close_call(call=call, by=bureau.head, at=AT)
    accepted(bureau, batch)
    assert "ne reçoit plus" in said(batch)[0][1]
    assert not GrantApplication.objects.exists()


FILED = "Déposée le"


def brought_with_its_day(bureau, at, *rows: dict) -> TableImport:
    out, names = BytesIO(), [*ROW, FILED]
    FORMATS["csv"].write(out, names, [[row.get(name) for name in names] for row in rows], "Demandes")
    document = SimpleUploadedFile("demandes.csv", out.getvalue())
    batch = imports.begin(document=document, target=INTAKE.code, by=bureau.agent, at=at)
    return imports.save_mapping(batch=batch, mapping=batch.mapping, by=bureau.agent, at=at)


def test_what_was_filed_in_time_is_taken_after_the_call_has_closed(bureau, call):
    call_operations.close_call(call=call, by=bureau.head, at=AT)
    days = [("02/03/2026", "Oui"), ("", "Oui"), ("28/02/2026", "Oui"), ("21/04/2026", "Oui"), ("02/03/2026", "Non"),
            ("20/04/2026", "")]  # fmt: skip
    rows = [
        ROW | {"N° de dossier": f"DS-{rank}", FILED: day, "À déposer": submit}
        for rank, (day, submit) in enumerate(days)
    ]
    batch = brought_with_its_day(bureau, AT, *rows)
    found = said(batch)
    assert [action for action, _ in found] == [Action.CREATE, *[Action.REJECT] * 4, Action.CREATE]
    assert "ne reçoit plus" in found[1][1]
    assert "cet appel reçoit du 01/03/2026 au 20/04/2026" in found[2][1]
    assert "21/04/2026" in found[3][1]
    assert "À déposer : non" in found[4][1]
    accepted(bureau, batch)
    first, today = GrantApplication.objects.order_by("received_at")
    assert [paris_day(row.received_at).isoformat() for row in (first, today)] == ["2026-03-02", "2026-04-20"]
    assert today.received_at <= AT
    assert {row.state for row in (first, today)} == {"submitted"}


def test_an_association_without_siret_stays_one_promoter(bureau, call):
    row = ROW | {"SIRET": "", "IBAN": ""}
    batch = accepted(bureau, brought(bureau, row, row | {"N° de dossier": "DS-2"}))
    assert [action for action, _ in said(batch)] == [Action.CREATE] * 2
    assert Promoter.objects.get().siret == ""
    # Its SIRET comes afterwards: the same promoter receives it.
    accepted(bureau, brought(bureau, ROW | {"N° de dossier": "DS-3"}))
    body = Promoter.objects.get()
    assert (body.siret, body.iban_end, body.applications.count()) == (SIRET, "0189", 3)
    # Another establishment of the same association is another promoter.
    accepted(bureau, brought(bureau, ROW | {"N° de dossier": "DS-4", "SIRET": POST_OFFICE, "IBAN": ""}))
    assert Promoter.objects.count() == 2


def test_an_import_is_taken_back_while_it_is_in_draft(bureau, call):
    batch = accepted(bureau, brought(bureau, ROW | {"À déposer": "Non"}))
    context = Context(bureau.agent, AT, batch)
    assert INTAKE.undo(list(batch.lines.all()), context) == []
    assert not GrantApplication.objects.exists()
    batch = accepted(bureau, brought(bureau, ROW | {"N° de dossier": "DS-9"}))
    assert "déposée" in INTAKE.undo(list(batch.lines.all()), context)[0]


def test_an_import_whose_draft_was_worked_on_since_is_not_taken_back(bureau, call):
    batch = accepted(bureau, brought(bureau, ROW | {"À déposer": "Non"}))
    row = GrantApplication.objects.get()
    [line] = batch.lines.all()
    assert line.stamp == str(row.version)
    lines = [{"account": "60", "label": "Achats", "amount": Decimal(5)}]
    operations.set_budget(application=row, lines=lines, by=bureau.agent, at=AT)
    assert "modifiée depuis" in INTAKE.undo([line], Context(bureau.agent, AT, batch))[0]
    assert GrantApplication.objects.exists()


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_the_template_is_there_and_its_example_passes(bureau, call, client, kind):
    client.force_login(bureau.agent)
    response = client.get(reverse("directorate:import-model", args=[INTAKE.code, kind]))
    content = b"".join(response.streaming_content)
    document = SimpleUploadedFile(f"modele.{kind}", content)
    batch = imports.begin(document=document, target=INTAKE.code, by=bureau.agent, at=AT)
    mapping = batch.mapping | {"fixed": {"call": str(call.pk)}}
    mapping["columns"] = {name: column for name, column in mapping["columns"].items() if name != "call"}
    batch = imports.save_mapping(batch=batch, mapping=mapping, by=bureau.agent, at=AT)
    assert said(batch)[0][0] == Action.CREATE, said(batch)


def test_the_budget_of_a_row_is_balanced_with_its_contributions():
    values = {"asked": "10", "charge_60": "15", "own": "5", "in_kind": "3"}
    assert [row["account"] for row in intake.budget_lines(values)] == ["60", "74", "75", "86", "87"]
    assert list(intake.budget_faults(values)) == []


def test_an_address_longer_than_its_place_is_refused_on_its_row():
    labels = ".".join(["a" * 60] * 3)
    assert read_as.email("a@exemple.fr") == "a@exemple.fr"
    with pytest.raises(ValueError, match="254 au plus"):
        read_as.email(f"{'a' * 64}@{labels}.exemple.fr")
