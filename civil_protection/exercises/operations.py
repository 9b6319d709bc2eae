"""An exercise from its place in the calendar to its end: each step has its guard and its line in the journal."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Model

from civil_protection.communal.models import CommunalEvent
from civil_protection.communal.operations import note
from civil_protection.exercises.models import Exercise, ExerciseCalendar, ExerciseInject, ExerciseObjective
from civil_protection.exercises.papers import CALENDAR, calendar_words
from civil_protection.exercises.queries import TO_COME
from civil_protection.plans.approvals import note_exercise
from civil_protection.policies import UNIT, works_in_civil_protection
from civil_protection.protection.acts import enter, number_of_ours
from civil_protection.protection.levels import check_level
from civil_protection.protection.words import check_text, check_title
from directorate.casework.move import paris_day
from directorate.journal.operations import record
from directorate.legal_calendar.arithmetic import PARIS
from directorate.org.models import StaffMember
from directorate.web.errors import Conflict, DomainError, NotAllowed

State = Exercise.State
LINKS = ("plans", "communes", "players", "observers")
LINES = ("title", "direction", "pilot")


def allowed(by: StaffMember, at: datetime) -> None:
    if not works_in_civil_protection(by, on=paris_day(at)):
        raise NotAllowed("Les exercices et leurs RETEX sont tenus par les agents du service.")


def tell(verb: str, row: Model, by: StaffMember, at: datetime, **details: Any) -> None:
    record(by=by, at=at, action=f"exercise.{verb}", subject=row, label=str(row)[:250], unit_code=UNIT, details=details)


def locked(exercise: Exercise, *states: str) -> Exercise:
    """Alone with the exercise, which is in one of these states."""
    row = Exercise.objects.select_for_update().get(pk=exercise.pk)
    if states and row.state not in states:
        raise Conflict(f"Cet exercice est dans l'état « {row.get_state_display().lower()} » : l'acte n'est pas ouvert.")
    return row


def check_words(facts: Mapping[str, Any], *titles: str) -> None:
    for name, given in facts.items():
        if isinstance(given, str):
            (check_title if name in titles else check_text)(given, field=name)


def moved(row: Exercise, state: str, by: StaffMember, at: datetime, **details: Any) -> Exercise:
    row.state = state
    row.save()
    tell("moved", row, by, at, state=row.get_state_display(), **details)
    return row


# --- what is planned ----------------------------------------------------------------------------------------


@transaction.atomic
def save_exercise(*, exercise: Exercise | None = None, by: StaffMember, at: datetime, **facts: Any) -> Exercise:
    """Program an exercise, or correct it while it is to come. `facts`: the fields of the form."""
    allowed(by, at)
    check_words({name: facts[name] for name in (*LINES, "scenario") if name in facts}, *LINES)
    check_level(facts["level"], paris_day(at))
    if facts["ends_at"] <= facts["starts_at"]:
        raise DomainError("La fin suit le début.", field="ends_at")
    row = locked(exercise, *TO_COME) if exercise else Exercise(recorded_at=at, recorded_by=by)
    if exercise:
        move_script(row, facts["starts_at"], facts["ends_at"])
    for name, given in facts.items():
        if name not in LINKS:
            setattr(row, name, given)
    row.save()
    for name in LINKS:
        getattr(row, name).set(facts.get(name, ()))
    tell("changed" if exercise else "programmed", row, by, at, kind=row.get_kind_display(),
         starts_at=row.starts_at.isoformat())  # fmt: skip
    return row


def move_script(row: Exercise, starts_at: datetime, ends_at: datetime) -> None:
    """The injects follow the start of their exercise, and hold within its new hours."""
    injects, shift = list(row.injects.all()), starts_at - row.starts_at
    if shift and any(inject.played_at for inject in injects):
        raise DomainError("L'exercice est commencé : son début ne bouge plus.", field="starts_at")
    if any(inject.planned_at + shift > ends_at for inject in injects):
        raise DomainError("Le chronogramme dépasse cette fin : avancer ou retirer ses derniers événements.",
                          field="ends_at")  # fmt: skip
    if shift and injects:
        row.injects.update(planned_at=F("planned_at") + shift)


@transaction.atomic
def add_objective(
    *, exercise: Exercise, code: str, label: str, criterion: str, by: StaffMember, at: datetime
) -> ExerciseObjective:
    return save_objective(ExerciseObjective(exercise=exercise), "objective", code, label, criterion, by, at)


@transaction.atomic
def change_objective(
    *, objective: ExerciseObjective, code: str, label: str, criterion: str, by: StaffMember, at: datetime
) -> ExerciseObjective:
    return save_objective(objective, "objective_changed", code, label, criterion, by, at)


def save_objective(
    found: ExerciseObjective, verb: str, code: str, label: str, criterion: str, by: StaffMember, at: datetime
) -> ExerciseObjective:
    allowed(by, at)
    check_words({"code": code, "label": label, "criterion": criterion})
    row = locked(found.exercise, *TO_COME)
    still_there(found)
    if row.objectives.filter(code=code).exclude(pk=found.pk).exists():
        raise DomainError("Ce code est déjà pris dans cet exercice.", field="code")
    found.code, found.label, found.criterion = code, label, criterion
    found.save()
    tell(verb, row, by, at, code=code)
    return found


@transaction.atomic
def remove_objective(*, objective: ExerciseObjective, by: StaffMember, at: datetime) -> Exercise:
    allowed(by, at)
    row = locked(objective.exercise, *TO_COME)
    still_there(objective)
    if row.state == State.PREPARED and row.objectives.count() == 1:
        raise Conflict("Un exercice préparé garde au moins un objectif.")
    objective.delete()
    tell("objective_removed", row, by, at, code=objective.code)
    return row


def still_there(found: ExerciseObjective | ExerciseInject) -> None:
    """The exercise is locked: nobody else removes it any more."""
    if found.pk and not type(found).objects.filter(pk=found.pk).exists():
        raise Conflict("Cette ligne vient d'être retirée par quelqu'un d'autre.")


@transaction.atomic
def judge(*, objective: ExerciseObjective, result: str, by: StaffMember, at: datetime) -> ExerciseObjective:
    """Whether the objective was reached, from the debriefing to the publication."""
    allowed(by, at)
    locked(objective.exercise, State.PLAYED, State.DEBRIEFED)
    row = ExerciseObjective.objects.select_for_update(of=("self",)).select_related("exercise").get(pk=objective.pk)
    row.result = result
    row.save(update_fields=["result"])
    tell("judged", row.exercise, by, at, code=row.code, result=row.get_result_display())
    return row


@transaction.atomic
def add_inject(*, exercise: Exercise, by: StaffMember, at: datetime, **facts: Any) -> ExerciseInject:
    """`facts`: planned_at, sender, recipient, channel, message, expected."""
    return save_inject(ExerciseInject(exercise=exercise), "inject", facts, by, at)


@transaction.atomic
def change_inject(*, inject: ExerciseInject, by: StaffMember, at: datetime, **facts: Any) -> ExerciseInject:
    """Until it is played."""
    return save_inject(inject, "inject_changed", facts, by, at)


def save_inject(
    found: ExerciseInject, verb: str, facts: Mapping[str, Any], by: StaffMember, at: datetime
) -> ExerciseInject:
    allowed(by, at)
    check_words(facts)
    row = locked(found.exercise, *TO_COME)
    not_played(found)
    if not row.starts_at <= facts["planned_at"] <= row.ends_at:
        raise DomainError("L'heure prévue est entre le début et la fin de l'exercice.", field="planned_at")
    for name, given in facts.items():
        setattr(found, name, given)
    found.save()
    tell(verb, row, by, at, planned_at=found.planned_at.isoformat())
    return found


@transaction.atomic
def remove_inject(*, inject: ExerciseInject, by: StaffMember, at: datetime) -> Exercise:
    """Until it is played."""
    allowed(by, at)
    row = locked(inject.exercise, *TO_COME)
    not_played(inject)
    if row.state == State.PREPARED and row.injects.count() == 1:
        raise Conflict("Un exercice préparé garde au moins un événement à jouer.")
    inject.delete()
    tell("inject_removed", row, by, at, planned_at=inject.planned_at.isoformat())
    return row


def not_played(inject: ExerciseInject) -> None:
    still_there(inject)
    if ExerciseInject.objects.filter(pk=inject.pk, played_at__isnull=False).exists():
        raise Conflict("Cet événement est déjà joué : il ne se modifie plus, il s'observe.")


@transaction.atomic
def prepare(*, exercise: Exercise, by: StaffMember, at: datetime) -> Exercise:
    """The file is ready: it says what is tested and how."""
    allowed(by, at)
    row = locked(exercise, State.PROGRAMMED)
    if not row.objectives.exists():
        raise Conflict("Un exercice préparé a au moins un objectif.")
    if not row.injects.exists():
        raise Conflict("Un exercice préparé a un chronogramme : ajouter au moins un événement.")
    return moved(row, State.PREPARED, by, at)


@transaction.atomic
def cancel(*, exercise: Exercise, cancelled_why: str, by: StaffMember, at: datetime) -> Exercise:
    allowed(by, at)
    check_text(cancelled_why, field="cancelled_why")
    row = locked(exercise, *TO_COME)
    if not cancelled_why.strip():
        raise DomainError("Dire pourquoi l'exercice est annulé.", field="cancelled_why")
    row.cancelled_why = cancelled_why
    return moved(row, State.CANCELLED, by, at, reason=cancelled_why)


# --- what is played -----------------------------------------------------------------------------------------


@transaction.atomic
def play_inject(*, inject: ExerciseInject, by: StaffMember, at: datetime) -> ExerciseInject:
    """One click: given to the players now. A second click changes nothing."""
    allowed(by, at)
    locked(inject.exercise, State.PREPARED)
    row = ExerciseInject.objects.select_for_update(of=("self",)).select_related("exercise").get(pk=inject.pk)
    if row.played_at is None:
        row.played_at = at
        row.save(update_fields=["played_at"])
        tell("injected", row.exercise, by, at, planned_at=row.planned_at.isoformat(), played_at=at.isoformat())
    return row


@transaction.atomic
def observe(
    *, inject: ExerciseInject, observed: str, played_at: datetime | None = None, by: StaffMember, at: datetime
) -> ExerciseInject:
    """What was seen, and the true time when the click came late or was a mistake (empty: not played)."""
    allowed(by, at)
    check_text(observed, field="observed")
    locked(inject.exercise, State.PREPARED, State.PLAYED)
    if played_at and played_at > at:
        raise DomainError("Cet instant est dans l'avenir.", field="played_at")
    row = ExerciseInject.objects.select_for_update(of=("self",)).select_related("exercise").get(pk=inject.pk)
    row.observed, row.played_at = observed, played_at
    row.save(update_fields=["observed", "played_at"])
    tell("observed", row.exercise, by, at, observed=observed, played_at=played_at.isoformat() if played_at else "")
    return row


@transaction.atomic
def end_play(*, exercise: Exercise, ended_at: datetime, by: StaffMember, at: datetime) -> Exercise:
    """Played: the plans and the communes that took part owe their next exercise from this day."""
    allowed(by, at)
    row = locked(exercise, State.PREPARED)
    if ended_at > at:
        raise DomainError("Cet instant est dans l'avenir.", field="ended_at")
    if ended_at <= row.starts_at:
        raise DomainError("La fin suit le début de l'exercice.", field="ended_at")
    row.ends_at = ended_at
    counted = restart_periods(row, by, at) if row.counts else (0, 0)
    return moved(row, State.PLAYED, by, at, plans=counted[0], communes=counted[1])


def restart_periods(row: Exercise, by: StaffMember, at: datetime) -> tuple[int, int]:
    """How many plans and communes the exercise counts for (CSI, art. R741-32 and D731-10)."""
    on = row.starts_at.astimezone(PARIS).date()
    plans = [plan for plan in row.plans.all() if plan.exercised_on is None or plan.exercised_on < on]
    for plan in plans:
        note_exercise(plan=plan, exercised_on=on, by=by, at=at)
    kind = CommunalEvent.Kind.EXERCISED
    known = set(
        CommunalEvent.objects.filter(kind=kind, happened_on=on, withdrawn_at=None).values_list("file", flat=True)
    )
    communes = [town for town in row.communes.all() if town.pk not in known]
    for town in communes:
        note(commune=town, kind=kind, happened_on=on, note=f"Participation à l'exercice « {row.title} »", by=by, at=at)
    return len(plans), len(communes)


@transaction.atomic
def close_exercise(*, exercise: Exercise, by: StaffMember, at: datetime) -> Exercise:
    """Closed once each action of its lessons is done or dropped."""
    allowed(by, at)
    row = locked(exercise, State.PUBLISHED)
    if left := row.review.actions.filter(ended_on=None).count():
        raise Conflict(f"Terminer ou abandonner les actions du RETEX encore ouvertes ({left}).")
    return moved(row, State.CLOSED, by, at)


# --- calendar -----------------------------------------------------------------------------------------------


@transaction.atomic
def record_calendar(*, year: int, number: str, signed_on: date, by: StaffMember, at: datetime) -> ExerciseCalendar:
    """The order that sets the calendar of the year was signed (T05): its words are those of that day."""
    allowed(by, at)
    if signed_on > paris_day(at):
        raise DomainError("Cette date est dans l'avenir.", field="signed_on")
    if ExerciseCalendar.objects.filter(pk=year).exists():
        raise Conflict(f"Le calendrier de {year} est déjà arrêté.")
    number = number_of_ours(number, signed_on)
    if ExerciseCalendar.objects.filter(number=number).exists():
        raise DomainError("Ce numéro est déjà celui d'un autre calendrier.", field="number")
    letter = enter(
        kind="regulatory", title=f"Arrêté fixant le calendrier des exercices de sécurité civile pour {year}",
        template=CALENDAR, context=calendar_words(year, signed_on, number, signed_on), number=number,
        signed_on=signed_on, by=by, at=at,
    )  # fmt: skip
    row = ExerciseCalendar.objects.create(
        year=year, number=number, signed_on=signed_on, letter=letter, recorded_at=at, recorded_by=by
    )  # fmt: skip
    tell("calendar", row, by, at, number=number, signed_on=signed_on.isoformat())
    return row
