"""Whether a project may be paid by the fund: each rule in order, also those that are respected. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from directorate.legal_calendar.arithmetic import add_months
from directorate.money.funding import BLOCKING, FINE, WARNING, Budget, Finding
from public_order.grants.catalogue import LOCAL_AUTHORITIES, PRIVATE, Instrument, PromoterKind
from public_order.grants.ceilings import Ceiling


@dataclass(frozen=True)
class Facts:
    family: str
    promoter_kind: str
    siret: str
    is_state_equipment: bool
    replaces_common_law: bool
    is_renewal: bool
    has_previous: bool
    report_overdue_since: date | None
    is_investment: bool
    starts_on: date | None
    receipt_on: date | None
    budget: Budget
    asked_in_budget: Decimal
    asked: Decimal
    ceiling: Ceiling
    indicators: int


def findings(facts: Facts) -> tuple[Finding, ...]:
    rows = (renewal, purpose, promoter, start, balanced, amount, evaluation)
    return tuple(rule(facts) for rule in rows)


def renewal(facts: Facts) -> Finding:
    """FIPD-01: a renewal is a new demand, and the former reports come first."""
    if facts.report_overdue_since:
        day = f"{facts.report_overdue_since:%d/%m/%Y}"
        return Finding("FIPD-01", BLOCKING, f"Le porteur doit un compte rendu financier attendu depuis le {day}.")
    if facts.is_renewal and not facts.has_previous:
        return Finding("FIPD-01", WARNING, "Reconduction : la demande précédente n'est pas indiquée.")
    if facts.is_renewal:
        return Finding("FIPD-01", FINE, "La reconduction n'est pas automatique ; les bilans précédents sont là.")
    return Finding("FIPD-01", FINE, "Aucun compte rendu financier du porteur n'est en retard.")


def purpose(facts: Facts) -> Finding:
    if facts.is_state_equipment:
        return Finding("FIPD-02", BLOCKING, "Le FIPD ne paie pas l'équipement des services de l'État.")
    if facts.replaces_common_law:
        return Finding("FIPD-02", BLOCKING, "Le FIPD ne se substitue pas aux crédits de droit commun.")
    return Finding("FIPD-02", FINE, "Ni équipement de l'État, ni substitution aux crédits de droit commun.")


def promoter(facts: Facts) -> Finding:
    if facts.promoter_kind == PromoterKind.STATE:
        return Finding("FIPD-06", BLOCKING, "Un service de l'État n'est pas éligible.")
    if facts.promoter_kind == PromoterKind.PERSON and facts.family == "R":
        return Finding("FIPD-06", BLOCKING, "Le programme R exclut les personnes physiques.")
    if facts.promoter_kind == PromoterKind.PERSON:
        return Finding("FIPD-06", WARNING, "Une personne physique n'est pas dans la liste des porteurs éligibles.")
    if not facts.siret:
        return Finding("FIPD-06", BLOCKING, "Une subvention ne se verse qu'à un porteur dont le SIRET est connu.")
    return Finding("FIPD-06", FINE, "Le porteur est une personne morale éligible, son SIRET est connu.")


def start(facts: Facts) -> Finding:
    """FIPD-08: nothing is begun before the file is acknowledged."""
    if not facts.is_investment:
        return Finding("FIPD-08", FINE, "Projet de fonctionnement : la date de début est libre.")
    if facts.receipt_on is None:
        return Finding("FIPD-08", WARNING, "L'investissement ne commence pas avant l'accusé de réception.")
    if facts.starts_on and facts.starts_on < facts.receipt_on:
        words = f"L'investissement commence le {facts.starts_on:%d/%m/%Y}, avant l'accusé de réception du"
        return Finding("FIPD-08", BLOCKING, f"{words} {facts.receipt_on:%d/%m/%Y}.")
    return Finding("FIPD-08", FINE, "L'investissement ne commence pas avant l'accusé de réception.")


def balanced(facts: Facts) -> Finding:
    """FIPD-10: charges and products balance, and so do the contributions in kind beside them."""
    budget = facts.budget
    if not budget.expense:
        return Finding("FIPD-10", BLOCKING, "Le budget ne comporte aucune dépense.")
    if budget.in_kind_expense != budget.in_kind_income:
        return Finding("FIPD-10", BLOCKING, "Les contributions volontaires (86 et 87) ne s'équilibrent pas.")
    if not budget.is_balanced:
        return Finding("FIPD-10", BLOCKING, "Les charges et les produits ne s'équilibrent pas.")
    if facts.asked_in_budget != facts.asked:
        return Finding("FIPD-10", BLOCKING, "Le FIPD inscrit aux produits n'est pas le montant demandé.")
    return Finding("FIPD-10", FINE, "Le budget est équilibré, contributions volontaires à part.")


def amount(facts: Facts) -> Finding:
    found, rule = facts.ceiling, "FIPD-04" if facts.is_investment else "FIPD-03"
    if found.is_under_minimum:
        return Finding("FIPD-04", BLOCKING, "La subvention possible est sous le minimum du programme.")
    if not found.maximum:
        return Finding(
            rule, BLOCKING, "Les autres aides atteignent déjà le plafond : aucune subvention n'est possible."
        )
    if found.is_over:
        return Finding(rule, WARNING, "La demande dépasse le plafond : la proposition y est ramenée.")
    if found.seeks_cofinancing:
        return Finding("FIPD-03", WARNING, f"Aides de l'État à {found.asked_rate} % : chercher un cofinancement.")
    return Finding(rule, FINE, "La demande respecte les plafonds.")


def evaluation(facts: Facts) -> Finding:
    if facts.indicators:
        return Finding("FIPD-01", FINE, "Le projet a au moins un indicateur d'évaluation.")
    return Finding("FIPD-01", WARNING, "L'évaluation conditionne la reconduction : demander un indicateur.")


def is_eligible(rows: Collection[Finding]) -> bool:
    return all(row.tone != BLOCKING for row in rows)


# --- instruments and delays -------------------------------------------------------------------------------------


def instrument(kind: str, of_the_year: Decimal, year_count: int, above: int) -> str:
    """FIPD-13: the sum of the year to one private body decides; the threshold itself is still an order."""
    if year_count > 1:
        return Instrument.YEARS
    if kind in PRIVATE and kind not in LOCAL_AUTHORITIES and of_the_year > above:
        return Instrument.AGREEMENT
    return Instrument.ORDER


def implicit_refusal_on(complete_on: date | None, months: int, *, is_investment: bool) -> date | None:
    """FIPD-09: the day on which silence refuses a complete investment file."""
    return add_months(complete_on, months) if is_investment and complete_on else None


def lapses_on(notified_on: date, years: int) -> date:
    """FIPD-12: the commencement, or the completion, so many years after the notification."""
    return add_months(notified_on, 12 * years)
