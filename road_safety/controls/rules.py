"""Counts of the control operations: what is counted, what cannot be, rates that are blank on zero. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from road_safety.education.rules import rate

COUNTED = {
    "vehicles": "Véhicules contrôlés",
    "breath_tests": "Dépistages d'alcoolémie",
    "breath_positive": "Alcoolémies positives",
    "drug_tests": "Dépistages de stupéfiants",
    "drug_positive": "Stupéfiants positifs",
    "speeding": "Excès de vitesse",
    "other_offences": "Autres infractions",
    "licences_retained": "Permis retenus",
    "seizures": "Véhicules saisis",
    "immobilised": "Véhicules immobilisés",
}
REQUIRED = ("vehicles", "breath_tests", "breath_positive", "drug_tests", "drug_positive")
PAIRS = (("breath_positive", "breath_tests"), ("drug_positive", "drug_tests"))


def count_fault(counts: Mapping[str, int | None]) -> tuple[str, str] | None:
    """(field, sentence), or nothing."""
    for positive, tests in PAIRS:
        found, of = counts.get(positive) or 0, counts.get(tests) or 0
        if found > of:
            return positive, f"{found} positifs pour {of} dépistages : les positifs ne dépassent pas les dépistages."
    return None


@dataclass(frozen=True)
class Total:
    """Several operations as one: what is not known of one of them counts for nothing."""

    operations: int
    counts: Mapping[str, int]

    @property
    def breath_rate(self) -> Decimal | None:
        return rate(self.counts["breath_positive"], self.counts["breath_tests"])

    @property
    def drug_rate(self) -> Decimal | None:
        return rate(self.counts["drug_positive"], self.counts["drug_tests"])


def total(rows: Iterable[Mapping[str, int | None]]) -> Total:
    """The positive rate of several operations is that of their sums, never the mean of their rates."""
    rows = list(rows)
    return Total(len(rows), {name: sum(row.get(name) or 0 for row in rows) for name in COUNTED})


def embargo(*, is_held: bool, has_open_case: bool, agreed: bool) -> str:
    """Why the counts may not be told to the press; empty when they may."""
    if not is_held:
        return "Cette opération n'a pas encore ses comptes."
    if has_open_case and not agreed:
        return "Une procédure judiciaire est ouverte : rien ne se communique avant l'accord du procureur."
    return ""
