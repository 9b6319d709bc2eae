"""What a refusal of public force costs the State: from which day, until which one, and the arithmetic in euros.

From the refusal, or from the end of the truce and of the grace (CPCE, art. R154-5); until the grant, the execution when
it comes more than some days after it, or the departure. The day when the liability ends is not counted.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from directorate.casework.instants import day_of
from directorate.legal_calendar.arithmetic import MONTHS, add_months
from directorate.parameters.queries import values
from directorate.parameters.values import LOW, MEDIUM, VERIFIED, Former, Value
from police_admin.procedures.evictions import dossier

ARTICLE = "CPCE, art. R154-1 à R154-7"
CENT = Decimal("0.01")
DECISION_MONTHS = "refusal_compensation.decision_months"
EXECUTION_DAYS = "refusal_compensation.execution_days"
BY_DAYS, DAYS_PER_MONTH = "refusal_compensation.by_days", "refusal_compensation.days_per_month"
HORIZON, BUDGET = "refusal_compensation.horizon_months", "refusal_compensation.budget"

PARAMETERS = (
    Value(
        DECISION_MONTHS, "Indemnisation d'un refus de concours : délai pour répondre", 2, "mois",
        "CRPA, art. L231-4 ; CPCE, art. R154-3 à relire", LOW,
        comment="Quel délai l'article R154-3 du code des procédures civiles d'exécution (décret 2025-1052) laisse-t-il"
        " au préfet pour répondre à la demande, et de quel jour part-il ?",
    ),
    Value(
        EXECUTION_DAYS, "Indemnisation d'un refus de concours : exécution tardive après l'octroi", 15, "jours", ARTICLE,
        VERIFIED, date(2025, 11, 7),
        comment="Au-delà, la responsabilité court jusqu'à l'exécution, sauf retard imputable au demandeur.",
        former=Former(
            15, "Jurisprudence antérieure au décret 2025-1052 du 3 novembre 2025", LOW,
            comment="Avant le 7 novembre 2025, l'exécution plus de quinze jours après l'octroi prolongeait-elle déjà la"
            " responsabilité de l'État ?",
        ),
    ),
    Value(
        BY_DAYS, "Indemnisation d'un refus de concours : calcul en jours et non mois par mois", False, "",
        "Aucun texte vérifié", LOW,
        comment="L'indemnité se calcule-t-elle mois par mois, un mois entamé au prorata de ses jours, ou en jours"
        " divisés par la durée moyenne d'un mois, et le jour de l'octroi ou du départ est-il compté ?",
    ),
    Value(
        DAYS_PER_MONTH, "Indemnisation d'un refus de concours : durée moyenne d'un mois", 30.4375, "jours",
        "365,25 jours divisés par douze", LOW,
        comment="Si le calcul se fait en jours, est-ce bien par 30,4375 que leur nombre est divisé ?",
    ),
    Value(
        HORIZON, "Indemnisation d'un refus de concours : mois montrés dans la prévision", 12, "mois", "Usage du bureau",
        LOW, comment="Sur combien de mois le coût prévisible d'un refus doit-il être montré ?",
    ),
    Value(
        BUDGET, "Indemnisation d'un refus de concours : imputation de la dépense",
        "programme 216, conduite et pilotage des politiques de l'intérieur", "", "Usage des préfectures", MEDIUM,
    ),
)  # fmt: skip


def euros(amount: Decimal) -> str:
    """ "1 234,50 €"."""
    return f"{figures(amount)} €"


def figures(number: Decimal) -> str:
    return f"{number:,}".replace(",", " ").replace(".", ",")


def amount_of(answers: Mapping[str, Any], name: str) -> Decimal:
    return Decimal(str(answers.get(name) or 0)).quantize(CENT)


# --- the arithmetic -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """A month, or the whole period: its words, how it is counted, what it comes to."""

    words: str
    arithmetic: str
    amount: Decimal

    @property
    def said(self) -> str:
        return f"{self.words} : {self.arithmetic} = {euros(self.amount)}"


@dataclass(frozen=True)
class Method:
    """Month by month, or in days over the mean length of a month."""

    by_days: bool
    days_per_month: Decimal

    @property
    def words(self) -> str:
        if self.by_days:
            return f"en jours, divisés par {figures(self.days_per_month)}"
        return "mois par mois, un mois entamé au prorata de ses jours"


def method_on(on: date) -> Method:
    found = values({BY_DAYS, DAYS_PER_MONTH}, on)
    return Method(bool(found[BY_DAYS]), Decimal(str(found[DAYS_PER_MONTH])))


def rounded(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def lines(starts_on: date, last_on: date, monthly: Decimal, method: Method) -> list[Line]:
    """The cost from the first day to the last one, both counted; nothing when they are out of order."""
    if last_on < starts_on:
        return []
    if not method.by_days:
        return [month_line(first, last, monthly) for first, last in civil_months(starts_on, last_on)]
    days = (last_on - starts_on).days + 1
    return [
        Line(
            f"du {starts_on:%d/%m/%Y} au {last_on:%d/%m/%Y}",
            f"{euros(monthly)} × {days} / {figures(method.days_per_month)}",
            rounded(monthly * days / method.days_per_month),
        )
    ]


def civil_months(starts_on: date, last_on: date) -> Iterator[tuple[date, date]]:
    first = starts_on
    while first <= last_on:
        last = add_months(first.replace(day=1), 1) - timedelta(days=1)
        yield first, min(last, last_on)
        first = last + timedelta(days=1)


def month_line(first: date, last: date, monthly: Decimal) -> Line:
    length = (add_months(first.replace(day=1), 1) - first.replace(day=1)).days
    days = (last - first).days + 1
    words = f"{MONTHS[first.month - 1]} {first.year}"
    if days == length:
        return Line(words, "un mois entier", monthly)
    return Line(words, f"{euros(monthly)} × {days} / {length} jours", rounded(monthly * days / length))


# --- the period of a claim ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Period:
    """From the first day counted; `ends_on`, not counted, is None while the liability runs."""

    starts_on: date
    ends_on: date | None
    why: str

    def last_on(self, until: date) -> date:
        """The last day counted of a loss that is drawn up until that day included."""
        return until if self.ends_on is None else min(until, self.ends_on - timedelta(days=1))


def period_of(answers: Mapping[str, Any], execution_days: int) -> Period:
    starts_on = dossier.liability_starts_on(date.fromisoformat(answers["refused_on"]), answers)
    ends = sorted(ends_of(answers, execution_days))
    return Period(starts_on, *(ends[0] if ends else (None, "la responsabilité court encore")))


def ends_of(answers: Mapping[str, Any], execution_days: int) -> Iterator[tuple[date, str]]:
    left_on, granted_on, executed_on = (day_of(answers, name) for name in ("left_on", "granted_on", "executed_on"))
    if left_on:
        yield left_on, "départ de l'occupant"
    if granted_on is None:
        return
    done_on = executed_on or day_of(answers, "until_on") or granted_on
    if (done_on - granted_on).days <= execution_days or answers.get("delay_due_to_claimant"):
        yield granted_on, "octroi du concours"
    elif executed_on:
        yield executed_on, f"exécution plus de {execution_days} jours après l'octroi"


@dataclass(frozen=True)
class Estimate:
    """What is due for a period: its lines, the other losses, what the occupant has paid."""

    period: Period
    last_on: date
    method: Method
    lines: list[Line]
    other_losses: Decimal
    received: Decimal

    @property
    def gross(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal("0.00"))

    @property
    def total(self) -> Decimal:
        """Nothing is due when no day is counted, nor below zero."""
        if not self.lines:
            return Decimal("0.00")
        return max(self.gross + self.other_losses - self.received, Decimal("0.00"))


def estimate(answers: Mapping[str, Any], method: Method, execution_days: int) -> Estimate:
    period = period_of(answers, execution_days)
    last_on = period.last_on(date.fromisoformat(answers["until_on"]))
    monthly = amount_of(answers, "monthly_occupancy_eur") + amount_of(answers, "charges_eur")
    return Estimate(
        period, last_on, method, lines(period.starts_on, last_on, monthly, method),
        amount_of(answers, "other_losses_eur"), amount_of(answers, "received_from_occupant_eur"),
    )  # fmt: skip
