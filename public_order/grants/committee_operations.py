"""The programming committee: called on some scenarios, held, its decisions kept with their reasons, its actions."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction

from directorate.commissions import action_operations, operations
from directorate.commissions.convocation_operations import convene
from directorate.commissions.models import AgendaItem, Commission, CommissionMember, CommissionSession, SessionAction
from directorate.commissions.past_operations import write_past_session
from directorate.money.amounts import words
from directorate.org.models import StaffMember
from directorate.parameters.queries import every_version, remembering
from directorate.partners.models import Organisation
from directorate.web.errors import Conflict, DomainError
from public_order.grants import operations as grants
from public_order.grants import queries
from public_order.grants.bodies import COMMITTEE
from public_order.grants.committee_models import CommitteeDecision, CommitteeSitting, SittingScenario
from public_order.grants.committee_queries import LIVE, scenarios_to_examine
from public_order.grants.models import GrantApplication, GrantScenario, ScenarioLine
from public_order.grants.scenario_operations import hold_committee
from public_order.recording import reasoned, tell, worker

State = CommissionSession.State


def locked(sitting: CommitteeSitting) -> CommitteeSitting:
    """Open on its decisions: neither concluded nor cancelled."""
    row = CommitteeSitting.objects.select_for_update(of=("self",)).select_related("session__commission").get(
        pk=sitting.pk
    )  # fmt: skip
    if row.session.state not in LIVE:
        raise Conflict(f"Cette séance est {row.session.get_state_display().lower()}.")
    if row.concluded_at is not None:
        raise Conflict("Les décisions de cette séance sont arrêtées : elles ne changent plus.")
    return row


@transaction.atomic
def call_committee(
    *, scenarios: Sequence[GrantScenario], starts_at: datetime, place: str, by: StaffMember, at: datetime
) -> CommitteeSitting:
    """To come, or already held: the agenda is the scenarios, one of each programme of a same year."""
    worker(by, at)
    keys = [row.pk for row in scenarios]
    # Two people who call it at once wait for one another here.
    rows = list(GrantScenario.objects.select_for_update(of=("self",)).select_related("programme").filter(pk__in=keys)
                .order_by("programme__family", "pk"))  # fmt: skip
    if not rows:
        raise DomainError("Choisir au moins un scénario.", field="scenarios")
    free = set(scenarios_to_examine().filter(pk__in=keys).values_list("pk", flat=True))
    if taken := [row.name for row in rows if row.pk not in free]:
        raise Conflict(f"Programme déjà arrêté, ou scénario à l'ordre du jour d'une autre séance : {', '.join(taken)}.",
                       field="scenarios")  # fmt: skip
    if len({row.programme_id for row in rows}) < len(rows):
        raise DomainError("Un seul scénario par programme : les autres restent à comparer sur la page de"
                          " programmation.", field="scenarios")  # fmt: skip
    if len({row.programme.year for row in rows}) > 1:
        raise DomainError("Les scénarios d'une séance sont de la même année.", field="scenarios")
    commission, titles = Commission.objects.get(pk=COMMITTEE), [title_of(row) for row in rows]
    if starts_at > at:
        session = operations.plan_session(commission=commission, starts_at=starts_at, place=place, by=by, at=at)
        for title in titles:
            operations.add_item(session=session, title=title, by=by, at=at)
    else:
        session = write_past_session(
            commission=commission, starts_at=starts_at, place=place, titles=titles, by=by, at=at
        )
    row = CommitteeSitting.objects.create(session=session, year=rows[0].programme.year)
    items = session.items.order_by("position")
    SittingScenario.objects.bulk_create(
        SittingScenario(sitting=row, scenario=each, item=item) for each, item in zip(rows, items, strict=True)
    )
    tell("grant_committee.called", row, by, at, scenarios=titles, starts_at=starts_at.isoformat())
    return row


def title_of(row: GrantScenario) -> str:
    return f"{row.programme}, scénario « {row.name} »"


@transaction.atomic
def convene_committee(*, sitting: CommitteeSitting, urgency: str = "", by: StaffMember, at: datetime):
    on, row = worker(by, at), locked(sitting)
    convene(session=row.session, urgency=urgency, by=by, at=at)
    action_operations.carry_actions(row.session, on)
    tell("grant_committee.convened", row, by, at)
    return row


@transaction.atomic
def attend(
    *, sitting: CommitteeSitting, present: Iterable[CommissionMember] = (), seen: str | None = None,
    prosecutor: bool = False, by: StaffMember, at: datetime,
) -> CommitteeSitting:  # fmt: skip
    """Who came. What was proposed to them is kept as it stood: what they change is told beside it.

    A session that was closed on the page of the engine has its attendance already, which stands.
    """
    worker(by, at)
    row = locked(sitting)
    if row.session.state == State.PLANNED:
        operations.record_attendance(session=row.session, present=present, seen=seen, by=by, at=at)
    action_operations.carry_actions(row.session, operations.session_day(row.session.starts_at))
    row.prosecutor = prosecutor
    row.save(update_fields=["prosecutor"])
    lines = ScenarioLine.objects.filter(scenario__sittings__sitting=row).select_related("application", "scenario")
    known = set(row.decisions.values_list("application_id", flat=True))
    new = [line for line in lines if line.application_id not in known]
    CommitteeDecision.objects.bulk_create(
        CommitteeDecision(sitting=row, scenario=line.scenario, application=line.application, rank=line.rank,
                          prepared=line.verdict, prepared_amount=line.amount)
        for line in new
    )  # fmt: skip
    for line in new:
        if line.application.state in (GrantApplication.State.SCORED, GrantApplication.State.RANKED):
            found = grants.locked(line.application, queries.TO_ARBITRATE, "mise en comité")
            grants.move(found, GrantApplication.State.COMMITTEE, "Examinée par le comité de programmation", by, at)
    tell("grant_committee.attended", row, by, at, projects=len(lines))
    return row


@transaction.atomic
def conclude(*, sitting: CommitteeSitting, minutes: str, by: StaffMember, at: datetime) -> CommitteeSitting:
    """Every scenario of the sitting is adopted, or none; each decision is kept with its reason for ever."""
    worker(by, at)
    row = locked(sitting)
    decisions = {found.application_id: found for found in row.decisions.select_for_update()}
    if not decisions:
        raise Conflict("Enregistrer d'abord les membres présents.")
    said = reasoned(minutes, "minutes")
    day = operations.session_day(row.session.starts_at)
    with remembering(every_version()):
        for each in row.examined.select_related("scenario"):
            hold_committee(scenario=each.scenario, held_on=day, minutes=said, prosecutor=row.prosecutor,
                           session=row.session, by=by, at=at)  # fmt: skip
    lines = ScenarioLine.objects.filter(scenario__sittings__sitting=row, application__in=decisions)
    for line in lines:
        found = decisions[line.application_id]
        found.verdict, found.amount, found.refusal, found.reason = line.verdict, line.amount, line.refusal, line.reason
    CommitteeDecision.objects.bulk_update(decisions.values(), ["verdict", "amount", "refusal", "reason"])
    if row.session.state == State.PLANNED:
        operations.close_session(session=row.session, minutes=said, by=by, at=at)
    row.minutes, row.concluded_at, row.concluded_by = said, at, by
    row.save()
    row.session.refresh_from_db()
    changed = [found for found in decisions.values() if found.is_changed]
    tell("grant_committee.concluded", row, by, at, funded=words(sum(found.amount for found in decisions.values())),
         decisions=len(decisions), changed=len(changed))  # fmt: skip
    return row


@transaction.atomic
def decide_action(
    *, sitting: CommitteeSitting, text: str, owner: Organisation, due_on: date, item: AgendaItem | None = None,
    by: StaffMember, at: datetime,
) -> SessionAction:  # fmt: skip
    """What somebody has to do after the sitting: owned, dated, it comes back until it is closed."""
    worker(by, at)
    row = CommitteeSitting.objects.select_related("session").get(pk=sitting.pk)
    return action_operations.decide_action(
        session=row.session, text=text, owner=owner, due_on=due_on, item=item, by=by, at=at
    )
