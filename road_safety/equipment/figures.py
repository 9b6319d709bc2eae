"""A4: use rate, conflicts refused, late returns, repairs, borrowers, communes never served, over a year."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Sum
from django.db.models.functions import TruncDate

from directorate.territory.models import Commune
from road_safety.equipment.catalogue import Family
from road_safety.equipment.models import EquipmentItem, Loan, LoanLine, Maintenance, Shortage
from road_safety.equipment.occupation import Span, Use
from road_safety.equipment.queries import LENT, USABLE, to_return

BEST = 10


@dataclass(frozen=True)
class FamilyUse:
    family: str
    loans: int
    use: Use


def period_of(year: int, on: date) -> Span:
    """The year until today."""
    return Span(date(year, 1, 1), max(date(year, 1, 1), min(on, date(year, 12, 31))))


def days_of(rows, period: Span) -> int:
    """Days and quantities of the period, both ends included."""
    assert period.last is not None
    total = 0
    for first, last, count in rows:
        first, last = max(first, period.first), min(last or period.last, period.last)
        total += count * max(0, (last - first).days + 1)
    return total


def use_by_family(year: int, on: date) -> list[FamilyUse]:
    """Days out, from the real departure to the real return, over the days that could be lent."""
    period = period_of(year, on)
    assert period.last is not None
    lent: dict[str, list] = {}
    loans: dict[str, set[int]] = {}
    lent_out = LoanLine.objects.exclude(model__tracking="consumable")
    rows = lent_out.filter(loan__state__in=LENT, loan__out_at__date__lte=period.last).values_list(
        "loan", "model__family", TruncDate("loan__out_at"), TruncDate("loan__returned_at"), "quantity"
    )
    for key, family, first, last, count in rows:
        if family and (last is None or last >= period.first):
            lent.setdefault(family, []).append((first, last, count))
            loans.setdefault(family, set()).add(key)
    stock = dict(
        EquipmentItem.objects.filter(condition__in=USABLE)
        .exclude(model__tracking="consumable")
        .values_list("model__family")
        .annotate(sum=Sum("quantity"))
    )
    upkeep: dict[str, list] = {}
    repairs = Maintenance.objects.filter(item__condition__in=USABLE).values_list(
        "item__model__family", "first_on", "last_on", "quantity"
    )
    for family, first, last, count in repairs:
        upkeep.setdefault(family, []).append((first, last, count))
    length = (period.last - period.first).days + 1
    found = [
        FamilyUse(
            Family(family).label,
            len(loans.get(family, ())),
            Use(
                days_of(lent.get(family, ()), period),
                max(0, count * length - days_of(upkeep.get(family, ()), period)),
            ),
        )
        for family, count in stock.items()
    ]
    return sorted(found, key=lambda row: (-(row.use.rate or 0), row.family))


@dataclass(frozen=True)
class Year:
    loans: int
    refused: int
    late: int
    repairs: Decimal
    families: list[FamilyUse]
    borrowers: list[tuple[str, int]]
    never: list[str]


def year_of(year: int, on: date) -> Year:
    rows = Loan.objects.filter(state__in=LENT, out_at__year=year)
    late = rows.filter(returned_at__date__gt=TruncDate("return_at")).count()
    late += to_return().filter(out_at__year=year, return_at__date__lt=on).count()
    served = rows.exclude(commune=None).values("commune")
    borrowers = rows.values("borrower").annotate(count=Count("pk")).order_by("-count", "borrower")[:BEST]
    return Year(
        loans=rows.count(),
        refused=Shortage.objects.filter(at__year=year).count(),
        late=late,
        repairs=Maintenance.objects.filter(first_on__year=year).aggregate(sum=Sum("cost"))["sum"] or Decimal(0),
        families=use_by_family(year, on),
        borrowers=[(row["borrower"], row["count"]) for row in borrowers],
        never=list(Commune.objects.exclude(pk__in=served).order_by("sort_name").values_list("name", flat=True)),
    )
