"""One row behind each address of exercises and of their lessons."""

from datetime import datetime, timedelta

from civil_protection.exercises import operations, reviews
from civil_protection.exercises.models import Exercise, ExerciseInject, ExerciseObjective, Review, ReviewAction
from directorate.org.models import StaffMember
from tests.people import House

HOUR = timedelta(hours=1)


def programmed(by: StaffMember, at: datetime, starts_at: datetime, **more) -> Exercise:
    facts = {"title": "Crue 94", "kind": "mixed", "echelon": "department", "level": "internal", "direction": "Préfet",
             "pilot": "Pôle planification", "ends_at": starts_at + 4 * HOUR, **more}  # fmt: skip
    return operations.save_exercise(starts_at=starts_at, **facts, by=by, at=at)


def ready(by: StaffMember, at: datetime, starts_at: datetime, **more) -> Exercise:
    """Prepared: one objective, one inject an hour after the start."""
    row = programmed(by, at, starts_at, **more)
    operations.add_objective(exercise=row, code="O1", label="Armer le COD", criterion="En 60 min", by=by, at=at)
    operations.add_inject(
        exercise=row, planned_at=starts_at + HOUR, sender="Mairie", recipient="COD", channel="phone",
        message="Le quai est submergé.", expected="La cellule logistique est armée.", by=by, at=at,
    )  # fmt: skip
    return operations.prepare(exercise=row, by=by, at=at)


def played(by: StaffMember, at: datetime, starts_at: datetime, **more) -> Exercise:
    row = ready(by, starts_at - 24 * HOUR, starts_at, **more)
    return operations.end_play(exercise=row, ended_at=starts_at + 4 * HOUR, by=by, at=at)


def exercised(house: House, at: datetime) -> None:
    """What the addresses of exercises lead to."""
    by, day = house.director, timedelta(days=1)
    row = played(by, at, at - 2 * day)
    lessons = reviews.debrief_exercise(exercise=row, hot_at=at - day, hot_summary="Utile", by=by, at=at)
    reviews.add_finding(review=lessons, kind="improve", text="Annuaire à revoir", by=by, at=at)
    reviews.add_action(review=lessons, label="Revoir l'annuaire", owner=house.town_hall, priority=1,
                       due_on=at.date() + 90 * day, by=by, at=at)  # fmt: skip
    ready(by, at, at + 30 * day, title="Grand froid")


def exercise_rules() -> dict[str, dict]:
    """What the arguments of these addresses mean."""
    ahead = Exercise.objects.get(state="prepared")
    return {
        "exercices/": {"pk": ahead.pk, "verb": "modifier"},
        "exercices/calendrier/": {"year": 2026},
        "exercices/objectifs/": {
            "pk": ExerciseObjective.objects.get(exercise__state="debriefed").pk,
            "verb": "modifier",
        },
        "exercices/injects/": {"pk": ExerciseInject.objects.get(exercise=ahead).pk, "verb": "modifier"},
        "retex/": {"pk": Review.objects.get().pk, "verb": "constat"},
        "retex/actions/": {"pk": ReviewAction.objects.get().pk},
        "api/v1/^exercises/": {"pk": ahead.pk},
    }
