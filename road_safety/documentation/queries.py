"""Reading the stock of documents: what is left of each, what is to be ordered again, what is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from directorate.web.errors import NotFound
from road_safety.documentation.models import DocumentOrder, DocumentReference, StockMove

State = DocumentOrder.State
TONES = {
    State.REQUESTED: "new", State.PREPARED: "info", State.SENT: "info", State.RECEIVED: "success",
    State.REFUSED: "error",
}  # fmt: skip


def references() -> QuerySet[DocumentReference]:
    """DOC-01: the stock is the sum of the moves."""
    return DocumentReference.objects.annotate(stock=Coalesce(Sum("moves__quantity"), 0))


def low() -> QuerySet[DocumentReference]:
    """DOC-02: under their level. A former edition is not ordered again."""
    return references().filter(is_obsolete=False, stock__lt=F("minimum"))


def known_reference(pk: int) -> DocumentReference:
    row = references().filter(pk=pk).first()
    if row is None:
        raise NotFound("Ce document n'existe pas.")
    return row


def stock_of(reference: DocumentReference) -> int:
    return reference.moves.aggregate(sum=Sum("quantity"))["sum"] or 0


def orders() -> QuerySet[DocumentOrder]:
    return DocumentOrder.objects.select_related("commune", "action", "rest_of").prefetch_related("lines__reference")


def known_order(pk: int) -> DocumentOrder:
    row = orders().filter(pk=pk).first()
    if row is None:
        raise NotFound("Cette commande n'existe pas.")
    return row


def moves() -> QuerySet[StockMove]:
    return StockMove.objects.select_related("reference", "line__order", "by")


@dataclass(frozen=True)
class Sent:
    """A5: how many items were sent, by theme and by audience, and for how many days a document was out of stock."""

    themes: Sequence[tuple[str, int]]
    audiences: Sequence[tuple[str, int]]
    out_days: Sequence[tuple[DocumentReference, int]]


def out_of_stock_days(steps: Sequence[tuple[date, int]], first: date, last: date) -> int:
    """Days of the period on which the sum of the moves is nought, judged in the evening. Before the first move the
    document was not there yet: those days are not counted. Pure."""
    by_day: dict[date, int] = {}
    for day, quantity in steps:
        by_day[day] = by_day.get(day, 0) + quantity
    stock, count, marks = 0, 0, sorted(by_day)
    for rank, day in enumerate(marks):
        stock += by_day[day]
        until = marks[rank + 1] if rank + 1 < len(marks) else None
        if stock <= 0:
            begins = max(day, first)
            ends = last if until is None else min(last, date.fromordinal(until.toordinal() - 1))
            count += max(0, (ends - begins).days + 1)
    return count


def sent_in(year: int, on: date) -> Sent:
    first, last = date(year, 1, 1), min(on, date(year, 12, 31))
    rows = StockMove.objects.filter(kind=StockMove.Kind.OUT, on__range=(first, last))

    def by(name: str) -> list[tuple[str, int]]:
        found = rows.values(f"reference__{name}").annotate(sum=Sum("quantity")).order_by("sum")
        labels = dict(DocumentReference._meta.get_field(name).choices)
        return [(labels.get(row[f"reference__{name}"], "Sans précision"), -row["sum"]) for row in found]

    steps: dict[int, list[tuple[date, int]]] = {}
    for key, day, quantity in StockMove.objects.filter(on__lte=last).values_list("reference", "on", "quantity"):
        steps.setdefault(key, []).append((day, quantity))
    out = [
        (row, days)
        for row in DocumentReference.objects.filter(is_obsolete=False)
        if (days := out_of_stock_days(steps.get(row.pk, []), first, last))
    ]
    return Sent(by("theme"), by("audience"), sorted(out, key=lambda each: -each[1])[:20])


def asked(text: str) -> Q:
    return Q(number__icontains=text) | Q(recipient__icontains=text)
