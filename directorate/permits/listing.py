"""How the titles of a procedure are made known: to everybody, and to the mayor of the commune. Pure data.

What a title says in a public list is the establishment and its place, never its holder: a holder may be a person, whose
name and address are not for everybody. The mayor, who is told by name, receives the holder too.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# What a public list may show of a title, by key; a procedure chooses among them.
PUBLIC_COLUMNS: Mapping[str, str] = {
    "number": "Numéro",
    "place": "Établissement ou lieu",
    "commune": "Commune",
    "issued_on": "Délivré le",
    "expires_on": "Valable jusqu'au",
    "state": "État",
}


@dataclass(frozen=True)
class Listing:
    """One list, which several procedures may share: an authorisation and its renewal.

    `public` and `mayor`: who receives it. `hidden_answers`: a case whose answers hold these keeps its title out of the
    list ({"purposes": ["defence"]}). `to_check`: the text that would require it is not certain, and a dated parameter
    says whether it is published meanwhile.
    """

    code: str
    title: str
    article: str
    public: bool = False
    mayor: bool = False
    columns: tuple[str, ...] = tuple(PUBLIC_COLUMNS)
    hidden_answers: Mapping[str, Any] = field(default_factory=dict)
    to_check: bool = False

    def problems(self) -> list[str]:
        found = [f"la liste {self.code} montrerait {name}" for name in self.columns if name not in PUBLIC_COLUMNS]
        if not (self.public or self.mayor):
            found.append(f"la liste {self.code} n'est destinée à personne")
        if not self.article:
            found.append(f"la liste {self.code} ne dit pas son fondement")
        return found


# By code of procedure, filled at start-up by those who know the procedures.
LISTINGS: dict[str, Listing] = {}


def declare_listing(procedure_code: str, listing: Listing) -> None:
    LISTINGS[procedure_code] = listing


def listing_of(procedure_code: str) -> Listing:
    return LISTINGS[procedure_code]
