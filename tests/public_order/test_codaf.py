"""The committee against fraud on tables: its steps, its links, its reports, its follow-ups (B3)."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from directorate.casework.models import Case
from directorate.jobs.models import OutgoingMail
from directorate.journal.models import JournalEntry
from directorate.manifests import Question
from directorate.notifications.models import Notification
from directorate.web.errors import Conflict, DomainError, NotAllowed
from public_order.codaf import (
    access,
    door_operations,
    exchange_operations,
    field_operations,
    operations,
    papers,
    queries,
)
from public_order.codaf.sources import agenda, find, on_the_map
from public_order.models import CodafAmountStage, CodafExchange, CodafOperation, CodafTarget
from tests.people import create_person, paris
from tests.public_order import codaf_stage as stage

pytestmark = pytest.mark.django_db
AT = paris(2026, 5, 4)
START = paris(2026, 5, 12, 18, 0)
HOUR = timedelta(hours=1)


def refusal(call, **facts) -> DomainError:
    with pytest.raises(DomainError) as refused:
        call(**facts)
    return refused.value


@pytest.fixture()
def row(bureau) -> CodafOperation:
    """Ready; piloted by the agent. The head holds no seat."""
    return stage.ready(bureau.house, bureau.agent, AT, START)


def link_of(partner, by, at=AT) -> str:
    door_operations.send_link(partner=partner, by=by, at=at)
    return re.search(r"/operation-codaf/([^/]+)/", OutgoingMail.objects.latest("pk").body)[1]


# --- the steps ----------------------------------------------------------------------------------------------------


def test_b3_an_operation_from_idea_to_closed(bureau, row):
    by = bureau.agent
    assert row.number == "CODAF-2026-001" and row.state == "ready"
    stage.held(row, by)
    later = START + timedelta(days=10)
    stage.found(row, by, later)
    assert "Urssaf" in str(refusal(operations.consolidate, operation=row, by=by, at=later))
    for partner in row.partners.all():
        field_operations.complete_answer(partner=partner, by=by, at=later)
    operations.consolidate(operation=row, by=by, at=later)
    operations.synthesise(operation=row, synthesis="Un établissement en infraction.", by=by, at=later)
    operations.close(operation=row, by=by, at=later)
    found = queries.synthesis(date(2026, 4, 1), date(2026, 7, 1))
    assert (found.whole.operations, found.whole.establishments, found.whole.persons) == (1, 1, 4)
    assert found.whole.breach_rate == Decimal("100.0") and found.whole.amounts.press == Decimal(38500)
    assert found.delays == [9]
    assert "38" in str(papers.synthesis_facts(2026, 2, found)["facts"])


def test_cod_01_one_partner_is_not_enough(bureau):
    by = bureau.agent
    row = stage.idea(bureau.house, by, AT, START)
    operations.programme(operation=row, by=by, at=AT)
    stage.completed(row, by, AT)
    stage.with_partners(row, by, AT, "urssaf", "parquet")
    stage.target(row, by, AT)
    assert "COD-01" in str(refusal(operations.prepare, operation=row, by=by, at=AT))


def test_cod_01_a_partner_that_declines_takes_the_operation_back(bureau, row):
    partner = row.partners.get(body="dtsp")
    operations.record_answer(partner=partner, declined=True, by=bureau.agent, at=AT)
    assert CodafOperation.objects.get().state == "prepared"


def test_cod_02_the_requisition_contains_the_operation(bureau, row):
    by = bureau.agent
    stage.completed(row, by, AT, frame="requisition_78_2_2")
    assert CodafOperation.objects.get().state == "prepared"
    assert "COD-02" in str(refusal(operations.declare_ready, operation=row, by=by, at=AT))
    window = {"operation": row, "communes": [bureau.house.creteil], "prosecutor_informed_at": AT, "by": by, "at": AT,
              "requisition_from": START - HOUR}  # fmt: skip
    late = refusal(operations.file_requisition, requisition_until=START + HOUR, **window)
    assert late.field == "document"
    operations.file_requisition(document=stage.requisition(), requisition_until=START + HOUR, **window)
    assert "finit après elle" in str(refusal(operations.declare_ready, operation=row, by=by, at=AT))
    operations.file_requisition(requisition_until=START + 5 * HOUR, **window)
    assert operations.declare_ready(operation=row, by=by, at=AT).state == "ready"
    with pytest.raises(IntegrityError), transaction.atomic():
        CodafOperation.objects.update(requisition_until=START + HOUR)


def test_b3_nothing_starts_before_its_hour_nor_twice(bureau, row):
    by = bureau.agent
    with pytest.raises(Conflict):
        operations.start(operation=row, by=by, at=START - timedelta(minutes=1))
    operations.start(operation=row, by=by, at=START)
    with pytest.raises(Conflict):
        operations.start(operation=row, by=by, at=START)
    with pytest.raises(NotAllowed):
        operations.start(operation=row, by=bureau.house.stranger, at=START)


def test_b3_a_stale_page_writes_over_nobody(bureau):
    row = stage.idea(bureau.house, bureau.agent, AT, START)
    stage.completed(row, bureau.agent, AT, seen=1)
    with pytest.raises(Conflict):
        stage.completed(row, bureau.agent, AT, seen=1)


def test_b3_put_off_then_programmed_again_its_partners_are_asked_again(bureau, row):
    by = bureau.agent
    operations.postpone(operation=row, reason="Effectifs requis ailleurs", by=by, at=AT)
    start = START + timedelta(days=7)
    operations.resume(operation=row, starts_at=start, ends_at=start + HOUR, by=by, at=AT)
    assert CodafOperation.objects.get().state == "programmed"
    assert {each.state for each in row.partners.all()} == {"invited"}


# --- reports and amounts ------------------------------------------------------------------------------------------


def test_cod_03_a_pv_recorded_twice_is_refused_and_spread_over_two_natures_counts_once(bureau, row):
    by, later = bureau.agent, START + timedelta(days=3)
    stage.held(row, by)
    stage.found(row, by, later)
    assert refusal(stage.found, row=row, by=by, at=later, pv=" 2026/113 ").field == "pv_number"
    finding = field_operations.record_finding(
        target=row.targets.get(), partner=row.partners.get(body="urssaf"), nature="fraude_sociale", persons=2,
        pv_number="2026/113", by=by, at=later,
    )  # fmt: skip
    field_operations.record_amount(finding=finding, amount_nature="redressement_urssaf", amount=Decimal(38500),
                                   stage="notified", stage_on=later.date(), by=by, at=later)  # fmt: skip
    assert queries.synthesis(date(2026, 4, 1), date(2026, 7, 1)).whole.amounts.press == Decimal(38500)


def test_cod_04_stages_are_kept_and_only_what_is_notified_is_told(bureau, row):
    by, later = bureau.agent, START + timedelta(days=3)
    stage.held(row, by)
    money = stage.found(row, by, later, stage="estimated")
    (sheet,) = queries.synthesis(date(2026, 4, 1), date(2026, 7, 1)).sheets
    assert (sheet.line.amounts.press, sheet.line.amounts.estimated) == (Decimal(0), Decimal(38500))
    told = {"row": money, "stage_on": later.date(), "by": by, "at": later}
    assert refusal(field_operations.move_amount, amount=Decimal(30000), stage="notified", **told).field == "reason"
    field_operations.move_amount(amount=Decimal(30000), stage="notified", reason="Contradictoire terminé", **told)
    assert [(each.stage, each.value) for each in CodafAmountStage.objects.all()] == [
        ("estimated", Decimal(38500)), ("notified", Decimal(30000)),
    ]  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        CodafAmountStage.objects.update(value=1)
    for partner in row.partners.all():
        field_operations.complete_answer(partner=partner, by=by, at=later)
    found = queries.sheet_of(queries.with_figures(queries.operations()).get())
    with pytest.raises(Conflict):
        papers.release_facts(found)
    operations.consolidate(operation=row, by=by, at=later)
    facts = papers.release_facts(queries.sheet_of(queries.with_figures(queries.operations()).get()))["facts"]
    assert dict(facts)["Montants notifiés"].startswith("30") and "Montants estimés, à confirmer" not in dict(facts)


# --- answers, exchanges, follow-ups -------------------------------------------------------------------------------


def test_cod_06_reminded_at_seven_and_fifteen_days_once_each(bureau, row):
    stage.held(row, bureau.agent)
    end = row.ends_at
    field_operations.complete_answer(partner=row.partners.get(body="dtsp"), by=bureau.agent, at=end)
    written = [door_operations.remind_partners(at=end + timedelta(days=days)) for days in (6, 7, 7, 14, 15, 20)]
    assert written == [0, 1, 0, 0, 1, 0]
    assert {mail.to for mail in OutgoingMail.objects.all()} == {"urssaf@exemple.invalid"}
    assert stage.SECRET not in "".join(mail.body + mail.subject for mail in OutgoingMail.objects.all())
    assert queries.late_partners(date(2026, 6, 1)).count() == 1


def test_cod_07_only_between_authorised_agents_and_never_changed(bureau):
    by = bureau.agent
    agents = [
        exchange_operations.authorise_agent(body=body, name="Solange Attal", quality="Contrôleuse",
                                            authorisation="Décision", since=date(2026, 5, day), by=by, at=AT)
        for body, day in (("urssaf", 1), ("caf", 5))
    ]  # fmt: skip
    facts = {"sender": agents[0], "receiver": agents[1], "basis": "css_l114_16_1", "object": "Salaires", "by": by}
    assert refusal(exchange_operations.log_exchange, exchanged_at=AT, at=AT, **facts).field == "receiver"
    later = AT + timedelta(days=2)
    exchange_operations.log_exchange(exchanged_at=later, at=later, **facts)
    for act in (lambda: CodafExchange.objects.update(object="Autre"), CodafExchange.objects.all().delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_cod_08_a_closure_becomes_a_case_of_the_police_bureau(bureau, row):
    by, later = bureau.agent, START + timedelta(days=3)
    stage.held(row, by)
    stage.found(row, by, later)
    facts = {"target": row.targets.get(), "facts": "12/05/2026 : cinq salariés non déclarés", "days": 15, "by": by}
    found = field_operations.propose_closure(at=later, **facts)
    case = Case.objects.get()
    assert found.case == case and case.unit_id == "polices-administratives"
    assert case.procedure_code == "administrative_closure_outlet" and case.caseworker is None
    assert f"Opération {row}" in case.answers["report_references"] and case.answers["fact_types"] == ["undeclared_work"]
    assert JournalEntry.objects.filter(action="case.proposed", actor=by).exists()
    assert {note.recipient for note in Notification.objects.all()} == {bureau.house.head, bureau.house.deputy}
    with pytest.raises(Conflict):
        field_operations.propose_closure(at=later, **facts)
    assert Case.objects.count() == 1


def test_cod_08_the_other_form_refuses_too_long_a_closure_and_nothing_is_half_done(bureau, row):
    by, later = bureau.agent, START + timedelta(days=3)
    stage.held(row, by)
    stage.found(row, by, later)
    refused = refusal(field_operations.propose_closure, target=row.targets.get(), facts="Faits du 12 mai", days=399,
                      by=by, at=later)  # fmt: skip
    assert "ne peut durer plus" in str(refused)
    assert not Case.objects.exists() and not row.targets.get().follow_ups.exists()


def test_cod_09_the_same_establishment_needs_a_reason(bureau, row):
    by = bureau.agent
    other = stage.idea(bureau.house, by, AT, START + timedelta(days=60))
    refused = refusal(stage.target, row=other, by=by, at=AT, name="SARL BAR ZANZIBAR", address="3, r. du lac")
    assert refused.field == "again_why" and "COD-09" in str(refused)
    stage.target(other, by, AT, name="SARL BAR ZANZIBAR", address="3, r. du lac", again_why="Contrôle de la fermeture")
    far = stage.idea(bureau.house, by, AT, START + timedelta(days=400))
    stage.target(far, by, AT)


def test_c2_what_is_old_and_without_follow_up_loses_its_names(bureau, row):
    operations.cancel(operation=row, reason="Abandonnée par le parquet", by=bureau.agent, at=AT)
    assert exchange_operations.forget_targets(at=AT + timedelta(days=700)) == 0
    assert exchange_operations.forget_targets(at=AT + timedelta(days=800)) == 1
    found = CodafTarget.objects.get()
    assert (found.name, found.address, found.reason, found.keys) == ("Effacé 1", "Effacé", "Effacé", [])


# --- COD-05: who reads a target before the start ------------------------------------------------------------------


def pages(row, target) -> list[str]:
    names = (("codaf-board", []), ("codaf-operations", []), ("codaf-operation", [row.pk]), ("codaf-visits", []),
             ("codaf-results", []), ("codaf-plans", []), ("codaf-quarter", [2026, 2]),
             ("codaf-partner", [row.partners.first().pk]))  # fmt: skip
    return [reverse(f"public_order:{name}", args=args) for name, args in names]


def test_cod_05_no_page_file_api_nor_search_tells_a_target_before_the_start(client, bureau, row, time_machine):
    time_machine.move_to(START - HOUR)
    target = row.targets.get()
    closed = [reverse("public_order:codaf-targets", args=[row.pk]),
              reverse("public_order:codaf-target", args=[target.pk]),
              reverse("public_order:codaf-target-act", args=[target.pk, "retirer"]),
              reverse("public_order:codaf-order", args=[row.partners.first().pk])]  # fmt: skip
    at = START - HOUR
    for reader in (bureau.head, bureau.house.director, bureau.house.chief_of_staff, bureau.house.prefect):
        client.force_login(reader)
        for address in closed:
            assert client.get(address).status_code == 403, address
        for address in (*pages(row, target), f"{reverse('public_order:codaf-visits')}?q=Zanzibar",
                        f"{reverse('public_order:codaf-visits')}?format=csv", "/api/v1/codaf-operations/",
                        "/api/v1/codaf-visits/", f"/api/v1/codaf-operations/{row.pk}/"):  # fmt: skip
            answer = client.get(address)
            text = b"".join(answer.streaming_content) if answer.streaming else answer.content
            # The box of the search gives back the one word that was typed.
            assert stage.SECRET not in text.decode(errors="ignore"), address
        assert client.get(f"/api/v1/codaf-visits/{target.pk}/").status_code == 404
        assert find(Question(reader, "Zanzibar", at, 10)).total == 0
        assert not access.visible_targets(reader, at.date()).exists()
        told = [str(each) for each in agenda(reader, START.date(), START.date())] + [
            str(each) for each in on_the_map(reader, at)
        ]
        assert told and not any("Zanzibar" in words for words in told)
    journal = "".join(f"{entry.subject_label} {entry.details}" for entry in JournalEntry.objects.all())
    assert "Zanzibar" not in journal and stage.REASON not in journal


def test_cod_05_the_pilot_and_the_seats_read_and_each_reading_is_told(client, bureau, row, time_machine):
    time_machine.move_to(START - 20 * HOUR)
    stage.seat(bureau.head, AT)
    address = reverse("public_order:codaf-targets", args=[row.pk])
    for reader in (bureau.agent, bureau.head):
        client.force_login(reader)
        text = client.get(address).content.decode()
        assert stage.SECRET in text and stage.REASON in text
        assert access.readings(row).filter(actor=reader).exists()
    access.end_seat(seat=access.seats_on(AT.date()).get(), by=bureau.head, at=AT)
    assert client.get(address).status_code == 403


def test_cod_05_once_started_the_bureau_reads_the_names_and_not_the_reasons(client, bureau, row, time_machine):
    stage.held(row, bureau.agent)
    time_machine.move_to(row.ends_at)
    client.force_login(bureau.head)
    text = client.get(reverse("public_order:codaf-targets", args=[row.pk])).content.decode()
    assert stage.SECRET in text and stage.REASON not in text
    assert "Zanzibar" in client.get("/api/v1/codaf-visits/").content.decode()
    assert find(Question(bureau.head, "Zanzibar", row.ends_at, 10)).total == 1


def test_cod_05_the_base_keeps_the_reason_sealed(bureau, row):
    with connection.cursor() as cursor:
        cursor.execute("SELECT reason FROM public_order_codaftarget")
        assert "procureur" not in cursor.fetchone()[0]


def test_cod_05_the_link_of_a_partner_opens_at_twelve_hours_and_shows_its_own(client, bureau, time_machine):
    by = bureau.agent
    row = stage.idea(bureau.house, by, AT, START)
    operations.programme(operation=row, by=by, at=AT)
    stage.completed(row, by, AT)
    partners = stage.with_partners(row, by, AT, "urssaf", "dtsp", "parquet")
    stage.target(row, by, AT, bodies=["urssaf"])
    stage.target(row, by, AT, name="Garage Merlin", bodies=["dtsp"])
    operations.prepare(operation=row, by=by, at=AT)
    operations.declare_ready(operation=row, by=by, at=AT)
    links = {each.body: f"/operation-codaf/{link_of(each, by)}/" for each in partners}

    def seen(body: str) -> list[str]:
        text = client.get(links[body]).content.decode()
        return [name for name in ("Zanzibar", "Merlin") if name in text]

    time_machine.move_to(START - 12 * HOUR - timedelta(minutes=1))
    assert (seen("urssaf"), seen("dtsp"), seen("parquet")) == ([], [], ["Zanzibar", "Merlin"])
    told = [papers.order_facts(each, START - 13 * HOUR) for each in partners[:2]]
    assert "Zanzibar" not in str(told) and "Merlin" not in str(told)
    time_machine.move_to(START - 12 * HOUR)
    assert (seen("urssaf"), seen("dtsp")) == (["Zanzibar"], ["Merlin"])
    facts = str(papers.order_facts(partners[0], START - 11 * HOUR))
    assert "Zanzibar" in facts and "Merlin" not in facts and stage.REASON not in facts
    assert client.get(f"{links['urssaf']}ordre.pdf")["Content-Type"] == "application/pdf"
    other = row.targets.get(name="Garage Merlin")
    code = links["urssaf"].split("/")[2]
    operations.start(operation=row, by=by, at=START)
    refused = refusal(door_operations.answer_findings, code=code, target=other.pk, nature="hygiene", at=START)
    assert refused.field == "target"
    assert client.get("/operation-codaf/inconnu/").status_code == 410
    door_operations.send_link(partner=partners[0], by=by, at=START)
    assert client.get(links["urssaf"]).status_code == 410, "a new link replaces the former one"


def test_a_partner_confirms_then_answers_by_its_link(client, bureau, row, time_machine):
    partner = row.partners.get(body="urssaf")
    link = f"/operation-codaf/{link_of(partner, bureau.agent)}/"
    time_machine.move_to(AT)
    assert client.post(link, {"what": "call", "agents": ""}).status_code == 422
    assert client.post(link, {"what": "call", "agents": "5"}).status_code == 302
    assert client.post(link, {"what": "complete"}).status_code == 409
    stage.held(row, bureau.agent)
    time_machine.move_to(row.ends_at + HOUR)
    sent = {"what": "finding", "target": str(row.targets.get().pk), "nature": "fraude_sociale", "persons": "2",
            "pv_number": "2026/7", "amount_nature": "redressement_urssaf", "amount": "1200.50", "stage": "estimated",
            "stage_on": "2026-05-12"}  # fmt: skip
    assert client.post(link, sent | {"amount": "abc"}).status_code == 422
    assert client.post(link, sent | {"target": "999999"}).status_code == 422
    assert client.post(link, sent).status_code == 302
    assert "PV 2026/7" in client.get(link).content.decode()
    assert client.post(link, {"what": "complete"}).status_code == 302
    assert client.post(link, sent | {"pv_number": "2026/8"}).status_code == 409
    partner.refresh_from_db()
    assert partner.agents == 5 and partner.answered_at is not None


# --- pages --------------------------------------------------------------------------------------------------------


def test_the_pages_lead_from_what_is_missing_to_the_synthesis(client, bureau, time_machine):
    time_machine.move_to(AT)
    client.force_login(bureau.agent)

    def page(name, *args):
        answer = client.get(reverse(f"public_order:{name}", args=args))
        assert answer.status_code == 200, name
        return answer.content.decode().replace("&#x27;", "'")

    assert "Aucune opération n'est en préparation" in page("codaf-board")
    new = reverse("public_order:codaf-operation-new")
    sent = {"sector": "vtc", "commune": "94028", "origin": "plan", "pilot": bureau.agent.pk,
            "starts_at": "2026-05-12T18:00", "ends_at": "2026-05-12T17:00"}  # fmt: skip
    assert client.post(new, sent).status_code == 422
    assert client.post(new, sent | {"ends_at": "2026-05-12T23:00"}).status_code == 302
    row = CodafOperation.objects.get()
    assert "Programmer" in page("codaf-operation", row.pk)
    act = reverse("public_order:codaf-operation-act", args=[row.pk, "programmer"])
    assert client.post(act).status_code == 302 and client.post(act).status_code == 422
    html = page("codaf-operation", row.pk)
    for words in ("Solliciter un partenaire", "Inscrire les objectifs", "COD-01", "Manque"):
        assert words in html, words
    plans = reverse("public_order:codaf-plan-new")
    assert client.post(plans, {"year": "2026"}).status_code == 302
    goal = reverse("public_order:codaf-plan-act", args=[2026, "objectif"])
    assert client.post(goal, {"sector": "vtc", "wanted": "4", "pilot": "dtsp"}).status_code == 302
    assert "VTC" in page("codaf-plan", 2026) and "VTC" in page("codaf-board")
    for name in ("codaf-plans", "codaf-seats", "codaf-exchanges", "codaf-agents", "codaf-results", "codaf-visits"):
        page(name)
    assert "Aucune opération ce trimestre" in page("codaf-quarter", 2026, 2)
    assert client.get(reverse("public_order:codaf-quarter", args=[2026, 5])).status_code == 404


def test_the_papers_and_the_sheets_of_a_held_operation(client, bureau, row, time_machine):
    by = bureau.agent
    stage.held(row, by)
    later = START + timedelta(days=2)
    money = stage.found(row, by, later)
    time_machine.move_to(later)
    client.force_login(by)
    for name, args in (("codaf-result", [row.pk]), ("codaf-board", []), ("codaf-quarter", [2026, 2]),
                       ("codaf-target", [row.targets.get().pk]), ("codaf-amount", [money.pk]),
                       ("codaf-results", []), ("codaf-partner", [row.partners.first().pk])):  # fmt: skip
        assert "Urssaf" in client.get(reverse(f"public_order:{name}", args=args)).content.decode() or name in (
            "codaf-results", "codaf-amount", "codaf-partner"
        )  # fmt: skip
    for name, args in (("codaf-result-paper", [row.pk]), ("codaf-quarter-paper", [2026, 2])):
        assert client.get(reverse(f"public_order:{name}", args=args)).content.startswith(b"%PDF")
    assert client.get(reverse("public_order:codaf-release", args=[row.pk])).status_code == 409


def test_only_the_head_designates(bureau):
    other = create_person("sec", "mme", "Odile", "Brun", "secrétaire", "caseworker", "ordre-public")
    with pytest.raises(NotAllowed):
        stage.seat(bureau.agent, AT, other)
    stage.seat(bureau.head, AT, other)
    with pytest.raises(Conflict):
        stage.seat(bureau.head, AT, other)
