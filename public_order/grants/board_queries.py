"""B8, the board of the grants: each figure with the list that it counts, the same on the page and in the balance."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from urllib.parse import urlencode

from django.db.models import Count, F, Min, Q, QuerySet, Sum
from django.urls import reverse

from directorate.casework.move import paris_day
from directorate.money.amounts import CENT, NONE, TENTH, percent
from directorate.parameters.queries import value
from directorate.territory.models import Commune
from public_order.grants import queries, terms
from public_order.grants.catalogue import PromoterKind, Refusal
from public_order.grants.credits import Credits
from public_order.grants.models import GrantApplication, GrantEnvelope, GrantProgramme

State = GrantApplication.State


def listed(year: int, **filters: str | int) -> str:
    return f"{reverse('public_order:grants')}?{urlencode({'year': year, **filters})}"


def of_year(year: int) -> QuerySet[GrantApplication]:
    return GrantApplication.objects.filter(call__programme__year=year).exclude(state=State.DRAFT)


def granted_in(year: int) -> QuerySet[GrantApplication]:
    return of_year(year).filter(state__in=queries.GRANTED)


# --- credits ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Account:
    """The credits of a programme, and what remains of them (W11)."""

    programme: GrantProgramme
    credits: Credits
    may_be_lost: bool

    @property
    def ae_left_to_grant(self) -> Decimal:
        return self.credits.ae - self.credits.granted


def credits_of(programme: GrantProgramme) -> Credits:
    found = {row.kind: row for row in programme.envelopes.all()}
    ae, cp = found.get(GrantEnvelope.Kind.AE), found.get(GrantEnvelope.Kind.CP)
    return Credits(
        ae=ae.delegated if ae else NONE, cp=cp.delegated if cp else NONE, granted=ae.granted if ae else NONE,
        committed=ae.used if ae else NONE, paid=cp.used if cp else NONE,
    )  # fmt: skip


def accounts(year: int, on: date) -> list[Account]:
    share = int(value(terms.UNUSED, on))
    found = []
    for programme in queries.programmes().filter(year=year).order_by("family"):
        credits = credits_of(programme)
        found.append(Account(programme, credits, year == on.year and credits.may_be_lost(on, share)))
    return found


def sums_of(rows: Sequence[Account]) -> Credits:
    names = ("ae", "cp", "granted", "committed", "paid")
    return Credits(**{name: sum((getattr(row.credits, name) for row in rows), NONE) for name in names})


# --- delays -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Delay:
    """How long a step takes: nothing rather than zero when nobody has passed it."""

    label: str
    count: int
    median: Decimal | None
    longest: int | None
    url: str


def delay(label: str, spans: Iterable[tuple[date | None, date | None]], url: str) -> Delay:
    days = [(last - first).days for first, last in spans if first and last and last >= first]
    if not days:
        return Delay(label, 0, None, None, url)
    middle = Decimal(median(days)).quantize(TENTH, ROUND_HALF_UP)
    return Delay(label, len(days), middle, max(days), url)


def delays(year: int) -> list[Delay]:
    """From the deposit to the payment, a step after another."""
    rows = of_year(year).annotate(paid_on=Min("payments__paid_on", filter=Q(payments__state="paid")))
    found = [
        (paris_day(received) if received else None, complete, decided, paid)
        for received, complete, decided, paid in rows.values_list("received_at", "complete_on", "decision_on",
                                                                  "paid_on")
    ]  # fmt: skip
    return [
        delay("Du dépôt au dossier complet", ((row[0], row[1]) for row in found), listed(year, step="complete")),
        delay("Du dossier complet à la décision", ((row[1], row[2]) for row in found), listed(year, step="decided")),
        delay("De la décision au premier versement", ((row[2], row[3]) for row in found), listed(year, step="paid")),
    ]


# --- shares -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Slice:
    """What a part of the applications asked and got. `per_head`: nothing when nobody knows how many live there."""

    label: str
    count: int
    granted_count: int
    granted: Decimal
    url: str
    url_granted: str = ""
    share: Decimal | None = None
    per_head: Decimal | None = None


def slices(year: int, field: str, label_of: Mapping[object, str], filter_name: str) -> list[Slice]:
    """By a field of the applications, the largest sum first."""
    rows = of_year(year).values(key=F(field)).annotate(
        count=Count("pk"), funded=Count("pk", filter=Q(state__in=queries.GRANTED)),
        sum=Sum("granted", filter=Q(state__in=queries.GRANTED)),
    )  # fmt: skip
    total = granted_in(year).aggregate(sum=Sum("granted"))["sum"] or NONE
    found = []
    for row in rows.order_by():
        key = str(row["key"])
        filed, got = (listed(year, state=state, **{filter_name: key}) for state in ("filed", "granted"))
        granted = row["sum"] or NONE
        label = label_of.get(row["key"], key)
        found.append(Slice(label, row["count"], row["funded"], granted, filed, got, percent(granted, total)))
    return sorted(found, key=lambda row: (-row.granted, row.label))


def by_kind(year: int) -> list[Slice]:
    return slices(year, "promoter__kind", dict(PromoterKind.choices), "kind")


def by_axis(year: int) -> list[Slice]:
    names = dict(of_year(year).order_by().values_list("axis__code", "axis__label"))
    return slices(year, "axis__code", {code: f"{code} {label}" for code, label in names.items()}, "axis")


def by_renewal(year: int) -> list[Slice]:
    return slices(year, "is_renewal", {True: "Reconductions", False: "Projets nouveaux"}, "renewal")


def by_district(year: int) -> list[Slice]:
    return slices(year, "is_qpv", {True: "En quartier prioritaire", False: "Hors quartier prioritaire"}, "qpv")


def by_commune(year: int) -> list[Slice]:
    """A project of several communes counts in each: these sums are not added up."""
    rows = granted_in(year).filter(communes__isnull=False).values(key=F("communes")).annotate(
        count=Count("pk"), sum=Sum("granted")
    )  # fmt: skip
    found = {row["key"]: row for row in rows.order_by()}
    towns = Commune.objects.defer("contour").filter(pk__in=found)
    total = granted_in(year).aggregate(sum=Sum("granted"))["sum"] or NONE
    told = [
        Slice(town.name, found[town.pk]["count"], found[town.pk]["count"], found[town.pk]["sum"],
              listed(year, commune=town.pk, state="granted"), "", percent(found[town.pk]["sum"], total),
              per_head(found[town.pk]["sum"], town.population))
        for town in towns
    ]  # fmt: skip
    return sorted(told, key=lambda row: (-row.granted, row.label))


def per_head(amount: Decimal, people: int | None) -> Decimal | None:
    return (amount / people).quantize(CENT, ROUND_HALF_UP) if people else None


def refusals(year: int) -> list[tuple[str, int, str]]:
    """FIPD-14: by coded reason, the most frequent first; the silence of an investment apart."""
    rows = of_year(year).filter(state__in=(State.REFUSED, State.INELIGIBLE)).values("refusal").order_by()
    found = [
        (Refusal(row["refusal"]).label, row["count"], listed(year, state="refused", refusal=row["refusal"]))
        for row in rows.annotate(count=Count("pk")) if row["refusal"]
    ]  # fmt: skip
    return sorted(found, key=lambda row: (-row[1], row[0]))


def parts(year: int) -> list[tuple[str, list[Slice], bool]]:
    """The tables by part, and whether each is counted by inhabitant."""
    return [
        ("Nature du porteur", by_kind(year), False), ("Axe", by_axis(year), False),
        ("Reconductions", by_renewal(year), False), ("Quartiers prioritaires", by_district(year), False),
        ("Commune", by_commune(year), True),
    ]  # fmt: skip
