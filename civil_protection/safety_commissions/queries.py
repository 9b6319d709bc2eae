"""Reading the safety commissions: who is competent, the bodies, their sessions and their reports."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from civil_protection.establishments.models import Establishment
from civil_protection.establishments.queries import by_number, numbers_of, standing
from civil_protection.safety_commissions.bodies import STATUTORY
from civil_protection.safety_commissions.competence import Facts, Rule, Verdict, competent
from civil_protection.safety_commissions.models import CompetenceRule, HeardMatter, YearlyReport
from civil_protection.safety_commissions.terms import REPORT_DAY
from directorate.commissions.convocation_operations import last_day_to_convene
from directorate.commissions.models import (
    AgendaItem,
    Commission,
    CommissionMember,
    CommissionSession,
    Seat,
    running_on,
)
from directorate.commissions.operations import session_day
from directorate.commissions.quorum import IN_FAVOUR
from directorate.commissions.written_operations import minutes_are_late, minutes_due_on
from directorate.legal_calendar.arithmetic import PARIS
from directorate.parameters.queries import value as parameter
from directorate.territory.models import Commune
from directorate.web.errors import NotFound

State = CommissionSession.State


def rules() -> QuerySet[CompetenceRule]:
    return CompetenceRule.objects.select_related("commission", "commune", "arrondissement").defer(
        "commune__contour", "arrondissement__contour"
    )


def running(on: date) -> Q:
    return Q(valid_from__lte=on) & (Q(valid_to__gt=on) | Q(valid_to__isnull=True))


def rule_words(row: CompetenceRule) -> str:
    """ "Créteil : types M, N, catégories 2 à 5, sans locaux à sommeil"."""
    words = []
    if row.types:
        words.append(f"types {', '.join(row.types)}")
    if row.categories:
        words.append(f"catégories {', '.join(map(str, sorted(row.categories)))}")
    if row.sleeping is not None:
        words.append("avec locaux à sommeil" if row.sleeping else "sans locaux à sommeil")
    place = str(row.commune or row.arrondissement or "Tout le département")
    return f"{place} : {', '.join(words) or 'toutes les affaires'}"


def as_rule(row: CompetenceRule) -> Rule:
    return Rule(
        commission=row.commission_id,
        label=f"{row.commission.name}, {rule_words(row)}",
        source=row.source,
        commune=row.commune_id or "",
        arrondissement=row.arrondissement_id or "",
        types=frozenset(row.types),
        categories=frozenset(row.categories),
        sleeping=row.sleeping,
        key=row.pk,
    )


def rules_on(on: date) -> list[Rule]:
    """Those in force that day, in their order. One query."""
    return [as_rule(row) for row in rules().filter(running(on))]


def facts_of(establishment: Establishment) -> Facts:
    """What decides of the competence, read on an establishment of the register."""
    commune = establishment.commune
    return Facts(
        commune=commune.pk,
        arrondissement=commune.arrondissement_id,
        type=establishment.main_type,
        category=establishment.category,
        sleeping=establishment.sleeping,
        high_rise=establishment.kind == establishment.Kind.HIGH_RISE,
        vehicles=establishment.vehicles,
    )


def facts_in(commune: Commune, **more: Any) -> Facts:
    return Facts(commune=commune.pk, arrondissement=commune.arrondissement_id, **more)


def commission_of(matter: Any, on: date, known: Iterable[Rule] | None = None) -> Verdict:
    """The competent commission with its trace, for facts or for an establishment.

    `known`: the rules read once (`rules_on`) by whoever asks for many establishments.
    """
    facts = matter if isinstance(matter, Facts) else facts_of(matter)
    return competent(facts, rules_on(on) if known is None else known)


def waiting_on_agenda(kind: str, key: str) -> HeardMatter | None:
    """The place of this matter on the agenda of a session to come, if it waits for an opinion."""
    keys = [key]
    if kind == HeardMatter.Kind.ESTABLISHMENT and (found := by_number(key)) is not None:
        # What was merged into it before it was heard waits under its former number.
        keys += numbers_of(Establishment.objects.filter(pk=standing(found).pk))
    rows = HeardMatter.objects.filter(kind=kind, key__in=keys, item__opinion="", item__session__state="planned")
    return rows.select_related("item__session__commission").first()


# --- the bodies -----------------------------------------------------------------------------------------------


def bodies() -> QuerySet[Commission]:
    """The statutory bodies of the department and the local ones."""
    return Commission.objects.filter(Q(pk__in=STATUTORY) | Q(local_safety__isnull=False)).select_related(
        "local_safety__arrondissement"
    )


def sessions() -> QuerySet[CommissionSession]:
    """Of the safety commissions, whatever their state."""
    return CommissionSession.objects.filter(commission__in=bodies()).select_related("commission")


def listed_bodies(on: date) -> QuerySet[Commission]:
    """Each with its next and last sessions, its seats without anybody, and its kind in words: one query."""
    held = CommissionSession.objects.filter(commission=OuterRef("pk"))
    sitting = CommissionMember.objects.filter(running_on(on), seat=OuterRef("pk"))
    vacant = Seat.objects.filter(~Exists(sitting), commission=OuterRef("pk"), is_required=True).exclude(
        holder=Seat.Holder.MAYOR
    )
    return bodies().annotate(
        next_at=Subquery(
            held.filter(state=State.PLANNED, starts_at__date__gte=on).order_by("starts_at").values("starts_at")[:1]
        ),
        next_key=Subquery(
            held.filter(state=State.PLANNED, starts_at__date__gte=on).order_by("starts_at").values("pk")[:1]
        ),
        last_at=Subquery(
            held.filter(starts_at__date__lt=on).exclude(state=State.CANCELLED).order_by("-starts_at")
            .values("starts_at")[:1]
        ),
        vacant=Coalesce(Subquery(vacant.values("commission").annotate(n=Count("pk")).values("n")), 0),
    )  # fmt: skip


def kind_of(row: Commission) -> str:
    if row.pk in STATUTORY:
        return "Département" if row.pk == STATUTORY[0] else "Sous-commission départementale"
    return row.local_safety.get_kind_display()


def known_body(code: str) -> Commission:
    row = bodies().filter(pk=code).first()
    if row is None:
        raise NotFound("Cette commission n'est pas une commission de sécurité.")
    return row


def known_session(pk: int) -> CommissionSession:
    row = sessions().filter(pk=pk).first()
    if row is None:
        raise NotFound("Cette séance n'est pas celle d'une commission de sécurité.")
    return row


def known_rule(pk: int) -> CompetenceRule:
    row = rules().filter(pk=pk).first()
    if row is None:
        raise NotFound("Cette règle n'existe pas.")
    return row


# --- the reports of a year ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class YearLine:
    """What a body did in a year (R6.4). Delays: those kept over those that ran."""

    commission: Commission
    sessions: int = 0
    held: int = 0
    no_quorum: int = 0
    heard: int = 0
    favourable: int = 0
    unfavourable: int = 0
    adjourned: int = 0
    notices: int = 0
    notices_kept: int = 0
    minutes: int = 0
    minutes_kept: int = 0

    @property
    def notices_rate(self) -> int | None:
        return percent(self.notices_kept, self.notices)

    @property
    def minutes_rate(self) -> int | None:
        return percent(self.minutes_kept, self.minutes)


def percent(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole else None


def year_lines(year: int, on: date) -> list[YearLine]:
    """Every body, those that did not sit too, in the order of the department. Three queries."""
    first, last = datetime(year, 1, 1, tzinfo=PARIS), datetime(year + 1, 1, 1, tzinfo=PARIS)
    rows = sessions().filter(starts_at__gte=first, starts_at__lt=last).exclude(state=State.CANCELLED)
    rows = [row for row in rows.prefetch_related("items") if session_day(row.starts_at) <= on]
    lines = [YearLine(body, **tallied([row for row in rows if row.commission_id == body.pk], on)) for body in bodies()]
    rank = {code: place for place, code in enumerate(STATUTORY)}
    return sorted(lines, key=lambda line: (rank.get(line.commission.pk, len(rank)), line.commission.name))


def tallied(rows: list[CommissionSession], on: date) -> dict[str, int]:
    opinions = [item.opinion for row in rows for item in row.items.all() if item.opinion]
    called = [row for row in rows if row.convened_at is not None and row.second_of_id is None]
    due = [row for row in rows if row.minutes_signed_on or (minutes_due_on(row) or on) < on]
    return {
        "sessions": len(rows),
        "held": sum(row.state == State.HELD for row in rows),
        "no_quorum": sum(row.state == State.NO_QUORUM for row in rows),
        "heard": len(opinions),
        "favourable": sum(opinion in IN_FAVOUR for opinion in opinions),
        "unfavourable": opinions.count(AgendaItem.Opinion.UNFAVOURABLE),
        "adjourned": opinions.count(AgendaItem.Opinion.ADJOURNED),
        "notices": len(called),
        "notices_kept": sum(session_day(row.convened_at) <= last_day_to_convene(row, on) for row in called),
        "minutes": len(due),
        "minutes_kept": sum(not minutes_are_late(row, on) for row in due),
    }


@dataclass(frozen=True)
class ReportLine:
    """The yearly report of a local president (art. 44), or of the accessibility sub-commission, and its state."""

    commission: Commission
    year: int
    due_on: date
    report: YearlyReport | None
    state: str
    tone: str


def report_due_on(year: int, on: date) -> date:
    month, day = str(parameter(REPORT_DAY, on)).split("-")
    return date(year, int(month), int(day))


def report_line(commission: Commission, year: int, report: YearlyReport | None, due_on: date, on: date) -> ReportLine:
    if report is not None:
        late = report.done_on > due_on
        return ReportLine(commission, year, due_on, report, "Reçu en retard" if late else "Reçu",
                          "warning" if late else "success")  # fmt: skip
    if on > due_on:
        return ReportLine(commission, year, due_on, None, "En retard", "error")
    return ReportLine(commission, year, due_on, None, "Attendu", "info")


def report_lines(year: int, on: date) -> list[ReportLine]:
    """Every local body that existed that year. Two queries."""
    due = report_due_on(year, on)
    kept = {row.commission_id: row for row in YearlyReport.objects.filter(year=year, kind=YearlyReport.Kind.PRESIDENT)}
    local = bodies().filter(local_safety__created_on__lt=date(year + 1, 1, 1))
    return [report_line(row, year, kept.get(row.pk), due, on) for row in local.order_by("name")]


def overdue_reports(on: date) -> list[ReportLine]:
    """Those of this year and of the last one that have not come in time."""
    return [line for year in (on.year - 1, on.year) for line in report_lines(year, on) if line.state == "En retard"]


def council_report(year: int) -> YearlyReport | None:
    return YearlyReport.objects.filter(year=year, kind=YearlyReport.Kind.COUNCIL).first()


def late_minutes(on: date) -> list[CommissionSession]:
    """Sessions of the last year whose minutes are not signed in time."""
    rows = sessions().filter(
        minutes_signed_on=None, starts_at__date__lt=on, starts_at__date__gte=on - timedelta(days=366)
    )
    return [row for row in rows.exclude(state=State.CANCELLED) if minutes_are_late(row, on)]
