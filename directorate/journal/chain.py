"""The chain of the journal, recomputed outside of the database: what the triggers wrote, a second program checks."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

FIRST_HASH = "0" * 64


@dataclass(frozen=True)
class Link:
    """An entry as it is chained. `details` is the text that the database shows for its JSON."""

    seq: int | None
    at: datetime
    occurred_at: datetime
    actor_id: int | None
    actor_label: str
    action: str
    subject_type: str
    subject_id: str
    subject_label: str
    unit_code: str
    details: str
    details_digest: str
    request_id: str
    previous_hash: str
    hash: str


@dataclass(frozen=True)
class State:
    """A number and the hash of the entry that bears it."""

    seq: int = 0
    hash: str = FIRST_HASH


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def canonical(values: Iterable[str | None]) -> str:
    """Each value preceded by its length in characters, '-' for none: no two entries share one text."""
    return ",".join("-" if value is None else f"{len(value)}:{value}" for value in values)


def instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def hash_of(link: Link) -> str:
    return digest(
        canonical(
            (
                str(link.seq),
                instant(link.at),
                instant(link.occurred_at),
                None if link.actor_id is None else str(link.actor_id),
                link.actor_label,
                link.action,
                link.subject_type,
                link.subject_id,
                link.subject_label,
                link.unit_code,
                link.details_digest,
                link.request_id,
                link.previous_hash,
            )
        )
    )


def problem_of(link: Link, before: State, *, may_be_empty: bool = False) -> str:
    """Why this entry does not continue the chain, as a French sentence, or an empty string.

    `may_be_empty`: a later entry says that the data of its subject were erased. The digest of what it said stays.
    """
    if link.seq is None:
        return "Une écriture n'a pas de numéro : elle a été ajoutée hors du journal."
    if link.seq != before.seq + 1:
        return f"L'écriture n° {before.seq + 1} manque : on lit ensuite le n° {link.seq}."
    if link.previous_hash != before.hash:
        return f"L'écriture n° {link.seq} ne suit pas l'écriture n° {before.seq} : l'enchaînement est rompu."
    emptied = may_be_empty and link.details == "{}"
    if link.details_digest != digest(link.details) and not emptied:
        return f"Les détails de l'écriture n° {link.seq} ont été modifiés."
    if link.hash != hash_of(link):
        return f"L'écriture n° {link.seq} a été modifiée."
    return ""


def follow(
    links: Iterable[Link], known: Iterable[State], erased: Mapping[tuple[str, str], int] | None = None
) -> tuple[State, str]:
    """How far the chain is whole, and the first problem as a French sentence, or an empty string.

    `known` states were written down earlier: the head of the journal, or an anchor kept elsewhere. The chain must pass
    through each of them, which is how the removal of the last entries is seen. `erased`: of each subject whose data
    were erased, the number of the last entry that says so.
    """
    known = tuple(known)
    reached = State()
    for link in links:
        told = (erased or {}).get((link.subject_type, link.subject_id), 0)
        problem = problem_of(link, reached, may_be_empty=link.seq is not None and told > link.seq)
        if problem:
            return reached, problem
        if any(state.seq == link.seq and state.hash != link.hash for state in known):
            return reached, f"L'écriture n° {link.seq} n'a plus l'empreinte relevée auparavant : journal réécrit."
        reached = State(link.seq, link.hash)
    longest = max((state.seq for state in known), default=0)
    if longest > reached.seq:
        return reached, f"L'écriture n° {reached.seq + 1} manque : le journal allait jusqu'au n° {longest}."
    return reached, ""
