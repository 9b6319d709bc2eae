"""Reading the operations: what is known of one, its reports counted once, quarters, repeat offenders, delays."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Count, Prefetch, QuerySet

from directorate.casework.move import paris_day
from directorate.legal_calendar.arithmetic import PARIS, add_months
from directorate.org.models import StaffMember
from directorate.parameters.queries import value, values
from directorate.web.errors import NotFound
from public_order.codaf import money, rules
from public_order.codaf.access import visible_targets
from public_order.codaf.catalogue import FollowKind, Sector
from public_order.codaf.models import (
    CodafAmount,
    CodafFinding,
    CodafFollowUp,
    CodafOperation,
    CodafPartner,
    CodafPlan,
    CodafTarget,
)
from public_order.codaf.terms import (
    AGAIN_MONTHS,
    FIRST_REMINDER,
    LEAST_PARTNERS,
    PARTNER_DAYS,
    PARTNER_HOURS,
    REPEAT_MONTHS,
)

State = CodafOperation.State
TONES = {
    State.IDEA: "", State.PROGRAMMED: "info", State.PREPARED: "info", State.READY: "new",
    State.IN_PROGRESS: "warning", State.DONE: "warning", State.CONSOLIDATED: "success", State.SYNTHESISED: "success",
    State.CLOSED: "paused", State.POSTPONED: "paused", State.CANCELLED: "paused",
}  # fmt: skip
HELD = (State.DONE, State.CONSOLIDATED, State.SYNTHESISED, State.CLOSED)
CLOSURES = (FollowKind.OUTLET_CLOSURE, FollowKind.LABOUR_CLOSURE)


def operations() -> QuerySet[CodafOperation]:
    rows = CodafOperation.objects.select_related("commune", "pilot").defer("commune__contour")
    return rows.annotate(partners_count=Count("partners", distinct=True))


def known_operation(pk: int) -> CodafOperation:
    row = operations().filter(pk=pk).first()
    if row is None:
        raise NotFound("Cette opération n'existe pas.")
    return row


def known_target(pk: int) -> CodafTarget:
    row = CodafTarget.objects.select_related("operation__pilot", "commune").filter(pk=pk).first()
    if row is None:
        raise NotFound("Cet objectif n'existe pas, ou vous n'y avez pas accès.")
    return row


def known_partner(pk: int) -> CodafPartner:
    row = CodafPartner.objects.select_related("operation__pilot", "operation__commune").filter(pk=pk).first()
    if row is None:
        raise NotFound("Ce partenaire n'existe pas.")
    return row


def known_finding(pk: int) -> CodafFinding:
    row = CodafFinding.objects.select_related("target__operation__pilot", "partner").filter(pk=pk).first()
    if row is None:
        raise NotFound("Ce constat n'existe pas.")
    return row


def known_amount(pk: int) -> CodafAmount:
    row = CodafAmount.objects.select_related("finding__target__operation__pilot", "finding__partner").filter(pk=pk)
    found = row.first()
    if found is None:
        raise NotFound("Ce montant n'existe pas.")
    return found


def known_follow_up(pk: int) -> CodafFollowUp:
    row = CodafFollowUp.objects.select_related("target__operation__pilot", "case").filter(pk=pk).first()
    if row is None:
        raise NotFound("Cette suite n'existe pas.")
    return row


def known_plan(year: int) -> CodafPlan:
    row = CodafPlan.objects.filter(year=year).first()
    if row is None:
        raise NotFound("Il n'y a pas de plan CODAF pour cette année.")
    return row


# --- what is known of one operation -------------------------------------------------------------------------------


def expected(partners: Iterable[CodafPartner]) -> list[CodafPartner]:
    """Those whose figures are awaited: confirmed, and there if the attendance says so; the parquet gives none."""
    return [row for row in partners if row.state == CodafPartner.State.CONFIRMED and row.present != 0
            and row.body != rules.Body.PROSECUTOR]  # fmt: skip


def facts_of(row: CodafOperation, on: date) -> rules.Facts:
    partners, targets = list(row.partners.all()), list(row.targets.all())
    coming = [each for each in partners if each.state != CodafPartner.State.DECLINED]
    confirmed = [each for each in partners if each.state == CodafPartner.State.CONFIRMED]
    return rules.Facts(
        starts_at=row.starts_at, ends_at=row.ends_at,
        communes=sorted({row.commune_id, *(each.commune_id for each in targets)}), meeting_place=row.meeting_place,
        partners=[each.body for each in coming], confirmed=[each.body for each in confirmed], targets=len(targets),
        frame=row.frame, has_requisition=row.requisition_id is not None, requisition_from=row.requisition_from,
        requisition_until=row.requisition_until, requisition_communes=row.requisition_communes,
        prosecutor_informed=row.prosecutor_informed_at is not None, briefing=row.briefing,
        unvisited=sum(each.visited is None for each in targets),
        unattended=[each.body for each in confirmed if each.present is None],
        awaited=[each.body for each in expected(partners) if each.answered_at is None], synthesis=row.synthesis,
        open_follow_ups=CodafFollowUp.objects.filter(target__operation=row, state="open").count(),
        least_partners=int(value(LEAST_PARTNERS, on)),
    )  # fmt: skip


def due_of(row: CodafOperation, on: date) -> rules.Due | None:
    if row.ended_at is None:
        return None
    found = values([FIRST_REMINDER, PARTNER_DAYS], on)
    return rules.answer_due(
        paris_day(row.ended_at), on, first=int(found[FIRST_REMINDER]), days=int(found[PARTNER_DAYS])
    )


def partner_reads(partner: CodafPartner, at: datetime) -> bool:
    row = partner.operation
    return rules.partner_reads(
        body=partner.body, is_confirmed=partner.state == CodafPartner.State.CONFIRMED, state=row.state,
        starts_at=row.starts_at, at=at, hours=int(value(PARTNER_HOURS, paris_day(at))),
    )  # fmt: skip


def targets_told(partner: CodafPartner, at: datetime) -> list[CodafTarget]:
    """What the personal link of a partner shows: nothing before its hour, never what concerns others."""
    if not partner_reads(partner, at):
        return []
    rows = partner.operation.targets.select_related("commune").defer("commune__contour")
    return [row for row in rows if rules.told_to(partner.body, row.bodies)]


def before(
    target_keys: Sequence[str], day: date, on: date, leaving: int | None = None, reader: StaffMember | None = None
) -> list[CodafTarget]:
    """COD-09: visits of the same establishment in the months around this one, done or planned.

    `reader`: only those whose targets this person may read (COD-05).
    """
    months = int(value(AGAIN_MONTHS, on))
    rows = CodafTarget.objects.filter(keys__overlap=list(target_keys), operation__starts_at__isnull=False)
    rows = rows.exclude(operation__state=State.CANCELLED).exclude(visited=False).exclude(operation=leaving)
    if reader is not None:
        rows = rows.filter(pk__in=visible_targets(reader, on).values("pk"))
    rows = rows.select_related("operation").defer("reason", "history").order_by("-operation__starts_at")
    visits = [(row, paris_day(row.operation.starts_at)) for row in rows]
    return [row for row, seen in visits if rules.is_again(min(seen, day), max(seen, day), months)]


# --- figures ------------------------------------------------------------------------------------------------------


def found_in(findings: Iterable[CodafFinding]) -> list[money.Found]:
    return [
        money.Found(
            row.pk, row.target_id, row.partner.body, row.nature, row.pv_number, row.persons, row.minor_involved,
            tuple(money.Money(each.nature, each.amount, each.stage, each.stage_on) for each in row.amounts.all()),
        )
        for row in findings
    ]  # fmt: skip


@dataclass(frozen=True)
class Sheet:
    """An operation, its reports counted once, its line of the synthesis."""

    operation: CodafOperation
    reports: Sequence[money.Counted]
    line: money.Line
    delay: int | None


def with_figures(rows: QuerySet[CodafOperation]) -> QuerySet[CodafOperation]:
    findings = CodafFinding.objects.select_related("partner").prefetch_related("amounts")
    return rows.prefetch_related(
        Prefetch("targets", CodafTarget.objects.defer("reason", "history").prefetch_related(
            Prefetch("findings", findings), "follow_ups")),
    )  # fmt: skip


def sheet_of(row: CodafOperation) -> Sheet:
    targets = list(row.targets.all())
    reports = money.consolidated(found_in(each for target in targets for each in target.findings.all()))
    shut = sum(each.kind in CLOSURES and each.state != "dropped" for row in targets for each in row.follow_ups.all())
    line = money.Line(
        establishments=sum(target.visited is True for target in targets),
        persons=sum(target.persons or 0 for target in targets),
        in_breach=sum(bool(target.findings.all()) for target in targets if target.visited), closures=shut,
        amounts=money.totals_of(reports),
    )  # fmt: skip
    delay = (row.consolidated_at - row.ended_at).days if row.consolidated_at and row.ended_at else None
    return Sheet(row, reports, line, delay)


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=PARIS)


def held_between(first: date, last: date) -> QuerySet[CodafOperation]:
    """Those held from the first day to before the last, by the day on which they began."""
    rows = CodafOperation.objects.filter(state__in=HELD, starts_at__gte=midnight(first), starts_at__lt=midnight(last))
    return rows.select_related("commune", "pilot").defer("commune__contour").order_by("starts_at", "pk")


@dataclass(frozen=True)
class Synthesis:
    """Several operations: W17 and what the national mission asks for."""

    sheets: Sequence[Sheet]
    whole: money.Sum
    by_partner: Mapping[str, money.Totals]
    by_nature: Mapping[str, tuple[int, int]]
    by_sector: Mapping[str, money.Sum]
    delays: Sequence[int]
    awaited: int
    # Reports of an earlier period that this one bears again.
    told_before: int = 0

    @property
    def mean_delay(self) -> Decimal | None:
        if not self.delays:
            return None
        return (Decimal(sum(self.delays)) / len(self.delays)).quantize(money.TENTH, money.ROUND_HALF_UP)


def synthesis(first: date, last: date) -> Synthesis:
    sheets = [sheet_of(row) for row in with_figures(held_between(first, last))]
    # COD-03 over the whole period, and from one to the next: a PV that two operations bear counts once, in the first.
    every = [each for sheet in sheets for row in sheet.operation.targets.all() for each in row.findings.all()]
    known = told_before({(each.partner.body, each.pv_key) for each in every if each.pv_key}, first)
    reports = money.consolidated(found_in(each for each in every if (each.partner.body, each.pv_key) not in known))
    sectors: dict[str, list[money.Line]] = defaultdict(list)
    for sheet in sheets:
        sectors[sheet.operation.sector].append(sheet.line)
    whole = replace(money.summed([sheet.line for sheet in sheets]), amounts=money.totals_of(reports))
    return Synthesis(
        sheets,
        whole,
        money.by_partner(reports),
        money.by_nature(reports),
        {sector: money.summed(lines) for sector, lines in sorted(sectors.items())},
        [sheet.delay for sheet in sheets if sheet.delay is not None],
        sum(sheet.operation.state == State.DONE for sheet in sheets),
        len(known),
    )


def told_before(reports: Collection[tuple[str, str]], first: date) -> set[tuple[str, str]]:
    """Of these reports, (body, key) each, those that an operation held before that day had already."""
    rows = CodafFinding.objects.filter(
        pv_key__in={key for _, key in reports}, target__operation__state__in=HELD,
        target__operation__starts_at__lt=midnight(first),
    )  # fmt: skip
    return set(rows.values_list("partner__body", "pv_key")) & set(reports)


def quarters_held() -> list[tuple[int, int]]:
    days = CodafOperation.objects.filter(state__in=HELD).values_list("starts_at", flat=True)
    return sorted({money.quarter_of(paris_day(instant)) for instant in days}, reverse=True)


@dataclass(frozen=True)
class Offender:
    """An establishment found in breach several times: its visits, oldest first."""

    visits: Sequence[CodafTarget]

    @property
    def last(self) -> CodafTarget:
        return self.visits[-1]

    @property
    def day(self) -> date:
        return paris_day(self.last.operation.starts_at)

    @property
    def natures(self) -> list[str]:
        return sorted({found.get_nature_display() for row in self.visits for found in row.findings.all()})

    @property
    def closures(self) -> int:
        return sum(each.kind in CLOSURES and each.state != "dropped" for row in self.visits
                   for each in row.follow_ups.all())  # fmt: skip


def checked(on: date) -> QuerySet[CodafTarget]:
    """The establishments of the operations held lately, whose names were not erased: no secret any more (COD-05)."""
    since = midnight(add_months(on, -int(value(REPEAT_MONTHS, on))))
    rows = CodafTarget.objects.filter(
        operation__state__in=HELD, operation__starts_at__gte=since, visited=True, purged_on=None
    )
    return rows.select_related("operation", "commune").defer("reason", "history", "commune__contour")


def offenders(on: date) -> list[Offender]:
    """Found in breach twice or more, those seen most often first."""
    rows = checked(on).filter(pk__in=CodafFinding.objects.values("target"))
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        while parent.setdefault(key, key) != key:
            key = parent[key]
        return key

    found = list(rows.prefetch_related("findings", "follow_ups"))
    for row in found:
        for key in row.keys[1:]:
            parent[root(key)] = root(row.keys[0])
    groups: dict[str, list[CodafTarget]] = defaultdict(list)
    for row in found:
        if row.keys:
            groups[root(row.keys[0])].append(row)
    known = [Offender(sorted(lines, key=lambda row: row.operation.starts_at)) for lines in groups.values()
             if len({row.operation_id for row in lines}) > 1]  # fmt: skip
    return sorted(known, key=lambda one: (-len(one.visits), -one.day.toordinal(), one.last.name))


def coverage(year: int) -> list[tuple[str, int, int]]:
    """Every sector of the plan or of the year: wanted, held."""
    plan = CodafPlan.objects.filter(year=year).first()
    wanted: Counter[str] = Counter()
    for row in plan.objectives.all() if plan else ():
        wanted[row.sector] += row.wanted
    held = Counter(held_between(date(year, 1, 1), date(year + 1, 1, 1)).values_list("sector", flat=True))
    return [(Sector(code).label, asked, done) for code, asked, done in money.covered(wanted, held)]


def late_partners(on: date) -> QuerySet[CodafPartner]:
    """Confirmed, there, silent after the days they have (COD-06)."""
    limit = midnight(on - timedelta(days=int(value(PARTNER_DAYS, on))))
    rows = CodafPartner.objects.filter(
        operation__state=State.DONE, operation__ended_at__lt=limit, answered_at=None, state="confirmed"
    ).exclude(present=0).exclude(body=rules.Body.PROSECUTOR)  # fmt: skip
    return rows.select_related("operation")
