"""What a body asked, received, was paid and gave back over the years; finding it by its numbers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum
from django.urls import reverse

from directorate.manifests import SEARCH_CAP, Found, Question, SearchHit
from directorate.money.amounts import NONE
from directorate.money.funding import report_due
from directorate.parameters.queries import value
from public_order.grants import queries, terms
from public_order.grants.catalogue import PRIVATE
from public_order.grants.exchange_models import ChorusPayment
from public_order.grants.models import GrantApplication, Promoter
from public_order.grants.payments.catalogue import PaymentState, RecoveryState
from public_order.grants.payments.models import GrantCommitment, GrantPayment, GrantRecovery, GrantReport
from public_order.grants.tables import promoter_url
from public_order.policies import reads_public_order

SUBJECT = "FIPD"
SIREN = 9
SUMS = ("asked", "granted", "committed", "paid", "chorus", "recovered")


@dataclass
class Year:
    """`late`: reports that are awaited past their day or came after it. `is_agreed`: FIPD-13, by cumulation."""

    year: int
    count: int = 0
    funded: int = 0
    asked: Decimal = NONE
    granted: Decimal = NONE
    committed: Decimal = NONE
    paid: Decimal = NONE
    chorus: Decimal = NONE
    recovered: Decimal = NONE
    late: int = 0
    is_agreed: bool = False


@dataclass(frozen=True)
class History:
    years: Sequence[Year]
    total: Year
    # Other establishments of the same body, and what the year's cumulation becomes with them.
    siblings: Sequence[tuple[Promoter, Decimal]] = field(default=())


def siblings_of(promoter: Promoter) -> QuerySet[Promoter]:
    """The same SIREN, or the same RNA, under another record."""
    same = Q(siret__startswith=promoter.siret[:SIREN]) if promoter.siret else Q(pk__in=[])
    if promoter.rna:
        same |= Q(rna=promoter.rna)
    return queries.promoters().filter(same).exclude(pk=promoter.pk)


def sums_of(rows: QuerySet, keys: Iterable[int], name: str = "amount") -> dict[int, Decimal]:
    found = rows.filter(application__in=keys).order_by().values_list("application").annotate(Sum(name))
    return dict(found)


def of(promoter: Promoter, on: date) -> History:
    rows = list(queries.applications().filter(promoter=promoter).exclude(state=GrantApplication.State.DRAFT))
    keys = [row.pk for row in rows]
    committed = sums_of(GrantCommitment.objects.all(), keys)
    paid = sums_of(GrantPayment.objects.filter(state=PaymentState.PAID), keys)
    chorus = sums_of(ChorusPayment.objects.all(), keys)
    recovered = sums_of(GrantRecovery.objects.filter(state=RecoveryState.RECOVERED), keys)
    reports = dict(GrantReport.objects.filter(application__in=keys).values_list("application", "received_on"))
    months = int(value(terms.REPORT_MONTHS, on))
    years: dict[int, Year] = {}
    for row in rows:
        line = years.setdefault(row.year, Year(row.year))
        is_granted = row.state in queries.GRANTED
        line.count += 1
        line.funded += is_granted
        line.asked += row.asked
        line.granted += (row.granted or NONE) if is_granted else NONE
        line.committed += committed.get(row.pk, NONE)
        line.paid += paid.get(row.pk, NONE)
        line.chorus += chorus.get(row.pk, NONE)
        line.recovered += recovered.get(row.pk, NONE)
        line.late += is_late(row, reports, months, on)
    for line in years.values():
        above = int(value(terms.AGREEMENT_ABOVE, date(line.year, 1, 1)))
        line.is_agreed = promoter.kind in PRIVATE and line.granted > above
    return History(sorted(years.values(), key=lambda line: -line.year), total_of(years.values()), others(promoter))


def is_late(row: GrantApplication, reports: Mapping[int, date], months: int, on: date) -> bool:
    if row.exercise_ends_on is None:
        return False
    due = report_due(row.exercise_ends_on, months)
    if row.pk in reports:
        return reports[row.pk] > due
    return row.state in queries.AWAITING_REPORT and due < on


def total_of(years: Iterable[Year]) -> Year:
    total = Year(0)
    for line in years:
        for name in (*SUMS, "count", "funded", "late"):
            setattr(total, name, getattr(total, name) + getattr(line, name))
    return total


def others(promoter: Promoter) -> list[tuple[Promoter, Decimal]]:
    found = list(siblings_of(promoter))
    sums: dict[int, Decimal] = defaultdict(lambda: NONE)
    granted = GrantApplication.objects.filter(promoter__in=found, state__in=queries.GRANTED)
    sums.update(granted.order_by().values_list("promoter").annotate(Sum("granted")))
    return [(each, sums[each.pk]) for each in found]


# --- search -------------------------------------------------------------------------------------------------------


def find(question: Question) -> Found:
    """A body by its name, its SIRET, its SIREN or its RNA."""
    text = question.text.strip()
    if not text or not reads_public_order(question.staff, on=question.on):
        return Found()
    digits = "".join(text.split())
    wanted = Q(name__icontains=text) | Q(rna__iexact=digits)
    if len(digits) >= SIREN and digits.isascii() and digits.isdigit():
        wanted |= Q(siret__startswith=digits)
    found = list(queries.promoters().filter(wanted)[: SEARCH_CAP + 1])
    hits = [
        SearchHit(row.name, promoter_url(row), SUBJECT, " ".join(part for part in (row.siret, row.rna) if part),
                  exact=digits.casefold() in (row.siret.casefold(), row.rna.casefold()))
        for row in found[: question.limit]
    ]  # fmt: skip
    return Found(hits, min(len(found), SEARCH_CAP), len(found) > SEARCH_CAP)


def search_url(promoter: Promoter) -> str:
    """The other services (road safety actions among them) under the same number."""
    return f"{reverse('directorate:search')}?q={promoter.siret or promoter.rna}"
