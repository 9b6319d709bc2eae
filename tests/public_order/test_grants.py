"""A grant from its draft to its act; scenarios that many people edit; letters in series."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, close_old_connections, connection, connections, transaction
from django.db.models import Sum
from django.urls import reverse

from directorate.jobs.models import Job
from directorate.jobs.operations import run_bulk
from directorate.web.errors import Conflict, DomainError, NotAllowed
from public_order.grants import call_operations as calls
from public_order.grants import operations, queries
from public_order.grants import scenario_operations as scenarios
from public_order.grants.catalogue import CRITERIA
from public_order.grants.models import GrantApplication, GrantEnvelope, Promoter, ScenarioChange, ScenarioLine
from public_order.grants.papers import act_words
from tests.people import paris
from tests.public_order.grant_stage import AT, carried, completed, drafted, granted_by, opened, scored

State = GrantApplication.State


@pytest.fixture()
def call(bureau):
    return opened(bureau.head)


def test_a_call_receives_once_published_and_until_it_closes(bureau, call):
    row = drafted(call, bureau.agent)
    late = paris(2026, 12, 2, 10)
    with pytest.raises(Conflict):
        operations.submit(application=row, by=bureau.agent, at=late)
    row = operations.submit(application=row, by=bureau.agent, at=AT)
    assert row.number == "FIPD-2026-D-0001"
    assert row.pieces.count() == 8
    with pytest.raises(Conflict):
        operations.submit(application=row, by=bureau.agent, at=AT)
    calls.close_call(call=call, by=bureau.agent, at=AT)
    with pytest.raises(Conflict):
        drafted(call, bureau.agent)
    with pytest.raises(NotAllowed):
        drafted(call, bureau.house.agent)


def test_b7_7_the_exercise_ends_with_the_project_unless_it_is_typed(bureau, call, client):
    row = drafted(call, bureau.agent, ends_on=date(2027, 6, 30))
    assert row.exercise_ends_on == date(2027, 12, 31)
    assert drafted(call, bureau.agent, year_count=3).exercise_ends_on == date(2028, 12, 31)
    facts = {"axis": row.axis_id, "promoter": row.promoter_id, "title": row.title, "asked": "20000",
             "starts_on": "2026-06-01", "year_count": 1}  # fmt: skip
    client.force_login(bureau.agent)
    address = reverse("public_order:grant-edit", args=[row.pk])
    assert client.get(address).context["form"]["exercise_ends_on"].value() is None
    for ends_on, typed, kept in (
        ("2026-12-31", "", date(2026, 12, 31)), ("2026-12-31", "2027-08-31", date(2027, 8, 31)),
        ("2027-03-31", "", date(2027, 12, 31)),
    ):  # fmt: skip
        with time_machine.travel(AT, tick=False):
            assert client.post(address, {**facts, "ends_on": ends_on, "exercise_ends_on": typed}).status_code == 302
        row.refresh_from_db()
        assert row.exercise_ends_on == kept
    with time_machine.travel(AT, tick=False):
        refused = client.post(address, {**facts, "ends_on": "2026-12-31", "exercise_ends_on": "2026-05-31"})
    assert refused.status_code == 422
    row = operations.correct_application(
        application=row, axis=row.axis, promoter=row.promoter, title=row.title, asked=row.asked, communes=[],
        ends_on=date(2028, 2, 1), by=bureau.agent, at=AT,
    )  # fmt: skip
    assert row.exercise_ends_on == date(2028, 12, 31)


def test_a_promoter_is_checked_by_its_keys_and_its_account_is_sealed(bureau):
    row = carried(bureau.agent, iban_number="FR76 3000 1007 9412 3456 7890 185", rna="W941234567")
    assert (row.iban_end, Promoter.objects.get(pk=row.pk).sealed_iban[-4:]) == ("0185", "0185")
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed_iban FROM public_order_promoter WHERE id = %s", [row.pk])
        assert "3000" not in cursor.fetchone()[0][:8]
    for wrong in ({"siret": "21940028000017"}, {"rna": "X1"}, {"iban_number": "FR7630001007941234567890186"}):
        with pytest.raises(DomainError):
            operations.record_promoter(kind="association", name="Autre", by=bureau.agent, at=AT, **wrong)
    with pytest.raises(Conflict):
        operations.record_promoter(kind="association", name="Autre", siret="21940028000018", by=bureau.agent, at=AT)


def test_pieces_are_asked_until_the_file_is_complete(bureau, call):
    row = operations.submit(application=drafted(call, bureau.agent), by=bureau.agent, at=AT)
    with pytest.raises(DomainError):
        operations.acknowledge(application=row, receipt_on=date(2026, 4, 19), by=bureau.agent, at=AT)
    row = operations.acknowledge(application=row, receipt_on=AT.date(), by=bureau.agent, at=AT)
    assert "Médiation" in row.receipt.html
    row = operations.ask_pieces(application=row, by=bureau.agent, at=AT)
    assert row.pieces_due_on == date(2026, 5, 5)
    assert "Statuts" in row.request.html
    with pytest.raises(Conflict, match="manque"):
        operations.complete(application=row, by=bureau.agent, at=AT)
    statuses = dict.fromkeys(row.pieces.values_list("piece", flat=True), "received")
    operations.note_pieces(application=row, statuses={**statuses, "bank": "invalid"}, by=bureau.agent, at=AT)
    with pytest.raises(Conflict, match="bancaire"):
        operations.complete(application=row, by=bureau.agent, at=AT)
    operations.note_pieces(application=row, statuses={"bank": "waived"}, by=bureau.agent, at=AT)
    assert operations.complete(application=row, by=bureau.agent, at=AT).state == State.COMPLETED


def test_a_blocking_rule_is_said_and_a_rejection_is_reasoned(bureau, call):
    row = completed(call, bureau.agent, replaces_common_law=True)
    with pytest.raises(DomainError, match="FIPD-02"):
        operations.admit(application=row, by=bureau.agent, at=AT)
    with pytest.raises(DomainError):
        operations.reject(application=row, refusal="common_law", reason="non", by=bureau.agent, at=AT)
    row = operations.reject(application=row, refusal="common_law", reason="Relève du droit commun.", by=bureau.agent,
                            at=AT)  # fmt: skip
    assert row.state == State.INELIGIBLE
    with pytest.raises(IntegrityError), transaction.atomic():
        GrantApplication.objects.filter(pk=row.pk).update(reason="")


def test_fipd_09_the_clock_refuses_once_after_eight_months(bureau):
    call = opened(bureau.head, family="S")
    town = carried(bureau.agent, name="Commune de Créteil", kind="commune")
    row = completed(call, bureau.agent, axis="S1", promoter=town)
    assert queries.implicit_on(row) == date(2026, 12, 20)
    assert operations.refuse_silently(at=paris(2026, 12, 20, 12)) == 0
    assert operations.refuse_silently(at=paris(2026, 12, 21, 12)) == 1
    assert operations.refuse_silently(at=paris(2026, 12, 22, 12)) == 0
    row.refresh_from_db()
    assert (row.state, row.decision_on) == (State.IMPLICIT, date(2026, 12, 20))


def test_two_instructors_score_a_large_ask_each_on_his_own(bureau, call):
    row = operations.admit(application=completed(call, bureau.agent, asked=40_000), by=bureau.agent, at=AT)
    row = operations.give_notes(application=row, notes=dict.fromkeys(CRITERIA, 4), by=bureau.agent, at=AT)
    assert (row.state, row.score) == (State.ELIGIBLE, None)
    row = operations.give_notes(application=row, notes=dict.fromkeys(CRITERIA, 3), by=bureau.agent, at=AT)
    assert row.state == State.ELIGIBLE
    row = operations.give_notes(application=row, notes=dict.fromkeys(CRITERIA, 4), by=bureau.head, at=AT)
    assert (row.state, row.score) == (State.SCORED, Decimal("70.0"))


def test_credits_are_counted_by_the_base(bureau, call):
    programme = call.programme
    envelope = calls.move_credits(programme=programme, envelope="AE", movement="reserve", amount=Decimal(20_000),
                                  on=AT.date(), reference="Réserve", by=bureau.head, at=AT)  # fmt: skip
    assert envelope.delegated == 80_000
    with pytest.raises(IntegrityError), transaction.atomic():
        envelope.movements.first().delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        GrantEnvelope.objects.filter(pk=envelope.pk).update(used=80_001)
    calls.use_credits(envelope, Decimal(80_000))
    with pytest.raises(Conflict, match="ENV-01"):
        calls.use_credits(envelope, Decimal("0.01"))
    with pytest.raises(Conflict):
        calls.move_credits(programme=programme, envelope="AE", movement="withdrawal", amount=Decimal(1), on=AT.date(),
                           reference="Retrait", by=bureau.head, at=AT)  # fmt: skip
    with pytest.raises(NotAllowed):
        calls.move_credits(programme=programme, envelope="AE", movement="complement", amount=Decimal(1), on=AT.date(),
                           reference="x", by=bureau.agent, at=AT)  # fmt: skip


def three(call, bureau):
    return [
        scored(call, bureau.agent, asked=asked, note=note, title=f"Projet {rank}")
        for rank, (asked, note) in enumerate(((39_000, 5), (39_000, 4), (35_000, 3)), 1)
    ]


def test_w16_scenarios_stand_side_by_side_and_one_is_adopted(bureau, call):
    rows = three(call, bureau)
    programme = call.programme
    first = scenarios.draw_scenario(programme=programme, name="Socle", by=bureau.agent, at=AT)
    second = scenarios.draw_scenario(programme=programme, name="Réduit", envelope=Decimal(50_000), by=bureau.agent,
                                     at=AT)  # fmt: skip
    assert (queries.total_of(first).funded, queries.total_of(first).left) == (78_000, 22_000)
    assert (queries.total_of(second).funded, queries.total_of(second).left) == (39_000, 11_000)
    line = first.lines.get(application=rows[2])
    assert (line.verdict, line.reason.endswith("partagée")) == ("wait", True)
    line = scenarios.change_line(line=line, version=1, verdict="fund", amount=Decimal(22_000), reason="Arbitré",
                                 by=bureau.head, at=AT)  # fmt: skip
    assert queries.total_of(first).left == 0
    with pytest.raises(Conflict, match="vient de changer"):
        scenarios.change_line(line=line, version=1, verdict="wait", amount=None, by=bureau.agent, at=AT)
    with pytest.raises(DomainError):
        scenarios.change_line(line=line, version=2, verdict="fund", amount=Decimal(35_001), by=bureau.agent, at=AT)
    over = scenarios.change_line(line=line, version=2, verdict="fund", amount=Decimal(22_001), by=bureau.agent, at=AT)
    with pytest.raises(Conflict, match="dépasse"):
        scenarios.hold_committee(scenario=first, held_on=AT.date(), minutes="Le comité adopte.", by=bureau.head, at=AT)
    scenarios.change_line(line=over, version=3, verdict="fund", amount=Decimal(22_000), by=bureau.agent, at=AT)
    scenarios.hold_committee(scenario=first, held_on=AT.date(), minutes="Le comité adopte.", by=bureau.head, at=AT)
    assert set(GrantApplication.objects.values_list("state", flat=True)) == {State.PROPOSED}
    with pytest.raises(Conflict):
        scenarios.hold_committee(scenario=second, held_on=AT.date(), minutes="Le comité adopte.", by=bureau.head, at=AT)
    with pytest.raises(NotAllowed):
        scenarios.grant_all(programme=programme, by=bureau.agent, at=AT)
    assert scenarios.grant_all(programme=programme, by=bureau.head, at=AT) == 3
    assert granted_by(programme) == 100_000
    assert GrantApplication.objects.aggregate(sum=Sum("granted"))["sum"] == 100_000


def adopted(call, bureau):
    rows = three(call, bureau)
    found = scenarios.draw_scenario(programme=call.programme, name="Socle", by=bureau.agent, at=AT)
    line = found.lines.get(application=rows[2])
    scenarios.change_line(line=line, version=1, verdict="refuse", amount=None, refusal="quality",
                          reason="Projet trop peu précis", by=bureau.agent, at=AT)  # fmt: skip
    scenarios.hold_committee(scenario=found, held_on=AT.date(), minutes="Le comité adopte.", by=bureau.head, at=AT)
    scenarios.grant_all(programme=call.programme, by=bureau.head, at=AT)
    return [GrantApplication.objects.get(pk=row.pk) for row in rows]


def test_fipd_14_letters_are_written_in_one_job_and_once(bureau, call):
    adopted(call, bureau)
    job = scenarios.ask_letters(programme=call.programme, by=bureau.agent, at=AT)
    assert scenarios.ask_letters(programme=call.programme, by=bureau.agent, at=AT) == job
    assert run_bulk(job_id=job.pk, at=AT)
    letters = list(GrantApplication.objects.order_by("pk").values_list("letter__html", flat=True))
    assert "39\u202f000" in letters[0]
    assert "trop peu précis" in letters[2]
    assert "ne constitue pas un droit" in letters[2]
    assert Job.objects.get(pk=job.pk).result == {"letters": 3}
    kept = list(GrantApplication.objects.order_by("pk").values_list("letter", flat=True))
    assert list(GrantApplication.objects.order_by("pk").values_list("letter", flat=True)) == kept
    with pytest.raises(Conflict):
        scenarios.ask_letters(programme=call.programme, by=bureau.agent, at=AT)


def test_fipd_13_fipd_15_the_act_follows_the_year_and_bears_its_annexes(bureau, call):
    rows = adopted(call, bureau)
    assert {row.instrument for row in rows[:2]} == {"agreement"}
    row = operations.sign(application=rows[0], number="", signed_on=AT.date(), by=bureau.agent, at=AT)
    said = act_words(row)
    assert (said["advance"], said["balance"]) == ("29\u202f250\u00a0€", "9\u202f750\u00a0€")
    assert said["expense"] == said["income"] == "78\u202f000\u00a0€"
    for clause in ("Annexe 1", "Annexe 2", "engagement républicain", "logotype", "contrôle sur pièces", "reversées"):
        assert clause in row.act.html
    row = operations.notify_promoter(application=row, notified_on=AT.date(), by=bureau.agent, at=AT)
    assert row.state == State.NOTIFIED


@pytest.mark.django_db(transaction=True)
def test_twenty_people_edit_one_scenario_and_nothing_is_lost(bureau):
    call = opened(bureau.head, credits=1_000_000)
    rows = [scored(call, bureau.agent, asked=10_000, title=f"Projet {rank}") for rank in range(5)]
    found = scenarios.draw_scenario(programme=call.programme, name="À vingt", by=bureau.agent, at=AT)
    pks = list(found.lines.values_list("pk", flat=True))
    assert len(pks) == len(rows)

    def edit(person: int) -> tuple[int, int]:
        close_old_connections()
        done = told = 0
        try:
            for turn in range(5):
                line = ScenarioLine.objects.select_related("scenario").get(pk=pks[(person + turn) % len(pks)])
                try:
                    amount = Decimal(1_000 + 100 * person + turn)
                    scenarios.change_line(line=line, version=line.version, verdict="fund", reason="Arbitrage",
                                          amount=amount, by=bureau.agent, at=AT)  # fmt: skip
                    done += 1
                except Conflict:
                    told += 1
        finally:
            connections.close_all()
        return done, told

    with ThreadPoolExecutor(20) as pool:
        counts = list(pool.map(edit, range(20)))
    done = sum(count for count, _ in counts)
    assert done + sum(told for _, told in counts) == 100
    assert ScenarioChange.objects.count() == done
    last = {line.pk: line for line in found.lines.all()}
    assert sum(line.version - 1 for line in last.values()) == done
    for line in last.values():
        changes = list(line.changes.order_by("version"))
        assert [change.version for change in changes] == list(range(2, line.version + 1))
        assert not changes or changes[-1].amount == line.amount
    assert queries.total_of(found).funded == sum(line.amount for line in last.values())


@pytest.mark.django_db(transaction=True)
def test_env_01_two_people_never_grant_more_than_the_envelope(bureau):
    call = opened(bureau.head, credits=30_000)
    rows = [scored(call, bureau.agent, asked=20_000, title=f"Projet {rank}") for rank in range(2)]
    GrantApplication.objects.filter(pk__in=[row.pk for row in rows]).update(state="proposed", proposed=20_000)

    def decide(row):
        close_old_connections()
        try:
            operations.grant(application=row, by=bureau.head, at=AT)
            return "granted"
        except Conflict:
            return "refused"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(decide, rows)) == ["granted", "refused"]
    assert granted_by(call.programme) == 20_000
