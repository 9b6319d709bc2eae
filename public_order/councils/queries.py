"""Reading the councils: what the law asks of each commune, what each council did, the departmental plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from directorate.parameters.queries import values
from directorate.territory.models import Commune
from directorate.web.errors import NotFound
from public_order.councils import rules
from public_order.councils.models import (
    AxisBalance,
    Council,
    CouncilCoordinator,
    CouncilDuty,
    CouncilMembership,
    DepartmentalPlan,
    MemberRule,
    NationalAxis,
)
from public_order.councils.terms import COORDINATOR, PLENARY, THRESHOLD
from public_order.statistics.board import areas
from public_order.statistics.models import PopulationYear, TerritoryKind


def quarters() -> dict[str, int]:
    """How many priority quarters each commune has, whole or in part."""
    found: dict[str, int] = {}
    for area in areas():
        for commune in area["communes"] if area["kind"] == "qpv" else ():
            found[commune] = found.get(commune, 0) + 1
    return found


def populations(year: int) -> dict[str, int]:
    """The last known of each commune on that year; before any, that of the table of communes."""
    found = dict(Commune.objects.values_list("pk", "population"))
    rows = PopulationYear.objects.filter(
        territory_kind=TerritoryKind.COMMUNE, year__lte=year, population__isnull=False
    ).order_by("year")
    found |= {code: number for code, number in rows.values_list("territory", "population") if code in found}
    return found


def limits_on(on: date) -> dict[str, int]:
    found = values([THRESHOLD, COORDINATOR], on)
    return {"threshold": int(found[THRESHOLD]), "coordinator": int(found[COORDINATOR])}


def months_on(on: date) -> int:
    return int(values([PLENARY], on)[PLENARY])


def running(on: date) -> Q:
    return Q(since__lte=on) & (Q(until=None) | Q(until__gt=on))


def councils(on: date) -> QuerySet[Council]:
    """With the communes and the coordinator of that day."""
    return Council.objects.prefetch_related(
        Prefetch("memberships", CouncilMembership.objects.filter(running(on)).select_related("commune")
                 .defer("commune__contour").order_by("commune__sort_name"), to_attr="today"),
        Prefetch("coordinators", CouncilCoordinator.objects.filter(running(on)), to_attr="coordinating"),
        "strategies",
    )  # fmt: skip


def known_council(pk: int, on: date) -> Council:
    row = (
        councils(on)
        .select_related("rules_of_procedure")
        .prefetch_related("sittings", "groups__sittings", "letters__letter", "planned")
        .filter(pk=pk)
        .first()
    )
    if row is None:
        raise NotFound("Ce conseil n'existe pas.")
    return row


def left(council: Council) -> QuerySet[CouncilMembership]:
    """The communes that left it, or are about to."""
    rows = council.memberships.filter(until__isnull=False).select_related("commune").defer("commune__contour")
    return rows.order_by("until", "commune__sort_name")


def sleep_of(council: Council, on: date, months: int) -> rules.Sleep | None:
    last = council.last_plenary_on or council.created_on
    return rules.sleep(last, on, months) if last else None


def status_of(council: Council, on: date, months: int) -> str:
    if council.stage == Council.Stage.DISSOLVED:
        return rules.DISSOLVED
    found = sleep_of(council, on, months)
    return rules.status(
        obliged=True, council=True,
        prepared=council.stage == Council.Stage.PREPARED, dormant=bool(found and found.is_dormant),
    )  # fmt: skip


def council_of(commune: Commune, on: date) -> Council | None:
    """PRE-04: of the commune or of the CISPD that it belongs to."""
    held = CouncilMembership.objects.filter(running(on), commune=commune).values("council")
    return councils(on).filter(pk__in=held).exclude(stage=Council.Stage.DISSOLVED).first()


@dataclass(frozen=True)
class Line:
    """A commune on the prevention board."""

    duty: CouncilDuty
    council: Council | None
    status: str
    sleep: rules.Sleep | None

    @property
    def commune(self) -> Commune:
        return self.duty.commune

    @property
    def coordinator(self) -> CouncilCoordinator | None:
        return self.council.coordinating[0] if self.council and self.council.coordinating else None

    @property
    def lacks_coordinator(self) -> bool:
        """PRE-03: only where a council exists; its absence is told before."""
        return self.duty.needs_coordinator and self.council is not None and self.coordinator is None

    @property
    def letter(self) -> str:
        """Which letter the maire is to be sent, if any."""
        if self.status == rules.MISSING:
            return "missing"
        if self.status == rules.DORMANT:
            return "dormant"
        return "coordinator" if self.lacks_coordinator else ""


def last_year(on: date) -> int | None:
    return CouncilDuty.objects.filter(year__lte=on.year).order_by("-year").values_list("year", flat=True).first()


def board(on: date) -> list[Line]:
    """Every commune with what the last computed year asks of it."""
    months, held = months_on(on), {row.pk: row for row in councils(on).exclude(stage=Council.Stage.DISSOLVED)}
    of = {member.commune_id: row for row in held.values() for member in row.today}
    duties = CouncilDuty.objects.filter(year=last_year(on)).select_related("commune").defer("commune__contour")
    found = []
    for duty in duties:
        council = of.get(duty.commune_id)
        sleep = sleep_of(council, on, months) if council else None
        found.append(
            Line(duty, council, rules.status(
                obliged=duty.is_obliged, council=council is not None,
                prepared=bool(council and council.stage == Council.Stage.PREPARED),
                dormant=bool(sleep and sleep.is_dormant),
            ), sleep)
        )  # fmt: skip
    return found


def members_by_text(body: str, on: date) -> QuerySet[MemberRule]:
    return MemberRule.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=on), body=body, valid_from__lte=on
    )  # fmt: skip


def plans() -> QuerySet[DepartmentalPlan]:
    return DepartmentalPlan.objects.select_related("order").prefetch_related("axes")


def known_plan(pk: int) -> DepartmentalPlan:
    row = plans().filter(pk=pk).first()
    if row is None:
        raise NotFound("Ce plan n'existe pas.")
    return row


def balance(year: int) -> list[tuple[NationalAxis, AxisBalance | None]]:
    """The axes of the strategy of that year, or of the last one before, and what was done under each."""
    rows = NationalAxis.objects.filter(starts_year__lte=year).order_by("-starts_year", "rank")
    axes: Sequence[NationalAxis] = list(rows)
    latest = axes[0].strategy if axes else ""
    done = {row.axis_id: row for row in AxisBalance.objects.filter(year=year)}
    return [(axis, done.get(axis.pk)) for axis in axes if axis.strategy == latest]
