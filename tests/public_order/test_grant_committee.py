"""The programming committee on the engine: called, held, its decisions kept with their reasons, its papers."""

import re
import subprocess
import zipfile
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from xml.etree import ElementTree

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from directorate.commissions import operations as engine
from directorate.commissions.models import CommissionSession, Convocation, SessionAction
from directorate.web.errors import Conflict, DomainError, NotAllowed
from public_order.grants import committee_operations as committees
from public_order.grants import committee_papers, committee_queries, queries
from public_order.grants import scenario_operations as scenarios
from public_order.grants.committee_models import CommitteeDecision, CommitteeSitting
from public_order.grants.models import GrantApplication, GrantCommittee, GrantScenario
from tests.public_order.council_stage import police
from tests.public_order.grant_stage import AT, committee_seated, opened, sat, scored

State = GrantApplication.State
LATER = AT + timedelta(days=21)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture()
def call(bureau):
    return opened(bureau.head)


@pytest.fixture()
def scenario(bureau, call) -> GrantScenario:
    for rank, (asked, note) in enumerate(((39_000, 5), (30_000, 4), (20_000, 2)), 1):
        scored(call, bureau.agent, asked=asked, note=note, title=f"Projet {rank}")
    return scenarios.draw_scenario(programme=call.programme, name="Socle", by=bureau.agent, at=AT)


def text_of(client, name, *args, **query) -> str:
    response = client.get(reverse(f"public_order:{name}", args=args), query)
    assert response.status_code == 200, name
    return re.sub(r"\s+", " ", response.content.decode().replace("\u202f", " ").replace("\u00a0", " "))


def change(line, by, **facts):
    return scenarios.change_line(line=line, version=line.version, by=by, at=AT, **facts)


def test_a_committee_to_come_is_convened_with_its_agenda_and_sits_on_its_day(bureau, scenario):
    committee_seated()
    row = committees.call_committee(scenarios=[scenario], starts_at=LATER, place="Salle Marne", by=bureau.agent, at=AT)
    assert [item.title for item in row.session.items.all()] == ["FIPD D 2026, scénario « Socle »"]
    with pytest.raises(DomainError, match="pas encore eu lieu"):
        committees.attend(sitting=row, present=row.session.commission.members.all(), by=bureau.agent, at=AT)
    committees.convene_committee(sitting=row, by=bureau.agent, at=AT)
    assert Convocation.objects.filter(session=row.session).count() == 1
    with pytest.raises(Conflict, match="autre séance"):
        committees.call_committee(scenarios=[scenario], starts_at=LATER, place="x", by=bureau.agent, at=AT)
    row = committees.attend(sitting=row, present=row.session.commission.members.all(), by=bureau.agent, at=LATER)
    assert row.decisions.count() == 3
    assert set(GrantApplication.objects.values_list("state", flat=True)) == {State.COMMITTEE}
    with pytest.raises(NotAllowed):
        committees.conclude(sitting=row, minutes="Le comité adopte.", by=bureau.house.agent, at=LATER)


def test_what_changes_in_session_keeps_its_reason_and_reconciles_with_the_envelope(bureau, scenario):
    row = sat(scenario, bureau.agent)
    first, second, third = scenario.lines.select_related("application").order_by("rank")
    assert (third.verdict, third.refusal) == ("refuse", "quality")
    with pytest.raises(DomainError, match="pourquoi") as refused:
        change(first, bureau.head, verdict="fund", amount=Decimal(30_000))
    assert refused.value.field == "reason"
    with pytest.raises(DomainError, match="motif du refus") as refused:
        change(second, bureau.head, verdict="refuse", amount=None, reason="Trop peu précis")
    assert refused.value.field == "refusal"
    change(first, bureau.head, verdict="fund", amount=Decimal(30_000), reason="Poste de personnel réduit")
    change(second, bureau.head, verdict="refuse", amount=None, refusal="territory", reason="Hors des quartiers")
    row = committees.conclude(sitting=row, minutes="Le comité adopte deux changements.", by=bureau.agent, at=AT)
    kept = {one.application.title: one for one in row.decisions.select_related("application")}
    assert (kept["Projet 1"].prepared_amount, kept["Projet 1"].amount) == (39_000, 30_000)
    assert kept["Projet 1"].reason == "Poste de personnel réduit"
    assert (kept["Projet 2"].verdict, kept["Projet 2"].refusal) == ("refuse", "territory")
    assert not kept["Projet 3"].is_changed
    total = queries.total_of(scenario)
    assert sum(one.amount for one in kept.values()) == total.funded == 30_000
    assert (total.left, total.envelope) == (70_000, 100_000)
    found = {each.title: each for each in GrantApplication.objects.all()}
    assert (found["Projet 1"].state, found["Projet 1"].proposed) == (State.PROPOSED, 30_000)
    assert (found["Projet 2"].refusal, found["Projet 2"].reason) == ("territory", "Hors des quartiers")
    # The ranking's words about a score stay inside.
    assert "Note" not in found["Projet 3"].reason
    assert GrantCommittee.objects.get().session == row.session
    assert (row.session.state, row.prosecutor) == (CommissionSession.State.HELD, True)
    with pytest.raises(Conflict):
        committees.conclude(sitting=row, minutes="Encore une fois.", by=bureau.agent, at=AT)
    with pytest.raises(Conflict):
        change(first, bureau.head, verdict="wait", amount=None, reason="Trop tard")


def test_the_committee_concludes_all_its_scenarios_or_none(bureau, scenario):
    other = opened(bureau.head, family="S", credits=50_000)
    scored(other, bureau.agent, asked=20_000, axis="S3", title="École")
    found = scenarios.draw_scenario(programme=other.programme, name="Écoles", by=bureau.agent, at=AT)
    committee_seated()
    row = committees.call_committee(scenarios=[scenario, found], starts_at=AT, place="Salle Marne", by=bureau.agent,
                                    at=AT)  # fmt: skip
    committees.attend(sitting=row, present=row.session.commission.members.all(), by=bureau.agent, at=AT)
    line = found.lines.get()
    change(line, bureau.agent, verdict="open", amount=None, reason="À revoir en séance")
    with pytest.raises(Conflict, match="Écoles : des projets restent à arbitrer"):
        committees.conclude(sitting=row, minutes="Le comité adopte.", by=bureau.agent, at=AT)
    assert not GrantCommittee.objects.exists()
    assert not GrantApplication.objects.filter(state=State.PROPOSED).exists()
    line.refresh_from_db()
    change(line, bureau.agent, verdict="wait", amount=None, reason="En attente du plan")
    committees.conclude(sitting=row, minutes="Le comité adopte.", by=bureau.agent, at=AT)
    assert GrantCommittee.objects.count() == 2


def test_a_session_closed_on_the_page_of_the_engine_keeps_its_attendance(bureau, scenario, client):
    committee_seated()
    row = committees.call_committee(scenarios=[scenario], starts_at=AT, place="Salle Marne", by=bureau.agent, at=AT)
    members = row.session.commission.members.all()
    engine.record_attendance(session=row.session, present=members, by=bureau.agent, at=AT)
    engine.close_session(session=row.session, minutes="Le comité a siégé.", by=bureau.agent, at=AT)
    client.force_login(bureau.agent)
    act = reverse("public_order:grant-committee-act", args=[row.pk, "presence"])
    assert 'name="present"' not in text_of(client, "grant-committee-act", row.pk, "presence")
    assert client.post(act, {"prosecutor": "on"}).status_code == 302
    row.refresh_from_db()
    assert (row.prosecutor, row.decisions.count(), row.session.present.count()) == (True, 3, 1)
    row = committees.conclude(sitting=row, minutes="Le comité adopte le socle.", by=bureau.agent, at=AT)
    assert row.session.state == CommissionSession.State.HELD


def test_a_programme_that_is_settled_is_not_examined_again(bureau, scenario):
    second = scenarios.draw_scenario(programme=scenario.programme, name="Autre", by=bureau.agent, at=AT)
    assert set(committee_queries.scenarios_to_examine()) == {scenario, second}
    committees.conclude(sitting=sat(scenario, bureau.agent), minutes="Le comité adopte.", by=bureau.agent, at=AT)
    assert not committee_queries.scenarios_to_examine().exists()
    with pytest.raises(Conflict, match="Programme déjà arrêté"):
        committees.call_committee(scenarios=[second], starts_at=LATER, place="x", by=bureau.agent, at=AT)


def test_one_project_is_told_in_the_singular(bureau, call, client):
    scored(call, bureau.agent, asked=39_000, note=5, title="Projet seul")
    alone = scenarios.draw_scenario(programme=call.programme, name="Seul", by=bureau.agent, at=AT)
    committee_seated()
    client.force_login(bureau.agent)
    new = text_of(client, "grant-committee-new", alone.pk)
    row = sat(alone, bureau.agent)
    shown = text_of(client, "grant-committee", row.pk) + text_of(client, "grant-programme", call.programme_id)
    committees.conclude(sitting=row, minutes="Le comité adopte.", by=bureau.agent, at=AT)
    minutes = pdf_text(content_of(client, "grant-committee-file", row.pk, "pv", "pdf"))
    assert new.count("1 projet retenu") == 2
    for told in (new, shown, minutes):
        assert "1 projet" in told
        assert "1 projets" not in told


def test_one_scenario_a_programme_and_one_year(bureau, scenario):
    second = scenarios.draw_scenario(programme=scenario.programme, name="Autre", by=bureau.agent, at=AT)
    committee_seated()
    for wrong in ([scenario, second], []):
        with pytest.raises(DomainError) as refused:
            committees.call_committee(scenarios=wrong, starts_at=AT, place="x", by=bureau.agent, at=AT)
        assert refused.value.field == "scenarios"


def test_nobody_seated_is_said_at_the_day(bureau, scenario):
    from directorate.commissions.statutory import load_commissions

    load_commissions(at=AT)
    for day in (AT, LATER):
        with pytest.raises(DomainError, match=r"[Aa]ucun mandat") as refused:
            committees.call_committee(scenarios=[scenario], starts_at=day, place="x", by=bureau.agent, at=AT)
        assert refused.value.field == "starts_at"


def test_a_cancelled_sitting_frees_its_scenarios(bureau, scenario):
    committee_seated()
    row = committees.call_committee(scenarios=[scenario], starts_at=LATER, place="Salle", by=bureau.agent, at=AT)
    CommissionSession.objects.filter(pk=row.session_id).update(state="cancelled")
    assert list(committee_queries.scenarios_to_examine()) == [scenario]
    again = committees.call_committee(scenarios=[scenario], starts_at=LATER + timedelta(days=1), place="Salle",
                                      by=bureau.agent, at=AT)  # fmt: skip
    assert committee_queries.sitting_of(scenario) == again
    with pytest.raises(Conflict, match="annulée"):
        committees.attend(sitting=row, present=[], by=bureau.agent, at=LATER)


def test_a_withdrawn_project_does_not_stop_the_committee(bureau, scenario):
    row = sat(scenario, bureau.agent)
    line = scenario.lines.select_related("application").order_by("rank").first()
    GrantApplication.objects.filter(pk=line.application_id).update(state=State.WITHDRAWN)
    with pytest.raises(Conflict, match="est retirée : l'écarter"):
        committees.conclude(sitting=row, minutes="Le comité adopte.", by=bureau.agent, at=AT)
    change(line, bureau.agent, verdict="wait", amount=None, reason="Retirée par le porteur")
    committees.conclude(sitting=row, minutes="Le comité adopte.", by=bureau.agent, at=AT)
    line.application.refresh_from_db()
    assert line.application.state == State.WITHDRAWN


def test_actions_are_owned_dated_and_come_back_to_the_next_sitting(bureau, scenario):
    row = sat(scenario, bureau.agent)
    committees.decide_action(sitting=row, text="Revoir le porteur", owner=police(), due_on=date(2026, 5, 20),
                             by=bureau.agent, at=AT)  # fmt: skip
    committees.conclude(sitting=row, minutes="Le comité adopte.", by=bureau.agent, at=AT)
    other = opened(bureau.head, family="R", credits=50_000)
    scored(other, bureau.agent, asked=20_000, axis="R1")
    found = scenarios.draw_scenario(programme=other.programme, name="R", by=bureau.agent, at=AT)
    after = committees.call_committee(scenarios=[found], starts_at=LATER, place="Salle", by=bureau.agent, at=AT)
    committees.attend(sitting=after, present=after.session.commission.members.all(), by=bureau.agent, at=LATER)
    assert [one.action.text for one in after.session.carried.all()] == ["Revoir le porteur"]
    assert SessionAction.objects.get().session == row.session


def test_the_base_keeps_the_reasons_of_the_committee(bureau, scenario):
    row = sat(scenario, bureau.agent)
    found = row.decisions.order_by("rank").first()
    for wrong in (
        {"verdict": "refuse", "amount": 0, "reason": "", "refusal": "quality"},
        {"verdict": "fund", "amount": 1, "reason": ""},
        {"verdict": "wait", "amount": 1, "reason": "x"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            CommitteeDecision.objects.filter(pk=found.pk).update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        CommitteeSitting.objects.filter(pk=row.pk).update(concluded_at=AT)


def pdf_text(content: bytes) -> str:
    run = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True)  # noqa: S603, S607
    return re.sub(r"\s+", " ", run.stdout.decode().replace("\u202f", " ").replace("\u00a0", " "))


def ods_rows(content: bytes) -> list[list[str]]:
    office, table = (f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("office", "table"))
    root = ElementTree.fromstring(zipfile.ZipFile(BytesIO(content)).read("content.xml"))  # noqa: S314
    return [
        [cell.get(f"{office}value") or "".join(cell.itertext()) for cell in row.iter(f"{table}table-cell")]
        for row in root.iter(f"{table}table-row")
    ]


def content_of(client, name, *args) -> bytes:
    response = client.get(reverse(f"public_order:{name}", args=args))
    assert response.status_code == 200
    return b"".join(response.streaming_content)


@pytest.mark.parametrize("which", ["prefet", "sg-cipdr"])
def test_the_page_the_papers_and_the_file_say_the_same_total_to_the_cent(bureau, scenario, client, which):
    row = sat(scenario, bureau.agent)
    line = scenario.lines.select_related("application").order_by("rank").first()
    change(line, bureau.agent, verdict="fund", amount=Decimal("31234.57"), reason="Arrondi du budget")
    row = committees.conclude(sitting=row, minutes="Le comité adopte.", by=bureau.agent, at=AT)
    scenarios.grant_all(programme=scenario.programme, by=bureau.head, at=AT)
    client.force_login(bureau.head)
    expected = Decimal("61234.57")
    page = text_of(client, "grant-committee", row.pk)
    assert f'<strong id="granted-{scenario.pk}">61 234,57 €</strong>' in page
    rows = ods_rows(content_of(client, "grant-committee-file", row.pk, which, "ods"))
    heads = [name.replace("\u00a0", " ") for name in rows[0]]
    column = heads.index("Retenu (€)" if which == "prefet" else "Proposé (€)")
    assert Decimal(rows[-1][column]) == expected
    assert sum(Decimal(each[column] or 0) for each in rows[1:-1]) == expected
    assert "61 234,57" in pdf_text(content_of(client, "grant-committee-file", row.pk, which, "pdf"))
    assert "61 234,57" in pdf_text(content_of(client, "grant-committee-file", row.pk, "pv", "pdf"))
    from directorate.jobs.operations import run_bulk

    job = scenarios.ask_letters(programme=scenario.programme, by=bureau.agent, at=AT)
    assert run_bulk(job_id=job.pk, at=AT)
    letters = GrantApplication.objects.filter(granted__isnull=False).values_list("letter__html", flat=True)
    told = [re.search(r"subvention de <strong>([^<]+)</strong>", html)[1] for html in letters]
    assert sum(Decimal(re.sub(r"[^\d,]", "", each).replace(",", ".")) for each in told) == expected
    assert "61 234,57 €" in text_of(client, "grant-board")


def test_the_path_of_the_pages_from_the_scenario_to_the_minutes(bureau, scenario, client):
    committee_seated()
    client.force_login(bureau.agent)
    address = reverse("public_order:grant-committee-new", args=[scenario.pk])
    assert "Réunir le comité" in text_of(client, "grant-committee-new", scenario.pk)
    assert client.post(address, {"place": "Salle"}).status_code == 422
    told = {"starts_at_0": "2026-04-20", "starts_at_1": "09:00", "place": "Salle Marne", "scenarios": [scenario.pk]}
    row_url = client.post(address, told).url
    row = CommitteeSitting.objects.get()
    assert row_url == reverse("public_order:grant-committee", args=[row.pk])
    # The old link leads to the sitting that examines the scenario.
    assert client.get(address).url == row_url
    assert "Enregistrer la présence" in text_of(client, "grant-committee", row.pk)
    act = reverse("public_order:grant-committee-act", args=[row.pk, "presence"])
    text_of(client, "grant-committee-act", row.pk, "presence")
    assert client.post(act, {"seen": ""}).status_code == 422
    member = row.session.commission.members.get()
    assert client.post(act, {"present": [member.pk], "seen": "", "prosecutor": "on"}).status_code == 302
    shown = text_of(client, "grant-committee", row.pk)
    assert "En séance" in shown
    assert "Motif du refus" in shown
    assert client.post(reverse("public_order:grant-committee-act", args=[row.pk, "conclure"]),
                       {"minutes": "court"}).status_code == 422  # fmt: skip
    assert client.get(reverse("public_order:grant-committee-file", args=[row.pk, "pv", "pdf"])).status_code == 404
    assert client.post(reverse("public_order:grant-committee-act", args=[row.pk, "conclure"]),
                       {"minutes": "Le comité adopte le socle."}).status_code == 302  # fmt: skip
    text_of(client, "grant-committee-act", row.pk, "action")
    for which in committee_papers.PAPERS:
        assert content_of(client, "grant-committee-file", row.pk, which, "pdf")[:4] == b"%PDF"
    for which in ("prefet", "sg-cipdr"):
        for kind in ("pdf", "ods"):
            assert content_of(client, "grant-scenario-file", scenario.pk, which, kind)
    for wrong in (("autre", "pdf"), ("pv", "ods"), ("prefet", "doc")):
        assert client.get(reverse("public_order:grant-committee-file", args=[row.pk, *wrong])).status_code == 404
    assert "Décisions arrêtées" in text_of(client, "grant-committees")
    assert row_url in text_of(client, "grant-programme", scenario.programme_id)
    session = client.get(reverse("directorate:session", args=[row.session_id]))
    assert row_url in session.content.decode()


def test_two_people_on_one_line_the_page_says_who_and_keeps_the_words(bureau, scenario, client, django_user_model):
    line = scenario.lines.select_related("application").order_by("rank").first()
    client.force_login(bureau.agent)
    text_of(client, "grant-scenarios", scenario.programme_id)
    with time_machine.travel(AT + timedelta(minutes=5), tick=False):
        scenarios.change_line(line=line, version=1, verdict="fund", amount=Decimal(35_000), reason="Arbitré",
                              by=bureau.head, at=AT + timedelta(minutes=5))  # fmt: skip
    told = {"version": 1, "verdict": "fund", "amount": "30 000,50", "reason": "Poste réduit", "refusal": ""}
    address = reverse("public_order:grant-line", args=[line.pk])
    for headers in ({"HX-Request": "true"}, {}):
        response = client.post(address, told, headers=headers)
        assert response.status_code == 409
        shown = response.content.decode().replace("\u202f", " ").replace("\u00a0", " ")
        assert "Irène Vasseur vient de changer cette ligne à 10 h 35 : retenu, 35 000 €." in shown
        for kept in ('value="30 000,50"', 'value="Poste réduit"', 'name="version" value="2"'):
            assert kept in shown
    wrong = client.post(address, {**told, "version": 2, "amount": "beaucoup"}, headers={"HX-Request": "true"})
    assert "Ce montant ne se lit pas" in wrong.content.decode()
    assert 'value="beaucoup"' in wrong.content.decode()
    uncoded = client.post(address, {**told, "version": 2, "verdict": "refuse"}, headers={"HX-Request": "true"})
    assert re.search(r'name="refusal"[^>]*aria-invalid', uncoded.content.decode())
    assert client.post(address, {**told, "version": 2}, headers={"HX-Request": "true"}).status_code == 200
    line.refresh_from_db()
    assert (line.amount, line.changes.count()) == (Decimal("30000.50"), 2)
