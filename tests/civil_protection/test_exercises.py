"""An exercise from the calendar to its end, the lessons learnt, and the crisis that cannot close without them."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from civil_protection.communal.models import CommunalFile
from civil_protection.crisis import operations as crises
from civil_protection.crisis.terms import Hazard, Mode
from civil_protection.exercises import operations, queries, reviews
from civil_protection.exercises.closing import lessons_are_opened
from civil_protection.exercises.models import Exercise, ExerciseCalendar, Review, ReviewAction
from civil_protection.exercises.stories import tell
from civil_protection.protection.levels import LevelRefused
from directorate.documents.pdf_text import text_of_pdf
from directorate.journal.models import JournalEntry
from directorate.web.errors import Conflict, DomainError, NotAllowed
from tests.civil_protection.exercise_rows import HOUR, exercised, played, programmed, ready
from tests.civil_protection.plan_rows import in_force
from tests.people import paris

AT = paris(2026, 6, 24, 9)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _june(time_machine):
    time_machine.move_to(AT, tick=False)


def test_an_exercise_is_prepared_with_an_objective_and_a_script(desk):
    row, by = programmed(desk.agent, AT, AT + DAY), {"by": desk.agent, "at": AT}
    with pytest.raises(Conflict, match="objectif"):
        operations.prepare(exercise=row, **by)
    operations.add_objective(exercise=row, code="O1", label="Armer", criterion="60 min", **by)
    with pytest.raises(Conflict, match="chronogramme"):
        operations.prepare(exercise=row, **by)
    with pytest.raises(DomainError, match="entre le début et la fin"):
        operations.add_inject(exercise=row, planned_at=AT, sender="A", recipient="B", channel="phone", message="M",
                              expected="E", **by)  # fmt: skip
    with pytest.raises(DomainError, match="déjà pris"):
        operations.add_objective(exercise=row, code="O1", label="Autre", criterion="Autre", **by)


def test_a_prepared_exercise_is_corrected_line_by_line_until_a_line_is_played(desk, client):
    row = ready(desk.agent, AT - DAY, AT + DAY)
    goal, inject, by = row.objectives.get(), row.injects.get(), {"by": desk.agent, "at": AT}
    client.force_login(desk.agent)
    page = reverse("civil_protection:exercise", args=[row.pk])
    change = reverse("civil_protection:exercise-objective-act", args=[goal.pk, "modifier"])
    assert change in client.get(page).content.decode()
    client.post(change, {"code": "O7", "label": "Armer le COD la nuit", "criterion": "En 45 min"})
    goal.refresh_from_db()
    assert str(goal) == "O7 Armer le COD la nuit"
    client.post(
        reverse("civil_protection:exercise-inject-act", args=[inject.pk, "modifier"]),
        {"planned_at": f"{AT + DAY + 2 * HOUR:%Y-%m-%dT%H:%M}", "sender": "BSPP", "recipient": "COD",
         "channel": "radio", "message": "Le quai cède.", "expected": "Un périmètre est tenu."},
    )  # fmt: skip
    inject.refresh_from_db()
    assert (inject.planned_at, inject.sender) == (AT + DAY + 2 * HOUR, "BSPP")
    for refused in (
        client.post(reverse("civil_protection:exercise-objective-act", args=[goal.pk, "retirer"])),
        client.post(reverse("civil_protection:exercise-inject-act", args=[inject.pk, "retirer"])),
    ):
        assert "garde au moins un" in refused.content.decode()
    # The script follows its exercise.
    facts = {"title": "Crue 94", "kind": "mixed", "echelon": "department", "level": "internal", "direction": "Préfet",
             "pilot": "Pôle planification"}  # fmt: skip
    with pytest.raises(DomainError, match="dépasse cette fin"):
        operations.save_exercise(exercise=row, starts_at=AT, ends_at=AT + HOUR, **facts, **by)
    operations.save_exercise(exercise=row, starts_at=AT, ends_at=AT + 3 * HOUR, **facts, **by)
    inject.refresh_from_db()
    assert inject.planned_at == AT + 2 * HOUR
    operations.play_inject(inject=inject, **by)
    with pytest.raises(Conflict, match="déjà joué"):
        operations.remove_inject(inject=inject, **by)
    with pytest.raises(DomainError, match="commencé"):
        operations.save_exercise(exercise=row, starts_at=AT + HOUR, ends_at=AT + 4 * HOUR, **facts, **by)
    more = operations.add_objective(exercise=row, code="O8", label="Autre", criterion="Autre", **by)
    operations.remove_objective(objective=more, **by)
    assert row.objectives.get() == goal


def test_only_agents_hold_exercises_and_forbidden_words_are_refused(desk):
    with pytest.raises(NotAllowed):
        programmed(desk.house.agent, AT, AT + DAY)
    with pytest.raises(LevelRefused):
        programmed(desk.agent, AT, AT + DAY, title="Plan PIRATAIR")
    with pytest.raises(LevelRefused):
        programmed(desk.agent, AT, AT + DAY, level="restricted")


def test_one_click_plays_an_inject_and_a_second_changes_nothing(desk, client):
    row = ready(desk.agent, AT - DAY, AT - 2 * HOUR)
    inject = row.injects.get()
    client.force_login(desk.agent)
    page = reverse("civil_protection:exercise-conduct", args=[row.pk])
    assert "Jouer" in client.get(page).content.decode()
    client.post(reverse("civil_protection:exercise-play", args=[inject.pk]))
    operations.play_inject(inject=inject, by=desk.agent, at=AT + HOUR)
    inject.refresh_from_db()
    assert inject.played_at == AT
    assert "+ 60 min" in client.get(page).content.decode()
    assert JournalEntry.objects.filter(action="exercise.injected").count() == 1
    operations.observe(inject=inject, observed="Vu", played_at=None, by=desk.agent, at=AT)
    inject.refresh_from_db()
    assert (inject.played_at, inject.observed) == (None, "Vu")


def test_a_played_exercise_restarts_the_terms_of_its_plans_and_communes(desk):
    plan = in_force("INOND", desk.agent, AT, desk.house.creteil)
    played(desk.agent, AT, AT - 5 * HOUR, plans=[plan], communes=[desk.house.creteil])
    plan.refresh_from_db()
    file = CommunalFile.objects.get(commune=desk.house.creteil)
    assert plan.exercised_on == file.exercised_on == date(2026, 6, 24)
    assert plan not in queries.measures(AT.date()).never


def test_a_test_of_calls_and_an_older_exercise_leave_the_terms_alone(desk):
    plan = in_force("INOND", desk.agent, AT, desk.house.creteil)
    played(desk.agent, AT, AT - 5 * HOUR, plans=[plan], communes=[desk.house.creteil], counts=False)
    plan.refresh_from_db()
    assert plan.exercised_on is None
    assert not CommunalFile.objects.filter(exercised_on__isnull=False).exists()
    played(desk.agent, AT, AT - 5 * HOUR, plans=[plan])
    played(desk.agent, AT, AT - 9 * DAY, plans=[plan])
    plan.refresh_from_db()
    assert plan.exercised_on == AT.date()


def test_an_exercise_walks_to_its_end_through_its_lessons(desk):
    by = {"by": desk.agent, "at": AT}
    row = played(desk.agent, AT, AT - DAY)
    lessons = reviews.debrief_exercise(exercise=row, hot_at=AT - 2 * HOUR, hot_summary="Utile", **by)
    assert (lessons.hot_due_at, lessons.cold_due_on) == (AT - DAY + 52 * HOUR, date(2026, 9, 23))
    with pytest.raises(Conflict, match="constat"):
        reviews.publish(review=lessons, published_on=AT.date(), **by)
    reviews.add_finding(review=lessons, kind="strength", text="COD armé à temps", **by)
    with pytest.raises(Conflict, match="résultat de chaque objectif"):
        reviews.publish(review=lessons, published_on=AT.date(), **by)
    operations.judge(objective=row.objectives.get(), result="reached", **by)
    action = reviews.add_action(review=lessons, label="Revoir", owner=desk.house.town_hall, priority=1,
                                due_on=AT.date() + 30 * DAY, **by)  # fmt: skip
    reviews.publish(review=lessons, published_on=AT.date(), **by)
    row.refresh_from_db()
    assert row.state == Exercise.State.PUBLISHED
    with pytest.raises(Conflict, match="encore ouvertes"):
        operations.close_exercise(exercise=row, **by)
    with pytest.raises(DomainError, match="preuve"):
        reviews.follow_action(action=action, state="done", **by)
    reviews.follow_action(action=action, state="done", proof="Annuaire 2026.2", **by)
    assert operations.close_exercise(exercise=row, **by).state == Exercise.State.CLOSED
    found = queries.measures(AT.date())
    assert (found.in_time, found.reached, found.age) == ("1/1 = 100 %", "1/1 = 100 %", None)


def test_an_exercise_is_cancelled_with_its_reason_and_only_before_it_is_played(desk):
    row = ready(desk.agent, AT, AT + DAY)
    with pytest.raises(DomainError, match="pourquoi"):
        operations.cancel(exercise=row, cancelled_why=" ", by=desk.agent, at=AT)
    assert operations.cancel(exercise=row, cancelled_why="Crue réelle", by=desk.agent, at=AT).state == "cancelled"
    with pytest.raises(Conflict, match="annulé"):
        operations.play_inject(inject=row.injects.get(), by=desk.agent, at=AT)


def test_a_crisis_closes_only_once_its_lessons_are_opened(desk):
    event = crises.open_event(name="Crue", mode=Mode.REAL, hazard=Hazard.FLOOD, by=desk.agent, at=AT)
    with pytest.raises(crises.NotClosable, match="RETEX"):
        crises.close(event=event, ended_at=AT, by=desk.house.director, at=AT)
    reviews.open_review(event=event, by=desk.agent, at=AT)
    assert lessons_are_opened(event) == ""
    with pytest.raises(Conflict, match="déjà ouvert"):
        reviews.open_review(event=event, by=desk.agent, at=AT)
    assert crises.close(event=event, ended_at=AT, by=desk.house.director, at=AT).closed_at == AT


def test_actions_open_for_more_than_six_months_are_reported_on_page_and_paper(desk, client):
    exercised(desk.house, AT)
    ReviewAction.objects.update(opened_on=date(2025, 12, 24))
    assert queries.old_actions(AT.date()) == []
    ReviewAction.objects.update(opened_on=date(2025, 12, 23), label="<b>Revoir</b>")
    client.force_login(desk.head)
    page = client.get(reverse("civil_protection:review-actions-old")).content.decode()
    assert "&lt;b&gt;Revoir&lt;/b&gt;" in page
    paper = client.get(reverse("civil_protection:review-actions-old-pdf"))
    assert "<b>Revoir</b>" in text_of_pdf(b"".join(paper.streaming_content))


def test_the_calendar_is_ordered_once_with_a_number(desk, client):
    ready(desk.agent, AT, AT + DAY)
    client.force_login(desk.agent)
    order = reverse("civil_protection:exercise-year-order", args=[2026])
    refused = client.post(order, {"number": "12", "signed_on": "2026-01-15"})
    assert refused.status_code == 422
    assert "AAAA/NNNNN" in refused.content.decode()
    client.post(order, {"number": "2026/00071", "signed_on": "2026-01-15"})
    assert ExerciseCalendar.objects.get().number == "2026/00071"
    paper = client.get(reverse("civil_protection:exercise-year-pdf", args=[2026]))
    words = text_of_pdf(b"".join(paper.streaming_content))
    assert "2026/00071" in words
    assert "Crue 94" in words


def test_the_story_of_exercises_goes_through_every_step(desk):
    tell(AT)
    assert set(Exercise.objects.values_list("state", flat=True)) == {"published", "debriefed", "prepared", "programmed"}
    assert Review.objects.filter(published_on__isnull=False).count() == 1
    assert [row.label for row in queries.old_actions(AT.date())] == ["Ajouter une fiche « quais »"]
