"""Reading the register of establishments."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from civil_protection.establishments import capacity, classification, periodicity
from civil_protection.establishments.classification import ClassTerms, Share
from civil_protection.establishments.models import Establishment, EstablishmentEvent
from civil_protection.establishments.periodicity import Facts, Period, PeriodTerms, VisitState, shortest
from civil_protection.establishments.trace import Step
from directorate.legal_calendar.arithmetic import PARIS
from directorate.parameters.queries import values
from directorate.web.errors import NotFound

Kind, Status = Establishment.Kind, Establishment.Status
IN_USE = (Status.OPEN, Status.SEASONAL)


def class_terms(on: date) -> ClassTerms:
    return ClassTerms.of(values(classification.CODES, on))


def period_terms(on: date) -> PeriodTerms:
    return PeriodTerms.of(values(periodicity.CODES, on))


def capacity_marks(on: date) -> dict:
    return capacity.ratios(values(capacity.CODES, on))


def establishments() -> QuerySet[Establishment]:
    """The register, without what was merged into another record."""
    return (
        Establishment.objects.filter(merged_into=None)
        .select_related("commune", "commune__arrondissement")
        .defer("commune__contour", "commune__arrondissement__contour", "trace", "note")
    )


def known_establishment(pk: int) -> Establishment:
    row = (
        Establishment.objects.select_related("commune__arrondissement", "parent", "merged_into")
        .defer("commune__contour", "commune__arrondissement__contour")
        .filter(pk=pk)
        .first()
    )
    if row is None:
        raise NotFound("Cet établissement n'est pas dans le registre.")
    return row


def is_open(row: Establishment) -> bool:
    return row.status in IN_USE and row.merged_into_id is None


def main_share(row: Establishment) -> Share:
    return Share(row.activity, row.public_total, row.public_basement, row.public_upper, row.residents,
                 row.single_upper)  # fmt: skip


def other_shares(row: Establishment) -> list[Share]:
    names = ("total", "basement", "upper")
    return [Share(item["activity"], *(int(item.get(name, 0)) for name in names)) for item in row.secondary]


def facts_of(row: Establishment, annexed_to: Iterable[int | None] = ()) -> Facts:
    return Facts(
        type=row.main_type, category=row.category, sleeping=row.sleeping, ordered_months=row.ordered_months,
        vehicles=row.vehicles, storeyed_tent=row.storeyed_tent, annexed_to=tuple(annexed_to),
    )  # fmt: skip


def start_of(row: Establishment) -> date:
    """Where the period runs from: the last visit, else the opening, else its record in the register."""
    return row.last_visit_on or row.opened_on or row.recorded_at.astimezone(PARIS).date()


def others(row: Establishment, family: Iterable[Establishment]) -> list[Establishment]:
    """Those that give their period to the rest: not the parkings."""
    return [other for other in family
            if other is not row and (other.pk is None or other.pk != row.pk) and other.main_type != "PS"]  # fmt: skip


def period_of_row(row: Establishment, family: Iterable[Establishment], terms: PeriodTerms) -> Period:
    """A parking has the visits of those that it is annexed to."""
    annexed = ()
    if row.main_type == "PS":
        annexed = [periodicity.period_of(facts_of(other), terms).months for other in others(row, family)]
    return periodicity.period_of(facts_of(row, annexed), terms)


def visit_state_of(row: Establishment, family: Iterable[Establishment], terms: PeriodTerms, on: date) -> VisitState:
    """With the open establishments that are visited with it, among which it may be itself."""
    if row.kind == Kind.SITE:
        said = Step("Site : ses bâtiments sont visités ensemble, à la plus courte de leurs périodes", "art. GE 4, §2")
        return VisitState(None, None, periodicity.NONE, (said,))
    family = list(family)
    months = None
    if row.main_type != "PS":
        months = shortest(period_of_row(other, family, terms).months for other in others(row, family))
    return periodicity.visit_state(
        period=period_of_row(row, family, terms), start_on=start_of(row), terms=terms, on=on, site_months=months,
        extended_until=row.extended_until, is_open=is_open(row),
    )  # fmt: skip


def root_of(row: Establishment) -> int | None:
    """The site, or the establishment whose cells are visited with it."""
    return row.parent_id or row.pk


def family_at(root: int | None) -> QuerySet[Establishment]:
    """What is open and visited together: the buildings of a site, an establishment with its cells."""
    if root is None:
        return Establishment.objects.none()
    rows = Establishment.objects.filter(merged_into=None, status__in=IN_USE).exclude(kind=Kind.SITE)
    return rows.filter(Q(parent=root) | Q(pk=root)).order_by("pk")


def parts_of(row: Establishment) -> QuerySet[Establishment]:
    return establishments().filter(parent=row)


def history_of(row: Establishment) -> QuerySet[EstablishmentEvent]:
    """Its own, and that of what was merged into it."""
    return EstablishmentEvent.objects.filter(Q(establishment=row) | Q(establishment__merged_into=row)).select_related(
        "recorded_by", "establishment"
    )


def due_before(day: date) -> Q:
    return Q(next_visit_on__lt=day, status__in=IN_USE)


def due_state(state: str, on: date, warning_days: int) -> Q:
    """The rows of one state of `periodicity.STATES`."""
    soon = on + timedelta(days=warning_days)
    return {
        periodicity.OVERDUE: Q(next_visit_on__lt=on),
        periodicity.SOON: Q(next_visit_on__range=(on, soon)),
        periodicity.FAR: Q(next_visit_on__gt=soon),
        periodicity.NONE: Q(next_visit_on__isnull=True),
    }[state]


def same_place(commune: str, address: str, name: str, sign: str, besides: int | None = None) -> Establishment | None:
    """The record that already holds this name at this address."""
    rows = Establishment.objects.filter(merged_into=None, commune=commune, address__iexact=address.strip())
    rows = rows.filter(name__iexact=name.strip(), sign__iexact=sign.strip())
    return rows.exclude(pk=besides).first()
