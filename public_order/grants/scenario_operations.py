"""Scenarios of an envelope, edited by many at once; the committee that adopts one; what follows in series."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from directorate.commissions.models import CommissionSession
from directorate.jobs.models import Job
from directorate.jobs.operations import enqueue, progress
from directorate.jobs.registry import handler
from directorate.legal_calendar.arithmetic import PARIS
from directorate.money.amounts import NONE, words
from directorate.org.models import StaffMember
from directorate.parameters.queries import every_version, remembering, values
from directorate.web.errors import Conflict, DomainError
from public_order.grants import operations, papers, queries, terms
from public_order.grants.call_operations import decider
from public_order.grants.catalogue import Arbitration, Refusal, Verdict
from public_order.grants.committee_models import CommitteeDecision
from public_order.grants.models import (
    GrantApplication,
    GrantCommittee,
    GrantEnvelope,
    GrantProgramme,
    GrantScenario,
    ScenarioChange,
    ScenarioLine,
)
from public_order.grants.ranking import Project, rank
from public_order.recording import reasoned, tell, worker

State = GrantApplication.State
LETTERS = "grants.decision_letters"
TO_TELL = (State.GRANTED, State.REFUSED, State.INELIGIBLE, State.WAITING)


@transaction.atomic
def draw_scenario(
    *, programme: GrantProgramme, name: str, envelope: Decimal | None = None, by: StaffMember, at: datetime
) -> GrantScenario:
    """The ranking of the scored projects on the envelope, each place with its reason; then people change it."""
    worker(by, at)
    if programme.scenarios.filter(name=name).exists():
        raise Conflict("Un scénario porte déjà ce nom.", field="name")
    credits = GrantEnvelope.objects.get(programme=programme, kind=GrantEnvelope.Kind.AE)
    row = GrantScenario.objects.create(
        programme=programme, name=name, envelope=credits.left if envelope is None else envelope, created_at=at,
        created_by=by,
    )  # fmt: skip
    found = {each.pk: each for each in queries.to_arbitrate(programme)}
    if not found:
        raise Conflict("Aucune demande notée n'attend d'être programmée.")
    limits = values((terms.THRESHOLD, terms.RELEVANCE), date(programme.year, 1, 1))
    with remembering(every_version()):
        projects = [project_of(each) for each in found.values()]
    places = rank(projects, row.envelope, Decimal(str(limits[terms.THRESHOLD])), Decimal(str(limits[terms.RELEVANCE])))
    ScenarioLine.objects.bulk_create(
        ScenarioLine(scenario=row, application=found[place.key], rank=place.rank, verdict=place.verdict,
                     amount=place.amount, refusal=place.refusal, reason=place.reason, changed_at=at, changed_by=by)
        for place in places
    )  # fmt: skip
    ranked = [place.key for place in places]
    GrantApplication.objects.filter(pk__in=ranked, state=State.SCORED).update(state=State.RANKED)
    tell("grant_scenario.drawn", row, by, at, envelope=str(row.envelope), lines=len(places))
    return row


def project_of(row: GrantApplication) -> Project:
    return Project(
        key=row.pk, score=row.score, relevance=row.relevance or NONE, asked=queries.ceiling_of(row).maximum,
        has_good_report=row.is_renewal and row.previous is not None
        and row.previous.state in (State.CONTROLLED, State.BALANCE, State.CLOSED),
        is_priority=row.is_qpv or row.is_qrr,
    )  # fmt: skip


def locked(scenario: GrantScenario) -> GrantScenario:
    row = GrantScenario.objects.select_for_update(of=("self",)).select_related("programme").get(pk=scenario.pk)
    if row.adopted_at is not None:
        raise Conflict("Ce scénario est adopté : il ne change plus.")
    return row


@transaction.atomic
def change_line(
    *, line: ScenarioLine, version: int, verdict: str, amount: Decimal | None, reason: str = "", refusal: str = "",
    by: StaffMember, at: datetime,
) -> ScenarioLine:  # fmt: skip
    """`version`: of the line as it was shown. Whoever changed it meanwhile is named, and nothing of his is lost.

    A project that is refused has its coded reason; while the committee sits, whatever it changes has its words.
    """
    worker(by, at)
    locked(line.scenario)
    row = (
        ScenarioLine.objects.select_for_update(of=("self",))
        .select_related("application__call__programme", "application__axis", "application__promoter", "changed_by")
        .get(pk=line.pk)
    )
    if row.version != version:
        raise Conflict(f"{row.changed_by} vient de changer cette ligne à {row.changed_at.astimezone(PARIS):%H h %M} :"
                       f" {row.get_verdict_display().lower()}, {words(row.amount)}.")  # fmt: skip
    if verdict not in Verdict.values:
        raise DomainError("Ce sort n'existe pas.", field="verdict")
    given = (amount or NONE) if verdict == Verdict.FUND else NONE
    if verdict == Verdict.FUND:
        operations.within(row.application, given)
    code = (refusal or row.refusal) if verdict == Verdict.REFUSE else ""
    if verdict == Verdict.REFUSE and code not in Refusal.values:
        raise DomainError("Choisir le motif du refus dans la liste.", field="refusal")
    said, is_same = reason.strip(), (verdict, given) == (row.verdict, row.amount)
    if not is_same and said in ("", row.reason) and in_session(row):
        raise DomainError("Le comité siège : dire en quelques mots pourquoi ce sort change.", field="reason")
    # The words of the ranking explain the place that it gave, and no other one.
    if not is_same and said in ("", row.reason):
        said = Refusal(code).label if code else f"Modifié par {by}"
    former, row.verdict, row.amount, row.refusal = row.amount, verdict, given, code
    row.reason = said or row.reason
    row.version, row.changed_at, row.changed_by = version + 1, at, by
    row.save()
    ScenarioChange.objects.create(
        line=row, version=row.version, verdict=verdict, former=former, amount=given, reason=row.reason, at=at, by=by
    )
    return row


def in_session(line: ScenarioLine) -> bool:
    """A committee is examining this line: what was proposed to it is kept beside what it decides."""
    found = CommitteeDecision.objects.filter(application=line.application_id, scenario=line.scenario_id)
    return found.filter(sitting__concluded_at=None, sitting__session__state__in=("planned", "held")).exists()


@transaction.atomic
def hold_committee(
    *, scenario: GrantScenario, held_on: date, minutes: str, prosecutor: bool = False,
    session: CommissionSession | None = None, by: StaffMember, at: datetime,
) -> GrantCommittee:  # fmt: skip
    """The committee adopts a scenario that fits its envelope and leaves nothing open; each project follows its line."""
    on = worker(by, at)
    if held_on > on:
        raise DomainError("Ce jour n'est pas encore venu.", field="held_on")
    row = locked(scenario)
    if row.programme.scenarios.filter(adopted_at__isnull=False).exists():
        raise Conflict("Un autre scénario de ce programme est déjà adopté.")
    total = queries.total_of(row)
    if total.left < 0:
        raise Conflict(f"{row.name} : le scénario dépasse son enveloppe de {words(-total.left)}.")
    credits = GrantEnvelope.objects.select_for_update().get(programme=row.programme, kind=GrantEnvelope.Kind.AE)
    if total.funded > credits.left:
        raise Conflict(f"ENV-01 : il reste {words(credits.left)} à accorder pour {words(total.funded)} retenus.")
    opened = row.lines.filter(verdict=Verdict.OPEN).count()
    if opened:
        raise Conflict(f"{row.name} : des projets restent à arbitrer ({opened}).")
    if uncoded := list(row.lines.filter(verdict=Verdict.REFUSE, refusal="").values_list("application__number")[:3]):
        numbers = ", ".join(number for (number,) in uncoded)
        raise Conflict(f"{row.name} : choisir le motif du refus dans la liste ({numbers}).")
    row.adopted_at = at
    row.save(update_fields=["adopted_at"])
    found = GrantCommittee.objects.create(
        programme=row.programme, scenario=row, held_on=held_on, minutes=reasoned(minutes, "minutes"),
        prosecutor=prosecutor, session=session, recorded_at=at,
    )  # fmt: skip
    by_ministry = row.programme.arbitration == Arbitration.SG
    for line in row.lines.select_related("application"):
        follow(line, by_ministry, on, by, at)
    tell("grant_committee.held", found, by, at, funded=str(total.funded), count=total.count)
    return found


def follow(line: ScenarioLine, by_ministry: bool, on: date, by: StaffMember, at: datetime) -> None:
    gone = line.application.state in (State.WITHDRAWN, State.IMPLICIT)
    if gone and line.verdict != Verdict.FUND:
        return
    if gone:
        raise Conflict(f"La demande {line.application.number} est {line.application.get_state_display().lower()} :"
                       " l'écarter du scénario.")  # fmt: skip
    row = operations.locked(line.application, queries.TO_ARBITRATE, "programmée")
    if line.verdict == Verdict.FUND:
        row.proposed = line.amount
        state = State.SG if by_ministry else State.PROPOSED
        operations.move(row, state, f"Comité : {words(line.amount)} proposés", by, at, line.reason)
    elif line.verdict == Verdict.WAIT:
        operations.move(row, State.WAITING, "Comité : liste d'attente", by, at, line.reason)
    else:
        # What the ranking said of a score stays inside: the promoter is told the coded reason.
        row.refusal, row.decision_on = line.refusal, on
        row.reason = Refusal(line.refusal).label if line.version == 1 else line.reason
        operations.move(row, State.REFUSED, "Comité : projet écarté", by, at, line.reason)


def grant_all(*, programme: GrantProgramme, by: StaffMember, at: datetime) -> int:
    """Every proposal of the programme is granted, or none: the credits are checked for each."""
    decider(by, at)
    with transaction.atomic(), remembering(every_version()):
        rows = list(queries.applications().filter(call__programme=programme, state=State.PROPOSED).order_by("pk"))
        if not rows:
            raise Conflict("Aucune proposition n'attend de décision.")
        for row in rows:
            operations.grant(application=row, by=by, at=at)
    return len(rows)


# --- letters in series --------------------------------------------------------------------------------------------


def to_tell(programme: GrantProgramme):
    return queries.applications().filter(call__programme=programme, state__in=TO_TELL, letter=None).order_by("pk")


@transaction.atomic
def ask_letters(*, programme: GrantProgramme, by: StaffMember, at: datetime) -> Job:
    """One job for all the letters. Asked twice for the same decisions, it is one job."""
    worker(by, at)
    waiting = list(to_tell(programme).values_list("pk", flat=True))
    if not waiting:
        raise Conflict("Toutes les lettres de décision sont déjà faites.")
    job = enqueue(
        kind=LETTERS, label=f"Lettres de décision, {programme}", queue="bulk",
        key=f"grant-letters:{programme.pk}:{len(waiting)}:{waiting[-1]}", by=by, at=at,
        payload={"programme": programme.pk, "waiting": len(waiting)},
    )  # fmt: skip
    tell("grant_programme.letters_asked", programme, by, at, letters=len(waiting))
    return job


@handler(LETTERS, stepwise=True)
def write_letters(job: Job, at: datetime) -> dict[str, int]:
    """Each letter in its own transaction, found done by a later attempt."""
    programme = GrantProgramme.objects.get(pk=job.payload["programme"])
    waiting = list(to_tell(programme).values_list("pk", flat=True))
    with remembering(every_version()):
        for rank_of, pk in enumerate(waiting, 1):
            with transaction.atomic():
                row = (
                    GrantApplication.objects.select_for_update(of=("self",))
                    .select_related("call__programme", "axis", "promoter")
                    .get(pk=pk)
                )
                if row.letter_id is None and row.state in TO_TELL:
                    row.letter = papers.write_decision(row, by=job.requested_by, at=at)
                    row.save(update_fields=["letter"])
            progress(job, rank_of, len(waiting))
    return {"letters": len(waiting)}
