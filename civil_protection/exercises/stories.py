"""Exercises in the demonstration: two played with their lessons, one of them with old actions, two to come."""

from datetime import date, datetime, timedelta

from civil_protection.crisis.models import CrisisEvent
from civil_protection.exercises import operations, reviews
from civil_protection.exercises.models import Exercise, Review
from civil_protection.plans.models import Plan
from civil_protection.policies import UNIT
from directorate.casework.move import paris_day
from directorate.org.models import StaffMember
from directorate.org.queries import staff_of_unit
from directorate.parameters.queries import every_version, remembering
from directorate.partners.models import Organisation
from directorate.territory.models import Commune

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
# title, kind, days from now, plan, communes, how far it has gone
EXERCISES = (
    ("Quais 94, crue de la Seine", "mixed", -230, "INOND", ("94078", "94077", "94022"), "published"),
    ("Appel de nuit des cadres", "call_out", -12, "", (), "debriefed"),
    ("Relogement de nuit", "table", 24, "", ("94028",), "prepared"),
    ("Grand froid, maraudes", "command", 75, "", (), "programmed"),
)
INJECTS = (
    (10, 0, "Mairie", "COD", "phone", "Un parc de stationnement se remplit.", "Le COD arme la cellule logistique."),
    (35, 4, "BSPP", "COD", "radio", "Douze personnes à évacuer.", "Un centre d'hébergement est demandé à la commune."),
    (60, 11, "Journaliste", "Communication", "media", "Une rumeur parle d'une digue rompue.", "Démenti sous 15 min."),
)
OBJECTIVES = (
    ("O1", "Armer le COD en 60 minutes", "Heure du premier point", "reached"),
    ("O2", "Joindre chaque mairie", "Accusés en 30 minutes", "partly"),
)


def tell(at: datetime) -> None:
    by = next(iter(staff_of_unit(UNIT, paris_day(at))), None)
    if by is None:
        return
    with remembering(every_version()):
        owner = Organisation.objects.filter(is_active=True).order_by("name").first()
        for story in EXERCISES:
            exercise(*story, owner, by, at)
        year = paris_day(at).year
        operations.record_calendar(
            year=year, number="", signed_on=min(paris_day(at), date(year, 1, 15)), by=by, at=at
        )  # fmt: skip
        crisis = CrisisEvent.objects.filter(mode="exercise", review=None).first()
        if crisis is not None:
            reviews.open_review(event=crisis, by=by, at=crisis.opened_at + 90 * MINUTE)


def exercise(
    title: str, kind: str, days: int, code: str, insee: tuple[str, ...], until: str, owner: Organisation | None,
    by: StaffMember, at: datetime,
) -> None:  # fmt: skip
    starts = (at + days * DAY).replace(hour=8, minute=0, second=0, microsecond=0)
    before, ends = min(at, starts - 20 * DAY), starts + 180 * MINUTE
    row = operations.save_exercise(
        title=title, kind=kind, echelon=Exercise.Echelon.DEPARTMENT, level="internal", starts_at=starts, ends_at=ends,
        direction="Directeur des Sécurités", pilot="Pôle planification", counts=kind != "call_out",
        plans=list(Plan.objects.filter(code=code)), communes=list(Commune.objects.filter(pk__in=insee)),
        scenario="Scénario inventé pour la démonstration.", by=by, at=before,
    )  # fmt: skip
    if until == "programmed":
        return
    goals = [
        operations.add_objective(exercise=row, code=number, label=label, criterion=criterion, by=by, at=before)
        for number, label, criterion, _ in OBJECTIVES
    ]
    for minute, _, sender, recipient, channel, message, expected in INJECTS:
        operations.add_inject(
            exercise=row, planned_at=starts + minute * MINUTE, sender=sender, recipient=recipient, channel=channel,
            message=message, expected=expected, by=by, at=before,
        )  # fmt: skip
    row = operations.prepare(exercise=row, by=by, at=before)
    if until == "prepared":
        return
    for (minute, late, *_), inject in zip(INJECTS, row.injects.all(), strict=True):
        operations.play_inject(inject=inject, by=by, at=starts + (minute + late) * MINUTE)
    row = operations.end_play(exercise=row, ended_at=ends, by=by, at=ends + 5 * MINUTE)
    lessons = reviews.debrief_exercise(
        exercise=row, hot_at=ends + 30 * MINUTE, hot_summary="Bonne montée en puissance ; annuaire à revoir.", by=by,
        at=ends + 40 * MINUTE,
    )  # fmt: skip
    if until == "published":
        for goal, (*_, result) in zip(goals, OBJECTIVES, strict=True):
            operations.judge(objective=goal, result=result, by=by, at=ends + 40 * MINUTE)
        learn(lessons, row, owner, ends, by)


def learn(lessons: Review, row: Exercise, owner: Organisation | None, ends: datetime, by: StaffMember) -> None:
    later = ends + 20 * DAY
    reviews.add_finding(review=lessons, kind="strength", text="Le COD est armé en 48 minutes.", by=by, at=later)
    reviews.add_finding(review=lessons, kind="improve", text="Quatre numéros de l'annuaire sont faux.", by=by, at=later)
    if owner is not None:
        plan = row.plans.first()
        due = paris_day(later)
        for label, priority, days in (("Revoir l'annuaire de crise", 1, 60), ("Ajouter une fiche « quais »", 2, 400)):
            action = reviews.add_action(review=lessons, label=label, owner=owner, priority=priority,
                                        due_on=due + days * DAY, plan=plan, by=by, at=later)  # fmt: skip
            if priority == 1:
                reviews.follow_action(action=action, state="done", proof="Annuaire version 2", by=by,
                                      at=later + 50 * DAY)  # fmt: skip
    reviews.publish(review=lessons, published_on=paris_day(later + 40 * DAY), by=by, at=later + 40 * DAY)
