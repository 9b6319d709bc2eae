"""FIPD-16: the published list, valid against its open schema whatever was typed; what may not be published is said."""

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db.models import Sum
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from directorate.documents.files import open_file
from directorate.parameters.models import Parameter
from directorate.web.errors import Conflict, DomainError, NotAllowed
from public_order.grants import exchange_sources, exchange_stories, publication, scdl, stories, terms
from public_order.grants.chorus_operations import sums
from public_order.grants.exchange_models import ChorusPayment, GrantPlace
from public_order.grants.models import GrantApplication, Promoter
from tests.public_order.grant_stage import AT, carried, drafted, opened
from tests.public_order.table_schema import DATA, SCHEMA, cell_errors, rows_of, structure_errors

GIVER = scdl.Giver("Préfecture", "17940001500014", "Bureau de l'ordre public")
GRANT = scdl.Grant(
    number="FIPD-2026-D-0001", promoter="Horizon jeunes", promoter_kind="association", siret="21940028000018",
    rna="W941234567", year=2026, years=1, decided_on=date(2026, 5, 4), signed_on=date(2026, 5, 12),
    act_number="2026/01234", filed_on=date(2026, 3, 2), starts_on=date(2026, 6, 1), ends_on=date(2026, 12, 31),
    programme="D – Prévention de la délinquance", title="Médiation de nuit", asked=Decimal("30000.5"),
    granted=Decimal("27000"), instrument="agreement", condition=scdl.IN_PARTS, condition_words="Avance puis solde.",
    paid=(date(2026, 5, 12), date(2027, 8, 29)), ej="2102661732", funders=["Ville, service jeunesse", "Région"],
)  # fmt: skip
HOSTILE = (
    '=cmd|"/c calc"!A1',
    "+33 1",
    "-2+3",
    "@SUM(A1)",
    'dit « "oui" »',
    "a\nb;c,d\r\ne",
    "\t=1",
    "'texte",
    "x" * 400,
)


def checked(*grants: scdl.Grant) -> list[dict[str, str]]:
    columns, rows = rows_of(scdl.csv_of(scdl.line_of(each, GIVER, date(2026, 7, 1)) for each in grants))
    assert structure_errors(columns) == []
    assert cell_errors(rows) == []
    return rows


def test_the_columns_are_those_of_the_schema_in_its_order():
    assert list(scdl.COLUMNS) == [field["name"] for field in SCHEMA["fields"]]
    assert len(scdl.COLUMNS) == 40


def test_the_reader_of_the_schema_accepts_the_valid_example_and_refuses_the_other():
    columns, rows = rows_of((DATA / "scdl_exemple_valide.csv").read_bytes())
    # The example has the sixteen columns of the national schema: those that the schema of 40 fields knows hold.
    assert [each for each in structure_errors(columns) if each.startswith("inconnue")] == ["inconnue : dispositifAide"]
    assert cell_errors(rows) == []
    columns, rows = rows_of((DATA / "scdl_exemple_invalide_erreurs_colonnes.csv").read_bytes())
    assert "inconnue : NOM_Beneficiaire" in structure_errors(columns)
    assert "ordre" in structure_errors(columns)
    found = {(column, what) for _, column, what in cell_errors(rows)}
    assert found >= {
        ("dateConvention", "date"),
        ("pourcentageSubvention", "bornes"),
        ("montant", "number"),
        ("rnaBeneficiaire", "forme"),
        ("notificationUE", "valeur"),
        ("conditionsVersement", "valeur"),
    }


def test_fipd_16_a_grant_is_one_line_that_the_schema_accepts():
    [row] = checked(GRANT)
    assert (row["montant"], row["montantDemande"], row["pourcentageSubvention"]) == ("27000.00", "30000.50", "1.00")
    assert row["datesPeriodeVersement"] == "2026-05-12/2027-08-29"
    assert row["attribuantsCofinanceurs"] == "Ville service jeunesse, Région"
    assert (row["cofinancement"], row["pluriannualite"], row["anneesPluriannualite"]) == ("oui", "non", "")


@pytest.mark.parametrize(
    ("change", "column", "said"),
    [
        ({"years": 3}, "anneesPluriannualite", "2026 - 2027 - 2028"),
        ({"years": 3}, "pluriannualite", "oui"),
        ({"paid": (date(2026, 6, 1),), "condition": scdl.ONCE}, "datesPeriodeVersement", "2026-06-01"),
        ({"condition": scdl.OTHERWISE}, "conditionsVersement", "autre"),
        ({"rna": ""}, "rnaBeneficiaire", ""),
        ({"rna": "W9R1234567"}, "rnaBeneficiaire", ""),
        ({"siret": ""}, "idBeneficiaire", ""),
        ({"funders": []}, "cofinancement", "non"),
        ({"ej": ""}, "ej", ""),
        ({"title": "x" * 300}, "objet", "x" * 256),
    ],
)  # fmt: skip
def test_fipd_16_each_variant_is_accepted(change, column, said):
    [row] = checked(replace(GRANT, **change))
    assert row[column] == said


@pytest.mark.parametrize("text", HOSTILE)
def test_fipd_16_hostile_words_stay_words(text):
    [row] = checked(replace(GRANT, title=text, promoter=text, act_number=text, condition_words=text, funders=[text]))
    for column in ("objet", "nomBeneficiaire", "referenceDecision", "attribuantsCofinanceurs"):
        assert row[column][0] not in "=+-@\t\r", column
        assert "\n" not in row[column]


@given(st.text(min_size=1).filter(lambda text: text.strip("\x00").strip()), st.decimals("0.01", "9999999", places=2))
def test_fipd_16_whatever_is_typed_the_file_reads_back_to_the_cent(words, money):
    grant = replace(GRANT, title=words, promoter="a" + words.replace("\ud800", ""), granted=money)
    try:
        words.encode()
    except UnicodeEncodeError:
        return
    columns, rows = rows_of(scdl.csv_of([scdl.line_of(grant, GIVER, date(2026, 7, 1))]))
    assert structure_errors(columns) == []
    assert len(rows) == 1
    assert Decimal(rows[0]["montant"]) == money


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"siret": "", "rna": ""}, "ni SIRET ni numéro RNA"),
        ({"siret": "", "rna": "W9R1234567"}, "ni SIRET ni numéro RNA"),
        ({"siret": "21940028000019"}, "clé de contrôle"),
        ({"title": "  "}, "objet"),
        ({"signed_on": None}, "signature"),
        ({"paid": ()}, "période de versement"),
        ({"granted": Decimal(0)}, "montant"),
        ({"promoter": ""}, "nom du porteur"),
    ],
)  # fmt: skip
def test_fipd_16_what_prevents_a_publication_is_said(change, said):
    assert said in " ".join(scdl.faults(replace(GRANT, **change)))


def test_fipd_16_a_la_poste_siret_is_accepted():
    assert scdl.faults(replace(GRANT, siret="35600000000048")) == []
    assert scdl.faults(GRANT) == []


@pytest.mark.parametrize(
    ("instrument", "granted", "kind", "expected"),
    [
        ("order", 23_000, "association", False), ("order", Decimal("23000.01"), "association", True),
        ("agreement", 12_000, "association", True), ("years", 5_000, "association", True),
        ("order", 60_000, "commune", True), ("order", 60_000, "person", False),
    ],
)  # fmt: skip
def test_fipd_16_the_threshold_and_who_is_never_published(instrument, granted, kind, expected):
    assert scdl.is_published(instrument, Decimal(granted), kind, 23_000) is expected


def test_fipd_16_the_delay_is_three_months_after_the_signature():
    assert scdl.publish_by(date(2026, 8, 31), 3) == date(2026, 11, 30)


# --- with the tables ----------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def today(request):
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture()
def signed(bureau):
    call = opened(bureau.head)
    facts = {"state": "notified", "number": "FIPD-2026-D-0001", "decision_on": date(2026, 4, 1), "granted": 24_000,
             "proposed": 24_000, "signed_on": date(2026, 4, 2), "act_number": "2026/00001", "instrument": "agreement",
             "received_at": AT}  # fmt: skip
    first = drafted(call, bureau.agent, asked=24_000, title="=Médiation")
    GrantApplication.objects.filter(pk=first.pk).update(**facts)
    nameless = carried(bureau.agent, "Sans numéro", siret="")
    second = drafted(call, bureau.agent, asked=30_000, promoter=nameless)
    GrantApplication.objects.filter(pk=second.pk).update(**facts | {"number": "FIPD-2026-D-0002", "granted": 30_000})
    person = carried(bureau.agent, "Une personne", siret="35600000000048", kind="person")
    third = drafted(call, bureau.agent, asked=30_000, promoter=person)
    GrantApplication.objects.filter(pk=third.pk).update(**facts | {"number": "FIPD-2026-D-0003", "granted": 30_000})
    return first, second


def test_fipd_16_a_publication_holds_what_nothing_prevents_and_says_the_rest(bureau, signed, client):
    ready, blocked = signed
    client.force_login(bureau.head)
    page = client.get(reverse("public_order:grant-publication")).content.decode()
    assert "ni SIRET ni numéro RNA" in page
    assert "FIPD-2026-D-0003" not in page
    assert client.get(reverse("public_order:grant-open-data-file")).status_code == 404
    assert client.post(reverse("public_order:grant-publish")).status_code == 302
    row = publication.latest_publication()
    assert (row.count, row.total) == (1, Decimal(24_000))
    client.logout()
    assert "24\u00a0000,00" in client.get(reverse("public_order:grant-open-data")).content.decode().replace(
        "\u202f", "\u00a0"
    )
    content = b"".join(client.get(reverse("public_order:grant-open-data-file")).streaming_content)
    columns, rows = rows_of(content)
    assert structure_errors(columns) == []
    assert cell_errors(rows) == []
    assert rows[0]["objet"] == "'=Médiation"
    promoter = Promoter.objects.get(pk=ready.promoter_id)
    for hidden in (promoter.representative, promoter.address):
        assert hidden not in content.decode()
    # The same list twice is one publication; once its promoter has a number, the other one follows.
    with pytest.raises(Conflict, match="à jour"):
        publication.publish(by=bureau.head, at=AT + timedelta(days=1))
    Promoter.objects.filter(name="Sans numéro").update(rna="W941234568")
    row = publication.publish(by=bureau.head, at=AT + timedelta(days=1))
    assert (row.count, row.total) == (2, Decimal(54_000))
    client.force_login(bureau.head)
    shown = re.sub(r"\s+", " ", client.get(reverse("public_order:grant-publication")).content.decode())
    assert "Rien à corriger" in shown
    assert client.get(reverse("public_order:grant-publication-file", args=[row.pk])).status_code == 200


def test_fipd_16_an_amendment_that_lowers_a_published_grant_is_to_be_published_again(bureau, signed, client):
    ready, _ = signed
    GrantApplication.objects.filter(pk=ready.pk).update(instrument="order")
    publication.publish(by=bureau.head, at=AT)
    client.force_login(bureau.head)
    address = reverse("public_order:grant-publication")
    assert "à republier" not in client.get(address).content.decode()
    # Under the threshold, it stays in the list that already holds it.
    GrantApplication.objects.filter(pk=ready.pk).update(granted=20_000)
    page = client.get(address)
    assert page.context["unpublished"] == 1
    assert "à republier" in page.content.decode()
    row = publication.publish(by=bureau.head, at=AT + timedelta(days=1))
    assert (row.count, row.total) == (1, Decimal(20_000))
    assert client.get(address).context["unpublished"] == 0


def test_fipd_16_only_who_decides_publishes_and_the_number_of_the_prefecture_is_needed(bureau, signed):
    with pytest.raises(NotAllowed):
        publication.publish(by=bureau.agent, at=AT)
    Parameter.objects.filter(code=terms.GIVER_SIRET).update(value="17940001500015")
    with pytest.raises(DomainError, match="SIRET de la préfecture"):
        publication.publish(by=bureau.head, at=AT)


def test_fipd_16_a_late_grant_is_marked(bureau, signed):
    late = publication.lines(date(2026, 7, 3))
    assert [each.is_late(date(2026, 7, 3)) for each in late] == [True, True]
    assert [each.is_late(date(2026, 7, 2)) for each in late] == [False, False]


def test_fipd_16_the_agenda_says_the_last_day_until_it_is_published(bureau, signed):
    def said(first: date, last: date) -> list[str]:
        return [event.label for event in exchange_sources.agenda(bureau.agent, first, last)]

    assert said(date(2026, 7, 2), date(2026, 7, 2)) == [
        "Publier la subvention FIPD-2026-D-0001", "Publier la subvention FIPD-2026-D-0002",
    ]  # fmt: skip
    assert said(date(2026, 7, 3), date(2026, 7, 31)) == said(date(2026, 6, 1), date(2026, 7, 1)) == []
    publication.publish(by=bureau.head, at=AT)
    assert said(date(2026, 7, 1), date(2026, 7, 31)) == ["Publier la subvention FIPD-2026-D-0002"]
    assert not list(exchange_sources.agenda(bureau.house.agent, date(2026, 7, 1), date(2026, 7, 31)))


def test_the_demonstration_has_a_valid_list_and_a_queue_that_adds_up(bureau):
    stories.tell(AT)
    exchange_stories.tell(AT)
    row = publication.latest_publication()
    with open_file(row.file) as content:
        columns, rows = rows_of(content.read())
    assert (structure_errors(columns), cell_errors(rows)) == ([], [])
    assert sum(Decimal(line["montant"]) for line in rows) == row.total > 0
    found = {code: amount for code, _, _, amount in sums()}
    assert found["unmatched"] == Decimal("16350.50")
    assert sum(found.values()) == ChorusPayment.objects.aggregate(sum=Sum("amount"))["sum"]
    assert GrantPlace.objects.exists()
