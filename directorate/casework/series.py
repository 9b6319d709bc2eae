"""One action on many cases: drawn up with what will be refused, confirmed, then done case by case by a job.

Each case goes through the operation that its own page calls, with the rights that the person then has, in a
transaction that also keeps the result: a worker may die anywhere, and the next one goes on with what is still to do.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from time import monotonic
from types import TracebackType
from typing import Any, TypeVar

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django import forms
from django.db import OperationalError, transaction
from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from directorate.casework.errors import StaleCase
from directorate.casework.models import Case, Series, SeriesItem
from directorate.casework.move import paris_day
from directorate.casework.operations import last_change, locked_case
from directorate.casework.queries import visible_to
from directorate.documents.models import Letter
from directorate.jobs.errors import ClaimLost, TurnGiven
from directorate.jobs.models import Job
from directorate.jobs.operations import enqueue, progress
from directorate.journal.operations import record
from directorate.org.models import StaffMember
from directorate.web.errors import DomainError, NotAllowed, NotFound
from directorate.web.lists import SeriesAction

log = structlog.get_logger(__name__)

SERIES_JOB = "casework.series"
MOST = 10_000
READ_AT_ONCE = 500
# Then the others of the queue have their turn.
TURN_SECONDS = 60
# How long the file made by a series is kept.
KEPT = timedelta(days=30)
# How long a series that nobody confirms is remembered.
FORGOTTEN_AFTER = timedelta(days=1)
State = SeriesItem.State
T = TypeVar("T")


@dataclass(frozen=True)
class Scope:
    """What the cases of a series belong to: its form offers what suits them."""

    units: frozenset[str]
    procedures: frozenset[str]


class SeriesForm(forms.Form):
    """The fields of an action. An action without any uses this one."""

    def __init__(self, *args, scope: Scope, by: StaffMember, on: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.scope, self.by, self.on = scope, by, on


@dataclass(frozen=True)
class CaseAction(SeriesAction):
    """An action that many cases may receive together; a service declares its own.

    `check(case, staff, details, at)`: why this case would be refused, or ""; `details` is empty until the form is
    filled in. `act(case=, version=, by=, at=, details=, rank=)`: does it, by the operation of the page; may return a
    letter. `rows`, `reads`: what `check` reads of each case, to be joined and to be fetched. `judges(staff, at)`: a
    wider check for the summary alone, which reads once what all the cases share; `act` judges it again.
    `deliver(series, job, at)`: what is made at the end of all, as keys of the result of the job. `tell(series, at)`:
    tells at the end those whom it concerns, once. `home`: title and address name of the page that one comes back to,
    when it is not the list.
    """

    explains: str = ""
    form: type[SeriesForm] = SeriesForm
    check: Callable[[Case, StaffMember, Mapping[str, Any], datetime], str] = lambda case, staff, details, at: ""
    act: Callable[..., Letter | None] = lambda **_: None
    rows: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    judges: Callable[[StaffMember, datetime], Callable[[Case, Mapping[str, Any]], str]] | None = None
    most: int = MOST
    deliver: Callable[[Series, Job, datetime], Mapping[str, Any]] | None = None
    tell: Callable[[Series, datetime], None] | None = None
    home: tuple[str, str] | None = None

    def judging(self, staff: StaffMember, at: datetime) -> Callable[[Case, Mapping[str, Any]], str]:
        """What the summary asks of each case."""
        if self.judges is not None:
            return self.judges(staff, at)
        return lambda case, details: self.check(case, staff, details, at)


ACTIONS: dict[str, CaseAction] = {}


def declare_action(action: CaseAction) -> CaseAction:
    if ACTIONS.setdefault(action.code, action) is not action:
        raise ValueError(f"Deux actions en série pour le code « {action.code} ».")
    return action


def action_of(code: str) -> CaseAction:
    try:
        return ACTIONS[code]
    except KeyError:
        raise NotFound("Cette action en série n'existe pas.") from None


def allowed_action(code: str, staff: StaffMember) -> CaseAction:
    action = action_of(code)
    if not action.policy(staff):
        raise NotAllowed(f"Vous ne pouvez pas lancer cette série : {action.label.lower()}.")
    return action


# --- drawing up ---------------------------------------------------------------------------------------------


@transaction.atomic
def draw_up(
    *, list_code: str, query: str, cases: QuerySet[Case], action_code: str, by: StaffMember, at: datetime
) -> Series:
    """Keep which cases, at which version, and what would be refused. `cases`: those that `by` sees, in their order."""
    action = allowed_action(action_code, by)
    keys = list(cases.values_list("pk", flat=True)[: action.most + 1])
    if not keys:
        raise DomainError("Aucun dossier n'est sélectionné.")
    if len(keys) > action.most:
        raise DomainError(
            f"« {action.label} » se fait sur {action.most} dossiers au plus : affinez les filtres, ou sélectionnez"
            " moins de dossiers."
        )
    series = Series.objects.create(
        list_code=list_code, query=query, action=action.code, total=len(keys), by=by, created_at=at
    )
    ranks = {key: rank for rank, key in enumerate(keys, 1)}
    for judged in in_batches(judge(action, keys, by, {}, at)):
        SeriesItem.objects.bulk_create(
            SeriesItem(
                series=series,
                case=case,
                rank=ranks[case.pk],
                version=case.version,
                state=State.REFUSED if refusal else State.PENDING,
                sentence=refusal[:400],
            )
            for case, refusal in judged
        )
    return series


def judge(
    action: CaseAction, keys: Iterable[int], by: StaffMember, details: Mapping[str, Any], at: datetime
) -> Iterator[tuple[Case, str]]:
    """Each case with why it would be refused, or ""; a fixed number of queries for every few hundred."""
    check = action.judging(by, at)
    rows, reads = {"caseworker", "party", *action.rows}, {"named_staff", *action.reads}
    for some in in_batches(keys):
        for case in Case.objects.filter(pk__in=some).select_related(*rows).prefetch_related(*reads):
            yield case, check(case, details)


def in_batches(things: Iterable[T], size: int = READ_AT_ONCE) -> Iterator[list[T]]:
    left = iter(things)
    while some := list(islice(left, size)):
        yield some


def scope_of(series: Series) -> Scope:
    pairs = set(series.items.order_by().values_list("case__unit_id", "case__procedure_code").distinct())
    return Scope(frozenset(unit for unit, _ in pairs), frozenset(procedure for _, procedure in pairs))


def form_of(series: Series, by: StaffMember, at: datetime, data: MultiValueDict | None = None) -> SeriesForm:
    """The form of the action for this series; `data` is what was typed."""
    action = action_of(series.action)
    return action.form(data, scope=scope_of(series), by=by, on=paris_day(at))


@transaction.atomic
def judge_again(*, series: Series, details: Mapping[str, Any], by: StaffMember, at: datetime) -> int:
    """Draw the summary again with what was typed. Number of cases that would be done; the versions stay."""
    action = action_of(series.action)
    items = {item.case_id: item for item in series.items.all()}
    changed = []
    for case, refusal in judge(action, list(items), by, details, at):
        item = items[case.pk]
        if item.sentence != refusal[:400]:
            item.sentence = refusal[:400]
            item.state = State.REFUSED if refusal else State.PENDING
            changed.append(item)
    SeriesItem.objects.bulk_update(changed, ["state", "sentence"], batch_size=READ_AT_ONCE)
    return sum(item.state == State.PENDING for item in items.values())


@transaction.atomic
def confirm(
    *, series: Series, form: SeriesForm, expected: int | None, by: StaffMember, at: datetime
) -> tuple[Series, bool]:
    """Ask for a series that was drawn up; a second click finds it asked.

    False when what was typed changes how many cases would be refused: the person reads the new summary first.
    """
    series = Series.objects.select_for_update().get(pk=series.pk)
    if series.asked_at is not None:
        return series, True
    action = allowed_action(series.action, by)
    possible = judge_again(series=series, details=form.cleaned_data, by=by, at=at)
    if possible == 0 or possible != expected:
        return series, False
    series.details = {name: form.data.getlist(form.add_prefix(name)) for name in form.fields}
    series.asked_at = at
    series.job = enqueue(
        kind=SERIES_JOB,
        label=f"{action.label} : {possible} dossier{'s' if possible > 1 else ''}",
        key=f"{SERIES_JOB}:{series.pk}",
        payload={"series": series.pk, "page": reverse("directorate:series", args=[series.pk])},
        by=by,
        at=at,
        queue="bulk",
        expires_at=at + KEPT if action.deliver else None,
    )
    series.save(update_fields=["details", "asked_at", "job"])
    record(
        by=by,
        at=at,
        action="series.asked",
        subject=series,
        label=series.job.label,
        details={"action": action.label, "total": series.total, "possible": possible},
    )
    return series, True


def counts_of(series: Series) -> dict[str, int]:
    """How many cases in each state."""
    found = dict(series.items.order_by().values_list("state").annotate(Count("pk")))
    return {state: found.get(state, 0) for state in State.values}


@transaction.atomic
def draw_up_again(*, series: Series, by: StaffMember, at: datetime) -> Series:
    """A new series of what was refused or failed in this one, as these cases are now."""
    left = series.items.filter(state__in=[State.REFUSED, State.FAILED])
    cases = visible_to(by, paris_day(at)).filter(pk__in=left.order_by().values("case_id")).order_by("pk")
    return draw_up(list_code=series.list_code, query=series.query, cases=cases, action_code=series.action, by=by, at=at)


def forget_unconfirmed(*, at: datetime) -> int:
    """Drop the summaries that nobody confirmed. Number of series."""
    old = Series.objects.filter(asked_at__isnull=True, created_at__lt=at - FORGOTTEN_AFTER)
    SeriesItem.objects.filter(series__in=old).delete()
    return old.delete()[0]


# --- doing --------------------------------------------------------------------------------------------------


class Aside:
    """What an unexpected failure of one case does not do: stop the others. It is logged, and `told` of.

    What concerns the whole job goes on its way: a lost claim, the time limit, a database that does not answer.
    """

    STOPS = (ClaimLost, TurnGiven, SoftTimeLimitExceeded, OperationalError)

    def __init__(self, told: Callable[[Exception], None]):
        self.told = told

    def __enter__(self) -> "Aside":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None):
        if not isinstance(error, Exception) or isinstance(error, self.STOPS):
            return False
        log.error("one of a series failed", exc_info=(kind, error, trace))
        self.told(error)
        return True


class Turn:
    """Shows how far the job is, stops it when it was cancelled, and gives its turn after a minute."""

    def __init__(self, job: Job, total: int, done: int = 0):
        self.job, self.total, self.done = job, total, done
        self.since = monotonic()

    def step(self) -> None:
        self.done += 1
        progress(self.job, self.done, self.total)
        if monotonic() - self.since > TURN_SECONDS and self.done < self.total:
            raise TurnGiven


def work(*, job: Job, at: datetime) -> dict[str, Any]:
    """Do what is still to do of a series, one case at a time. Raises TurnGiven when it is to be gone on with."""
    series = Series.objects.select_related("job").get(pk=job.payload["series"])
    action = action_of(series.action)
    form = form_of(series, StaffMember.objects.get(pk=series.by_id), at, MultiValueDict(series.details))
    if not form.is_valid():
        raise DomainError("Les choix faits pour cette série ne sont plus possibles : préparez-la de nouveau.")
    waiting = list(series.items.filter(state=State.PENDING).order_by("rank").values_list("pk", flat=True))
    turn = Turn(job, series.total, series.total - len(waiting))
    for key in waiting:
        with Aside(lambda error, key=key: note_failure(key, error, at)):
            do_item(key, action, form.cleaned_data, at)
        turn.step()
    made = action.deliver(series, job, at) if action.deliver else {}
    if action.tell:
        action.tell(series, at)
    return {**made, "words": words_of(counts_of(series))}


@transaction.atomic
def do_item(key: int, action: CaseAction, details: Mapping[str, Any], at: datetime) -> None:
    """Do one case and keep what became of it, together. What somebody else does or has done is left alone."""
    item = (
        SeriesItem.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("series")
        .filter(pk=key, state=State.PENDING)
        .first()
    )
    if item is None:
        return
    try:
        with transaction.atomic():
            item.letter = perform(item, action, details, at)
        item.state = State.DONE
    except DomainError as refusal:
        item.state, item.sentence = State.REFUSED, str(refusal)[:400]
    item.done_at = at
    item.save(update_fields=["state", "sentence", "letter", "done_at"])


def perform(item: SeriesItem, action: CaseAction, details: Mapping[str, Any], at: datetime) -> Letter | None:
    """The rights are those of this instant, and the case is the one that was judged."""
    by = StaffMember.objects.get(pk=item.series.by_id)
    case = visible_to(by, paris_day(at)).filter(pk=item.case_id).first()
    if case is None:
        raise NotAllowed("Vous n'avez plus accès à ce dossier.")
    case = locked_case(case, None)
    if case.version != item.version:
        raise StaleCase(f"Le dossier a changé depuis le résumé : {last_change(case)}.")
    if not action.policy(by):
        raise NotAllowed("Vous n'avez plus ce droit.")
    if refusal := action.check(case, by, details, at):
        raise DomainError(refusal)
    return action.act(case=case, version=item.version, by=by, at=at, details=details, rank=item.rank)


def note_failure(key: int, error: Exception, at: datetime) -> None:
    SeriesItem.objects.filter(pk=key, state=State.PENDING).update(
        state=State.FAILED, sentence=f"Erreur inattendue ({type(error).__name__}).", done_at=at
    )


def words_of(counts: Mapping[str, int]) -> str:
    """ "38 faits, 2 refusés"."""
    names = ((State.DONE, "fait"), (State.REFUSED, "refusé"), (State.FAILED, "en échec"), (State.PENDING, "à faire"))
    said = [
        f"{counts[state]} {name}{'s' if counts[state] > 1 and ' ' not in name else ''}"
        for state, name in names
        if counts[state]
    ]
    return ", ".join(said) or "rien à faire"
