"""Whether an action sheet may be received, and what it lacks, each with its rule. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from directorate.money.funding import BLOCKING, FINE, WARNING, Finding
from road_safety.strategy.catalogue import Piece, PromoterKind

PUBLIC_BODIES = (PromoterKind.COMMUNE, PromoterKind.SCHOOL, PromoterKind.STATE, PromoterKind.PREFECTURE)


@dataclass(frozen=True)
class Facts:
    """What the rules need to know of an action sheet."""

    promoter_kind: str
    siret: str
    uai: str
    asks_money: bool
    base: Decimal
    excluded: Decimal
    stakes: int
    outside_reason: str
    indicators: int
    pieces: Collection[str]
    was_funded: bool
    overdue_since: date | None


def needed_pieces(promoter_kind: str, *, asks_money: bool, was_funded: bool) -> tuple[str, ...]:
    """PDASR-04: the forms of a grant only when money is asked, a simple sheet otherwise."""
    if not asks_money:
        return (Piece.SHEET,)
    pieces = [Piece.FORM, Piece.QUOTES, Piece.BANK]
    if promoter_kind == PromoterKind.ASSOCIATION:
        pieces.append(Piece.REPUBLICAN)
    if was_funded:
        pieces.append(Piece.PREVIOUS)
    return tuple(pieces)


def missing_pieces(facts: Facts) -> tuple[str, ...]:
    wanted = needed_pieces(facts.promoter_kind, asks_money=facts.asks_money, was_funded=facts.was_funded)
    return tuple(code for code in wanted if code not in facts.pieces)


def findings(facts: Facts) -> tuple[Finding, ...]:
    """Every rule in order, also those that are respected: the reader sees what was checked."""
    return (
        legal_person(facts), eligible_costs(facts), stakes(facts), indicators(facts), pieces(facts),
        former_report(facts),
    )  # fmt: skip


def legal_person(facts: Facts) -> Finding:
    if facts.promoter_kind == PromoterKind.PERSON:
        return Finding("PDASR-01", BLOCKING, "Le porteur est un particulier : seule une personne morale est admise.")
    if facts.siret:
        return Finding("PDASR-01", FINE, "Le porteur est une personne morale et son SIRET est connu.")
    if facts.asks_money:
        return Finding("PDASR-01", BLOCKING, "Une subvention ne se demande qu'avec le SIRET du porteur.")
    if facts.uai and facts.promoter_kind == PromoterKind.SCHOOL or facts.promoter_kind == PromoterKind.PREFECTURE:
        return Finding("PDASR-01", FINE, "Le porteur est un établissement public ; aucune subvention n'est demandée.")
    return Finding("PDASR-01", WARNING, "Le SIRET du porteur est à demander.")


def eligible_costs(facts: Facts) -> Finding:
    if not facts.asks_money:
        return Finding("PDASR-02", FINE, "Aucune subvention n'est demandée.")
    if facts.base <= 0:
        words = "Le budget ne comporte que des travaux, du fonctionnement ou des contributions volontaires."
        return Finding("PDASR-02", BLOCKING, words)
    if facts.excluded:
        return Finding("PDASR-02", WARNING, "Les travaux et le fonctionnement sont retirés du budget éligible.")
    return Finding("PDASR-02", FINE, "Le budget ne comporte ni travaux ni fonctionnement.")


def stakes(facts: Facts) -> Finding:
    if facts.stakes:
        return Finding("DGO-02", FINE, "L'action cite un enjeu du DGO en vigueur.")
    if facts.outside_reason:
        return Finding("DGO-02", WARNING, f"L'action est hors DGO : {facts.outside_reason}")
    return Finding("DGO-02", BLOCKING, "L'action cite un enjeu du DGO de son année, ou dit pourquoi elle est hors DGO.")


def indicators(facts: Facts) -> Finding:
    if facts.indicators:
        return Finding("PDASR-05", FINE, "L'action a au moins un indicateur.")
    return Finding("PDASR-05", BLOCKING, "Une action se propose avec un indicateur au moins.")


def pieces(facts: Facts) -> Finding:
    missing = missing_pieces(facts)
    if missing:
        names = ", ".join(Piece(code).label for code in missing)
        return Finding("PDASR-04", WARNING, f"Pièces à demander : {names}.")
    return Finding("PDASR-04", FINE, "Les pièces exigées sont là.")


def former_report(facts: Facts) -> Finding:
    if facts.overdue_since:
        words = f"Compte rendu financier attendu du porteur depuis le {facts.overdue_since:%d/%m/%Y} : paiement bloqué."
        return Finding("PDASR-08", WARNING, words)
    return Finding("PDASR-08", FINE, "Aucun compte rendu financier du porteur n'est en retard.")


def is_receivable(rows: Collection[Finding]) -> bool:
    return all(row.tone != BLOCKING for row in rows)
