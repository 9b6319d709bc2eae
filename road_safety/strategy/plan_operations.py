"""A plan from its opening to its report: envelope, call for projects, committee, order, frozen figures."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from directorate.legal_calendar.arithmetic import counted, french_long
from directorate.org.models import StaffMember
from directorate.registers.paper_acts import enter, number_of_ours
from directorate.web.errors import Conflict, DomainError
from road_safety.policies import UNIT
from road_safety.strategy.funding import words
from road_safety.strategy.models import Action, CallForProjects, Stake, StakeYear, YearPlan
from road_safety.strategy.papers import ORDER, order_words
from road_safety.strategy.queries import RETAINED, orientations_of
from road_safety.strategy.reporting import report_of, victims_by_stake
from road_safety.strategy.writing import decider, past, reasoned, tell, worker

State = YearPlan.State
Call = CallForProjects.State
OPEN = (State.PREPARATION, State.COMMITTEE)


def locked(plan: YearPlan, states: Sequence[str], what: str) -> YearPlan:
    row = YearPlan.objects.select_for_update().get(pk=plan.pk)
    if row.state not in states:
        raise Conflict(f"Le {row} est « {row.get_state_display().lower()} » : {what}.")
    return row


@transaction.atomic
def open_plan(*, year: int, envelope: Decimal, by: StaffMember, at: datetime) -> YearPlan:
    """The plan of a year declines the orientations in force for it."""
    on = worker(by, at)
    if not 2000 <= year <= on.year + 2:
        raise DomainError("Cette année n'est pas admise.", field="year")
    if envelope < 0:
        raise DomainError("Une enveloppe n'est pas négative.", field="envelope")
    found = orientations_of(year)
    if found is None:
        raise DomainError(f"Aucun DGO signé ne couvre {year}.", field="year")
    row, is_new = YearPlan.objects.get_or_create(year=year, defaults={"orientations": found, "envelope": envelope})
    if not is_new:
        raise Conflict(f"Le {row} existe déjà.", field="year")
    tell("year_plan.opened", row, by, at, envelope=str(envelope))
    return row


@transaction.atomic
def set_envelope(*, plan: YearPlan, envelope: Decimal, reason: str, by: StaffMember, at: datetime) -> YearPlan:
    """Notified, raised or cut; never under what is granted."""
    decider(by, at)
    row = locked(plan, [state for state in State.values if state != State.EVALUATED], "son enveloppe ne change plus")
    if envelope < row.granted:
        raise Conflict(f"{words(row.granted)} sont déjà accordés.", field="envelope")
    former, row.envelope = row.envelope, envelope
    row.save(update_fields=["envelope"])
    tell("year_plan.envelope", row, by, at, old=str(former), new=str(envelope), reason=reasoned(reason))
    return row


@transaction.atomic
def write_call(
    *, plan: YearPlan, opens_on: date, closes_at: datetime, rules: str = "", priorities: Sequence[Stake] = (),
    by: StaffMember, at: datetime,
) -> CallForProjects:  # fmt: skip
    worker(by, at)
    row = locked(plan, OPEN, "son appel à projets ne change plus")
    call = CallForProjects.objects.filter(plan=row).first() or CallForProjects(plan=row)
    if call.state == Call.CLOSED:
        raise Conflict("Cet appel à projets est clos.")
    if closes_at.date() <= opens_on:
        raise DomainError("La clôture suit l'ouverture.", field="closes_at")
    call.opens_on, call.closes_at, call.rules = opens_on, closes_at, rules
    call.save()
    call.priorities.set(priorities)
    tell("year_plan.call_written", row, by, at, opens_on=opens_on.isoformat(), closes_at=closes_at.isoformat())
    return call


@transaction.atomic
def publish_call(*, plan: YearPlan, by: StaffMember, at: datetime) -> YearPlan:
    worker(by, at)
    row = locked(plan, OPEN, "son appel à projets ne se publie plus")
    call = CallForProjects.objects.select_for_update().filter(plan=row, state=Call.DRAFT).first()
    if call is None:
        raise Conflict("Aucun appel à projets n'attend d'être publié.")
    if call.closes_at <= at:
        raise Conflict("La clôture de cet appel est déjà passée.")
    call.state = Call.PUBLISHED
    call.save(update_fields=["state"])
    tell("year_plan.call_published", row, by, at)
    return row


@transaction.atomic
def close_call(*, plan: YearPlan, by: StaffMember, at: datetime) -> YearPlan:
    worker(by, at)
    row = locked(plan, OPEN, "son appel à projets est déjà clos")
    if not CallForProjects.objects.filter(plan=row, state=Call.PUBLISHED).update(state=Call.CLOSED):
        raise Conflict("Aucun appel à projets n'est publié.")
    tell("year_plan.call_closed", row, by, at)
    return row


@transaction.atomic
def hold_committee(*, plan: YearPlan, committee_on: date, minutes: str, by: StaffMember, at: datetime) -> YearPlan:
    """The committee met; it may meet again before the plan is signed."""
    on = worker(by, at)
    past(committee_on, on, "committee_on")
    row = locked(plan, OPEN, "le comité a déjà rendu son avis")
    row.state, row.committee_on, row.minutes = State.COMMITTEE, committee_on, reasoned(minutes, "minutes")
    row.save(update_fields=["state", "committee_on", "minutes"])
    tell("year_plan.committee", row, by, at, committee_on=committee_on.isoformat())
    return row


@transaction.atomic
def sign(*, plan: YearPlan, number: str, signed_on: date, by: StaffMember, at: datetime) -> YearPlan:
    """The order was signed: its number, its place in the registers, the list of what is retained."""
    on = worker(by, at)
    past(signed_on, on, "signed_on")
    row = locked(plan, (State.COMMITTEE,), "il ne peut pas être signé")
    if signed_on < row.committee_on:
        raise DomainError(f"Le comité s'est tenu le {french_long(row.committee_on)}.", field="signed_on")
    if not row.actions.filter(state__in=RETAINED).exists():
        raise Conflict("Aucune action n'est retenue.")
    number = number_of_ours(number, signed_on)
    row.order = enter(
        kind="regulatory", title=f"Arrêté portant {row}", template=ORDER,
        context=order_words(row, on, number, signed_on), number=number, signed_on=signed_on, unit=UNIT, by=by, at=at,
    )  # fmt: skip
    row.state, row.signed_on, row.order_number = State.SIGNED, signed_on, number
    row.save(update_fields=["state", "signed_on", "order_number", "order"])
    tell("year_plan.signed", row, by, at, number=number, granted=str(row.granted))
    return row


@transaction.atomic
def validate_report(*, plan: YearPlan, report_on: date, by: StaffMember, at: datetime) -> YearPlan:
    """DGO-03: the report and the victims of each stake are kept as they are that day, and never counted again."""
    on = decider(by, at)
    past(report_on, on, "report_on")
    row = locked(plan, (State.SIGNED, State.EXECUTING), "son bilan ne se valide pas")
    waiting = row.actions.filter(state__in=(Action.State.FUNDED, Action.State.COMMITTED)).count()
    if waiting and on.year <= row.year:
        raise Conflict(f"L'année n'est pas finie : {counted(waiting, 'actions retenues')} à réaliser.")
    victims = victims_by_stake(row)
    for stake in row.orientations.stakes.all():
        found = victims[str(stake.pk)]
        if found is not None:
            StakeYear.objects.get_or_create(
                stake=stake, year=row.year,
                defaults={
                    "accidents": found.accidents, "killed": found.killed, "hospitalised": found.hospitalised,
                    "total_killed": found.total_killed, "total": found.total, "is_final": found.is_final,
                    "source": found.source, "frozen_at": at,
                },
            )  # fmt: skip
    row.report, row.report_on, row.state = report_of(row, on), report_on, State.EVALUATED
    row.save(update_fields=["report", "report_on", "state"])
    tell("year_plan.evaluated", row, by, at, report_on=report_on.isoformat())
    return row
