"""Two records that are likely the same establishment: same commune, same address, a name in common. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from directorate.territory.names import folded

WORDS = re.compile(r"[^a-z0-9]+")
SHORT = {"av": "avenue", "ave": "avenue", "bd": "boulevard", "bld": "boulevard", "boul": "boulevard", "r": "rue",
         "pl": "place", "all": "allee", "ch": "chemin", "che": "chemin", "q": "quai", "imp": "impasse",
         "gal": "general", "st": "saint", "ste": "sainte", "sq": "square", "rte": "route"}  # fmt: skip
EMPTY = frozenset(("de", "du", "des", "la", "le", "les", "l", "d", "et", "a", "au", "aux", "en"))


def words_of(text: str) -> list[str]:
    return [SHORT.get(word, word) for word in WORDS.split(folded(text)) if word and word not in EMPTY]


def address_key(text: str) -> str:
    """« 12, av. du Gal de Gaulle » and « 12 avenue Général-de-Gaulle » are one address."""
    return " ".join(words_of(text))


@dataclass(frozen=True)
class Known:
    """What is compared of a record. `site`: parts of one site share an address without being the same."""

    pk: int
    commune: str
    address: str
    names: tuple[str, ...]
    site: int | None = None

    @property
    def words(self) -> frozenset[str]:
        return frozenset(word for name in self.names for word in words_of(name) if word not in GENERIC)


# Words that say what an establishment is, not which one.
GENERIC = frozenset(
    (
        "restaurant", "hotel", "ecole", "college", "lycee", "magasin", "supermarche", "cafe", "brasserie", "salle",
        "gymnase", "creche", "eglise", "centre", "agence", "maison", "residence", "piscine", "cinema", "theatre",
        "bibliotheque", "mediatheque", "musee", "parc", "sarl", "sas", "societe",
    )
)  # fmt: skip


def likely_same(first: Known, second: Known) -> bool:
    """At one address of one commune, with a proper word of their names in common, or the very same name."""
    if first.commune != second.commune or address_key(first.address) != address_key(second.address):
        return False
    if first.site is not None and first.site == second.site:
        return False
    if {address_key(name) for name in first.names if name} & {address_key(name) for name in second.names if name}:
        return True
    return bool(first.words & second.words)


def likely_pairs(rows: Iterable[Known]) -> Iterator[tuple[Known, Known]]:
    """The pairs to look at, in the order of the rows."""
    places: dict[tuple[str, str], list[Known]] = {}
    for row in rows:
        places.setdefault((row.commune, address_key(row.address)), []).append(row)
    for group in places.values():
        if len(group) > 1:
            yield from ((first, second) for first, second in combinations(group, 2) if likely_same(first, second))
