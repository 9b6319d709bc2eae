"""Who must be there for a visit, and what the group may say. Pure: no table, no clock.

Décret n° 95-260 du 8 mars 1995, art. 47 to 49-1: without one of its members the group does not visit; without the
documents that precede an opening the commission says nothing.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

FIRE, POLICE, MAYOR, DIRECTORATE, OTHER = "fire", "police", "mayor", "directorate", "other"
ROLES = {
    FIRE: "Service d'incendie et de secours, rapporteur",
    POLICE: "Police ou gendarmerie nationales",
    MAYOR: "Maire ou son représentant",
    DIRECTORATE: "Service de l'État chargé de la construction",
    OTHER: "Autre personne",
}
RECEPTION, OPENING, PERIODIC, CONTROL = "reception", "before_opening", "periodic", "check"
UNANNOUNCED, WORKS, ADVICE = "unannounced", "works", "advice"
KINDS = {
    RECEPTION: "Réception", OPENING: "Avant ouverture", PERIODIC: "Périodique", CONTROL: "Contrôle",
    UNANNOUNCED: "Inopinée", WORKS: "Chantier", ADVICE: "Conseil",
}  # fmt: skip
# After these, the establishment opens or opens again: the documents of art. 46 and 47 come first.
WITH_DOCUMENTS = frozenset({RECEPTION, OPENING})
# They give no opinion: somebody came to see or to advise.
WITHOUT_OPINION = frozenset({WORKS, ADVICE})
# They start the next period of GE 4.
STARTS_A_PERIOD = frozenset({RECEPTION, OPENING, PERIODIC})
DOCUMENTS = {
    "solidity": "Attestation du maître d'ouvrage sur les contrôles de solidité (art. 46)",
    "solidity_report": "Attestation du bureau de contrôle sur la solidité (art. 46)",
    "works_report": "Rapport de vérifications réglementaires après travaux (art. 47)",
}
FAVOURABLE, UNFAVOURABLE, DEFERRED, SILENT = "favourable", "unfavourable", "deferred", "no_statement"


@dataclass(frozen=True)
class Member:
    """Somebody of the group: present or not; the rapporteur holds the certificate of prevention."""

    role: str
    name: str
    present: bool = True
    certified: bool = False
    position: str = ""


@dataclass(frozen=True)
class Requirement:
    role: str
    why: str


def required_members(kind: str, category: int | None, directorate_for: Collection[int]) -> list[Requirement]:
    """The members without whom there is no visit, each with its reason."""
    found = [
        Requirement(FIRE, "Art. 49 : un sapeur-pompier titulaire du brevet de prévention, rapporteur"),
        Requirement(POLICE, "Art. 49 : le commandant de la police ou de la gendarmerie, ou son représentant"),
        Requirement(MAYOR, "Art. 49 : le maire ou son représentant"),
    ]
    if kind in WITH_DOCUMENTS and category in directorate_for:
        found.insert(2, Requirement(
            DIRECTORATE, f"Art. 49 et 49-1 : visite de réception d'un établissement de catégorie {category}"
        ))  # fmt: skip
    return found


def missing(required: Iterable[Requirement], members: Iterable[Member]) -> list[str]:
    """Why the group cannot visit; nothing when it can."""
    there = [member for member in members if member.present and member.name.strip()]
    reasons = []
    for need in required:
        of_role = [member for member in there if member.role == need.role]
        if not of_role:
            reasons.append(f"{ROLES[need.role]} : absent")
        elif need.role == FIRE and not any(member.certified for member in of_role):
            reasons.append("Rapporteur sans brevet de prévention")
    return reasons


def opinions_open(kind: str, documents_missing: Sequence[str]) -> list[str]:
    """The opinions that may be given after this visit."""
    if kind in WITHOUT_OPINION:
        return [SILENT]
    if kind in WITH_DOCUMENTS and documents_missing:
        return [DEFERRED, SILENT]
    return [FAVOURABLE, UNFAVOURABLE, DEFERRED, SILENT]


def why_closed(kind: str, opinion: str, documents_missing: Sequence[str]) -> str:
    """Why this opinion cannot be given, or nothing."""
    if opinion in opinions_open(kind, documents_missing):
        return ""
    if kind in WITHOUT_OPINION:
        return f"Une visite de type « {KINDS[kind].lower()} » ne donne pas lieu à un avis."
    names = " ; ".join(DOCUMENTS[code] for code in documents_missing)
    return f"Sans ces documents la commission ne peut pas se prononcer (décret n° 95-260, art. 47 et 48) : {names}."


def shares(members: Iterable[Mapping]) -> dict[str, int]:
    """How many members hold each position."""
    found = {FAVOURABLE: 0, UNFAVOURABLE: 0}
    for member in members:
        if member["present"] and member["position"] in found:
            found[member["position"]] += 1
    return found
