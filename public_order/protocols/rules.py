"""Terms, alerts, renewal and signature of a protocol, with their trace. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from directorate.legal_calendar.arithmetic import add_months, months_before, validity_end

ONE_DAY = timedelta(days=1)
NEGOTIATION, TO_SIGN, IN_FORCE, DENOUNCED = "negotiation", "to_sign", "in_force", "denounced"
TO_RENEW, EXPIRED = "to_renew", "expired"
TACIT = "tacit"
STATUS = {
    NEGOTIATION: "En négociation", TO_SIGN: "À signer", IN_FORCE: "En vigueur", TO_RENEW: "À renouveler",
    EXPIRED: "Expiré", DENOUNCED: "Dénoncé",
}  # fmt: skip
TONES = {NEGOTIATION: "new", TO_SIGN: "info", IN_FORCE: "success", TO_RENEW: "warning", EXPIRED: "error", DENOUNCED: ""}


def last_day(starts_on: date, months: int) -> date:
    """A term of N months ends the day before the anniversary (C3)."""
    return validity_end(starts_on, months, on_the_eve=True)


@dataclass(frozen=True)
class Alert:
    """PRO-01: how many months before the end the alert is given, since which day."""

    months: int
    since: date


def alerts(ends_on: date, steps: Iterable[int]) -> list[Alert]:
    return [Alert(months, months_before(ends_on, months)) for months in sorted(steps, reverse=True)]


def alert_on(ends_on: date, on: date, steps: Iterable[int]) -> Alert | None:
    """The nearest alert given; none before the first or once the term is over."""
    if on > ends_on:
        return None
    given = [alert for alert in alerts(ends_on, steps) if alert.since <= on]
    return min(given, key=lambda alert: alert.months, default=None)


def denunciation_limit(ends_on: date, notice: int) -> date:
    """PRO-02: the last day on which a denunciation keeps its notice."""
    return months_before(ends_on, notice)


def denounced_in_time(denounced_on: date | None, ends_on: date, notice: int) -> bool:
    return denounced_on is not None and denounced_on <= denunciation_limit(ends_on, notice)


@dataclass(frozen=True)
class Term:
    starts_on: date
    ends_on: date


def tacit_terms(
    last: Term, on: date, *, months: int, renewal: str, denounced_on: date | None = None, notice: int = 0
) -> list[Term]:
    """PRO-02: the terms that opened by themselves until that day, each from the day after the one before.

    A denunciation with its notice stops the renewal at the end of the term; a late one lets one more term run.
    """
    found: list[Term] = []
    while renewal == TACIT and last.ends_on < on and not denounced_in_time(denounced_on, last.ends_on, notice):
        starts = last.ends_on + timedelta(days=1)
        last = Term(starts, last_day(starts, months))
        found.append(last)
    return found


def committee_due(last: date | None, starts_on: date | None, months: int | None) -> date | None:
    """PRO-03: the last committee and its frequency; before the first one, from the day the protocol takes effect."""
    base = last or starts_on
    return add_months(base, months) if base and months else None


def committee_days_late(due_on: date | None, on: date) -> int:
    return max(0, (on - due_on).days) if due_on else 0


@dataclass(frozen=True)
class Signatory:
    party: str
    mandate: str
    starts_on: date | None
    ends_on: date | None


def signature_problems(signatories: Iterable[Signatory], on: date) -> list[str]:
    """PRO-04: each party has a mandate or a delegation, and it runs on the day of the signature."""
    rows = list(signatories)
    if len(rows) < 2:
        return ["Un protocole a deux parties au moins (PRO-04)."]
    found = []
    for row in rows:
        if not row.mandate.strip() or row.starts_on is None:
            found.append(f"{row.party} : le signataire n'a ni mandat ni délégation (PRO-04).")
        elif row.starts_on > on:
            found.append(f"{row.party} : le mandat ne court que depuis le {row.starts_on:%d/%m/%Y} (PRO-04).")
        elif row.ends_on is not None and row.ends_on < on:
            found.append(f"{row.party} : le mandat a pris fin le {row.ends_on:%d/%m/%Y} (PRO-04).")
    return found


def status(state: str, ends_on: date | None, on: date, *, renewal: str, steps: Iterable[int], notice: int = 0) -> str:
    """What is told of a protocol: of one in force, whether its term is over or near.

    A tacit one renews itself: it is never expired, and is to look at only while it can still be denounced.
    """
    if state == DENOUNCED:
        return DENOUNCED
    if state != IN_FORCE or ends_on is None:
        return state
    if on > ends_on:
        return IN_FORCE if renewal == TACIT else EXPIRED
    if alert_on(ends_on, on, steps) is None:
        return IN_FORCE
    return TO_RENEW if renewal != TACIT else IN_FORCE
