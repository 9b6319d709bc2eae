"""Daily security of the police (B2.1): sectors, problems, their points, the three indicators."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from directorate.web.errors import Conflict, DomainError, NotAllowed
from public_order.field import operations as field
from public_order.field import rules, sources
from public_order.field.lists import SECTOR_LIST
from public_order.field.queries import indicators_on
from public_order.models import GpoAction, GpoProblem
from tests.people import paris
from tests.public_order.field_stage import WORDS, reported, sector, step

AT = paris(2026, 5, 7)
REPORT = date(2026, 1, 31)


@pytest.mark.parametrize(
    ("state", "days", "expected"),
    [("new", 90, False), ("new", 91, True), ("relapsed", 200, True), ("resolved", 200, False), ("closed", 200, False)],
)
def test_b2_1_open_for_more_than_ninety_days(state, days, expected):
    assert rules.is_long_open(state, REPORT, REPORT + timedelta(days=days), 90) is expected


@pytest.mark.parametrize(
    ("relapsed_on", "expected"),
    [(date(2026, 4, 29), True), (date(2026, 4, 30), False), (date(2026, 2, 1), True)],
)
def test_b2_1_relapse_in_less_than_three_months(relapsed_on, expected):
    """From 31 January three months end on 30 April."""
    assert rules.is_early_relapse(REPORT, relapsed_on, 3) is expected
    assert not rules.is_early_relapse(None, relapsed_on, 3)


STATES = sorted(rules.FOLLOWING)


@given(st.lists(st.tuples(st.sampled_from(STATES), st.integers(0, 400)), max_size=40), st.integers(1, 120))
def test_b2_1_indicators_count_each_problem_once(rows, days):
    on = date(2026, 5, 7)
    facts = [rules.Fact(state, on - timedelta(days=age)) for state, age in rows]
    found = rules.indicators(facts, on, days)
    assert found.long_open <= found.open <= len(facts)
    assert found == rules.indicators(list(reversed(facts)), on, days)
    assert rules.indicators(facts, on, days + 1).long_open <= found.long_open


@pytest.fixture()
def problem(bureau):
    return reported(sector(bureau.house, bureau.agent, AT), bureau.agent, paris(2026, 2, 2))


@pytest.mark.django_db
def test_a_problem_from_its_report_to_an_early_relapse(bureau, problem):
    by = bureau.agent
    problem = step(problem, "diagnosed", by, paris(2026, 2, 9))
    assert problem.diagnosis == WORDS and problem.review_on == date(2026, 3, 11)
    with pytest.raises(DomainError) as refused:
        step(problem, "action_plan", by, paris(2026, 2, 16))
    assert refused.value.field == "state"
    action = field.add_action(problem=problem, label="Réparer la porte", owner="Bailleur", due_on=date(2026, 3, 1),
                              by=by, at=paris(2026, 2, 16))  # fmt: skip
    problem = step(problem, "action_plan", by, paris(2026, 2, 16))
    field.finish_action(action=action, done_on=date(2026, 2, 27), by=by, at=paris(2026, 3, 2))
    with pytest.raises(Conflict):
        field.finish_action(action=action, done_on=date(2026, 2, 27), by=by, at=paris(2026, 3, 2))
    problem = step(problem, "resolved", by, paris(2026, 3, 2), review_on=None)
    assert indicators_on(date(2026, 3, 3)) == rules.Indicators(open=0, long_open=0, resolved=1, early_relapses=0)
    problem = step(problem, "relapsed", by, paris(2026, 5, 4))
    assert problem.is_early_relapse and problem.open_since == date(2026, 5, 4)
    assert indicators_on(date(2026, 5, 7)) == rules.Indicators(open=1, long_open=0, resolved=0, early_relapses=1)
    assert [row.state for row in problem.steps.all()] == ["relapsed", "resolved", "action_plan", "diagnosed"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("facts", "name"),
    [
        ({"held_on": date(2026, 5, 8)}, "held_on"), ({"held_on": date(2026, 1, 1)}, "held_on"),
        ({"review_on": None}, "review_on"), ({"review_on": date(2026, 5, 7)}, "review_on"), ({"words": "Vu."}, "words"),
        ({"state": "resolved"}, "state"),
    ],
)  # fmt: skip
def test_a_point_that_does_not_hold_is_refused_beside_its_field(bureau, problem, facts, name):
    state = facts.pop("state", "diagnosed")
    with pytest.raises(DomainError) as refused:
        step(problem, state, bureau.agent, AT, **facts)
    assert refused.value.field == name and not problem.steps.exists()


@pytest.mark.django_db
def test_a_closed_problem_no_longer_changes(bureau, problem):
    step(problem, "closed", bureau.agent, AT)
    with pytest.raises(Conflict):
        step(problem, "diagnosed", bureau.agent, AT)


@pytest.mark.django_db
def test_a_problem_is_told_once_and_inside_its_sector(bureau, problem):
    with pytest.raises(Conflict):
        reported(problem.sector, bureau.agent, AT)
    with pytest.raises(DomainError) as refused:
        reported(problem.sector, bureau.agent, AT, commune=bureau.house.vincennes)
    assert refused.value.field == "commune"
    with pytest.raises(Conflict):
        sector(bureau.house, bureau.agent, AT, name=problem.sector.name.upper())
    with pytest.raises(Conflict, match="entre-temps"):
        field.record_sector(sector=problem.sector, name="Autre", district=None, communes=[bureau.house.creteil],
                            pilot="Un autre", by=bureau.agent, at=AT)  # fmt: skip
    with pytest.raises(NotAllowed):
        reported(problem.sector, bureau.house.stranger, AT, title="Autre")
    assert GpoProblem.objects.count() == 1


@pytest.mark.django_db
def test_the_pages_of_daily_security(client, bureau, problem, time_machine):
    time_machine.move_to(AT)
    client.force_login(bureau.agent)

    def page(name, *args):
        answer = client.get(reverse(f"public_order:{name}", args=args))
        assert answer.status_code == 200
        return answer.content.decode().replace("&#x27;", "'")

    assert "1 ouvert, dont 1 depuis trop longtemps" in page("gpo-problems")
    assert "Ouvert depuis trop longtemps" in page("gpo-problem", problem.pk)
    assert "Occupation du hall 4" in page("psq-sector", problem.sector_id)
    assert "Créteil, Mont-Mesly" in page("psq-sectors")
    where = reverse("public_order:gpo-problem-new", args=[problem.sector_id])
    sent = {"title": "Rodéos", "commune": "94028", "place": "Mail", "nature": "rodeo", "priority": "2",
            "source": "mairie", "reported_on": "2026-05-06"}  # fmt: skip
    assert client.post(where, sent).status_code == 302
    assert client.post(where, sent).status_code == 422
    point = reverse("public_order:gpo-step", args=[problem.pk])
    sent = {"held_on": "2026-05-07", "state": "diagnosed", "words": WORDS, "review_on": "2026-06-07"}
    assert client.post(point, sent | {"review_on": ""}).status_code == 422
    assert client.post(point, sent).status_code == 302
    assert "Diagnostiqué" in page("gpo-problem", problem.pk)
    found = client.get("/api/v1/gpo-problems/?state=open").json()["results"]
    assert [each["title"] for each in found] == ["Occupation du hall 4", "Rodéos"]
    listed = client.get(reverse("public_order:gpo-problems") + "?late=long").content.decode()
    assert "Occupation du hall 4" in listed and "Rodéos" not in listed


def test_a_second_click_on_an_action_or_a_point_writes_nothing(bureau, problem):
    problem = step(problem, "diagnosed", bureau.agent, AT)
    facts = {"problem": problem, "label": "Réparer la porte", "owner": "Bailleur", "due_on": AT.date()}
    field.add_action(by=bureau.agent, at=AT, **facts)
    with pytest.raises(Conflict, match="déjà décidée"):
        field.add_action(by=bureau.agent, at=AT, **facts | {"label": "réparer la porte"})
    with pytest.raises(Conflict, match="déjà enregistré"):
        step(problem, "diagnosed", bureau.agent, AT)
    assert (problem.actions.count(), problem.steps.count()) == (1, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        GpoAction.objects.create(**facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        last = problem.steps.get()
        last.pk = None
        last.save(force_insert=True)


def test_b2_1_the_indicators_of_a_sector_are_in_the_list_of_the_sectors(bureau, problem, client, time_machine):
    time_machine.move_to(AT)
    GpoProblem.objects.update(open_since=AT.date() - timedelta(days=91), is_early_relapse=True)
    client.force_login(bureau.agent)
    html = client.get(reverse("public_order:psq-sectors")).content.decode()
    assert "Depuis trop longtemps" in html and "Rechutes précoces" in html
    row = next(iter(SECTOR_LIST.rows(bureau.agent, AT)))
    assert (row.open_problems, row.long_open, row.early_relapses) == (1, 1, 1)
    labels = {figure.label: figure.value for figure in sources.figures(bureau.agent, AT)}
    assert labels["Rechutes PSQ précoces"] == 1 and labels["Problèmes PSQ ouverts trop longtemps"] == 1
