"""Reading the sectors and the problems of daily security."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.db.models import QuerySet

from directorate.parameters.queries import value
from directorate.web.errors import NotFound
from public_order.field.models import GpoAction, GpoProblem, PsqSector
from public_order.field.rules import STILL_OPEN, Fact, Indicators, indicators
from public_order.field.terms import OPEN_DAYS

State = GpoProblem.State
TONES: Mapping[str, str] = {
    State.NEW: "new", State.DIAGNOSED: "info", State.PLANNED: "info", State.RESOLVED: "success",
    State.RELAPSED: "error", State.CLOSED: "",
}  # fmt: skip


def sectors() -> QuerySet[PsqSector]:
    return PsqSector.objects.select_related("district").prefetch_related("communes")


def known_sector(pk: int) -> PsqSector:
    row = sectors().filter(pk=pk).first()
    if row is None:
        raise NotFound("Ce secteur n'existe pas.")
    return row


def problems() -> QuerySet[GpoProblem]:
    return GpoProblem.objects.select_related("sector", "commune").defer("commune__contour")


def known_problem(pk: int) -> GpoProblem:
    row = problems().filter(pk=pk).first()
    if row is None:
        raise NotFound("Ce problème n'existe pas.")
    return row


def known_action(pk: int) -> GpoAction:
    row = GpoAction.objects.select_related("problem").filter(pk=pk).first()
    if row is None:
        raise NotFound("Cette action n'existe pas.")
    return row


def long_open(on: date) -> QuerySet[GpoProblem]:
    """Open for more than the days admitted."""
    before = on - timedelta(days=int(value(OPEN_DAYS, on)))
    return problems().filter(state__in=STILL_OPEN, open_since__lt=before)


def to_review(on: date) -> QuerySet[GpoProblem]:
    return problems().filter(state__in=(*STILL_OPEN, State.RESOLVED), review_on__lt=on)


def indicators_on(on: date, rows: QuerySet[GpoProblem] | None = None) -> Indicators:
    found = (GpoProblem.objects.all() if rows is None else rows).values_list(
        "state", "open_since", "resolved_on", "is_early_relapse"
    )
    return indicators([Fact(*row) for row in found], on, int(value(OPEN_DAYS, on)))
