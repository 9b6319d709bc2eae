"""Reading the sittings of the committee: what each examines, what it decides, and the totals that follow."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch, Q, QuerySet

from directorate.commissions.models import CommissionSession
from directorate.money.amounts import NONE
from directorate.web.errors import NotFound
from public_order.grants import queries
from public_order.grants.catalogue import Verdict
from public_order.grants.committee_models import CommitteeDecision, CommitteeSitting, SittingScenario
from public_order.grants.models import GrantApplication, GrantOpinion, GrantScenario, ScenarioLine

LIVE = (CommissionSession.State.PLANNED, CommissionSession.State.HELD)


def sittings() -> QuerySet[CommitteeSitting]:
    return CommitteeSitting.objects.select_related("session__commission", "concluded_by").prefetch_related(
        Prefetch("examined", SittingScenario.objects.select_related("scenario__programme", "item"))
    )


def known_sitting(pk: int) -> CommitteeSitting:
    row = sittings().filter(pk=pk).first()
    if row is None:
        raise NotFound("Cette séance du comité n'existe pas.")
    return row


def scenarios_to_examine(year: int | None = None) -> QuerySet[GrantScenario]:
    """Of the programmes that no committee has settled, those that no sitting to come has on its agenda."""
    settled = GrantScenario.objects.filter(adopted_at__isnull=False)
    rows = GrantScenario.objects.select_related("programme").exclude(programme__in=settled.values("programme"))
    taken = SittingScenario.objects.filter(sitting__concluded_at=None, sitting__session__state__in=LIVE)
    rows = rows.exclude(pk__in=taken.values("scenario")).order_by("programme__family", "pk")
    return rows if year is None else rows.filter(programme__year=year)


def sitting_of(scenario: GrantScenario) -> CommitteeSitting | None:
    """The one that examines it, or that has adopted it."""
    found = SittingScenario.objects.filter(scenario=scenario, sitting__session__state__in=LIVE)
    row = found.select_related("sitting__session").order_by("-pk").first()
    return row.sitting if row else None


@dataclass(frozen=True)
class Entry:
    """A project in front of the committee: what was proposed, and how its line stands."""

    line: ScenarioLine
    decision: CommitteeDecision | None = None

    @property
    def application(self) -> GrantApplication:
        return self.line.application

    @property
    def prepared(self) -> Decimal:
        return self.decision.prepared_amount if self.decision else self.line.amount

    @property
    def is_changed(self) -> bool:
        found = self.decision
        now = (self.line.verdict, self.line.amount)
        return found is not None and (found.prepared, found.prepared_amount) != now

    @property
    def granted(self) -> Decimal | None:
        """What the committee gives: nothing rather than zero for who gets nothing."""
        return self.line.amount if self.line.verdict == Verdict.FUND else None


def entries(scenario: GrantScenario, sitting: CommitteeSitting | None = None) -> list[Entry]:
    """In the order of the ranking, with everything that a table says of a project: a fixed number of queries."""
    lines = ScenarioLine.objects.filter(scenario=scenario).select_related(
        "scenario__programme", "changed_by", "application__promoter__commune", "application__axis",
        "application__call__programme", "application__previous",
    ).prefetch_related(
        "application__communes", "application__budget", "application__equipment",
        Prefetch("application__opinions", GrantOpinion.objects.order_by("pk")),
    )  # fmt: skip
    kept = {row.application_id: row for row in sitting.decisions.filter(scenario=scenario)} if sitting else {}
    return [Entry(line, kept.get(line.application_id)) for line in lines.order_by("rank", "pk")]


@dataclass(frozen=True)
class Sums:
    """Of a table: its last line, the same on the page, on paper and in the file."""

    count: int
    asked: Decimal
    base: Decimal
    prepared: Decimal
    granted: Decimal
    funded: int


def sums_of(rows: Sequence[Entry]) -> Sums:
    return Sums(
        count=len(rows),
        asked=sum((row.application.asked for row in rows), NONE),
        base=sum((queries.budget_of(row.application).expense for row in rows), NONE),
        prepared=sum((row.prepared for row in rows), NONE),
        granted=sum((row.granted or NONE for row in rows), NONE),
        funded=sum(row.granted is not None for row in rows),
    )


def is_open(row: CommitteeSitting) -> bool:
    """The committee sits: who came is recorded, nothing is concluded yet."""
    return row.concluded_at is None and row.session.state in LIVE and row.decisions.exists()


def others_of(scenario: GrantScenario) -> QuerySet[GrantScenario]:
    """What else the same sitting may examine: one scenario of each programme of the year."""
    return scenarios_to_examine(scenario.programme.year).filter(~Q(programme=scenario.programme))
