"""What may be paid, what is due once the report is controlled, what comes back: with their reasoning. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from directorate.legal_calendar.arithmetic import french_long
from directorate.money.amounts import HUNDRED, NONE, cents, percent, words
from directorate.money.funding import BLOCKING, FINE, Budget, Finding, Line, Settlement, Step, settle
from public_order.grants.payments.catalogue import Alert, PaymentKind, Proof, RecoveryReason

Kind = PaymentKind


@dataclass(frozen=True)
class Terms:
    """`advance`: of the grant, in percent; `instalments`: of the grant, advance included, before the balance."""

    above: Decimal
    advance: Decimal
    instalments: Decimal


@dataclass(frozen=True)
class Grant:
    granted: Decimal
    base: Decimal
    is_investment: bool
    is_equipment: bool
    terms: Terms

    @property
    def in_parts(self) -> bool:
        """One payment up to the threshold; equipment of a municipal police once, on its paid invoices (FIPD-05)."""
        return not self.is_equipment and (self.is_investment or self.granted > self.terms.above)

    @property
    def rate(self) -> Decimal | None:
        return percent(self.granted, self.base)

    @property
    def advance(self) -> Decimal:
        return cents(self.granted * self.terms.advance / HUNDRED) if self.in_parts else NONE


@dataclass(frozen=True)
class Planned:
    kind: str
    amount: Decimal
    words: str
    rule: str


def schedule(grant: Grant) -> tuple[Planned, ...]:
    """The payments to come, whose sum is the grant to the cent."""
    if grant.is_equipment:
        return (Planned(Kind.SINGLE, grant.granted, "En une fois, sur factures acquittées", "FIPD-05"),)
    if not grant.in_parts:
        return (Planned(Kind.SINGLE, grant.granted, "En une fois, à la signature", "B7.7"),)
    rule = "FIPD-12" if grant.is_investment else "B7.7"
    rest = grant.granted - grant.advance
    return (
        Planned(Kind.ADVANCE, grant.advance, f"Avance, {share(grant.terms.advance)} à la signature", rule),
        Planned(Kind.BALANCE, rest, "Solde au plus, après contrôle du compte rendu financier", rule),
    )


def share(rate: Decimal) -> str:
    return f"{rate.normalize():f}".replace(".", ",") + "\u00a0%"


def kinds(grant: Grant) -> tuple[str, ...]:
    found = [row.kind for row in schedule(grant)]
    return (found[0], Kind.INSTALMENT, found[1]) if grant.is_investment and grant.in_parts else tuple(found)


@dataclass(frozen=True)
class Limit:
    """The most that a payment may be, and why."""

    amount: Decimal
    steps: tuple[Step, ...]


def limit(
    grant: Grant, kind: str, *, taken: Decimal, spent: Decimal | None = None, due: Decimal | None = None,
    committed: Decimal | None = None,
) -> Limit:  # fmt: skip
    """`taken`: the payments that live already; `spent`: the justified spending; `due`: what the control gave.

    `committed`: all that a balance may reach, when less was committed than granted.
    """
    steps = [Step("B7.6", "Subvention accordée", grant.granted)]
    if kind == Kind.ADVANCE:
        top = grant.advance
        rule = "FIPD-12" if grant.is_investment else "B7.7"
        steps.append(Step(rule, f"Avance de {share(grant.terms.advance)} au plus", top))
    elif kind == Kind.INSTALMENT:
        top = cents(grant.granted * grant.terms.instalments / HUNDRED)
        steps.append(Step("FIPD-12", f"Avance et acomptes : {share(grant.terms.instalments)} au plus", top))
        top = min(top, on_spending(grant, spent or NONE, steps))
    elif kind == Kind.BALANCE:
        top = due if due is not None else NONE
        steps.append(Step("B7.7", "Dû après contrôle du compte rendu", top))
        if committed is not None and committed < top:
            top = committed
            steps.append(Step("CHO-01", "Engagé dans Chorus, au plus", top))
    else:
        top = grant.granted
        if grant.is_equipment:
            top = min(top, on_spending(grant, spent or NONE, steps))
    if taken:
        steps.append(Step("CHO-01", "Versements déjà engagés", -taken))
    left = max(NONE, min(top, grant.granted) - taken)
    steps.append(Step("", "Montant possible", left))
    return Limit(left, tuple(steps))


def on_spending(grant: Grant, spent: Decimal, steps: list[Step]) -> Decimal:
    """The rate of the grant on what is justified."""
    amount = min(grant.granted, cents(grant.granted / grant.base * spent)) if grant.base else NONE
    steps.append(Step("B7.7", f"Dépenses justifiées : {words(spent)}, au taux de la subvention", amount))
    return amount


@dataclass(frozen=True)
class File:
    """What is known of a grant when a payment is prepared."""

    has_account: bool
    has_siret: bool
    act: str
    is_notified: bool
    committed: Decimal
    is_controlled: bool
    report_missing_since: date | None = None


def conditions(grant: Grant, kind: str, file: File, proofs: Collection[str]) -> tuple[Finding, ...]:
    """The pieces of a payment, also those that are there: nothing is paid without each of them."""

    def said(rule: str, there: bool, fine: str, missing: str) -> Finding:
        return Finding(rule, FINE if there else BLOCKING, fine if there else missing)

    rows = [
        said("C2", file.has_account, "L'IBAN du porteur est enregistré.",
             "L'IBAN du porteur manque : l'enregistrer sur sa fiche."),
        said("FIPD-06", file.has_siret, "Le SIRET du porteur est connu.", "Le SIRET du porteur manque."),
        said("B7.6", bool(file.act), f"L'acte est signé : {file.act}.", "L'arrêté ou la convention n'est pas signé."),
        said("B7.11", file.is_notified, "L'acte est notifié.", "L'acte n'est pas notifié au porteur."),
        said("CHO-01", file.committed > 0, f"Engagé dans Chorus : {words(file.committed)}.",
             "Aucun engagement juridique n'est enregistré."),
    ]  # fmt: skip
    if file.report_missing_since:
        day = f"{file.report_missing_since:%d/%m/%Y}"
        rows.append(Finding("FIPD-17", BLOCKING, f"Le porteur doit un autre compte rendu attendu depuis le {day}."))
    if kind == Kind.BALANCE:
        rows.append(said("B7.7", file.is_controlled, "Le compte rendu financier est contrôlé.",
                         "Le solde attend le contrôle du compte rendu financier."))  # fmt: skip
    rows += [
        said(rule, code in proofs, f"{Proof(code).label} : joint au versement.", f"Il manque : {Proof(code).label}.")
        for rule, code in wanted(grant, kind)
    ]
    return tuple(rows)


def wanted(grant: Grant, kind: str) -> tuple[tuple[str, str], ...]:
    if grant.is_equipment:
        return (("FIPD-05", Proof.INVOICES),)
    if kind == Kind.INSTALMENT:
        return (("FIPD-12", Proof.INVOICES), ("FIPD-12", Proof.STATEMENT))
    if kind == Kind.BALANCE and grant.is_investment:
        return (("FIPD-12", Proof.STATEMENT), ("FIPD-12", Proof.COMPLETION))
    return ()


# --- the report ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Account:
    """One account of a report beside the budget."""

    account: str
    label: str
    forecast: Decimal
    realised: Decimal

    @property
    def gap(self) -> Decimal:
        return self.realised - self.forecast

    @property
    def gap_pct(self) -> Decimal | None:
        return percent(self.gap, self.forecast)


def compare(forecast: Iterable[tuple[str, str, Decimal]], realised: Iterable[tuple[str, str, Decimal]]):
    """Account by account, in their order: what was foreseen, what was done."""
    labels: dict[str, str] = {}
    sums: dict[str, list[Decimal]] = {}
    for place, rows in enumerate((forecast, realised)):
        for account, label, amount in rows:
            labels.setdefault(account, label)
            sums.setdefault(account, [NONE, NONE])[place] += amount
    return tuple(Account(account, labels[account], *sums[account]) for account in sorted(sums))


@dataclass(frozen=True)
class Counted:
    realised: Decimal
    settlement: Settlement
    steps: tuple[Step, ...]


def count_report(
    grant: Grant, lines: Iterable[Line], *, paid: Decimal, back: Decimal = NONE, recoverable_vat: Decimal = NONE,
    set_aside: Decimal = NONE,
) -> Counted:  # fmt: skip
    """B7.7: what is due is the rate of the grant on the eligible spending, at most the grant (W10).

    `back`: what former recoveries took already, which is not claimed again.
    """
    budget = Budget.of(lines)
    realised = max(NONE, budget.base - recoverable_vat - set_aside)
    found = settle(grant.granted, grant.base, realised, paid)
    steps = [Step("B7.7", "Dépenses réalisées, hors contributions volontaires", budget.expense)]
    if budget.excluded:
        steps.append(Step("FIPD-10", "Dépenses non éligibles", -budget.excluded))
    if recoverable_vat:
        steps.append(Step("FIPD-11", "TVA récupérable", -recoverable_vat))
    if set_aside:
        steps.append(Step("B7.7", "Dépenses écartées par le contrôle", -set_aside))
    rate = str(grant.rate or 0).replace(".", ",")
    steps += [
        Step("B7.7", "Réalisé éligible", realised),
        Step("B7.7", f"Budget éligible, financé à {rate}\u00a0% par la subvention", grant.base),
        Step("B7.7", "Subvention due, dans la limite du montant accordé", found.due),
        Step("CHO-01", "Déjà payé", paid),
    ]
    if back and found.to_recover:
        steps.append(Step("B7.8", "Reversements précédents", -back))
        found = replace(found, to_recover=max(NONE, found.to_recover - back))
    if found.to_recover:
        steps.append(Step("B7.8", "À reverser par le porteur", found.to_recover))
    else:
        steps.append(Step("B7.8", "Solde à payer", found.balance))
    surplus = budget.income - budget.expense
    if surplus > 0:
        steps.append(Step("Loi 2021-875", "Excédent ; un excédent raisonnable peut être conservé", surplus))
    return Counted(realised, found, tuple(steps))


def needs_accounts(granted_in_year: Decimal, threshold: Decimal) -> bool:
    """From the threshold on, the accounts are certified."""
    return granted_in_year >= threshold


# --- alerts (FIPD-17) ---------------------------------------------------------------------------------------------


def alert_days(due_on: date, offsets: Mapping[str, int]) -> dict[str, date]:
    return {step: due_on + timedelta(days=offsets[step]) for step in Alert.values}


def alert_of(due_on: date, on: date, offsets: Mapping[str, int], done: Collection[str]) -> str | None:
    """The latest step that is reached, unless it or a later one is done: nobody is told twice nor of the past."""
    reached = [step for step, day in alert_days(due_on, offsets).items() if day <= on]
    if not reached:
        return None
    order = list(Alert.values)
    last = reached[-1]
    return None if any(order.index(step) >= order.index(last) for step in done) else last


# --- amendments and recoveries ------------------------------------------------------------------------------------


def asked_too_late(asked_on: date, ends_on: date | None) -> bool:
    """B7.8: a change is asked in writing before the end of the project."""
    return ends_on is not None and asked_on > ends_on


@dataclass(frozen=True)
class Owed:
    amount: Decimal
    steps: tuple[Step, ...]


def owed(
    reason: str, grant: Grant, *, paid: Decimal, back: Decimal = NONE, due: Decimal | None = None,
    misused: Decimal = NONE, breach_on: date | None = None, period: tuple[date | None, date | None] = (None, None),
) -> Owed:  # fmt: skip
    """What a promoter gives back. `back`: what former recoveries took already."""
    steps = [Step("CHO-01", "Payé", paid)]
    if back:
        steps.append(Step("B7.8", "Reversements précédents", -back))
        paid -= back
    if reason == RecoveryReason.UNDER_REALISED:
        kept = due or NONE
        steps.append(Step("B7.7", "Subvention due après contrôle du compte rendu", kept))
        amount = max(NONE, paid - kept)
    elif reason == RecoveryReason.DIVERTED:
        part = cents(grant.granted / grant.base * misused) if grant.base else NONE
        amount = min(paid, part)
        steps.append(Step("B7.8", f"Au taux de la subvention, sur {words(misused)} employés à un autre objet", amount))
    elif reason == RecoveryReason.REPUBLICAN:
        amount = after_breach(paid, breach_on, period, steps)
    elif reason == RecoveryReason.CANCELLED:
        amount = paid
        steps.append(Step("B7.8", "Projet abandonné sans dépense : reversement entier", amount))
    else:
        amount = paid
        steps.append(Step("FIPD-17", "Compte rendu non produit : reversement entier", amount))
    amount = max(NONE, min(amount, paid))
    steps.append(Step("", "À reverser", amount))
    return Owed(amount, tuple(steps))


def after_breach(
    paid: Decimal, breach_on: date | None, period: tuple[date | None, date | None], steps: list[Step]
) -> Decimal:
    """Pro rata of the days of the project from the breach on."""
    first, last = period
    if breach_on is None or first is None or last is None:
        return NONE
    days = (last - first).days + 1
    left = min(days, max(0, (last - breach_on).days + 1))
    amount = cents(paid * left / days)
    said = f"Du manquement du {french_long(breach_on)} au terme : {left} jours sur {days}"
    steps.append(Step("B7.8", said, amount))
    return amount


def told(steps: Iterable[Step]) -> list[dict[str, str | None]]:
    """As the base and the letters keep a reasoning."""
    return [
        {"rule": step.rule, "words": step.words, "amount": str(step.amount) if step.amount is not None else None}
        for step in steps
    ]
