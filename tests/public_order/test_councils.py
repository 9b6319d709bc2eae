"""Councils, departmental plan and protocols on their tables and by their pages (PRE, PRO)."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from directorate.journal.models import JournalEntry
from directorate.web.errors import Conflict, DomainError, NotAllowed
from public_order.councils import operations, queries, rules
from public_order.councils.models import CouncilMembership, GroupSitting
from public_order.models import Council, CouncilDuty, CouncilLetter, NationalAxis, Protocol, ProtocolTerm
from public_order.protocols import operations as protocols
from public_order.protocols import queries as reading
from tests.people import paris
from tests.public_order.council_stage import AT, council, protocol

pytestmark = pytest.mark.django_db
ON = AT.date()


@pytest.fixture()
def by(bureau):
    return bureau.agent


def line(commune: str, on: date = ON) -> queries.Line:
    return next(one for one in queries.board(on) if one.commune.pk == commune)


# --- PRE ----------------------------------------------------------------------------------------------------------


def test_pre_01_recomputed_for_the_year_with_its_trace(house, by):
    assert operations.compute_duties(year=2026, by=by, at=AT) == 2
    house.vincennes.population = 5000
    house.vincennes.save()
    assert operations.compute_duties(year=2026, by=by, at=AT) == 2
    rows = {row.commune_id: row for row in CouncilDuty.objects.filter(year=2026)}
    assert rows["94028"].is_obliged and rows["94028"].needs_coordinator and not rows["94080"].is_obliged
    assert rows["94080"].trace[0] == {
        "rule": "PRE-01", "words": "5 000 habitants pour un seuil de 5 000 (L132-4)", "holds": False
    } or "5" in rows["94080"].trace[0]["words"]  # fmt: skip


def test_pre_02_missing_then_active_then_dormant(house, by):
    operations.compute_duties(year=2026, by=by, at=AT)
    assert line("94028").status == rules.MISSING and line("94028").letter == "missing"
    row = council(house, by)
    operations.record_sitting(council=row, formation="plenary", held_on=date(2025, 5, 4), by=by, at=AT)
    assert line("94028").status == rules.ACTIVE
    found = line("94028", date(2026, 5, 5))
    assert (found.status, found.sleep.days, found.letter) == (rules.DORMANT, 1, "dormant")


def test_pre_03_no_coordinator_then_one_designated_in_writing(house, bureau, by):
    operations.compute_duties(year=2026, by=by, at=AT)
    row = council(house, by, created_on=date(2026, 1, 1))
    assert line("94028").lacks_coordinator and line("94028").letter == "coordinator"
    facts = {"council": row, "name": "Mme Solène Picard", "kind": "designated_by_prefet", "since": ON}
    with pytest.raises(NotAllowed):
        operations.name_coordinator(by=by, at=AT, **facts)
    made = operations.name_coordinator(by=bureau.head, at=AT, **facts)
    assert made.letter is not None and not line("94028").lacks_coordinator
    with pytest.raises(DomainError) as refusal:
        operations.name_coordinator(by=bureau.head, at=AT, **facts)
    assert refusal.value.field == "since"


def test_pre_04_covered_from_the_entry_and_never_twice(house, by):
    operations.compute_duties(year=2026, by=by, at=AT)
    shared = council(house, by, kind="cispd", name="CISPD du Nord", communes=[house.creteil, house.vincennes],
                     created_on=date(2026, 3, 1))  # fmt: skip
    assert queries.council_of(house.vincennes, date(2026, 2, 28)) is None
    assert queries.council_of(house.vincennes, date(2026, 3, 1)) == shared
    assert line("94080").status == rules.ACTIVE
    with pytest.raises(Conflict, match="déjà dans CISPD du Nord") as refusal:
        council(house, by)
    assert refusal.value.field == "communes" and Council.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        CouncilMembership.objects.create(council=shared, commune=house.creteil, since=date(2026, 6, 1))


def test_pre_05_a_group_keeps_a_day_a_count_and_themes_only(house, by):
    kept = {field.name for field in GroupSitting._meta.get_fields()}
    assert kept == {"id", "group", "held_on", "attendance", "themes"}
    group = operations.open_group(council=council(house, by), theme="Rodéos", frequency_months=2,
                                  charter_signed_on=None, by=by, at=AT)  # fmt: skip
    facts = {"group": group, "held_on": date(2026, 4, 1), "attendance": 9, "themes": "Prévention"}
    operations.record_group_sitting(by=by, at=AT, **facts)
    with pytest.raises(Conflict):
        operations.record_group_sitting(by=by, at=AT, **facts)


def test_pre_06_the_plan_is_signed_after_both_opinions_in_order(house, bureau, by):
    row = operations.record_plan(starts_year=2026, ends_year=2028, axes="Jeunes : médiation", by=by, at=AT)
    with pytest.raises(DomainError, match="PRE-06"):
        operations.sign_plan(plan=row, number="", signed_on=ON, by=bureau.head, at=AT)
    with pytest.raises(DomainError, match="après celui du CDPD"):
        operations.record_opinions(plan=row, prosecutor_on=date(2026, 3, 2), council_on=date(2026, 3, 1), by=by, at=AT)
    operations.record_opinions(plan=row, prosecutor_on=date(2026, 3, 1), council_on=date(2026, 4, 1), by=by, at=AT)
    row = operations.sign_plan(plan=row, number="", signed_on=ON, by=bureau.head, at=AT)
    assert row.number.startswith("2026/") and row.order is not None
    with pytest.raises(Conflict):
        operations.sign_plan(plan=row, number="", signed_on=ON, by=bureau.head, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(prosecutor_on=date(2026, 4, 2))


def test_a_letter_to_a_mayor_is_written_once_a_day(house, by):
    operations.compute_duties(year=2026, by=by, at=AT)
    operations.write_to_mayor(line=line("94028"), by=by, at=AT)
    with pytest.raises(Conflict, match="déjà écrite"):
        operations.write_to_mayor(line=line("94028"), by=by, at=AT)
    assert CouncilLetter.objects.get().letter is not None


# --- PRO ----------------------------------------------------------------------------------------------------------


def test_pro_02_a_tacit_term_is_created_with_its_line_in_the_journal(house, by):
    row = protocol(house, by)
    assert protocols.renew_all(at=paris(2026, 5, 31)) == 0
    assert protocols.renew_all(at=paris(2026, 6, 1)) == 1 and protocols.renew_all(at=paris(2026, 6, 2)) == 0
    first = row.terms.first()
    assert (first.number, first.origin, first.starts_on, first.ends_on) == (
        2, "tacit", date(2026, 6, 1), date(2029, 5, 31)
    )  # fmt: skip
    assert JournalEntry.objects.filter(action="protocol.renewed").count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        ProtocolTerm.objects.create(protocol=row, number=3, starts_on=date(2027, 1, 1), ends_on=date(2028, 1, 1),
                                    origin="tacit", created_at=AT)  # fmt: skip


@pytest.mark.parametrize(("denounced", "renewed"), [(date(2026, 2, 28), 0), (date(2026, 3, 1), 1)])
def test_pro_02_denounced_with_its_notice_or_too_late(house, by, denounced, renewed):
    row = protocol(house, by)
    protocols.denounce(protocol=row, denounced_on=denounced, denounced_by="Ville", by=by, at=AT)
    assert protocols.renew_all(at=paris(2026, 7, 1)) == renewed
    with pytest.raises(Conflict):
        protocols.denounce(protocol=row, denounced_on=denounced, denounced_by="Ville", by=by, at=AT)


def test_pro_03_a_committee_that_did_not_meet_is_late(house, by):
    row = protocol(house, by)
    assert reading.committees_late(ON) == [row]
    protocols.record_committee(protocol=row, held_on=date(2026, 4, 1), summary="Fait", next_on=None, by=by, at=AT)
    assert reading.committees_late(ON) == [] and reading.committees_late(date(2026, 10, 2)) == [row]


def test_pro_04_no_signature_without_the_mandate_of_each(house, by):
    row = protocol(house, by, signed_on=None)
    row.parties.filter(name="Ville de Créteil").update(mandate="", mandate_from=None)
    with pytest.raises(DomainError, match="PRO-04") as refusal:
        protocols.sign(protocol=row, signed_on=ON, starts_on=ON, by=by, at=AT)
    assert refusal.value.field == "signed_on"
    row.refresh_from_db()
    assert row.state == "to_sign" and not row.terms.exists()


# --- pages --------------------------------------------------------------------------------------------------------


def test_every_page_of_the_councils_opens_empty_and_full(client, house, bureau, by, time_machine):
    time_machine.move_to(AT, tick=False)
    client.force_login(by)
    names = ("prevention-board", "councils", "departmental-plans", "strategy-balance", "protocols", "council-new",
             "protocol-new", "departmental-plan-new", "strategy-balance-axis", "council-duties")  # fmt: skip
    for name in names:
        assert client.get(reverse(f"public_order:{name}")).status_code == 200, name
    operations.compute_duties(year=2026, by=by, at=AT)
    row, kept = council(house, by), protocol(house, by)
    NationalAxis.objects.create(strategy="SNPD 2020-2024", starts_year=2020, ends_year=2024, rank=1, title="Les jeunes")
    for name, args in (("council", [row.pk]), ("council-duty", ["94028"]), ("protocol", [kept.pk]),
                       ("prevention-board", []), ("strategy-balance", []), ("councils", []),
                       ("protocols", [])):  # fmt: skip
        assert client.get(reverse(f"public_order:{name}", args=args)).status_code == 200, name
    for verb in ("comite", "denoncer"):
        assert client.get(reverse("public_order:protocol-act", args=[kept.pk, verb])).status_code == 200
    answer = client.post(reverse("public_order:council-sitting", args=[row.pk]),
                         {"formation": "plenary", "held_on": "2026-05-05"})  # fmt: skip
    assert answer.status_code == 422 and "pas encore venu" in answer.content.decode()
    client.post(reverse("public_order:council-letter-new", args=["94028"]), {"x": "1"})
    assert CouncilLetter.objects.count() == 1
    client.force_login(house.stranger)
    for name in names:
        assert client.get(reverse(f"public_order:{name}")).status_code == 403, name


def test_the_board_and_the_registers_ask_as_much_for_two_as_for_one(house, by, django_assert_max_num_queries):
    operations.compute_duties(year=2026, by=by, at=AT)
    council(house, by)
    with django_assert_max_num_queries(12):
        assert len(queries.board(ON)) == 2
    assert connection.queries_log is not None and Protocol.objects.count() == 0
