"""Reading the visits, what is due, the requirements and the unfavourable opinions."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet

from civil_protection.establishments.models import Establishment
from civil_protection.establishments.queries import IN_USE
from civil_protection.safety_commissions.competence import Facts
from civil_protection.safety_commissions.queries import commission_of, rules_on
from civil_protection.safety_visits import follow_up, rounds
from civil_protection.safety_visits.follow_up import Stage
from civil_protection.safety_visits.models import SafetyRequirement, SafetyVisit, UnfavourableOpinion
from civil_protection.safety_visits.terms import BANDS, DIRECTORATE_CATEGORIES, DUE_MONTHS, FOLLOW_CODES, FollowTerms
from directorate.commissions.models import Commission
from directorate.legal_calendar.arithmetic import add_months
from directorate.parameters.queries import value as parameter
from directorate.parameters.queries import values
from directorate.web.errors import NotFound

State, Opinion = SafetyVisit.State, SafetyVisit.Opinion
VISIT_TONES = {State.PLANNED: "info", State.HELD: "success", State.NOT_HELD: "warning"}
OPINION_TONES = {Opinion.FAVOURABLE: "success", Opinion.UNFAVOURABLE: "error", Opinion.DEFERRED: "warning",
                 Opinion.SILENT: "paused", "": ""}  # fmt: skip
REQUIREMENT_TONES = {follow_up.OPEN: "warning", follow_up.PARTIAL: "info", follow_up.LIFTED: "success",
                     follow_up.LAPSED: "paused"}  # fmt: skip
HEAVY = ("establishment__trace", "establishment__secondary", "establishment__note",
         "establishment__commune__contour")  # fmt: skip


def follow_terms(on: date) -> FollowTerms:
    return FollowTerms.of(values(FOLLOW_CODES, on))


def bounds(on: date) -> list[int]:
    return [int(bound) for bound in parameter(BANDS, on)]


def directorate_categories(on: date) -> frozenset[int]:
    return frozenset(int(rank) for rank in parameter(DIRECTORATE_CATEGORIES, on))


# --- visits -----------------------------------------------------------------------------------------------------


def visits() -> QuerySet[SafetyVisit]:
    return SafetyVisit.objects.select_related("establishment__commune").defer(*HEAVY)


def known_visit(pk: int) -> SafetyVisit:
    row = visits().select_related("follow_up", "replanned_from").filter(pk=pk).first()
    if row is None:
        raise NotFound("Cette visite n'existe pas.")
    return row


def owed_before(visit: SafetyVisit) -> QuerySet[SafetyRequirement]:
    """The requirements of earlier visits that this one takes up: live, or checked during it."""
    rows = SafetyRequirement.objects.filter(establishment=visit.establishment_id).exclude(visit=visit)
    seen = Q(state__in=follow_up.LIVE) | Q(checks__visit=visit)
    return rows.filter(seen).select_related("visit").order_by("visit__held_on", "number", "pk").distinct()


# --- what is due --------------------------------------------------------------------------------------------------


def due(on: date, until: date | None = None) -> QuerySet[Establishment]:
    """The establishments in use whose visit is overdue, or due before a day."""
    rows = Establishment.objects.filter(merged_into=None, status__in=IN_USE, next_visit_on__isnull=False)
    return rows.filter(next_visit_on__lte=until) if until else rows.filter(next_visit_on__lt=on)


@dataclass
class DueLine:
    """The visits due of one commune, type, category or commission (R6.1)."""

    label: str
    query: str = ""
    due: int = 0
    overdue: int = 0
    sleeping: int = 0
    oldest: date | None = None

    def add(self, other: Mapping) -> None:
        self.due += other["due"]
        self.overdue += other["overdue"]
        if other["sleeping"]:
            self.sleeping += other["overdue"]
        if other["oldest"] and (self.oldest is None or other["oldest"] < self.oldest):
            self.oldest = other["oldest"]


@dataclass
class DueReport:
    """R6.1 and R6.3, from one query whatever the number of establishments."""

    until: date
    total: DueLine
    tables: list[tuple[str, list[DueLine]]] = field(default_factory=list)


GROUPS = ("commune", "commune__name", "commune__arrondissement", "main_type", "category", "sleeping",
          "kind", "vehicles")  # fmt: skip


def due_groups(on: date, until: date) -> list[dict]:
    """One row for each commune, type, category and kind of premises."""
    return list(
        due(on, until)
        .order_by()
        .values(*GROUPS)
        .annotate(due=Count("pk"), overdue=Count("pk", filter=Q(next_visit_on__lt=on)), oldest=Min("next_visit_on"))
    )


def due_report(on: date, commission_of: Callable[[Mapping], str] | None = None) -> DueReport:
    """`commission_of(group)`: the name of the commission competent for such establishments, when it is known."""
    until = add_months(on, int(parameter(DUE_MONTHS, on)))
    report = DueReport(until, DueLine("Total"))
    keys = [
        ("Par commune", lambda row: (row["commune__name"], f"commune={row['commune']}")),
        ("Par type", lambda row: (row["main_type"], f"type={row['main_type']}")),
        ("Par catégorie", category_key),
    ]
    if commission_of is not None:
        keys.insert(0, ("Par commission", lambda row: (commission_of(row), "")))
    tables: list[dict[str, DueLine]] = [{} for _ in keys]
    for row in due_groups(on, until):
        report.total.add(row)
        for (_, key), lines in zip(keys, tables, strict=True):
            label, query = key(row)
            lines.setdefault(label, DueLine(label, query)).add(row)
    for (title, _), lines in zip(keys, tables, strict=True):
        report.tables.append((title, sorted(lines.values(), key=lambda line: (-line.overdue, line.label))))
    return report


def commissions_by_group(on: date) -> Callable[[Mapping], str]:
    """The name of the commission competent for a group of establishments. Two queries for all of them."""
    known, names = rules_on(on), dict(Commission.objects.values_list("code", "name"))

    def name_of(row: Mapping) -> str:
        facts = Facts(commune=row["commune"], arrondissement=row["commune__arrondissement"], type=row["main_type"],
                      category=row["category"], sleeping=row["sleeping"],
                      high_rise=row["kind"] == Establishment.Kind.HIGH_RISE, vehicles=row["vehicles"])  # fmt: skip
        code = commission_of(facts, on, known).commission
        return names.get(code, code)

    return name_of


def commission_for(place: Establishment, on: date) -> str:
    """The name of the commission that hears of this establishment."""
    code = commission_of(place, on).commission
    return Commission.objects.filter(pk=code).values_list("name", flat=True).first() or code


def category_key(row: Mapping) -> tuple[str, str]:
    category = row["category"]
    return (f"{category}e catégorie".replace("1e ", "1re ") if category else "Sans catégorie",
            f"category={category}" if category else "")  # fmt: skip


def sleeping_unvisited(on: date, limit: int | None = None) -> list[Establishment]:
    """R6.3: sleeping premises whose visit is overdue, the oldest first."""
    rows = due(on).filter(sleeping=True).select_related("commune").defer("trace", "commune__contour")
    return list(rows.order_by("next_visit_on", "pk")[:limit])


def candidates(until: date, communes: Iterable[str] = ()) -> list[rounds.Candidate]:
    """Those whose visit is due and that no visit is planned for. One query."""
    planned = SafetyVisit.objects.filter(establishment=OuterRef("pk"), state=State.PLANNED, kind="periodic")
    rows = due(until, until).filter(~Exists(planned))
    if communes:
        rows = rows.filter(commune__in=communes)
    lines = rows.order_by("next_visit_on", "pk").values_list("pk", "commune", "next_visit_on", "sleeping", "category")
    return [rounds.Candidate(pk, town, day, sleeping, rank or 5) for pk, town, day, sleeping, rank in lines]


def busy(first: date, last: date) -> set[tuple[date, str]]:
    """The half-days that already have a visit."""
    return set(SafetyVisit.objects.filter(state=State.PLANNED, planned_on__range=(first, last))
               .values_list("planned_on", "half"))  # fmt: skip


# --- requirements ---------------------------------------------------------------------------------------------


def requirements() -> QuerySet[SafetyRequirement]:
    return SafetyRequirement.objects.select_related("establishment__commune", "visit").defer(*HEAVY, "visit__report")


def known_requirement(pk: int) -> SafetyRequirement:
    row = requirements().filter(pk=pk).first()
    if row is None:
        raise NotFound("Cette prescription n'existe pas.")
    return row


# --- unfavourable opinions ------------------------------------------------------------------------------------


def opinions() -> QuerySet[UnfavourableOpinion]:
    return (
        UnfavourableOpinion.objects.select_related("establishment__commune")
        .defer(*HEAVY)
        .annotate(sleeping=F("establishment__sleeping"), public=F("establishment__public_total"))
    )


def live_opinions() -> QuerySet[UnfavourableOpinion]:
    return opinions().filter(lifted_on=None)


def known_opinion(pk: int) -> UnfavourableOpinion:
    row = opinions().select_related("reminder__pdf", "notice__pdf", "order__pdf").filter(pk=pk).first()
    if row is None:
        raise NotFound("Cet avis défavorable n'existe pas.")
    return row


def stages_of(row: UnfavourableOpinion, on: date, terms: FollowTerms) -> list[Stage]:
    done = {
        follow_up.LETTER: row.reminded_on,
        follow_up.MEETING: row.met_on,
        follow_up.SUBSTITUTION: row.proposed_on or row.noticed_on,
    }
    return follow_up.stages(
        row.opened_on, row.decision, row.term_on, {code: day for code, day in done.items() if day}, on, terms,
        row.lifted_on,
    )  # fmt: skip


@dataclass(frozen=True)
class Owed:
    """A live opinion with what comes next."""

    row: UnfavourableOpinion
    age: int
    band: int
    stage: Stage | None


def owed(on: date, rows: Iterable[UnfavourableOpinion] | None = None) -> list[Owed]:
    """Every live opinion with its age and its next step. One query, and the parameters."""
    terms, limits = follow_terms(on), bounds(on)
    found = []
    for row in live_opinions() if rows is None else rows:
        age = follow_up.age(row.opened_on, on, row.lifted_on)
        stage = follow_up.next_stage(stages_of(row, on, terms))
        found.append(Owed(row, age, follow_up.band_of(age, limits), stage))
    return found


@dataclass(frozen=True)
class Activity:
    """R6.4 for a year: visits by kind, opinions, failures."""

    year: int
    kinds: list[tuple[str, int]]
    opinions: list[tuple[str, int]]
    failed: int
    in_time: int
    counted: int
    opened: int
    lifted: int

    @property
    def rate(self) -> int | None:
        return round(100 * self.in_time / self.counted) if self.counted else None


def activity(year: int) -> Activity:
    held = SafetyVisit.objects.filter(state=State.HELD, held_on__year=year)
    kinds = dict(held.order_by().values_list("kind").annotate(Count("pk")))
    given = dict(held.exclude(opinion="").order_by().values_list("opinion").annotate(Count("pk")))
    planned = held.filter(kind="periodic")
    return Activity(
        year=year,
        kinds=[(label, kinds.get(code, 0)) for code, label in SafetyVisit._meta.get_field("kind").choices],
        opinions=[(Opinion(code).label, given.get(code, 0)) for code in Opinion.values],
        failed=SafetyVisit.objects.filter(state=State.NOT_HELD, planned_on__year=year).count(),
        in_time=planned.filter(held_on__lte=F("planned_on")).count(),
        counted=planned.count(),
        opened=UnfavourableOpinion.objects.filter(opened_on__year=year).count(),
        lifted=UnfavourableOpinion.objects.filter(lifted_on__year=year).count(),
    )
