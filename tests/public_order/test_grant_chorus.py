"""Chorus: lines read as they come, matched by commitment and SIRET, never twice, to the cent (CHO-01 to CHO-03)."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
import time_machine
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from directorate.imports import operations as imports
from directorate.imports.models import ImportLine
from directorate.jobs.models import Job
from directorate.parameters.models import Parameter
from directorate.web.errors import Conflict, DomainError
from public_order.grants import chorus, terms
from public_order.grants import chorus_operations as operations
from public_order.grants.chorus_import import CHORUS
from public_order.grants.exchange_models import ChorusPayment, ChorusRequest, ChorusRequestLine
from public_order.grants.models import GrantApplication, Promoter
from public_order.grants.payments.models import GrantCommitment, GrantPayment
from tests.public_order.grant_stage import AT, carried, drafted, opened

EJ, SIRET = "2102661732", "21940028000018"
OTHER = "35600000000048"
Action = ImportLine.Action
ONE = chorus.Commitment(1, "FIPD-2026-D-0001", SIRET, EJ, {"1"}, Decimal(24_000), Decimal(18_000))
LINE = chorus.Paid(EJ, "1", SIRET, "1000000001", Decimal(18_000))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1 234,50", "1234.5"), ("1\u00a0234,50", "1234.5"), ("1\u202f234,50 €", "1234.5"), ("1.234,50", "1234.5"),
        ("1234.5", "1234.5"), ("-1 234,50", "-1234.5"), ("1 234,50-", "-1234.5"), ("\u22121 234,5", "-1234.5"),
        ("18000", "18000"), ("18000.00", "18000"), ("0,500", "0.5"), ("20.000,00", "20000"),
    ],
)  # fmt: skip
def test_cho_02_amounts_read_in_every_form(text, said):
    assert chorus.money(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "20.000",
        "20.000 €",
        "12.000-",
        "1,234,56",
        "1,234.50",
        "1,230.00",
        "12,345",
        "abc",
        "0",
        "0,00",
        "1e9",
        "NaN",
        "",
        "99999999999",
    ],
)
def test_cho_02_amounts_that_read_in_two_ways_or_none_are_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 - the kit puts its words beside the field
        chorus.money(text)


@given(st.decimals("-9999999", "9999999", places=2).filter(bool))
def test_cho_02_an_amount_written_in_french_reads_back(amount):
    written = f"{amount:,.2f}".replace(",", "\u202f").replace(".", ",")
    assert Decimal(chorus.money(written)) == amount


@pytest.mark.parametrize(
    ("text", "said"), [("2102661732", EJ), ("21 026 617 32", EJ), ("210266173", None), ("2102661732.5", None)]
)
def test_cho_02_numbers_have_ten_digits(text, said):
    if said:
        assert chorus.ten_digits(text) == said
    else:
        with pytest.raises(ValueError, match="dix chiffres"):
            chorus.ten_digits(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [("001", "1"), ("000001", "1"), ("10", "10"), ("0", None), ("000", None), ("1a", None), ("123456", None)],
)
def test_cho_02_a_rank_is_the_same_with_its_zeros(text, said):
    if said:
        assert chorus.rank(text) == said
    else:
        with pytest.raises(ValueError, match="poste"):
            chorus.rank(text)


def test_cho_02_a_siret_keeps_its_key_and_gets_its_zeros_back():
    assert chorus.siret("219 400 280 00018") == SIRET
    assert chorus.siret(OTHER) == OTHER
    # A spreadsheet took it for a number.
    assert chorus.siret("5520850800014") == "05520850800014"
    with pytest.raises(ValueError, match="clé"):
        chorus.siret("21940028000019")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2100012345 - ASSOCIATION HORIZON", ("2100012345", "ASSOCIATION HORIZON")),
        ("Z039 Associations", ("Z039", "Associations")),
        ("BG00/077601000201", ("BG00/077601000201", "")), ("association seule", ("association seule", "")),
    ],
)  # fmt: skip
def test_a_code_and_its_label_stand_in_one_cell(text, said):
    assert chorus.split_code(text) == said


@pytest.mark.parametrize(
    ("known", "line", "match", "said"),
    [
        ([ONE], {}, "matched", ""),
        ([], {}, "unmatched", "aucune subvention n'a l'engagement"),
        ([ONE], {"siret": ""}, "unmatched", "pas de SIRET"),
        ([ONE], {"siret": OTHER}, "unmatched", "n'est pas celui du porteur"),
        ([ONE, {"application": 2, "number": "FIPD-2026-D-0002"}], {}, "unmatched", "couvre plusieurs"),
        ([ONE, {"application": 2, "items": {"2"}}], {}, "matched", ""),
        ([{"paid": Decimal(6_000)}], {}, "differs", "CHO-01 : 24 000 € payés pour 18 000 € de service fait"),
        ([{"paid": Decimal("6000.01")}], {}, "differs", "CHO-01 : 24 000,01 € payés pour 24 000 € engagés"),
        ([{"certified": None}], {"amount": Decimal(24_000)}, "matched", ""),
        ([{"certified": None}], {"amount": Decimal("24000.01")}, "differs", "CHO-01"),
        ([ONE], {"amount": Decimal(-5)}, "differs", "annulations dépassent"),
        ([{"paid": Decimal(18_000)}], {"amount": Decimal(-5)}, "matched", ""),
        ([{"paid": Decimal(18_000), "is_paid": True}], {"amount": Decimal(-5)}, "differs", "Annulation de 5 € : un"),
        ([{"paid": Decimal(18_000), "is_paid": True, "told": {"1000000001": Decimal(18_000)}}],
         {"amount": Decimal(-5), "dp_amount": Decimal(18_000)}, "matched", ""),
        ([{"paid": Decimal(24_000), "paid_here": Decimal(0), "certified": None, "all_committed": Decimal(48_000)}], {},
         "matched", ""),
        ([{"paid": Decimal(24_000), "paid_here": Decimal(0), "certified": None, "all_committed": Decimal(40_000)}], {},
         "differs", "42 000 € payés pour 40 000 € engagés en tout"),
        ([{"told": {"1000000001": Decimal(17_000)}}], {}, "differs", "enregistré sous cette DP est de 17 000 €"),
        ([{"told": {"1000000001": Decimal(18_000)}}], {}, "matched", ""),
        ([{"told": {"1000000001": Decimal(18_000)}}], {"amount": Decimal(10_000), "dp_amount": Decimal(18_000)},
         "matched", ""),
    ],
)  # fmt: skip
def test_cho_01_and_cho_02_what_a_line_is_matched_with(known, line, match, said):
    facts = {name: getattr(ONE, name) for name in ONE.__dataclass_fields__}
    rows = [each if each is ONE else chorus.Commitment(**facts | each) for each in known]
    paid = chorus.Paid(**{name: getattr(LINE, name) for name in LINE.__dataclass_fields__} | line)
    found = chorus.outcome(paid, rows)
    assert found.match == match
    assert said in found.reason.replace("\u202f", " ").replace("\u00a0", " ")
    assert (found.application is not None) == (match in ("matched", "differs"))


@pytest.mark.parametrize(
    ("name", "code", "fine"),
    [
        ("cost_centre", "AA01/0776-C001-4000", True), ("cost_centre", "0216-CIPD-PREF", True),
        ("cost_centre", "centre", False),
        ("domain", "1111-01-02", True), ("domain", "216-10", False), ("activity", "021601010101", True),
        ("activity", "0216", False), ("group", "10.05.01", True), ("group", "10-05-01", False), ("group", "", False),
    ],
)  # fmt: skip
def test_cho_03_codes_are_parameters_of_a_known_shape(name, code, fine):
    fault = chorus.code_fault(name, code)
    assert (fault == "") is fine
    assert fine or fault.startswith("CHO-03")


# --- with the tables ----------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture()
def signed(bureau) -> GrantApplication:
    row = drafted(opened(bureau.head), bureau.agent, asked=24_000)
    facts = {"state": "notified", "number": "FIPD-2026-D-0001", "decision_on": date(2026, 4, 1), "granted": 24_000,
             "proposed": 24_000, "signed_on": date(2026, 4, 2), "notified_on": date(2026, 4, 3)}  # fmt: skip
    GrantApplication.objects.filter(pk=row.pk).update(**facts)
    Promoter.objects.filter(pk=row.promoter_id).update(iban_end="0189")
    return GrantApplication.objects.get(pk=row.pk)


@pytest.fixture()
def committed(signed) -> GrantApplication:
    GrantCommitment.objects.create(
        application=signed, ej=EJ, item=1, amount=24_000, committed_on=date(2026, 4, 5), recorded_at=AT
    )
    return signed


HEAD = ("N° EJ;N° poste EJ;Fournisseur payé (DP);Branche;Code taxe 1;N° TVA 3;Référentiel de programmation;Société;"
        "Exercice comptable;N° DP;N° poste DP;Date de dernière opération sur la DP;Centre financier;"
        "Domaine fonctionnel;Montant payé")  # fmt: skip


def text_line(dp: str = "1000000001", line: str = "001", amount: str = "18 000,00", ej: str = EJ, siret: str = SIRET,
              day: str = "15/04/2026") -> str:  # fmt: skip
    return (f"{ej};1;2100012345 - HORIZON JEUNES DÉPÔT;Z039;{siret};;BG00/021601000201;ADCE;2026;{dp};{line};{day};"
            f"AA01/0216-C001-4000;0216-10-01;{amount}")  # fmt: skip


def upload(content: bytes, name: str = "paiements.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def brought(bureau, content: bytes, name: str = "paiements.csv"):
    """The file deposited by a person, mapped as it is recognised, and previewed."""
    batch = imports.begin(document=upload(content, name), target=CHORUS.code, by=bureau.agent, at=AT)
    return imports.save_mapping(batch=batch, mapping=batch.mapping, by=bureau.agent, at=AT)


def accepted(bureau, batch):
    batch = imports.ask_apply(batch=batch, by=bureau.agent, at=AT)
    imports.take_step(job=Job.objects.get(pk=batch.job_id), at=AT)
    batch.refresh_from_db()
    return batch


def said(batch) -> list[tuple[int, str, str]]:
    return [(line.number, line.action, line.reason.replace("\u202f", " ").replace("\u00a0", " "))
            for line in batch.lines.order_by("number")]  # fmt: skip


FILE = "\n".join([
    HEAD,
    text_line(),
    text_line(dp="1000000002", amount="9 000,00", day="2026-04-16"),
    text_line(dp="1000000003", ej="2102661799", amount="1.500,10"),
    text_line(dp="1000000004", amount="1,234.50"),
    text_line(dp="100000000", amount="1"),
    text_line(dp="1000000005", siret="21940028000019"),
    text_line(dp="1000000006", day="04/25/2026"),
    text_line(),
])  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_cho_02_an_extract_is_recognised_checked_and_shown_before_anything_is_written(bureau, committed, encoding):
    batch = brought(bureau, FILE.encode(encoding))
    found = said(batch)
    queued = 5
    assert [action for _, action, _ in found] == [
        *[Action.CREATE] * 3, *[Action.REJECT] * 2, Action.CREATE, *[Action.REJECT] * 2,
    ]  # fmt: skip
    assert "n'a pas de SIRET qui se lise" in found[queued][2]
    assert "FIPD-2026-D-0001" in found[0][2]
    assert "CHO-01 : 27 000 € payés pour 24 000 € engagés" in found[1][2]
    assert "aucune subvention n'a l'engagement 2102661799" in found[2][2]
    for (number, _, reason), words in zip(
        found[3:], ("ambigu", "dix chiffres", "SIRET", "mois d'abord", "ligne 2"), strict=True
    ):
        assert words in reason, number
    assert not ChorusPayment.objects.exists()
    accepted(bureau, batch)
    rows = {row.dp: row for row in ChorusPayment.objects.all()}
    assert {dp: (row.match, row.amount) for dp, row in rows.items()} == {
        "1000000001": ("matched", Decimal(18_000)), "1000000002": ("differs", Decimal(9_000)),
        "1000000003": ("unmatched", Decimal("1500.10")), "1000000005": ("unmatched", Decimal(18_000)),
    }  # fmt: skip
    assert rows["1000000001"].supplier_label == "HORIZON JEUNES DÉPÔT"
    assert (rows["1000000001"].dp_line, rows["1000000001"].exercise) == ("1", 2026)
    assert sum(amount for _, _, _, amount in operations.sums()) == Decimal("46500.10")
    # The same file again does nothing; a line that says otherwise is told.
    again = brought(bureau, FILE.encode())
    assert [action for _, action, _ in said(again)][:3] == [Action.UNCHANGED] * 3
    other = brought(bureau, "\n".join([HEAD, text_line(amount="17 000")]).encode())
    [(_, action, reason)] = said(other)
    assert action == Action.REJECT
    assert "le montant connu est 18 000 €, le fichier dit 17 000 €" in reason


def test_cho_02_a_workbook_with_numbers_and_dates_reads_the_same(bureau, committed):
    out = BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet, day = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write_row(0, 0, ["N° EJ", "Code taxe 1", "N° DP", "N° poste DP", "Montant payé"])
    sheet.write(0, 5, "Date de dernière opération sur la DP")
    sheet.write_row(1, 0, [2102661732, 21940028000018, 1000000001, 1, 18000.5])
    sheet.write_datetime(1, 5, AT.replace(tzinfo=None), day)
    book.close()
    batch = brought(bureau, out.getvalue(), "paiements.xlsx")
    assert [action for _, action, _ in said(batch)] == [Action.CREATE]
    accepted(bureau, batch)
    row = ChorusPayment.objects.get()
    assert (row.amount, row.match, row.paid_on, row.exercise) == (Decimal("18000.50"), "matched", AT.date(), 2026)


REAL = [
    "Extraction Chorus;;;;;;;;;;;", "Exercice 2026;;;;;;;;;;;", "",
    "N° EJ;N° poste EJ;Fournisseur payé (DP);;Branche;;Code taxe 1;Exercice comptable;N° DP;N° poste DP;"
    "Date de dernière opération sur la DP;Centre financier;;Domaine fonctionnel;;Montant payé",
    f"{EJ};1;2100012345;HORIZON JEUNES;Z039;Associations;{SIRET};2026;1000000001;1;15.04.2026;0216-C001-D094;DRCL;"
    "0216-10-01;FIPD;1 000,00",
    f"{EJ};1;2100012345;HORIZON JEUNES;Z039;Associations;{SIRET};2026;1000000002;1;15-04-2026;;;;;-250,50",
    f"{EJ};1;2100012345;HORIZON JEUNES;Z039;Associations;{SIRET};2026;1000000003;1;15/04/2026;;;;;250,50-",
    ";;;;;;;;;;;;;;Total;499,00",
]  # fmt: skip


def test_cho_02_an_extract_with_titles_codes_and_labels_apart_cancellations_and_a_total(bureau, committed):
    batch = brought(bureau, "\r\n".join(REAL).encode("cp1252"))
    assert [(number, action) for number, action, _ in said(batch)] == [
        (5, Action.CREATE), (6, Action.CREATE), (7, Action.CREATE), (8, Action.REJECT),
    ]  # fmt: skip
    assert "valeur obligatoire" in said(batch)[3][2]
    accepted(bureau, batch)
    assert sum(amount for _, _, _, amount in operations.sums()) == Decimal("499.00")
    first = ChorusPayment.objects.get(dp="1000000001")
    assert (first.supplier, first.branch, first.match) == ("2100012345", "Z039", "matched")


def test_cho_02_the_base_refuses_the_same_line_twice(bureau, committed):
    accepted(bureau, brought(bureau, "\n".join([HEAD, text_line()]).encode()))
    row = ChorusPayment.objects.get()
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_cho_02_two_people_accept_the_same_file(bureau, committed):
    content = "\n".join([HEAD, text_line()]).encode()
    first, second = brought(bureau, content), brought(bureau, content)
    accepted(bureau, first)
    accepted(bureau, second)
    assert ChorusPayment.objects.count() == 1
    assert [action for _, action, _ in said(second)] == [Action.OVERTAKEN]


def test_cho_02_the_queue_is_emptied_by_a_commitment_or_by_a_person(bureau, signed, client):
    accepted(bureau, brought(bureau, FILE.encode()))
    assert {row.match for row in ChorusPayment.objects.all()} == {"unmatched"}
    with pytest.raises(Conflict, match="Rien ne change"):
        operations.match_again(by=bureau.agent, at=AT)
    GrantCommitment.objects.create(
        application=signed, ej=EJ, item=1, amount=24_000, committed_on=date(2026, 4, 5), recorded_at=AT
    )
    ChorusPayment.objects.filter(siret="").delete()
    assert operations.match_again(by=bureau.agent, at=AT) == 2
    matched, differs, waiting = ChorusPayment.objects.order_by("dp")
    assert [matched.match, differs.match, waiting.match] == ["matched", "differs", "unmatched"]
    client.force_login(bureau.agent)
    act = reverse("public_order:chorus-payment-act", args=[waiting.pk, "rapprocher"])
    refused = client.post(act, {"number": "FIPD-2026-D-9999", "reason": "Erreur de numéro d'engagement"})
    assert refused.status_code == 422
    assert "Aucune demande ne porte le numéro" in refused.content.decode()
    assert "Erreur de numéro d&#x27;engagement" in refused.content.decode()
    told = {"number": "fipd-2026-d-0001", "reason": "Ancien engagement du même projet"}
    assert client.post(act, told).status_code == 302
    waiting.refresh_from_db()
    assert (waiting.match, waiting.matched_by) == ("differs", bureau.agent)
    assert "CHO-01" in waiting.reason
    aside = reverse("public_order:chorus-payment-act", args=[differs.pk, "ecarter"])
    assert client.post(aside, {"reason": "Paiement de la MILDECA"}).status_code == 302
    assert client.post(aside, {"reason": "Paiement de la MILDECA"}).status_code == 422
    reopened = operations.reopen(payment=differs, reason="C'était bien le FIPD", by=bureau.agent, at=AT)
    assert (reopened.match, reopened.matched_by, reopened.matched_at) == ("unmatched", bureau.agent, AT)
    # What a person reopened is hers: judging again leaves it.
    with pytest.raises(Conflict, match="Rien ne change"):
        operations.match_again(by=bureau.agent, at=AT)
    reopened.refresh_from_db()
    assert reopened.match == "unmatched"
    for name, args in (("chorus", []), ("chorus-payments", []), ("chorus-payment", [waiting.pk])):
        assert client.get(reverse(f"public_order:{name}", args=args)).status_code == 200
    assert client.get(act).status_code == 200


def test_an_import_is_taken_back_unless_a_person_matched_it(bureau, committed):
    batch = accepted(bureau, brought(bureau, FILE.encode()))
    lines = list(batch.lines.exclude(subject=""))
    row = ChorusPayment.objects.get(ej="2102661799")
    operations.set_aside(payment=row, reason="Autre programme", by=bureau.agent, at=AT)
    assert CHORUS.undo(lines, None)
    assert ChorusPayment.objects.count() == 4


def test_cho_03_requests_leave_once_with_codes_that_hold(bureau, signed, client):
    client.force_login(bureau.agent)
    code = terms.CHORUS["domain"]
    Parameter.objects.filter(code=code).update(value="faux")
    page = client.get(reverse("public_order:chorus")).content.decode()
    assert "CHO-03" in page
    assert client.post(reverse("public_order:chorus-ask")).status_code == 422
    Parameter.objects.filter(code=code).update(value="0216-10-01")
    assert client.post(reverse("public_order:chorus-ask")).status_code == 302
    made = ChorusRequest.objects.get()
    assert (made.count, made.total) == (1, Decimal(24_000))
    content = b"".join(client.get(reverse("public_order:chorus-request-file", args=[made.pk])).streaming_content)
    assert "FIPD-2026-D-0001;Horizon jeunes;21940028000018" in content.decode()
    assert "24000,00" in content.decode()
    with pytest.raises(Conflict, match="Aucune subvention"):
        operations.ask_commitments(by=bureau.agent, at=AT)
    line = ChorusRequestLine.objects.get()
    operations.cancel_request(line=line, reason="Montant erroné dans l'acte", by=bureau.agent, at=AT)
    with pytest.raises(Conflict, match="déjà annulée"):
        operations.cancel_request(line=line, reason="Montant erroné dans l'acte", by=bureau.agent, at=AT)
    assert operations.ask_commitments(by=bureau.agent, at=AT + timedelta(hours=1)).count == 1
    assert "engagement attendu" in client.get(reverse("public_order:chorus")).content.decode()


def test_a_grant_without_its_numbers_is_said_and_does_not_leave(bureau, signed):
    row = drafted(signed.call, bureau.agent, asked=10_000, promoter=carried(bureau.agent, "Sans numéro", siret=""))
    GrantApplication.objects.filter(pk=row.pk).update(
        state="act_signed", number="FIPD-2026-D-0002", granted=10_000, signed_on=date(2026, 4, 2)
    )
    assert "SIRET" in operations.request_fault(GrantApplication.objects.get(pk=row.pk))
    assert operations.ask_commitments(by=bureau.agent, at=AT).count == 1


def test_cho_01_a_payment_recorded_here_is_compared_with_its_number(bureau, committed):
    GrantPayment.objects.create(
        application=committed, rank=1, number="FIPD-2026-D-0001-V1", kind="advance", state="certified", amount=17_000,
        prepared_on=date(2026, 4, 6), due_on=date(2026, 6, 6), certified_on=date(2026, 4, 7), dp="1000000001",
        recorded_at=AT,
    )  # fmt: skip
    [(_, _, reason)] = said(brought(bureau, "\n".join([HEAD, text_line()]).encode()))
    assert "17 000 €, Chorus dit 18 000 €" in reason


def certified(row: GrantApplication, amount: int = 18_000, on: date = date(2026, 4, 7)) -> GrantPayment:
    return GrantPayment.objects.create(
        application=row, rank=1, number="FIPD-2026-D-0001-V1", kind="advance", state="certified", amount=amount,
        prepared_on=date(2026, 4, 6), due_on=date(2026, 6, 6), certified_on=on, recorded_at=AT,
    )  # fmt: skip


def test_cho_02_a_certified_payment_is_noted_as_paid_once_all_its_lines_are_there(bureau, committed):
    payment = certified(committed)
    GrantApplication.objects.update(state="committed")
    lines = [HEAD, text_line(amount="10 000,00"), text_line(line="002", amount="8 000,00", day="16/04/2026")]
    accepted(bureau, brought(bureau, "\n".join(lines).encode()))
    payment.refresh_from_db()
    assert (payment.state, payment.dp, payment.paid_on) == ("paid", "1000000001", date(2026, 4, 16))
    committed.refresh_from_db()
    assert committed.state == "advance_paid"
    assert {row.match for row in ChorusPayment.objects.all()} == {"matched"}
    envelope = committed.call.programme.envelopes.get(kind="CP")
    assert envelope.used == Decimal(18_000)


def test_cho_02_what_keeps_a_payment_from_being_noted_is_said_and_the_line_stays(bureau, committed):
    payment = certified(committed, on=date(2026, 4, 18))
    accepted(bureau, brought(bureau, "\n".join([HEAD, text_line()]).encode()))
    payment.refresh_from_db()
    row = ChorusPayment.objects.get()
    assert (payment.state, row.match) == ("certified", "matched")
    assert "suit la certification" in row.reason


def second(row: GrantApplication, amount: int) -> GrantPayment:
    return GrantPayment.objects.create(
        application=row, rank=2, number="FIPD-2026-D-0001-V2", kind="balance", state="certified", amount=amount,
        prepared_on=date(2026, 4, 6), due_on=date(2026, 6, 6), certified_on=date(2026, 4, 7), recorded_at=AT,
    )  # fmt: skip


def test_cho_02_no_payment_is_noted_on_the_first_line_of_its_request(bureau, committed):
    """14,000 € in two lines: the first of them is no payment of 10,000 €."""
    whole, other = certified(committed, 14_000), second(committed, 10_000)
    GrantApplication.objects.update(state="committed")
    lines = [HEAD, text_line(amount="10 000,00", day="16/04/2026"), text_line(line="002", amount="4 000,00")]
    accepted(bureau, brought(bureau, "\n".join(lines).encode()))
    whole.refresh_from_db()
    other.refresh_from_db()
    assert (whole.state, whole.dp, whole.paid_on) == ("paid", "1000000001", date(2026, 4, 16))
    assert (other.state, other.dp) == ("certified", "")
    assert {row.reason for row in ChorusPayment.objects.all()} == {""}


def test_cho_02_a_request_that_is_paid_already_or_is_not_matched_settles_nothing(bureau, committed):
    payment = certified(committed, 12_000)
    GrantApplication.objects.update(state="committed")
    accepted(bureau, brought(bureau, "\n".join([HEAD, text_line(amount="12 000,00")]).encode()))
    other = second(committed, 12_000)
    row = ChorusPayment.objects.get()
    operations.settle(row, bureau.agent, AT)
    assert (ChorusPayment.objects.get().reason, GrantPayment.objects.get(pk=other.pk).state) == ("", "certified")
    ChorusPayment.objects.update(dp="1000000009", match="differs", reason="Autre montant")
    operations.settle(ChorusPayment.objects.get(), bureau.agent, AT)
    assert GrantPayment.objects.get(pk=other.pk).state == "certified"
    assert GrantPayment.objects.get(pk=payment.pk).state == "paid"


def test_cho_02_an_import_that_noted_a_payment_is_not_taken_back(bureau, committed):
    certified(committed)
    GrantApplication.objects.update(state="committed")
    batch = accepted(bureau, brought(bureau, "\n".join([HEAD, text_line()]).encode()))
    [said_of] = CHORUS.undo(list(batch.lines.exclude(subject="")), None)
    assert "noté payé sur un versement" in said_of
    assert ChorusPayment.objects.count() == 1


def test_cho_01_a_grant_with_two_commitments_is_compared_with_each(bureau, signed):
    other = "2102661740"
    for number, amount in ((EJ, 14_000), (other, 10_000)):
        GrantCommitment.objects.create(
            application=signed, ej=number, item=1, amount=amount, committed_on=date(2026, 4, 5), recorded_at=AT
        )
    lines = [HEAD, text_line(amount="14 000,00"), text_line(dp="1000000002", ej=other, amount="9 000,00"),
             text_line(dp="1000000003", ej=other, amount="2 000,00")]  # fmt: skip
    found = [reason for _, _, reason in said(brought(bureau, "\n".join(lines).encode()))]
    assert found[:2] == ["Rapproché de FIPD-2026-D-0001."] * 2
    assert f"11 000 € payés pour 10 000 € engagés sur {other}" in found[2]
    accepted(bureau, brought(bureau, "\n".join(lines[:2]).encode()))
    found = [reason for _, _, reason in said(brought(bureau, "\n".join([HEAD, *lines[2:]]).encode()))]
    assert found[0] == "Rapproché de FIPD-2026-D-0001."
    assert f"11 000 € payés pour 10 000 € engagés sur {other}" in found[1]


def test_cho_01_a_cancellation_of_what_is_noted_paid_is_told(bureau, committed):
    certified(committed)
    GrantApplication.objects.update(state="committed")
    lines = [HEAD, text_line(), text_line(dp="1000000002", amount="-18 000,00")]
    accepted(bureau, brought(bureau, "\n".join(lines).encode()))
    first, second = ChorusPayment.objects.order_by("dp")
    assert (first.match, second.match) == ("matched", "differs")
    assert "un versement est noté payé" in second.reason
    [(_, _, reason)] = said(brought(bureau, "\n".join([HEAD, text_line(dp="1000000003", amount="-5")]).encode()))
    assert "Annulation de 5 €" in reason


def test_cho_02_what_only_describes_a_payment_is_cut(bureau, committed):
    long = text_line().replace("HORIZON JEUNES DÉPÔT", "H" * 400).replace("ADCE", "A" * 40)
    accepted(bureau, brought(bureau, "\n".join([HEAD, long]).encode()))
    row = ChorusPayment.objects.get()
    assert (row.company, row.match) == ("A" * 20, "matched")


def test_cho_03_a_grant_that_changed_while_the_lock_was_awaited_does_not_leave(bureau, signed, monkeypatch):
    real, asked = operations.to_request, []

    def before_the_lock():
        asked.append(1)
        found = list(real().values_list("pk", flat=True))
        if len(asked) == 1:
            # A colleague withdraws it between the reading and the lock.
            GrantApplication.objects.filter(pk=signed.pk).update(state="granted")
            return GrantApplication.objects.filter(pk__in=found)
        return real()

    monkeypatch.setattr(operations, "to_request", before_the_lock)
    with pytest.raises(Conflict, match="Aucune subvention"):
        operations.ask_commitments(by=bureau.agent, at=AT)


def test_only_the_bureau_acts(bureau, committed):
    accepted(bureau, brought(bureau, "\n".join([HEAD, text_line(ej="2102661799")]).encode()))
    row = ChorusPayment.objects.get()
    with pytest.raises(DomainError):
        operations.set_aside(payment=row, reason="Autre programme", by=bureau.house.administrator, at=AT)
