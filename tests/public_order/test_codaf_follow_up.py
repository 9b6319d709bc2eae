"""What the committee prints, proposes, counts and maps; the doors by which a target could have been told."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.urls import reverse

from directorate.casework.models import Case
from directorate.commissions import feed_operations
from directorate.journal.models import JournalEntry
from directorate.saved_views.operations import save_view
from directorate.saved_views.queries import counts_of
from directorate.web.errors import Conflict, DomainError
from directorate.web.lists import LISTS, selection
from public_order.codaf import (
    access,
    door_operations,
    exchange_operations,
    field_operations,
    operations,
    papers,
    queries,
)
from public_order.codaf.money import pv_key
from public_order.codaf.sources import checked_on_the_map, history_of_commune
from public_order.models import CodafAmount, CodafFinding, CodafOperation, CodafTarget
from tests.lists import export, text_of
from tests.people import paris
from tests.public_order import codaf_stage as stage
from tests.public_order.test_codaf import AT, HOUR, START, link_of, refusal

pytestmark = pytest.mark.django_db
LATER = START + timedelta(days=3)


@pytest.fixture()
def row(bureau) -> CodafOperation:
    """Ready; piloted by the agent. The head holds no seat."""
    return stage.ready(bureau.house, bureau.agent, AT, START)


@pytest.fixture()
def held(bureau, row) -> CodafOperation:
    stage.held(row, bureau.agent)
    return CodafOperation.objects.get(pk=row.pk)


def again(bureau, start, **facts) -> CodafOperation:
    """Another one, held at the same place."""
    by = bureau.agent
    other = stage.idea(bureau.house, by, AT, start)
    operations.programme(operation=other, by=by, at=AT)
    stage.completed(other, by, AT)
    stage.with_partners(other, by, AT)
    stage.target(other, by, AT, again_why="Vérifier la mise en conformité", **facts)
    operations.prepare(operation=other, by=by, at=AT)
    stage.held(operations.declare_ready(operation=other, by=by, at=AT), by)
    return CodafOperation.objects.get(pk=other.pk)


# --- COD-03: a report counts once, whatever bears it ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("PV 2026/113", "2026/113", True), ("PV n° 2026/113", "pv2026/113", True), ("n° 2026 / 113", "2026/113", True),
        ("Procès-verbal no 2026/113", "2026/113", True), ("2026/113", "2026/114", False), ("NORD/12", "RD/12", False),
        ("PV", "PV", True),
    ],
)  # fmt: skip
def test_cod_03_the_same_number_written_otherwise_is_the_same(one, other, same):
    assert (pv_key(one) == pv_key(other)) is same


def figures(first: date, last: date) -> tuple[Decimal, int]:
    found = queries.synthesis(first, last)
    return found.whole.amounts.press, found.told_before


def test_cod_03_a_pv_of_two_operations_counts_once_in_a_quarter(bureau, held):
    other = again(bureau, START + timedelta(days=20))
    stage.found(held, bureau.agent, LATER, pv="PV 2026/113")
    stage.found(other, bureau.agent, other.ends_at + HOUR, pv="2026/113")
    assert figures(date(2026, 4, 1), date(2026, 7, 1)) == (Decimal("38500.00"), 0)


def test_cod_03_from_one_quarter_to_the_next_it_counts_in_the_first(bureau, held):
    other = again(bureau, START + timedelta(days=60))
    stage.found(held, bureau.agent, LATER, pv="2026/113")
    stage.found(other, bureau.agent, other.ends_at + HOUR, pv="2026/113")
    assert figures(date(2026, 4, 1), date(2026, 7, 1)) == (Decimal("38500.00"), 0)
    assert figures(date(2026, 7, 1), date(2026, 10, 1)) == (Decimal("0.00"), 1)
    assert figures(date(2026, 1, 1), date(2027, 1, 1)) == (Decimal("38500.00"), 0)
    told = papers.synthesis_facts(2026, 3, queries.synthesis(date(2026, 7, 1), date(2026, 10, 1)))
    assert any("COD-03" in words and words.endswith(": 1.") for words in told["paragraphs"])


def test_cod_03_another_partner_with_the_same_number_is_another_report(bureau, held):
    other = again(bureau, START + timedelta(days=60))
    stage.found(held, bureau.agent, LATER, pv="2026/113")
    partner = other.partners.get(body="dtsp")
    field_operations.record_finding(target=other.targets.get(), partner=partner, nature="hygiene", pv_number="2026/113",
                                    by=bureau.agent, at=other.ends_at)  # fmt: skip
    assert figures(date(2026, 7, 1), date(2026, 10, 1))[1] == 0


def test_cod_03_a_partner_that_sends_its_answer_again_changes_no_figure(bureau, held):
    by = bureau.agent
    code = link_of(held.partners.get(body="urssaf"), by, held.ends_at)
    sent = {"code": code, "target": held.targets.get().pk, "nature": "travail_dissimule_salarie", "persons": 2,
            "pv_number": "PV 2026/113", "amount_nature": "redressement_urssaf", "amount": Decimal("900"),
            "stage": "notified", "stage_on": held.ends_at.date(), "at": held.ends_at + HOUR}  # fmt: skip
    door_operations.answer_findings(**sent)
    before = figures(date(2026, 4, 1), date(2026, 7, 1))
    for number in ("PV 2026/113", "2026/113", "pv n° 2026 / 113"):
        assert refusal(door_operations.answer_findings, **{**sent, "pv_number": number}).field == "pv_number"
    # The same report under another nature is a line more, and not a cent more.
    door_operations.answer_findings(**{**sent, "nature": "fraude_sociale"})
    assert figures(date(2026, 4, 1), date(2026, 7, 1)) == before and CodafAmount.objects.count() == 2
    found = CodafFinding.objects.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        CodafFinding.objects.create(target=found.target, partner=found.partner, nature=found.nature,
                                    pv_number="Autre", pv_key=found.pv_key, recorded_at=LATER)  # fmt: skip


# --- COD-04 and C1: who reads what is estimated ---------------------------------------------------------------------


def test_cod_04_an_estimate_is_for_the_bureau_and_goes_to_no_other_partner(client, bureau, held, time_machine):
    by = bureau.agent
    stage.found(held, by, LATER, pv="2026/500", amount="77123", stage="estimated")
    code = link_of(held.partners.get(body="dtsp"), by, LATER)
    time_machine.move_to(LATER)
    assert "77123" not in client.get(f"/operation-codaf/{code}/").content.decode().replace(" ", "")
    for reader in (bureau.head, bureau.house.prefect, bureau.house.chief_of_staff):
        client.force_login(reader)
        page = client.get(reverse("public_order:codaf-results")).content.decode()
        assert "77\N{NO-BREAK SPACE}123" in page, "the dashboards of C1"
    client.force_login(bureau.house.stranger)
    assert client.get(reverse("public_order:codaf-results")).status_code == 403


# --- COD-05: the doors --------------------------------------------------------------------------------------------


def with_requisition(bureau) -> CodafOperation:
    by = bureau.agent
    row = stage.idea(bureau.house, by, AT, START)
    operations.programme(operation=row, by=by, at=AT)
    stage.completed(row, by, AT, frame="requisition_78_2_2")
    operations.file_requisition(
        operation=row, document=stage.requisition(), requisition_from=START - HOUR, requisition_until=START + 6 * HOUR,
        communes=[bureau.house.creteil], prosecutor_informed_at=AT, by=by, at=AT,
    )  # fmt: skip
    return row


def test_cod_05_the_requisition_is_read_by_who_reads_the_targets(client, bureau, time_machine):
    row = with_requisition(bureau)
    time_machine.move_to(AT + HOUR)
    address = reverse("public_order:codaf-requisition-file", args=[row.pk])
    page = reverse("public_order:codaf-operation", args=[row.pk])
    for reader in (bureau.head, bureau.house.director, bureau.house.prefect):
        client.force_login(reader)
        assert client.get(address).status_code == 403
        assert address not in client.get(page).content.decode()
    client.force_login(bureau.agent)
    assert client.get(address).status_code == 200 and address in client.get(page).content.decode()
    assert access.readings(row).filter(details__what="Réquisition", actor=bureau.agent).exists()


def test_cod_05_no_saved_view_export_nor_calendar_tells_a_target_before_the_start(client, bureau, row, time_machine):
    time_machine.move_to(START - HOUR)
    for reader in (bureau.head, bureau.house.director):
        client.force_login(reader)
        view = save_view(list_code="codaf-targets", name="Contrôles", query="q=Zanzibar", by=reader, at=START - HOUR)
        address = f"{reverse('public_order:codaf-visits')}?view={view.pk}"
        chosen = selection(LISTS["codaf-targets"], QueryDict("q=Zanzibar"), reader, START - HOUR)
        assert chosen.count == 0 and counts_of([chosen]) == [0]
        assert stage.SECRET not in client.get(address).content.decode()
        for code in ("codaf-targets", "codaf-operations", "codaf-results"):
            for kind in ("csv", "ods"):
                content = b"".join(export(client, code, kind=kind).streaming_content)
                assert b"Zanzibar" not in content and stage.REASON.encode() not in content
        code = feed_operations.open_feed(staff=reader, at=START - HOUR)
        assert "Zanzibar" not in client.get(reverse("directorate:calendar-sessions", args=[code])).content.decode()
        assert not list(checked_on_the_map(reader, START - HOUR))
        told = [str(one) for one in history_of_commune(reader, "commune", row.commune_id, START - HOUR)]
        assert not any("Zanzibar" in words for words in told)
        for name in ("codaf-targets-paper", "codaf-briefing"):
            assert client.get(reverse(f"public_order:{name}", args=[row.pk])).status_code == 403
        assert client.get(reverse("public_order:codaf-attendance-paper", args=[row.pk])).status_code == 200
    pilot = selection(LISTS["codaf-targets"], QueryDict("q=Zanzibar"), bureau.agent, START - HOUR)
    assert pilot.count == 1


@pytest.mark.parametrize("state", ["postponed", "cancelled"])
def test_cod_05_what_was_put_off_stays_confidential(client, bureau, row, state, time_machine):
    act = operations.postpone if state == "postponed" else operations.cancel
    act(operation=row, reason="Effectifs requis ailleurs", by=bureau.agent, at=AT)
    time_machine.move_to(START + HOUR)
    client.force_login(bureau.head)
    assert "Zanzibar" not in text_of(export(client, "codaf-targets"))
    assert client.get(reverse("public_order:codaf-target", args=[row.targets.get().pk])).status_code == 403
    assert not list(checked_on_the_map(bureau.head, START + HOUR))


def test_cod_05_the_order_of_a_partner_never_has_the_target_of_another(bureau):
    by = bureau.agent
    row = stage.idea(bureau.house, by, AT, START)
    operations.programme(operation=row, by=by, at=AT)
    stage.completed(row, by, AT)
    partners = stage.with_partners(row, by, AT, "urssaf", "dtsp")
    unconfirmed = operations.add_partner(operation=row, body="caf", email="caf@exemple.invalid", by=by, at=AT)
    stage.target(row, by, AT, bodies=["urssaf"])
    stage.target(row, by, AT, name="Garage Merlin", address="5 rue du Lac", bodies=["dtsp"])
    operations.prepare(operation=row, by=by, at=AT)
    row = operations.declare_ready(operation=row, by=by, at=AT)
    before, after = START - 13 * HOUR, START - 11 * HOUR
    for partner in (*partners, unconfirmed):
        partner.refresh_from_db()
        told = str(papers.order_facts(partner, before))
        assert "Zanzibar" not in told and "Merlin" not in told
    told = {each.body: str(papers.order_facts(each, after)) for each in (*partners, unconfirmed)}
    assert "Zanzibar" in told["urssaf"] and "Merlin" not in told["urssaf"]
    assert "Merlin" in told["dtsp"] and "Zanzibar" not in told["dtsp"]
    assert "Zanzibar" not in told["caf"] and "Merlin" not in told["caf"]
    assert all(stage.REASON not in words for words in told.values())


def test_b3_the_target_sheets_say_why_to_the_secretariat_alone(bureau, row):
    target = row.targets.select_related("operation", "commune").get()
    open_facts = str(papers.target_facts(target, AT.date(), bureau.head, reasons=False))
    assert stage.SECRET in str(papers.target_facts(target, AT.date(), bureau.head, reasons=False)["name"])
    assert stage.REASON not in open_facts
    assert stage.REASON in str(papers.target_facts(target, AT.date(), bureau.head, reasons=True))


def test_b3_every_paper_of_an_operation_is_printed(client, bureau, held, time_machine):
    time_machine.move_to(LATER)
    client.force_login(bureau.agent)
    for name in ("codaf-targets-paper", "codaf-briefing", "codaf-attendance-paper", "codaf-result-paper"):
        answer = client.get(reverse(f"public_order:{name}", args=[held.pk]))
        assert answer.status_code == 200 and answer.content.startswith(b"%PDF"), name
        assert "no-store" in answer["Cache-Control"]
    facts = papers.attendance_facts(held)
    assert [len(each["lines"]) for each in facts["signed"]] == [3, 3]
    assert stage.SECRET not in str(facts) and stage.SECRET not in str(papers.briefing_facts(held))


# --- COD-08: illegal work -----------------------------------------------------------------------------------------


def asked(target, by, **changes) -> dict:
    return {"target": target, "facts": "", "days": 30, "employees_present": 4, "employees_concerned": 3,
            "seriousness": ["gravity"], "by": by, "at": LATER, **changes}  # fmt: skip


def test_cod_08_illegal_work_becomes_a_case_with_its_own_steps(bureau, held):
    stage.found(held, bureau.agent, LATER)
    found = field_operations.propose_labour_closure(**asked(held.targets.get(), bureau.agent))
    case = Case.objects.get()
    assert found.case == case and case.procedure_code == "closure_illegal_work"
    assert case.unit_id == "polices-administratives" and case.answers["fact_types"] == ["hidden_work"]
    assert case.answers["employees_concerned"] == 3 and f"Opération {held}" in case.answers["report_references"]
    with pytest.raises(Conflict):
        field_operations.propose_labour_closure(**asked(held.targets.get(), bureau.agent))
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"days": 93}, "duration_days"), ({"employees_concerned": 5}, "employees_concerned"), ({"seriousness": []},
      "seriousness")],
)  # fmt: skip
def test_cod_08_what_the_other_form_refuses_is_said_and_nothing_is_half_done(bureau, held, changes, field):
    stage.found(held, bureau.agent, LATER)
    refused = refusal(field_operations.propose_labour_closure, **asked(held.targets.get(), bureau.agent, **changes))
    assert refused.field == field
    assert not Case.objects.exists() and not held.targets.get().follow_ups.exists()


def test_cod_08_only_illegal_work_founds_it(bureau, held):
    field_operations.record_finding(target=held.targets.get(), partner=held.partners.get(body="dtsp"), nature="hygiene",
                                    by=bureau.agent, at=LATER)  # fmt: skip
    with pytest.raises(Conflict, match="Aucun constat ne fonde"):
        field_operations.propose_labour_closure(**asked(held.targets.get(), bureau.agent))
    assert not held.targets.get().follow_ups.exists()


@pytest.mark.parametrize("kind", ["closure_outlet", "closure_labour"])
def test_cod_08_a_closure_is_never_a_mere_note(bureau, held, kind):
    assert refusal(field_operations.follow, target=held.targets.get(), kind=kind, by=bureau.agent,
                   at=LATER).field == "kind"  # fmt: skip


def test_cod_08_by_the_page_bad_input_is_said_and_keeps_what_was_typed(client, bureau, held, time_machine):
    stage.found(held, bureau.agent, LATER)
    time_machine.move_to(LATER)
    client.force_login(bureau.agent)
    address = reverse("public_order:codaf-target-act", args=[held.targets.get().pk, "travail-illegal"])
    typed = {"employees_present": "4", "employees_concerned": "6", "seriousness": "gravity", "site": "establishment",
             "facts": "Quatre serveurs vus", "days": "30"}  # fmt: skip
    answer = client.post(address, typed)
    page = answer.content.decode()
    assert (
        answer.status_code == 422 and "Pas plus que les 4 salariés présents" in page and "Quatre serveurs vus" in page
    )
    answer = client.post(address, {**typed, "employees_concerned": "3", "days": "120"})
    assert answer.status_code == 422 and "92 jours" in answer.content.decode()
    assert client.post(address, {**typed, "employees_concerned": "3"}).status_code == 302
    assert "Dossier" in client.get(reverse("public_order:codaf-target", args=[held.targets.get().pk])).content.decode()


# --- map and repeat offenders -------------------------------------------------------------------------------------


def test_b3_the_map_has_the_door_of_what_was_checked(bureau, row):
    by = bureau.agent
    CodafTarget.objects.filter(operation=row).update(latitude="48.790100", longitude="2.455600")
    stage.held(row, by)
    points = list(checked_on_the_map(bureau.head, LATER))
    assert [(str(one.latitude), str(one.longitude), one.tone) for one in points] == [("48.790100", "2.455600", "info")]
    assert not list(checked_on_the_map(bureau.house.stranger, LATER))


@pytest.mark.parametrize(("latitude", "longitude"), [("48.79", None), (None, "2.45")])
def test_b3_a_latitude_without_its_longitude_is_refused(bureau, latitude, longitude):
    other = stage.idea(bureau.house, bureau.agent, AT, START)
    facts = {"latitude": latitude and Decimal(latitude), "longitude": longitude and Decimal(longitude)}
    assert refusal(stage.target, row=other, by=bureau.agent, at=AT, **facts).field == "longitude"
    found = stage.target(other, bureau.agent, AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        CodafTarget.objects.filter(pk=found.pk).update(**{key: value for key, value in facts.items() if value})


def test_b3_found_in_breach_in_two_operations_it_is_a_repeat_offender(client, bureau, held, time_machine):
    by = bureau.agent
    stage.found(held, by, LATER)
    assert not queries.offenders(LATER.date())
    other = again(bureau, START + timedelta(days=60), name="SARL BAR ZANZIBAR", address="3, r. du lac")
    assert not queries.offenders(other.ends_at.date()), "visited again, and nothing found"
    stage.found(other, by, other.ends_at + HOUR, pv="2026/400")
    (found,) = queries.offenders(other.ends_at.date())
    assert len(found.visits) == 2 and found.last.operation == other
    time_machine.move_to(other.ends_at + 2 * HOUR)
    client.force_login(bureau.head)
    page = client.get(reverse("public_order:codaf-offenders")).content.decode()
    assert "SARL BAR ZANZIBAR" in page and str(other) in page
    assert JournalEntry.objects.filter(action=access.READ, subject_type="list", subject_id="codaf-offenders").exists()
    assert {one.tone for one in checked_on_the_map(bureau.head, other.ends_at + HOUR)} == {"error"}
    client.force_login(bureau.house.stranger)
    assert client.get(reverse("public_order:codaf-offenders")).status_code == 403
    far = other.ends_at + timedelta(days=900)
    assert not queries.offenders(far.date())


def test_c2_what_is_erased_leaves_the_map_and_the_repeat_offenders(bureau, row):
    CodafTarget.objects.filter(operation=row).update(latitude="48.790100", longitude="2.455600")
    operations.cancel(operation=row, reason="Abandonnée par le parquet", by=bureau.agent, at=AT)
    exchange_operations.forget_targets(at=AT + timedelta(days=800))
    target = CodafTarget.objects.get(operation=row)
    assert target.purged_on and (target.latitude, target.longitude, target.keys) == (None, None, [])


def test_cod_09_the_refusal_names_an_operation_and_no_establishment(bureau, held):
    other = stage.idea(bureau.house, bureau.agent, AT, START + timedelta(days=30))
    refused = refusal(stage.target, row=other, by=bureau.agent, at=AT)
    assert refused.field == "again_why" and str(held) in str(refused)
    assert isinstance(refused, DomainError) and paris(2026, 5, 4) == AT


def test_cod_05_another_operation_does_not_tell_a_target_to_come(client, bureau, held, time_machine):
    """The pilot of the one that comes reads its targets; the head of the bureau, who holds no seat, does not."""
    coming = stage.idea(bureau.house, bureau.agent, AT, START + timedelta(days=30))
    stage.target(coming, bureau.agent, AT, again_why="Contrôle de la fermeture")
    seen, day = held.targets.get(), AT.date()
    assert str(coming) in str(papers.target_facts(seen, day, bureau.agent, reasons=False))
    assert str(coming) not in str(papers.target_facts(seen, day, bureau.head, reasons=False))
    address = reverse("public_order:codaf-target", args=[seen.pk])
    time_machine.move_to(AT, tick=False)
    for person, told in ((bureau.agent, True), (bureau.head, False)):
        client.force_login(person)
        assert (coming.number in client.get(address).content.decode()) is told
    mine = stage.idea(bureau.house, bureau.head, AT, START + timedelta(days=200), pilot=bureau.head)
    refused = refusal(stage.target, row=mine, by=bureau.head, at=AT)
    assert refused.field == "again_why" and "une autre opération" in str(refused) and coming.number not in str(refused)
