"""The chain of a log, recomputed outside of the database: what the trigger wrote, a second program checks. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from civil_protection.crisis.models import NO_HASH
from directorate.journal.chain import canonical, digest, instant

# Every field of an entry, in the order of the digest.
FIELDS = (
    "event_id", "number", "recorded_at", "fact_at", "timing", "author_id", "author_label", "cell", "kind", "urgency",
    "origin", "reliability", "recipients", "channel", "text", "commune_id", "place", "latitude", "longitude", "tags",
    "document_id", "answers_id", "corrects_id", "paper_number", "level", "client_key", "previous_hash",
)  # fmt: skip
INSTANTS = frozenset({"recorded_at", "fact_at"})


@dataclass(frozen=True)
class Followed:
    """How far a log is whole: entries read, the last hash, the first entry that does not hold and why."""

    entries: int
    hash: str
    broken_at: int | None = None
    reason: str = ""


def as_text(name: str, value: Any) -> str | None:
    if value is None:
        return None
    if name in INSTANTS:
        return instant(value)
    if name == "tags":
        return canonical(value) if value else None
    return str(value)


def hash_of(entry: Mapping[str, Any]) -> str:
    return digest(canonical(as_text(name, entry[name]) for name in FIELDS))


def follow(entries: Iterable[Mapping[str, Any]], head_number: int, head_hash: str) -> Followed:
    """Read the entries in the order of their numbers, until the last one that the head knows."""
    read, last = 0, NO_HASH
    for entry in entries:
        number = entry["number"]
        if number != read + 1:
            return Followed(read, last, read + 1, f"L'entrée n° {read + 1} manque : on lit ensuite le n° {number}.")
        if entry["previous_hash"] != last:
            return Followed(read, last, number, f"L'entrée n° {number} ne suit pas la précédente.")
        if entry["hash"] != hash_of(entry):
            return Followed(read, last, number, f"L'entrée n° {number} a été modifiée.")
        read, last = number, entry["hash"]
    if read != head_number:
        return Followed(read, last, read + 1, f"L'entrée n° {read + 1} manque : le dernier numéro est {head_number}.")
    if last != head_hash:
        return Followed(read, last, read, "La dernière empreinte n'est pas celle de la dernière entrée.")
    return Followed(read, last)
