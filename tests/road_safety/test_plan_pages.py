"""The pages of the strategy: an action from its sheet to its letter, the report and its files, the public door."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.urls import reverse

from directorate.jobs.models import OutgoingMail
from directorate.manifests import Question
from directorate.web.errors import Conflict
from road_safety.strategy import door_operations as door
from road_safety.strategy import plan_operations as plans
from road_safety.strategy import queries, sources, tasks
from road_safety.strategy.forms import BudgetForm
from road_safety.strategy.models import Action, Orientations, YearPlan
from tests.people import paris
from tests.road_safety.strategy_rows import asked_at_the_door, strategy_told
from tests.road_safety.strategy_stage import AT, before_committee, granted, in_force, opened, signed

D = Decimal
SHEET = {
    "title": "Casques et gilets pour tous", "promoter_kind": "association", "promoter": "Roue Libre",
    "siret": "219 400 280 00018", "requested": "1500.50", "asked_money": "Achat de gilets",
    "asked_equipment": "Un simulateur de vélo", "starts_on": "2026-06-02", "ends_on": "2026-06-02",
    "audiences": ["primary"], "other_state": "",
}  # fmt: skip
DOOR = {
    "title": "Journée sécurité routière", "promoter_kind": "school", "promoter": "Collège des Tilleuls",
    "uai": "0750654D", "leader": "Mme Sorel", "email": "college@exemple.invalid", "description": "Deux classes.",
    "audiences": ["college"], "expected": "60", "communes": ["94028"], "starts_on": "2026-10-06",
    "ends_on": "2026-10-06", "asked_equipment": "Un simulateur", "asked_volunteers": "Deux intervenants",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _april(time_machine, db):
    time_machine.move_to(AT, tick=False)
    cache.clear()


def posted(client, name: str, arguments=(), data=None):
    return client.post(reverse(f"road_safety:{name}", args=arguments), data or {})


def test_a_sheet_goes_from_its_page_to_the_decision(client, bureau):
    plan = opened(bureau.agent)
    client.force_login(bureau.agent)
    answer = posted(client, "plan-action-new", [2026], {**SHEET, "stakes": [plan.orientations.stakes.first().pk]})
    row = Action.objects.get()
    assert answer.url == reverse("road_safety:plan-action", args=[row.pk])
    assert (row.requested, row.siret) == (D("1500.50"), "21940028000018")
    lines = "60 ; Gilets ; 2 000,00\n61 ; Local ; 500 ; exclu\n74 ; Subventions ; 2500"
    assert posted(client, "plan-action-budget", [row.pk], {"lines": lines}).status_code == 302
    assert posted(client, "plan-action-act", [row.pk, "indicateur"], {"label": "Gilets remis"}).status_code == 302
    for verb in ("deposer", "recevable", "instruire"):
        assert posted(client, "plan-action-act", [row.pk, verb]).status_code == 302
    notes = {f"note_{name}": 4 for name in ("fit", "innovation", "reach", "quality")}
    refused = posted(client, "plan-action-act", [row.pk, "proposer"], {**notes, "proposed": "1600.01"})
    assert refused.status_code == 422
    assert "PDASR-03" in refused.content.decode()
    assert posted(client, "plan-action-act", [row.pk, "proposer"], {**notes, "proposed": "1500"}).status_code == 302
    page = client.get(row_url(row)).content.decode()
    assert "80,0 sur 100" in page
    assert "Pièces à demander" in page
    refused = posted(client, "plan-action-answer", [row.pk, "money"], {"answer": "granted", "amount": "1000"})
    assert "chef du bureau" in refused.content.decode()
    client.force_login(bureau.head)
    assert posted(
        client, "plan-action-answer", [row.pk, "money"], {"answer": "granted", "amount": "1000"}
    ).status_code == 302  # fmt: skip
    refused = posted(client, "plan-action-answer", [row.pk, "equipment"], {"answer": "refused"})
    assert "motif" in refused.content.decode()
    row.refresh_from_db()
    assert (row.state, row.granted) == ("accepted_funded", 1_000)


def row_url(row: Action) -> str:
    return reverse("road_safety:plan-action", args=[row.pk])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("60 Achats 200", "Ligne 1"),
        ("60 ; Achats ; 200\nrien", "Ligne 2"),
        ("60 ; Achats ; 1,234", "deux décimales"),
        ("60 ; Achats ; 1.2.3", "ne se lit pas"),
    ],
)
def test_a_budget_that_cannot_be_read_says_its_line(text, words):
    form = BudgetForm({"lines": text})
    assert not form.is_valid()
    assert words in str(form.errors)


def test_an_account_that_does_not_exist_is_refused(client, bureau):
    opened(bureau.agent)
    client.force_login(bureau.agent)
    posted(client, "plan-action-new", [2026], SHEET)
    refused = posted(client, "plan-action-budget", [Action.objects.get().pk], {"lines": "69 ; Impôts ; 10"})
    assert refused.status_code == 422
    assert "compte 69" in refused.content.decode()


def test_the_orientations_are_written_signed_and_declined_on_their_pages(client, bureau):
    client.force_login(bureau.agent)
    assert "Aucun DGO" in client.get(reverse("road_safety:orientations")).content.decode()
    assert "Aucun plan" in client.get(reverse("road_safety:year-plans")).content.decode()
    assert posted(client, "orientations-new", data={"first_year": 2023}).status_code == 302
    row = Orientations.objects.get()
    for code in ("young", "senior", "pedestrian", "powered_2w"):
        assert posted(client, "stake-new", [row.pk], {"code": code, "accident_filter": code}).status_code == 302
    stake = row.stakes.get(code="young")
    data = {"family": "teach", "text": "Former les lycéens"}
    assert posted(client, "orientation-new", [stake.pk], data).status_code == 302
    data = {"signed_on": "2026-04-01", "signatories": "Le préfet"}
    assert posted(client, "orientations-act", [row.pk, "signature"], data).status_code == 302
    page = client.get(reverse("road_safety:orientations-one", args=[row.pk])).content.decode()
    assert "Former les lycéens" in page
    assert "Bilan à mi-parcours à faire" in page
    assert posted(client, "year-plan-new", data={"year": 2026, "envelope": "80000"}).status_code == 302
    data = {"opens_on": "2026-04-20", "closes_at": "2026-05-20T18:00", "rules": "", "priorities": [stake.pk]}
    assert posted(client, "year-plan-act", [2026, "appel"], data).status_code == 302
    assert posted(client, "year-plan-act", [2026, "publication"]).status_code == 302
    page = client.get(reverse("road_safety:year-plan", args=[2026])).content.decode()
    assert "Publié, du 20 avril 2026 au 20 mai 2026 à 18:00" in page
    assert "Clore l'appel" in page.replace("&#x27;", "'")
    assert posted(client, "year-plan-new", data={"year": 2026, "envelope": "1"}).status_code == 422


def test_the_report_is_shown_and_handed_over(client, bureau):
    plan = opened(bureau.agent)
    granted(before_committee(plan, bureau.agent, communes=[bureau.house.creteil]), 5_000, bureau.head)
    client.force_login(bureau.agent)
    page = client.get(reverse("road_safety:plan-report", args=[2026])).content.decode()
    assert "Créteil : 1" in page
    assert "aucun fichier d" in page
    pdf = client.get(reverse("road_safety:plan-report-file", args=[2026, "pdf"]))
    assert b"".join(pdf.streaming_content).startswith(b"%PDF")
    ods = client.get(reverse("road_safety:plan-report-file", args=[2026, "ods"]))
    assert b"".join(ods.streaming_content).startswith(b"PK")
    assert client.get(reverse("road_safety:plan-report-file", args=[2026, "exe"])).status_code == 404
    draft = client.get(reverse("road_safety:plan-order", args=[2026, "pdf"]))
    assert b"".join(draft.streaming_content).startswith(b"%PDF")


def test_a_stranger_reads_nothing_and_an_unknown_address_is_said(client, bureau):
    strategy_told(bureau.house, paris(2026, 6, 24))
    client.force_login(bureau.house.agent)
    for name, arguments in (("plan-actions", []), ("year-plan", [2026]), ("orientations", []), ("plan-report", [2026])):
        assert client.get(reverse(f"road_safety:{name}", args=arguments)).status_code == 403
    assert client.get("/api/v1/plan-actions/").status_code == 403
    client.force_login(bureau.agent)
    for address in ("/pdasr/2040/", "/pdasr/2026/rien/", "/pdasr/actions/999999/", "/dgo/999999/"):
        assert client.get(address).status_code == 404
    found = client.get("/api/v1/plan-actions/?state=retained&stake=young&commune=94028").json()["results"]
    assert [row["granted"] for row in found] == ["2000.00"]
    assert {row["lever"]["code"]: row["answer"]["code"] for row in found[0]["answers"]}["money"] == "granted"


# --- what the manifest brings --------------------------------------------------


def test_the_house_sees_the_actions_where_it_looks(bureau):
    plan = opened(bureau.agent)
    row = granted(before_committee(plan, bureau.agent, communes=[bureau.house.creteil]), 5_000, bureau.head)
    signed(plan, bureau.agent)
    who, on = bureau.agent, AT.date()
    assert [figure.value for figure in sources.figures(who, AT)][:2] == [0, 1]
    events = [event.label for event in sources.agenda(who, on.replace(day=1), on.replace(month=5, day=31))]
    assert "Action : Piste d'éducation routière" in events
    assert "PDASR 2026 : comité de sélection" in events
    hits = sources.find_actions(Question(who, row.number, AT, 5)).hits
    assert hits[0].exact
    assert [point.commune for point in sources.on_the_map(who, AT)] == ["94028"]
    assert len(list(sources.history_of_commune(who, "commune", "94028", AT))) == 1
    assert list(sources.agenda(bureau.house.agent, on, on)) == []


# --- the public door --------------------------------------------------


def link() -> str:
    return re.search(r"https?://\S+(/demande-action-routiere/\S+/)", OutgoingMail.objects.get().body)[1]


def test_a_school_asks_confirms_and_follows_its_answers(client, bureau):
    opened(bureau.agent)
    assert client.get(reverse("road_safety:door")).status_code == 200
    answer = posted(client, "door", data=DOOR)
    assert answer.url == reverse("road_safety:door-sent")
    row = Action.objects.get()
    assert (row.state, row.number, row.channel) == ("draft", "", "portal")
    assert {found.lever for found in row.answers.all()} == {"equipment", "volunteers"}
    # Whoever has the address of somebody else written at the door has nothing of their own mailed there.
    for typed in ("title", "promoter"):
        assert DOOR[typed] not in OutgoingMail.objects.get().body
    address = link()
    assert "Ouvrir cette page n" in client.get(address).content.decode()
    assert Action.objects.get().state == "draft"
    assert client.post(address).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.number) == ("filed", "PDASR-2026-001")
    # A second click says that it is done, and does nothing.
    assert client.post(address).status_code == 409
    assert "Intervenants bénévoles" in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"uai": "0750654C"}, "uai"),
        ({"siret": "21940028000017"}, "siret"),
        ({"starts_on": "2026-04-20", "ends_on": "2026-04-20"}, "starts_on"),
        ({"starts_on": "2031-04-20", "ends_on": "2031-04-20"}, "starts_on"),
        ({"requested": "500"}, "requested"),
        ({"asked_money": "Gilets"}, "requested"),
        ({"promoter_kind": "person"}, "promoter_kind"),
        ({"title": "Gagnez sur HTTPS://spam.invalid"}, "title"),
        ({"promoter": "www.spam.invalid"}, "promoter"),
        ({"website": "http://spam.invalid"}, "website"),
        ({"asked_equipment": "", "asked_volunteers": ""}, "__all__"),
        ({"ends_on": "2026-10-05"}, "ends_on"),
    ],
)
def test_the_door_refuses_beside_the_field_and_keeps_nothing(client, bureau, changes, field):
    opened(bureau.agent)
    answer = posted(client, "door", data={**DOOR, **changes})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Action.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_the_mail_of_the_door_carries_one_line_and_comes_five_times_a_day(client, bureau):
    opened(bureau.agent)
    for rank in range(5):
        facts = {"title": f"Journée\n\n\nsécurité {rank}", "email": "College@exemple.invalid"}
        assert posted(client, "door", data={**DOOR, **facts}).status_code == 302
    assert Action.objects.first().title == "Journée sécurité 4"
    assert "email" in posted(client, "door", data=DOOR).context["form"].errors
    asked_at_the_door(bureau.house, AT, email="autre@exemple.invalid")
    asked_at_the_door(bureau.house, AT + timedelta(days=1))
    assert OutgoingMail.objects.count() == 7


def test_a_request_that_nobody_confirms_is_shown_to_its_link_alone_then_goes(client, bureau):
    plan = opened(bureau.agent)
    row, at = asked_at_the_door(bureau.house, AT), AT + timedelta(days=16)
    assert "sous 15 jours" in OutgoingMail.objects.get().body
    client.force_login(bureau.agent)
    assert row.title not in client.get(reverse("road_safety:plan-actions")).content.decode()
    assert client.get(row_url(row)).status_code == 404
    assert queries.counts_by_state(plan) == []
    assert client.get(link()).status_code == 200
    kept = door.confirm(code=link().split("/")[-2], at=AT)
    assert client.get(row_url(kept)).status_code == 200
    asked_at_the_door(bureau.house, AT)
    assert door.forget_unconfirmed(at=AT + timedelta(days=15)) == 0
    tasks.nightly_requests()
    assert Action.objects.count() == 2
    assert door.forget_unconfirmed(at=at) == 1
    assert Action.objects.get() == kept


def test_money_is_asked_for_while_the_call_is_open(client, bureau):
    plan = opened(bureau.agent)
    plans.write_call(plan=plan, opens_on=AT.date(), closes_at=paris(2026, 5, 20, 18), by=bureau.agent, at=AT)
    plans.publish_call(plan=plan, by=bureau.agent, at=AT)
    assert posted(client, "door", data={**DOOR, "requested": "500"}).status_code == 302
    assert {found.lever for found in Action.objects.get().answers.all()} == {"money", "equipment", "volunteers"}


@pytest.mark.parametrize(
    ("when", "words"), [((2026, 5, 20, 19), "clos"), ((2026, 10, 6, 0), "passée"), ((2026, 5, 2, 0), "évalué")]
)
def test_a_late_confirmation_does_not_pass_by_the_limits_of_the_door(bureau, when, words):
    plan = opened(bureau.agent)
    plans.write_call(plan=plan, opens_on=AT.date(), closes_at=paris(2026, 5, 20, 18), by=bureau.agent, at=AT)
    plans.publish_call(plan=plan, by=bureau.agent, at=AT)
    asked_at_the_door(bureau.house, AT, requested=D(500), asked={"money": "Une piste"})
    if words == "évalué":
        YearPlan.objects.update(
            state="evaluated", report={}, report_on=AT.date(), signed_on=AT.date(), order_number="2026/00001"
        )
    with pytest.raises(Conflict, match=words):
        door.confirm(code=link().split("/")[-2], at=paris(*when))
    assert Action.objects.get().state == "draft"


def test_a_link_expires_and_an_unknown_one_opens_nothing(client, bureau, time_machine):
    opened(bureau.agent)
    asked_at_the_door(bureau.house, AT)
    address = link()
    assert client.get("/demande-action-routiere/inconnu/").status_code == 410
    time_machine.move_to(paris(2027, 6, 1))
    assert client.get(address).status_code == 410
    with pytest.raises(door.LinkUnusable):
        door.confirm(code=address.split("/")[-2], at=paris(2027, 6, 1))


def test_an_evaluated_plan_receives_nothing_more(client, bureau):
    in_force(bureau.agent)
    opened(bureau.agent)
    YearPlan.objects.update(
        state="evaluated", report={}, report_on=AT.date(), signed_on=AT.date(), order_number="2026/00001"
    )
    assert "starts_on" in posted(client, "door", data=DOOR).context["form"].errors
