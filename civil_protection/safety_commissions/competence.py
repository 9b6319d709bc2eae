"""Which commission is competent for a matter, with the rules that were read. Pure: reads no table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

DEPARTMENT = "ccdsa-erp-igh"
DECREE = "décret n° 95-260 du 8 mars 1995"
BUILDING_CODE = "CCH, art. R143-26 et R143-28"

# What a matter is about when it is not fire safety: each has its own sub-commission.
DOMAINS = {
    "plenary": ("ccdsa", "Affaire renvoyée à la formation plénière", f"{DECREE}, art. 2 à 9"),
    "accessibility": ("ccdsa-accessibilite", "Accessibilité des personnes handicapées", f"{DECREE}, art. 2 et 14"),
    "stadium": ("ccdsa-enceintes", "Homologation d'une enceinte sportive", f"{DECREE}, art. 2 et 16"),
    "campsite": ("ccdsa-campings", "Terrain de camping ou de caravanage", f"{DECREE}, art. 2 et 18"),
    "transport": ("ccdsa-transports", "Infrastructure ou système de transport", f"{DECREE}, art. 2"),
    "security_study": ("ccdsa-securite-publique", "Étude de sécurité publique", f"{DECREE}, art. 22-1"),
    "forest": ("ccdsa-forets", "Feux de forêt, lande, maquis et garrigue", f"{DECREE}, art. 2"),
}
SAFETY = "safety"
MOST_VEHICLES = 1_000


@dataclass(frozen=True)
class Facts:
    """What decides: the establishment, and what is asked. `domain`: fire safety unless one of DOMAINS."""

    commune: str = ""
    arrondissement: str = ""
    type: str = ""
    category: int | None = None
    sleeping: bool = False
    high_rise: bool = False
    derogation: bool = False
    vehicles: int | None = None
    domain: str = SAFETY


@dataclass(frozen=True)
class Rule:
    """A local rule, set by the order of the prefect. An empty condition lets everything pass."""

    commission: str
    label: str
    source: str = ""
    commune: str = ""
    arrondissement: str = ""
    types: frozenset[str] = frozenset()
    categories: frozenset[int] = frozenset()
    sleeping: bool | None = None
    key: int | None = None


@dataclass(frozen=True)
class Step:
    """A rule that was read: its words, its source, and whether it decided."""

    words: str
    source: str
    decided: bool


@dataclass(frozen=True)
class Verdict:
    commission: str
    trace: tuple[Step, ...]
    exclusive: bool = False

    @property
    def because(self) -> Step:
        return self.trace[-1]


# The department body alone (words, source, test).
EXCLUSIVE = (
    ("Immeuble de grande hauteur", BUILDING_CODE, lambda facts: facts.high_rise or "GH" in facts.type),
    ("Dérogation aux règles de sécurité", BUILDING_CODE, lambda facts: facts.derogation),
    ("Établissement de 1re catégorie", BUILDING_CODE, lambda facts: facts.category == 1),
    (
        f"Parc de stationnement de plus de {MOST_VEHICLES} véhicules",
        "Règlement de sécurité, art. PS 33",
        lambda facts: facts.type == "PS" and (facts.vehicles or 0) > MOST_VEHICLES,
    ),
)


def why_not(rule: Rule, facts: Facts) -> str:
    """The first condition that the matter does not meet, or an empty string."""
    if rule.commune and rule.commune != facts.commune:
        return "autre commune"
    if rule.arrondissement and rule.arrondissement != facts.arrondissement:
        return "autre arrondissement"
    if rule.types and facts.type not in rule.types:
        return f"type {facts.type or 'inconnu'}"
    if rule.categories and facts.category not in rule.categories:
        return f"catégorie {facts.category or 'inconnue'}"
    if rule.sleeping is not None and rule.sleeping != facts.sleeping:
        return "locaux à sommeil" if facts.sleeping else "sans locaux à sommeil"
    return ""


def competent(facts: Facts, rules: Iterable[Rule]) -> Verdict:
    """The domain first, then what only the department hears, then the local rules in their order, or by default."""
    if facts.domain in DOMAINS:
        commission, words, source = DOMAINS[facts.domain]
        return Verdict(commission, (Step(words, source, True),), exclusive=True)
    trace: list[Step] = []
    for words, source, holds in EXCLUSIVE:
        if holds(facts):
            trace.append(Step(f"{words} : compétence exclusive du département", source, True))
            return Verdict(DEPARTMENT, tuple(trace), exclusive=True)
    trace.append(Step("Ni IGH, ni 1re catégorie, ni dérogation : pas de compétence exclusive", BUILDING_CODE, False))
    for rule in rules:
        if problem := why_not(rule, facts):
            trace.append(Step(f"{rule.label} : non ({problem})", rule.source, False))
            continue
        trace.append(Step(rule.label, rule.source, True))
        return Verdict(rule.commission, tuple(trace))
    trace.append(Step("Aucune règle locale : sous-commission départementale", f"{DECREE}, art. 13", True))
    return Verdict(DEPARTMENT, tuple(trace))


def rule_problem(rule: Rule, department: Sequence[str]) -> str:
    """Why a local rule is refused: what only the department hears is not given away."""
    if rule.commission in department:
        return ""
    if 1 in rule.categories or not rule.categories:
        return "La 1re catégorie relève de la seule sous-commission départementale : choisir d'autres catégories."
    if any("GH" in code for code in rule.types):
        return "Les immeubles de grande hauteur relèvent de la seule sous-commission départementale."
    return ""
